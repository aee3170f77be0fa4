"""`muniment webhooks`: the keys under which webhooks' secrets are kept, and trying webhooks out."""

from __future__ import annotations

import typer

from muniment.cli.client.listen import listen
from muniment.cli.common import attach_runtime, stop

app = typer.Typer(
    help="Webhooks: trying them out, and the keys under which their secrets are kept.", no_args_is_help=True
)
app.command("listen")(listen)


@app.command("new-key")
def new_key() -> None:
    """Print a new key for MUNIMENT_SEALING_KEYS. It is kept nowhere."""
    from cryptography.fernet import Fernet

    typer.echo(Fernet.generate_key().decode())


@app.command("reseal")
def reseal() -> None:
    """Seal every secret anew under the first of MUNIMENT_SEALING_KEYS; the others can then be taken away."""
    from contextlib import closing

    from muniment.webhooks import seals

    with closing(attach_runtime()) as runtime, runtime.database.write() as tx:
        changed, unopenable = seals.reseal(tx, seals.Seals(runtime.settings, runtime.secret))
    typer.echo(f"sealed anew: {changed}")
    if unopenable:
        stop(f"No key opens the secret of {', '.join(unopenable)}: set it again with PATCH /v1/webhooks/{{id}}.")
