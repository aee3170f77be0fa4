"""What facts by labels and facts by sentences have in common: how the value of each key is read, how sure it is, and
what either says beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.facts.view import Mark
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
    return bool(vocabulary.pattern(*vocabulary.EARLIER).search(text) or vocabulary.pattern("first").search(text))


_PLANNED_AHEAD = re.compile(
    r"(?i)\b(?:plan\w*|geplant\w*|schedul\w*|due|next|nächste\w*|prévu\w*|previst\w*|gepland\w*|will|should)\b"
)


def was_retested(key: str, mark: Mark, confidence: float) -> Iterator[Fact]:
    """A day of a retest, none that lies ahead, says that there was one."""
    if key == "retest_date" and not _PLANNED_AHEAD.search(mark.ahead(60) + mark.text):
        yield fact("retest", True, mark, confidence=confidence - 0.1, quote_limit=1)
