"""Labelled files as readings: read once in the product's sandbox, with text recognition, and kept by content.

Only what judging looks at is kept (`zones.looked_at`), so that a folder of 300 documents is some ten megabytes. The
cache is keyed by the bytes of the file: delete it after a change of what reads documents.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from muniment.judging.zones import MAX_PAGE_CHARACTERS, looked_at
from muniment.limits import Limits, SandboxLimits
from muniment.reading.model import Page, PageKind, PlacedCell, PlacedWord, Reading, SeenWord, UnreadableError
from muniment.reading.read import read
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.sandbox import Outcome, Sandbox
from muniment.reading.sandbox.zygote import Emit
from muniment.reading.sniff import sniff

SETS = Path(__file__).parent / "sets"
"""The project's own labelled folders (README.md there)."""
AT_ONCE = 2
MAX_RECOGNISED = 1
"""Pages of a scan: the first tells most, and a page takes seconds."""
_PAGE = b"T\n"


def own_folders() -> list[Path]:
    """The folders of `SETS`, in order."""
    return sorted(labels.parent for labels in SETS.glob("*/labels.jsonl"))


def readings(paths: Sequence[Path], cache: Path) -> list[Reading | None]:
    """The reading of each file, None of one that cannot be read. What is in the folder `cache` is not read again."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = [cache / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.json" for path in paths]
    missing = {there: path for there, path in zip(kept, paths, strict=True) if not there.exists()}
    if missing:
        with tempfile.TemporaryDirectory(prefix="muniment-training-") as scratch:
            _read_all(missing, Path(scratch))
    return [_reading(json.loads(there.read_text(encoding="utf-8"))) for there in kept]


def _read_all(missing: dict[Path, Path], scratch: Path) -> None:
    sandbox = Sandbox(
        "training.readings:answer",
        limits=SandboxLimits(),
        preload=("training.readings",),
        scratch_folder=scratch,
        ocr=OcrWorker() if OcrWorker.is_installed() else None,
    )
    sandbox.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda pair: _read_one(sandbox, *pair), missing.items()):
                pass
    finally:
        sandbox.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _read_one(sandbox: Sandbox, there: Path, path: Path) -> None:
    outcome: Outcome = sandbox.run({"path": str(path.absolute()), "extension": path.suffix[1:].lower()})
    value = dict(outcome.value or {"failure": outcome.code})
    value["pages"] = [json.loads(part[len(_PAGE) :]) for part in outcome.parts if part.startswith(_PAGE)]
    there.write_text(json.dumps(value), encoding="utf-8")


def _reading(value: dict[str, Any]) -> Reading | None:
    if value.get("failure"):
        return None
    pages = tuple(map(_page, value["pages"]))
    return Reading(value["media_type"], pages, value["page_count"], (), value["language"])


def _page(value: dict[str, Any]) -> Page:
    length = len(value["text"])
    rows = tuple(
        tuple(PlacedCell(tuple(map(tuple, cell["pieces"])), cell["left"], cell["right"]) for cell in row)
        for row in value["rows"]
        if all(end <= length for cell in row for _, end in cell["pieces"])
    )
    placed = tuple(word for word in map(PlacedWord._make, value["placed"]) if word.end <= length)
    seen = tuple(word for word in map(SeenWord._make, value["seen"]) if word.end <= length)
    return Page(**(value | {"kind": PageKind(value["kind"]), "rows": rows, "placed": placed, "seen": seen}))


def answer(request: dict[str, Any], recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    """The sandbox's target: a path in; its pages as parts, what is known of the document as JSON out."""
    path, extension = Path(request["path"]), request["extension"]
    try:
        kind = sniff(path, extension=extension).kind_to_read(extension)
        reading = read(path, kind=kind, limits=Limits(max_ocr_pages=MAX_RECOGNISED), recognise=recognise).own()
    except UnreadableError as error:
        return {"failure": error.code}
    for page in looked_at(reading.pages):
        emit(_PAGE + json.dumps(asdict(page) | {"text": page.text[:MAX_PAGE_CHARACTERS]}).encode())
    return {
        "failure": None,
        "media_type": reading.media_type,
        "page_count": reading.page_count,
        "language": reading.language,
    }
