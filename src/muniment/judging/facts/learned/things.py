"""Names of things and offices within a line that need no capitals: what stands in quotation marks, hosts, systems by
what they are ("the loan servicing system", "sistema PagaTi"), and those who hold an office.

Each pattern looks at a bounded number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import nsmallest

from muniment.judging.facts.names import CAPITAL

MAX_THINGS = 8
"""Of a line, the first ones."""
_QUOTED = re.compile(
    rf"[„“\"«‹「『]\s?(?P<name>[{CAPITAL}0-9\u3040-\u30ff\u4e00-\u9fff][^„“”\"«»‹›「」『』]{{1,58}}?)\s?[“”\"»›」』]"
)
_HOST = re.compile(
    r"(?<![\w@./-])(?P<name>(?:https?://)?(?:[a-z\d][a-z\d-]{0,39}\.){1,5}[a-z]{2,12}(?:/[\w./-]{1,60})?(?::\d[\w.]{0,20})?)"
    r"(?![\w@-])"
)
_SYSTEM_BEHIND = (
    r"(?:[Pp]latforms?|[Ss]ystems?|[Ss]ervices?|[Aa]pplications?|[Aa]pps?|[Pp]ortals?|[Ii]nfrastructure|[Nn]etworks?|"
    r"[Ee]nvironments?|[Pp]rogram(?:me)?|[Aa]ddresses|[Pp]lattform|[Aa]nwendung|[Nn]etz(?:werk)?|[Uu]mgebung|"
    r"[Pp]latformen|[Aa]pplicatie|[Oo]mgeving|[Nn]etwerk)"
)
_BEFORE = (
    r"(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Yy]our|[Dd](?:er|ie|as|es|em|en)|[Ii]hre[rnms]?|[Uu]nsere[rnms]?|[Hh]et|[Dd]e|"
    r"[Oo]nze?|[Zz]ijn|[Hh]aar)"
)
_NAMED_BEHIND = re.compile(
    rf"(?<!\w){_BEFORE} (?P<name>(?:(?!{_BEFORE} |of |for |from )[\w&'/-]{{1,30}},? ){{1,6}}?{_SYSTEM_BEHIND})(?!\w)"
)
_SYSTEM_AHEAD = (
    r"(?:syst[eè]me|plateforme|application|appli|portail|r[ée]seau|sistema|plataforma|aplicaci[oó]n|aplicativo|aplicação|"
    r"portal|piattaforma|applicazione|applicativo|portale|rete|rede|servizio|servicio|serviço|service|system|platform|"
    r"anwendung|plattform|applicatie|app|site|sitio|sito)"
)
_NAMED_AHEAD = re.compile(
    rf"(?<!\w)(?i:{_SYSTEM_AHEAD}) (?P<name>[{CAPITAL}][\w&-]{{1,30}}(?: [{CAPITAL}0-9][\w&-]{{0,30}}){{0,3}})(?![\w-])"
)
_OFFICE = re.compile(
    r"(?<!\w)(?P<name>(?:C[A-Z]{1,2}O|CISO|DPO|RSSI|DSI|ISB)(?! \d)(?![\w-])|"
    r"[^\W\d_]{3,30}(?:beauftragte[rn]?|leiter(?:in)?|leitung|abteilung|functionaris|manager)|"
    r"(?i:comit[éêe]|comitato|comissão|organismo|directeur|directrice|director[a]?|direttore|direttrice|diretora?|"
    r"responsables?|responsabile|responsável|direction|direzione|dirección|direção|délégué|encarregad[oa]|afdeling|hoofd|"
    r"leiter(?:in)?) (?:(?:de la|de l'|de|des|du|d'|della|dello|dell'|dei|delle|di|do|da|dos|das|van|der|voor|für|à la|"
    r"en|e|et|y) ?"
    r"[^\W\d_]{2,25} ?){1,3}(?<! ))(?![\w-])"
)
_PATTERNS = (
    ("quoted", _QUOTED),
    ("host", _HOST),
    ("system", _NAMED_BEHIND),
    ("system", _NAMED_AHEAD),
    ("office", _OFFICE),
)


def things(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each begins and ends, and what it is."""
    found = [(*one.span("name"), how) for how, pattern in _PATTERNS for one in pattern.finditer(text)]
    first = set(nsmallest(MAX_THINGS, found))
    return (one for one in found if one in first)
