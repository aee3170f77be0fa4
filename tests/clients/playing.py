"""A server that plays the parts of clients/cases.toml, for SDKs in any language.

`/N/RUN/…` is the API of the N-th `[[played]]` case: its answers come one after another, and each RUN, whose name the
caller chooses, begins anew. GET `/N/RUN/log` tells what was asked. POST `/taken` takes anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "clients" / "cases.toml").read_text(encoding="utf-8")
)


def file_bytes(name: str) -> bytes:
    """The bytes of a file of the table."""
    one = TABLE["file"][name]
    return base64.b64decode(one["base64"]) if "base64" in one else one["text"].encode()


class _Part(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: else each answer waits for the client's delayed acknowledgement
    server: _Stage
    base = ""

    def answer(self) -> None:
        path = urlsplit(self.path)
        if path.path == "/taken":
            self._read(None)
            self._send({"status": 200, "json": {}})
            return
        _, number, run, rest = path.path.split("/", 3)
        if rest == "log":
            self._send({"status": 200, "json": self.server.asked[number, run]})
            return
        self.base = f"http://{self.headers['host']}/{number}/{run}"
        answers = TABLE["played"][int(number)]["answers"]
        with self.server.lock:
            log = self.server.asked[number, run]
            answer = answers[min(len(log), len(answers) - 1)]
            entry: dict[str, Any] = {"method": self.command, "path": f"/{rest}", "query": parse_qs(path.query)}
            entry["headers"] = {name.lower(): value for name, value in self.headers.items()}
            log.append(entry)
        body = self._read(answer.get("takes"))
        entry["file_sha256"] = hashlib.sha256(_file_in(body, self.headers["content-type"] or "")).hexdigest()
        if answer.get("breaks") == "before":
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def _read(self, most: int | None) -> bytes:
        """The request's body, or as much of it as is to be taken."""
        if self.headers.get("transfer-encoding") == "chunked":
            pieces = []
            while size := int(self.rfile.readline(), 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        length = int(self.headers.get("content-length") or 0)
        return self.rfile.read(length if most is None else min(most, length))

    def _send(self, answer: Mapping[str, Any]) -> None:
        if "json" in answer:
            body, media = json.dumps(self._filled(answer["json"])).encode(), "application/json"
        else:
            body, media = answer.get("text", "").encode(), "text/plain"
        self.send_response_only(answer["status"])  # whose Date may be the answer's own
        for name, value in {"Content-Type": media, **answer.get("headers", {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if answer.get("breaks") == "within":
            body = body[: len(body) // 2]
            self.close_connection = True
        self.wfile.write(body)
        self.wfile.flush()

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        if isinstance(value, str) and value != "${null}":
            return value.replace("${base}", self.base)
        return None if value == "${null}" else value

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the log is `asked`."""


def _file_in(body: bytes, media: str) -> bytes:
    """The file of a form."""
    boundary = re.search(r'boundary="?([^";]+)', media)
    if boundary is None:
        return b""
    parts = body.split(b"--" + boundary[1].encode())
    files = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts if b"filename=" in part]
    return b"".join(files)


class _Stage(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Part)
        self.asked: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: that clients go is a part of what is played."""


@contextmanager
def playing() -> Iterator[str]:
    """The URL of the server, which stands as long as the block."""
    stage = _Stage()
    thread = threading.Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{stage.server_port}"
    finally:
        stage.shutdown()
        stage.server_close()
        thread.join()
