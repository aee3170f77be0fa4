"""Pages that nobody writes, before every family's readers: none ends the looking for facts, and twice as much of the
same takes no more than about twice the calls.

Calls are counted, not time: a loop over what a loop found shows, on every machine the same. What a single pattern does
within one call is in `test_runs`.
"""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import _lru_cache_wrapper, cache
from typing import Any

import pytest

from muniment.judging.facts import targets
from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from muniment.judging.model import Fact
from muniment.judging.taxonomy.types import types_by_slug

from .readings import reading_of

FAMILIES = {entry.facts: slug for slug, entry in reversed(types_by_slug().items()) if entry.facts}

_LABELS = (
    "Effective date|Expiry date|Policy number|Insured|Producer|Governing law|Parties|Signed by|"
    "Notice period|Renewal|Each occurrence|Aggregate|Auditor|Opinion|Scope|Critical|High|Total|"
    "Revenue|Currency|Company number|Owner|Version|Approved by|Certificate number|Issued by|"
    "Tester|Subprocessor|Location|Purpose|Question|Answer|Status|Due date|RTO|Gültig bis|"
    "Versicherungsnehmer|Laufzeit|Date d'effet|Assuré|Droit applicable|Vigencia|Scadenza|"
    "Ingangsdatum|契約日|有効期間|甲|準拠法|被保険者|保険期間|支払限度額|認証番号|重大|合計|売上高|本店所在地|許可番号|委託先|質問"
)
LABELS = _LABELS.split("|")


