"""Forms: read within bounds, checked as the API checks."""

from __future__ import annotations

import pytest

from muniment.errors import LastAdministratorError, UserExistsError
from muniment.http.contract.bodies import NewApiKey, NewUserBody
from muniment.web.forms import Form, MisfitError, checked, focus, told
from tests.web.browser import Browser

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_fields_are_had_as_text_as_lines_and_as_ticked_boxes() -> None:
    form = Form({"a": [" x "], "b": ["", "1", "2"], "c": ["one\r\n\n two "]})
    assert (form.text("a"), form.optional("a"), form.text("no"), form.optional("no")) == (" x ", "x", "", None)
    assert form.every("b") == ["1", "2"]
    assert form.lines("c") == ["one", "two"]


def test_misfits_are_told_by_field_in_words() -> None:
    with pytest.raises(MisfitError) as misfit:
        checked(NewApiKey, name="x", seconds_until_expiration=0, scopes=["no scope"])
    assert misfit.value.problems.keys() == {"seconds_until_expiration", "scopes"}
    with pytest.raises(MisfitError) as misfit:
        checked(NewUserBody)
    assert misfit.value.problems == {"email": "Fill this in."}
    with pytest.raises(MisfitError) as misfit:
        checked(NewUserBody, email="ann", first_name="x" * 256)
    assert misfit.value.problems == {
        "email": "An email address must have an @-sign.",
        "first_name": "This is too long: 255 characters at most.",
    }


def test_error_is_told_beside_its_field_or_above_the_form() -> None:
    fields = {UserExistsError: "email"}
    assert told(UserExistsError(), fields) == (409, {"email": UserExistsError().message})
    assert told(LastAdministratorError(), fields) == (409, {"": LastAdministratorError().message})
    assert told(MisfitError({"a": "b"}), fields) == (422, {"a": "b"})


@pytest.mark.parametrize("body", [b"email=%ff", b"a=" + b"\xff", b"&".join(b"a=1" for _ in range(1001))])
def test_form_that_is_none_is_refused_on_a_page(stranger: Browser, body: bytes) -> None:
    answer = stranger.client.post("/set-password", content=body, headers=FORM)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "The form is not UTF-8" in answer.text


def test_form_that_is_too_large_is_refused_on_a_page(stranger: Browser) -> None:
    size = stranger.server.runtime.settings.max_json_bytes
    answer = stranger.client.post("/set-password", content=b"code=" + b"x" * size, headers=FORM)
    assert answer.status_code == 413
    assert "Too large" in answer.text


def test_null_in_a_field_is_nothing(stranger: Browser) -> None:
    page = stranger.send("/set-password", {"code": "\0", "new_password": "\0"})
    assert (page.status, page.form("/set-password").value("code")) == (400, "")


@pytest.mark.parametrize(
    ("problems", "field"),
    [
        (None, "email"),
        ({"": "Too many."}, "email"),
        ({"": "Too many.", "password": "Too short.", "code": "Wrong."}, "password"),
    ],
)
def test_form_begins_at_what_is_wrong_or_else_at_what_is_empty(problems: dict[str, str] | None, field: str) -> None:
    assert focus(problems, {"code": "x", "email": "", "password": ""}) == field


def test_problems_come_in_the_order_of_the_form() -> None:
    with pytest.raises(MisfitError) as misfit:
        checked(NewApiKey, scopes=["no scope"], name="x", seconds_until_expiration=0)
    assert list(misfit.value.problems) == ["scopes", "seconds_until_expiration"]
