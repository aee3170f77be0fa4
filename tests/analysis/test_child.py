"""What the analysis of a file says, from its bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from muniment.analysis.child import Question, analyse
from muniment.judging.facts.validity import ValidityRules
from muniment.limits import Limits

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
    [told] = [notice.message for notice in found.notices if notice.code == "facts_contradict"]
    assert told == "Facts that contradict each other were left out: issue_date and expiry_date."
