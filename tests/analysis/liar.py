"""What a child that was taken over could answer; the lie is the file's name."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from muniment.analysis.kept_pages import send
from muniment.reading.model import Page, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.zygote import Emit


def answer(request: dict[str, Any], recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    lie = Path(request["path"]).stem
    value: dict[str, Any] = {
        "media_type": "text/plain",
        "page_count": None,
        "language": None,
        "classification": {
            "document_type": "soc3_auditor_report",
            "confidence": 0.9,
            "alternatives": [],
            "evidence": [{"quote": "the truth", "page": 1, "signal": "s"}],
        },
        "facts": [],
        "warnings": [],
        "error": None,
        "faults": [],
    }
    if lie == "code":
        raise UnreadableError("you_won", "x")
    if lie == "bomb":
        head = {"number": 1, "kind": "page", "label": None, "ocr": False, "character_count": 9}
        emit(b"P" + json.dumps(head).encode() + b"\n" + zlib.compress(b"the truth" + bytes(300_000_000), 1))
        return value
    for _ in range(2 if lie == "pages" else 1):
        send([Page(1, "the truth")], emit)
    if lie == "words":
        emit(b"W1\n'); DROP TABLE documents; --")
    if lie == "quote":
        value["classification"]["evidence"][0]["quote"] = "not the truth"
    if lie == "slug":
        value["classification"]["document_type"] = "no_such_type"
    if lie == "fact":
        value["facts"] = [{"key": "document_date", "value": "2026-01-01"}]
    return value
