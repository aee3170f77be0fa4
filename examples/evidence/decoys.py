"""Files that talk like evidence and are none, or are of another type than their words suggest."""

from __future__ import annotations

from examples.evidence.cast import World, us
from examples.evidence.office import Word
from examples.evidence.paper import MODERN, SERIF, SLATE, TYPED, VERA, Paper
from examples.evidence.sample import Built


def policy_about_reports(world: World) -> Built:
    """A vendor management policy whose every second sentence names SOC reports."""
    title = "Vendor Management Policy"
    page = Word(title, header=world.vendor.name, footer="Internal")
    page.centred(title, 22, bold=True)
    page.table([("Version", "3.1"), ("Owner", "Head of Procurement"), ("Approval date", us(world.day()))], head=False)
    for number, (topic, text) in enumerate(
        (
            (
                "Purpose",
                "This policy governs the selection, assessment and monitoring of vendors and other third parties.",
            ),
            (
                "Tiering",
                "Vendors are tiered by the data they process. Tier 1 vendors are reviewed every year, tier 2 "
                "vendors every two years.",
            ),
            (
                "Review of SOC reports",
                "For tier 1 vendors the latest SOC 2 Type 2 report, or a SOC 1 Type 2 report where financial data "
                "is processed, is obtained. The reviewer notes the period, the service auditor's opinion, "
                "exceptions, subservice "
                "organizations and complementary user entity controls. If the period ended more than three months "
                "ago, a bridge letter is requested.",
            ),
            (
                "Other evidence",
                "An ISO/IEC 27001 certificate, a penetration test summary and a certificate of insurance may be "
                "accepted in addition.",
            ),
            (
                "Contracts",
                "Agreements with tier 1 vendors include security, audit and breach notification clauses and a data "
                "processing agreement.",
            ),
            ("Offboarding", "Access is removed and return or destruction of data is confirmed in writing."),
        ),
        1,
    ):
        page.heading(f"{number}. {topic}", 2)
        page.text(text)
    data, pages = page.finish()
    return Built(data, {}, pages)


def marketing(world: World) -> Built:
    """A product page that boasts of compliance."""
    vendor = world.vendor
    paper = Paper(MODERN.running("", f"© {world.year} {vendor.name}. All rights reserved."), vendor.system)
    paper.centred(f"Meet {vendor.system}", 26, bold=True)
    paper.centred("SOC 2 compliant! ISO 27001 certified! GDPR ready!", 16, bold=True)
    paper.text(
        f"Teams everywhere trust {vendor.short} for {vendor.purpose}. Our customers save eleven hours a week. Try "
        "it free for 14 days, no credit card required."
    )
    paper.bullets(
        "Launch in minutes, not months",
        "Bank-grade security: we have completed our SOC 2 Type II audit",
        "24/7 support from people who care",
        "Hundreds of integrations",
    )
    paper.heading("What our customers say", 2)
    paper.text(
        f'"We switched to {vendor.short} and never looked back." – Operations lead, {world.customer.name}',
        "Book a demo today. Plans start at $19 per user per month.",
    )
    data, pages = paper.finish()
    return Built(data, {}, pages)


def blank_template(world: World) -> Built:
    """A blank form for minutes of a meeting."""
    paper = Paper(SLATE, "Template")
    paper.heading("Meeting minutes")
    paper.table([("Date", ""), ("Attendees", ""), ("Chair", ""), ("Minute taker", "")], [1, 3], head=False)
    paper.table([("Topic", "Discussion", "Action", "Owner", "Due"), *[("", "", "", "", "")] * 8], [2, 3, 2, 1, 1])
    paper.small("[Insert company name] – replace the text in brackets before use.")
    data, pages = paper.finish()
    return Built(data, {}, pages)


def invoice(world: World) -> Built:
    """An auditor's invoice for a SOC 2 examination."""
    rng, day = world.rng, world.day()
    fee, travel = rng.randrange(18_000, 60_000, 500), rng.randrange(500, 3_000, 50)
    paper = Paper(SERIF.running("", "Please quote the invoice number with your payment."), "Invoice")
    paper.columns(
        (world.auditor.name, world.auditor.city, f"accounts@{world.auditor.domain}"),
        ("INVOICE", f"Invoice number: {rng.randint(10000, 99999)}", f"Invoice date: {us(day)}"),
    )
    paper.lines("Bill to:", world.vendor.name, world.vendor.street, world.vendor.city)
    paper.table(
        [
            ("Description", "Qty", "Unit price", "Amount"),
            ("SOC 2 Type 2 examination, final instalment", "1", f"${fee:,}.00", f"${fee:,}.00"),
            ("Penetration test coordination", "1", f"${travel:,}.00", f"${travel:,}.00"),
            ("Subtotal", "", "", f"${fee + travel:,}.00"),
            ("Tax", "", "", "$0.00"),
            ("Amount due", "", "", f"${fee + travel:,}.00"),
        ],
        [4, 0.7, 1.3, 1.3],
    )
    paper.text("Payment terms: net 30 days. Remit by bank transfer to account 000123456, routing 000000000.")
    data, pages = paper.finish()
    return Built(data, {}, pages)


def resume(world: World) -> Built:
    """A résumé of somebody who prepares audits."""
    name = world.people[0]
    paper = Paper(VERA.running("", name), "Resume")
    paper.centred(name, 22, bold=True)
    paper.centred(
        f"{world.vendor.city} · {name.split()[0].lower()}@mail.example · +1 555 010 {world.rng.randint(1000, 9999)}"
    )
    paper.heading("Summary", 2)
    paper.text(
        "Compliance professional with nine years of experience in SOC 2, ISO 27001 and PCI DSS programmes. Seeking "
        "a role as head of governance."
    )
    paper.heading("Experience", 2)
    paper.lines(f"Senior compliance analyst, {world.vendor.name}, 2020 – present")
    paper.bullets(
        "Led four SOC 2 Type II audits without exceptions",
        "Wrote the information security policy and the business continuity plan",
        "Coordinated annual penetration tests",
    )
    paper.lines(f"IT auditor, {world.auditor.name}, 2016 – 2020")
    paper.bullets("Tested controls for SOC 1 and SOC 2 reports of 30 clients")
    paper.heading("Education and certifications", 2)
    paper.text("B.Sc. Information Systems. CISA, CISSP, ISO 27001 lead auditor.")
    paper.heading("Skills and interests", 2)
    paper.text("SQL, Python, Spanish. Rowing, choir.")
    data, pages = paper.finish()
    return Built(data, {}, pages)


def lunch_menu(world: World) -> Built:
    """Something that has nothing to do with evidence."""
    paper = Paper(TYPED, "Menu")
    paper.centred("Canteen menu", 18, bold=True)
    paper.table(
        [
            ("Day", "Soup", "Main"),
            ("Monday", "Leek and potato", "Baked trout"),
            ("Tuesday", "Tomato", "Lentil stew"),
            ("Wednesday", "Mushroom", "Chicken pie"),
            ("Thursday", "Pumpkin", "Gnocchi"),
            ("Friday", "Pea", "Fish and chips"),
        ]
    )
    data, pages = paper.finish()
    return Built(data, {}, pages)
