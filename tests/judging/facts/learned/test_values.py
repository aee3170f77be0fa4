"""Whatever may be a fact's value is found, also what a line breaks and what stands behind its label."""

from __future__ import annotations

import pytest

from muniment.judging.facts.learned.amounts import MAX_BARE, MAX_SIGNED
from muniment.judging.facts.learned.things import MAX_THINGS, things
from muniment.judging.facts.learned.values import MAX_LINE_CHARACTERS
from tests.judging.facts.learned.test_places import found_in

LONG = "This report on the controls of the services was prepared on behalf of "
"""A line that goes on in the next one."""


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("date", "Issued 4 March 2026, reissued 2026-05-01; in July 2026", ["2026-03-04", "2026-05-01", "2026-07"]),
        ("date", "Revisão prevista\t08/2027", ["2027-08"]),
        ("date", "次回見直し 2026年9月", ["2026-09"]),
        ("date", "Getest van 3 tot en met 14 maart 2025", ["2025-03-14", "2025-03-03"]),
        ("date", "Tussen 25 augustus en 3 september 2025", ["2025-09-03", "2025-08-25"]),
        ("date", "Days: November 5-6, 2025", ["2025-11-05", "2025-11-06"]),
        ("date", "実施 2026年1月13日~23日", ["2026-01-13", "2026-01-23"]),
        ("money", "Limit\tEUR 2,500,000", [2_500_000]),
        ("money", "Limit EUR 2,500,000, deductible EUR 5,000", [2_500_000, 5_000]),
        ("money", "Deckung 10 Mio. EUR, 1,25 Mio. EUR je Ereignis", [10_000_000, 1_250_000]),
        ("money", "賠償は金30,000,000円を上限とし、1請求5億円", [30_000_000, 500_000_000]),
        ("money", "Public liability R50 000 000 any one event, excess R25 000", [50_000_000, 25_000]),
        ("money", "Limits in USD\nEach occurrence 5,000,000. Aggregate 7,000,000.", [5_000_000, 7_000_000]),
        ("money", "All in EUR thousand\nRevenue 4 1,250 1,100", [1_250_000, 1_100_000]),
        ("money", "in Mio. CHF\nJahresergebnis\t-0,62\t1,10", [-620_000, 1_100_000]),
        ("money", "Result in EUR\nNet loss for the year (2,106,385) (35,654)", [-2_106_385, -35_654]),
        ("money", "Net loss $ (2,106,385) $ 35,654", [-2_106_385, 35_654]),
        ("money", "Valores em reais\nReceita\t614270\t588915\t2025", [614_270, 588_915]),
        ("money", "All in EUR\nVAT 4XX1 112 880 of 2026, 1,200 %", []),
        ("money", "Visitors 1,200 and 1,300", []),
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
        ("identifier", "版数 第1.0版", ["1.0"]),
        ("identifier", "Ausgabe B\tRev. C, Version Draft", ["B", "C"]),
        ("name", "Quarnford Ltd · 12 Hill Street · Leeds", ["Quarnford Ltd"]),
        ("name", "実施会社 株式会社ハルノ", ["株式会社ハルノ"]),
        ("name", "Owner: ISMS Manager (Ada Quill). Approved", ["ISMS Manager"]),
        ("name", "wir haben die App „Wegwart“ und «Portail» geprüft", ["Wegwart", "Portail"]),
        ("name", "**Cible** : https://extranet.quarnford.example", ["https://extranet.quarnford.example"]),
        ("name", "we scanned api.quarnford.example:8443 and", ["api.quarnford.example:8443"]),
        ("name", "a report on the loan servicing and arrears system of ours", ["loan servicing and arrears system"]),
        ("name", "la descrizione del proprio sistema PagaViva per i clienti", ["PagaViva"]),
        ("name", "approved by the CISO and by", ["CISO"]),
        ("name", "le document est tenu par le comité de sécurité", ["comité de sécurité"]),
        ("name", "gepflegt vom Informationssicherheitsbeauftragten", ["Informationssicherheitsbeauftragten"]),
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
        ("date", f"{LONG}from 4 to 8", "May 2026, and for nobody else.", "2026-05-08"),
        ("money", f"{LONG}up to USD", "500,000, and for nobody else.", 500_000),
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
    assert [one.value for one in found_in(f"{LONG}4.\nMay 2026", "date")] == ["2026-05"]
    assert [one.value for one in found_in("Page 4\nMay 2026", "date")] == ["2026-05"]


@pytest.mark.parametrize("label", ["Verzekeringnemer", "Insured Company", "Le Bureau"])
def test_organisation_is_found_without_the_label_ahead_of_it(label: str) -> None:
    assert "Quarnford Systems Ltd" in [one.value for one in found_in(f"{label} Quarnford Systems Ltd", "name")]


def test_line_that_is_too_long_is_left_out() -> None:
    assert len(found_in("x" * (MAX_LINE_CHARACTERS - 11) + " 2026-05-01", "date")) == 1
    assert found_in("x" * (MAX_LINE_CHARACTERS - 10) + " 2026-05-01", "date") == []


def test_amounts_of_a_line_without_a_currency_are_few() -> None:
    text = "Limits in USD\nEach " + " 5,000,000" * 9 + "\n" + "USD 1,000 " * 9
    assert len(found_in(text, "money")) == MAX_BARE + MAX_SIGNED


def test_amount_tells_how_it_is_written() -> None:
    bare, signed = found_in("Limits in USD\nEach occurrence 5,000,000\nUSD 1,000", "money")
    assert {"is bare", "size 7"} <= set(bare.features)
    assert {"is signed", "size 4"} <= set(signed.features)


def test_things_of_a_line_are_few() -> None:
    assert len(list(things("«Wegwart» " * 50))) == MAX_THINGS


def test_things_of_a_line_are_the_first_ones_whatever_they_are_told_by() -> None:
    hosts = " ".join(f"a{number}.example.com" for number in range(MAX_THINGS))
    assert [how for *_, how in things(f"“Tern Portal” {hosts}")] == ["quoted", *["host"] * (MAX_THINGS - 1)]
    assert [how for *_, how in things(f"{hosts} “Tern Portal”")] == ["host"] * MAX_THINGS
