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

    def __init__(self, server: Server, keeper: Caller) -> None:
        """`keeper` asks where nobody else is named."""
        self.server = server
        self.keeper = keeper
        self._document = server.client.get("/openapi.json").json()
        self.found: dict[str, Any] = {}

    def ask(
        self,
        method: str,
        path: str,
        *,
        at: dict[str, Any] | None = None,
        caller: Caller | None = None,
        **sent: Any,
    ) -> Any:
        """The answer's JSON, or None. `path` as the document has it, `at` what stands in its braces."""
        operation = self._document["paths"][path][method.lower()]
        answer: httpx.Response = (caller or self.keeper).request(method, path.format(**(at or {})), **sent)
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

    def read(self, path: str, *, at: dict[str, Any] | None = None, **query: Any) -> Any:
        """The same of what is only looked at."""
        return self.ask("GET", path, at=at, params=query)

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
    capture = Capture(server, server.keeper())
    vendor, platform = _name_vendor(capture)
    sample = catalogue.vendors()[0]
    webhook_body = {
        "url": "RECEIVER",
        "events": ["VendorDocument.Settled"],
        "secret": "a secret of 32 random characters",
    }
    with receiving(answering(200)) as receiver:
        webhook = capture.ask("POST", "/v1/webhooks", json={**webhook_body, "url": receiver.url})
        capture.found["WebhookInput"] = webhook_body
        documents = _upload(capture, vendor, platform, sample)
        _look(capture, vendor, documents)
        _be_told(capture, webhook)
        found = json.dumps(capture.found).replace(receiver.url, "https://hooks.example.com/in")
    found = found.replace("RECEIVER", "https://hooks.example.com/in")
    capture.found = json.loads(found)
    _administer(capture)
    said = json.dumps(capture.found).replace(server.base_url, "https://muniment.example.com")
    return dict(json.loads(said.replace('"name": "test"', '"name": "evidence desk"')))


def _name_vendor(capture: Capture) -> tuple[dict[str, Any], dict[str, Any]]:
    """A vendor and its service."""
    vendor = capture.ask(
        "POST",
        "/v1/vendors",
        json={
            "name": "Quillmere Systems",
            "website": "https://quillmere.example",
            "tier": "Tier 1",
            "tags": ["claims"],
            "engagement_type": "vendor",
            "primary_contact": {"email": "security@quillmere.example", "name": "Ada Byron", "title": "CISO"},
        },
    )
    of_vendor = {"vendor_id": vendor["id"]}
    platform = capture.ask("POST", "/v1/vendors/{vendor_id}/services", at=of_vendor, json={"name": "Claims Platform"})
    of_service = {**of_vendor, "service_id": platform["id"]}
    capture.ask("PATCH", "/v1/vendors/{vendor_id}/services/{service_id}", at=of_service, json={"tags": ["production"]})
    capture.ask("PATCH", "/v1/vendors/{vendor_id}", at=of_vendor, json={"use_case": "Claims administration"})
    capture.found["Vendor"] = capture.read("/v1/vendors/{vendor_id}", at=of_vendor)
    capture.read("/v1/vendors")
    return vendor, platform


def _upload(
    capture: Capture, vendor: dict[str, Any], platform: dict[str, Any], sample: catalogue.SampleVendor
) -> list[dict[str, Any]]:
    keeper, uploaded = capture.keeper, []
    with catalogue.opened(datetime.now(UTC).date()) as files:
        for one in sample.documents[:4]:
            answer = keeper.upload(
                vendor["id"],
                content=files.read(one),
                filename=one.file,
                service_ids=[platform["id"]],
                name=one.name,
            )
            uploaded.append(answer.json())

    def settled() -> bool:
        page = keeper.get("/v1/documents").json()["data"]
        return all(one["status"] in ("complete", "failed") for one in page)

    until(settled, 120)
    capture.found["Document"] = keeper.get(f"/v1/documents/{uploaded[0]['id']}").json()
    return uploaded


