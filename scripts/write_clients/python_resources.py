"""The Python SDK's methods: a class for each group of operations, for both clients."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.write_clients.described import Description, Field, Operation
from scripts.write_clients.names import pascal
from scripts.write_clients.python_models import NOTE, docstring, names, text


def resources(description: Description) -> str:
    """resources.py"""
    return _module(description, is_async=False)


def async_resources(description: Description) -> str:
    """async_resources.py"""
    return _module(description, is_async=True)


def _module(description: Description, *, is_async: bool) -> str:
    prefix = "Async" if is_async else ""
    lines = [
        NOTE,
        "from __future__ import annotations\n",
        "from collections.abc import Mapping, Sequence",
        "from typing import Any, Literal, TypeAlias\n",
        "from muniment_client.calls import OMITTED, Call, Omitted",
        f"from muniment_client.group import {prefix}Group",
        f"from muniment_client.models import {', '.join(names(description))}",
        f"from muniment_client.paging import {prefix}Pages\n",
    ]
    for group, operations in description.groups():
        lines.append(f"\nclass {prefix}{pascal(group)}Group({prefix}Group):")
        lines.append(f'    """client.{group}"""\n')
        for one in operations:
            if not one.is_by_hand:
                lines += [*_method(one, description, is_async=is_async), ""]
    return "\n".join(lines) + "\n"


def _method(one: Operation, description: Description, *, is_async: bool) -> Iterator[str]:
    entries = description.entries(one)
    parameters = list(_parameters(one))
    ahead = [text for text, is_positional in parameters if is_positional]
    behind = [text for text, is_positional in parameters if not is_positional]
    signature = ", ".join(["self", *ahead, *(["*", *behind] if behind else [])])
    answers = text(one.answers) if one.answers is not None else "None"
    if entries is not None:
        returns = f"{'Async' if is_async else ''}Pages[{text(entries[1])}]"
        yield f"    def {one.method}({signature}) -> {returns}:"
    else:
        yield f"    {'async ' if is_async else ''}def {one.method}({signature}) -> {answers}:"
    yield docstring(one.description, indent=8)
    call = f"Call{'[None]' if one.answers is None else ''}({', '.join(_call(one, answers))})"
    if entries is not None:
        yield f"        return self._walk({call}, {entries[0]!r}, limit={one.page_size})"
    else:
        yield f"        return {'await ' if is_async else ''}self._do({call})"


def _parameters(one: Operation) -> Iterator[tuple[str, bool]]:
    """Each as it stands in the signature, and whether it may be given without its name."""
    for field in one.at:
        yield f"{field.name}: {text(field.type, is_said=True)}", True
    required = [field for field in (*(one.body or ()), *one.query) if field.is_required]
    for field in required:
        yield f"{field.name}: {text(field.type, is_said=True)}", False
    for field in one.body or ():
        if not field.is_required:
            yield f"{field.name}: {text(field.type, is_said=True)} | Omitted = OMITTED", False
    for field in (*one.query, *one.headers):
        if not field.is_required:
            kind = text(field.type, is_said=True)
            yield f"{field.name}: {kind if 'None' in kind.split(' | ') else f'{kind} | None'} = None", False


def _call(one: Operation, answers: str) -> Iterator[str]:
    yield f'method="{one.verb}"'
    yield f'path="{one.path}"'
    yield f"answers={answers}"
    if not one.needs_key:
        yield "is_authorised=False"
    for name, fields in (("at", one.at), ("query", one.query), ("headers", one.headers)):
        if fields:
            yield f"{name}={_dictionary(fields)}"
    if one.body is not None:
        yield f"{'body' if one.media == 'application/json' else 'form'}={_dictionary(one.body)}"


def _dictionary(fields: tuple[Field, ...]) -> str:
    return "{" + ", ".join(f'"{one.wire}": {one.name}' for one in fields) + "}"
