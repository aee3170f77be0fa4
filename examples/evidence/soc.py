"""SOC 1 and SOC 2 reports in the parts and wordings of SSAE 18 and ISAE 3402 reports."""

from __future__ import annotations

from collections.abc import Sequence

from examples.evidence import soc_opinion, soc_system
from examples.evidence.cast import World, us
from examples.evidence.paper import Paper
from examples.evidence.sample import Built, Stated, list_fact, text_fact
from examples.evidence.soc_controls import (
    EXCEPTIONS,
    FINANCIAL,
    OBJECTIVES,
    RESPONSES,
    TRUST_SERVICES,
    USER_CONTROLS,
    Control,
)
from examples.evidence.soc_plan import Plan, Span, joined, span_of

CATEGORY_PREFIXES = {"Security": "CC", "Availability": "A", "Confidentiality": "C1", "Privacy": "P"}


def _cover_letter(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    """The letter some suppliers bind in front of the report when they send it."""
    paper.lines(world.vendor.name, world.vendor.street, world.vendor.city)
    paper.text(us(world.after(span.signed, 5, 30)))
    paper.lines(world.customer.name, world.customer.street, world.customer.city)
    paper.text(
        "Dear customer,",
        "Thank you for your interest in our compliance programme. Enclosed you find the report of "
        f"{world.auditor.name} on "
        f"the {world.vendor.system}. It is confidential under our non-disclosure agreement.",
        "The summary of our latest penetration test and our ISO/IEC 27001 certificate are available on request. Please "
        "address questions to your account manager.",
        "Kind regards,",
    )
    paper.lines(world.people[3], "Customer Trust", world.vendor.name)
    paper.new_page()


def _cover(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    vendor = world.vendor
    paper.gap(90)
    paper.centred(vendor.name, 22, bold=True)
    if plan.family == 1:
        paper.centred(
            world.pick(f"SOC 1 {plan.numeral} Report", f"System and Organization Controls (SOC) 1 – {plan.numeral}"),
            18,
            bold=True,
        )
        paper.centred(
            "Report on Management's Description of its System and on the Suitability of the Design"
            + (" and Operating Effectiveness" if plan.kind == 2 else "")
            + " of Controls Relevant to User Entities' Internal Control over Financial Reporting",
            12,
        )
    else:
        paper.centred(
            world.pick(
                f"SOC 2 {plan.numeral} Report",
                f"System and Organization Controls (SOC) 2 {plan.numeral}",
                f"SOC 2® {plan.numeral}",
            ),
            18,
            bold=True,
        )
        paper.centred(
            "Report on Controls at a Service Organization Relevant to "
            f"{joined(plan.categories).title().replace(' And ', ' and ')}",
            12,
        )
    paper.gap(30)
    paper.centred(vendor.system, 14, bold=True)
    paper.centred(
        f"For the period {span.worded.removeprefix('throughout the period ')}"
        if plan.kind == 2
        else f"As of {us(span.end)}",
        12,
    )
    paper.gap(120)
    paper.centred(
        f"Independent service auditor's report by {world.auditor.name}"
        if plan.roman
        else f"Prepared by\n{world.auditor.name}"
    )
    paper.small(
        "This report is intended solely for the specified parties named in it and may not be distributed without "
        "the consent of " + vendor.name + "."
    )
    paper.new_page()


def _tests(paper: Paper, world: World, plan: Plan) -> None:
    paper.text(
        f"{world.auditor.name} tested the controls below by inquiry, observation, inspection and reperformance."
        if plan.kind == 2
        else "The controls below were in place as of the date of the description. Their operation was not tested."
    )
    if plan.family == 1:
        for reference, objective in OBJECTIVES.items():
            paper.heading(f"Control objective {reference}", 3)
            paper.text(objective)
            controls = [control for control in FINANCIAL if control.criterion == reference]
            _test_table(paper, plan, controls, f"{reference}.")
        return
    prefixes = tuple(CATEGORY_PREFIXES[category] for category in plan.categories)
    chosen = [control for control in TRUST_SERVICES if control.criterion.startswith(prefixes)]
    _test_table(paper, plan, chosen, "")
    for number in range(1, plan.extra_systems + 1):
        paper.heading(f"In-scope component {number}: {soc_system.COMPONENTS[number % len(soc_system.COMPONENTS)]}", 2)
        _test_table(paper, Plan(plan.family, plan.kind, plan.look), chosen, f"S{number}-")


def _test_table(paper: Paper, plan: Plan, controls: Sequence[Control], prefix: str) -> None:
    head = ["Criteria" if plan.family == 2 else "Ref.", "Control activity specified by the service organization"]
    rows = [head + (["Test performed by the service auditor", "Result of test"] if plan.kind == 2 else [])]
    for number, control in enumerate(controls, 1):
        reference = f"{prefix}{number}" if plan.family == 1 else f"{prefix}{control.criterion}"
        result = EXCEPTIONS[control.criterion] if control.criterion in plan.exceptions else "No exceptions noted."
        rows.append([reference, control.activity] + ([control.test, result] if plan.kind == 2 else []))
    paper.table(rows, [1, 4, 4, 2.2] if plan.kind == 2 else [1, 7])


def _facts(world: World, plan: Plan, span: Span) -> dict[str, Stated]:
    facts = {
        "report_type": text_fact(f"SOC {plan.family}"),
        "soc_type": Stated(f"Type {plan.kind}", (plan.numeral,)),
        "document_date": Stated(span.signed.isoformat(), (us(span.signed),)),
        "service_organisation": text_fact(world.vendor.name),
        "system_name": text_fact(world.vendor.system),
        "service_auditor": text_fact(world.auditor.name),
        "opinion": Stated(plan.opinion, ("In our opinion",)),
        "complementary_user_entity_controls": Stated(True, ("complementary user entity controls",)),
    }
    if span.start is None:
        facts["as_of_date"] = Stated(span.end.isoformat(), (us(span.end),))
    else:
        facts["period_start"] = Stated(span.start.isoformat(), (us(span.start),))
        facts["period_end"] = Stated(span.end.isoformat(), (us(span.end),))
        facts["exceptions_count"] = Stated(
            len(plan.exceptions), ("Exception noted.",) if plan.exceptions else ("No exceptions noted.",)
        )
    if plan.method:
        facts["subservice_organisations"] = list_fact(world.host)
        facts["subservice_method"] = Stated(plan.method, (f"{plan.method} method",))
    if plan.family == 2:
        facts["trust_services_categories"] = Stated(
            plan.categories, tuple(category.lower() for category in plan.categories)
        )
    return facts


def report(world: World, plan: Plan) -> Built:
    """A whole SOC 1 or SOC 2 report with its five sections."""
    span, vendor = span_of(world, plan), world.vendor
    look = plan.look.running(
        f"{vendor.name} – SOC {plan.family} {plan.numeral}",
        world.pick("Confidential", "Proprietary and confidential", f"© {world.auditor.name}"),
    )
    paper = Paper(look, f"{vendor.name} SOC {plan.family} {plan.numeral}", plain_first=True)
    if plan.has_cover_letter:
        _cover_letter(paper, world, plan, span)
    _cover(paper, world, plan, span)
    paper.contents()
    paper.heading(
        f"Section I – Independent service auditor's report provided by {world.auditor.name}"
        if plan.roman
        else "1. Independent Service Auditor's Report"
    )
    soc_opinion.scope(paper, world, plan, span)
    soc_opinion.duties(paper, world, plan)
    soc_opinion.opinion(paper, world, plan, span)
    paper.new_page()
    paper.heading(f"Section II – Assertion of {vendor.name} management" if plan.roman else "2. Management's Assertion")
    soc_opinion.assertion(paper, world, plan, span)
    paper.new_page()
    paper.heading(f"Section III – Description of the {vendor.system}" if plan.roman else "3. Description of the System")
    soc_system.describe(paper, world, financial=plan.family == 1)
    paper.heading("Complementary user entity controls", 2)
    paper.bullets(*USER_CONTROLS)
    paper.new_page(wide=plan.landscape)
    paper.heading(
        ("Section IV – " if plan.roman else "4. ")
        + (
            "Control objectives, controls, tests and results"
            if plan.family == 1
            else "Trust services criteria, controls, tests and results"
        )
    )
    _tests(paper, world, plan)
    _other_information(paper, world, plan)
    data, pages = paper.finish()
    return Built(data, _facts(world, plan, span), pages)


def _other_information(paper: Paper, world: World, plan: Plan) -> None:
    if plan.exceptions:
        paper.new_page(wide=False)
        paper.heading(
            "Section V – Other information provided by management (unaudited)"
            if plan.roman
            else "5. Other Information (Unaudited)"
        )
        paper.table(
            [("Criteria", "Management's response")]
            + [(criterion, RESPONSES[criterion]) for criterion in plan.exceptions],
            [1, 6],
        )
    for number in range(1, plan.appendix_pages + 1):
        paper.new_page(wide=False)
        paper.heading(f"Appendix {number}", 3)
        paper.text(*(soc_system.NARRATIVE[(number + offset) % len(soc_system.NARRATIVE)][1] for offset in range(4)))
