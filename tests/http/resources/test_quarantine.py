"""A document in quarantine over the API: given to nobody, listed, released by who may."""

from __future__ import annotations

import pytest

from muniment.accounts.caller import Caller as Keeper
from muniment.documents import manage, quarantine
from muniment.scanning.verdict import Scan, Verdict
from tests.http.live import PDF, Caller, Server, code


@pytest.fixture
def keeper(server: Server) -> Caller:
    """A key that may do everything, on both databases."""
    return server.keeper()


def _shut_away(keeper: Caller, document_id: str) -> None:
    runtime, caller = keeper.server.runtime, Keeper.system(keeper.org_id, "worker")
    with runtime.database.read() as tx:
        document = manage.find(tx, caller, document_id)
    assert quarantine.note(runtime, caller, document, Verdict(Scan.QUARANTINED, "The malware scanner found Test."))


def test_file_of_a_document_in_quarantine_is_given_to_nobody_by_no_link(keeper: Caller) -> None:
    document_id = keeper.document(keeper.vendor())["id"]
    link = keeper.get(f"/v1/documents/{document_id}/download").json()["url"]
    client = keeper.server.client
    assert client.get(link).content == PDF
    _shut_away(keeper, document_id)
    assert code(keeper.get(f"/v1/documents/{document_id}/download")) == (409, "document_quarantined")
    for headers in ({}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}):
        assert code(client.get(link, headers=headers)) == (409, "document_quarantined")
    assert (client.head(link).status_code, client.head(link).content) == (409, b"")
    assert keeper.get(f"/v1/documents/{document_id}").status_code == 200


def test_documents_in_quarantine_are_listed_and_combine_with_other_filters(keeper: Caller) -> None:
    vendor_id, other = keeper.vendor(), keeper.vendor()
    ours, theirs, _ = (keeper.document(one)["id"] for one in (vendor_id, other, vendor_id))
    for document_id in (ours, theirs):
        _shut_away(keeper, document_id)

    def listed(**filters: object) -> list[str]:
        page = keeper.get("/v1/documents", params={"quarantined": True, **filters}).json()
        assert page["total"] == len(page["data"])
        return [one["id"] for one in page["data"]]

    assert listed() == [theirs, ours]
    assert listed(sort="created_at") == [ours, theirs]
    assert listed(vendor_id=vendor_id) == listed(vendor_id=vendor_id, status="created", q="report") == [ours]
    assert listed(sha256="0" * 64) == []
    assert keeper.get("/v1/documents", params={"quarantined": False}).json()["total"] == 3


def test_release_needs_its_scope_and_a_reason_and_is_told(keeper: Caller) -> None:
    document_id = keeper.document(keeper.vendor())["id"]
    link = keeper.get(f"/v1/documents/{document_id}/download").json()["url"]
    _shut_away(keeper, document_id)
    path = f"/v1/documents/{document_id}/quarantine/release"
    ordinary = keeper.server.another_key(keeper.org_id)
    assert code(ordinary.post(path, json={"reason": "mine"})) == (403, "insufficient_scope")
    assert keeper.post(path, json={"reason": " "}).status_code == 422
    released = keeper.post(path, json={"reason": "a test file"})
    assert (released.status_code, released.json()) == (200, keeper.get(f"/v1/documents/{document_id}").json())
    assert keeper.post(path, json={"reason": "again"}).json() == released.json()
    assert keeper.server.client.get(link).content == PDF
    trail = keeper.get("/v1/activity", params={"target_type": "vendor_document", "target_id": document_id}).json()
    record = next(one for one in trail["data"] if one["event_type"] == "VendorDocument.Released")
    assert record["actor"]["id"] == keeper.key_id
    assert record["data"]["field_diffs"]["reason"] == {"old_value": None, "new_value": "a test file"}
    types = [one["event_type"] for one in keeper.get("/v1/events").json()["data"]]
    assert {"VendorDocument.Quarantined", "VendorDocument.Released"} <= set(types)
