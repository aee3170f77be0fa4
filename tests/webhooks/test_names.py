"""Which types of event a webhook may name."""

from __future__ import annotations

import pytest

from muniment.errors import InvalidEventTypesError
from muniment.events.public import PUBLIC
from muniment.webhooks.names import MAX_EVENT_TYPES, checked_types


def test_every_type_that_is_sent_can_be_named() -> None:
    every = [one.value for one in PUBLIC]
    assert checked_types(every) == every


def test_types_of_coverbase_that_are_never_sent_here_can_be_named() -> None:
    names = [
        *("Vendor.Deleted", "Service.Deleted", "Assessment.Updated", "Coverage.Changed", "VendorDocument.Expiring"),
        *("Finding.Created", "Evaluation.Updated", "ContractReview.Deleted", "webhook.test", "assessment.completed"),
    ]
    assert checked_types([*names, names[0]]) == names
    assert checked_types([]) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Vendor.Creatd", "Vendor.Created"),
        ("vendor.created", "Vendor.Created"),
        ("VendorDocument.Settld", "VendorDocument.Settled"),
    ],
)
def test_slip_of_the_pen_is_refused_with_what_is_meant(name: str, meant: str) -> None:
    with pytest.raises(InvalidEventTypesError, match=f"did you mean {meant}"):
        checked_types([name])


@pytest.mark.parametrize("name", ["", "Vendor", ".", "Vendor.", "Vendor.Created ", "a.b.c.d", "Vendor.Crëated", "*"])
def test_what_has_not_the_form_of_a_type_is_refused(name: str) -> None:
    with pytest.raises(InvalidEventTypesError):
        checked_types([name])


def test_there_is_a_most() -> None:
    with pytest.raises(InvalidEventTypesError):
        checked_types([f"Noun.Verb{number}" for number in range(MAX_EVENT_TYPES + 1)])
