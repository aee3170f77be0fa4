"""When a test took place: labelled, in a span, on one day, or where a sentence tells when it began and ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Leaf, Occurrence, View
from muniment.judging.model import Fact

_ONE_DAY = Labels(
    "(?:date|day) of (?:the )?(?:test(?:ing)?|exercise|drill|assessment|scan)|(?:test|exercise|drill|scan|assessment) "
    "(?:date|day)|(?:tested|exercised|scanned|conducted|performed|held) on|tested",
)
_HELD_ON = re.compile(
    r"(?i)\b(?:tests?|testing|exercise|drill|failover|simulation|walk-?through|assessment) (?:was |were )?(?:held|"
    r"took place|"
    r"conducted|performed|carried out|run|executed)(?: on)? (?P<day>.{6,40})"
)
_SPAN = re.compile(
    r"(?i)(?:\w*zeitraum|période|per[ií]odo|periode|window|conducted|performed|took place|carried out|between|"
    r"from|during|period|testing|commenced|began|"
    r"started|executed|occurred|assessment|fieldwork|engagement|dates?).{0,170}"
)
_SPAN_ANCHORS = (
    "window", "zeitraum", "période", "periodo", "período", "periode", "conducted", "performed", "took place",
    "carried out", "between", "from ", "period", "testing", "commenced", "began", "started", "occurred", "fieldwork",
    "engagement", "date",
)  # fmt: skip
_BEGAN = re.compile(r"(?i)(?:commenced|began|started|kicked off|start(?:ing)?(?: date)?|from)\b.{0,60}")
_ENDED = re.compile(r"(?i)(?:ended|concluded|completed|finished|end(?:ing)?(?: date)?|until|through)\b.{0,50}")
_START_LABEL = Labels(
    r"(?:test(?:ing)?|assessment|engagement|project|audit|scan|exercise|drill|failover|campaign)?\s?"
    r"(?:start(?:ed|s)?|begin|began|launched|commenced)(?: date| time| on)?",
    "testing (?:started|commenced|began)|(?:first|start) day of testing",
    "start of (?:test|testing|assessment)",
)
_END_LABEL = Labels(
    r"(?:test(?:ing)?|assessment|engagement|project|audit|scan|exercise|drill|failover|campaign)?\s?"
    r"(?:end(?:ed|s)?|completion|completed|finish(?:ed)?|closed|concluded|failed back|stood down)(?: date| time| on)?",
    "testing (?:completed|finished|ended|concluded)|last day of testing|date (?:of )?test completed",
    "end of (?:test|testing|assessment)",
)
_OF_TEST = re.compile(r"(?i)\b(?:test(?:ing)?|assessment|engagement|audit|scan)\b")
"""In a label: of what it says the beginning or the end, where the other is not said."""
_OF_RETEST = re.compile(r"(?i)\bre-?test")


def test_dates(view: View) -> Iterator[Fact]:
    """`test_start` and `test_end`: labelled, in a span, else where a sentence tells when testing began and ended."""
    leaves = view.front(10)
    day_first = view.day_first
    labelled = _labelled_days(leaves, view.day_first)
    if labelled:
        yield from labelled
        return
    starts = [
        (found, field.mark)
        for field in _START_LABEL.find(leaves, loose=True)
        for found in dates.find_days(field.value[:40], day_first=day_first)[:1]
    ]
    ends = [
        (found, field.mark)
        for field in _END_LABEL.find(leaves, loose=True)
        for found in dates.find_days(field.value[:40], day_first=day_first)[:1]
    ]
    if starts and ends and starts[0][0].day <= ends[0][0].day:
        yield fact("test_start", starts[0][0].iso, starts[0][1], confidence=0.88)
        yield fact("test_end", ends[0][0].iso, ends[0][1], confidence=0.88)
        return
    spanned = list(_in_span(view, leaves))
    yield from spanned
    if not spanned:
        yield from _on_one_day(view, leaves)
        for key, told in (("test_start", starts), ("test_end", ends)):
            named = [(found, mark) for found, mark in told if _OF_TEST.search(mark.text)]
            if len({found.iso for found, _ in named}) == 1:
                yield fact(key, named[0][0].iso, named[0][1], confidence=0.75)


def _on_one_day(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Both ends of a test that a label says took place on one day."""
    answer = agreed(
        (found[0].iso, field)
        for field in _ONE_DAY.find(leaves[:3], loose=True)
        if len(found := dates.find_days(field.value[:60], day_first=view.day_first)) == 1 and found[0].start < 12
    )
    told = [(answer[0], answer[1].mark)] if answer else []
    for hit in (
        view.near(
            (" held ", " place on", "ducted on", "formed on", " out on", "run on", "cuted on"),
            _HELD_ON,
            before=50,
            after=70,
            leaves=leaves,
        )
        if not answer
        else ()
    ):
        found = dates.find_days(hit["day"], day_first=view.day_first)
        if found and found[0].start < 4 and not _OF_RETEST.search(hit.before(30) + hit[0]):
            end = hit.match.start("day") + found[0].end
            told.append((found[0].iso, hit.leaf.mark(hit.match.start(), end)))
    if len({iso for iso, _ in told}) == 1:
        for key in ("test_start", "test_end"):
            yield fact(key, *told[0], confidence=0.8)


