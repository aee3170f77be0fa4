"""The date a document bears: of its issue, its version or its last change. For every type, also when none was named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

LABELS = Labels(
    "last (?:updated|revised|modified|reviewed|changed)(?: on)?",
    "(?:date )?(?:updated|revised)(?: on)?",
    "date of report as noted in the report on compliance",
    "date of (?:this )?(?:report|issue|letter|document|publication|revision|last revision|last update|version)",
    "(?:report|issue|issued|publication|published|document|release|version|revision|letter|effective|invoice|statement)"
    " date",
    "(?:issued|published|dated|released|effective|created)(?: on| as of)?",
    "date (?:issued|prepared|signed|published|of revision|created|completed|effective)",
    "date",
    "(?:date )?filed(?: on)?",
    "(?:completion|filing|approval|signature) date",
    "reviewed",
    "modified",
    "lastmod",
    "last_(?:modified|updated)",
    "version",
    "generated(?: on)?",
    "scan (?:start|date|end)",
    "datum|stand|rechnungsdatum",
    "version/date",
    "place (?:and|&|,|/) date(?: of issue)?|ort(?:,| und) datum|lieu et date",
)
_WORDS = (
    "last updated",
    "last revised",
    "last modified",
    "effective",
    "updated",
    "published",
    "revision",
    "revised",
    "dated",
    "version",
    "report date",
    "date:",
    "stand:",
    "issued",
)
_SENTENCE = re.compile(
    r"(?i)(?:\b(?:last (?:updated|revised|modified|reviewed|changed)|effective(?: date| as of)?|updated|published|"
    r"revision|revised|"
    r"issued|report date|date|stand)(?:\s?[:|]|\s(?:on|as of|is|at|date|from))*|"
    r"\bversion\s?:?\s?v?\d+(?:\.\d+)*)\s?[-(|,]?\s?"
    rf"(?=(?:{dates.MONTH})\b|\d)"
)
_BARE = re.compile(r"(?i)[\W_]*(?:(?:date|version [\d.]+|v[\d.]+|[a-z .]{2,25},|\w+day,)[\W_]*)?")
_TAIL = re.compile(r"(?i)[\W_]*(?:\(?version [\d.]+\)?|page \d+.*|\d{1,3}|v[\d.]+)?[\W_]*")
_FORM = re.compile(
    r"(?i)\b(?:form|template)\b(?: \w+){0,3}? (?:rev\.?|revision|version|v|edition|dated?|of)\W|acord \d+ ?\(\d{4}/|"
    r"\bomb (?:no|approval)|\brevision \d+, publication date|\bpci dss v\S+ .{0,60}(?:19|20)\d\d|\(c\)|©|copyright"
)
"""A line that dates the form a document was written on."""
_OTHER_DATE = re.compile(
    r"(?i)\b(?:initial(?:ly)?|first|original(?:ly)?|previous|prior|next|expir\w*|until|due|ends?|renewal|birth|valid|"
    r"agreement|contract|training|hired?|last audit|recertification|retention|amend\w+|supplement\w+)\b[\w\s]*:?\s*$"
)
"""What dates something else: the first issue, the end, another agreement."""
_OTHER_LABEL = re.compile(
    r"(?i)\b(?:initial(?:ly)?|first|original(?:ly)?|previous|next|expir\w*|until|due|ends?|renewal|birth|valid|"
    r"recertification)\b[\w\s]*:?\s*$"
)
"""The same as a label on the line above; a title may end in "Agreement"."""
_GOES_ON = re.compile(r"(?i)\b(?:of|dated|on|from|until|to|by|the|since|and|as|vom|bis|du|au|del|den|an?)$|[,(]$")
"""The end of a line of running text that the next one goes on from."""
_HISTORY = re.compile(r"(?i)(?:version|revision|change|document) (?:history|control|log)|change record")
_ROWS_OF_CHANGES = re.compile(rf"{_HISTORY.pattern}|record of changes")
"""Above a table whose dates are those of its rows."""


def document_date(view: View) -> Iterator[Fact]:
    """The best supported date, at most one: labelled, then alone on a line, then the newest of a version history."""
    front = view.front()
    day_first = view.day_first
    for confidence, found in (
        (0.95, _labelled(front[:2], day_first)),
        (0.9, _alone(front[:1], day_first)),
        (0.85, _running(front, day_first)),
        (0.85, _worded(front[:2], day_first)),
        (0.75, _alone(front[1:3], day_first)),
        (0.7, _newest_of_history(front, day_first)),
        (0.6, _signed(view.leaves[-2:] if len(view.leaves) > 1 else (), day_first)),
    ):
        best = next(found, None)
        if best:
            leaf, line, iso = best
            yield fact("document_date", iso, leaf.mark_line(line), confidence=confidence)
            return


_Placed = tuple[Leaf, Line, str]


def _labelled(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    for field in LABELS.find(leaves, loose=True):
        found = dates.find(field.value[:60], day_first=day_first)
        joint = field.mark.text[len(field.label) : len(field.mark.text) - len(field.value)]
        is_column = joint == " "
        ahead = field.mark.page.text[: field.mark.start].rpartition("\n")[2][-60:]
        if _OTHER_DATE.search(ahead) or _FORM.search(f"{ahead}{field.mark.text}"):
            continue
        if field.is_below and _ROWS_OF_CHANGES.search(
            field.mark.page.text, max(0, field.mark.start - 120), field.mark.start
        ):
            continue
        if not found or (is_column and (found[0].start > 2 or " " not in field.label)):
            continue
        if found[0].start <= 25:
            leaf = next(leaf for leaf in leaves if leaf.page is field.mark.page)
            yield leaf, Line(field.mark.text, field.mark.start), found[0].iso


def _alone(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    """Lines that are a date and little else, near the top; then near the end of a letter or cover page."""
    for leaf in leaves:
        lines = _joined(leaf)
        above = dict(zip((line.start for line in lines[1:]), (line.text for line in lines), strict=False))
        for line in (*lines[:25], *(lines[-6:] if len(lines) > 25 else ())):
            ahead = above.get(line.start, "")
            if len(line.text) > 70 or _FORM.search(line.text) or (len(ahead.split()) > 3 and _GOES_ON.search(ahead)):
                continue
            if len(ahead) < 60 and len(ahead.split()) <= 6 and _OTHER_LABEL.search(ahead):
                continue
            found = dates.find(line.text, day_first=day_first)
            if (
                len(found) == 1
                and _BARE.fullmatch(line.text[: found[0].start])
                and _TAIL.fullmatch(line.text[found[0].end :])
            ):
                yield leaf, line, found[0].iso


def _running(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    """A date in the header or footer of the first pages, the same on two of them."""
    seen: set[tuple[str, str]] = set()
    for leaf in leaves:
        edges = [*leaf.lines[:2], *leaf.lines[2:][-2:]]
        dated = {
            (found[0].iso, re.sub(r"\d+", "#", line.text)): (line, found[0].iso)
            for line in edges
            if len(line.text) < 120
            and not _FORM.search(line.text)
            and len(found := dates.find_days(line.text, day_first=day_first)) == 1
        }
        for key, (line, iso) in dated.items():
            if key in seen:
                yield leaf, line, iso
        seen.update(dated)


def _joined(leaf: Leaf) -> list[Line]:
    """The lines, with an ordinal's raised letters ("12" / "th April") put back to their number."""
    lines: list[Line] = []
    for line in leaf.lines:
        if lines and re.match(r"(?:st|nd|rd|th)\b", line.text) and re.search(r"\d$", lines[-1].text):
            lines[-1] = Line(f"{lines[-1].text} {line.text}", lines[-1].start)
        else:
            lines.append(line)
    return lines


