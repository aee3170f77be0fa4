"""The description of a system, as section III of SOC reports gives it."""

from __future__ import annotations

from examples.evidence.cast import World
from examples.evidence.paper import Paper

COMPONENTS = (
    "customer portal",
    "reporting database",
    "batch processing",
    "administration console",
    "mobile gateway",
    "document store",
)

NARRATIVE = (
    (
        "Control environment",
        "Management sets the tone for integrity and competence. The board of directors includes members independent "
        "of management and meets "
        "quarterly. Job descriptions name the skills a role needs, and performance is reviewed each year. "
        "Violations of the code of conduct are investigated by "
        "human resources and may end employment.",
    ),
    (
        "Risk assessment",
        "The risk committee identifies events that could prevent the company from meeting its commitments, among "
        "them changes in technology, "
        "fraud, loss of a supplier and changes of law. Each risk has an owner, a rating and a treatment, and the "
        "register is reviewed each quarter.",
    ),
    (
        "Information and communication",
        "Policies and procedures are published on the internal portal. Customers learn of changes through release "
        "notes and of incidents "
        "through the status page and by mail. Employees and customers can report concerns to the security team at "
        "any time.",
    ),
    (
        "Monitoring",
        "Internal audit performs reviews against the control framework twice a year. An external firm performs an "
        "annual penetration test, and the company "
        "maintains an ISO/IEC 27001 certificate for its information security management system, which is outside "
        "the scope of this report.",
    ),
    (
        "Logical access",
        "Users are authenticated through a central directory with multi-factor authentication. Rights follow roles. "
        "Privileged access to production "
        "is granted for a limited time, is logged, and needs the approval of the platform lead. Accounts are "
        "reviewed every quarter.",
    ),
    (
        "Physical security",
        "Production equipment stands in data centers operated by the subservice organization, where guards, cameras "
        "and badge readers restrict "
        "entry. Offices hold no customer data; visitors sign in and are accompanied.",
    ),
    (
        "Change management",
        "Each change begins with a ticket. Code is reviewed by a second engineer, automated tests run on every "
        "commit, and the product owner approves the "
        "release. Emergency changes follow the same steps within two business days after deployment.",
    ),
    (
        "System operations",
        "Infrastructure is monitored for capacity, availability and security events. Alerts reach the engineer on "
        "call, who follows run books. Scans for "
        "vulnerabilities run weekly and their findings are patched according to severity.",
    ),
    (
        "Incident management",
        "Incidents are graded from severity 1 to severity 4. A severity 1 incident is escalated to executives "
        "within one hour, and affected customers are "
        "notified as their agreements require. A review without blame follows every incident of severity 1 or 2.",
    ),
    (
        "Backup and recovery",
        "Databases are copied continuously to a second region and backed up each night. Restoration is rehearsed "
        "each year. The recovery time "
        "objective is eight hours and the recovery point objective is fifteen minutes.",
    ),
    (
        "Vendor management",
        "Suppliers are rated by the data they can reach. Those rated critical provide an attestation report or a "
        "certificate each year, which the security team reviews, "
        "including the complementary controls these reports expect.",
    ),
    (
        "Data handling",
        "Customer data is classified as restricted, encrypted at rest and in transit, and deleted after the end of "
        "the contract. Production data is not used in test "
        "environments.",
    ),
)
"""Topic and narrative of a section III."""


def describe(paper: Paper, world: World, *, financial: bool, brief: bool = False) -> None:
    """Company, services, components and the narrative on controls; `brief` as an attachment to a SOC 3 report."""
    vendor = world.vendor
    paper.heading("Company overview", 2)
    paper.text(
        f'{vendor.name} ("{vendor.short}" or the "Company") is headquartered in {vendor.city} and provides '
        f"{vendor.purpose}. "
        f"The {vendor.system} is delivered over the internet to organizations of all sizes and is operated by "
        f"{world.rng.randint(60, 900)} employees."
    )
    paper.heading(
        "Principal service commitments and system requirements"
        if not financial
        else "Services relevant to financial reporting",
        2,
    )
    paper.text(
        "Commitments are documented in agreements, in the service description and on the public website. They "
        "include encryption of data in transit and at rest, "
        f"availability of {world.pick('99.9%', '99.95%', '99.5%')} per month, and notification of incidents."
        if not financial
        else "Transactions processed by the system may be material to the financial statements of user entities. "
        "Balances, withholdings and remittances are calculated, "
        "recorded and reported to user entities each processing cycle."
    )
    paper.heading("Components of the system", 2)
    paper.table(
        [
            ("Component", "Description"),
            ("Infrastructure", f"Virtual servers, managed databases and object storage operated by {world.host}"),
            ("Software", f"The {vendor.system}, its interfaces, and tools for monitoring, deployment and support"),
            ("People", "Engineering, operations, security, customer support and human resources"),
            ("Procedures", "Documented procedures for access, change, operations, incidents and recovery"),
            ("Data", "Customer records, configuration, logs and reports"),
        ],
        [1, 4],
    )
    topics = NARRATIVE[4:7] if brief else NARRATIVE
    for title, narrative in topics:
        paper.heading(title, 2)
        paper.text(narrative)
