"""What a certificate is for: beside a label, in a sentence, or on a line that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from muniment.judging.facts import vocabulary
from muniment.judging.facts.fields import Field, Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import is_blank
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_SCOPE_LABEL = Labels(
    r"(?:the )?scope(?: of (?:the )?(?:certification|certificate|registration|approval|activities|isms|"
    r"management system|assessment))?(?: statement)?",
    "certification scope",
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
    r"this certificate|signed|authori[sz]ed|for and on behalf|page \d|on behalf of|effective date|"
    r"registration (?:no\b|number|date)|registered (?:since|on)\b|current cycle|cert(?:ificate)?\.? (?:no\b|id\b)|"
    r"certified (?:by|on)\b|licen[cs]e no\b|re-?certification|surveillance audit|chief executive|managing director|"
    r"version of the statement|certified since|the (?:isms|certificate) ))"
)


@cache
def _leads_to_scope() -> re.Pattern[str]:
    labels = "|".join(vocabulary.labels("certificate", "scope", vocabulary.EVERY))
    return re.compile(
        rf"(?i)\s(?:for|für|voor|pour|para|per|per il|with|mit|met|im|in|no|nel|dans|en el|con)\s"
        rf"(?:the |den |das |die |het |de |le |la |les |el |lo |il |o |a )?(?:{labels})\s?:?$"
    )


def _below_its_label(leaf: Leaf) -> Iterator[Fact]:
    """What stands below a line of the certificate's sentence that ends in the label of its scope."""
    for line, below in pairwise(leaf.lines):
        if len(line.text) > MAX_SCOPE_LINE or not _leads_to_scope().search(line.text) or below.text[0].islower():
            continue
        if len(below.text.split()) >= MIN_SCOPE_WORDS and not vocabulary.label_ahead().match(below.text):
            yield fact("scope", below.text.rstrip("."), leaf.mark_line(below), confidence=0.78, quote_limit=1)
            return


def scope(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`scope` as a sentence, a line of another language or a label says it."""
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
        for field in _SCOPE_LABEL.find([leaf], loose=True):
            text = _cut_scope(_whole_paragraph(field, leaf))
            at = leaf.flat.find(text) if text and len(text.split()) >= MIN_SCOPE_WORDS else -1
            if text and at >= 0:
                yield fact("scope", text, leaf.mark(at, at + len(text)), confidence=0.75, quote_limit=460)


def _whole_paragraph(field: Field, leaf: Leaf) -> str:
    if "\t" in field.mark.text:
        return field.value  # a cell of its own
    at = leaf.flat.find(" ".join(field.value.split())[:60])
    return leaf.flat[at : at + 420] if at >= 0 else field.value


def _cut_scope(text: str) -> str | None:
    cut = _LEADS_ON.sub("", _SCOPE_STOP.split(text, maxsplit=1)[0])
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
