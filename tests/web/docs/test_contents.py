"""The table of contents, and how each page leads on to the next. That it has every page: tests/test_docs.py."""

from __future__ import annotations

from muniment.web.docs import contents, source
from muniment.web.pages import docs

RESERVED = {"find", "try", "pictures"}
"""Addresses below `/docs` that are no pages."""


def test_no_page_has_the_address_of_something_else() -> None:
    taken = {str(route.path).removeprefix("/docs/") for route in docs.router.routes}  # type: ignore[attr-defined]
    assert not {name.partition("/")[0] for name in source.texts()} & (RESERVED | taken - {source.INDEX})


def test_entry_says_what_is_behind_it_without_links_of_its_own() -> None:
    entries = [one for section in contents.sections() for one in section.entries]
    assert [one.name for one in entries if not one.about or "](" in one.about] == []


def test_pages_lead_on_to_each_other_from_the_first_to_the_last() -> None:
    name, seen = source.INDEX, [source.INDEX]
    while (after := contents.neighbours(name)[1]) is not None:
        before = contents.neighbours(after.name)[0]
        assert before is not None and before.name == name
        name = after.name
        seen.append(name)
    assert seen == list(contents.in_order())
    assert contents.neighbours(source.INDEX)[0] is None


def test_page_of_a_folder_stands_above_what_is_in_it() -> None:
    (decision, *_) = contents.in_order()["decisions"].below
    assert [one.name for one in contents.above(decision.name)] == ["decisions"]
    assert contents.above("decisions") == []
