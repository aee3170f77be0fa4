"""What a form sends, read within bounds, and checked by the very models that check the API's bodies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qs

import orjson
from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from muniment.errors import FieldProblem, InvalidFieldsError, MunimentError
from muniment.http.transport.form_parts import media_type_of
from muniment.web.wording import day_in

CSRF_FIELD = "csrf_token"
ONCE_FIELD = "once"
"""In a form that makes something: another value each time that the form is shown, so that one that is sent twice is
told from two that say the same."""

_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 1000
_SAID = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "too_short": "Fill this in.",
    "string_too_long": "This is too long: {max_length:,} characters at most.",
    "too_long": "These are too many: {max_length:,} at most.",
    "int_parsing": "This is no whole number.",
    "greater_than_equal": "The least is {ge:,}.",
    "less_than_equal": "The most is {le:,}.",
    "string_unicode": "This holds half a character; type it again.",
}
"""What is said beside a field, by pydantic's word for what is wrong; what stands not here is said as pydantic does."""

Model = TypeVar("Model", bound=BaseModel)


class MisfitError(Exception):
    """A form that does not fit. `problems`: a sentence by the name of each field; "" for the whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(str(dict(problems)))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, none where none was sent."""

    fields: Mapping[str, list[str]] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """What the field holds; "" when it was not sent."""
        return (self.fields.get(name) or [""])[0]

    def optional(self, name: str) -> str | None:
        """What the field holds, without blanks around it; None for nothing."""
        return self.text(name).strip() or None

    def every(self, name: str) -> list[str]:
        """What all fields of that name hold, as boxes that are ticked."""
        return [value for value in self.fields.get(name, []) if value]

    def tag(self, path: str) -> str | None:
        """What tells this form, as it was shown, filled in and sent there, from every other; None of one that may come
        twice."""
        if not self.text(ONCE_FIELD):
            return None
        said = sorted((name, values) for name, values in self.fields.items() if name != CSRF_FIELD)
        return hashlib.sha256(orjson.dumps([path, said])).hexdigest()

    def day(self, name: str) -> date:
        """The day in a field. Raises MisfitError."""
        try:
            return day_in(self.text(name))
        except ValueError as error:
            raise MisfitError({name: "Give a day."}) from error

    def lines(self, name: str) -> list[str]:
        """The lines of a field of several."""
        return [line.strip() for line in self.text(name).splitlines() if line.strip()]


async def read_form(request: Request) -> Form:
    """The form that comes with the request, whose size is bounded already. Raises InvalidFieldsError."""
    if media_type_of(request.headers.get("content-type", "")) != _FORM:
        return Form()
    try:
        sent = (await request.body()).decode()
        read = parse_qs(sent, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        wrong = f"The form is not UTF-8, or has more than {_MAX_FIELDS} fields"
        raise InvalidFieldsError([FieldProblem(("body",), wrong, "form_invalid")]) from error
    return Form({name: [value.replace("\x00", "") for value in values] for name, values in read.items()})


class Told(NamedTuple):
    """How a form is shown again: the status, and a sentence by the name of each field; "" for the whole."""

    status: int
    problems: Mapping[str, str]


FINE = Told(200, {})
"""Of a form that is shown for the first time."""


def told(error: MisfitError | MunimentError, fields: Mapping[type[MunimentError], str]) -> Told:
    """The same of an error. `fields`: which field each error is about; others are about the whole."""
    if isinstance(error, MisfitError):
        return Told(422, error.problems)
    return Told(error.status, {fields.get(type(error), ""): error.message})


def focus(problems: Mapping[str, str] | None, required: Mapping[str, object] = MappingProxyType({})) -> str:
    """The field at which a form begins: the first that something is wrong with, otherwise the first of `required`
    (what each holds, in the form's order) that is empty; "" for none."""
    wrong = [name for name in problems or {} if name]
    empty = [name for name, value in required.items() if not value]
    return next(iter(wrong + empty), "")


def checked(model: type[Model], /, **values: object) -> Model:
    """The model made of these values, which come in the form's order, and so do problems. Raises MisfitError."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems: dict[str, str] = {}
        for one in error.errors():
            problems.setdefault(str(one["loc"][0]) if one["loc"] else "", _sentence(one))
        raise MisfitError({name: problems[name] for name in [*values, *problems] if name in problems}) from error


def _sentence(problem: ErrorDetails) -> str:
    about, kind = problem.get("ctx", {}), problem["type"]
    sentence = _SAID[kind].format(**about) if kind in _SAID else str(about.get("reason", problem["msg"]))
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."
