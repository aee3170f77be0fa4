"""`muniment repair`: what is derived from the rows, made right again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import Json, existing_database
from muniment.cli.progress import drawn, refusals_told

if TYPE_CHECKING:
    from muniment.upkeep.repair import Repaired

app = typer.Typer(
    help="Make counters, the review queue, the search index and times right again, beside a running server.",
    no_args_is_help=True,
)


@app.command("counters")
def repair_counters(as_json: Json = False) -> None:
    """Recount the documents and put right the counters of lists that `verify` calls miscounted."""
    from muniment.upkeep.repair import repair_counters

    with existing_database() as database, refusals_told():
        _tell(repair_counters(database), "counters", as_json=as_json)


@app.command("review-queue")
def repair_review_queue(as_json: Json = False) -> None:
    """Compare for which reasons documents want a person with what is kept of them, and put right what differs."""
    from muniment.upkeep.repair import repair_review_queue

    with existing_database() as database, refusals_told(), drawn() as (progress, _):
        _tell(repair_review_queue(database, progress=progress), "documents", as_json=as_json)


@app.command("search")
def repair_search(
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Empty the index first; until the end less is found.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare the full-text index with the documents' names and pages, and index anew what differs."""
    from muniment.upkeep.repair import repair_search

    with existing_database() as database, refusals_told(), drawn() as (progress, _):
        found = repair_search(database, from_scratch=from_scratch, progress=progress)
        _tell(found, "documents", as_json=as_json)


@app.command("clock")
def repair_clock(as_json: Json = False) -> None:
    """Date what a clock that was ahead dated in the future as of now, in the same order; set the clock first."""
    from muniment.upkeep.repair_clock import repair_clock

    with existing_database() as database, refusals_told():
        _tell(repair_clock(database), "kinds", as_json=as_json)


def _tell(repaired: Iterator[Repaired], what: str, *, as_json: bool) -> None:
    """Each as soon as it is written, so that none needs to be remembered."""
    n = 0
    first = next(repaired, None)  # what is refused is refused before anything is printed
    if as_json:
        typer.echo('{"repaired": [', nl=False)
    for one in chain([] if first is None else [first], repaired):
        if as_json:
            typer.echo((",\n" if n else "") + json.dumps(asdict(one)), nl=False)
        else:
            typer.echo(f"{one.subject}  {one.message}")
        n += 1
    typer.echo("]}" if as_json else f"{n:12,} {what} repaired")
