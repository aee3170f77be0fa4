"""Subprocessors in lists that are no tables: a name with labels below it, points "Name – purpose – place", and
sentences "authorised are A (purpose, place) and B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from muniment.judging.facts import vocabulary
from muniment.judging.facts.names import CAPITAL, NAME, PARTY, is_blank, tidy
from muniment.judging.facts.printed_lists import COUNTRIES
from muniment.judging.facts.processor_columns import COLUMNS, FORMER, SURELY
from muniment.judging.facts.view import Leaf, Line, Mark

MAX_ENTRIES = 100
MAX_ENTRY_LINES = 9
MAX_LIST_CHARACTERS = 6_000
MAX_NAME_WORDS = 9
MAX_ABOVE = 250
"""Characters above an entry in which its heading or the one before ends."""
_LABEL = re.compile(rf"(?P<label>[{CAPITAL}][\w'’/-]*(?: [\w'’/-]+){{0,3}}?)\s?:\s+(?P<value>\S.*)")
_BARE_LABEL = re.compile(rf"(?P<label>[{CAPITAL}][\w'’-]+)\s+(?P<value>\S.*)")
_NUMBER = re.compile(r"(?:\d{1,3}[.)]|[a-z]\)|[•▪●○*–—-]|#{1,4})\s+")
_PARTED = re.compile(r"\s+[–—|·-]\s+|\s?:\s+|\s*;\s+")
_ASIDE = re.compile(r"\s?\((?P<aside>[^()]{2,90})\)")
_PLACED = re.compile(
    rf"(?P<what>.{{3,90}}?),? (?:servers? |data ?cent(?:er|re)s? |gehostet |hébergée?s? )?(?:in|à|en|em|a|te|im|aus|"
    rf"from|"
    rf"presso) (?P<where>[{CAPITAL}][\w'’.-]+(?:(?:,? (?:en|and|und|et|y|e) |,? )[{CAPITAL}][\w'’.-]+){{0,4}})"
)
_PLACE = re.compile(
    rf"[{CAPITAL}][\w'’.-]+(?:[ -](?:(?:de|do|da|di|del|la|le|les|am|an der|of|the|aan den|sur|"
    rf"upon) )?[{CAPITAL}][\w'’.-]*){{0,3}}"
    rf"(?:(?:,| /|/| \()\s?[{CAPITAL}][\w'’. -]{{1,30}}\)?)?"
)
_COUNTRY = re.compile(rf"(?:^|[\s,/(])(?:{COUNTRIES})\)?$")
_CUE = re.compile(
    r"(?i)\b(?:authori[sz]ed?|approved|current(?:ly)?|engages?d?|lists?\b|listed|uses?d?|following|present(?:ly)?|"
    r"at (?:the date|signature)|"
    r"are\b|genehmigt|zugestimmt|herangezogen|eingesetzt|eingeschaltet|beauftragt|derzeit|aktuell|sind|setzt|"
    r"autoris\w+|agréé\w*|"
    r"actuel\w*|recour\w*|fait appel|autorizad\w+|autoriza\w*|vigentes?|actual\w*|aprobad\w+|intervienen|son\b|"
    r"autorizzat\w+|"
    r"attual\w+|approvat\w+|si avvale|sono\b|aprovad\w+|atua\w+|s[ãa]o\b|utiliza\w*|goedgekeurd\w*|toegestaan|"
    r"ingeschakeld|"
    r"schakelt|momenteel|zijn\b|toestemming)"
)
_NOT_NOW = re.compile(rf"{FORMER.pattern}|(?i:\b(?:no other|keine weiteren|aucun autre|nessun altro|nenhum)\b)")
_AND = r"(?:,|;|,? (?:and|und|sowie|et|ainsi que|y|e|ed|nonché|bem como|en|as well as))"
_ARTICLE = r"(?:the |die |der |das |den |la |le |l['’]|il |lo |a |o |de |het |el |an die |an den )?"
_NEXT = re.compile(rf"\s?{_AND}\s{_ARTICLE}(?=[{CAPITAL}])")
_ONE = re.compile(NAME)
_BARE = re.compile(NAME.removesuffix(r"(?:\s?\([A-Z][A-Za-z. ]{1,20}\))?"))
"""A name without what brackets behind it say."""
_ASIDE_AHEAD = re.compile(rf"{_BARE.pattern} \([^()]{{2,90}}\),? (?:and|und|sowie|et|y|e|ed|en|as well as)? ?")
_SEAT = re.compile(
    rf"(?:,| in| à| en| em| te) (?P<where>{_PLACE.pattern})(?=,? (?:\(|(?:{vocabulary.alternatives('for')}) ))"
)
_WHAT_FOR = re.compile(
    rf",? (?:{vocabulary.alternatives('for')}) (?:the |die |den |das |l['’]|la |le |les |el |il |lo |a |o |het |de )?"
    rf"(?P<what>[^\W\d][^,;.()]{{2,70}}?)(?=,? (?:and|und|sowie|et|y|e|ed|en) {_ARTICLE}[{CAPITAL}]|[,;] [{CAPITAL}]|"
    rf" \(|[.;](?: |$))"
)
_LINK = re.compile(r"\[([^\]]{2,80})\]\([^)]{0,200}\)")
_APART = re.compile(
    r"\s*[*•-]\s+(?:\*\*)?(?:\[(?P<linked>[^\]]{2,80})\]\([^)]{0,200}\)|"
    r"\*\*(?P<bold>[^*]{2,80})\*\*)(?:\*\*)?"
)
"""A name that opens a point of Markdown as a link or in bold."""
MAX_POINT = 260
_BETWEEN = re.compile(r"(?i)\b(?:between|zwischen|entre|tra|fra|tussen)\b")
MAX_MENTIONS, MAX_SENTENCE, MAX_AHEAD = 40, 900, 260
"""Of subprocessors on a page; characters of a sentence that lists them, and of those ahead of the first name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Whom a list names, what for and where as far as it says, and its place."""

    names: tuple[str, ...]
    purposes: tuple[str, ...]
    places: tuple[str, ...]
    mark: Mark
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a list: whom it names, what for, where, and from where to where on its page."""

    name: str
    purpose: str
    place: str
    start: int
    end: int


