"""Who agrees, where an agreement sets its parties apart from its sentences: beside their roles, in columns, numbered,
on its cover, ahead of what each is called, and beside the signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from muniment.judging.facts import vocabulary
from muniment.judging.facts.japanese import party_lines
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, PARTY
from muniment.judging.facts.naming import holds_another, on_one_line
from muniment.judging.facts.party_names import as_name, is_party, is_role_of_party, party_at, roles_beside
from muniment.judging.facts.tables import cells
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.judging.model import Fact

MAX_LINES_APART, MAX_COVER_LINES, MAX_PARTIES = 14, 16, 4
"""Lines from one role to the next, of the head of a document, and parties of one agreement."""
MAX_LINE_CHARACTERS, MAX_QUOTE = 400, 900
_JOIN = r"(?:–|—|-|/|／|\||&|\+|and|und|et|e|y|en|and between|x)"
_TWO = re.compile(rf"(?P<first>{PARTY.pattern})\s{{1,6}}{_JOIN}\s{{1,6}}(?P<second>{PARTY.pattern})\.?")
_BESIDE = re.compile(rf"(?P<first>{ORGANISATION.pattern})\s+(?P<second>{ORGANISATION.pattern})")
_NUMBERED = re.compile(r"(?:\((?P<n>[1-4])\)|(?P<m>[1-4])[.)])\s*(?P<rest>\S.{3,})")
_FOR = re.compile(
    r"(?i:(?:signed |agreed |executed )?for and on behalf of|(?:signed |executed )?(?:for|by)|p\.\s?p\.|für(?: die|"
    r" den)?|pour(?: la| le)?|"
    r"por(?: la| el)?|pela|pelo|per(?: la)?|voor|namens)\s?:?\s"
)
_DEFINED = re.compile(
    r"\(\s?(?:[^()\"]{0,60}[\s'’(])?[\"']+\s?[^()\"]{2,40}[\"']|"
    r"\((?:the |le |la |l['’]|il |der |die |das |el |o |a |de |het )(?i:(?:%s))(?: [^()]{0,20})?\)"
)
MAX_AHEAD_OF_DEFINITION, MAX_HEAD_CHARACTERS = 420, 4500
_HEADS_PARTIES = re.compile(
    r"(?i)(?:\d+\.?\s)?(?:the )?(?:parties|part[iy]en|vertragsparteien|les parties|partes|las partes|as partes|"
    r"le parti|parti|"
    r"outorgantes|contraenti|contratantes|contractanten)(?: contractantes| contraentes)?\s?[.:]?"
)


def set_apart(view: View) -> Iterator[Fact]:
    """Candidates for `parties`, two names at least, the surest layouts first."""
    front = view.front(3)
    listed = [leaf for leaf in view.leaves[:40] if leaf not in front and _lists_parties(leaf)]
    for leaf in (*front, *listed):
        yield from _of(_beside_roles(leaf), 0.86)
        yield from _of(_below_roles(leaf), 0.84)
        yield from _of(_numbered(leaf), 0.83)
    for leaf in front[:2]:
        yield from _of(_on_cover(leaf), 0.81)
        yield from _of(_ahead_of_definitions(leaf), 0.79)
        yield from _of(party_lines.named(leaf), 0.86)
    for leaf in front[:1]:
        yield from _of(_below_letterhead(leaf), 0.76)
        yield from _of(_in_first_sentence(leaf), 0.73)
    for leaf in (view.leaves[-1], *view.leaves[-3:-1], *view.leaves[:1])[:4] if view.leaves else ():
        yield from _of(_beside_signatures(leaf), 0.74)


_Named = tuple[str, Mark]


def _of(named: Sequence[_Named], confidence: float) -> Iterator[Fact]:
    """The fact where there are two parties or more, close enough to stand in one quote."""
    names = tuple(dict.fromkeys(name for name, _ in named))
    if not 2 <= len(names) <= MAX_PARTIES or holds_another(names):
        return
    mark = Mark(named[0][1].page, min(one.start for _, one in named), max(one.end for _, one in named))
    if mark.end - mark.start <= MAX_QUOTE:
        yield fact("parties", names, mark, confidence=confidence, quote_limit=MAX_QUOTE + 100)


def _lists_parties(leaf: Leaf) -> bool:
    return any(_LIST_OF_PARTIES.search(line.text) for line in leaf.lines[:60])


_LIST_OF_PARTIES = re.compile(
    r"(?i)list of (?:the )?parties|liste des parties|lista d[ei](?:lle|)\s?(?:las )?part[ei]s?|elenco delle parti|"
    r"liste der (?:vertrags)?parteien|lijst van partijen|table 1\W+parties"
)


def _beside_roles(leaf: Leaf) -> list[_Named]:
    """Parties beside or below the names of different roles, in lines near each other."""
    found: list[tuple[int, str, str, Mark]] = []
    for index, line in enumerate(leaf.lines):
        if len(line.text) > MAX_LINE_CHARACTERS:
            continue
        for role, name, mark in _on_line(leaf, index, line):
            near = not found or index - found[-1][0] <= MAX_LINES_APART
            if not near and len({one for _, one, _, _ in found}) < 2:
                found.clear()
            elif not near:
                break
            if role not in {one for _, one, _, _ in found} and name not in {one for _, _, one, _ in found}:
                found.append((index, role, name, mark))
    return [(name, mark) for _, _, name, mark in found[:3]]


def _on_line(leaf: Leaf, index: int, line: Line) -> Iterator[tuple[str, str, Mark]]:
    row = cells(leaf, line)
    if len(row) > 1 and is_role_of_party(row[0].text.strip(" :*")):
        name = party_at(row[1].text)
        if name:
            yield row[0].text.strip(" :*").lower(), name, leaf.mark_line(line)
        return
    if is_role_of_party(line.text.strip(" :*#|")):
        if line.text[:1].isupper() and index + 1 < len(leaf.lines):
            below = leaf.lines[index + 1]
            name = party_at(below.text) if PARTY.match(below.text) or line.text.rstrip().endswith(":") else None
            if name:
                yield line.text.strip(" :*#|").lower(), name, leaf.mark_line(line).to(leaf.mark_line(below))
        return
    places = _apart(line.text)
    for at, place in enumerate(places):
        end = places[at + 1].start() if at + 1 < len(places) else len(line.text)
        text = line.text[place.end() : end]
        is_apart = bool(place["joint"].strip()) or "\t" in place["joint"]
        name = party_at(_whole_line(leaf, index, text) if end == len(line.text) else text)
        is_sure = bool(name and PARTY.match(name))
        opens = not line.text[: place.start()].strip(" \t|*#-•")
        if name and (is_sure or (is_apart and (opens or at)) or (opens and _fills(text, name))):
            yield place["role"].lower(), name, leaf.mark_line(line)


def _apart(text: str) -> list[re.Match[str]]:
    """The roles of a line: those at its head, ahead of a colon or tab, or behind a whole party."""
    kept: list[re.Match[str]] = []
    for place in roles_beside().finditer(text):
        ahead = text[kept[-1].end() if kept else 0 : place.start()].strip(" \t|*#•-")
        opens = not ahead or re.fullmatch(r"\W*(?:\d+[.)])?\W*", ahead)
        if opens or place["joint"].strip() or "\t" in place["joint"] or (kept and PARTY.fullmatch(ahead)):
            kept.append(place)
    return kept


def _fills(text: str, name: str) -> bool:
    """Whether a name is all that a line says behind its role, or its number and address follow."""
    rest = text.strip().removeprefix(name).strip()
    return text.strip().startswith(name) and (not rest or rest[0] in ",(–—")


def _whole_line(leaf: Leaf, index: int, text: str) -> str:
    """A value with the line below, where its name ends only there."""
    if PARTY.match(text) or index + 1 >= len(leaf.lines):
        return text
    below = leaf.lines[index + 1].text
    joined = f"{text.rstrip()} {below}"
    whole = ORGANISATION.match(joined)
    if whole and whole.end() > len(text) and len(below.split()) <= 8 and not ORGANISATION.match(below):
        return joined
    return text


def _below_roles(leaf: Leaf) -> list[_Named]:
    """Parties in the columns below a line of nothing but two or three roles."""
    for index, line in enumerate(leaf.lines[:-1]):
        if not _is_head(line.text):
            continue
        for below in leaf.lines[index + 1 : index + 4]:
            named = list(
                ORGANISATION.finditer(re.sub(r"^(?i:name|nom|nombre|nome|naam|razón social|firma)\s+", "", below.text))
            )
            if len(named) in (2, 3):
                names = [as_name(one[0]) for one in named]
                if all(names):
                    mark = leaf.mark_line(line).to(leaf.mark_line(below))
                    return [(name, mark) for name in names if name]
    return []


def _is_head(text: str) -> bool:
    """Whether a line is two or three roles and nothing else: "Exporter Importer"."""
    bare = re.sub(r"\([^()]*\)", " ", text)
    words = re.split(r"[\s|/]+", bare.strip(" |"))
    if not 2 <= len(words) <= 9 or not text[:1].isupper():
        return False
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        if second[:1].isupper() and is_role_of_party(first) and is_role_of_party(second) and first != second:
            return True
    return False


def _numbered(leaf: Leaf) -> list[_Named]:
    """Parties that are numbered, or each on a line of its own, below a heading that says so."""
    for index, line in enumerate(leaf.lines):
        if not _HEADS_PARTIES.fullmatch(line.text):
            continue
        found: list[_Named] = []
        for below in leaf.lines[index + 1 : index + 14]:
            numbered = _NUMBERED.match(below.text)
            name = party_at(numbered["rest"] if numbered else below.text)
            if name and (numbered or PARTY.match(below.text)):
                found.append((name, leaf.mark_line(below)))
            elif found and re.match(r"\d+\.\s|(?i:article|clause|background|recitals|whereas)", below.text):
                break
        if len(found) > 1:
            return found[:3]
    return []


def _on_cover(leaf: Leaf) -> list[_Named]:
    """Two organisations that fill a line near the title, or two lines that only a word joins."""
    head = leaf.lines[:MAX_COVER_LINES]
    for index, line in enumerate(head):
        bare = re.sub(r"^[^:]{3,40}:\s", "", line.text)
        two = _TWO.fullmatch(bare)
        if two and len(line.text) <= 160:
            names = [as_name(two["first"]), as_name(two["second"])]
            if all(names):
                return [(name, leaf.mark_line(line)) for name in names if name]
        between = head[index + 1 : index + 3]
        if len(between) == 2 and re.fullmatch(rf"(?i)\W*{_JOIN}\W*", between[0].text):
            names = [as_name(one.text) if is_party(one.text) else None for one in (line, between[1])]
            if all(names):
                return [
                    (name, leaf.mark_line(one)) for name, one in zip(names, (line, between[1]), strict=True) if name
                ]
    return []


@cache
def _definition() -> re.Pattern[str]:
    return re.compile(_DEFINED.pattern % vocabulary.alternatives("roles"))


def _ahead_of_definitions(leaf: Leaf) -> list[_Named]:
    """Those in the first sentences whom brackets give the name of a party: 'Arlow Ltd ("Arlow")'."""
    flat = leaf.flat[:MAX_HEAD_CHARACTERS]
    found: list[_Named] = []
    begin = 0
    for defined in _definition().finditer(flat):
        ahead = flat[max(begin, defined.start() - MAX_AHEAD_OF_DEFINITION) : defined.start()]
        named = list(PARTY.finditer(ahead))
        begin = defined.end()
        if not named or re.search(r"(?i)\b(?:agreement|contract|services|data)\b[^.]{0,20}$", ahead[-30:]):
            if found and len(found) < 2 and defined.start() - found[0][1].start > MAX_QUOTE:
                found.clear()
            continue
        first = named[0]
        at = defined.start() - len(ahead) + first.start()
        name = as_name(on_one_line(leaf.mark(at, at + len(first[0])), PARTY, last=True))
        if name and name not in {one for one, _ in found}:
            found.append((name, leaf.mark(at, defined.end())))
        if len(found) == 2:
            break
    return found if len(found) == 2 else []


def _below_letterhead(leaf: Leaf) -> list[_Named]:
    """Whoever's paper it is, and the one that stands beside a role on it."""
    head = next(
        (
            (name, line)
            for line in leaf.lines[:4]
            if (whole := ORGANISATION.match(line.text))
            and re.fullmatch(r"\s*(?:[·•|,(–—-].*)?", line.text[whole.end() :])
            and (name := as_name(whole[0]))
        ),
        None,
    )
    if head is None:
        return []
    for index, line in enumerate(leaf.lines[:40]):
        if index > 0 and len(line.text) <= MAX_LINE_CHARACTERS:
            for _, name, mark in _on_line(leaf, index, line):
                if PARTY.match(name) and name.casefold() != head[0].casefold():
                    return [(head[0], leaf.mark_line(head[1])), (name, mark)]
    return []


