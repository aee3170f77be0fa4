"""What facts of one document must be to each other. What contradicts is left out and told, never published.

One table of rules. Of two facts that contradict each other the one that is much less certain goes, else both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from muniment.judging.facts.dates import add_months, parse_iso
from muniment.judging.model import Fact

SURER = 0.2
"""Confidence by which one of two contradicting facts must lead to be kept: labelled over found in running text."""
MAX_PERIOD_MONTHS = 18
"""A report's period; auditors of SOC reports take 3 to 15 months, financial years of transition reach 18."""
MAX_CERTIFICATE_MONTHS = 12 * 11

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Rule:
    """Two keys and whether their facts agree; asked only when both are there and `given` holds of the document."""

    first: str
    second: str
    agree: Callable[[Fact, Fact], bool]
    given: Callable[[Facts], bool] = lambda _: True


def _in_order(first: Fact, second: Fact) -> bool:
    """`first` not later than `second`; a month counts as its days do where that helps."""
    left, right = str(first.value), str(second.value)
    return left[: len(right)] <= right[: len(left)]


def _strictly(first: Fact, second: Fact) -> bool:
    return str(first.value) < str(second.value)


def _spans(least_days: int, most_months: int) -> Callable[[Fact, Fact], bool]:
    def agree(first: Fact, second: Fact) -> bool:
        start, end = parse_iso(str(first.value)), parse_iso(str(second.value))
        if start is None or end is None:
            return True
        return (end - start).days >= least_days and end <= add_months(start, most_months)

    return agree


def _not_more(first: Fact, second: Fact) -> bool:
    return not isinstance(first.value, int | float) or not isinstance(second.value, int | float) or (
        first.value <= second.value
    )  # fmt: skip


def _opinion_fits_exceptions(opinion: Fact, count: Fact) -> bool:
    return opinion.value not in ("qualified", "adverse") or count.value != 0


def _year_fits(standard_year: Fact, issued: Fact) -> bool:
    return int(standard_year.value) <= int(str(issued.value)[:4])  # type: ignore[arg-type]


def _is_type(kind: str) -> Callable[[Fact, Fact], bool]:
    return lambda soc_type, _: soc_type.value == kind


def _is_attested(facts: Facts) -> bool:
    return "opinion" in facts or ("service_auditor" in facts and "report_period_end" not in facts)


RULES: tuple[Rule, ...] = (
    Rule("opinion", "exceptions_count", _opinion_fits_exceptions),
    Rule("soc_type", "period_start", _is_type("Type 2")),
    Rule("soc_type", "period_end", _is_type("Type 2")),
    Rule("soc_type", "as_of_date", _is_type("Type 1")),
    Rule("period_start", "period_end", _spans(1, MAX_PERIOD_MONTHS)),
    Rule("report_period_start", "report_period_end", _spans(1, MAX_PERIOD_MONTHS)),
    Rule("report_period_end", "period_end", _in_order),
    Rule("period_end", "document_date", _in_order, given=_is_attested),
    Rule("as_of_date", "document_date", _in_order, given=_is_attested),
    Rule("issue_date", "expiry_date", _spans(1, MAX_CERTIFICATE_MONTHS)),
    Rule("effective_date", "expiry_date", _strictly),
    Rule("document_date", "expiry_date", _strictly),
    Rule("standard_year", "issue_date", _year_fits),
    Rule("test_start", "test_end", _spans(0, MAX_PERIOD_MONTHS)),
    Rule("test_end", "retest_date", _in_order),
    Rule("test_end", "document_date", _in_order),
    Rule("approval_date", "next_review_date", _strictly),
    Rule("effective_date", "next_review_date", _strictly),
    Rule("document_date", "next_review_date", _strictly),
    Rule("limit_general_liability", "limit_general_liability_aggregate", _not_more),
)
"""Asked in this order; a fact that one rule has dropped is not asked by the next."""

SEVERITIES = tuple(f"findings_{severity}" for severity in ("critical", "high", "medium", "low", "informational"))
_ISO_TYPE = re.compile(r"iso_(\d+)_certificate")
"""The number of the standard that a certificate's type says it attests."""
_TYPED = {"type1": "Type 1", "type2": "Type 2"}
_REPORTS = {"soc1": "SOC 1", "soc2": "SOC 2", "soc3": "SOC 3"}
_SAID_BY_TYPES = frozenset({*_TYPED.values(), *_REPORTS.values()})


def reconcile(facts: Sequence[Fact], document_type: str | None) -> tuple[list[Fact], list[tuple[str, ...]]]:
    """(the facts that do not contradict each other, the keys of those that did, a tuple for each contradiction)."""
    kept = {found.key: found for found in facts}
    told: list[tuple[str, ...]] = []
    number = _ISO_TYPE.fullmatch(document_type or "")
    if number and "standard" in kept and number[1] not in str(kept["standard"].value):
        told.append(("document_type", "standard"))
        for key in ("standard", "standard_year"):
            kept.pop(key, None)
    for key, value in _said_by_type(document_type).items():
        found = kept.get(key)
        if found is None or found.value == value or found.value not in _SAID_BY_TYPES:
            continue  # a report on another scale of standards (ISAE 3402) is of a type, too
        del kept[key]
        told.append(("document_type", key))
    for rule in RULES:
        first, second = kept.get(rule.first), kept.get(rule.second)
        if first is None or second is None or not rule.given(kept) or rule.agree(first, second):
            continue
        told.append((rule.first, rule.second))
        for one, other in ((first, second), (second, first)):
            if one.confidence < other.confidence + SURER:
                del kept[one.key]
    if counted := _wrong_sum(kept):
        told.append(("findings_total", *counted))
        for key in ("findings_total", *counted):
            del kept[key]
    return list(kept.values()), told


def _wrong_sum(facts: Facts) -> list[str]:
    """The counts by severity that do not add up to the total stated beside them; a severity left out may make up for
    what is missing."""
    counted = [key for key in SEVERITIES if key in facts]
    if "findings_total" not in facts or not counted:
        return []
    total = facts["findings_total"].value
    added = sum(found.value for key in counted if isinstance((found := facts[key]).value, int))
    is_short = isinstance(total, int) and added < total and len(counted) == len(SEVERITIES)
    return counted if is_short or (isinstance(total, int) and added > total) else []


def _said_by_type(document_type: str | None) -> dict[str, str]:
    """What a type's slug says of the report: `soc2_type2_auditor_report` is of Type 2."""
    words = (document_type or "").split("_")
    tables = {"soc_type": _TYPED} if "bridge" in words else {"soc_type": _TYPED, "report_type": _REPORTS}
    return {key: table[word] for key, table in tables.items() for word in words if word in table}
