"""What holds of every page, in both themes, at every width, by keyboard alone, and whatever people are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.axe import violations
from tests.browser.looking import Weight, spills, unreached
from tests.browser.pages import closed_pages, open_pages
from tests.browser.rooms import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

MAX_BYTES = 100 * 1024
ZOOMED = {"width": 640, "height": 400}
"""A window of 1,280 by 800 at 200 %, in the pixels of its page."""

NARROW = {"width": 320, "height": 640}


def _each(room: Room, look: Callable[[Page], list[str]], **options: object) -> dict[str, list[str]]:
    """What the look finds wrong, by page."""
    found = {}
    for pages, is_signed_in in ((open_pages(room), False), (closed_pages(room), True)):
        with room.visit(is_signed_in=is_signed_in, **options) as page:
            for path, address in pages.items():
                page.goto(address)
                if wrong := look(page):
                    found[path] = wrong
    return found


def test_every_page_passes_axe_in_both_themes(room: Room, axe: str) -> None:
    """In the dark nothing but colours differs."""

    def look(page: Page) -> list[str]:
        page.emulate_media(color_scheme="light")
        in_light = violations(page, axe)
        page.emulate_media(color_scheme="dark")
        return in_light + [f"dark: {one}" for one in violations(page, axe, "color-contrast")]

    assert _each(room, look) == {}


def test_every_page_fits_320_pixels_and_200_percent(room: Room) -> None:
    def look(page: Page) -> list[str]:
        wrong = spills(page)
        page.set_viewport_size(ZOOMED)
        wrong += [f"zoomed: {one}" for one in spills(page)]
        page.set_viewport_size(NARROW)
        return wrong

    assert _each(room, look, viewport=NARROW) == {}


def test_every_page_is_used_by_keyboard_alone(room: Room) -> None:
    assert _each(room, unreached) == {}


def test_first_visit_of_every_page_transfers_no_more_than_100_kib(room: Room) -> None:
    weighed = {}
    with room.visit() as page:
        weight = Weight(page)
        for path, address in closed_pages(room).items():
            page.goto(address)
            weighed[path] = weight.taken()
    assert {path: n_bytes for path, n_bytes in weighed.items() if not 0 < n_bytes <= MAX_BYTES} == {}
