"""On whom a service organisation relies,"
" as labels and sentences of any language say it: "si avvale di A per l'housing e
di B per la stampa", "A recourt à B", "C levert de servers"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from muniment.judging.facts import vocabulary
from muniment.judging.facts.fields import Field, labels_of
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.naming import HAN
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_LEADS = (
    r"(?:(?:an|auf|bei|von|der|die|das|dem|den|de|del|della|dell['’]|dei|di|da|do|du|des|la|le|les|el|los|las|lo|il|"
    r"i|a|à|ao|aos|às|"
    r"au|aux|os|as|o|aan|van|het|sur|su|sobre|em|en|op|na|no|d['’]|l['’]|to|on|of|by|par|por|pela|pelo|door|"
    r"durch|the|voor|für|por la|alla|"
    r"alle|ai)\s?)"
    r"{0,3}"
)
_USES = (
    r"(?:uses?|utili[sz]es|relies (?:up)?on|engages|contracts with|outsources [^.;]{2,60}? to|"
    r"utili[zs]a(?: los servicios| os serviços)?|emplea|recurre|se apoya en|se sirve|subcontrata|contrata|cuenta con|"
    r"utilise|recourt|a recours(?: aux services)?|fait appel(?: aux services)?|s['’]appuie sur|"
    r"sous-traite [^.;]{2,60}? |confie [^.;]{2,60}? |"
    r"utilizza(?: i servizi)?|si avvale(?: dei servizi)?|fa ricorso|ricorre|si serve|si affida|affida [^.;]{2,60}? |"
    r"recorre(?: aos serviços)?|conta com|serve-se|usa|"
    r"nutzt(?: (?:die )?(?:dienste|leistungen))?|bedient sich|greift auf|setzt|beauftragt|"
    r"(?:maakt |wordt )?gebruik\s?(?:gemaakt )?(?:van)?(?: de diensten)?|gebruikt|heeft [^.;]{2,"
    r"60}? uitbesteed aan|besteedt [^.;]{2,60}? uit aan)"
)
_BY = (
    r"(?:(?:hosted|operated|provided|performed|run|managed|delivered|supplied|printed) by|outsourced to|"
    r"subcontracted to|"
    r"(?:alojad|operad|prestad|gestionad|proporcionad|hospedad|fornecid|gerid|assegurad|subcontratad)[oa]s?"
    r" (?:por|pela|pelo|pelos|pelas|en|em|a|na|no)|"
    r"(?:hébergée?s?|exploitée?s?|fournie?s?|assurée?s?|gérée?s?|sous-traitée?s?|confiée?s?) (?:par|chez|à)|"
    r"(?:ospitat|gestit|fornit|erogat|affidat|esternalizzat)[oaie] (?:da|dal|dalla|a|alla|presso)|"
    r"(?:von|durch|an) (?=.{3,160}(?:betrieben|bereitgestellt|erbracht|gehostet|ausgelagert|vergeben))|bei|"
    r"(?:gehost|geleverd|beheerd|verzorgd|uitbesteed|uitgevoerd) (?:door|aan|bij))"
)
_TAKES = (
    r"(?:(?:controls|controles|contrôles|ceux|controlli|controlos|Kontrollen|maatregelen|Dienstleistungen|Leistungen|"
    r"services|servizi|servicios|serviços) (?:of|at|from|performed by|operated by|de|del|da|do|di|du|van|bei|der|des))"
)
_LEADS_TO = re.compile(rf"(?<!\w)(?i:{_USES}|{_BY}|{_TAKES})\s{_LEADS}(?=[{CAPITAL}])")
_DOES = re.compile(
    r"(?i),? (?:(?:also |also )?(?:provides|hosts|operates|supplies|runs)|fournit|héberge|exploite|assure|fornisce|"
    r"gestisce|ospita|eroga|proporciona|aloja|opera|presta|suministra|gestiona|fornece|hospeda|disponibiliza|assegura|"
    r"betreibt|stellt|hostet|erbringt|liefert|levert|beheert|verzorgt|host|exploiteert)\b"
)
_PURPOSE = (
    r"(?:\s?\([^()]{2,60}\))?(?:,? (?:for|to|as|per|para|pour|für|voor|als|come|como|comme|zur|zum|in|im|en|"
    r"a)\b [^.;]{2,80}?|"
    r", (?:an?|the|un|une|una|uma|eine?r?|een) [a-zß-ÿ][^.;,]{2,60}?)?"
)
_AND = r"(?:,|;|,? (?:and|et|e|ed|y|und|sowie|en|as well as|ainsi que|nonché|bem como|así como))"
_WHAT_FOR = (
    rf"(?:(?:{vocabulary.alternatives('for')}|zur|zum) "
    r"(?:the |die |den |das |l['’]|la |le |il |lo |el |a |o |de |het )?"
    r"[a-zà-ÿ][^,;.()]{2,50}? (?:on|of|from|by|auf|von|an|bei|à|de|di|su|a|van|door|aan|en|em|por|da|durch)\s)?"
)
"""What the next one is used for, ahead of its name."""
_NEXT = re.compile(rf"{_PURPOSE}{_AND}\s{_WHAT_FOR}{_LEADS}(?=[{CAPITAL}])")
_TELLS_OF = re.compile(
    r"(?i)sub-?service|carved?[\s-]?out|inclusive method|exclud|exclu|esclu|inclu|not extend|not include|ausgeklammert|"
    r"ausgenommen|ausgeschlossen|einbezogen|enthalten|inklusiv|subdienst|unterauftrag|auslager|subservi|"
    r"sous-(?:trait|organ|serv)|"
    r"retranch|subforni|sub-?fornitor|sub-?appalt|subcontrat|uitgezonderd|uitgesloten|inclusie|onderaann|uitbested|"
    r"compren[de]|omvat|does not cover|are not covered|excetua"
)
_NO_ONE = re.compile(
    r"(?i)\b(?:reports?|types?|trust services|section|page|table|services? provided|services?|functions?|purposes?|"
    r"description|types?|nature|roles?|method|"
    r"location|management|users?|entit(?:y|ies)|customers?|controls?|company|clients?|service commitments|"
    r"kontrollen|kunden|"
    r"criteria|multi-?factor|section|abschnitt|tls|aes|iso|soc|isae|sso|vpn|mfa|january|february|march|april|may|"
    r"june|july|august|"
    r"september|october|november|december)\b"
)
_METHOD = re.compile(
    r"(?i)(?P<out>carved?[\s-]?out|excluded|exclu\w*|esclus\w*|uitgesloten|uitgezonderd|ausgeklammert|除外方式|exclusion)|"
    r"(?P<in>inclusi(?:ve|ef|f|va|vo|eve)\b(?: method)?|inclus\w*|inklusiv\w*|一体方式|包含方式)"
)
_LABEL_REMARK = re.compile(r"\s?[(（][^()（）]{2,60}[)）]")
MAX_SENTENCES = 60
MAX_APART = 900
"""Characters over which sentences of a page may name one organisation after the other."""
MAX_BEHIND = 320
"""Characters behind a name that may say whether its controls are left out."""
MAX_LISTED = 12


@dataclass(frozen=True, slots=True)
class _Named:
    names: tuple[str, ...]
    leaf: Leaf
    start: int
    end: int


def relied_on(view: View, languages: tuple[str, ...]) -> Iterator[Fact]:
    """`subservice_organisations`, and the method that stands beside their label."""
    leaves = view.front(14)
    labels = labels_of("soc_report", "subservice_organisations", languages)
    for field in labels.find(leaves[:6], loose=True):
        names = () if _LEADS_TO.search(field.value) else _of_label(field)
        if names:
            yield fact("subservice_organisations", names, field.mark, confidence=0.87, quote_limit=500)
            yield from _method(field)
            break
    found = [one for leaf in leaves for one in _in_sentences(leaf)]
    near: list[_Named] = []
    everyone: list[str] = []
    for one in found:
        is_near = one.leaf is found[0].leaf and one.end - found[0].start <= MAX_APART
        more = [name for name in one.names if name not in everyone]
        if is_near and more:
            near.append(one)
            everyone.extend(more)
    if near:
        mark = near[0].leaf.mark(near[0].start, max(one.end for one in near))
        yield fact("subservice_organisations", tuple(everyone), mark, confidence=0.83, quote_limit=MAX_APART + 100)


def _of_label(field: Field) -> tuple[str, ...]:
    """The names of a label's answer: parted by semicolons, by "and", or by commas that no legal form follows."""
    value = _LABEL_REMARK.sub("", field.value)
    if HAN.search(value):
        pieces = re.split(r"[、，,;；]|及び|並びに", value)
        return tuple(name for piece in pieces if (name := piece.strip()) and len(name) <= 40)
    names: list[str] = []
    for piece in re.split(rf";|(?<=\w)\s{_AND}\s(?=[{CAPITAL}])|•|·", value):
        whole = [found[0] for found in ORGANISATION.finditer(piece)]
        parts = whole or [part for part in piece.split(", ") if re.fullmatch(NAME, part.strip(" ."))]
        names.extend(name for part in parts if (name := tidy(part)) and not is_blank(name) and not _NO_ONE.search(name))
    return tuple(dict.fromkeys(names))[:MAX_LISTED]


