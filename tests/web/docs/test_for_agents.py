"""`/llms.txt` and `/llms-full.txt`."""

from __future__ import annotations

import re

from muniment.web.docs import contents, for_agents


def test_index_is_in_the_form_of_llmstxt_and_leads_to_the_markdown_of_every_page() -> None:
    text = for_agents.short("https://example.com/room")
    assert re.match(r"# \w+\n\n> .+\n(> .+\n)*\n", text)
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections[-1] == "Optional" and len(sections) == len(contents.sections())
    body = text[text.index("## ") :]
    for line in filter(None, body.splitlines()):
        assert re.fullmatch(r"## .+|- \[[^\]]+\]\(https://example\.com/room/docs/[\w/-]+\.md\)(: .+)?", line), line
    linked = re.findall(r"\(https://example\.com/room(/docs/\S+)\.md\)", body)
    assert linked == [one.path for one in contents.in_order().values()][1:]


def test_everything_is_every_page_with_links_that_lead_on() -> None:
    text = for_agents.full("/room")
    assert re.findall(r"^<!-- (/\S+) -->$", text, re.MULTILINE) == [
        f"/room{one.path}" for one in contents.in_order().values()
    ]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)\s]+)\)", prose)
    assert not [one for one in links if not re.match(r"/room/docs/|#|https?://", one)]