def listed(leaf: Leaf, *, is_list: bool) -> Listed | None:
    """The subprocessors of a page in entries with labels, in points, or in a sentence; of an agreement behind a heading
    or words that speak of them."""
    if not is_list and not SURELY.search(leaf.flat):
        return None
    for read in (_tiles, _points, _pairs):
        entries = list(islice(read(leaf, is_list=is_list), MAX_ENTRIES))
        if len(entries) > 1:
            return _whole(leaf, entries, is_counted=True)
    named = _in_sentence(leaf)
    return _whole(leaf, named, is_counted=False) if named else None


def _whole(leaf: Leaf, entries: Sequence[Entry], *, is_counted: bool) -> Listed | None:
    mark = Mark(leaf.page, min(one.start for one in entries), max(one.end for one in entries))
    if mark.end - mark.start > MAX_LIST_CHARACTERS:
        return None
    texts = ([one.name for one in entries], [one.purpose for one in entries], [one.place for one in entries])
    names, purposes, places = (tuple(dict.fromkeys(text for text in said if text)) for said in texts)
    return Listed(names, purposes, places, mark, is_counted)


def _kind(label: str) -> str | None:
    low = " ".join(label.split()).lower()
    return next((kind for kind, named in COLUMNS.items() if any(one.fullmatch(low) for one in named)), None)


def _labelled(line: str) -> tuple[str, str] | None:
    """The kind and the value of a line that a label of a column opens, with a colon or without."""
    marked = _NUMBER.match(line)
    line = " ".join(line[marked.end() if marked else 0 :].split())
    for pattern in (_LABEL, _BARE_LABEL):
        found = pattern.match(line)
        if found and (kind := _kind(found["label"])) is not None:
            return kind, found["value"].strip()
    return None