def _method(field: Field) -> Iterator[Fact]:
    said = {found.lastgroup for found in _METHOD.finditer(field.value)}
    if len(said) == 1:
        method = "inclusive" if said == {"in"} else "carve-out"
        yield fact("subservice_method", method, field.mark, confidence=0.86, quote_limit=500)


def _in_sentences(leaf: Leaf) -> Iterator[_Named]:
    """Sentences that name whom the organisation uses, beside words that tell of subservice."""
    for leads in islice(_LEADS_TO.finditer(leaf.flat), MAX_SENTENCES):
        names, end = _listed(leaf.flat, leads.end())
        if names and _is_told_of(leaf.flat, leads.start(), end):
            yield _Named(names, leaf, leads.end(), end)
    for does in islice(_DOES.finditer(leaf.flat), MAX_SENTENCES):
        named = list(ORGANISATION.finditer(leaf.flat, max(0, does.start() - 90), does.start()))
        if named and named[-1].end() == does.start() and _is_told_of(leaf.flat, named[-1].start(), does.end()):
            name = tidy(named[-1][0])
            if name and not _NO_ONE.search(name):
                yield _Named((name,), leaf, named[-1].start(), named[-1].end())


def _is_told_of(flat: str, start: int, end: int) -> bool:
    """Whether the sentence of a name or the one behind it tells of controls that are left out or taken in."""
    ahead = re.split(r"(?<=[a-zß-ÿ)])[.;] ", flat[max(0, start - 200) : start])[-1]
    behind = re.split(r"(?<=[a-zß-ÿ)])\. ", flat[end : end + MAX_BEHIND])[:3]
    return bool(_TELLS_OF.search(ahead + flat[start:end] + " ".join(behind)))


