"""Diagrams and charts that a part of an office file shows: parts of their own with text in them."""

from __future__ import annotations

from muniment.reading.formats.ooxml import Package

DRAWN = frozenset({"diagramData", "chart", "chartEx"})


def drawn_parts(package: Package, part: str) -> list[str]:
    """The names of the parts, each once, a chart's text boxes after it."""
    found: dict[str, None] = {}
    for shown in _referred(package, part, DRAWN):
        found[shown] = None
        found.update(dict.fromkeys(_referred(package, shown, frozenset({"chartUserShapes"}))))
    return list(found)


def _referred(package: Package, part: str, kinds: frozenset[str]) -> list[str]:
    return [
        one.target
        for one in package.relations(part).values()
        if one.kind in kinds and not one.is_external and package.has(one.target)
    ]
