"""A document's page in a browser: choosing, keys, copying, and what moves and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.rooms import Room

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE = {"width": 1440, "height": 900}
_IS_MARK_SEEN = """() => {
  const mark = document.getElementById("mark")?.getBoundingClientRect();
  const pane = document.querySelector(".pane").getBoundingClientRect();
  const picture = document.querySelector("[data-picture]");
  return mark && picture.complete && picture.naturalWidth > 0 && mark.top >= pane.top && mark.bottom <= pane.bottom;
}"""
_IS_AT_REST = """() => !document.getElementById("viewer").hasAttribute("data-busy")"""
_SELECTED = """() => {
  const lines = [...document.querySelectorAll(".over text")];
  const range = document.createRange();
  range.setStartBefore(lines.at(0));
  range.setEndAfter(lines.at(-1));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return getSelection().toString();
}"""


def _choose(page: Page, title: str) -> None:
    page.locator(".fact-list a", has_text=title).first.click()
    page.locator(".quoted-head strong", has_text=title).wait_for()


def test_chosen_fact_is_marked_in_sight_and_nobody_loses_their_place(room: Room) -> None:
    with room.visit(viewport=WIDE) as page:
        page.goto(f"/documents/{room.document('Quillmere SOC 2 report')}")
        page.locator(".fact-list a", has_text="Exceptions noted").scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        _choose(page, "Exceptions noted")
        page.wait_for_function(_IS_MARK_SEEN)
        assert page.evaluate("scrollY") == before > 0
        page.wait_for_url("**fact=exceptions_count&page=9#mark")
        page.keyboard.press("p")
        page.locator(".quoted-head strong", has_text="Complementary user entity controls").wait_for()
        page.go_back()
        page.locator(".quoted-head strong", has_text="Exceptions noted").wait_for()
        page.keyboard.press("+")
        page.locator(".sheet.zoom-150").wait_for()
        page.wait_for_function(_IS_MARK_SEEN)


def test_text_over_the_picture_is_selected_line_by_line_and_a_quote_copied_with_its_source(room: Room) -> None:
    with room.visit(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"/documents/{room.document('Quillmere SOC 2 report')}?fact=opinion")
        assert "Marlowe Finch & Stroud LLP" in page.evaluate(_SELECTED)
        page.get_by_role("button", name="Copy").click()
        page.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("“") and copied.endswith("(Quillmere SOC 2 report, page 4)")


def test_link_with_a_mark_finds_it_without_javascript(room: Room) -> None:
    with room.visit(viewport=WIDE, java_script_enabled=False) as page:
        page.goto(f"/documents/{room.document('Certificate of registration')}?fact=expiry_date#mark")
        mark, pane = page.locator("#mark").bounding_box(), page.locator(".pane").bounding_box()
        assert mark is not None and pane is not None
        assert pane["y"] <= mark["y"] <= pane["y"] + pane["height"]


def test_single_keys_can_be_switched_off(room: Room) -> None:
    with room.visit(viewport=WIDE) as page:
        address = f"/documents/{room.document('Quillmere SOC 2 report')}?fact=period_end"
        page.goto(address)
        page.get_by_text("Keyboard").click()
        page.get_by_label("Single keys do this").uncheck()
        for _ in range(2):
            page.get_by_role("heading", level=1).click()  # in a field no key does anything
            page.keyboard.press("n")
            assert page.evaluate(_IS_AT_REST), "a key that is switched off led on"
            assert page.evaluate("location.href").endswith(address)
            page.reload()
        page.get_by_text("Keyboard").click()
        page.get_by_label("Single keys do this").check()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("n")
        page.wait_for_function("address => !location.href.endsWith(address)", arg=address)
