"""Periods by the words of a family: two days that a label or a sentence says to be its first and its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.report_periods import is_planned
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.value_kinds import LABELLED, SENTENCE_HEAD
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

PERIODS = {
    "certificate": ("issue_date", "expiry_date"),
    "certificate_of_insurance": ("effective_date", "expiry_date"),
    "penetration_test": ("test_start", "test_end"),
    "continuity_test": ("test_start", "test_end"),
    "soc_report": ("period_start", "period_end"),
    "statements": ("period_start", "period_end"),
}
"""By family, the keys of its first day and its last."""
DAYS_OF_TEST = PERIODS["penetration_test"]
_LONGEST_DAYS = {"penetration_test": 250, "certificate": 1500}
"""Of a period; others span at most two years and a bit."""
_SHORTEST_DAYS = {"certificate": 300, "certificate_of_insurance": 80, "soc_report": 25, "statements": 80}
_MAX_DAYS = 800


def periods_said(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    """Two days in a sentence or line that one of the family's words says to be of its period."""
    words = vocabulary.periods(family)
    for leaf in leaves:
        for first, last in dates.periods(leaf.flat[:20_000], day_first=view.day_first):
            sentence = SENTENCE_HEAD.split(leaf.low[max(0, first.start - 110) : first.start])[-1]
            behind = SENTENCE_HEAD.split(leaf.low[last.end : last.end + 90])[0]
            if not any(word in sentence + behind for word in words) or OF_EARLIER.search(sentence):
                continue
            if family == "soc_report" and is_planned(leaf, first.start, last.end):
                continue
            made = list(_period_of(family, first, last, leaf.mark(first.start, last.end)))
            if made:
                yield from made
                return


def period_at(view: View, mark: Mark, family: str) -> Iterator[Fact]:
    """The period of a family that a mark states; of an exercise also its one day."""
    text = " ".join(mark.text.split())
    pairs = dates.periods(text, day_first=view.day_first)[:1]
    days = dates.find_days(text, day_first=view.day_first)
    if family == "continuity_test" and not pairs and len(days) == 1:
        pairs = [(days[0], days[0])]
    for first, last in pairs:
        yield from _period_of(family, first, last, mark)


def _period_of(family: str, first: dates.Found, last: dates.Found, mark: Mark) -> Iterator[Fact]:
    days = (last.day - first.day).days
    if _SHORTEST_DAYS.get(family, 0) <= days <= _LONGEST_DAYS.get(family, _MAX_DAYS):
        for key, found in zip(PERIODS.get(family, ()), (first, last), strict=False):
            yield fact(key, found.iso, mark, confidence=LABELLED - 0.02, quote_limit=1)
