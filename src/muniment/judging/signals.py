"""The signals of the taxonomy: what speaks for and against each type, compiled from the tables of its entry.

A signal is a group of wordings that mean one thing, a zone to look in and a weight. Wordings are written in a small
pattern language over folded words (see `zones.fold`), which has no unbounded repetition, so that matching stays linear
whatever the text:

    independent service auditor's report      the words in this order; case, punctuation and line breaks do not matter
    soc 2 type (2|ii|two)                     alternatives, of one or more words each
    (annual)? report                          an optional group; `certif(y|ies)` alternatives of a word's end
    findings?  organi[sz]ation                an optional last letter; both spellings
    for the period ... through                up to three words between; `...8` up to eight
    page # of #                               a number

Compiled once a process, lazily: only what judges documents imports this module.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from muniment.judging.taxonomy.types import PACKAGE, EntryError, judging_tables, languages, load_types, with_children
from muniment.judging.zones import fold, squash

TEXT_ZONES = ("title", "front", "body", "label", "name")
SHAPE = "shape"
MAX_LITERALS = 40
"""Variants of a wording searched one by one as plain text; beyond, one regular expression is quicker."""
MIN_SQUASHED = 12
"""Letters a wording needs before it may match text whose spaces were lost; shorter ones stand inside other words."""

UNMISTAKABLE = 12
"""Letters from which a single word may name a type wherever it stands in a title ("Datenschutzerklärung")."""

TITLED_WEIGHT = 6.0
"""Of a title in another language, as of those in entries' signals: the title says so."""

_GAP = "((?: [^ \u00b6]+){{0,{}}}?)"


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: a `literal` of folded text with a space at both ends, or a `pattern` where words may vary.

    `words` must all be on a page before it is searched; `anchors` are the words an index files it under, one of which
    is always there when the wording is.
    """

    words: frozenset[str]
    anchors: tuple[str, ...]
    literal: str | None = None
    pattern: re.Pattern[str] | None = None

    def find(self, folded: str, start: int = 0) -> tuple[int, int] | None:
        """The span of the first occurrence at or after `start` in a folded text, without its outer spaces."""
        if self.literal is not None:
            at = folded.find(self.literal, start)
            return None if at < 0 else (at + 1, at + len(self.literal) - 1)
        assert self.pattern is not None
        match = self.pattern.search(folded, start)
        return None if match is None else (match.start() + 1, match.end() - 1)

    def gaps(self, folded: str, start: int) -> tuple[tuple[int, int], ...]:
        """The spans of words that the occurrence at `start` passes over without naming them."""
        match = None if self.pattern is None else self.pattern.match(folded, start - 1)
        return () if match is None else tuple((left, right) for left, right in match.regs[1:] if right > left)


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds on a document's build; None does not bind. Kinds are `PageKind` values; prose as in `Zones`."""

    min_pages: int | None = None
    max_pages: int | None = None
    min_words: int | None = None
    max_words: int | None = None
    kinds: frozenset[str] = frozenset()
    media: str | None = None
    max_prose: float | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """`weight` is added once when any wording stands in the zone on at least `times` pages (or the shape fits).

    `whole`: in the title zone, only when the line says hardly anything else.
    """

    index: int
    slug: str
    name: str
    zone: str
    weight: float
    times: int
    whole: bool = False
    wordings: tuple[Wording, ...] = ()
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What judges one type. Each group of `needs` must be met by one of its signals, or the score is capped."""

    slug: str
    signals: tuple[Signal, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    yields_to: tuple[str, ...] = ()
    may_be_about: bool = False


@dataclass(frozen=True, slots=True)
class Signals:
    """All signals, and for each text zone an index from a wording's anchor word to (wording, signal).

    `children`: of each slug, those of the types below it; `kin`: those above and below it, and its own.
    """

    entries: tuple[Entry, ...]
    children: Mapping[str, frozenset[str]]
    kin: Mapping[str, frozenset[str]]
    about: tuple[Signal, ...]
    indexes: Mapping[str, Mapping[str, tuple[tuple[Wording, Signal], ...]]] = field(repr=False)
    run_together: Mapping[str, tuple[tuple[str, str, Signal], ...]] = field(repr=False)

    def matches(
        self, zone: str, folded: str, words: frozenset[str], *, but_not: Container[int] = ()
    ) -> Iterator[tuple[Signal, tuple[int, int]]]:
        """Every (signal, span) whose wording stands in this folded text; the first occurrence of each wording.
        `but_not`: the indexes of signals that need no more of them, looked at anew before each search."""
        index = self.indexes[zone]
        for word in sorted(words & index.keys()):  # a set iterates in another order in each process
            for wording, signal in index[word]:
                if signal.index not in but_not and wording.words <= words and (span := wording.find(folded)):
                    yield signal, span

    def matches_squashed(self, zone: str, squashed: str) -> Iterator[tuple[Signal, str]]:
        """As `matches` on text whose word borders are not to be trusted; yields the wording's literal."""
        for letters, literal, signal in self.run_together[zone]:
            if letters in squashed:
                yield signal, literal


