"""How the columns of a list of subprocessors are headed, in the languages read, in lower case."""

from __future__ import annotations

import re

from muniment.judging.facts import vocabulary
from muniment.judging.facts.records import wordings

FORMER = vocabulary.pattern("former", "gone")
"""What makes a subprocessor one that was used once."""
OF_PAST = re.compile(rf"{FORMER.pattern}|\b(?:change ?log|history)\b")
"""What heads those that were used once."""

PROCESSOR = (
    r"sub-?\s?(?:processor|contractor)s?|(?:weiterer? |weiteren )?(?:sub-?|unter-?)?auftrags?(?:verarbeiter|"
    r"nehmer)(?:in|s)?|"
    r"(?:sub|unter)(?:prozessor|dienstleister|unternehmer)s?|sous-traitants?(?: ultérieurs?)?|sub-?encargados?(?: "
    r"(?:ulterior|del tratamiento))?|subcontratistas?|sub-?responsabil[ei](?: del trattamento)?|altro responsabile|"
    r"sub-?fornitor[ei]|sub-?verwerkers?|sub-?bewerkers?|onderaannemers?|sub-?contratantes?(?: ulterior(?:es)?)?|"
    r"sub-?operador(?:es)?|subcontratados?"
)
_NAME_OF = (
    r"(?:(?:full |legal |registered )?name|nom|nombre|nome|naam|dénomination|raison sociale|denominación|"
    r"razón social|denominazione|"
    r"ragione sociale|denominação|razão social)"
)
_OF = (
    r"(?: (?:of (?:the )?|und (?:sitz|anschrift) (?:des|der) |des |der |du |de l['’]|de la |de |del |dell['’]|della |"
    r"do |da |van de |van het |van ))?"
)
_SOMEBODY = (
    r"entity|company|vendor|provider|supplier|third[- ]party(?: (?:service )?provider)?|service provider|"
    r"hosting provider|"
    r"organi[sz]ation|partner|processor|affiliate|unternehmens?|firma|dienstleisters?|anbieters?|lieferant(?:en)?|"
    r"gesellschaft|société|entité|prestataire|fournisseur|entreprise|organisme|partenaire|empresa|proveedor|entidad|"
    r"prestador|sociedad|encargado|fornitore|società|impresa|azienda|leverancier|bedrijf|organisatie|onderneming|"
    r"partij|"
    r"verwerker|dienstverlener|fornecedor|entidade|operador|sociedade|prestador de serviços"
)
_BESIDE = (
    r"(?:\s?(?:[/,&]|and|und|et|e|y|en)\s?(?:address|anschrift|adresse|(?:legal |rechts)?form|sitz|kontakt\w*|contact|"
    r"dirección|indirizzo|morada|adres|coordonnées))?"
)
_PLACE = (
    r"(?:locations?|countr(?:y|ies)|regions?|jurisdictions?|places?|seat|data ?cent(?:er|re)s?|land|länder|"
    r"standorte?|orte?|sitz|sitzland|"
    r"staat|verarbeitungs(?:ort|land|standort)|server(?:standort|ort)|leistungsort|pays|lieux?|localisations?|siège|"
    r"état|país(?:es)?|ubicaci(?:ón|ones)|"
    r"lugar(?:es)?|sede|domicilio|paes[ei]|luog(?:o|hi)|ubicazione|stato|locaties?|plaats|vestiging(?:splaats|sland)?|"
    r"verwerkingslocatie|landen|localiza(?:ção|ções)|locais|local|où|dónde|dove|waar|wo|where)"
)
COLUMNS = {
    "place": wordings(
        rf"(?:.*\W)?(?:{_PLACE}) (?:of|der|de|du|des|del|della|dei|do|da|dos|van|van de) (?:the |la |les |"
        rf"l['’])?(?:data |personal data )?"
        r"(?:processing|hosting|storage|data|service|services|(?:daten)?verarbeitung|leistungserbringung|traitement|"
        r"hébergement|données|tratamiento|"
        r"los datos|datos|trattamento|dati|tratamento|dados|verwerking|gegevens|opslag)(?:\W.*)?",
        r"(?:.* )?(?:processing|data|hosting|storage|service) (?:location|country|region|place|site)s?",
        rf"(?!{_NAME_OF}\b)(?:.*\W)?{_PLACE}(?:\W.*)?|所在地|所在国|国|国名|処理場所|場所|地域|拠点|保管場所|データ(?:の)?(?:所在地|保管場所|保存場所)|"
        r"処理国|所在国・地域|国・地域|取扱(?:場所|国)",
        r"(?:registered )?(?:address|office)|anschrift|adresse|dirección|indirizzo|morada|endereço|adres|住所",
    ),
    "name": wordings(
        rf"(?:{_NAME_OF}{_OF})?(?:{PROCESSOR})(?:['’]?s)?(?: (?:legal )?(?:name|entity|company|entity name))?{_BESIDE}",
        rf"(?:legal |contracting )?(?:{_SOMEBODY})(?: name)?{_BESIDE}|{_NAME_OF}{_OF}(?:{_SOMEBODY}){_BESIDE}|"
        r"third[- ]party (?:service )?provider",
        rf"(?:firmen|unternehmens)?name|{_NAME_OF}(?: (?:legal|sociale?|social))?{_BESIDE}|"
        r"(?:再委託先|委託先|再受託者|サブプロセッサー?|会社|企業|事業者|法人|業者|取引先|提供元)(?:の)?(?:名|名称|企業名|会社名|事業者名|商号)?|名称|社名|商号|名前",
    ),
    "purpose": wordings(
        r"(?:.*\W)?(?:purposes?|(?:verarbeitungs|einsatz|verwendungs)?zweck|finalités?|finalidad(?:es)?|finalità|"
        r"doel|doeleinden|"
        r"finalidades?|scop[oi]|propósito|objectif|目的|利用目的|委託目的|再委託目的)(?:\W.*)?",
        r"(?:.*\W)?(?:description|function|role|activit(?:y|ies)|nature|subject[- ]matter|tasks?|tätigkeit(?:en)?|"
        r"(?:teil|dienst)?leistung(?:en)?|"
        r"leistungsgegenstand|gegenstand|funktion|aufgaben?|beschreibung|einsatz(?:bereich|gebiet)?|verarbeitung|"
        r"prestations?|objet|activités?|"
        r"rôle|mission|fonction|nature du traitement|descripción|actividad(?:es)?|función|attività|descrizione|"
        r"funzione|ruolo|"
        r"oggetto|beschrijving|werkzaamheden|taak|taken|activiteit(?:en)?|rol|functie|descrição|atividades?|função|"
        r"processing)(?:\W.*)?|"
        r"(?:再)?(?:委託)?(?:する)?(?:業務|処理)(?:の)?(?:内容|概要|範囲)?|(?:再)?委託(?:の)?内容|用途|役割|サービス(?:内容)?|内容|処理内容|担当業務|提供サービス",
        r"services?(?: (?:provided|description|performed|offered|type))?|types? of services?|used for|use|uses|"
        r"what (?:it|they) (?:does|do|is for|for)|"
        r"what for|waarvoor|wofür|dienst(?:leistung(?:en)?|e)?|services?(?: (?:fournis?|rendus?|assurés?))|"
        r"servicios?(?: (?:prestado|contratado|que presta)s?)?|"
        r"serviz(?:io|i)(?: (?:prestat|fornit|offert)[oi])?|serviços?(?: (?:prestado|contratado)s?)?|"
        r"diensten?(?:verlening)?|"
        r"tipo de servi(?:cio|ço)|tipo di servizio|soort dienst|category|kategorie|verarbeitungs(?:tätigkeit|"
        r"gegenstand)(?:en)?|"
        r"(?:para|per) (?:qué|che)|para quê|pour quoi|product|tool|produkt|outil",
    ),
}  # fmt: skip
"""By kind of column the wordings of its head, the surest first; a head is the first kind that takes it."""
SURELY = re.compile(
    r"(?i)sub-?\s?(?:process|contractor|unternehm|dienst|prozess|auftrag|encargad|respons|fornitor|verwerker|"
    r"bewerker|operador)|"
    r"unter-?(?:auftrag|dienst)|weitere\w* auftragsver|traitants? (?:ultérieur|autoris|agréé|actuel)|subcontratista|"
    r"altr[oi] responsabil|"
    r"contratantes? ulterior|subcontratados|onderaannemer|再委託|再受託|サブプロセッサ"
)
"""What names no processor itself: the words of PROCESSOR do in some languages."""
