"""What a record of the audit log says, as labels and values for people: whatever stands in it becomes text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from muniment.judging.facts.keys import KEYS
from muniment.web.wording import moment, type_title, words

_MAX_CHARACTERS = 500
_MAX_LINES = 20
_NOTHING = "–"
_WHEN = "updated_at"
"""Changes whenever anything does, and is the record's own time."""

_LATEST = 253_402_300_799
"""The last second that has a date of four digits."""

_PATHS = {
    "vendor_document": "/documents/{}",
    "vendor": "/vendors/{}",
    "user": "/administration/users/{}",
    "webhook": "/administration/webhooks/{}",
}
_OF_A_FACT = "facts."
_LABELS = {"id": "Id", "sha256": "SHA-256", "url": "Address", "ip": "Address"}


class Detail(NamedTuple):
    """A value by its label. `before`: what it was, of a field that changed; "" for nothing, None where none is told."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a record is about: what it is called, its id, and the page where it is shown, None where there is none; the
    fields that changed; and what else it says."""

    called: str
    id: str
    path: str | None
    changes: Sequence[Detail]
    others: Sequence[Detail]

    @property
    def has_before(self) -> bool:
        """Whether any field was something before."""
        return any(one.before for one in self.changes)


def details_of(record: Mapping[str, Any]) -> Details:
    """The same of a record as the API has it."""
    type_, id_, data = record["target_type"] or "", record["target_id"] or "", record["data"]
    told = {name: one for name, one in data.get("field_diffs", {}).items() if name != _WHEN}
    changes = [
        Detail(_label(name), _said(name, one.get("new_value")), _said(name, one.get("old_value")))
        for name, one in told.items()
    ]
    return Details(
        called=words(type_),
        id=id_,
        path=_PATHS[type_].format(id_) if type_ in _PATHS and id_ else None,
        changes=[one for one in changes if one.value or one.before],
        others=[Detail(_label(name), _said(name, value)) for name, value in data.items() if name != "field_diffs"],
    )


def _label(name: str) -> str:
    fact = name.removeprefix(_OF_A_FACT)
    if fact != name:
        return KEYS[fact][0] if fact in KEYS else words(fact)
    return _LABELS.get(name) or words(name.removesuffix("_at"))


def _said(name: str, value: object) -> str:
    """The value as text of some lines; "" for none."""
    lines = list(islice(_lines(name, value), _MAX_LINES + 1))
    whole = "\n".join([*lines[:_MAX_LINES], *(["…"] if len(lines) > _MAX_LINES else [])])
    return whole if len(whole) <= _MAX_CHARACTERS else f"{whole[:_MAX_CHARACTERS]}…"


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{_label(key)}: {_inline(key, one)}" for key, one in value.items() if one is not None)
    elif isinstance(value, list):
        yield from (_inline(name, one) for one in value)
    elif value is not None and value != "":
        yield _inline(name, value)


def _inline(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name.endswith("_at") and 0 <= value <= _LATEST:
        return f"{moment(value)} UTC"
    if isinstance(value, Mapping | list):
        return ", ".join(_lines(name, value))
    if name == "document_type" and isinstance(value, str):
        return type_title(value)
    return _NOTHING if value is None else str(value)
