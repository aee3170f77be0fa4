"""What a certificate is for: beside a label, in a sentence, or on a line that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.fields import Field, Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, is_blank
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

SCOPE_LABEL = Labels(
    r"(?:the )?scope(?: of (?:the )?(?:certification|certificate|registration|approval|activities|isms|"
    r"management system|assessment))?(?: statement)?",
    "certification scope",
    "(?:assessed|assessment) scope|scope (?:assessed|tested)",
    "for the following (?:scope|activities)",
    "covering the following (?:scope|activities)",
    "(?:certified|registered|approved) (?:scope|activities)|scope of (?:supply|services|isms|the isms|audit)|"
    "activities(?: covered)?|field of (?:application|activity)|products? and services?|services? (?:covered|in scope)",
)
_SCOPE = re.compile(
    r"(?i)(?:(?:(?:for the )?following (?:scope|activities)(?: of (?:certification|registration|activities))?|"
    r"scope of (?:certification|registration|approval|activities|assessment)|"
    r"(?:is|are) applicable to|(?:isms|management system) applies to|in scope)(?: is| are)?(?: as follows)?:?|"
    r"(?:the )?scope (?:of [^.]{3,80}? )?(?:includes|covers|is limited to|is bounded by|"
    r"comprises):?) (?P<scope>.{12,420})"
)
_LEADS_ON = re.compile(
    r"(?i),?\s(?:(?:all )?in accordance with|according to|as (?:defined|described|set out) (?:in|by)|based on)(?: "
    r"the)?$"
)
"""What is left of a reference to a statement that was cut off."""
MIN_SCOPE_WORDS = 3
MAX_SCOPE_LINE = 200
MAX_GOING_ON = 4
"""Lines below on which such a scope goes on in lower case."""
_SCOPE_ABROAD = re.compile(
    r"(?i)\b(?:geltungsbereich|anwendungsbereich|périmètre|domaine d['’]application|alcance|campo di applicazione|"
    r"toepassingsgebied|reikwijdte|âmbito|escopo)(?: \w+){0,2}\s?: (?P<scope>[^:]{8,160})$"
)
"""A line whose words lead to the scope."""
_SCOPE_STOP = re.compile(
    r"(?i)\s(?=(?:(?:first|last|originally|initially|re-?)\s?issued|issued(?: on| by|:)|issuing (?:body|office)|"
    r"expires\b|"
    r"accreditation(?: body)?[ :]|certification (?:body|date|decision)|effective(?: (?:from|until|"
    r"date))?:? (?=\d)|effective (?:from|until|date)|sites? covered|"
    r"locations? covered|statement of applicability|soa (?:version|dated)|standard[ :]|holder[ :]|assessment "
    r"(?:date|body)|"
    r"certificate (?:number|no|issue|expir|valid|registration)|original (?:certification|registration|"
    r"issue)|initial (?:certification|issue)|issue date|issued on|date of|"
    r"valid (?:until|from)|expiry|expiration|this is in accordance with|"
    r"this certificate|signed|authori[sz]ed|for and on behalf|page \d|on behalf of (?-i:[A-Z])|effective date|"
    r"registration (?:no\b|number|date)|registered (?:since|on)\b|current cycle|cert(?:ificate)?\.? (?:no\b|id\b)|"
    r"certified (?:by|on)\b|licen[cs]e no\b|re-?certification|surveillance audit|chief executive|managing director|"
    r"version of the statement|certified since|the (?:isms|certificate) |"
    r"(?-i:[A-Z][a-z]+(?: [a-z]+){1,3}):\s))"
)
_FOR = re.compile(
    r"\bISO(?:/IEC)? ?\d{4,5}(?:-\d)?(?: ?: ?(?:19|20)\d\d)?\)?(?: (?:as|in the role of) [^.;:]{3,50}?)?,? "
    rf"(?:{vocabulary.alternatives('for')})\s?:? (?:the scope of )?"
    r"(?P<scope>(?!(?:the )?(?:period|first|following|inform|certif|which|this)\b)[^.;:]{14,300}?)(?=[.;])"
)
"""What stands behind a standard in the sentence of a certificate."""


_LEADS = (
    r"(?:for|covering|with|in) (?:the |its )?(?:following )?(?:scope|activities|services|processes|products)"
    r"(?: of (?:certification|activities|registration))?(?: listed)?|"
    r"(?:(?:der |le |el |il |het |o )?(?:geltungsbereich umfasst|périmètre comprend|alcance comprende|"
    r"campo di applicazione comprende|toepassingsgebied omvat|âmbito abrange|escopo abrange))|"
    r"requirements (?:of [^.;:]{3,40} )?for|"
    r"with (?:respect|regard) to|(?:is |are )?applie[ds] to|(?:is )?applicable to|in respect of|"
    r"for the (?:provision|scope) of|"
    r"(?:für|mit|im) (?:den |dem |die |das )?(?:folgenden? )?(?:geltungs|anwendungs|tätigkeits)?"
    r"(?:bereiche?|tätigkeiten|leistungen|prozesse|dienstleistungen)|"
    r"(?:pour|appliqué à|dans) (?:les? |le |la )?(?:activités|périmètre|domaine|champ|services|produits|processus)"
    r"(?: d['’](?:application|activités?)| de certification)?(?: (?:suivant|ci-après)e?s?)?|(?:appliqué|"
    r"applicable)e? (?:à|aux?)|"
    r"(?:para|con|en) (?:el |la |las |los )?(?:siguientes? )?(?:alcance|actividad(?:es)?|ámbito|servicios|"
    r"procesos|productos)"
    r"(?: de(?: aplicación)?)?(?: siguientes?)?|aplicable a(?: las actividades de)?|"
    r"per (?:il |i |le |la |gli )?(?:seguent[ei] )?(?:camp[oi]|attività|ambit[oi]|scopo|servizi|processi|prodotti)"
    r"(?: di(?: applicazione| attività| certificazione)?)?|(?:applicato|relativo|relativamente) (?:a|"
    r"alle? (?:seguenti )?attività)|"
    r"(?:voor|met|binnen) (?:het |de )?(?:volgende )?(?:toepassingsgebied|activiteiten|werkzaamheden|diensten|"
    r"processen|"
    r"reikwijdte|scope)|"
    r"(?:para|com|no|nas?) (?:o |a |as |os )?(?:seguintes? )?(?:âmbito|escopo|atividades|serviços|processos|produtos)"
    r"(?: d[eao])?(?: seguintes?)?|(?:aplicável|aplicado) (?:a|à|ao|às|aos)"
)
"""What leads to the scope in a certificate's sentence, in every language."""
_LED = re.compile(rf"(?i)(?:^|(?<=[\s,/(]))(?:{_LEADS})(?: ?/ ?(?:{_LEADS}))?\s?(?P<colon>:)?\s*$")
_LED_ON_LINE = re.compile(rf"(?i)(?:^|(?<=[\s,/(]))(?:{_LEADS})\s?:\s(?=\S)")
_OF_STATEMENT = re.compile(
    r"(?i)[,;(]?\s+(?:(?:and|und|et|y|e|en)\s)?(?:(?:all )?in accordance with|according to|as (?:defined|"
    r"described|set out|stated) (?:in|by)|"
    r"based on|per|gem[äa](?:ß|ss)|entsprechend|nach|laut|selon|conform[eé]ment à|conforme à|suivant|según|"
    r"de acuerdo con|"
    r"conforme (?:a|con)|de conformidad con|secondo|in conformità (?:con|a(?:lla)?)|come da|overeenkomstig|"
    r"volgens|conform|"
    r"zoals (?:beschreven|vastgelegd) in|de acordo com|em conformidade com|conforme)\s(?:\S{1,12}\s){0,4}?"
    r"(?:statement of applicability|SoA\b|erklärung zur anwendbarkeit|anwendbarkeitserklärung|"
    r"déclaration d['’]applicabilité|"
    r"DdA\b|declaración de aplicabilidad|dichiarazione di applicabilità|verklaring van toepasselijkheid|VvT\b|"
    r"declaração de aplicabilidade).*$"
)
"""The version of the statement of applicability, which stands behind a scope and is none of it."""
_OF_SECTOR = re.compile(r"\s?\((?:EA|IAF|NACE|NOGA|ANZSIC|SIC)\b[^()]{0,40}\)$")
"""The code of a sector behind a scope."""
_GOES_ON = re.compile(
    r"(?i)(?:[,;/(-]|\b(?:and|or|of|for|the|in|with|und|oder|von|für|der|die|des|et|ou|de|du|des|y|e|o|en|del|"
    r"di|da|della|van|voor|para|per|pour|a|à|to|by|as|zur|zum|sowie))$"
)
_VERB = re.compile(
    r"(?i)(?:has|have|is|are|was|meets?|compl(?:y|ies)|conforms?|fulfils?|satisf(?:y|ies)|operates|ein|eine|"
    r"erfüllt|entspricht|wendet|"
    r"hat|ist|wurde|a été|est|répond|satisfait|respecte|met en|ha|han|es|está|cumple|satisface|è|sono|soddisfa|"
    r"rispetta|"
    r"voldoet|wordt|werd|foi|cumpre|satisfaz|atende|encontra-se|é)\b"
)
"""How the certificate's sentence goes on behind its scope."""
_FIELD = re.compile(
    r"(?:[^\W\d_][\w'’./-]*\.?)(?: [\w()'’./-]+){0,5}?\s?:?\s(?:\d{1,4}[./-]\d|"
    r"\d{1,2}\.? [^\W\d_]{3,10} (?:\d{4}|de )|"
    r"[A-Z]{1,6}(?:[-/][A-Z]{1,6}){0,2}[-/ ]?\d)"
)
"""A line that is a label and a date or a number."""
_HEADED = re.compile(r"[A-ZÀ-Þ][\w'’()/-]*(?: [\w'’()/-]+){1,4}:(?:\s|$)")
"""A label with its colon."""
MAX_PARAGRAPH = 400
FULL_LINE = 0.75
"""Of the widest line near: a line as long is broken by its width, so that another may go on with it."""


