"""Writes the examples of the OpenAPI document: what a server took and answered while it was used once as a reviewer,
an administrator and a program would. `python -m scripts.capture_examples` adds what is missing, as every id is another
one each time; what is to be captured anew is removed first."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from muniment.db import tables
from muniment.documents import purge
from muniment.documents.purge import Due
from muniment.samples import catalogue
from tests.http.live import Caller, Server, running, settings_for
from tests.waiting import until
from tests.webhooks.receivers import PRIVATE, answering, receiving

WRITTEN = Path(__file__).resolve().parent.parent / "src" / "muniment" / "http" / "contract" / "examples.json"
_MOST = 2
"""Entries that a list is shown with."""

_MOST_CHARACTERS = 600
_SECRET = re.compile(r"^(ak_live_|cbcs_|cbat_)\w.*")


class Capture:
    """Asks as a caller, and remembers the first body and the first success of each schema."""

    def __init__(self, server: Server) -> None:
        self._document = server.client.get("/openapi.json").json()
        self.found: dict[str, Any] = {}

    def ask(self, caller: Caller, method: str, path: str, *, at: dict[str, Any] | None = None, **sent: Any) -> Any:
        """The answer's JSON, or None. `path` as the document has it, `at` what stands in its braces."""
        operation = self._document["paths"][path][method.lower()]
        answer: httpx.Response = caller.request(method, path.format(**(at or {})), **sent)
        if "json" in sent:
            self._keep(operation["requestBody"]["content"]["application/json"]["schema"], sent["json"])
        if answer.is_success and answer.content:
            content = operation["responses"][str(answer.status_code)]["content"].get("application/json")
            if content is not None:
                self._keep(content["schema"], answer.json())
                return answer.json()
        elif not answer.is_success:
            print(method, path, answer.status_code, answer.text[:200])
        return None

    def _keep(self, schema: dict[str, Any], value: Any) -> None:
        if schema.get("type") == "array":
            schema, value = schema["items"], value[0]
        for one in schema.get("anyOf", [schema]):
            if "$ref" in one:
                self.found.setdefault(one["$ref"].rpartition("/")[2], value)


@contextmanager
def _working(home: Path) -> Iterator[None]:
    """A worker on the same home, meanwhile."""
    command = [Path(sys.executable).with_name("muniment"), "worker", "--concurrency", "1"]
    settings = {"home": home, **PRIVATE}
    environment = {**os.environ, **{f"MUNIMENT_{name.upper()}": str(value) for name, value in settings.items()}}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as worker:
        try:
            yield
        finally:
            worker.terminate()


def _use(server: Server) -> dict[str, Any]:
    capture = Capture(server)
    keeper = server.keeper()

    def ask(method: str, path: str, **sent: Any) -> Any:
        return capture.ask(keeper, method, path, **sent)

    def read(path: str, **query: Any) -> Any:
        return ask("GET", path, params=query)

    sample = catalogue.vendors()[0]
    contact = {"email": "security@quillmere.example", "name": "Ada Byron", "title": "CISO"}
    vendor = ask(
        "POST",
        "/v1/vendors",
        json={
            "name": "Quillmere Systems",
            "website": "https://quillmere.example",
            "tier": "Tier 1",
            "tags": ["claims"],
            "engagement_type": "vendor",
            "primary_contact": contact,
        },
    )
    of_vendor = {"vendor_id": vendor["id"]}
    platform = ask("POST", "/v1/vendors/{vendor_id}/services", at=of_vendor, json={"name": "Claims Platform"})
    of_service = {**of_vendor, "service_id": platform["id"]}
    ask("PATCH", "/v1/vendors/{vendor_id}/services/{service_id}", at=of_service, json={"tags": ["production"]})
    ask("PATCH", "/v1/vendors/{vendor_id}", at=of_vendor, json={"use_case": "Claims administration"})
    capture.found["Vendor"] = ask("GET", "/v1/vendors/{vendor_id}", at=of_vendor)
    ask("GET", "/v1/vendors")
    webhook_body = {
        "url": "RECEIVER",
        "events": ["VendorDocument.Settled"],
        "secret": "a secret of 32 random characters",
    }
    with receiving(answering(200)) as receiver:
        webhook = ask("POST", "/v1/webhooks", json={**webhook_body, "url": receiver.url})
        capture.found["WebhookInput"] = webhook_body
        documents = _upload(capture, keeper, vendor, platform, sample)
        _look(capture, keeper, vendor, documents)
        of_webhook = {"webhook_id": webhook["id"]}
        ask("POST", "/v1/webhooks/{webhook_id}/test", at=of_webhook, json={"event_type": "VendorDocument.Settled"})
        until(lambda: read("/v1/webhooks")["data"][0]["delivery_count"] > 1, 60)
        del capture.found["WebhookList"]
        capture.found["Webhook"] = read("/v1/webhooks")["data"][0]
        deliveries = ask("GET", "/v1/webhooks/{webhook_id}/deliveries", at=of_webhook)["data"]
        sent = next(one for one in deliveries if "test" not in one["event_id"])
        ask(
            "POST",
            "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
            at={**of_webhook, "delivery_id": sent["id"]},
        )
        ask(
            "POST",
            "/v1/webhooks/{webhook_id}/replay",
            at=of_webhook,
            json={"start": sent["created_at"] - 3600, "end": sent["created_at"]},
        )
        ask("PATCH", "/v1/webhooks/{webhook_id}", at=of_webhook, json={"enabled": False})
        found = json.dumps(capture.found).replace(receiver.url, "https://hooks.example.com/in")
    found = found.replace("RECEIVER", "https://hooks.example.com/in")
    capture.found = json.loads(found)
    _administer(capture, server, keeper)
    said = json.dumps(capture.found).replace(server.base_url, "https://muniment.example.com")
    return dict(json.loads(said.replace('"name": "test"', '"name": "evidence desk"')))


