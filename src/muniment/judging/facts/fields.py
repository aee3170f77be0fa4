"""Labelled fields: "Label: value" on one line, "Label<tab>value" in a table, or the value on the line below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muniment.judging.facts.view import Leaf, Mark

MAX_VALUE_CHARACTERS = 400


_NEXT_LABEL = re.compile(
    r"\s+(?=(?:Version|Date|Status|Owner|Author|Page|Classification|Effective|Expiry|Expiration|Issue|Issued|Latest|"
    r"Revision|Title|Contact|"
    r"Telephone|Phone|E-?mail|Responsible|Approved|Review|Valid|Document|DBA|Original|Initial|Asset|"
    r"Scan)\b[\w /]{0,24}:)"
)
"""Labels that may follow a value on its own line."""


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands for it; `mark` holds both. `is_below` says that the value stands on the next line."""

    label: str
    value: str
    mark: Mark
    is_below: bool


class Labels:
    """Labels searched together, given as alternatives of a case-blind pattern."""

    def __init__(self, *wordings: str) -> None:
        joined = "|".join(sorted(wordings, key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?:^|(?<=[\t|•])|(?<=\s)(?=[A-Z]))(?i:[\W_]{{0,4}}(?:\d+(?:\.\d+)*\.?\s)?(?P<label>{joined})"
            r"(?:\s?\((?P<hint>s|[\w/ ]{2,30})\))?)"
            r"(?P<joint>\s?[:：]\s?|\s?[|\t]\s*|\s+-\s+|\s?=\s?|\s?\.{3,}\s?|\s*$|\s+(?=[A-Z0-9\[<_]))"
        )

    def find(self, leaves: Iterable[Leaf], *, loose: bool = False) -> Iterator[Field]:
        """The fields in order. `loose` also takes a value that only a space parts from its label."""
        for leaf in leaves:
            lines = leaf.lines
            for index, line in enumerate(lines):
                if len(line.text) > 600:
                    continue
                for match in self._pattern.finditer(line.text):
                    joint = match["joint"]
                    inside = match.start() > 0 and line.text[match.start() - 1] not in "\t|•"
                    if inside and ":" not in joint and "yy" not in (match["hint"] or "").lower():
                        continue
                    if (
                        inside
                        and " " not in match["label"]
                        and line.text[match.start() - 2].isalpha()
                        and not match["hint"]
                    ):
                        continue  # "Order date" is not "Date"
                    value = _NEXT_LABEL.split(re.split(r"\t| \| ", line.text[match.end() :])[0])[0].strip(" |\t")
                    if value and not joint.strip() and "\t" not in joint and not loose and not match["hint"]:
                        continue
                    start = line.start + match.start("label")
                    if value:
                        end = line.start + line.text.index(value, match.end()) + len(value)
                        yield Field(match["label"], value[:MAX_VALUE_CHARACTERS], Mark(leaf.page, start, end), False)
                    elif index + 1 < len(lines) and not line.text[match.end() :].strip(" |\t"):
                        below = lines[index + 1]
                        text = below.text.split("\t")[0].strip(" :")
                        if text and not text.endswith(":"):
                            at = below.start + below.text.index(text)
                            mark = Mark(leaf.page, start, at + len(text))
                            yield Field(match["label"], text[:MAX_VALUE_CHARACTERS], mark, True)