def _listed(flat: str, at: int) -> tuple[tuple[str, ...], int]:
    """The names of an enumeration that begins at `at`, without what each is used for, and where the last one ends."""
    names: list[str] = []
    end = at
    while len(names) < MAX_LISTED:
        found = ORGANISATION.match(flat, at) or _plain_name(flat, at)
        name = tidy(found[0]) if found else None
        if found is None or not name or _NO_ONE.search(name) or is_blank(name):
            break
        first, joined, rest = _one_of_two(name)
        names.extend([first, rest] if joined else [name])
        end = found.start() + len(found[0])
        following = _NEXT.match(flat, end)
        if following is None:
            break
        at = following.end()
    return tuple(dict.fromkeys(names)), end


def _one_of_two(name: str) -> tuple[str, str, str]:
    """A match that runs over "and" in two, where what stands ahead of it is a name of two words."""
    pieces = _JOINED.split(name, maxsplit=1)
    first, joined, rest = pieces if len(pieces) == 3 else (name, "", "")
    return (first, joined, rest) if len(first.split()) > 1 and len(rest.split()) > 1 else (name, "", "")


_JOINED = re.compile(r" (and|et|y|e|und|en) ")
_PLAIN = re.compile(rf"[{CAPITAL}][\w&'’-]+(?: [{CAPITAL}0-9][\w&'’-]*){{1,4}}")


def _plain_name(flat: str, at: int) -> re.Match[str] | None:
    """A name without a legal form: capitalised words, two at least."""
    found = _PLAIN.match(flat, at)
    return found if found and not flat.startswith((" &", "&"), found.end()) else None
