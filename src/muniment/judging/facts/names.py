"""Names of organisations and things, and what only looks like one: blanks that nobody filled in."""

from __future__ import annotations

import re

_BLANK = re.compile(
    r"(?i)\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|_{2,}|\.{4,}|…|x{3,}|\bx{2}[/-]x{2}|\$\{|"
    r"\b(?:insert|click (?:or tap )?here|enter (?:text|date|name)|tbd|to be (?:determined|completed|confirmed)|"
    r"your (?:company|organi[sz]ation)(?:'s)?|(?:our|the) (?:company|organi[sz]ation) name|company name|"
    r"organi[sz]ation name|name of (?:the )?(?:company|"
    r"organi[sz]ation|customer|client|vendor)|customer name|client name|vendor name|choose an item|yyyy|dd/mm|mm/dd|"
    r"lorem ipsum)\b"
)
_NOTHING = re.compile(
    r"(?i)[\W_]*(?:n\.?\s?[/\\]?\s?a\.?|none|not (?:applicable|available|known|stated|specified|assigned|yet \w+|"
    r"provided|disclosed|determined)|unknown|nil|null|tb[acdn]|to be (?:advised|announced|agreed|assigned|defined|"
    r"determined|confirmed|completed|provided|notified)|pending|open|various|ditto|same(?: as above)?|"
    r"(?:see|as|refer to|please see|as per|per|siehe|voir|véase|vedi|zie) (?:\w+ )?"
    r"(?:above|below|attached|overleaf|annex\w*|appendix\w*|schedule\w*|attachment\w*|reverse|page|section|oben|"
    r"unten|"
    r"anlage|anhang|annexe|ci-dessous|ci-dessus|abajo|anexo|sotto|allegato|onder|bijlage)(?: \w{1,3})?|"
    r"entfällt|k\.\s?a\.?|keine(?: angaben?)?|nicht (?:zutreffend|anwendbar|bekannt)|noch offen|s\.\s?[ou]\.?|"
    r"sans objet|néant|non applicable|à (?:définir|déterminer|compléter)|aucune?|"
    r"no (?:aplica|procede|disponible)|por (?:definir|determinar)|ninguno|não (?:se )?aplic\w+|non applicabile|"
    r"da definire|nessuno|n\.?v\.?t\.?|niet van toepassing|geen|ej tillämpligt|nie dotyczy|brak)?[\W_]*"
)
MAX_NOTHING, MAX_UNTIDY = 300, 2_000
"""Characters of a text that says nothing, and of one that a name is made of: what is cut off at its ends is looked for
at each of its letters."""
CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢİĪĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
"""Capital letters of the Latin script, for a character class."""
_ABBREVIATION = (
    rf"(?:Inc|Ltd|Co|Corp|plc|Pty|Pte|Pvt|Zn|Gebr|St|Dr|Jr|Bros|Cie|Mr|No|e\.V|(?:[A-Z]\.){{0,4}}[{CAPITAL}])\."
)
_IN_WORD = r"[\w&'+\-/]"
MAX_WORD, MAX_DOTTED = 60, 8
"""Characters of a word of a name between its dots, and those dots: a name is looked for at each letter of a longer run
of letters, which would be read to its end each time. The longest words of German registers have half of it."""
_WORD = (
    rf"(?:{_ABBREVIATION}(?!\w)|(?<= )plc(?![\w.])|"
    rf"(?:(?<= )[dl]')?[{CAPITAL}0-9]{_IN_WORD}{{0,{MAX_WORD}}}(?:\.{_IN_WORD}{{1,{MAX_WORD}}}){{0,{MAX_DOTTED}}})"
)
_LINK = (
    r"(?:of|and|for|the|de|du|des|la|et|und|y|e|&|der|van|von|in|on|del|della|di|do|da|dos|das|für|zur|och|og|en|het|"
    r"las|"
    r"los|delle|dei|degli|dello|aux|au|les|zum|am|per|para|pour|pela|pelo|-)"
)
LINK = re.compile(_LINK)
"""A word that joins the words of a name."""
_OF_LINK = (
    r"(?:of|for|the|de|du|des|la|der|van|von|in|del|della|di|do|da|dos|das|für|zur|het|las|los|delle|dei|degli|dello|"
    r"aux|au|les|"
    r"zum|am|per|para|pour|&|-)"
)
"""Those of them that join no other name."""
NAME = rf"{_WORD}(?:,? (?:{_LINK} )?(?:{_LINK} )?{_WORD}){{0,9}}(?:\s?\([A-Z][A-Za-z. ]{{1,20}}\))?"
"""Capitalised words, as names of organisations are written; for case-aware patterns on flat text."""

