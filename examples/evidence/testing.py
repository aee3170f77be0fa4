"""Technical tests: penetration test reports of two firms, and the output of a vulnerability scanner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examples.evidence.cast import World, british, us
from examples.evidence.paper import MODERN, SLATE, TYPED, Paper
from examples.evidence.sample import Built, Stated, text_fact

SEVERITIES = ("Critical", "High", "Medium", "Low", "Informational")


@dataclass(frozen=True, slots=True)
class Finding:
    """A weakness as a tester reports it."""

    title: str
    severity: str
    score: float
    description: str
    remedy: str


FINDINGS = (
    Finding(
        "SQL injection in report filter",
        "Critical",
        9.8,
        "The parameter `sort` of the report endpoint is concatenated into a database query. An authenticated user "
        "can read the records of other "
        "tenants.",
        "Use bound parameters for every value that reaches a query, and a fixed list for column names.",
    ),
    Finding(
        "Insecure direct object reference on attachments",
        "High",
        8.1,
        "Attachments are addressed by consecutive numbers, and ownership is not checked on download.",
        "Check on every request that the attachment belongs to the caller's tenant.",
    ),
    Finding(
        "Stored cross-site scripting in comments",
        "High",
        7.4,
        "Markup in comments is shown to other users without encoding; script runs in their session.",
        "Encode output by context and set a content security policy.",
    ),
    Finding(
        "Server-side request forgery in webhook test",
        "High",
        7.7,
        "The webhook test follows redirects to internal addresses and returns the answer's first bytes.",
        "Resolve the host once, refuse private ranges and do not follow redirects.",
    ),
    Finding(
        "Session remains valid after password change",
        "Medium",
        5.4,
        "Sessions opened before a password change stay valid until they expire.",
        "End all sessions when a credential changes.",
    ),
    Finding(
        "Missing rate limit on sign-in",
        "Medium",
        5.3,
        "The sign-in form accepts unlimited attempts from one address.",
        "Limit attempts per account and address.",
    ),
    Finding(
        "Weak TLS cipher suites enabled",
        "Low",
        3.7,
        "The mail gateway offers cipher suites in CBC mode.",
        "Offer authenticated suites only.",
    ),
    Finding(
        "Verbose error messages",
        "Low",
        3.1,
        "Unexpected input returns a stack trace with file names.",
        "Return a reference number and log the details.",
    ),
    Finding(
        "Cookie without SameSite attribute",
        "Low",
        3.1,
        "The preference cookie has no SameSite attribute.",
        "Set SameSite=Lax.",
    ),
    Finding(
        "Server version disclosed",
        "Informational",
        0.0,
        "The Server header names product and version.",
        "Remove the header.",
    ),
)


def _facts(world: World, findings: Sequence[Finding], dates: dict[str, Stated]) -> dict[str, Stated]:
    counts = {
        f"findings_{severity.lower()}": Stated(sum(f.severity == severity for f in findings), (severity,))
        for severity in SEVERITIES
    }
    return {"tester": text_fact(world.tester.name), "target": text_fact(world.vendor.system)} | dates | counts


def _counts(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(severity, str(sum(finding.severity == severity for finding in findings))) for severity in SEVERITIES]


def web_application(world: World) -> Built:
    """The long report of a consultancy: cover, contents, summary, method, one section per finding, appendix."""
    vendor, tester, start = world.vendor, world.tester, world.day()
    end = world.after(start, 8, 14)
    findings = [finding for finding in FINDINGS if world.rng.random() < 0.85] or list(FINDINGS)
    paper = Paper(
        MODERN.running(f"Penetration Test Report – {vendor.name}", f"Confidential – {tester.name}"),
        "Penetration test report",
        plain_first=True,
    )
    paper.gap(120)
    paper.centred(world.pick("Web Application Penetration Test", "Penetration Test Report"), 26, bold=True)
    paper.centred(vendor.system, 16)
    paper.centred(f"Prepared for {vendor.name}\nby {tester.name}, {tester.city}", 12)
    paper.centred(f"Version 1.1 – {us(world.after(end, 3, 9))}")
    paper.new_page()
    paper.contents()
    paper.heading("Executive summary")
    paper.text(
        f"{vendor.name} engaged {tester.name} to perform a penetration test of the {vendor.system}. Testing took "
        f"place from {us(start)} to {us(end)} and was carried out by two consultants "
        "from the perspective of an attacker with and without an account.",
        f"In total {len(findings)} findings were identified. Their distribution by severity is shown below.",
    )
    paper.table([("Severity", "Number of findings"), *_counts(findings)], [2, 1])
    paper.heading("Scope and limitations")
    paper.table(
        [
            ("Target", "Type", "Environment"),
            (f"https://app.{vendor.domain}", "Web application", "Staging, same build as production"),
            (f"https://api.{vendor.domain}", "REST API", "Staging"),
        ]
    )
    paper.text(
        "Denial of service and social engineering were out of scope. A penetration test is a snapshot and cannot "
        "prove the absence of weaknesses. It supports, but does not replace, "
        "audits such as SOC 2 or ISO/IEC 27001."
    )
    paper.heading("Methodology")
    paper.text(
        "Testing followed the OWASP Web Security Testing Guide and the Penetration Testing Execution Standard. "
        "Findings are rated with CVSS version 3.1."
    )
    paper.bullets(
        "Reconnaissance and mapping",
        "Authentication and session management",
        "Authorization between tenants and roles",
        "Input validation and injection",
        "Business logic",
        "Configuration and transport",
    )
    paper.heading("Detailed findings")
    for number, finding in enumerate(findings, 1):
        paper.heading(f"{number:02d} {finding.title}", 2)
        paper.table(
            [
                ("Severity", finding.severity),
                ("CVSS score", f"{finding.score:.1f}"),
                ("Affected", f"https://app.{vendor.domain}/v2/item/{world.rng.randint(10, 99)}"),
                ("Status", "Open"),
            ],
            [1, 4],
            head=False,
        )
        paper.text(
            finding.description, "Proof of concept: the request below was sent with the session of a standard user."
        )
        paper.lines(f"GET /v2/item/{world.rng.randint(1000, 9999)}?sort=name HTTP/1.1", f"Host: app.{vendor.domain}")
        paper.text(f"Recommendation: {finding.remedy}")
    paper.heading("Appendix A – Severity ratings")
    paper.table(
        [
            ("Rating", "CVSS"),
            ("Critical", "9.0 – 10.0"),
            ("High", "7.0 – 8.9"),
            ("Medium", "4.0 – 6.9"),
            ("Low", "0.1 – 3.9"),
        ]
    )
    data, pages = paper.finish()
    dates = {
        "test_start": Stated(start.isoformat(), (us(start),)),
        "test_end": Stated(end.isoformat(), (us(end),)),
        "retest": Stated(False),
    }
    return Built(data, _facts(world, findings, dates), pages)


def network_retest(world: World) -> Built:
    """The short typed letter report of an infrastructure test, with the result of a retest."""
    vendor, tester, start = world.vendor, world.tester, world.day()
    end = world.after(start, 3, 7)
    again = world.after(end, 30, 60)
    findings = [finding for finding in FINDINGS if finding.severity != "Critical" and world.rng.random() < 0.7] or list(
        FINDINGS[1:4]
    )
    paper = Paper(TYPED.running("", "CLIENT CONFIDENTIAL"), "External network penetration test")
    paper.lines(tester.name, tester.city, british(again))
    paper.heading("External infrastructure penetration testing: summary report and retest results")
    paper.text(
        f"Client: {vendor.name}",
        f"In scope: {vendor.system}, external addresses 203.0.113.0/26",
        f"Test window: {british(start)} to {british(end)}. Retest: {british(again)}.",
        "Our testers enumerated services, attempted exploitation of weaknesses by hand, and tried to move from the "
        "perimeter to internal networks. No access to customer data was gained.",
    )
    paper.table([("Risk", "Found"), *_counts(findings)], [2, 1])
    paper.heading("Findings and retest status", 2)
    paper.table(
        [("Ref", "Finding", "Risk", "CVSS", "Retest")]
        + [
            (f"PT-{n:03d}", f.title, f.severity, f"{f.score:.1f}", world.pick("Resolved", "Resolved", "Risk accepted"))
            for n, f in enumerate(findings, 1)
        ],
        [1, 4, 1.5, 1, 1.6],
    )
    for finding in findings:
        paper.heading(finding.title, 3)
        paper.text(finding.description, f"Remediation: {finding.remedy}")
    data, pages = paper.finish()
    dates = {
        "test_start": Stated(start.isoformat(), (british(start),)),
        "test_end": Stated(end.isoformat(), (british(end),)),
        "retest": Stated(True, (f"Retest: {british(again)}",)),
    }
    return Built(data, _facts(world, findings, dates), pages)


def vulnerability_scan(world: World) -> Built:
    """A scanner's output: hosts, plugin numbers, severities, no human judgement."""
    vendor, day, rng = world.vendor, world.day(), world.rng
    plugins = (
        "SSL Certificate Cannot Be Trusted",
        "TLS Version 1.1 Protocol Deprecated",
        "SSH Weak Key Exchange Algorithms Enabled",
        "HTTP Server Type and Version",
        "ICMP Timestamp Request Remote Date Disclosure",
        "OpenSSL Multiple Vulnerabilities",
        "Apache HTTP Server Multiple Vulnerabilities",
        "DNS Server Recursive Query Cache Poisoning Weakness",
        "Unsupported Operating System Detection",
        "Service Detection",
    )
    paper = Paper(
        SLATE.running(f"Vulnerability scan report – {vendor.domain}", f"Generated {day.isoformat()} 03:12 UTC"),
        "Vulnerability scan",
    )
    paper.heading("Vulnerability Scan Report")
    paper.columns(
        (
            f"Scan name: weekly-external-{vendor.short.lower()}",
            f"Scan start: {day.isoformat()} 01:00",
            "Scan policy: Full and fast",
        ),
        (f"Asset owner: {vendor.name}", f"Scan end: {day.isoformat()} 03:10", "Hosts scanned: 12"),
    )
    rows = [
        (
            f"198.51.100.{host}",
            str(rng.randint(10000, 199999)),
            name,
            rng.choice(SEVERITIES[1:]),
            f"{rng.uniform(0, 9):.1f}",
            f"CVE-{world.year - 1}-{rng.randint(1000, 49999)}",
            f"tcp/{rng.choice((22, 25, 53, 80, 443, 8443))}",
        )
        for host in range(10, 22)
        for name in rng.sample(plugins, 5)
    ]
    counts = [(severity, str(sum(row[3] == severity for row in rows))) for severity in SEVERITIES]
    paper.heading("Vulnerabilities by severity", 2)
    paper.table([("Severity", "Count"), *counts], [2, 1])
    paper.heading("Vulnerabilities by host", 2)
    paper.table(
        [("Host", "Plugin ID", "Plugin name", "Severity", "CVSS", "CVE", "Port"), *rows], [1.5, 1, 3, 1.3, 0.7, 1.7, 1]
    )
    data, pages = paper.finish()
    facts = {"document_date": Stated(day.isoformat(), (day.isoformat(),))}
    return Built(
        data,
        facts | {f"findings_{severity.lower()}": Stated(int(count), (severity,)) for severity, count in counts},
        pages,
    )