def _worded(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    for leaf in leaves:
        for line in leaf.lines[:60]:
            low = line.text.lower()
            if not any(word in low for word in _WORDS) or _FORM.search(line.text):
                continue
            for match in _SENTENCE.finditer(line.text[:300]):
                found = dates.find(line.text[match.end() : match.end() + 30], day_first=day_first)
                if found and found[0].start == 0 and not _OTHER_DATE.search(line.text[: match.start()]):
                    end = match.end() + found[0].end
                    yield leaf, Line(line.text[match.start() : end], line.start + match.start()), found[0].iso


def _newest_of_history(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    for leaf in leaves:
        heading = _HISTORY.search(leaf.page.text[:8000])
        if not heading:
            continue
        rows = [line for line in leaf.lines if line.start > heading.start()][:40]
        dated = [
            (found[0].day, line, found[0].iso)
            for line in rows
            if (found := dates.find(line.text[:120], day_first=day_first)) and len(line.text) < 200
        ]
        if dated:
            _, line, iso = max(dated, key=lambda row: row[0])
            yield leaf, line, iso


def _signed(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[_Placed]:
    """The date under a signature on the last pages."""
    for leaf in reversed(leaves):
        for line in leaf.lines[-12:]:
            found = dates.find_days(line.text, day_first=day_first) if len(line.text) <= 50 else []
            if len(found) == 1 and _BARE.fullmatch(line.text[: found[0].start]) and found[0].end >= len(line.text) - 2:
                yield leaf, line, found[0].iso
