"""How long evidence of each type holds: the setting behind `expires_on`, and the rule that gave a date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from muniment.judging.facts.dates import add_months, parse_iso
from muniment.judging.model import Fact

# Base facts per group of types, the first present one counts, each with the months evidence holds after it. 0: the date
# itself ends validity. Twelve months after a period's end is what reviewers ask of SOC, PCI DSS and penetration tests;
# HITRUST r2 holds 24 months (HITRUST Assurance Program); a policy is reviewed yearly (ISO/IEC 27001 A.5.1).
_SOC = (("period_end", 12), ("as_of_date", 12))
_PCI = (("assessment_date", 12), ("document_date", 12))
_TEST = (("test_end", 12), ("document_date", 12))
_CERTIFICATE = (("expiry_date", 0),)
_POLICY = (("next_review_date", 0), ("approval_date", 12), ("effective_date", 12), ("document_date", 12))
DEFAULT_MONTHS: dict[str, tuple[tuple[str, int], ...]] = {
    **dict.fromkeys(
        (
            "soc1_type1_auditor_report",
            "soc1_type2_auditor_report",
            "soc2_type1_auditor_report",
            "soc2_type2_auditor_report",
            "soc3_auditor_report",
            "audit_report",
        ),
        _SOC,
    ),
    "soc_bridge_letter": (("period_end", 3), ("document_date", 3)),
    "hitrust_certification_letter": (("expiry_date", 0), ("issue_date", 24)),
    **dict.fromkeys(("pci_dss_aoc", "pci_dss_roc", "pci_dss_saq"), _PCI),
    **dict.fromkeys(
        (
            "iso_27001_certificate",
            "iso_27017_certificate",
            "iso_27018_certificate",
            "iso_27701_certificate",
            "iso_22301_certificate",
            "iso_42001_certificate",
            "iso_9001_certificate",
        ),
        _CERTIFICATE,
    ),
    "cyber_essentials_certificate": (("expiry_date", 0), ("issue_date", 12)),
    "certificate_of_insurance": _CERTIFICATE,
    **dict.fromkeys(("penetration_test_report", "vulnerability_scan_report", "business_continuity_test_report"), _TEST),
    **dict.fromkeys(
        (
            "information_security_policy",
            "acceptable_use_policy",
            "access_control_policy",
            "incident_response_plan",
            "business_continuity_plan",
            "change_management_policy",
            "data_retention_policy",
            "encryption_policy",
            "vendor_management_policy",
            "code_of_conduct",
            "other_policy",
        ),
        _POLICY,
    ),
    "financial_statements": (("period_end", 18),),
    "annual_report": (("period_end", 18),),
}


class ValidityError(Exception):
    """The validity setting is not what it must be; the message says where."""


@dataclass(frozen=True, slots=True)
class ValidityRules:
    """Months that evidence of a type holds after its base date.

    `months` overrides the default of single types, by slug; a type with 0 months never expires by age. Dates on which a
    document itself says it ends (a certificate's expiry, a policy's next review) are never overridden.
    """

    months: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> ValidityRules:
        """Rules from a JSON object {slug: months 0-1200}. Raises ValidityError for anything else."""
        try:
            loaded: object = json.loads(text)
        except ValueError as problem:
            raise ValidityError(f"the validity setting is not JSON: {problem}") from problem
        if not isinstance(loaded, dict):
            raise ValidityError("the validity setting must be an object of slug: months")
        months: dict[str, int] = {}
        for slug, value in loaded.items():
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1200:
                raise ValidityError(f"the validity of {slug!r} must be whole months from 0 to 1200")
            months[str(slug)] = value
        return cls(months)

    def expiry(self, facts: Iterable[Fact], document_type: str) -> tuple[Fact, ...]:
        """`expires_on` and `expires_on_rule` as the type's first present base date gives them, or nothing.

        Both carry the quote of the date they derive from. The rule reads `expiry_date` or `period_end + 12 months`.
        """
        present = {found.key: found for found in facts}
        for key, standard in DEFAULT_MONTHS.get(document_type, ()):
            base = present.get(key)
            day = parse_iso(base.value) if base and isinstance(base.value, str) else None
            if base is None or day is None:
                continue
            months = self.months.get(document_type, standard) if standard else 0
            if standard and not months:
                return ()
            ends = add_months(day, months).isoformat()
            rule = f"{key} + {months} months" if months else key
            dated = replace(base, key="expires_on", title="Expires on", value=ends, value_type="date")
            ruled = replace(
                base, key="expires_on_rule", title="Rule behind the expiry date", value=rule, value_type="text"
            )
            return dated, ruled
        return ()