def _many(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


PAGES: dict[str, Callable[[int], str]] = {
    "labels without values": lambda size: "".join(f"{LABELS[at % len(LABELS)]}: " for at in range(size // 12)),
    "labels below labels": lambda size: "".join(f"{LABELS[at % len(LABELS)]}\n" for at in range(size // 12)),
    "labels in cells": lambda size: "".join(f"{LABELS[at % len(LABELS)]}\t" for at in range(size // 12)),
    "labels with days": lambda size: "".join(
        f"{LABELS[at % len(LABELS)]}: {at % 28 + 1} March {1990 + at % 60}\n" for at in range(size // 26)
    ),
    "labels with names": lambda size: "".join(f"{LABELS[at % len(LABELS)]}\nA{at} Ltd\n" for at in range(size // 20)),
    "labels with endless figures": lambda size: "".join(f"{label} {'9' * 400} 円\n" for label in LABELS)[:size],
    "rows": lambda size: "".join(
        f"R-{at}\tExample {at} Ltd\tHigh\tOpen\t2024-01-{at % 28 + 1:02}\t$1,000\n" for at in range(size // 50)
    ),
    "columns": lambda size: "\t".join(LABELS * (size // 700 + 1)) + "\n" + "\t".join(["12"] * (size // 6)),
    "columns that blanks part": lambda size: "   ".join(LABELS * (size // 700 + 1)) + "\n" + "   ".join(["1"] * 90),
    "letters that only patterns take for i, s and k": _many(
        "Two hıgh fındings, ſıx crıtical, six ınformatıonal; ſix (6) monthſ' and ſıxty dayſ' notıce; 6 gıugno 2024, "
        "sıxth of Auguſt 2024; 6 mıllıonſ, sıx swıss francs, ın thousandſ of dollarſ; qualıfıed opınıon; "
        "Hıgh: 3\n"
    ),
    "one party again and again": _many('between Example Ltd (the "Customer") and Beispiel GmbH ("Supplier"), '),
    "findings": lambda size: "".join(
        f"{at}. Injection\nSeverity: High\nCVSS: 9.{at % 10}\n" for at in range(size // 40)
    ),
    "severities": _many("Critical: 1 High: 2 Medium: 3 Low 4\n"),
    "covers": _many("General Liability EACH OCCURRENCE $ 1,000,000 AGGREGATE USD 2,000,000 50% "),
    "spans": _many("from 1 January 2024 to 31 December 2024, "),
    "signatures": _many("By: ______ Name: ______ Title: ______ Date: 29 February 2023\n"),
    "notices": _many("within seventy-two (72) hours of a breach, or thirty (30) days' notice to terminate; "),
    "statements": _many("Revenue (1,234) 1,111 Net loss 99 in thousands of US dollars\n"),
    "questions": _many("1.1\tDo you encrypt?\tYes\tN/A\n"),
    "lists within lists": _many("(a) (i) 1.1.1 [ { ( "),
    "eras": _many("令和99年13月40日 平成元年2月30日 自 昭和0年0月0日 至 令和二年"),
    "Japanese parties": _many("甲：株式会社あ　乙：株式会社い（以下「甲」という。）本契約の有効期間は9999年間とする。"),
    "days that are none": _many("0000-00-00 9999-12-31 2024-99-99 29.02.2023 31/31/9999 ٣١/١٢/٢٠٢٤ "),
    "figures of others": _many("Critical ٣ High ４ Medium ² Low Ⅳ १,००,००० 一億二千万円 "),
    "marks": _many("\u202e\u200b\ufeff\u0301a\u0301\u200d\u2028İßﬁ\u00ad"),
    "halves of letters": _many("\ud800 Date: \udfff Ltd "),
    "blanks": _many(" \t\n\u3000\u00a0"),
    "bars": _many("| |\n"),
    "stops": _many(". . .."),
    "rules": _many("-----\n"),
    "brackets": _many('[ ( { < “ " 「 （'),
    "a name without an end": _many("Example "),
    "a word without an end": _many("Aé"),
    "opinions that find nothing fair": _many(
        "In our opinion, in unserer Beurteilung, à notre avis, en nuestra opinión, naar ons oordeel, "
    ),
    "targets without an end": _many("targets: x\nb\nc\n"),
    "JSON that breaks off": _many('{"bomFormat": "CycloneDX", "components": [{"name": "a\\", '),
}


def _read(text: str, *slugs: str | None) -> Iterator[Sequence[Fact]]:
    """What is found where the document is of this type, and of this, by one view of it."""
    reading = reading_of(text)
    view = View(reading)
    today = date(2026, 6, 1)
    for slug in slugs:
        items = items_of(reading, document_type=slug, view=view)
        found = extract(reading, document_type=slug, validity=ValidityRules(), today=today, items=items, view=view)
        yield found.facts


@cache
def _of_few() -> list[Any]:
    """Every function that remembers so many answers and no more."""
    wrappers = (one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper))
    return [one for one in wrappers if one.__module__.startswith("muniment") and one.cache_parameters()["maxsize"]]


def _calls(text: str, slug: str | None) -> int:
    """How many functions are called to read the text, those of the interpreter among them, by readers that remember no
    other text: what is kept for a few lines would count for one of two sizes only."""
    for kept in _of_few():
        kept.cache_clear()
    made = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        deque(_read(text, slug), maxlen=0)
    finally:
        sys.setprofile(None)
    return made


SIZE = 700
"""Characters: enough for a square to show above what every text takes, and for all of this to end within seconds."""
CONSTANT = 3_000
"""Calls that may be made once for a text of any size."""


@pytest.mark.parametrize("kind", PAGES)
def test_page_ends_no_familys_looking_for_facts(kind):
    text = PAGES[kind](SIZE)

    slugs = (*FAMILIES.values(), None)
    for slug, facts in zip(slugs, _read(text, *slugs), strict=True):
        assert all(found.verified for found in facts), slug


@pytest.mark.parametrize("kind", PAGES)
def test_twice_the_page_takes_no_more_than_twice_the_calls(kind):
    page, slugs, at = PAGES[kind], [*FAMILIES.values()], list(PAGES).index(kind)
    for slug in ("commercial_contract", slugs[at % len(slugs)], slugs[(at + len(slugs) // 2) % len(slugs)]):
        deque(_read(page(2 * SIZE), slug), maxlen=0)  # what is made or kept once for all texts
        once, twice = _calls(page(SIZE), slug), _calls(page(2 * SIZE), slug)
        assert twice <= 2.5 * once + CONSTANT, slug


def _steps(text: str) -> int:
    """How many lines of code are run to find what a test was of: a loop that calls nothing shows in these alone."""
    view = View(reading_of(text))
    front = view.front(1)
    run = 0

    def count(frame: object, event: str, arg: object) -> Any:
        nonlocal run
        run += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        list(targets.target(view, front))
    finally:
        sys.settrace(before)
    return run


def test_twice_the_targets_take_no_more_than_twice_the_steps() -> None:
    page = PAGES["targets without an end"]
    _steps(page(8 * SIZE))  # what is made or kept once for all texts
    assert _steps(page(8 * SIZE)) <= 2.5 * _steps(page(4 * SIZE))
