"""What internal auditors conclude: how much assurance they give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

_DEGREE = (
    r"(?:no|limited|partial|moderate|reasonable|substantial|significant|adequate|full|high|satisfactory|unsatisfactory)"
)
_ALONE = re.compile(
    rf"(?i)(?:(?:overall )?(?:opinion|conclusion|assurance(?: level| rating|"
    rf" opinion)?)\s?[:\u2013-]\s?)?(?P<said>{_DEGREE} assurance)\.?"
)
_GIVEN = re.compile(
    rf"(?i)\b(?:we|internal audit|our (?:overall )?opinion is(?: that)?)(?: [a-z]+)?? (?:give|provide|offer|"
    rf"conclude|are able to (?:give|provide)|"
    rf"can (?:give|provide)|place)s? (?P<said>{_DEGREE} assurance)\b"
)
MAX_LINES, MAX_CHARACTERS = 30, 20_000


def assurance(view: View) -> Iterator[Fact]:
    """`opinion` of an internal audit that gives assurance by degrees, alone on a line of the first pages or in its
    sentence, where all that say so agree."""
    told: list[tuple[str, Mark]] = []
    for leaf in view.front(4):
        if "assurance" not in leaf.low:
            continue
        for line in leaf.lines[:MAX_LINES]:
            alone = _ALONE.fullmatch(line.text)
            if alone:
                told.append(
                    (alone["said"], Mark(leaf.page, line.start + alone.start("said"), line.start + alone.end("said")))
                )
        for given in _GIVEN.finditer(leaf.flat[:MAX_CHARACTERS]):
            ahead = re.split(r"[.;] ", leaf.flat[max(0, given.start() - 120) : given.start()])[-1]
            if not OF_EARLIER.search(ahead) and not re.search(r"20\d\d", ahead):
                told.append((given["said"], leaf.mark(*given.span("said"))))
    if len({said.lower() for said, _ in told}) == 1:
        yield fact("opinion", *told[0], confidence=0.8, quote_limit=1)
