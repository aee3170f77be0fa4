"""What holds of every page, in both themes, at every width, by keyboard alone, and whatever people are called.

Each page is opened once, as opening is most of the work, and looked at in every way; the tests say what was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.browser.axe import SCRIPT, violations
from tests.browser.hostile import NAMES
from tests.browser.looking import Weight, injected, spills, unreached, unstacked
from tests.browser.pages import closed_pages, open_pages
from tests.browser.rooms import WINDOW, Room

if TYPE_CHECKING:
    from playwright.sync_api import Page

MAX_BYTES = 100 * 1024
ZOOMED = {"width": 640, "height": 400}
"""WINDOW at 200 %, in the pixels of its page."""

NARROW = {"width": 320, "height": 640}

Found = Mapping[str, Mapping[str, object]]
"""What is wrong: by how it was looked at, by page."""


@pytest.fixture(scope="module")
def found(room: Room) -> Found:
    """What is wrong with every page."""
    script = SCRIPT.read_text(encoding="utf-8") if SCRIPT.exists() else None
    wrong: dict[str, dict[str, object]] = defaultdict(dict)
    for pages, is_signed_in in ((open_pages(room), False), (closed_pages(room), True)):
        with room.visit(is_signed_in=is_signed_in, viewport=WINDOW) as page:
            weight = Weight(page)
            for path, address in pages.items():
                page.goto(address)
                if not 0 < (n_bytes := weight.taken()) <= MAX_BYTES:
                    wrong["weight"][path] = n_bytes
                for way, what in _looked_at(page, script).items():
                    if what:
                        wrong[way][path] = what
    return wrong


def _looked_at(page: Page, script: str | None) -> dict[str, list[str]]:
    """In the dark nothing but colours differs."""
    looked = {"injected": injected(page), "keyboard": unreached(page)}
    if script is not None:
        looked["light"] = violations(page, script)
        page.emulate_media(color_scheme="dark")
        looked["dark"] = violations(page, script, "color-contrast")
        page.emulate_media(color_scheme="light")
    for way, size in (("zoomed", ZOOMED), ("narrow", NARROW)):
        page.set_viewport_size(size)
        looked[way] = spills(page)
    looked["tables"] = unstacked(page)
    page.set_viewport_size(WINDOW)
    return looked


@pytest.mark.skipif(not SCRIPT.exists(), reason="no axe-core: npm ci --prefix tests/browser --ignore-scripts")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_passes_axe(found: Found, theme: str) -> None:
    assert found.get(theme, {}) == {}


@pytest.mark.parametrize("width", ["narrow", "zoomed"])
def test_every_page_fits_320_pixels_and_200_percent(found: Found, width: str) -> None:
    assert found.get(width, {}) == {}


def test_every_table_is_read_on_a_telephone(found: Found) -> None:
    assert found.get("tables", {}) == {}


def test_every_page_is_used_by_keyboard_alone(found: Found) -> None:
    assert found.get("keyboard", {}) == {}


def test_nothing_that_anybody_is_called_or_wrote_becomes_markup(found: Found) -> None:
    assert found.get("injected", {}) == {}


ASKED = (
    "/{}",
    "/documents/{}",
    "/evidence?q={}",
    "/evidence?vendor={}",
    "/vendors?name={}",
    "/search?q={}",
    "/administration/audit?search={}",
    "/account?from={}",
)


def test_nothing_that_an_address_holds_becomes_markup(room: Room) -> None:
    with room.visit(expects=(400, 404, 422)) as page:
        for asked in ASKED:
            for name in (*NAMES, "\x00\x1b[31m"):
                page.goto(asked.format(quote(name, safe="")))
                assert (page.locator("h1").count(), injected(page)) == (1, [])


def test_first_visit_of_every_page_transfers_no_more_than_100_kib(found: Found) -> None:
    assert found.get("weight", {}) == {}
