"""The pages of the reference: docs/reference.md, a page for each resource, a page for each operation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muniment.http.contract.headers import ALWAYS, RATE
from scripts.generated import NOTE
from scripts.reference import examples
from scripts.reference.examples import Answer, Example
from scripts.reference.operations import JSON, Operation, operations, resource_page
from scripts.reference.schemas import Schemas, bounds, cell
from scripts.wire_errors import openapi
from scripts.write_clients.described import LEFT_OUT

NOTES = Path(__file__).resolve().parent / "notes"
"""What is said of an operation or of all of them by hand, by the name of the page's file."""

COMMANDS = NOTES.parent / "commands"
"""What of the SDKs' cases has no example: a command for a shell, by the operation's id; tests/docs runs each."""

_PLACES = (("path", "In the path"), ("query", "In the query"), ("header", "Headers"))


def reference_pages() -> dict[str, str]:
    """Every page of the reference by its file's name below docs/."""
    document = openapi()
    schemas, every = Schemas(document), operations(document)
    pages = {"reference.md": _index(document["tags"])}
    for tag in document["tags"]:
        of_tag = [one for one in every if one.tag == tag["name"]]
        pages[f"{resource_page(tag['name'])}.md"] = _resource(tag, of_tag, schemas)
        pages |= {f"{one.page}.md": _operation(one, schemas) for one in of_tag}
    return pages


def _index(tags: Sequence[Mapping[str, str]]) -> str:
    listed = [f"- [{tag['name']}]({resource_page(tag['name'])}.md): {_small(tag['description'])}" for tag in tags]
    return "\n".join(["# API reference\n", NOTE, _note("reference"), "## Resources\n", *listed]) + "\n"


def _resource(tag: Mapping[str, str], of_tag: Sequence[Operation], schemas: Schemas) -> str:
    folder = resource_page(tag["name"]).rpartition("/")[2]
    lines = [f"# {tag['name']}\n", NOTE, tag["description"], "", _note(folder), "## Operations\n"]
    lines += [
        f"- [{one.said['summary']}]({folder}/{one.page.rpartition('/')[2]}.md): `{one.method} {one.path}`"
        for one in of_tag
    ]
    shown = next((one for one in of_tag if one.client_method.endswith(".get")), None)
    if shown is not None:
        (_, response) = next(iter(shown.answers))
        schema = response["content"][JSON]["schema"]
        lines += ["", "## The object\n", *_answer_table(schema, schemas), "", *_json(schemas.example(schema))]
    return "\n".join(lines) + "\n"


