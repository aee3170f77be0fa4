"""What the head of a document in another language than English says: who agrees, and what its title says was tested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from muniment.judging.facts import dates, headers, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, ORGANISATION, PARTY, tidy
from muniment.judging.facts.naming import MAX_NAME_WORDS, holds_another, name_of, on_one_line
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

_AND_ANOTHER = re.compile(r",? (?:ET|UND)\s|, (?:und|et|y|e|en) |(?:^| )(?:Per|Pour|Por|Für|Voor|For) (?=[A-Z])")
MAX_PARTIES_CHARACTERS = 900
"""Of the head of an agreement that names its parties."""


_PLAIN = re.compile(
    rf"(?:(?<=: )|(?<=\ben )|(?<=\bet )|(?<=\be )|(?<=\by )|(?<=\bund )|"
    rf"(?<=\btussen )|(?<=\bentre )|(?<=\btra )|(?<=\bzwischen ))"
    rf"[{CAPITAL}][\w'’&-]+(?: (?:d[aeiou]s?|del|della|van|von|der)? ?[{CAPITAL}][\w'’&-]+){{1,5}}"
    r"(?=,| \(| te | in | con | mit | met | com )"
)
"""A name without a legal form where an agreement names who agrees."""


def _within(leaf: Leaf, begin: int, found: re.Match[str]) -> Mark:
    return leaf.mark(begin + found.start(), begin + found.end())


def parties(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The organisations between the words that open an agreement and its first clause, where there are two at least."""
    for leaf in leaves:
        for opening in vocabulary.pattern("parties_open").finditer(leaf.low[:8000]):
            zone = leaf.flat[opening.end() : opening.end() + MAX_PARTIES_CHARACTERS]
            clause = re.search(rf"(?i)(?<!\w)(?:{vocabulary.alternatives('clause')})", zone)
            found = list(PARTY.finditer(zone, 0, clause.start() if clause else len(zone)))
            lines = [on_one_line(_within(leaf, opening.end(), one), PARTY, last=True) for one in found]
            names = tuple(dict.fromkeys(name for one in lines if (name := name_of(_AND_ANOTHER.split(one)[-1]))))
            if 2 <= len(names) <= 4 and not holds_another(names):
                mark = leaf.mark(opening.end() + found[0].start(), opening.end() + found[-1].end())
                yield fact("parties", names, mark, confidence=0.85, quote_limit=1)
                return


def defined_parties(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Those ahead of the words that say what each is called from here on, where there are two."""
    for leaf in leaves:
        found: list[re.Match[str]] = []
        begin = 0
        for defines in islice(vocabulary.pattern("defines").finditer(leaf.flat[:8000]), MAX_DEFINED):
            zone = max(begin, defines.start() - MAX_AHEAD_OF_CALLING), defines.start()
            near = PARTY.search(leaf.flat, *zone) or _PLAIN.search(leaf.flat, *zone)
            begin = defines.end()
            if near:
                found.append(near)
        lines = [on_one_line(leaf.mark(*one.span()), PARTY, last=True) for one in found]
        names = tuple(dict.fromkeys(name for one in lines if (name := name_of(_AND_ANOTHER.split(one)[-1]))))
        if 2 <= len(names) <= 4 and any(map(ORGANISATION.fullmatch, names)):
            mark = leaf.mark(found[0].start(), found[-1].end())
            yield fact("parties", names, mark, confidence=0.78, quote_limit=1)
            return


MAX_DEFINED, MAX_AHEAD_OF_CALLING = 12, 420
"""Words that give a party its name in the agreement, on a page, and characters ahead of them that name the party."""


def lone_number(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """A number alone on a line right below the title of a certificate."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            if _LONE_NUMBER.fullmatch(line.text) and not dates.find(line.text, day_first=True):
                yield fact("certificate_number", line.text, leaf.mark_line(line), confidence=0.6, quote_limit=1)
                return


_LONE_NUMBER = re.compile(r"(?=\S*\d{2})(?!(?:ISO|IEC|EN|DIN)\b)[A-Z]{1,6}[-/]\S{4,24}")
MAX_TITLE_LINES = 6
_NO_TARGET = re.compile(r"\W*(?:\d.*)?")


def titled_target(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """What the title says was tested, on its line or the one below: "Penetrationstest Fertigungsnetz"."""
    for leaf in leaves:
        for line, below in zip(leaf.lines[:MAX_TITLE_LINES], [*leaf.lines[1:], None], strict=False):
            test = vocabulary.pattern("pentest").search(line.text) if len(line.text) <= 90 else None
            if test is None or ":" in line.text[: test.start()]:
                continue
            rest = vocabulary.pattern("pentest").sub("", line.text[test.end() :])
            rest = re.sub(rf"(?i)^(?:\s|[-–:]|(?:{vocabulary.alternatives('of')})\b)+", "", rest)
            held = line if not _NO_TARGET.fullmatch(rest) else below
            name = _name_of_target(rest if held is line else held.text if held else "")
            if held and name:
                yield fact("target", name, leaf.mark_line(held), confidence=0.66, quote_limit=1)
                return


def _name_of_target(text: str) -> str | None:
    if text.endswith((".", ",")) or vocabulary.pattern("joins").match(text):
        return None
    head, dash, behind = text.partition(" - ")
    text = head if dash and vocabulary.pattern("report").search(behind) else text
    name = tidy(re.split(r" [–-] (?=.*\b(?:S\.|GmbH|SA|AG|B\.V|Lt?da|SAS|SARL))| \(", text)[0])
    if not name or not name[0].isupper() or len(name.split()) > MAX_NAME_WORDS or name.endswith((".", ":")):
        return None
    is_other = ORGANISATION.fullmatch(name) or dates.find(name) or vocabulary.pattern("tested").fullmatch(name)
    if is_other or headers.is_labels(name.split(":")[0]) or vocabulary.pattern("report").search(name):
        return None
    return None if vocabulary.label_ahead().match(name) else name