def _tiles(leaf: Leaf, *, is_list: bool) -> Iterator[Entry]:
    """Entries of a name on a line and labels on those below it, or behind a label of its own."""
    lines = leaf.lines
    taken, ended = 0, None
    for at in range(len(lines)):
        if at < taken:
            continue
        own = _labelled(lines[at].text)
        name = own[1] if own and own[0] == "name" else _bare_name(lines[at].text)
        if name is None or at + 1 >= len(lines):
            continue
        first = _labelled(lines[at + 1].text)
        if first is None or first[0] == "name":
            continue
        near = leaf.plain[max(0, lines[at].start - MAX_ABOVE) : lines[at].start]
        is_next = ended is not None and lines[at].start - ended <= MAX_ABOVE
        if not is_list and not is_next and not SURELY.search(near):
            continue
        said: dict[str, str] = {}
        end = at
        for number, below in enumerate(lines[at + 1 : at + MAX_ENTRY_LINES], start=at + 1):
            told = _labelled(below.text)
            if told is None and end < number - 1:
                break
            if told is None:
                continue
            if told[0] == "name" or told[0] in said:
                break
            said[told[0]], end = told[1], number
        if said:
            taken, ended = end + 1, lines[end].end
            yield Entry(name, said.get("purpose", ""), said.get("place", ""), lines[at].start, lines[end].end)


def _pairs(leaf: Leaf, *, is_list: bool) -> Iterator[Entry]:
    """Organisations alone on lines, each with a line behind it that says what for, and where."""
    lines = leaf.lines
    at = 0
    while at + 3 < len(lines):
        run: list[Entry] = []
        first = at
        while at + 1 < len(lines) and _is_alone(lines[at].text) and not _is_alone(lines[at + 1].text):
            said = lines[at + 1].text
            if len(said) > 120 or said.endswith(":") or _NUMBER.match(said):
                break
            what, where = _told([part for part in _PARTED.split(said.rstrip(".")) if part], swapped=False)
            run.append(Entry(lines[at].text, what, where, lines[at].start, lines[at + 1].end))
            at += 2
        above = leaf.plain[max(0, lines[first].start - 160) : lines[first].start]
        if len(run) > 1 and (SURELY.search(above) or (is_list and first < 12)) and not _NOT_NOW.search(above[-90:]):
            yield from run
            return
        at = max(at, first + 1)


def _is_alone(line: str) -> bool:
    return bool(PARTY.fullmatch(line))


def _bare_name(line: str) -> str | None:
    """The name that a line is, behind a number or a mark of a point; None for a sentence or a label."""
    opened = _NUMBER.match(line)
    text = _LINK.sub(r"\1", " ".join(line[opened.end() if opened else 0 :].split()))
    if not 2 < len(text) <= 100 or len(text.split()) > MAX_NAME_WORDS or text.endswith((":", ";", "?")):
        return None
    party = PARTY.match(text)
    is_name = (party is not None and len(text) - party.end() <= 30) or (opened and _ONE.fullmatch(text))
    return text if is_name and not is_blank(text) else None


