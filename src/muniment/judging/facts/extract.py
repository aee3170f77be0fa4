"""The extractors that an entry of the taxonomy may name, and the one way from a reading to facts that may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import islice

from muniment.judging.facts import (
    accessibility,
    attestation,
    authorisations,
    bills,
    bridge_letters,
    certificates,
    continuity,
    contracts,
    date_words,
    dates,
    finance,
    gaps,
    general,
    hitrust,
    insurance,
    invoices,
    licences,
    one_currency,
    papers,
    pci,
    pentest,
    policies,
    questionnaires,
    registers,
    risks,
    scans,
    subprocessors,
    tax_forms,
    untyped,
    vocabulary,
    years,
)
from muniment.judging.facts.agreement import with_rows
from muniment.judging.facts.consistency import reconcile
from muniment.judging.facts.dates import parse_iso
from muniment.judging.facts.japanese.extract import japanese, titled_family
from muniment.judging.facts.keys import KEYS, FoundFact
from muniment.judging.facts.learned.chooser import NO_FAMILY, as_fact, learned
from muniment.judging.facts.names import ORGANISATION, PARTY, is_blank, is_kind_of_report, is_role
from muniment.judging.facts.stated import stated
from muniment.judging.facts.tables import joins_lines
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.model import Fact, Item
from muniment.judging.receipts.check import check
from muniment.judging.states import ENDS_NOTHING, State, states
from muniment.judging.taxonomy.types import types_by_slug
from muniment.reading.model import Reading

Extractor = Callable[[View], Iterable[Fact]]
"""Yields candidate facts; of several with one key the most confident verified one is kept, the first among equals."""

EXTRACTORS: dict[str, Extractor] = {
    one.__name__: one
    for one in (
        attestation.soc_report,
        bridge_letters.bridge_letter,
        attestation.audit_report,
        hitrust.hitrust_letter,
        pci.pci_attestation,
        certificates.certificate,
        certificates.applicability,
        years.yearly_report,
        pentest.penetration_test,
        scans.vulnerability_scan,
        continuity.continuity_test,
        insurance.certificate_of_insurance,
        contracts.contract,
        policies.policy,
        policies.front_matter,
        authorisations.authorisation,
        authorisations.assessment,
        finance.statements,
        tax_forms.tax_form,
        invoices.invoice,
        registers.incorporation,
        licences.business_licence,
        subprocessors.subprocessor_list,
        questionnaires.questionnaire,
        risks.risk_register,
        risks.action_plan,
        bills.bill_of_materials,
        accessibility.accessibility_report,
        gaps.gap_assessment,
    )
}
"""By the name that an entry of the taxonomy gives in `facts`."""

_NOT_ITS_DATE = {
    "certificate_of_insurance": {"never": date_words.OF_COVER},
    "certificate": {"never": date_words.OF_STATEMENT},
    "contract": {"never": date_words.EFFECT_ALONE},
    "policy": {"never": date_words.EFFECT_ALONE},
    "pci_attestation": {"never": date_words.OF_FORM},
    "tax_form": {"never": date_words.OF_FORM},
    "incorporation": {"never": date_words.OF_FOUNDING},
}
"""Labels that date the policies a family tells of, not its documents."""
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
_SIGNED_TWICE = frozenset({"statements", "yearly_report"})
"""Families whose papers an auditor signs after those who made them."""
_GIVES_WAY = {"contract": 0.65, "certificate": 0.86}
_SURE, _STANDS_FOR = 0.8, 0.6
"""By family: a date of the document less sure than this gives way to one of these facts that is at least so sure."""
_OF_START = re.compile(r"(?i)\b(?:start\w*|inicio|beginn?\w*|début|inizio|aanvang|início|commence\w*)\b")
"""The start of a service is no date of its agreement."""
_AS_AT = frozenset({"risk_register", "action_plan", "subprocessor_list", "bill_of_materials"})
"""Families whose documents are of the day that they show the state of."""
_OFFICES_PAPERS = frozenset({"incorporation", "business_licence", "tax_form"})
"""Families whose papers offices issue, which are taken for each other."""
_SIGNED_ON = 0.6
"""Confidence that a date is the day of the signatures."""
MAX_EFFECT_LEAVES = 20
_ISSUED_AS_DATED = frozenset({"certificate_of_insurance", "business_licence"})
"""Families whose documents are issued on the day that they bear, where they name no other."""
_MAY_LIE_AHEAD = frozenset(
    {"expires_on", "expiry_date", "next_review_date", "effective_date", "period_end", "oldest_due_date"}
)
_NAMED = (
    "service_auditor auditor service_organisation issuer holder taxpayer_name assessed_entity assessor tester "
    "insured "
    "insurers parties owner subservice_organisations"
)
NAMED = frozenset(_NAMED.split())
"""Keys whose values are names of organisations or people."""
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
_WORD = re.compile(r"[^\W\d_]{3,}")
_GRACE = timedelta(days=92)
"""How far ahead other dates may lie: terms are published before they take effect."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """`facts`: verified, one per key, in the order of `keys.KEYS`. `contradictions`: keys of facts that were left out
    because they contradict each other, a tuple for each rule that found so. `states`: what the document says of its
    own state; of what is no evidence yet, nothing is concluded about when it ends. `differences`: where what is stated
    and the rows that were found are not as many."""

    facts: tuple[Fact, ...]
    contradictions: tuple[tuple[str, ...], ...] = ()
    states: tuple[State, ...] = ()
    differences: tuple[str, ...] = ()


def extract(
    reading: Reading,
    *,
    document_type: str | None,
    validity: ValidityRules,
    today: date | None = None,
    items: Sequence[Item] = (),
    view: View | None = None,
    likely: str | None = None,
) -> Extracted:
    """The verified facts of a document that do not contradict each other; empty rather than guessed.

    `document_type` is a slug; None, or a type without own facts, gives only the facts of every type. `today` drops
    dates that cannot have happened yet (a report dated next year is misread); None leaves them in. `items`: the
    verified rows of the document, which counts and lists agree with (`agreement.with_rows`). `view`: that of the
    reading, where it was made already. `likely`: the slug whose facts are looked for where no type is named; nothing is
    concluded from it about when the document ends.
    """
    view = view or View(reading)
    looked_for = document_type or untyped.titled(view) or likely
    known = types_by_slug().get(looked_for or "")
    family = (titled_family(view) if document_type is None else None) or (known.facts if known is not None else None)
    paper = papers.family_of(view) if document_type is None or family in _OFFICES_PAPERS else None
    candidates = [one for one in _candidates(view, family, paper) if not one_currency.is_guessed(one, view)]
    best = _apart(_best(candidates, reading, today), candidates, reading, today)
    best = _signed_later(_in_full(best, candidates, reading, today), candidates, reading, today)
    kept, contradictions = reconcile(_dated(best, family, paper, view, today), document_type)
    kept, differences = with_rows(kept, items, view)
    if looked_for is not None:  # any date may be that of a document that nobody can name
        chosen = _learned(kept, contradictions, view, family or NO_FAMILY, reading, today)
        with_chosen = [*(found for found in kept if found.key not in {one.key for one in chosen}), *chosen]
        kept = kept if reconcile(with_chosen, document_type)[1] else with_chosen
    said = states(reading, today=today)
    if document_type and not any(one.code in ENDS_NOTHING for one in said):
        ends = (check(found, reading) for found in validity.expiry(kept, document_type))
        kept.extend(found for found in ends if found.verified)
    order = list(KEYS)
    kept.sort(key=lambda found: order.index(found.key))
    shown = tuple(_shown(found, reading) for found in kept)
    return Extracted(shown, tuple(contradictions), said, tuple(differences))


def _candidates(view: View, family: str | None, paper: str | None) -> list[Fact]:
    """What every reader finds that looks at documents of the family, and of the office's paper that this one is."""
    candidates = [*general.document_date(view, **_NOT_ITS_DATE.get(family or "", {}))]
    candidates.extend(EXTRACTORS[family](view) if family is not None else policies.untyped(view))
    if family in _AS_AT:
        candidates.extend(general.as_at(view))
    if paper and paper != family:
        candidates.extend(EXTRACTORS[paper](view))
        candidates.extend(stated(view, paper, vocabulary.EVERY))
    if family in _SIGNED_TWICE:
        candidates.extend(general.last_signed(view))
    is_titled = any(found.key == "title" for found in candidates)
    languages = vocabulary.ENGLISH if view.reading.language == "en" else vocabulary.EVERY
    candidates.extend(stated(view, family or ("policy" if is_titled else "document"), languages))
    candidates.extend(japanese(view, family))
    if family in one_currency.OF_AMOUNTS:
        candidates.extend(one_currency.sole_currency(view))
    return candidates


