"""Headers and footers of a Word document that stand on none of its pages, as a template leaves some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from muniment.reading.formats.ooxml import OFF, Attributes, Package, Relation, value_of

_REFERENCES = frozenset({"w:headerReference", "w:footerReference"})


def unseen_margins(
    package: Package, main: str, relations: Mapping[str, Relation], settings: Iterable[str]
) -> dict[str, None]:
    """The parts, in order: those that no section refers to; those for first pages where no section has one of its own;
    those for even pages where these are as the odd ones."""
    margins = {id_: one.target for id_, one in relations.items() if one.kind in ("header", "footer")}
    if not margins:
        return {}
    referred: dict[str, set[str]] = {}
    shown = {"default"}

    def start(tag: str, attributes: Attributes) -> None:
        if tag in _REFERENCES:
            referred.setdefault(value_of(attributes, "type") or "default", set()).add(value_of(attributes, "id"))
        elif tag in _SHOWING and value_of(attributes, "val") not in OFF:
            shown.add(_SHOWING[tag])

    if not all(package.walk(part, start=start) for part in (main, *settings)):
        return {}  # nobody knows what the rest would have said
    seen = {margins[id_] for kind in shown for id_ in referred.get(kind, ()) if id_ in margins}
    return dict.fromkeys(part for part in margins.values() if part not in seen and package.has(part))


_SHOWING = {"w:titlePg": "first", "w:evenAndOddHeaders": "even"}
