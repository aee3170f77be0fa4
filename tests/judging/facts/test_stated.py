"""What documents in other languages than English state is found, and what they deny or say of others is not.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there.
"""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import TODAY, reading_of

ISO = "iso_27001_certificate"
POLICY = "information_security_policy"
PENTEST = "penetration_test_report"
CONTRACT = "commercial_contract"
DPA = "data_processing_agreement"
INSURANCE = "certificate_of_insurance"
ACCOUNTS = "financial_statements"

Row = tuple[str, str, dict[str, object]]

GERMAN: list[Row] = [
    (
        ISO,
        "ZERTIFIKAT\nZertifikat-Registrier-Nr. Z-2290\nErstzertifizierung 01.02.2019\nGültig ab 01.02.2025\n"
        "Gültig bis 31.01.2028\nGeltungsbereich Betrieb von Lagern und\nVersandzentren\nStandort Ulm\n"
        "Ausgestellt durch Eichprüf Zert GmbH",
        {
            "certificate_number": "Z-2290",
            "issue_date": "2025-02-01",
            "expiry_date": "2028-01-31",
            "scope": "Betrieb von Lagern und Versandzentren",
            "issuer": "Eichprüf Zert GmbH",
        },
    ),
    (ISO, "Zertifikat\nFrühere Fassung gültig bis 31.01.2025\n", {"expiry_date": None}),
    (
        POLICY,
        "Kryptokonzept\nVerabschiedet vom Vorstand am 4. Mai 2026. Gilt ab 1. Juni 2026. "
        "Die nächste Überprüfung erfolgt spätestens am 4. Mai 2027.\n",
        {
            "title": "Kryptokonzept",
            "approval_date": "2026-05-04",
            "effective_date": "2026-06-01",
            "next_review_date": "2027-05-04",
        },
    ),
    (
        "caiq_questionnaire",
        "Fragebogen\nAusgefüllt von: Ada Quill\nAnsprechpartner: Ben Moss\nAusfülldatum: 4. Mai 2026\n",
        {"completed_by": "Ada Quill", "completed_on": "2026-05-04"},
    ),
    (POLICY, "Leitlinie\nDer Entwurf wurde nicht verabschiedet am 4. Mai 2026.\n", {"approval_date": None}),
    (POLICY, "Leitlinie\nErsetzt die am 4. Mai 2024 verabschiedete Fassung.\n", {"approval_date": None}),
    (
        PENTEST,
        "Penetrationstest Lagerportal\nDurchgeführt von Wolfsmoor Security GmbH\nDie Tests fanden vom 2. bis 13. März "
        "2026 statt.\nEine kritische, zwei hohe und vier mittlere Schwachstellen wurden gefunden.\n"
        "Der Nachtest am 20. März 2026 ergab, dass alle behoben sind.\n",
        {
            "tester": "Wolfsmoor Security GmbH",
            "target": "Lagerportal",
            "test_start": "2026-03-02",
            "test_end": "2026-03-13",
            "findings_critical": 1,
            "findings_high": 2,
            "findings_medium": 4,
            "retest_date": "2026-03-20",
        },
    ),
    (PENTEST, "Bericht\nEin Nachtest wurde nicht durchgeführt.\n", {"retest": False}),
    (PENTEST, "Bericht\nEin Nachtest der Befunde wird empfohlen.\n", {"retest": None}),
    (PENTEST, "Bericht\nPrüfzeitraum: entfällt\nDurchgeführt von: entfällt\n", {"tester": None, "test_start": None}),
    (
        DPA,
        "Vertrag\nzwischen\nUlmen Handel AG, Ulm\nund\nRotbach Hosting GmbH, Bonn\n§ 1 Der Vertrag tritt am "
        "1. Mai 2026 "
        "in Kraft und hat eine Laufzeit von zwei Jahren. Er kann mit einer Frist von drei Monaten gekündigt werden.\n"
        "§ 2 Verletzungen werden binnen 24 Stunden gemeldet. § 3 Es gilt deutsches Recht.\n",
        {
            "parties": ("Ulmen Handel AG", "Rotbach Hosting GmbH"),
            "effective_date": "2026-05-01",
            "initial_term": "2 years",
            "termination_notice": "3 months",
            "breach_notification": "24 hours",
            "governing_law": "deutsches Recht",
        },
    ),
    (
        CONTRACT,
        "Vertrag\nDie Vereinbarung beginnt am 1. Oktober 2026 und wird auf 24 Monate fest geschlossen. Das Recht zur "
        "außerordentlichen Kündigung aus wichtigem Grund mit einer Frist von 14 Tagen bleibt unberührt.\n",
        {"effective_date": "2026-10-01", "initial_term": "24 months", "termination_notice": None},
    ),
    (
        PENTEST,
        "Bericht\nIn 2025 wurden noch vier hohe Schwachstellen gefunden. Heute wurden keine kritischen, eine hohe und "
        "zwei mittlere Schwachstellen gefunden.\n",
        {"findings_critical": 0, "findings_high": 1, "findings_medium": 2},
    ),
    (CONTRACT, "Vertrag\nDie Laufzeit der Garantie beträgt drei Jahre.\n", {"initial_term": None}),
    (
        ACCOUNTS,
        "Jahresabschluss\nGewinn- und Verlustrechnung (in TEUR)\n2025 2024\nUmsatzerlöse 48.219 45.002\n"
        "Jahresfehlbetrag (1.904) (511)\n",
        {"revenue": 48_219_000, "net_income": -1_904_000, "currency": "EUR"},
    ),
    (
        INSURANCE,
        "Versicherungsbestätigung\nVersicherungsnehmer Ulmen Handel AG\nVersicherer Nordsee Versicherung AG\n"
        "Beginn 01.01.2026\nAblauf 31.12.2026\nDeckung je Versicherungsfall je Versicherungsjahr\n"
        "Betriebshaftpflicht 3.000.000 EUR 6.000.000 EUR\n",
        {
            "insured": "Ulmen Handel AG",
            "insurers": ("Nordsee Versicherung AG",),
            "limit_general_liability": 3_000_000,
            "limit_general_liability_aggregate": 6_000_000,
            "expiry_date": "2026-12-31",
        },
    ),
]
FRENCH: list[Row] = [
    (
        ISO,
        "CERTIFICAT\nN° 8812-C\nVosges Certification SAS certifie que le système de management de\nCHARMILLE SAS\n"
        "Date de première certification Date d'effet Date d'expiration\n02/02/2020 02/02/2026 01/02/2029\n",
        {
            "certificate_number": "8812-C",
            "issuer": "Vosges Certification SAS",
            "holder": "CHARMILLE SAS",
            "issue_date": "2026-02-02",
            "expiry_date": "2029-02-01",
        },
    ),
    (
        POLICY,
        "Politique de gestion des accès\nPropriétaire Directrice technique\nAdoptée par le comité le 6 mars 2026\n"
        "Entrée en vigueur : 1er avril 2026\nProchaine revue prévue le 6 mars 2027\n",
        {
            "title": "Politique de gestion des accès",
            "owner": "Directrice technique",
            "approval_date": "2026-03-06",
            "effective_date": "2026-04-01",
            "next_review_date": "2027-03-06",
        },
    ),
    (
        POLICY,
        "Charte\nPropriétaire : néant\nProchaine révision : à définir\n",
        {"owner": None, "next_review_date": None},
    ),
    (POLICY, "Charte\nVersion précédente approuvée le 6 mars 2024\n", {"approval_date": None}),
    (
        PENTEST,
        "Rapport\nRéalisé par Hérisson Sécurité SARL\nLes tests se sont déroulés du 4 au 15 mai 2026.\n"
        "L'audit a révélé 1 vulnérabilité critique, 2 vulnérabilités élevées et 3 moyennes.\n"
        "Un contre-audit réalisé le 22 mai 2026 a vérifié les corrections.\n",
        {
            "tester": "Hérisson Sécurité SARL",
            "test_start": "2026-05-04",
            "test_end": "2026-05-15",
            "findings_critical": 1,
            "findings_high": 2,
            "findings_medium": 3,
            "retest": True,
            "retest_date": "2026-05-22",
        },
    ),
    (PENTEST, "Rapport\nAucun contre-audit n'a été réalisé.\n", {"retest": False}),
    (PENTEST, "Rapport\nL'audit précédent, du 4 au 15 mai 2024, avait couvert les tests.\n", {"test_start": None}),
    (
        DPA,
        "Accord\nENTRE LES SOUSSIGNÉS :\nCharmille SAS, Lyon,\nET\nRuisseau Cloud SARL, Metz.\nArticle 1 Il entre en "
        "vigueur le 1er mai 2026 pour une durée de deux ans, renouvelable par tacite reconduction pour des périodes "
        "d'un an, moyennant un préavis de soixante jours. Le contrat est soumis au droit belge. Toute violation de "
        "données est notifiée dans les 36 heures.\n",
        {
            "parties": ("Charmille SAS", "Ruisseau Cloud SARL"),
            "effective_date": "2026-05-01",
            "renewal": "1 year",
            "termination_notice": "60 days",
            "governing_law": "droit belge",
            "breach_notification": "36 hours",
        },
    ),
    (
        "certificate_of_incorporation",
        "Extrait Kbis\nImmatriculation au RCS, numéro 801 223 904 R.C.S. Metz\nDénomination : Charmille SAS\n",
        {"registration_number": "801 223 904", "company_name": "Charmille SAS"},
    ),
    (
        "certificate_of_incorporation",
        "Visura di una società del registro delle imprese\nData di costituzione: 12/06/2019\n",
        {"incorporation_date": "2019-06-12", "document_date": None},  # an extract is made later
    ),
    (
        "certificate_of_incorporation",
        "Extrait Kbis\nNuméro SIREN 801 22 39\nDénomination : Charmille SAS\n",
        {"registration_number": None},
    ),
    (
        "soc2_type2_auditor_report",
        "Rapport SOC 2 de type 2\nLe prestataire est exclu selon la méthode d'exclusion.\n",
        {"subservice_method": "carve-out"},
    ),
    (CONTRACT, "Contrat\nLe contrat n'est pas régi par le droit belge.\n", {"governing_law": None}),
    (
        ACCOUNTS,
        "Comptes annuels\nExercice clos le 30 juin 2025\nCompte de résultat (en milliers d'euros)\n2025 2024\n"
        "Chiffre d'affaires 62 418 58 002\nRésultat net 2 377 1 904\n",
        {"period_end": "2025-06-30", "revenue": 62_418_000, "net_income": 2_377_000, "currency": "EUR"},
    ),
]
SPANISH: list[Row] = [
    (
        ISO,
        "Certificado\nNúmero de certificado: SG-118/25\nAndévalo Certificación, S.A. certifica que la organización\n"
        "Jara Sistemas, S.L.\nAlcance: Soporte de aplicaciones.\nPrimera emisión 2020-01-09\nFecha de emisión "
        "2026-01-08\nVálido hasta 2029-01-08\n",
        {
            "certificate_number": "SG-118/25",
            "issuer": "Andévalo Certificación, S.A.",
            "holder": "Jara Sistemas, S.L.",
            "scope": "Soporte de aplicaciones",
            "issue_date": "2026-01-08",
            "expiry_date": "2029-01-08",
        },
    ),
    (
        POLICY,
        "Política de cifrado\nResponsable Jefa de Seguridad\nAprobada por la Dirección el 9 de enero de 2026\n"
        "En vigor desde el 1 de febrero de 2026\nPróxima revisión: 9 de enero de 2027\n",
        {
            "title": "Política de cifrado",
            "owner": "Jefa de Seguridad",
            "approval_date": "2026-01-09",
            "effective_date": "2026-02-01",
            "next_review_date": "2027-01-09",
        },
    ),
    (POLICY, "Política\nPropietario: no aplica\nAprobada: por definir\n", {"owner": None, "approval_date": None}),
    (POLICY, "Política\nSustituye a la aprobada el 9 de enero de 2024.\n", {"approval_date": None}),
    (
        PENTEST,
        "Informe\nRealizado por Garduña Ciberseguridad, S.L.\nPruebas realizadas entre el 8 y el 19 de junio de 2026.\n"
        "Se identificaron 7 vulnerabilidades: ninguna crítica, dos altas, una media y cuatro bajas.\n",
        {
            "tester": "Garduña Ciberseguridad, S.L.",
            "test_start": "2026-06-08",
            "test_end": "2026-06-19",
            "findings_critical": 0,
            "findings_high": 2,
            "findings_medium": 1,
            "findings_low": 4,
            "findings_total": 7,
        },
    ),
    (PENTEST, "Informe\nQuedan sin corregir: ninguna vulnerabilidad crítica.\n", {"findings_critical": None}),
    (
        CONTRACT,
        "Contrato\nREUNIDOS\nDe una parte, Jara Sistemas, S.L. (el «Proveedor»). De otra parte, Brezo Textil, S.A. (el "
        "«Cliente»).\nCLÁUSULAS\nEl contrato entrará en vigor el 1 de mayo de 2026 y tendrá una duración de tres años. "
        "Puede resolverse con un preaviso de dos meses. La responsabilidad total no excederá de 90.000 euros. Se rige "
        "por la legislación española.\n",
        {
            "parties": ("Jara Sistemas, S.L.", "Brezo Textil, S.A."),
            "effective_date": "2026-05-01",
            "initial_term": "3 years",
            "termination_notice": "2 months",
            "liability_cap_amount": 90_000,
            "governing_law": "legislación española",
        },
    ),
    (
        CONTRACT,
        "Contrato\nVigencia: un (1) año desde el 15 de mayo de 2026.\n",
        {"initial_term": "1 year", "effective_date": "2026-05-15"},
    ),
    (CONTRACT, "Contrato\nEn caso de incumplimiento, preaviso de dos meses.\n", {"termination_notice": None}),
    (CONTRACT, "Contrato\nLos datos se conservan por un plazo de tres años.\n", {"initial_term": None}),
]
ITALIAN: list[Row] = [
    (
        ISO,
        "CERTIFICATO n. 22-A-0917\nMonviso Cert S.r.l. certifica che il sistema di gestione di\nLarice S.p.A.\n"
        "Campo di applicazione: erogazione di servizi di calcolo\nData prima emissione Data emissione corrente Data di "
        "scadenza\n10/03/2021 09/03/2024 08/03/2027\n",
        {
            "certificate_number": "22-A-0917",
            "issuer": "Monviso Cert S.r.l.",
            "holder": "Larice S.p.A.",
            "scope": "erogazione di servizi di calcolo",
            "issue_date": "2024-03-09",
            "expiry_date": "2027-03-08",
        },
    ),
    (
        POLICY,
        "Procedura di gestione degli accessi\nResponsabile del documento Direttore Sistemi\nData di approvazione 14 "
        "gennaio 2026\nIn vigore dal 20 gennaio 2026\nProssimo riesame 14 gennaio 2027\n",
        {
            "title": "Procedura di gestione degli accessi",
            "owner": "Direttore Sistemi",
            "approval_date": "2026-01-14",
            "effective_date": "2026-01-20",
            "next_review_date": "2027-01-14",
        },
    ),
    (POLICY, "Piano\nResponsabile: nessuno\nProssima revisione: da definire\n", {"owner": None}),
    (
        PENTEST,
        "Rapporto\nEseguito da Faina Sicurezza S.r.l.\nPeriodo di esecuzione: dal 7 al 18 settembre 2025\n"
        "Sono state rilevate 1 vulnerabilità alta, 2 medie e 4 basse.\n",
        {
            "tester": "Faina Sicurezza S.r.l.",
            "test_start": "2025-09-07",
            "test_end": "2025-09-18",
            "findings_high": 1,
            "findings_medium": 2,
            "findings_low": 4,
        },
    ),
    (
        DPA,
        "Accordo\nTra\nLarice S.p.A., Torino\ne\nPino Cloud S.r.l., Cuneo\nArt. 1 L'accordo entra in vigore "
        "il 1° aprile "
        "2026 e ha durata di due anni; si rinnova tacitamente per periodi di un anno, salvo disdetta con preavviso di "
        "novanta giorni. Ogni violazione dei dati è comunicata entro 24 ore. L'accordo è regolato dalla legge "
        "italiana.\n",
        {
            "parties": ("Larice S.p.A.", "Pino Cloud S.r.l."),
            "effective_date": "2026-04-01",
            "initial_term": "2 years",
            "renewal": "1 year",
            "termination_notice": "90 days",
            "breach_notification": "24 hours",
            "governing_law": "legge italiana",
        },
    ),
    (CONTRACT, "Contratto\nLa garanzia ha durata di due anni.\n", {"initial_term": None}),
    (
        INSURANCE,
        "Certificato di assicurazione\nSi attesta che la società Larice S.p.A. è assicurata\nCompagnia Sirio "
        "Assicurazioni S.p.A.\nDecorrenza 31/12/2025\nScadenza 31/12/2026\nMilano, 8 gennaio 2026\n",
        {"insured": "Larice S.p.A.", "expiry_date": "2026-12-31", "document_date": "2026-01-08"},
    ),
]
DUTCH: list[Row] = [
    (
        ISO,
        "CERTIFICAAT\nCertificaatnummer: DK-118\nHavencert B.V. verklaart dat het managementsysteem van\nGrutto B.V.\n"
        "voldoet aan NEN-EN-ISO/IEC 27001:2023\nDatum eerste uitgifte 4 mei 2019\nDatum van uitgifte 3 mei 2025\n"
        "Geldig tot 2 mei 2028\n",
        {
            "certificate_number": "DK-118",
            "issuer": "Havencert B.V.",
            "holder": "Grutto B.V.",
            "standard": "ISO/IEC 27001",
            "issue_date": "2025-05-03",
            "expiry_date": "2028-05-02",
        },
    ),
    (
        POLICY,
        "Wachtwoordbeleid\nVersie Eigenaar Datum vaststelling Ingangsdatum Volgende evaluatie\n"
        "2.0 Manager ICT 10 februari 2026 1 maart 2026 10 februari 2028\n",
        {
            "title": "Wachtwoordbeleid",
            "version": "2.0",
            "owner": "Manager ICT",
            "approval_date": "2026-02-10",
            "effective_date": "2026-03-01",
            "next_review_date": "2028-02-10",
        },
    ),
    (
        POLICY,
        "Beleid\nVersie Datum\n1.0 3 mei 2024\n2.0 3 mei 2026\n",
        {"version": "2.0", "document_date": "2026-05-03"},
    ),
    (POLICY, "Beleid\nEigenaar: n.v.t.\nVastgesteld: niet van toepassing\n", {"owner": None, "approval_date": None}),
    (
        PENTEST,
        "Penetratietest klantportaal\nUitgevoerd door: Otter Onderzoek B.V.\nTestperiode: 9 maart 2026 t/m 20 maart "
        "2026\nErnst Aantal\nKritiek 0\nHoog 1\nGemiddeld 4\nLaag 6\nBij de hertest op 17 april 2026 bleek alles "
        "opgelost.\n",
        {
            "tester": "Otter Onderzoek B.V.",
            "test_start": "2026-03-09",
            "test_end": "2026-03-20",
            "findings_critical": 0,
            "findings_high": 1,
            "findings_medium": 4,
            "findings_low": 6,
            "retest": True,
            "retest_date": "2026-04-17",
        },
    ),
    (PENTEST, "Rapport\nEr is geen hertest uitgevoerd.\n", {"retest": False}),
    (
        CONTRACT,
        "Overeenkomst\nDe ondergetekenden:\n1. Grutto B.V., te Sneek;\nen\n2. Reiger N.V., te Goes;\nArtikel 1 Deze "
        "overeenkomst gaat in op 1 april 2026 en wordt aangegaan voor een periode van twee jaar. Zij wordt "
        "stilzwijgend "
        "verlengd met telkens één jaar, tenzij een partij opzegt met inachtneming van een opzegtermijn van drie "
        "maanden. De aansprakelijkheid is beperkt tot € 250.000. Nederlands recht is van toepassing.\n",
        {
            "parties": ("Grutto B.V.", "Reiger N.V."),
            "effective_date": "2026-04-01",
            "initial_term": "2 years",
            "renewal": "1 year",
            "termination_notice": "3 months",
            "liability_cap_amount": 250_000,
        },
    ),
    (
        CONTRACT,
        "Overeenkomst\nDe overeenkomst wordt niet stilzwijgend verlengd.\n",
        {"renewal": "De overeenkomst wordt niet stilzwijgend verlengd"},
    ),
]
PORTUGUESE: list[Row] = [
    (
        ISO,
        "Certificado nº SG-118\nA Minho Certificação, S.A. certifica que a organização\nUrze Sistemas, Lda.\n"
        "Âmbito: Alojamento de aplicações\nData de emissão: 15 de abril de 2025\nVálido até: 14 de abril de 2028\n",
        {
            "issuer": "Minho Certificação, S.A.",
            "holder": "Urze Sistemas, Lda.",
            "scope": "Alojamento de aplicações",
            "issue_date": "2025-04-15",
            "expiry_date": "2028-04-14",
        },
    ),
    (
        POLICY,
        "Política de Acessos\nProprietário Diretora de Sistemas\nAprovada pela Administração em 5 de janeiro de 2026\n"
        "Em vigor desde 1 de fevereiro de 2026\nPróxima revisão: 5 de janeiro de 2027\n",
        {
            "owner": "Diretora de Sistemas",
            "approval_date": "2026-01-05",
            "effective_date": "2026-02-01",
            "next_review_date": "2027-01-05",
        },
    ),
    (
        POLICY,
        "Política\nProprietário: não aplicável\nA versão anterior foi aprovada em 5 de janeiro de 2024.\n",
        {"owner": None, "approval_date": None},
    ),
    (
        PENTEST,
        "Relatório\nExecutado por Lontra Segurança, S.A.\nPeríodo dos testes 03/08/2025 a 14/08/2025\nForam "
        "identificadas 6 vulnerabilidades: 1 crítica, 1 alta, 2 médias e 2 baixas.\n",
        {
            "tester": "Lontra Segurança, S.A.",
            "test_start": "2025-08-03",
            "test_end": "2025-08-14",
            "findings_critical": 1,
            "findings_high": 1,
            "findings_medium": 2,
            "findings_low": 2,
            "findings_total": 6,
        },
    ),
    (
        CONTRACT,
        "Contrato\nEntre:\nUrze Sistemas, Lda., em Braga;\ne\nGiesta Comércio, S.A., em Faro;\nCláusula 1.ª O contrato "
        "entra em vigor em 1 de maio de 2026 e tem a duração de dois anos, renovando-se automaticamente por "
        "períodos de "
        "um ano, salvo denúncia com a antecedência mínima de 90 dias. A responsabilidade não excederá 100.000 euros. "
        "Rege-se pela lei portuguesa.\n",
        {
            "parties": ("Urze Sistemas, Lda.", "Giesta Comércio, S.A."),
            "effective_date": "2026-05-01",
            "initial_term": "2 years",
            "renewal": "1 year",
            "termination_notice": "90 days",
            "liability_cap_amount": 100_000,
            "governing_law": "lei portuguesa",
        },
    ),
    (CONTRACT, "Contrato\nDisponibilidade indicativa de 99,5 %.\n", {"uptime_commitment": None}),
    (
        "certificate_of_incorporation",
        "Contrato social\nRazão social: Urze Sistemas, Lda.\nCNPJ: 12.345.678/0001-90\n",
        {"company_name": "Urze Sistemas, Lda.", "registration_number": "12.345.678/0001-90"},
    ),
]
RECOVERY: list[Row] = [
    (
        "business_continuity_test_report",
        "Verslag uitwijktest\nTestdatum 18 april 2026\nVerslagdatum 6 mei 2026\nResultaat Geslaagd\n",
        {"test_start": "2026-04-18", "test_end": "2026-04-18", "result": "Geslaagd", "expires_on": "2027-04-18"},
    ),
    (
        "business_continuity_test_report",
        "Verslag uitwijktest\nTestdatum 18 april 2026\nResultaat nog te bepalen\n",
        {"result": None},
    ),
]
JAPANESE: list[Row] = [
    (
        ISO,
        "登録証\n登録組織 霧島電算株式会社\n登録範囲 予約システムの開発\n有効期限 2029年6月11日\n登録更新日 "
        "2026年6月12日\n",
        {"holder": "霧島電算株式会社", "scope": "予約システムの開発", "expiry_date": "2029-06-11"},
    ),
]


ROWS = {
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "nl": [*DUTCH, *RECOVERY],
    "pt": PORTUGUESE,
    "ja": JAPANESE,
}


@pytest.mark.parametrize(
    ("language", "document_type", "text", "expected"),
    [(language, *row) for language, rows in ROWS.items() for row in rows],
)
def test_facts_in_other_languages_are_as_the_document_says(
    language: str, document_type: str, text: str, expected: dict[str, object]
) -> None:
    reading = dataclasses.replace(reading_of(text), language=language)
    found = extract(reading, document_type=document_type, validity=ValidityRules(), today=TODAY).facts
    values = {fact.key: fact.value for fact in found}
    assert {key: values.get(key) for key in expected} == expected
