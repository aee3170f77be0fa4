"""PCI DSS attestations (AOC), reports on compliance and self-assessment questionnaires, by the council's own forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from muniment.judging.facts import dates, saqs, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, in_full, is_blank, tidy
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_VERSION_WORD = r"vers(?:ione?|i[óo]n|[ãa]o|ie)"
_VERSION = re.compile(
    rf"(?i)(?:PCI[\s-]DSS|Data Security Standard)(?:[^.]{{0,60}}?\b(?:v|{_VERSION_WORD}[:*]{{0,3}} )\s?|\s)"
    r"(?P<v>[1-4](?:\.\d){1,2})\b"
)
_VERSION_ALONE = re.compile(rf"(?i)\b(?:{_VERSION_WORD}|v)\s?(?P<v>[1-4](?:\.\d){{1,2}})\b")
_ROLE = re.compile(
    r"(?i)(?:assessed|onsite assessments?|report on compliance|assessment questionnaire [a-d][-\w ]{0,6}|\bsaq [a-d]\b|"
    r"attestation of compliance|aoc)[^.]{0,60}?(?P<role>service providers?|merchants?)\b"
)
_SAID_AS = {"service provider": vocabulary.pattern("service_provider"), "merchant": vocabulary.pattern("merchant")}
"""How other languages call who was assessed, by how it is published."""
_ENTITY = Labels(
    "service provider|merchant", vocabulary.alternatives("service_provider"), vocabulary.alternatives("merchant")
)
"""Ahead of who was assessed, where that is named with what it legally is."""
_COMPANY = Labels(
    "company name",
    "(?:service provider|merchant)(?: company)? name",
    "assessed entity(?: company name)?",
    "organi[sz]ation name",
    *vocabulary.labels("pci_attestation", "assessed_entity"),
)
_COMPANY_ALONE = Labels(
    "company|legal entity|entity name|empresa|soci[ée]té(?: commerçante| évaluée)?|entreprise|unternehmen|firma|"
    "azienda|"
    "società|bedrijf|organisatie|entidad|entidade|comercio|esercente|commerçant"
)
"""What a form of one's own calls whom it is about."""
_QSA = Labels(
    "(?:qsa|qualified security assessor)(?: (?:- )?company)?(?: name)?",
    "assessor(?: company)?(?: name)?",
    *vocabulary.labels("pci_attestation", "assessor"),
)
_BESIDE = r"\s(?:DBA|Contact|Title|Telephone|ISA|Lead)\b"
"""The labels that the form sets beside a name."""
_NO_NAME = re.compile(
    r"(?i)\b(?:information|name|contact|telephone|e-?mail|address|url|company|website)\b|^(?:ISA|QSA)\b[ /]*"
)
_QSA_NAMED = re.compile(
    rf"(?i:qualified security assessor(?: \(QSA\))?(?: ?-)?(?: company)?(?: name)?):? (?P<name>{NAME})"
)
_ENDED = Labels(*vocabulary.labels("pci_attestation", "assessment_end", vocabulary.EVERY))
_ASSESSED_IN = Labels(*vocabulary.labels("pci_attestation", "assessment_period", vocabulary.EVERY))
_OF_REPORT = re.compile(r"(?i)report|informe|rapport|bericht|relat[óo]rio|rapporto")
"""In a label: of when the report was written, which may be later than the assessment's end."""
_DATE = Labels(
    r"date of report(?: as noted in the report on compliance)?",
    r"(?:roc|report|assessment) (?:completion )?date",
    r"date of (?:the )?(?:assessment|roc|report on compliance)",
    r"self-assessment completion date",
    r"date self-assessment (?:completed|ended)",
    *vocabulary.labels("pci_attestation", "assessment_date"),
)
_DATED = re.compile(
    r"(?i)(?:noted in the (?:ROC|report on compliance|SAQ[\w -]{0,8}),? dated|(?:completed|ended|closed|complete) on|"
    r"as of)\s?\(?.{0,40}"
)
_COMPLIANT = re.compile(
    r"(?i)(?:☒|☑|✓|✔|\[x\]|\(x\)|\bx\b|■|\u2612)\s?(?P<kind>non-?\s?compliant|compliant but with legal exception|"
    r"compliant(?! but))\b"
)
_DEMONSTRATED = re.compile(
    r"(?i)has (?P<not>not )?demonstrated (?:full )?compliance with the PCI DSS|(?:is|are|was) (?:found )?(?P<no>not |"
    r"non-)?(?:fully )?(?:in compliance|compliant) with (?:all )?(?:the )?(?:requirements of (?:the )?)?PCI[ -]DSS"
)
_RATING = re.compile(
    r"(?i)(?:overall|demonstrated an?) (?P<non>non-?\s?)?compliant rating|"
    r"(?:rating|overall status|overall result) (?:is|was|of):? (?P<no>non-?\s?)?compliant\b"
)
_ASSESSED_BY = re.compile(
    rf"(?P<entity>{ORGANISATION.pattern})(?: \([^)]{{2,40}}\))? (?:was|has been) assessed[^.;]{{0,80}}?"
    rf"(?:\.\d[^.;]{{0,40}}?){{0,3}} by (?P<name>{ORGANISATION.pattern})"
)
_LEVEL = re.compile(
    r"(?i)\blevel\s?(?P<n>[1-4])\b(?=[^.]{0,30}(?:service provider|merchant))|(?:service provider|"
    r"merchant)[^.]{0,20}level:?\s?(?P<n2>[1-4])\b"
)


