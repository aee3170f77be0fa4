"""Reports on a year or quarter that hold no figures read elsewhere: sustainability, modern slavery, training."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, policies
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_PERIOD = Labels(
    "(?:reporting|report|review|training|survey)? ?period(?: covered)?", "(?:financial|fiscal|reporting) year",
    "berichts?zeitraum|geschäftsjahr", "période(?: de référence)?|exercice", "periodo(?: de referencia)?|ejercicio",
    "periodo(?: di riferimento)?|esercizio",
    "(?:verslag|rapportage)periode|boekjaar", "período(?: de referência)?|exercício",
)  # fmt: skip
FRONT_CHARACTERS = 1_500
"""Of the first page, where a period may stand without its label."""
_ENDED = re.compile(
    r"(?i)\b(?:(?:financial|fiscal|reporting)? ?year|period|quarter) (?:ended|ending)(?: on)? (?P<zone>.{6,24})"
)
MIN_DAYS, MAX_DAYS = 80, 740
"""Of what is reported on: from a quarter to two years, give or take some days."""


def yearly_report(view: View) -> Iterator[Fact]:
    """`period_start` and `period_end`, as a label, the line below the title or a sentence of the first page says."""
    yield from policies.front_matter(view)
    front, day_first = view.front(2), view.day_first
    told = [
        (first, last, field.mark, 0.9)
        for field in _PERIOD.find(front, loose=True)
        for first, last in dates.periods(" ".join(field.mark.text.split()), day_first=day_first)[:1]
    ]
    told.extend(
        (first, last, leaf.mark(first.start, last.end), 0.75)
        for leaf in front[:1]
        for first, last in dates.periods(leaf.flat[:FRONT_CHARACTERS], day_first=day_first)[:1]
    )
    for first, last, mark, confidence in told:
        if MIN_DAYS <= (last.day - first.day).days <= MAX_DAYS:
            yield fact("period_start", first.iso, mark, confidence=confidence, quote_limit=1)
            yield fact("period_end", last.iso, mark, confidence=confidence, quote_limit=1)
    for hit in view.near(("year end", "period end", "quarter end"), _ENDED, before=12, after=50, leaves=front):
        ends = dates.find_days(hit["zone"], day_first=day_first)
        if ends and ends[0].start < 4:
            mark = hit.leaf.mark(hit.match.start(), hit.match.start("zone") + ends[0].end)
            yield fact("period_end", ends[0].iso, mark, confidence=0.85, quote_limit=1)
            return