def _upload(
    capture: Capture, keeper: Caller, vendor: dict[str, Any], platform: dict[str, Any], sample: catalogue.SampleVendor
) -> list[dict[str, Any]]:
    uploaded = []
    with catalogue.opened(datetime.now(UTC).date()) as files:
        for one in sample.documents[:4]:
            given = {"vendor_id": vendor["id"], "service_ids": [platform["id"]], "name": one.name}
            uploaded.append(
                keeper.upload(
                    vendor["id"],
                    content=files.read(one),
                    filename=one.file,
                    **{name: value for name, value in given.items() if name != "vendor_id"},
                ).json()
            )

    def settled() -> bool:
        page = keeper.get("/v1/documents").json()["data"]
        return all(one["status"] in ("complete", "failed") for one in page)

    until(settled, 120)
    capture.found["Document"] = keeper.get(f"/v1/documents/{uploaded[0]['id']}").json()
    return uploaded


def _look(capture: Capture, keeper: Caller, vendor: dict[str, Any], documents: list[dict[str, Any]]) -> None:
    report = {"document_id": documents[0]["id"]}

    def read(path: str, *, at: dict[str, Any] | None = None, **query: Any) -> Any:
        return capture.ask(keeper, "GET", path, at=at, params=query)

    with catalogue.opened(datetime.now(UTC).date()) as files:
        archive = files.read(catalogue.SampleDocument("tarnbrook-certificates.zip", ""))
    form = {"files": {"file": ("certificates.zip", archive)}, "data": {"vendor_id": vendor["id"]}}
    capture.ask(keeper, "POST", "/v1/documents", params={"expand": "true"}, **form)
    read("/v1/documents", vendor_id=vendor["id"])
    read("/v1/documents/{document_id}/download", at=report)
    analysis = read("/v1/documents/{document_id}/analysis", at=report)
    read("/v1/documents/{document_id}/items", at=report)
    read("/v1/documents/{document_id}/pages", at=report)
    cited = next(one for one in analysis["insights"] if one["quote"])
    of_page = {**report, "page": cited["page"]}
    read("/v1/documents/{document_id}/pages/{page}", at=of_page)
    read("/v1/documents/{document_id}/pages/{page}/words", at=of_page)
    read("/v1/documents/{document_id}/pages/{page}/marks", at=of_page, quote=cited["quote"])
    read("/v1/evidence")
    read("/v1/evidence/counts")
    read("/v1/search", q="encryption")
    read("/v1/document-types")
    read("/v1/events")
    assessment = capture.ask(
        keeper,
        "POST",
        "/v1/assessments",
        json={
            "vendor_id": vendor["id"],
            "control_set_ids": ["soc2"],
            "name": "Annual review",
            "supporting_document_ids": [documents[0]["id"]],
        },
    )
    of_assessment = {"assessment_id": assessment["id"]}
    read("/v1/assessments/{assessment_id}", at=of_assessment)
    read("/v1/assessments", vendor_id=vendor["id"])
    capture.ask(keeper, "PATCH", "/v1/documents/{document_id}", at=report, json={"name": "Quillmere SOC 2, 2026"})
    capture.ask(
        keeper,
        "PUT",
        "/v1/documents/{document_id}/review",
        at=report,
        json={
            "document_type": documents[0]["document_type"] or analysis["classification"]["document_type"],
            "facts": [{"key": cited["key"], "value": cited["value"]}],
            "note": "Read with the auditor.",
        },
    )
    del capture.found["Review"]
    read("/v1/documents/{document_id}/review", at=report)
    read("/v1/review-queue/agreement")
    hold = capture.ask(
        keeper,
        "POST",
        "/v1/legal-holds",
        json={"target_type": "document", "target_id": documents[1]["id"], "reason": "Claim 2026-118"},
    )
    read("/v1/legal-holds")
    capture.ask(
        keeper,
        "POST",
        "/v1/legal-holds/{hold_id}/release",
        at={"hold_id": hold["id"]},
        json={"reason": "The claim is settled."},
    )
    capture.ask(keeper, "DELETE", "/v1/documents/{document_id}", at={"document_id": documents[3]["id"]})
    _purge(keeper, documents[3])
    read("/v1/purged-documents")
    capture.ask(keeper, "DELETE", "/v1/assessments/{assessment_id}", at=of_assessment)
    keeper.upload(vendor["id"], content=b"%PDF-1.4 nothing", filename="broken.pdf")
    until(lambda: bool(keeper.get("/v1/review-queue").json()["data"]), 60)
    read("/v1/review-queue")
    capture.ask(
        keeper,
        "POST",
        "/v1/documents/{document_id}/quarantine/release",
        at=report,
        json={"reason": "A false alarm: checked by hand."},
    )


