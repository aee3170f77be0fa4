"""Content controls that show what another part of the package holds (`w:dataBinding`, ECMA-376 17.5.2.6).

Word puts the bound value in place of what the document stores, whenever it opens it.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import Attributes, Enough, Package, value_of
from muniment.reading.formats.ooxml_story import Story

_CORE, _EXTENDED = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}", "{6668398D-A668-4E3E-A5EB-62B293D839F1}"
"""Names of the stores of the document's properties ([MS-OI29500] 2.1.478)."""

BINDING = b"dataBinding"
"""Stands in a part that has bound controls."""

_STEP = re.compile(r"(@?)(?:[\w.-]+:)?([\w.-]+)(?:\[(\d{1,5})\])?")
_MOST_VALUES = 10_000  # of one store
_MOST_CHARACTERS = 1_000_000
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)")

Values = dict[str, str]
"""What a store holds, by the way to it: `/root[1]/answer[2]`."""


class Stores:
    """The parts of a package that content controls are bound to; each is read when it is first asked for."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._parts: dict[str, str] = {}
        self._known: dict[str, Values] = {}
        for name, kind in ((_CORE, "core-properties"), (_EXTENDED, "extended-properties")):
            self._parts[name] = package.related("", kind)
        custom = [
            one.target for one in package.relations(main).values() if one.kind == "customXml" and not one.is_external
        ]
        for part in sorted(filter(package.has, custom)):  # of two with one name, Word takes the first
            self._parts.setdefault(self._name_of(part), part)

    def value_of(self, path: str, store: str) -> str | None:
        """What stands at an XPath; None where nothing does. Raises LookupError when the path is not understood."""
        steps = path.strip().removesuffix("/text()").split("/")
        found = [_STEP.fullmatch(step) for step in steps[1:]]
        if steps[0] or not found:
            raise LookupError(path)
        way = ""
        for step in found:
            if step is None:
                raise LookupError(path)
            way += f"/@{step[2]}" if step[1] else f"/{step[2]}[{step[3] or 1}]"
        names = [store.upper()] if store.upper() in self._parts else [] if store else list(self._parts)
        values = (self._values(self._parts[name]).get(way) for name in names)
        return next((value for value in values if value is not None), None)

    def _name_of(self, part: str) -> str:
        names: list[str] = []

        def start(tag: str, attributes: Attributes) -> None:
            names.append(value_of(attributes, "itemID").upper())
            raise Enough

        about = self._package.related(part, "customXmlProps")
        if about:
            self._package.walk(about, start=start)
        return names[0] if names else part

    def _values(self, part: str) -> Values:
        if part not in self._known:
            taker = _Taker()
            if part:
                self._package.walk(part, start=taker.start, end=taker.end, data=taker.data)
            self._known[part] = taker.values
        return self._known[part]


class _Taker:
    """Takes the events of a part and keeps the text of each element and attribute."""

    def __init__(self) -> None:
        self.values: Values = {}
        self._ways = [""]
        self._counts: list[dict[str, int]] = [{}]
        self._left = _MOST_CHARACTERS

    def start(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        count = self._counts[-1][local] = self._counts[-1].get(local, 0) + 1
        self._ways.append(f"{self._ways[-1]}/{local}[{count}]")
        self._counts.append({})
        self._keep(self._ways[-1], "")
        for name, value in attributes.items():
            self._keep(f"{self._ways[-1]}/@{name.rpartition(' ')[2]}", value)

    def end(self, tag: str) -> None:
        self._ways.pop()
        self._counts.pop()

    def data(self, text: str) -> None:
        """Character data."""
        self._keep(self._ways[-1], self.values.get(self._ways[-1], "") + text)

    def _keep(self, way: str, value: str) -> None:
        self._left -= len(way) + len(value)
        if self._left < 0 or len(self.values) >= _MOST_VALUES:
            raise Enough
        self.values[way] = value


@dataclass(slots=True)
class _Control:
    """A content control. `value`: what it is bound to; `entries`: what a list shows for a value."""

    value: str | None = None
    entries: dict[str, str] = field(default_factory=dict)
    is_date: bool = False

    def shown(self, content: str) -> str | None:
        """What it shows, if that is not its content."""
        value = (self.value or "").strip()
        if not value or value.startswith("<"):  # empty: the hint in its content; XML of its own for rich text
            return None
        value = self.entries.get(value, value)
        date = _DATE.match(value) if self.is_date else None
        if date is not None and _tells(content, date):
            return None
        return None if "".join(value.split()) == "".join(content.split()) else value


def _tells(content: str, date: re.Match[str]) -> bool:
    """Whether a text may say the date, in whatever form: it has the year's end and the day."""
    try:
        told = datetime.date(*map(int, date.groups()))
    except ValueError:
        return False
    numbers = re.findall(r"\d+", content)
    return any(int(one[-2:]) == told.year % 100 for one in numbers) and any(int(one[:9]) == told.day for one in numbers)


