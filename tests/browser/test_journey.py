"""A person's first hour, in a real browser."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pypdfium2
from PIL import Image

from tests.browser.rooms import EMAIL, PASSWORD, Room
from tests.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

INK = 128
"""What is darker than this grey is ink."""


def test_first_administrator_signs_out_and_in_again(empty_room: Room) -> None:
    with empty_room.visit(is_signed_in=False) as page:
        page.goto("/setup")
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Home", level=1).wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()


def test_twenty_files_that_are_chosen_and_dropped_are_seen_to_settle(empty_room: Room) -> None:
    from playwright.sync_api import expect

    files = [(f"sla {number}.md", f"# Service Level Agreement {number}\n\nUptime is 99.9 %.") for number in range(20)]
    with empty_room.visit() as page:
        page.goto("/")
        page.get_by_role("link", name="Vendors", exact=True).click()
        page.get_by_role("link", name="New vendor").first.click()
        page.get_by_label("Name", exact=True).fill("Larkspur Hosting")
        page.get_by_role("button", name="Make the vendor").click()
        page.get_by_role("link", name="Upload for this vendor").click()
        chosen = [{"name": name, "mimeType": "text/markdown", "buffer": text.encode()} for name, text in files[:12]]
        page.get_by_label("Files").set_input_files([*chosen, {**chosen[0], "name": "setup.exe"}])
        page.get_by_text("The file type .exe is not supported.").wait_for()
        page.get_by_role("button", name="Upload", exact=True).click()
        dropped = page.evaluate_handle(_DROPPED, files[12:])
        page.dispatch_event("main", "drop", {"dataTransfer": dropped})
        settled = page.locator(".files li").filter(has_text="Read")
        expect(settled).to_have_count(20)
        settled.first.get_by_role("link").click()
        page.get_by_role("heading", level=1, name="sla 0").wait_for()
        page.get_by_role("link", name="Larkspur Hosting").first.click()
        expect(page.locator("main")).to_contain_text("20 documents")


_DROPPED = """(files) => {
  const dropped = new DataTransfer();
  for (const [name, text] of files) dropped.items.add(new File([text], name, { type: "text/markdown" }));
  return dropped;
}"""


def test_vendor_whose_name_was_typed_before_the_script_ran_is_looked_for(empty_room: Room) -> None:
    empty_room.server.another_key(empty_room.org_id).vendor("Quill Late")
    with empty_room.visit() as page:
        held: list[Route] = []
        page.goto("/administration/keys")
        page.route("**/vendors_of*", lambda route: held.append(route))
        page.get_by_role("link", name="Make a key").click(no_wait_after=True)
        page.get_by_label("A vendor's name").fill("quill la")
        until(lambda: page.wait_for_timeout(20) or held)
        held.pop().continue_()
        page.get_by_role("option", name="Quill Late").click()
        assert page.get_by_label("Quill Late").is_checked()


def test_file_that_was_chosen_before_the_script_ran_is_uploaded(empty_room: Room) -> None:
    vendor = empty_room.server.another_key(empty_room.org_id).vendor("Early Files")
    with empty_room.visit() as page:
        held: list[Route] = []
        page.goto(f"/upload?vendor_id={vendor}")
        page.route("**/upload*.js*", lambda route: held.append(route))
        page.reload(wait_until="commit")
        early = {"name": "early.md", "mimeType": "text/markdown", "buffer": b"# Early"}
        page.get_by_label("Files").set_input_files([early])
        until(lambda: page.wait_for_timeout(20) or held)
        held.pop().continue_()
        row = page.locator(".files li").filter(has_text="early.md")
        row.wait_for()
        page.get_by_role("button", name="Upload", exact=True).click()
        row.get_by_role("link").wait_for()


def test_key_is_made_revoked_and_read_of_in_the_audit_log(empty_room: Room) -> None:
    empty_room.server.another_key(empty_room.org_id).vendor("Quill <i>Payments</i>")
    with empty_room.visit() as page:
        page.goto("/")
        page.get_by_role("link", name="Administration").click()
        page.get_by_role("link", name="API keys").click()
        page.get_by_role("link", name="Make a key").click()
        page.get_by_label("Name", exact=True).fill("nightly upload")
        page.get_by_label("A vendor's name").fill("quill")
        page.get_by_role("option", name="Quill <i>Payments</i>").click()
        assert page.get_by_label("Quill <i>Payments</i>").is_checked()
        page.get_by_role("button", name="Make the key").dblclick()
        page.locator("#secret").wait_for()
        assert page.locator("#secret").input_value().startswith("ak_live_")
        page.get_by_role("link", name="API keys").click()
        row = page.get_by_role("row").filter(has_text="nightly upload")
        assert "Quill <i>Payments</i>" in row.inner_text()
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


def test_fact_that_is_chosen_has_its_quote_marked_where_it_stands_on_the_picture(room: Room) -> None:
    document_id = room.document("Quillmere SOC 2 report")
    with room.visit() as page:
        page.goto("/evidence")
        page.get_by_role("link", name="Quillmere SOC 2 report").click()
        for fact, value in (("Opinion", "unqualified"), ("Subservice organisations", "Nimbaline Cloud Services")):
            chosen = page.locator("a[data-place]").filter(has_text=re.compile(f"^\\s*{fact}"))
            assert value in chosen.inner_text()
            chosen.click()
            page.locator("blockquote").filter(has_text=re.compile(r"\S")).wait_for()
            page.wait_for_function("fact => document.querySelector('.quoted strong').innerText === fact", arg=fact)
            assert "marked" in (page.locator("#mark").get_attribute("class") or "")
            quote = page.locator("blockquote").inner_text()
            file = page.request.get(f"/documents/{document_id}/download").body()
            assert _letters(_text_beneath_the_marks(page, file)) == _letters(quote)


def test_type_that_is_corrected_is_a_persons_wherever_it_is_shown(room: Room) -> None:
    with room.visit() as page:
        page.goto("/evidence")
        page.get_by_role("link", name="Subprocessors", exact=True).click()
        current = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
        assert current.inner_text() == "Evidence"
        page.get_by_label("What it is", exact=True).select_option(label="Asset inventory")
        page.get_by_role("button", name="Confirm").click()
        page.get_by_text("Reviewed", exact=True).wait_for()
        assert "the engine said Subprocessor list" in page.locator("#review").inner_text()
        page.goto("/evidence")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Subprocessors", exact=True))
        assert "Asset inventory" in row.inner_text()
        assert "%" not in row.inner_text()


def test_queue_is_worked_by_keyboard_alone(room: Room) -> None:
    with room.visit() as page:
        page.goto("/review")
        waiting = page.get_by_role("link", name=re.compile("^All "))
        before = int(waiting.inner_text().split()[-1])
        page.get_by_role("link", name="Begin").press("Enter")
        page.wait_for_url("**/review/*")  # loaded: keys that are pressed before its script ran are nobody's
        first = page.url
        page.keyboard.press("j")
        page.wait_for_url(lambda url: url != first)
        page.keyboard.press("k")
        page.wait_for_url(first)
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.name") == "type"
        page.keyboard.type("None")
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url != first)
        page.goto("/review")
        assert int(waiting.inner_text().split()[-1]) == before - 1


def _text_beneath_the_marks(page: Page, pdf: bytes) -> str:
    """What the file itself says within the rectangles that are drawn, each of which has ink in the picture."""
    picture = page.locator("[data-picture]")
    drawn = page.request.get(picture.get_attribute("src") or "").body()
    image = Image.open(BytesIO(drawn)).convert("L")
    number = int(parse_qs(urlsplit(page.url).query)["page"][0])
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        of_file = document[number - 1]
        words = of_file.get_textpage()
        for x, y, width, height in page.evaluate(_MARKS):
            box = (x * image.width, y * image.height, (x + width) * image.width, (y + height) * image.height)
            darkest, _ = image.crop(tuple(map(round, box))).getextrema()
            assert darkest < INK
            across, up = of_file.get_size()
            # Of the line above and beneath nothing: only what lies about the middle.
            middle = (y + height * 0.35, y + height * 0.65)
            found.append(
                words.get_text_bounded(
                    left=x * across - 1,
                    right=(x + width) * across + 1,
                    top=(1 - middle[0]) * up,
                    bottom=(1 - middle[1]) * up,
                )
            )
    return " ".join(found)


_MARKS = """() => [...document.querySelectorAll("rect.marked")].map((one) =>
  ["x", "y", "width", "height"].map((name) => Number(one.getAttribute(name)) / 1000))"""


def _letters(text: str) -> str:
    """Without what stands beside the middle of a line, as commas do."""
    return "".join(one for one in text if one.isalnum())
