"""The command line: one module a group of commands. Imports what a command needs only when it runs."""

from __future__ import annotations

import gc
import os
from typing import Annotated

import typer

from muniment.cli import (
    analyze,
    audit,
    database,
    demo,
    jobs,
    keys,
    orgs,
    repair,
    retention,
    serving,
    upkeep,
    users,
    webhooks,
)
from muniment.cli.client import download, listing, login, show, upload, watch
from muniment.cli.client.connecting import PANEL
from muniment.cli.client.coverbase import command as coverbase
from muniment.cli.common import tell_unknown_variables, tell_version

_Version = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=tell_version, help="Print the version and end.")
]


def _begin(_version: _Version = False) -> None:
    tell_unknown_variables()


app = typer.Typer(
    name="muniment",
    help="The evidence room of vendor risk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    callback=_begin,
)
serving.register(app)
login.register(app)
upload.register(app)
listing.register(app)
show.register(app)
download.register(app)
watch.register(app)
app.add_typer(coverbase.app, name="import", rich_help_panel=PANEL)
database.register(app)
analyze.register(app)
demo.register(app)
app.add_typer(orgs.app, name="orgs")
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")
app.add_typer(jobs.app, name="jobs")
app.add_typer(audit.app, name="audit")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(retention.app, name="holds")
retention.register(app)
upkeep.register(app)
app.add_typer(repair.app, name="repair")


_COLLECTED_AT = 10_000
"""So many new objects, instead of 700, before garbage is looked for among them: importing makes many and no garbage. A
server of HTTP was ready after 0.83 s of the processor, now 0.76."""


def main() -> None:
    """The program. What it and the processes it starts write is its owner's alone."""
    os.umask(0o077)
    gc.set_threshold(_COLLECTED_AT)
    app()
