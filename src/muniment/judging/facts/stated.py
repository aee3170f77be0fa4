"""Facts by the labels and sentences that `vocabulary` holds as data: all of other languages than English, and what
English has beside its readers.

One reader for every language and key: beside, below and in the column of a label, and where a sentence says it. What a
sentence denies, and what it says of an earlier or first document, is left out; dates that a document gives twice,
differently, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from muniment.judging.facts import openings, owners, vocabulary
from muniment.judging.facts.front_dates import front_dates
from muniment.judging.facts.keys import KEYS, FoundFact
from muniment.judging.facts.labelled import in_columns, labelled
from muniment.judging.facts.relied_on import relied_on
from muniment.judging.facts.sentences import in_sentences
from muniment.judging.facts.stated_periods import DAYS_OF_TEST, PERIODS, periods_said
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

_PAGES = {"contract": 40, "soc_report": 14, "penetration_test": 8, "statements": 12}
"""First pages read; three where nothing is said."""
_OF_SCAN = frozenset({*DAYS_OF_TEST, "tester", "target", "document_date"})
"""What reports of scans say as those of tests do."""


def stated(view: View, family: str, languages: tuple[str, ...] = vocabulary.EVERY) -> Iterator[Fact]:
    """Candidates for a family's keys; also for the keys of every document (`document`)."""
    leaves = view.front(_PAGES.get(family, 3))
    if family == "audit_report":
        yield from _of_audit(view, languages)
    if family == "applicability":
        yield from (one for one in labelled(view, leaves[:6], "certificate", languages) if one.key == "holder")
        yield from (one for one in labelled(view, leaves[:6], "policy", languages) if one.key in _OF_STATEMENT)
    if family in ("soc_report", "audit_report"):
        yield from relied_on(view, languages)
    if family == "vulnerability_scan":
        keys = _OF_SCAN
        abroad = languages if languages == vocabulary.ENGLISH else vocabulary.LANGUAGES
        yield from (one for one in stated(view, "penetration_test", abroad) if one.key in keys)
    for one in dict.fromkeys((family, "document")):
        yield from labelled(view, leaves[:6], one, languages)
        yield from in_sentences(view, leaves, one, languages)
    yield from _dated(view, family, languages)
    if family in _OWNED:
        yield from owners.owner(view, languages)
    if family in _FRONT_DATES:
        yield from front_dates(view, _FRONT_DATES[family], languages)
    if languages == vocabulary.ENGLISH:
        return
    yield from in_columns(view, leaves[:3], family)
    if family == "penetration_test":
        yield from openings.titled_target(leaves[:1])
    if family == "certificate":
        yield from openings.lone_number(leaves[:1])
    if family == "contract":
        yield from openings.parties(view.front(4))
        yield from openings.defined_parties(view.front(4))
    if family in PERIODS:
        yield from periods_said(view, leaves[:8], family)


_OWNED = frozenset({"policy", "applicability", "risk_register", "front_matter", "yearly_report"})
"""Families whose documents tell whose they are."""
_FRONT_DATES = {
    "policy": ("approval_date", "effective_date", "next_review_date", "document_date"),
    "applicability": ("approval_date", "next_review_date"),
    "yearly_report": ("approval_date",),
}
"""By family, the days of its front matter."""


def _dated(view: View, family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    """`document_date` by labels and sentences that date what was done with a document, such as its signature: of
    several days the latest, less sure than what names the document's date."""
    if family in _NOT_DATED:
        return
    leaves = (*view.front(), *(leaf for leaf in view.leaves[-2:] if leaf not in view.front()))
    for made in (labelled(view, leaves, "dated", languages), in_sentences(view, leaves, "dated", languages)):
        found = [one for one in made if not (family in _AS_AT_ANOTHER and _AS_AT.match(one.quote or ""))]
        found = [one for one in found if not (isinstance(one, FoundFact) and one.mark and _is_in_column(one.mark))]
        if 0 < len({one.value for one in found}) <= MAX_SIGNED_DAYS:
            latest = max(found, key=lambda one: str(one.value))
            yield replace(latest, confidence=round(latest.confidence - LESS_SURE, 2))


def _is_in_column(mark: Mark) -> bool:
    """Whether a label stands in a row of cells and its value in another row."""
    return "\n" in mark.text and bool(re.search(r"[\t|]", mark.page.text[mark.start : mark.end]))


_NOT_DATED = frozenset({"incorporation"})
"""Families whose papers tell what was signed and filed long before them."""
MAX_SIGNED_DAYS = 3
_AS_AT = re.compile(r"(?i)as at")
_AS_AT_ANOTHER = frozenset({"soc_report", "statements", "audit_report", "yearly_report"})
"""Families whose documents tell as at which day something was, not of which they are."""
LESS_SURE = 0.08


def _of_audit(view: View, languages: tuple[str, ...]) -> Iterator[Fact]:
    """What reports of auditors on other criteria say as those on a service organisation do: of C5, ISAE 3000."""
    for one in stated(view, "soc_report", languages) if view.holds(*_ON_CONTROLS) else ():
        if one.key == "service_auditor":
            title, value_type = KEYS["auditor"]
            yield replace(one, key="auditor", title=title, value_type=value_type)
        elif one.key in _OF_AUDIT:
            yield one


_OF_STATEMENT = frozenset({"owner", "version", "approval_date", "next_review_date"})
"""What a statement of applicability says as policies do."""
_ON_CONTROLS = ("isae 3", "soc 1", "soc 2", "soc 3", "c5", "at-c ", "webtrust", "idw ps 951", "trust services")
_OF_AUDIT = frozenset({"service_organisation", "system_name", "as_of_date", "period_start", "period_end"})
