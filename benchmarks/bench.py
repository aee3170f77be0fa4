"""The core of the pipeline in the product's own sandbox, two documents at once, with the product's own limits."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from muniment.limits import Limits, SandboxLimits
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.sandbox.sandbox import Outcome, Sandbox

AT_ONCE = 2


class Bench:
    """A sandbox for the time of a `with` block. `recognise`: read text in pictures, when that is installed."""

    def __init__(self, *, recognise: bool) -> None:
        self._scratch = Path(tempfile.mkdtemp(prefix="muniment-evaluate-"))
        self._sandbox = Sandbox(
            "muniment.analysis.child:answer",
            limits=SandboxLimits(),
            preload=("muniment.analysis.child", "muniment.judging.warm"),
            scratch_folder=self._scratch,
            ocr=OcrWorker() if recognise and OcrWorker.is_installed() else None,
        )

    def __enter__(self) -> Bench:
        self._sandbox.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def run(self, paths: Sequence[Path], names: Sequence[str]) -> list[Outcome]:
        """How each file ended, asked at threshold 0 so that any threshold can be applied to the answer."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._one, paths, names))

    def _one(self, path: Path, name: str) -> Outcome:
        return self._sandbox.run(
            {
                "path": str(path.absolute()),
                "name": name,
                "extension": path.suffix[1:].lower(),
                "declared_type": None,
                "threshold": 0.0,
                "limits": asdict(Limits()),
                "validity": json.dumps({}),
                "today": datetime.now(UTC).date().isoformat(),
            }
        )
