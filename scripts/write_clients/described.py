"""The OpenAPI document, read into what both SDKs are written from: models, operations, types that know no language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

LEFT_OUT = {
    "sessions": "the web app's: people sign in in a browser",
    "setup": "the web app's: the first administrator is made by a person",
    "uploads": "spoken by tus clients; documents.upload sends a file at once",
    "files": "links are fetched by documents.download_to, without the key",
}
"""Groups of operations that SDKs have no methods for, and why."""

PARAMETERS_LEFT_OUT = {
    ("upload_document", "expand"): "documents.upload_archive says it, as the answer has another shape",
    ("list_evidence", "before"): "a list is walked forth, to its end",
    ("upload_document", "Content-Digest"): "the hash that was kept is compared with the one that was sent",
}
"""Parameters that the SDKs' methods do not have, by the operation's id and their name, and why."""

BY_HAND = frozenset({"documents.upload"})
"""Methods that are written by hand, as they stream."""


@dataclass(frozen=True)
class Scalar:
    """string, integer, number, boolean, null, bytes, or any."""

    name: str


@dataclass(frozen=True)
class OneOf:
    """A text of which these values are known."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A schema of the document."""

    name: str


@dataclass(frozen=True)
class Listed:
    """Several of them."""

    of: Type


@dataclass(frozen=True)
class Mapped:
    """Them by name."""

    of: Type


@dataclass(frozen=True)
class Either:
    """One of them."""

    arms: tuple[Type, ...]


Type: TypeAlias = "Scalar | OneOf | Named | Listed | Mapped | Either"

ANY = Scalar("any")
NULL = Scalar("null")
BYTES = Scalar("bytes")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a model, a field of a body, or a parameter. `wire` is its name on the wire."""

    name: str
    wire: str
    type: Type
    is_required: bool
    is_secret: bool = False
    default: Any = None
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A schema with fields."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An endpoint. `group` and `method` say where the SDKs have it."""

    id: str
    verb: str
    path: str
    description: str
    group: str
    method: str
    at: tuple[Field, ...]
    query: tuple[Field, ...]
    headers: tuple[Field, ...]
    body: tuple[Field, ...] | None
    media: str | None
    answers: Type | None
    """What a success says; None where it says nothing."""
    other_answers: tuple[Type, ...]
    """What further statuses of success say."""
    needs_key: bool

    @property
    def is_paged(self) -> bool:
        """Whether it goes on where its parameters say."""
        return bool({"offset", "after"} & {one.wire for one in self.query})

    @property
    def is_by_hand(self) -> bool:
        """Whether its method is not written from the document."""
        return f"{self.group}.{self.method}" in BY_HAND

    @property
    def page_size(self) -> int | None:
        """The most entries of a page unless it is asked for another; None where it has no such parameter."""
        return next((one.default for one in self.query if one.wire == "limit"), None)


@dataclass(frozen=True)
class Description:
    """All that SDKs have: no operation that is left out, no schema that only those use. `lists`: the texts of which the
    values are known. `said`: models of requests, `answered`: of answers; no model is both. `codes`: of errors."""

    operations: tuple[Operation, ...]
    said: tuple[Model, ...]
    answered: tuple[Model, ...]
    lists: dict[str, OneOf]
    codes: tuple[str, ...]

    def model(self, name: str) -> Model:
        """The model of an answer."""
        return next(one for one in self.answered if one.name == name)

    def groups(self) -> list[tuple[str, list[Operation]]]:
        """The operations of each group, by its name."""
        ordered = sorted(self.operations, key=_group)
        return [(group, list(those)) for group, those in groupby(ordered, key=_group)]

    def entries(self, one: Operation) -> tuple[str | None, Type] | None:
        """The field of the answer that lists what is listed, None for the answer itself, and of what it is a list; None
        where it is no list."""
        match one.answers:
            case Listed(of):
                return None, of
            case Named(name) if one.is_paged or one.method == "list":
                fields = self.model(name).fields
                return next((each.wire, each.type.of) for each in fields if isinstance(each.type, Listed))
        return None


def _group(one: Operation) -> str:
    return one.group