def _points(leaf: Leaf, *, is_list: bool) -> Iterator[Entry]:
    """Lines under each other that an organisation opens, with what it does behind a dash, a colon or in brackets."""
    lines = leaf.lines
    at = 0
    while at < len(lines):
        run: list[tuple[Line, str, Line]] = []
        while at < len(lines) and len(run) < MAX_ENTRIES:
            raw = leaf.page.text[lines[at].start : lines[at].start + MAX_POINT]
            opened = _opened(lines[at].text, raw)
            if opened is not None:
                run.append((lines[at], opened, lines[at]))
            elif run and len(run[-1][1]) <= MAX_POINT and _goes_on(lines[at].text, run[-1][1]):
                first, text, _ = run[-1]
                run[-1] = first, f"{text} {lines[at].text}", lines[at]
            else:
                break
            at += 1
        at += 1
        if len(run) < 2:
            continue
        above = leaf.plain[max(0, run[0][0].start - 400) : run[0][0].start]
        if (not is_list and not SURELY.search(above)) or _NOT_NOW.search(above[-120:]):
            continue
        parted = [_pieces(text) for _, text, _ in run]
        if any(one is None for one in parted):
            continue
        pieces = [one for one in parted if one is not None]
        swapped = _places_first(pieces)
        for (first, _, last), (name, said) in zip(run, pieces, strict=True):
            purpose, place = _told(said, swapped=swapped)
            yield Entry(name, purpose, place, first.start, last.end)
        return


def _opened(line: str, raw: str) -> str | None:
    """A line without its mark, where a party opens it, or a name that is set apart by links or stars in `raw`, and
    something parts what is said of it; what parts it from such a name is a dash."""
    if len(line) > MAX_POINT:
        return None
    mark = _NUMBER.match(line)
    apart = _APART.match(raw) if mark else None
    if apart:
        name = " ".join((apart["linked"] or apart["bold"]).split())
        behind = raw[apart.end() :].split("\n")[0].strip(" *")
        parted = re.match(r"[–—|:;·,-]\s*", behind)
        return f"{name} – {behind[parted.end() :] if parted else behind}"
    text = " ".join(line[mark.end() if mark else 0 :].split())
    party = PARTY.match(text)
    if party is None:
        return None
    behind = text[party.end() :]
    return text if re.match(r"\s?(?:\(|[–—|:;-]\s|·|,\s)", behind) else None


def _goes_on(line: str, held: str) -> bool:
    """Whether a line is the rest of a point that the width of the page broke."""
    return (
        len(line) <= 80
        and (line[:1].islower() or line[:1] in "–—-(" or held.endswith((",", "–", "-")))
        and not (line.endswith(":"))
    )


def _pieces(text: str) -> tuple[str, list[str]] | None:
    """The name that opens a point, and the pieces of what is said of it."""
    party = PARTY.match(text)
    apart = text.partition(" – ")
    if party is None and not apart[1]:
        return None
    name, behind = (party[0], text[party.end() :]) if party else (apart[0], apart[2])
    behind = behind.strip().rstrip(".;,")
    short = re.match(r"\((?:[A-Z][\w .&]{1,20}|„[^“]+“|\"[^\"]+\")\)(?=\s?[–—|:-]\s)", behind)
    if short:
        behind = behind[short.end() :].strip()
    aside = _ASIDE.fullmatch(behind)
    said = aside["aside"] if aside else re.sub(r"^[–—|:;·,-]\s*", "", behind)
    parts = [part.strip() for part in _PARTED.split(said) if part.strip()]
    if len(parts) == 1 and (inner := _ASIDE.search(parts[0])) and inner.end() == len(parts[0]):
        parts = [parts[0][: inner.start()].strip(), inner["aside"]]
    if len(parts) == 1 and ", " in parts[0]:
        what, _, where = parts[0].partition(", ")
        last = parts[0].rpartition(", ")
        if _PLACE.fullmatch(where) and not _PLACE.fullmatch(what):
            parts = [what, where]
        elif _PLACE.fullmatch(last[2]):
            parts = [last[0], last[2]]
    return name, [part for part in parts if part]


def _places_first(pieces: Sequence[tuple[str, list[str]]]) -> bool:
    """Whether the places stand ahead of the purposes in all points."""
    two = [said for _, said in pieces if len(said) > 1]
    return bool(two) and all(_is_place(said[0]) and not _COUNTRY.search(said[1]) for said in two) and not all(
        _is_place(said[1]) for said in two
    )  # fmt: skip


def _is_place(text: str) -> bool:
    return bool(_PLACE.fullmatch(text))