def _dated(best: list[Fact], family: str | None, paper: str | None, view: View, today: date | None) -> list[Fact]:
    """The facts with the days that stand for others that are not stated, and without those that are another's."""
    reading = view.reading
    is_later = family == "incorporation" and registers.is_extract(view)
    best = [one for one in best if not (is_later and _is_of_founding(one, best))]
    if family != "incorporation" or (reading.language == "en" and not is_later):  # extracts are made later
        standing = _best(_dated_by(best, family), reading, today)
        best = [*(found for found in best if not standing or found.key != "document_date"), *standing]
    best = _without_date_of_cover(best, family, view)
    best += _best(_issued_as_dated(best, paper or family), reading, today)
    return best + _best(_in_effect_as_signed(best, family, view), reading, today)


def _learned(
    facts: Sequence[Fact],
    contradictions: Iterable[tuple[str, ...]],
    view: View,
    family: str,
    reading: Reading,
    today: date | None,
) -> list[Fact]:
    """What was learned to be the value of keys that no reader found, nor found contradicted, or found what is unlikely
    to be it. A day that only stands for the document's own counts as none."""
    is_stand_in = family in _GIVES_WAY
    stated = {
        found.key: found.value
        for found in facts
        if not (is_stand_in and found.key == "document_date" and found.confidence <= _STANDS_FOR)
    }
    held = {key for told in contradictions for key in told}
    chosen = learned(view, family, stated)
    return _best([as_fact(key, one) for key, one in chosen.items() if key not in held], reading, today)