MAX_TITLE_LINES, MAX_TITLE_CHARACTERS = 5, 120
_OF_PERSON = re.compile(r"(?i)\b(?:lead|name of(?: the)?|contact|individual) $")
"""Ahead of a label that asks who did it at the assessor's."""
_SPEAKS_AS = re.compile(
    r"(?i)\bthe (?P<role>merchant|service provider) (?:asserts|declares|attests|confirms|"
    r"has (?:demonstrated|determined))|"
    r"\b(?P<officer>merchant|service provider) executive officer"
)
_ASSERTS = re.compile(
    r"(?i)\b(?:asserts|declares|attests)(?: that it is)?(?: the following)?:? (?P<non>non-?\s?)?compliant\b"
)


def pci_attestation(view: View) -> Iterator[Fact]:
    """Facts of a filled form. Both results are printed on a form; only a ticked one counts."""
    front = view.front(8)
    yield from _heading(view)
    yield from _companies(front)
    yield from _entities(front)
    yield from _assessed_by(view, front)
    yield from _date(view)
    yield from _result(view)
    for hit in view.near(("level",), _LEVEL, before=40, after=60, leaves=front):
        yield fact("level", f"Level {hit['n'] or hit['n2']}", hit.mark(), confidence=0.8)
        break
    yield from _level_abroad(front[:2])
    yield from _titled_entity(front[:1])
    yield from saqs.self_assessment(view)


def _companies(front: Sequence[Leaf]) -> Iterator[Fact]:
    """Who was assessed and who assessed, by the labels of the form."""
    for labels, key, confidence in ((_COMPANY, "assessed_entity", 0.9), (_QSA, "assessor", 0.85)):
        names = []
        for field in labels.find(front, loose=True):
            if _OF_PERSON.search(field.mark.page.text, max(0, field.mark.start - 14), field.mark.start):
                continue
            field = _above(field)
            is_whole = ORGANISATION.fullmatch(field.value)
            placed = ORGANISATION.match(field.value)
            if placed and re.match(rf", [{CAPITAL}]", field.value[placed.end() :]):
                is_whole, field = placed, replace(field, value=placed[0])  # ahead of its address
            name = in_full(field.value) if is_whole else tidy(re.split(_BESIDE, field.value)[0])
            if name and len(name.split()) <= 9 and (is_whole or (name[0].isupper() and not _NO_NAME.search(name))):
                names.append((name, field.mark))
        if key == "assessed_entity" and len(names) > 1 and names[1][0] != names[0][0]:
            # The form asks "Company Name" twice: of the assessed entity, then of the assessor.
            yield fact("assessor", names[1][0], names[1][1], confidence=0.87)
        if names:
            yield fact(key, names[0][0], names[0][1], confidence=confidence)


def _entities(front: Sequence[Leaf]) -> Iterator[Fact]:
    """Who was assessed, by a label that the form itself has not."""
    for field in _COMPANY_ALONE.find(front[:1]):
        named = ORGANISATION.fullmatch(field.value)
        if named and not field.is_below:
            yield fact("assessed_entity", field.value, field.mark, confidence=0.78)
            break
    for field in _ENTITY.find(front[:3], loose=True):
        whole = ORGANISATION.match(field.value)
        if whole:
            yield fact("assessed_entity", tidy(whole[0]) or whole[0], field.mark, confidence=0.83)
            break