def _told(said: Sequence[str], *, swapped: bool) -> tuple[str, str]:
    """What for and where, of the pieces of a point."""
    if not said:
        return "", ""
    if len(said) == 1:
        both = _PLACED.fullmatch(said[0])
        if both:
            return both["what"], both["where"]
        return ("", said[0]) if _COUNTRY.search(said[0]) and _is_place(said[0]) else (said[0], "")
    first, second = (said[1], said[0]) if swapped else (said[0], said[1])
    return (first, second) if _is_place(second) else (first, "")


def _in_sentence(leaf: Leaf) -> list[Entry]:
    """The organisations that a sentence on subprocessors lists, each with what its brackets say."""
    text = leaf.flat
    for told in islice(SURELY.finditer(text), MAX_MENTIONS):
        end = min(len(text), told.end() + MAX_SENTENCE)
        party = PARTY.search(text, told.end(), end)
        if party is None:
            continue
        aside = _ASIDE_AHEAD.search(text, told.end(), party.start())
        at = aside.start() if aside else party.start()
        cues = list(_CUE.finditer(text, max(0, told.start() - 60), at))
        if at - told.end() > MAX_AHEAD or not cues:
            continue
        behind = text[cues[-1].end() : at]
        opens = max(text.rfind(". ", 0, told.start()) + 1, told.start() - MAX_AHEAD)
        if re.search(r"[.;?] ", behind) or _NOT_NOW.search(text, opens, at) or _BETWEEN.search(behind):
            continue
        found = chain(leaf, at, end)
        if len(found) > 1 or (found and found[0].purpose):
            return found
    return []


def chain(leaf: Leaf, at: int, end: int) -> list[Entry]:
    """Names one after the other, parted by commas and words for "and", each with its brackets; none where one is not
    told apart."""
    text = leaf.flat
    found: list[Entry] = []
    while len(found) < MAX_ENTRIES:
        party = PARTY.match(text, at, end)
        named = party or _BARE.match(text, at, end)
        if named is None:
            break
        whole = named[0] if party else named[0].partition(",")[0]
        name, behind_name = tidy(whole), named.start() + len(whole)
        stop, what, where = _said_behind(text, behind_name, end)
        if not name or (party is None and stop == behind_name):
            return []
        mark = leaf.mark(named.start(), stop)
        found.append(Entry(name, what, where, mark.start, mark.end))
        behind = _NEXT.match(text, stop, end)
        if behind is None:
            break
        at = behind.end()
    return found


def _said_behind(text: str, at: int, end: int) -> tuple[int, str, str]:
    """Where what is said of a name ends, what for and where: in brackets, behind a place or a word such as "for"."""
    seat = _SEAT.match(text, at, end)
    purpose = _WHAT_FOR.match(text, seat.end() if seat else at, end)
    if purpose:
        at = purpose.end()
        aside = _ASIDE.match(text, at, end)
        where = aside["aside"] if aside and _is_place(aside["aside"]) else seat["where"] if seat else ""
        return aside.end() if aside and where else at, purpose["what"], where
    aside = _ASIDE.match(text, seat.end() if seat else at, end)
    if aside is None:
        return at, "", ""
    what, where = _of_aside(aside["aside"])
    return aside.end(), what, where or (seat["where"] if seat else "")


def _of_aside(aside: str) -> tuple[str, str]:
    """What brackets behind a name say: what for, and where."""
    ahead, comma, last = aside.rpartition(", ")
    if comma and _is_place(last):
        more, _, city = ahead.rpartition(", ")
        if more and _is_place(city) and _COUNTRY.search(last):
            return more, f"{city}, {last}"
        return ahead, last
    first, comma, rest = aside.partition(", ")
    if comma and _is_place(first) and not _is_place(rest):
        return rest, first
    if _COUNTRY.search(aside) and _is_place(aside):
        return "", aside
    both = _PLACED.fullmatch(aside)
    return (both["what"], both["where"]) if both else (aside, "")