def _look(capture: Capture, vendor: dict[str, Any], documents: list[dict[str, Any]]) -> None:
    """See what there is, judge it, and dispose of what is not to be kept."""
    with catalogue.opened(datetime.now(UTC).date()) as files:
        archive = files.read(catalogue.SampleDocument("tarnbrook-certificates.zip", ""))
    form = {"files": {"file": ("certificates.zip", archive)}, "data": {"vendor_id": vendor["id"]}}
    capture.ask("POST", "/v1/documents", params={"expand": "true"}, **form)
    capture.read("/v1/documents", vendor_id=vendor["id"])
    report = {"document_id": documents[0]["id"]}
    capture.read("/v1/documents/{document_id}/download", at=report)
    analysis = capture.read("/v1/documents/{document_id}/analysis", at=report)
    capture.read("/v1/documents/{document_id}/items", at=report)
    capture.read("/v1/documents/{document_id}/pages", at=report)
    cited = next(one for one in analysis["insights"] if one["quote"])
    of_page = {**report, "page": cited["page"]}
    capture.read("/v1/documents/{document_id}/pages/{page}", at=of_page)
    capture.read("/v1/documents/{document_id}/pages/{page}/words", at=of_page)
    capture.read("/v1/documents/{document_id}/pages/{page}/marks", at=of_page, quote=cited["quote"])
    capture.read("/v1/evidence")
    capture.read("/v1/evidence/counts")
    capture.read("/v1/search", q="encryption")
    capture.read("/v1/document-types")
    capture.read("/v1/events")
    of_assessment = _judge(capture, documents[0], analysis["classification"], cited)
    _dispose(capture, documents)
    capture.ask("DELETE", "/v1/assessments/{assessment_id}", at=of_assessment)
    keeper = capture.keeper
    keeper.upload(vendor["id"], content=b"%PDF-1.4 nothing", filename="broken.pdf")
    until(lambda: bool(keeper.get("/v1/review-queue").json()["data"]), 60)
    capture.read("/v1/review-queue")
    released = {"reason": "A false alarm: checked by hand."}
    capture.ask("POST", "/v1/documents/{document_id}/quarantine/release", at=report, json=released)


def _judge(
    capture: Capture, document: dict[str, Any], classification: dict[str, Any], cited: dict[str, Any]
) -> dict[str, str]:
    """Assess the vendor and review the document; where the assessment is."""
    report = {"document_id": document["id"]}
    assessment = capture.ask(
        "POST",
        "/v1/assessments",
        json={
            "vendor_id": document["vendor_id"],
            "control_set_ids": ["soc2"],
            "name": "Annual review",
            "supporting_document_ids": [document["id"]],
        },
    )
    of_assessment = {"assessment_id": assessment["id"]}
    capture.read("/v1/assessments/{assessment_id}", at=of_assessment)
    capture.read("/v1/assessments", vendor_id=document["vendor_id"])
    capture.ask("PATCH", "/v1/documents/{document_id}", at=report, json={"name": "Quillmere SOC 2, 2026"})
    capture.ask(
        "PUT",
        "/v1/documents/{document_id}/review",
        at=report,
        json={
            "document_type": document["document_type"] or classification["document_type"],
            "facts": [{"key": cited["key"], "value": cited["value"]}],
            "note": "Read with the auditor.",
        },
    )
    del capture.found["Review"]
    capture.read("/v1/documents/{document_id}/review", at=report)
    capture.read("/v1/review-queue/agreement")
    return of_assessment


def _dispose(capture: Capture, documents: list[dict[str, Any]]) -> None:
    """Hold one document for a while, and purge another."""
    held = {"target_type": "document", "target_id": documents[1]["id"], "reason": "Claim 2026-118"}
    hold = capture.ask("POST", "/v1/legal-holds", json=held)
    capture.read("/v1/legal-holds")
    of_hold = {"hold_id": hold["id"]}
    capture.ask("POST", "/v1/legal-holds/{hold_id}/release", at=of_hold, json={"reason": "The claim is settled."})
    capture.ask("DELETE", "/v1/documents/{document_id}", at={"document_id": documents[3]["id"]})
    _purge(capture.keeper, documents[3])
    capture.read("/v1/purged-documents")


def _purge(keeper: Caller, document: dict[str, Any]) -> None:
    """Have the term of an archived document be over."""
    runtime, archived_at = keeper.server.runtime, document["created_at"] - 100 * 86_400
    with runtime.database.write() as tx:
        tx.execute(
            update(tables.documents).where(tables.documents.c.id == document["id"]).values(archived_at=archived_at)
        )
    type_, size = "penetration_test_report", document["size"]
    assert purge.purge(runtime, Due(document["id"], keeper.org_id, document["name"], type_, size, archived_at, 3, None))