def _operation(operation: Operation, schemas: Schemas) -> str:
    why_not = LEFT_OUT.get(operation.client_method.partition(".")[0])
    in_sdks = f"not in the SDKs ({why_not})" if why_not else f"`{operation.client_method}` in the SDKs"
    said = [f"`{operation.method} {operation.path}`", operation.scope, in_sdks]
    lines = [
        f"# {operation.said['summary']}\n",
        NOTE,
        f"{said[0]}: {'; '.join(said[1:])}.\n",
        " ".join(operation.said["description"].split()),
        "",
        _note(operation.id),
        *_examples(operation),
        *_request(operation, schemas),
        *_answers(operation, schemas),
        *_errors(operation),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _request(operation: Operation, schemas: Schemas) -> Iterator[str]:
    if not operation.parameters and operation.body is None:
        return
    yield "## Request\n"
    for place, heading in _PLACES:
        if of_place := [one for one in operation.parameters if one["in"] == place]:
            yield f"### {heading}\n"
            yield "| | type | meaning |\n|---|---|---|"
            yield from (_parameter(one, schemas) for one in of_place)
            yield ""
    if operation.body is None:
        return
    media_type, schema, is_required = operation.body
    required = schemas.required(schema)
    yield f"### Body, `{media_type}`{'' if is_required else ', optional'}\n"
    rows = list(schemas.rows(schema))
    yield "| field | type | meaning |\n|---|---|---|" if rows else "The bytes."
    for path, kind, meaning in rows:
        yield f"| `{path}`{', required' if path in required else ''} | {kind} | {meaning} |"
    yield ""


def _parameter(one: Mapping[str, Any], schemas: Schemas) -> str:
    required = ", required" if one.get("required") and one["in"] != "path" else ""
    limits = bounds(one["schema"]) if one["in"] == "query" else ""
    meaning = "; ".join(filter(None, (one.get("description", "").rstrip("."), limits)))
    kind = schemas.type_of(one["schema"]).removesuffix(" or null")
    return f"| `{one['name']}`{required} | {kind} | {cell(meaning)} |"


def _answers(operation: Operation, schemas: Schemas) -> Iterator[str]:
    yield "## Answer\n"
    shown = []
    for status, response in operation.answers:
        schema = response.get("content", {}).get(JSON, {}).get("schema")
        yield f"`{status}`: {response['description']}\n"
        if schema is not None and schema not in shown:
            shown.append(schema)
            yield from _answer_table(schema, schemas)
            yield ""
            yield from _json(schemas.example(schema))
            yield ""
    yield from _headers(operation, schemas)


def _headers(operation: Operation, schemas: Schemas) -> Iterator[str]:
    """Those that not every answer has."""
    names = dict.fromkeys(name for _, response in operation.answers for name in response.get("headers", ()))
    told = [(name, schemas.header(name)) for name in names if name not in (*ALWAYS, *RATE)]
    if told:
        yield "Headers of the answer, beside those that every one has:\n"
        yield "| header | meaning |\n|---|---|"
        yield from (f"| `{name}` | {cell(meaning)} |" for name, meaning in told)
        yield ""


def _answer_table(schema: Mapping[str, Any], schemas: Schemas) -> Iterator[str]:
    rows = list(schemas.rows(schema))
    if rows:
        yield "| field | type | meaning |\n|---|---|---|"
    yield from (f"| `{path}` | {kind} | {meaning} |" for path, kind, meaning in rows)


def _errors(operation: Operation) -> Iterator[str]:
    errors = list(operation.errors)
    if not errors:
        return
    yield "## Errors\n"
    yield "| status | code | when | what to do |\n|---|---|---|---|"
    for status, code, when, what_to_do in errors:
        when, what_to_do = (one.replace("](", "](../../") for one in (when, what_to_do))
        yield f"| {status} | `{code}` | {when} | {what_to_do} |"
    yield "\nHow errors look, and when to try again: [Using the API](../../using-the-api.md#errors-as-they-are).\n"


def _examples(operation: Operation) -> Iterator[str]:
    by_hand = COMMANDS / f"{operation.id}.sh"
    if by_hand.exists():
        yield "## Example\n"
        yield from _fence("bash", by_hand.read_text(encoding="utf-8").rstrip())
        return
    example = examples.example_of(operation.client_method)
    if example is None:
        return
    beside = (examples.example_of(method) for method in examples.BESIDE.get(operation.id, ()))
    yield "## Examples\n"
    yield from _fence("bash", examples.curl(operation, example))
    for one in filter(None, (example, *beside)):
        answer = _answer_of(operation, one)
        yield from _fence("python", examples.python(operation, one, answer=answer))
        yield from _fence("typescript", examples.typescript(operation, one, answer=answer))


def _answer_of(operation: Operation, example: Example) -> Answer:
    """What the SDKs give for the call, by the schema that is answered."""
    if example.method.endswith("upload_archive"):
        return Answer("expanded")
    if example.method.endswith("download_to"):
        return Answer("path")
    content = next((response.get("content", {}) for _, response in operation.answers), {})
    if JSON not in content:
        return Answer("picture" if content else "", is_bytes=bool(content))
    name = str(content[JSON]["schema"].get("$ref", "")).rpartition("/")[2]
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    if example.method.endswith("wait_until_settled"):
        return Answer("document")
    is_list = snake.endswith(("_page", "_list")) and operation.is_walked
    return Answer(re.sub(r"_(page|list|item)$", "", snake) if is_list else snake, is_list=is_list)


def _note(name: str) -> str:
    path = NOTES / f"{name}.md"
    return path.read_text(encoding="utf-8").strip() + "\n" if path.exists() else ""


def _fence(language: str, code: str) -> Iterator[str]:
    yield f"```{language}\n{code}\n```\n"


def _json(value: Any) -> list[str]:
    return ["```json", json.dumps(value, ensure_ascii=False, indent=2), "```"]


def _small(text: str) -> str:
    return text.rstrip(".")[0].lower() + text.rstrip(".")[1:]
