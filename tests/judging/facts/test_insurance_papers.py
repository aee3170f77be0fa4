"""What papers of insurance say in letters, in rows below heads of their own, and in thousands."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

LETTER = """Tarnwick Hale
4 March 2026
TO WHOM IT MAY CONCERN
Dear Sirs
Ostbury Signals & Timing Ltd
As insurance brokers to the above, we confirm that the following insurances are in force at the date of this letter.
Professional indemnity. Insurers: Calloway Underwriting Limited (70 %) and Syndicate 1187 at Lloyd's (30 %). Policy no.
PI/26/110042. Limit of indemnity £4,000,000 any one claim.
Public liability. Insurer: Severn & Marches Insurance plc. This cover is written under the policy, Policy no. SMI 5520
1174. Limit £6,000,000 any one occurrence.
Yours faithfully
for Tarnwick Hale Ltd
"""


def test_letter_of_a_broker_tells_who_is_insured_with_whom_and_who_signs() -> None:
    values = values_of("certificate_of_insurance", LETTER)
    assert values["insured"] == "Ostbury Signals & Timing Ltd"
    assert values["issuer"] == "Tarnwick Hale Ltd"
    assert values["policy_numbers"] == ("PI/26/110042", "SMI 5520 1174")
    assert values["insurers"] == (
        "Calloway Underwriting Limited",
        "Syndicate 1187 at Lloyd's",
        "Severn & Marches Insurance plc",
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Versicherungsschein-Nr. TK-IT-31.220.551 und TK-CY-31.220.552", ("TK-IT-31.220.551", "TK-CY-31.220.552")),
        ("est titulaire des contrats n° RC 0081 440 917 et n° CY-2026-20431, garantissant",
         ("RC 0081 440 917", "CY-2026-20431")),
        ("Apólice nº Proposta nº Ramo Emissão\n2004100007712 P-77120 0351 04/03/2026", ("2004100007712",)),
        ("Policy No. HK-200417 and 30 days notice", ("HK-200417",)),
    ],
)  # fmt: skip
def test_numbers_joined_to_one_are_numbers_and_those_of_other_columns_are_none(
    text: str, numbers: tuple[str, ...]
) -> None:
    assert values_of("certificate_of_insurance", text).get("policy_numbers") == numbers


IN_THOUSANDS = """Currency\tUSD, amounts in thousands
Line\tCarrier\tPolicy\tFrom\tTo\tLimit ($000)\tAggregate ($000)\tRetention ($000)
General liability\tPrairie Mutual\tPM-GL-26-771\t2026-04-01\t2027-04-01\t3000\t6000\t25
Professional liability\tElm Specialty\tELM-550\t2026-04-01\t2027-04-01\t4000\t4000\t100
\x0cNotes
Expiring programme had professional liability of 2,000
"""


def test_sums_of_a_schedule_in_thousands_are_scaled_and_those_beside_it_left_out() -> None:
    values = values_of("certificate_of_insurance", *IN_THOUSANDS.split("\x0c"))
    assert {key: value for key, value in values.items() if key.startswith("limit_")} == {
        "limit_general_liability": 3_000_000,
        "limit_general_liability_aggregate": 6_000_000,
        "limit_professional": 4_000_000,
    }


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (
            "A) RC Professionale – polizza n. 221.044.0000110217\nMassimale per sinistro e per anno Franchigia "
            "Retroattività\n€ 1.500.000,00 € 5.000,00 10 anni\nC) RCT/RCO – polizza n. 221.031.0000110219\n"
            "RCT per sinistro RCO per sinistro RCO per persona\n€ 4.000.000,00 € 2.000.000,00 € 1.000.000,00",
            {"limit_professional": 1_500_000, "limit_general_liability": 4_000_000,
             "limit_workers_compensation": 2_000_000},
        ),
        (
            "Montants (EUR)\nRC Professionnelle – par sinistre et par année d'assurance 2 000 000 €\n"
            "Franchise RC Professionnelle : 12 000 € par sinistre.",
            {"limit_professional": 2_000_000},
        ),
        (
            "LIMITES MÁXIMOS DE INDENIZAÇÃO\nCobertura LMI (R$) Franquia (R$)\nRiscos cibernéticos 7.000.000,00 "
            "70.000,00\nExtorsão cibernética (sublimite) 1.000.000,00 70.000,00",
            {"limit_cyber": 7_000_000},
        ),
    ],
)  # fmt: skip
def test_limits_stand_below_heads_of_their_own_and_are_no_deductibles(text: str, limits: dict[str, int]) -> None:
    values = values_of("certificate_of_insurance", text)
    assert {key: value for key, value in values.items() if key.startswith("limit_")} == limits


def test_renewal_of_a_row_ends_with_its_row() -> None:
    text = (
        "SCHEDULE\nLicence term 4 years from the start\nRenewal by written agreement only\n"
        "Licence fee EUR 210,000 a year\nVenue Cork"
    )
    assert values_of("commercial_contract", text)["renewal"] == "by written agreement only"


def test_cover_that_goes_on_by_itself_says_so() -> None:
    text = (
        "Der Versicherungsvertrag läuft bis zum 01.04.2027 und verlängert sich jeweils um ein Jahr, wenn er nicht "
        "3 Monate vor Ablauf gekündigt wird."
    )
    values = values_of("certificate_of_insurance", text)
    assert (values["renewal"], values["termination_notice"]) == ("1 year", "3 months")
