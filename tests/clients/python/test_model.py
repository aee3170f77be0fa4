"""Answers of other versions, and what no repr shows."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from muniment_client import models
from muniment_client.model import Model

LETS_IN = {"secret", "client_secret", "access_token"}


def test_what_is_not_known_is_kept_and_what_is_left_out_is_none() -> None:
    vendor = models.Vendor.of({"id": "cbvndr_1", "services": [{"name": "Hosting", "colour": "red"}], "mood": {"a": 1}})
    assert (vendor.name, vendor.primary_contact) == (None, None)
    assert vendor.extra == {"mood": {"a": 1}}
    assert isinstance(vendor.services[0], models.Service)
    assert vendor.services[0].extra == {"colour": "red"}


def test_what_is_of_another_shape_is_kept_as_it_was_said() -> None:
    assert models.Vendor.of({"services": "none", "primary_contact": ["ana"]}).to_dict() == {
        **models.Vendor.of({}).to_dict(),
        "services": "none",
        "primary_contact": ["ana"],
    }


def test_answer_is_said_again_as_it_came() -> None:
    said = {"data": [{"key": "opinion", "value": None}], "later": [1]}
    page = models.AgreementList.of(said)
    assert page.to_dict()["later"] == [1]
    assert page.to_dict()["data"][0]["value"] is None


def _all() -> list[type[Model]]:
    return [one for one in vars(models).values() if isinstance(one, type) and issubclass(one, Model) and one != Model]


@pytest.mark.parametrize("model", _all(), ids=lambda model: model.__name__)
def test_what_lets_in_whoever_has_it_is_in_no_repr(model: type[Model]) -> None:
    fields = {field.name: field for field in dataclasses.fields(model)}
    shown: dict[str, Any] = {name: f"<{name}>" for name in fields if name != "extra"}
    said = repr(model.of(shown))
    assert {name for name in fields if f"<{name}>" not in said} - {"extra"} >= LETS_IN & fields.keys()
    assert "hidden" not in repr(model.of({"hidden": "hidden"}))


@pytest.mark.parametrize(("model", "name"), [(models.PasswordCode, "code"), (models.DownloadLink, "url")])
def test_codes_and_links_let_in_too(model: type[Model], name: str) -> None:
    assert "s3cret" not in repr(model.of({name: "s3cret"}))


def test_version_that_was_answered_is_known_but_no_part_of_the_answer() -> None:
    one, same = models.Document.of({"id": "cbvdoc_1"}, etag='"1"'), models.Document.of({"id": "cbvdoc_1"})
    assert one.etag == '"1"'
    assert one == same
    assert one.to_dict() == same.to_dict()
