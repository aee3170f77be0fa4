"""`/llms.txt` and `/llms-full.txt`, in the form of https://llmstxt.org: the index with an address for every page, and
every page in one."""

from __future__ import annotations

import re
from functools import cache

from muniment.web.docs import contents, source
from muniment.web.docs.contents import Entry, markdown_path_of
from muniment.web.docs.markup import link_to, page_of

_LEFT_OUT_FIRST = "Optional"
"""What llmstxt.org calls the section that may be skipped where little can be read: the last one of the index."""

_LINK = re.compile(r"(?<=\]\()(?:(?P<page>[^)#\s]+\.md)(?P<anchor>#[^)\s]*)?|[^)\s]+\.png)(?=\))")


def short(address: str) -> str:
    """The index: each page with the address of its Markdown below `address`, the server's own."""
    head = source.texts()[source.INDEX].partition("\n## ")[0].strip()
    lines = [_absolute(head, source.INDEX, address)]
    every = contents.sections()
    for section in every:
        title = _LEFT_OUT_FIRST if section is every[-1] else section.title
        lines += ["", f"## {title}", "", *(line for one in section.entries for line in _lines(one, address))]
    return "\n".join(lines) + "\n"


@cache
def full(root_path: str) -> str:
    """Every page, each under its address; links lead to pages of this server."""
    texts = source.texts()
    return "\n".join(
        f"<!-- {root_path}{entry.path} -->\n\n{_absolute(texts[name], name, root_path)}"
        for name, entry in contents.in_order().items()
    )


def _lines(entry: Entry, address: str) -> list[str]:
    own = f"- [{entry.title}]({address}{markdown_path_of(entry.name)})" + (f": {entry.about}" if entry.about else "")
    return [own, *(line for one in entry.below for line in _lines(one, address))]


def _absolute(text: str, name: str, address: str) -> str:
    """The text with links that lead to this server, and to the Markdown of its pages."""

    def one(found: re.Match[str]) -> str:
        link = link_to(found[0], name=name, root_path=address)
        if found["page"] is None or link == found[0]:
            return link
        return f"{address}{markdown_path_of(page_of(found['page'], name=name))}{found['anchor'] or ''}"

    return _LINK.sub(one, text)
