"""Numbers are read whole, by the document's own convention, or not at all."""

from __future__ import annotations

import pytest

from muniment.judging.facts import money, numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250,000", 1_250_000),
        ("3.750.000", 3_750_000),
        ("8 400 000", 8_400_000),
        ("8\u202f400\u202f000,50", 8_400_000.5),
        ("7'500'000", 7_500_000),
        ("2,35,00,000", 23_500_000),
        ("1.048.576,25", 1_048_576.25),
        ("12,345.67", 12_345.67),
        ("9 Mio.", 9_000_000),
        ("1,5 Mrd.", 1_500_000_000),
        ("3,2 million", 3_200_000),
        ("4.75 billion", 4_750_000_000),
        ("2 (two) million", 2_000_000),
        ("6 mil millones", 6_000_000_000),
        ("1,8 miljoen", 1_800_000),
        ("12 crore", 120_000_000),
        ("45 lakhs", 4_500_000),
        ("7m", 7_000_000),
        ("2.5bn", 2_500_000_000),
        ("600k", 600_000),
        ("3億", 300_000_000),
        ("(1,417)", -1_417),
        ("12,500", 12_500),
        ("0.125", 0.125),
        ("42", 42),
    ],
)
def test_number_is_read_whole(text: str, value: float) -> None:
    assert [found.value for found in numbers.find(f"a {text} b")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "45.678",  # 45 thousand here, 45 there
        "1.234,567.8",
        "12,34,5678",
        "1.23.456",
        "5,000,\n000",
        "5.000.\n000",
        "750 \u00bd",
        "2 1/2",
        "804-555-0166",
        "+44-20-7946",
        "10-12",
        "30.09.28",
        "14/03/2027",
        "10:45",
        "A12",
        "500GB",
        "3 hundred",
        "4 Billionen",
        "0,012,345",
        "1234567890123456789",
        "5,000 000",
    ],
)
def test_number_that_means_two_things_or_is_a_part_of_another_is_left_out(text: str) -> None:
    assert numbers.find(f"a {text} b".replace("\n", " ")) == []


@pytest.mark.parametrize(
    ("texts", "language", "token", "value"),
    [
        (("Umsatz 1.234.567,89",), None, "45.678", 45_678),
        (("Revenue 1,234,567.89",), None, "45.678", None),
        (("Revenue 1,234,567.89",), None, "45,678", 45_678),
        (("Chiffre d'affaires 1.234.567",), None, "45,678", None),
        (("ohne Zahlen",), "de", "45.678", 45_678),
        (("ohne Zahlen",), "de", "45,678", None),
        (("no figures",), "en", "45,678", 45_678),
        (("no figures",), "en", "45.678", None),
        (("1.234.567 and 1,234,567",), "de", "45.678", None),
    ],
)
def test_single_group_is_read_by_the_documents_convention(
    texts: tuple[str, ...], language: str | None, token: str, value: float | None
) -> None:
    assert numbers.value_of(token, decimal=numbers.decimal_mark(texts, language)) == value


@pytest.mark.parametrize(
    ("heading", "scale"),
    [
        ("EUR thousand", 1_000),
        ("in T€", 1_000),
        ("Angaben in TEUR", 1_000),
        ("Rs. in lakhs", 100_000),
        ("(in thousands of US dollars)", 1_000),
        ("en milliers d'euros", 1_000),
        ("in Mio. EUR", 1_000_000),
        ("£'000", 1_000),
        ("$m", 1_000_000),
        ("(₹ in crores)", 10_000_000),
        ("All amounts in EUR", 1),
        ("in thousands, per share in millions", None),
    ],
)
def test_scale_is_what_the_heading_of_a_table_says(heading: str, scale: int | None) -> None:
    assert numbers.stated_scale(f"Statement of income\n{heading}\n2025 2024") == scale


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("EUR 7.500.000", 7_500_000, "EUR"),
        ("CHF 7'500'000.--", 7_500_000, "CHF"),
        ("7.500.000,- €", 7_500_000, "EUR"),
        ("2,5 millions d'euros", 2_500_000, "EUR"),
        ("T€ 1.250,5", 1_250_500, "EUR"),
        ("€m 12.5", 12_500_000, "EUR"),
        ("Rs. 2,35,00,000/-", 23_500_000, "INR"),
        ("£2.5bn", 2_500_000_000, "GBP"),
        ("Mio. EUR 9", 9_000_000, "EUR"),
        ("5 Mio. CHF", 5_000_000, "CHF"),
        ("NOK 4 000 000", 4_000_000, "NOK"),
    ],
)
def test_amount_of_any_country_is_read_whole(text: str, value: float, currency: str) -> None:
    [amount] = money.find_money(f"Limit: {text} each claim")
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize("text", ["EUR 5 to 10 million", "USD 3-4 million", "EUR 45.678", "EUR 5.000 000", "USD 10 %"])
def test_range_or_ambiguous_amount_is_left_out(text: str) -> None:
    assert money.find_money(text) == []


@pytest.mark.parametrize(
    ("said", "scale"),
    [
        ("em milhares de euros", 10**3),
        ("in duizenden euro's", 10**3),
        ("en miles de euros", 10**3),
        ("in migliaia di euro", 10**3),
        ("en milliers d'euros", 10**3),
        ("in Tausend Euro", 10**3),
        ("in miljoenen euro's", 10**6),
        ("em milhões de reais", 10**6),
    ],
)
def test_scale_of_a_statement_is_known_in_every_language_that_names_one(said: str, scale: int) -> None:
    assert numbers.stated_scale(f"Statement ({said})") == scale
