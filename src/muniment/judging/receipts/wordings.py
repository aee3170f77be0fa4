"""What the quote of a finding must say: wordings by key and value, for checking only."""

from __future__ import annotations

import re

WORDINGS: dict[tuple[str, str], str] = {
    ("opinion", "unqualified"): r"in all material respects|fairly,? (?:presented|stated)|present(?:s|ed)? fairly|"
    r"true and fair view|zu keinen einwendungen|\buneingeschränkte[rn]? |opinion sans réserve|"
    r"opinión (?:favorable|sin salvedades)|"
    r"giudizio senza|goedkeurend|opinião sem|\buneingeschränkt\w*|sans réserve|sin salvedades|senza rilievi|"
    r"sem (?:reserva|ressalva)s?|zonder beperking|opini[óo]n:? favorable|giudizio:? positivo|\bunmodified\b|"
    r"\bunqualified\b|\bclean\b|were effective|"
    r"operated effectively|"
    r"wesentlichen belangen|tatsächlichen verhältnissen|image fidèle|aspects significatifs|imagen fiel|"
    r"aspectos (?:significativos|materiales)|veritiera e corretta|aspetti significativi|getrouw beeld|materieel belang|"
    r"verdadeira e apropriada|aspec?tos (?:materiais|relevantes)|(?:materiële|wezenlijke) opzichten|"
    r"ogni aspetto significativo|égards importants|wesentlichen (?:punkten|aspekten)|"
    r"無限定|(?:全て|すべて)の重要な点において|適正に表示|(?:有効|適切|適正)(?:に|であ)[^。]{0,60}(?:認め|結論|意見)",
    ("opinion", "qualified"): r"except for|except that|\bqualified\b|(?<!un)eingeschränkte[sr]?\b|"
    r"avec réserve|con salvedad|con rilievi|con eccezioni|met beperking|com (?:reserva|ressalva)|"
    r"mit ausnahme|uitgezonderd|behalve|à l['’]exception|sous réserve|\bexcept[ou]\b|\bsalvo\b|a excepción|"
    r"con excepción|"
    r"ad eccezione|fatta eccezione|\btranne\b|\bexceto\b|com exceção|\bhormis\b|met uitzondering|"
    r"urteil (?:\w+ )?eingeschränkt|(?:für die|der) einschränkung|(?<!無)限定付|を除き|を除いて",
    ("opinion", "adverse"): r"advers[ea]|versag|défavorable|desfavorable|negativo|avverso|afkeurend|"
    r"(?:did|do|does|was|were|is|are) not|because of|不適正|否定的|いな(?:い|かった)",
    ("opinion", "disclaimer"): r"(?:do|does|did) not express|disclaim|unable to (?:express|form)|意見不表明|"
    r"意見[をは](?:表明しない|差し控え)",
    ("subservice_method", "carve-out"): r"carve[ds]?[\s-]?out|exclu[dsyíit]|esclu[sd]|uitsluit|"
    r"uitge(?:sloten|zonderd)|ausge(?:klammert|schlossen|nommen)|retranch|"
    r"(?:does|do|did) not (?:include|extend)|(?:is|are|was|were) (?:not (?:included|covered|part|in scope)|"
    r"outside|out of scope)|除外|カーブアウト|含(?:めて|んで|まれて)(?:おらず|いない|いません|おりません)|対象外",
    ("subservice_method", "inclusive"): r"inclusi(?:ve|ef|f|va|vo|eve|vement)\b|inclus[oaie]?e?s?\b|inklusiv|"
    r"einbezogen|enthalten|omvat ook|comprende también|comprend également|comprende anche|compreende também|"
    r"一体方式|包含方式|包括方式|内部統制を含(?:む|め)|インクルーシブ",
    ("soc_type", "Type 1"): r"(?:typ[eo]?|tipo|タイプ)\s?(?:[1Ⅰ]|I(?!I))(?!\d)|as of|suitability of the design",
    ("soc_type", "Type 2"): r"(?:typ[eo]?|tipo|タイプ)\s?(?:2|II|Ⅱ)(?!\d)|throughout the period|"
    r"operating effectiveness|"
    "for the period",
    ("entity_role", "service provider"): r"service[\s-]*provider|dienst\w*|serviceanbieter|"
    r"(?:prestataire|fournisseur|proveedor|fornitor|prestator|prestador|fornecedor|provedor)\w* d[ei] servi",
    ("entity_role", "merchant"): r"merchant|händler|commerçant|marchand|comerci|esercent|commerciant|handela|lojista",
    ("result", "compliant"): r"(?<!non)(?<!non[\s-])(?<!not )compliant\b(?!\s+but\b)|has demonstrated|"
    r"in compliance with|(?<!non[\s-])(?<!no )(?<!não[\s-])(?<!pas )(?<!niet[\s-])(?<!nicht[\s-])"
    r"(?<!fuera de )(?<!não em )(?<!em não )(?:voldoet(?! niet)|[ck]onform(?:e|idade?|idad|ité|ità|ität|"
    r"iteit)?\b|\bcumple\b|cumplimiento|einhaltung|naleving)|"
    r"(?<![非不未])(?:準拠|適合)(?!し(?:て(?:い(?:な|ませ)|お[らり])|ませ|ない)|性|状況|証明)",
    ("result", "compliant but with legal exception"): r"compliant\s+but\s+with\s+legal\s+exception",
    ("result", "non-compliant"): r"non[\s-]?compliant|not (?:in )?complian|"
    r"(?:non|no|não|niet|nicht)[\s-]conforme?\b|nicht[\s-]konform|\bno cumple\b|"
    r"fuera de cumplimiento|incumplimiento|no cumplimiento|n[ãa]o[\s-]conformidade|não cumpre|voldoet niet|"
    r"niet[\s-]compliant|"
    r"nicht compliant|non[\s-]conformit[éà]|非準拠|不適合",
    ("report_type", "ASV scan"): r"\bASV\b|ASV[-スの]|approved scanning vendor|scan compliance|"
    r"scan-?konformit|scan-?conformit|"
    r"conformi(?:té|tà|dade) d\w*\W(?:\w+ ){0,2}(?:scan\w*|varredura\w*|escaneo|balayage|analyse)|"
    r"cumplimiento del escaneo",
    ("result", "pass"): r"\b(?:pass(?:ed)?|success\w*|satisfactory|bestanden|erfolgreich|gelungen|erfüllt|"
    r"erreicht|réussie?|"
    r"concluante?|satisfaisante?|validée?|succès|superad[oa]|exitos[oa]|satisfactori[oa]|aprobad[oa]|éxito|superat[oa]|"
    r"riuscit[oa]|positiv[oa]|soddisfacente|successo|geslaagd|succesvol|gelukt|behaald|succes|aprovad[oa]|"
    r"bem-sucedid[oa]|satisfatóri[oa]|sucesso|conforme?|compliant|konform|合格|成功)\b",
    ("result", "fail"): r"\b(?:fail\w*|unsuccess\w+|unsatisf\w+|durchgefallen|gescheitert|fehlgeschlagen|misslungen|"
    r"échec|échou\w+|infructu\w+|fallid[oa]|fracaso|insatisf\w+|fallit[oa]|negativ[oa]|insuccesso|reprovad[oa]|"
    r"falhad[oa]|fracasso|mislukt|mislukking|不合格|not|never|nicht|"
    r"keine|pas|non|no|niet|geen|não|n['’]\w+)\b",
    ("breach_notification", "without undue delay"): r"without\s+(?:undue|unreasonable)\s+delay|unverzüglich",
    ("breach_notification", "immediately"): r"immediately",
    ("breach_notification", "promptly"): r"promptly",
    **{("sbom_format", name): rf"\b{name}" for name in ("CycloneDX", "SPDX", "SWID")},
    ("standard", "SIG"): r"\bSIG\b|standardi[sz]ed information gathering",
    **{("standard", f"SIG {kind}"): rf"\bSIG[ -]+{kind}\b" for kind in ("Core", "Lite", "Full")},
    ("standard", "CAIQ"): r"\bCAIQ(?![a-z])(?!\W{1,3}lite)|consensus assessments? initiative(?! "
                          r"questionnaire\W{1,3}lite)",
    ("standard", "CAIQ-Lite"): r"\bCAIQ\W{1,3}lite\b|initiative questionnaire\W{1,3}lite\b",
    ("standard", "HECVAT"): r"\bHECVAT|higher education community vendor assessment",
    **{("standard", f"HECVAT {kind}"): rf"\bHECVAT\W{{1,4}}{kind}\b" for kind in ("Lite", "Full")},
    ("standard", "VSA"): r"\bVSA\b|vendor security alliance",
    ("vpat_edition", "INT"): r"\b(?:international|"
                             r"INT)\b\W{0,2}edition", ("vpat_edition", "WCAG"): r"\bWCAG\b.{0,6}edition",
    ("vpat_edition", "EU"): r"\b(?:EU|EN 301 549)\b\W{0,2}edition", ("vpat_edition", "508"): r"\b508\b\W{0,2}edition",
    **{("level", f"SAQ {kind}"): rf"(?:\bSAQ|questionn\w+|fragebogen\w*|évaluation|evaluación|valutazione|avaliação|"
       rf"selbst\w+|vragenlijst|自己(?:問診|評価)\w*)[\s(-]{{0,2}}(?:SAQ\)?[\s-]|(?:type|typ|tipo)\s)?(?-i:{kind})(?![\w'’-])"
       for kind in ("A", "A-EP", "B", "B-IP", "C", "C-VT", "P2PE", "SPoC", "D")},
    **{("level", level): rf"\blevel {level}\b(?!\W{{0,4}}no\b)" for level in ("A", "AA", "AAA")},
    ("trust_services_categories", "Security"): r"\bsecurity\b|sicherheit|sécurité|seguridad|sicurezza|beveiliging|"
    r"veiligheid|segurança|セキュリティ",
    ("trust_services_categories", "Availability"): r"\bavailability\b|verfügbarkeit|disponibil|beschikbaarheid|可用性",
    ("trust_services_categories", "Processing integrity"): r"processing integrity|verarbeitungsintegrität|"
    r"integrität der verarbeitung|intégrité d\w+ traitement|integridad (?:del? )?procesamiento|"
    r"integrità del\W?l?\W?(?:elaborazione|trattamento)|verwerkingsintegriteit|"
r"integridade d[oe] processamento|処理の(?:インテグリティ|完全性)",
    ("trust_services_categories", "Confidentiality"): r"\bconfidentiality\b|vertraulichkeit|confidentialité|"
    r"confidencialid|riservatezza|vertrouwelijkheid|機密(?:保持|性)",
    ("trust_services_categories", "Privacy"): r"\bprivacy\b|datenschutz|privatsphäre|vie privée|privacidad|"
    r"protection des données|protezione dei dati|プライバシー",
}  # fmt: skip
TRUE: dict[str, str] = {
    "complementary_user_entity_controls": r"complementary\s+(?:user|customer)|user\s+(?:entity|control)|"
    r"(?:komplementär|ergänzend|korrespondierend)\w*\s+kontroll|contrôles\s+(?:\w+\s+)?complémentaires|"
    r"controles\s+complement[aá]r|controlli\s+complementar|controlos\s+complementar|"
    r"(?:aanvullende|complementaire)\s+(?:\w+\s+)?(?:beheers|controles|maatregelen)|kontrollen\s+(?:der|bei\s+den)|"
    r"(?:相補的|補完的|補完する)|(?:委託会社|利用者|利用会社|ユーザー?(?:企業)?)に(?:期待|要求|想定)|CUEC",
    "retest": r"re-?\s?test|re-?verif|verif|fix|remediat|resolved|re-?assess|re-?validat|nachtest|nachprüf|contre-|"
    r"hertest|hercontrole|reevalu|riverific|再(?:診断|テスト|試験|検査)|reavali|\bagain\b|erneut|nochmals|"
    r"nachgeprüft|nachkontroll|"
    r"à nouveau|correc[ct]?|correzion|correç|opnieuw|herbeoord|wiederholungs",
}
FALSE: dict[str, str] = {
    "retest": r"(?:\b(?:not|no|yet to|outstanding|pending|nicht|keine?|aus|pas|aucune?|reste|no|ning[uú]n\w*|"
    r"non|nessun\w*|niet|geen|"
    r"não|nenhuma?)\b|n['’]\w+\s+pas)[^.;]{0,80}(?:re-?test|re-?verif|re-?assess|nachtest|nachprüf|"
    r"wiederholungspr|contre-|"
    r"hertest|hercontrole|verific|reevalu|riverific|reavali|ritest)|(?:re-?test|re-?verif|re-?assess|nachtest|nachprüf|"
    r"wiederholungspr|contre-|hertest|hercontrole|verific|reevalu|riverific|reavali)\w*[^.;]{0,60}?\b(?:not|"
    r"yet to|outstanding|"
    r"pending|nicht|aus|pas|reste|no|non|niet|não)\b|再(?:診断|テスト|試験|検査)[^。]{0,40}(?:未実施|いません|"
    r"おりません|いない|なし)",
}
"""How a quote says that a key's answer is no."""
_TICKED = r"(?:[\u2611\u2612\u2713\u2714\u25a0]|\[x\]|\(x\))\s?"
_NOT_CERTIFIED = (
    r"\b(?:not|never)\s+(?:yet\s+)?(?:been\s+|be\s+)?(?:certified|accredited|registered|awarded)\b|"
    r"\bno\s+longer\s+(?:be\s+)?(?:certified|valid)\b|\bnicht\s+zertifiziert\b|\bpas\s+(?:été\s+)?certifié"
)
_NO_PROMISE = (
    r"\b(?:not|never)\s+(?:\w+\s+)?(?:commit|guarant|warrant|permitt|allow|entitle|obliged|bound)|\bnon-?binding\b|"
    r"\bunverbindlich|\bnicht verpflichtet|\bsans engagement\b|"
    r"\b(?:prior|previous|former|superseded)\s+(?:agreement|contract)\b"
)
_NO_CAP = (
    r"\bno\s+(?:cap|limit)\b|\b(?:uncapped|unlimited|unbegrenzt)\b|"
    r"liab\w*[^.]{0,40}\bnot\s+(?:be\s+)?(?:limited|capped)\b|\b(?:prior|previous|former)\s+(?:agreement|contract)\b"
)
_INCLUSIVE = r"(?<!not the )(?<!not use the )(?<!not apply the )\binclusive\s+method\b(?!\)?\s+(?:was|is|has)\s+not)"
_CARVED = r"\bcarved?(?:[\s-]?out)?\b(?!\s+method\s+(?:was|is|has)\s+not)"
CONTRADICTED: dict[tuple[str, str], str] = {
    ("opinion", "unqualified"): r"\bexcept (?:for|that)\b|\bmit ausnahme\b|à l['’]exception|"
    r"\bad eccezione\b|\bexceto\b|\bsalvo por\b|"
    r"(?<!un)\bqualified opinion|(?<!un)eingeschränktes|\badverse opinion|\bdo not express",
    ("result", "compliant"): rf"{_TICKED}(?:non[\s-]?compliant|compliant\s+but|no cumple|fuera de|n[ãa]o[\s-]conforme|"
    r"non[\s-]conforme|nicht[\s-]konform|niet[\s-]conform|非準拠|不適合)",
    ("result", "compliant but with legal exception"): rf"{_TICKED}(?:non[\s-]?compliant|compliant\b(?!\s+but))",
    ("result", "non-compliant"): rf"{_TICKED}(?:compliant|準拠|適合)",
    ("subservice_method", "inclusive"): _CARVED,
    ("subservice_method", "carve-out"): _INCLUSIVE,
    ("level", "A"): r"\blevel AA+\W{0,4}yes\b(?!\W{0,3}no\b)",
    ("level", "AA"): r"\blevel AAA\W{0,4}yes\b(?!\W{0,3}no\b)",
}
"""What no page may say, or for opinions the quote, beside a finding: it is then another one, or of others."""
_NEGATED = r"\bn['’]\w+\s+pas\b|\bne\s+\w+\s+pas\b|\b(?:no\s+se|non|não|niet|nicht)\s+(?:\w+\s+){0,3}"
DENIED: dict[str, str] = {
    "governing_law": _NEGATED + r"(?:rige|regolat\w+|rege|regid\w+|toepassing|beheerst)|"
    r"\bnot\s+(?:be\s+)?(?:governed|construed|subject)|\bunterliegt nicht\b|\bgilt (?:nicht|kein)|"
    r"\b(?:prior|previous|former)\s+(?:agreement|contract)\b",
    "liability_cap": _NO_CAP, "liability_cap_amount": _NO_CAP, "uptime_commitment": _NO_PROMISE,
    "termination_notice": _NO_PROMISE, "breach_notification": _NO_PROMISE, "subprocessor_notice": _NO_PROMISE,
    "standard": _NOT_CERTIFIED, "standard_year": _NOT_CERTIFIED, "holder": _NOT_CERTIFIED,
    "approval_date": r"\b(?:refused|rejected|declined|withheld|abgelehnt|verweigert|refusée?|nicht genehmigt|"
    r"(?:not|never)\s+(?:yet\s+)?(?:been\s+)?approved)\b",
    "retest": r"再(?:診断|テスト|試験|検査)[^。]{0,30}(?:未実施|して(?:おらず|いない|いません)|予定)|"
    r"\b(?:no|without|kein\w*|ohne|aucune?|sans|ning[uú]n\w*|sin|nessun\w*|senza|geen|zonder|nenhum\w*|"
    r"sem)\s+(?:\w+\s+)?"
    r"(?:re-?test|nachtest|nachprüf|contre-|hertest|verific|reavali|corre)|\b(?:geplant|vorgesehen|prévue?s?|"
    r"previst[oa]s?|gepland)\b",
}  # fmt: skip
"""What a quote must not say, by key: it denies the fact, or tells of an earlier agreement."""
NO_COVER = (
    r"\d[\d.,' ]*(?:million|m|k|[A-Z]{3})?\s?[(,;:\u2013-]{0,2}\s?(?:(?:was|is|has been)\s)?"
    r"(?:declined|refused|withdrawn|lapsed|cancelled|not\s+(?:purchased|taken|provided|bought|granted)|"
    r"abgelehnt|refusée?)\b"
)
"""What stands behind the amount of a cover that nobody has."""
_CURRENCIES: dict[str, str] = {
    "USD": r"(?<![a-z])\$|USD|US\$|dollar|dólar", "EUR": r"€|EUR|euro", "GBP": r"£|GBP|sterling|\bpounds?\b",
    "CHF": r"CHF|franken|swiss francs?|francs suisses", "JPY": r"JPY|¥|\byen\b|円", "INR": r"INR|₹|\brs\b|rupees?",
    "CAD": r"CAD|CA?\$|\$\s?CA\b|canadian dollar|dollars? canadien", "AUD": r"AUD|AU?\$|australian dollar",
    "SGD": r"SGD|S\$|singapore dollar", "NZD": r"NZD|NZ\$|new zealand dollar", "HKD": r"HKD|HK\$|hong kong dollar",
    "BRL": r"BRL|R\$|\breais\b", "PLN": r"PLN|złot", "SEK": r"SEK|kronor|swedish kron", "NOK": r"NOK|norwegian kron",
    "DKK": r"DKK|danish kron", "MXN": r"MXN|pesos mexicanos|mexican pesos",
    "CLP": r"CLP|pesos chilenos|chilean pesos",
    "ZAR": r"\bZAR\b|(?-i:(?<!\w)R) ?\d{1,3}(?:[ ,.\u00a0]\d{3})+|\brand\b",
    "COP": r"COP|pesos colombianos|colombian pesos",
    "ARS": r"ARS|pesos argentinos|argentine pesos",
}  # fmt: skip


