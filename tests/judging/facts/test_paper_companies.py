"""Whose a report, list or assessment is, and whose it is not."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import facts_of, values_of

COMPANIES = {
    "label in English": ("incident_report", "Incident Report\nCompany: Aldermoor Ltd, Leeds\nText", "Aldermoor Ltd"),
    "controller": ("privacy_impact_assessment", "DPIA: Door cameras\nController\tAldermoor Ltd\nText", "Aldermoor Ltd"),
    "label in German": ("incident_report", "Vorfallbericht\nUnternehmen: Aldermoor GmbH\nText", "Aldermoor GmbH"),
    "label in French": (
        "incident_report",
        "Rapport d'incident\nOrganisme : Hôpital de la Brise, 29000 Quimper",
        "Hôpital de la Brise",
    ),
    "label in Spanish": (
        "incident_report",
        "Informe de incidente\nOrganización\tAldermoor, S.L.\nTexto",
        "Aldermoor, S.L.",
    ),
    "label in Italian": (
        "incident_report",
        "Rapporto di incidente\nSocietà: Aldermoor S.r.l.\nTesto",
        "Aldermoor S.r.l.",
    ),
    "label in Dutch": ("incident_report", "Incidentrapport\nOrganisatie: Aldermoor B.V.\nTekst", "Aldermoor B.V."),
    "label in Portuguese": (
        "training_record",
        "Registo de formação\nEntidade ........ Aldermoor, Lda.\nTexto",
        "Aldermoor, Lda.",
    ),
    "alone below the title": (
        "esg_report",
        "2025 Sustainability Report\nAldermoor Group plc\nJune 2026",
        "Aldermoor Group plc",
    ),
    "behind the title": ("subprocessor_list", "# Subprocessors of Aldermoor B.V.\nText", "Aldermoor B.V."),
    "behind the title in German": (
        "subprocessor_list",
        "Unterauftragsverarbeiter der Aldermoor GmbH\nStand: Mai",
        "Aldermoor GmbH",
    ),
    "behind a dash": ("asset_inventory", "Activaregister – Aldermoor B.V.\nPeildatum 30-01-2026", "Aldermoor B.V."),
    "ahead of the title": (
        "accessibility_conformance_report",
        "Aldermoor Inc. Accessibility Conformance Report\nText",
        "Aldermoor Inc.",
    ),
    "ahead of a day": (
        "subprocessor_list",
        "List of Sub-processors\nAldermoor Private Limited, as on 21 August 2025",
        "Aldermoor Private Limited",
    ),
    "Japanese": (
        "subprocessor_list",
        "再委託先一覧\n株式会社アルダムア\n最終更新日 2025年10月22日",
        "株式会社アルダムア",
    ),
}


@pytest.mark.parametrize(("document_type", "text", "expected"), COMPANIES.values(), ids=COMPANIES)
def test_company_is_the_one_that_the_head_names(document_type: str, text: str, expected: str) -> None:
    assert values_of(document_type, text)["company_name"] == expected


NO_COMPANIES = {
    "two of them": ("incident_report", "Incident Report\nAldermoor Ltd\nBrigg Ltd\nText"),
    "who a sentence begins with": (
        "incident_report",
        "Incident Report\nBrigg Hosting Ltd, which runs the machines of our archive, told us of it in the morning.",
    ),
    "who wrote it": ("incident_report", "Incident Report\nPrepared by Brigg LLP\nText"),
    "who audited it": ("esg_report", "Sustainability Report, audited by Brigg LLP\nText"),
    "for which client": ("incident_report", "Incident Report - client: Brigg Ltd\nText"),
    "who wrote it in German": ("incident_report", "Vorfallbericht, erstellt von Brigg GmbH\nText"),
    "who wrote it in Dutch": ("incident_report", "Incidentrapport, opgesteld door: Brigg B.V.\nTekst"),
    "one of a list": ("subprocessor_list", "Subprocessors\nBrigg Hosting Ltd\nHosting, Ireland\nText"),
    "row of a table": ("training_record", "Name\tCompany\tScore\nAda\tBrigg Ltd\t98"),
}


@pytest.mark.parametrize(("document_type", "text"), NO_COMPANIES.values(), ids=NO_COMPANIES)
def test_company_that_a_paper_only_names_is_not_whose_it_is(document_type: str, text: str) -> None:
    assert "company_name" not in facts_of(document_type, text)


OWNERS = {
    "en": ("incident_report", "Incident Report\nReport owner: Security Manager\nText", "Security Manager"),
    "de": ("incident_report", "Vorfallbericht\nVerantwortlich: Leiterin IT-Betrieb\nText", "Leiterin IT-Betrieb"),
    "fr": (
        "privacy_impact_assessment",
        "Analyse d'impact\nPorteur : Direction des soins\nTexte",
        "Direction des soins",
    ),
    "es": ("incident_report", "Informe de incidente\nResponsable: Jefatura de sistemas\nTexto", "Jefatura de sistemas"),
    "it": ("incident_report", "Rapporto di incidente\nResponsabile: Direzione tecnica\nTesto", "Direzione tecnica"),
    "nl": ("asset_inventory", "Activaregister\nbeheerder: Hoofd ICT\nTekst", "Hoofd ICT"),
    "pt": ("training_record", "Registo de formação\nResponsável: Direção de Pessoas\nTexto", "Direção de Pessoas"),
}


@pytest.mark.parametrize(("document_type", "text", "expected"), OWNERS.values(), ids=OWNERS)
def test_owner_of_a_report_is_read_as_that_of_a_policy(document_type: str, text: str, expected: str) -> None:
    assert values_of(document_type, text)["owner"] == expected