_SUFFIX = (
    r"(?:[Ss]\.(?:[Ee]\.[Nn]\.[Cc]\.)?[Rr]\.[Ll]\.?/LLP|LLP/[Ss]\.(?:[Ee]\.[Nn]\.[Cc]\.)?[Rr]\.[Ll]|"
    r"ULC|Unlimited(?: Company)?|S\.A\.S?\.? E\.S\.P|E\.S\.P|ASA|S\.c\.p\.A|S\.C\.P\.A|SCpA|S\.R\.L\. de C\.V|"
    r"SCIC|SELAFA|d\.o\.o|Kft|Zrt|a\.s|UAB|SIA|"
    r"S\.A\.B\. de C\.V|S\.A\.P\.I\. de C\.V|S\.A\. de C\.V|S\. de R\.L\. de C\.V|SA de CV|S\.A\.C\.I\.F|"
    r"S\.A\.C\.I|S\.A\.C|"
    r"S\.E\.N\.C\.R\.L|S\.E\.N\.C|[Ss]\.e\.n\.c|[Ll]t[ée]e|inc(?=\.)|E\.I\.R\.L|Limitada|SpA|S\.p\.a|Snc|Sagl|"
    r"S\.a\.g\.l|K\.K|KK|"
    r"A\.C|S\.C|S/S|s\.e\.n\.c\.r\.l|[Aa][Ss][Bb][Ll]|[Vv][Zz][Ww]|e\. ?U|S\.L\.P|SCRL|"
    r"S\.[rR]\.[lL]\.[sS]|S\.R\.L|S\.P\.A|S\.[nN]\.[cC]|S\.a\.s|S\.c\.a\.? ?r\.l|S\.c\.r\.l|"
    r"[Ss]oc(?:ietà|\.) [Cc]oop(?:erativa)?(?:\. a r\.l)?|"
    r"S\.A\.R\.L|S\.A\.S\.U|S\.A\.U|S\.L\.[UPL]|S\.L\.N\.E|S\. ?Coop|SLP|SAU|"
    r"Sociedad (?:Limitada|Anónima)(?: Unipersonal)?|SOCIEDAD (?:LIMITADA|ANÓNIMA)(?: UNIPERSONAL)?|"
    r"EURL|SNC|SCOP|SELAS|SELARL|Sàrl|V\.O\.F|VOF|BV|NV|CVBA|VZW|"
    r"UG \(haftungsbeschränkt\)|UG|gGmbH|GesmbH|Ges\.m\.b\.H|PartG ?mbB|VVaG|eG|e\.G|e\.K|GbR|"
    r"Unipessoal Lda|EIRELI|S/A|C\.R\.L|CRL|"
    r"Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|LLP|L\.L\.P|LP|PLC|plc|Corp|Corporation|Company|Co|GmbH|AG|SE|KG|"
    r"S\.?A\.?S?|Pte|B\.?V|N\.?V|A/?S|AB|ApS|Oy|S\.?r\.?l|S\.?p\.?A|S\.?P\.?A|S\.L|S\.à r\.l|LTD|INC|LIMITED|"
    r"LTDA|LDA|Pty|Pvt|"
    r"P\.?C|P\.A|L\.P|U\.A|E\.P\.E|PLLC|P\.L\.L\.C|Foundation|Group|mbH|KGaA|OHG|SARL|SASU|S\.L|SL|SLU|"
    r"PartG|SROC|Lda|Ltda|SRL|BVBA|Oyj|"
    r"Cooperative|s\.r\.o|Sp\. z o\.o|"
    r"DAC|CLG|CIC|P\.B\.C|PBC|LLLP|Sdn\.? Bhd|Berhad|N\.A|Society|District|e\. ?V|e\. ?K|e\. ?G|C\.V|S\. ?A|S\. ?L|"
    r"S\. ?p\. ?A|S\. ?r\. ?l|JV|Joint Venture|CIC|Authority|"
    r"University|Institute|Association|Trust|Bank|e\.V|inc(?=\.|$)|ltée|Ltée|LTÉE|s\.e\.n\.c\.r\.l|"
    r"S\.E\.N\.C\.R\.L|S\.C|"
    r"S\.A\.S|S\. de R\.L(?:\. de C\.V)?|S\.A\.P\.I\. de C\.V|S\.A\. de C\.V|S\.N\.C|S\.S)"
)
LEGAL_FORM = re.compile(rf"{_SUFFIX}\.?")
"""What an organisation legally is, by itself."""
_STRONG = (
    r"(?:Inc|Incorporated|LLC|Ltd|LTD|Limited|LIMITED|LLP|PLC|plc|Corp|Corporation|GmbH|AG|SE|DAC|CLG|CIC|ULC|S\.A|B\.V|N\.V|"
    r"S\.p\.A|S\.r\.l|SA|SAS|AB|A/S|AS|Pty|Pte|Pvt|Lda|Ltda|NV|BV|PLLC|LP|KG|mbH)"
)
_WEAK = ("Trust", "Bank", "Group", "Foundation", "Institute", "Society", "Association", "University", "Authority")
"""Forms that are as often a word within a name, which its own form then ends: "Example Trust Services Ltd"."""
_IS_WITHIN = (
    rf"(?!(?:{'|'.join(f'(?<={word})' for word in _WEAK)})"
    rf"(?: (?:[{CAPITAL}][\w&'-]*|\([{CAPITAL}][\w.&' -]{{1,24}}\))){{0,3}} {_STRONG}(?!\w))"
)
ORGANISATION = re.compile(
    rf"{_WORD}(?:,? (?:{_LINK} )?(?:{_LINK} )?(?:{_WORD}|\([{CAPITAL}][\w.&' -]{{1,24}}\))){{0,7}}?,? "
    rf"{_SUFFIX}(?![\w]|-\w){_IS_WITHIN}(?:(?<=Inc)\.|(?<=Ltd)\.|"
    rf"(?<=INC)\.|(?<=inc)\.|(?<=LTD)\.|(?<=Co)\.|(?<=Corp)\.|(?<=Lda)\.|(?<=Ltda)\.|(?<=LDA)\.|(?<=LTDA)\.|"
    rf"(?<=Pte)\.|(?<=Pty)\.|"
    r"(?<=Pvt)\.|(?<=\.[A-Z])\.|(?<=\.[a-z])\.|(?<=[Cc]oop)\.)?(?: & Co\.?(?: (?:KG(?:aA)?|OHG))?(?!\w)|"
    r",? (?:P\.A|P\.C|PLLC|P\.L\.L\.C|DAC|Ltd|Inc|KG|Limited|plc|PLC|LLC|LLP|AG|GmbH|SE|AB|A/S|N\.V|N\.A|B\.V|S\.A|"
    r"Lda|Ltda|S\.L|"
    r"S\.p\.A|S\.r\.l|S\.R\.L|SRL|SARL|SAS)\b\.?)?"
    rf"(?:(?<=S\.[an]\.[sc]\.) di [{CAPITAL}][\w.' ]{{2,40}}? & C\.|"
    r"(?:,? (?:Wirtschaftsprüfungs|Steuerberatungs|Buchprüfungs)gesellschaft){1,2})?"
)
"""An organisation named with what it legally is."""
_KIND_AHEAD = (
    "SARL|SAS|SASU|EURL|SCI|SNC|SCOP|SELARL|SELAS|SCP|GIE|Société|Mutuelle|Fondation|Association|Commune|Ville|"
    "Mairie|"
    "Département|Université|Groupement|Groupe|Coopérative|Office (?:de|du|des|national)|Syndicat|Agence|Institut|"
    "École|Établissement|Chambre|"
    "Fédération|Régie|Métropole|Région|Conseil (?:départemental|régional|général)|Banque|"
    "Centre Hospitalier|Hôpital|Caisse|Communauté|Clinique|Pharmacie|Cabinet|Laboratoires?|"
    "Stichting|Vereniging|Omgevingsdienst|Veiligheidsregio|Coöperatie|Ministerie|Hogeschool|Woningcorporatie|Zorggroep|"
    "Gemeente|Provincie|Waterschap|Ziekenhuis|Maatschap|"
    "Genossenschaft|Zweckverband|Krankenhaus|Kanton|Bezirk|Landesamt|Ministerium|"
    "Stadt|Landeshauptstadt|Landkreis|Gemeinde|Universität|Hochschule|Klinikum|Stadtwerke|Sparkasse|Stiftung|Verein|"
    "Obra Social|Junta de|Colegio|Cámara de|Municipalidad|Ministerio|Banco|Caja|Servicio de Salud|Servicio Nacional|"
    "Instituto|Grupo|"
    "Estudio Jurídico|Ayuntamiento|Diputación|Fundación|Asociación|Universidad|Cooperativa|Mutua|Consorcio|"
    "Banca|Agenzia|Camera di|Ospedale|Ministero|Gruppo|"
    "Comune|Provincia|Regione|Fondazione|Associazione|Università|Azienda|Consorzio|Istituto|Studio|"
    "Administração|Agência|Secretaria|Junta de Freguesia|Ministério|Escola|Santa Casa|"
    "Município|Câmara Municipal|Prefeitura|Fundação|Associação|Universidade|Centro Hospitalar|Hospital|Instituto|"
    "Caixa"
)
BODY = re.compile(
    rf"(?:{_KIND_AHEAD}|{_KIND_AHEAD.upper()})"
    rf"(?: (?:{_OF_LINK} )?(?:{_OF_LINK} )?(?:[dlDL]['’]|dell['’]|de l['’])?{_WORD}){{1,7}}"
)
"""An organisation named by what it is ahead of what it is called: "Stichting Beheer Kade", "Comune di Pratoverde"."""
PARTY = re.compile(rf"(?:{ORGANISATION.pattern})|(?:{BODY.pattern})")
"""Either of them."""
_WHOLE_FORM = re.compile(
    r"(?<=\b(?:LLC|LLP|PLC|plc|SAS|mbH))\.$|(?<=\b(?:GmbH|PLLC|KGaA|SARL|Bank))\.$|(?<=\bLimited)\.$|"
    r"(?<=\bCompany)\.$|"
    r"(?<=\bGroup)\.$|(?<=\bCorporation)\.$|(?<=\bIncorporated)\.$"
)
"""The stop of a sentence behind a legal form that is no abbreviation with a stop."""
_ENDS = re.compile(rf"(?:[\s,;:\-]|\b(?:{_LINK}|a|an)$)+$")
_NEXT_SENTENCE = re.compile(
    r"(?<=\S) (?:(?:This|These|The|That|Prepared|Version|Date|Dated|We|Our|It|Its|In|All|Page(?= \d)|By|"
    r"Confidential|Report|"
    r"During|As|To|From|"
    r"Table|Copyright)|(?:Attention|Attn|Address|Contact|Phone|E-?mail)(?=:))(?: .*|:.*)?$"
)
"""What follows a name when lines are joined: the head of the next sentence or field."""
_HEAD_NOUN = re.compile(
    rf"^(?:(?:Die|Das|Der|Dem|Den|The|La|Le|El|Il|De|A|O) |[Ll]['’])?(?i:Assureur )(?=[{CAPITAL}])|"
    rf"^(?:(?:Die|Das|Der|Dem|Den|The|La|Le|El|Il|De|A|O) )?(?:Firma|Unternehmen|Gesellschaft|Organi[sz]ation|"
    rf"Auftraggeber(?:in)?|"
    r"Auftragnehmer(?:in)?|Kund(?:e|in)|Zertifizierungsstelle|Soci[ée]té|Empresa|Azienda|Ditta|Onderneming|Bedrijf|"
    r"Assureur|Versicherer)"
    rf"(?: (?:der|des))? (?=[{CAPITAL}])|^(?:Die|Das|Der|Dem|Den|Des) (?=.*\b(?:GmbH|AG|SE|KG|mbH|KGaA|OHG|e\.V\.))"
)
"""What stands ahead of a name in running text and is set with a capital letter, as German nouns are."""
_OF_SYSTEM = re.compile(
    rf"^(?:(?:Gesti[óo]n|Gest[ãa]o|Gestione|Seguridad|Segurança|Sicurezza|Sécurité|Informaci[óo]n|Informação|"
    rf"Informazioni|"
    rf"Informations?|Calidad|Qualidade|Qualità|Qualité|Privacidad|Privacidade) (?:(?:de|da|do|di|del|della|delle|des|"
    rf"du) (?:la |l['’])?))+(?=[{CAPITAL}])"
)
"""What is left of "the management system for the security of the information of" ahead of whose it is."""
_SYSTEM_WORDS = (
    "SISTEMA DI GESTIONE|PER (?:LA|IL)|PARA (?:LA|EL|A|O)|POUR (?:LA|LE)|SICUREZZA|SEGURIDAD|SEGURANÇA|SÉCURITÉ|"
    "CALIDAD|QUALITÀ|QUALITÉ|QUALIDADE|INFORMAZIONI|INFORMACIÓN|INFORMAÇÃO|INFORMATIONS?"
)
_OF = "(?:D[AEIO]|DEL|DELLA|DELLE|DE LA|DES|DU)"
_OF_SYSTEM_CAPITALS = re.compile(rf"^(?:(?:{_SYSTEM_WORDS}) (?:{_OF} )?)*(?:{_SYSTEM_WORDS}) {_OF} (?=\S+ \S)")
_STARTS = re.compile(r"^(?:[\s,;:\-\"'(]|(?:the|The|THE|To|to|of|by|By|and|And|between|Between|BETWEEN)\s)+")


