"""Whose controls a report of an independent auditor is on: the service organisation and its system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import auditors, dates
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.judging.model import Fact

_SYSTEM = re.compile(
    r"(?:(?i:description of (?:its|the|their))|(?i:description of) [A-Z][\w&.,' ]{1,60}?'s?) (?P<name>[^.\"]{3,110}?)"
    r"(?:,)? "
    r"(?:(?P<system>(?i:system))\b)?"
    r"(?= ?(?:\"|\(|(?i:titled|entitled|throughout|as of|for the period|system|for processing|"
    r"included|found|provided|relevant|and (?:on )?the suitab)))"
)
_WHOM = (
    r"(?:management|board(?: of (?:directors|trustees|managers))?|directors|stakeholders|owners|members|trustees|"
    r"shareholders|partners|executive (?:board|committee|management)|audit committee)"
)
_GOES_ON = re.compile(r"(?i),? and (?:on )?the (?:suitab|design|operat)")
"""What the title of a report goes on with behind its system."""
_TITLED = re.compile(
    r"(?i:\b(?:its|the|their) (?:[a-z]+ )?systems?,? (?:titled|entitled)),? \"?"
    r"(?P<name>[^.\"]{3,90}?)(?=\"|,? (?i:throughout|as of|for the period|relevant))"
)
_MANAGEMENT_OF = re.compile(
    rf"(?:(?i:to:? (?:the )?{_WHOM}(?: and (?:the )?{_WHOM})?(?: of:?|,))|To:) (?P<name>{NAME})|"
    rf"\bTo (?P<addressee>{NAME})(?=: (?i:we)\b)"
)
_EXAMINED = re.compile(
    rf"(?i:we (?:have )?(?:examined|audited|been engaged to (?:report on|examine))) (?:(?i:the )?(?i:(?:accompanying )?"
    rf"description of )(?i:the |its )[^.\"]{{3,60}}? (?i:of) (?P<of>{NAME})|(?:the )?(?P<name>{NAME}?)(?:'s?)? "
    r"(?=(?i:accompanying|description|management|assertion|statement|\()))"
)
_OF_SYSTEM = re.compile(
    rf"(?i:to (?:examine|audit|report on)|(?:examination|audit) of|report (?:on|for|over)|covering|"
    rf"control(?:s| environment) (?:of|for|at)) "
    rf"(?i:its|the|our) (?P<name>{NAME}?)(?= (?i:system|service|application)s?\b|[.,;]| (?i:for|throughout|as of|"
    rf"from|between|during|in|since|that|which)\b)"
)
"""The system that a letter's report is on."""
_SERVICES = re.compile(
    r"(?:(?i:description of) the|(?i:report on) the|"
    r"(?i:controls over)(?: the)?) (?P<name>[a-z][a-z]+(?:[ -][a-z]+){1,5}?)"
    r"(?= system\b|\n|$|\.| (?:for|throughout|as of|at)\b)"
)
"""A system that is named by what it does, in small letters."""
_KIND_OF = r"(?:system|platform|services?|application|solution|suite|cloud|portal|product|environment)"
_SERVES = re.compile(r"(?i)\b(?:services?|platform|application|solution)$")
"""The end of a name that says by itself what it is."""
_OF_WHOM = re.compile(
    rf"(?i:description of the) (?P<name>[^.\":;]{{3,80}}? (?i:{_KIND_OF})) (?:of|by|operated by|provided by) "
    rf"(?={ORGANISATION.pattern})"
)
"""The system that is examined ahead of whose it is."""
_ON_SYSTEM = re.compile(
    rf"(?i:.{{0,100}}\breport (?:on|over|for)) (?i:the |its )?(?P<name>(?:[{CAPITAL}][\w&'+-]* ){{1,6}}"
    r"(?:Platform|System|Services?|Cloud|Suite|Application|Portal|Solution|Environment))"
)
"""A line of the title that ends in the system."""
_NO_SERVICES = re.compile(
    r"\b(?:system|descriptions?|controls?|tests?|criteria|organi[sz]ations?|entity|entities|report|opinion|management|subservice|user|"
    r"complementary|security|following|financial reporting|period|year|months?|date)\b"
)
_COMMITMENTS_OF = re.compile(rf"(?P<name>{NAME}?)'s? (?i:(?:principal )?service commitments)")
_WITHIN = re.compile(
    rf"(?i:controls within) (?:the |its |(?P<whose>(?:{ORGANISATION.pattern}|{NAME}?))'s )?"
    rf"(?P<name>{NAME})(?= (?i:system|were|was|\())"
)
_NO_SYSTEM = re.compile(
    r"(?i)\b(?:SOC|ISAE|SSAE|report|auditors?|type|board|company|customers?|period|services? organi[sz]ation|"
    r"criteria)\b|\d{4}"
)
"""What is examined but is no system: the report, the organisation."""
_BODIES = re.compile(r"(?:Directors|Trustees|Managers|Management|Members|Shareholders|Board)\b")
"""Whom a report is addressed to within the organisation."""
MAX_COVER_LINES = 5
MAX_TITLE_LINES, MAX_TITLE = 12, 160
MAX_SYSTEM = 80
"""Characters of what a cover calls a system."""
_IS_SYSTEM = re.compile(r" (?:Platform|System|Services?|Cloud|Suite|Application|Portal|Solution|Product|Environment)$")


