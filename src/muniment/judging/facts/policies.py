"""Policies, plans and procedures: what they are called, which version, whose, approved when, reviewed next when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, titles
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, has_blank, tidy
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_VERSION_LABEL = Labels(
    r"(?:current |document |policy )?version(?: number| no\.?| #)?",
    r"rev(?:ision)?(?: number| no\.?| #)?",
    r"(?:issue|edition)(?: number| no\.?| #)?",
    "ver|versión|versione|versie|versão|ausgabe|revisie",
)
_VERSION = re.compile(
    r"(?i:v?\s?)(\d{1,3}(?:[.,]\d{1,3}){0,3}[a-z]?(?![\w/\-]| (?:of|von|de|di|van) \d)|[A-Z](?=$|"
    r"[\s,;.)](?!\w)))(?![\d/\-])"
)
"""A number, or the letter by which drawings and standards count."""
_LETTERED = re.compile(r"\b[Rr]ev(?:ision|\.)?:? (?P<v>[A-Z])(?![\w'&-])")
_VERSION_INLINE = re.compile(
    r"(?i)\b(?:version|revision|rev\.|v)\s?:?\s?(?P<v>\d{1,3}(?:\.\d{1,3}){1,3})\b|"
    r"\bversion\s:?\s?(?P<v2>\d{1,2})(?![\d./]| [a-z]+ 20)\b"
)
MAX_TABS = 3
"""Of a line that may name the document's version; a row of more cells names that of something it lists."""
_OWNER = Labels(
    r"(?:policy |document |plan |process |procedure |standard )?owner(?:ed by)?(?:\(s\))?",
    r"(?:policy|document) (?:administrator|custodian|sponsor|steward)",
    r"(?:responsible|issuing|accountable) (?:office|officer|department|party|person|executive|official|role|unit|"
    r"owner)",
    r"(?:policy|document) contact",
    "owned by",
    "document responsible",
    "(?:dokumenten?|richtlinien|prozess)?[ -]?(?:verantwortlich(?:e[rn]?)?|eigentümer(?:in)?|eigner)",
    "propriétaire(?: du document)?|responsable(?: del documento| du document)?|propietario(?: del documento)?",
    "responsabile(?: del documento)?|proprietario(?: del documento)?",
    "(?:document)?eigenaar|verantwoordelijke?",
    "responsável(?: pelo documento)?|proprietário(?: do documento)?",
)
_OWNER_COLUMN = Labels(
    r"(?:policy|document|plan|process|procedure|standard) owner", "responsible (?:party|office|officer|department)"
)
_APPROVED = Labels(
    r"(?:date (?:of )?|last )?(?:approved|approval|adopted|adoption|ratified)(?: date| on)?",
    r"(?:date )?approved(?: by [\w ,]{2,50})? on",
    r"(?:board|management|approval) (?:approval )?date",
    "(?:freigegeben|genehmigt|verabschiedet|beschlossen)(?: am)?|(?:freigabe|genehmigungs)datum|datum der (?:freigabe|"
    "genehmigung)",
    "approuvée? le|date d['’]approbation|adoptée? le",
    "fecha de aprobación|aprobad[oa] el",
    "approvat[oa] il|data di approvazione",
    "goedgekeurd op|datum goedkeuring|vastgesteld op",
    "aprovad[oa] em|data d[ea] aprovação",
)
_APPROVED_INLINE = re.compile(
    r"(?i)\b(?:approved|adopted|ratified)(?: by:? [^.\d]{2,80}?)?(?: on| in|:|,| effective)(?: the)? (?P<zone>.{6,40})"
)
_REVIEW = Labels(
    r"(?:date of )?next (?:scheduled |planned |policy )?(?:review|revision|update)(?: date)?(?: due)?(?: on)?",
    r"review (?:due|by)(?: date)?",
    r"(?:scheduled|due) (?:for )?(?:next )?review(?: date)?",
    r"(?:to be )?reviewed by",
    r"next review due",
    "nächste (?:überprüfung|prüfung|revision|aktualisierung)(?: am| bis| fällig)?|(?:über)?prüfung fällig(?: am)?",
    "(?:prochaine (?:révision|revue)|date de (?:la )?prochaine (?:révision|revue))(?: le)?",
    "(?:fecha de (?:la )?)?próxima revisión",
    "(?:data (?:della )?)?prossima revisione",
    "(?:datum )?volgende (?:herziening|beoordeling|evaluatie|review)",
    "(?:data da )?próxima revisão",
)
_EFFECTIVE = Labels(
    r"(?:original |policy )?effective(?: date| from| as of)?", r"date effective", "in effect (?:since|from)"
)