_ROLE = re.compile(
    r"(?i)(?:(?:managing|general|executive|senior|deputy|group|associate) )*(?:director|head|chief|vp|vice "
    r"president|manager|"
    r"officer|president|secretary|partner|leiter(?:in)?|geschäftsführer(?:in)?|directeur|directrice|responsable|"
    r"gerente|"
    r"direttore|directeur|bestuurder|diretora?|presidente|presidenta|présidente?|vorsitzende[rn]?|voorzitter|"
    r"gérante?|"
    r"amministratore|administrador[a]?|sócia?-gerente|vorstand|prokurist(?:in)?|sindaco|procuradora?)\b"
    r"(?: (?:of|for|and|&|d[aeio]|del|della|du|des|der|van)\b|,|$| (?:executive|information|security|"
    r"technology|"
    r"financial|risk|privacy|operating)\b)"
)
TOLD_OF = re.compile(r", (?:which|who|welche[rs]?|die|der|das|dont|qui|que|il quale|la quale|che|wat|a qual|o qual)\s")
"""Behind an organisation of which a sentence goes on to tell."""


def has_blank(text: str) -> bool:
    """Whether the text holds a placeholder."""
    return bool(_BLANK.search(text))


def is_blank(text: str) -> bool:
    """Whether the text is a placeholder to be filled in, or says nothing ("N/A")."""
    return has_blank(text) or (len(text) <= MAX_NOTHING and bool(_NOTHING.fullmatch(text)))


