"""Days that stand for others: a document that does not say its own day, or from when it is in effect, bears another
that is it; and days taken for the document's that are another's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from muniment.judging.facts import date_words, dates, registers, vocabulary
from muniment.judging.facts.candidates import best_of
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.view import View
from muniment.judging.model import Fact
from muniment.reading.model import Reading

_DATED_BY = {
    "policy": ("approval_date", "effective_date"),
    "contract": ("effective_date",),
    "certificate": ("issue_date",),
    "hitrust_letter": ("issue_date",),
    "questionnaire": ("completed_on",),
    "incorporation": ("incorporation_date",),
    "business_licence": ("issue_date",),
    "applicability": ("approval_date",),
    "statements": ("approval_date",),
    "yearly_report": ("approval_date",),
    "vulnerability_scan": ("test_end",),
    "bill_of_materials": ("created_on",),
}
"""By family: facts whose day is that of a document that states no other."""
GIVES_WAY = {"contract": 0.65, "certificate": 0.86}
"""By family: a date of the document less sure than this gives way to one of these facts that is sure."""
_SURE, STANDS_FOR = 0.8, 0.6
"""How sure such a fact is at least, and how sure a date of the document is that only stands for it."""
_OF_START = re.compile(
    r"(?i)\b(?:start\w*|inicio|beginn?\w*|début|inizio|aanvang|início|commence\w*|effective|in force|in kraft|"
    r"inkrafttreten|wirksam|gültig (?:ab|von|vom|seit)|valid (?:as )?from|en vigueur|effet|vig[oe]r\w*|vigência|"
    r"decorrenza|inwerkingtreding|geldig (?:vanaf|van)|ingangsdatum|válid[oa] (?:desde|a partir)|valable (?:du|"
    r"à partir)|"
    r"valid[oa] dal)\b"
)
"""When a service starts, or something takes effect, is no date of its agreement or certificate that bears another."""
_SIGNED_ON = 0.6
"""Confidence that a date is the day of the signatures."""
MAX_EFFECT_LEAVES = 20
_ISSUED_AS_DATED = frozenset({"certificate_of_insurance", "business_licence"})
"""Families whose documents are issued on the day that they bear, where they name no other."""


def with_stand_ins(
    best: list[Fact], family: str | None, paper: str | None, view: View, today: date | None
) -> list[Fact]:
    """The facts with the days that stand for others that are not stated, and without those that are another's."""
    reading = view.reading
    is_later = family == "incorporation" and registers.is_extract(view)
    best = [one for one in best if not (is_later and _is_of_founding(one, best))]
    if family != "incorporation" or (reading.language == "en" and not is_later):  # extracts are made later
        standing = best_of(_dated_by(best, family), reading, today)
        best = [*(found for found in best if not standing or found.key != "document_date"), *standing]
    best = _without_date_of_cover(best, family, view)
    best += best_of(_issued_as_dated(best, paper or family), reading, today)
    return best + best_of(_in_effect_as_signed(best, family, view), reading, today)


def _dated_by(facts: Sequence[Fact], family: str | None) -> list[Fact]:
    """The `document_date` of a document that states none, or where it is less sure than what stands for it in its
    family, from the first of its facts that does."""
    held = {found.key: found for found in facts}
    title, value_type = KEYS["document_date"]
    stands_for_it = [held[key] for key in _DATED_BY.get(family or "", ()) if key in held]
    stated = held.get("document_date")
    if stated is not None:
        least = GIVES_WAY.get(family or "", 0.0)
        stands_for_it = [
            one
            for one in stands_for_it
            if stated.confidence < least and one.confidence >= _SURE and not _OF_START.search(one.quote or "")
        ]
    return [
        replace(
            found,
            key="document_date",
            title=title,
            value_type=value_type,
            confidence=min(found.confidence, STANDS_FOR),
        )
        for found in stands_for_it[:1]
    ]


def _is_of_founding(found: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a date of an extract is only the company's, told by a label of its founding."""
    founded = {one.value for one in facts if one.key == "incorporation_date"}
    return (
        found.key == "document_date"
        and found.value in founded
        and bool(date_words.OF_FOUNDING.search(found.quote or ""))
    )


def signed_later(best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """The facts without a report dated as of the day that it is on: it is signed later, and may say so elsewhere."""
    held = {found.key: found for found in best}
    dated = held.get("document_date")
    days = {held[key].value for key in ("as_of_date", "period_end") if key in held}
    is_letter = held.keys() & {"report_referred_to", "report_period_end"}
    if "service_auditor" not in held or is_letter or dated is None or dated.value not in days:
        return best
    others = [one for one in candidates if one.key == "document_date" and one.value not in days]
    return [*(found for found in best if found is not dated), *best_of(others, reading, today)]


_LABELLED = 0.95
"""Confidence of a date of the document that a label names."""


def _without_date_of_cover(facts: list[Fact], family: str | None, view: View) -> list[Fact]:
    """The facts without a date of a certificate of insurance that no label names and that stands on its page once, as
    the day on which its cover begins or ends."""
    days = {found.value for found in facts if found.key in ("effective_date", "expiry_date")}
    dated = next((one for one in facts if one.key == "document_date"), None)
    if family not in _ISSUED_AS_DATED or dated is None or dated.value not in days or dated.confidence >= _LABELLED:
        return facts
    leaf = next((leaf for leaf in view.leaves if leaf.page.number == dated.page), None)
    told = dates.find_days(leaf.flat, day_first=view.day_first) if leaf else []
    is_told_apart = sum(found.iso == dated.value for found in told) > 1
    return facts if is_told_apart else [one for one in facts if one is not dated]


def _issued_as_dated(facts: Sequence[Fact], family: str | None) -> list[Fact]:
    """The `issue_date` of a document that names none and bears a date of its own."""
    held = {found.key: found for found in facts}
    dated = held.get("document_date")
    if family not in _ISSUED_AS_DATED or "issue_date" in held or dated is None:
        return []
    title, value_type = KEYS["issue_date"]
    return [replace(dated, key="issue_date", title=title, value_type=value_type)]


def _in_effect_as_signed(facts: Sequence[Fact], family: str | None, view: View) -> list[Fact]:
    """The `effective_date` of an agreement that says that it takes effect when it is signed: the day it bears."""
    held = {found.key: found for found in facts}
    dated = held.get("document_date")
    if family != "contract" or "effective_date" in held or dated is None or dated.confidence < _SIGNED_ON:
        return []
    if not any(vocabulary.pattern("by_signature").search(leaf.flat) for leaf in view.front(MAX_EFFECT_LEAVES)):
        return []
    title, value_type = KEYS["effective_date"]
    return [replace(dated, key="effective_date", title=title, value_type=value_type, confidence=0.7)]