def _assessed_by(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """Who was assessed by whom, as a sentence says, and the assessor beside what it is."""
    for hit in view.near((" assessed",), _ASSESSED_BY, before=110, after=220, leaves=front[:3]):
        for key, group in (("assessed_entity", "entity"), ("assessor", "name")):
            yield fact(key, tidy(hit[group]) or hit[group], hit.mark(), confidence=0.8)
        break
    for hit in view.near(("security assessor",), _QSA_NAMED, before=14, after=160, leaves=front):
        whole = ORGANISATION.match(hit["name"])
        if whole and not hit["name"].startswith(("Information", "Contact")):
            yield fact("assessor", tidy(whole[0]) or whole[0], hit.mark(), confidence=0.9)
            break


def _above(field: Field) -> Field:
    """The field with the organisation above its label, where the form sets answers there: what stands below is none."""
    text = field.mark.page.text
    begin, end = text.rfind("\n", 0, max(0, field.mark.start - 1)) + 1, max(0, field.mark.start - 1)
    if field.is_below and not ORGANISATION.fullmatch(field.value) and ORGANISATION.fullmatch(text[begin:end].strip()):
        mark = Mark(field.mark.page, begin, field.mark.start + len(field.label))
        return replace(field, value=text[begin:end].strip(), mark=mark)
    return field


_LEVEL_ABROAD = re.compile(r"(?i)(?<!\w)(?:nivel|nível|niveau|livello|stufe)\s?[1-4](?![\d.])")
_LEVEL_APART = re.compile(
    rf"(?i)(?<!\w)(?:nivel|nível|niveau|livello|(?:händler-?)?stufe|merchant level|service provider level|level)"
    rf"(?: (?:d[eoua]l?l?['’]?|des|der|van|di|of))? ?(?:the )?(?:{vocabulary.alternatives('service_provider')}|"
    rf"{vocabulary.alternatives('merchant')}|merchant|"
    rf"service provider)(?: [^.:;\d]{{1,40}}?)?\s?:?\s(?P<n>[1-4])(?![\d.,]\d|\d)"
)


def _level_abroad(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The level of the entity as another language says it, beside its role."""
    for leaf in leaves:
        for found in _LEVEL_ABROAD.finditer(leaf.flat):
            near = leaf.flat[max(0, found.start() - 60) : found.end() + 40]
            if any(said.search(near) for said in _SAID_AS.values()):
                yield fact("level", found[0], leaf.mark(*found.span()), confidence=0.78)
                return
        apart = _LEVEL_APART.search(leaf.flat)
        if apart:
            yield fact("level", apart["n"], leaf.mark(*apart.span()), confidence=0.76)
            return


def _titled_entity(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Who was assessed, on a line of the title ahead of its role: "Example S.A. - service provider, level 1"."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            whole = ORGANISATION.match(line.text)
            behind = line.text[whole.end() :] if whole else ""
            is_told = behind.startswith(" - ") and any(said.search(behind) for said in _SAID_AS.values())
            if whole and (is_told or re.match(r"(?i) - (?:service provider|merchant)", behind)):
                mark = Mark(leaf.page, line.start, line.start + whole.end())
                yield fact("assessed_entity", whole[0], mark, confidence=0.8)
                return


def _heading(view: View) -> Iterator[Fact]:
    front = view.front(4)
    for hit in view.near(("pci dss", "pci-dss", "data security standard"), _VERSION, after=120, leaves=front):
        yield fact("pci_dss_version", hit["v"], hit.mark(), confidence=0.92)
        break
    for hit in view.near(("vers", " v"), _VERSION_ALONE, after=24, leaves=front[:2]):
        yield fact("pci_dss_version", hit["v"], hit.mark(), confidence=0.75)
        break
    for hit in view.near(
        (
            "assessed ",
            "onsite assessment",
            "report on compliance",
            "self-assessment",
            "attestation of compliance",
            "aoc",
            "saq ",
        ),
        _ROLE,
        after=140,
        leaves=front,
    ):
        role = "service provider" if "service" in hit["role"].lower() else "merchant"
        yield fact("entity_role", role, hit.mark(), confidence=0.85)
        return
    yield from _role_abroad(view)
    spoken = list(view.near(("merchant", "service provider"), _SPEAKS_AS, before=6, after=60, leaves=view.front(8)))
    roles = {(hit["role"] or hit["officer"]).lower() for hit in spoken}
    if len(roles) == 1:
        yield fact("entity_role", roles.pop(), spoken[0].mark(), confidence=0.8)


_ROLE_LINE = re.compile(
    r"(?i)(?:(?:entity|assessed entity|business|organi[sz]ation) (?:type|role)|(?:type|role) of "
    r"(?:entity|assessed entity|organi[sz]ation)|role|rol(?:le)?(?: (?:der|de la|del|van de) \w+)?|art (?:der|"
    r"des) (?:einheit|unternehmens)|"
    r"type d['’]entité|tipo d[ei] (?:entidad|entità|entidade)|soort entiteit|papel|função|"
    r"ruolo)\s?[:|\t]?\s+(?P<said>\S.*)"
)
_ROLES = {"service provider": re.compile(r"(?i)service-?\s?provider"), "merchant": re.compile(r"(?i)merchant")}


def _role_abroad(view: View) -> Iterator[Fact]:
    """The role that the lines of the title name, where they name one alone."""
    leaf = next(iter(view.front(1)), None)
    lines = [line for line in leaf.lines[:MAX_TITLE_LINES] if len(line.text) <= MAX_TITLE_CHARACTERS] if leaf else []
    named = [(role, line) for role, said in _SAID_AS.items() for line in lines if said.search(line.text)]
    if leaf and len({role for role, _ in named}) == 1:
        yield fact("entity_role", named[0][0], leaf.mark_line(named[0][1]), confidence=0.8)
    for front in view.front(2):
        for line in front.lines:
            labelled = _ROLE_LINE.fullmatch(line.text) if len(line.text) <= MAX_TITLE_CHARACTERS else None
            told = labelled["said"] if labelled else ""
            roles = {role for role, said in (*_SAID_AS.items(), *_ROLES.items()) if said.match(told)}
            if len(roles) == 1:
                yield fact("entity_role", roles.pop(), front.mark_line(line), confidence=0.84)
                return


def _date(view: View) -> Iterator[Fact]:
    leaves = view.front(20)
    day_first = view.day_first
    for field in _ASSESSED_IN.find(leaves, loose=True):
        spans = dates.periods(field.value[:80], day_first=day_first)
        if spans:
            yield fact("assessment_date", spans[0][1].iso, field.mark, confidence=0.9)
            return
    for field in (*_ENDED.find(leaves, loose=True), *_DATE.find(leaves, loose=True)):
        found = dates.find_days(field.value[:60], day_first=day_first)
        if found and not is_blank(field.value[:60]):
            confidence = 0.8 if _OF_REPORT.search(field.label) else 0.92
            yield fact("assessment_date", found[0].iso, field.mark, confidence=confidence)
            return
    for hit in view.near(
        ("dated", "completed on", "ended on", "closed on", "as of"), _DATED, before=50, after=80, leaves=leaves
    ):
        found = dates.find_days(hit[0], day_first=day_first)
        if found:
            yield fact("assessment_date", found[0].iso, hit.mark(), confidence=0.8)
            return


_STATUS = Labels(
    "(?:overall |final |assessment |compliance |validation |pci dss )+(?:status|result|rating|outcome)|result",
    *vocabulary.labels("pci_attestation", "result"),
)
_SAID = re.compile(
    rf"(?i)[\"«„]?(?:(?P<non>not |non-?\s?)?compliant(?! but)|(?P<no>{vocabulary.alternatives('not_compliant')})|"
    rf"(?:{vocabulary.alternatives('compliant')}))[\"»]?(?:[.,;:]|\s?[(-])?(?:(?<=[.,;:(-]).*)?"
)
_TICK = r"(?:☒|☑|✓|✔|\[x\]|\(x\)|■|\u2612)\s?"
_TICKED_ABROAD = re.compile(
    rf"(?i){_TICK}(?:(?P<no>{vocabulary.alternatives('not_compliant')})|"
    rf"(?:{vocabulary.alternatives('compliant')}))(?!\w)"
)
_IN_CAPITALS = re.compile(
    r"(?<!\w)(?P<no>NÃO[ -]|NO |NON[ -]|NICHT[ -]|NIET[ -])?(?:CONFORME|KONFORM|CONFORM|EN CUMPLIMIENTO|CUMPLE)(?!\w)"
)
"""How reports of other languages set the one result that they come to."""
_SHOWN = vocabulary.pattern("shown_compliant")
"""Sentences of other languages that tell of compliance."""


def _result(view: View) -> Iterator[Fact]:
    labelled = agreed(
        ("non-compliant" if stated["non"] or stated["no"] else "compliant", field)
        for field in _STATUS.find(view.front(8), loose=True)
        if (stated := _SAID.fullmatch(field.value))
    )
    if labelled:
        yield fact("result", labelled[0], labelled[1].mark, confidence=0.9)
    yield from _shown_abroad(view)
    yield from _result_said(view)
    for shape, confidence in ((_TICKED_ABROAD, 0.88), (_IN_CAPITALS, 0.74)):
        told = [(leaf, found) for leaf in view.front(8) for found in shape.finditer(leaf.flat)]
        if told and len({bool(found["no"]) for _, found in told}) == 1:
            leaf, found = told[0]
            kind = "non-compliant" if found["no"] else "compliant"
            yield fact("result", kind, leaf.mark(*found.span()), confidence=confidence)
            break
    asserted = list(view.near(("asserts", "declares", "attests"), _ASSERTS, after=50))
    if asserted and len({bool(hit["non"]) for hit in asserted}) == 1:
        kind = "non-compliant" if asserted[0]["non"] else "compliant"
        yield fact("result", kind, asserted[0].mark(), confidence=0.8)
    for hit in view.near(("compliant",), _COMPLIANT, before=8, after=90):
        said = " ".join(hit["kind"].lower().split())
        kind = "non-compliant" if "non" in said else said
        yield fact("result", kind, hit.mark(), confidence=0.9)
        return
    ratings = list(view.near(("compliant rating", "rating ", "overall "), _RATING, before=30, after=30))
    if len({bool(hit["non"] or hit["no"]) for hit in ratings}) == 1 and not view.holds(
        "☐"
    ):  # the form prints both; here is one
        kind = "non-compliant" if ratings[0]["non"] or ratings[0]["no"] else "compliant"
        yield fact("result", kind, ratings[0].mark(), confidence=0.8)
        return
    if view.holds("☐", "non-compliant:"):
        return
    for hit in view.near(("demonstrated", "compliance with", "compliant with"), _DEMONSTRATED, before=40, after=80):
        kind = "non-compliant" if hit["not"] or hit["no"] else "compliant"
        yield fact("result", kind, hit.mark(), confidence=0.75)
        return


_RESULT_SAID = re.compile(
    rf"(?i)\b(?:(?:(?:gesamt)?ergebnis|résultat|resultado|risultato|esito|resultaat|uitkomst|conclusion|conclusión|"
    rf"conclusie|result|outcome)"
    rf"(?: (?:der|de|de l['’]|del|della|dell['’]|da|do|van de|of the) ?[^.;:\d]{{3,40}}?)? (?:is|ist|lautet|est|"
    rf"es|è|é|was|war) (?:als )?|"
    rf"(?:encontra-se|se encuentra|si trova|se trouve|befindet sich) |"
    rf"(?:verklar|erklär|déclar|declar|dichiar)[^\W\d_]{{1,8}}(?: [^\W\d_]{{2,20}}){{0,3}}: )"
    rf"[\"«„]?(?:(?P<no>{vocabulary.alternatives('not_compliant')}|non-?\s?compliant|not compliant)|"
    rf"(?:{vocabulary.alternatives('compliant')}|compliant))(?!\w)"
)


def _result_said(view: View) -> Iterator[Fact]:
    """The result that sentences state, where all of them state one."""
    told = [
        ("non-compliant" if found["no"] else "compliant", leaf.mark(*found.span()))
        for leaf in view.front(8)
        for found in _RESULT_SAID.finditer(leaf.flat)
    ]
    if len({said for said, _ in told}) == 1:
        yield fact("result", *told[0], confidence=0.8, quote_limit=1)


def _shown_abroad(view: View) -> Iterator[Fact]:
    """Compliance that a sentence of another language says was shown, and nothing denies."""
    for leaf in view.front(8):
        for shown in _SHOWN.finditer(leaf.flat):
            sentence = re.split(r"[.;] ", leaf.flat[max(0, shown.start() - 120) : shown.end()])[-1]
            if vocabulary.pattern("denied").search(sentence) is None:
                yield fact("result", "compliant", leaf.mark(*shown.span()), confidence=0.75)
                return
