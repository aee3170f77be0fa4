"""What the rules of the taxonomy say of a document: the signals that are met, and a score a type.

Rules do not decide: their scores, zone by zone, are evidence that the learned judge weighs (`learned/`), and their hits
are receipts. A type's score adds the weights of its signals that are met (`docs/classification.md`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from muniment.judging import zones
from muniment.judging.signals import Entry, Shape, Signal, Signals, load_signals
from muniment.judging.zones import Title, Zones
from muniment.reading.model import PageKind, Reading

ABOUT_LIMIT = -3.0
"""When a title says this loudly that the document is merely about something, no type that minds it is borne out."""

ABOUT_STRONG = -6.0
ABOUT_REACH = 3
"""What calls a document a guide may stand so many lines below its subject's name; weaker words above or in it only."""

MIN_SHARE = 0.55
"""Share of its weight a title signal must have kept to count as a need that is met."""

TITLE_WEIGHT = 4.0
TITLE_SHARE = 0.75
AFTER_TITLE = 0.65
"""Once a line has named a type this clearly, what lines more than one below it name keeps this share."""

OF_A_NAME = frozenset({"ag", "bv", "com", "corp", "gmbh", "inc", "io", "limited", "llc", "ltd", "sa", "spa", "srl"})
"""What follows a name: "Playbook Inc." makes a document no playbook."""

UNPROVEN_CAP = 2.5
"""Highest score of a type whose needs are not met; far below what any threshold passes."""

YIELD_FACTOR = 0.5
"""Share of its score a general type keeps when a more special type it yields to is itself likely."""
YIELD_FLOOR = 5.0

BORNE_OUT = 7.0
"""Score from which a special type takes its parent's place; below, the parent keeps its own. Lower, a policy whose
title alone is special would be named by neither: the parent's score halved, the special one's too low."""


@dataclass(frozen=True, slots=True)
class SignalMatch:
    """A met signal: where its words were first found. `page` is None for names, labels and shapes; `line` counts in
    the title zone only."""

    signal: Signal
    weight: float
    words: str = ""
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A type's score with the hits that made it. `is_about`: the title says that the document is merely about it."""

    slug: str
    value: float
    hits: tuple[SignalMatch, ...]
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say: a score for each type, its hits before anything was taken from them, and the hits that say
    the document is merely about something."""

    scores: Mapping[str, Score]
    hits: Mapping[str, tuple[SignalMatch, ...]]
    about: tuple[SignalMatch, ...]


def say(reading: Reading, parts: Zones) -> Said:
    """What the rules say of a reading, split into its zones."""
    signals = load_signals()
    hits = _hits(signals, parts, reading)
    is_sheet = bool(reading.pages) and reading.pages[0].kind is PageKind.SHEET
    about = [hit for hit in hits.get("", ()) if hit.weight <= ABOUT_LIMIT and not is_sheet]
    raw = {entry.slug: _score(entry, hits.get(entry.slug, ()), about) for entry in signals.entries}
    scores = {entry.slug: _after_yielding(entry, raw, signals.children[entry.slug]) for entry in signals.entries}
    return Said(scores, {slug: tuple(found) for slug, found in hits.items()}, tuple(about))


def rank(reading: Reading, *, name: str) -> list[Score]:
    """Every type's score, best first."""
    said = say(reading, zones.split(reading, name=name))
    return sorted(said.scores.values(), key=lambda score: -score.value)


def _score(entry: Entry, hits: Iterable[SignalMatch], about: Iterable[SignalMatch]) -> Score:
    met = {hit.signal.name: hit for hit in hits if hit.weight >= MIN_SHARE * hit.signal.weight}
    title_line = min((hit.line for hit in met.values() if hit.line is not None and hit.weight > 0), default=None)
    found = sorted((hit for hit in hits if not _comes_late(hit, title_line)), key=lambda hit: -hit.weight)
    value = sum(hit.weight for hit in found)
    is_about = not entry.may_be_about and any(
        title_line is None or (hit.line or 0) <= title_line + (ABOUT_REACH if hit.signal.weight <= ABOUT_STRONG else 0)
        for hit in about
    )
    if is_about or not all(met.keys() & group for group in entry.needs):
        value = min(value, UNPROVEN_CAP)
    return Score(entry.slug, value, tuple(found), is_about)


