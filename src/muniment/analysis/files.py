"""Analysing files on a disk, without a server: `muniment analyze`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any

from muniment import clock
from muniment.analysis.findings import failed, wire_result
from muniment.analysis.sandboxed import analyse_in_sandbox, receipted
from muniment.reading.errors import ERRORS
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.settings import Settings
from muniment.storage.digest import sha256_of

NOT_ANALYSED = frozenset({"unreadable_file", "internal_error", "unsupported_file_type"})
"""Codes of files that were not looked into at all."""


def shown(path: str | Path) -> str:
    """The path as text; bytes in it that are no UTF-8 as `\\xe9`."""
    return os.fsencode(path).decode(errors="backslashreplace")


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
    with ThreadPoolExecutor(jobs, thread_name_prefix="analyze") as pool:
        # A few ahead of what is being read, so that a million files do not become a million futures.
        for future in _as_done(pool, lambda file: _analyse(sandbox, file, settings), iter(files), ahead=jobs * 2):
            yield future.result()


def _as_done(
    pool: ThreadPoolExecutor, work: Callable[[Path], dict[str, Any]], files: Iterator[Path], *, ahead: int
) -> Iterator[Future[dict[str, Any]]]:
    waiting = {pool.submit(work, file) for file in islice(files, ahead)}
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        waiting |= {pool.submit(work, file) for file in islice(files, len(done))}
        yield from done


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
