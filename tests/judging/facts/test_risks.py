"""Risk registers and plans of action: what is open, how severe, due when first."""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.rows import blocks_of_rows
from tests.judging.facts.readings import TODAY, facts_of, values_of

RISKS, PLAN = "risk_assessment", "fedramp_poam"
Row = tuple[str, str, dict[str, object]]

REGISTERS: list[Row] = [
    (
        RISKS,
        "Risk ID\tDescription\tLikelihood\tImpact\tRisk rating\tStatus\tDue date\nR-1\tFire\tLow\tHigh\tMedium\tOpen\t"
        "2026-05-01\nR-2\tTheft\tHigh\tHigh\tHigh\tIn "
        "progress\t2026-03-09\nR-3\tFlood\tLow\tHigh\tHigh\tClosed\t2025-01-01",
        {"items_total": 3, "open_items": 2, "open_high": 1, "open_medium": 1, "oldest_due_date": "2026-03-09"},
    ),
    (
        RISKS,
        "| # | Risk | Severity | Status (Open/Closed) |\n|---|---|---|---|\n| 1 | Fire | Critical (20) | Open |\n"
        "| 2 | Theft | 3 - Low | Mitigated |",
        {"items_total": 2, "open_items": 1, "open_critical": 1, "open_low": 0, "oldest_due_date": None},
    ),
    (
        RISKS,
        "ID\tRisk\tInherent rating\tResidual rating\tStatus\n1\tFire\tHigh\tLow\tOpen\n2\tTheft\tHigh\tMedium\tOpen",
        {"open_high": None, "open_medium": 1, "open_low": 1},
    ),
    (
        RISKS,
        "Nr.\tRisiko\tRisikostufe\tStatus\tFrist\n1\tBrand\tHoch\tOffen\t31.03.2026\n2\tDiebstahl\tMittel\tIn "
        "Bearbeitung\t"
        "28.02.2026\n3\tFlut\tHoch\tErledigt\t01.01.2026",
        {"items_total": 3, "open_items": 2, "open_high": 1, "open_medium": 1, "oldest_due_date": "2026-02-28"},
    ),
    (
        RISKS,
        "N°\tRisque\tNiveau de "
        "risque\tStatut\tÉchéance\n1\tFeu\tÉlevé\tOuvert\t15/03/2026\n2\tVol\tFaible\tClos\t14/02/2026",
        {"open_items": 1, "open_high": 1, "open_low": 0, "oldest_due_date": "2026-03-15"},
    ),
    (
        RISKS,
        "ID\tRiesgo\tNivel de riesgo\tEstado\tFecha "
        "límite\n1\tFuego\tAlto\tAbierto\t20/04/2026\n2\tRobo\tBajo\tCerrado\t"
        "21/04/2026",
        {"open_items": 1, "open_high": 1, "oldest_due_date": "2026-04-20"},
    ),
    (
        PLAN,
        "POA&M ID\tWeakness Name\tScheduled Completion Date\tOriginal Risk Rating\tAdjusted Risk Rating\nV-1\tOpenSSL\t"
        "2026-04-02\tHigh\tN/A\nV-2\tAccounts\t2026-08-10\tModerate\tLow",
        {"open_items": 2, "open_high": 1, "open_low": 1, "open_medium": None, "items_total": None},
    ),
    (
        PLAN,
        "POAM ID\tWeakness\tSeverity\tActual Completion Date\tPlanned Completion Date\nV-1\tTLS\tHigh\t2026-01-05\t"
        "2026-01-01\nV-2\tLogs\tHigh\t\t2026-02-01",
        {"open_items": 1, "open_high": 1, "oldest_due_date": "2026-02-01"},
    ),
    (
        PLAN,
        "POA&M ID\tWeakness\tStatus\tOriginal Target Date\tRevised Target "
        "Date\nP-1\tTLS\tDelayed\t2026-01-01\t2026-04-01\n"
        "P-2\tLogs\tOngoing\t2026-03-01\t",
        {"open_items": 2, "oldest_due_date": "2026-03-01"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), REGISTERS)
def test_a_register_tells_what_is_open(kind: str, text: str, expected: dict[str, object]) -> None:
    found = values_of(kind, text)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (RISKS, "ID\tRisk\tRating\tStatus\n1\tFire\tHigh\tTolerable\n2\tTheft\tLow\tOpen"),  # a status nobody knows
        (RISKS, "ID\tRisk\tRating\tStatus\n1\tFire\tHigh\t\n2\tTheft\tLow\tOpen"),
        (RISKS, "ID\tRisk\tRating\n1\tFire\tHigh\n2\tTheft\tLow"),  # no status at all
        (RISKS, "Open risks: 4\nID\tRisk\tRating\tStatus\n1\tFire\tHigh\tOpen"),  # a summary says otherwise
        (RISKS, "Rating\tDescription\nHigh\tMust be treated\nLow\tMay be accepted"),
        (PLAN, "POAM ID\tWeakness\tSeverity\nV-1Example\tOpen port\tHigh"),
        (PLAN, "POAM ID\tWeakness\tSeverity\nUnique identifier of each item\tIts name\tHigh"),
    ],
)
def test_what_cannot_be_told_is_not_counted(kind: str, text: str) -> None:
    assert not {"open_items", "open_high"} & values_of(kind, text).keys()