def _in_span(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    day_first = view.day_first
    for hit in view.near(_SPAN_ANCHORS, _SPAN, after=190, leaves=leaves):
        pairs = [
            pair
            for pair in dates.periods(hit[0], day_first=day_first)
            if 0 <= (pair[1].day - pair[0].day).days <= 250 and not _is_of_another(hit, pair[0].start)
        ]
        start = hit.match.start()
        if pairs:
            mark = hit.leaf.mark(start + pairs[0][0].start, start + pairs[0][1].end)
            yield fact("test_start", pairs[0][0].iso, mark, confidence=0.85)
            yield fact("test_end", pairs[0][1].iso, mark, confidence=0.85)
            return
        began, ended = _BEGAN.search(hit[0]), _ENDED.search(hit[0])
        if began and ended and began.start() < ended.start() and not _is_of_another(hit, ended.start()):
            first = dates.find_days(hit[0][began.start() : ended.start()], day_first=day_first)
            last = dates.find_days(ended[0], day_first=day_first)
            if first and last and first[-1].day <= last[0].day:
                mark = hit.leaf.mark(start, start + ended.start() + last[0].end)
                yield fact("test_start", first[-1].iso, mark, confidence=0.85)
                yield fact("test_end", last[0].iso, mark, confidence=0.85)
                return


def _is_of_another(hit: Occurrence, at: int) -> bool:
    """Whether the sentence tells of another test, ahead of a place in what was found."""
    return bool(OF_EARLIER.search(re.split(r"[.;:] ", hit.before(100) + hit[0][:at])[-1]))


def _labelled_days(leaves: tuple[Leaf, ...], day_first: bool | None) -> list[Fact]:
    """Rows of a timetable that put the day first: "July 8, 2019 Testing started"."""
    for leaf in leaves:
        started, ended = None, None
        for line in leaf.lines:
            found = dates.find_days(line.text, day_first=day_first) if len(line.text) < 90 else []
            if len(found) != 1 or found[0].start > 3:
                continue
            rest = line.text[found[0].end :]
            if re.match(
                r"(?i)[\s:|-]*(?:active )?(?:test\w*|assessment|engagement)\s(?:start|beg[iau]n|commenc)", rest
            ):
                started = (found[0], line)
            elif re.match(
                r"(?i)[\s:|-]*(?:active )?(?:test\w*|assessment|engagement)\s(?:complet|end|finish|conclu)", rest
            ):
                ended = (found[0], line)
        if started and ended:
            return [
                fact("test_start", started[0].iso, leaf.mark_line(started[1]), confidence=0.9),
                fact("test_end", ended[0].iso, leaf.mark_line(ended[1]), confidence=0.9),
            ]
    return []
