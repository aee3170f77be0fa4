"""The extractors that an entry of the taxonomy may name, and the one way from a reading to facts that may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

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
    finance,
    gaps,
    general,
    hitrust,
    insurance,
    invoices,
    licences,
    one_currency,
    owners,
    paper_companies,
    paper_titles,
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
from muniment.judging.facts.candidates import best_of, with_names_in_full, with_two_parties
from muniment.judging.facts.consistency import reconcile
from muniment.judging.facts.japanese.extract import japanese, titled_family
from muniment.judging.facts.keys import KEYS, FoundFact
from muniment.judging.facts.learned.arbiter import Stated
from muniment.judging.facts.learned.chooser import NO_FAMILY
from muniment.judging.facts.learned.ruling import as_fact, learned
from muniment.judging.facts.stand_ins import GIVES_WAY, STANDS_FOR, signed_later, with_stand_ins
from muniment.judging.facts.stated import stated
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
_SIGNED_TWICE = frozenset({"statements", "yearly_report"})
"""Families whose papers an auditor signs after those who made them."""
_SIGNED_BELOW = frozenset({"pci_attestation", "contract", "questionnaire"})
"""Families whose papers are of the day on which they are signed."""
_AS_AT = frozenset({"risk_register", "action_plan", "subprocessor_list", "bill_of_materials"})
"""Families whose documents are of the day that they show the state of."""
_AS_PRINTED = _AS_AT | {"incorporation"}
"""Families whose documents may be of the day on which they are printed: lists of the day, extracts of a register."""
_OFFICES_PAPERS = frozenset({"incorporation", "business_licence", "tax_form"})
"""Families whose papers offices issue, which are taken for each other."""
_WORD = re.compile(r"[^\W\d_]{3,}")


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
    found = read(reading, document_type=document_type, today=today, items=items, view=view, likely=likely)
    kept = list(found.facts)
    if found.named is not None:  # any date may be that of a document that nobody can name
        ruled = _ruled(found, reading, today)
        kept = kept if reconcile(ruled, document_type)[1] else ruled
    said = states(reading, today=today)
    if document_type and not any(one.code in ENDS_NOTHING for one in said):
        ends = (check(one, reading) for one in validity.expiry(kept, document_type))
        kept.extend(one for one in ends if one.verified)
    order = list(KEYS)
    kept.sort(key=lambda one: order.index(one.key))
    shown = tuple(_shown(one, reading) for one in kept)
    return Extracted(shown, found.contradictions, said, found.differences)


@dataclass(frozen=True, slots=True)
class Read:
    """What readers find: `facts`, verified, one per key; `contradictions` and `differences`: as of `Extracted`.
    `named`: the type that the document is taken for, None where it is only likely; `family`: whose readers read it.
    `held`: keys of what was found and left out, because other facts or the rows contradict it."""

    view: View
    named: str | None
    family: str | None
    facts: tuple[Fact, ...]
    contradictions: tuple[tuple[str, ...], ...]
    differences: tuple[str, ...]
    held: frozenset[str]

    def stated(self) -> dict[str, Stated]:
        """By key what is weighed against what was learned. A day that only stands for the document's own counts as
        none."""
        is_stand_in = self.family in GIVES_WAY
        return {
            found.key: Stated(found.value, found.confidence)
            for found in self.facts
            if not (is_stand_in and found.key == "document_date" and found.confidence <= STANDS_FOR)
        }


def read(
    reading: Reading,
    *,
    document_type: str | None,
    today: date | None = None,
    items: Sequence[Item] = (),
    view: View | None = None,
    likely: str | None = None,
) -> Read:
    """What the readers of a document's family find in it, verified; as for `extract`."""
    view = view or View(reading)
    named = document_type or untyped.titled(view)
    known = types_by_slug().get(named or likely or "")
    family = (titled_family(view) if document_type is None else None) or (known.facts if known is not None else None)
    paper = papers.family_of(view) if document_type is None or family in _OFFICES_PAPERS else None
    candidates = [one for one in _candidates(view, family, paper) if not one_currency.is_guessed(one, view)]
    best = with_two_parties(best_of(candidates, reading, today), candidates, reading, today)
    best = signed_later(with_names_in_full(best, candidates, reading, today), candidates, reading, today)
    kept, contradictions = reconcile(with_stand_ins(best, family, paper, view, today), document_type)
    agreed, differences = with_rows(kept, items, view)
    held = {key for told in contradictions for key in told}
    held |= {one.key for one in kept} - {one.key for one in agreed}
    return Read(view, named, family, tuple(agreed), tuple(contradictions), tuple(differences), frozenset(held))


def _candidates(view: View, family: str | None, paper: str | None) -> list[Fact]:
    """What every reader finds that looks at documents of the family, and of the office's paper that this one is."""
    candidates = [*general.document_date(view, **_NOT_ITS_DATE.get(family or "", {}))]
    candidates.extend(EXTRACTORS[family](view) if family is not None else policies.untyped(view))
    if family is None:
        candidates.extend(subprocessors.of_agreement(view))
    if family in _AS_AT:
        candidates.extend(general.as_at(view))
    if paper and paper != family:
        candidates.extend(EXTRACTORS[paper](view))
        candidates.extend(stated(view, paper, vocabulary.EVERY))
    if family in _SIGNED_BELOW:
        candidates.extend(general.above_signature(view))
    if family in _SIGNED_TWICE:
        candidates.extend(general.last_signed(view))
    is_titled = any(found.key == "title" for found in candidates)
    languages = vocabulary.ENGLISH if view.reading.language == "en" else vocabulary.EVERY
    candidates.extend(stated(view, family or ("policy" if is_titled else "document"), languages))
    candidates.extend(japanese(view, family))
    if family in paper_companies.FAMILIES:
        candidates.extend(paper_companies.company(view, family))
    if family in paper_titles.FAMILIES and not is_titled:
        candidates.extend(paper_titles.title(view))
    if family in one_currency.OF_AMOUNTS:
        candidates.extend(one_currency.sole_currency(view))
    return [one for one in map(owners.within_its_cell, _of_itself(candidates, view, family)) if one is not None]


def _of_itself(found: Iterable[Fact], view: View, family: str | None) -> list[Fact]:
    """Facts without what is of other documents that are listed; without the day of a copy or of a form, of families
    whose documents are not of that day."""
    own = (one for one in found if not general.is_of_related(one))
    return [one for one in own if family in _AS_PRINTED or not general.is_of_copy(one, view.day_first)]


def _ruled(found: Read, reading: Reading, today: date | None) -> list[Fact]:
    """What readers found and what was learned to be likely, weighed against each other: for each key what is likeliest,
    where that is likely enough."""
    family = found.family or NO_FAMILY
    ruling = learned(found.view, family, found.stated())
    named = [as_fact(key, one) for key, one in ruling.chosen.items() if key not in found.held]
    chosen = best_of(_of_itself(named, found.view, found.family), reading, today)
    replaced = ruling.refused | {one.key for one in chosen}
    return [*(one for one in found.facts if one.key not in replaced), *chosen]


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