def without_statement(text: str) -> str:
    """A scope without the statement of applicability and the code of the sector that are named behind it."""
    return _OF_SECTOR.sub("", _OF_STATEMENT.sub("", text).rstrip(" ,;.")).rstrip()


def paragraph(leaf: Leaf, index: int, begin: int = 0) -> Mark:
    """What stands at `begin` of the line `index`, with the lines that go on with it: up to the end of a sentence, or
    what opens a field or goes on with the sentence ahead of it."""
    lines = leaf.lines
    last = index
    widest = max(len(line.text) for line in lines[max(0, index - 15) : index + 15])
    while last + 1 < len(lines):
        text, below = lines[last].text, lines[last + 1].text
        is_broken = below[0].islower() or bool(_GOES_ON.search(text)) or len(text) >= FULL_LINE * widest >= MIN_WIDTH
        if text.endswith(".") or not is_broken or opens_field(below):
            break
        if lines[last + 1].end - lines[index].start - begin > MAX_PARAGRAPH:
            break
        last += 1
    return Mark(leaf.page, lines[index].start + begin, lines[last].end)


MIN_WIDTH = 40


def opens_field(text: str) -> bool:
    """Whether a line begins a field of its own, or goes on with the certificate's sentence behind a scope."""
    if text[0].islower():
        return bool(_VERB.match(text)) or text.endswith(":")
    return bool(
        is_label(text)
        or _HEADED.match(text)
        or _FIELD.match(text)
        or vocabulary.label_ahead().match(text)
        or ORGANISATION.fullmatch(text)
        or _VERB.match(text)
    )


