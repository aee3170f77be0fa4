"""Analysing files on a disk, without a server: `muniment analyze`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from muniment import clock
from muniment.analysis.findings import failed, wire_result
from muniment.analysis.sandboxed import analyse_in_sandbox, receipted
from muniment.parallel import as_done
from muniment.reading.errors import ERRORS
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.settings import Settings
from muniment.storage.digest import sha256_of
from muniment.unicode import shown

NOT_ANALYSED = frozenset({"unreadable_file", "internal_error", "unsupported_file_type"})
"""Codes of files that were not looked into at all."""


def files_below(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of an accepted type in the folders named, in order. Raises FileNotFoundError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and extension_of(one.name) in MEDIA_TYPES)
            found += sorted(inside)
        elif path.exists():
            found.append(path)
        else:
            raise FileNotFoundError(f"there is no {shown(path)}")
    return list(dict.fromkeys(found))


def analyse_files(
    sandbox: Sandbox, files: Sequence[Path], *, settings: Settings, jobs: int
) -> Iterator[dict[str, Any]]:
    """For each file, as it is done: `path` and the analysis of CONTRACT §2.7, also for one that cannot be read."""
    yield from as_done(lambda file: _analyse(sandbox, file, settings), files, jobs=jobs, name="analyze")


def _analyse(sandbox: Sandbox, file: Path, settings: Settings) -> dict[str, Any]:
    started_at = clock.now()
    digest = ""
    extension = extension_of(file.name)
    try:
        if extension not in MEDIA_TYPES:
            findings = failed(
                "unsupported_file_type", f"{ERRORS['unsupported_file_type']} These are: {', '.join(MEDIA_TYPES)}."
            )
        else:
            digest = sha256_of(file).hex()
            findings = analyse_in_sandbox(
                sandbox,
                file.resolve(),
                settings=settings,
                name=shown(file.name),
                extension=extension,
                declared_type=None,
            )
            findings = receipted(findings)
    except OSError as error:
        findings = failed("unreadable_file", f"{ERRORS['unreadable_file']} {error.strerror}.")
    except Exception as error:
        findings = failed("internal_error", f"{ERRORS['internal_error']} {type(error).__name__}.")
    return {
        "path": shown(file),
        "status": "failed" if findings.error is not None else "complete",
        **wire_result(findings, sha256=digest),
        "started_at": started_at,
        "completed_at": clock.now(),
    }
