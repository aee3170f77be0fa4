"""Policies, plans and procedures: what they are called, which version, whose, approved when, reviewed next when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, titles
from muniment.judging.facts.fields import Field, Labels, agreed, is_beside
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import has_blank
from muniment.judging.facts.policy_owners import OWNER, OWNER_COLUMN, owned, owner_beside, owner_of
from muniment.judging.facts.versions import labelled_version, set_off_version, stated_version
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_APPROVED = Labels(
    r"(?:date (?:of )?|last )?(?:approved|approval|adopted|adoption|ratified)(?: date| on)?",
    r"(?:date )?approved(?: by [\w ,]{2,50})? on",
    r"(?:board|management|approval|committee|adoption|sign-?off|ratification|authori[sz]ation) (?:approval )?date",
    r"(?:date (?:of )?)?(?:board|management|committee|executive|council) (?:approval|adoption|sign-?off)",
    r"(?:endorsed|signed[ -]off|authori[sz]ed|agreed)(?: on)?|date (?:endorsed|signed off|authori[sz]ed|agreed|adopted|"
    r"ratified|approved)",
)
_APPROVED_INLINE = re.compile(
    r"(?i)\b(?:approved|adopted|ratified|endorsed|signed off)(?: and (?:adopted|issued|signed|published))?"
    r"(?: by:? [^.\d]{2,80}?)?(?: on| in|:|,| -| effective| at (?:its|the) meeting (?:of|on))(?: the)? "
    r"(?P<zone>.{6,40})"
)
_APPROVED_BY = Labels(r"(?:approved|adopted|ratified|authori[sz]ed) by(?: ?[/&,] ?(?:on|date)| and date)?")
_REVIEW_INLINE = re.compile(
    r"(?i)\b(?:(?:will|shall|to|must|should|is to|is due to) be (?:next |formally |re-?)?reviewed(?: again)?"
    r"(?: and [\w ]{2,30}?)?(?: (?:no later than|not later than|by|on|in|before|during|by the end of))?|"
    r"next (?:(?:scheduled|formal|planned|annual|full) )?(?:review|revision)(?: of this \w+)?"
    r"(?: (?:is|will be|takes place|date))?(?: (?:due|scheduled|planned|set))?"
    r"(?: (?:for|by|on|in|no later than))?:?|(?:due for|next|scheduled) review(?: (?:is )?(?:due )?(?:by|on|in|"
    r"before))?|"
    r"review (?:is |falls )?due(?: (?:by|on|in))?|reviewed again (?:by|on|in|before))(?: the)? (?P<zone>.{4,40})"
)
_EFFECTIVE_INLINE = re.compile(
    r"(?i)\b(?:(?:takes?|took|comes? into|came into|enters? into|with|goes into) (?:effect|force)(?: (?:as of|on|"
    r"from))*|"
    r"(?:is |are |becomes? )?effective (?:as of|as from|on|from|since)|in (?:force|effect) (?:since|from|as of|as "
    r"from)|"
    r"(?:it )?applies (?:as of|from|as from)|valid from)(?: the)? (?P<zone>.{6,40})"
)
_REVIEW = Labels(
    r"(?:date of )?next (?:scheduled |planned |policy )?(?:review|revision|update)(?: date)?(?: due)?(?: on)?",
    r"review (?:due|by|before|again by|required by|scheduled|deadline)(?: date)?(?: (?:on|by))?",
    r"(?:date )?(?:due )?for (?:next )?review(?: by| on)?|date of (?:the )?next (?:scheduled )?review|review and "
    r"update by",
    r"(?:policy |document )?(?:valid until|expir(?:y|es|ation)(?: date)?|renewal date|sunset date)",
    r"(?:scheduled|due) (?:for )?(?:next )?review(?: date)?",
    r"(?:to be )?reviewed by",
    r"next review due",
)
_EFFECTIVE = Labels(
    r"(?:original |policy |document )?effective(?: date| from| as of| since| on)?",
    r"date (?:effective|in force|of effect|of implementation|of commencement)|(?:date )?effective from date",
    "in (?:effect|force) (?:since|from|as of)|(?:valid|applicable|applies|operative) from|valid as of",
    "(?:commencement|implementation|start|go-?live|entry into force|in-force) date|comes into (?:force|effect)(?: on)?",
)
_DATED = {"approval_date": _APPROVED, "next_review_date": _REVIEW, "effective_date": _EFFECTIVE}
_TOLD = {
    "approval_date": (("approved", "adopted", "ratified", "endorsed", "signed off"), _APPROVED_INLINE),
    "next_review_date": (("review",), _REVIEW_INLINE),
    "effective_date": (("effect", "force", "applies", "valid from"), _EFFECTIVE_INLINE),
}
"""How sentences tell dates, with the words that lead to them."""
_OF_SUBJECT = re.compile(r"(?i)\b(?:will|shall|must|should|is|are) (?:to )?(?:due to )?be\b")
_ITSELF = re.compile(
    r"(?i)\b(?:polic(?:y|ies)|standard|procedure|plan|document|code|manual|framework|guidelines?|statement|it|this)\b"
    r"[^.;]{0,22}$"
)
"""Of what a sentence says that it will be reviewed."""
OF_ANOTHER = re.compile(
    r"(?i)\b(?:supersed\w*|replac(?:es|ed|ing)|previous|former|earlier|act|law|regulation|directive|statute|bill|"
    r"parliament|congress|exceptions?|licen[cs]es?|not|never|loi|décret|règlement|ley|decreto|legge|lei|wet|gesetz|"
    r"verordnung|ausnahmen?|excepcion\w*|eccezion\w*|exceç\w*|uitzondering\w*|dérogations?)\b"
)
"""Words of a sentence that dates something else."""


def policy(view: View) -> Iterator[Fact]:
    """Facts of a policy; tables at its head or its end hold most of them."""
    front = view.front(3)
    ends = tuple(leaf for leaf in view.leaves[-2:] if leaf not in front)
    yield from titles.title(front)
    yield from stated_version(front, view.day_first)
    for field in (*OWNER.find((*front, *ends)), *OWNER_COLUMN.find((*front, *ends), loose=True)):
        name = owner_of(field)
        if name:
            yield fact("owner", name, field.mark, confidence=0.88)
            break
    yield from owner_beside(front)
    leaves = (*front, *ends)
    labelled = {key: _labelled_dates(view, leaves, labels) for key, labels in _DATED.items()}
    labelled["approval_date"] += _beside_approver(view, leaves)
    for key, stated in labelled.items():
        confidence = 0.9
        if not stated:
            stated, confidence = _told_dates(view, leaves, key), 0.8
        answer = (
            agreed(stated) if confidence > 0.8 or key == "next_review_date" else max(stated, key=_day, default=None)
        )
        if answer:
            yield fact(key, answer[0], answer[1].mark, confidence=confidence, quote_limit=1)
    yield from owned(view)


def _day(stated: tuple[str, Field]) -> str:
    return stated[0]


_Dated = list[tuple[str, Field]]
"""Dates, ISO 8601, with where each is stated."""


def _labelled_dates(view: View, leaves: tuple[Leaf, ...], labels: Labels) -> _Dated:
    return [
        (found[0].iso, field)
        for field in labels.find(leaves, loose=True)
        if (found := dates.find(field.value[:60], day_first=view.day_first))
        and found[0].start < 25
        and not has_blank(field.value[: found[0].start])
    ]


def _beside_approver(view: View, leaves: tuple[Leaf, ...]) -> _Dated:
    """The one date that stands behind who approved: "Approved by: Board of Directors, 5 May 2026"."""
    return [
        (found[0].iso, field)
        for field in _APPROVED_BY.find(leaves, loose=True)
        if len(found := dates.find_days(field.value[:120], day_first=view.day_first)) == 1 and not field.is_below
    ]


def _told_dates(view: View, leaves: tuple[Leaf, ...], key: str) -> _Dated:
    anchors, pattern = _TOLD[key]
    told: _Dated = []
    for hit in view.near(anchors, pattern, before=24, after=140, leaves=leaves):
        found = dates.find(hit["zone"], day_first=view.day_first)
        if _OF_SUBJECT.search(hit[0]) and not _ITSELF.search(hit.before(60)):
            continue
        if found and found[0].start < 4 and not OF_ANOTHER.search(hit.before(60) + hit[0].removesuffix(hit["zone"])):
            mark = hit.leaf.mark(hit.match.start(), hit.match.start("zone") + found[0].end)
            told.append((found[0].iso, Field("", hit["zone"], mark, False)))
    return told


def approved_on(view: View) -> Iterator[Fact]:
    """`approval_date` where labels on the first pages agree on one."""
    answer = agreed(_labelled_dates(view, view.front(2), _APPROVED))
    if answer:
        yield fact("approval_date", answer[0], answer[1].mark, confidence=0.9, quote_limit=1)


def front_matter(view: View) -> Iterator[Fact]:
    """`version` and `owner` of a document that is no policy, where a label on its first pages names them beside it.

    What stands below a label is a column's: registers list owners and versions of what they hold.
    """
    front = view.front(2)
    yield from labelled_version(front)
    yield from set_off_version(front)
    for field in OWNER.find(front):
        name = owner_of(field) if is_beside(field) else None
        if name:
            yield fact("owner", name, field.mark, confidence=0.86)
            return


_IS_OF_POLICY = re.compile(
    r"(?i)^(?!.*\b(?:insurance|assurance|health|travel)\b).*\b(?:polic(?:y|ies)|plan|procedures?|standard|guidelines?|"
    r"code of (?:conduct|ethics)|charter|framework|manual)(?: \([A-Z]{2,8}\))?$"
)
"""A title that ends in what a policy is; an insurer's policy is another thing."""


def untyped(view: View) -> Iterator[Fact]:
    """What a document of no known type says at its head: all that a policy's does where it is titled as one is, and has
    a version, an owner or an approval beside it; else the version and owner that labels name."""
    facts = list(policy(view))
    held = {found.key for found in facts}
    if any(found.key == "title" and _IS_OF_POLICY.search(str(found.value)) for found in facts) and held & {
        "owner",
        "version",
        "approval_date",
        "next_review_date",
    }:
        yield from facts
        return
    yield from front_matter(view)
