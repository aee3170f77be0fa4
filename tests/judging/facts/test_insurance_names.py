"""Parties, policies, covers and holders of papers of insurance by kinds of wording; all of it invented."""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import TODAY, reading_of

CASES = [
    ("Policy: CM/SOL/0911/25.", {"policy_numbers": ("CM/SOL/0911/25",)}),
    ("We insure it under policy MF 2210444 and policy 2046.117.99 as before.",
     {"policy_numbers": ("MF 2210444", "2046.117.99")}),
    ("póliza de responsabilidad civil profesional número RCP/088/114711", {"policy_numbers": ("RCP/088/114711",)}),
    ("zu Polizzennummer 1-840.221.7", {"policy_numbers": ("1-840.221.7",)}),
    ("This replaces policy AC 40-2218-6 of last year", {"policy_numbers": None}),
    ("Límite póliza 20.000 €", {"policy_numbers": None}),
    ("Line\tInsurer\tPolicy no.\tLimit\nCyber, any one claim\tMarl Insurance SE (lead, 60%)\tNS/CY/0911\t4,000,000\n"
     "Umbrella\tKestrel Mutual\tAX 55-0031\t9,000,000",
     {"coverages": ("Cyber", "Umbrella"), "insurers": ("Marl Insurance SE", "Kestrel Mutual"),
      "policy_numbers": ("NS/CY/0911", "AX 55-0031")}),
    ("Versicherer: Moor Versicherung SE, Köln (führend, 60 %); Delta Insurance Europe SA (40 %)",
     {"insurers": ("Moor Versicherung SE", "Delta Insurance Europe SA")}),
    ("Verzekeraar Aandeel\nLinde Schade N.V. 70 %\nHelm Schade N.V. 30 %",
     {"insurers": ("Linde Schade N.V.", "Helm Schade N.V.")}),
    ("INSURER A\nPalm Indemnity Company\nINSURER B\nOgle Surplus Lines Insurance Company",
     {"insurers": ("Palm Indemnity Company", "Ogle Surplus Lines Insurance Company")}),
    ("INSURER B: Wasp Mutual Fire Insurance\nCo\nNAIC # 21833", {"insurers": ("Wasp Mutual Fire Insurance Co",)}),
    ("Cover is placed with Certain Underwriters at Lloyd's (Syndicate 0771).",
     {"insurers": ("Certain Underwriters at Lloyd's (Syndicate 0771)",)}),
    ("For Pennon Fleet Insurance Company Limited, Authorised Insurer",
     {"insurers": ("Pennon Fleet Insurance Company Limited",)}),
    ("引受：あおぞら損害保険株式会社（幹事、70％）、南風海上火災保険株式会社（30％）",
     {"insurers": ("あおぞら損害保険株式会社", "南風海上火災保険株式会社")}),
    ("RE: Perch Steel Fabrications Ltd., Mullen", {"insured": "Perch Steel Fabrications Ltd."}),
    ("Confirmation of insurance: Alder Analytics Ltd", {"insured": "Alder Analytics Ltd"}),
    ("Estipulante/Segurado\nLocadora Trilho S.A.", {"insured": "Locadora Trilho S.A."}),
    ("Nous avons placé pour le compte de notre client Labo Sambre SA une police", {"insured": "Labo Sambre SA"}),
    ("Holder\nEastgate Hospital System\n12 Elm Plaza", {"holder": "Eastgate Hospital System"}),
    ("Certificate holder: Chat County Hospital Authority, PO Box 88, Savona",
     {"holder": "Chat County Hospital Authority"}),
    ("se expide para su presentación ante Autoridad Portuaria de Lindes", {"holder": "Autoridad Portuaria de Lindes"}),
    ("Zur Vorlage bei Auftraggebern\nVersicherungsschein-Nr. 1234-5", {"holder": None}),
    ("Memorandum reference\nMOI-CA-118244", {"certificate_number": "MOI-CA-118244"}),
    ("Unique Market Reference    B1234CYB26A099", {"policy_numbers": ("B1234CYB26A099",)}),
    ("Class | Insurer | Policy number | Limit\nMarine cargo | North Mull Insurance SE | NM-C-119 | £250,000",
     {"insurers": ("North Mull Insurance SE",), "policy_numbers": ("NM-C-119",)}),
    ("Rubriek     Verzekeraar             Polisnummer   Verzekerd bedrag\n"
     "Cyber       Zee Assurantie N.V.     C-10.44.814   € 1.000.000", {"policy_numbers": ("C-10.44.814",)}),
    ("Vertragsnummer Laufzeit\nHV-2210-7799 01.07.2026 - 30.06.2027", {"policy_numbers": ("HV-2210-7799",)}),
    ("Contraente: Comune di Pietra\nAssicurato: Il Girasole Soc. Coop.", {"insured": "Il Girasole Soc. Coop."}),
    ("Wir bescheinigen der Firma Kran Lehner GmbH, dass Deckung besteht", {"insured": "Kran Lehner GmbH"}),
    ("All policies are due for renewal on 30 September 2027.", {"expiry_date": "2027-09-30"}),
    ("Afgegeven te Utrecht op 12 maart 2026\nIngangsdatum 15 maart 2026", {"document_date": "2026-03-12"}),
    ("Limit of Liability: AOA Rs. 9 crore\nPolicy Type: Professional Indemnity",
     {"limit_professional": 90_000_000, "limit_general_liability": None}),
    ("Umbrella liability: $4,000,000", {"limit_umbrella": 4_000_000}),
    ("Verzekerde: Installateur Kramer & Zn. B.V., Havenstraat 3, Sneek\nOpdrachtgever: Wetterskip Oost",
     {"insured": "Installateur Kramer & Zn. B.V.", "holder": "Wetterskip Oost"}),
    ("Polizza n. 0311/62/7781\nLa polizza sostituisce la n. 0311/62/5520.", {"policy_numbers": ("0311/62/7781",)}),
    ("Versicherungsschein-Nr. HV 30-7781\nDer bis 2025 geltende Vertrag HV 30-5510 wurde abgelöst.",
     {"policy_numbers": ("HV 30-7781",)}),
    ("Póliza RCG-77-02\nPóliza anterior\nRCG-77-01", {"policy_numbers": ("RCG-77-02",)}),
    ("POLICY..............: CYB000881\nThe policy CYB000700 was replaced.", {"policy_numbers": ("CYB000881",)}),
    ("Vermögensschaden-Haftpflichtversicherung für Beratung, Nr. V-55-330-8\n"
     "Betriebs-Haftpflichtversicherung, Nr. B-55-330-9", {"policy_numbers": ("V-55-330-8", "B-55-330-9")}),
    ("Sparte\tVersicherer\tSchein-Nr.\nBetriebshaftpflicht\tHarzer Versicherung AG\tH 771.204-03\n"
     "Kfz-Haftpflicht\tMainufer Versicherung AG\tKF-2231-90",
     {"policy_numbers": ("H 771.204-03", "KF-2231-90"),
      "insurers": ("Harzer Versicherung AG", "Mainufer Versicherung AG")}),
    ("Genre d'assurance\tAssureur\tN° de police\nResponsabilité civile générale\tPromutuelle du Lac\tCGL-8812",
     {"policy_numbers": ("CGL-8812",)}),
    ("Type of insurance\tInsurer and policy number\nCommercial general liability\tGrand Insurance Canada CGL-5510",
     {"insurers": ("Grand Insurance Canada",), "policy_numbers": ("CGL-5510",)}),
    ("Policy number\n19 September 2025", {"policy_numbers": None}),
    ("Assureurs (coassurance)\tVauclair Risques SA (apériteur, 60 %) ; Réassurances du Midi (40 %)",
     {"insurers": ("Vauclair Risques SA", "Réassurances du Midi")}),
    ("Riscos Cibernéticos\nSeguradora Norte Seguros S.A.\nD&O\nSeguradora Sul Seguros S.A.",
     {"insurers": ("Norte Seguros S.A.", "Sul Seguros S.A.")}),
    ("The insurer is Wren Insurance plc under policy WF/3391. It is underwritten by Carr Insurance Limited.",
     {"insurers": ("Wren Insurance plc", "Carr Insurance Limited")}),
    ("INSURER\nSouth General Insurance Limited (AFSL 000111), through its agent Jacaranda Agencies Pty Ltd",
     {"insurers": ("South General Insurance Limited",)}),
    ("Fern Motor Policies at Lloyd's, Authorised Insurer", {"insurers": ("Fern Motor Policies",)}),
    ("Date of expiry of insurance 23:59 hours, 16/12/2027\nDone 25/11/2026", {"expiry_date": "2027-12-16"}),
    ("Persona assicurata Studio Verbano S.r.l., Via Varenna 9", {"insured": "Studio Verbano S.r.l."}),
    ("Insured: Protea Stores (Pty) Ltd (reg. 2014/000111/07)", {"insured": "Protea Stores (Pty) Ltd"}),
    ("Name of the Insured M/s Kaveri Services Private Limited", {"insured": "Kaveri Services Private Limited"}),
    ("The named insured on both policies is Nimbrel Analytics, Inc.", {"insured": "Nimbrel Analytics, Inc."}),
    ("Hellweg Systeme GmbH\nAm Bahnhof 3\nWir bestätigen, dass für Ihr Unternehmen eine Haftpflicht besteht.",
     {"insured": "Hellweg Systeme GmbH"}),
    ("Contraente è Associazione Periti del Piemonte S.r.l., che non risulta assicurata.", {"insured": None}),
    ("Harzer Versicherungs-AG, Magdeburg, den 18.12.2025", {"insurers": ("Harzer Versicherungs-AG",)}),
    ("Professional Liability - Policy BSI-PL-55019 - $3M per claim / $5M aggregate", {"limit_professional": 3_000_000}),
    ("RC Professionnelle 1 500 000 € par année d'assurance\nRC Exploitation - corporels 8 000 000 € par sinistre\n"
     "RC Exploitation - matériels 1 200 000 € par sinistre",
     {"limit_professional": 1_500_000, "limit_general_liability": None, "limit_general_liability_aggregate": None}),
]  # fmt: skip


def test_liability_of_vehicles_is_no_general_one() -> None:
    text = "PÓLIZA DE AUTOMÓVILES - FLOTILLA\nResponsabilidad civil por daños a terceros 4.000.000 €\n"
    found = extract(
        reading_of(text), document_type="certificate_of_insurance", validity=ValidityRules(), today=TODAY
    ).facts
    limits = {fact.key: fact.value for fact in found if fact.key.startswith("limit_")}
    assert limits == {"limit_automobile": 4_000_000}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_papers_of_insurance_name_is_whole_or_left_out(text: str, expected: dict[str, object]) -> None:
    reading = dataclasses.replace(reading_of(f"Certificate of insurance\n{text}\n"), language=None)
    found = extract(reading, document_type="certificate_of_insurance", validity=ValidityRules(), today=TODAY)
    values = {fact.key: fact.value for fact in found.facts}
    assert {key: values.get(key) for key in expected} == expected
