"""The date a document bears: of its issue, its version or its last change. For every type, also when none was
named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from muniment.judging.facts import datelines, dates, tables, vocabulary
from muniment.judging.facts.date_words import (
    AS_AT,
    BARE_WORD,
    FORM,
    LABELS,
    LEADS,
    NOT_BEHIND,
    OF_APPROVAL,
    OF_COPY,
    OF_LAW,
    OTHER_DATE,
    REPLACED,
    ROWS_OF_CHANGES,
    SUPERSEDED,
)
from muniment.judging.facts.datelines import PlacedDate
from muniment.judging.facts.keys import FoundFact, fact
from muniment.judging.facts.lone_dates import MAX_AHEAD, alone, at_end, has_one_lone_date, running
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.judging.model import Fact

_WORDED_REACH, _LEADS_REACH = 6_000, 110
"""Characters of a page, and ahead of a date, that are looked at for them."""
_NEVER = re.compile(r"(?!)")


def document_date(view: View, *, never: re.Pattern[str] = _NEVER) -> Iterator[Fact]:
    """The best supported date, at most one: labelled, then alone on a line, then the newest of a version history.

    `never`: labels that date something else in documents of this family.
    """
    front = view.front()
    day_first = view.day_first
    lone = datelines.unless_signed_apart(alone(front[:1], day_first))
    others = _either(never, OF_APPROVAL)
    for confidence, found in (
        (0.95, _labelled(front[:2], day_first, others)),
        (0.9, datelines.of_letter(front[:1], day_first)),
        (0.86 if has_one_lone_date(front[:1], day_first) else 0.79, lone),
        (0.85, running(front, day_first)),
        (0.85, at_end(front[:1], day_first, others)),
        (0.85, datelines.in_segment(front[:1], day_first, never=NOT_BEHIND, unless=OF_APPROVAL)),
        (0.85, _worded(front[:2], day_first, others)),
        (0.8, datelines.on_weekday(front[:1], day_first)),
        (0.84, _signed(front[:2], day_first)),
        (0.77, _labelled(front[:2], day_first, never)),
        (0.77, _worded(front[:2], day_first, never)),
        (0.77, datelines.in_segment(front[:1], day_first, never=NOT_BEHIND, unless=never)),
        (0.77, at_end(front[:1], day_first, never)),
        (0.75, datelines.unless_signed_apart(alone(front[1:3], day_first))),
        (0.7, datelines.newest_of_history(front, day_first)),
        (0.7, datelines.history((*front, *view.leaves[-2:]), day_first)),
        (0.65, _signed(view.leaves[-3:], day_first)),
        (0.62, datelines.latest(datelines.signers(view.leaves[-2:], day_first))),
        (0.6, datelines.below_signature(view.leaves[-2:], day_first)),
        (0.6, datelines.beside_signature(view.leaves, day_first)),
        (0.6, _latest_beside_label(front[:3], day_first)),
    ):
        best = next(found, None)
        if best:
            mark, iso, _ = best
            begin = mark.page.text.rfind("\n", 0, mark.start) + 1
            if mark.start - begin > MAX_AHEAD:
                begin = mark.start
            yield fact("document_date", iso, Mark(mark.page, begin, mark.end), confidence=confidence, quote_limit=1)
            return


@cache
def _either(first: re.Pattern[str], second: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile("(?i)" + "|".join(one.pattern.removeprefix("(?i)") for one in (first, second)))


def _signed(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    placed = datelines.signed_off(leaves, day_first)
    return datelines.latest(datelines.with_signers(placed, leaves, day_first))


def last_signed(view: View) -> Iterator[Fact]:
    """`document_date` of papers that their makers sign first and an auditor later: the latest of the days that stand
    behind places, where there are several."""
    leaves = view.leaves[:MAX_SIGNED_LEAVES]
    placed = [*datelines.signed_off(leaves, view.day_first), *datelines.signers(leaves, view.day_first)]
    placed += datelines.below_auditor(leaves, view.day_first)
    if len({one.iso for one in placed}) > 1:
        for mark, iso, _ in datelines.latest(iter(placed)):
            yield fact("document_date", iso, mark, confidence=0.9, quote_limit=1)


def above_signature(view: View) -> Iterator[Fact]:
    """`document_date` of papers that take effect by a signature: the latest day above a line that says who signed."""
    for mark, iso, _ in datelines.latest(
        datelines.above_signature_label(view.leaves[:MAX_SIGNED_LEAVES], view.day_first)
    ):
        yield fact("document_date", iso, mark, confidence=0.9, quote_limit=1)


MAX_SIGNED_LEAVES = 60
MAX_AS_AT = 6
"""Lines of a list that may say of which day it is."""


def as_at(view: View) -> Iterator[Fact]:
    """`document_date` of a list or register that says alone on one of its first lines as of when it is."""
    for leaf in view.front(1):
        for line in leaf.lines[:MAX_AS_AT]:
            said = AS_AT.fullmatch(line.text)
            found = dates.find(said["day"], day_first=view.day_first) if said else []
            if said and len(found) == 1 and not re.search(r"\w", said["day"][found[0].end :]):
                yield fact("document_date", found[0].iso, leaf.mark_line(line), confidence=0.65, quote_limit=1)


def is_of_copy(found: Fact, day_first: bool | None) -> bool:
    """Whether a `document_date` is the day on which a copy was printed or its form made, as what leads to it says."""
    if found.key != "document_date" or not isinstance(found, FoundFact) or found.mark is None:
        return False
    mark = found.mark
    said = [day for day in dates.find(mark.text[:MAX_SAID], day_first=day_first) if day.iso == found.value]
    ahead = mark.ahead(MAX_AHEAD)
    return bool(said) and all(OF_COPY.search(f"{ahead}{mark.text[: day.start]}".replace("\n", " ")) for day in said)


_OF_ITSELF = frozenset(
    {"version", "owner", "title", "document_date", "approval_date", "effective_date", "next_review_date"}
)
"""What the line of a document's own making tells."""
_LISTS_OTHERS = re.compile(rf"(?i)[\W\d]{{0,8}}(?:{vocabulary.alternatives('related')})\s?[:：|\t]")


