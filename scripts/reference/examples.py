"""Examples of calls, made from the cases of clients/cases.toml, so that what is shown is what is run: with curl, with
the Python SDK and with the TypeScript SDK.

What a case refers to ("${vendor.id}") is a variable of the example, called as the argument that takes it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scripts.reference.operations import FORM, MULTIPART, Operation
from scripts.write_clients.names import camel

CASES = Path(__file__).resolve().parents[2] / "clients" / "cases.toml"

BESIDE = {
    "upload_document": ("documents.upload_archive",),
    "get_document": ("documents.wait_until_settled",),
    "download_document": ("documents.download_to",),
}
"""What the SDKs have besides an operation, shown on its page."""

_PLACEHOLDER = re.compile(r"\$\{([^}]+)\}")
_SAID_FOR = {"${receiver}": "https://hooks.example.com/in", "${folder}/": "", ".${run}": ""}
_IDEMPOTENCY_KEY = "evidence-2026-1"
_LINE = 100


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that the reader has. `name` in snake case; `stands_for`: the placeholder in the case."""

    name: str
    stands_for: str

    @property
    def is_number(self) -> bool:
        return self.stands_for == "${now}"


@dataclass(slots=True)
class Example:
    """A call, the variables it is written with, by their names, and what it says in place of texts of the case that
    differ with each run."""

    case: Mapping[str, Any]
    arguments: Mapping[str, Any]
    variables: dict[str, Variable] = field(default_factory=dict)
    said_for: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return str(self.case["operation"])


@cache
def table() -> Mapping[str, Any]:
    """clients/cases.toml, whole."""
    return tomllib.loads(CASES.read_text(encoding="utf-8"))


def example_of(client_method: str) -> Example | None:
    """The first case of the operation that holds for every SDK; a refusal where there is no other."""
    of_it = [case for case in table()["case"] if case["operation"] == client_method and "sdks" not in case]
    if not of_it:
        return None
    example = Example(min(of_it, key=lambda case: "error" in case), {})
    given = example.case.get("arguments", {})
    example.arguments = {name: _filled(value, name, example) for name, value in given.items()}
    return example


def curl(operation: Operation, example: Example) -> str:
    """The call as a command of a shell."""
    places = {one["name"]: one["in"] for one in operation.parameters}
    path, query, body = operation.path, [], {}
    for name, value in example.arguments.items():
        if places.get(name) == "path":
            path = path.replace(f"{{{name}}}", _in_shell(value))
        elif places.get(name) == "query":
            query += [f"{name}={_in_shell(one)}" for one in (value if isinstance(value, list) else [value])]
        else:
            body[name] = value
    method = "" if operation.method == "GET" or (operation.method == "POST" and body) else f"-X {operation.method} "
    address = f'{method}"$MUNIMENT_BASE_URL{path}{"?" + "&".join(query) if query else ""}"'
    lines = [f"curl {address}"]
    if "security" in operation.said:
        lines.append('-H "Authorization: Bearer $MUNIMENT_API_KEY"')
    if operation.is_idempotent:
        lines.append(f'-H "Idempotency-Key: {_IDEMPOTENCY_KEY}"')
    return " \\\n  ".join([*lines, *_body_of(operation, body)])


def python(operation: Operation, example: Example, *, answer: Answer) -> str:
    """The call with the Python SDK."""
    call = f"client.{example.method}({_python_arguments(operation, example)})"
    lines = ["from muniment_client import Muniment", "", "client = Muniment()  # MUNIMENT_API_KEY, MUNIMENT_BASE_URL"]
    if answer.is_list:
        lines += [f"for {answer.name} in {call}:", f"    print({answer.name})"]
    elif answer.name:
        lines += [f"{answer.name} = {call}", f"print({'len(' + answer.name + ')' if answer.is_bytes else answer.name})"]
    else:
        lines.append(call)
    return "\n".join(lines)


