from __future__ import annotations

import pytest

from muniment.documents.search.query import MAX_QUERY_GROUPS, MAX_QUERY_WORDS, Group, parse


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("", ()),
        ('  " * ', ()),
        ("one two", (Group(("one",)), Group(("two",)))),
        ('"one two" three', (Group(("one", "two")), Group(("three",)))),
        ('"one two', (Group(("one", "two")),)),
        ("rep*", (Group(("rep",), is_prefix=True),)),
        ("type-ii*", (Group(("type", "ii"), is_prefix=True),)),
        ("a a A", (Group(("a",)),)),
        ("one -two", (Group(("one",)), Group(("two",), is_excluded=True))),
        ('-"one two" three', (Group(("one", "two"), is_excluded=True), Group(("three",)))),
        ("one -tw*", (Group(("one",)), Group(("tw",), is_prefix=True, is_excluded=True))),
        ("-one", ()),
        ("one - two", (Group(("one",)), Group(("two",)))),
        ("one-two", (Group(("one", "two")),)),
        ("\u201cone two\u201d \u201ethree four\u201c", (Group(("one", "two")), Group(("three", "four")))),
        ("\u00abun deux\u00bb \u300c報告書\u300d", (Group(("un", "deux")), Group(("報告", "告書")))),
        ("報告", (Group(("報告",)),)),
        ("報", (Group(("報",), is_prefix=True),)),
        ("2026年", (Group(("2026", "年"), is_prefix=True),)),
        ("NOT x OR y AND z", tuple(Group((word,)) for word in ("not", "x", "or", "y", "and", "z"))),
    ],
)
def test_queries_are_words_phrases_and_beginnings(query: str, groups: tuple[Group, ...]) -> None:
    assert parse(query) == groups


def test_only_so_many_groups_count() -> None:
    assert len(parse(" ".join(f"w{n}" for n in range(1000)))) == MAX_QUERY_GROUPS


@pytest.mark.parametrize("query", ["\ufdfa" * 400, " ".join(["\ufdfa"] * 400), '"' + "x-" * 490 + '"', "報" * 1000])
def test_only_so_many_words_count_however_a_query_is_written(query: str) -> None:
    groups = parse(query)
    assert 0 < sum(len(group.words) for group in groups) <= MAX_QUERY_WORDS
    assert sum(len(group.runs) for group in groups) <= MAX_QUERY_WORDS
