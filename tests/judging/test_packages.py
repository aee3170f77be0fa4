"""Several documents in one file: where each begins, and when a file is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.packages import parts_of
from muniment.reading.model import Page, Reading
from tests.judging.examples import OPENINGS

LETTER = """{head}
SOC 2 Bridge Letter
To our customers
Our most recent SOC 2 Type 2 report covers the period 1 October 2023 to 30 September 2024. Management is not aware of
any material changes to the control environment since the end of the report period. This letter is not a substitute
for the report. Yours faithfully, chief executive officer
{foot}
"""
CERTIFICATE = """{head}
CERTIFICATE OF REGISTRATION
Information Security Management System
This is to certify that the management system of Alder Payments Ltd complies with the requirements of ISO/IEC
27001:2022.
Certificate number: IS 100200
Issue date: 4 March 2025. Expiry date: 3 March 2028
{foot}
"""
AGREEMENT = """{head}
MUTUAL NON-DISCLOSURE AGREEMENT
between Alder Payments Ltd and Corve Retail Ltd
1. Confidential Information means all information that one party discloses to the other. 2. The receiving party shall
keep it secret. 3. This agreement ends after two years.
{foot}
"""
MORE = """{head}
Further clauses. The parties agree that the obligations stay in force. Notices are given in writing to the address
above.
{foot}
"""


def file(*pages: str, media_type: str = "application/pdf", labels: tuple[str, ...] = ()) -> Reading:
    made = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    made = tuple(replace(page, label=label) for page, label in zip(made, labels, strict=True)) if labels else made
    return Reading(media_type, made, len(made))


def told(reading: Reading) -> list[tuple[str | None, tuple[int, ...]]]:
    return [(part.judged.document_type, part.pages) for part in parts_of(reading, threshold=0.6)]


PARTS = [("nda", (1, 2)), ("iso_27001_certificate", (3,)), ("soc_bridge_letter", (4,))]


def set_as(head: str, foots: tuple[str, str, str, str]) -> Reading:
    texts = (AGREEMENT, MORE, CERTIFICATE, LETTER)
    return file(*(text.format(head=head, foot=foot) for text, foot in zip(texts, foots, strict=True)))


def test_documents_that_begin_with_their_titles_are_told_apart() -> None:
    assert told(set_as("", ("", "", "", ""))) == PARTS


def test_numbers_of_pages_that_begin_anew_part_documents_with_one_header() -> None:
    numbered = ("Page 1 of 2", "Page 2 of 2", "Page 1 of 1", "Page 1 of 1")
    assert told(set_as("Alder Payments evidence", numbered)) == PARTS


def test_numbers_that_run_on_make_one_document() -> None:
    assert told(set_as("", ("Page 1 of 4", "Page 2 of 4", "Page 3 of 4", "Page 4 of 4"))) == []


def test_a_header_that_runs_on_makes_one_document() -> None:
    assert told(set_as("Alder Payments supplier agreement", ("", "", "", ""))) == []


@pytest.mark.parametrize("annex", ["Annex 2", "Exhibit B:", "Anlage 1", "Allegato A", "3."])
def test_annexes_belong_to_what_they_are_annexed_to(annex: str) -> None:
    assert told(file(AGREEMENT.format(head="", foot=""), CERTIFICATE.format(head=annex, foot=""))) == []


def test_what_the_contents_list_is_a_chapter() -> None:
    contents = "Contents\n1 Parties ... 2\n2 Certificate of registration ... 3\n"
    pages = (AGREEMENT.format(head="", foot=contents), CERTIFICATE.format(head="", foot=""))
    assert told(file(*pages)) == []


def test_two_of_one_family_are_one_document() -> None:
    agreement = AGREEMENT.format(head="", foot="")
    assert told(file(agreement, agreement)) == []


def test_what_is_of_no_type_belongs_to_the_document_before() -> None:
    menu = "Canteen\nMonday soup, Tuesday pasta, Wednesday rice and beans, Thursday stew, Friday fish.\n"
    pages = (AGREEMENT.format(head="", foot=""), menu, CERTIFICATE.format(head="", foot=""))
    assert told(file(*pages)) == [("nda", (1, 2)), ("iso_27001_certificate", (3,))]


def test_members_of_an_archive_are_documents_of_their_own() -> None:
    pages = [text.format(head="Alder Payments", foot="") for text in (AGREEMENT, MORE, CERTIFICATE)]
    labels = ("legal/nda.pdf", "legal/nda.pdf", "iso/certificate.pdf")
    assert told(file(*pages, media_type="application/zip", labels=labels)) == PARTS[:2]


def test_members_of_an_archive_may_be_of_one_type_or_of_none() -> None:
    agreement = AGREEMENT.format(head="", foot="")
    archive = file(
        "Read me first.\n", agreement, agreement, media_type="application/zip", labels=("a.txt", "b.pdf", "c.pdf")
    )
    assert told(archive) == [("nda", (2,)), ("nda", (3,))]


def test_an_opening_of_a_type_is_no_package() -> None:
    assert [str(one) for one in OPENINGS if parts_of(one.reading(), threshold=0.6)] == []
