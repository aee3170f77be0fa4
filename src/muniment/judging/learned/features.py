"""What speaks for a document being of a type, as numbers that mean the same for every type.

So the ranker can judge a type of which it saw no document by what the others taught it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muniment.judging import rules
from muniment.judging.learned.artefact import Floats
from muniment.judging.learned.cards import Likeness
from muniment.judging.learned.text import NO_TYPE
from muniment.judging.learned.view import SHAPE, View
from muniment.judging.rules import Said
from muniment.judging.signals import SHAPE as SHAPE_ZONE
from muniment.judging.signals import Signals
from muniment.judging.taxonomy.types import DocumentType
from muniment.judging.zones import Zones

FIRST, OPENING, START = 160, 700, 3_000
"""Characters of the beginning in which a title may stand in running text ("This Acceptable Use Policy outlines")."""

NEVER = 40.0
"""A line this far down, or none."""

_ZONES = {"title": "t", "front": "f", "body": "b", SHAPE_ZONE: "s", "label": "l", "name": "n"}

RULES = (
    *("score", "sum", "t+", "t-", "f+", "f-", "b+", "b-", "s+", "s-", "l+", "n+", "share", "line", "needs"),
    *("in first", "in opening", "in start", "in name", "is about"),
)
GENERAL = frozenset(
    {"other_policy", "commercial_contract", "audit_report", "annual_report", "security_questionnaire"}
    | {"risk_assessment", "fedramp_package_document"}
)
"""Types that take what no special type does."""

OF_DOCUMENT = (
    "sheet",
    "prose",
    "words",
    "pages",
    "recognised",
    "foreign",
    "questions",
    "shall",
    "you",
    "we",
    "tiny",
    "unknown",
    "blanks",
    "blank",
    "guiding",
    "dated",
    "signed",
    "firms",
    "mail",
    "asking",
    "unfilled",
    "bare",
)
_OF_SHAPE = [SHAPE.index(name) for name in OF_DOCUMENT]

NAMES = (
    *RULES,
    *("score gap", "score rank", "title gap", "sum gap"),
    *("text", "text gap", "text none", "text seen", "text family"),
    *("card", "card gap", "card none", "same", "same gap", "same none", "reads", "reads gap", "reads none"),
    *("tells", "tells gap", "tells none"),
    *("about", "about line", "general", "is policy", "is special", "parent card", "child card"),
    *("named in start", "named in opening"),
    *OF_DOCUMENT,
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the features need to know of the types themselves, as arrays in their order."""

    slugs: tuple[str, ...]
    general: Floats
    policy: Floats
    parent: tuple[int, ...]

    @staticmethod
    def of(types: Sequence[DocumentType]) -> Kinds:
        """For these types."""
        slugs = tuple(one.slug for one in types)
        return Kinds(
            slugs,
            np.array([slug in GENERAL for slug in slugs], np.float32),
            np.array([one.category == "policy" for one in types], np.float32),
            tuple(slugs.index(one.parent) if one.parent in slugs else -1 for one in types),
        )


def of_rules(signals: Signals, said: Said, parts: Zones, kinds: Kinds) -> Floats:
    """Types x RULES: what the rules say, zone by zone."""
    table = np.zeros((len(kinds.slugs), len(RULES)), np.float32)
    column = {name: at for at, name in enumerate(RULES)}
    table[:, column["line"]] = NEVER
    row = {slug: at for at, slug in enumerate(kinds.slugs)}
    for entry in signals.entries:
        numbers = table[row[entry.slug]]
        numbers[column["score"]] = said.scores[entry.slug].value
        numbers[column["is about"]] = said.scores[entry.slug].is_about
        hits = said.hits.get(entry.slug, ())
        for hit in hits:
            numbers[column["sum"]] += hit.weight
            zone = _ZONES[hit.signal.zone] + ("+" if hit.weight > 0 else "-")
            if zone in column:
                numbers[column[zone]] += hit.weight
            if hit.signal.zone == "title" and hit.weight > 0 and hit.signal.weight >= rules.TITLE_WEIGHT:
                share, line = column["share"], column["line"]
                numbers[share] = max(numbers[share], hit.weight / hit.signal.weight)
                numbers[line] = min(numbers[line], hit.line or 0)
        met = {hit.signal.name for hit in hits if hit.weight >= rules.MIN_SHARE * hit.signal.weight}
        needs = [bool(met & set(group)) for group in entry.needs]
        numbers[column["needs"]] = sum(needs) / max(1, len(needs))
    start = _start(parts)
    for zone, longest in (("start", _longest(signals, start)), ("name", _longest(signals, parts.name))):
        for slug, spans in longest.items():
            if zone == "name":
                table[row[slug], column["in name"]] = max(end - begin for begin, end in spans)
                continue
            for name, limit in (("in first", FIRST), ("in opening", OPENING), ("in start", START)):
                inside = [end - begin for begin, end in spans if end <= limit]
                table[row[slug], column[name]] = max(inside, default=0)
    return table


