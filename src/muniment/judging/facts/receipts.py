"""Checks a fact against the document: the quote stands on its page, and what the fact says is in the quote.

Independent of how a fact was found: it reads only the quote and the page, so a wrong extractor cannot vouch for itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from muniment.judging.facts import dates, money
from muniment.judging.facts.view import plain
from muniment.judging.model import Fact
from muniment.reading.model import Reading
from muniment.reading.quotes import stands_on

_NO_EXCEPTIONS = re.compile(r"(?i)\b(?:no|without|not? any)\b[\w\s]{0,30}\b(?:exceptions?|deviations?|relevant)")
EXCEPTION = re.compile(
    r"(?i)(?<!no )(?<!without )(?<!not )\b(?:exceptions?|deviations?) (?:was |were )?(?:noted|identified)\b"
)
"""A test result that reports an exception."""

# What the quote of a value that is a finding, not a wording, must say.
WORDINGS: dict[tuple[str, str], str] = {
    ("opinion", "unqualified"): r"in all material respects|fairly,? (?:presented|stated)|present(?:s|ed)? fairly|"
    r"true and fair view|unmodified opinion|unqualified opinion|were effective|operated effectively",
    ("opinion", "qualified"): r"except for|qualified opinion",
    ("opinion", "adverse"): r"adverse|(?:did|do|does|was|were|is|are) not|because of",
    ("opinion", "disclaimer"): r"(?:do|does|did) not express|disclaim|unable to (?:express|form)",
    ("subservice_method", "carve-out"): r"carve[ds]?[\s-]?out|exclud|(?:does|do|did) not (?:include|extend)",
    ("subservice_method", "inclusive"): r"inclusive",
    ("soc_type", "Type 1"): r"type\s?[1I]\b|as of|suitability of the design",
    ("soc_type", "Type 2"): r"type\s?(?:2|II)\b|throughout the period|operating effectiveness|for the period",
    ("entity_role", "service provider"): r"service\s+provider",
    ("entity_role", "merchant"): r"merchant",
    ("result", "compliant"): r"compliant",
    ("result", "non-compliant"): r"non[\s-]?compliant|not (?:in )?complian",
    ("breach_notification", "without undue delay"): r"without\s+(?:undue|unreasonable)\s+delay|unverzüglich",
    ("breach_notification", "immediately"): r"immediately",
    ("breach_notification", "promptly"): r"promptly",
    ("renewal", "automatic"): r"automatic|auto-?renew|shall renew|will renew|renews|renewed",
    ("currency", "USD"): r"\$|USD|dollar",
    ("currency", "EUR"): r"€|EUR|euro",
    ("currency", "GBP"): r"£|GBP|sterling",
}  # fmt: skip
_TRUE: dict[str, str] = {
    "complementary_user_entity_controls": r"complementary\s+(?:user|customer)|user\s+(?:entity|control)",
    "retest": r"re-?\s?test|re-?verif|verif|fix|remediat|resolved|re-?assess|re-?validat",
}


def check(fact: Fact, reading: Reading) -> Fact:
    """The fact with `verified` as it deserves: its quote stands verbatim on its page and bears out its value.

    Dates must be in the quote (an `expires_on` may lie whole months behind one); numbers and amounts too, in figures,
    in words, scaled by thousands or millions, or as the number of items the quote lists; names word for word; findings
    ("unqualified") by a wording of WORDINGS. An `expires_on_rule` needs a date in its quote.
    """
    page = next((page for page in reading.pages if page.number == fact.page and fact.quote), None)
    stands = page is not None and fact.quote is not None and stands_on(fact.quote, page)
    return replace(fact, verified=stands and fact.quote is not None and _bears_out(fact, fact.quote, reading))


def _bears_out(fact: Fact, quote: str, reading: Reading) -> bool:
    text = plain(quote)
    if fact.key == "expires_on_rule":
        return bool(dates.readings(text))
    if fact.value_type == "date":
        return _bears_date(fact, text)
    if fact.key == "exceptions_count":
        return _bears_exceptions(fact, text, reading)
    if isinstance(fact.value, bool):
        pattern = _TRUE.get(fact.key)
        return bool(pattern and re.search(pattern, text, re.IGNORECASE))
    if isinstance(fact.value, int | float):
        return _bears_number(fact, text)
    if isinstance(fact.value, tuple):
        return bool(fact.value) and all(_bears_text(fact.key, item, text) for item in fact.value)
    return _bears_text(fact.key, fact.value, text)


def _bears_date(fact: Fact, text: str) -> bool:
    stated = dates.readings(text)
    if fact.value in stated:
        return True
    day = dates.parse_iso(str(fact.value))
    if fact.key != "expires_on" or day is None:
        return False
    bases = [base for iso in stated if (base := dates.parse_iso(iso))]
    return any(
        dates.add_months(base, (day.year - base.year) * 12 + day.month - base.month) == day
        for base in bases
        if base <= day
    )


def _bears_exceptions(fact: Fact, text: str, reading: Reading) -> bool:
    if fact.value == 0:
        return bool(_NO_EXCEPTIONS.search(text))
    counted = sum(len(EXCEPTION.findall(" ".join(page.text.split()))) for page in reading.pages)
    return bool(EXCEPTION.search(" ".join(text.split()))) and counted == fact.value


def _bears_number(fact: Fact, text: str) -> bool:
    assert isinstance(fact.value, int | float)
    stated = list(money.numbers_in(" ".join(text.split())))
    if any(abs(abs(fact.value) - number * scale) < 0.005 for number in stated for scale in (1, 10**3, 10**6, 10**9)):
        return True
    severity = fact.key.removeprefix("findings_")
    if severity == fact.key:
        return False
    wording = r"info(?:rmational|rmation)?" if severity == "informational" else severity
    return len(re.findall(rf"\b{wording}\b", text, re.IGNORECASE)) == fact.value


def _bears_text(key: str, value: str, text: str) -> bool:
    wording = _soc_wording(value) if key in {"report_type", "report_referred_to"} else WORDINGS.get((key, value))
    if wording:
        return bool(re.search(wording, text, re.IGNORECASE))
    if _squash(value) in _squash(text):
        return True
    if key == "currency":
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) or name in text
                   for name, code in money.CURRENCY_NAMES.items() if code == value)  # fmt: skip
    durations = {money.duration_of(match) for match in money.DURATION.finditer(" ".join(text.split()))}
    parts = [part.strip() for part in value.split(",")]
    return bool(durations) and all(
        part in durations or bool((wording := WORDINGS.get((key, part))) and re.search(wording, text, re.IGNORECASE))
        for part in parts
    )


def _soc_wording(value: str) -> str:
    """How a report may spell "SOC 2 Type 2"."""
    name, _, kind = value.partition(" Type ")
    soc = rf"(?:SOC|controls?\)?)\s?(?:\(SOC\))?\s?{re.escape(name[-1:])}\b"
    return soc + (rf".{{0,12}}type\W?\s?(?:{kind}|{'I' * int(kind)})\b" if kind else "")


def _squash(text: str) -> str:
    return "".join(letter for letter in plain(text).lower() if letter.isalnum())
