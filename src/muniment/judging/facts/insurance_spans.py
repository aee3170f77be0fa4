"""When cover begins and ends, by two days that lie whole years apart, or that words between them part: in tables, below
their labels and in sentences of any of the languages read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

MAX_GAP, MAX_AHEAD = 75, 45
"""Characters between the two days, and of the words ahead of the first that may say what it is."""
MAX_YEARS, MOST_DAYS = 10, 3_700
_YEAR_DAYS = 365.25
_SLACK = 3.0
"""Days by which a span of whole years may differ from them, both days counted or one."""
_LEAST_DAYS = 25
_OF_ELSE = re.compile(
    r"(?i)\b(?:retro\w*|r[ée]tro\w*|rückw\w*|inloop\w*|continuity|kontinuit\w*|issued?|ausgestellt\w*|ausstell\w*|"
    r"[ée]mi[st]\w*|emiss\w*|emess\w*|rilasci\w*|expedi\w*|afgegeven|opgemaakt|dated|built|erstzulassung|geburt\w*|"
    r"turnover|umsatz\w*|loss(?:es)?|claims? (?:history|experience)|schadens?verlauf|paid|bezahlt\w*|prämie|prime|"
    r"premi\w+|"
    r"pr[êé]mio|contract (?:dated|date|of)|vertrag vom|contrato de|replaces|quot\w+)\b|遡及|発行|作成"
)
"""Words ahead of a day that is none of the cover's."""
_FROM = re.compile(
    r"(?i)(?:\b(?:from|ab|vom|von|seit|du|à (?:compter|partir|effet) du|dal(?:le)?|dall\S+|del|desde(?: el)?|de|van|"
    r"vanaf|"
    r"met ingang van|das|a partir d[aeo]s?|a contar d[aeo]s?|entre)(?: (?:dem|el|o|le|il|the|ore \d+|as|às|las))?)"
    r"[\s\d:.h]{0,14}$|[:：]\s?$"
)
_TO = re.compile(
    r"(?i)\b(?:to|until|till|through|bis|au|jusqu\S*|al|alle|fino|hasta|até|tot|t/m|und|expir\w+|ends?|ende\w*|"
    r"vence|scad\w+)\b|"
    r"から|[-~〜～]"
)
_COVER = re.compile(
    r"(?i)insur|cover|polic|versicher|deckung|assur|garanti|assicur|polizz|copertur|segur|p[óo]liza|verzeker|"
    r"dekking|polis|保険"
)


def spans(leaves: Sequence[Leaf], *, day_first: bool | None) -> Iterator[Fact]:
    """The two days of the one span that the first pages tell of; nothing where they tell of several."""
    whole: dict[tuple[str, str], Mark] = {}
    worded: dict[tuple[str, str], Mark] = {}
    for leaf in leaves:
        reached = 0
        for first, last in pairwise(dates.find_days(leaf.flat, day_first=day_first)):
            gap = leaf.flat[first.end : last.start]
            days = (last.day - first.day).days
            ahead = leaf.flat[max(reached, first.start - MAX_AHEAD) : first.start]
            reached = first.end
            if len(gap) > MAX_GAP or not _LEAST_DAYS <= days <= MOST_DAYS or _is_of_else(ahead, gap):
                continue
            place = (first.iso, last.iso)
            if _is_whole_years(days):
                whole.setdefault(place, leaf.mark(first.start, last.end))
            elif _FROM.search(ahead) and _TO.search(gap) and _tells_of_cover(leaf, first.start, last.end):
                worded.setdefault(place, leaf.mark(first.start, last.end))
    for found, confidence in ((whole, 0.8), (worded, 0.74)):
        if len(found) == 1:
            (((first_day, last_day), mark),) = found.items()
            yield fact("effective_date", first_day, mark, confidence=confidence)
            yield fact("expiry_date", last_day, mark, confidence=confidence)
        if found:
            return


def _is_of_else(ahead: str, gap: str) -> bool:
    clause = re.split(r"[;]|\. ", ahead)[-1]
    return bool(
        _OF_ELSE.search(clause) or _OF_ELSE.search(gap) or vocabulary.pattern(*vocabulary.EARLIER).search(clause)
    )


def _is_whole_years(days: int) -> bool:
    years = round(days / _YEAR_DAYS)
    return 1 <= years <= MAX_YEARS and abs(days - years * _YEAR_DAYS) <= _SLACK


def _tells_of_cover(leaf: Leaf, start: int, end: int) -> bool:
    return bool(_COVER.search(leaf.flat, max(0, start - 160), end + 60))
