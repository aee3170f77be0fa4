"""Which candidates are facts: of each key the most confident one that is a value at all and that its quote bears out;
and of two roles that no one has both of, two names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from muniment.judging.facts.dates import parse_iso
from muniment.judging.facts.names import ORGANISATION, PARTY, is_blank, is_kind_of_report, is_role
from muniment.judging.facts.tables import is_label, joins_lines
from muniment.judging.model import Fact
from muniment.judging.receipts.check import check
from muniment.reading.model import Reading

_MAY_LIE_AHEAD = frozenset(
    {"expires_on", "expiry_date", "next_review_date", "effective_date", "period_end", "oldest_due_date"}
)
_ROLES = (
    "service_auditor auditor service_organisation issuer holder taxpayer_name assessed_entity assessor tester insured "
    "insurers parties owner subservice_organisations"
)
_NAMED = frozenset(_ROLES.split())
"""Keys whose values are names of organisations or people."""
_OF_WORDS = frozenset({"system_name", "target", "product", "title", "scope"})
"""Keys whose values are words as well, and never one letter."""
_RELIES = ("service_organisation", "subservice_organisations")
"""Who a report is about, and on whom that organisation relies: never on itself."""
_TWO_PARTIES = (
    _RELIES,
    ("service_organisation", "service_auditor"),
    ("holder", "issuer"),
    ("insured", "insurers"),
    ("assessed_entity", "assessor"),
)
"""Roles that no one has both of; of two as sure the first stays."""
_NO_KINDS = frozenset({"tester", "target", "auditor", "service_auditor", "system_name"})
"""Keys whose values may be joined from the words a report is titled with."""
_GRACE = timedelta(days=92)
"""How far ahead other dates may lie: terms are published before they take effect."""


def with_two_parties(best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """The facts with two parties wherever a document tells of two: of one name in both roles the less sure is given
    to the next candidate that is somebody else, if there is one."""
    for pair in _TWO_PARTIES:
        held = [found for key in pair for found in best if found.key == key]
        if len(held) < 2 or not _names(held[0]) & _names(held[1]):
            continue
        stays, goes = held if pair == _RELIES else sorted(held, key=lambda found: -found.confidence)
        others = [one for one in candidates if one.key == goes.key and not _names(one) & _names(stays)]
        best = [*(found for found in best if found is not goes), *best_of(others, reading, today)]
    return best


def with_names_in_full(
    best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None
) -> list[Fact]:
    """The facts, with a name that another candidate of its key goes on with, up to what it legally is, whole; and one
    that is only the end of another, whose own words look like a label ("Registrar Services Inc.")."""
    for held in [found for found in best if found.key in _IN_FULL and isinstance(found.value, str)]:
        name = str(held.value)
        is_whole = ORGANISATION.fullmatch(name)
        longer = [
            one
            for one in candidates
            if one.key == held.key and (_ends_with(name, one.value) if is_whole else _goes_on_with(name, one.value))
        ]
        whole = best_of(longer, reading, today)
        best = [*(found for found in best if not whole or found is not held), *whole]
    return best


def _goes_on_with(name: str, value: object) -> bool:
    text = str(value)
    return text.startswith((f"{name} ", f"{name}, ")) and bool(ORGANISATION.fullmatch(text))


def _ends_with(name: str, value: object) -> bool:
    text = str(value)
    ahead = text.removesuffix(name).split()
    is_end = text.endswith(f" {name}") and len(ahead) <= _MAX_AHEAD and bool(ORGANISATION.fullmatch(text))
    return (
        is_end
        and not _ADDRESSES.match(text)
        and not any(is_label(" ".join(ahead[: at + 1])) for at in range(len(ahead)))
    )


_MAX_AHEAD = 4
_IN_FULL = frozenset({"service_organisation", "service_auditor", "auditor", "issuer", "holder", "assessor"})


def _names(found: Fact) -> set[str]:
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    return {str(value).casefold() for value in values}


def best_of(candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """Verified facts, one per key, the surest first; `today`: later days, of what cannot lie ahead, are no values."""
    best: dict[str, Fact] = {}
    for candidate in sorted(candidates, key=lambda found: -found.confidence):
        if candidate.key in best or _is_no_value(candidate, reading, today):
            continue
        checked = check(candidate, reading)
        if checked.verified:
            best[candidate.key] = checked
    return list(best.values())


def _is_no_value(candidate: Fact, reading: Reading, today: date | None) -> bool:
    """A date that cannot have been yet, what people write where there is nothing ("N/A"), a heading joined to prose, an
    article, a limit that two figures beside each other make."""
    if _is_yet_to_come(candidate, today) or _is_glued(candidate):
        return True
    values = candidate.value if isinstance(candidate.value, tuple) else (candidate.value,)
    texts = [value for value in values if isinstance(value, str)]
    is_words = candidate.key in _NAMED | _OF_WORDS
    if any(is_blank(text) for text in texts) or (is_words and any(map(_ARTICLE.fullmatch, texts))):
        return True
    if candidate.key in _NO_KINDS and any(is_kind_of_report(text) for text in texts):
        return True
    if candidate.key in _NAMED - {"owner"} and any(is_role(text) for text in texts):
        return True
    if candidate.key == "auditor" and any(_ADDRESSES.match(text) for text in texts):
        return True
    page = next((page for page in reading.pages if page.number == candidate.page), None)
    if candidate.key == "document_date" and page is not None and _is_of_birth(candidate, page.text):
        return True
    if candidate.key == "parties" and page is not None and _are_people(texts, page.text):
        return True
    if candidate.key == "owner" and texts and f"{texts[0]} owns " in " ".join((candidate.quote or "").split()):
        return False  # in a sentence, which lines break anywhere
    return candidate.key in _NAMED and page is not None and any(joins_lines(text, page.text) for text in texts)


def _is_glued(candidate: Fact) -> bool:
    """Whether a limit is of millions and not of whole thousands: "8 000 000" and a deductible of "500" behind it."""
    value = candidate.value
    return candidate.key.startswith("limit_") and isinstance(value, int) and value > _ROUND and value % 1_000 != 0


_ROUND = 10_000_000
"""Sums above are agreed in whole thousands."""
_ARTICLE = re.compile(r"(?i)the|an?|la|les?|el|l[oa]s|il|lo|gli|de|het|een|der|die|das|ein|une?|os?|as?|um|uma")


def _are_people(parties: Sequence[str], text: str) -> bool:
    """Whether none of the parties is an organisation, on a page that names two: they speak or sign for them."""
    if any(PARTY.search(one) for one in parties):
        return False
    named = {found[0] for found in islice(ORGANISATION.finditer(text[:MAX_NAMED_CHARACTERS]), MAX_NAMED)}
    return len(named) > 1


MAX_NAMED_CHARACTERS, MAX_NAMED = 20_000, 20
"""Of a page that is looked through for organisations, and so many of them."""
_ADDRESSES = re.compile(
    r"(?:A(?: la| los| las)?|À|Aux?|An(?: die| den)?|Aan(?: de| het)?|To(?: the)?|Al|Ai|Agli|Alla|Aos?|Às?) "
    r"(?=[A-ZÀ-Þ])|"
    r"(?:A|À) l['’]|All['’]"
)
"""Whom a paper is addressed to, below what its author is called."""


_BORN = re.compile(
    r"(?i)\b(?:geb\.?|geboren(?: am| op| te \w+ op)?|born(?: on)?|née? (?:le|à \w+ le)|nat[oa] (?:a \w+ )?il|"
    r"nacid[oa] (?:en \w+ )?el|"
    r"nascid[oa] (?:em \w+ )?(?:em|a))[\s,:]*$"
)
BIRTH_REACH = 30
"""Characters ahead of a day that may say that somebody was born on it."""


def _is_of_birth(candidate: Fact, text: str) -> bool:
    """Whether a day stands in its page behind words of a birth, perhaps at the end of the line above."""
    at = text.find(candidate.quote or "\0")
    return at >= 0 and bool(_BORN.search(text[max(0, at - BIRTH_REACH) : at]))


def _is_yet_to_come(candidate: Fact, today: date | None) -> bool:
    if today is None or candidate.value_type != "date" or candidate.key in _MAY_LIE_AHEAD:
        return False
    day = parse_iso(str(candidate.value))
    return day is not None and day > today + _GRACE
