"""Contracts about data and secrets: data processing (GDPR article 28), business associates (HIPAA), non-disclosure."""

from __future__ import annotations

from examples.evidence.agreement import LAWS, Open, numbered, opening, signed
from examples.evidence.cast import World, british
from examples.evidence.sample import Built, Stated, text_fact


def data_processing(world: World, write: Open) -> Built:
    """A data processing agreement in the order of article 28 of the GDPR, with its annexes."""
    title = world.pick("Data Processing Agreement", "Data Processing Addendum")
    page = write(title)
    hours, days, law = world.rng.choice((24, 48, 72)), world.rng.choice((14, 30)), world.rng.choice(LAWS[2:])
    facts = opening(page, world, title, world.day(), supplier="Processor", customer="Controller", worded=british)
    numbered(
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
    return signed(page, world, facts)


def business_associate(world: World, write: Open) -> Built:
    """A HIPAA business associate agreement."""
    title, days = "Business Associate Agreement", world.rng.choice((5, 10, 30))
    page = write(title)
    facts = opening(page, world, title, world.day(), supplier="Business Associate", customer="Covered Entity")
    numbered(
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
    return signed(page, world, facts | {"breach_notification": Stated(f"{days} days", (f"{days} days",))})


def non_disclosure(world: World, write: Open) -> Built:
    """A mutual non-disclosure agreement."""
    title, years, law = (
        world.pick("Mutual Non-Disclosure Agreement", "Mutual Confidentiality and Non-Disclosure Agreement"),
        world.rng.choice((2, 3, 5)),
        world.rng.choice(LAWS),
    )
    page = write(title)
    facts = opening(page, world, title, world.day(), supplier="First Party", customer="Second Party")
    numbered(
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
    return signed(
        page,
        world,
        facts
        | {"initial_term": text_fact(f"{years} years"), "governing_law": Stated(law.removeprefix("the "), (law,))},
    )
