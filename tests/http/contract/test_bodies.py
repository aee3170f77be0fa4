"""What is said of a body that does not fit."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from muniment.http.contract import bodies

MODELS = [
    one
    for one in vars(bodies).values()
    if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == bodies.__name__
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_text_that_is_too_long_is_counted_in_characters(model: type[BaseModel]) -> None:
    told = []
    try:
        model.model_validate(dict.fromkeys(model.model_fields, "x" * 20_001))
    except ValidationError as error:
        told = error.errors()
    assert [one["msg"] for one in told if "items" in one["msg"]] == []


def test_as_many_characters_as_there_may_be_are_taken_and_one_more_is_not() -> None:
    vendor = bodies.NewVendor(name=f" {'é' * 255}\0 ", external_id="x" * 1_000)
    assert (vendor.name, vendor.external_id) == ("é" * 255, "x" * 1_000)
    with pytest.raises(ValidationError) as told:
        bodies.NewVendor(name="é" * 256, external_id="x" * 1_001)
    assert [(one["loc"], one["type"], one["msg"]) for one in told.value.errors()] == [
        (("external_id",), "string_too_long", "String should have at most 1000 characters"),
        (("name",), "string_too_long", "String should have at most 255 characters"),
    ]
