"""Boxes to tick on a line: which answers are ticked, and whether the boxes stand ahead of their answers or behind."""

from __future__ import annotations

import re

_BOX = re.compile(
    r"(?P<on>[\u2611\u2612\u2713\u2714\u25a0]|\[\s?[xX]\s?\]|\(\s?[xX]\s?\))|(?P<off>[\u2610\u25a1]|\[\s?_?\s?\]|\(\s\))"
)
MAX_LINE = 200


def ticked(line: str) -> list[str] | None:
    """The answers beside ticked boxes; None of a line without a box. A line that ends in a box has them behind."""
    if len(line) > MAX_LINE:
        return None
    text = line.strip()
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    is_behind = boxes[-1].end() == len(text)
    edges = [0, *(box.end() for box in boxes)] if is_behind else [*(box.start() for box in boxes), len(text)]
    said: list[str] = []
    for place, box in enumerate(boxes):
        answer = text[edges[place] : box.start()] if is_behind else text[box.end() : edges[place + 1]]
        if box["on"]:
            said.append(answer.strip(" \t|/,;.:"))
    return said
