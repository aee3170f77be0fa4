"""Runs of one character that patterns once parted in every way there is: each of these took longer than anybody waits,
so that a test that fails here does not end."""

from datetime import date

import pytest

from muniment.judging.facts import authorities, datelines, headers, insurance_tables, places, records, severity_tables
from muniment.judging.facts.japanese import values
from muniment.judging.facts.sayings import DAY
from muniment.judging.facts.view import MAX_RUN_CHARACTERS, View
from muniment.judging.receipts import listings

from .readings import facts_of, reading_of, values_of


def leaf_of(text: str):
    return View(reading_of(text)).leaves[0]


def test_signer_of_any_length_is_read_once():
    line = "A" + "b" * 400 + "! 4 March 2024"

    assert list(datelines.signers([leaf_of(line)], True)) == []
    assert [one.iso for one in datelines.signers([leaf_of("Abc, J. Smith, Leeds, 4 March 2024")], True)] == [
        date(2024, 3, 4).isoformat()
    ]


def test_office_in_capitals_has_its_apostrophes_in_its_words():
    assert authorities.named("MINISTRY" + " 'A" * 9 + "'" * 60 + "!") is None
    assert authorities.named("MINISTRY OF L'EXAMPLE D'EXEMPLE") == "MINISTRY OF L'EXAMPLE D'EXEMPLE"


def test_dots_between_a_severity_and_its_count_are_read_once():
    assert severity_tables.table(leaf_of("Critical" + "." * 50 + "~\nHigh" + "." * 50 + "~")) == []
    found = severity_tables.table(leaf_of("Critical" + "." * 40 + " 1\nHigh" + "." * 40 + "| 2"))
    assert [(one.key, one.value) for one in found] == [("findings_critical", 1), ("findings_high", 2)]


SHAPES = {"version": r"\d{1,3}", "approval_date": DAY}


@pytest.mark.parametrize(("runs", "is_read"), [(headers.MAX_RUNS, True), (headers.MAX_RUNS + 1, False)])
def test_head_is_read_up_to_a_number_of_runs_of_words(runs, is_read):
    text = "Fassung Eigner " * runs + "Fassung\n" + "1 Muster " * runs + "2\n"

    found = list(headers.values(leaf_of(text), ("policy", "document"), SHAPES))

    assert len(found) == (2 * runs + 1 if is_read else 0)


def test_row_that_does_not_fit_its_head_is_not_parted_in_every_way():
    text = "Fassung Eigner " * 7 + "Fassung\n" + "1 " * 70 + "!\n"

    assert list(headers.values(leaf_of(text), ("policy", "document"), SHAPES)) == []


def test_accents_of_one_run_are_no_two_words():
    assert places.puts_day_first(["é" * 20_000], None) is None
    assert places.puts_day_first(["é" * 20_000 + " été là"], None) is True


@pytest.mark.parametrize("figures", ["9" * 400, "9" * 5_000, ",".join(["999"] * 130)])
def test_run_of_figures_is_no_sum_of_yen(figures):
    assert list(values.sums(f"金{figures}円")) == []
    found = facts_of(
        "certificate_of_insurance", f"保険証券\n保険期間 令和6年4月1日から1年間\n支払限度額 金{figures}円\n"
    )
    assert not [key for key in found if key.startswith("limit_")]


def test_longest_sum_of_yen_is_read():
    assert [one.value for one in values.sums("金1,000億2,345万円")] == [100_023_450_000]


@pytest.mark.parametrize("rule", ["---", "===", "~~~~~"])
@pytest.mark.parametrize("document_type", ["soc1_type1_auditor_report", "fedramp_ssp", "financial_statements"])
def test_page_of_nothing_but_rules_has_no_facts(document_type, rule):
    assert values_of(document_type, "\n".join([rule * 20] * 5)) == {}


@pytest.mark.parametrize("letters", [MAX_RUN_CHARACTERS, MAX_RUN_CHARACTERS + 1, 5 * MAX_RUN_CHARACTERS])
def test_run_of_letters_is_cut_and_what_is_behind_it_keeps_its_place(letters):
    text = f"one {'a' * letters} two"
    leaf = leaf_of(text)

    assert max(map(len, leaf.flat.split())) == MAX_RUN_CHARACTERS
    at = leaf.flat.index("two")
    assert (leaf.mark(at, at + 3).start, leaf.mark(at, at + 3).text) == (len(text) - 3, "two")


def test_rules_of_any_length_are_no_lines():
    assert [line.text for line in leaf_of(f"Title\n{'=' * 900}\n{'-' * 900}\nText").lines] == ["Title", "Text"]


@pytest.mark.parametrize(("letters", "is_told"), [(500, True), (501, False)])
def test_words_of_a_link_are_read_up_to_their_bound(letters, is_told):
    cell = f"[{'a' * letters}](b)"
    page = f"Subprocessor\tPurpose\n{cell}\tHosting\n"

    assert records.clean(cell) == ("a" * letters if is_told else cell)
    assert listings.bears_out("subprocessors", ("a" * letters,), page.split("\n")[0], reading_of(page).pages) is is_told


@pytest.mark.parametrize(("blanks", "is_told"), [(0, False), (300, True)])
def test_cell_of_marks_says_nothing_up_to_its_bound(blanks, is_told):
    page = f"Subprocessor\tPurpose\nExample Ltd\tHosting\n{'-' * (1 + blanks)}\tHosting\n"

    told = listings.bears_out("subprocessors_count", 1 + is_told, page.split("\n")[0], reading_of(page).pages)

    assert told is True


@pytest.mark.parametrize("beyond", [0, 1])
def test_head_of_a_column_of_a_policy_is_read_up_to_its_bound(beyond):
    remark = "x" * (insurance_tables.MAX_HEAD_CHARACTERS + beyond - len("Policy number ()"))
    page = (
        f"Certificate of insurance\nType of insurance\tPolicy number ({remark})\tLimit\n"
        "Public liability\tABC-123456\tUSD 1,000,000\nEmployers' liability\tDEF-654321\tUSD 2,000,000\n"
    )

    found = {one.key: one.value for one in insurance_tables.columns([leaf_of(page)])}

    assert found.get("policy_numbers") == (None if beyond else ("ABC-123456", "DEF-654321"))
