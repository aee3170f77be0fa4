"""What was learned is chosen where it is likely enough, and is a fact with a receipt as any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from muniment.judging.facts import extract as extracting
from muniment.judging.facts.learned import ruling
from muniment.judging.facts.learned.arbiter import Arbiter, Choice, Stated, Value, claims
from muniment.judging.facts.learned.chooser import FACTS, Chooser, chooser, hashed, read, write
from muniment.judging.facts.learned.places import places
from muniment.judging.facts.learned.ruling import MAX_LIST_CHARACTERS, Chosen, learned
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.model import Fact
from muniment.reading.model import Page, Reading


def reading(*lines: str, language: str = "en") -> Reading:
    return Reading("text/plain", (Page(1, "\n".join(lines)),), 1, (), language)


STATED = 8.0
WEIGHTS = (1.0, 0.0, 0.0, -4.0, 0.0, 0.0, 0.0, STATED, 0.0, 0.0, 0.0, 0.0, 0.0)
"""A chance counts, a likely rival against it, and that a reader found the value for it."""


def knowing(key: str, kind: str, *, family: str, floor: float = 0.5, start: float = 0.0, **odds: int) -> Chooser:
    """One that knows a key alone, by words ahead of a value on its line."""
    words = {_hash(f"< {word}"): odd for word, odd in odds.items()}
    buckets = sorted(words)
    return Chooser(
        keys=(key,),
        kinds=(kind,),
        families=(frozenset({family}),),
        floors={key: floor},
        arbiter=Arbiter(WEIGHTS, {}, start),
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


def chosen(view: View, family: str, stated: dict[str, Value] | None = None) -> dict[str, Chosen]:
    """What is chosen where readers found so much, fairly sure."""
    return {**learned(view, family, {key: Stated(value, 0.8) for key, value in (stated or {}).items()}).chosen}


def sure(by: Chooser, choices: list[Choice]) -> float:
    """The chance of the first choice, which no reader found."""
    return float(by.arbiter.chances(by.keys[0], "certificate", claims(choices, None))[0])


Use = Callable[[Chooser], None]


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> Use:
    def use(one: Chooser) -> None:
        monkeypatch.setattr(ruling, "chooser", lambda: one)

    return use


def test_likely_value_of_a_key_that_no_reader_found_is_a_fact_with_its_receipt(by: Use) -> None:
    certificate = reading("Certificate", "Zorgtermijn 4 March 2026", "Eindtermijn 3 March 2029")
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    found = facts_of(certificate, "iso_27001_certificate")
    assert (found["expiry_date"].value, found["expiry_date"].verified) == ("2029-03-03", True)
    assert "Eindtermijn 3 March 2029" in (found["expiry_date"].quote or "")
    assert found["expires_on"].value == "2029-03-03"


def test_value_of_a_key_in_another_family_or_that_is_not_sure_is_none(by: Use) -> None:
    certificate = reading("Certificate", "Eindtermijn 3 March 2029")
    for one in (
        knowing("expiry_date", "date", family="contract", eindtermijn=8),
        knowing("expiry_date", "date", family="certificate", eindtermijn=3),
        knowing("expiry_date", "date", family="certificate", start=-5.0, eindtermijn=8),
        knowing("expiry_date", "date", family="certificate", iets=9),
    ):
        by(one)
        assert "expiry_date" not in facts_of(certificate, "iso_27001_certificate")


def test_nothing_is_chosen_for_a_type_that_is_only_likely(by: Use) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    found = extracting.extract(
        reading("Werk met ons", "Eindtermijn 3 March 2029"),
        document_type=None,
        validity=ValidityRules(),
        likely="iso_27001_certificate",
    )
    assert not [one for one in found.facts if one.key == "expiry_date"]


def test_two_values_as_likely_as_each_other_are_none(by: Use) -> None:
    by(knowing("expiry_date", "date", family="certificate", eindtermijn=8))
    for other in ("Eindtermijn 3 March 2030", "Anders dan eindtermijn is 3 March 2030"):
        two = reading("Certificate", "Eindtermijn 3 March 2029", other)
        assert "expiry_date" not in facts_of(two, "iso_27001_certificate")


def test_second_value_makes_the_first_less_sure_and_one_that_answers_the_same_words_makes_it_none(by: Use) -> None:
    one = knowing("expiry_date", "date", family="certificate", eindtermijn=8, slot=6)
    alone = one.choices(places(View(reading("Eindtermijn 3 March 2029"))), "certificate")["expiry_date"]
    rival = one.choices(places(View(reading("Eindtermijn 3 March 2029", "Slot 9 March 2031"))), "certificate")
    assert sure(one, alone) > sure(one, rival["expiry_date"])
    by(one)
    two = View(reading("Houder van eindtermijn 3 March 2029", "Niet van eindtermijn 9 March 2031"))
    assert chosen(two, "certificate") == {}


def test_what_another_key_claims_is_told_of_a_choice_but_not_for_the_day_of_the_document() -> None:
    one = replace(
        knowing("issue_date", "date", family="certificate", eindtermijn=6),
        keys=("issue_date", "expiry_date", "document_date"),
        kinds=("date",) * 3,
        families=(frozenset({"certificate"}),) * 3,
        weights=np.asarray([[3, 6, 6]], np.int8),
        scale=np.ones(3, np.float32),
        intercept=np.asarray([-4] * 3, np.float32),
    )
    found = one.choices(places(View(reading("Eindtermijn 3 March 2029"))), "certificate")
    claims = {key: (round(those[0].chance, 2), round(those[0].claimed, 2)) for key, those in found.items()}
    assert claims == {"issue_date": (0.27, 0.88), "expiry_date": (0.88, 0.27), "document_date": (0.88, 0.0)}
    issued = found["issue_date"]
    weighed = replace(one, arbiter=Arbiter((1.0, *[0.0] * 4, -1.0, *[0.0] * 7), {}, 0.0))
    assert sure(weighed, issued) < sure(weighed, [replace(issued[0], claimed=0.0)])


def test_amount_that_stands_once_is_one_fact(by: Use) -> None:
    by(knowing("limit_cyber", "money", family="certificate_of_insurance", som=9))
    view = View(reading("Polis", "Som EUR 500,000"))
    assert chosen(view, "certificate_of_insurance")["limit_cyber"].value == 500_000
    assert chosen(view, "certificate_of_insurance", {"limit_professional": 500_000}) == {}


def test_limit_beside_another_amount_is_one_where_its_column_says_so(by: Use) -> None:
    by(replace(knowing("limit_cyber", "money", family="certificate_of_insurance", je=9), buckets=_buckets("<0 cyber")))
    for line in ("Cyber EUR 500,000 EUR 900,000", "Cyber 500,000 EUR 900,000 EUR", "Cyber\tEUR 500,000\tEUR 900,000"):
        assert chosen(View(reading(line)), "certificate_of_insurance") == {}
    by(
        replace(
            knowing("limit_cyber", "money", family="certificate_of_insurance", je=9), buckets=_buckets("head claim")
        )
    )
    table = reading("Cover\tEach claim\tAggregate", "Cyber\tEUR 500,000\tEUR 900,000")
    assert chosen(View(table), "certificate_of_insurance")["limit_cyber"].value == 500_000


def _buckets(feature: str) -> NDArray[np.int64]:
    """The hash of a feature in whatever family."""
    return np.intersect1d(hashed([feature], "one"), hashed([feature], "other"))


def test_price_of_so_many_is_no_amount(by: Use) -> None:
    by(knowing("invoice_total", "money", family="invoice", total=9))
    assert chosen(View(reading("Total hours 12 at $ 90.00")), "invoice") == {}
    assert chosen(View(reading("Total of 12 hours $ 90.00")), "invoice")["invoice_total"].value == 90


@pytest.mark.parametrize("behind", ["deductible", "Selbstbehalt", "d'eigen risico"])
def test_amount_that_the_insured_bears_is_none(by: Use, behind: str) -> None:
    by(knowing("limit_cyber", "money", family="certificate_of_insurance", cyber=9))
    assert chosen(View(reading(f"Cyber EUR 500,000 {behind}")), "certificate_of_insurance") == {}
    assert chosen(View(reading("Cyber EUR 500,000, Selbstbehalt keiner")), "certificate_of_insurance") != {}


def test_day_on_which_a_cover_begins_is_not_the_paper_s(by: Use) -> None:
    by(knowing("document_date", "date", family="certificate_of_insurance", datum=9))
    view = View(reading("Polis", "Datum 4 March 2026"))
    assert chosen(view, "certificate_of_insurance")["document_date"].value == "2026-03-04"
    assert chosen(view, "certificate_of_insurance", {"effective_date": "2026-03-04"}) == {}


def test_count_is_what_readers_found_or_none(by: Use) -> None:
    by(knowing("findings_high", "count", family="penetration_test", hoog=9))
    assert chosen(View(reading("Hoog 4")), "penetration_test") == {}
    ruled = learned(View(reading("Hoog 4", "7")), "penetration_test", {"findings_high": Stated(7, 0.8)})
    assert (dict(ruled.chosen), ruled.refused) == ({}, set())


def test_line_that_every_page_repeats_says_no_more_than_one(by: Use) -> None:
    by(knowing("termination_notice", "time", family="contract", termijn=3))
    once = "Termijn 30 days"
    pages = tuple(Page(number, f"{once}\nPage {number}") for number in range(1, 9))
    assert chosen(View(Reading("text/plain", pages, len(pages), (), "en")), "contract") == {}
    by(knowing("termination_notice", "time", family="contract", termijn=8))
    assert (
        chosen(View(Reading("text/plain", pages, len(pages), (), "en")), "contract")["termination_notice"].value
        == "30 days"
    )


@pytest.mark.parametrize(
    ("key", "kind", "with_its_word", "without"),
    [
        ("liability_cap_amount", "money", "Liability of up to som EUR 500,000", "Share capital som EUR 500,000"),
        ("breach_notification", "time", "Breaches termijn 24 hours", "Requests termijn 24 hours"),
        ("subprocessor_notice", "time", "Subprocessors termijn 30 days", "Papers are shredded termijn 30 days"),
    ],
)
def test_key_whose_word_does_not_stand_there_is_none(
    by: Use, key: str, kind: str, with_its_word: str, without: str
) -> None:
    by(knowing(key, kind, family="contract", som=9, termijn=9))
    assert key in chosen(View(reading(with_its_word)), "contract")
    assert chosen(View(reading(without)), "contract") == {}


def test_name_that_runs_on_into_a_label_is_none(by: Use) -> None:
    by(knowing("insured", "name", family="certificate_of_insurance", klant=9))
    assert chosen(View(reading("Klant: Quarnford Systems Policy Number")), "certificate_of_insurance") == {}
    found = chosen(View(reading("Klant: Quarnford Systems Ltd")), "certificate_of_insurance")
    assert found["insured"].value == "Quarnford Systems Ltd"


@pytest.mark.parametrize(("line", "is_title"), [("3. Terms of Payment", False), ("Terms of Payment", True)])
def test_heading_of_a_paragraph_is_no_title(by: Use, line: str, is_title: bool) -> None:
    by(knowing("title", "name", family="contract", titel=9))
    assert ("title" in chosen(View(reading(f"Titel: {line}")), "contract")) is is_title


@pytest.mark.parametrize(
    ("unit", "amount", "is_found"), [("EUR thousand\n", "41,002", False), ("", "EUR 41,002", True)]
)
def test_figure_of_a_year_is_chosen_with_its_currency_alone(by: Use, unit: str, amount: str, is_found: bool) -> None:
    by(knowing("revenue", "money", family="statements", omzet=9))
    assert ("revenue" in chosen(View(reading(f"{unit}Omzet {amount}")), "statements")) is is_found


def test_reader_s_value_is_weighed_against_what_was_learned(by: Use) -> None:
    certificate = reading("Certificate", "Expiry date: 1 May 2028", "Eindtermijn 3 March 2029")
    for start, odds, expected in (
        (0.0, {"eindtermijn": 8}, "2029-03-03"),
        (0.0, {"eindtermijn": 8, "date": 8}, "2028-05-01"),
        (0.0, {"iets": 1}, "2028-05-01"),
        (-20.0, {"date": 8}, None),  # nobody is sure
    ):
        by(knowing("expiry_date", "date", family="certificate", start=start, **odds))
        found = facts_of(certificate, "iso_27001_certificate").get("expiry_date")
        assert (found.value if found else None) == expected


def test_reader_s_value_that_stands_nowhere_is_known_as_such_and_another_key_s_is_not_touched(by: Use) -> None:
    one = knowing("test_start", "date", family="penetration_test", eindtermijn=8)
    view = View(reading("Test in the twelve days to 15 May 2026", "Eindtermijn 3 March 2026"))
    choices = one.choices(places(view), "penetration_test")["test_start"]
    reckoned, standing = (claims(choices, Stated(day, 0.8)) for day in ("2026-05-04", "2026-05-15"))
    assert [(claim.is_stated, claim.choice is None) for claim in reckoned] == [(False, False)] * 2 + [(True, True)]
    assert sorted((claim.is_stated, claim.choice is None) for claim in standing) == [(False, False), (True, False)]
    by(one)
    assert "test_end" not in learned(view, "penetration_test", {"test_end": Stated("2026-05-04", 0.8)}).refused


def test_end_of_a_span_is_not_its_start(by: Use) -> None:
    by(knowing("test_start", "date", family="penetration_test", eindtermijn=8))
    view = View(reading("Eindtermijn 3 March 2026"))
    assert chosen(view, "penetration_test", {"test_end": "2026-03-03"}) == {}
    assert list(chosen(view, "penetration_test", {"test_end": "2026-03-04"})) == ["test_start"]


def test_name_within_the_likely_one_is_no_rival_and_a_reader_s_part_of_it_stays(by: Use) -> None:
    by(knowing("holder", "name", family="certificate", kunde=9))
    (found,) = chosen(View(reading("Certificate", "Kunde Quarnford Systems Ltd")), "certificate").values()
    assert found.value == "Quarnford Systems Ltd"
    for part in ("Quarnford Systems", "Systems Ltd", "Kunde Quarnford Systems Ltd"):
        ruled = learned(
            View(reading("Certificate", "Kunde Quarnford Systems Ltd")), "certificate", {"holder": Stated(part, 0.8)}
        )
        assert (dict(ruled.chosen), ruled.refused) == ({}, set())


def test_every_likely_value_of_a_list_is_chosen_and_one_party_is_none(by: Use) -> None:
    by(knowing("parties", "name", family="contract", kunde=9, anbieter=9))
    lines = ("Vertrag", "Kunde\tQuarnford Systems Ltd", "Anbieter\tHaldern Data GmbH", "Zeuge\tUmbrex Ltd")
    found = chosen(View(reading(*lines)), "contract")["parties"]
    assert found.value == ("Quarnford Systems Ltd", "Haldern Data GmbH")
    assert all(name in found.says.text for name in found.value)
    assert chosen(View(reading(*lines[:2])), "contract") == {}
    by(knowing("parties", "name", family="contract", floor=0.999, kunde=9, anbieter=9))
    assert chosen(View(reading(*lines)), "contract") == {}


def test_values_of_a_list_that_stand_far_apart_are_none(by: Use) -> None:
    by(knowing("parties", "name", family="contract", kunde=9, anbieter=9))
    far = [f"Nothing is said on line {number}." for number in range(MAX_LIST_CHARACTERS // 20)]
    lines = ("Vertrag", "Kunde\tQuarnford Systems Ltd", *far, "Anbieter\tHaldern Data GmbH")
    assert chosen(View(reading(*lines)), "contract") == {}


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
    with np.load(str(FACTS), allow_pickle=False) as arrays:
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
    assert chosen(View(reading(*lines)), family)[key].value == value
