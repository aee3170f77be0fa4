"""The documentation with JavaScript: it is searched while one types, and code is copied."""

from __future__ import annotations

from tests.browser.rooms import Room


def test_documentation_is_searched_while_one_types_and_by_keyboard(room: Room) -> None:
    with room.visit(is_signed_in=False) as page:
        page.goto("/docs")
        page.locator("h1").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("strict idempot")
        found = page.locator("#found")
        found.get_by_role("link", name="Once, whatever happens").wait_for()
        page.keyboard.press("Escape")
        assert found.is_hidden()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Search the documentation", level=1).wait_for()
        page.get_by_role("link", name="Once, whatever happens").click()
        page.wait_for_url("**/docs/using-the-api#once-whatever-happens")


def test_examples_are_read_in_the_language_that_was_chosen_last(room: Room) -> None:
    with room.visit(is_signed_in=False) as page:
        page.goto("/docs/reference/documents/upload-document")
        choice = page.get_by_role("group", name="Language of the example").first
        assert page.locator("figure.code.chosen:visible").all_text_contents()[0].startswith("Shell")
        choice.get_by_role("button", name="TypeScript").click()
        page.goto("/docs/reference/documents/list-documents")
        shown = page.locator("figure.code.chosen:visible")
        assert [one.partition("import")[0] for one in shown.all_text_contents()] == ["TypeScript"]
        assert page.locator("#contents [aria-current]").is_visible()


def test_code_is_copied_as_it_stands(room: Room) -> None:
    with room.visit(is_signed_in=False) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/docs/using-the-api")
        figure = page.locator("figure.code").first
        figure.hover()
        figure.get_by_role("button", name="Copy").click()
        figure.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == figure.locator("code").text_content()
