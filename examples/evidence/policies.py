"""Policies and plans: information security as docx and as PDF, business continuity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from examples.evidence.cast import World, british, us
from examples.evidence.manuscript import Manuscript
from examples.evidence.office import Word
from examples.evidence.paper import MODERN, VERA, Paper
from examples.evidence.sample import Built, Stated, text_fact

SECURITY = (
    (
        "Purpose",
        (
            "This policy sets out how {short} protects the confidentiality, integrity and availability of "
            "information entrusted to it by customers, employees and partners.",
        ),
    ),
    (
        "Scope",
        (
            "It applies to all employees, contractors and third parties who use information assets of {name}, on "
            "any device and in any place.",
        ),
    ),
    (
        "Roles and responsibilities",
        (
            "The Chief Information Security Officer owns this policy and reports to the executive committee each "
            "quarter.",
            "Managers make sure that their teams know and follow it. Every user is responsible for reporting "
            "security events without delay.",
        ),
    ),
    (
        "Organization of information security",
        (
            "A security committee of engineering, legal and operations meets monthly. Duties that conflict are "
            "segregated.",
        ),
    ),
    (
        "Asset management and classification",
        (
            "Assets are recorded with an owner. Information is classified as public, internal, confidential or "
            "restricted, and handled accordingly.",
        ),
    ),
    (
        "Access control",
        (
            "Access follows the principles of least privilege and need to know. Multi-factor authentication is "
            "required for remote access and for all production systems.",
            "Rights are reviewed every quarter and removed within one business day after employment ends.",
        ),
    ),
    (
        "Cryptography",
        (
            "Restricted information is encrypted at rest with AES-256 and in transit with TLS 1.2 or higher. Keys "
            "are kept in a managed key store and rotated each year.",
        ),
    ),
    (
        "Physical security",
        (
            "Offices are entered with a badge. Visitors are registered and accompanied. Screens are locked when "
            "unattended.",
        ),
    ),
    (
        "Operations security",
        (
            "Changes are reviewed, tested and approved. Systems are scanned weekly for vulnerabilities, and "
            "penetration tests are performed every year by an independent firm.",
        ),
    ),
    (
        "Supplier relationships",
        (
            "Suppliers that process restricted information are assessed before engagement. A current SOC 2 report "
            "or ISO/IEC 27001 certificate is requested each year.",
        ),
    ),
    (
        "Incident management",
        (
            "Events are reported to security@{domain}. Incidents are handled according to the incident response "
            "plan, and customers are informed as contracts require.",
        ),
    ),
    ("Business continuity", ("Recovery plans exist for critical services and are exercised at least once a year.",)),
    (
        "Compliance and exceptions",
        (
            "Breaches of this policy may lead to disciplinary action. Exceptions need the written approval of the "
            "policy owner and expire after twelve months.",
        ),
    ),
)


def _front(page: Manuscript, title: str, world: World, rows: list[tuple[str, str]]) -> None:
    page.centred(world.vendor.name, 13)
    page.centred(title, 24, bold=True)
    page.table([("Document control", ""), *rows], [1, 2])
    page.table(
        [
            ("Version", "Author", "Change"),
            ("1.0", world.people[2], "First issue"),
            ("2.0", world.people[3], "Annual review; roles clarified"),
            (rows[0][1], world.people[3], "Annual review; supplier section extended"),
        ],
        [1, 2, 4],
    )
    page.new_page()


def _control(world: World, title: str, write: Callable[[date], str]) -> tuple[list[tuple[str, str]], dict[str, Stated]]:
    """The rows of a document control table and the facts they state."""
    approved = world.day()
    review = date(approved.year + 1, approved.month, approved.day)
    version, owner = (
        f"{world.rng.randint(2, 6)}.{world.rng.randint(0, 4)}",
        world.pick(
            "Chief Information Security Officer", "Head of Security and Compliance", "Director of Information Security"
        ),
    )
    rows = [
        ("Version", version),
        ("Document owner", owner),
        ("Approved by", f"{world.people[0]}, Chief Executive Officer"),
        ("Approval date", write(approved)),
        ("Effective date", write(approved)),
        ("Next review date", write(review)),
        ("Classification", "Internal"),
    ]
    facts = {
        "title": text_fact(title),
        "version": text_fact(version),
        "owner": text_fact(owner),
        "approval_date": Stated(approved.isoformat(), (write(approved),)),
        "next_review_date": Stated(review.isoformat(), (write(review),)),
    }
    return rows, facts


def _security(page: Manuscript, world: World, title: str, *, british_dates: bool) -> Built:
    rows, facts = _control(world, title, british if british_dates else us)
    _front(page, title, world, rows)
    for number, (topic, paragraphs) in enumerate(SECURITY, 1):
        page.heading(f"{number}. {topic}", 2)
        for place, paragraph in enumerate(paragraphs, 1):
            page.text(
                f"{number}.{place} "
                + paragraph.format(name=world.vendor.name, short=world.vendor.short, domain=world.vendor.domain)
            )
        page.text(
            f"{number}.{len(paragraphs) + 1} {world.people[number % 5]} keeps the procedures that put this section "
            "into practice, and reports on them to the security committee once a year."
        )
    data, pages = page.finish()
    return Built(data, facts, pages)


def security_docx(world: World) -> Built:
    """An information security policy as docx."""
    title = "Information Security Policy"
    return _security(
        Word(title, header=f"{world.vendor.name} – {title}", footer="Internal use only"),
        world,
        title,
        british_dates=True,
    )


def security_pdf(world: World) -> Built:
    """An information security policy as PDF, in another house's words for the title."""
    title = world.pick("Information Security Policy", "Corporate Information Security Policy")
    return _security(
        Paper(VERA.running(title, f"{world.vendor.name} – Internal"), title), world, title, british_dates=False
    )


