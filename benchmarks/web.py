"""Pages of the web app among 100,000 documents and 10,000 vendors of one organisation, on SQLite, as a browser asks for
them: by a session's cookie, one after the other on one connection, HTML alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks import servers
from benchmarks.fill import Filled
from benchmarks.load import Address, Request, drive, get, head
from benchmarks.plan import Plan
from benchmarks.report import SPREAD, Rounds, Section
from benchmarks.search import filled_home
from muniment import clock
from muniment.accounts import sessions, users
from muniment.accounts.caller import Caller
from muniment.accounts.roles import Role
from muniment.accounts.user_rows import find_by_email
from muniment.accounts.users import NewUser
from muniment.http.transport.session_cookie import PLAIN_NAME
from muniment.runtime import Runtime, build
from muniment.settings import Settings

DOCUMENTS = 100_000
VENDORS = 10_000
TIMES = 100
"""How often a page is asked for in a round: its p99 is the second worst of them."""

AIM = "≤ 150"
_EMAIL = "benchmark@example.com"


def pages(plan: Plan) -> list[Section]:
    """Milliseconds of each page, p99 of a round, and what it takes of the server's CPU on average."""
    times, cpu = Rounds("ms, p99", 1), Rounds("ms of CPU", 1)
    sizes: dict[str, int] = {}
    with filled_home(plan, DOCUMENTS, vendor_count=VENDORS) as (home, filled):
        runtime = build(Settings(home=home))
        try:
            cookie = f"{PLAIN_NAME}={_session(runtime, filled)}"
        finally:
            runtime.close()
        with servers.muniment(home, worker_concurrency="0") as server:
            asked = _asked(filled)
            for name, path in asked.items():
                sizes[name] = len(get(server.address, path, Cookie=cookie, Accept="text/html"))
            for _, name in plan.turns(list(asked)):
                before = server.cpu_seconds()
                times.add(name, _p99(server.address, asked[name], cookie))
                cpu.add(name, (server.cpu_seconds() - before) / TIMES * 1000)
    text = (
        f"{DOCUMENTS:,} documents and {VENDORS:,} vendors of one organisation on SQLite, a tenth of the documents one "
        f"vendor's. Each page {TIMES} times a round, one after the other, by a session's cookie; aim {AIM} ms. "
        f"HTML of {min(sizes.values()) / 1000:,.0f} to {max(sizes.values()) / 1000:,.0f} kB."
    )
    return [Section("Pages of the web app, SQLite", text, SPREAD, [*times.rows(), *cpu.rows()])]


def _session(runtime: Runtime, filled: Filled) -> str:
    """The token of an administrator's session."""
    at, lifetime = clock.now(), sessions.Lifetime(idle_seconds=86_400, seconds=86_400)
    with runtime.database.write() as tx:
        users.create_or_get(tx, Caller.operator(filled.org_id), NewUser(_EMAIL, Role.ADMIN), now=at)
        user = find_by_email(tx, _EMAIL)
        assert user is not None
        method = sessions.Method.PASSWORD
        return sessions.begin(tx, user, method=method, client=sessions.Client(), lifetime=lifetime, now=at).token


def _asked(filled: Filled) -> dict[str, str]:
    large, small = filled.vendor_ids[:2]

    def evidence(**narrowed: object) -> str:
        return f"/evidence?{urlencode(narrowed, doseq=True)}"

    return {
        "Home": "/",
        "Evidence": "/evidence",
        "Evidence, by name": evidence(sort="name"),
        "Evidence, expired, first to end": evidence(validity="expired", sort="valid_until"),
        "Evidence, expired or undated, read, of a type": evidence(
            validity=["expired", "undated"], status="complete", document_type="soc2_type2_auditor_report"
        ),
        "Evidence, in two months of dates, by name": evidence(
            until_from="2027-06-01", until_to="2027-07-31", sort="name"
        ),
        "Evidence, words in a twentieth": evidence(q="twentieth"),
        "Evidence, words everywhere, expired": evidence(q="everywhere", validity="expired"),
        "Evidence, a vendor of 10,000": evidence(vendor_id=large, validity="expired", sort="valid_until"),
        "Upload": "/upload",
        "Vendors": "/vendors",
        "Vendors, the last page": f"/vendors?offset={VENDORS - 50}",
        "Vendors, a part of a name": "/vendors?name=77",
        "Vendor of 10,000 documents": f"/vendors/{large}",
        "Vendor": f"/vendors/{small}",
        "Search, a scarce word": "/search?q=scarce7",
        "Search, two words": "/search?q=w1+w2",
        "Search, a vendor's": f"/search?{urlencode({'q': 'twentieth', 'vendor_id': small})}",
    }


def _p99(address: Address, path: str, cookie: str) -> float:
    request = (head("GET", path, address, Cookie=cookie, Accept="text/html"),)
    requests: Iterator[Request] = itertools.repeat(request, TIMES)
    driven = drive(address, requests, connections=1)
    return sorted(driven.latencies)[int(driven.count * 0.99) - 1] * 1000
