"""A port of this machine on which webhooks arrive."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import typer

from muniment.cli.common import printable
from muniment_client import WebhookVerificationError

_MAX_BODY_BYTES = 4 * 1024 * 1024
_LENGTH = re.compile("[0-9]{1,10}")
_SILENCE_SECONDS = 30

Verify = Callable[[bytes, dict[str, str]], Any]
"""Takes a message's body and headers; raises WebhookVerificationError for one that is not the server's."""


@contextmanager
def receiving(port: int, verify: Verify) -> Iterator[int]:
    """The port on which messages are taken while the block runs."""

    class Receiver(BaseHTTPRequestHandler):
        timeout = _SILENCE_SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not _LENGTH.fullmatch(length) or int(length) > _MAX_BODY_BYTES:
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
