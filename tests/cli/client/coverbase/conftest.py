"""An organisation at Coverbase, and the shell that copies it into another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.client.between import Answer, Between, between
from tests.cli.client.conftest import Shell, shell_on
from tests.http.live import Caller, Server

COVERBASES_OWN = re.compile(
    r"/v1/vendors(\?(limit|offset|&|=|\d)+)?|/v1/vendors/cbvndr_\w+|/v1/assessments/cbqsrw_\w+"
    r"|/v1/documents(\?(limit|offset|&|=|\d)+)?|/v1/documents/cbvdoc_\w+(/download)?|/v1/files/.*"
)
"""What CONTRACT §2 and §3 call Coverbase's, of what only reads; and where its download links lead."""

_CONTACT = {"email": "ada@example.com", "name": "Ada", "title": None, "phone_number": None}

SERVICE = {
    "name": "Mail",
    "description": "Sends.",
    "external_id": "erp-7-1",
    "tags": ["mail"],
    "relationship_owner_ids": ["cbuser_2"],
    "watcher_ids": ["cbuser_1"],
    "primary_contact": _CONTACT,
}
VENDOR = {
    **SERVICE,
    "name": "Northwind",
    "external_id": "erp-7",
    "website": "https://northwind.example",
    "hq_location": "Oslo",
    "use_case": "Hosting",
    "tier": "1",
    "tags": ["cloud", "eu"],
    "engagement_type": "product",
    "status_id": "cbvst_1",
    "risk_analyst_ids": ["cbuser_3"],
    "inherent_risk_level_id": "high",
    "residual_risk_level_id": "low",
}
"""With all that can be said of one."""


@dataclass(frozen=True)
class Source:
    """An organisation at Coverbase, which knows none of our extensions."""

    caller: Caller
    proxy: Between

    def picture(self) -> dict[str, Any]:
        return picture(self.caller)


@pytest.fixture
def shell(sqlite_api: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A machine with a key of a new organisation, on a server that reads no documents meanwhile."""
    return shell_on(sqlite_api, tmp_path, monkeypatch)


@pytest.fixture
def source(sqlite_api: Server) -> Iterator[Source]:
    """One with a vendor, its service and assessment, and documents, two of them alike."""
    caller = sqlite_api.caller()
    vendor_id = caller.vendor(**VENDOR)
    service_id = caller.service(vendor_id, **SERVICE)
    about = {"name": "Onboarding 2026", "control_set_ids": ["cs_1"], "service_ids": [service_id]}
    links = {"service_ids": service_id, "assessment_ids": caller.assessment(vendor_id, **about)}
    caller.document(vendor_id, filename="a.md", content=b"# one", name="SOC 1/2 2026", document_type="nda", **links)
    for _ in range(2):
        caller.document(vendor_id, filename="twin.md", content=b"# twin")
    with between(sqlite_api.base_url) as proxy:

        def own_alone(_method: str, path: str) -> Answer | None:
            return None if COVERBASES_OWN.fullmatch(path) else Answer(404, body=b'{"detail": "Not Found"}')

        proxy.before = own_alone
        yield Source(caller, proxy)


def picture(caller: Caller) -> dict[str, Any]:
    """What an organisation has, without what each installation gives anew: ids and times."""
    vendors = {}
    for row in caller.get("/v1/vendors", params={"limit": 200}).json()["items"]:
        vendor = caller.get(f"/v1/vendors/{row['id']}").json()
        names = {one["id"]: one["name"] for one in vendor["services"]}
        assessments = caller.get("/v1/assessments", params={"vendor_id": vendor["id"]}).json()["items"]
        titles = {one["id"]: one["name"] for one in assessments}
        documents = caller.get("/v1/documents", params={"vendor_id": vendor["id"], "limit": 200}).json()["data"]
        vendors[f"{vendor['name']} {len(vendors)}"] = {
            "vendor": _plain(vendor),
            "services": sorted((_plain(one) for one in vendor["services"]), key=str),
            "assessments": [
                {**_plain(one), "services": [names[id_] for id_ in one["service_ids"]]} for one in assessments
            ],
            "documents": sorted(
                (
                    {
                        **{name: one[name] for name in ("name", "extension", "size")},
                        "declared": one["document_type"] if one["document_type"] == "nda" else None,
                        "services": [names[id_] for id_ in one["service_ids"]],
                        "assessments": [titles[id_] for id_ in one["assessment_ids"]],
                        "sha256": hashlib.sha256(bytes_of(caller, one["id"])).hexdigest(),
                    }
                    for one in documents
                ),
                key=str,
            ),
        }
    return {name.rsplit(" ", 1)[0]: one for name, one in sorted(vendors.items())} | {"count": len(vendors)}


def _plain(thing: dict[str, Any]) -> dict[str, Any]:
    anew = {"id", "vendor_id", "created_at", "updated_at", "services", "service_ids"}
    return {name: value for name, value in thing.items() if name not in anew}


def bytes_of(caller: Caller, document_id: str) -> bytes:
    url = caller.get(f"/v1/documents/{document_id}/download").json()["url"]
    return httpx.get(url, trust_env=False).content


def command(source: Source, *more: str) -> tuple[str, ...]:
    return ("import", "coverbase", "--from", source.proxy.base_url, *more)


@pytest.fixture
def imported(shell: Shell, source: Source, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs the import into the shell's organisation."""
    monkeypatch.setenv("COVERBASE_API_KEY", source.caller.secret)
    return lambda *more: shell.run(*command(source, *more))
