"""All that is read of a Japanese document beside what the shared readers find."""

from __future__ import annotations

from collections.abc import Iterator

from muniment.judging.facts.japanese import kinds, reader
from muniment.judging.facts.japanese.text import Text, is_japanese
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_PAGES = {"contract": 40, "soc_report": 20, "penetration_test": 12, "policy": 12}
_ALIKE = {
    "vulnerability_scan": "penetration_test", "risk_register": "policy", "applicability": "policy",
    "front_matter": "policy", "action_plan": "policy", "gap_assessment": "policy", "yearly_report": "policy",
}  # fmt: skip
"""Families that say what they have in common with another as that does."""


def titled_family(view: View) -> str | None:
    """The family that the head of a Japanese document names; None for others."""
    return kinds.family(view) if is_japanese(view.front(3)) else None


def japanese(view: View, family: str | None) -> Iterator[Fact]:
    """Candidates for the facts of a document whose first pages are written in Japanese; none for others."""
    if not is_japanese(view.front(3)):
        return
    families = [one for one in dict.fromkeys((kinds.family(view) or family, family)) if one]
    texts = [Text(leaf) for leaf in view.front(max([_PAGES.get(one, 6) for one in families], default=6))]
    for one in dict.fromkeys([*families, *(_ALIKE[one] for one in families if one in _ALIKE), "document"]):
        yield from reader.labelled(texts[:8], one)
        yield from reader.said(texts, one)
    for one in families or [""]:
        yield from kinds.facts(texts, one)
