"""Lists of subprocessors: who they are, what for, where; from tables, from lists of points, from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, takewhile

from muniment.judging.facts import notices, promises, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.listed_processors import Listed, listed
from muniment.judging.facts.names import LEGAL_FORM, NAME, ORGANISATION, PARTY, is_blank, tidy
from muniment.judging.facts.placed_lists import placed_tables
from muniment.judging.facts.printed_lists import printed_names
from muniment.judging.facts.processor_columns import COLUMNS, OF_PAST, PROCESSOR, SURELY
from muniment.judging.facts.records import Table, clean, is_whole, tables
from muniment.judging.facts.versions import labelled_version, set_off_version
from muniment.judging.facts.view import Leaf, Line, Mark, Sentence, View
from muniment.judging.model import Fact
from muniment.reading.model import PageKind

_VERBS = (
    "uses ", "use ", "engages ", "engage ", "relies on ", "rely on ", "employs ", "nutzt ", "nutzen ", "setzt ",
    "utilise ", "utilisons ", "fait appel ", "utiliza ", "utilizza ", "gebruikt ", "recurre a ",
)  # fmt: skip
_FOR = rf"(?:{vocabulary.alternatives('for')}|to provide|zum?r?)"
_USED = re.compile(
    rf"(?<![\w.])(?P<name>{NAME})(?: \([^()]{{2,40}}\))? {_FOR} (?P<purpose>(?!the purposes? of this|example|the "
    rf"avoidance).{{3,120}}?)(?=(?:,|;)? (?:and|und|et|y|e|en|as well as|sowie) {NAME}(?: \([^()]{{2,40}}\))? {_FOR} |"
    rf"[,;] {NAME}(?: \([^()]{{2,40}}\))? {_FOR} |[.;](?: |$)|$)"
)
_POINT = re.compile(
    r"\s*[*•-]\s+(?P<name>\[[^\]]{2,80}\]\([^)]*\)(?: \([^)]{2,40}\))?|\*\*[^*]{2,80}\*\*)"
    r"(?:\s?(?::|–|—)|\s-|[.,]|\s*\(|$)"
)
_OF_PROCESSORS = re.compile(rf"(?i)\b(?:{PROCESSOR})\b|再委託|サブプロセッサ|再受託")
_HEADING = re.compile(
    rf"(?i)(?:(?:annex|appendix|schedule|exhibit|anlage|anhang|annexe|anexo|allegato|bijlage)\s\w{{1,4}}\W{{1,4}}|"
    rf"§?\s?\d+(?:\.\d+)*"
    rf"\.?\s)?(?:list of |liste der |authori[sz]ed |approved |genehmigte )?(?:{PROCESSOR})"
)
"""A heading above the subprocessors of an agreement."""
_NAMED_ASIDE = re.compile(rf"{ORGANISATION.pattern}(?= \()")
"""An organisation ahead of what it does, in brackets."""
MAX_LEAVES = 20
"""Of a list that are looked through."""
MAX_AGREEMENT_LEAVES, MAX_HEAD_WORDS = 40, 6
MIN_POINTS = 2
MAX_ABOVE = 300
"""Characters above a table on paper, in which its heading and a sentence stand."""
_NEEDS = (frozenset({"name", "purpose"}), frozenset({"name", "place"}))
MAX_NAME = 100
_HAS_DIGIT = re.compile(r"\d")
MAX_STATED = 5
MAX_LISTED = 500
"""Names that a fact lists; of more it tells the number."""
_LEAD = re.compile(r"^.*\b(?:uses?|engages?|employs|relies on|rely on|nutzt|nutzen|utilise|utiliza|utilizza|gebruikt) ")


def subprocessor_list(view: View) -> Iterator[Fact]:
    """Names, their number, purposes and places, and how long ahead new ones are told of. A list that a limit cut short
    is not counted, and one that names others than as many as it says has no names."""
    found = list(_of_list_type(view))
    stated = _stated(view)
    named = next((one.value for one in found if one.key == "subprocessors"), None)
    if stated is not None and isinstance(named, tuple) and len(named) != stated.value:
        found = [one for one in found if one.key == "subprocessor_notice"]
    yield from found
    yield from labelled_version(view.front(1))
    yield from set_off_version(view.front(1))
    if stated is not None:
        yield stated


_STATED = re.compile(
    rf"(?i)(?:number of|anzahl(?: der)?|nombre (?:de|des)|n[úu]mero (?:de|di|dei)|aantal|total(?: of| de)?|totale) "
    rf"(?:(?:active|current|aktuelle[rn]?|actuels?) )?(?:{PROCESSOR})(?:(?: \w+){{0,2}}\s?[:=]\s?|\s(?:is |are )?)"
    r"(?P<n>[1-9]\d{0,2})(?![\d.,/-]\d|\w)|(?:再委託先|サブプロセッサー?)(?:の)?(?:数|件数|総数)\s?[:：]?\s?(?P<j>[1-9]\d{0,2})"
)


def _stated(view: View) -> Fact | None:
    """How many there are as a label says it once."""
    told = {
        found["n"] or found["j"]: leaf.mark(*found.span())
        for leaf in view.front(3)
        for found in islice(_STATED.finditer(leaf.flat), MAX_STATED)
    }
    if len(told) != 1:
        return None
    ((number, mark),) = told.items()
    return fact("subprocessors_count", int(number), mark, confidence=0.92, quote_limit=1)


def _of_list_type(view: View) -> Iterator[Fact]:
    yield from promises.subprocessor_notice(view, is_list=True)
    yield from notices.of_subprocessors(view.front(6), is_list=True)
    if not is_whole(view.reading):
        return
    found = [*tables(view.reading, COLUMNS, *_NEEDS), *placed_tables(view.leaves, COLUMNS, *_NEEDS)]
    current = [table for table in found if not OF_PAST.search(f"{table.above} {table.label}")]
    if any(table.rows for table in current):
        yield from _of_tables(current)
        return
    for leaf in view.leaves[:MAX_LEAVES]:
        points = _points(leaf)
        one = listed(leaf, is_list=True) if points else None
        if one and len(one.names) >= len(points):
            yield from _of_list(one, is_list=True)
            return
        if points:
            yield from _of_names([name for name, _ in points], points[0][1], confidence=0.8)
            return
    for leaf in view.leaves[:MAX_LEAVES]:
        one = listed(leaf, is_list=True)
        if one:
            yield from _of_list(one, is_list=True)
            return
    for leaf in view.leaves[:MAX_LEAVES]:
        printed = printed_names(leaf, is_last=leaf is view.leaves[-1])
        if printed:
            yield from _of_names(*printed, confidence=0.8)
            return
    yield from _of_sentences(view)


def of_agreement(view: View) -> Iterator[Fact]:
    """Those whom an agreement names below a heading that says so: in a table, in rows as PDFs leave them, or in the
    sentence behind it."""
    found = [*tables(view.reading, COLUMNS, *_NEEDS), *placed_tables(view.leaves, COLUMNS, *_NEEDS)]
    held = [one for one in found if _is_told_of(one)]
    if held and is_whole(view.reading):
        yield from _of_tables(held)
        return
    for leaf in view.leaves[:MAX_AGREEMENT_LEAVES]:
        one = listed(leaf, is_list=False)
        if one:
            yield from _of_list(one, is_list=False)
            return
    for leaf in view.leaves[:MAX_AGREEMENT_LEAVES]:
        lines = leaf.lines if _OF_PROCESSORS.search(leaf.flat) else ()
        for behind, (heading, first) in enumerate(pairwise(lines), start=2):
            if not _HEADING.fullmatch(heading.text):
                continue
            rows = list(takewhile(_is_row, lines[behind:]))
            is_head = len(rows) >= MIN_POINTS and _is_head(first)
            names = (
                [ORGANISATION.match(line.text) for line in rows] if is_head else [*_NAMED_ASIDE.finditer(first.text)]
            )
            each = _each(name for one in names if one and (name := tidy(one[0])))
            if each:
                mark = leaf.mark_line(rows[0]).to(leaf.mark_line(rows[-1])) if is_head else leaf.mark_line(first)
                yield fact("subprocessors", each, mark, confidence=0.75, quote_limit=1)
                return


def _is_told_of(table: Table) -> bool:
    """Whether the head of a table, or what stands right above it, speaks of subprocessors; where it may mean the
    processor itself, most of those named are organisations."""
    page, start = table.header.page, table.header.start
    above = page.text[max(0, start - MAX_ABOVE) : start] if page.kind is not PageKind.SHEET else table.above
    told = f"{page.label or ''} {above} {' '.join(table.names)}"
    named = [row["name"] for row in table.rows]
    are_organisations = 2 * sum(bool(PARTY.match(name)) for name in named) > len(named)
    return bool(_OF_PROCESSORS.search(told)) and (bool(SURELY.search(told)) or are_organisations)


def _is_row(line: Line) -> bool:
    return bool(ORGANISATION.match(line.text))


def _is_head(line: Line) -> bool:
    """Whether a line is words for columns that only single spaces part, the first for who it is."""
    words = line.text.lower().split()[:MAX_HEAD_WORDS]
    kinds = [{kind for kind, named in COLUMNS.items() if any(one.fullmatch(word) for one in named)} for word in words]
    return bool(kinds) and "name" in kinds[0] and any(kind - {"name"} for kind in kinds[1:])


def _of_tables(found: list[Table]) -> Iterator[Fact]:
    rows = [row for table in found for row in table.rows if row["name"] and not is_blank(row["name"])]
    if any(len(row["name"]) > MAX_NAME for row in rows):
        return
    header = found[0].header
    yield from _of_names([_without_address(row["name"]) for row in rows], header, confidence=0.9)
    for kind, key in (("place", "subprocessor_places"), ("purpose", "subprocessor_purposes")):
        said = _each([row[kind] for row in rows if row[kind] and not is_blank(row[kind])])
        if 0 < len(said) <= MAX_LISTED and all(len(one) <= 300 for one in said):
            yield fact(key, said, header, confidence=0.85, quote_limit=1)


def _without_address(cell: str) -> str:
    """A cell's name up to what it legally is, where an address or a place follows."""
    named = ORGANISATION.match(cell)
    behind = cell[named.end() :] if named else ""
    is_address = behind.startswith((",", ";")) or (
        behind[:1] == " " and behind[:2] != " (" and _HAS_DIGIT.search(behind)
    )
    return named[0] if named and is_address and not LEGAL_FORM.search(behind) else cell


