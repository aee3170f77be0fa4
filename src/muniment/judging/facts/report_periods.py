"""The period that a report on controls covers, or the day that it is as of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_DATE_ZONE = r".{0,110}"
_THROUGHOUT = re.compile(
    rf"(?i)(?:throughout|during|for|covering|over) (?:the |a )?(?:period|time period|review period){_DATE_ZONE}"
)
_PERIOD = re.compile(rf"(?i)(?:period|from|between){_DATE_ZONE}")
_AS_OF = re.compile(rf"(?i)\b(?:as of|as at|at)\b(?: the date)?(?= (?:{dates.MONTH}\b|\d)).{{0,30}}")


_PLANNED = vocabulary.pattern("planned", "next_report")
_PLANNED_IN_JAPANESE = re.compile("|".join(vocabulary.own_words("next_report", language="ja")))
"""Words of a sentence that tells of a report that is yet to come."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d]{2})[.;] |。")


def is_planned(leaf: Leaf, start: int, end: int) -> bool:
    """Whether the sentence around a place tells of a report that is yet to come."""
    ahead = _SENTENCE_END.split(leaf.flat[max(0, start - 140) : start])[-1]
    behind = _SENTENCE_END.split(leaf.flat[end : end + 90])[0]
    around = f"{ahead} {behind}"
    return bool(_PLANNED.search(around) or _PLANNED_IN_JAPANESE.search(around))


def span_facts(span: tuple[dates.Found, dates.Found, Leaf], start: str, end: str, confidence: float) -> Iterator[Fact]:
    """The facts `start` and `end` of two days that stand in one quote."""
    first, last, leaf = span
    mark = leaf.mark(first.start, last.end)
    yield fact(start, first.iso, mark, confidence=confidence)
    yield fact(end, last.iso, mark, confidence=confidence)


def period(view: View, front: Sequence[Leaf], *, as_of_words: tuple[str, ...] = ()) -> Iterator[Fact]:
    """`period_start` and `period_end`, else `as_of_date`.

    `as_of_words`: of which one must stand ahead of that day.
    """
    day_first = view.day_first
    for anchors, pattern, confidence in (
        (("throughout", "during the", "for the period", "covering"), _THROUGHOUT, 0.95),
        (("period", "from ", "between "), _PERIOD, 0.85),
    ):
        for hit in view.near(anchors, pattern, after=160, leaves=front):
            pairs = dates.periods(hit[0], day_first=day_first)
            if pairs and 25 <= (pairs[0][1].day - pairs[0][0].day).days <= 800:
                first, last = pairs[0]
                at = hit.match.start()
                if is_planned(hit.leaf, at, at + last.end):
                    continue
                yield from span_facts(
                    (moved(first, at), moved(last, at), hit.leaf), "period_start", "period_end", confidence
                )
                return
    for leaf in front[:3]:
        for first, last in dates.periods(leaf.flat[:2500], day_first=day_first):
            if 25 <= (last.day - first.day).days <= 800 and not is_planned(leaf, first.start, last.end):
                yield from span_facts((first, last, leaf), "period_start", "period_end", 0.8)
                return
    for hit in view.near(("as of ", "as at ", " at "), _AS_OF, after=60, leaves=front):
        found = dates.find_days(hit[0], day_first=day_first)
        if found and (not as_of_words or any(word in hit.before(500).lower() for word in as_of_words)):
            start = hit.match.start()
            yield fact("as_of_date", found[0].iso, hit.leaf.mark(start, start + found[0].end), confidence=0.9)
            return


def moved(found: dates.Found, by: int) -> dates.Found:
    """The same day in a text that begins `by` characters earlier."""
    return dates.Found(found.day, found.start + by, found.end + by, found.is_month)
