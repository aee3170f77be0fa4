"""`muniment watch`: every change, as it happens, from where one was."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.client.connecting import (
    PANEL,
    ProfileName,
    connected,
    is_away,
    profile_of,
    sentence,
    told_nonsense,
    told_refusals,
)
from muniment.cli.client.journal import write_whole
from muniment.cli.common import printable, shown_time, stop

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import EventPage

_WAIT_SECONDS = 25
"""That the server keeps a question open; it takes 30 at most, and many a proxy ends what is silent for longer."""

_PAUSE_SECONDS = 3
"""At least, between two tries while the server does not answer."""

LATEST = "latest"
_CURSOR = re.compile(r"[0-9]{1,18}", re.ASCII)
_PAGE = 200


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=PANEL)(watch)


def watch(
    after: Annotated[
        str, typer.Option(help="Read on from this cursor: 0 for everything there was, latest for what comes from now.")
    ] = LATEST,
    cursor_file: Annotated[
        Path | None,
        typer.Option(
            help="Keep the cursor in this file, and read on from what stands in it: nothing is missed between runs."
        ),
    ] = None,
    event_type: Annotated[
        list[str] | None,
        typer.Option("--type", help="Only this type of events, as VendorDocument.Settled; repeatable."),
    ] = None,
    until_end: Annotated[bool, typer.Option("--until-end", help="End when there is nothing more for now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
    profile: ProfileName = None,
) -> None:
    """Print every change as it happens, in order. Goes on where it was when the server is away for a while.

    An event may come twice after a break and none is missed: `event_id` tells. Ends by Ctrl-C.
    """
    login = profile_of(profile)
    if cursor_file is not None and cursor_file.exists():
        after = _read(cursor_file)
    if after != LATEST and not _CURSOR.fullmatch(after):
        stop("A cursor is a number, or latest.")
    with connected(login, tries=1) as client, suppress(KeyboardInterrupt):
        for page in _pages(client, after, event_type, is_ending=until_end):
            for event in page.data:
                with told_nonsense():
                    line = json.dumps(event.to_dict()) if as_json else event_line(event.to_dict())
                typer.echo(line)
            if cursor_file is not None:
                write_whole(cursor_file, f"{page.next}\n")  # after what was printed, so that none is missed


def _pages(client: Muniment, after: str, types: list[str] | None, *, is_ending: bool) -> Iterator[EventPage]:
    """The feed, page by page; asks again, once told, while the server is away."""
    from muniment_client import ApiError, MunimentError

    is_told = False
    wait = 0  # the first answer says where the feed is
    while True:
        try:
            pages = client.events.list(after=after, types=types, wait=wait, limit=_PAGE)
            for page in pages.pages():
                yield page
                after, is_told = page.next, False
        except MunimentError as error:
            if not is_away(error):
                raise
            if not is_told:
                typer.echo(f"{sentence(error)} Asking again until it answers.", err=True)
            is_told = True
            wanted = error.retry_after_seconds if isinstance(error, ApiError) else None
            time.sleep(max(_PAUSE_SECONDS, wanted or 0))
        else:
            if is_ending:
                return
            wait = _WAIT_SECONDS


def _read(cursor_file: Path) -> str:
    with told_refusals():
        return cursor_file.read_text(encoding="ascii", errors="replace").strip()


def event_line(event: dict[str, Any]) -> str:
    """When, what, which, and what changed of it."""
    data = event["data"]
    subject = next((str(value) for name, value in reversed(data.items()) if name.endswith("_id")), "")
    changed = {name: change.get("new_value") for name, change in (data.get("field_diffs") or {}).items()}
    changes = ", ".join(f"{name}: {value}" for name, value in changed.items() if value and not name.endswith("_at"))
    return printable("  ".join((shown_time(event["occurred_at"]), event["event_type"], subject, changes)).rstrip())
