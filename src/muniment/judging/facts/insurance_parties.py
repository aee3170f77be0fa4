"""Who is insured, and with whom, as certificates say it: beside a label, below it, or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from muniment.judging.facts import vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, PARTY, tidy
from muniment.judging.facts.naming import name_of, on_one_line
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Line, Mark
from muniment.judging.model import Fact

_INSURER_LINE = re.compile(
    r"(?i)^insurer(?:\(s\))?\s?(?:[A-F]\b)?\s?[:\t]\s?(?P<name>.+)$|^(?:insurer|insurance company|underwriter|"
    r"underwritten by|carrier)s?:?\s+(?P<name2>[A-Z].+)$"
)
_INSURER = Labels(
    "(?:name of (?:the )?|lead |leading )?insurers?(?: name|\\(s\\))?|(?:name of )?insurance compan(?:y|ies)|"
    "(?:lead |leading |slip )?underwriters?|slip leader|(?:insurance )?carrier|security|underwritten by|"
    "insured (?:by|with)|"
    "policy issued by|issuing (?:company|office|insurer)|insurance provider",
    *vocabulary.labels("certificate_of_insurance", "insurers"),
)
_INSURED = Labels(
    "insured(?: name)?",
    "(?:name (?:and address )?of )?(?:the )?(?:named |principal |original |first named )?(?:insured|assured)"
    "(?: (?:party|employer|company|person|entity|organi[sz]ation|business|member))?(?:\\(s\\))?(?: name)?",
    "(?:name (?:and address )?of (?:the )?)?policy ?-?holder(?: name)?|proposer|insured'?s name|customer name",
    "our client|client",
)
_SIGNED = re.compile(rf"(?i:signed (?:for and )?on behalf of) (?P<name>{NAME}) \((?i:authori[sz]ed insurers?)\)")
"""How a British certificate of employers' liability ends."""
_SIGNED_LINE = re.compile(
    rf"(?P<name>(?:{ORGANISATION.pattern})),? \(?(?i:(?:the )?authori[sz]ed insurers?)\)?|"
    rf"(?i:for (?:and on behalf of )?)(?P<for>(?:{ORGANISATION.pattern})):? (?i:authori[sz]ed signator).*|"
    rf"(?P<syndicate>{NAME}) at Lloyd['’]s,? \(?(?i:(?:the )?authori[sz]ed insurers?)\)?"
)
"""The same of motor insurance, and of the Commonwealth."""
_SAYS_THAT = (
    r"(?i:(?:confirm|certify|certifies)(?: \w+){0,3} that|insurance brokers? (?:to|for|of)|on behalf of|"
    r"(?:bestätig|bescheinig)\w+(?: \w+){0,2},? dass|(?:attest|certifi)\w+ que|certifica(?:mos)? (?:che|que)|"
    r"(?:dichiara|attesta)(?:mo)? che|hace(?:mos)? constar que|(?:verkla(?:art|ren)|bevestig\w+)(?: \w+){0,2},? dat|"
    r"declara(?:mos)?(?: [\w,]+){0,6} que)"
)
_SUBJECT = re.compile(
    rf"^(?:(?i:re|subject|our client):?\s+)?(?P<name>(?:{ORGANISATION.pattern}))\s?[-:,]\s?"
    r"(?i:confirmation|evidence|verification|proof|certificate|summary) of (?i:cover|insurance)"
)
"""How a broker's letter says whom it is about."""
_TO_NAME = r"(?:[\s,:]+(?:[a-zà-ÿ]+['.]?|Firma|Herr|Unternehmen|Versicherungsnehmer(?:in)?|[Ll]')){0,8}[\s,':]+"
_INSURED_SAID = re.compile(rf"{_SAYS_THAT}(?P<between>{_TO_NAME})(?P<name>{PARTY.pattern})")
_INSURER_SAID = re.compile(
    r"(?i:insured (?:with|by)|\b(?:insurance|cover|policy|policies)(?: \w+){0,2} (?:with|from|issued by)|"
    r"underwritten by|cover(?:age)? (?:is )?(?:placed|provided) (?:with|by)|\bbei (?:der|dem)|"
    r"soussignée?s?,?|auprès (?:de(?: la| notre)?|d')|\bpresso(?: la)?|\bbij|\bjunto (?:da|de)|con la (?:compañía|"
    rf"entidad)|we,) (?P<name>{NAME})"
)
_INSURES = re.compile(
    r"(?i)insurance|\bassurance|versicherung|assicura|seguros?\b|segurador|verzeker|underwrit|lloyd|mutual|mutuelle|"
    r"\bmutua\b|\bonderlinge\b|casualty|indemnity|assekuran[zc]\b|reaseguros|rückversicher|\bvvag\b|\bm\.?a\.?i\.?f\b|"
    r"\b(?:allianz|axa|zurich|generali|hdi|gothaer|chubb|aig|hiscox|markel|beazley|talanx|vhv|ergo|macif|groupama|"
    r"covéa|mma|mapfre|fidelidade|tranquilidade|ageas|unipolsai|cattolica|achmea|interpolis|swiss re|munich re)\b"
)
"""What the names of insurers say of themselves."""
_SELLS = re.compile(
    r"(?i)\b(?:brok(?:ers?|ing|erage)|intermediar\w+|agen(?:ts?|cy|cies)|advis[eo]rs?|consultants?|"
    r"makler\w*|courtiers?|courtage|corredur[ií]a|corretor\w*|makelaar\w*|tussenpersoon)\b|makler"
)
"""What those who place insurance with others call themselves."""
_GROUP = re.compile(r"(?i),? (?:and|&)(?: (?:its|all|their|any))? (?:subsidiar\w+|affiliate\w*|group compan\w+).*$")
"""Whom a policy insures beside who holds it."""
_NOT_INSURED = re.compile(
    r"(?i)^(?:employers?|company|party|person|business|member|name)$|insurer|producer|contact|certificate|"
    r"named above|will be|provisions|policy|address"
)
_LEGAL_FORM = re.compile(
    r"(?:\b(?:AG|SE|GmbH|Ltd|Limited|plc|PLC|SA|S\.A|S\.p\.A|N\.V|NV|B\.V|VVaG|V\.V\.a\.G|Inc|a\.G|S\.L|U\.A|"
    r"Società Cooperativa)\b)"
)
_NAMES_INSURER = re.compile(
    r"(?i)\bmutuelle\b|\bmutua\b|assurances?\b|assicurazioni|assicuratrice|\bseguros\b|seguradora|aseguradora|"
    r"verzekeringen\b|verzekeringsmaatschappij|\bonderlinge\b|versicherungs(?:verein|gesellschaft|kammer|anstalt)|"
    r"versicherungen\b"
)
"""What an insurer calls itself where it names no legal form."""
_OF_PAPER = re.compile(
    r"(?i)haftpflicht|bestätigung|nachweis|\bschein\b|police\b|polizza|p[óo]liza|ap[óo]lice|certific|attest|declara|"
    r"dichiara|"
    r"polisblad|"
    r"responsab|aansprakelijkheid|\brc\b|cyber|conditions|bedingungen|condizioni|broker|makler|courtier|corredur|"
    r"mediador|bemiddel|intermedia|agen(?:t|zia|cia)|conseil"
)
"""What the head of a certificate is besides the insurer: its title, or who brokered it."""
_GOES_ON = re.compile(
    r"(?:(?:[A-Z][a-z]+|&|of|and) ){0,3}(?:Co|Company|Corp|Corporation|Inc|Ltd|Limited|plc|SE|AG|SA|N\.?V|LLC|"
    r"Association)\.?"
)
"""The second line of an insurer's name."""
MAX_INSURED_WORDS = 9
MAX_SIGNED_LINE = 160


