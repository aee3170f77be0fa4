"""Who a gap or readiness assessment looked at, and who looked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from muniment.judging.facts import vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, ORGANISATION, PARTY
from muniment.judging.facts.naming import HAN, name_of
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_LABELS = {
    key: Labels(*vocabulary.labels("gap_assessment", key, vocabulary.EVERY)) for key in ("assessed_entity", "assessor")
}
_DONE = r"(?:(?:prepared|conducted|performed|written|carried out) )?"
_BY = re.compile(rf"(?i){_DONE}(?:{vocabulary.alternatives('by')}) ")
"""How a line of the title begins that names the assessor."""
_FOR = re.compile(rf"(?i){_DONE}(?:{vocabulary.alternatives('for')}) ")
_ENTITY_AHEAD = re.compile(rf"(?i)(?:{vocabulary.alternatives('assessed_for')})(?: (?:the|la|le|die|de))?\s")
"""Words ahead of an organisation that make it the one that was assessed."""
_PLACE_BEHIND = re.compile(rf"(?:, [{CAPITAL}][\w' -]{{1,40}})?\.?")
_IMPRINT_BEHIND = re.compile(r"\s[\u2013|·-]\s\S.{0,80}")
MAX_TITLE_LINES, MAX_CHARACTERS = 10, 120
MAX_READ, MAX_NAMES = 12_000, 40
"""Characters of a page, and such words there."""


def gap_parties(view: View) -> Iterator[Fact]:
    """`assessed_entity` and `assessor`: labelled, on a line of the title, or where a sentence says for whom."""
    front = view.front(2)
    assessors: set[str] = set()
    for key, labels in _LABELS.items():
        for field in labels.find(front):
            whole = PARTY.match(field.value)
            name = name_of(whole[0]) if whole else field.value if HAN.match(field.value) else None
            if name:
                assessors |= {name} if key == "assessor" else set()
                yield fact(key, name, field.mark, confidence=0.88, quote_limit=1)
                break
    yield from _titled(front[:1], assessors)
    for leaf in view.front(4):
        for ahead in islice(_ENTITY_AHEAD.finditer(leaf.flat, 0, MAX_READ), MAX_NAMES):
            whole = ORGANISATION.match(leaf.flat, ahead.end())
            if whole:
                mark = leaf.mark(ahead.start(), whole.end())
                yield fact("assessed_entity", whole[0], mark, confidence=0.78, quote_limit=1)
                return


def _titled(leaves: Sequence[Leaf], assessors: Collection[str]) -> Iterator[Fact]:
    """A line that begins with "by" names the assessor, and so does one with the version or date of the report behind
    the name; the only other organisation alone on a line of the title is the one that was assessed."""
    alone: list[tuple[str, Mark]] = []
    imprints: list[tuple[str, Mark]] = []
    for leaf in leaves:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            if len(line.text) > MAX_CHARACTERS:
                continue
            by = _BY.match(line.text)
            led = by or _FOR.match(line.text)
            whole = PARTY.match(line.text, led.end() if led else 0)
            if by:
                name = whole[0] if whole else _capitals(line.text[by.end() :])
                if name:
                    yield fact("assessor", name, leaf.mark_line(line), confidence=0.84, quote_limit=1)
            elif whole:
                mark, behind = leaf.mark_line(line), line.text[whole.end() :]
                if _PLACE_BEHIND.fullmatch(behind):
                    alone.append((whole[0], mark))
                elif not led and _IMPRINT_BEHIND.fullmatch(behind):
                    imprints.append((whole[0], mark))
    others = [one for one in alone if one[0] not in {*assessors, *(name for name, _ in imprints)}]
    for key, told in (("assessed_entity", others), ("assessor", imprints)):
        if len({name for name, _ in told}) == 1:
            yield fact(key, *told[0], confidence=0.76, quote_limit=1)


_CAPITALS = re.compile(rf"[{CAPITAL}][\w&'-]*(?: (?:&|and|of|[{CAPITAL}][\w&'-]*)){{1,5}}")


def _capitals(text: str) -> str | None:
    """A name in capitals up to the dash, comma or end of its line."""
    found = _CAPITALS.match(text)
    return found[0] if found and re.match(r"\s[\u2013|·-]\s|,|\s*$", text[found.end() :]) else None