def _start(parts: Zones) -> str:
    texts, size = [], 0
    for page in parts.pages[:8]:
        if size >= START:
            break
        texts.append(page.folded[: START - size])
        size += len(texts[-1])
    return "".join(texts)


def _longest(signals: Signals, folded: str) -> Mapping[str, list[tuple[int, int]]]:
    """Where wordings that name a type stand in a text, by type."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for signal, span, _ in rules.all_matches(signals, "title", folded, patterns_within=OPENING):
        if signal.weight >= rules.TITLE_WEIGHT and signal.slug:
            spans.setdefault(signal.slug, []).append(span)
    return spans


def pairs(of_rules: Floats, text: Mapping[str, float], like: Likeness, said: Said, seen: View, kinds: Kinds) -> Floats:
    """Types x NAMES. `text`: the text model's probability of each class."""
    count = len(kinds.slugs)
    score, total = of_rules[:, RULES.index("score")], of_rules[:, RULES.index("sum")]
    none = np.log(max(text.get(NO_TYPE, 0.0), 1e-5))
    words = np.log(np.maximum([text.get(slug, 0.0) for slug in kinds.slugs], 1e-5)).astype(np.float32)
    is_known = np.array([slug in text for slug in kinds.slugs], np.float32)
    policies = sum(text.get(slug, 0.0) for slug, is_one in zip(kinds.slugs, kinds.policy, strict=True) if is_one)
    cards, reads = like.titles[:count], like.reads[:count]
    children = [[other for other, above in enumerate(kinds.parent) if above == at] for at in range(count)]
    columns: Iterable[Floats | float] = (
        *of_rules.T,
        _gap(score),
        np.argsort(np.argsort(-score, kind="stable"), kind="stable").astype(np.float32),
        _gap(of_rules[:, RULES.index("t+")]),
        _gap(total),
        words,
        _gap(np.append(words, none))[:count],
        float(none),
        is_known,
        np.where(kinds.policy > 0, policies, 1 - policies),
        cards,
        _gap(cards),
        like.titles[count],
        like.same[:count],
        _gap(like.same[:count]),
        like.same[count],
        reads,
        _gap(reads),
        like.reads[count],
        like.tells[:count],
        _gap(like.tells[:count]),
        like.tells[count],
        sum(hit.weight for hit in said.about),
        min((hit.line or 0 for hit in said.about), default=NEVER),
        kinds.general,
        kinds.policy,
        np.array([above >= 0 for above in kinds.parent], np.float32),
        np.array([cards[above] if above >= 0 else -1.0 for above in kinds.parent], np.float32),
        np.array([cards[below].max() if below else -1.0 for below in children], np.float32),
        float((of_rules[:, RULES.index("in start")] > 0).sum()),
        float((of_rules[:, RULES.index("in opening")] > 0).sum()),
        *seen.shape[_OF_SHAPE],
    )
    return np.stack([np.broadcast_to(np.asarray(one, np.float32), (count,)) for one in columns], axis=1)


def _gap(values: Floats) -> Floats:
    """Of the best: its lead over the second; of the others: how far they are behind the best."""
    second, best = np.sort(values)[-2:]
    return np.asarray(np.where(values >= best, values - second, values - best), np.float32)


def candidates(features: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The types worth asking about: the best by rules, text and cards, some ten."""
    chosen: set[int] = set()
    for name, count in (
        ("score", 3),
        ("sum", 3),
        ("text", 4),
        ("card", 4),
        ("same", 3),
        ("reads", 2),
        ("tells", 2),
        ("in opening", 2),
    ):
        chosen.update(np.argsort(-features[:, NAMES.index(name)], kind="stable")[:count].tolist())
    named = features[:, NAMES.index("in name")]
    if named.max() > 0:
        chosen.add(int(named.argmax()))
    return np.array(sorted(chosen))
