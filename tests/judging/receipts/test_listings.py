"""Lists and counts over rows are reckoned again, by code of their own."""

from __future__ import annotations

import pytest

from muniment.judging.facts.keys import KEYS
from muniment.judging.model import Fact
from muniment.judging.receipts.check import check
from tests.judging.facts.readings import reading_of

REGISTER = (
    "Register\nID\tRisk\tRating\tStatus\tDue "
    "date\n1\tFire\tHigh\tOpen\t2026-05-01\n2\tTheft\tHigh\tClosed\t2026-01-01\n"
    "3\tFlood\tLow\tIn progress\t2026-04-01"
)
HEADER = "ID\tRisk\tRating\tStatus\tDue date"
LIST = "List\nSubprocessor\tPurpose\tCountry\nAlder Ltd\tHosting\tIreland\nBrook Ltd\tMail\tIreland"
HEAD_OF_LIST = "Subprocessor\tPurpose\tCountry"
BILL = '{"bomFormat": "CycloneDX", "metadata": {"components": [{"name": "x"}]}, "components": [{"a": [{}]}, {}, {}]}'
HEADER_OF_SCAN = "Plugin ID\tSeverity\tHost"
SCAN = f"{HEADER_OF_SCAN}\n301\tMedium\t10.40.3.4\n301\tMedium\t10.40.3.5\n305\tCritical\t10.40.3.5"
SENTENCE = "Wren uses Alder Inc. for hosting and Brook Ltd for mail."


def is_borne_out(key: str, value: object, quote: str, text: str) -> bool:
    title, value_type = KEYS[key]
    return check(Fact(key, title, value, value_type, quote, 1, 0.9), reading_of(text)).verified  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "right", "wrong", "quote", "text"),
    [
        ("items_total", 3, 2, HEADER, REGISTER),
        ("open_items", 2, 3, HEADER, REGISTER),
        ("open_high", 1, 2, HEADER, REGISTER),
        ("open_low", 1, 0, HEADER, REGISTER),
        ("oldest_due_date", "2026-04-01", "2026-01-01", HEADER, REGISTER),
        ("oldest_due_date", "2026-04-01", "2026-05-01", HEADER, REGISTER),
        ("subprocessors", ("Alder Ltd", "Brook Ltd"), ("Alder Ltd",), HEAD_OF_LIST, LIST),
        ("subprocessors", ("Alder Ltd", "Brook Ltd"), ("Hosting", "Mail"), HEAD_OF_LIST, LIST),
        ("subprocessors_count", 2, 3, HEAD_OF_LIST, LIST),
        ("subprocessor_purposes", ("Hosting", "Mail"), ("Ireland",), HEAD_OF_LIST, LIST),
        ("subprocessor_places", ("Ireland",), ("Hosting", "Mail"), HEAD_OF_LIST, LIST),
        ("component_count", 3, 1, '"components": [', BILL),
        ("component_count", 3, 5, '"components": [', BILL),
        ("subprocessors", ("Alder Inc.", "Brook Ltd"), ("Alder Inc.", "Cove"), SENTENCE, SENTENCE),
        ("subprocessors_count", 2, 3, SENTENCE, SENTENCE),
        ("findings_medium", 2, 1, HEADER_OF_SCAN, SCAN),
        ("findings_critical", 1, 2, HEADER_OF_SCAN, SCAN),
        ("findings_total", 3, 2, HEADER_OF_SCAN, SCAN),
        ("findings_high", 2, 1, "Hôte\tGravité", "Hôte\tGravité\nsrv-1\tÉlevée\nsrv-2\tMajeure\nsrv-3\tFaible"),
    ],
)
def test_only_what_the_rows_give_is_borne_out(key: str, right: object, wrong: object, quote: str, text: str) -> None:
    assert is_borne_out(key, right, quote, text)
    assert not is_borne_out(key, wrong, quote, text)


def test_a_row_whose_status_nobody_knows_bears_out_no_count_of_open_ones() -> None:
    assert not is_borne_out("open_items", 2, HEADER, f"{REGISTER}\n4\tWind\tLow\tTolerable\t2026-06-01")


def test_a_quote_that_is_not_the_header_bears_out_nothing() -> None:
    assert not is_borne_out("open_items", 2, "1\tFire\tHigh\tOpen\t2026-05-01", REGISTER)


def test_the_client_of_a_questionnaire_did_not_complete_it() -> None:
    text = "Customer\tBrook Bank\nCompleted by\tAda Wren"
    assert is_borne_out("completed_by", "Ada Wren", text, text)
    assert not is_borne_out("completed_by", "Brook Bank", text, text)
    assert is_borne_out("completed_for", "Brook Bank", text, text)
