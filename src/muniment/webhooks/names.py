"""Which types of event a webhook may name (CONTRACT §4.5): any of Coverbase's catalogue, also those never sent here.

That catalogue grows without us, so a name is known by its shape; but not one that looks like a type that is sent here
and is none, which its sender believes to be heard.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from muniment.errors import InvalidEventTypesError
from muniment.events.public import PUBLIC

MAX_EVENT_TYPES = 200
_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}(?:\.[A-Za-z][A-Za-z0-9_]{0,63}){1,2}", re.ASCII)
_SENT = {one.value.lower(): one.value for one in PUBLIC}
_ALIKE = 0.93
"""`Vendor.Creatd` is 0.96 like `Vendor.Created`; `Vendor.Deleted` 0.86, a type of Coverbase's own."""


def checked_types(types: Sequence[str]) -> list[str]:
    """The types, each once, in the order given. Raises InvalidEventTypesError."""
    if len(types) > MAX_EVENT_TYPES:
        raise InvalidEventTypesError(f"At most {MAX_EVENT_TYPES} event types can be named.")
    for number, name in enumerate(types):
        if _SHAPE.fullmatch(name) is None:
            raise InvalidEventTypesError(f"Event type {number + 1} is not of the form Vendor.Created.")
        meant = difflib.get_close_matches(name.lower(), _SENT, n=1, cutoff=_ALIKE)
        if meant and _SENT[meant[0]] != name:
            raise InvalidEventTypesError(f"There is no event type {name}; did you mean {_SENT[meant[0]]}?")
    return list(dict.fromkeys(types))