def is_role(text: str) -> bool:
    """Whether a name is what somebody is, such as a signature's "Director of Customer Trust"."""
    return bool(_ROLE.match(text))


_KIND = re.compile(
    r"(?i)(?:(?:penetration|pen|pentest\w*|security|test(?:s|ing)?|assessments?|audits?|reports?|letter|attestation|"
    r"summary|executive|web|mobile|applications?|external|internal|network|infrastructure|vulnerability|scan|"
    r"reviews?|"
    r"results?|findings?|final|draft|of|and|the|an?)(?:[\s/-]+|$))+"
)


def is_kind_of_report(text: str) -> bool:
    """Whether a name is no more than what a report is called: "External Network Test"."""
    return bool(_KIND.fullmatch(text))


def tidy(text: str) -> str | None:
    """A name without what surrounds it; None when it is no name: blank, too long, without letters."""
    if len(text) > MAX_UNTIDY or is_blank(text):
        return None
    name = " ".join(text.split()).strip("\"' ")
    name = _HEAD_NOUN.sub("", _OF_SYSTEM_CAPITALS.sub("", _OF_SYSTEM.sub("", _STARTS.sub("", name))))
    name = _ENDS.sub("", _NEXT_SENTENCE.sub("", name)).strip("\"' ")
    if name.count("(") != name.count(")"):
        name = name.split("(")[0].rstrip() if name.count("(") > name.count(")") else name.rstrip(")").rstrip()
    if name.endswith(".") and not re.search(rf"(?:\b{_SUFFIX}|\b[A-Z])\.$", name):
        name = name.rstrip(".")
    name = _WHOLE_FORM.sub("", name)
    if not 2 <= len(name) <= 120 or not any(letter.isalpha() for letter in name):
        return None
    return name


def in_full(value: str) -> str | None:
    """A name that is all of a field's value, with the article that is part of it: "The Example Ltd"."""
    return value if value.startswith("The ") and ORGANISATION.fullmatch(value) else tidy(value)
