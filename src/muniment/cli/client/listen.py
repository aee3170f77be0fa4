"""`muniment webhooks listen`: webhooks that arrive here, verified, to try them out."""

from __future__ import annotations

import json
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.client.connecting import ProfileName, connected, profile_of, sentence
from muniment.cli.client.watch import event_line
from muniment.cli.common import printable, stop

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import Webhook

_MAX_BODY_BYTES = 4 * 1024 * 1024
_SILENCE_SECONDS = 30

_NEEDED = """\
To send to this machine the server must be started with MUNIMENT_WEBHOOK_PRIVATE_NETWORKS=127.0.0.0/8 and
MUNIMENT_WEBHOOK_HTTP=true."""

Verify = Callable[[bytes, dict[str, str]], Any]
"""The event that a message tells; raises WebhookVerificationError for one that is not the server's."""


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
    from muniment_client import verify_webhook

    secret = token_urlsafe(32)
    arrived: queue.Queue[Any] = queue.Queue()

    def verify(body: bytes, headers: dict[str, str]) -> None:
        arrived.put(verify_webhook(body, headers, secret))

    with connected(profile_of(profile)) as client, _receiving(port, verify) as at, _made_to_end():
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
            client.webhooks.delete(webhook.id)


def _made(client: Muniment, url: str, types: list[str], secret: str) -> Webhook:
    from muniment_client.error_classes import InvalidUrlError

    try:
        return client.webhooks.create(url=url, events=types, secret=secret, description="muniment webhooks listen")
    except InvalidUrlError as error:
        stop(f"{sentence(error)}\n{_NEEDED}")


@contextmanager
def _receiving(port: int, verify: Verify) -> Iterator[int]:
    """The port on which messages are taken while the block runs."""
    from muniment_client import WebhookVerificationError

    class Receiver(BaseHTTPRequestHandler):
        timeout = _SILENCE_SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _MAX_BODY_BYTES:
                self.send_error(413)
                return
            try:
                verify(self.rfile.read(int(length)), dict(self.headers.items()))
            except WebhookVerificationError as error:
                typer.echo(f"refused: {printable(str(error))}", err=True)
                self.send_error(401)
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: what comes is told by what it says."""

    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="listen")
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _made_to_end() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does, so that no webhook stays behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
