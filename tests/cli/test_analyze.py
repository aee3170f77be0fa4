"""`muniment analyze` on a terminal; what it prints for programs is in `test_app`."""

from __future__ import annotations

from muniment.cli.analyze import _summary


def test_name_and_quote_are_printed_without_what_a_terminal_obeys() -> None:
    evidence = [{"quote": "Mutual\n\x1b[2J non-disclosure \u202eagreement", "page": 1}]
    judged = {"document_type": "nda", "confidence": 0.9, "evidence": evidence}
    said = _summary({"path": "a\u202efdp.md", "error": None, "classification": judged})
    assert said == "a?fdp.md: nda 0.90\n    page 1: Mutual ?[2J non-disclosure ?agreement"
