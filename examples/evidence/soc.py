"""SOC 1, SOC 2 and SOC 3 reports in the parts and wordings of SSAE 18 and ISAE 3402 reports (AT-C 105, 205, 320)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from examples.evidence import soc_system
from examples.evidence.cast import World, us
from examples.evidence.paper import Look, Paper
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

CATEGORY_PREFIXES = {"Security": "CC", "Availability": "A", "Confidentiality": "C1", "Privacy": "P"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What kind of report: `family` 1, 2 or 3, `kind` type 1 or 2, `exceptions` are criteria whose tests fail.

    `method` is how subservice organisations are treated, None when there is none. `extra_controls` repeats the table
    of tests for that many further systems in scope, to make long reports.
    """

    family: int
    kind: int
    look: Look
    opinion: str = "unqualified"
    method: str | None = "carve-out"
    categories: tuple[str, ...] = ("Security", "Availability", "Confidentiality")
    exceptions: tuple[str, ...] = ()
    landscape: bool = True
    roman: bool = True
    extra_systems: int = 0
    appendix_pages: int = 0

    @property
    def numeral(self) -> str:
        """How this house writes the type: `Type 2` or `Type II`."""
        return f"Type {'I' * self.kind}" if self.roman else f"Type {self.kind}"


@dataclass(frozen=True, slots=True)
class Span:
    """What the report covers: a period, or a date for a type 1 report, as it is worded; and when it was signed."""

    start: date | None
    end: date
    worded: str
    signed: date


def _span(world: World, plan: Plan) -> Span:
    period = world.period()
    signed = world.after(period.end, 25, 60)
    if plan.kind == 1:
        return Span(None, period.end, f"as of {us(period.end)}", signed)
    return Span(period.start, period.end, f"throughout the period {period.us}", signed)


def _joined(words: Sequence[str]) -> str:
    lower = [word.lower() for word in words]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])}{',' if len(lower) > 2 else ''} and {lower[-1]}"


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
            f"{_joined(plan.categories).title().replace(' And ', ' and ')}",
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


