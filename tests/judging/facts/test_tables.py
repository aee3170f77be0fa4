"""A label in a table is answered from its own column or row, or not at all."""

from __future__ import annotations

import pytest

from muniment.judging.facts.tables import is_label, spaced_columns
from muniment.judging.facts.view import Leaf
from muniment.reading.model import Page
from tests.judging.facts.readings import values_of

HEAD = "CERTIFICATE OF REGISTRATION\nHarrier Peak Software Ltd\nISO/IEC 27001:2022\nCertificate number: HP 552190\n"


def dates_of(text: str) -> tuple[object, object]:
    values = values_of("iso_27001_certificate", HEAD + text)
    return values.get("issue_date"), values.get("expiry_date")


@pytest.mark.parametrize(
    ("text", "issued", "expires"),
    [
        ("Valid from\tValid until\n4 March 2026\t3 March 2029", "2026-03-04", "2029-03-03"),
        ("Valid until\tValid from\n3 March 2029\t4 March 2026", "2026-03-04", "2029-03-03"),
        ("Issue date   Expiry date\n04/03/2026   23/03/2029", "2026-03-04", "2029-03-23"),
        ("Expiry date         Issue date\n3 March 2029        4 March 2026", "2026-03-04", "2029-03-03"),
        ("| Issue date | Expiry date |\n|---|---|\n| 2026-03-04 | 2029-03-03 |", "2026-03-04", "2029-03-03"),
        ("Valid from Valid until\n4 March 2026 3 March 2029", "2026-03-04", "2029-03-03"),
        ("Valid until Valid from\n3 March 2029 4 March 2026", "2026-03-04", "2029-03-03"),
        ("Valid from\nValid until\n4 March 2026\n3 March 2029", "2026-03-04", "2029-03-03"),
        ("Issue date:\nExpiry date:\n4 March 2026\n3 March 2029", "2026-03-04", "2029-03-03"),
        ("Valid from\tValid until\tStatus\n\t3 March 2029\tactive", None, "2029-03-03"),
        ("Valid until\tValid from\tStatus\n\t4 March 2026\tactive", "2026-03-04", None),
        ("Valid until\tIssue date\nN/A\t4 March 2026", "2026-03-04", None),
        ("Valid until\t3 March 2029\nIssue date\t4 March 2026", "2026-03-04", "2029-03-03"),
        ("Valid until\nStatus\nactive", None, None),
        ("Expiry date\n4 March 2026\tLondon\tM. Orr", None, None),
        ("Expiry date\nIssue date: 4 March 2026", "2026-03-04", None),
        ("Gültig von\tGültig bis\n04.03.2026\t03.03.2029", "2026-03-04", "2029-03-03"),
        ("The certificate is valid until\n3 March 2029.", None, "2029-03-03"),
        ("Original certification date Issue date Expiry date\n4 March 2020 4 March 2026 3 March 2029", "2026-03-04",
         "2029-03-03"),
        ("Date of expiry: 3 March 2029   Date of issue: 4 March 2026", "2026-03-04", "2029-03-03"),
    ],
)  # fmt: skip
def test_dates_are_those_of_their_own_column(text: str, issued: str | None, expires: str | None) -> None:
    assert dates_of(text) == (issued, expires)


@pytest.mark.parametrize(
    ("text", "tester"),
    [
        ("Client\tTester\tDate\nMarlin Freight GmbH\tRedfern Labs Ltd\t12 March 2026", "Redfern Labs Ltd"),
        ("Tester\tClient\nRedfern Labs Ltd\tMarlin Freight GmbH", "Redfern Labs Ltd"),
        ("Client\tMarlin Freight GmbH\nPrepared by\tRedfern Labs Ltd", "Redfern Labs Ltd"),
        ("Client\nPrepared by\nMarlin Freight GmbH\nRedfern Labs Ltd", "Redfern Labs Ltd"),
        ("Client            Prepared by\nMarlin Freight    Redfern Labs Ltd", "Redfern Labs Ltd"),
        ("Prepared by\nClient: Marlin Freight GmbH", None),
        ("Prepared by\nClient\tMarlin Freight GmbH", None),
        ("Client\tPrepared by\nMarlin Freight GmbH", None),
        ("Prepared by\tClient\n\tMarlin Freight GmbH", None),
        ("Prepared by\nClient\nMarlin Freight GmbH", None),
    ],
)
def test_tester_is_never_the_client(text: str, tester: str | None) -> None:
    assert values_of("penetration_test_report", f"PENETRATION TEST REPORT\n{text}\n").get("tester") == tester


def test_policys_table_with_a_header_row_is_read_by_its_columns() -> None:
    values = values_of(
        "information_security_policy",
        "Information Security Policy\nVersion\tOwner\tApproved on\tNext review\n"
        "3.1\tChief Information Security Officer\t4 March 2026\t4 March 2027\n",
    )
    assert (values["version"], values["owner"]) == ("3.1", "Chief Information Security Officer")
    assert (values["approval_date"], values["next_review_date"]) == ("2026-03-04", "2027-03-04")


@pytest.mark.parametrize(
    "text", ["Valid until", "Client name", "Policy no.", "Gültig bis", "Approved by:", "Date (UTC)"]
)
def test_words_of_labels_make_a_label(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize("text", ["Marlin Freight GmbH", "3 March 2029", "Head of Security", "", "Redfern Labs"])
def test_other_words_make_none(text: str) -> None:
    assert not is_label(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"No No No No No No No No Date\n{' '.join(['1' * 13] * 8)} z 1 May 2026", 0),
        (f"Name No Name No Name No Name No Date\n{'1 ' * 70}a 1 May 2026", 0),
        (f"{'1 ' * 20_000}a 1 May 2026\nName No Name No Name No Name No Date\n1 May 2026", 1),
    ],
    ids=["digits", "words", "long"],
)
def test_row_that_fits_no_labels_is_not_parted_in_every_way(text: str, at: int) -> None:
    assert spaced_columns(Leaf(Page(1, text)), at) == []
