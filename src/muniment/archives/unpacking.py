"""Unpacks archives in the sandbox, a few at a time, and believes nothing of what comes out but its form."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from muniment.analysis.sandboxed import limits_of
from muniment.errors import ArchiveTooLargeError, MalformedArchiveError, UnpackingBusyError
from muniment.limits import SandboxLimits
from muniment.observing.outages import OutageLog
from muniment.reading.sandbox.sandbox import Sandbox, SandboxError
from muniment.settings import Settings

log = logging.getLogger("muniment.archives")

T = TypeVar("T")

_SLOTS = 2
"""Archives that one process unpacks at once: each takes a core, and its members lie on the disk meanwhile."""

_MAX_WAITING = 16
"""Archives that wait for a slot of one process, each of them a file on its disk; who comes then is asked to come
again."""

_TOO_LARGE = frozenset({"limit_pages", "limit_time", "limit_memory"})


class Unpacking:
    """What one process unpacks, for one event loop. The sandbox is started by the first archive."""

    def __init__(self, settings: Settings, *, scratch_folder: Path) -> None:
        limits = limits_of(settings, SandboxLimits, "sandbox")
        # What the parts say beside bytes is little; who counts the bytes themselves is told of each part.
        self._limits = replace(limits, parts_bytes=2 * settings.expand_max_bytes + limits.parts_bytes)
        self._asked = {"max_members": settings.expand_max_members, "max_member_bytes": settings.max_file_bytes}
        self._scratch_folder = scratch_folder
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._threads = ThreadPoolExecutor(_SLOTS, thread_name_prefix="unpack")
        self._under_way = 0
        self._outage = OutageLog(log, "unpacking archives")

    async def in_a_slot(self, work: Callable[[], T]) -> T:
        """Run what unpacks an archive, when it is its turn. Raises UnpackingBusyError when too many wait."""
        if self._under_way >= _SLOTS + _MAX_WAITING:
            raise UnpackingBusyError
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._under_way -= 1

    def unpack(self, path: Path, take: Callable[[bytes], None], *, stop: threading.Event) -> None:
        """Give `take` every part (`parts.py`) of the archive, to its end or until `stop` is set; it must not raise.
        Raises MalformedArchiveError, ArchiveTooLargeError, UnpackingBusyError."""

        def taken(part: bytes) -> bool:
            take(part)
            return True

        asked = {**self._asked, "path": str(path)}
        try:
            outcome = self._opened().run(asked, limits=self._limits, cancelled=stop, on_part=taken)
        except SandboxError as error:
            self._outage.failed(error)
            raise UnpackingBusyError from error
        self._outage.passed()
        if outcome.value is not None or stop.is_set():
            return
        if outcome.is_lost or outcome.code == "cancelled":
            raise UnpackingBusyError
        log.info("an archive was not unpacked: %s: %s", outcome.code, outcome.detail or "killed")
        if outcome.code in _TOO_LARGE:
            raise ArchiveTooLargeError(
                f"has more than {self._asked['max_members']} members, or takes too much to unpack"
            )
        raise MalformedArchiveError

    def _opened(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                self._sandbox = Sandbox(
                    "muniment.archives.child:answer",
                    limits=self._limits,
                    preload=("muniment.archives.child",),
                    scratch_folder=self._scratch_folder,
                )
            return self._sandbox

    def close(self) -> None:
        """End what is unpacked at this moment, and the fork server."""
        with self._lock:
            if self._sandbox is not None:
                self._sandbox.close()
        self._threads.shutdown(cancel_futures=True)
