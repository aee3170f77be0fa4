"""Policies, plans and procedures: what they are called, which version, whose, approved when, reviewed next when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import datelines, dates, tables, titles, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, has_blank, tidy
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_VERSION_LABEL = Labels(
    r"(?:current |document |doc\.? |policy |report |plan |procedure |standard |agreement |form |questionnaire )?version"
    r"(?: number| no\.?| #| id)?",
    r"(?:current |document |policy )?rev(?:ision|\.)?(?: number| no\.?| #| level)?",
    r"(?:current )?(?:issue|edition|release)(?: number| no\.?| #)?",
    "ver",
    *vocabulary.labels("policy", "version"),
    *vocabulary.labels("penetration_test", "version"),
)
_VERSION = re.compile(
    r"(?i:v?\s?)(20\d\d\.\d{1,2}(?![\w./-])|\d{1,3}(?:[.,]\d{1,3}){0,3}[a-z]?"
    rf"(?![\w/\-]| (?:of|von|de|di|van) \d{{1,2}}(?![\d./-]|\.? (?:(?:de|di) )?{dates.MONTH}))|[A-Z](?=$|"
    r"[\s,;.)](?!\w)))(?![\d/\-])"
)
"""A number, or the letter by which drawings and standards count."""
_LETTERED = re.compile(r"\b[Rr]ev(?:ision|\.)?:? (?P<v>[A-Z])(?![\w'&-])")
_VERSION_INLINE = re.compile(
    r"(?i)\b(?:version|revision|rev\.|v)\s?:?\s?(?P<v>\d{1,3}(?:\.\d{1,3}){1,3})\b|"
    r"\bversion\s:?\s?(?P<v2>\d{1,2})(?![\d./]| [a-z]+ 20)\b"
)
_OF_PRODUCT = re.compile(r"\b[a-z]+ (?:[A-Z]\w+ )+$")
"""Ahead of a version in a sentence: the name of what it is a version of."""
MAX_TABS = 3
"""Of a line that may name the document's version; a row of more cells names that of something it lists."""
_OWNER = Labels(
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
_OWNER_COLUMN = Labels(
    r"(?:policy|document|plan|process|procedure|standard) owner", "responsible (?:party|office|officer|department)"
)
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
_OWNED = re.compile(
    rf"(?i:this (?:[a-z]+ ){{0,4}}?(?:policy|standard|procedure|plan|document|manual|code|framework|guideline)s? is "
    rf"(?:owned|owned and maintained|maintained and owned) by)(?: (?i:the|our))? (?P<a>{NAME})|"
    rf"(?i:owner of this (?:policy|standard|procedure|plan|document|manual|code|framework)(?: is|:))(?: (?i:the|our))? "
    rf"(?P<b>{NAME})|(?:[.;:] (?:The )?|\bThe )(?P<c>{NAME}),? (?i:(?:owns|is the owner of) (?:and \w+ )?this "
    rf"(?:[a-z]+ ){{0,3}}?(?:policy|"
    rf"standard|procedure|plan|document|manual|code|framework))\b"
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
_OWNED_ANCHORS = ("owned", "owner of this", " owns ", "is the owner")
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
    yield from _version(front, view.day_first)
    for field in (*_OWNER.find((*front, *ends)), *_OWNER_COLUMN.find((*front, *ends), loose=True)):
        name = owner_of(field)
        if name:
            yield fact("owner", name, field.mark, confidence=0.88)
            break
    yield from _owner_beside(front)
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
    yield from _owned(view)


_IS_OFFICE = re.compile(
    r"(?i)\b(?:officer|director|manager|head|chief|lead|team|department|committee|board|council|counsel|c[ist]so|c[eifot]o|dpo|"
    r"vp|president|secretary|office|abteilung|leit(?:er|erin|ung)|direct\w+|direttore|responsab\w+|afdeling|hoofd)\b"
)
_OWNER_PIECE = re.compile(
    rf"(?i)(?:(?:policy|document|plan) )?(?:owner|{'|'.join(vocabulary.labels('policy', 'owner'))})\s?: ?"
    r"(?P<name>\S.{2,60}?)\W*"
)


def _owner_beside(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """An office that only a space parts from the label ahead of it, on their line; or that a piece of the line below
    the title names."""
    for field in _OWNER.find(front, loose=True):
        name = owner_of(field) if _is_beside(field) and _IS_OFFICE.search(field.value) else None
        if name:
            yield fact("owner", name, field.mark, confidence=0.8)
            return
    for leaf in front[:1]:
        for line in leaf.lines[:MAX_HEAD_LINES]:
            pieces = _PIECES.split(line.text) if len(line.text) <= MAX_LINE else []
            for told in filter(None, map(_OWNER_PIECE.fullmatch, pieces[1:])):
                if _IS_OFFICE.search(told["name"]) and not dates.find(told["name"]):
                    yield fact("owner", told["name"], leaf.mark_line(line), confidence=0.8)
                    return


def _day(stated: tuple[str, Field]) -> str:
    return stated[0]


def _owned(view: View) -> Iterator[Fact]:
    """Who a sentence says owns the policy."""
    for hit in view.near(_OWNED_ANCHORS, _OWNED, before=90, after=110, leaves=view.front(12)):
        name = tidy(hit["a"] or hit["b"] or hit["c"])
        if name and _is_owner(name) and not ORGANISATION.match(name):
            yield fact("owner", name, hit.mark(), confidence=0.8)
            return


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


def newest_version(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[Fact]:
    """That of the newest row of the document's history."""
    for mark, _, version in datelines.history(leaves, day_first):
        yield fact("version", version, mark, confidence=0.72, quote_limit=1)
        return


def front_matter(view: View) -> Iterator[Fact]:
    """`version` and `owner` of a document that is no policy, where a label on its first pages names them beside it.

    What stands below a label is a column's: registers list owners and versions of what they hold.
    """
    front = view.front(2)
    yield from labelled_version(front)
    yield from set_off_version(front)
    for field in _OWNER.find(front):
        name = owner_of(field) if _is_beside(field) else None
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


def labelled_version(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The version beside its label, which begins a line or cell: no standard's or tool's that the text speaks of."""
    for field in _VERSION_LABEL.find(leaves, loose=True):
        match = _VERSION.match(field.value)
        if (
            match
            and (_is_beside(field) or _is_tile(field))
            and match[1][0].isdigit()
            and (len(field.value) - match.end() <= MAX_BEHIND_VERSION or field.value[match.end()] in ",;|")
            and not re.match(r"\s(?:and|or|to|of|is|was|through)\b", field.value[match.end() :])
            and not any(found.start < match.end() for found in dates.find(field.value[:14]))
        ):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return


MAX_BEHIND_VERSION = 30
"""Characters that may follow a version beside its label: "(final)", a date."""


_OF_HISTORY = re.compile(
    r"(?i)\b(?:authors?|created by|reviewed by|descriptions?|changes?|comments?|notes?|pages|reason|autor(?:in)?|"
    r"auteur|beschreibung|änderung\w*|bemerkung\w*|objet|modifications?|cambios?|descripción|modifiche|descrizione|wijziging\w*|"
    r"alterações|descrição)\b"
)
"""Columns of a history of versions, whose first row is the oldest as often as the newest."""


def _is_tile(field: Field) -> bool:
    """Whether a label and its value stand on lines of their own, or in a header and its one row that date it, too."""
    if not field.is_below:
        return False
    text, mark = field.mark.page.text, field.mark
    end = text.find("\n", mark.end)
    lines = text[text.rfind("\n", 0, mark.start) + 1 : end if end >= 0 else None].split("\n")
    first, last = lines[0].strip(" :*"), lines[-1].strip(" :*")
    is_headed = len(lines) == 2 and tables.is_of_date(first) and not _OF_HISTORY.search(first)
    return (first, last) == (field.label, field.value) or is_headed


def _is_beside(field: Field) -> bool:
    """Whether a capitalised label begins its line or cell and its value stands beside it, in a row of no more cells."""
    text = field.mark.page.text
    begin, end = text.rfind("\n", 0, field.mark.start) + 1, text.find("\n", field.mark.end)
    ahead = text[begin : field.mark.start]
    cells = [cell for cell in re.split(r"[\t|]", text[begin : end if end >= 0 else None]) if cell.strip()]
    opens = not ahead.strip(" *#-•") or bool(re.search(r"[\t|•]\W*$|  $|[\d)] $", ahead))
    is_row = len(cells) > 2 and ":" not in field.mark.text
    return opens and not field.label[0].islower() and not field.is_below and not is_row


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


def _version(front: tuple[Leaf, ...], day_first: bool | None) -> Iterator[Fact]:
    for field in _VERSION_LABEL.find(front, loose=True):
        match = _VERSION.match(field.value.strip("\"'"))
        if match and not any(found.start < match.end() for found in dates.find(field.value[:30], day_first=True)):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return
    yield from set_off_version(front[:1])
    yield from newest_version(front, day_first)
    for leaf in front[:2]:
        for line in leaf.lines[:40]:
            found = _VERSION_INLINE.search(line.text) or _LETTERED.search(line.text)
            inline = found if len(line.text) < 160 and line.text.count("\t") < MAX_TABS else None
            if inline and _OF_PRODUCT.search(line.text[: inline.start()]) and re.search(r"[a-z]\.$", line.text):
                continue
            if inline and not re.search(
                r"(?i)\b(?:template|tls|ssl|pci|nist|wcag|vpat|ipv|http|cvss|creative commons|cc-by|license)\b",
                line.text,
            ):
                yield fact("version", next(filter(None, inline.groups())), leaf.mark_line(line), confidence=0.75)
                return


_PIECES = re.compile(r"\s+[-|·•]\s+|[,;(\t]\s*|\.\s+(?=[A-Z])|\s{2,}|\)")
_VERSION_PIECE = re.compile(
    r"(?i)(?:draft |final |report |document |policy |approved |ssp |sla )?(?:version|ver\.?|v\.?|rev(?:ision|\.)?|"
    r"rév\.|éd\.|ed\.|concept|draft|entwurf|borrador|bozza|issue|edition|fassung|ausgabe|r[ée]vision|revisi[óo]n|"
    r"revis[ãa]o|revisione|revisie|versi[óo]n|vers[ãa]o|versione|versie|édition|edici[óo]n|edizione|edição|uitgave|editie)"
    r"\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,3}|(?:(?<=sion )|(?<=rev )|(?<=rev\. ))(?-i:[A-Z](?:\.\d{1,2})?))"
    r"(?: (?:draft|final|approved|draft for .*|page \d.*|"
    r"(?:of|from|dated|vom|du|del|di|van|de|d\.d\.) \d.*\b20\d\d))?"
    r"\.?"
)
_NUMBERED = re.compile(
    r"(?:[A-Z]{2,6}-)+\d+,? (?i:rev(?:ision|\.)?|v|issue|version)\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})(?=$| (?i:page)\b)"
)
_COUNTED = re.compile(
    r"(?i)第\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})\s?版|(?:^|[·|,(-]\s?)(?P<w>\d{1,2})(?:\.|st|nd|rd|th|ª|º|e|ème|ste|de)?\s"
    r"(?:fassung|ausgabe|auflage|edition|édition|edición|edizione|edição|uitgave|druk)\b"
)
"""A version that is counted: the second edition."""
MAX_HEAD_LINES = 14
MAX_FOOT_LINES = 3


def set_off_version(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The version that a line at the head or foot of the first page sets off: "Example Ltd - version 3.2";
    not a product's, whose name it follows."""
    for leaf in leaves[:1]:
        ends = leaf.lines[-MAX_FOOT_LINES:] if len(leaf.lines) > MAX_HEAD_LINES else ()
        for line in (*leaf.lines[:MAX_HEAD_LINES], *ends):
            pieces = _PIECES.split(line.text) if len(line.text) <= MAX_LINE else []
            found = next((one for piece in pieces if (one := _VERSION_PIECE.fullmatch(piece.strip()))), None)
            found = found or _NUMBERED.search(line.text) or _COUNTED.search(line.text)
            if found and line in ends and not line.text.startswith(found[0]) and "(" in line.text[: found.start()]:
                continue  # of another document that the text names
            is_row = line.text[:1].isdigit() and bool(dates.find(line.text[:14]))
            if found and (not is_row or "版" in found[0]):
                number = next(filter(None, found.groupdict().values()))
                yield fact("version", number, leaf.mark_line(line), confidence=0.8)
                return


MAX_LINE = 200
"""Characters of a line that may set off a version or an owner."""
