"""What may be a fact's value is found with what stands around it, whatever the layout."""

from __future__ import annotations

from muniment.judging.facts.learned.places import MAX_PLACES, Place, places
from muniment.judging.facts.view import View
from muniment.reading.model import Page, Reading


def found_in(text: str, kind: str) -> list[Place]:
    return places(View(Reading("text/plain", (Page(1, text),), 1, (), "en")), frozenset({kind}))


def test_words_around_a_value_tell_where_they_stand() -> None:
    (place,) = found_in("Término\t3 May 2026\nder Police", "date")
    assert {"row termino", "< termino", "<~ter", "ends", "column 1", "v der", "first", "oldest", "newest"} - {
        "<~ter"
    } <= set(place.features)


def test_value_has_the_head_of_its_column_and_its_quote_reaches_up_to_it() -> None:
    text = "Issued\tEnds\n1 May 2026\t2 May 2027"
    first, second = found_in(text, "date")
    assert {"head issued", "head ends"} & set(first.features) == {"head issued"}
    assert {"head issued", "head ends"} & set(second.features) == {"head ends"}
    assert second.says.text == text


def test_label_above_is_told_and_quoted() -> None:
    (place,) = found_in("Good through\n2 May 2027", "date")
    assert {"^ good", "^ through", "begins", "ends"} <= set(place.features)
    assert place.says.text == "Good through\n2 May 2027"


def test_words_of_the_line_before_count_where_it_goes_on_in_the_value_s() -> None:
    text = "The test of the portal was carried out by our two consultants between\n4 May 2026 and 8 May 2026."
    first, _ = found_in(text, "date")
    assert {"<0 between", "< consultants"} <= set(first.features)
    assert first.says.text == text[: text.index(" and 8")]


def test_heading_above_is_told_until_the_next_one() -> None:
    text = "Insurance\nsince 1 May 2026\n2. Notices\nuntil 2 May 2027"
    first, second = found_in(text, "date")
    assert {one for one in first.features if one.startswith("under")} == {"under insurance"}
    assert {one for one in second.features if one.startswith("under")} == {"under 2", "under .", "under notices"}


def test_words_without_spaces_are_told_by_their_letters() -> None:
    (place,) = found_in("有効期限 2027-05-02", "date")
    assert {"<~有効", "<~効期", "<~期限"} <= set(place.features)


def test_places_are_no_more_than_so_many() -> None:
    assert len(found_in("1 May 2026 " * 50 + "\n" + ("1 May 2026 " * 50 + "\n") * 99, "date")) == MAX_PLACES


def test_quote_of_a_day_reaches_to_the_month_that_it_shares() -> None:
    text = "Tested from 3 to 14 March 2025"
    last, first = found_in(text, "date")
    assert (first.mark.text, first.says.text, last.says.text) == ("3", text, text)
    assert "is end of span" in first.features and "is end of span" not in last.features


def test_quote_of_a_day_reaches_over_the_end_of_its_line() -> None:
    text = "The test of the portal was carried out by our two consultants from 4 to\n8 May 2026, on site."
    found = {one.value: one for one in found_in(text, "date")}
    assert found["2026-05-04"].says.text == text.removesuffix(", on site.")