def compile_wording(pattern: str) -> list[Wording]:
    """The wordings of a pattern: literals when they are few, else one regular expression.

    Raises ValueError, saying what is wrong.
    """
    items = [_choices(item) for item in _items(pattern.replace("[sz]", "(s|z)"))]
    if not any(all(choice and "\0" not in choice for choice in choices) for choices in items):
        raise ValueError(f"a wording needs one item that is neither optional nor a gap nor a number: {pattern}")
    if math.prod(map(len, items)) <= MAX_LITERALS and not any(
        "\0" in choice for choices in items for choice in choices
    ):
        variants = {" ".join(filter(None, variant)) for variant in itertools.product(*items)}
        return [_literal(variant) for variant in sorted(variants) if variant]
    return [_pattern(items)]


def _literal(text: str) -> Wording:
    words = frozenset(text.split())
    return Wording(words, (max(words, key=_rarity),), literal=f" {text} ")


def _pattern(items: list[list[str]]) -> Wording:
    regex = "".join(
        _GAP.format(choices[0][2:])
        if choices[0].startswith("\0.")
        else f"(?:{'|'.join(_words_regex(choice) for choice in choices if choice)}){'?' if '' in choices else ''}"
        for choices in items
    )
    firm = [choices for choices in items if "" not in choices and "\0" not in "".join(choices)]
    words = frozenset(word for choices in firm if len(choices) == 1 for word in choices[0].split())
    anchors = (max(words, key=_rarity),) if words else tuple(max(c.split(), key=_rarity) for c in min(firm, key=len))
    return Wording(words, tuple(dict.fromkeys(anchors)), pattern=re.compile(f"{regex} "))


def _words_regex(choice: str) -> str:
    return "".join(r" \d+" if word == "\0#" else f" {word}" for word in choice.split())


def _rarity(word: str) -> tuple[int, str]:
    """Longer words are rarer: good enough to pick the word that rules most pages out."""
    return len(word), word


def _items(pattern: str) -> Iterator[str]:
    """The pattern's items: what stands between spaces outside groups. Raises ValueError when groups do not close."""
    depth, item = 0, ""
    for letter in f"{pattern} ":
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            break
        if letter != " " or depth:
            item += letter
        elif item:
            yield item
            item = ""
    if depth:
        raise ValueError(f"a wording's groups must close: {pattern}")


def _choices(item: str) -> list[str]:
    """What one item may stand for, folded: `report|letter`, `certif(y|ies)`, `findings?`, `(annual)?`.

    A gap or a number comes back marked with NUL.
    """
    if item.startswith("..."):
        return [f"\0.{int(item[3:] or 3)}"]
    spelled, _ = _spelled(item, 0)
    folded = (" ".join("\0#" if word == "#" else fold(word).strip() for word in choice.split()) for choice in spelled)
    return list(dict.fromkeys(folded))


def _spelled(text: str, at: int) -> tuple[list[str], int]:
    """All texts that `text` from `at` to the end of its group may stand for, and where that end is."""
    done: list[str] = []
    current = [""]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            done += current
            current = [""]
            at += 1
            continue
        ends, at = _spelled(text, at + 1) if text[at] == "(" else ([text[at]], at)
        at += 1
        if text[at : at + 1] == "?":
            ends = [*ends, ""]
            at += 1
        current = [start + end for start in current for end in ends]
    return done + current, at


