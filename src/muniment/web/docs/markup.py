"""Markdown as HTML, in the form that the stylesheet knows: headings with anchors, links within the server, tables and
code that scroll in themselves. No HTML of a page passes but what stands in a list.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from muniment.web.docs import contents

_PASSING = frozenset({"<sub>", "</sub>"})
_LANGUAGES = {
    "bash": "Shell",
    "python": "Python",
    "javascript": "JavaScript",
    "typescript": "TypeScript",
    "json": "JSON",
    "exchange": "Request and answer",
}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page. `anchor`: its id. `line`: where it begins in the Markdown, from 0; `end`: where its text
    does."""

    level: int
    title: str
    anchor: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """A page as HTML: its one h1 apart from what follows."""

    title: str
    headings: Sequence[Heading]
    body: Markup


def write(name: str, text: str, *, root_path: str) -> Written:
    """The page of that name. Links to pages and pictures lead to where this server has them."""
    tokens = _MARKDOWN.parse(text)
    _title_links(tokens, name)
    headings = headings_of(tokens)
    env = {"name": name, "root_path": root_path, "anchors": {one.line: one for one in headings}, "under": ""}
    body = _MARKDOWN.renderer.render(_without_title(tokens), _MARKDOWN.options, env)
    title = next((one.title for one in headings if one.level == 1), name)
    return Written(title, [one for one in headings if one.level in (2, 3)], Markup(body))  # noqa: S704 of our own pages


def headings_in(text: str) -> Sequence[Heading]:
    """The headings of a page, in order."""
    return headings_of(_MARKDOWN.parse(text))


def headings_of(tokens: Sequence[Token]) -> list[Heading]:
    """The same of what was parsed. Anchors are made as code hosts make them, so that one link leads everywhere."""
    found: list[Heading] = []
    times: dict[str, int] = {}
    for opening, inside in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        anchor = re.sub(r"[^\w\- ]", "", inside.content.lower()).replace(" ", "-")
        times[anchor] = times.get(anchor, -1) + 1
        line, end = opening.map or (0, 0)
        unique = f"{anchor}-{times[anchor]}" if times[anchor] else anchor
        found.append(Heading(int(opening.tag[1]), _plain(inside), unique, line, end))
    return found


def link_to(link: str, *, name: str, root_path: str) -> str:
    """Where a link of that page leads on this server: relative ones go to pages and pictures of the folder."""
    if _ELSEWHERE.match(link) or link.startswith("#"):
        return link
    if link.startswith("/"):
        return f"{root_path}{link}"
    file, _, anchor = link.partition("#")
    found = page_of(file, name=name)
    path = contents.path_of(found) if file.endswith(".md") else f"/docs/{found}"
    return f"{root_path}{path}" + (f"#{anchor}" if anchor else "")


def page_of(file: str, *, name: str) -> str:
    """What a relative link of a page names, as its path in the folder, without a page's ending."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), file)).removesuffix(".md")


def _plain(inline: Token) -> str:
    return "".join(one.content for one in inline.children or () if one.type in ("text", "code_inline"))


def _title_links(tokens: Sequence[Token], name: str) -> None:
    """A page that is linked by its file's name is called by its title: on a code host files are what one sees."""
    for inline in tokens:
        for opening, said in pairwise(inline.children or ()):
            file = str(opening.attrGet("href") or "").partition("#")[0] if opening.type == "link_open" else ""
            if said.type == "text" and said.content and said.content == posixpath.basename(file):
                entry = contents.in_order().get(page_of(file, name=name))
                said.content = entry.title if entry is not None else said.content


def _without_title(tokens: list[Token]) -> list[Token]:
    at = next((i for i, one in enumerate(tokens) if one.type == "heading_open" and one.tag == "h1"), None)
    return tokens if at is None else [*tokens[:at], *tokens[at + 3 :]]


def _heading(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    heading: Heading = env["anchors"][(tokens[i].map or [0])[0]]
    env["under"] = heading.title
    return f'<{tokens[i].tag} id="{escape(heading.anchor)}">'


def _link(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    href = str(tokens[i].attrGet("href") or "")
    return f'<a href="{escape(link_to(href, name=env["name"], root_path=env["root_path"]))}">'


def _image(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    src = link_to(str(tokens[i].attrGet("src") or ""), name=env["name"], root_path=env["root_path"])
    return f'<img src="{escape(src)}" alt="{escape(tokens[i].content)}" loading="lazy" decoding="async">'


def _code(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    language = tokens[i].info.strip()
    known = _LANGUAGES.get(language, "")
    said = f"<figcaption>{known}</figcaption>" if known else ""
    code = f'<pre tabindex="0"><code>{escape(tokens[i].content)}</code></pre>'
    copy = '<button type="button" hidden data-copy="">Copy</button>'
    return f'<figure class="code" data-language="{known}">{said}{code}{copy}</figure>\n'


def _table(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    label = f' aria-label="{escape(env["under"] or "Table")}"'
    return f'<div class="table" role="group"{label} tabindex="0"><table>\n'


def _table_end(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    return "</table></div>\n"


def _head_cell(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    """An empty one is no heading of anything."""
    tag = 'th scope="col"' if tokens[i + 1].content else "td"
    return f"<{tag}>"


def _head_cell_end(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    return "</th>" if tokens[i - 1].content else "</td>"


def _html(renderer: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: dict[str, Any]) -> str:
    """Comments are for who edits the page."""
    found = tokens[i].content
    if found.lstrip().startswith("<!--"):
        return ""
    return found if found in _PASSING else str(escape(found))


_RULES = {
    "heading_open": _heading,
    "link_open": _link,
    "image": _image,
    "fence": _code,
    "code_block": _code,
    "table_open": _table,
    "table_close": _table_end,
    "th_open": _head_cell,
    "th_close": _head_cell_end,
    "html_block": _html,
    "html_inline": _html,
}


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark").enable("table")
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


_MARKDOWN = _markdown()
