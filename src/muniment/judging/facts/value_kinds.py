"""What facts by labels and facts by sentences have in common: how the value of each key is read, how sure it is, and
what either says beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

LABELLED, SAID, LIKELY = 0.88, 0.82, 0.7
"""Confidence of a value beside its label, in a sentence, and of a name there without a legal form."""
KINDS = {
    "period": "period", "initial_term": "length", "termination_notice": "length", "breach_notification": "length",
    "subprocessor_notice": "length", "findings_total": "count", "liability_cap": "money",
    "uptime_commitment": "percent", "revenue": "money", "net_income": "money", "scope": "paragraph",
    "subservice_organisations": "names", "owner": "role", "target": "thing", "result": "outcome",
    "version": "version", "governing_law": "law", "insurers": "names", "parties": "names", "system_name": "thing",
    **dict.fromkeys(
        (
            "issuer", "holder", "tester", "insured", "auditor", "service_auditor", "service_organisation",
            "company_name", "taxpayer_name",
        ),
        "name",
    ),
    "test_day": "day",
    **{key: "flag" for key, (_, value_type) in KEYS.items() if value_type == "boolean"},
    **{key: "day" for key, (_, value_type) in KEYS.items() if value_type == "date"},
}  # fmt: skip
"""How the value of a key is read; keys of other kinds have readers of their own."""
SENTENCE_HEAD = re.compile(r"(?:(?<![.\s][A-Za-z])(?<!\s\d)(?<!\s\d\d)\.|[;:]) ")
"""Not behind an initial, a legal form or a day of a month."""
MAX_AHEAD_OF_AMOUNT = 3
"""Characters between the words that lead to an amount and the amount, such as its currency."""


def is_of_another(text: str) -> bool:
    """Whether a text speaks of an earlier or the first document."""
    return bool(vocabulary.pattern("earlier").search(text) or vocabulary.pattern("first").search(text))


_CAP_ENDS = re.compile(r"(?<=[^\W\d_])\.(?= |$)|(?<=\d)\. (?=[A-ZÀ-Þ])|; |\t| \|")
MAX_CAP = 200
"""Characters of what is said of a limit."""


def end_of_cap(text: str, begin: int) -> int:
    """Where what is said of a limit at `text[begin:]` ends: with its sentence or cell."""
    stop = _CAP_ENDS.search(text, begin, begin + MAX_CAP)
    return stop.start() if stop else len(text) if len(text) - begin <= MAX_CAP else begin


def liability_cap(view: View, mark: Mark, text: str, begin: int, key: str) -> Iterator[Fact]:
    """`liability_cap` and its amount, where one amount stands right at `text[begin:]`: all that is said to the end of
    its sentence or line."""
    amounts = money.find_money(text[begin : begin + 70], decimal=view.decimal)
    if not amounts or amounts[0].start > MAX_AHEAD_OF_AMOUNT:
        return
    end = max(begin + amounts[0].end, end_of_cap(text, begin))
    said = text[begin:end].strip(" .;,")
    yield fact(key, said, mark, confidence=SAID - 0.05, quote_limit=1)
    yield fact("liability_cap_amount", amounts[0].value, mark, confidence=SAID, quote_limit=1)
    yield fact("currency", amounts[0].currency, mark, confidence=SAID, quote_limit=1)


_PLANNED_AHEAD = re.compile(
    r"(?i)\b(?:plan\w*|geplant\w*|schedul\w*|due|next|nächste\w*|prévu\w*|previst\w*|gepland\w*|will|should)\b"
)


def was_retested(key: str, mark: Mark, confidence: float) -> Iterator[Fact]:
    """A day of a retest, none that lies ahead, says that there was one."""
    if key == "retest_date" and not _PLANNED_AHEAD.search(mark.ahead(60) + mark.text):
        yield fact("retest", True, mark, confidence=confidence - 0.1, quote_limit=1)
