"""Folding, and finding the title of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.judging.zones import HEAD_PAGES, MAX_PAGES, Zones, fold, fold_name, locate, looked_at, split
from muniment.reading.model import Page, PageKind, Reading


def zones_of(*pages: str, kind: PageKind = PageKind.PAGE) -> Zones:
    reading = Reading("text/plain", tuple(Page(i, text, kind) for i, text in enumerate(pages, 1)), len(pages))
    return split(reading, name="upload.bin")


def share_of(parts: Zones, words: str) -> float:
    at = parts.title.folded.find(f" {words} ")
    return 0.0 if at < 0 else parts.title.share(at + 1, at + 1 + len(words), whole=False)[0]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Auditor’s “REPORT”", " auditor s report "),
        ("ISO/IEC 27001:2022", " iso iec 27001 2022 "),
        ("SOC 2™", " soc 2 "),
        ("ﬁnal con\u00adtract", " final contract "),
        ("the confiden-\ntiality agreement", " the confidentiality agreement "),
        ("the Datenschutz\u00ad\nerklärung", " the datenschutzerklärung "),
        ("a third-\nparty audit, May-\nJune 2024, A-\nb", " a third party audit may june 2024 a b "),
        ("", "  "),
    ],
)
def test_folding_keeps_words_only(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_names_are_split_as_people_write_them() -> None:
    assert " acme soc 2 report " in fold_name("AcmeSOC2_Report.pdf")
    assert " data processing addendum " in fold_name("data-processing_addendum.docx")


def test_first_lines_speak_louder_than_later_ones() -> None:
    parts = zones_of("Access Control Policy\nOne\nTwo\nThree\nFour\nFive\nSix\nSeven\nEight\nNine\nPassword policy\n")
    assert share_of(parts, "access control policy") == 1.0
    assert 0 < share_of(parts, "password policy") < 0.6


def test_a_line_that_only_mentions_the_words_speaks_more_softly() -> None:
    parts = zones_of("What every growing company should know about the privacy policy\n")
    assert 0 < share_of(parts, "privacy policy") < 0.85


def test_running_text_is_no_title() -> None:
    parts = zones_of(
        "Dear customer\nwe have changed the privacy policy that you agreed to when you first signed up with us."
    )
    assert share_of(parts, "privacy policy") == 0.0


def test_a_title_over_several_lines_is_one() -> None:
    assert share_of(zones_of("Information Security\nPolicy\n"), "information security policy") == 1.0


def test_front_matter_gives_its_title_only() -> None:
    parts = zones_of("---\ntitle: Privacy\ndescription: Terms of service\n---\nText", kind=PageKind.BLOCK)
    assert parts.title.folded.split()[0] == "privacy"
    assert "terms" not in parts.title.folded


def test_headings_of_markdown_are_the_title_zone() -> None:
    parts = zones_of("# Terms of Service\nThe privacy policy\n## Fees\n", kind=PageKind.BLOCK)
    assert share_of(parts, "terms of service") == 1.0
    assert "privacy" not in parts.title.folded


def test_number_sign_in_anything_else_heads_a_column() -> None:
    page = Page(1, "Risk Register\n# | Risk | Owner\n1 | Flood | Facilities\n", PageKind.BLOCK)
    for media_type in ("application/pdf", "text/plain", "text/html"):
        title = split(Reading(media_type, (page,), 1), name="upload.bin").title.folded
        assert " risk register " in title, media_type


def test_words_broken_at_the_end_of_a_line_are_found_where_they_stand() -> None:
    page = Page(1, "This non-disclosure and confiden-\ntiality agreement", PageKind.PAGE)
    assert locate(page, "confidentiality agreement") == (24, 51)


@pytest.mark.parametrize("title", ["S O C  2  T Y P E  2  R E P O R T", "P R I V A C Y  P O L I C Y"])
def test_spaced_out_titles_are_words(title: str) -> None:
    words = title.replace("  ", "\0").replace(" ", "").replace("\0", " ").lower()
    assert f" {words} " in zones_of(f"{title}\nAcme\n").title.folded


def test_cover_sheet_gives_the_title() -> None:
    pages = (Page(1, "Risk Register\n", PageKind.SHEET, "Cover"), Page(2, "No\tRisk\n", PageKind.SHEET, "Data"))
    title = split(Reading("application/vnd.ms-excel", pages, 2), name="upload.bin").title.folded
    assert " risk register " in title


def test_running_headers_belong_to_the_title_zone() -> None:
    pages = [f"Incident Response Plan v2 page {n}\nOrdinary text that goes on and on, and on.\n" for n in range(1, 9)]
    assert share_of(zones_of("\n\n\nlogo", *pages), "incident response plan") > 0.7


def test_running_lines_keep_the_order_in_which_they_stand() -> None:
    edges = ["Northwind Hosting", "Backup policy", "Confidential copy", "Version of the board"]
    page = "\n".join([*edges[:2], "One sentence of a policy that is said again on every page.", *edges[2:]])
    folded = zones_of("Cover\nof a policy\n" * 20, *[page] * 5).title.folded
    assert [folded.find(fold(line)) for line in edges] == sorted(folded.find(fold(line)) for line in edges)
    assert all(fold(line) in folded for line in edges)


def test_long_documents_are_sampled_from_start_to_end() -> None:
    chosen = looked_at([Page(n, "x") for n in range(1, 1001)])
    assert len(chosen) == MAX_PAGES
    assert [page.number for page in chosen[:3]] == [1, 2, 3]
    assert chosen[-1].number > 1000 - 1000 // (MAX_PAGES - HEAD_PAGES) - HEAD_PAGES


@pytest.mark.parametrize(
    "text", ["The Service\n  Auditor’s\tREPORT.", "TheServiceAuditor'sReport", "S E R V I C E auditors report"]
)
def test_words_are_located_however_they_were_set(text: str) -> None:
    words = "service auditors report" if "auditors" in text else "service auditor s report"
    span = locate(Page(1, text), words)
    assert span is not None
    assert text[span[0]].lower() == "s"
    assert text[span[1] - 1].lower() == "t"


def test_a_bounded_place_is_preferred() -> None:
    text = "Our agenda. The NDA follows."
    span = locate(Page(1, text), "nda")
    assert span is not None
    assert text[slice(*span)] == "NDA"


@given(st.text(max_size=300))
def test_any_text_can_be_folded_split_and_searched(text: str) -> None:
    parts = zones_of(text)
    for word in parts.pages[0].folded.split():
        span = locate(Page(1, text), word)
        assert span is None or 0 <= span[0] < span[1] <= len(text)