_THING = (
    r"(?:system\w*|sistema|système|systeem|plattform|plateforme|plataforma|piattaforma|platform|servi[zcç]\w+|service|"
    r"dienst\w*|produkt|produit|producto|prodotto|produto|application|anwendung|software|cloud)"
)
_SET_OFF = re.compile(
    rf"(?i:\b{_THING}):?(?: [a-zà-ÿ]{{1,20}}){{0,4}},? ?[\"«»]\s?(?P<name>[^\"«»\n.]{{2,60}}?)\s?[\"«»]|"
    r"「(?P<han>[^「」\n]{2,40})」(?=に(?:係る|関する|つきまして|ついて)|の(?:記述書|システム|内部統制))"
)
"""A system that quotation marks set off."""
_ARTICLE = (
    r"\b(?:del|do|o|ao|el|il|al|du|le|au|das|des|dem|het|la|da|a|nuestr[oa]|notre|noss[oa]|nostr[oa]|unser(?:e[mnrs]?)?|onze?|"
    r"su|son|sa|suo|sua|seu|ihr(?:e[mnrs]?)?|zijn|haar)"
)
_REST = rf"(?: (?:(?:en|de|do|da|di|del|des|voor|de la) )?[{CAPITAL}0-9][\w'&+-]*){{0,4}}"
_CALLED = re.compile(
    rf"{_ARTICLE} (?:sistema|système|systeem|plateforme|plataforma|piattaforma|servizio|servicio|serviço|"
    rf"service|dienst) "
    rf"(?P<name>[{CAPITAL}][\w'&+-]*{_REST})|"
    rf"{_ARTICLE} (?P<whole>(?:Sistema|Système|Systeem|System|Plateforme|Plattform|Plataforma|Piattaforma|"
    rf"Servizio|Servicio|Serviço|"
    rf"Service|Dienst) (?:(?:de|di|do|da|des|du|voor) (?:la )?)?[{CAPITAL}][\w'&+-]*{_REST})"
)
"""One that is named behind what it is: "do sistema Vela Títulos"."""
_GERMAN_CALLED = re.compile(
    rf"\b(?:unser(?:e[mnrs]?)?|ihr(?:e[mnrs]?)?|das|dem|des|der|die) "
    rf"(?:Systems?|Plattform|Anwendung|Dienst(?:e?s)?|Lösung|Produkt(?:s|es)?|Cloud-Dienst|Software) "
    rf"(?P<name>[{CAPITAL}][\w'&+-]*(?: [{CAPITAL}0-9][\w'&+-]*){{0,3}})"
    r"(?=[,.;)]| [a-zß-ÿ(]|$)"
)
"""The same in German, whose every noun has a capital letter."""
_REPORTED_ON = re.compile(
    rf"(?:SOC ?[123]|ISAE 3402)[^.;:«»\"]{{0,30}}?-? ?"
    r"(?i:rapport|report|bericht|prüfbericht|informe|relazione|relatório)s? "
    rf"(?i:voor|over|über|zu|für|zum|zur|pour|sur|sobre|para|su|sul|sulla|relativ[oa] a)"
    rf"(?: (?i:ons|onze|unser\w{{0,2}}|notre|nuestr[oa]|il|la|le|el|het|de|das|den|die|noss[oa]))?"
    r"(?: (?i:systeem|system|sistema|système|dienst|servi[zcç]io|service|plataforma|plateforme|piattaforma))? "
    rf"(?P<name>[{CAPITAL}][\w'&+-]*{_REST})"
    r"(?=[,.(;]| (?i:met|mit|avec|con|com|vom|van|du|del|per|de|pel[ao]|vo[on]r?)\b)"
)
"""One that a letter says its report to be on."""
_NO_NAME = re.compile(
    r"(?i)\b(?:SOC|ISAE|IDW|Type|Typ|Tipo|Trust|Organi[sz]ation|Requirements|Description|Auditor|Section|and Organi)\b"
)