def _of_list(one: Listed, *, is_list: bool) -> Iterator[Fact]:
    sure = 0.8 if one.is_counted else 0.72
    for key, said in (
        ("subprocessors", one.names),
        ("subprocessor_purposes", one.purposes),
        ("subprocessor_places", one.places),
    ):
        if said:
            yield fact(key, said, one.mark, confidence=sure, quote_limit=1)
    if is_list:
        yield fact("subprocessors_count", len(one.names), one.mark, confidence=sure, quote_limit=1)


def _each(values: Iterable[str]) -> tuple[str, ...]:
    """The values, each once, in the order they stand."""
    return tuple(dict.fromkeys(values))


def _of_names(names: list[str], mark: Mark, *, confidence: float) -> Iterator[Fact]:
    each = _each(names)
    if 0 < len(each) <= MAX_LISTED:
        yield fact("subprocessors", each, mark, confidence=confidence, quote_limit=1)
    if each:
        yield fact("subprocessors_count", len(each), mark, confidence=confidence, quote_limit=1)


def _points(leaf: Leaf) -> list[tuple[str, Mark]]:
    """The names that open the points of lists on a page that speaks of subprocessors, with where they stand."""
    if not _OF_PROCESSORS.search(leaf.flat):
        return []
    found: list[tuple[str, Mark]] = []
    at = 0
    for line in leaf.page.text.split("\n"):
        is_point = line[:6].lstrip()[:2] in ("* ", "• ", "- ")
        point = _POINT.match(line[:400]) if is_point else None
        if point:
            found.append((clean(point["name"]), Mark(leaf.page, at + len(line) - len(line.lstrip()), at + len(line))))
        at += len(line) + 1
    return found if len(found) >= MIN_POINTS else []


def _of_sentences(view: View) -> Iterator[Fact]:
    """Those of one sentence that says what each is used for."""
    best: tuple[Sentence, list[re.Match[str]]] | None = None
    for sentence in view.sentences(_VERBS, leaves=view.front(6)):
        lead = _LEAD.match(sentence.text)
        used = list(_USED.finditer(sentence.text, lead.end() if lead else 0))
        if used and (best is None or len(used) > len(best[1])):
            best = sentence, used
    if best is None or len(best[1]) < MIN_POINTS:
        return
    sentence, used = best
    mark = sentence.mark(0, used[-1].end())
    for key, values in (
        ("subprocessors", _each(one["name"] for one in used)),
        ("subprocessor_purposes", _each(one["purpose"] for one in used)),
    ):
        yield fact(key, values, mark, confidence=0.7, quote_limit=700)
    yield fact("subprocessors_count", len({one["name"] for one in used}), mark, confidence=0.7, quote_limit=700)