_ALSO = re.compile(r"(?i)\s*(?:[(,;\"].{0,200}?)?[\s,;)](?:and|und|et|y|e|en)\s(?:(?:the|der|die|la|le|de|het)\s)?$")


def _in_first_sentence(leaf: Leaf) -> list[_Named]:
    """Two parties that one of the first sentences joins by "and"."""
    found = [_behind_and(leaf.flat, *one.span()) for one in PARTY.finditer(leaf.flat[:MAX_OPENING_CHARACTERS])]
    for first, second in pairwise(found):
        between = leaf.flat[first[1] : second[0]]
        if len(between) <= MAX_BETWEEN and _ALSO.fullmatch(between) and not re.search(r"\. [A-Z]|:", between):
            names = [as_name(leaf.flat[slice(*first)]), as_name(leaf.flat[slice(*second)])]
            if all(names):
                mark = leaf.mark(first[0], second[1])
                return [(name, mark) for name in names if name]
    return []


def _behind_and(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a name begins that takes in the end of what is ahead of "and": "Goes, and Arlow Ltd"."""
    parts = list(re.finditer(r", (?:and|und|et|y|e|en) (?=\S)", text[start:end]))
    at = start + parts[-1].end() if parts else start
    return (at, end) if PARTY.fullmatch(text[at:end]) else (start, end)


MAX_OPENING_CHARACTERS, MAX_BETWEEN = 1400, 260


def _beside_signatures(leaf: Leaf) -> list[_Named]:
    """Those for whom a document is signed: behind words that say so, or alone on lines of its end."""
    lines = leaf.lines[-MAX_SIGNATURE_LINES:]
    led: list[_Named] = []
    for line in lines:
        for place in _FOR.finditer(line.text):
            whole = PARTY.match(line.text, place.end())
            name = as_name(whole[0]) if whole else None
            if name and (place.start() == 0 or line.text[place.start() - 1] in " \t"):
                led.append((name, leaf.mark_line(line)))
    if len({name for name, _ in led}) in (2, 3):
        return led
    alone: list[_Named] = []
    for line in lines:
        if line.text.count("|") > 1 or "\t" in line.text:
            continue
        beside = _BESIDE.fullmatch(line.text)
        texts = [cell.text for cell in cells(leaf, line)]
        if beside and len(texts) == 1:
            texts = [beside["first"], beside["second"]]
        for text in texts:
            is_own = ORGANISATION.fullmatch(text.rstrip(",:")) or (text.isupper() and is_party(text))
            if is_own and (name := as_name(text.rstrip(",:"))):
                alone.append((name, leaf.mark_line(line)))
    return alone if len({name.casefold() for name, _ in alone}) == 2 else []


MAX_SIGNATURE_LINES = 26
