from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from muniment.errors import PicturesBusyError
from muniment.observing.metrics import Metrics
from muniment.pages import pictures
from muniment.pages.drawing import NoPicture
from muniment.pages.pictures import PageOfFile, Pictures
from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.storage.store import NotStoredError, new_key
from tests.builders import staged_file
from tests.drawn import pdf

CONTENT = pdf([(72, 700, "A page")])


class Gated(LocalStore):
    """A local store whose files can be had once its gate is open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.gate = threading.Event()
        self.gate.set()

    @contextmanager
    def local_copy(self, key: str, scratch: Path) -> Iterator[Path]:
        self.gate.wait(30)
        with super().local_copy(key, scratch) as path:
            yield path


class Room:
    """What draws, over a store of its own."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        (folder / "scratch").mkdir()
        self.store = Gated(folder / "store")
        self.metrics = Metrics()
        self.folder = folder
        self.pictures = self.opened(**changes)

    def opened(self, **changes: Any) -> Pictures:
        settings = Settings(**changes)
        return Pictures(
            settings, self.store, self.metrics, folder=self.folder / "kept", scratch_folder=self.folder / "scratch"
        )

    def stored(self, content: bytes = CONTENT, *, page: int = 1) -> PageOfFile:
        key = new_key()
        self.store.keep(staged_file(self.folder, content), key)
        return PageOfFile(key, hashlib.sha256(content).digest(), "pdf", page)

    def drawn(self, end: str = "done") -> float:
        return self.metrics.pages_drawn.value(end)

    def close(self) -> None:
        self.store.gate.set()
        self.pictures.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with closing(Room(tmp_path)) as one:
        yield one


def _together(
    *asked: Callable[[], Coroutine[Any, Any, Any]], done: int = 0, then: Callable[[], None] = lambda: None
) -> list[Any]:
    """What comes of asking for all of them at once; `then` is called once so many have their answer."""

    async def ask() -> list[Any]:
        tasks = [asyncio.ensure_future(one()) for one in asked]
        while sum(task.done() for task in tasks) < done:
            await asyncio.sleep(0.001)
        then()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(ask())


def test_two_who_ask_at_once_get_one_drawing_and_later_ones_what_is_kept(room: Room) -> None:
    page = room.stored()
    room.store.gate.clear()
    both = _together(*[lambda: room.pictures.picture(page, width=240)] * 2, then=room.store.gate.set)
    assert both[0] == both[1]
    assert isinstance(both[0], bytes)
    assert room.drawn() == 1
    (again,) = _together(lambda: room.opened().picture(page, width=200))
    assert again == both[0]
    assert room.drawn() == 1


def test_same_bytes_of_another_document_are_drawn_once(room: Room) -> None:
    for _ in range(2):
        page = room.stored()
        _together(lambda page=page: room.pictures.picture(page, width=240))  # type: ignore[misc]
    assert room.drawn() == 1


def test_refusal_is_kept_too(room: Room) -> None:
    page = room.stored(page=7)
    for _ in range(2):
        assert _together(lambda: room.pictures.picture(page, width=240)) == [NoPicture("absent")]
    assert (room.drawn("absent"), room.drawn()) == (1, 0)


def test_words_are_those_of_the_text_that_is_kept_now(room: Room) -> None:
    page = room.stored()
    for text, found in (("A page", ["A", "page"]), ("Another page", ["page"]), ("A page", ["A", "page"])):
        (places,) = _together(lambda text=text: room.pictures.places(page, text))  # type: ignore[misc]
        assert [text[word.start : word.end] for word in places.words] == found
    assert room.drawn() == 2


def test_who_waits_too_long_is_asked_to_come_again_and_finds_it_done(tmp_path: Path) -> None:
    with closing(Room(tmp_path, picture_seconds=0.05)) as room:
        page = room.stored()
        room.store.gate.clear()
        (answer,) = _together(lambda: room.pictures.picture(page, width=240))
        assert isinstance(answer, PicturesBusyError)
        room.store.gate.set()

        async def ask_again() -> bytes | NoPicture:
            async with asyncio.timeout(60):
                while True:
                    with suppress(PicturesBusyError):
                        return await room.pictures.picture(page, width=240)

        assert isinstance(asyncio.run(ask_again()), bytes)


def test_queue_is_bounded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_WAITING", 3)
    page = room.stored()
    room.store.gate.clear()
    asked = [replace(page, page=number) for number in (1, 2, 3, 4, 5)]
    answers = _together(
        *(lambda one=one: room.pictures.picture(one, width=240) for one in asked),  # type: ignore[misc]
        done=2,
        then=room.store.gate.set,
    )
    assert sum(isinstance(one, PicturesBusyError) for one in answers) == 2
    assert room.drawn("busy") == 2


def test_who_leaves_takes_nothing_from_who_stays(room: Room) -> None:
    page = room.stored()
    room.store.gate.clear()

    async def ask() -> bytes | NoPicture:
        leaving = asyncio.ensure_future(room.pictures.picture(page, width=240))
        staying = asyncio.ensure_future(room.pictures.picture(page, width=240))
        for _ in range(100):
            await asyncio.sleep(0)
        leaving.cancel()
        room.store.gate.set()
        return await staying

    assert isinstance(asyncio.run(ask()), bytes)


def test_file_that_is_missing_is_told_and_not_remembered(room: Room) -> None:
    page = PageOfFile(new_key(), hashlib.sha256(CONTENT).digest(), "pdf", 1)
    (answer,) = _together(lambda: room.pictures.picture(page, width=240))
    assert isinstance(answer, NotStoredError)
    room.store.keep(staged_file(room.folder, CONTENT), page.storage_key)
    (answer,) = _together(lambda: room.pictures.picture(page, width=240))
    assert isinstance(answer, bytes)
