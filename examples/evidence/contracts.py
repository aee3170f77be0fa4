"""Contracts between an invented supplier and an invented customer, each written for paper, Word or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from examples.evidence.cast import World, british, us
from examples.evidence.manuscript import Manuscript
from examples.evidence.sample import Built, Stated, list_fact, text_fact

Open = Callable[[str], Manuscript]
"""Opens an empty document under a title."""

LAWS = ("the State of Delaware", "the State of New York", "England and Wales", "the Netherlands", "Singapore")


def _parties(
    page: Manuscript,
    world: World,
    title: str,
    start: date,
    *,
    supplier: str,
    customer: str,
    worded: Callable[[date], str] = us,
) -> dict[str, Stated]:
    """Title and opening paragraph, and the facts they state."""
    one, two = world.vendor, world.customer
    page.centred(title, 18, bold=True)
    page.text(
        f'This {title} (the "Agreement") is entered into as of {worded(start)} (the "Effective Date") by and '
        f"between {one.name}, with offices at {one.street}, {one.city} "
        f'("{supplier}"), and {two.name}, with offices at {two.street}, {two.city} ("{customer}").'
    )
    return {"parties": list_fact(one.name, two.name), "effective_date": Stated(start.isoformat(), (worded(start),))}


def _clauses(page: Manuscript, clauses: Sequence[tuple[str, Sequence[str]]]) -> None:
    for number, (topic, paragraphs) in enumerate(clauses, 1):
        page.heading(f"{number}. {topic}", 2)
        page.text(*(f"{number}.{place} {paragraph}" for place, paragraph in enumerate(paragraphs, 1)))


def _signatures(page: Manuscript, world: World) -> None:
    page.text("IN WITNESS WHEREOF, the parties have executed this Agreement by their duly authorized representatives.")
    page.columns(
        (world.vendor.name, "By: ______________________", f"Name: {world.people[0]}", "Title: Chief Executive Officer"),
        (world.customer.name, "By: ______________________", f"Name: {world.people[1]}", "Title: VP Procurement"),
    )


def _close(page: Manuscript, world: World, facts: dict[str, Stated]) -> Built:
    _signatures(page, world)
    data, pages = page.finish()
    return Built(data, facts, pages)


def master_services(world: World, write: Open) -> Built:
    """A master services agreement."""
    title = world.pick("Master Services Agreement", "Master Subscription Agreement", "Software as a Service Agreement")
    page = write(title)
    law, months = world.rng.choice(LAWS), world.rng.choice((12, 24, 36))
    notice, cap = (
        world.rng.choice((30, 60, 90)),
        world.pick(
            "the fees paid or payable in the twelve (12) months preceding the claim",
            "two times the fees paid in the preceding twelve months",
        ),
    )
    term, renewal, law_text = f"{months} months", "successive periods of twelve (12) months", law
    facts = _parties(page, world, title, world.day(), supplier="Provider", customer="Customer")
    _clauses(
        page,
        (
            (
                "Definitions",
                (
                    '"Services" means the online services identified in an Order Form. "Customer Data" means data '
                    "submitted by or for Customer to the Services.",
                    '"Documentation" means the user guides that Provider makes generally available. "Affiliate" '
                    "means an entity that controls, is controlled by or is under common control with a party.",
                ),
            ),
            (
                "Services and licence",
                (
                    "Subject to this Agreement, Provider grants Customer a non-exclusive, non-transferable right "
                    f"to access and use the {world.vendor.system} during the Term.",
                    "Customer shall not reverse engineer, resell or make the Services available to third parties "
                    "except as permitted in an Order Form.",
                ),
            ),
            (
                "Fees and payment",
                (
                    "Customer shall pay the fees set out in each Order Form within thirty (30) days of the date of "
                    "the invoice.",
                    "Overdue amounts bear interest at one percent per month. Fees exclude taxes.",
                ),
            ),
            (
                "Security and audit reports",
                (
                    "Provider maintains administrative, technical and physical safeguards and shall provide its "
                    "current SOC 2 Type 2 report and a summary of its penetration test once a year on request.",
                    "Personal data is processed under the Data Processing Addendum, which is part of this Agreement.",
                ),
            ),
            (
                "Confidentiality",
                (
                    "Each party shall protect the other's Confidential Information with the care it uses for its "
                    "own and shall use it only to perform this Agreement.",
                    "These duties survive for five (5) years.",
                ),
            ),
            (
                "Warranties",
                (
                    "Provider warrants that the Services will perform materially in accordance with the Documentation.",
                    'EXCEPT AS EXPRESSLY PROVIDED, THE SERVICES ARE PROVIDED "AS IS".',
                ),
            ),
            (
                "Indemnification",
                (
                    "Provider shall defend Customer against claims that the Services infringe a third party's "
                    "intellectual property and shall pay damages finally awarded.",
                ),
            ),
            (
                "Limitation of liability",
                (
                    f"EACH PARTY'S AGGREGATE LIABILITY SHALL NOT EXCEED {cap}.",
                    "NEITHER PARTY IS LIABLE FOR INDIRECT, INCIDENTAL OR CONSEQUENTIAL DAMAGES.",
                ),
            ),
            (
                "Term and termination",
                (
                    f"This Agreement begins on the Effective Date and continues for an initial term of {term} (the "
                    '"Initial Term").',
                    f"It renews automatically for {renewal} unless either party gives written notice of non-renewal "
                    f"at least {notice} days before the end of the then-current term.",
                    "Either party may terminate for material breach that is not cured within thirty (30) days of "
                    "written notice.",
                ),
            ),
            (
                "General",
                (
                    f"This Agreement is governed by the laws of {law_text}, without regard to conflict of laws "
                    "principles.",
                    "Neither party may assign this Agreement without consent, except to a successor.",
                    "This Agreement, its Order Forms and addenda are the entire agreement of the parties. Notices "
                    "are given in writing.",
                ),
            ),
        ),
    )
    facts |= {
        "initial_term": text_fact(term),
        "renewal": text_fact(renewal),
        "termination_notice": text_fact(f"{notice} days"),
        "governing_law": Stated(law.removeprefix("the "), (law,)),
        "liability_cap": text_fact(cap),
    }
    return _close(page, world, facts)


def data_processing(world: World, write: Open) -> Built:
    """A data processing agreement in the order of article 28 of the GDPR, with its annexes."""
    title = world.pick("Data Processing Agreement", "Data Processing Addendum")
    page = write(title)
    hours, days, law = world.rng.choice((24, 48, 72)), world.rng.choice((14, 30)), world.rng.choice(LAWS[2:])
    facts = _parties(page, world, title, world.day(), supplier="Processor", customer="Controller", worded=british)
    _clauses(
        page,
        (
            (
                "Subject matter and duration",
                (
                    "Processor processes Personal Data on behalf of Controller to provide the "
                    f"{world.vendor.system}. The duration is that of the principal agreement.",
                ),
            ),
            (
                "Instructions",
                (
                    "Processor shall process Personal Data only on documented instructions from Controller, in "
                    "accordance with Article 28 of Regulation (EU) 2016/679 (GDPR).",
                ),
            ),
            (
                "Confidentiality and security",
                (
                    "Persons authorised to process Personal Data are bound by confidentiality.",
                    "Processor implements the technical and organisational measures of Annex II in accordance with "
                    "Article 32 GDPR.",
                ),
            ),
            (
                "Sub-processors",
                (
                    "Controller gives general authorisation to engage the sub-processors in Annex III. Processor "
                    f"shall inform Controller of intended changes at least {days} days in advance, and Controller "
                    "may object.",
                ),
            ),
            (
                "Data subject rights",
                ("Processor assists Controller in answering requests of data subjects under Chapter III GDPR.",),
            ),
            (
                "Personal data breach",
                (
                    f"Processor shall notify Controller without undue delay and no later than {hours} hours after "
                    "becoming aware of a Personal Data Breach.",
                ),
            ),
            (
                "Audits",
                (
                    "Processor makes available the information necessary to demonstrate compliance, including its "
                    "ISO/IEC 27001 certificate and SOC 2 report, and allows for audits.",
                ),
            ),
            (
                "International transfers",
                (
                    "Transfers outside the EEA take place only under the Standard Contractual Clauses or another "
                    "mechanism of Chapter V GDPR.",
                ),
            ),
            (
                "Return and deletion",
                ("At the end of the services Processor deletes or returns all Personal Data within 60 days.",),
            ),
            ("Governing law", (f"This Agreement is governed by the laws of {law}.",)),
        ),
    )
    page.new_page()
    page.heading("Annex I – Details of processing", 2)
    page.table(
        [
            ("Item", "Details"),
            ("Categories of data subjects", "Employees and customers of Controller"),
            ("Categories of data", "Names, contact details, identifiers, usage data"),
            ("Frequency", "Continuous"),
        ],
        [1, 2],
    )
    page.heading("Annex II – Technical and organisational measures", 2)
    page.bullets(
        "Encryption at rest and in transit",
        "Role-based access with multi-factor authentication",
        "Logging and monitoring",
        "Backups and tested recovery",
        "Annual penetration test",
    )
    page.heading("Annex III – Sub-processors", 2)
    page.table(
        [
            ("Name", "Purpose", "Place"),
            (world.host, "Hosting", "European Union"),
            ("Paperkite Mail Ltd", "Delivery of e-mail", "United Kingdom"),
        ],
        [2, 2, 2],
    )
    facts |= {
        "breach_notification": Stated(f"{hours} hours", (f"{hours} hours",)),
        "subprocessor_notice": Stated(f"{days} days", (f"{days} days",)),
        "governing_law": Stated(law.removeprefix("the "), (law,)),
    }
    return _close(page, world, facts)


def business_associate(world: World, write: Open) -> Built:
    """A HIPAA business associate agreement."""
    title, days = "Business Associate Agreement", world.rng.choice((5, 10, 30))
    page = write(title)
    facts = _parties(page, world, title, world.day(), supplier="Business Associate", customer="Covered Entity")
    _clauses(
        page,
        (
            (
                "Definitions",
                (
                    "Terms used but not defined have the meaning given in the HIPAA Rules, 45 CFR Parts 160 and "
                    '164. "PHI" means protected health information created or received on behalf of Covered Entity.',
                ),
            ),
            (
                "Obligations of Business Associate",
                (
                    "Business Associate shall not use or disclose PHI other than as permitted by this Agreement or "
                    "as required by law.",
                    "It shall use appropriate safeguards and comply with Subpart C of 45 CFR Part 164 with respect "
                    "to electronic PHI.",
                    "It shall report to Covered Entity any use or disclosure not provided for, including breaches "
                    f"of unsecured PHI as required at 45 CFR 164.410, within {days} days of discovery.",
                    "It shall ensure that subcontractors that handle PHI agree to the same restrictions.",
                ),
            ),
            (
                "Permitted uses and disclosures",
                (
                    f"Business Associate may use PHI to provide the {world.vendor.system}, for its proper "
                    "management, and to de-identify it in accordance with 45 CFR 164.514.",
                ),
            ),
            (
                "Obligations of Covered Entity",
                ("Covered Entity shall notify Business Associate of limitations in its notice of privacy practices.",),
            ),
            (
                "Term and termination",
                (
                    "This Agreement ends when all PHI has been destroyed or returned. Covered Entity may terminate "
                    "for material breach.",
                ),
            ),
            ("Miscellaneous", ("Any ambiguity shall be resolved to permit compliance with the HIPAA Rules.",)),
        ),
    )
    return _close(page, world, facts | {"breach_notification": Stated(f"{days} days", (f"{days} days",))})


def non_disclosure(world: World, write: Open) -> Built:
    """A mutual non-disclosure agreement."""
    title, years, law = (
        world.pick("Mutual Non-Disclosure Agreement", "Mutual Confidentiality and Non-Disclosure Agreement"),
        world.rng.choice((2, 3, 5)),
        world.rng.choice(LAWS),
    )
    page = write(title)
    facts = _parties(page, world, title, world.day(), supplier="First Party", customer="Second Party")
    _clauses(
        page,
        (
            (
                "Purpose",
                (
                    f"The parties wish to explore a business relationship concerning the {world.vendor.system} and "
                    "may disclose Confidential Information to each other.",
                ),
            ),
            (
                "Confidential Information",
                (
                    '"Confidential Information" means information disclosed by a party that is marked confidential '
                    "or would reasonably be understood to be so.",
                    "It excludes information that is public, already known, independently developed or rightfully "
                    "received from a third party.",
                ),
            ),
            (
                "Duties of the recipient",
                (
                    "The Receiving Party shall hold Confidential Information in confidence and use it only for the "
                    "Purpose.",
                    "Disclosure required by law is permitted after notice to the Disclosing Party.",
                ),
            ),
            ("Return", ("On request, the Receiving Party returns or destroys all Confidential Information.",)),
            ("Term", (f"This Agreement remains in force for {years} years from the Effective Date.",)),
            (
                "No licence, remedies",
                (
                    "No licence is granted. Breach may cause irreparable harm, for which injunctive relief may be "
                    "sought.",
                ),
            ),
            ("Governing law", (f"This Agreement is governed by the laws of {law}.",)),
        ),
    )
    return _close(
        page,
        world,
        facts
        | {"initial_term": text_fact(f"{years} years"), "governing_law": Stated(law.removeprefix("the "), (law,))},
    )


def service_level(world: World, write: Open) -> Built:
    """A service level agreement with uptime, response times and credits."""
    title, uptime = "Service Level Agreement", world.rng.choice((99.5, 99.9, 99.95))
    page = write(title)
    facts = _parties(page, world, title, world.day(), supplier="Provider", customer="Customer")
    page.heading("1. Availability", 2)
    page.text(
        f"Provider shall make the {world.vendor.system} available with a Monthly Uptime Percentage of at least "
        f"{uptime}%.",
        "Scheduled maintenance, announced five days ahead and at most four hours per month, is excluded.",
    )
    page.heading("2. Service credits", 2)
    page.table(
        [
            ("Monthly Uptime Percentage", "Service credit"),
            (f"below {uptime}%", "10% of the monthly fee"),
            ("below 99.0%", "25% of the monthly fee"),
            ("below 95.0%", "50% of the monthly fee"),
        ],
        [1, 1],
    )
    page.heading("3. Support response times", 2)
    page.table(
        [
            ("Severity", "Description", "First response", "Target resolution"),
            ("1 – Critical", "Service unavailable", "30 minutes", "4 hours"),
            ("2 – High", "Major function impaired", "2 hours", "1 business day"),
            ("3 – Normal", "Minor function impaired", "8 hours", "5 business days"),
        ],
        [1, 2, 1, 1.3],
    )
    page.heading("4. Claims and exclusions", 2)
    page.text(
        "Customer claims credits within thirty days. Credits are the sole remedy for failure to meet the service "
        "levels.",
        "Failures caused by Customer's systems or by force majeure are excluded.",
    )
    return _close(page, world, facts | {"uptime_commitment": Stated(uptime, (f"{uptime}%",))})


def order_form(world: World, write: Open) -> Built:
    """An order form under a master agreement."""
    page, rng, start, one, two = write("Order Form"), world.rng, world.day(), world.vendor, world.customer
    months = rng.choice((12, 24, 36))
    page.centred("Order Form", 20, bold=True)
    page.text(
        f"Order Form No. OF-{rng.randint(10000, 99999)}. This Order Form is governed by the Master Services "
        f"Agreement between {one.name} and {two.name}."
    )
    page.columns(
        ("Provider", one.name, f"{one.street}, {one.city}"),
        ("Customer (bill to)", two.name, f"{two.street}, {two.city}"),
    )
    seats, price = rng.choice((50, 120, 400)), rng.choice((18, 25, 42))
    page.table(
        [
            ("Product", "Quantity", "Unit price per month", "Annual amount"),
            (f"{one.system} – Enterprise edition", str(seats), f"USD {price}.00", f"USD {seats * price * 12:,}.00"),
            ("Premium support", "1", "USD 400.00", "USD 4,800.00"),
            ("Total annual fees", "", "", f"USD {seats * price * 12 + 4800:,}.00"),
        ],
        [3, 1, 1.5, 1.5],
    )
    page.table(
        [
            ("Order start date", us(start)),
            ("Subscription term", f"{months} months"),
            ("Billing frequency", "Annually in advance"),
            ("Payment terms", "Net 30"),
        ],
        [1, 2],
        head=False,
    )
    page.text("By signing below, the parties agree to this Order Form. The quote is valid for thirty days.")
    facts = {
        "parties": list_fact(one.name, two.name),
        "effective_date": Stated(start.isoformat(), (us(start),)),
        "initial_term": text_fact(f"{months} months"),
    }
    return _close(page, world, facts)
