"""Whose facts are looked for in a document of no named type whose title says that it is a report of a test or a
list."""

from __future__ import annotations

import re
from functools import lru_cache

from muniment.judging.facts.view import View

_TITLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "penetration_test_report",
        re.compile(
            r"(?i)\b(?:penetration[ -]?test\w*|pen-?test\w*|red[ -]team\w*|purple team\w*|(?:web )?application "
            r"security test\w*|"
            r"security test(?:ing|s)?|it security (?:test|assessment)|vapt|ethical hacking|sicherheitstest\w*|"
            r"test de sécurité|audit de sécurité (?:applicatif|technique)|pruebas? (?:técnicas? )?de seguridad|test "
            r"di sicurezza|"
            r"beveiligings(?:test|onderzoek)|testes? de segurança|hackertest|"
            r"segmentation (?:penetration )?test\w*|social engineering (?:test|assessment)|phishing (?:and \w+ "
            r")?assessment|"
            r"security code review|re-?test(?:s|ing)? (?:memo|letter|report|results)|remediation (?:status|letter|"
            r"verification)|"
            r"tests? d['’]intrusion|(?:tests?|essais?) de pénétration|essais? d['’]intrusion|"
            r"(?:wireless|physical)(?: and (?:wireless|physical))?(?: security)? assessment|audit technique|"
            r"revue de sécurité du code|contre-(?:audit|visite)|"
            r"pruebas? de (?:intrusión|penetración)|test de intrusión|hacking ético|verificación de correcciones|"
            r"test di (?:penetrazione|intrusione)|verifica delle correzioni|penetratietest|pentestrapport\w*|"
            r"testes? de (?:intrusão|invasão|penetração)|reteste|penetrationstests?|sicherheitsüberprüfung|nachtest)|"
            r"侵入テスト|ペネトレーションテスト|脆弱性診断|再診断"
        ),
    ),
    (
        "vulnerability_scan_report",
        re.compile(
            r"(?i)\b(?:vulnerability (?:scan\w*|summary)|scan (?:report|results?|summary)|(?:perimeter|network|"
            r"external|internal|"
            r"asv|infrastructure|web|pci) scan\b|(?:perimeter|netzwerk|asv)-?scan\b|"
            r"attestation of scan compliance|schwachstellenscan\w*|"
            r"vulnerability (?:assessment|status|report|management (?:dashboard|report))|schwachstellen(?:bericht|"
            r"analyse|report)|"
            r"(?:analyse|diagnostic|rapport) (?:de|des) vulnérabilités|rapport de scan|(?:informe|reporte|análisis) "
            r"(?:\w+ )?de "
            r"vulnerabilidades|(?:analisi|report|rapporto) (?:delle )?vulnerabilità|kwetsbaarheden(?:rapport|"
            r"analyse)\w*|scanrapport|"
            r"(?:análise|relatório) de vulnerabilidades|(?:scan|balayage) de vulnérabilités|escaneo de "
            r"vulnerabilidades|scansione (?:delle |di )?vulnerabilità|"
            r"kwetsbaarhedenscan|varredura de vulnerabilidades|scan(?:ergebnis|bericht)\w*|(?:schwachstellen|"
            r"vulnerability)-scan\w*|"
            r"résultats? (?:de|du) (?:scan|balayage)|(?:informe|resultado)s? (?:de|del) escaneo|(?:rapporto|"
            r"esito) (?:di|della) "
            r"scansione|scanresultaten|(?:relatório|resultado)s? (?:de|da|do) (?:varredura|scan))|"
            r"脆弱性スキャン|スキャン結果"
        ),
    ),
    (
        "business_continuity_test_report",
        re.compile(
            r"(?i)\b(?:disaster recovery (?:test|exercise|drill)|(?:business )?continuity (?:test|exercise)|"
            r"failover test|"
            r"(?:dr|bcp|recovery|restore|restoration|backup recovery|failover) (?:test|exercise|drill)\w*|"
            r"table-?top exercise|"
            r"(?:cris[ie]s|cyber|emergency|incident) (?:\w+ )?(?:exercise|simulation)|after[- ]action report|"
            r"(?:krisensimulation|notfallprobe|rücksicherungsprobe|umschalttest|planspiel)\w*|"
            r"(?:exercice|simulation|test|essai) de (?:gestion de )?(?:crise|bascule|secours|restauration|reprise)|"
            r"compte[- ]rendu d['’]exercice|rapport d['’]exercice|exercice de (?:table|simulation)|"
            r"(?:simulacro|ejercicio|prueba) de (?:crisis|contingencia\w*|recuperación|restauración|conmutación|mesa)|"
            r"esercitazione (?:tabletop|di (?:crisi|continuità|ripristino))|simulazione di crisi|"
            r"prova di (?:recupero|commutazione|ripristino)|(?:uitwijk|herstel|tabletop-?)oefening|crisissimulatie|"
            r"(?:exercício|ensaio|teste|simulação) de (?:crise|recuperação|contingência|reposição|comutação|mesa)|"
            r"(?:krisen|stabs|katastrophen)\w*übung|wiederherstellungstest|rücksicherungstest|"
            r"test de (?:restauration|reprise|continuité)|ejercicio de (?:crisis|continuidad)|esercitazione di "
            r"(?:crisi|continuità)|"
            r"prova di (?:ripristino|continuità)|(?:crisis|calamiteiten)oefening|herstel(?:test|proef)|restoretest|"
            r"exercício de (?:crise|continuidade)|wiederanlauf\w*|notfallübung|notfalltest|exercice de (?:reprise|"
            r"continuité|crise)|exercice pra|test "
            r"du p[rc]a|"
            r"(?:simulacro|prueba) de (?:continuidad|recuperación)|prueba del plan de (?:recuperación|continuidad)|"
            r"prova di disaster recovery|test di (?:continuità|ripristino|recupero)|uitwijktest|"
            r"teste de (?:recuperação|continuidade|restauração)|simulacro de (?:desastre|continuidade))|"
            r"復旧(?:訓練|テスト|試験)|"
            r"(?:BCP|事業継続|切替|机上|サイバー)[^\n]{0,12}(?:訓練|演習)"
        ),
    ),
    (
        "subprocessor_list",
        re.compile(
            r"(?i)\b(?:sub-?\s?processors?|unterauftrag(?:nehmer|sverarbeiter)\w*|weiteren? auftragsverarbeiter|"
            r"sous-traitants ultérieurs|sub-?encargados|sub-?responsabili|sub-?verwerkers?|sub-?processadores|"
            r"subcontratantes (?:ulteriores|autorizados)|suboperadores|subunternehmer(?:liste|verzeichnis)|"
            r"subdienstleister|"
            r"(?:liste|registre) (?:de |des |de nos )sous-traitants|sous-traitants (?:autorisés|agréés)|"
            r"altri responsabili|"
            r"sub-?encarregados|sub-?bewerkers|onderaannemers)|再委託先|サブプロセッサ"
        ),
    ),
    (
        "software_bill_of_materials",
        re.compile(
            r"(?i)\b(?:software bill of materials|sbom|software-?stückliste|nomenclature logicielle|lista de "
            r"materia(?:les|is) de "
            r"software|distinta base (?:del )?software|software-?stuklijst)|ソフトウェア部品表"
        ),
    ),
    (
        "security_questionnaire",
        re.compile(
            r"(?i)\b(?:security|vendor|supplier|third[- ]party|due diligence) (?:\w+ )?questionnaire|"
            r"sicherheitsfragebogen|"
            r"lieferantenfragebogen|questionnaire (?:de )?sécurité|questionnaire fournisseur|cuestionario de "
            r"(?:\w+)?seguridad|"
            r"questionario (?:di sicurezza|fornitori)|vragenlijst (?:informatie)?beveiliging|beveiligingsvragenlijst|"
            r"questionário de segurança|セキュリティチェックシート"
        ),
    ),
    (
        "risk_assessment",
        re.compile(
            r"(?i)\b(?:risk register|risk assessment|risikoregister|risikobewertung|registre des risques|(?:analyse|"
            r"évaluation|"
            r"cartographie) des risques|registro de riesgos|evaluación de riesgos|registro dei rischi|valutazione "
            r"dei rischi|"
            r"risicoregister|risicoanalyse|reg[i]str?o de riscos|avaliação de riscos)|リスクアセスメント"
        ),
    ),
    (
        "fedramp_package_document",
        re.compile(
            r"(?i)\b(?:customer responsibility matrix|control implementation summary|responsibility matrix \(crm\)|"
            r"(?:attachment|appendix) [a-z0-9]{1,2} to the authori[sz]ation package)"
        ),
    ),
    (
        "accessibility_conformance_report",
        re.compile(r"(?i)\b(?:accessibility conformance report|voluntary product accessibility template|vpat)"),
    ),
)
_NO_REPORT = re.compile(
    r"(?i)\b(?:propos\w+|pric(?:es?|ing)|brochure|datasheet|services|quot\w+|offer|order|invoice|agreement|contract|"
    r"statement of work|sow|policy|procedure|"
    r"standard|plan|"
    r"template|scope of work|engagement letter|angebot|auftrag(?!sverarbeiter)\w*|rechnung|vertrag\w*|richtlinie|"
    r"konzept|vorlage|"
    r"devis|offre|commande|facture|contrat|politique|procédure|modèle|oferta|presupuesto|pedido|factura|"
    r"contrato|política|"
    r"procedimiento|plantilla|offerta|preventivo|ordine|fattura|contratto|procedura|modello|offerte|opdracht\w*|"
    r"factuur|"
    r"overeenkomst|beleid|sjabloon|proposta|orçamento|encomenda|fatura|procedimento|modelo|webinar|training|"
    r"course|schulung)\b|"
    r"見積|契約|請求|規程|手順|提案"
)
MAX_TITLE_LINES, MAX_TITLE_CHARACTERS = 9, 110


@lru_cache(maxsize=1)  # rows and facts of a document ask for the same
def titled(view: View) -> str | None:
    """The slug of the kind of report that one of the first lines names, where none of them names something else."""
    front = view.front(1)
    lines = [line.text for line in front[0].lines[:MAX_TITLE_LINES]] if front else []
    lines = [line for line in lines if len(line) <= MAX_TITLE_CHARACTERS]
    if any(map(_NO_REPORT.search, lines)):
        return None
    return next((slug for slug, pattern in _TITLES if any(map(pattern.search, lines))), None)
