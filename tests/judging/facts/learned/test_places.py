"""What may be a fact's value is found with what stands around it, whatever the layout."""

from __future__ import annotations

import pytest

from muniment.judging.facts.learned.places import MAX_PLACES, Place, places
from muniment.judging.facts.view import View
from muniment.reading.model import Page, Reading


def found_in(text: str, kind: str) -> list[Place]:
    return places(View(Reading("text/plain", (Page(1, text),), 1, (), "en")), frozenset({kind}))


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("date", "Issued 4 March 2026, reissued 2026-05-01; in July 2026", ["2026-03-04", "2026-05-01"]),
        ("money", "Limit\tEUR 2,500,000", [2_500_000]),
        ("money", "Limit EUR 2,500,000, deductible EUR 5,000", []),
        ("time", "within thirty (30) days or 72 hours", ["30 days", "72 hours"]),
        ("count", "High 12, 3.5, 40 %, 2026/1 and 7", [12, 7]),
        ("identifier", "Policy HP/77-1\tof TLS 1.3 here", ["HP/77-1"]),
        ("identifier", "No. 44 121 25 903", ["903", "44 121 25 903"]),
        ("identifier", "HRB 118204", ["118204", "HRB 118204"]),
        ("identifier", "Version v2.1", ["2.1"]),
        ("name", "Holder: Aldermoor Systems Limited", ["Aldermoor Systems Limited"]),
        ("name", "Owner\tHead of Risk", ["Owner", "Head of Risk"]),
        ("name", "Quarnford Ltd HP-77", []),
        ("name", "is run for 2026 Quarnford Ltd by us", ["Quarnford Ltd"]),
    ],
)
def test_values_of_a_kind_are_found(kind: str, text: str, values: list[object]) -> None:
    assert [one.value for one in found_in(text, kind)] == values


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


def test_places_are_no_more_than_so_many() -> None:
    assert len(found_in("1 May 2026 " * 50 + "\n" + ("1 May 2026 " * 50 + "\n") * 99, "date")) == MAX_PLACES
