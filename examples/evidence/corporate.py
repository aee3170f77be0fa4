"""What a supplier's finance, legal and engineering teams send: statements, lists and diagrams."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from examples.evidence.cast import World, us
from examples.evidence.office import Box, deck
from examples.evidence.paper import SERIF, Paper
from examples.evidence.sample import Built, Stated, text_fact


def financial_statements(world: World) -> Built:
    """Audited annual statements: opinion, balance sheet, income statement, cash flows, notes."""
    rng, vendor, end = world.rng, world.vendor, date(world.year - 1, 12, 31)
    revenue = rng.randint(20_000, 90_000)
    cost, operating = round(revenue * 0.38), round(revenue * 0.47)
    tax = round((revenue - cost - operating) * 0.22)
    income = revenue - cost - operating - tax
    paper = Paper(
        SERIF.running(f"{vendor.name}", "The accompanying notes are an integral part of these financial statements."),
        "Financial statements",
        plain_first=True,
    )
    paper.gap(140)
    paper.centred(vendor.name, 20, bold=True)
    paper.centred(f"Financial Statements\nYear ended {us(end)}\nwith Independent Auditor's Report", 14)
    paper.new_page()
    paper.contents()
    paper.heading("Independent Auditor's Report")
    paper.lines("To the Board of Directors and Shareholders", vendor.name)
    paper.text(
        "Opinion",
        f"We have audited the financial statements of {vendor.name}, which comprise the balance sheet as of "
        f"{us(end)}, and the related statements of income and cash flows for the year then ended, and the notes.",
        "In our opinion, the accompanying financial statements present fairly, in all material respects, the "
        f"financial position of {vendor.name} as of {us(end)}, and the results of its operations and its cash flows "
        "for the "
        "year then ended in accordance with accounting principles generally accepted in the United States of America.",
        "Basis for opinion",
        "We conducted our audit in accordance with auditing standards generally accepted in the United States of "
        "America. We are required to be independent of the company.",
    )
    paper.lines(world.auditor.name, world.auditor.city, us(world.after(end, 60, 100)))
    cash, receivables, equipment = round(revenue * 0.3), round(revenue * 0.17), round(revenue * 0.09)
    total, payables, deferred = cash + receivables + equipment, round(revenue * 0.08), round(revenue * 0.2)
    statements = (
        (
            "Balance sheet",
            (
                ("Cash and cash equivalents", cash),
                ("Accounts receivable, net", receivables),
                ("Property and equipment, net", equipment),
                ("Total assets", total),
                ("Accounts payable", payables),
                ("Deferred revenue", deferred),
                ("Total liabilities", payables + deferred),
                ("Shareholders' equity", total - payables - deferred),
                ("Total liabilities and shareholders' equity", total),
            ),
        ),
        (
            "Statement of income",
            (
                ("Revenue", revenue),
                ("Cost of revenue", cost),
                ("Gross profit", revenue - cost),
                ("Operating expenses", operating),
                ("Income before income taxes", revenue - cost - operating),
                ("Income tax expense", tax),
                ("Net income", income),
            ),
        ),
        (
            "Statement of cash flows",
            (
                ("Net income", income),
                ("Depreciation and amortization", round(equipment * 0.2)),
                ("Net cash provided by operating activities", income + round(equipment * 0.2)),
                ("Purchases of property and equipment", -round(equipment * 0.3)),
            ),
        ),
    )
    for title, rows in statements:
        paper.new_page()
        paper.heading(title)
        paper.text(f"(in thousands of U.S. dollars), {'as of' if title == 'Balance sheet' else 'year ended'} {us(end)}")
        paper.table(
            [("", str(world.year - 1), str(world.year - 2))]
            + [
                (name, f"${amount:,}" if amount >= 0 else f"(${-amount:,})", f"${round(abs(amount) * 0.86):,}")
                for name, amount in rows
            ],
            [4, 1, 1],
            size=10,
        )
    paper.new_page()
    paper.heading("Notes to the financial statements")
    for number, (topic, note) in enumerate(
        (
            ("Organization", f"{vendor.name} provides {vendor.purpose}."),
            (
                "Significant accounting policies",
                "Revenue from subscriptions is recognized ratably over the term of the contract.",
            ),
            ("Leases", "The company leases offices under operating leases that end at various dates."),
            ("Income taxes", "Deferred taxes are recognized for temporary differences."),
            (
                "Subsequent events",
                "Management has evaluated events through the date on which the statements were available to be issued.",
            ),
        ),
        1,
    ):
        paper.heading(f"Note {number} – {topic}", 2)
        paper.text(note)
    data, pages = paper.finish()
    facts = {
        "auditor": text_fact(world.auditor.name),
        "opinion": Stated("unqualified", ("present fairly, in all material respects",)),
        "currency": Stated("USD", ("U.S. dollars",)),
        "period_end": Stated(end.isoformat(), (us(end),)),
        "revenue": Stated(revenue * 1000, (f"${revenue:,}",)),
        "net_income": Stated(income * 1000, (f"${income:,}",)),
    }
    return Built(data, facts, pages)


SUBPROCESSORS = (
    ("Paperkite Mail Ltd", "Transactional e-mail", "United Kingdom", "E-mail addresses"),
    ("Glasswing Telemetry, Inc.", "Error monitoring", "United States", "Usage data"),
    ("Tollgate Support GmbH", "Customer support desk", "Germany", "Contact details"),
    ("Merrow Billing S.A.", "Invoicing", "France", "Billing contacts"),
    ("Foxglove Speech Oy", "Transcription", "Finland", "Voice recordings"),
)


def subprocessors(world: World) -> Built:
    """A list of subprocessors as CSV."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ("Subprocessor", "Purpose of processing", "Location of processing", "Personal data processed", "Added on")
    )
    writer.writerow(
        (
            world.host,
            "Infrastructure hosting",
            world.pick("Ireland", "United States", "Singapore"),
            "All customer data",
            world.day().isoformat(),
        )
    )
    for row in world.rng.sample(SUBPROCESSORS, 4):
        writer.writerow((*row, world.day().isoformat()))
    return Built(out.getvalue().encode(), {})


