"""SOC 3 reports: for general use, short, without tests."""

from __future__ import annotations

from examples.evidence import soc_system
from examples.evidence.cast import World, us
from examples.evidence.paper import Look, Paper
from examples.evidence.sample import Built, Stated, text_fact
from examples.evidence.soc_plan import joined


def report(world: World, look: Look) -> Built:
    """A SOC 3 report: short, for general use, without tests."""
    period, vendor = world.period(), world.vendor
    categories = world.rng.choice((("Security", "Availability"), ("Security", "Availability", "Confidentiality")))
    paper = Paper(look.running(f"{vendor.name} – SOC 3", "For general use"), f"{vendor.name} SOC 3", plain_first=True)
    paper.gap(110)
    paper.centred("SOC 3® Report", 24, bold=True)
    paper.centred(
        f"Report on the {vendor.system} Relevant to {joined(categories).title().replace(' And ', ' and ')}", 13
    )
    paper.centred(f"For the period {period.us}", 12)
    paper.centred(vendor.name, 14, bold=True)
    paper.new_page()
    paper.heading(f"Report of independent service auditors: {world.auditor.name}")
    paper.text(
        f"We have examined management's assertion that the controls within the {vendor.system} were effective "
        f"throughout the period {period.us}, to provide reasonable "
        f"assurance that {vendor.name}'s service commitments and system requirements were achieved based on the "
        f"trust services criteria relevant to {joined(categories)}.",
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
