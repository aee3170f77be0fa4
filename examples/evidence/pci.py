"""PCI DSS forms as an assessor or a merchant fills them in: attestations of compliance and a self-assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from examples.evidence.cast import World
from examples.evidence.paper import MODERN, SLATE, VERA, Look, Paper
from examples.evidence.sample import Built, Stated, text_fact

REQUIREMENTS = (
    "Install and maintain network security controls",
    "Apply secure configurations to all system components",
    "Protect stored account data",
    "Protect cardholder data with strong cryptography during transmission over open, public networks",
    "Protect all systems and networks from malicious software",
    "Develop and maintain secure systems and software",
    "Restrict access to system components and cardholder data by business need to know",
    "Identify users and authenticate access to system components",
    "Restrict physical access to cardholder data",
    "Log and monitor all access to system components and cardholder data",
    "Test security of systems and networks regularly",
    "Support information security with organizational policies and programs",
)
"""The twelve requirements by name."""


def _attestation(world: World, look: Look, role: str, levels: Sequence[str]) -> Built:
    vendor, assessor, day, rng = world.vendor, world.assessor, world.day(), world.rng
    version, level = rng.choice(("4.0", "4.0.1")), rng.choice(levels)
    forms = "Merchants" if role == "merchant" else "Service Providers"
    paper = Paper(
        look.running(
            f"PCI DSS v{version} Attestation of Compliance for Report on Compliance – {forms}",
            f"{vendor.name} · {day:%B %Y}",
        ),
        "Attestation of Compliance",
        plain_first=True,
    )
    paper.gap(80)
    paper.centred("Payment Card Industry\nData Security Standard", 18, bold=True)
    paper.centred(f"Attestation of Compliance for Report on Compliance – {forms}", 15, bold=True)
    paper.centred(f"Version {version}")
    paper.centred(
        f"Entity Name: {vendor.name}\nDate of Report as noted in the Report on Compliance: {day.isoformat()}\nDate "
        f"Assessment Ended: {day.isoformat()}",
        11,
    )
    paper.new_page()
    paper.heading("Section 1: Assessment Information")
    paper.text(
        "Instructions for submission: this Attestation of Compliance (AOC) must be completed as a declaration of "
        "the results of the entity's assessment against the PCI DSS requirements and testing procedures."
    )
    paper.table(
        [
            ("Part 1a. Assessed Entity", ""),
            ("Company name:", vendor.name),
            ("Company mailing address:", f"{vendor.street}, {vendor.city}"),
            ("Company main website:", f"www.{vendor.domain}"),
            ("Company contact name:", world.people[0]),
            ("Company contact title:", "Director of Compliance"),
        ],
        [1, 2],
    )
    paper.table(
        [
            ("Part 1b. Assessor", ""),
            ("Qualified Security Assessor company:", assessor.name),
            ("Company mailing address:", assessor.city),
            ("Lead Assessor name:", world.people[1]),
            ("Assessor certificate number:", f"QSA-{rng.randint(100, 999)}-{rng.randint(100, 999)}"),
        ],
        [1, 2],
    )
    paper.heading("Section 2: Executive Summary")
    if role == "merchant":
        paper.table(
            [
                ("Part 2a. Merchant business payment channels", ""),
                ("Channels included:", "E-commerce; mail order / telephone order"),
                ("Merchant level:", level),
            ],
            [1, 2],
        )
    else:
        paper.table(
            [
                ("Part 2a. Scope verification", ""),
                ("Name of service(s) assessed:", vendor.system),
                ("Type of service(s) assessed:", "Payment gateway; hosting provider"),
                ("Service provider level:", level),
            ],
            [1, 2],
        )
    paper.text(
        f"Part 2b. Description of role with payment cards: {vendor.name} stores, processes or transmits account "
        f"data in order to provide {vendor.purpose}.",
        "Part 2f. Third-party service providers: the entity has relationships with providers that store, process or "
        "transmit account data on its behalf.",
    )
    paper.table(
        [("Name of service provider", "Description of services provided"), (world.host, "Data center hosting")], [1, 2]
    )
    paper.heading("Part 2g. Summary of assessment", 2)
    paper.table(
        [("PCI DSS Requirement", "In Place", "Not Applicable", "Not Tested", "Not in Place")]
        + [(f"Requirement {n}: {name}", "x", "", "", "") for n, name in enumerate(REQUIREMENTS, 1)],
        [4, 0.9, 1.4, 0.9, 1],
    )
    paper.heading("Section 3: Validation and Attestation Details")
    paper.text(
        f"Part 3. PCI DSS Validation. This AOC is based on results noted in the ROC dated {day.isoformat()}.",
        "[x] Compliant: All sections of the PCI DSS ROC are complete, and all assessed requirements are marked as "
        f"being either In Place or Not Applicable, resulting in an overall COMPLIANT rating; thereby {vendor.name} "
        "has demonstrated compliance with all PCI DSS requirements.",
        "[ ] Non-Compliant: Not all sections of the PCI DSS ROC are complete, or one or more requirements are "
        "marked as Not in Place.",
        "[ ] Compliant but with Legal exception.",
    )
    paper.heading("Part 3b. Attestation", 2)
    paper.columns(
        (f"Signature of executive officer: {world.people[0]}", f"Date: {day.isoformat()}"),
        (f"Signature of Lead QSA: {world.people[1]}", f"QSA company: {assessor.name}"),
    )
    data, pages = paper.finish()
    return Built(data, _facts(world, version, role, day, level, assessor.name), pages)


def _facts(
    world: World, version: str, role: str, day: date, level: str | None, assessor: str | None
) -> dict[str, Stated]:
    facts = {
        "pci_dss_version": text_fact(version),
        "entity_role": Stated(role, (role,) if role == "merchant" else ("Service Provider",)),
        "assessed_entity": text_fact(world.vendor.name),
        "assessment_date": Stated(day.isoformat(), (day.isoformat(),)),
        "result": Stated("compliant", ("Compliant",)),
    }
    if role == "merchant":
        facts["entity_role"] = Stated(role, ("Merchant",))
    if level is not None:
        facts["level"] = text_fact(level)
    if assessor is not None:
        facts["assessor"] = text_fact(assessor)
    return facts


def service_provider(world: World) -> Built:
    """An attestation of compliance of a service provider."""
    return _attestation(world, MODERN, "service provider", ("Level 1", "Level 2"))


def merchant(world: World) -> Built:
    """An attestation of compliance of a merchant."""
    return _attestation(world, VERA, "merchant", ("Level 1", "Level 2"))


def self_assessment(world: World) -> Built:
    """A self-assessment questionnaire A with its own attestation at the end."""
    vendor, day, version = world.vendor, world.day(), world.rng.choice(("4.0", "4.0.1"))
    title = "Self-Assessment Questionnaire A and Attestation of Compliance"
    paper = Paper(
        SLATE.running(f"PCI DSS v{version} SAQ A", f"{vendor.name}, self-assessment completed {day.isoformat()}"),
        title,
        plain_first=True,
    )
    paper.gap(80)
    paper.centred("Payment Card Industry Data Security Standard", 18, bold=True)
    paper.centred(title, 15, bold=True)
    paper.centred(
        f"For use with PCI DSS Version {version}\nMerchants with all cardholder data functions fully outsourced "
        f"(card-not-present)\nSelf-assessment completion date: {day.isoformat()}"
    )
    paper.new_page()
    paper.heading("Section 1: Assessment Information")
    paper.table(
        [
            ("Part 1a. Assessed Merchant", ""),
            ("Company name:", vendor.name),
            ("Website:", f"www.{vendor.domain}"),
            ("Contact:", world.people[0]),
        ],
        [1, 2],
    )
    paper.text(
        "Eligibility to complete SAQ A: the merchant accepts only card-not-present transactions; all processing of "
        "account data is entirely outsourced to PCI DSS compliant third parties; no account data is stored "
        "electronically."
    )
    paper.heading("Section 2: Self-Assessment Questionnaire A")
    questions = (
        ("2.2.2", "Are vendor default accounts managed?"),
        ("3.1.1", "Are policies for storage of account data documented and known?"),
        ("6.3.3", "Are critical patches installed within one month of release?"),
        ("6.4.3", "Are all payment page scripts authorized and their integrity assured?"),
        ("8.2.1", "Is each user assigned a unique ID?"),
        ("8.3.6", "Do passwords have at least 12 characters?"),
        ("9.4.1", "Are all media with cardholder data physically secured?"),
        ("11.3.2", "Are external vulnerability scans performed every three months by an ASV?"),
        ("11.6.1", "Is a change and tamper detection mechanism deployed?"),
        ("12.8.1", "Is a list of third-party service providers maintained?"),
        ("12.8.4", "Is the PCI DSS compliance status of providers monitored each year?"),
        ("12.10.1", "Does an incident response plan exist?"),
    )
    paper.table(
        [("Requirement", "PCI DSS Question", "Expected Testing", "In Place", "Not Applicable", "Not in Place")]
        + [
            (
                ref,
                text,
                "Examine documentation; interview personnel",
                *(("", "x", "") if world.rng.random() < 0.15 else ("x", "", "")),
            )
            for ref, text in questions
        ],
        [1.5, 3.6, 2.2, 0.9, 1.4, 0.9],
    )
    paper.heading("Section 3: Validation and Attestation Details")
    paper.text(
        "[x] Compliant: All sections of the PCI DSS SAQ are complete, and all requirements are marked as being "
        f"either In Place or Not Applicable; {vendor.name} has demonstrated compliance with the requirements "
        "included in this SAQ.",
        "[ ] Non-Compliant: Not all sections are complete.",
    )
    paper.columns((f"Merchant executive officer: {world.people[0]}",), (f"Date: {day.isoformat()}",))
    data, pages = paper.finish()
    return Built(data, _facts(world, version, "merchant", day, None, None), pages)
