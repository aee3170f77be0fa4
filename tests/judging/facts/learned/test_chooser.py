"""What was learned is chosen where it is likely enough, and is a fact with a receipt as any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from muniment.judging.facts import extract as extracting
from muniment.judging.facts.learned import chooser as choosing
from muniment.judging.facts.learned.chooser import Chooser, chooser, hashed, learned, read, write
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.model import Fact
from muniment.reading.model import Page, Reading


def reading(*lines: str, language: str = "en") -> Reading:
    return Reading("text/plain", (Page(1, "\n".join(lines)),), 1, (), language)


def knowing(key: str, kind: str, *, family: str, floor: float = 0.5, **odds: int) -> Chooser:
    """One that knows a key alone, by words ahead of a value on its line."""
    words = {_hash(f"< {word}"): odd for word, odd in odds.items()}
    buckets = sorted(words)
    return Chooser(
        keys=(key,),
        kinds=(kind,),
        families=(frozenset({family}),),
        floors=(floor,),
        buckets=np.asarray(buckets, np.int64),
        weights=np.asarray([[words[one]] for one in buckets], np.int8),
        scale=np.ones(1, np.float32),
        intercept=np.asarray([-4], np.float32),
        code="",
    )


def _hash(feature: str) -> int:
    """Of a feature alone: what the hashes of nothing lack."""
    (found,) = set(hashed([feature], "x").tolist()) - set(hashed([], "x").tolist())
    return int(found)


def facts_of(found: Reading, document_type: str) -> dict[str, Fact]:
    made = extracting.extract(
        found, document_type=document_type, validity=ValidityRules(), today=date(2026, 11, 29)
    ).facts
    return {one.key: one for one in made}


Use = Callable[[Chooser], None]


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> Use:
    def use(one: Chooser) -> None:
        monkeypatch.setattr(choosing, "chooser", lambda: one)

    return use


def test_likely_value_of_a_key_that_no_reader_found_is_a_fact_with_its_receipt(by: Use) -> None:
    certificate = reading("Certificate", "Zorgtermijn 4 March 2026", "Eindtermijn 3 March 2029")
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    found = facts_of(certificate, "iso_27001_certificate")
    assert (found["expiry_date"].value, found["expiry_date"].verified) == ("2029-03-03", True)
    assert "Eindtermijn 3 March 2029" in (found["expiry_date"].quote or "")
    assert found["expires_on"].value == "2029-03-03"


def test_unlikely_value_of_a_key_in_another_family_or_below_its_floor_is_none(by: Use) -> None:
    certificate = reading("Certificate", "Eindtermijn 3 March 2029")
    for one in (
        knowing("expiry_date", "date", family="contract", eindtermijn=8),
        knowing("expiry_date", "date", family="certificate", eindtermijn=4, floor=0.6),
        knowing("expiry_date", "date", family="certificate", floor=0.5, iets=9),
    ):
        by(one)
        assert "expiry_date" not in facts_of(certificate, "iso_27001_certificate")


def test_two_values_as_likely_as_each_other_are_none(by: Use) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    for other in ("Eindtermijn 3 March 2030", "Anders dan eindtermijn is 3 March 2030"):
        two = reading("Certificate", "Eindtermijn 3 March 2029", other)
        assert "expiry_date" not in facts_of(two, "iso_27001_certificate")


def test_readers_value_stays(by: Use) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    certificate = reading("Certificate", "Expiry date: 1 May 2028", "Eindtermijn 3 March 2029")
    assert facts_of(certificate, "iso_27001_certificate")["expiry_date"].value == "2028-05-01"


def test_choice_that_contradicts_what_was_found_is_dropped_and_what_was_found_stays(by: Use) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    certificate = reading("Certificate", "Issue date: 1 May 2028", "Eindtermijn 3 March 2021")
    found = extracting.extract(certificate, document_type="iso_27001_certificate", validity=ValidityRules())
    assert {one.key for one in found.facts} & {"issue_date", "expiry_date"} == {"issue_date"}
    assert found.contradictions == ()


@pytest.mark.parametrize("line", ["Previous eindtermijn 3 March 2029", "First eindtermijn 3 March 2029"])
def test_what_is_said_of_another_time_is_none(by: Use, line: str) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    assert "expiry_date" not in facts_of(reading("Certificate", line), "iso_27001_certificate")


def test_date_that_cannot_have_been_yet_is_not_chosen(by: Use) -> None:
    by(knowing("issue_date", "date", family="certificate", vanaf=8))
    assert "issue_date" not in facts_of(reading("Certificate", "Vanaf 3 March 2029"), "iso_27001_certificate")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    one = knowing("expiry_date", "date", family="certificate", eindtermijn=8)
    write(one, tmp_path / "facts.npz")
    same = read(tmp_path / "facts.npz")
    assert replace(same, buckets=one.buckets, weights=one.weights, scale=one.scale, intercept=one.intercept) == one
    assert [getattr(same, name).tolist() for name in ("buckets", "weights", "scale", "intercept")] == [
        getattr(one, name).tolist() for name in ("buckets", "weights", "scale", "intercept")
    ]


def test_the_one_in_the_package_holds_no_text_but_names_of_keys_and_families() -> None:
    with np.load(str(choosing.FACTS), allow_pickle=False) as arrays:
        assert {name: arrays[name].dtype.kind for name in arrays.files if name != "said"} == {
            "buckets": "i", "weights": "i", "scale": "f", "intercept": "f",
        }  # fmt: skip
    assert len(chooser().keys) > 20


@pytest.mark.parametrize(
    ("family", "lines", "key", "value"),
    [
        ("certificate_of_insurance", ("Schutz besteht vom\t1.1.2026", "Schutz endet am\t31.12.2026"),
         "expiry_date", "2026-12-31"),
        ("contract", ("Decorrenza degli effetti\t1 aprile 2026", "Firmato a Bergamo"), "effective_date", "2026-04-01"),
    ],
)  # fmt: skip
def test_wordings_that_no_reader_knows_are_understood(
    family: str, lines: tuple[str, ...], key: str, value: str
) -> None:
    assert learned(View(reading(*lines)), family)[key].place.value == value
