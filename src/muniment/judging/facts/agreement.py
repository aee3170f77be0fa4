"""What facts count and name, and the rows that a document lists, agree: exceptions, user entity controls, findings.

A number that the document states stays; where fewer or more rows were found, that is told. A number that was counted
from mentions, or is missing, is that of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.facts import vocabulary
from muniment.judging.facts.consistency import SEVERITIES
from muniment.judging.facts.insurance_rows import of_rows
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact, Item
from muniment.judging.receipts.check import check
from muniment.judging.receipts.rows import bear_out
from muniment.reading.model import Reading

STATED = 0.65
"""Confidence from which a count of exceptions is one that the document states (`exceptions.exceptions`)."""
_COUNTED = 0.75
_QUOTE_CHARACTERS = 1_500


def with_rows(facts: Sequence[Fact], items: Sequence[Item], view: View) -> tuple[list[Fact], list[str]]:
    """(the facts as the rows have them, the differences that remain, as "findings_high: 5 stated, 3 rows")."""
    kept = {one.key: one for one in facts}
    reading = view.reading
    differences: list[str] = []
    rows = {kind: [one for one in items if one.kind == kind] for kind in {one.kind for one in items}}
    if exceptions := rows.get("exception"):
        stated = kept.get("exceptions_count")
        is_more = stated is not None and isinstance(stated.value, int) and stated.value > len(exceptions)
        if stated is None or (stated.confidence < STATED and not is_more):
            _put(kept, "exceptions_count", len(exceptions), exceptions)
        elif stated.value != len(exceptions):
            differences.append(_difference(stated, len(exceptions)))
    if (controls := rows.get("user_entity_control")) and "complementary_user_entity_controls" not in kept:
        _put(kept, "complementary_user_entity_controls", True, controls)
    if findings := rows.get("pentest_finding"):
        differences += _with_findings(kept, findings, view)
    if organisations := rows.get("subservice_organisation"):
        _with_names(kept, "subservice_organisations", _named(organisations, "name"), reading)
    if lines := rows.get("coverage_line"):
        _with_names(kept, "insurers", _named(lines, "insurer"), reading)
        _with_names(kept, "policy_numbers", _named(lines, "policy_number"), reading)
        _with_missing(kept, lines, view)
    return list(kept.values()), differences


def _difference(stated: Fact, count: int) -> str:
    return f"{stated.key}: {stated.value} stated, {count} {'row' if count == 1 else 'rows'}"


def _put(kept: dict[str, Fact], key: str, value: int | bool, rows: Sequence[Item]) -> None:
    """The fact with the first row as its quote, if the rows bear it out."""
    first = rows[0]
    title, value_type = KEYS[key]
    made = Fact(key, title, value, value_type, first.quote, first.page, _COUNTED)
    if bear_out(made, rows):
        kept[key] = Fact(key, title, value, value_type, first.quote, first.page, _COUNTED, verified=True)


def _with_findings(kept: dict[str, Fact], rows: Sequence[Item], view: View) -> list[str]:
    """Counts by severity, and of all of several, from the rows where the document does not state them; else where the
    two differ. Rows that cannot be all, or are other than what is stated, add nothing."""
    by_severity = {key: [one for one in rows if key == f"findings_{one.fields['severity']}"] for key in SEVERITIES}
    by_key = {**by_severity, "findings_total": [*rows]}
    stated = [key for key in by_key if key in kept]
    differing = [key for key in stated if kept[key].value != len(by_key[key])]
    is_graded = sum(map(bool, by_severity.values())) > 1
    if not differing and not _is_cut_short(rows) and not _is_excerpt(rows[0], view):
        for key, found in by_key.items():
            if found and key not in kept and (is_graded or key in by_severity):
                _put(kept, key, len(found), found)
    return [_difference(kept[key], len(by_key[key])) for key in differing]


_NUMBER_OF_ROW = re.compile(r"(?:[^.]*[^.\d])?0*(\d{1,3})\.?")


def _is_cut_short(rows: Sequence[Item]) -> bool:
    """Whether the numbers that rows bear, counted from one on, leave some of them out."""
    numbered = [_NUMBER_OF_ROW.fullmatch(str(one.fields["reference"] or "")) for one in rows]
    numbers = [int(found[1]) for found in numbered if found]
    return 1 in numbers and len(numbers) == len(rows) < max(numbers)


_OF_SOME = re.compile(
    rf"{vocabulary.pattern('of_some').pattern}|{'|'.join(vocabulary.own_words('of_some', language='ja'))}"
)
"""What heads a list that is not of all."""
MAX_TO_HEADING = 160


def _is_excerpt(first: Item, view: View) -> bool:
    """Whether the heading ahead of the first row says that only some of what was found follows."""
    page = next(one for one in view.reading.pages if one.number == first.page)
    ahead = page.text[max(0, first.start - MAX_TO_HEADING) : first.start].rstrip().split("\n")
    return any(_OF_SOME.search(line) for line in ahead[-3:] if not line.rstrip().endswith("."))


def _with_missing(kept: dict[str, Fact], lines: Sequence[Item], view: View) -> None:
    """Limits that were not found, and the period where neither of its days was."""
    dated = kept.keys() & {"effective_date", "expiry_date"}
    for one in of_rows(lines, view):
        if one.key in kept or (dated and one.key in ("effective_date", "expiry_date")):
            continue
        made = check(one, view.reading)
        if made.verified:
            kept[one.key] = made


def _named(rows: Sequence[Item], field: str) -> list[tuple[str, Item]]:
    """What rows say in a field, with the row; a letter refers to a legend."""
    return [(value, one) for one in rows if isinstance(value := one.fields[field], str) and len(value) > 1]


def _with_names(kept: dict[str, Fact], key: str, named: Sequence[tuple[str, Item]], reading: Reading) -> None:
    """The names of the rows that one quote holds, where they are more than the fact has."""
    if not named:
        return
    known = kept.get(key)
    first = named[0][1]
    together = [(name, one) for name, one in named if one.page == first.page]
    names = tuple(dict.fromkeys(name for name, _ in together))
    had = known.value if known is not None and isinstance(known.value, tuple) else ()
    page = next((page for page in reading.pages if page.number == first.page), None)
    start = min(one.start for _, one in together)
    end = max(one.start + len(one.quote) for _, one in together)
    if page is None or len(names) <= len(had) or end - start > _QUOTE_CHARACTERS:
        return
    mark = Mark(page, start, end)
    made = check(fact(key, names, mark, confidence=_COUNTED, quote_limit=_QUOTE_CHARACTERS + 1), reading)
    if made.verified:
        kept[key] = made
