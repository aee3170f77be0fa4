"""Tells which of several alternatives of an office file is shown: the first of which Office knows all, else the
fallback (`mc:AlternateContent`, ECMA-376 part 3, 7.5)."""

from __future__ import annotations

import re

from muniment.reading.formats.ooxml import Attributes

_KNOWN = re.compile(
    r"http://schemas\.microsoft\.com/office/(?:[a-z]+/)*20(?:0[6-9]|1\d|2[0-6])/\S*|urn:schemas-microsoft-com:\S+"
    r"|http://schemas\.openxmlformats\.org/\S+|http://purl\.oclc\.org/ooxml/\S+"
)
"""What Office knows: its own namespaces have the year in them, from 2006 on."""


CHOSEN_AMONG = frozenset({"mc:AlternateContent", "mc:Choice", "mc:Fallback"})
"""The elements that alternatives are told by."""


class Alternatives:
    """Follows the events of a part and knows whether what comes now is of an alternative that is not shown. Only the
    elements above need be told, and those that begin or end while `untaken`."""

    def __init__(self) -> None:
        self.untaken = 0
        """How many elements are open within an alternative that is not shown."""
        self._is_chosen: list[bool] = []  # per open set of alternatives, whether one was chosen

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if self.untaken:
            self.untaken += 1
        elif tag == "mc:AlternateContent":
            self._is_chosen.append(False)
        elif self._is_chosen and tag in CHOSEN_AMONG:
            if self._is_chosen[-1] or not (tag == "mc:Fallback" or _is_known(attributes)):
                self.untaken = 1
            else:
                self._is_chosen[-1] = True

    def end(self, tag: str) -> bool:
        """An element ends; whether it was of an alternative that is not shown."""
        if self.untaken:
            self.untaken -= 1
            return True
        if tag == "mc:AlternateContent" and self._is_chosen:
            self._is_chosen.pop()
        return False


def _is_known(choice: Attributes) -> bool:
    spaces = choice.get("Requires", "").split()
    return bool(spaces) and all(_KNOWN.fullmatch(one) for one in spaces)
