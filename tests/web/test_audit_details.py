"""What a record of the audit log says, as labels and values."""

from __future__ import annotations

from typing import Any

import pytest

from muniment.web.audit_details import Detail, details_of


def record(data: dict[str, Any], type_: str | None = "vendor", id_: str | None = "cbvndr_1") -> dict[str, Any]:
    return {"target_type": type_, "target_id": id_, "data": data}


def changed(name: str, old: object, new: object) -> list[Detail]:
    return list(details_of(record({"field_diffs": {name: {"old_value": old, "new_value": new}}})).changes)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("name", "a", "b", Detail("Name", "b", "a")),
        ("document_type", None, "nda", Detail("Document type", "Non-disclosure agreement", "")),
        ("is_archived", False, True, Detail("Is archived", "yes", "no")),
        ("archived_at", None, 0, Detail("Archived", "1 Jan 1970, 00:00 UTC", "")),
        ("archived_at", None, 2**60, Detail("Archived", str(2**60), "")),
        ("scopes", ["a", "b"], [], Detail("Scopes", "", "a\nb")),
        ("facts.expires_on", None, "2026-09-30", Detail("Expires on", "2026-09-30", "")),
        ("facts.made_up", None, ["x"], Detail("Made up", "x", "")),
        ("contact", None, {"e_mail": "x@y.z", "none": None}, Detail("Contact", "E mail: x@y.z", "")),
        ("rows", None, [{"a": 1, "b": [2, 3]}], Detail("Rows", "A: 1, B: 2, 3", "")),
    ],
)
def test_field_is_said_before_and_after(name: str, old: object, new: object, said: Detail) -> None:
    assert changed(name, old, new) == [said]


def test_field_of_nothing_is_left_out() -> None:
    assert not changed("note", None, None)
    assert not changed("note", None, "")
    assert not changed("updated_at", 1, 2)


def test_values_are_cut_where_they_would_fill_the_page() -> None:
    ((_, value, _),) = changed("name", None, "x" * 10_000)
    assert value == "x" * 500 + "…"
    ((_, value, _),) = changed("ids", None, list(range(1000)))
    assert value.splitlines() == [*map(str, range(20)), "…"]


def test_what_it_is_about_is_linked_where_it_has_a_page() -> None:
    of_vendor, of_key, of_none = (
        details_of(record({"address": "::1"}, *about)) for about in ((), ("api_key", "ak_1"), (None, None))
    )
    assert (of_vendor.called, of_vendor.id, of_vendor.path) == ("Vendor", "cbvndr_1", "/vendors/cbvndr_1")
    assert (of_key.called, of_key.id, of_key.path) == ("Api key", "ak_1", None)
    assert (of_none.id, of_none.path, of_none.others) == ("", None, [Detail("Address", "::1")])