def currency_is_said(code: str, quote: str) -> bool:
    """Whether a quote names the currency, by its code or by how its country writes it."""
    return bool(re.search(_CURRENCIES.get(code, rf"\b{re.escape(code)}\b"), quote, re.IGNORECASE))


def ticked_wording(value: str) -> str:
    """How a form shows that the box ahead of a wording is the one that is ticked; for "LLC (S corporation)" with the
    letter beside it."""
    box, _, taxed = value.partition(" (")
    beside = rf"\b.{{0,130}}: ?_*{taxed[0]}$" if taxed else r"(?!\w)"
    return rf"(?:[☒☑✓✔]|\[\s?x\s?\]|\(\s?x\s?\))\s*{re.escape(box)}{beside}"


def soc_wording(value: str) -> str:
    """How a report may spell "SOC 2 Type 2"."""
    told = re.match(r"SOC (.)(?: (?:Type|Typ|Tipo|タイプ) ?(\S+))?", value)
    number, kind = (told[1], told[2]) if told else ("0", None)
    soc = rf"(?:SOC|controls?\)?)[\s-]?(?:\(SOC\))?\s?{re.escape(number)}(?![0-9])"
    size = {"1": 1, "2": 2, "i": 1, "ii": 2}.get((kind or "").lower(), 0)
    return soc + (
        rf".{{0,12}}(?:typ[eo]?|tipo|タイプ)\W?\s?(?:{size}|{'I' * size}|{'ⅠⅡ'[size - 1]})(?![0-9a-z])" if size else ""
    )


REPEATED = {
    "1 year": r"year[ -](?:to|by)[ -]year|annual|yearly|(?:each|every|another|further|additional|more) year|jährlich|"
    r"(?:weitere|zusätzliche)s jahr|jahr (?:für|zu) jahr|annuel|année en année|chaque année|(?:nouvelle|autre) année|"
    r"\banual|año en año|cada año|otro año|año más|anno in anno|ogni anno|ulteriore anno|jaarlijks|jaar tot jaar|"
    r"elk jaar|(?:extra|nieuw) jaar|\banuais|ano (?:para|em) ano|cada ano|mais um ano|毎年",
    "1 month": r"month[ -](?:to|by)[ -]month|monthly|(?:another|further|additional) month|monatlich|weiteren monat|"
    r"monat zu monat|mensuel|mois en mois|chaque mois|mensual|mes en mes|cada mes|mensil|mese in mese|ogni mese|"
    r"maandelijks|maand tot maand|elke maand|mensal|mensais|mês (?:para|em) mês|cada mês|毎月",
}
"""How a quote says that something goes on for that long, again and again, without a number."""
