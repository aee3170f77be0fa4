"""The dates of ready-made files, moved."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from muniment.samples.catalogue import opened, vendors
from muniment.samples.dates import later, moved, moved_text

MADE = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("from March 5, 2025 on", "from April 5, 2025 on"),
        ("December 31, 2025", "January 31, 2026"),
        ("(December) Tj T* -3.5 0 Td (5, 2025) Tj", "(January) Tj T* -3.5 0 Td (5, 2026) Tj"),
        ("5 March 2025", "5 April 2025"),
        ("DATE \\(MM/DD/YYYY\\) 08/01/2025", "DATE \\(MM/DD/YYYY\\) 09/01/2025"),
        ("Gültig bis: 13.06.2026", "Gültig bis: 13.07.2026"),
        ("2025-03-05,2025-12-05", "2025-04-05,2026-01-05"),
        ("C-22301-1269-2023 and ISO 22301:2019 and 1 in March", "C-22301-1269-2023 and ISO 22301:2019 and 1 in March"),
    ],
)
def test_date_is_moved_in_its_own_wording_and_nothing_else(written: str, expected: str) -> None:
    assert moved_text(written, months=1) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 30), 1, date(2026, 7, 31)),
        (date(2026, 2, 28), 12, date(2027, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), -11, date(2025, 12, 15)),
    ],
)
def test_last_day_of_a_month_stays_one(day: date, months: int, expected: date) -> None:
    assert later(day, months) == expected


def test_every_sample_is_another_file_years_later_that_opens_as_before() -> None:
    """Apart from what has no dates, or none that can be seen."""
    with opened(MADE) as now, opened(date(2031, 2, 1)) as then:
        same = []
        for document in (one for vendor in vendors() for one in vendor.documents):
            before, after = now.read(document), then.read(document)
            same += [document.file] * (before == after)
            if document.extension == "pdf" and before != after:
                assert "2026" in _text(before) or "2025" in _text(before)
                assert len(_text(before).split()) == len(_text(after).split())
            if document.extension in ("docx", "xlsx", "zip"):
                assert zipfile.ZipFile(BytesIO(after)).testzip() is None
    assert same == ["tarnbrook-caiq.xlsx", "ostravelle-brochure.pdf", "ostravelle-locked.pdf"]


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_encrypted_file_is_left_as_it_is() -> None:
    data = b"%PDF-1.4\n/Encrypt 3 0 R\n2025-03-05"
    assert moved(data, "pdf", months=1) == data
