"""Answered questionnaires: which one, its version, when it was filled in, by whom and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, policies, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, tidy
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_STANDARDS = (
    ("SIG Core", r"SIG[ -]Core"), ("SIG Lite", r"SIG[ -]Lite"), ("SIG Full", r"SIG[ -]Full"),
    ("CAIQ-Lite", r"CAIQ[ -]{1,3}Lite|Consensus Assessments? Initiative Questionnaire[ -]{1,3}Lite"),
    ("CAIQ", r"CAIQ|Consensus Assessments? Initiative Questionnaire"),
    ("HECVAT Lite", r"HECVAT\)?[ -]{1,3}Lite"), ("HECVAT Full", r"HECVAT\)?[ -]{1,3}Full"),
    ("HECVAT", r"HECVAT|Higher Education Community Vendor Assessment Tool(?:kit)?"),
    ("VSA Core", r"VSA[ -]Core"), ("VSA Full", r"VSA[ -]Full"),
    ("VSA", r"VSA Questionnaire|Vendor Security Alliance"), ("VDA ISA", r"VDA[ -]ISA"),
    ("SIG", r"Standardi[sz]ed Information Gathering|SIG Questionnaire|SIG(?= 20\d\d)"),
)  # fmt: skip
_NAMED = {name: re.compile(rf"(?<![\w-])(?:{said})(?![a-z])", re.IGNORECASE) for name, said in _STANDARDS}
_VERSION = re.compile(
    r"(?i)(?:\bv(?:ersion)?\s?:?\s?|(?<=[a-z])v)(?P<v>\d{1,2}(?:\.\d{1,3}){1,3}|20\d\d(?:\.\d{1,2})?)(?![\w/-]|\.\d)|"
    r"\b(?:SIG|VSA)(?:[ -](?:Core|Lite|Full|Questionnaire))?[ -](?P<y>20\d\d(?:\.\d{1,2})?)(?![\w/-]|\.\d)|"
    r"\b(?:HECVAT|CAIQ)\W{1,3}(?P<n>\d{1,2}(?:\.\d{1,3}){1,2})(?![\w/-]|\.\d)"
)
_ON = Labels(
    r"(?:date (?:of )?(?:completion|completed|response|submission)|completion date|date completed|completed(?: on)?|"
    r"completed date|response date|submission date|submitted(?: on)?|answered on|date (?:answered|submitted))",
)
_BY_AND_ON = Labels(
    r"(?:completed|answered|filled (?:in|out)) by ?[/,&] ?date(?: completed)?|(?:completed|answered) by and date",
    r"(?:ausgefüllt|beantwortet) (?:von|durch) ?[/,] ?(?:datum|am)|(?:rempli|complété) par ?[/,] ?(?:date|le)",
)
_BY = Labels(
    r"(?:questionnaire |form |assessment |survey )?(?:completed|answered|filled (?:in|out)|"
    r"responded)[ _]by(?: \(name\))?|"
    r"(?:name of )?(?:the )?(?:person|individual) (?:completing|who completed|responding)(?: (?:the|this) \w+)?|"
    r"respondent(?:['’]s)?(?: name)?|responder(?: name)?|prepared by",
    *vocabulary.labels("questionnaire", "completed_by"),
)
_FOR = Labels(
    r"(?:completed|prepared|requested|issued|required) (?:for|by customer)|requested by|request(?:ing|or) ?(?:company|"
    r"organi[sz]ation|customer|client|party|institution)?|(?:customer|client)(?: name| company|"
    r" organi[sz]ation)?|outsourcer"
    r"(?: name)?|(?:issued|sent|submitted|provided) (?:to|by customer)|on behalf of|institution(?: name)?|assessing "
    r"(?:organi[sz]ation|company)",
    r"(?:angefragt|angefordert) (?:von|durch)|auftraggeber(?:in)?|kunde|anfragendes unternehmen|erstellt für",
    r"demandé par|client|à la demande de|solicitado por|cliente(?: solicitante)?|richiesto da|aangevraagd door|klant|"
    r"opdrachtgever",
)
_ENDS = re.compile(r"\s*(?:[,;/|(]|\bon\b|\bam\b|\ble\b|\bel\b|\bil\b|\bop\b|\bem\b)?\s*$")
_NO_ONE = re.compile(r"(?i)\?|\b(?:yes|no|ja|nein|oui|non|please|must|shall|are|is|we|data|all)\b")
_TITLED = re.compile(
    r"(?i)\b(?:questionnaire|\w*fragebogen|cuestionario|questionario|vragenlijst)\b.{0,50}?[\s,(](?:v|version |versión "
    r"|versione |versie )(?P<v>\d{1,2}(?:\.\d{1,3}){1,2})(?![\w/-]|\.\d)"
)
_WITHOUT_ROLE = re.compile(
    r" \([^()]{2,60}\)$|"
    rf", (?:C[A-Z]{{2,4}}|RSSI|DPO|DSB|ISB|(?:[{CAPITAL}][^\W\d_]+ ){{0,3}}(?:Head|Director|Manager|Officer|"
    rf"Lead|Analyst|"
    r"Engineer|Leit\w+|Respons\w+|Direct\w+|Gerente|Hoofd|Verantwort\w+)\b[^,]*)$"
)
"""What somebody is, behind the name."""
MAX_TITLE_LINES = 4
_ANSWERED = re.compile(
    rf"(?i:(?:answered|completed|filled (?:in|out)) by) (?P<name>[{CAPITAL}][\w'-]+(?: [{CAPITAL}][\w'.-]+){{1,2}})"
    r"(?: \([^()]{2,40}\))?,? on (?P<day>.{6,30})"
)
MAX_LINES = 12
"""Of the first pages that name the questionnaire."""
MAX_NAME_WORDS = 10


def questionnaire(view: View) -> Iterator[Fact]:
    """Facts of a questionnaire; its own questions are none of them."""
    front = view.front(2)
    yield from _standard(front)
    yield from policies.labelled_version(front[:1])
    for line in front[0].lines[:MAX_TITLE_LINES] if front else ():
        titled = _TITLED.search(line.text) if len(line.text) <= 120 else None
        if titled:
            yield fact("version", titled["v"], front[0].mark_line(line), confidence=0.8, quote_limit=1)
            break
    when = agreed(
        (found[0].iso, field)
        for field in (*_ON.find(front, loose=True), *_BY_AND_ON.find(front))
        if (found := dates.find_days(field.value[:120], day_first=view.day_first))
        and (found[0].start < 4 or "/" in field.label or " and " in field.label)
    )
    if when:
        yield fact("completed_on", when[0], when[1].mark, confidence=0.9, quote_limit=1)
    yield from _signed(view, front)
    for labels, key in ((_BY_AND_ON, "completed_by"), (_BY, "completed_by"), (_FOR, "completed_for")):
        said = agreed((name, field) for field in labels.find(front) if (name := _name(field, view.day_first)))
        if said:
            yield fact(key, said[0], said[1].mark, confidence=0.88, quote_limit=1)


def _signed(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Who answered and when, of a sentence that says both: "Answered by Lee Burnet on 14 April 2026"."""
    for hit in view.near((" by ",), _ANSWERED, before=14, after=90, leaves=front):
        found = dates.find_days(hit["day"], day_first=view.day_first)
        if found and found[0].start == 0:
            yield fact("completed_by", hit["name"], hit.mark(), confidence=0.8, quote_limit=1)
            yield fact("completed_on", found[0].iso, hit.mark(), confidence=0.8, quote_limit=1)
            return


def _standard(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in front:
        lines = leaf.lines[:MAX_LINES]
        for name, pattern in _NAMED.items():
            line = next((line for line in lines if len(line.text) <= 160 and pattern.search(line.text)), None)
            if line is None:
                continue
            yield fact("standard", name, leaf.mark_line(line), confidence=0.9, quote_limit=1)
            for near in sorted(lines, key=lambda other: other.start != line.start):
                found = _VERSION.search(near.text) if len(near.text) <= 160 else None
                if found:
                    yield fact(
                        "version",
                        found["v"] or found["y"] or found["n"],
                        leaf.mark_line(near),
                        confidence=0.9,
                        quote_limit=1,
                    )
                    break
            return


def _name(field: Field, day_first: bool | None) -> str | None:
    """The person or organisation of a field, without the date behind them."""
    value = field.value
    days = dates.find_days(value, day_first=day_first)
    if days:
        value = _ENDS.sub("", value[: days[0].start])
    name = tidy(_WITHOUT_ROLE.sub("", value.split(" | ")[0]))
    if name is None or len(name.split()) > MAX_NAME_WORDS or _NO_ONE.search(name) or not name[0].isupper():
        return None
    return name
