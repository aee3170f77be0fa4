"""Whose law governs an agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from muniment.judging.facts import places, promises, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, has_blank, is_blank
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_ANCHORS = (
    "laws of", "law of", "laws in force in", " law govern", " law applies", " law shall govern", "recht", " law",
    "laws applicable", "droit ", "legislación", "derecho ", "ley ", "legge ", "diritto ", "lei ", "legislação",
    "direito ",
)  # fmt: skip
_LAW = re.compile(
    r"(?i:\blaws? (?:of|in force in|applicable in) )(?i:the )?"
    r"(?P<law>(?:(?i:state|commonwealth|republic|kingdom|province|federal republic|country) (?i:of )(?i:the )?)?"
    r"[A-Z][A-Za-z]+(?:(?: of| and(?: the)?)? (?:the )?[A-Z][A-Za-z]+){0,4})"
)
_LAW_AFTER = re.compile(r"(?i)\bsubject to|\bgovern|construed|interpreted|applicable|apply|applies")
_HEADINGS = re.compile(r"(?i)\b(?:venue|jurisdiction|forum|disputes?|arbitration|law|general|notices?|miscellaneous)\b")
"""What a heading goes on with after "Governing law"."""
_LAW_LABEL = Labels(
    "governing law(?: (?:and|&) (?:jurisdiction|venue|forum))?|law and jurisdiction|law of (?:the )?contract|"
    "choice of law|"
    "governed by", "applicable law",
)  # fmt: skip
_ADJECTIVE = re.compile(
    r"\b(?P<law>(?:English|Scots|Scottish|Northern Irish|Welsh|Finnish|Luxembourg|Singapore|Israeli|Japanese|Brazilian|"
    r"Portuguese|Czech|Estonian|German|Irish|French|Dutch|Swiss|Austrian|Danish|Swedish|Norwegian|Belgian|Italian|"
    r"Spanish|"
    r"Polish|Indian|"
    r"Australian|Canadian|(?i:deutsche[sn]?|österreichische[sn]?|schweizerische[sn]?)) (?:[Ll]aws?|Recht)|"
    r"droit (?:français|belge|suisse|luxembourgeois|allemand|anglais|québécois)|"
    r"(?:legislación|derecho|leyes) (?:español|mexican|argentin|colombian|chilen|peruan)[ao]?s?|ley española|"
    r"(?:legge|diritto) (?:italian|svizzer|tedesc)[ao]|(?:Nederlands|Belgisch|Duits|Engels) recht|"
    r"(?:lei|legislação|direito) (?:portugues[ae]|português|brasileir[ao]))\b"
)
_GOVERNS = re.compile(
    r"(?i)\bgovern|construed|\bsubject to (?=[A-Z]\w+ law|the laws?)|\b(?:English|Scots|Irish|[A-Z]\w+) law appl|"
    r"es gilt|gilt |unterliegt|\blaws? of [A-Z][\w ]{2,40} (?:shall )?appl(?:y|ies)\b|"
    r"\brégie? par|"
    r"\bsoumise? au|\brige|\bregirá|\bregolat[oa]|\bdisciplinat[oa]|van toepassing|beheerst|\brege|\bregid[oa]"
)
_STATE = re.compile(
    r"(?P<law>(?i:(?:the )?state of )?[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?i:law) (?i:governs|applies|shall govern)"
)
_NO_LAW = re.compile(
    r"(?i)(?:eu |any |an? |each |such )?member states?\b|(?:european )?union\b|(?:such|your|its|that|any) |"
    r"(?:contract|agreement|part(?:y|ies)|data|privacy)\b"
)
_CLAUSES = re.compile(
    r"(?i)clause 1[78]|standard contractual clauses|eu sccs|these clauses|uk addendum|the clauses|privacy laws?\b"
)
_NOT_GOVERNED = re.compile(
    r"(?i)\b(?:n['’](?:est|a)|ne\s\w+)\spas\b|\b(?:no se|non è|non sono|não se|não é|is niet|"
    r"niet)\b[^.]{0,40}\b(?:rig|rege|regolat|"
    r"regid|toepassing|beheerst)|\b(?:not|never) (?:be )?(?:governed|construed|interpreted|subject|apply)|"
    r"\b(?:unterliegt|gilt) (?:nicht|kein)"
)


_OF_LAW = re.compile(r"(?i)^(?:the )?(?:laws? of )?(?:the )?(?=[A-Z])")
"""What a label's answer says ahead of the place."""
_PLACE_LAW = re.compile(
    rf"(?i:governed by|subject to|construed (?:in accordance with|under)|in accordance with) (?i:the )?"
    rf"(?P<law>{places.NAMED}) laws?\b"
)
"""A law that a sentence calls by its place: "governed by Delaware law"."""
_HEADED = re.compile(
    rf"(?i:(?:governing|applicable|choice of) law(?: (?:and|"
    rf"&) (?:[a-z]+ ?){{1,3}})?[.:]) (?i:the )?(?i:laws? of )?(?i:the )?"
    rf"(?P<law>(?:(?i:state|commonwealth|province) of )?(?:{places.NAMED}))(?=[,.;]| (?i:law|excluding|without|to the))"
)
"""A clause that is a heading and the name of a place."""


