"""When a certificate was issued and until when it holds: labels, columns, sentences, and lengths of validity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, money, tables, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_ISSUED = Labels(
    r"(?:date of )?(?:original |initial |first |last |latest |this |the current |current )?"
    r"(?:issue|issuance|issued|registration|certification|"
    r"approval)(?: date)?(?: on)?",
    r"(?:original|initial|current|latest|first|certificate)\s(?:certification|registration|issue|issuance|approval|"
    r"cycle start)\s?(?:date)?",
    r"(?:date of )?certification decision(?: date)?",
    r"(?:certificate )?(?:valid from|effective(?: date)?|issue date|date issued|start date)",
    r"certified since",
    r"(?:date (?:of )?)?(?:granted|grant|award(?:ed)?|re-?issued?|certificate issued?|decision)(?: on| date)?",
    r"(?:certificate |certification |cycle |validity )?(?:start|begin|commencement)(?:s|ning)?(?: date)?|valid as from|"
    r"certification (?:effective|granted)(?: date| on)?|date (?:certified|of first issue of this version)",
    r"utfärdat(?: den)?|udstedt(?: den)?",
    r"registered since|re-?issued?(?: date| on)?",
    r"(?:current |present |certification )*(?:cycle|period|validity)(?: of validity)? (?:from|since|starts?|begins?|"
    r"began)"
    r"(?: on)?",
    r"date of certification",
)
_EXPIRES = Labels(
    r"(?:certificate )?(?:expiry|expiration|expires?|expiring|recertification due|"
    r"re-certification due)(?: date)?(?: on)?",
    r"(?:date of )?(?:expiry|expiration)",
    r"(?:certificate )?(?:(?:is )?(?:valid|good)|validity) (?:until|to|through|thru|till|up ?to)(?: and including)?",
    r"(?:(?:certificate )?(?:is )?not|no longer) valid after",
    r"(?:end of|valid) (?:validity|thru)",
    r"validity (?:end|ends|expires)(?: date| on)?",
    r"giltigt till|gyldig til|ważny do",
    r"(?:current )?cycle ends?(?: date)?|(?:certificate|certification|cycle|validity|approval) (?:ends?|end date|"
    r"lapses?)"
    r"(?: on)?|(?:certificate )?valid(?:ity)? end date|not after|lapses?(?: on)?|in force (?:until|to)",
    r"renewal date",
    r"(?:re-?certification|recertify) (?:due|date|by)",
)
_SPAN = re.compile(r"(?i)(?:valid|validity|effective|certified|registered|period|cycle).{0,140}")
_UNTIL = re.compile(
    r"(?i)(?:(?:valid|effective|remains? valid|in force)(?: [\w.,]+){0,7}? (?:until|to|till|through|thru)|"
    r"(?:not|no longer) valid after|(?:will |shall )?laps(?:es?|ing)(?: on)?|"
    r"expir(?:es|y|ation)(?: date)?(?: on| is)?):?\s"
    r"(?P<zone>.{0,60})"
)
_LEADS_TO_DATE = re.compile(r"(?i)[\s:.]*(?:(?:on|the|and including|including|at the latest|den|dem|le|el|zum)\s)*")
"""What may stand between "valid until" and its date; words of another label may not."""
_OF_OTHERS = re.compile(
    r"(?i)\b(?:annex(?:es)?|appendi(?:x|ces)|anlage|anhang|annexe|allegato|anexo|bijlage|accreditation|akkreditierung|"
    rf"{vocabulary.alternatives(*vocabulary.EARLIER)}|accréditation|offer|quot\w+|angebot|offre|link|password|token)\b(?!.*\bcertificate\b)"
)
"""What else may be valid until a date."""
_ELSEWHERE = re.compile(
    r"(?i)\bcertificat\w+ (?:of|for|held by) (?:our|their) \w|\b(?:our|its|their|the) (?:parent|subsidiary|supplier|"
    r"vendor|landlord|sub-?processor|sub-?contractor|(?:hosting|cloud|data cent(?:re|er)) (?:provider|operator))\b"
)
"""Whose certificate a sentence tells of, ahead of its date, that is not this one."""
_FOR_YEARS = re.compile(
    rf"(?i)\bvalid(?:ity)?(?: (?:period|is|of|for|a|the))*:? {money.COUNT}[\s-]{{1,2}}(?P<unit>year|month)s?"
    r"(?: period)?(?: (?:beginning|starting|counted|commencing))? "
    r"(?:from|after|as of|as from|following)(?P<zone>.{0,80})"
)
_ITS_END = re.compile(r"(?i)\b(?:until|till|to|through|laps\w+|expir\w+|ends?|ceas\w+)\b")
"""Ahead of a date that a length of validity runs to, not from."""
_FROM_ISSUE = re.compile(
    r"(?i)\s(?:the |its )?(?:date of )?(?:(?:this )?(?:issue|issuance|certification|certificate|registration|approval|"
    r"decision|initial certification))(?: date)?\b"
)
_COLUMN_KINDS = {
    "issue_date": re.compile(
        r"valid from|(?:date of )?(?:re-?)?issue(?: date)?|issued(?: on)?|issuance date|effective date"
    ),
    "expiry_date": re.compile(
        r"valid (?:until|to|thru|through|till)|(?:date of )?(?:expiry|expiration)(?: date)?|expires(?: on)?"
    ),
}
_COLUMN_LABEL = re.compile(
    r"(?i)\b(?:(?:original |initial |first |last |next )?"
    r"(?:certification|audit|surveillance|registration|approval) date|"
    r"(?:original|initial|first) (?:certification|issue|registration)(?: date)?|"
    + "|".join(pattern.pattern for pattern in _COLUMN_KINDS.values())
    + r"|(?:next )?(?:audit|surveillance)(?: date)?|recertification(?: date| due)?)\b"
)
"""Labels of columns that hold dates."""
MAX_APART = 400
"""Characters between the length of validity and the date it runs from; both must stand in one quote."""
_SINCE = re.compile(
    r"(?i)(?:issued?|certified|registered|granted|dated|approved|takes effect)(?: \w+){0,3}? "
    r"(?:on|date:?|since|from):? .{0,40}"
)
_OF_EDITION = re.compile(r"(?i)(?:no\.? ?)?[a-z]?\d{1,3}(?:\.\d{1,3})*,? (?:of|dated|from)\b")
"""Behind "issue": the number of a document that the certificate names."""
_FIRST_ISSUE = re.compile(r"(?i)original|initial|first|since|erst|primera|prima|première")
"""The date of the first certificate, not of this one."""


def issue_and_expiry(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`issue_date` of this certificate, never of the first one, and `expiry_date`."""
    yield from _expiry(view, leaves)
    yield from _columns(view, leaves)
    yield from _reckoned(view, leaves)
    spans = ("valid", "effective", "certified", "registered", "period", "cycle")
    for hit in view.near(spans, _SPAN, after=160, leaves=leaves):
        if _OF_OTHERS.search(re.split(r"[.;:] ", hit.before(80))[-1] + hit[0][:12]):
            continue
        pairs = dates.periods(hit[0], day_first=view.day_first)
        if pairs and 300 < (pairs[0][1].day - pairs[0][0].day).days < 1500:
            yield fact("issue_date", pairs[0][0].iso, hit.mark(), confidence=0.8)
            yield fact("expiry_date", pairs[0][1].iso, hit.mark(), confidence=0.9)
            break
    yield from _issue(view, leaves)


