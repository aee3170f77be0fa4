"""All samples in one table, and writing them to a folder."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from examples.evidence import (
    certificates,
    contracts,
    corporate,
    decoys,
    letters,
    pci,
    policies,
    privacy_contracts,
    questionnaires,
    scan,
    soc,
    soc3,
    testing,
)
from examples.evidence.agreement import Open
from examples.evidence.cast import World
from examples.evidence.manuscript import Manuscript
from examples.evidence.markdown import Markdown
from examples.evidence.office import Word
from examples.evidence.paper import MODERN, SERIF, SLATE, TYPED, VERA, Look, Paper
from examples.evidence.sample import Built, Sample, Written
from examples.evidence.soc_plan import Plan

SOC_FACTS = (
    "report_type",
    "soc_type",
    "document_date",
    "service_organisation",
    "system_name",
    "service_auditor",
    "opinion",
    "complementary_user_entity_controls",
)
PERIOD = ("period_start", "period_end")
SUBSERVICE = ("subservice_organisations", "subservice_method")
SOC2_TYPE2 = (*SOC_FACTS, *PERIOD, "exceptions_count", *SUBSERVICE, "trust_services_categories")
ISO_FACTS = (
    "certificate_number",
    "standard",
    "standard_year",
    "issuer",
    "accreditation",
    "holder",
    "scope",
    "issue_date",
    "expiry_date",
)
FINDINGS = tuple(f"findings_{severity.lower()}" for severity in testing.SEVERITIES)
PENTEST_FACTS = ("tester", "target", "test_start", "test_end", "retest", *FINDINGS)
POLICY_FACTS = ("title", "version", "owner", "approval_date", "next_review_date")


PCI_FACTS = ("pci_dss_version", "entity_role", "assessed_entity", "assessment_date", "result")
BRIDGE_FACTS = (
    "service_organisation",
    *PERIOD,
    "report_referred_to",
    "service_auditor",
    "report_period_end",
)
MASTER_FACTS = (
    "parties",
    "effective_date",
    "initial_term",
    "renewal",
    "termination_notice",
    "governing_law",
    "liability_cap",
)
DPA_FACTS = ("parties", "effective_date", "breach_notification", "subprocessor_notice", "governing_law")
NDA_FACTS = ("parties", "effective_date", "initial_term", "governing_law")
INSURANCE_FACTS = ("insured", "insurers", "policy_numbers", "coverages", "effective_date", "expiry_date")


def _on_paper(look: Look) -> Open:
    return lambda title: Paper(look.running(title, "Confidential"), title)


def _in_word(title: str) -> Manuscript:
    return Word(title, header="Confidential", footer=title)


def _in_markdown(title: str) -> Manuscript:
    return Markdown()


def _written(build: Callable[[World, Open], Built], write: Open) -> Callable[[World], Built]:
    return lambda world: build(world, write)


def _soc(family: int, kind: int, look: Look, **how: Any) -> Callable[[World], Built]:
    return partial(soc.report, plan=Plan(family, kind, look, **how))


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "soc1-type1",
        "pdf",
        "soc1_type1_auditor_report",
        (*SOC_FACTS, "as_of_date", *SUBSERVICE),
        _soc(1, 1, VERA, roman=False, landscape=False),
    ),
    Sample(
        "soc1-type2",
        "pdf",
        "soc1_type2_auditor_report",
        (*SOC_FACTS, *PERIOD, "exceptions_count", *SUBSERVICE),
        _soc(1, 2, SERIF),
    ),
    Sample(
        "soc2-type1",
        "pdf",
        "soc2_type1_auditor_report",
        (*SOC_FACTS, "as_of_date", *SUBSERVICE, "trust_services_categories"),
        _soc(2, 1, SLATE, categories=("Security",), landscape=False),
    ),
    Sample(
        "soc2-type2-unqualified", "pdf", "soc2_type2_auditor_report", SOC2_TYPE2, _soc(2, 2, SERIF, extra_systems=2)
    ),
    Sample(
        "soc2-type2-qualified",
        "pdf",
        "soc2_type2_auditor_report",
        SOC2_TYPE2,
        _soc(
            2,
            2,
            MODERN,
            opinion="qualified",
            exceptions=("CC6.5", "CC7.1", "CC8.1"),
            categories=("Security", "Availability"),
        ),
    ),
    Sample(
        "soc2-type2-inclusive",
        "pdf",
        "soc2_type2_auditor_report",
        SOC2_TYPE2,
        _soc(
            2,
            2,
            SLATE,
            method="inclusive",
            roman=False,
            has_cover_letter=True,
            exceptions=("CC6.3",),
            categories=("Security", "Availability", "Confidentiality", "Privacy"),
        ),
    ),
    Sample(
        "soc2-type2-plain",
        "pdf",
        "soc2_type2_auditor_report",
        tuple(key for key in SOC2_TYPE2 if key not in SUBSERVICE),
        _soc(2, 2, VERA, method=None, categories=("Security",), roman=False, landscape=False),
    ),
    Sample(
        "soc3",
        "pdf",
        "soc3_auditor_report",
        (
            "report_type",
            "service_organisation",
            "system_name",
            "service_auditor",
            "opinion",
            *PERIOD,
            "trust_services_categories",
        ),
        partial(soc3.report, look=MODERN),
    ),
    Sample("bridge-letter", "pdf", "soc_bridge_letter", BRIDGE_FACTS, _written(letters.bridge, _on_paper(TYPED))),
    Sample("bridge-letter-docx", "docx", "soc_bridge_letter", BRIDGE_FACTS, _written(letters.bridge, _in_word)),
    Sample("iso-27001-classic", "pdf", "iso_27001_certificate", ISO_FACTS, partial(certificates.classic, key="27001")),
    Sample(
        "iso-27001-bilingual", "pdf", "iso_27001_certificate", ISO_FACTS, partial(certificates.bilingual, key="27001")
    ),
    Sample("iso-27017-tabular", "pdf", "iso_27017_certificate", ISO_FACTS, partial(certificates.tabular, key="27017")),
    Sample("iso-27701-classic", "pdf", "iso_27701_certificate", ISO_FACTS, partial(certificates.classic, key="27701")),
    Sample("iso-22301-tabular", "pdf", "iso_22301_certificate", ISO_FACTS, partial(certificates.tabular, key="22301")),
    Sample("iso-9001-bilingual", "pdf", "iso_9001_certificate", ISO_FACTS, partial(certificates.bilingual, key="9001")),
    Sample(
        "hitrust-letter",
        "pdf",
        "hitrust_certification_letter",
        ("holder", "level", "assessor", "issue_date", "expiry_date"),
        letters.hitrust,
    ),
    Sample("pentest-web", "pdf", "penetration_test_report", PENTEST_FACTS, testing.web_application),
    Sample("pentest-network", "pdf", "penetration_test_report", PENTEST_FACTS, testing.network_retest),
    Sample(
        "vulnerability-scan",
        "pdf",
        "vulnerability_scan_report",
        ("document_date", *FINDINGS),
        testing.vulnerability_scan,
    ),
    Sample(
        "insurance",
        "pdf",
        "certificate_of_insurance",
        ("insured", "insurers", "policy_numbers", "coverages", "effective_date", "expiry_date"),
        certificates.insurance,
    ),
    Sample("security-policy-docx", "docx", "information_security_policy", POLICY_FACTS, policies.security_docx),
    Sample("security-policy-pdf", "pdf", "information_security_policy", POLICY_FACTS, policies.security_pdf),
    Sample("continuity-plan", "pdf", "business_continuity_plan", POLICY_FACTS, policies.continuity_plan),
    Sample("pci-aoc-service-provider", "pdf", "pci_dss_aoc", (*PCI_FACTS, "level", "assessor"), pci.service_provider),
    Sample("pci-aoc-merchant", "pdf", "pci_dss_aoc", (*PCI_FACTS, "level", "assessor"), pci.merchant),
    Sample("pci-saq-a", "pdf", "pci_dss_saq", PCI_FACTS, pci.self_assessment),
    Sample(
        "master-agreement-pdf",
        "pdf",
        "commercial_contract",
        MASTER_FACTS,
        _written(contracts.master_services, _on_paper(SERIF)),
    ),
    Sample(
        "master-agreement-docx",
        "docx",
        "commercial_contract",
        MASTER_FACTS,
        _written(contracts.master_services, _in_word),
    ),
    Sample(
        "dpa-pdf",
        "pdf",
        "data_processing_agreement",
        DPA_FACTS,
        _written(privacy_contracts.data_processing, _on_paper(MODERN)),
    ),
    Sample(
        "dpa-docx",
        "docx",
        "data_processing_agreement",
        DPA_FACTS,
        _written(privacy_contracts.data_processing, _in_word),
    ),
    Sample(
        "baa",
        "pdf",
        "business_associate_agreement",
        ("parties", "effective_date", "breach_notification"),
        _written(privacy_contracts.business_associate, _on_paper(TYPED)),
    ),
    Sample("nda-docx", "docx", "nda", NDA_FACTS, _written(privacy_contracts.non_disclosure, _in_word)),
    Sample(
        "nda-scanned",
        "pdf",
        "nda",
        NDA_FACTS,
        partial(scan.scanned_pdf, build=_written(privacy_contracts.non_disclosure, _on_paper(SERIF))),
    ),
    Sample(
        "sla-pdf",
        "pdf",
        "service_level_agreement",
        ("parties", "effective_date", "uptime_commitment"),
        _written(contracts.service_level, _on_paper(SLATE)),
    ),
    Sample(
        "sla-markdown",
        "md",
        "service_level_agreement",
        ("parties", "effective_date", "uptime_commitment"),
        _written(contracts.service_level, _in_markdown),
    ),
    Sample(
        "order-form",
        "pdf",
        "order_form",
        ("parties", "effective_date", "initial_term"),
        _written(contracts.order_form, _on_paper(VERA)),
    ),
    Sample("sig-lite", "xlsx", "sig_questionnaire", (), questionnaires.sig),
    Sample("caiq", "xlsx", "caiq_questionnaire", (), questionnaires.caiq),
    Sample("customer-questionnaire", "xlsx", "security_questionnaire", (), questionnaires.own),
    Sample("subprocessors", "csv", "subprocessor_list", (), corporate.subprocessors),
    Sample(
        "financial-statements",
        "pdf",
        "financial_statements",
        ("auditor", "opinion", "currency", "period_end", "revenue", "net_income"),
        corporate.financial_statements,
    ),
    Sample("architecture-deck", "pptx", "architecture_diagram", (), corporate.architecture),
    Sample(
        "iso-27001-scanned",
        "pdf",
        "iso_27001_certificate",
        ISO_FACTS,
        partial(scan.scanned_pdf, build=partial(certificates.classic, key="27001")),
    ),
    Sample(
        "insurance-picture",
        "png",
        "certificate_of_insurance",
        INSURANCE_FACTS,
        partial(scan.picture_png, build=certificates.insurance),
    ),
)
PICTURES: tuple[str, ...] = ("nda-scanned", "iso-27001-scanned", "insurance-picture")
"""Names of the samples whose text exists only as pixels."""
DECOYS: tuple[Sample, ...] = (
    Sample("policy-about-soc-reports", "docx", "vendor_management_policy", (), decoys.policy_about_reports),
    Sample("marketing-page", "pdf", None, (), decoys.marketing),
    Sample("blank-minutes", "pdf", None, (), decoys.blank_template),
    Sample("auditors-invoice", "pdf", "invoice", (), decoys.invoice),
    Sample("resume", "pdf", None, (), decoys.resume),
    Sample("lunch-menu", "pdf", None, (), decoys.lunch_menu),
)
"""Files that sound like evidence; `document_type` is what they really are, None where no type should be named."""
DEMO: tuple[str, ...] = (
    "soc2-type2-unqualified",
    "soc2-type2-qualified",
    "soc2-type2-inclusive",
    "soc2-type1",
    "soc1-type2",
    "soc3",
    "bridge-letter",
    "iso-27001-classic",
    "iso-27001-bilingual",
    "pentest-web",
    "pentest-network",
    "security-policy-docx",
    "security-policy-pdf",
    "master-agreement-docx",
    "dpa-pdf",
    "insurance",
    "caiq",
    "subprocessors",
    "architecture-deck",
)
"""Names of the samples `make demo` uploads: different types, houses and formats."""


def generate(folder: Path, *, seed: int = 1, only: Collection[str] | None = None) -> list[Written]:
    """The samples and decoys, or those named in `only`, written to `folder` as `<name>.<extension>`.

    The same seed gives the same bytes; each sample has random numbers of its own, so `only` changes no file. A name
    that does not exist raises KeyError before anything is written.
    """
    table = {sample.name: sample for sample in (*SAMPLES, *DECOYS)}
    chosen = list(table.values()) if only is None else [table[name] for name in only]
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(sample, folder, seed) for sample in chosen]


def _write(sample: Sample, folder: Path, seed: int) -> Written:
    built = sample.build(World.draw(random.Random(f"{seed}:{sample.name}")))
    path = folder / f"{sample.name}.{sample.extension}"
    path.write_bytes(built.data)
    return Written(sample, path, built.facts, built.pages, hashlib.sha256(built.data).hexdigest())


def sixty_pages(path: Path) -> None:
    """A SOC 2 report of exactly 60 pages at `path`, for benchmarks."""
    plan, wanted = Plan(2, 2, SERIF, extra_systems=12), 60
    short = soc.report(World.draw(random.Random("sixty pages")), plan)
    plan = replace(plan, appendix_pages=wanted - (short.pages or 0))
    path.write_bytes(soc.report(World.draw(random.Random("sixty pages")), plan).data)