def _comes_late(hit: SignalMatch, title_line: int | None) -> bool:
    """Whether what speaks against a type stands below a title that already named it: a heading, not the title."""
    return hit.weight < 0 and hit.line is not None and title_line is not None and hit.line > title_line + 1


def _after_yielding(entry: Entry, raw: Mapping[str, Score], children: frozenset[str]) -> Score:
    own = raw[entry.slug]
    is_outdone = any(raw[slug].value >= YIELD_FLOOR for slug in entry.yields_to) or any(
        raw[slug].value >= BORNE_OUT for slug in children
    )
    if own.value > 0 and is_outdone:
        return replace(own, value=own.value * YIELD_FACTOR)
    return own


def _hits(signals: Signals, parts: Zones, reading: Reading) -> dict[str, list[SignalMatch]]:
    """The hits of each type; under the empty slug those that say the document is about something."""
    gathered: dict[int, SignalMatch] = {}
    counts: dict[int, int] = {}
    for hit in [
        *_title_hits(signals, parts.title),
        *_name_hits(signals, parts.name),
        *_label_hits(signals, parts.labels),
    ]:
        known = gathered.get(hit.signal.index)
        if known is None or abs(hit.weight) > abs(known.weight):
            gathered[hit.signal.index] = hit
            counts[hit.signal.index] = hit.signal.times
    met = {index for index, hit in gathered.items() if counts[index] >= hit.signal.times}
    for position, page in enumerate(parts.pages):
        seen: set[int] = set()
        for zone in ("front", "body") if position < parts.front_count else ("body",):
            for signal, words in _page_matches(signals, zone, page, met=met):
                if signal.index not in seen:
                    seen.add(signal.index)
                    counts[signal.index] = counts.get(signal.index, 0) + 1
                    if counts[signal.index] >= signal.times:
                        met.add(signal.index)
                    gathered.setdefault(signal.index, SignalMatch(signal, signal.weight, words, page.page.number))
    by_slug: dict[str, list[SignalMatch]] = {}
    for index, hit in gathered.items():
        if counts[index] >= hit.signal.times:
            by_slug.setdefault(hit.signal.slug, []).append(hit)
    kinds = frozenset(page.kind.value for page in reading.pages[:50])
    for entry in signals.entries:
        for signal in entry.signals:
            if signal.shape is not None and _fits(signal.shape, parts, reading, kinds):
                by_slug.setdefault(entry.slug, []).append(SignalMatch(signal, signal.weight))
    return by_slug


def _page_matches(
    signals: Signals, zone: str, page: zones.FoldedPage, *, met: Container[int]
) -> Iterator[tuple[Signal, str]]:
    for signal, (start, end) in signals.matches(zone, page.folded, page.words, but_not=met):
        yield signal, page.folded[start:end]
    if page.squashed is not None:
        yield from signals.matches_squashed(zone, page.squashed)


def _title_hits(signals: Signals, title: Title) -> list[SignalMatch]:
    hits: list[SignalMatch] = []
    for signal, (start, end), _ in _outermost(signals, all_matches(signals, "title", title.folded), title.folded):
        share, line = title.share(start, end, whole=signal.whole)
        if share and not (signal.slug == "" and _is_within_a_name(title.folded[end:])):
            hits.append(
                SignalMatch(signal, signal.weight * share, title.folded[start:end], title.lines[line].page, line)
            )
    first = min((hit.line for hit in hits if hit.line is not None and _is_the_title(hit)), default=None)
    if first is not None:
        hits = [hit if hit.weight < 0 or (hit.line or 0) <= first + 1 else _softened(hit) for hit in hits]
    found = {hit.signal.index for hit in hits}
    for signal, words in signals.matches_squashed("title", title.squashed):
        if signal.index not in found and words[:-1] not in title.folded:
            hits.append(SignalMatch(signal, signal.weight * zones.LOWER, words, title.lines[0].page, 0))
    return hits


def is_titled(signals: Signals, lines: str) -> bool:
    """Whether one of these lines names a type clearly enough to be the title of a document."""
    title = zones.title_of(lines)
    return any(_is_the_title(hit) for hit in _title_hits(signals, title))