def governing_law(view: View) -> Iterator[Fact]:
    """The law of a label or of the sentence that says what governs; not of clauses of others, not denied."""
    for field in _LAW_LABEL.find(view.leaves, loose=True):
        value = _OF_LAW.sub("", field.value.rstrip(" ."))
        adjective = _ADJECTIVE.fullmatch(value)
        law = adjective["law"] if adjective else value
        if not adjective and _HEADINGS.search(value):
            continue
        if (adjective or re.fullmatch(NAME, value)) and len(value.split()) <= 6 and not is_blank(value):
            yield fact("governing_law", law, field.mark, confidence=0.8)
            break
    yield from islice(_abroad(view), 1)
    for hit in view.near(("governing law", "applicable law", "choice of law"), _HEADED, after=110):
        yield fact("governing_law", hit["law"], hit.mark(), confidence=0.84)
        break
    for hit in view.near((" law",), _PLACE_LAW, before=60, after=40):
        yield fact("governing_law", hit["law"], hit.mark(), confidence=0.82)
        break
    if any(_OWN_CLAUSES.search(leaf.flat[:MAX_TITLE_CHARACTERS]) for leaf in view.front(1)):
        for hit in view.near(("this shall be the law",), _CHOSEN, after=90):
            yield fact("governing_law", hit["law"], hit.mark(), confidence=0.89)
            break
    for sentence in view.sentences(_ANCHORS):
        if not _LAW_AFTER.search(sentence.text) and not _GOVERNS.search(sentence.text):
            continue
        if promises.is_no_promise(sentence.text) or _NOT_GOVERNED.search(sentence.text):
            continue
        governs = _GOVERNS.search(sentence.text)
        match = _LAW.search(sentence.text) or _ADJECTIVE.search(sentence.text) or _STATE.search(sentence.text)
        end = sentence.start + (match.end() if match else 0)
        if _CLAUSES.search(sentence.leaf.flat, max(0, sentence.start - 160), end):
            continue
        if governs and _OF_REPLACED.search(sentence.text, 0, governs.start()):
            continue
        if not governs or not match or _NO_LAW.match(match["law"]) or is_blank(match["law"]):
            continue
        behind = sentence.leaf.flat[sentence.start + match.end() : sentence.start + match.end() + 8]
        if has_blank(behind) or behind.startswith((" <", " [", " of _", "_")):
            continue
        said = _OF_COURTS.sub("", match["law"]) if behind.startswith(" court") else match["law"]
        law = re.sub(r"\s+(?:Without|Any|The|Each|All|Exclusive|Venue|If|In|This|Excluding|Both)$", "", said)
        first, last = min(governs.start(), match.start()), max(governs.end(), match.end())
        yield fact("governing_law", law, sentence.mark(first, last), confidence=0.88)
        return


