"""A child whose judging breaks off: the file's name says where, its first word how."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from muniment.analysis import child
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.zygote import Emit

SPINS = "spins"
"""What a child that spins leaves in its folder, where others see it."""


def answer(request: dict[str, Any], recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    path = Path(request["path"])
    how = path.read_text().split()[0]

    def breaks_off(*_: object, **__: object) -> Any:
        if how == "raises":
            raise KeyError("a word of the document")
        if how == "dies":
            os.kill(os.getpid(), signal.SIGSEGV)
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "hogs":
            return [bytes(1 << 24) for _ in range(1000)]
        if how == "spins":
            Path(SPINS).touch()
        while how == "spins":
            pass
        return None

    setattr(child, path.stem, breaks_off)
    return child.answer(request, recognise, emit)
