"""Tells whether a slide is bare: nothing but white lies behind any of its letters.

Most decks put white letters on dark shapes, pictures and masters. So a slide counts as bare only where neither it nor
its layout nor its master holds a picture, a table or a fill other than white, and the theme's light colour is white.
"""

from __future__ import annotations

from collections.abc import Callable

from muniment.reading.formats.ooxml import Attributes, Package, value_of
from muniment.reading.formats.ooxml_looks import WHITE_OF_THEMES, is_white

_COVERS = frozenset({"p:pic", "p:graphicFrame", "a:gradFill", "a:pattFill", "a:blipFill", "a:grpFill"})
_OF_TEXT = frozenset({"p:txBody", "a:ln", "p:txStyles", "a:lnRef", "a:fontRef", "a:effectRef"})
_COLOURS = frozenset({"a:srgbClr", "a:schemeClr", "a:sysClr", "a:prstClr", "a:scrgbClr", "a:hslClr"})
_PLAIN = {"a:fillRef": ("", "0"), "p:bgRef": ("", "0", "1000", "1001")}
"""Numbers of the theme's fills that are none or of one colour; those beyond are gradients and pictures."""
_ADJUSTS = frozenset({"a:lumMod", "a:lumOff", "a:shade", "a:tint"})


class Papers:
    """Which slides of a deck are bare; layouts, masters and themes are looked at once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, bool] = {}

    def is_bare(self, slide: str) -> bool:
        """Whether all of the slide's ground is white."""
        part = slide
        for kind in ("slideLayout", "slideMaster", "theme"):
            if not self._is_plain(part, _is_bare):
                return False
            part = self._package.related(part, kind)
            if not part:
                return True
        return self._is_plain(part, _is_light)

    def _is_plain(self, part: str, looked_at: Callable[[Package, str], bool]) -> bool:
        if part not in self._known:
            self._known[part] = looked_at(self._package, part)
        return self._known[part]


def _is_bare(package: Package, part: str) -> bool:
    covered = False
    inside = 0  # elements whose colours are no ground

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal covered, inside
        if inside or tag in _OF_TEXT:
            inside += tag in _OF_TEXT
        elif tag in _COVERS or tag in _ADJUSTS:
            covered = True
        elif tag in _PLAIN:
            covered |= value_of(attributes, "idx") not in _PLAIN[tag]
        elif tag == "p:clrMap":
            covered |= value_of(attributes, "bg1") not in ("", "lt1")
        elif tag == "a:overrideClrMapping":
            covered |= value_of(attributes, "bg1") != "lt1"
        elif tag in _COLOURS:
            value = value_of(attributes, "lastClr") or value_of(attributes, "val")
            covered |= not (value in WHITE_OF_THEMES or is_white(value))

    def end(tag: str) -> None:
        nonlocal inside
        inside -= tag in _OF_TEXT

    return package.walk(part, start=start, end=end) and not covered


def _is_light(package: Package, theme: str) -> bool:
    values: list[str] = []
    open_light = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal open_light
        if tag == "a:lt1":
            open_light = True
        elif open_light:
            values.append(value_of(attributes, "lastClr") or value_of(attributes, "val"))

    def end(tag: str) -> None:
        nonlocal open_light
        open_light = open_light and tag != "a:lt1"

    return package.walk(theme, start=start, end=end) and all(map(is_white, values[:1]))
