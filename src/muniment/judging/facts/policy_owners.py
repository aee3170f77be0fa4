"""Whose a policy is, as labels and sentences in English say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.fields import Field, Labels, is_beside, pieces
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.versions import MAX_HEAD_LINES
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

OWNER = Labels(
    r"(?:policy |document |plan |process |procedure |standard |business |content |executive |accountable |programme |"
    r"program )?owner(?:ed by)?(?:\(s\))?",
    r"(?:owner ?/ ?author|author ?/ ?owner|owner and author|name of owner|owner name|owner(?:'s)? (?:role|title))",
    r"(?:policy|document|executive) (?:administrator|custodian|sponsor|steward|lead|manager|keeper)",
    r"(?:owning|lead) (?:department|team|function|office|unit)|custodian|(?:maintained|managed|administered|owned and "
    r"maintained) by",
    r"(?:responsible|issuing|accountable) (?:office|officer|department|party|person|executive|official|role|unit|"
    r"owner)",
    r"(?:policy|document) contact",
    "owned by",
    "document responsible",
)
OWNER_COLUMN = Labels(
    r"(?:policy|document|plan|process|procedure|standard) owner", "responsible (?:party|office|officer|department)"
)
_OWNED = re.compile(
    rf"(?i:this (?:[a-z]+ ){{0,4}}?(?:policy|standard|procedure|plan|document|manual|code|framework|guideline)s? is "
    rf"(?:owned|owned and maintained|maintained and owned) by)(?: (?i:the|our))? (?P<a>{NAME})|"
    rf"(?i:owner of this (?:policy|standard|procedure|plan|document|manual|code|framework)(?: is|:))(?: (?i:the|our))? "
    rf"(?P<b>{NAME})|(?:[.;:] (?:The )?|\bThe )(?P<c>{NAME}),? (?i:(?:owns|is the owner of) (?:and \w+ )?this "
    rf"(?:[a-z]+ ){{0,3}}?(?:policy|"
    rf"standard|procedure|plan|document|manual|code|framework))\b"
)
_OWNED_ANCHORS = ("owned", "owner of this", " owns ", "is the owner")


_IS_OFFICE = re.compile(
    r"(?i)\b(?:officer|director|manager|head|chief|lead|team|department|committee|board|council|counsel|c[ist]so|c[eifot]o|dpo|"
    r"vp|president|secretary|office|abteilung|leit(?:er|erin|ung)|direct\w+|direttore|responsab\w+|afdeling|hoofd)\b"
)
_OWNER_PIECE = re.compile(
    rf"(?i)(?:(?:policy|document|plan) )?(?:owner|{'|'.join(vocabulary.labels('policy', 'owner'))})\s?: ?"
    r"(?P<name>\S.{2,60}?)\W*"
)


def owner_beside(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """An office that only a space parts from the label ahead of it, on their line; or that a piece of the line below
    the title names."""
    for field in OWNER.find(front, loose=True):
        name = owner_of(field) if is_beside(field) and _IS_OFFICE.search(field.value) else None
        if name:
            yield fact("owner", name, field.mark, confidence=0.8)
            return
    for leaf in front[:1]:
        for line in leaf.lines[:MAX_HEAD_LINES]:
            for told in filter(None, map(_OWNER_PIECE.fullmatch, pieces(line.text)[1:])):
                if _IS_OFFICE.search(told["name"]) and not dates.find(told["name"]):
                    yield fact("owner", told["name"], leaf.mark_line(line), confidence=0.8)
                    return


def owned(view: View) -> Iterator[Fact]:
    """Who a sentence says owns the policy."""
    for hit in view.near(_OWNED_ANCHORS, _OWNED, before=90, after=110, leaves=view.front(12)):
        name = tidy(hit["a"] or hit["b"] or hit["c"])
        if name and _is_owner(name) and not ORGANISATION.match(name):
            yield fact("owner", name, hit.mark(), confidence=0.9)
            return


def owner_of(field: Field) -> str | None:
    """The person or role of a field, without how to reach them."""
    name = tidy(_ROLE_END.split(field.value, maxsplit=1)[0])
    is_controller = bool(name and _ANSWERABLE.match(field.label) and ORGANISATION.match(name))
    return name if name and _is_owner(name) and not is_controller else None


_ROLE_END = re.compile(
    r"(?i)\s+[·•|]\s|[\s,;/|-]*(?:\b(?:tel(?:efon|ephone)?|phone|mobile|ext|fax|e-?mail|mail)\b[.:]?(?=\s?[+:(]?\s?[\d\w])|<|\S+@\S|"
    r"https?:|\+\d[\d ()-]{5}|\(?(?:see|as|siehe|voir|véase|vedi|zie|ver)\s(?:above|below|annex|appendix|section|page|"
    r"oben|unten|ci-|abajo|sotto|onder))|(?<=[a-z)]{3})\.\s+(?=[A-Z])"
)
"""What follows a person or a role: how to reach them, where to look, the next sentence."""
_ANSWERABLE = re.compile(r"(?i)verantwort|verantwoord|responsa")
"""The same word names an owner in a policy and a controller in a privacy notice, which is an organisation."""
_NO_OWNER = re.compile(
    r"(?i)\b(?:im sinne|au sens|ist|est|es|è|é|is responsible|are responsible|shall|must|will|approved|date|"
    r"version|revision|history|purpose|scope|"
    r"contents|"
    r"classification)\b"
)


def _is_owner(name: str) -> bool:
    return len(name.split()) <= 9 and not dates.find(name) and name[0].isupper() and not _NO_OWNER.search(name)
