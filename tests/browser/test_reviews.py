"""The keys of the queue (worked with in test_journey.py) are letters in a field, and can be switched off."""

from __future__ import annotations

from tests.browser.rooms import Room


def test_keys_are_letters_in_a_field_and_nothing_once_they_are_switched_off(room: Room) -> None:
    with room.visit() as page:
        page.goto("/review")
        page.get_by_role("link", name="Begin").click()
        note = page.get_by_label("Note")
        note.focus()
        page.keyboard.type("jke")
        assert note.input_value() == "jke"
        page.get_by_text("Keyboard of the queue").click()
        page.locator("[data-review-keys] input").uncheck()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.id") != "type"
        page.reload()
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.id") != "type"
        page.get_by_text("Keyboard of the queue").click()
        page.locator("[data-review-keys] input").check()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.id") == "type"
