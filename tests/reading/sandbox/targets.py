"""What the sandbox's tests run in the child: each does one thing a document's parser could do."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from muniment.reading.model import UnreadableError
from muniment.reading.recognition.recogniser import Recogniser, RecognitionError
from muniment.reading.sandbox.zygote import Emit


def answer(request: dict[str, Any], recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    return _ACTS[request["act"]](request, recognise, emit)


def _echo(request, recognise, emit):
    return {
        "request": request,
        "pid": os.getpid(),
        "group": int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[2]),
    }


def _large(request, recognise, emit):
    return {"text": "x" * request["size"]}


def _hang(request, recognise, emit):
    if "mark" in request:
        Path(tempfile.gettempdir(), "hanging").write_text(str(os.getpid()))
    threading.Event().wait()


def _spin(request, recognise, emit):
    while True:
        pass


def _hog(request, recognise, emit):
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def _abort_for_memory(request, recognise, emit):
    os.write(2, b"noise\n" * 20000 + b"memory allocation of 17179869184 bytes failed\n")
    os.abort()


def _segfault(request, recognise, emit):
    ctypes.string_at(0)


def _leave(request, recognise, emit):
    os._exit(3)


def _unreadable(request, recognise, emit):
    raise UnreadableError("encrypted", "The document is protected by a password.")


def _bug(request, recognise, emit):
    raise ValueError("a secret detail of the document")


def _write(request, recognise, emit):
    path = Path(request.get("where", tempfile.gettempdir()), "large")
    with path.open("wb") as file:
        for _ in range(request["size"] // 1024):
            file.write(b"x" * 1024)
    return {"path": str(path)}


def _write_many(request, recognise, emit):
    """Files of the sizes asked for; then wait to be looked at, where that is asked too."""
    for number, size in enumerate(request["sizes"]):
        Path(tempfile.gettempdir(), str(number)).write_bytes(b"x" * size)
    threading.Event().wait(request.get("wait_seconds", 0))
    return {}


def _parts(request, recognise, emit):
    for size in request["sizes"]:
        emit(b"x" * size)
    return {"sent": len(request["sizes"])}


def _read(request, recognise, emit):
    return {"text": Path(request["path"]).read_text()}


def _environment(request, recognise, emit):
    return {
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "temporary": tempfile.gettempdir(),
        "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd")),
        "hash": hash("muniment"),
    }


def _attempts(request, recognise, emit):
    """Everything a captured parser would like to do; each with the name of the error that stopped it, or None."""

    def outcome(act):
        try:
            act()
        except (OSError, RuntimeError) as error:
            return type(error).__name__
        return None

    def thread():
        import threading

        one = threading.Thread(target=lambda: None)
        one.start()
        one.join()

    return {
        "inet": outcome(lambda: socket.create_connection(("127.0.0.1", request["port"]), timeout=2)),
        "inet6": outcome(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)),
        "unix": outcome(lambda: socket.socket(socket.AF_UNIX).connect(request["unix"])),
        "program": outcome(lambda: subprocess.run([sys.executable, "-V"], check=True)),
        "fork": outcome(lambda: os.fork() or os._exit(0)),
        "kill": outcome(lambda: os.kill(os.getppid(), 0)),
        "read_elsewhere": outcome(lambda: Path(request["secret"]).read_bytes()),
        "write_elsewhere": outcome(lambda: Path(request["secret"]).write_bytes(b"")),
        "parent": outcome(lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes()),
        "read_own": outcome(lambda: Path(request["path"]).read_bytes()),
        "write_scratch": outcome(lambda: Path(tempfile.gettempdir(), "note").write_text("x")),
        "import": outcome(lambda: __import__("wave")),
        "thread": outcome(thread),
    }


def _recognise(request, recognise, emit):
    from PIL import Image

    if recognise is None:
        return {"texts": None}
    texts = []
    for path in request["pictures"]:
        try:
            texts.append(recognise.sight_of(Image.open(path)).text)
        except RecognitionError as error:
            texts.append(f"error: {error}")
    return {"texts": texts}


_ACTS = {
    "echo": _echo,
    "large": _large,
    "hang": _hang,
    "spin": _spin,
    "hog": _hog,
    "abort_for_memory": _abort_for_memory,
    "segfault": _segfault,
    "leave": _leave,
    "unreadable": _unreadable,
    "bug": _bug,
    "write": _write,
    "read": _read,
    "write_many": _write_many,
    "parts": _parts,
    "environment": _environment,
    "attempts": _attempts,
    "recognise": _recognise,
}