def _below_its_label(leaf: Leaf) -> Iterator[Fact]:
    """What stands below a line that leads to the scope, or behind its colon: "for the following activities:"."""
    for index, (line, below) in enumerate(pairwise(leaf.lines)):
        if len(line.text) > MAX_SCOPE_LINE:
            continue
        led = _LED_ON_LINE.search(line.text)
        over = None if led else _led_over(leaf, index)
        if led is None and over is None:
            continue
        begin = led.end() if led else 0
        first = line.text[begin:] if led else below.text
        if not led and (opens_field(below.text) or _LED.fullmatch(below.text)):
            continue
        mark = paragraph(leaf, index if led else index + 1, begin)
        text = without_statement(" ".join(mark.text.split()).strip(" .:;"))
        if len(first.split()) >= MIN_SCOPE_WORDS and len(text) > MIN_SCOPE and not is_blank(text):
            yield fact("scope", text, mark, confidence=0.83, quote_limit=460)
            return


def _led_over(leaf: Leaf, index: int) -> re.Match[str] | None:
    """Words that lead to a scope at the end of a line, perhaps begun on the line above."""
    text = leaf.lines[index].text
    led = _LED.search(text)
    if led is None and index and text[0].islower() and len(text.split()) <= MIN_SCOPE_WORDS:
        led = _LED.search(f"{leaf.lines[index - 1].text} {text}")
    if led is None or (not led["colon"] and led.start() == 0 and not text[0].islower()):
        return led if led and led["colon"] else led if led and len(text.split()) > 1 else None
    return led