_OF_REPLACED = re.compile(r"(?i)\b(?:supersed|replac)\w+ (?:the|an?|any|all|our|their|that) [^.;]{0,80}$")
"""Ahead of what governs an agreement that is not in force any more."""
_OF_COURTS = re.compile(r" and(?: the)? [A-Z][a-z]+$")
"""Whose courts are named behind a law: "the law of Scotland and the Scottish courts"."""
_OF_BODY = re.compile(
    r"(?i)(?<!\w)(?:société|personne morale|entité|(?:\w+)?gesellschaft|unternehmen|juristische person|"
    r"sociedad(?:e)?|empresa|compañía|"
    r"persona (?:jurídica|giuridica)|società|ente|vennootschap|rechtspersoon|pessoa (?:jurídica|coletiva)|"
    r"constitu\w+|gegründet\w*|opgericht\w*|costituit\w+|organisiert)\b[^.;,]{0,30}$"
)
"""Ahead of the law that a company was founded under, which governs no agreement for that."""
_OF_SUBJECT = re.compile(
    r"(?i)\s(?:sur|relativ\w+|en matière|en materia|in materia|em matéria|sobre|de protec|de proteç|di protez|"
    r"concernant|"
    r"zum|über|zur|inzake|op het gebied|tegen|contre|n[°ºr.]|\d|(?:\w+ )?(?:applicable|vigente|en vigueur) (?:en|in|"
    r"em))"
)
"""Behind a law about something: "la législation française sur la protection des données"."""
_NOMINAL_AHEAD = re.compile(
    r"(?:^|[.:;,–—|\])-]|\d)\s*(?:[Ll]a |[Ll]e |[Ll]['’]|[Ee]l |[Ii]l |[AO] |[Ll]es |[Ll]as )?$"
)
_NOMINAL_BEHIND = re.compile(
    r"\s*(?:[.;,(:]|$)|\s(?:et|y|e|und|en) (?i:(?:les |los |as |os |i |der )?(?:trib|juz|foro?|for|cour|gericht|recht))"
)
_OWN_CLAUSES = re.compile(
    r"(?i)standard contractual clauses|clauses contractuelles types|cláusulas contractuales tipo|"
    r"cláusulas-(?:padrão|tipo)|"
    r"clausole contrattuali tipo|standardvertragsklauseln|standaard ?contract(?:uele )?bepalingen|"
    r"modelcontractbepalingen"
)
MAX_TITLE_CHARACTERS = 400
_ABROAD_ANCHORS = ("droit", "loi", "législation", "derecho", "ley", "legislación", "normativa", "diritto", "legg",
    "legislazione", "direito", "lei", "legislação", "recht", "wet", "ordenamiento", "ordinamento",
    "ordenamento")  # fmt: skip
_CHOSEN = re.compile(rf"(?i:this shall be the laws? of) (?i:the )?(?P<law>{places.NAMED})")
"""How clause 17 of the standard contractual clauses names the law (Decision (EU) 2021/914)."""
_JAPANESE_AHEAD = re.compile(r"準拠法(?:は|を|\s|[:：、)）])*$")
_JAPANESE_BEHIND = re.compile(r"\s?(?:に準拠|を準拠法|に従[いうっ]|に基づ[いき]|を適用|が適用|によ(?:り|って)|の適用)")


@cache
def _japanese() -> re.Pattern[str]:
    return re.compile("|".join(vocabulary.own_words("law", language="ja")))


@cache
def _heads() -> re.Pattern[str]:
    """A heading that says that a law follows, up to the law."""
    article = r"(?:la |le |el |il |o |a |as |les |las |das |l['’])?"
    return re.compile(rf"(?i)(?<!\w)(?:{vocabulary.alternatives('law_heads')})\s?[.:|)–—-]{{0,3}}\s{article}$")


def _abroad(view: View) -> Iterator[Fact]:
    """The law that a sentence of another language says governs, that stands below a heading that says so, or that is a
    clause of its own: "Droit suisse. For: Neuchâtel"."""
    for leaf in view.leaves:
        yield from _in_japanese(leaf)
    is_of_clauses = any(_OWN_CLAUSES.search(leaf.flat[:MAX_TITLE_CHARACTERS]) for leaf in view.front(1))
    for sentence in view.sentences(_ABROAD_ANCHORS):
        text = sentence.text
        if _OWN_CLAUSES.search(text) and not is_of_clauses:
            continue
        governs = None
        for law in vocabulary.pattern("law").finditer(text):
            ahead, behind = text[: law.start()], text[law.end() :]
            if _OF_BODY.search(ahead) or _OF_SUBJECT.match(behind) or has_blank(behind[:8]):
                continue
            is_headed = bool(_heads().search(ahead[-90:]))
            is_nominal = law[0][0].isupper() and bool(_NOMINAL_AHEAD.search(ahead))
            governs = governs or vocabulary.pattern("law_governs").search(text)
            is_clause = (is_headed or is_nominal) and _NOMINAL_BEHIND.match(behind)
            if not (is_clause or governs) or _NOT_GOVERNED.search(text):
                continue
            start, end = law.span()
            if governs and not is_clause:
                start, end = min(start, governs.start()), max(end, governs.end())
            yield fact("governing_law", law[0], sentence.mark(start, end), confidence=0.89, quote_limit=1)
            return


def _in_japanese(leaf: Leaf) -> Iterator[Fact]:
    if "準拠" not in leaf.flat and "法律" not in leaf.flat:
        return
    for law in _japanese().finditer(leaf.flat):
        ahead = _JAPANESE_AHEAD.search(leaf.flat, max(0, law.start() - 16), law.start())
        behind = _JAPANESE_BEHIND.match(leaf.flat, law.end())
        if ahead or behind:
            start = ahead.start() if ahead else law.start()
            end = behind.end() if behind else law.end()
            yield fact("governing_law", law[0], leaf.mark(start, end), confidence=0.89, quote_limit=1)
            return
