"""One browser and one room for the tests of this folder, which begin together and so run in one process.

They need Chromium, which `.ci/run` installs, and skip without it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from muniment.reading.sandbox.sandbox import Sandbox
from tests.browser import hostile
from tests.browser.rooms import WAIT_MS, Room, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Gone before the next test of another folder: playwright holds the thread's event loop."""
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    with opened_browser() as opened:
        yield opened


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """The same as long as the block lasts."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)
    # Its own sandbox cannot be had as root; what it opens here is ours.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def empty_room(
    browser: Browser, sandbox: Sandbox, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    """A room that its first administrator has set up in the browser, with nothing in it when it is first asked for."""
    home = tmp_path_factory.mktemp("room")
    shutil.copyfile(migrated_sqlite, home / "muniment.sqlite3")
    with serving(home, browser, sandbox) as room:
        room.set_up()
        yield room


@pytest.fixture(scope="package")
def room(empty_room: Room) -> Room:
    """The same with the samples in it, analysed, and with what people who mean ill may bring in."""
    empty_room.bring_in_samples()
    hostile.bring_in(empty_room)
    return empty_room
