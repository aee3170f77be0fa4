"""Authorities: how offices that license, register and tax are named, and where a paper names its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_WORD = rf"(?:[{CAPITAL}][^\W_]*(?:['’.-][^\W_]+)*\.?|[{CAPITAL}][\w&./-]*)"
_LINK = (
    r"(?:of|for|and|the|de|des|du|la|le|les|et|der|die|für|und|von|zum|am|an|im|in|van|voor|en|het|del|della|"
    r"delle|dei|degli|di|"
    r"per|e|do|da|dos|das|para|los|las|y|el|&|-|d['’]|l['’]|dell['’])"
)
_REST = rf"(?:[ ,]{{1,2}}(?:{_LINK} ?){{0,3}}(?:{_WORD}|\d{{1,2}}|[IVX]{{1,4}})){{0,9}}"
_SMALL = rf"(?:[ ,]{{1,2}}(?:{_LINK} ?){{0,3}}[^\W\d_]{{3,}}){{1,8}}"
"""What follows the kind of an office where only the kind is set with a capital letter, as in French and Italian."""
_KIND = (
    # English
    r"Ministry|Department|Office|Board|Authority|Commission|Agency|Council|Bureau|Division|Registrar|Registry|"
    r"Inspectorate|"
    r"City|Town|County|Municipality|Borough|Village|Secretary|Treasurer|Clerk|Comptroller|Collector|Regulator|"
    r"Monetary|"
    # German
    r"Stadt|Landeshauptstadt|Hansestadt|Gemeinde|Marktgemeinde|Landkreis|Landratsamt|Kreis|"
    r"Bezirkshauptmannschaft|Magistrat|"
    r"Bezirksamt|Bezirksregierung|Regierungspräsidium|Finanzamt|Gewerbeamt|Ordnungsamt|Amt|Bundesamt|Bundesanstalt|"
    r"Landesamt|Bundesministerium|Ministerium|Regierung|Handelskammer|Handwerkskammer|Industrie- und Handelskammer|"
    r"Direktion|Gesundheitsdepartement|Volkswirtschaftsdepartement|Eidgenössische|Kantonales|Bundeszentralamt|"
    # Dutch
    r"Gemeente|Provincie|Burgemeester|College|Ministerie|Belastingdienst|Inspectie|Autoriteit|Kamer|Omgevingsdienst|"
    r"Rijksdienst|Dienst|Agentschap|Federale|Nederlandsche|"
    # French
    r"Préfecture|Préfet|Ministère|Mairie|Ville|Commune|Régie|Agence|Autorité|Direction|Service|Office|Chambre|"
    r"Département|Conseil|Haute|Commission|Registraire|Secrétariat|Urssaf|URSSAF|Canton|"
    # Spanish
    r"Ayuntamiento|(?:Ilustre |I\. )?Municipalidad|Ministerio|Consejería|Alcaldía|Dirección|Secretaría|Servicio|"
    r"Agencia|"
    r"Superintendencia|Comisión|Instituto|Delegación|Intendencia|Gobierno|Junta|Generalitat|Diputación|Cámara|"
    r"Registro|"
    # Italian
    r"Comune|Provincia|Regione|Ministero|Agenzia|Autorità|Questura|Prefettura|Camera|Sportello|Direzione|Città|"
    # Portuguese
    r"Câmara Municipal|Município|Prefeitura|Ministério|Secretaria|Agência|Autoridade|Direção|Direcção|Conservatória|"
    r"Instituto|Serviço|Serviços|Segurança Social|Receita Federal|Junta Comercial|Turismo|Banco|Entidade|Governo|"
    r"Estado"
)
_OPENS = re.compile(rf"(?:(?:The|Die|Der|Das|Le|La|L['’]|El|Il|O|A|De|Het) ?)?(?:{_KIND})(?:{_REST}|{_SMALL})?")
_CAPITALS = re.compile(rf"(?:{_KIND.upper()})(?:[ ,'’-]{{1,2}}[{CAPITAL}'’.]++){{0,10}}")
_ENDS = re.compile(
    rf"(?:{_WORD} (?:(?:{_LINK}) )?){{1,6}}(?:Board|Authority|Commission|Agency|Council|Bureau|Department|Office|"
    r"Inspectorate|Registry|Ministry|City|County|Borough|Ministerium|Departement|Behörde|Kammer|Regierung)"
)
_STATE = re.compile(
    r"(?i:state|province|commonwealth|republic|government|república|repubblica|république|freistaat|republik|"
    r"kanton|estado|"
    r"gobierno|regno|royaume|koninkrijk)(?: \S+){1,8}|(?i:states of|bundesrepublik|confederazione) ?\S*"
)
"""The country or state ahead of its own office."""
_PAPER = re.compile(
    r"(?i)\b(?:licen[cs]e|permit|certificat\w*|erlaubnis|\w*bewilligung|genehmigung|bescheinigung|vergunning|"
    r"licencia|patente|"
    r"autori[sz]a\w*|permiso|alvará|licença|licenza|permis|attestation|registration card|form\w*|urkunde|bescheid)\b"
)
"""A paper's own title."""
LETTERHEAD_LINES = 5
SIGN_OFF_LINES = 8
MAX_NAME_CHARACTERS = 110
_PARTED = re.compile(r" - | \| | · |(?<!\bSt)\. (?=[A-ZÀ-Þ])|, (?=[A-ZÀ-Þ][^,]{2,40}$)|(?<=\w) {2,}")
_BY = re.compile(
    r"(?:[Ii]ssued by|[Gg]ranted by|[Dd]élivrée? par|[Aa]ccordée? par|[Ee]xpedid[ao] por|[Oo]torgad[ao] por|"
    r"[Ee]mitid[ao] p(?:or|el[ao])|"
    r"[Cc]oncedid[ao] p(?:or|el[ao])|[Rr]ilasciat[ao] da(?:l|lla|ll['’])?|(?:[Aa]usgestellt|[Ee]rteilt) (?:von|"
    r"durch)|(?:[Vv]erleend|[Aa]fgegeven) door)"
    r"(?: (?:the|la|le|el|der|die|das|dem|de|het|o|a|il))? ?"
)


