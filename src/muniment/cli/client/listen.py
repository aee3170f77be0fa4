"""`muniment webhooks listen`: webhooks that arrive here, verified, to try them out."""

from __future__ import annotations

import json
import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.client.connecting import ProfileName, connected, profile_of, sentence
from muniment.cli.client.watch import event_line
from muniment.cli.common import printable, stop

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import Webhook

_NEEDED = """\
To send to this machine the server must be started with MUNIMENT_WEBHOOK_PRIVATE_NETWORKS=127.0.0.0/8 and
MUNIMENT_WEBHOOK_HTTP=true."""


def listen(
    event_type: Annotated[
        list[str] | None,
        typer.Option("--type", help="A type of events to be sent; repeatable. VendorDocument.Settled when omitted."),
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)] = 0,
    url: Annotated[
        str | None, typer.Option(help="Where the server reaches this port, when it is not on this machine.")
    ] = None,
    count: Annotated[int | None, typer.Option(help="End after so many events.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
    profile: ProfileName = None,
) -> None:
    """Make a webhook that leads here, and print what it is sent, verified. The webhook goes when this ends.

    The server must be allowed to send to this machine: MUNIMENT_WEBHOOK_PRIVATE_NETWORKS=127.0.0.0/8 and
    MUNIMENT_WEBHOOK_HTTP=true. Ends by Ctrl-C.
    """
    from muniment.cli.client.receiving import receiving
    from muniment_client import verify_webhook

    secret = token_urlsafe(32)
    arrived: queue.Queue[Any] = queue.Queue()

    def verify(body: bytes, headers: dict[str, str]) -> None:
        arrived.put(verify_webhook(body, headers, secret))

    with connected(profile_of(profile)) as client, receiving(port, verify) as at, _made_to_end():
        webhook = _made(client, url or f"http://127.0.0.1:{at}/", event_type or ["VendorDocument.Settled"], secret)
        try:
            typer.echo(f"listening  {printable(webhook.url)}  {webhook.id}", err=True)
            while count is None or count > 0:
                event = arrived.get().to_dict()
                typer.echo(json.dumps(event) if as_json else event_line(event))
                count = count - 1 if count is not None else None
        except KeyboardInterrupt:
            pass
        finally:
            _remove(client, webhook.id)


def _made(client: Muniment, url: str, types: list[str], secret: str) -> Webhook:
    from muniment_client.error_classes import InvalidUrlError

    try:
        return client.webhooks.create(url=url, events=types, secret=secret, description="muniment webhooks listen")
    except InvalidUrlError as error:
        stop(f"{sentence(error)}\n{_NEEDED}")


def _remove(client: Muniment, webhook_id: str) -> None:
    """Ends the program when it cannot be removed."""
    from muniment_client import MunimentError
    from muniment_client.error_classes import WebhookNotFoundError

    try:
        client.webhooks.delete(webhook_id)
    except WebhookNotFoundError:
        return  # somebody was faster
    except MunimentError as error:
        stop(f"{sentence(error)} The webhook {webhook_id} stays there.")


@contextmanager
def _made_to_end() -> Iterator[None]:
    """SIGTERM, and a terminal that is closed, end the block as Ctrl-C does, so that no webhook stays behind. What is
    ignored, as under nohup, stays ignored."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    taken = [one for one, handler in before.items() if handler is not signal.SIG_IGN]
    for one in taken:
        signal.signal(one, signal.default_int_handler)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, before[one])
