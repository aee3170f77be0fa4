"""`muniment documents`, `vendors` and `search`: lists, as a table, as comma-separated values or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.client.connecting import PANEL, ProfileName, connected, profile_of, told_nonsense
from muniment.cli.client.named import OfVendor, vendor_named
from muniment.cli.common import Json, csv_line, print_rows, printable

if TYPE_CHECKING:
    from muniment_client.models import SearchHit

_Csv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")]
_Limit = Annotated[int, typer.Option("--limit", help="How many at most; 0 for all.", min=0)]
_Types = Annotated[list[str] | None, typer.Option("--type", help="Only of this type and its children; repeatable.")]

_SPACES = re.compile(r"\s+")

MAX_PAGE = 200
"""Entries that the server gives at once."""

DOCUMENT_COLUMNS = ("id", "vendor_name", "name", "document_type", "status", "validity", "valid_until")
VENDOR_COLUMNS = ("id", "name", "external_id", "tier", "website", "created_at")


class Status(StrEnum):
    """How far the reading of a document is."""

    CREATED = "created"
    ANALYZING = "analyzing"
    COMPLETE = "complete"
    FAILED = "failed"


class Validity(StrEnum):
    """How a document stands today by the day until which it is good."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNDATED = "undated"
    PENDING = "pending"


class Sort(StrEnum):
    """What comes first."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    NEXT = "valid_until"
    LAST = "-valid_until"
    NAME = "name"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=PANEL)(documents)
    app.command(rich_help_panel=PANEL)(vendors)
    app.command(rich_help_panel=PANEL)(search)


def documents(
    vendor: OfVendor = None,
    document_type: _Types = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only in this state; repeatable.")] = None,
    validity: Annotated[list[Validity] | None, typer.Option(help="Only what stands so today; repeatable.")] = None,
    words: Annotated[str | None, typer.Option("--words", help="Only with these words in its name or text.")] = None,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.NEWEST,
    limit: _Limit = 50,
    as_csv: _Csv = False,
    as_json: Json = False,
    profile: ProfileName = None,
) -> None:
    """List documents: what each is, how far its reading is, and until when it is good. Archived ones are left out."""
    with connected(profile_of(profile)) as client:
        found = client.evidence.list(
            vendor_id=vendor_named(client, vendor).id if vendor is not None else None,
            document_type=document_type,
            status=[one.value for one in status or ()] or None,
            validity=[one.value for one in validity or ()] or None,
            q=words,
            sort=sort.value,
            limit=_page(limit),
        )
        _print(_first(found, limit), DOCUMENT_COLUMNS, as_csv=as_csv, as_json=as_json)


def vendors(
    name: Annotated[str | None, typer.Option(help="Only with this in its name, or in one of its services'.")] = None,
    limit: _Limit = 50,
    as_csv: _Csv = False,
    as_json: Json = False,
    profile: ProfileName = None,
) -> None:
    """List vendors, by name."""
    with connected(profile_of(profile)) as client:
        found = client.vendors.list(name=name, sort="name", limit=_page(limit))
        _print(_first(found, limit), VENDOR_COLUMNS, as_csv=as_csv, as_json=as_json)


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases" and beginnings*; all must match, -words must not.')],
    vendor: OfVendor = None,
    document_type: _Types = None,
    limit: _Limit = 20,
    as_json: Json = False,
    profile: ProfileName = None,
) -> None:
    """Search the text of documents: pages, best first, each with the lines in which the words stand."""
    with connected(profile_of(profile)) as client:
        found = client.search.pages(
            q=query,
            vendor_id=vendor_named(client, vendor).id if vendor is not None else None,
            document_type=document_type,
            limit=_page(limit),
        )
        if as_json:
            typer.echo(json.dumps([one.to_dict() for one in _first(found, limit)]))
            return
        results = list(_first(found, limit))
    with told_nonsense():
        lines = [line for one in results for line in _lines(one)]
    typer.echo("\n".join(lines) or "none")


def _page(limit: int) -> int:
    return min(limit or MAX_PAGE, MAX_PAGE)


def _first(found: Iterable[Any], limit: int) -> Iterator[Any]:
    return islice(found, limit or None)


def _print(found: Iterator[Any], columns: Sequence[str], *, as_csv: bool, as_json: bool) -> None:
    """Of CSV each row as it comes, as there may be many."""
    if not as_csv:
        print_rows([one.to_dict() for one in found], as_json=as_json, columns=columns)
        return
    typer.echo(csv_line(columns), nl=False)
    for one in found:
        row = one.to_dict()
        cells = [printable(cell) if isinstance(cell := row.get(name), str) else cell for name in columns]
        typer.echo(csv_line(cells), nl=False)


def _lines(one: SearchHit) -> tuple[str, str]:
    where = f"page {one.page}" if one.page is not None else "its name"
    return printable(f"{one.document_id}  {one.vendor_name}  {one.name}, {where}"), f"    {_snippet(one)}"


def _snippet(one: SearchHit) -> str:
    """On one line; bold on a terminal where the words stand."""
    text, at, parts = one.snippet, 0, []
    for start, end in one.marks:
        parts += [_flat(text[at:start]), typer.style(_flat(text[start:end]), bold=True)]
        at = end
    return "".join([*parts, _flat(text[at:])])


def _flat(text: str) -> str:
    return printable(_SPACES.sub(" ", text))
