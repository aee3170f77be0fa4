"""The TypeScript SDK in a browser, on a page of another origin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from muniment.webhooks import signatures
from tests.browser.rooms import PORTAL, WAIT_MS, Room

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

TEXT = "CERTIFICATE OF REGISTRATION\nISO/IEC 27001:2022\n" * 2000


@pytest.fixture
def portal(typescript_folder: Path, empty_room: Room) -> Iterator[Page]:
    """An empty page of a portal that has the SDK's files."""
    files = typescript_folder / "node_modules" / "muniment-client"

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(PORTAL).lstrip("/")
        if path:
            route.fulfill(path=files / path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Portal</title>", content_type="text/html")

    # A person is asked once whether a page may reach this machine, or a network that is not public; here it said yes.
    context = empty_room.browser.new_context(permissions=["local-network-access"])
    context.set_default_timeout(WAIT_MS)
    context.route(f"{PORTAL}/**", answer)
    try:
        page = context.new_page()
        page.goto(f"{PORTAL}/")
        yield page
    finally:
        context.close()


def _given(room: Room) -> dict[str, str]:
    return {"apiKey": room.server.another_key(room.org_id).secret, "baseUrl": room.server.base_url}


def test_file_is_uploaded_settled_listed_and_fetched_from_a_page_of_another_origin(
    portal: Page, empty_room: Room
) -> None:
    said = portal.evaluate(
        """async ([options, text]) => {
          const { Muniment } = await import("/dist/index.js");
          const client = new Muniment(options);
          const vendor = await client.vendors.create({ name: "Of the portal" });
          const told = [];
          const file = new File([text], "certificate.txt");
          const progress = (sentBytes, totalBytes) => told.push([sentBytes, totalBytes]);
          const { id } = await client.documents.upload({ file, vendor_id: vendor.id }, { progress });
          const { status } = await client.documents.waitUntilSettled(id);
          const names = [];
          for await (const { name } of client.documents.list({ vendor_id: vendor.id })) names.push(name);
          const same = (await (await client.documents.downloadBlob(id)).text()) === text;
          return { status, names, same, last: told.at(-1), isKeyTold: JSON.stringify(client).includes(options.apiKey) };
        }""",
        [_given(empty_room), TEXT],
    )
    assert said == {
        "status": "complete",
        "names": ["certificate.txt"],
        "same": True,
        "last": [len(TEXT), len(TEXT)],
        "isKeyTold": False,
    }


def test_refusals_have_their_classes_in_a_browser_too(portal: Page, empty_room: Room) -> None:
    said = portal.evaluate(
        """async (options) => {
          const { Muniment, UnsupportedFileTypeError } = await import("/dist/index.js");
          const client = new Muniment(options);
          const errors = [];
          const note = (error) => errors.push([error.name, error.status, typeof error.requestId]);
          await client.documents.get("cbvdoc_none").catch(note);
          const vendor = await client.vendors.create({ name: "Of the portal" });
          await client.documents.upload({ file: new File(["x"], "a.exe"), vendor_id: vendor.id }).catch((error) => {
            if (error instanceof UnsupportedFileTypeError) note(error);
          });
          const nowhere = new Muniment({ ...options, baseUrl: "http://127.0.0.1:2", maxRetries: 0 });
          await nowhere.documents.get("cbvdoc_none").catch(note);
          await nowhere.documents.upload({ file: new File(["x"], "a.txt"), vendor_id: "v" }).catch(note);
          return errors;
        }""",
        _given(empty_room),
    )
    assert said == [
        ["DocumentNotFoundError", 404, "string"],
        ["UnsupportedFileTypeError", 400, "string"],
        ["ConnectionFailedError", None, "undefined"],
        ["ConnectionFailedError", None, "undefined"],
    ]


def test_upload_is_given_up_when_its_page_says_so_and_goes_through_a_fetch_of_its_own(
    portal: Page, empty_room: Room
) -> None:
    said = portal.evaluate(
        """async (options) => {
          const { Muniment } = await import("/dist/index.js");
          const asked = [];
          const own = (url, init) => (asked.push(new URL(url).pathname), fetch(url, init));
          const client = new Muniment({ ...options, fetch: own });
          const vendor = await client.vendors.create({ name: "Of the portal" });
          const { extension } = await client.documents.upload({ file: new File(["x"], "a.txt"), vendor_id: vendor.id });
          const file = new File([new Uint8Array(2 ** 24).fill(32)], "large.txt");
          const giveUp = new AbortController();
          const how = { signal: giveUp.signal, progress: () => giveUp.abort(new RangeError("enough")) };
          const upload = new Muniment(options).documents.upload({ file, vendor_id: vendor.id }, how);
          return { asked, extension, error: await upload.catch((one) => one.message) };
        }""",
        _given(empty_room),
    )
    assert said == {"asked": ["/v1/vendors", "/v1/documents"], "extension": "txt", "error": "enough"}


def test_message_of_a_webhook_is_verified_in_a_browser_too(portal: Page) -> None:
    body = '{"event_id": "cbevt_1"}'
    headers = signatures.headers(
        "sixteen characters", body.encode(), event_id="cbevt_1", event_type="Vendor.Created", occurred_at=1, now=100
    )
    said = portal.evaluate(
        """async ([body, headers]) => {
          const { verifyWebhook } = await import("/dist/index.js");
          const event = await verifyWebhook(body, new Headers(headers), "sixteen characters", { now: 100 });
          const other = verifyWebhook(body, headers, "sixteen characterz", { now: 100 });
          return [event.event_id, await other.catch((error) => error.name)];
        }""",
        [body, headers],
    )
    assert said == ["cbevt_1", "WebhookVerificationError"]