def _expiry(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Nothing when the labels give two dates: an earlier certificate's, or that of a part, may be one of them."""
    day_first = view.day_first
    labelled = [
        (found[0].iso, field)
        for field in _EXPIRES.find(leaves, loose=True)
        if (found := dates.find(field.value[:80], day_first=day_first))
        and found[0].start < 30
        and not _OF_OTHERS.search(_ahead(field))
    ]
    answer = agreed(labelled)
    if answer:
        yield fact("expiry_date", answer[0], answer[1].mark, confidence=0.95, quote_limit=1)
    if labelled:
        return
    told: dict[str, Mark] = {}
    for hit in view.near(
        ("valid", "effective", "in force", "expir", "lapse"), _UNTIL, before=12, after=190, leaves=leaves
    ):
        found = dates.find_days(hit["zone"], day_first=day_first)
        if found and _LEADS_TO_DATE.fullmatch(hit["zone"][: found[0].start]):
            mark = hit.leaf.mark(hit.match.start(), hit.match.start("zone") + found[0].end)
            ahead = re.split(r"[.;:] ", hit.before(80))[-1] + hit[0][:12]
            if tables.crosses_rows(mark) or _OF_OTHERS.search(ahead) or _ELSEWHERE.search(ahead):
                continue
            told.setdefault(found[0].iso, mark)
    for iso, mark in told.items():
        if len(told) == 1:
            yield fact("expiry_date", iso, mark, confidence=0.85)


def _issue(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    day_first = view.day_first
    issued: list[tuple[dates.Found, Field]] = []
    for field in _ISSUED.find(leaves, loose=True):
        found = dates.find(field.value[:80], day_first=day_first)
        if found and _OF_EDITION.match(field.value):
            continue
        if found and found[0].start < 30 and not _FIRST_ISSUE.search(field.label + _ahead(field)):
            issued.append((found[0], field))
    if issued:
        found_, field = max(issued, key=lambda pair: pair[0].day)
        yield fact("issue_date", found_.iso, field.mark, confidence=0.92, quote_limit=1)
        return
    for hit in view.near(
        ("issue", "certified", "registered", "granted", "approved", "takes effect"), _SINCE, after=80, leaves=leaves
    ):
        found = dates.find_days(hit[0], day_first=day_first)
        if found and not _FIRST_ISSUE.search(hit.before(20) + hit[0][: found[0].start]):
            yield fact("issue_date", found[0].iso, hit.mark(), confidence=0.75)
            return


def _ahead(field: Field) -> str:
    """What stands in the cell ahead of a field's label."""
    text = field.mark.page.text
    line = text[max(text.rfind("\n", 0, field.mark.start) + 1, field.mark.start - 30) : field.mark.start]
    return re.split(r"[\t|]| {2,}", line)[-1]


def _columns(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Dates of a table whose columns only single spaces part, as PDFs give it: as many dates as labels above them."""
    for leaf in leaves:
        dated = tables.dated_columns(leaf, _COLUMN_LABEL, day_first=view.day_first)
        for label, (found, start, end) in dated.items():
            kind = next((key for key, pattern in _COLUMN_KINDS.items() if pattern.fullmatch(label)), None)
            if kind:
                yield fact(kind, found.iso, Mark(leaf.page, start, end), confidence=0.85)
        if dated:
            return


def _reckoned(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The end of "valid for three years from 1 October 2025", or from the date of issue that stands near."""
    for hit in view.near(("valid",), _FOR_YEARS, after=160, leaves=leaves):
        months = money.count_of(hit.match) * (12 if hit["unit"].lower() == "year" else 1)
        found = dates.find_days(hit["zone"], day_first=view.day_first)
        if found and found[0].start < 45 and not _ITS_END.search(hit["zone"][: found[0].start]):
            mark = hit.leaf.mark(hit.match.start(), hit.match.start("zone") + found[0].end)
            yield fact("expiry_date", dates.add_months(found[0].day, months).isoformat(), mark, confidence=0.8)
            return
        for field in _ISSUED.find(leaves, loose=True) if _FROM_ISSUE.match(hit["zone"]) else ():
            issued = dates.find_days(field.value[:80], day_first=view.day_first)
            mark = hit.mark()
            if field.mark.page is mark.page and issued and issued[0].start < 30:
                whole = mark.to(field.mark)
                if whole.end - whole.start <= MAX_APART:
                    ends = dates.add_months(issued[0].day, months).isoformat()
                    yield fact("expiry_date", ends, whole, confidence=0.75, quote_limit=MAX_APART)
                return
