"""Limits of covers from a paper's text as one run: what stands between one cover and the next is said of the first.

A sum is for each claim or for the year by the words beside it, else by its place below a head that names both; one that
other words claim (a deductible, a premium, a part of the limit) is none. Two limits of one cover that differ give none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from muniment.judging.facts import cover_words, money, numbers
from muniment.judging.facts.cover_words import (
    AGGREGATE,
    CLAIM,
    ELSE,
    ELSE_BEHIND,
    GENERAL,
    GENERIC,
    LIMIT,
    OTHER,
    TOTAL,
    YEAR,
    Cover,
)
from muniment.judging.facts.covers import OF_EARLIER
from muniment.judging.facts.currencies import Currencies
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

MAX_REACH, MAX_WORDS, MAX_SUMS = 330, 60, 5
"""Characters behind a cover that may tell its sums, characters of words beside one, and sums looked at."""
MAX_HEAD, MAX_ROWS, MAX_TOTAL, MAX_APART, MAX_AHEAD = 170, 24, 20, 90, 120
LEAST = 1_000
MAX_TITLE = 300
_VEHICLES = re.compile(
    r"(?i)\b(?:autom[óo]v\w+|automobil\w*|veh[íi]culos?|véhicules?|veicoli|flotilla|flotte\w*|frota|kfz|"
    r"kraftfahrt\w*|motor|"
    r"motorrijtuig\w*|wagenpark|autos?)\b|自動車"
)
"""In the title of a paper whose liability is that of vehicles."""
"""A limit is not less; 250 is somebody's deductible."""
_SAID, _PLAIN, _SOLE = 0.86, 0.79, 0.72
_DENIED = re.compile(
    r"(?i)\bn\s?[/.]\s?a\b|\b(?:not (?:insured|covered|carried|included)|nil|declined|refused|cancell?ed|lapsed|"
    r"not versichert|"
    r"nicht (?:mit)?versichert|ausgeschlossen|entfällt|néant|exclue?s?|niet verzekerd|uitgesloten|escluso|esclusa|"
    r"no contratad[ao]|excluid[ao]|não contratad[ao]|excluíd[ao]|inclu\w+ (?:in|no|en|dans|within)|meeverzekerd|"
    r"being renewed|will be confirmed)\b"
)
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ)0-9€])\. (?=[A-ZÀ-Þ])(?!Global|Aggregate|General agg|Par an|Per year)")
_CHOICE = re.compile(
    r"(?i)(?<![\w/-])\d[\d.,' ]*(?:[A-Z€£$]{1,3}\s?)?(?:or|oder|ou|to|bis|and|und|et|-)\s*(?:[A-Z]{3}|[€£$])?\s*$"
)
"""Ahead of the second of two sums that are to be chosen from."""
_EARLIER = re.compile(rf"(?i)\b(?:{OF_EARLIER}|no cover)\b[^.;\n]*$")
_AHEAD_DENIES = re.compile(
    r"(?i)\b(?:no|not|without|excluding|excludes|kein\w*|ohne|sans|aucune?|last year'?s?)\s(?:\w+\s){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of a zone with what it is for: `is_claim`, `is_year`, neither where nothing is said."""

    amount: money.Amount
    is_claim: bool
    is_year: bool
    is_said: bool


def limits(view: View, leaves: Sequence[Leaf], currencies: Currencies) -> tuple[list[Fact], set[str]]:
    """(candidates for the limits, the keys of those that the paper gives differently)."""
    told: dict[str, dict[float, Fact]] = {}
    named: set[str] = set()
    denied: set[str] = set()
    by_page = [(leaf, cover_words.covers_in(leaf.flat)) for leaf in leaves if numbers.stated_scale(leaf.flat)]
    is_general = any(one.key not in (OTHER, GENERIC, TOTAL) for _, covers in by_page for one in covers)
    for leaf, covers in by_page:
        named |= {one.key for one in covers}
        denied |= {one.key for one in covers if _DENIED.search(leaf.flat, one.end, one.end + 40)}
        amounts = currencies.amounts(leaf)
        heads = _heads(leaf)
        across, rows = _across(leaf, covers, amounts)
        for made in across:
            told.setdefault(made.key, {}).setdefault(float(str(made.value)), made)
        for place, cover in enumerate(covers):
            if any(start <= cover.start < until for start, until in rows):
                continue
            if cover.key == OTHER or (cover.key == GENERIC and is_general) or _is_of_deductible(leaf, cover):
                continue
            if _AHEAD_DENIES.search(leaf.flat, max(0, cover.start - 30), cover.start):
                continue
            if cover.key == GENERIC:
                of_vehicles = _VEHICLES.search(leaves[0].flat[:MAX_TITLE])
                cover = Cover("limit_automobile" if of_vehicles else GENERAL, cover.start, cover.end)
            end = _own_line(leaf, covers[place + 1], cover.end) if place + 1 < len(covers) else len(leaf.flat)
            for made in _of_zone(leaf, cover, end, amounts, heads):
                told.setdefault(made.key, {}).setdefault(float(str(made.value)), made)
    if not any(key.startswith("limit") for key in told):
        for made in _sole(leaves, named - denied, currencies):
            told.setdefault(made.key, {}).setdefault(float(str(made.value)), made)
    if GENERAL not in told:  # what limits the year for other covers
        told.pop(AGGREGATE, None)
    clear = [one for found in told.values() if len(found) == 1 for one in found.values()]
    unclear = {key for key, found in told.items() if len(found) > 1}
    return clear, unclear | ({AGGREGATE} if GENERAL in unclear and AGGREGATE not in told else set())


def _own_line(leaf: Leaf, cover: Cover, least: int) -> int:
    """Where what is said of a cover begins: with its line, or with its name where its line is said of another, too."""
    at = leaf.mark(cover.start, cover.end).start
    ahead = leaf.plain[leaf.plain.rfind("\n", 0, at) + 1 : at]
    start = cover.start - len(re.sub(r"\s+", " ", ahead.lstrip()))
    return start if start > least and not re.search(r"\d", ahead) else cover.start


def _across(
    leaf: Leaf, covers: Sequence[Cover], amounts: Sequence[money.Amount]
) -> tuple[list[Fact], list[tuple[int, int]]]:
    """(limits of covers that stand beside each other above as many sums, where such rows begin and end)."""
    made: list[Fact] = []
    rows: list[tuple[int, int]] = []
    lines = leaf.lines[: MAX_LINES if len(covers) > 1 and amounts else 0]
    flats = _flat_starts(leaf, lines)
    for place, line in enumerate(lines[:-1]):
        start, until = flats[place], flats[place + 1]
        above = [one for one in covers if start <= one.start < until]
        if len(above) < 2 or re.search(r"\d", line.text) or len(line.text) > MAX_HEAD:
            continue
        end = until + len(" ".join(lines[place + 1].text.split()))
        below = [one for one in amounts if until <= one.start < end]
        if len(below) != len(above) or re.search(r"[^\W\d_]{4,}", lines[place + 1].text):
            continue
        rows.append((start, end))
        ends = [one.start for one in above[1:]] + [until]
        for cover, amount, finish in zip(above, below, ends, strict=True):
            words = leaf.flat[cover.end : finish]
            if cover.key in (OTHER, GENERIC, TOTAL) or ELSE.search(words) or _PER_PERSON.search(words):
                continue
            mark = leaf.mark(start, below[-1].end)
            made.append(fact(cover.key, amount.value, mark, confidence=_PLAIN, quote_limit=1))
    return made, rows


def _is_of_deductible(leaf: Leaf, cover: Cover) -> bool:
    """Whether a line opens with the word for another sum than a limit, and names the cover it is of behind it."""
    start = leaf.mark(cover.start, cover.end).start
    line = leaf.plain[leaf.plain.rfind("\n", 0, start) + 1 : start]
    opens = ELSE.match(line)
    return opens is not None and len(line) - opens.end() < MAX_TOTAL and not re.search(r"\d", line)


MAX_LINES = 200
_PART_OF_LIMIT = re.compile(r"(?i)[\s(\[–-]{1,4}(?:sub-?l[ií]mit|sous-limit|sottolimit)")
"""Behind a cover whose sum is a part of another's limit."""
_PER_PERSON = re.compile(
    r"(?i)per persona|per person|je person|par victime|por (?:persona|pessoa|v[íi]ctima)|per persoon"
)


def _of_zone(
    leaf: Leaf, cover: Cover, end: int, amounts: Sequence[money.Amount], heads: Sequence[tuple[int, int, list[str]]]
) -> Iterator[Fact]:
    own, zone_end = _own_amounts(leaf, cover, end, amounts)
    if not own or _DENIED.search(leaf.flat, cover.end, own[0].start):
        return
    if cover.key == TOTAL and own[0].start - cover.end > MAX_TOTAL:
        return
    if _PART_OF_LIMIT.match(leaf.flat, cover.end):
        return
    if cover.key == TOTAL:
        mark = leaf.mark(cover.start, own[0].end)
        yield fact(AGGREGATE, own[0].value, mark, confidence=_PLAIN, quote_limit=1)
        return
    own_head = next((roles for begin, _, roles in heads if cover.end <= begin < own[0].start), None)
    roles = own_head or next((roles for begin, until, roles in heads if begin <= cover.start < until), None)
    if own_head:
        kept = zip(own, own_head, strict=False)
        sums = [
            Sum(one, role in ("claim", "limit"), role == "year", role != "limit")
            for one, role in kept
            if role != "else"
        ]
    else:
        sums = list(_told(leaf.flat, cover.end, zone_end, own, roles))
    if roles is None and _is_led_to_as_of_year(leaf, cover):
        sums = [one if one.is_said else replace(one, is_year=True, is_said=True) for one in sums]
    yield from _limits_of(
        cover.key, leaf, cover.start, sums, _SAID if roles or any(one.is_said for one in sums) else _PLAIN
    )


def _own_amounts(leaf: Leaf, cover: Cover, end: int, amounts: Sequence[money.Amount]) -> tuple[list[money.Amount], int]:
    """The amounts behind a cover that are its own, and where what is said of it ends."""
    zone_end = min(end, cover.end + MAX_REACH)
    bullet = leaf.flat.find(" • ", cover.end, zone_end)
    zone_end = bullet if bullet >= 0 else zone_end
    first = bisect_left(amounts, cover.end, key=lambda one: one.start)
    own = [one for one in amounts[first : first + MAX_SUMS] if one.end <= zone_end]
    if not own:
        return own, zone_end
    stop = _SENTENCE_END.search(leaf.flat, own[0].end, zone_end)
    zone_end = stop.start() if stop else zone_end
    return [one for one in own if one.end <= zone_end], zone_end


def _is_led_to_as_of_year(leaf: Leaf, cover: Cover) -> bool:
    """Whether the sentence or the line ahead of a cover says that its sums are of a year."""
    sentence = _SENTENCE_END.split(leaf.flat[max(0, cover.start - MAX_AHEAD) : cover.start])[-1]
    at = leaf.mark(cover.start, cover.end).start
    line = leaf.plain[leaf.plain.rfind("\n", 0, at) + 1 : at]
    return any(text and not re.search(r"\d", text) and YEAR.search(text) for text in (sentence, line))


def _told(text: str, start: int, end: int, own: Sequence[money.Amount], roles: list[str] | None) -> Iterator[Sum]:
    """The sums of a zone that may be limits."""
    first = text[max(start, own[0].start - MAX_WORDS) : own[0].start]
    leads = bool(_last_said(first))
    is_said = leads or any(_said_behind(text, one, own, place, end) for place, one in enumerate(own))
    for place, one in enumerate(own):
        begins = own[place - 1].end if place else start
        ahead = text[max(begins, one.start - MAX_WORDS) : one.start]
        behind = text[one.end : min(own[place + 1].start if place + 1 < len(own) else end, one.end + MAX_WORDS)]
        if one.value < LEAST or ELSE_BEHIND.match(behind) or _is_elses(ahead) or _EARLIER.search(ahead):
            continue
        if _CHOICE.search(text, max(0, one.start - 24), one.start):
            continue
        if is_said and leads and roles is None and place + 1 < len(own) and not behind.strip():
            continue  # which of two sums is meant
        if is_said:
            words = ahead if leads else behind
            is_claim, is_year = bool(CLAIM.search(words)), bool(YEAR.search(words))
            if is_claim or is_year or place == 0:
                yield Sum(one, is_claim, is_year, is_claim or is_year)
        elif roles is None:
            if len(own) == 1 or (place == 0 and _is_elses(text[one.end : own[1].start])):
                yield Sum(one, is_claim=False, is_year=False, is_said=False)
        elif place < len(roles) and roles[place] != "else":
            yield Sum(one, roles[place] in ("claim", "limit"), roles[place] == "year", is_said=roles[place] != "limit")


def _is_elses(ahead: str) -> bool:
    """Whether the nearest words ahead of a sum say that it is no limit."""
    told = list(ELSE.finditer(ahead))
    if not told:
        return False
    last = told[-1]
    nearer = [one for pattern in (LIMIT, CLAIM) for one in pattern.finditer(ahead, last.end())]
    return not any(LIMIT.match(ahead, one.start()) for one in nearer)


def _last_said(text: str) -> bool:
    return any(len(text) - one.end() <= 22 for pattern in (CLAIM, YEAR) for one in pattern.finditer(text))


def _said_behind(text: str, one: money.Amount, own: Sequence[money.Amount], place: int, end: int) -> bool:
    behind = text[one.end : min(own[place + 1].start if place + 1 < len(own) else end, one.end + MAX_WORDS)]
    return bool(CLAIM.search(behind) or YEAR.search(behind))


def _limits_of(key: str, leaf: Leaf, start: int, sums: Sequence[Sum], confidence: float) -> Iterator[Fact]:
    plain = next((one for one in sums if not one.is_said), None)
    claim = next((one for one in sums if one.is_claim), plain)
    year = next((one for one in sums if one.is_year), None)
    limit = claim if key == GENERAL else claim or year
    for made, one in ((key, limit), (AGGREGATE if key == GENERAL else "", year)):
        if one is not None and made:
            mark = leaf.mark(min(start, one.amount.start), max(one.amount.end, start + 1))
            yield fact(made, one.amount.value, mark, confidence=confidence, quote_limit=1)


def _sole(leaves: Sequence[Leaf], named: set[str], currencies: Currencies) -> Iterator[Fact]:
    """The limits of a paper that names one kind of cover, beside words for a limit, wherever the two stand."""
    keys = named - {OTHER, GENERIC, TOTAL} or ({GENERAL} if GENERIC in named and OTHER not in named else set())
    if len(keys) != 1:
        return
    (key,) = keys
    for leaf in leaves:
        amounts = currencies.amounts(leaf)
        sums: list[Sum] = []
        starts: list[int] = []
        for word in islice(LIMIT.finditer(leaf.flat), MAX_WORDS):
            first = bisect_left(amounts, word.end(), key=lambda one: one.start)
            own = [one for one in amounts[first : first + 2] if one.start <= word.end() + MAX_APART]
            if not own or _DENIED.search(leaf.flat, word.end(), own[0].start):
                continue
            if _EARLIER.search(leaf.flat, max(0, word.start() - 40), word.start()):
                continue
            end = min(own[-1].end + MAX_WORDS, len(leaf.flat))
            stop = _SENTENCE_END.search(leaf.flat, own[0].end, end)
            end = stop.start() if stop else end
            told = list(_told(leaf.flat, word.start(), end, [one for one in own if one.end <= end], None))
            sums += [one for one in told if one not in sums]
            starts.append(word.start())
        if sums:
            yield from _limits_of(key, leaf, starts[0], sums, _SOLE)
            return


def _heads(leaf: Leaf) -> list[tuple[int, int, list[str]]]:
    """Heads of columns of sums: from where in the flat text to where each holds, and what its columns are."""
    found: list[tuple[int, int, list[str]]] = []
    lines = leaf.lines
    flats = _flat_starts(leaf, lines)
    reached = -1
    for place, line in enumerate(lines):
        if place <= reached or re.search(r"\d", _IN_THOUSANDS.sub("", line.text)) or len(line.text) > MAX_HEAD:
            continue
        if not _roles(line.text):
            continue
        below = list(takewhile(_goes_on, lines[place + 1 : place + 3]))
        roles = _roles(" ".join(one.text for one in (line, *below)))
        if below and len(_roles(line.text)) == 1 and len(own := _roles(below[0].text)) > 1:
            roles = own  # the line above names the table
        if not roles or roles[0] == "else":
            continue
        reached = place + len(below)
        until = min(place + MAX_ROWS, len(lines) - 1)
        found.append((flats[place], flats[until] + len(lines[until].text), roles))
    return [
        (begin, min(until, *(other for other, _, _ in found if other > begin), until), roles)
        for begin, until, roles in found
    ][::-1]


_IN_THOUSANDS = re.compile(r"[($€£ ]'?000s?\b|\b1[.,]000\b")
"""In a head: of figures that are in thousands."""
_AND_YEAR = re.compile(r"\s(?:e|and|et|y|en|und)\s")


def _goes_on(line: Line) -> bool:
    return len(line.text) < MAX_HEAD // 3 and not re.search(r"\d", line.text)


def _flat_starts(leaf: Leaf, lines: Sequence[Line]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(" ".join(line.text.split())) + 1
    return starts


def _roles(text: str) -> list[str]:
    """What the columns of a head are, as far as it names sums, in its order."""
    marks = [(one.start(), one.end(), "else") for one in ELSE.finditer(text)]
    marks += [(one.start(), one.end(), "claim") for one in CLAIM.finditer(text)]
    marks += [(one.start(), one.end(), "year") for one in YEAR.finditer(text)]
    marks += [(one.start(), one.end(), "limit") for one in LIMIT.finditer(text)]
    marks.sort()
    roles: list[str] = []
    reached, last = -1, ""
    for start, end, role in marks:
        if start < reached:
            continue
        is_same = last == "limit" and role != "limit" and start - reached <= 16
        is_same &= not re.search(r"[)\t]", text[max(0, reached) : start])
        is_same |= last == "else" and role in ("claim", "else") and start - reached <= 4
        is_same |= last in ("claim", "year") and role == last
        is_same |= last == "claim" and role == "year" and bool(_AND_YEAR.fullmatch(text[reached:start]))
        if is_same and role != "else":
            roles[-1] = role if last == "limit" else roles[-1]
        elif not is_same:
            roles.append(role)
        else:
            roles[-1] = "else" if last != "limit" else "limit"
            if last == "limit":
                roles.append("else")
        reached, last = end, roles[-1]
    return roles if "claim" in roles or "year" in roles or "limit" in roles else []
