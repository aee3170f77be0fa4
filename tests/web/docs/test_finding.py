"""The search of the documentation."""

from __future__ import annotations

import pytest

from muniment.web.docs import finding
from muniment.web.docs.finding import MAX_HITS, find


def test_section_holds_every_word_or_its_beginning() -> None:
    hits = find("Idempotency strict")
    assert hits[0].part.path == "/docs/using-the-api#once-whatever-happens"
    for hit in hits:
        said = f"{hit.part.title} {hit.part.heading} {hit.part.text}".casefold()
        assert "idempotency" in said and "strict" in said


def test_error_code_is_found_by_its_name_and_a_part_of_it() -> None:
    assert "/docs/errors" in [hit.part.path for hit in find("document_not_ready")]
    assert "/docs/errors" in [hit.part.path for hit in find("not_ready")]


def test_what_stands_inside_a_word_is_no_beginning() -> None:
    assert find("dempotency") == []


@pytest.mark.parametrize("query", ["", " ", "*", "\x00", "[(", "\U0001f600", "a", "zzqqxx"])
def test_query_without_a_word_that_stands_anywhere_finds_nothing(query: str) -> None:
    assert find(query) == []


def test_hits_are_bounded_and_marks_stand_in_the_snippet_apart_and_in_order() -> None:
    hits = find("the to of in is and an it that")
    assert 0 < len(hits) <= MAX_HITS
    for hit in hits:
        ends = [0, *(end for _, end in hit.marks)]
        assert hit.marks and all(start >= end for (start, _), end in zip(hit.marks, ends, strict=False))
        assert ends[-1] <= len(hit.snippet)


def test_nothing_beyond_the_longest_query_is_read() -> None:
    assert find("upload " + " " * finding.MAX_CHARACTERS + "zzqqxx") == find("upload")