def architecture(world: World) -> Built:
    """A deck of diagrams: system context, network zones, data flow."""
    vendor = world.vendor
    context: list[Box] = [
        ("Customer browser", 60, 200, 220, 90),
        ("Content delivery network\nTLS 1.2+", 380, 200, 240, 90),
        ("Web application firewall", 720, 200, 240, 90),
        (f"{vendor.system}\nAPI servers", 1020, 200, 240, 90),
        ("Identity provider\nSAML / OIDC", 380, 420, 240, 90),
        ("PostgreSQL cluster\nencrypted at rest", 1020, 420, 240, 90),
    ]
    network: list[Box] = [
        ("Internet", 60, 180, 200, 80),
        ("DMZ subnet 10.0.0.0/24\nload balancer", 330, 180, 260, 100),
        ("Application subnet 10.0.1.0/24\ncontainers", 650, 180, 280, 100),
        ("Data subnet 10.0.2.0/24\ndatabases, no route to the internet", 980, 180, 300, 100),
        ("Bastion with MFA", 330, 420, 260, 80),
        (f"Hosting: {world.host}, two availability zones", 650, 420, 420, 80),
    ]
    flow: list[Box] = [
        ("1. Upload over HTTPS", 60, 200, 260, 80),
        ("2. Queue", 380, 200, 200, 80),
        ("3. Worker", 640, 200, 200, 80),
        ("4. Object storage", 900, 200, 240, 80),
        ("5. Logs to SIEM", 640, 400, 240, 80),
    ]
    slides = [
        (
            f"{vendor.system}: Architecture Overview",
            [(f"{vendor.name}\nArchitecture and data flow diagrams, {us(world.day())}", 60, 300, 900, 160)],
        ),
        ("System context diagram", context),
        ("Network diagram", network),
        ("Data flow diagram", flow),
    ]
    return Built(deck(slides), {}, len(slides))
