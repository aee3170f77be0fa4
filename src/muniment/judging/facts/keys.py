"""Every fact there can be: its key, the title people see, and how its value is written. Keys are never renamed."""

from __future__ import annotations

from dataclasses import dataclass

from muniment.judging.facts.view import Mark
from muniment.judging.model import Fact

KEYS: dict[str, tuple[str, str]] = {
    # every type
    "document_date": ("Document date", "date"),
    "expires_on": ("Expires on", "date"),
    "expires_on_rule": ("Rule behind the expiry date", "text"),
    # SOC reports, bridge letters, audit reports
    "report_type": ("Report type", "text"),
    "soc_type": ("Type 1 or Type 2", "text"),
    "period_start": ("Period start", "date"),
    "period_end": ("Period end", "date"),
    "as_of_date": ("As of", "date"),
    "service_auditor": ("Service auditor", "text"),
    "auditor": ("Auditor", "text"),
    "opinion": ("Opinion", "text"),
    "trust_services_categories": ("Trust services categories", "list"),
    "system_name": ("System", "text"),
    "service_organisation": ("Service organisation", "text"),
    "subservice_organisations": ("Subservice organisations", "list"),
    "subservice_method": ("Method for subservice organisations", "text"),
    "complementary_user_entity_controls": ("Complementary user entity controls", "boolean"),
    "exceptions_count": ("Exceptions noted", "number"),
    "report_referred_to": ("Report referred to", "text"),
    "report_period_start": ("Start of the report's period", "date"),
    "report_period_end": ("End of the report's period", "date"),
    # certificates
    "certificate_number": ("Certificate number", "text"),
    "standard": ("Standard", "text"),
    "standard_year": ("Year of the standard", "number"),
    "issuer": ("Issued by", "text"),
    "accreditation": ("Accreditation", "text"),
    "holder": ("Holder", "text"),
    "scope": ("Scope", "text"),
    "issue_date": ("Issue date", "date"),
    "expiry_date": ("Expiry date", "date"),
    # PCI DSS, HITRUST
    "pci_dss_version": ("PCI DSS version", "text"),
    "entity_role": ("Merchant or service provider", "text"),
    "assessed_entity": ("Assessed entity", "text"),
    "assessor": ("Assessor", "text"),
    "assessment_date": ("Assessment date", "date"),
    "result": ("Result", "text"),
    "level": ("Level", "text"),
    # penetration tests
    "tester": ("Tester", "text"),
    "target": ("Target", "text"),
    "test_start": ("Test start", "date"),
    "test_end": ("Test end", "date"),
    "findings_critical": ("Critical findings", "number"),
    "findings_high": ("High findings", "number"),
    "findings_medium": ("Medium findings", "number"),
    "findings_low": ("Low findings", "number"),
    "findings_informational": ("Informational findings", "number"),
    "findings_total": ("Findings in all", "number"),
    "retest": ("Retested", "boolean"),
    "retest_date": ("Retest date", "date"),
    # insurance
    "insured": ("Insured", "text"),
    "insurers": ("Insurers", "list"),
    "policy_numbers": ("Policy numbers", "list"),
    "coverages": ("Kinds of cover", "list"),
    "effective_date": ("Effective date", "date"),
    "limit_general_liability": ("General liability, each occurrence", "money"),
    "limit_general_liability_aggregate": ("General liability, aggregate", "money"),
    "limit_automobile": ("Automobile liability, combined single limit", "money"),
    "limit_umbrella": ("Umbrella or excess liability, each occurrence", "money"),
    "limit_workers_compensation": ("Employers' liability, each accident", "money"),
    "limit_professional": ("Professional liability or errors and omissions", "money"),
    "limit_cyber": ("Cyber liability", "money"),
    "currency": ("Currency", "text"),
    # contracts
    "parties": ("Parties", "list"),
    "initial_term": ("Term", "text"),
    "renewal": ("Renewal", "text"),
    "termination_notice": ("Notice of termination", "text"),
    "governing_law": ("Governing law", "text"),
    "liability_cap": ("Cap on liability", "text"),
    "liability_cap_amount": ("Amount of the cap on liability", "money"),
    "breach_notification": ("Notification of a breach within", "text"),
    "subprocessor_notice": ("Notice of new subprocessors", "text"),
    "uptime_commitment": ("Uptime commitment (percent)", "number"),
    # policies
    "title": ("Title", "text"),
    "version": ("Version", "text"),
    "owner": ("Owner", "text"),
    "approval_date": ("Approved on", "date"),
    "next_review_date": ("Next review", "date"),
    # financial statements
    "revenue": ("Revenue", "money"),
    "net_income": ("Net income or loss", "money"),
    # corporate papers
    "company_name": ("Company", "text"),
    "registration_number": ("Registration number", "text"),
    "jurisdiction": ("Jurisdiction", "text"),
    "incorporation_date": ("Incorporated on", "date"),
    "licence_number": ("Licence number", "text"),
    "taxpayer_name": ("Taxpayer", "text"),
    "tax_classification": ("Federal tax classification", "text"),
    "invoice_number": ("Invoice number", "text"),
    "invoice_total": ("Total of the invoice", "money"),
    # lists of subprocessors
    "subprocessors": ("Subprocessors", "list"),
    "subprocessors_count": ("Number of subprocessors", "number"),
    "subprocessor_purposes": ("Purposes of subprocessors", "list"),
    "subprocessor_places": ("Places of subprocessors", "list"),
    # questionnaires
    "completed_on": ("Completed on", "date"),
    "completed_by": ("Completed by", "text"),
    "completed_for": ("Completed for", "text"),
    # risk registers, plans of action
    "items_total": ("Items in all", "number"),
    "open_items": ("Open items", "number"),
    "open_critical": ("Open critical items", "number"),
    "open_high": ("Open high items", "number"),
    "open_medium": ("Open medium items", "number"),
    "open_low": ("Open low items", "number"),
    "oldest_due_date": ("Oldest due date", "date"),
    # software bills of materials
    "sbom_format": ("Format", "text"),
    "sbom_spec_version": ("Version of the format", "text"),
    "component_count": ("Components", "number"),
    "sbom_tool": ("Tool", "text"),
    "created_on": ("Created on", "date"),
    # accessibility conformance reports
    "product": ("Product", "text"),
    "vpat_version": ("VPAT version", "text"),
    "vpat_edition": ("VPAT edition", "text"),
    # gap assessments
    "framework": ("Framework", "text"),
}


@dataclass(frozen=True, slots=True)
class FoundFact(Fact):
    """A fact while it is looked for: with the place of the words that say it, and the limit of its quote."""

    mark: Mark | None = None
    quote_limit: int = 300

    def short_quote(self) -> str:
        """The quote that it may have where that bears it out as well."""
        return self.mark.short_quote(self.quote_limit) if self.mark is not None else ""


def fact(
    key: str,
    value: str | float | int | bool | tuple[str, ...],
    mark: Mark,
    *,
    confidence: float,
    quote_limit: int = 300,
) -> Fact:
    """A fact of KEYS with the quote around `mark`; not verified yet."""
    title, value_type = KEYS[key]
    quote = mark.quote(quote_limit)
    sure = round(confidence, 2)
    return FoundFact(key, title, value, value_type, quote, mark.page.number, sure, False, mark, quote_limit)
