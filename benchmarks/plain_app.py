"""The yardstick of uploads: FastAPI's own `UploadFile`, doing what muniment does to a file and nothing else.

Parse the form, hash the file, copy it to a store folder, fsync file and folder, insert a row, with SQLite at
`synchronous=FULL`. No authentication, no job, no limits, no log.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
import uuid
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, UploadFile

FOLDER = Path(os.environ["PLAIN_FOLDER"])
STORE = FOLDER / "store"
COPY_BYTES = 1024 * 1024

app = FastAPI()
_lock = threading.Lock()
_database = sqlite3.connect(FOLDER / "plain.sqlite3", check_same_thread=False, isolation_level=None)
_database.execute("PRAGMA journal_mode=WAL")
_database.execute("PRAGMA synchronous=FULL")
_database.execute(
    "CREATE TABLE documents (id TEXT PRIMARY KEY, vendor_id TEXT, name TEXT, size INTEGER, sha256 BLOB, at INTEGER)"
)
for first in range(256):
    (STORE / f"{first:02x}").mkdir(parents=True)


@app.post("/v1/documents", status_code=201)
def upload(file: UploadFile, vendor_id: Annotated[str, Form()]) -> dict[str, str | int | None]:
    """Runs in FastAPI's thread pool, as its documentation advises for blocking work."""
    key = uuid.uuid4().hex
    path = STORE / key[:2] / key
    digest, size = hashlib.sha256(), 0
    part = path.with_suffix(".part")
    with part.open("wb") as target:
        while piece := file.file.read(COPY_BYTES):
            digest.update(piece)
            target.write(piece)
            size += len(piece)
        target.flush()
        os.fsync(target.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    now = int(time.time())
    with _lock:
        _database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (key, vendor_id, file.filename, size, digest.digest(), now),
        )
    return {"id": key, "vendor_id": vendor_id, "name": file.filename, "size": size, "created_at": now}
