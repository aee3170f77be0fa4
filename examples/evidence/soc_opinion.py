"""Sections I and II of a SOC report: the service auditor's report and management's assertion (AT-C 105, 205, 320)."""

from __future__ import annotations

from examples.evidence.cast import World, us
from examples.evidence.paper import Paper
from examples.evidence.soc_controls import EXCEPTIONS
from examples.evidence.soc_plan import Plan, Span, subject_of


def scope(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    """Scope, subservice organisations and user entities."""
    vendor, subject = world.vendor, subject_of(plan)
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


def duties(paper: Paper, world: World, plan: Plan) -> None:
    """Who is responsible for what, and the limits of an examination."""
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


def opinion(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    """The opinion with its basis when it is qualified, restricted use, and the signature."""
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
        f"{subject_of(plan).split(' (applicable')[0]};",
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


def assertion(paper: Paper, world: World, plan: Plan, span: Span) -> None:
    """Management's assertion, signed."""
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
