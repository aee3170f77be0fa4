"""Uploading by hand: files dropped or chosen, each with what became of it, also where the connection breaks."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from tests.browser.rooms import Room
from tests.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

DROP = """(files) => {
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true }));
}"""


def file(name: str, text: str = "# A letter") -> Any:
    return {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}


def named(room: Room, vendor: str) -> list[str]:
    """The names of the documents of that vendor, the oldest first."""
    key = room.server.another_key(room.org_id)
    page = key.get("/v1/documents", params={"vendor_id": room.vendor(vendor), "sort": "created_at"})
    return [one["name"] for one in page.json()["data"]]


def choose_vendor(page: Page, part: str, choice: str) -> None:
    page.get_by_label("Vendor", exact=True).fill(part)
    page.get_by_role("option", name=choice).click()


def test_vendor_is_made_in_place_and_each_file_is_told_of(room: Room) -> None:
    from playwright.sync_api import expect

    vendor = f"Made in place {token_hex(4)}"
    with room.visit() as page:
        page.goto("/upload")
        choose_vendor(page, vendor, f"Make a vendor “{vendor}”")
        page.get_by_label("Files").set_input_files([file("one.md"), file("two.exe"), file("three.md", "")])
        page.get_by_role("button", name="Upload", exact=True).click()
        rows = page.locator(".files li")
        expect(rows.nth(0)).to_contain_text("ead")  # waiting to be read, being read, read
        expect(rows.nth(1)).to_contain_text("The file type .exe is not supported.")
        expect(rows.nth(2)).to_contain_text("The file is empty.")
        expect(rows.nth(0).get_by_role("link")).to_be_visible()
        until(room.is_settled, 60)
        expect(rows.nth(0).locator(".state")).to_have_text("Read")
        expect(rows.nth(0)).to_contain_text("No type found")
        expect(page.get_by_role("button", name="Show them on this page")).to_have_count(0)
    assert named(room, vendor) == ["one.md"]


def test_upload_whose_answer_is_lost_is_sent_again_and_stays_one_document(room: Room) -> None:
    from playwright.sync_api import expect

    vendor = f"Broken lines {token_hex(4)}"
    room.server.another_key(room.org_id).vendor(vendor)
    answers: list[int] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        answers.append(answer.status)
        if len(answers) == 1:
            route.fulfill(status=503, json={"detail": {"code": "away", "message": "The proxy lost the answer."}})
        else:
            route.fulfill(response=answer)

    with room.visit(expects=(503,)) as page:
        page.route("**/v1/documents", lose_the_first)
        page.goto("/upload")
        choose_vendor(page, vendor, vendor)
        page.get_by_label("Files").set_input_files([file("report.md")])
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator(".files li").get_by_role("link")).to_be_visible()
    assert answers == [201, 201]
    assert named(room, vendor) == ["report.md"]


def test_files_dropped_on_a_vendors_page_are_its_own_and_seen_to_settle_however_many_there_are(room: Room) -> None:
    from playwright.sync_api import expect

    vendor = f"Dropped {token_hex(4)}"
    room.server.another_key(room.org_id).vendor(vendor)
    with room.visit() as page:
        # Two are too many for one page of the list.
        page.route("**/v1/evidence?*", lambda route: route.continue_(url=route.request.url.replace("=200", "=1")))
        page.goto(f"/vendors/{room.vendor(vendor)}")
        page.evaluate(DROP, [["dropped.md", "# Dropped"], ["<img src=x onerror=alert(1)>.md", "# Other"]])
        expect(page.locator(".files li").get_by_role("link")).to_have_count(2)
        until(room.is_settled, 60)
        page.get_by_role("button", name="Show them on this page").click()
        page.locator("table").get_by_role("link", name="dropped.md").wait_for()
    assert len(named(room, vendor)) == 2