def _shown(found: Fact, reading: Reading) -> Fact:
    """The fact as it is published, with its short quote where that bears it out and says of what it speaks."""
    if not isinstance(found, FoundFact):
        return found
    shown = Fact(*(getattr(found, one.name) for one in fields(Fact)))
    quote = found.short_quote()
    if quote in ("", found.quote) or not _says_of_what(shown, quote):
        return shown
    short = check(replace(shown, quote=quote), reading)
    return short if short.verified else shown


def _says_of_what(found: Fact, quote: str) -> bool:
    """Whether the quote has words besides the value's own: one of a date's is its month."""
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    own = {word.lower() for value in values for word in _WORD.findall(str(value))}
    words = [word for word in _WORD.findall(quote) if word.lower() not in own]
    return len(words) > (found.value_type == "date")


def _dated_by(facts: Sequence[Fact], family: str | None) -> list[Fact]:
    """The `document_date` of a document that states none, or where it is less sure than what stands for it in its
    family, from the first of its facts that does."""
    held = {found.key: found for found in facts}
    title, value_type = KEYS["document_date"]
    stands_for_it = [held[key] for key in _DATED_BY.get(family or "", ()) if key in held]
    stated = held.get("document_date")
    if stated is not None:
        least = _GIVES_WAY.get(family or "", 0.0)
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
            confidence=min(found.confidence, _STANDS_FOR),
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


def _apart(best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """The facts with two parties wherever a document tells of two: of one name in both roles the less sure is given
    to the next candidate that is somebody else, if there is one."""
    for pair in _TWO_PARTIES:
        held = [found for key in pair for found in best if found.key == key]
        if len(held) < 2 or not _names(held[0]) & _names(held[1]):
            continue
        stays, goes = held if pair == _RELIES else sorted(held, key=lambda found: -found.confidence)
        others = [one for one in candidates if one.key == goes.key and not _names(one) & _names(stays)]
        best = [*(found for found in best if found is not goes), *_best(others, reading, today)]
    return best


def _in_full(best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """The facts, with a name that another candidate of its key goes on with, up to what it legally is, whole."""
    for held in [found for found in best if found.key in _IN_FULL and isinstance(found.value, str)]:
        if ORGANISATION.fullmatch(str(held.value)):
            continue
        longer = [one for one in candidates if one.key == held.key and _goes_on_with(str(held.value), one.value)]
        whole = _best(longer, reading, today)
        best = [*(found for found in best if not whole or found is not held), *whole]
    return best


def _goes_on_with(name: str, value: object) -> bool:
    text = str(value)
    return text.startswith((f"{name} ", f"{name}, ")) and bool(ORGANISATION.fullmatch(text))


_IN_FULL = frozenset({"service_organisation", "service_auditor", "auditor", "issuer", "holder", "assessor"})


def _signed_later(best: list[Fact], candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    """The facts without a report dated as of the day that it is on: it is signed later, and may say so elsewhere."""
    held = {found.key: found for found in best}
    dated = held.get("document_date")
    days = {held[key].value for key in ("as_of_date", "period_end") if key in held}
    is_letter = held.keys() & {"report_referred_to", "report_period_end"}
    if "service_auditor" not in held or is_letter or dated is None or dated.value not in days:
        return best
    others = [one for one in candidates if one.key == "document_date" and one.value not in days]
    return [*(found for found in best if found is not dated), *_best(others, reading, today)]


def _names(found: Fact) -> set[str]:
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    return {str(value).casefold() for value in values}


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


def _best(candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    best: dict[str, Fact] = {}
    for candidate in sorted(candidates, key=lambda found: -found.confidence):
        if candidate.key in best or _is_no_value(candidate, reading, today):
            continue
        checked = check(candidate, reading)
        if checked.verified:
            best[candidate.key] = checked
    return list(best.values())


def _is_no_value(candidate: Fact, reading: Reading, today: date | None) -> bool:
    """A date that cannot have been yet, what people write where there is nothing ("N/A"), a heading joined to prose."""
    if _is_yet_to_come(candidate, today):
        return True
    values = candidate.value if isinstance(candidate.value, tuple) else (candidate.value,)
    texts = [value for value in values if isinstance(value, str)]
    if any(is_blank(text) for text in texts):
        return True
    if candidate.key in _NO_KINDS and any(is_kind_of_report(text) for text in texts):
        return True
    if candidate.key in NAMED - {"owner"} and any(is_role(text) for text in texts):
        return True
    if candidate.key == "auditor" and any(_ADDRESSES.match(text) for text in texts):
        return True
    page = next((page for page in reading.pages if page.number == candidate.page), None)
    if candidate.key == "document_date" and page is not None and _is_of_birth(candidate, page.text):
        return True
    if candidate.key == "parties" and page is not None and _are_people(texts, page.text):
        return True
    return candidate.key in NAMED and page is not None and any(joins_lines(text, page.text) for text in texts)


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
