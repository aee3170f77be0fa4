"""What a form shows of a document, and what is said by it."""

from __future__ import annotations

from typing import Any

import pytest

from muniment.analysis.findings import BY_ENGINE
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.judging.facts.keys import KEYS
from muniment.judging.taxonomy.types import load_types
from muniment.web.forms import Form
from muniment.web.review.form import as_text, form_of, problems_of, wanted_of
from tests.evidence.conftest import SOC2

NOBODY = reviewing.on_the_wire("cbvdoc_1", None)
BY = {"type": "user", "id": "cbuser_1", "name": "Ada"}


def insight(key: str, value: Any) -> dict[str, Any]:
    title, value_type = KEYS[key]
    return {"key": key, "title": title, "value": value, "value_type": value_type, "quote": "q", "page": 2, **BY_ENGINE}


def said(key: str, value: Any, engine: Any) -> dict[str, Any]:
    return {"key": key, "value": value, "engine_value": engine, "said_by": BY, "said_at": 7}


INSIGHTS = [
    insight("expires_on", "2026-06-30"),
    insight("expires_on_rule", "period_end + 12 months"),
    insight("period_end", "2025-06-30"),
    insight("opinion", "unqualified"),
    insight("exceptions_count", 3),
    insight("complementary_user_entity_controls", True),
    insight("subservice_organisations", ["A  Ltd", "B Ltd"]),
    insight("scope", "All of it,\non two lines"),
    insight("revenue", 1.5e9),
]


def sent(**changes: Any) -> Form:
    """The form as a browser sends it that changes nothing but this."""
    shown = form_of(document_type=SOC2, insights=INSIGHTS, review=NOBODY, types=load_types())
    fields = {"type": shown.type, "note": "", **{one.name: one.text for one in shown.facts}, "fact.expires_on": ""}
    changed = {name.replace("__", "."): value for name, value in changes.items()}
    return Form({name: value if isinstance(value, list) else [value] for name, value in (fields | changed).items()})


def wanted(form: Form, review: dict[str, Any] = NOBODY) -> Wanted:
    return wanted_of(form, insights=INSIGHTS, review=review)


def test_what_was_typed_of_a_fact_that_stands_no_more_is_shown_again() -> None:
    typed = Form({"type": [""], "fact.period_end": ["soon"]})
    shown = form_of(document_type=SOC2, insights=[], review=NOBODY, types=load_types(), typed=typed)
    assert [(one.key, one.text) for one in shown.facts] == [("period_end", "soon")]


def test_form_that_is_left_as_it_was_says_the_type_and_what_a_person_said_before() -> None:
    assert (wanted(sent()).types, wanted(sent()).facts) == ((SOC2,), [])
    review = {**NOBODY, "facts": [said("opinion", "unqualified", "unqualified")], "reviewed_at": 7, "reviewed_by": BY}
    changed = sent(fact__exceptions_count="4")
    assert dict(wanted(changed, review).facts) == {"opinion": "unqualified", "exceptions_count": 4}


def test_button_beneath_the_facts_confirms_everything_but_what_is_reckoned() -> None:
    said_now = wanted(sent(facts_too="yes"))
    assert said_now.types == (SOC2,)
    assert dict(said_now.facts) == {one["key"]: one["value"] for one in INSIGHTS if "expires" not in one["key"]}
    assert said_now.note is None
    reviewing.check(said_now)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("period_end", " 2025-09-30 ", "2025-09-30"),
        ("period_end", "", None),
        ("exceptions_count", "4", 4),
        ("exceptions_count", "1,5", 1.5),
        ("exceptions_count", "many", "many"),
        ("revenue", "1 500 000", 1_500_000),
        ("revenue", "1,500,000", "1,500,000"),
        ("complementary_user_entity_controls", "false", False),
        ("subservice_organisations", "A Ltd\r\n\r\n C Ltd ", ["A Ltd", "C Ltd"]),
        ("scope", "All of it,  on two lines", "All of it,\non two lines"),
        ("scope", "Half of it", "Half of it"),
    ],
)
def test_field_says_a_value_of_its_kind(key: str, text: str, value: Any) -> None:
    assert dict(wanted(sent(facts_too="yes", **{f"fact__{key}": text})).facts)[key] == value