_START, _END, _DATA, _LETTERS = range(4)
_NOTED = frozenset({"w:p", "w:sdt", "w:listItem", "w:date", "w:sdtContent", "w:dataBinding", ":dataBinding"})
_RUN = ("w:p", "w:r", "w:t")


class BoundControls:
    """Passes the events of a part on to its story, with what bound controls show in place of what they store."""

    def __init__(self, story: Story, stores: Stores) -> None:
        self.is_unknown = False
        """Whether a control is bound by a path that is not understood."""
        self._story = story
        self._pass_start, self._pass_end = story.start, story.end
        self._stores = stores
        self._open: list[_Control] = []
        self._held: list[tuple[int, str, Attributes]] = []
        self._depth = 0  # of elements in the content of a bound control
        self._paragraphs = 0  # open ones
        self._in_letters = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._depth:
            self._depth += 1
            self._in_letters |= tag == "w:t"
            self._held.append((_START, tag, attributes))
            return
        if tag in _NOTED:
            self._note(tag, attributes)
        self._pass_start(tag, attributes)

    def _note(self, tag: str, attributes: Attributes) -> None:
        if tag == "w:p":
            self._paragraphs += 1
        elif tag == "w:sdt":
            self._open.append(_Control())
        elif not self._open:
            return
        elif tag == "w:listItem":
            self._open[-1].entries[value_of(attributes, "value")] = value_of(attributes, "displayText")
        elif tag == "w:date":
            self._open[-1].is_date = True
        elif tag == "w:sdtContent":
            self._depth = int(self._open[-1].value is not None)
        else:
            self._bind(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._depth:
            self._depth -= 1
            self._in_letters &= tag != "w:t"
            if self._depth:
                self._held.append((_END, tag, {}))
                return
            self._release()
        elif tag == "w:p":
            self._paragraphs -= 1
        elif tag == "w:sdt" and self._open:
            self._open.pop()
        self._pass_end(tag)

    def data(self, text: str) -> None:
        """Character data."""
        if self._depth:
            self._held.append((_LETTERS if self._in_letters else _DATA, text, {}))
        else:
            self._story.data(text)

    def close(self) -> None:
        """Passes on what is held when the part breaks off, and closes the story."""
        if self._depth:
            self._depth = 0
            with contextlib.suppress(Enough):
                self._release()
        self._story.close()

    def _bind(self, attributes: Attributes) -> None:
        path, store = value_of(attributes, "xpath"), value_of(attributes, "storeItemID")
        try:
            self._open[-1].value = self._stores.value_of(path, store)
        except LookupError:
            self.is_unknown = True

    def _release(self) -> None:
        """Passes on the content of the control that ends, or what the control shows in place of it."""
        held, self._held = self._held, []
        stored = "".join(text for kind, text, _ in held if kind == _LETTERS)
        shown = self._open[-1].shown(stored)
        for kind, text, attributes in held:
            if kind == _START:
                self._story.start(text, attributes)
            elif kind == _END:
                self._story.end(text)
            elif kind == _LETTERS and shown is not None:
                self._story.data(shown)
                shown = ""
            else:
                self._story.data(text)
        if shown:  # there is no text that it could stand for
            run = _RUN[1:] if self._paragraphs else _RUN
            for tag in run:
                self._story.start(tag, {})
            self._story.data(shown)
            for tag in reversed(run):
                self._story.end(tag)
        elif shown is not None and stored.strip():
            self._story.hidden.pieces += ["\n", stored]