def _opinion_scope(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    vendor, subject = world.vendor, _subject(plan)
    paper.lines(f"To the Management of {vendor.name}:" if plan.roman else f"To: The Board of Directors, {vendor.name}")
    paper.heading("Scope", 2)
    examined = (
        "suitability of the design and operating effectiveness" if plan.kind == 2 else "suitability of the design"
    )
    paper.text(
        f'We have examined {vendor.name}\'s accompanying description of its {vendor.system} (the "description") '
        f"{span.worded}, and the "
        f"{examined} of controls stated in the description {span.worded}, {subject}."
    )
    if plan.method == "carve-out":
        paper.text(
            f"{vendor.short} uses {world.host}, a subservice organization, for data center and infrastructure "
            "hosting services. The description "
            "presents the types of complementary subservice organization controls assumed in the design of "
            f"{vendor.short}'s controls. The "
            f"description uses the carve-out method and does not disclose the actual controls at {world.host}; our "
            "examination did not include them."
        )
    elif plan.method == "inclusive":
        paper.text(
            f"{vendor.short} uses {world.host}, a subservice organization, for infrastructure hosting services. The "
            "description includes the "
            f"controls of {world.host} and has been prepared using the inclusive method; {world.host} has provided "
            "its own written assertion."
        )
    paper.text(
        "The description indicates that certain "
        f"{'control objectives' if plan.family == 1 else 'trust services criteria'} can be achieved only if "
        f"complementary user entity controls assumed in the design of {vendor.short}'s controls are suitably designed"
        + (" and operating effectively" if plan.kind == 2 else "")
        + ". Our examination did not extend to such complementary user entity controls."
    )


def _subject(plan: Plan) -> str:
    if plan.family == 1:
        return (
            "to achieve the related control objectives stated in the description, relevant to user entities' "
            "internal control over financial reporting"
        )
    return (
        "to provide reasonable assurance that the service organization's commitments and system requirements were "
        "achieved based on the trust "
        f"services criteria relevant to {_joined(plan.categories)} (applicable trust services criteria) set forth "
        "in TSP section 100"
    )


def _opinion_duties(paper: Paper, world: World, plan: Plan) -> None:
    vendor = world.vendor
    standard = (
        "AT-C section 320 and International Standard on Assurance Engagements 3402"
        if plan.family == 1
        else "AT-C sections 105 and 205"
    )
    paper.heading("Service organization's responsibilities", 2)
    paper.text(
        f"{vendor.name} is responsible for preparing the description and its assertion, including the completeness, "
        "accuracy and method of "
        "presentation of both; for providing the services covered; for identifying the risks that threaten the "
        "achievement of its "
        + ("control objectives" if plan.family == 1 else "service commitments and system requirements")
        + "; and for designing, implementing and documenting controls."
    )
    paper.heading("Service auditor's responsibilities", 2)
    paper.text(
        "Our responsibility is to express an opinion on the description and on the controls stated in it, based on "
        "our examination. Our examination "
        "was conducted in accordance with attestation standards established by the American Institute of Certified "
        f"Public Accountants ({standard}). "
        "Those standards require that we plan and perform our examination to obtain reasonable assurance in all "
        "material respects. We believe that the "
        "evidence we obtained is sufficient and appropriate to provide a reasonable basis for our opinion.",
        "We are required to be independent and to meet our other ethical responsibilities in accordance with "
        "relevant ethical requirements.",
    )
    paper.heading("Inherent limitations", 2)
    paper.text(
        "The description is prepared to meet the common needs of a broad range of report users and may not include "
        "every aspect that an individual user "
        "may consider important. Because of their nature, controls may not prevent, or detect and correct, all "
        "errors or omissions. The projection of "
        "any conclusion to future periods is subject to the risk that controls may become ineffective."
    )
    if plan.kind == 2:
        paper.heading("Description of tests of controls", 2)
        paper.text(
            "The specific controls we tested and the nature, timing and results of those tests are listed in "
            "Section IV."
        )
    else:
        paper.heading("Other matter", 2)
        paper.text(
            "We did not perform any procedures regarding the operating effectiveness of controls and, accordingly, "
            "do not express an opinion thereon."
        )


def _opinion_itself(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    vendor, place = world.vendor, span.worded
    qualified = plan.opinion == "qualified"
    if qualified:
        first = plan.exceptions[0]
        paper.heading("Basis for qualified opinion", 2)
        paper.text(
            f"The description states that controls address criterion {first}. As noted in Section IV, these "
            f"controls did not operate effectively {place}. "
            f"{EXCEPTIONS[first].removeprefix('Exception noted. ')} As a result, the related criterion was not met."
        )
    paper.heading("Qualified opinion" if qualified else "Opinion", 2)
    paper.text(
        "In our opinion, except for the matter described in the preceding paragraph, in all material respects,"
        if qualified
        else world.pick(
            "In our opinion, in all material respects,",
            "In our opinion, in all material respects, based on the criteria described in management's assertion,",
        )
    )
    paper.bullets(
        f"the description presents {vendor.short}'s system that was designed and implemented {place};",
        f"the controls stated in the description were suitably designed {place}, "
        f"{_subject(plan).split(' (applicable')[0]};",
        *([f"the controls operated effectively {place}."] if plan.kind == 2 else []),
    )
    paper.heading("Restricted use", 2)
    paper.text(
        f"This report is intended solely for the information and use of {vendor.name}, user entities of the "
        f"{vendor.system} and their auditors"
        + (
            " who audit and report on such user entities' financial statements"
            if plan.family == 1
            else ", business partners and regulators who have sufficient knowledge of the system"
        )
        + ". It is not intended to be, and should not be, used by anyone other than these specified parties."
    )
    paper.gap(10)
    paper.lines(world.auditor.name, world.auditor.city, us(span.signed))


def _assertion(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    vendor, person = world.vendor, world.people[0]
    paper.text(
        f"We have prepared the accompanying description of the {vendor.system} {span.worded}. The description is "
        "intended to provide report users with "
        "information that may be useful when assessing the risks arising from interactions with the system.",
        "We confirm, to the best of our knowledge and belief, that:",
    )
    paper.bullets(
        f"the description presents the system that was designed and implemented {span.worded};",
        "the controls stated in the description were suitably designed;",
        *(
            [
                "the controls stated in the description operated effectively, except as described in Section IV."
                if plan.exceptions
                else "the controls stated in the description operated effectively."
            ]
            if plan.kind == 2
            else []
        ),
    )
    paper.lines(
        person,
        world.pick("Chief Information Security Officer", "Chief Executive Officer", "Chief Operating Officer"),
        vendor.name,
    )


def _tests(paper: Paper, world: World, plan: Plan) -> None:
    paper.text(
        f"{world.auditor.name} tested the controls below by inquiry, observation, inspection and reperformance."
        if plan.kind == 2
        else "The controls below were in place as of the date of the description. Their operation was not tested."
    )
    if plan.family == 1:
        for number, objective in OBJECTIVES.items():
            paper.heading(f"Control objective {number}", 3)
            paper.text(objective)
            _test_table(paper, plan, [control for control in FINANCIAL if control.criterion == number], f"{number}.")
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
    span, vendor = _span(world, plan), world.vendor
    look = plan.look.running(
        f"{vendor.name} – SOC {plan.family} {plan.numeral}",
        world.pick("Confidential", "Proprietary and confidential", f"© {world.auditor.name}"),
    )
    paper = Paper(look, f"{vendor.name} SOC {plan.family} {plan.numeral}", plain_first=True)
    _cover(paper, world, plan, span)
    paper.contents()
    paper.heading(
        f"Section I – Independent service auditor's report provided by {world.auditor.name}"
        if plan.roman
        else "1. Independent Service Auditor's Report"
    )
    _opinion_scope(paper, world, plan, span)
    _opinion_duties(paper, world, plan)
    _opinion_itself(paper, world, plan, span)
    paper.new_page()
    paper.heading(f"Section II – Assertion of {vendor.name} management" if plan.roman else "2. Management's Assertion")
    _assertion(paper, world, plan, span)
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


def soc3(world: World, look: Look) -> Built:
    """A SOC 3 report: short, for general use, without tests."""
    period, vendor = world.period(), world.vendor
    categories = world.rng.choice((("Security", "Availability"), ("Security", "Availability", "Confidentiality")))
    paper = Paper(look.running(f"{vendor.name} – SOC 3", "For general use"), f"{vendor.name} SOC 3", plain_first=True)
    paper.gap(110)
    paper.centred("SOC 3® Report", 24, bold=True)
    paper.centred(
        f"Report on the {vendor.system} Relevant to {_joined(categories).title().replace(' And ', ' and ')}", 13
    )
    paper.centred(f"For the period {period.us}", 12)
    paper.centred(vendor.name, 14, bold=True)
    paper.new_page()
    paper.heading(f"Report of independent service auditors: {world.auditor.name}")
    paper.text(
        f"We have examined management's assertion that the controls within the {vendor.system} were effective "
        f"throughout the period {period.us}, to provide reasonable "
        f"assurance that {vendor.name}'s service commitments and system requirements were achieved based on the "
        f"trust services criteria relevant to {_joined(categories)}.",
        "Our examination was conducted in accordance with attestation standards established by the AICPA. It "
        "included obtaining an understanding of the system, "
        "assessing the risks that controls were not effective, and performing procedures to obtain evidence about "
        "whether they were.",
    )
    paper.heading("Opinion", 2)
    paper.text(
        f"In our opinion, management's assertion that the controls within the {vendor.system} were effective "
        f"throughout the period {period.us} is fairly stated, in all material respects."
    )
    paper.lines(world.auditor.name, world.auditor.city, us(world.after(period.end, 30, 70)))
    paper.new_page()
    paper.heading(f"Assertion of {vendor.name} management")
    paper.text(
        "We are responsible for designing, implementing, operating and maintaining effective controls within the "
        f"{vendor.system}. We assert that the controls were "
        f"effective throughout the period {period.us}."
    )
    paper.heading("Attachment A – Boundaries of the system")
    soc_system.describe(paper, world, financial=False, brief=True)
    data, pages = paper.finish()
    facts = {
        "report_type": Stated("SOC 3", ("SOC 3",)),
        "service_organisation": text_fact(vendor.name),
        "system_name": text_fact(vendor.system),
        "service_auditor": text_fact(world.auditor.name),
        "opinion": Stated("unqualified", ("In our opinion",)),
        "period_start": Stated(period.start.isoformat(), (us(period.start),)),
        "period_end": Stated(period.end.isoformat(), (us(period.end),)),
        "trust_services_categories": Stated(categories, tuple(category.lower() for category in categories)),
    }
    return Built(data, facts, pages)