@cache
def load_signals() -> Signals:
    """Every type's signals, compiled. Some 300 ms the first time; call it before forking children that judge."""
    entries: list[Entry] = []
    signals: list[Signal] = []
    slugs = [found.slug for found in load_types()]
    for slug in slugs:
        table = judging_tables(slug)
        titled = list(_titled(table.get("card", {})))
        own = list(_compiled(slug, [*table.get("signal", []), *titled], start=len(signals)))
        signals += own
        names = {signal.name for signal in own}
        needs = tuple((*group, *(one["name"] for one in titled)) for group in table.get("needs", {}).get("groups", []))
        yields_to = tuple(table.get("needs", {}).get("yields_to", []))
        if unknown := ({name for group in needs for name in group} - names) | (set(yields_to) - set(slugs)):
            raise EntryError(f"{slug}.toml", f"[needs] names what does not exist: {', '.join(sorted(unknown))}")
        entries.append(
            Entry(slug, tuple(own), needs, yields_to, bool(table.get("needs", {}).get("may_be_about", False)))
        )
    about_table = tomllib.loads((PACKAGE / "about.toml").read_text(encoding="utf-8"))
    about = tuple(_compiled("", about_table["signal"], start=len(signals)))
    every = [*signals, *about]
    lines = {slug: with_children([slug], load_types()) for slug in slugs}
    return Signals(
        entries=tuple(entries),
        children={slug: line - {slug} for slug, line in lines.items()},
        kin={slug: line | {above for above in slugs if slug in lines[above]} for slug, line in lines.items()},
        about=about,
        indexes=_indexes(every),
        run_together=_run_together(every),
    )


def _titled(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Signals out of the card's titles in other languages than English. They meet every need, as the words of the text
    that entries list are English; a short single word must be all that its line says."""
    english = {fold(title).strip() for title in card.get("titles", [])}
    every = dict.fromkeys(fold(title).strip() for one in languages(card).values() for title in one["titles"])
    titles = [title for title in every if title not in english]
    plain = [title for title in titles if " " in title or len(title) >= UNMISTAKABLE]
    short = [title for title in titles if title not in plain]
    for name, wordings, whole in (("titled so", plain, False), ("titled just so", short, True)):
        if wordings:
            yield {"name": name, "zone": "title", "weight": TITLED_WEIGHT, "any": wordings, "whole": whole}


def _compiled(slug: str, tables: Iterable[Mapping[str, Any]], *, start: int) -> Iterator[Signal]:
    for index, table in enumerate(tables, start):
        try:
            zone = table["zone"]
            if zone not in (*TEXT_ZONES, SHAPE):
                raise ValueError(f"unknown zone {zone}")
            wordings = dict.fromkeys(
                wording for pattern in table.get("any", []) for wording in compile_wording(pattern)
            )
            bounds = {key: value for key, value in table.items() if key in Shape.__dataclass_fields__}
            if "kinds" in bounds:
                bounds["kinds"] = frozenset(bounds["kinds"])
            if bool(wordings) == bool(bounds):
                raise ValueError("a signal has either wordings (any) or bounds")
            yield Signal(
                index=index,
                slug=slug,
                name=table["name"],
                zone=zone,
                weight=float(table["weight"]),
                times=int(table.get("times", 1)),
                whole=bool(table.get("whole", False)),
                wordings=tuple(wordings),
                shape=Shape(**bounds) if bounds else None,
            )
        except (KeyError, ValueError, TypeError) as problem:
            raise EntryError(f"{slug or 'about'}.toml", f"signal {table.get('name', index)}: {problem}") from problem


def _indexes(signals: Iterable[Signal]) -> dict[str, dict[str, tuple[tuple[Wording, Signal], ...]]]:
    gathered: dict[str, dict[str, list[tuple[Wording, Signal]]]] = {zone: {} for zone in TEXT_ZONES}
    for signal in signals:
        for wording in signal.wordings:
            for anchor in wording.anchors:
                gathered[signal.zone].setdefault(anchor, []).append((wording, signal))
    return {zone: {anchor: tuple(found) for anchor, found in index.items()} for zone, index in gathered.items()}


def _run_together(signals: Iterable[Signal]) -> dict[str, tuple[tuple[str, str, Signal], ...]]:
    """By zone: the letters of each literal wording long enough to be told without spaces, the literal, its signal."""
    gathered: dict[str, list[tuple[str, str, Signal]]] = {zone: [] for zone in TEXT_ZONES}
    for signal in signals:
        for wording in signal.wordings:
            if wording.literal is not None and len(letters := squash(wording.literal)) >= MIN_SQUASHED:
                gathered[signal.zone].append((letters, wording.literal, signal))
    return {zone: tuple(found) for zone, found in gathered.items()}
