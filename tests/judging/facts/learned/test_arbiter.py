"""What readers found and what was learned to be likely is weighed by what is known of each."""

from __future__ import annotations

import pytest

from muniment.judging.facts.learned.arbiter import MOST, Arbiter, Choice, Claim, Stated, claims
from muniment.judging.facts.learned.places import Place
from muniment.judging.facts.learned.sameness import is_same
from muniment.judging.facts.view import Mark
from muniment.reading.model import Page

PAGE = Page(1, "Quarnford Systems Ltd, Haldern Data GmbH, Umbrex Ltd, Zorven AG, Tamsel SE, Wolbeck KG")


def choice(name: str, chance: float, claimed: float = 0.0) -> Choice:
    mark = Mark(PAGE, PAGE.text.index(name), PAGE.text.index(name) + len(name))
    place = Place("name", name, mark, mark)
    return Choice(chance, place, (place,), claimed)


CHOICES = [
    choice(name, chance)
    for name, chance in (
        ("Quarnford Systems Ltd", 0.9),
        ("Quarnford Systems", 0.5),
        ("Haldern Data GmbH", 0.3),
        ("Umbrex Ltd", 0.2),
        ("Zorven AG", 0.1),
        ("Tamsel SE", 0.05),
    )
]


def named(claim: Claim) -> str | None:
    return str(claim.choice.place.value) if claim.choice is not None else None


def test_likeliest_choices_are_weighed_and_what_readers_found_wherever_it_stands() -> None:
    names = [one.place.value for one in CHOICES]
    assert [named(one) for one in claims(CHOICES, None)] == names[:MOST]
    found = claims(CHOICES, Stated("TAMSEL S.E.", 0.8))
    assert [(named(one), one.is_stated) for one in found] == [
        *((name, False) for name in names[:MOST]),
        (names[5], True),
    ]
    found = claims(CHOICES, Stated("Wolbeck KG", 0.8))
    assert [(named(one), one.is_stated) for one in found][-1] == (None, True)
    assert [one.is_stated for one in claims(CHOICES, Stated("Haldern Data", 0.8))] == [False, False, True, False]
    assert [named(one) for one in claims([], Stated("Zorven AG", 0.8))] == [None] and claims([], None) == []


def test_rival_is_the_likeliest_that_stands_apart() -> None:
    alone = Arbiter((0.0, 0.0, 0.0, 0.0, -1.0, *[0.0] * 8), {}, 0.0)
    chances = [round(one, 3) for one in alone.chances("holder", "certificate", claims(CHOICES, None)).tolist()]
    assert chances == [0.426, 0.426, 0.289, 0.289]  # rivals of 0.3, 0.3, 0.9 and 0.9


def test_what_a_key_its_family_and_readers_start_with_adds_up() -> None:
    starts = {"holder": 1.0, "holder stated": 2.0, "holder beside": -3.0, "holder in certificate": 4.0, "issuer": 9.0}
    one = Arbiter((0.0,) * 13, starts, 0.0)
    stated, beside = claims(CHOICES[:1] + CHOICES[2:3], Stated("Quarnford Systems Ltd", 0.8))
    (bare,) = claims(CHOICES[:1], None)

    def odds(family: str, claim: Claim) -> float:
        (chance,) = one.chances("holder", family, [claim])
        return float(chance)

    assert odds("certificate", stated) > odds("contract", stated) > odds("contract", bare) > odds("contract", beside)
    assert one.chances("holder", "certificate", []).tolist() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Quarnford Ltd.", "QUARNFORD LIMITED", True),
        ("Quarnford", "Quarnford Europe", False),
        (5, 5.0, True),
        (5, "5", True),
        (5, "five", False),
        (True, 1, False),
        ("3 months", "drei Monate", True),
        ("2026-05-01", "2026-05-02", False),
        ("", "", True),
    ],
)
def test_values_are_the_same_but_for_signs_case_and_legal_form(one: object, other: object, same: bool) -> None:
    assert is_same(one, other) is same and is_same(other, one) is same