def typescript(operation: Operation, example: Example, *, answer: Answer) -> str:
    """The call with the TypeScript SDK."""
    group, method = example.method.split(".")
    call = f"client.{camel(group)}.{camel(method)}({_typescript_arguments(operation, example)})"
    name = camel(answer.name)
    lines = [
        'import { Muniment } from "muniment-client";',
        "",
        "const client = new Muniment(); // MUNIMENT_API_KEY, MUNIMENT_BASE_URL",
    ]
    if answer.is_list:
        lines += [f"for await (const {name} of {call}) console.log({name});"]
    elif answer.name:
        lines += [f"const {name} = await {call};", f"console.log({name});"]
    else:
        lines.append(f"await {call};")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gives. `name`: what it is called, in snake case, or one entry of it; empty for nothing."""

    name: str
    is_list: bool = False
    is_bytes: bool = False


def _filled(value: Any, argument: str, example: Example) -> Any:
    """The value with variables in the place of what it refers to; those are noted in the example."""
    if isinstance(value, dict):
        return {name: _filled(one, name, example) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, argument.removesuffix("s"), example) for one in value]
    if not isinstance(value, str):
        return value
    if value == "${null}":
        return None
    if value != "${receiver}" and _PLACEHOLDER.fullmatch(value):
        return _variable(Variable(argument, value), example)
    said = value
    for placeholder, word in _SAID_FOR.items():
        said = said.replace(placeholder, word)
    assert "${" not in said, f"{example.case['name']}: {value} can be said in no example"
    if said != value:
        example.said_for[said] = value
    return said


def _variable(variable: Variable, example: Example) -> Variable:
    assert example.variables.setdefault(variable.name, variable) == variable, f"two of one name: {variable}"
    return variable


def _body_of(operation: Operation, body: Mapping[str, Any]) -> list[str]:
    if operation.body is None:
        return []
    media_type = operation.body[0]
    if media_type == MULTIPART:
        pairs = [(name, one) for name, value in body.items() for one in (value if isinstance(value, list) else [value])]
        return [f'-F "{name}={_in_form(one, is_file=name == "file")}"' for name, one in pairs]
    if media_type == FORM:
        return [f'-d "{name}={_in_shell(one)}"' for name, one in body.items()]
    if not body:
        return []
    return ['-H "Content-Type: application/json"', f"-d '{_in_json(body)}'"]


def _in_json(value: Any) -> str:
    """The value as JSON within single quotes of a shell, out of which its variables step."""
    if isinstance(value, Variable):
        said = f"'\"${value.name.upper()}\"'"
        return said if value.is_number else f'"{said}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_in_json(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_in_json(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("'", "'\\''")


def _in_form(value: Any, *, is_file: bool) -> str:
    if is_file:
        return f"@{_file_of(value)}"
    return f"${value.name.upper()}" if isinstance(value, Variable) else re.sub(r'(["\\$`])', r"\\\1", str(value))


def _in_shell(value: Any) -> str:
    """The value within double quotes, as a part of an address."""
    if isinstance(value, Variable):
        return f"${value.name.upper()}"
    return quote(str(value).lower() if isinstance(value, bool) else str(value), safe="")


def _file_of(name: str) -> str:
    return str(table()["file"][name]["name"])


def _positional(operation: Operation, example: Example) -> list[str]:
    """The arguments that come by position: a file, and what the path names."""
    names = ["file", *(one["name"] for one in operation.parameters if one["in"] == "path")]
    return [name for name in names if name in example.arguments] + (["path"] if example.method.endswith("_to") else [])


def _python_arguments(operation: Operation, example: Example) -> str:
    first = _positional(operation, example)
    parts = [_python_value(example, name) for name in first]
    parts += [f"{name}={_python_value(example, name)}" for name in example.arguments if name not in first]
    one_line = ", ".join(parts)
    if len(one_line) + len(example.method) <= _LINE - 30:
        return one_line
    return "\n" + "".join(f"    {part},\n" for part in parts)


def _python_value(example: Example, name: str) -> str:
    value = example.arguments[name]
    return json.dumps(_file_of(value)) if name == "file" else _as_python(value)


def _as_python(value: Any) -> str:
    if isinstance(value, Variable):
        return value.name
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_as_python(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_as_python(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _typescript_arguments(operation: Operation, example: Example) -> str:
    """What the path names by position, everything else in one object."""
    first = [name for name in _positional(operation, example) if name != "file"]
    rest = {name: value for name, value in example.arguments.items() if name not in first}
    if "file" in rest:
        rest["file"] = _file_of(rest["file"])
    parts = [_as_typescript(example.arguments[name]) for name in first]
    if rest:
        one_line = _as_typescript(rest)
        pairs = "".join(f"  {name}: {_as_typescript(value)},\n" for name, value in rest.items())
        parts.append(one_line if len(one_line) + len(example.method) <= _LINE - 30 else f"{{\n{pairs}}}")
    return ", ".join(parts)


def _as_typescript(value: Any) -> str:
    if isinstance(value, Variable):
        return camel(value.name)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name}: {_as_typescript(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_as_typescript(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