def parties(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`insurers` and `insured` of the first pages."""
    yield from _insurers(leaves)
    yield from _letterhead(leaves)
    yield from _sole_insurer(leaves[:1])
    yield from _insured(leaves)


def insures(name: str) -> bool:
    """Whether a name is an insurer's by what it says of itself."""
    return bool(_INSURES.search(name)) and not _OF_PAPER.search(name)


def _insurers(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    yield from _lettered(leaves)
    yield from _signing(leaves)
    yield from _named_in_text(leaves)
    yield from _beside_label(leaves)
    yield from _said_to_insure(leaves)


def _lettered(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Insurers on lines of their own, each behind its letter."""
    for leaf in leaves:
        named: list[tuple[str, int, int]] = []
        for line, below in pairwise([*leaf.lines, Line("", 0)]):
            match = _INSURER_LINE.match(line.text)
            if not match or "\t" in (match["name"] or match["name2"]):
                continue
            name = tidy(re.split(r"\s{2,}|\t|\s(?=\d{5}$)|\b(?:NAIC|ABN|ACN)\b", match["name"] or match["name2"])[0])
            is_name = name and name[0].isupper() and not is_label(name)
            if is_name and name and not re.search(r"(?i)affording|naic|insurer", name):
                is_broken = not _LEGAL_FORM.search(name) and _GOES_ON.fullmatch(below.text)
                last = below if is_broken else line
                named.append((f"{name} {below.text}" if is_broken else name, line.start, last.end))
        if named:
            mark = Mark(leaf.page, named[0][1], named[-1][2])
            names = tuple(dict.fromkeys(name for name, _, _ in named))
            yield fact("insurers", names, mark, confidence=0.88, quote_limit=700)
            return


def _signing(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The insurer that signs, or for which somebody does."""
    for leaf in leaves:
        signed = _SIGNED.search(leaf.flat)
        name = tidy(signed["name"]) if signed else None
        if signed and name:
            yield fact("insurers", (name,), leaf.mark(*signed.span("name")), confidence=0.8)
            break
        for line in leaf.lines:
            ends = _SIGNED_LINE.fullmatch(line.text) if len(line.text) <= MAX_SIGNED_LINE else None
            name = tidy(ends["name"] or ends["for"] or ends["syndicate"]) if ends else None
            if ends and name and (not ends["for"] or _INSURES.search(name)):
                yield fact("insurers", (name,), leaf.mark_line(line), confidence=0.8)
                break


def _beside_label(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for field in _INSURER.find(leaves):
        sole = ORGANISATION.match(field.value)
        name = tidy(sole[0] if sole and re.match(r"[.;,] | \(", field.value[sole.end() :]) else field.value)
        if several := _several(field.value):
            yield fact("insurers", several, field.mark, confidence=0.92, quote_limit=1)
            break
        if name and name[0].isupper() and len(name.split()) <= MAX_INSURED_WORDS:
            yield fact("insurers", (name,), field.mark, confidence=0.86)
            break


def _said_to_insure(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The insurer that a sentence says insures."""
    for leaf in leaves:
        told = (one for one in _INSURER_SAID.finditer(leaf.flat) if _INSURES.search(one["name"]))
        said = next((one for one in told if not _SELLS.search(one["name"])), None)
        whole = ORGANISATION.match(leaf.flat, said.start("name")) if said else None
        name = tidy(whole[0] if whole else said["name"]) if said else None
        if said and name:
            end = whole.end() if whole else said.end("name")
            yield fact("insurers", (name,), leaf.mark(said.start("name"), end), confidence=0.75)
            break


_SHARE = re.compile(r"\s*\([^()]*\d\s?%[^()]*\)?$")
MAX_SEVERAL = 8


def _several(text: str) -> tuple[str, ...]:
    """The insurers that a label's answer lists, each with its share or calling itself one; none of another list."""
    parts = re.split(r"\s*;\s*", text)
    names = [tidy(_SHARE.sub("", part)) or "" for part in parts[:MAX_SEVERAL]]
    told = zip(parts, names, strict=False)
    is_list = 1 < len(parts) <= MAX_SEVERAL and all(
        name and name[0].isupper() and (name != part or insures(name) or ORGANISATION.fullmatch(name))
        for part, name in told
    )
    return tuple(names) if is_list else ()


_SYNDICATE = r"(?:[Ll]loyd's |(?:[A-Z][\w&]{1,30} ){1,3})?[Ss]yndicate \d{3,4}(?: (?:at|of) Lloyd's)?"
_IN_TEXT = re.compile(
    rf"(?:(?i:insurers?|assureurs?|versicherer|aseguradora?s?|assicurator[ei]|verzekeraars?|seguradoras?)\s?: ?|"
    rf"(?<=\))\s(?:and|und|et|y|e|en)\s)(?P<name>{_SYNDICATE}|{ORGANISATION.pattern})(?=[\s.,;(]|$)"
)
"""An insurer behind its label in running text, or joined to one by its share: "(60 %) and"."""
MAX_NAMED = 12


def _named_in_text(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """All insurers that labels in sentences name, where these are several."""
    for leaf in leaves:
        told = list(islice(_IN_TEXT.finditer(leaf.flat), MAX_NAMED))
        kept = [(name, one) for one in told if (name := tidy(one["name"]))]
        names = tuple(dict.fromkeys(name for name, _ in kept))
        if len(names) > 1 and kept[0][1][0][0].isalpha():
            mark = leaf.mark(kept[0][1].start(), kept[-1][1].end())
            yield fact("insurers", names, mark, confidence=0.9, quote_limit=1200)
            return


def _sole_insurer(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The one organisation of the first page that says of itself that it insures."""
    for leaf in leaves:
        named = [one for one in ORGANISATION.finditer(leaf.flat[:MAX_PAGE]) if insures(one[0])]
        lines = [on_one_line(leaf.mark(*one.span()), ORGANISATION, last=True) for one in named]
        names = {name for one in lines if (name := name_of(re.split(r": ", one)[-1]))}
        if len(names) == 1:
            yield fact("insurers", tuple(names), leaf.mark(*named[0].span()), confidence=0.5, quote_limit=1)


MAX_PAGE = 5000


def _letterhead(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """A name of the first lines that says of itself that it insures."""
    for leaf in leaves[:1]:
        for line in leaf.lines[:3]:
            head = re.split(r" [-·|] ", line.text)[0]
            whole = ORGANISATION.match(head)
            has_address = whole is not None and re.match(r",\s", head[whole.end() :])
            name = tidy(whole[0] if whole and has_address else head) if re.match(NAME, head) else None
            if name and not (has_address or re.fullmatch(NAME, head)):
                continue
            is_insurer = name and _INSURES.search(name) and not (_OF_PAPER.search(name) or _SELLS.search(name))
            if name and is_insurer and (_LEGAL_FORM.search(name) or _NAMES_INSURER.search(name)) and " " in name:
                named = ORGANISATION.finditer(leaf.flat[:MAX_PAGE])
                longer = next((one for one in named if one[0].startswith((f"{name} ", f"{name}, "))), None)
                mark = leaf.mark(*longer.span()) if longer else leaf.mark_line(line)
                yield fact("insurers", (longer[0] if longer else name,), mark, confidence=0.55, quote_limit=1)
                return


def _insured(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for field in _INSURED.find(leaves, loose=True):
        whole = ORGANISATION.match(field.value)
        has_address = whole is not None and re.match(r",\s|\t", field.value[whole.end() :])
        name = tidy(whole[0] if whole and has_address else _GROUP.sub("", field.value))
        if name and len(name.split()) <= MAX_INSURED_WORDS and not _NOT_INSURED.search(name) and not is_label(name):
            yield fact("insured", name, field.mark, confidence=0.85)
            break
    yield from _above(leaves[:1])
    for leaf in leaves:
        for line in leaf.lines:
            subject = _SUBJECT.match(line.text) if len(line.text) < 160 else None
            if subject:
                yield fact("insured", subject["name"], leaf.mark_line(line), confidence=0.8)
                return
        for said in _INSURED_SAID.finditer(leaf.flat):
            name = tidy(said["name"])
            if name and len(said["between"]) <= 60 and not _INSURES.search(name):
                yield fact("insured", name, leaf.mark(*said.span()), confidence=0.78)
                return


_TO_THE_ABOVE = re.compile(
    r"(?i)\b(?:as (?:insurance )?brokers (?:to|for|of) the above|the above(?:-| )(?:named|mentioned)?|"
    r"(?:dass|für) ihr(?:e|en)? (?:unternehmen|firma|gesellschaft|betrieb)|that your (?:company|firm|organisation)|"
    r"que votre (?:société|entreprise)|(?:que|para) su (?:empresa|sociedad)|che la vostra (?:società|azienda|impresa)|"
    r"(?:dat|voor) uw (?:onderneming|bedrijf|organisatie)|que a (?:sua|vossa) empresa|"
    r"(?:dem|den|der|die|das) (?:oben|vor)(?: ?genannte\w*|stehend\w*|bezeichnete\w*)|"
    r"(?:susnommée?|susmentionnée?|ci-dessus)|(?:arriba|antes) (?:mencionad|indicad|citad)\w*|"
    r"(?:sopra|suddett|predett)\w*|(?:acima|supra) \w+|(?:boven|voor)(?:genoemde?|staande?|vermelde?))"
)
"""How a letter speaks of whom it named ahead of its text."""
MAX_ADDRESS_LINES = 12


def _above(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The one organisation on a line of its own ahead of a letter's text that speaks of the one above."""
    for leaf in leaves:
        says = _TO_THE_ABOVE.search(leaf.flat[:MAX_PAGE])
        if says is None:
            continue
        at = leaf.mark(*says.span()).start
        head = [line for line in leaf.lines[:MAX_ADDRESS_LINES] if line.end < at]
        alone = [line for line in head if len(line.text) < MAX_ALONE and ORGANISATION.fullmatch(line.text)]
        named = {line.text: line for line in alone if not (_INSURES.search(line.text) or _SELLS.search(line.text))}
        if len(named) == 1:
            ((name, line),) = named.items()
            yield fact("insured", name, leaf.mark_line(line), confidence=0.74, quote_limit=1)


MAX_ALONE = 90