def continuity_plan(world: World) -> Built:
    """A business continuity and disaster recovery plan with impact analysis, teams and recovery steps."""
    vendor, title = world.vendor, "Business Continuity and Disaster Recovery Plan"
    rows, facts = _control(world, title, us)
    paper = Paper(MODERN.running(title, f"{vendor.name} – Confidential"), title)
    _front(paper, title, world, rows)
    paper.contents()
    paper.heading("1. Purpose and scope")
    paper.text(
        f"This plan describes how {vendor.name} continues critical functions during a disruption and restores the "
        f"{vendor.system}. It applies to all locations and staff."
    )
    paper.heading("2. Business impact analysis")
    paper.table(
        [
            ("Function", "RTO", "RPO", "Maximum tolerable downtime"),
            (vendor.system, "4 hours", "15 minutes", "24 hours"),
            ("Customer support", "8 hours", "1 hour", "2 days"),
            ("Billing", "3 days", "24 hours", "10 days"),
            ("Payroll", "2 days", "24 hours", "5 days"),
        ],
        [3, 1, 1, 2],
    )
    paper.heading("3. Teams and call tree")
    paper.table(
        [
            ("Role", "Name", "Reached at"),
            *[
                (role, person, f"+1 555 010 {world.rng.randint(1000, 9999)}")
                for role, person in zip(
                    ("Crisis manager", "Recovery lead", "Communications", "Facilities"), world.people, strict=False
                )
            ],
        ],
        [2, 2, 2],
    )
    for number, (topic, steps) in enumerate(
        (
            (
                "Activation",
                (
                    "The duty manager assesses the event and informs the crisis manager within 30 minutes.",
                    "The crisis manager declares a disaster when the recovery time objective is at risk.",
                    "The crisis team meets in the virtual room and records every decision.",
                ),
            ),
            (
                "Loss of the primary region",
                (
                    "Promote the standby database in the second region.",
                    f"Move traffic of the {vendor.system} to the standby region.",
                    "Verify the checks of service health and inform customers.",
                ),
            ),
            (
                "Loss of an office",
                (
                    "Staff work from home; laptops are carried daily.",
                    "Telephone lines are forwarded to support at the second site.",
                ),
            ),
            (
                "Pandemic or loss of staff",
                ("Deputies take over the roles in section 3.", "Work that is not critical is suspended."),
            ),
            (
                "Return to normal operation",
                (
                    "Resynchronize data to the primary region.",
                    "Move back in a maintenance window.",
                    "Hold a review within ten business days.",
                ),
            ),
            (
                "Exercises and maintenance",
                (
                    "The plan is tested at least once a year by a table-top exercise and a failover.",
                    "Results are reported to the executive committee, and the plan is updated.",
                ),
            ),
        ),
        4,
    ):
        paper.heading(f"{number}. {topic}")
        paper.bullets(*steps)
        paper.text(
            f"The {world.pick('recovery lead', 'crisis manager')} confirms completion of these steps in the log of "
            "the event and names what is still open."
        )
    data, pages = paper.finish()
    return Built(data, facts, pages)