def _purge(keeper: Caller, document: dict[str, Any]) -> None:
    """Have the term of an archived document be over."""
    runtime, archived_at = keeper.server.runtime, document["created_at"] - 100 * 86_400
    with runtime.database.write() as tx:
        tx.execute(
            update(tables.documents).where(tables.documents.c.id == document["id"]).values(archived_at=archived_at)
        )
    type_, size = "penetration_test_report", document["size"]
    assert purge.purge(runtime, Due(document["id"], keeper.org_id, document["name"], type_, size, archived_at, 3, None))


def _administer(capture: Capture, server: Server, keeper: Caller) -> None:
    person = server.person(keeper.org_id)

    def ask(method: str, path: str, **sent: Any) -> Any:
        return capture.ask(keeper, method, path, **sent)

    key = ask("POST", "/v1/api-keys", json={"name": "nightly import", "scopes": ["documents:write"]})
    ask("GET", "/v1/api-keys")
    rotated = ask("POST", "/v1/api-keys/{key_id}/rotate", at={"key_id": key["id"]}, json={"overlap_seconds": 3600})
    ask("POST", "/v1/api-keys/{key_id}/revoke", at={"key_id": rotated["id"]}, json={"reason": "No longer needed"})
    client = ask(
        "POST",
        "/v1/api-oauth-clients",
        json={"name": "reporting", "scopes": ["documents:read"], "access_token_ttl_seconds": 1800},
    )
    form = {"grant_type": "client_credentials", "client_id": client["id"], "client_secret": client["client_secret"]}
    capture.found["Token"] = server.client.post("/v1/oauth/token", data=form).json()
    ask("GET", "/v1/api-oauth-clients")
    ask("POST", "/v1/api-oauth-clients/{client_id}/revoke", at={"client_id": client["id"]}, json={})
    user = ask(
        "POST",
        "/v1/users",
        json={"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron", "role": "analyst"},
    )
    ask("GET", "/v1/users")
    ask("PATCH", "/v1/users/{user_id}", at={"user_id": user["id"]}, json={"role": "auditor"})
    ask("POST", "/v1/users/{user_id}/password-codes", at={"user_id": user["id"]})
    of_org = {"org_id": keeper.org_id}
    ask("POST", "/v1/org/{org_id}", at=of_org, json={"api_ip_allowlist": ["127.0.0.0/8", "203.0.113.0/24"]})
    for path in ("/v1/org/{org_id}", "/v1/limits", "/v1/whoami/ip", "/v1/utils/authtest", "/v1/setup", "/healthz"):
        ask("GET", path, at=of_org)
    ask("GET", "/v1/system_audit_log", params={"event_types": "Vendor.Created"})
    ask("GET", "/v1/system_audit_log/metadata")
    ask("GET", "/v1/activity", params={"target_type": "user", "target_id": user["id"]})
    told = {"filename": "soc2.pdf", "vendor_id": capture.found["Vendor"]["id"]}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
    ask(
        "POST",
        "/v1/uploads",
        headers={"Tus-Resumable": "1.0.0", "Upload-Length": "482113", "Upload-Metadata": metadata},
    )
    capture.ask(person, "GET", "/v1/session")
    capture.ask(person, "GET", "/v1/sessions")
    code = {"code": "7GZ4K-0M2QX-9TVBC-D3HNP"}
    password = "correct horse battery staple"
    new = {**code, "new_password": password}
    ask("POST", "/v1/session", json={"email": "ada@example.com", "password": password})
    ask("POST", "/v1/session/code", json=code)
    ask("POST", "/v1/passwords", json=new)
    ask(
        "PUT",
        "/v1/session/password",
        json={"current_password": password, "new_password": "another horse battery staple"},
    )
    ask("POST", "/v1/setup", json={**code, "email": "ada@example.com", "password": password, "organisation": "Acme"})


def _shown(value: Any) -> Any:
    """The value with lists and texts cut to what one looks at, and no secret."""
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one) for one in value[:_MOST]]
    return _SECRET.sub(r"\1…", value)[:_MOST_CHARACTERS] if isinstance(value, str) else value


def main() -> None:
    """Use a server, and write what was said."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with running(settings_for(home, **PRIVATE)) as server, _working(home):
            found = _use(server)
    found |= json.loads(WRITTEN.read_text(encoding="utf-8")) if WRITTEN.exists() else {}
    shown = {name: _shown(found[name]) for name in sorted(found)}
    WRITTEN.write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
