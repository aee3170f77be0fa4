"""Form W-9 (Rev. March 2024 and before): whose number it certifies, and as what that taxpayer is taxed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

_NAME_LINE = re.compile(r"(?i)^(?:(?:line )?1\.?\s(?:[-–]\s)?)?\s?name (?:of entity|\(as shown)")
_BESIDE = re.compile(
    rf"(?i:(?:line )?1?\.?\s?(?:[-–]\s)?name of entity/individual):?\s{{1,3}}(?P<name>{ORGANISATION.pattern})$"
)
_NEXT_LINE = re.compile(r"(?i)^2\.?\s|^business name")
_PRINT = re.compile(
    r"(?i)is required|leave this line|sole proprietor|disregarded|entity's name|enter the owner|on line|print or type|"
    r"specific instructions|page \d"
)
_TICKED = re.compile(
    r"(?i)(?:☒|☑|✓|✔|\[\s?x\s?\]|\(\s?x\s?\))\s{0,3}(?P<what>individual/\s?sole proprietor|"
    r"c corporation|s corporation|partnership|trust/\s?estate|limited liability company|llc)\b"
)
_TAXED_AS = re.compile(r"\W{0,3}Enter the tax classification[^:\[]{0,90}: ?_{0,3}(?P<as>[CSP])(?![\w=])")
"""What an LLC writes beside its box."""
_TAXED = {"C": "C corporation", "S": "S corporation", "P": "Partnership"}
MAX_NAME_LINES = 4
"""Below its label: what is left of the label itself, and the name."""


def tax_form(view: View) -> Iterator[Fact]:
    """`taxpayer_name` of line 1 and `tax_classification`, the one box that is ticked."""
    for leaf in view.front(1):
        yield from _name(leaf)
        ticked = list(_TICKED.finditer(leaf.flat))
        if len(ticked) == 1:
            box, taxed = ticked[0], _TAXED_AS.match(leaf.flat, ticked[0].end())
            value = f"{box['what']} ({_TAXED[taxed['as']]})" if taxed else box["what"]
            mark = leaf.mark(box.start(), (taxed or box).end())
            yield fact("tax_classification", value, mark, confidence=0.9, quote_limit=0)


def _name(leaf: Leaf) -> Iterator[Fact]:
    for at, line in enumerate(leaf.lines):
        if not _NAME_LINE.match(line.text):
            continue
        beside = _BESIDE.match(line.text)
        if beside:
            yield fact("taxpayer_name", beside["name"], leaf.mark_line(line), confidence=0.88)
            return
        below: list[Line] = []
        for following in leaf.lines[at + 1 : at + 1 + MAX_NAME_LINES]:
            if _NEXT_LINE.match(following.text):
                break
            below.append(following)
        names = [one for one in below if not _PRINT.search(one.text)]
        value = tidy(names[0].text) if len(names) == 1 else None
        above = leaf.lines[at - 1] if at else Line("", 0)
        if ORGANISATION.fullmatch(above.text):  # answers set above their labels
            yield fact("taxpayer_name", above.text, leaf.mark_line(above).to(leaf.mark_line(line)), confidence=0.85)
        elif value and value[0].isupper() and not value.endswith(":"):
            yield fact("taxpayer_name", value, leaf.mark_line(line).to(leaf.mark_line(names[0])), confidence=0.9)
        return
