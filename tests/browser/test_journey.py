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


def test_key_is_made_revoked_and_read_of_in_the_audit_log(empty_room: Room) -> None:
    with empty_room.visit() as page:
        page.goto("/")
        page.get_by_role("link", name="Administration").click()
        page.get_by_role("link", name="API keys").click()
        page.get_by_role("link", name="Make a key").click()
        page.get_by_label("Name").fill("nightly upload")
        page.get_by_role("button", name="Make the key").click()
        assert page.locator("#secret").input_value().startswith("ak_live_")
        page.get_by_role("link", name="API keys").click()
        row = page.get_by_role("row").filter(has_text="nightly upload")
        row.get_by_role("link", name="Revoke").click()
        page.get_by_label("Why").fill("leaked in a log")
        page.get_by_role("button", name="Revoke the key").click()
        page.get_by_text("revoked").first.wait_for()
        page.get_by_role("link", name="Audit log").click()
        newest = page.get_by_role("row").filter(has_text="nightly upload").first
        newest.get_by_text("ApiKey.Updated").wait_for()
        newest.locator("summary").click()
        assert "leaked in a log" in newest.inner_text()
        assert "Ada" in newest.inner_text()
