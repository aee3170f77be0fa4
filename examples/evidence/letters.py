"""Letters: management's bridge letter after a SOC report, and a HITRUST certification letter."""

from __future__ import annotations

from datetime import date, timedelta

from examples.evidence.agreement import Open
from examples.evidence.cast import World, us
from examples.evidence.paper import SERIF, Paper
from examples.evidence.sample import Built, Stated, text_fact


def bridge(world: World, write: Open) -> Built:
    """A bridge (gap) letter: no material change since the report's period ended."""
    vendor, period = world.vendor, world.period()
    until = world.after(period.end, 60, 90)
    family = world.pick("SOC 2 Type 2", "SOC 1 Type II", "SOC 2 Type II")
    first = period.end + timedelta(days=1)
    page = write(f"{vendor.name} letter")
    page.lines(vendor.name, vendor.street, vendor.city)
    page.text(us(until))
    page.lines(
        f"RE: {world.pick('Bridge Letter', 'Gap Letter')} – {family} report of {vendor.name}",
        f"To: {world.customer.name}",
    )
    page.text(
        "Dear Customer:" if world.rng.random() < 0.5 else "To our valued customers:",
        f"{vendor.name} engages {world.auditor.name} to examine the controls of the {vendor.system}. The most "
        f"recent {family} report covers the period {period.us}.",
        f"Since that report does not extend to your year end, this letter covers the period from {us(first)} "
        f"through {us(until)}.",
        "Based on our internal monitoring and to the best of our knowledge, "
        f"{world.pick('there have been no material changes', 'management is not aware of any material changes')} "
        "to the control environment that would adversely affect the conclusions reached in that report.",
        f"This letter is not a substitute for the {family} report, and it has not been examined by "
        f"{world.auditor.name} or any other auditor. The next report is expected within four months. "
        "It is provided for the information of our customers and their auditors only.",
        "Sincerely,",
    )
    page.lines(
        world.people[0],
        world.pick("Chief Compliance Officer", "Chief Financial Officer", "VP, Governance, Risk and Compliance"),
        vendor.name,
    )
    data, pages = page.finish()
    facts = {
        "service_organisation": text_fact(vendor.name),
        "period_start": Stated(first.isoformat(), (us(first),)),
        "period_end": Stated(until.isoformat(), (us(until),)),
        "report_referred_to": Stated(family.replace("Type II", "Type 2"), (family,)),
        "service_auditor": text_fact(world.auditor.name),
        "report_period_end": Stated(period.end.isoformat(), (us(period.end),)),
    }
    return Built(data, facts, pages)


def hitrust(world: World) -> Built:
    """A HITRUST certification letter with its scope page."""
    vendor, issued = world.vendor, world.day()
    level, years = world.rng.choice((("r2", 2), ("i1", 1)))
    expires = date(issued.year + years, issued.month, issued.day)
    paper = Paper(
        SERIF.running("HITRUST CSF Certification", "This letter is subject to the terms of the assurance program"),
        f"HITRUST {level} letter",
    )
    paper.text(us(issued))
    paper.lines(vendor.name, vendor.street, vendor.city)
    paper.heading(
        f"HITRUST Risk-based, 2-year ({level}) Certification Letter"
        if level == "r2"
        else f"HITRUST Implemented, 1-year ({level}) Certification Letter",
        2,
    )
    paper.text(
        "Based upon representation from management as to the accuracy and completeness of information provided, the "
        "procedures performed by an approved HITRUST Authorized External Assessor "
        f"and the quality assurance performed by HITRUST, the {vendor.system} of {vendor.name} meets the HITRUST "
        f"CSF v11.{world.rng.randint(1, 4)} {level} certification criteria.",
        f"The validated assessment was performed by {world.assessor.name}. The certification is valid for a period "
        f"of {'two years' if years == 2 else 'one year'} from {us(issued)} and expires on {us(expires)}, "
        "assuming that annual requirements are met: no data security breach reportable to a government agency, and "
        "no significant change to the environment.",
        "HITRUST developed the CSF to address the need of organizations to demonstrate assurance over information "
        "protection. The assessment does not replace a SOC 2 report or an ISO certificate.",
    )
    paper.lines("HITRUST Services Corp. (specimen)", "Assurance Department")
    paper.new_page()
    paper.heading("Scope of systems in the assessment", 2)
    paper.table(
        [
            ("System", "Facility", "Hosted by"),
            (vendor.system, vendor.city, world.host),
            ("Support tooling", vendor.city, vendor.name),
        ]
    )
    paper.heading("Maturity by assessment domain", 2)
    domains = (
        "Information protection program",
        "Endpoint protection",
        "Portable media security",
        "Mobile device security",
        "Configuration management",
        "Vulnerability management",
        "Network protection",
        "Transmission protection",
        "Password management",
        "Access control",
        "Audit logging and monitoring",
        "Third party assurance",
        "Incident management",
    )
    paper.table(
        [("Domain", "Average score")] + [(domain, str(world.rng.randint(76, 100))) for domain in domains], [4, 1]
    )
    data, pages = paper.finish()
    facts = {
        "holder": text_fact(vendor.name),
        "level": text_fact(level),
        "assessor": text_fact(world.assessor.name),
        "issue_date": Stated(issued.isoformat(), (us(issued),)),
        "expiry_date": Stated(expires.isoformat(), (us(expires),)),
    }
    return Built(data, facts, pages)