def test_without_a_status_the_items_of_a_register_are_counted_but_not_called_open() -> None:
    assert values_of(RISKS, "ID\tRisk\tRating\n1\tFire\tHigh\n2\tTheft\tLow")["items_total"] == 2


def test_a_due_date_with_two_readings_gives_no_oldest_one() -> None:
    found = values_of(RISKS, "ID\tRisk\tStatus\tDue\n1\tFire\tOpen\t03/04/2026\n2\tTheft\tOpen\t05/06/2026")
    assert found["open_items"] == 2
    assert "oldest_due_date" not in found


def test_the_sheet_of_closed_items_holds_nothing_open() -> None:
    header = "POAM ID\tWeakness Name\tOriginal Risk Rating"
    pages = (
        Page(1, f"{header}\nV-1\tTLS\tHigh\nV-2\tLogs\tLow", PageKind.SHEET, "Open POA&M Items"),
        Page(2, f"{header}\nV-0\tSSH\tHigh", PageKind.SHEET, "Closed POA&M Items"),
    )
    facts = extract(Reading("x", pages, 2), document_type=PLAN, validity=ValidityRules(), today=TODAY).facts
    assert {fact.key: fact.value for fact in facts} == {"open_items": 2, "open_high": 1, "open_low": 1}


def test_a_sheet_of_many_blocks_is_counted_whole() -> None:
    rows = [(1, "Risk ID\tRisk\tRating\tStatus")]
    rows += [
        (n, f"R-{n}\tRisk {n}\t{('High', 'Low')[n % 2]}\t{('Open', 'Closed')[n % 3 == 0]}") for n in range(2, 1502)
    ]
    pages = tuple(blocks_of_rows(rows, name="Register", most=50))
    facts = extract(Reading("x", pages, len(pages)), document_type=RISKS, validity=ValidityRules(), today=TODAY).facts
    found = {fact.key: fact.value for fact in facts}
    assert (found["items_total"], found["open_items"]) == (1500, 1000)
    assert (found["open_high"], found["open_low"]) == (500, 500)


def test_the_quote_of_a_count_is_the_header_of_its_table() -> None:
    found = facts_of(RISKS, "Register\nID\tRisk\tRating\tStatus\n1\tFire\tHigh\tOpen")
    assert found["open_high"].quote == "ID\tRisk\tRating\tStatus"


def test_items_that_stand_in_another_table_alone_make_the_count_unsure() -> None:
    first = "ID\tRisk\tRating\tStatus\n1\tFire\tHigh\tOpen\n2\tTheft\tLow\tOpen"
    same, more = "ID\tAction\tStatus\n1\tSprinkler\tOpen", "ID\tAction\tStatus\n7\tSprinkler\tOpen"
    assert values_of(RISKS, f"{first}\n\nActions\n{same}")["open_items"] == 2
    assert "open_items" not in values_of(RISKS, f"{first}\n\nActions\n{more}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plan of action\nOpen items: 14\nText", 14),
        ("Plan of action\nTotal open POA&M items 9\nText", 9),
        ("Plan of action\nOpen items: 14\nOpen items: 15", None),
        ("Plan of action\nOpen items: 14%", None),
    ],
)
def test_a_report_without_a_register_states_what_is_open_once(text: str, expected: int | None) -> None:
    assert values_of(PLAN, text).get("open_items") == expected


def test_a_plan_with_a_summary_counts_by_severity_as_it_says() -> None:
    text = (
        "Plan of Action and Milestones\nSystem name\tGrid\nImpact level\tModerate\n"
        "Open - Critical\t0\nOpen - High\t1\nOpen - Moderate\t5\nOpen - Low\t3\n"
    )
    values = values_of("fedramp_poam", text)
    assert [values.get(f"open_{key}") for key in ("critical", "high", "medium", "low")] == [0, 1, 5, 3]
    assert (values.get("system_name"), values.get("level")) == ("Grid", "Moderate")


def test_rows_that_sum_a_register_up_are_no_items() -> None:
    text = (
        "POAM ID\tWeakness\tRisk\tScheduled completion\tStatus\n"
        "P-1\tNo second factor\tHigh\t2026-02-28\tOpen\nP-2\tGaps\tModerate\t2026-05-31\tOpen\n"
        "P-3\tRecords\tLow\t2026-03-31\tCompleted\nTotal items\t3\nOpen\t2\nReport date\t2026-04-10\n"
    )
    values = values_of("fedramp_poam", text)
    assert (values.get("items_total"), values.get("open_items"), values.get("oldest_due_date")) == (3, 2, "2026-02-28")
    assert [values.get(f"open_{key}") for key in ("high", "medium", "low")] == [1, 1, 0]
