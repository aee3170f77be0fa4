"""Evidence as a file for a spreadsheet: what the table of the same address lists."""

from __future__ import annotations

import csv
import io

import pytest

from muniment.accounts.roles import Role
from tests.web.browser import Browser
from tests.web.pages.test_evidence import HOSTILE, good_until, signed_in


def read(browser: Browser, address: str) -> list[dict[str, str]]:
    answer = browser.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_file_holds_what_is_filtered_in_its_order(browser: Browser) -> None:
    key = signed_in(browser, Role.AUDITOR)
    vendor = key.vendor("=Northwind")
    made = {name: key.document(vendor, name=name)["id"] for name in ("beta report", "alpha report", "gamma")}
    good_until(browser.server, key, made["alpha report"], "2020-01-31")
    page = browser.get("/evidence?q=report&sort=name&status=created&before=x")
    assert "/evidence.csv?q=report&sort=name&status=created" in page.links
    alpha, beta = read(browser, "/evidence.csv?q=report&sort=name&status=created")
    added = alpha.pop("Added")
    assert alpha == {
        "Document": "alpha report",
        "Vendor": "'=Northwind",
        "Type": "",
        "Confidence": "",
        "Named by hand": "no",
        "Valid until": "2020-01-31",
        "Validity": "Expired",
        "State": "Waiting",
        "Document id": made["alpha report"],
        "Vendor id": vendor,
    }
    assert (added[10], added[-1]) == ("T", "Z")
    assert (beta["Document"], beta["Valid until"]) == ("beta report", "")


def test_file_is_made_of_parts_and_says_where_it_was_cut(stranger: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    key = signed_in(stranger)
    vendor = key.vendor()
    for number in range(5):
        key.document(vendor, name=f"n{number}")
    monkeypatch.setattr("muniment.web.pages.evidence_csv._PART", 2)
    assert [row["Document"] for row in read(stranger, "/evidence.csv?sort=name")] == [f"n{n}" for n in range(5)]
    monkeypatch.setitem(vars(stranger.server.runtime.settings), "max_csv_rows", 3)  # frozen for others
    answer = stranger.client.get("/evidence.csv?sort=-name")
    assert "evidence-2" in answer.headers["content-disposition"]
    assert '-first-3-of-5.csv"' in answer.headers["content-disposition"]
    assert [row["Document"] for row in read(stranger, "/evidence.csv?sort=-name")] == ["n4", "n3", "n2"]
    assert "(the first 3)" in stranger.get("/evidence").text


def test_head_says_what_the_file_is_and_reads_no_row(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    key = signed_in(admin)
    key.document(key.vendor())
    told = admin.client.get("/evidence.csv").headers
    read: list[object] = []
    monkeypatch.setattr("muniment.documents.lists.evidence.rows_of", lambda *_, **asked: read.append(asked) or [])
    for _ in range(2):  # the second is answered when the first has ended
        head = admin.client.head("/evidence.csv")
        said = ("content-type", "content-disposition")
        assert (head.status_code, [head.headers[one] for one in said]) == (200, [told[one] for one in said])
    assert read == []


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_exact(admin: Browser, name: str) -> None:
    key = signed_in(admin)
    kept = key.document(key.vendor(name), name=name)
    (row,) = read(admin, "/evidence.csv")
    assert (row["Document"], row["Vendor"]) == (kept["name"], name)


def test_file_of_nothing_has_its_heads(admin: Browser) -> None:
    signed_in(admin)
    assert admin.client.get("/evidence.csv").text.startswith('\ufeff"Document","Vendor"')


def test_vendor_of_another_organisation_is_not_there(admin: Browser) -> None:
    page = admin.get(f"/evidence.csv?vendor_id={admin.server.caller().vendor()}")
    assert (page.status, page.title) == (404, "Nothing here")