def described(document: Mapping[str, Any]) -> Description:
    """What the document says."""
    schemas = document["components"]["schemas"]
    models = {name: _model(name, one) for name, one in schemas.items() if "enum" not in one}
    lists = {name: OneOf(tuple(map(str, one["enum"]))) for name, one in schemas.items() if "enum" in one}
    operations = tuple(
        _operation(verb.upper(), path, one, schemas)
        for path, verbs in document["paths"].items()
        for verb, one in verbs.items()
        if one["x-client-method"].partition(".")[0] not in LEFT_OUT
    )
    said = {
        name
        for one in operations
        for field in (*one.query, *one.headers, *(one.body or ()))
        for name in _reached(field.type, models)
    }
    answered = {
        name
        for one in operations
        for kind in (one.answers, *one.other_answers)
        if kind is not None
        for name in _reached(kind, models)
    }
    assert not said & answered & models.keys(), "a model is said and answered: give each its own"
    codes = [code for name in ("ErrorCode", "OAuthErrorCode") for code in schemas[name]["enum"]]
    return Description(
        operations,
        said=tuple(models[name] for name in sorted(said & models.keys())),
        answered=tuple(models[name] for name in sorted(answered & models.keys())),
        lists={name: one for name, one in sorted(lists.items()) if name in said | answered},
        codes=tuple(sorted(codes)),
    )


def _model(name: str, schema: Mapping[str, Any]) -> Model:
    return Model(name=name, description=schema.get("description", ""), fields=_fields(schema))


def _fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(
            name=name,
            wire=name,
            type=type_of(one),
            is_required=name in required,
            is_secret=one.get("x-secret", False),
            description=one.get("description", ""),
        )
        for name, one in schema.get("properties", {}).items()
    )


def type_of(schema: Mapping[str, Any]) -> Type:
    """The type that a schema says."""
    if "$ref" in schema:
        return Named(schema["$ref"].rpartition("/")[2])
    arms = schema.get("anyOf") or schema.get("oneOf")
    if arms:
        return Either(tuple(dict.fromkeys(type_of(one) for one in arms)))
    if "enum" in schema or "const" in schema:
        return OneOf(tuple(map(str, schema.get("enum", [schema.get("const")]))))
    match schema.get("type"):
        case "array":
            return Listed(type_of(schema.get("items", {})))
        case "object":
            inside = schema.get("additionalProperties")
            return Mapped(type_of(inside) if isinstance(inside, dict) else ANY)
        case "string":
            return BYTES if schema.get("format") == "binary" else Scalar("string")
        case "integer" | "number" | "boolean" | "null" as name:
            return Scalar(name)
    return ANY


def _operation(verb: str, path: str, said: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    group, _, method = said["x-client-method"].partition(".")
    media, body = _body(said.get("requestBody"), schemas)
    parameters = {place: [] for place in ("path", "query", "header")}
    for one in said.get("parameters", ()):
        if one["name"] == "If-None-Match":
            continue  # its answer is that nothing is new, which no method returns
        if (said["operationId"], one["name"]) in PARAMETERS_LEFT_OUT:
            continue
        parameters[one["in"]].append(
            Field(
                name=one["name"].lower().replace("-", "_"),
                wire=one["name"],
                type=type_of(one["schema"]),
                is_required=one.get("required", False),
                default=one["schema"].get("default"),
                description=one.get("description", ""),
            )
        )
    answers = list(_answers(said["responses"]))
    return Operation(
        id=said["operationId"],
        verb=verb,
        path=path,
        description=said["description"],
        group=group,
        method=method,
        at=tuple(parameters["path"]),
        query=tuple(parameters["query"]),
        headers=tuple(parameters["header"]),
        body=body,
        media=media,
        answers=answers[0] if answers else None,
        other_answers=tuple(answers[1:]),
        needs_key="security" in said,
    )


def _body(said: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> tuple[str | None, tuple[Field, ...] | None]:
    if said is None:
        return None, None
    ((media, content),) = said["content"].items()
    schema = content["schema"]
    arms = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    (schema,) = arms
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return media, _fields(schema)


def _answers(responses: Mapping[str, Any]) -> Iterator[Type]:
    for status, response in responses.items():
        if status.startswith("2") and (content := response.get("content")):
            yield type_of(next(iter(content.values()))["schema"])


def _reached(kind: Type, models: Mapping[str, Model], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    match kind:
        case Named(name) if name not in seen:
            yield name
            for one in models[name].fields if name in models else ():
                yield from _reached(one.type, models, seen | {name})
        case Listed(of) | Mapped(of):
            yield from _reached(of, models, seen)
        case Either(arms):
            for arm in arms:
                yield from _reached(arm, models, seen)
