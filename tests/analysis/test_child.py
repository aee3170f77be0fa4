"""What the analysis of a file says, from its bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from muniment.analysis.child import Question, analyse
from muniment.judging.facts.validity import ValidityRules
from muniment.limits import Limits
from tests.reading.files import docx, paragraph

CERTIFICATE = """CERTIFICATE OF REGISTRATION
Information Security Management System
Harrier Peak Software Ltd has been assessed and complies with ISO/IEC 27001:2022
Certificate number: HP 552190
Issue date: 4 March 2029
Expiry date: 3 March 2026
"""


def test_facts_that_contradict_are_told_by_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "certificate.txt"
    path.write_text(CERTIFICATE)
    found, _ = analyse(
        Question(
            path=path, name=path.name, extension="txt", declared_type="iso_27001_certificate", threshold=0.6,
            limits=Limits(), validity=ValidityRules(), today=date(2030, 1, 1),
        ),
        None,
    )  # fmt: skip
    assert {fact.key for fact in found.facts} & {"issue_date", "expiry_date", "expires_on"} == set()
    [told] = [warning.message for warning in found.warnings if warning.code == "facts_contradict"]
    assert told == "Facts that contradict each other were left out: issue_date and expiry_date."


LINES = (
    "CERTIFICATE OF REGISTRATION",
    "Information Security Management System",
    "This is to certify that the management system of Alder Payments Ltd",
    "complies with the requirements of ISO/IEC 27001:2022.",
    "Certificate number: IS 100200",
)
EXPIRY = "Expiry date: 31 December 2035"


def _asked(path: Path) -> Question:
    return Question(
        path=path,
        name="letter.docx",
        extension="docx",
        declared_type=None,
        threshold=0.6,
        limits=Limits(),
        validity=ValidityRules(),
        today=date(2027, 1, 1),
    )


def _hidden(text: str) -> str:
    return f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def _deleted(text: str) -> str:
    return f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>"


def test_what_is_written_bears_the_type_and_the_fact(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx("".join(map(paragraph, (*LINES, EXPIRY)))).getvalue())
    findings, _ = analyse(_asked(path), None)
    assert findings.classification is not None
    assert findings.classification.document_type is not None
    assert "2035-12-31" in {fact.value for fact in findings.facts}


@pytest.mark.parametrize("aside", [_hidden, _deleted])
def test_what_stands_aside_bears_neither_type_nor_fact_and_is_kept(aside: object, tmp_path: Path) -> None:
    assert callable(aside)
    path = tmp_path / "a.docx"
    path.write_bytes(docx("".join(map(paragraph, LINES)) + aside(EXPIRY)).getvalue())
    findings, pages = analyse(_asked(path), None)
    assert "2035-12-31" not in {fact.value for fact in findings.facts}
    assert any(EXPIRY in page.text for page in pages)
    path.write_bytes(docx(paragraph("Dear reader") + "".join(map(aside, LINES))).getvalue())
    findings, pages = analyse(_asked(path), None)
    assert findings.classification is not None
    assert findings.classification.document_type is None


AGREEMENT = """MUTUAL NON-DISCLOSURE AGREEMENT
between Alder Payments Ltd and Corve Retail Ltd, effective 2 May 2026
1. Confidential Information means all information that one party discloses to the other. 2. The receiving party shall
keep it secret. 3. This agreement is governed by the laws of England.
"""


@pytest.mark.parametrize(
    ("declared", "chosen", "fact"),
    [
        (None, "nda on page 1", "effective_date"),
        ("iso_27001_certificate", "iso_27001_certificate on page 2", "expiry_date"),
    ],
)
def test_package_tells_its_parts_and_facts_come_from_one(
    declared: str | None, chosen: str, fact: str, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("nda.txt", AGREEMENT)
        packed.writestr("iso/certificate.txt", "\n".join((*LINES, EXPIRY)))
    findings, _ = analyse(replace(_asked(path), extension="zip", declared_type=declared), None)
    [told] = [one.message for one in findings.warnings if one.code == "package"]
    assert told == (
        "The file holds several documents: nda on page 1, iso_27001_certificate on page 2. "
        f"Type and facts are those of one of them: {chosen}."
    )
    assert findings.classification is not None
    assert findings.classification.document_type == chosen.split()[0]
    keys = {one.key for one in findings.facts}
    assert fact in keys
    assert not {"effective_date", "expiry_date"} - {fact} & keys