_ARTICLE = re.compile(r"^(?:The|Die|Der|Das|Le|La|L['’]|El|Il|De|Het|O|A) ?(?=[A-ZÀ-Þ])")
_AHEAD = (" by ", " par ", " por ", " pel", " da ", " dal", " von ", " durch ", " door ")


def named(text: str) -> str | None:
    """The office that a text names and nothing else, without the department behind a dash; None for any other
    text."""
    name = _ARTICLE.sub("", _PARTED.split(text.strip(" .,:"))[0].strip(" .,:"))
    if not 4 <= len(name) <= MAX_NAME_CHARACTERS or _PAPER.search(name) or re.search(r"\d{3}", name):
        return None
    if any(pattern.fullmatch(name) for pattern in (_OPENS, _CAPITALS, _ENDS)):
        return name
    return None


def issuers(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`issuer`: the office by which a sentence says that the paper was given, that of the letterhead, or the one that
    signs. Of a state and its office in the head the office."""
    for hit in view.near(_AHEAD, _BY, before=14, after=30, leaves=leaves):
        begun = _OPENS.match(hit.leaf.flat, hit.match.end()) or _ENDS.match(hit.leaf.flat, hit.match.end())
        name = named(begun[0]) if begun else None
        if begun and name:
            yield fact(
                "issuer",
                name,
                hit.leaf.mark(hit.match.start(), begun.start() + len(name)),
                confidence=0.84,
                quote_limit=1,
            )
            break
    for leaf in leaves[:1]:
        lines = leaf.lines
        head = [(line, office) for line in lines[:LETTERHEAD_LINES] if (office := named(line.text))]
        head = [one for one in head if not _STATE.fullmatch(one[1])] or head
        foot = [(line, office) for line in lines[LETTERHEAD_LINES:][-SIGN_OFF_LINES:] if (office := named(line.text))]
        for found, confidence in ((head, 0.76), (foot, 0.7)):
            for line, office_name in found[:1]:
                start = line.start + line.text.index(office_name)
                yield fact(
                    "issuer",
                    office_name,
                    Mark(leaf.page, start, start + len(office_name)),
                    confidence=confidence,
                    quote_limit=1,
                )