def test_type_may_be_named_denied_or_left_unsaid() -> None:
    assert [wanted(sent(type=one)).types for one in ("nda", "none", "")] == [("nda",), (None,), ()]
    unnamed = form_of(document_type=None, insights=[], review=NOBODY, types=load_types())
    denied = {**NOBODY, "document_type": {"value": None, "engine_value": "nda", "said_by": BY, "said_at": 7}}
    shown = form_of(document_type=None, insights=[], review=denied, types=load_types())
    assert (unnamed.type, shown.type, shown.type_said_by) == ("", "none", "Ada")


def test_day_of_expiry_is_said_denied_or_left_to_be_reckoned() -> None:
    assert "expires_on" not in dict(wanted(sent()).facts)
    assert dict(wanted(sent(fact__expires_on="2027-01-31")).facts)["expires_on"] == "2027-01-31"
    assert dict(wanted(sent(fact__expires_on="2027-01-31", no_expiry="yes")).facts)["expires_on"] is None
    shown = form_of(document_type=SOC2, insights=INSIGHTS, review=NOBODY, types=load_types())
    assert shown.reckoned == ("2026-06-30", "period_end + 12 months")


def test_facts_are_added_and_rows_without_a_key_or_a_value_say_nothing() -> None:
    form = sent(add_key=["auditor", "", "title", "colour"], add_value=["A LLP", "lost", " ", "blue"])
    facts = dict(wanted(form).facts)
    assert (facts["auditor"], facts["colour"], "title" in facts) == ("A LLP", "blue", False)


def test_fact_that_was_rejected_is_shown_empty_and_stays_rejected() -> None:
    review = {**NOBODY, "facts": [said("issuer", None, "Some Body")], "reviewed_at": 7, "reviewed_by": BY}
    shown = form_of(document_type=SOC2, insights=[], review=review, types=load_types())
    (field,) = shown.facts
    assert (field.text, field.said_by, field.engine) == ("", "Ada", "Some Body")
    assert dict(wanted(Form({"fact.issuer": [""]}), review).facts) == {"issuer": None}
    assert "issuer" not in [key for key, _ in shown.addable]


def test_nothing_that_was_typed_is_lost_when_it_did_not_fit() -> None:
    hostile = '<script>\u202e"'
    form = sent(
        type="nda",
        note=hostile,
        fact__period_end="soon",
        fact__expires_on="never",
        no_expiry="yes",
        add_key=["auditor"],
        add_value=[hostile],
    )
    asked = wanted(form)
    with pytest.raises(reviewing.InvalidFieldsError) as refused:
        reviewing.check(asked)
    problems = problems_of(refused.value, asked)
    assert list(problems) == ["fact.period_end"]
    shown = form_of(
        document_type=SOC2, insights=INSIGHTS, review=NOBODY, types=load_types(), typed=form, problems=problems
    )
    assert (shown.type, shown.note, shown.expires_on, shown.is_without_expiry) == ("nda", hostile, "never", True)
    assert shown.added == [("auditor", hostile)]
    assert {one.key: one.text for one in shown.facts}["period_end"] == "soon"


def test_every_kind_of_value_survives_being_shown() -> None:
    for one in INSIGHTS:
        left = {f"fact.{one['key']}": [as_text(one["value"]).replace("\n", "\r\n")]}
        if "expires" not in one["key"]:
            assert wanted(Form(left)).facts == []
            assert dict(wanted(Form({**left, "facts_too": ["yes"]})).facts)[one["key"]] == one["value"]
