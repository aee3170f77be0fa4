"""What answers are made into: frozen dataclasses that neither a later nor an earlier server can break.

A field that this version does not know is kept in `extra`; one that the server left out is None; a value that is in no
list of known values stays what it is.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

M = TypeVar("M", bound="Model")


@dataclass(frozen=True, kw_only=True)
class Model:
    """The base of all answers. `extra` holds what the server said beyond what this version knows; `etag` is the version
    that was answered, where the server names one: what `if_match` takes."""

    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    etag: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls: type[M], said: Mapping[str, Any], *, etag: str | None = None) -> M:
        """The answer that was said as JSON."""
        kinds = _kinds(cls)
        known = {name: decoded(kind, said.get(name)) for name, kind in kinds.items()}
        return cls(**known, extra={name: value for name, value in said.items() if name not in kinds}, etag=etag)

    def to_dict(self) -> dict[str, Any]:
        """The same as it was said."""
        mine = {name: _said(getattr(self, name)) for name in _kinds(type(self))}
        return {**mine, **self.extra}


def decoded(kind: Any, value: Any, *, etag: str | None = None) -> Any:
    """The value as what the type says, as far as the value is such; else the value itself."""
    if isinstance(value, dict):
        model = next((one for one in _arms(kind) if isinstance(one, type) and issubclass(one, Model)), None)
        return model.of(value, etag=etag) if model is not None else value
    if isinstance(value, list):
        entry = next((typing.get_args(one) for one in _arms(kind) if typing.get_origin(one) is list), ())
        return [decoded(entry[0], one) for one in value] if entry else value
    return value


_known: dict[type[Model], dict[str, Any]] = {}


def _kinds(model: type[Model]) -> dict[str, Any]:
    """The types of a model's fields by their names, worked out once."""
    if (kinds := _known.get(model)) is not None:
        return kinds
    hints = typing.get_type_hints(model)
    own = {one.name for one in dataclasses.fields(Model)}
    names = [one.name for one in dataclasses.fields(model) if one.name not in own]
    return _known.setdefault(model, {name: hints[name] for name in names})


def _arms(kind: Any) -> tuple[Any, ...]:
    is_union = typing.get_origin(kind) in (typing.Union, types.UnionType)
    return typing.get_args(kind) if is_union else (kind,)


def _said(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    return [_said(one) for one in value] if isinstance(value, list) else value
