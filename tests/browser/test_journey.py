"""A person's first hour, in a real browser."""

from __future__ import annotations

from tests.browser.rooms import EMAIL, PASSWORD, Room


def test_first_administrator_signs_out_and_in_again(empty_room: Room) -> None:
    with empty_room.visit(is_signed_in=False) as page:
        page.goto("/setup")
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Home", level=1).wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()