def _is_within_a_name(following: str) -> bool:
    """Whether the folded words that follow say that the ones before are somebody's name."""
    return following.split(maxsplit=1)[0] in OF_A_NAME if following.strip() else False


def _is_the_title(hit: SignalMatch) -> bool:
    """Whether a hit is loud enough to say that its line is the document's title, and later ones only headings."""
    return hit.signal.slug != "" and hit.signal.weight >= TITLE_WEIGHT and hit.weight >= TITLE_SHARE * hit.signal.weight


def _softened(hit: SignalMatch) -> SignalMatch:
    return replace(hit, weight=hit.weight * AFTER_TITLE)


def _name_hits(signals: Signals, name: str) -> list[SignalMatch]:
    found = _outermost(signals, all_matches(signals, "name", name), name)
    return [SignalMatch(one.signal, one.signal.weight) for one in found]


def _label_hits(signals: Signals, labels: str) -> list[SignalMatch]:
    return [SignalMatch(one.signal, one.signal.weight) for one in all_matches(signals, "label", labels)]


class Match(NamedTuple):
    """A wording's occurrence in a folded text: its `span`, and the spans in it that it passes over."""

    signal: Signal
    span: tuple[int, int]
    gaps: tuple[tuple[int, int], ...]


def all_matches(signals: Signals, zone: str, folded: str, patterns_within: int | None = None) -> list[Match]:
    """Every occurrence of every wording of the zone in a short text; wordings that are patterns, which cost ten times
    as much, only in the first `patterns_within` characters if that is given."""
    found: list[Match] = []
    words = frozenset(folded.split())
    index = signals.indexes[zone]
    for word in sorted(words & index.keys()):
        for wording, signal in index[word]:
            if not wording.words <= words:
                continue
            within = folded if wording.pattern is None else folded[:patterns_within]
            span = wording.find(within)
            while span is not None:
                found.append(Match(signal, span, wording.gaps(within, span[0])))
                span = wording.find(within, span[1])
    return found


def _outermost(signals: Signals, found: list[Match], folded: str) -> list[Match]:
    """Without matches inside a longer one: "audit report" in "SOC 2 audit report", "plan" in "incident response plan".

    What speaks for a type gives way to a longer match for another type, unless that is below it: what names a cookie
    policy names a privacy policy, too. The longer one must say the words itself: what "environmental ... policy" passes
    over in "environmental security policy" is another subject. A word that speaks against a type gives way to one for
    itself.
    """
    speaking = [one for one in found if one.signal.weight > 0]
    longer = {
        span: {one.signal.slug for one in speaking if _says_more(one, span)} for span in {one.span for one in found}
    }
    return [
        one
        for one in found
        if not (
            longer[one.span] & {one.signal.slug}
            if one.signal.weight < 0
            else _rivals(signals, one.signal, longer[one.span])
        )
        or (one.signal.weight < 0 and " " in folded[slice(*one.span)])
    ]


def _says_more(match: Match, span: tuple[int, int]) -> bool:
    """Whether the match holds the span and more, and passes over nothing of it."""
    (left, right), (start, end) = match.span, span
    return (
        left <= start
        and end <= right
        and right - left > end - start
        and not any(gap_start < end and start < gap_end for gap_start, gap_end in match.gaps)
    )


def _rivals(signals: Signals, signal: Signal, slugs: set[str]) -> set[str]:
    return slugs - {signal.slug} - signals.children.get(signal.slug, frozenset())


def _fits(shape: Shape, parts: Zones, reading: Reading, kinds: frozenset[str]) -> bool:
    pages = reading.page_count or len(reading.pages)
    return (
        (shape.min_pages is None or pages >= shape.min_pages)
        and (shape.max_pages is None or pages <= shape.max_pages)
        and (shape.min_words is None or parts.word_count >= shape.min_words)
        and (shape.max_words is None or parts.word_count <= shape.max_words)
        and (not shape.kinds or bool(kinds & shape.kinds))
        and (shape.media is None or reading.media_type.startswith(shape.media))
        and (shape.max_prose is None or parts.prose_share <= shape.max_prose)
    )
