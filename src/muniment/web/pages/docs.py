"""`/docs`: the documentation, for everybody: as pages, as the Markdown they are made of, searched, and for agents.

It holds nothing of anybody's: the same bytes answer all, under a tag, so that caches may keep them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response

from muniment.errors import NotFoundError
from muniment.http.transport.admit import own_address
from muniment.http.transport.preconditions import etag, is_unchanged
from muniment.web.docs import contents, finding, for_agents, markup, source
from muniment.web.render import HEADERS, environment, see_other

router = APIRouter(include_in_schema=False)

_HTML, _MARKDOWN, _TEXT, _PNG = (
    "text/html; charset=utf-8",
    "text/markdown; charset=utf-8",
    "text/plain; charset=utf-8",
    "image/png",
)
_HEADERS = {**HEADERS, "cache-control": "public, max-age=300"}
_ENDING = ".md"
_NOWHERE = "There is no such page of the documentation."


@router.get("/llms.txt")
async def get_llms(request: Request) -> Response:
    """The index for agents. It holds the address by which it was asked for, so that a cache of many keeps it not."""
    answer = _answer(request, for_agents.short(own_address(request)).encode(), _TEXT)
    answer.headers["cache-control"] = "private, max-age=300"
    return answer


@router.get("/llms-full.txt")
async def get_llms_full(request: Request) -> Response:
    """Everything for agents."""
    root_path = _root_path(request)
    return await _made(request, lambda: for_agents.full(root_path).encode(), _TEXT)


@router.get("/docs")
async def show_index(request: Request) -> Response:
    """The first page."""
    return await _page(request, source.INDEX)


@router.get("/docs/find")
async def find(request: Request, q: str = "") -> Response:
    """The sections in which all these words stand; what is longer than a line is cut. Raises OverloadedError."""
    root_path, query = _root_path(request), q[: finding.MAX_CHARACTERS].strip()

    def make() -> bytes:
        return _rendered("docs_search.html", root_path=root_path, name=None, q=query, hits=finding.find(query))

    return _answer(request, await request.app.state.pools.open_search(make), _HTML)


@router.get("/docs/pictures/{file}")
async def get_picture(request: Request, file: str) -> Response:
    """A picture that a page shows."""
    picture = source.pictures().get(file)
    if picture is None:
        raise NotFoundError(_NOWHERE)
    return _answer(request, picture, _PNG)


@router.get("/docs.md")
@router.get("/docs/")
@router.get("/docs/index")
async def lead_to_index(request: Request) -> Response:
    """To where the index is; as Markdown where its links lead on."""
    wants_markdown = request.scope["path"].endswith(_ENDING)
    return see_other(request, contents.markdown_path_of(source.INDEX) if wants_markdown else "/docs")


@router.get("/docs/{name:path}")
async def show_page(request: Request, name: str) -> Response:
    """A page, or its Markdown where the address ends so. What there is not is said in the form that was asked for."""
    if not name.endswith(_ENDING):
        return await _page(request, name)
    text = source.texts().get(name.removesuffix(_ENDING))
    if text is None:
        index = f"{_root_path(request)}{contents.markdown_path_of(source.INDEX)}"
        told = f"# Nothing here\n\n{_NOWHERE} [The index]({index}) leads to all.\n"
        return Response(told, status_code=404, media_type=_MARKDOWN, headers=HEADERS)
    return _answer(request, text.encode(), _MARKDOWN)


async def _page(request: Request, name: str) -> Response:
    if name not in contents.in_order():
        raise NotFoundError(_NOWHERE)
    root_path = _root_path(request)
    answer = await _made(request, lambda: _page_of(name, root_path), _HTML)
    markdown = f"{root_path}{contents.markdown_path_of(name)}"
    answer.headers["link"] = f'<{markdown}>; rel="alternate"; type="text/markdown", <{root_path}/llms.txt>; rel="index"'
    return answer


@cache
def _page_of(name: str, root_path: str) -> bytes:
    """The page, made once: there are as many as there are files."""
    written = markup.write(name, source.texts()[name], root_path=root_path)
    before, after = contents.neighbours(name)
    return _rendered(
        "docs.html",
        root_path=root_path,
        name=name,
        written=written,
        above=contents.above(name),
        before=before,
        after=after,
        markdown=contents.markdown_path_of(name),
    )


def _rendered(template: str, *, root_path: str, name: str | None, **values: Any) -> bytes:
    made = environment(root_path).get_template(template)
    return made.render(who=None, notice=None, name=name, sections=contents.sections(), **values).encode()


async def _made(request: Request, make: Callable[[], bytes], media_type: str) -> Response:
    """What takes a while to make, made beside the event loop."""
    return _answer(request, await request.app.state.pools.open_to_all(make), media_type)


def _answer(request: Request, content: bytes, media_type: str) -> Response:
    tag = etag(content)
    headers: Mapping[str, str] = {**_HEADERS, "etag": tag}
    if is_unchanged(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _root_path(request: Request) -> str:
    return str(request.app.state.runtime.settings.root_path)