def _be_told(capture: Capture, webhook: dict[str, Any]) -> None:
    """What a webhook was sent, and what can be sent again."""
    of_webhook = {"webhook_id": webhook["id"]}
    capture.ask("POST", "/v1/webhooks/{webhook_id}/test", at=of_webhook, json={"event_type": "VendorDocument.Settled"})
    until(lambda: capture.read("/v1/webhooks")["data"][0]["delivery_count"] > 1, 60)
    del capture.found["WebhookList"]
    capture.found["Webhook"] = capture.read("/v1/webhooks")["data"][0]
    deliveries = capture.read("/v1/webhooks/{webhook_id}/deliveries", at=of_webhook)["data"]
    sent = next(one for one in deliveries if "test" not in one["event_id"])
    of_delivery = {**of_webhook, "delivery_id": sent["id"]}
    capture.ask("POST", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay", at=of_delivery)
    span = {"start": sent["created_at"] - 3600, "end": sent["created_at"]}
    capture.ask("POST", "/v1/webhooks/{webhook_id}/replay", at=of_webhook, json=span)
    capture.ask("PATCH", "/v1/webhooks/{webhook_id}", at=of_webhook, json={"enabled": False})


def _administer(capture: Capture) -> None:
    ask, of_org = capture.ask, {"org_id": capture.keeper.org_id}
    key = ask("POST", "/v1/api-keys", json={"name": "nightly import", "scopes": ["documents:write"]})
    ask("GET", "/v1/api-keys")
    rotated = ask("POST", "/v1/api-keys/{key_id}/rotate", at={"key_id": key["id"]}, json={"overlap_seconds": 3600})
    ask("POST", "/v1/api-keys/{key_id}/revoke", at={"key_id": rotated["id"]}, json={"reason": "No longer needed"})
    wanted = {"name": "reporting", "scopes": ["documents:read"], "access_token_ttl_seconds": 1800}
    client = ask("POST", "/v1/api-oauth-clients", json=wanted)
    form = {"grant_type": "client_credentials", "client_id": client["id"], "client_secret": client["client_secret"]}
    capture.found["Token"] = capture.server.client.post("/v1/oauth/token", data=form).json()
    ask("GET", "/v1/api-oauth-clients")
    ask("POST", "/v1/api-oauth-clients/{client_id}/revoke", at={"client_id": client["id"]}, json={})
    ada = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron", "role": "analyst"}
    user = ask("POST", "/v1/users", json=ada)
    ask("GET", "/v1/users")
    ask("PATCH", "/v1/users/{user_id}", at={"user_id": user["id"]}, json={"role": "auditor"})
    ask("POST", "/v1/users/{user_id}/password-codes", at={"user_id": user["id"]})
    ask("POST", "/v1/org/{org_id}", at=of_org, json={"api_ip_allowlist": ["127.0.0.0/8", "203.0.113.0/24"]})
    for path in ("/v1/org/{org_id}", "/v1/limits", "/v1/whoami/ip", "/v1/utils/authtest", "/v1/setup", "/healthz"):
        ask("GET", path, at=of_org)
    capture.read("/v1/system_audit_log", event_types="Vendor.Created")
    capture.read("/v1/system_audit_log/metadata")
    capture.read("/v1/activity", target_type="user", target_id=user["id"])
    told = {"filename": "soc2.pdf", "vendor_id": capture.found["Vendor"]["id"]}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "482113", "Upload-Metadata": metadata}
    ask("POST", "/v1/uploads", headers=headers)
    _sign_in(capture)


def _sign_in(capture: Capture) -> None:
    ask, person = capture.ask, capture.server.person(capture.keeper.org_id)
    ask("GET", "/v1/session", caller=person)
    ask("GET", "/v1/sessions", caller=person)
    code = {"code": "7GZ4K-0M2QX-9TVBC-D3HNP"}
    password = "correct horse battery staple"
    ask("POST", "/v1/session", json={"email": "ada@example.com", "password": password})
    ask("POST", "/v1/session/code", json=code)
    ask("POST", "/v1/passwords", json={**code, "new_password": password})
    changed = {"current_password": password, "new_password": "another horse battery staple"}
    ask("PUT", "/v1/session/password", json=changed)
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
