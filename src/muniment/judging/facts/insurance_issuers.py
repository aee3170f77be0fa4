"""Who made out a paper of insurance, insurer or broker: beside a label, below a letter's last words, or at its head and
its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import dates
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.insurance_parties import insures
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import Leaf, Line
from muniment.judging.model import Fact

_ISSUED_BY = Labels(
    "(?:certificate |document |confirmation )?issued by", "issuer", "ausgestellt (?:von|durch)", "aussteller",
    "(?:émise?|délivrée?|établie?) par", "emitid[oa] por", "expedid[oa] por", "(?:rilasciat|emess)[oa] da",
    "(?:afgegeven|uitgegeven) door", "発行者", "発行会社",
)  # fmt: skip
_REMARK = re.compile(r"\s*\([^()]{2,40}\)$")
_LAST_WORDS = re.compile(
    r"(?i)(?:yours (?:faithfully|sincerely|truly)|(?:kind|best) regards|sincerely|(?:mit )?freundlichen? grüßen?|"
    r"hochachtungsvoll|(?:cordialement|salutations distinguées|veuillez agréer.{0,80})|atentamente|"
    r"(?:un )?(?:cordial )?saludos?|atenciosamente|cordiali saluti|distinti saluti|(?:met )?vriendelijke groete?n?|"
    r"hoogachtend)[.,]?"
)
_SIGNS = re.compile(
    rf"(?:(?i:for(?: and on behalf of)?|für die|pour|por|per|p\.?p\.?|voor|namens):? )?(?P<name>{ORGANISATION.pattern})"
)
MAX_LINE, MAX_WORDS, MAX_PLACE_LINE = 90, 9, 48


def issuer(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`issuer` of a confirmation or certificate."""
    for field in _ISSUED_BY.find(leaves):
        name = tidy(_REMARK.sub("", field.value))
        if name and name[0].isupper() and len(name.split()) <= MAX_WORDS and not is_blank(name):
            yield fact("issuer", name, field.mark, confidence=0.86, quote_limit=1)
            break
    for leaf in reversed(leaves):
        for line, below in pairwise(leaf.lines):
            signs = _SIGNS.fullmatch(below.text) if _ends(line) and len(below.text) < MAX_LINE else None
            if signs and not re.search(r" - |:", signs["name"]):
                yield fact("issuer", signs["name"], leaf.mark_line(below), confidence=0.8, quote_limit=1)
                return
    for leaf in leaves[:1]:
        yield from _at_head_and_end(leaf)


def _ends(line: Line) -> bool:
    """Whether a line is a letter's last words, or the place and day where a paper was signed."""
    if _LAST_WORDS.fullmatch(line.text):
        return True
    if len(line.text) > MAX_PLACE_LINE or not re.match(r"[A-ZÀ-Þ][\w .'-]{2,25}, ", line.text):
        return False
    found = dates.find(line.text, day_first=True)
    return len(found) == 1 and found[0].end >= len(line.text) - 1


def _at_head_and_end(leaf: Leaf) -> Iterator[Fact]:
    """An insurer that opens a paper and whose name stands again on one of its last lines."""
    head = leaf.lines[0] if leaf.lines else None
    whole = ORGANISATION.match(head.text) if head and len(head.text) < MAX_LINE * 2 else None
    if head is None or whole is None or not insures(whole[0]):
        return
    rest = head.text[whole.end() :]
    if rest and not re.match(r"\s?[-·|,]\s", rest):
        return
    if any(line.text.startswith(whole[0]) for line in leaf.lines[-6:] if line.start > head.end):
        yield fact("issuer", whole[0], leaf.mark_line(head), confidence=0.78, quote_limit=1)
