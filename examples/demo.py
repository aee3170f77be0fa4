"""`make demo`: a real server, sample evidence in, types with receipts out, the same bytes back.

Everything happens in a temporary home, which is removed at the end (`--keep` leaves it). With DEMO_KEEP=1 the server
then stays up until interrupted, with the samples of `muniment demo` in it. Exit status 0 when every document got its
true type with a quote and came back byte for byte, 1 otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if not __package__:  # run as a file: the folder above is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from examples.evidence import DEMO, Written, generate

START_SECONDS = 30
SETTLE_SECONDS = 120
STOP_SECONDS = 45
"""The server gives running requests and jobs 30 s after SIGTERM."""
POLL_SECONDS = 0.05
LOG_CHARACTERS = 3000
"""How much of the server's output is shown when the demo stops."""
PLAIN_WIDTH = 150
"""Columns when the output is not a terminal and COLUMNS does not say."""

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks this machine directly, whatever proxy the environment names."""


class DemoError(Exception):
    """The demo cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one uploaded sample; `problems` is empty when all is as it should be."""

    written: Written
    document_type: str | None
    confidence: float
    quote: str
    page: int | None
    seconds: float
    is_identical: bool
    problems: tuple[str, ...]


def form(fields: Sequence[tuple[str, str]], filename: str, data: bytes) -> tuple[bytes, str]:
    """A `multipart/form-data` body (RFC 7578), the file first as curl sends it, and its Content-Type."""
    boundary = uuid.uuid4().hex
    quoted = filename.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + data
    ]
    parts += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields
    ]
    return b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


class Api:
    """The few calls the demo makes, with the standard library alone."""

    def __init__(self, base: str, secret: str) -> None:
        self._base, self._secret = base, secret

    def get(self, path: str) -> dict[str, Any]:
        """The JSON answer to a GET."""
        return self._send(urllib.request.Request(urljoin(self._base, path)))

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON answer to a POST of JSON."""
        headers = {"Content-Type": "application/json"}
        return self._send(urllib.request.Request(urljoin(self._base, path), json.dumps(body).encode(), headers))

    def upload(self, filename: str, data: bytes, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """The document object of an uploaded file; a repetition of this very call would answer the same."""
        body, content_type = form(fields, filename, data)
        headers = {"Content-Type": content_type, "Idempotency-Key": f"demo-{filename}"}
        return self._send(urllib.request.Request(urljoin(self._base, "/v1/documents"), body, headers))

    def download(self, url: str) -> bytes:
        """The bytes behind a download link, fetched without a key."""
        with _OPENER.open(urljoin(self._base, url), timeout=60) as answer:
            return bytes(answer.read())

    def _send(self, request: urllib.request.Request) -> dict[str, Any]:
        request.add_header("Authorization", f"Bearer {self._secret}")
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            text = error.read(2000).decode(errors="replace")
            raise DemoError(f"{request.get_method()} {request.selector} answered {error.code}: {text}") from error


def environment(home: Path) -> dict[str, str]:
    """The caller's environment without its MUNIMENT_ settings, pointing at `home`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MUNIMENT_")} | {
        "MUNIMENT_HOME": str(home)
    }


def _program() -> str:
    """The `muniment` command that belongs to this interpreter."""
    return str(Path(sys.executable).with_name("muniment"))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(home: Path, log: Path) -> Iterator[str]:
    """A running server's base URL; it is stopped with SIGTERM on the way out. What it prints goes to `log`."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = [_program(), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment(home), stdout=out, stderr=subprocess.STDOUT)
        try:
            _await_health(base, server, log)
            yield base
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _await_health(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with _OPENER.open(f"{base}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(POLL_SECONDS)
    raise DemoError("the server did not start")


def make_key(home: Path) -> str:
    """The secret of a new key, made with the operator's command line."""
    command = [_program(), "keys", "create", "--org", "Demo", "--name", "demo", "--json"]
    made = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)
    if made.returncode:
        raise DemoError(f"no key could be made:\n{made.stderr[-2000:]}")
    return str(json.loads(made.stdout)["secret"])


def follow(api: Api, written: Written, number: int, fields: Sequence[tuple[str, str]]) -> Outcome:
    """Upload one sample, wait until it settles, read its analysis, download it and compare.

    It is uploaded under a number: a file's name hints at its type, and here the text alone has to bear it out.
    """
    begin = time.monotonic()
    filename = f"evidence-{number:02d}.{written.sample.extension}"
    document = api.upload(filename, written.path.read_bytes(), fields)
    path = f"/v1/documents/{document['id']}"
    while document["status"] not in ("complete", "failed") and time.monotonic() - begin < SETTLE_SECONDS:
        time.sleep(POLL_SECONDS)
        document = api.get(path)
    seconds = time.monotonic() - begin
    analysis = api.get(f"{path}/analysis")
    data = api.download(api.get(f"{path}/download")["url"])
    return judge(written, document, analysis, data, seconds=seconds)


def judge(
    written: Written, document: Mapping[str, Any], analysis: Mapping[str, Any], data: bytes, *, seconds: float
) -> Outcome:
    """What the answers come to, held against what is true of the sample."""
    found = analysis.get("classification") or {}
    receipt: Mapping[str, Any] = next(iter(found.get("evidence") or ()), {})
    quote, page = receipt.get("quote") or "", receipt.get("page")
    is_identical = hashlib.sha256(data).hexdigest() == written.sha256
    checks = (
        (document["status"] == "complete", f"ended as {document['status']}: {analysis.get('error')}"),
        (
            document["document_type"] == written.sample.document_type,
            f"is {written.sample.document_type}, was named {document['document_type']}",
        ),
        (bool(quote) and isinstance(page, int), "no quote on a page"),
        (is_identical, "the bytes that came back differ"),
    )
    problems = tuple(message for is_fine, message in checks if not is_fine)
    confidence = float(found.get("confidence") or 0)
    return Outcome(written, document["document_type"], confidence, quote, page, seconds, is_identical, problems)


def table(outcomes: Sequence[Outcome]) -> Table:
    """One row per document; the quote takes the width that is left."""
    shown = Table(title="Evidence, read and kept", title_justify="left", expand=True, box=box.SIMPLE_HEAD)
    shown.add_column("document", ratio=4, overflow="fold")
    shown.add_column("type", ratio=4, overflow="fold")
    shown.add_column("conf.", justify="right", width=5)
    shown.add_column("quote", ratio=7, no_wrap=True, overflow="ellipsis")
    shown.add_column("page", justify="right", width=4)
    shown.add_column("seconds", justify="right", width=7)
    shown.add_column("bytes", width=9)
    for outcome in outcomes:
        shown.add_row(
            Text(outcome.written.path.name),
            Text(outcome.document_type or "-"),
            f"{outcome.confidence:.2f}",
            Text(" ".join(outcome.quote.split()) or "-"),
            str(outcome.page or "-"),
            f"{outcome.seconds:.2f}",
            "identical" if outcome.is_identical else "DIFFERENT",
            style="red" if outcome.problems else "",
        )
    return shown


def console() -> Console:
    """Standard output; as wide as the terminal, or `PLAIN_WIDTH` columns when there is none."""
    plain = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=PLAIN_WIDTH if plain else None, highlight=False)


def report(out: Console, outcomes: Sequence[Outcome]) -> int:
    """Print the table and the verdict; the exit status."""
    out.print(table(outcomes))
    wrong = [outcome for outcome in outcomes if outcome.problems]
    for outcome in wrong:
        out.print(Text(f"{outcome.written.path.name}: {'; '.join(outcome.problems)}", style="red"))
    if wrong or not outcomes:
        out.print(f"{len(wrong)} of {len(outcomes)} documents are not as they should be.")
        return 1
    out.print(f"All {len(outcomes)} documents have their true type, a quote on a page, and identical bytes.")
    return 0


def run(out: Console, folder: Path, seed: int) -> int:
    """The whole demo inside `folder`."""
    home = folder / "home"
    samples = generate(folder / "evidence", seed=seed, only=DEMO)
    out.print(f"{len(samples)} samples in {folder / 'evidence'}, home {home}")
    with serving(home, folder / "serve.log") as base:
        out.print(f"muniment listens on {base}")
        api = Api(base, make_key(home))
        vendor = api.post("/v1/vendors", {"name": "Demo vendor"})["id"]
        service = api.post(f"/v1/vendors/{vendor}/services", {"name": "Demo service"})["id"]
        fields = [("vendor_id", vendor), ("service_ids", service)]
        status = report(out, [follow(api, written, number, fields) for number, written in enumerate(samples, 1)])
        if os.environ.get("DEMO_KEEP") == "1":
            stay_up(out, home, base)
        else:
            out.print("DEMO_KEEP=1 make demo leaves it up, to be looked at in a browser.")
        return status


def stay_up(out: Console, home: Path, base: str) -> None:
    """Bring the samples in and print a link that signs in; returns when interrupted."""
    filled = subprocess.run(
        [_program(), "demo", "--url", base], env=environment(home), capture_output=True, text=True, check=False
    )
    if filled.returncode:
        raise DemoError(f"the samples could not be brought in:\n{filled.stderr[-2000:]}")
    out.print(Text(filled.stdout.rstrip()), soft_wrap=True)
    again = f"MUNIMENT_HOME={home} {_program()} demo --url {base}"
    out.print(f"It stays up at {base} until Ctrl-C. Another link:\n  {again}", soft_wrap=True)
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        return


def _print_log(out: Console, log: Path) -> None:
    """The end of what the server printed, when there is something."""
    text = log.read_text(errors="replace")[-LOG_CHARACTERS:] if log.exists() else ""
    if text:
        out.print(Text(f"The server's last words:\n{text}"))


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; its exit status."""
    parser = argparse.ArgumentParser(prog="make demo", description="Run the main job on sample evidence.")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder in place")
    parser.add_argument("--seed", type=int, default=1, help="which samples to make (default 1)")
    chosen = parser.parse_args(arguments)
    out, folder = console(), Path(tempfile.mkdtemp(prefix="muniment-demo-"))
    try:
        return run(out, folder, chosen.seed)
    except (DemoError, OSError) as error:
        out.print(Text(f"The demo stopped: {error}", style="red"))
        _print_log(out, folder / "serve.log")
        return 1
    finally:
        if chosen.keep:
            out.print(f"Kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
