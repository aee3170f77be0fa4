"""The lines that are shown of a page: the passage that answers best."""

from __future__ import annotations

import pytest

from muniment.documents.search.query import parse
from muniment.documents.search.snippets import MAX_CHARACTERS, passage, snippet
from muniment.reading.model import Page

FILLER = "Nothing of it stands here. " * 20


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("key", f"The key. {FILLER}Another key.", "The key."),
        ("encryption key", f"A key is here. {FILLER}The encryption of a key.{FILLER}", "The encryption of a key."),
        ("encryption key", f"A key for encryption. {FILLER}The encryption key.", "The encryption key."),
        ("a b c", f"a c. {FILLER}b c. {FILLER}c b a. {FILLER}", "c b a."),
        ("the notary", f"The key. {FILLER}The lock. {FILLER}Of a notary. {FILLER}", "Of a notary."),
        ('"is rotated" yearly', f"Is it rotated yearly? {FILLER}It is rotated yearly.", "It is rotated yearly."),
        ("prüfung -key ziel", f"Eine Prufung. {FILLER}Ziel der Prufung. {FILLER}", "Ziel der Prufung."),
        ("key nowhere", f"{FILLER}The key.", "The key."),
    ],
)
def test_passage_has_the_most_of_the_words_nearest_together(query: str, text: str, said: str) -> None:
    assert said in snippet(Page(number=1, text=text), parse(query))
    assert len(snippet(Page(number=1, text=text), parse(query))) <= MAX_CHARACTERS


def test_words_too_far_apart_make_no_passage() -> None:
    text = f"one {'x' * MAX_CHARACTERS} two three"
    found = passage(text, parse("one two three"))
    assert found is not None
    assert text[slice(*found)] == "two three"


def test_page_without_the_words_shows_its_beginning() -> None:
    assert snippet(Page(number=1, text="  Something else."), parse("key")) == "Something else."
    assert passage("Something else.", parse("key")) is None


def test_page_of_one_word_over_and_over_is_cut_to_some() -> None:
    text = "key " * 100_000 + "lock"
    found = passage(text, parse("key lock"))
    assert found is not None
    assert text[slice(*found)] == "lock"