MIN_SCOPE = 11


def scope(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`scope` as a sentence, a line of another language or a label says it."""
    for hit in view.near(("iso ", "iso/iec"), _FOR, after=430, leaves=leaves):
        told = without_statement(hit["scope"].strip())
        if len(told.split()) >= MIN_SCOPE_WORDS and not is_blank(told) and not dates.find(told):
            start = hit.match.start("scope")
            yield fact("scope", told, hit.leaf.mark(start, start + len(told)), confidence=0.74, quote_limit=460)
            break
    for hit in view.near(
        ("scope", "applicable to", "following activities", "applies to"), _SCOPE, before=40, after=520, leaves=leaves
    ):
        text = _cut_scope(hit["scope"])
        if text:
            start = hit.match.start("scope")
            yield fact("scope", text, hit.leaf.mark(start, start + len(text)), confidence=0.8, quote_limit=460)
            break
    for leaf in leaves:
        yield from _below_its_label(leaf)
        for index, line in enumerate(leaf.lines):
            said = _SCOPE_ABROAD.search(line.text) if len(line.text) <= MAX_SCOPE_LINE else None
            if said:
                last = index
                while not leaf.lines[last].text.endswith(".") and last + 1 < len(leaf.lines):
                    if not leaf.lines[last + 1].text[0].islower() or last - index >= MAX_GOING_ON:
                        break
                    last += 1
                mark = Mark(leaf.page, line.start + said.start("scope"), leaf.lines[last].end)
                text = " ".join(mark.text.split()).rstrip(".")
                yield fact("scope", text, mark, confidence=0.72, quote_limit=1)
    for leaf in leaves:
        for field in SCOPE_LABEL.find([leaf], loose=True):
            if _WHOLE.fullmatch(field.value):
                yield fact("scope", field.value, field.mark, confidence=0.8, quote_limit=1)
                return
            text = _cut_scope(_whole_paragraph(field, leaf))
            at = leaf.flat.find(text) if text and len(text.split()) >= MIN_SCOPE_WORDS else -1
            if text and at >= 0:
                yield fact("scope", text, leaf.mark(at, at + len(text)), confidence=0.75, quote_limit=460)


_WHOLE = re.compile(r"(?i)(?:the )?(?:whole|entire) (?:organi[sz]ation|company|business)")
"""A scope of two words."""


def _whole_paragraph(field: Field, leaf: Leaf) -> str:
    if "\t" in field.mark.text:
        return field.value  # a cell of its own
    opening = field.value.split("\n")[0][:40]
    for index, line in enumerate(leaf.lines):
        at = line.text.find(opening) if line.end > field.mark.start else -1
        if at >= 0:
            return " ".join(paragraph(leaf, index, at).text.split())
    return field.value


def _cut_scope(text: str) -> str | None:
    cut = _LEADS_ON.sub("", without_statement(_SCOPE_STOP.split(text, maxsplit=1)[0]))
    sentence = re.match(r".{12,}?[.](?=\s[A-Z]|$)", cut)
    cut = (sentence[0] if sentence else cut).strip(" .:;\"'")
    if (
        len(cut) < 12
        or is_blank(cut)
        or re.search(r"(?i)\b(?:of|the|and|for|in|to)$", cut)
        or "holds certificate" in cut
        or re.match(r"\d+ [A-Z]\w+ (?:Street|Road|Ave)", cut)
    ):
        return None
    if len(cut) >= 410:
        cut = cut[: cut.rfind(" ")]
    return cut
