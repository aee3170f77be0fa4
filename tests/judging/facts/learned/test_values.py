"""Whatever may be a fact's value is found, also what a line breaks and what stands behind its label."""

from __future__ import annotations

import pytest

from muniment.judging.facts.learned.values import MAX_LINE_CHARACTERS
from tests.judging.facts.learned.test_places import found_in

LONG = "This report on the controls of the services was prepared on behalf of "
"""A line that goes on in the next one."""


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("date", "Issued 4 March 2026, reissued 2026-05-01; in July 2026", ["2026-03-04", "2026-05-01"]),
        ("money", "Limit\tEUR 2,500,000", [2_500_000]),
        ("money", "Limit EUR 2,500,000, deductible EUR 5,000", []),
        ("time", "within thirty (30) days or 72 hours", ["30 days", "72 hours"]),
        ("count", "High 12, 3.5, 40 %, 2026/1 and 7", [12, 7]),
        ("count", "Vier Hinweise, keine kritischen; no high ones, vingt-deux en tout", [4, 0, 0, 22]),
        ("count", "緊急 0件 高 2件", [0, 2]),
        ("share", "99.95 % a month, 5%, 1,234 % and 7", [99.95, 5.0, 1.234]),
        ("identifier", "Policy HP/77-1\tof TLS 1.3 here", ["HP/77-1", "1.3", "TLS 1.3"]),
        ("identifier", "No. 44 121 25 903", ["44", "121", "25", "903", "44 121 25 903"]),
        ("identifier", "HRB 118204", ["118204", "HRB 118204"]),
        ("identifier", "Version v2.1 of May", ["2.1"]),
        ("identifier", f"{LONG}the owner, version 2.1, policy HP/77-1, for nobody else", ["2.1"]),
        ("name", "Holder: Aldermoor Systems Limited", ["Aldermoor Systems Limited"]),
        ("name", "Quarnford Ltd HP-77", []),
        ("name", "is run for 2026 Quarnford Ltd by us", ["Quarnford Ltd"]),
        ("name", "Quarnford Ltd, 12 Hill Street, Leeds", ["Quarnford Ltd"]),
        ("name", "Owner\tHead of Risk", ["Owner", "Head of Risk", "Risk"]),
        ("name", "# Backup Rules - Quarnford", ["Backup Rules - Quarnford", "Backup Rules", "Quarnford"]),
        ("name", "Version 2 · Owner: board of three · May", ["board of three"]),
        ("name", "登録組織 株式会社ハルノ", ["登録組織 株式会社ハルノ"]),
    ],
)
def test_values_of_a_kind_are_found(kind: str, text: str, values: list[object]) -> None:
    found = [one.value for one in found_in(text, kind)]
    told = [one for one in found if one in values] if kind == "name" and values else found
    assert told == values


@pytest.mark.parametrize(
    ("kind", "begins", "goes_on", "value"),
    [
        ("date", f"{LONG}4", "May 2026, and for nobody else.", "2026-05-04"),
        ("time", f"{LONG}thirty", "days, and for nobody else.", "30 days"),
        ("name", f"{LONG}Quarnford", "Systems Ltd, and for nobody else.", "Quarnford Systems Ltd"),
    ],
)
def test_value_that_a_line_breaks_is_whole(kind: str, begins: str, goes_on: str, value: str) -> None:
    text = f"{begins}\n{goes_on}"
    found = {one.value: one for one in found_in(text, kind)}
    assert " ".join(found[value].mark.text.split()) in text.replace("\n", " ")
    assert "\n" in found[value].mark.text


def test_line_that_ends_a_sentence_or_is_short_breaks_nothing() -> None:
    assert found_in(f"{LONG}4.\nMay 2026", "date") == []
    assert found_in("Page 4\nMay 2026", "date") == []


@pytest.mark.parametrize("label", ["Verzekeringnemer", "Insured Company", "Le Bureau"])
def test_organisation_is_found_without_the_label_ahead_of_it(label: str) -> None:
    assert "Quarnford Systems Ltd" in [one.value for one in found_in(f"{label} Quarnford Systems Ltd", "name")]


def test_line_that_is_too_long_is_left_out() -> None:
    assert len(found_in("x" * (MAX_LINE_CHARACTERS - 11) + " 2026-05-01", "date")) == 1
    assert found_in("x" * (MAX_LINE_CHARACTERS - 10) + " 2026-05-01", "date") == []