def policy(view: View) -> Iterator[Fact]:
    """Facts of a policy; tables at its head or its end hold most of them."""
    front = view.front(3)
    ends = tuple(leaf for leaf in view.leaves[-2:] if leaf not in front)
    yield from titles.title(front)
    yield from _version(front)
    for field in (*_OWNER.find((*front, *ends)), *_OWNER_COLUMN.find((*front, *ends), loose=True)):
        name = _owner_in(field)
        if name:
            yield fact("owner", name, field.mark, confidence=0.88)
            break
    day_first = view.day_first
    for labels, key in ((_APPROVED, "approval_date"), (_REVIEW, "next_review_date"), (_EFFECTIVE, "effective_date")):
        answer = agreed(
            (found[0].iso, field)
            for field in labels.find((*front, *ends), loose=True)
            if (found := dates.find(field.value[:60], day_first=day_first))
            and found[0].start < 25
            and not has_blank(field.value[: found[0].start])
        )
        if answer:
            yield fact(key, answer[0], answer[1].mark, confidence=0.9)
    for hit in view.near(("approved", "adopted", "ratified"), _APPROVED_INLINE, after=140, leaves=(*front, *ends)):
        found = dates.find_days(hit["zone"], day_first=day_first)
        if found and found[0].start < 4:
            end = hit.match.start("zone") + found[0].end
            yield fact("approval_date", found[0].iso, hit.leaf.mark(hit.match.start(), end), confidence=0.8)
            break


def front_matter(view: View) -> Iterator[Fact]:
    """`version` and `owner` of a document that is no policy, where a label on its first pages names them beside it.

    What stands below a label is a column's: registers list owners and versions of what they hold.
    """
    front = view.front(2)
    yield from labelled_version(front)
    for field in _OWNER.find(front):
        name = _owner_in(field) if _is_beside(field) else None
        if name:
            yield fact("owner", name, field.mark, confidence=0.86)
            return


def labelled_version(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The version beside its label, which begins a line or cell: no standard's or tool's that the text speaks of."""
    for field in _VERSION_LABEL.find(leaves, loose=True):
        match = _VERSION.match(field.value)
        if (
            match
            and _is_beside(field)
            and match[1][0].isdigit()
            and len(field.value) - match.end() <= MAX_BEHIND_VERSION
            and not re.match(r"\s(?:and|or|to|of|is|was|through)\b", field.value[match.end() :])
            and not dates.find(field.value[:14])
        ):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return


MAX_BEHIND_VERSION = 30
"""Characters that may follow a version beside its label: "(final)", a date."""


def _is_beside(field: Field) -> bool:
    """Whether a capitalised label begins its line or cell and its value stands beside it, in a row of no more cells."""
    text = field.mark.page.text
    begin, end = text.rfind("\n", 0, field.mark.start) + 1, text.find("\n", field.mark.end)
    ahead = text[begin : field.mark.start]
    cells = [cell for cell in re.split(r"[\t|]", text[begin : end if end >= 0 else None]) if cell.strip()]
    opens = not ahead.strip(" *#-") or bool(re.search(r"[\t|]\W*$|  $", ahead))
    return opens and field.label[0].isupper() and not field.is_below and len(cells) <= 2


def _owner_in(field: Field) -> str | None:
    """The person or role of a field, without how to reach them."""
    name = tidy(_ROLE_END.split(field.value, maxsplit=1)[0])
    is_controller = bool(name and _ANSWERABLE.match(field.label) and ORGANISATION.match(name))
    return name if name and _is_owner(name) and not is_controller else None


_ROLE_END = re.compile(
    r"(?i)[\s,;/|-]*(?:\b(?:tel(?:efon|ephone)?|phone|mobile|ext|fax|e-?mail|mail)\b[.:]?(?=\s?[+:(]?\s?[\d\w])|<|\S+@\S|"
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


def _version(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for field in _VERSION_LABEL.find(front, loose=True):
        match = _VERSION.match(field.value.strip("\"'"))
        if match and not dates.find(field.value[:14]):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return
    for leaf in front[:2]:
        for line in leaf.lines[:40]:
            found = _VERSION_INLINE.search(line.text) or _LETTERED.search(line.text)
            inline = found if len(line.text) < 160 and line.text.count("\t") < MAX_TABS else None
            if inline and not re.search(
                r"(?i)\b(?:template|tls|ssl|pci|nist|wcag|vpat|ipv|http|cvss|creative commons|cc-by|license)\b",
                line.text,
            ):
                yield fact("version", next(filter(None, inline.groups())), leaf.mark_line(line), confidence=0.75)
                return
