"""The TypeScript SDK's methods, a class for each group of operations, and the class that has all groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.write_clients.described import Description, Operation
from scripts.write_clients.names import camel, pascal
from scripts.write_clients.typescript_models import NOTE, comment, interface, text

EXTENDED = frozenset({"documents", "events"})
"""Groups that have more than operations, in a module of their own."""

_MODELS = "models."


def operations(description: Description) -> str:
    """operations.ts"""
    lines = [
        NOTE,
        'import { intoBlob } from "../downloads.js";',
        'import { Group } from "../group.js";',
        'import type { Listing } from "../listing.js";',
        'import type { RequestOptions } from "../options.js";',
        'import type { Reply } from "../reply.js";',
        'import { type Ask, at } from "../transport.js";',
        'import type * as models from "./models.js";\n',
    ]
    for group, those in description.groups():
        for one in those:
            if one.body or one.query:
                said = f"Of `{camel(group)}.{camel(one.method)}`."
                lines += interface(_params(one), (*(one.body or ()), *one.query), said, of=_MODELS)
        lines += [*comment(f"`client.{camel(group)}`"), f"export class {pascal(group)}Group extends Group {{"]
        for one in those:
            if not one.is_by_hand:
                lines += [*_method(one, description), ""]
        lines[-1] = "}\n"
    return "\n".join(lines)


def groups(description: Description) -> str:
    """groups.ts"""
    found = [group for group, _ in description.groups()]
    classes = {one: pascal(one) + ("" if one in EXTENDED else "Group") for one in found}
    lines = [
        NOTE,
        *(f'import {{ {classes[one]} }} from "../{one}.js";' for one in found if one in EXTENDED),
        'import type { Transport } from "../transport.js";',
        "import {",
        *(f"  {classes[one]}," for one in found if one not in EXTENDED),
        '} from "./operations.js";\n',
        "/** All groups of operations. */",
        "export abstract class Groups {",
        *(f"  readonly {camel(one)}: {classes[one]};" for one in found),
        "\n  constructor(transport: Transport) {",
        *(f"    this.{camel(one)} = new {classes[one]}(transport);" for one in found),
        "  }\n}\n",
    ]
    return "\n".join(lines)


def _params(one: Operation) -> str:
    return f"{pascal(one.group)}{pascal(one.method)}Params"


def _method(one: Operation, description: Description) -> Iterator[str]:
    fields = (*(one.body or ()), *one.query)
    assert not (one.body and one.query), f"{one.id}: of params, which are for the address?"
    signature = [f"{camel(field.name)}: {text(field.type, of=_MODELS)}" for field in one.at]
    if fields:
        optional = "" if any(field.is_required for field in fields) else " = {}"
        signature.append(f"params: {_params(one)}{optional}")
    signature.append("options?: RequestOptions")
    answers = text(one.answers, of=_MODELS) if one.answers is not None else "void"
    listed = description.entries(one)
    gives = f"Listing<{text(listed[1], of=_MODELS)}, {answers}>" if listed else f"Reply<{answers}>"
    yield from comment(one.description, indent=2)
    yield f"  {camel(one.method)}({', '.join(signature)}): {gives} {{"
    yield f"    const ask: Ask = {{ {', '.join(_ask(one))} }};"
    if listed:
        is_numbered = any(field.wire == "offset" for field in one.query)
        start = f"{{ limit: {one.page_size}, ...params }}" if is_numbered else "null"
        entries = f"page.{listed[0]}" if listed[0] else "page"
        yield f"    return this.listing(ask, options, {start}, (page: {answers}) => {entries});"
    elif answers == "Blob":
        yield "    return this.transport.call(ask, options, intoBlob);"
    else:
        yield "    return this.transport.json(ask, options);"
    yield "  }"


def _ask(one: Operation) -> Iterator[str]:
    path = re.sub(r"{(\w+)}", lambda found: f"${{at({camel(found[1])})}}", one.path)
    yield f'method: "{one.verb}"'
    yield f"path: `{path}`" if one.at else f'path: "{path}"'
    if one.body:
        yield "body: params" if one.media == "application/json" else "form: params"
    elif one.query:
        yield "query: params"
    if any(field.wire == "wait" for field in one.query):
        yield "waitSeconds: params.wait"
    if any(field.wire == "Idempotency-Key" for field in one.headers):
        yield "takesKey: true"
    if not one.needs_key:
        yield "isPublic: true"
