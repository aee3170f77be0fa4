"""Which facts are looked for in which type, and the one way from a reading to facts that may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from muniment.judging.facts import (
    attestation,
    certificates,
    contracts,
    finance,
    general,
    hitrust,
    insurance,
    pci,
    pentest,
    policies,
)
from muniment.judging.facts.dates import parse_iso
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.verify import verify
from muniment.judging.facts.view import View
from muniment.judging.model import Fact
from muniment.reading.model import Reading

Extractor = Callable[[View], Iterable[Fact]]
"""Yields candidate facts; of several with one key the most confident verified one is kept, the first among equals."""

EXTRACTORS: dict[str, Extractor] = {
    "soc1_type1_auditor_report": attestation.soc_report,
    "soc1_type2_auditor_report": attestation.soc_report,
    "soc2_type1_auditor_report": attestation.soc_report,
    "soc2_type2_auditor_report": attestation.soc_report,
    "soc3_auditor_report": attestation.soc_report,
    "soc_bridge_letter": attestation.bridge_letter,
    "audit_report": attestation.audit_report,
    "hitrust_certification_letter": hitrust.hitrust_letter,
    "pci_dss_aoc": pci.pci_attestation,
    "pci_dss_roc": pci.pci_attestation,
    "pci_dss_saq": pci.pci_attestation,
    "iso_27001_certificate": certificates.certificate,
    "iso_27017_certificate": certificates.certificate,
    "iso_27018_certificate": certificates.certificate,
    "iso_27701_certificate": certificates.certificate,
    "iso_22301_certificate": certificates.certificate,
    "iso_42001_certificate": certificates.certificate,
    "iso_9001_certificate": certificates.certificate,
    "cyber_essentials_certificate": certificates.certificate,
    "penetration_test_report": pentest.penetration_test,
    "vulnerability_scan_report": pentest.vulnerability_scan,
    "certificate_of_insurance": insurance.certificate_of_insurance,
    "commercial_contract": contracts.contract,
    "statement_of_work": contracts.contract,
    "order_form": contracts.contract,
    "nda": contracts.contract,
    "terms_of_service": contracts.contract,
    "data_processing_agreement": contracts.contract,
    "standard_contractual_clauses": contracts.contract,
    "business_associate_agreement": contracts.contract,
    "service_level_agreement": contracts.contract,
    "information_security_policy": policies.policy,
    "acceptable_use_policy": policies.policy,
    "access_control_policy": policies.policy,
    "incident_response_plan": policies.policy,
    "business_continuity_plan": policies.policy,
    "change_management_policy": policies.policy,
    "data_retention_policy": policies.policy,
    "encryption_policy": policies.policy,
    "vendor_management_policy": policies.policy,
    "code_of_conduct": policies.policy,
    "privacy_policy": policies.policy,
    "other_policy": policies.policy,
    "financial_statements": finance.statements,
    "annual_report": finance.statements,
}

_MAY_LIE_AHEAD = frozenset({"expires_on", "expiry_date", "next_review_date", "effective_date", "period_end"})
_GRACE = timedelta(days=92)
"""How far ahead other dates may lie: terms are published before they take effect."""


def extract(
    reading: Reading, *, document_type: str | None, validity: ValidityRules, today: date | None = None
) -> tuple[Fact, ...]:
    """The verified facts of a document, one per key, in the order of `keys.KEYS`; empty rather than guessed.

    `document_type` is a slug; None, or a type without own facts, gives only the facts of every type. `today` drops
    dates that cannot have happened yet (a report dated next year is misread); None leaves them in.
    """
    view = View(reading)
    candidates = [*general.document_date(view)]
    extractor = EXTRACTORS.get(document_type or "")
    if extractor:
        candidates.extend(extractor(view))
    kept = _best(candidates, reading, today)
    if document_type:
        kept.extend(
            checked for found in validity.expiry(kept, document_type) if (checked := verify(found, reading)).verified
        )
    order = list(KEYS)
    return tuple(sorted(kept, key=lambda found: order.index(found.key)))


def _best(candidates: Sequence[Fact], reading: Reading, today: date | None) -> list[Fact]:
    best: dict[str, Fact] = {}
    for candidate in sorted(candidates, key=lambda found: -found.confidence):
        if candidate.key in best or _is_yet_to_come(candidate, today):
            continue
        checked = verify(candidate, reading)
        if checked.verified:
            best[candidate.key] = checked
    return list(best.values())


def _is_yet_to_come(candidate: Fact, today: date | None) -> bool:
    if today is None or candidate.value_type != "date" or candidate.key in _MAY_LIE_AHEAD:
        return False
    day = parse_iso(str(candidate.value))
    return day is not None and day > today + _GRACE