def set_off(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`system_name` in quotation marks, or behind the word for what it is."""
    for shape, confidence in ((_SET_OFF, 0.77), (_GERMAN_CALLED, 0.69), (_CALLED, 0.68), (_REPORTED_ON, 0.67)):
        for leaf in leaves:
            for found in shape.finditer(leaf.flat[:12_000]):
                group = str(found.lastgroup)
                name = _above_label(leaf, found, group)
                between = leaf.mark(found.start(), found.start(group)).text
                if shape is _CALLED and "\n" in between.rstrip(" ") and _is_short(leaf, found.start(group)):
                    continue  # a heading, and the text below it
                if not _NO_NAME.search(name) and not ORGANISATION.search(name) and not dates.find(name):
                    mark = leaf.mark(*found.span(group if group == "han" else 0))
                    yield fact("system_name", name.strip(), mark, confidence=confidence, quote_limit=1)
                    return


def _is_short(leaf: Leaf, at: int) -> bool:
    """Whether the line above a place ends well ahead of the margin, as a heading does."""
    text = leaf.page.text[: leaf.mark(at, at + 1).start].rstrip()
    return len(text) - text.rfind("\n") <= MAX_HEADING


MAX_HEADING = 60


def _above_label(leaf: Leaf, found: re.Match[str], group: str) -> str:
    """A name without what its last line opens, where that is the label of the next field: "Vela / Subject:"."""
    own = leaf.mark(*found.span(group)).text
    is_label = leaf.flat[found.end() : found.end() + 1] == ":" and "\n" in own
    return " ".join(own.rpartition("\n")[0].split()) if is_label else found[group]


def names(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """`service_organisation` and `system_name` of a report."""
    yield from _organisation(view, front)
    yield from _system(view, front)
    yield from set_off(front[:6])


def _organisation(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    told = [
        *((hit["name"] or hit["addressee"], hit.mark(), 0.9) for hit in view.near(
            ("management", "board of ", "directors", "trustees", "members", "to:", "to ", "stakeholders",
             "shareholders"),
            _MANAGEMENT_OF, before=40, after=160, leaves=front)),
        *((hit["of"] or hit["name"], hit.mark(), 0.85) for hit in view.near(
            ("we have examined", "we examined", "we have audited", "engaged to report", "engaged to examine"),
            _EXAMINED, before=10, after=240, leaves=front)),
    ]  # fmt: skip
    for said, mark, confidence in told:
        name = _cut_name(said)
        if name:
            yield fact("service_organisation", name, mark, confidence=confidence)
            break
    yield from _on_cover(front)
    for hit in view.near(("service commitments",), _COMMITMENTS_OF, before=90, after=40, leaves=front):
        name = _cut_name(hit["name"])
        if name:
            yield fact("service_organisation", name, hit.mark(), confidence=0.8)
            return


def _system(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """The system by what a sentence calls it, by the description's title and by what was described, in this order."""
    yield from _within_whose(view, front)
    yield from _entitled(view, front)
    yield from _of_description(view, front)
    yield from _on_title(front)
    described = next(_described(view, front), None)
    if described:
        yield described
    else:
        yield from _of_services(view, front[:4])


def _within_whose(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(("controls within",), _WITHIN, after=160, leaves=front):
        yield fact("system_name", hit["name"], hit.mark(), confidence=0.78)
        if ORGANISATION.fullmatch(hit["whose"]):
            yield fact("service_organisation", hit["whose"], hit.mark(), confidence=0.78)
        return


def _entitled(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(("titled", "entitled"), _TITLED, before=60, after=120, leaves=front):
        name = tidy(hit["name"])
        if name and not _NO_SYSTEM.search(name):
            yield fact("system_name", re.sub(r"\s+system$", "", name), hit.mark(), confidence=0.79)
            return


def _of_description(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(("description of the",), _OF_WHOM, after=200, leaves=front):
        name = tidy(hit["name"])
        if name and not _NO_SYSTEM.search(name) and not re.search(r"(?i)\b(?:controls?|organi[sz]ation)\b", name):
            yield fact(
                "system_name",
                re.sub(r"\s+system$", "", name) if name[0].isupper() else name,
                hit.mark(),
                confidence=0.81,
            )
            return


def _on_title(front: Sequence[Leaf]) -> Iterator[Fact]:
    for line in front[0].lines[:MAX_TITLE_LINES] if front else ():
        titled = _ON_SYSTEM.fullmatch(line.text) if len(line.text) <= MAX_TITLE else None
        if titled and not _NO_SYSTEM.search(titled["name"]):
            yield fact("system_name", titled["name"], front[0].mark_line(line), confidence=0.72)
            return


def _described(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(("description of",), _SYSTEM, after=240, leaves=front):
        system = tidy(_GOES_ON.split(hit["name"])[0])
        if (
            system
            and any(letter.isupper() for letter in system)
            and not re.search(r"(?i)\b(?:test|control|criteria|complementary)s?\b|^system overview", system)
        ):
            system = re.sub(r"\s+system$", "", system)
            full = f"{system} System"
            is_called = hit["system"] == "System" and not any(f"{system} system" in leaf.flat for leaf in front)
            yield fact("system_name", full if is_called else system, hit.mark(), confidence=0.8)
            return
        if system and hit["system"] and len(system.split()) > 1 and not _NO_SERVICES.search(system):
            full = system if _SERVES.search(system) else f"{system} system"
            yield fact("system_name", full, hit.mark(), confidence=0.72, quote_limit=1)
            return


def _of_services(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(("description of the", "report on the", "controls over"), _SERVICES, after=110, leaves=leaves):
        if not _NO_SERVICES.search(hit["name"]):
            is_system = hit.after(7) == " system" and not _SERVES.search(hit["name"])
            mark = hit.leaf.mark(hit.match.start(), hit.match.end() + 7 * is_system)
            name = f"{hit['name']} system" if is_system else hit["name"]
            yield fact("system_name", name, mark, confidence=0.7, quote_limit=1)
            return


def _on_cover(front: Sequence[Leaf]) -> Iterator[Fact]:
    """An organisation that opens one of the first lines, unless it is one that audits, and the system that stands
    behind it, or alone on the line below."""
    head = front[0].lines[: MAX_COVER_LINES + 1] if front else ()
    for line, below in pairwise((*head, Line("", 0)) if len(head) <= MAX_COVER_LINES else head):
        pieces = re.split(r" - | \| ", line.text)
        place = next((at for at, one in enumerate(pieces) if ORGANISATION.fullmatch(one)), None)
        if place is None or auditors.is_firm(pieces[place]):
            continue
        at = line.start + line.text.index(pieces[place])
        mark = Mark(front[0].page, at, at + len(pieces[place]))
        yield fact("service_organisation", pieces[place], mark, confidence=0.6)
        behind = "" if place else " - ".join(pieces[1:2])
        system, held = (behind, line) if behind else (below.text, below)
        is_told = bool(re.match(rf"(?i){_THING}\b", system)) and len(system) <= MAX_SYSTEM
        is_name = re.fullmatch(NAME, system) and (behind or _IS_SYSTEM.search(system))
        if (is_told or is_name) and not _NO_SYSTEM.search(system):
            yield fact("system_name", system, front[0].mark_line(held), confidence=0.55)
        return


def _cut_name(text: str) -> str | None:
    """A name up to its legal form, without a following address or salutation."""
    whole = ORGANISATION.match(text)
    name = tidy(whole[0] if whole else re.split(r"(?<=[a-z]) (?=(?:Scope|We|Opinion|Report|Independent)\b)", text)[0])
    return name if name and len(name.split()) <= 9 and not _BODIES.match(name) else None


_OF_REPORT = re.compile(
    rf"(?i:SOC ?[123](?: type ?(?:[12]|I{{1,2}}))?(?:,? (?:examination|attestation|audit))? (?:reports?|"
    rf"examination|audit)?"
    rf"(?: issued)?(?: on (?:{dates.MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {dates.MONTH} \d{{4}}))? ?"
    rf"(?:relating to|regarding|covering|on|for|of|over)) (?i:the |its |our )?(?P<name>{NAME})"
)
"""The system that a letter says a numbered report to be on."""
_SUBJECT = re.compile(rf"(?i:^(?:re|subject):? .*\b(?:letter|update|statement)) (?:-|for|:) (?P<name>{NAME})$")
"""The system that the subject of a letter names."""


def _cell(mark: Mark, name: str) -> str:
    """A name without what begins on the next row of its table."""
    text = mark.page.text
    line = text[text.rfind("\n", 0, mark.start) + 1 : mark.start]
    return mark.text.split("\n")[0] if "\t" in line else name


def system_of_letter(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """`system_name` as a letter names it that refers to a report."""
    for hit in view.near(("soc 1", "soc 2", "soc 3", "soc1", "soc2"), _OF_REPORT, after=150, leaves=front):
        told = _cell(hit.mark("name"), hit["name"])
        system = tidy(re.split(r" (?:for|from|covering|throughout|as of|dated|on) ", told)[0])
        if system and not ORGANISATION.match(system) and not _NO_SYSTEM.search(system):
            yield fact("system_name", re.sub(r"\s+[Ss]ystem$", "", system), hit.mark(), confidence=0.72)
            break
    for line in front[0].lines[:12] if front else ():
        subject = _SUBJECT.match(line.text) if len(line.text) < 160 else None
        if subject and not ORGANISATION.search(subject["name"]) and not _NO_SYSTEM.search(subject["name"]):
            yield fact("system_name", subject["name"], front[0].mark_line(line), confidence=0.7)
            break
    for hit in view.near(
        ("examin", "audit", "report", "covering", "control"), _OF_SYSTEM, before=12, after=140, leaves=front
    ):
        system = tidy(hit["name"])
        if system and not ORGANISATION.fullmatch(system) and not _NO_SYSTEM.search(system):
            yield fact("system_name", system, hit.mark(), confidence=0.75)
            return
