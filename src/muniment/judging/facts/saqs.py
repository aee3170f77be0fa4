"""PCI DSS self-assessments: which questionnaire was filled in, by whom and in what role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, ORGANISATION
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_KIND = r"(?P<kind>A-EP|A|B-IP|B|C-VT|C|P2PE|SPoC|D)(?![\w-])"
"""The council's questionnaires (PCI DSS v4.0.1, Self-Assessment Questionnaire Instructions and Guidelines)."""
_TITLE = (
    r"self-assessment questionnaire|questionnaire d['’]auto-?évaluation|"
    r"selbst(?:beurteilungs|bewertungs|auskunfts)-?fragebogen|fragebogen zur selbst(?:beurteilung|bewertung|auskunft)|"
    r"cuestionario de auto-?evaluación|questionario di auto-?valutazione|questionário de auto-?avaliação|"
    r"zelf(?:beoordelings|evaluatie)-?vragenlijst|自己(?:問診|評価)(?:票|質問票)?"
)
_NAMED = re.compile(rf"(?:\bSAQ[ -]?(?:type |typ |tipo )?|(?i:{_TITLE})(?: \(?SAQ\)?)?[ ]?){_KIND}")
_SERVICE_PROVIDERS_TOO = "D"
"""All other questionnaires are for merchants alone (the same guidelines)."""
_MERCHANT = re.compile(rf"(?i)(?<!\w)(?:merchants?|{vocabulary.alternatives('merchant')})(?!\w)")
_ROLE = r"(?P<role>service provider|merchant)"
_ENTITY_IN_ROLE = re.compile(
    rf"(?P<entity>{ORGANISATION.pattern})(?:, [{CAPITAL}][\w.' -]{{1,30}})?"
    rf"(?: \((?i:as )?(?:an? |the )?{_ROLE}\)|(?P<apposed>, an? )(?P<role2>service provider|merchant)\b)"
)
_COMPLETED_BY = Labels(*vocabulary.words("filled_in_by"))
_ASSESSMENT_OF = re.compile(rf"(?i:\b(?:assessment|audit|validation) of )(?P<entity>{ORGANISATION.pattern})")
MAX_TITLE_LINES, MAX_CHARACTERS = 8, 160


def self_assessment(view: View) -> Iterator[Fact]:
    """`level` ("SAQ A") where the title and the running lines agree on one questionnaire; `entity_role` and
    `assessed_entity` where they stand together, and the role of those whom the questionnaire is for."""
    front = view.front(3)
    kinds = [*_kinds(front)]
    if len({kind for kind, _ in kinds}) == 1:
        kind, mark = kinds[0]
        yield fact("level", f"SAQ {kind}", mark, confidence=0.74, quote_limit=1)
        said = _MERCHANT.search(front[0].flat) if kind != _SERVICE_PROVIDERS_TOO else None
        if said:
            yield fact("entity_role", "merchant", front[0].mark(*said.span()), confidence=0.72)
    yield from _in_role(view, front)
    for field in _COMPLETED_BY.find(front[:2]):
        whole = ORGANISATION.match(field.value)
        if whole:
            yield fact("assessed_entity", whole[0], field.mark, confidence=0.79)
            break


def _kinds(leaves: Sequence[Leaf]) -> Iterator[tuple[str, Mark]]:
    for leaf in leaves:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            if len(line.text) <= MAX_CHARACTERS:
                for found in _NAMED.finditer(line.text):
                    yield found["kind"], Mark(leaf.page, line.start + found.start(), line.start + found.end())


def _in_role(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Whom a document calls by its role: "Example Ltd (merchant)", or as whose assessment it is."""
    told = list(view.near(("service provider", "merchant"), _ENTITY_IN_ROLE, before=130, after=40, leaves=leaves))
    assessed = list(view.near((" of ",), _ASSESSMENT_OF, before=14, after=120, leaves=leaves[:1]))
    own = {hit["entity"] for hit in assessed}
    for hit in told:
        if hit["apposed"] and hit["entity"] not in own:
            continue
        yield fact("assessed_entity", hit["entity"], hit.mark(), confidence=0.8)
        yield fact("entity_role", hit["role"] or hit["role2"], hit.mark(), confidence=0.8)
        return
    if len(own) == 1:
        yield fact("assessed_entity", own.pop(), assessed[0].mark(), confidence=0.76)
