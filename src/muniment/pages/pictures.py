"""Pictures of pages, and where their words stand, for whoever serves them: kept, made once for all who ask at once, and
never more at a time than there are slots.

Who asks for what is kept waits for the disk alone. Who asks for more waits for a slot, for a bounded time and in a
bounded queue; beyond either the answer is to come again.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import orjson

from muniment.errors import PicturesBusyError
from muniment.observing.metrics import Metrics
from muniment.pages.copies import Copies
from muniment.pages.drawing import Drawing, NoPicture, Places, places_in, width_for
from muniment.pages.kept import Kept
from muniment.pages.png import SIGNATURE
from muniment.pages.refusals import REASONS
from muniment.reading.seen_words import values_of
from muniment.settings import Settings
from muniment.storage.store import Store

MAX_WAITING = 64
"""Pages that wait for a slot of one process; who comes then is asked to come again."""

_DISK_THREADS = 2
_VERSION = version("muniment")
"""Of what draws: another one may draw what this one cannot."""

_REFUSALS = frozenset(reason.encode() for reason in REASONS)
"""What is kept in place of a picture that there is not."""


@dataclass(frozen=True, slots=True)
class PageOfFile:
    """A page of a stored file. `extension`: what the file is named."""

    storage_key: str
    sha256: bytes
    extension: str
    page: int


class Pictures:
    """What one process draws, for one event loop."""

    def __init__(
        self, settings: Settings, store: Store, metrics: Metrics, *, folder: Path, scratch_folder: Path
    ) -> None:
        self._ends = metrics.pages_drawn
        self.kept = Kept(folder, max_bytes=settings.picture_cache_bytes)
        self._copies = Copies(store, scratch_folder)
        self._drawing = Drawing(settings, scratch_folder=scratch_folder)
        self._seconds = settings.picture_seconds
        self._drawers = ThreadPoolExecutor(settings.picture_slots, thread_name_prefix="draw")
        self._disk = ThreadPoolExecutor(_DISK_THREADS, thread_name_prefix="pictures")
        self._under_way: dict[tuple[str, str], asyncio.Task[bytes]] = {}

    async def picture(self, page: PageOfFile, *, width: int) -> bytes | NoPicture:
        """The page as a PNG of about so many pixels' width (`width_for`). Raises PicturesBusyError, NotStoredError, and
        what the store raises."""
        wide = width_for(width)

        def draw(path: Path) -> bytes:
            drawn = self._drawing.picture(path, extension=page.extension, page=page.page, width=wide)
            return drawn if isinstance(drawn, bytes) else drawn.reason.encode()

        data = await self._made(page, f"{page.page}-{wide}-{page.extension}-{_VERSION}", draw)
        return data if data.startswith(SIGNATURE) else _refused(data)

    async def places(self, page: PageOfFile, text: str, *, seconds: float | None = None) -> Places | NoPicture:
        """Where the words of the page's text stand; those of whom it is known. `seconds`: the longest wait, where that
        is not the setting's. Raises as `picture` does."""

        def look(path: Path) -> bytes:
            found = self._drawing.places(path, extension=page.extension, page=page.page, text=text)
            if isinstance(found, NoPicture):
                return found.reason.encode()
            return orjson.dumps({"words": values_of(found.words), "size": found.size})

        of_text = hashlib.sha256(text.encode()).hexdigest()[:16]
        data = await self._made(
            page, f"{page.page}-places-{of_text}-{page.extension}-{_VERSION}", look, seconds=seconds
        )
        if not data.startswith(b"{"):
            return _refused(data)
        return places_in(orjson.loads(data), length=len(text)) or Places()

    async def _made(
        self, page: PageOfFile, name: str, make: Callable[[Path], bytes], *, seconds: float | None = None
    ) -> bytes:
        sha256 = page.sha256.hex()
        loop = asyncio.get_running_loop()
        if (data := await loop.run_in_executor(self._disk, self.kept.get, sha256, name)) is not None:
            return data
        task = self._under_way.get((sha256, name))
        if task is None:
            if len(self._under_way) >= MAX_WAITING:
                self._ends.add("busy")
                raise PicturesBusyError
            work = functools.partial(self._make, page, name, make)
            task = asyncio.ensure_future(self._in_a_slot(work))
            self._under_way[sha256, name] = task
            task.add_done_callback(functools.partial(self._end, (sha256, name)))
        try:
            # Shielded: whoever leaves takes nothing from the others, nor from who comes again
            return await asyncio.wait_for(asyncio.shield(task), self._seconds if seconds is None else seconds)
        except TimeoutError:
            self._ends.add("busy")
            raise PicturesBusyError from None

    def _end(self, what: tuple[str, str], task: asyncio.Task[bytes]) -> None:
        del self._under_way[what]
        if not task.cancelled():
            task.exception()  # looked at, since everybody who waited may be gone

    async def _in_a_slot(self, work: Callable[[], bytes]) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._drawers, work)

    def _make(self, page: PageOfFile, name: str, make: Callable[[Path], bytes]) -> bytes:
        with self._copies.of(page.storage_key) as path:
            data = make(path)
        self._ends.add(data.decode() if data in _REFUSALS else "done")
        self.kept.put(page.sha256.hex(), name, data)
        return data

    def tidied(self) -> list[str]:
        """Lets go of copies that nobody uses; the hashes of the files of which something is kept. Waits for the
        disk."""
        self._copies.let_go()
        return self.kept.hashes()

    def close(self) -> None:
        """End what is drawn, and leave no copies behind."""
        self._drawing.close()
        self._drawers.shutdown(cancel_futures=True)
        self._disk.shutdown(cancel_futures=True)
        self._copies.let_go(seconds=0, most=0)


def _refused(data: bytes) -> NoPicture:
    return NoPicture(data.decode() if data in _REFUSALS else "crashed")