def is_of_related(found: Fact) -> bool:
    """Whether the line that tells of a document's own making lists others ("Related: Access Policy v1.9, …")."""
    if found.key not in _OF_ITSELF or not isinstance(found, FoundFact) or found.mark is None:
        return False
    text, start = found.mark.page.text, found.mark.start
    line = text[text.rfind("\n", 0, start + 1) + 1 :][:MAX_AHEAD]
    return _LISTS_OTHERS.match(line) is not None


MAX_SAID = 300
"""Characters around a day in which it is looked for."""


def _labelled(leaves: tuple[Leaf, ...], day_first: bool | None, never: re.Pattern[str]) -> Iterator[PlacedDate]:
    fields = sorted(LABELS.find(leaves, loose=True), key=lambda field: bool(_OF_SCAN.match(field.label)))
    beside_date = {found[0].iso for field in fields if datelines.IS_DATE.fullmatch(field.label)
                   and (found := dates.find(field.value[:60], day_first=day_first))}  # fmt: skip
    for field in fields:
        if len(beside_date) > 1 and datelines.IS_DATE.fullmatch(field.label):
            continue  # of rows, or of those who signed
        is_signature = datelines.IS_DATE.fullmatch(field.label) and not field.mark.text.startswith(field.label)
        if is_signature:
            continue
        found = dates.find(field.value[:60], day_first=day_first)
        if len({one.iso for one in found}) > 1 and datelines.IS_DATE.fullmatch(field.label) and field.is_below:
            continue  # of several who signed
        joint = field.mark.text[len(field.label) : len(field.mark.text) - len(field.value)]
        is_column = joint == " "
        ahead = field.mark.ahead(60)
        if (
            never.search(f"{ahead}{field.label}")
            or OTHER_DATE.search(ahead)
            or SUPERSEDED.search(ahead)
            or FORM.search(f"{ahead}{field.mark.text}")
        ):
            continue
        if field.is_below and ROWS_OF_CHANGES.search(
            field.mark.page.text, max(0, field.mark.start - 120), field.mark.start
        ):
            continue
        ends = bool(found) and _ENDS_PIECE.match(field.value, found[0].end) is not None
        fills_line = ends and not ahead and field.label[0].isupper()
        if not found or (is_column and (found[0].start > 2 or not (" " in field.label or fills_line))):
            continue
        if found[0].start <= 25:
            yield PlacedDate(field.mark, _most_exact(found).iso)


_ENDS_PIECE = re.compile(r"\s*(?:$|[|;·•]|\.(?:\s|$))")
"""Behind a day that is all of what its label is answered by."""
_OF_SCAN = re.compile(r"(?i)scan[ _]")
"""Labels of what a document tells of, which was made of it later where it says when."""
MAX_SIGNED = 4
"""Labels "Date" that those who signed may have; more are a column's."""


def _latest_beside_label(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The latest of the dates beside labels that say no more than "Date"."""
    dated = [
        (found[0].day, field.mark, found[0].iso)
        for field in LABELS.find(leaves, loose=True)
        if datelines.IS_DATE.fullmatch(field.label)
        and (found := dates.find_days(field.value[:40], day_first=day_first))
    ]
    if 1 < len(dated) <= MAX_SIGNED:
        _, mark, iso = max(dated, key=lambda one: one[0])
        yield PlacedDate(mark, iso)


def _most_exact(found: Sequence[dates.Found]) -> dates.Found:
    """The first date; of a month, the day of it that stands behind: "May 2026 (4 May 2026)"."""
    days = (day for day in found[1:2] if found[0].is_month and not day.is_month)
    return next((day for day in days if day.iso.startswith(found[0].iso)), found[0])


def _worded(leaves: tuple[Leaf, ...], day_first: bool | None, never: re.Pattern[str]) -> Iterator[PlacedDate]:
    for leaf in leaves:
        zone = leaf.flat[:_WORDED_REACH]
        for found in dates.find(zone, day_first=day_first):
            before = zone[max(0, found.start - _LEADS_REACH) : found.start]
            match = LEADS.search(before)
            if match is None or never.search(before[max(0, match.start() - 20) :]):
                continue
            mark = leaf.mark(found.start - len(before) + match.start(), found.end)
            text = mark.page.text
            ahead = text[text.rfind("\n", 0, mark.start) + 1 : mark.start][-_LEADS_REACH:]
            if BARE_WORD.match(match[0]) and ahead.strip():
                continue
            if match[0].lower().startswith("effective at") and re.search(r"\w\s*$", ahead):
                continue  # what worked on a day
            if OTHER_DATE.search(ahead) or SUPERSEDED.search(ahead) or OF_LAW.search(ahead):
                continue
            if REPLACED.match(zone, found.end):
                continue
            begin, end = text.rfind("\n", 0, mark.start) + 1, text.find("\n", mark.end)
            line = text[begin : end if end >= 0 else None][:300]
            is_column = "\n" in mark.text and tables.heads_columns(Line(text[begin : mark.end].split("\n")[0], begin))
            is_row = line.count("\t") > 1 or ("\t" in line and match[0].lower().startswith("approved"))
            if not FORM.search(line) and not (is_column or is_row):
                yield PlacedDate(mark, found.iso)
