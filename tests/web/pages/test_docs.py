"""`/docs`: shown to everybody, the same to all, with every link followed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from muniment.web.docs import contents, source
from muniment.web.pages import docs
from muniment.web.render import HEADERS
from tests.http.live import Server
from tests.web.browser import HTML, Browser, Page
from tests.web.test_links import route_of


@pytest.fixture(scope="module")
def anybody(sqlite_api: Server) -> Iterator[Browser]:
    with Browser(sqlite_api) as one:
        yield one


def ids_of(page: Page) -> set[str | None]:
    return {given["id"] for _, given in page.tags if "id" in given}


@pytest.fixture(scope="module")
def pages(anybody: Browser) -> dict[str, Page]:
    """Every page as it is served, by its address."""
    return {one.path: anybody.get(one.path) for one in contents.in_order().values()}


def test_every_page_is_shown_to_who_is_not_signed_in_with_its_place_in_the_navigation(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert (page.status, page.path) == (200, path)
        assert page.unclosed == []
        current = [given["href"] for _, given in page.tags if given.get("aria-current") == "page"]
        assert current == [path]
        assert page.title
        alternate, index = page.answer.headers["link"].split(", ")
        assert alternate == f'<{path if path != "/docs" else "/docs/index"}.md>; rel="alternate"; type="text/markdown"'
        assert index == '</llms.txt>; rel="index"'


def test_every_link_of_every_page_leads_to_a_page_and_to_a_place_on_it(pages: dict[str, Page]) -> None:
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if "://" in link:
                continue
            target = target or path
            there = pages.get(target)
            if target.endswith(".md"):
                is_right = target.removeprefix("/docs/").removesuffix(".md") in source.texts()
            elif target.startswith("/docs") and target != "/docs/try":
                is_right = there is not None and (not anchor or unquote(anchor) in ids_of(there))
            else:
                is_right = target == "/openapi.json" or route_of(target) is not None
            if not is_right:
                wrong.append((path, link))
    assert wrong == []


def test_every_picture_of_every_page_is_there(pages: dict[str, Page], anybody: Browser) -> None:
    shown = {given["src"] for page in pages.values() for tag, given in page.tags if tag == "img"}
    pictures = {one for one in shown if one is not None and one.startswith("/docs/")}
    assert {one.rpartition("/")[2] for one in pictures} <= set(source.pictures()) and pictures
    answer = anybody.client.get(next(iter(pictures)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


def test_page_is_markdown_with_md_behind_its_address(anybody: Browser) -> None:
    for name in ("index", "errors", "decisions/0001-order-and-counters"):
        answer = anybody.client.get(f"/docs/{name}.md")
        assert (answer.status_code, answer.text) == (200, source.texts()[name])
        assert answer.headers["content-type"] == "text/markdown; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "location"), [("/docs/", "/docs"), ("/docs/index", "/docs"), ("/docs.md", "/docs/index.md")]
)
def test_index_has_one_address_in_each_form(anybody: Browser, path: str, location: str) -> None:
    answer = anybody.client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, location)


@pytest.mark.parametrize("path", ["/docs", "/docs/errors", "/docs/errors.md", "/llms.txt", "/docs/pictures/home.png"])
def test_answer_is_kept_by_its_tag_and_said_in_its_head(anybody: Browser, path: str) -> None:
    whole = anybody.client.get(path)
    assert whole.headers["cache-control"] == f"{'private' if path == '/llms.txt' else 'public'}, max-age=300"
    assert whole.headers.get_list("content-security-policy") == [HEADERS["content-security-policy"]]
    head = anybody.client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    same = anybody.client.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert anybody.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_who_is_signed_in_gets_the_same_bytes(sqlite_api: Server, anybody: Browser) -> None:
    assert sqlite_api.person().get("/docs/errors", headers=HTML).content == anybody.client.get("/docs/errors").content


NOWHERE = [
    "nowhere",
    "..%2FREADME",
    "%2Fetc%2Fpasswd",
    "decisions/",
    "errors/",
    "index.html",
    "a" * 3000,
]


@pytest.mark.parametrize("name", NOWHERE)
def test_page_that_is_not_there_is_said_in_the_form_that_was_asked_for(anybody: Browser, name: str) -> None:
    page = anybody.get(f"/docs/{name}")
    assert (page.status, page.title) == (404, "Nothing here")
    program = anybody.client.get(f"/docs/{name}", headers={"Accept": "application/json"})
    assert program.json()["detail"]["code"] == "not_found"
    markdown = anybody.client.get(f"/docs/{name}.md")
    assert (markdown.status_code, markdown.headers["content-type"]) == (404, "text/markdown; charset=utf-8")
    assert markdown.text.startswith("# Nothing here\n")
    assert anybody.client.get(f"/docs/pictures/{name}").status_code == 404


def test_search_works_without_javascript(anybody: Browser) -> None:
    first = anybody.get("/docs/errors")
    assert first.form("/docs/find").method == "get"
    page = anybody.get("/docs/find?q=idempotency+strict")
    assert "/docs/using-the-api#once-whatever-happens" in page.links
    assert page.unclosed == []
    assert ("mark", {}) in page.tags
    assert anybody.get("/docs/find?q=zzqqxx").text.count("Nowhere") == 1
    assert "What are you looking for?" in anybody.get("/docs/find").text


def test_search_writes_what_was_asked_as_text_and_takes_no_more_than_a_line(anybody: Browser) -> None:
    page = anybody.get("/docs/find?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE")
    assert page.status == 200
    assert all(given.get("src") for tag, given in page.tags if tag == "script")
    (field,) = [given for tag, given in anybody.get(f"/docs/find?q={'a' * 9000}").tags if given.get("name") == "q"]
    assert field["value"] == "a" * 200


def test_agents_find_the_index_and_everything(anybody: Browser) -> None:
    index = anybody.client.get("/llms.txt")
    assert index.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"({anybody.server.base_url}/docs/errors.md)" in index.text
    assert len(anybody.client.get("/llms-full.txt").text) > sum(map(len, source.texts().values()))


def test_behind_a_stripped_prefix_everything_leads_within_it() -> None:
    html = docs._page_of("web-app", "/evidence/room").decode()
    found = [part.partition('"')[0] for part in html.replace('src="', 'href="').split('href="')[1:]]
    local = [one for one in found if one.startswith("/")]
    assert len(local) > 20 and all(one.startswith("/evidence/room/") for one in local)
