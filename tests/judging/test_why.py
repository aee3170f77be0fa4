"""The quotes that show why a type was named say something by themselves."""

from __future__ import annotations

from muniment.judging.classify import classify
from tests.judging.facts.readings import reading_of

BROKEN_TITLE = """Harrow Lane Hosting, Inc.
Information Security
Policy
Version 2.1
Approved on 3 March 2026
1 Purpose
This policy sets out how Harrow Lane protects the confidentiality, integrity and availability of information.
2 Scope
It applies to all employees, contractors and third parties who access information assets.
3 Responsibilities
The CISO is responsible for this policy. Exceptions must be approved. Violations may lead to disciplinary action.
"""


def test_last_word_of_a_title_that_is_broken_over_lines_is_no_reason_alone() -> None:
    judged = classify(reading_of(BROKEN_TITLE), name="", threshold=0.6)
    assert judged.document_type == "information_security_policy"
    assert "Policy" in " ".join(one.quote for one in judged.evidence)
    assert "Policy" not in [one.quote for one in judged.evidence]
