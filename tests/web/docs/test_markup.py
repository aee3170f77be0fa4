"""Markdown as HTML: every page of ours, and whatever else a page may hold."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from muniment.web.docs import markup, source


def written(text: str, name: str = "a", root_path: str = "") -> str:
    return str(markup.write(name, text, root_path=root_path).body)


def test_no_html_of_a_page_passes_but_what_is_listed() -> None:
    made = written(
        "a <b>b</b> <sub>c</sub> <!-- d -->\n\n<script>e</script>\n\n<!-- f\ng -->\n\n[x](javascript:alert(1))"
    )
    assert "<b>" not in made and "<script>" not in made and "&lt;script&gt;" in made
    assert "<sub>c</sub>" in made
    assert "d" not in made.replace("sub", "") and "f" not in re.sub("href|&lt;.*?&gt;", "", made)
    assert "href" not in made


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("errors.md", "/x/docs/errors"),
        ("errors.md#y", "/x/docs/errors#y"),
        ("b/c.md", "/x/docs/b/c"),
        ("index.md", "/x/docs"),
        ("#y", "#y"),
        ("pictures/a.png", "/x/docs/pictures/a.png"),
        ("https://example.com/a.md", "https://example.com/a.md"),
    ],
)
def test_link_leads_to_where_this_server_has_the_page(link: str, path: str) -> None:
    assert f'<a href="{path}">' in written(f"[y]({link})", root_path="/x")


def test_link_of_a_page_in_a_folder_is_relative_to_it() -> None:
    assert 'href="/docs/errors"' in written("[y](../errors.md)", name="decisions/z")


def test_page_linked_by_its_files_name_is_called_by_its_title() -> None:
    assert '<a href="/docs/errors">Errors</a>' in written("[errors.md](errors.md)")
    assert '<a href="/docs/facts#values">Facts</a>' in written("[facts.md](../facts.md#values)", name="decisions/z")
    assert '<a href="/docs/errors">here</a>' in written("[here](errors.md)")


def test_headings_have_the_anchors_of_code_hosts() -> None:
    found = markup.headings_in("# A\n\n## `GET /v1/x`: it's\n\n## B\n\n```\n# no heading\n```\n\n### B\n")
    assert [one.anchor for one in found] == ["a", "get-v1x-its", "b", "b-1"]


def test_table_names_what_it_stands_under_and_empty_heads_are_none() -> None:
    made = written("## Kinds\n\n| a | |\n|---|---|\n| `b` | c |\n")
    assert '<div class="table" role="group" aria-label="Kinds" tabindex="0">' in made
    assert made.count("<th ") == 1 and made.count("<td></td>") == 1


def test_code_can_be_copied_as_it_stands() -> None:
    made = written("```bash\ncurl <a> && b\n```")
    assert "<code>curl &lt;a&gt; &amp;&amp; b\n</code></pre><button" in made and "<figcaption>Shell" in made


@pytest.mark.parametrize("name", source.texts())
def test_page_has_one_title_and_no_heading_out_of_order(name: str) -> None:
    levels = [one.level for one in markup.headings_in(source.texts()[name])]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
