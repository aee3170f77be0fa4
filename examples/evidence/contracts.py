"""Commercial contracts: master agreement, service levels, order form; supplier and customer are invented."""

from __future__ import annotations

from examples.evidence.agreement import LAWS, Open, numbered, opening, signed
from examples.evidence.cast import World, us
from examples.evidence.sample import Built, Stated, list_fact, text_fact

CLOSING_CLAUSES = (
    (
        "Data protection",
        (
            "Provider processes personal data in Customer Data only on Customer's instructions and as set out in "
            "the Data "
            "Processing Addendum.",
            "Provider notifies Customer without undue delay after it becomes aware of unauthorized access to "
            "Customer Data.",
            "On termination Customer may export Customer Data for thirty (30) days, after which Provider deletes it.",
        ),
    ),
    (
        "Insurance",
        (
            "During the Term Provider maintains commercial general liability, professional liability and cyber "
            "insurance "
            "with limits customary in its industry, and provides a certificate of insurance on request.",
        ),
    ),
    (
        "Compliance with laws",
        (
            "Each party complies with the laws that apply to it, including laws on export control, sanctions, "
            "bribery and "
            "modern slavery.",
            "Customer shall not permit access to the Services in a country under embargo.",
        ),
    ),
    (
        "Business continuity",
        (
            "Provider maintains a business continuity plan and tests it at least once a year.",
            "Neither party is liable for delay caused by events beyond its reasonable control, provided that it "
            "informs the "
            "other party promptly and resumes performance as soon as practicable.",
        ),
    ),
    (
        "Intellectual property",
        (
            "Provider and its licensors own the Services and the Documentation. Customer owns Customer Data.",
            "Provider may use suggestions of Customer without restriction, provided that it does not disclose "
            "Customer's "
            "Confidential Information.",
        ),
    ),
    (
        "Subcontractors and personnel",
        (
            "Provider may use subcontractors and remains responsible for their performance.",
            "Provider screens personnel with access to Customer Data as far as the law permits.",
        ),
    ),
    (
        "Dispute resolution",
        (
            "The parties first try to settle a dispute between senior executives within thirty (30) days.",
            "Each party may seek injunctive relief at any time to protect its Confidential Information or intellectual "
            "property.",
        ),
    ),
    (
        "Notices and interpretation",
        (
            "Notices are effective on receipt at the addresses above, with a copy to the legal department.",
            "If a provision is held unenforceable, the rest remains in effect. A waiver is effective only in writing. "
            "Headings are for convenience only. In a conflict, an Order Form prevails over this Agreement only "
            "where it "
            "says so.",
        ),
    ),
)
"""Clauses of which a master agreement has some, in an order of its own, as houses differ."""


def master_services(world: World, write: Open) -> Built:
    """A master services agreement."""
    title = world.pick("Master Services Agreement", "Master Subscription Agreement", "Software as a Service Agreement")
    page = write(title)
    law, months = world.rng.choice(LAWS), world.rng.choice((12, 24, 36))
    notice = world.rng.choice((30, 60, 90))
    cap = world.pick(
        "the fees paid or payable in the twelve (12) months preceding the claim",
        "two times the fees paid in the preceding twelve months",
    )
    term, renewal = f"{months} months", "successive periods of twelve (12) months"
    facts = opening(page, world, title, world.day(), supplier="Provider", customer="Customer")
    numbered(
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
            *world.rng.sample(CLOSING_CLAUSES, world.rng.randint(5, len(CLOSING_CLAUSES))),
            (
                "General",
                (
                    f"This Agreement is governed by the laws of {law}, without regard to conflict of laws principles.",
                    "Neither party may assign this Agreement without consent, except to a successor.",
                    "This Agreement, its Order Forms and addenda are the entire agreement of the parties. Notices "
                    "are given in writing.",
                ),
            ),
        ),
    )
    facts |= {
        "initial_term": text_fact(term),
        "renewal": text_fact(
            f"It renews automatically for {renewal} unless either party gives written notice of non-renewal at least "
            f"{notice} days before the end of the then-current term"
        ),
        "termination_notice": text_fact(f"{notice} days"),
        "governing_law": Stated(law.removeprefix("the "), (law,)),
        "liability_cap": text_fact(cap),
    }
    return signed(page, world, facts)


def service_level(world: World, write: Open) -> Built:
    """A service level agreement with uptime, response times and credits."""
    title, uptime = "Service Level Agreement", world.rng.choice((99.5, 99.9, 99.95))
    page = write(title)
    facts = opening(page, world, title, world.day(), supplier="Provider", customer="Customer")
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
    return signed(page, world, facts | {"uptime_commitment": Stated(uptime, (f"{uptime}%",))})


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
    return signed(page, world, facts)
