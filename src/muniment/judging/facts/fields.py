"""Labelled fields: "Label: value" on one line, or the cell that answers a label in a table (see `tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from muniment.judging.facts import dates, placed, tables, turns, vocabulary
from muniment.judging.facts.names import CAPITAL
from muniment.judging.facts.one_of import one_of
from muniment.judging.facts.view import Leaf, Line, Mark

MAX_VALUE_CHARACTERS = 400
MAX_LINE_CHARACTERS = 600
_BLANK = re.compile(r"\[[^\]]*\]| ")
"""A blank of a wording, which the keys of front matter write as "_"; not one within a class."""


_NEXT_LABEL = re.compile(rf"\s+(?=(?P<label>[{CAPITAL}][\w/-]*(?: [\w/-]+){{0,4}}(?: \([^()]{{1,60}}\))?)\s?:(?:\s|$))")
_KNOWN_NEXT = re.compile(
    r"\s+(?=(?:Version|Date|Status|Owner|Author|Page|Classification|Effective|Expiry|Expiration|Issue|Issued|Latest|"
    r"Revision|Title|Contact|"
    r"Telephone|Phone|E-?mail|Responsible|Approved|Review|Valid|Document|DBA|Original|Initial|Asset|"
    r"Scan)(?: [a-z/][\w/]*| Date| Dates| Number| No| Name| Owner| Status| Version| By| On| Type| Level){0,4}\s?:)"
)
"""Labels that may follow a value on its own line."""
_ENDS_IN_NUMBER = re.compile(r"(?i)(?:no|nr|number|num|#|id|ref(?:erence)?)\.?$")
_HOUR = re.compile(
    r"(?i)(?:alle|dalle|às|das|a las|um|at|à)?\s?(?:ore\s)?\d{1,2}(?:[:.h]\d\d)?\s?(?:h|uhr|uur|horas?)?\s?"
    r"(?:del?|do|di)?"
)
"""A time of day ahead of a date."""
_TIME_BEHIND = re.compile(
    r"(?i)^[,\s]*(?:at |um |à |a las |alle |ore |às |om )?\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?(?:h|uhr|uur|utc|gmt|[ap]m))?"
)
_VALUE_AHEAD = re.compile(r"(?:^|\s)\S*\d\S*$")
"""The end of an identifier or a number ahead of the second label of a line."""
_IDENTIFIER = re.compile(r"(?=\S*\d)[A-Za-z0-9][\w./-]{2,30}")


_AHEAD_OF_DAY = "vom|du|del?|dal|van|von|dalle ore|alle ore|das|às|a las|le|il|el|ab|am|op|em"
"""Words in lower case between a label and its day."""
_COUNTS = one_of(
    ("one", "two", "three", "four", "five", "six", "twelve", "thirty", "sixty", "ninety", *vocabulary.numbers())
)
"""Numbers in words that may answer a label."""


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands for it; `mark` holds both. `is_below` says that the value stands on the next line."""

    label: str
    value: str
    mark: Mark
    is_below: bool


class Labels:
    """Labels searched together, given as alternatives of a case-blind pattern."""

    def __init__(self, *wordings: str) -> None:
        longest_first = sorted(wordings, key=len, reverse=True)
        spaced = [_BLANK.sub(lambda found: "[ _]" if found[0] == " " else found[0], one) for one in longest_first]
        self._joined = joined = "|".join(spaced)
        self._alone = re.compile(rf"{one_of(spaced)}[.:]?", re.IGNORECASE)
        self._pattern = re.compile(
            rf"(?:^|(?<=[\t|•])|(?<=\s)(?=[{CAPITAL}]))(?i:[\W_]{{0,4}}(?:\d+(?:\.\d+)*[.)]?\s)?(?:[a-z]\)\s)?(?P<label>{joined})"
            r"(?:\s?\((?P<hint>s|[\w/ -]{2,30})\))?)"
            rf"(?P<joint>\s?\((?=[^()]*$)|\s{{0,40}}[:：]\s?|\s?[|\t]\s*|\s+-\s+|\s{{0,40}}=\s?|\s?\.{{3,}}\s?|\s*$|"
            rf"\s+(?=[{CAPITAL}0-9\[<_\u300c-\u300f\u3040-\u9fff£€$\"«]|[a-z]\d|(?:{_AHEAD_OF_DAY})\s\d|{_COUNTS}\s))"
        )

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """One of the labels at the beginning of a text, with what parts it from a value that follows."""
        return re.compile(rf"(?P<label>{self._joined})(?:\s?:)?\s(?=\S)", re.IGNORECASE)

    def says(self, text: str) -> bool:
        """Whether a text is one of the labels and nothing else."""
        return bool(self._alone.fullmatch(text))

    def find(self, leaves: Iterable[Leaf], *, loose: bool = False) -> Iterator[Field]:
        """The fields in order. `loose` also takes a value that only a space parts from its label."""
        for leaf in leaves:
            yield from self._in_columns(leaf)
            yield from self._in_rows(leaf)
            for index, line in enumerate(leaf.lines):
                if len(line.text) <= MAX_LINE_CHARACTERS:
                    for match in self._pattern.finditer(line.text):
                        found = self._field(leaf, index, match, loose=loose)
                        if found:
                            yield found

    def _in_columns(self, leaf: Leaf) -> Iterator[Field]:
        for index in leaf.beside_dates:
            for label, value in tables.spaced_columns(leaf, index):
                if self._alone.fullmatch(label.text):
                    is_below = value.start > label.start
                    start, end = (leaf.lines[index].start, value.end) if is_below else (value.start, label.end)
                    yield Field(label.text, value.text, Mark(leaf.page, start, end), is_below)

    def _in_rows(self, leaf: Leaf) -> Iterator[Field]:
        """Labels that fill a cell of a table set on paper: answered beside them, those of a head below them."""
        for index, row in enumerate(leaf.rows):
            for label in row:
                if not self._alone.fullmatch(label.text):
                    continue
                is_head = placed.is_head(row)
                value = placed.below(leaf.rows, index, label) if is_head else placed.beside(row, label)
                if value is not None:
                    mark = Mark(leaf.page, min(label.start, value.start), max(label.end, value.end))
                    yield Field(label.text.rstrip(" :."), value.text[:MAX_VALUE_CHARACTERS], mark, is_head)

    def _field(self, leaf: Leaf, index: int, match: re.Match[str], *, loose: bool) -> Field | None:
        line = leaf.lines[index]
        row = tables.cells(leaf, line)
        start, end = line.start + match.start("label"), line.start + match.start("joint")
        cell = next((cell for cell in row if cell.start <= start < cell.end), None)
        if cell is None or not _is_label(line, match, opens_cell=cell.start >= line.start + match.start()):
            return None
        rest = leaf.plain[end : cell.end]
        if match["joint"].strip() == "(":
            return _behind_remark(leaf, index, Mark(leaf.page, start, end), match["label"])
        value = _up_to_next_label(rest.lstrip(" :：=-.|")).strip(" |")
        if not value:
            answered = turns.answer(leaf, index, cell)
            if answered is None:
                return None
            is_below = answered.start >= line.end
            text = " ".join(answered.text.split()).strip(" :")
            mark = Mark(leaf.page, min(start, answered.start), max(end, answered.end))
            return Field(match["label"], text[:MAX_VALUE_CHARACTERS], mark, is_below) if text else None
        is_parted = bool(re.match(r"\s*[:：=]|\s+-\s|\s?\.{3,}", rest))
        if not is_parted and ((not loose and not match["hint"]) or tables.is_label(value)):
            return None  # the latter is a header row that only spaces part
        at = end + rest.index(value)
        goes_on = turns.whole(leaf, index, value)
        value, ends = goes_on or (value, at + len(value))
        return Field(match["label"], value[:MAX_VALUE_CHARACTERS], Mark(leaf.page, start, ends), False)


@cache
def labels_of(family: str, key: str, languages: tuple[str, ...]) -> Labels:
    """Those that the languages have for a key of a family (`vocabulary`)."""
    return Labels(*vocabulary.labels(family, key, languages))


def _behind_remark(leaf: Leaf, index: int, label: Mark, wording: str) -> Field | None:
    """What answers a label whose remark in brackets runs on over the line: what stands behind the brackets."""
    for below, line in enumerate(leaf.lines[index + 1 : index + 3], start=index + 1):
        _, bracket, rest = line.text.partition(")")
        if not bracket:
            continue
        value, end = rest.strip(" :"), line.end
        if not value and below + 1 < len(leaf.lines):
            value, end = leaf.lines[below + 1].text, leaf.lines[below + 1].end
        is_answer = value and len(value) <= MAX_VALUE_CHARACTERS and not tables.is_label(value)
        return Field(wording, value, Mark(leaf.page, label.start, end), True) if is_answer else None
    return None


def agreed(answers: Iterable[tuple[str, Field]]) -> tuple[str, Field] | None:
    """The one answer that a label has in a document; None when it has none, or two that differ."""
    first: tuple[str, Field] | None = None
    for value, field in answers:
        if first is None:
            first = value, field
        elif value != first[0]:
            return None
    return first


def _up_to_next_label(text: str) -> str:
    """What answers a label, without the labels and values that follow it on its own line."""
    text = _KNOWN_NEXT.split(text)[0]
    nexts = (found for found in _NEXT_LABEL.finditer(text) if tables.is_label(found["label"]))
    following = next(nexts, None)
    return text[: following.start()] if following else text


def _ends_in_value(rest: str, match: re.Match[str]) -> bool:
    """Whether a date, or behind "no." an identifier, fills a line behind a label that only spaces part from what is
    ahead of it: the right column of a letterhead."""
    if _ENDS_IN_NUMBER.search(match["label"]):
        return bool(_IDENTIFIER.fullmatch(rest))
    found = dates.find(rest, day_first=True) if len(rest) <= tables.MAX_DATE_CHARACTERS else []
    is_alone = len(found) == 1 and not _TIME_BEHIND.sub("", rest[found[0].end :]).strip(" .")
    return is_alone and (not rest[: found[0].start].strip() or bool(_HOUR.fullmatch(rest[: found[0].start].strip())))


def _is_label(line: Line, match: re.Match[str], *, opens_cell: bool) -> bool:
    """Whether a match inside a line is a label and not a word of the text: "Order date" is not "Date"."""
    if opens_cell or match.start() == 0 or line.text[match.start() - 1] in "\t|•":
        return True
    if " " in match["label"] and match["label"][0].isupper() and _ends_in_value(line.text[match.end() :], match):
        return True
    ahead = line.text[max(0, match.start() - 14) : match.start()].rstrip(" -·,;")
    is_behind_value = bool(dates.find(ahead, day_first=True)) or bool(_VALUE_AHEAD.search(ahead))
    if is_behind_value and match["label"][0].isupper() and _ends_in_value(line.text[match.end() :], match):
        return True  # the second date of a line
    if ":" not in match["joint"] and "yy" not in (match["hint"] or "").lower():
        return False
    is_repeated = line.text.startswith(f"{match['label']}:")
    return " " in match["label"] or is_repeated or not line.text[match.start() - 2].isalpha() or bool(match["hint"])


def is_beside(field: Field) -> bool:
    """Whether a capitalised label begins its line or cell and its value stands beside it, in a row of no more cells."""
    text = field.mark.page.text
    begin, end = text.rfind("\n", 0, field.mark.start) + 1, text.find("\n", field.mark.end)
    ahead = text[begin : field.mark.start]
    cells = [cell for cell in re.split(r"[\t|]", text[begin : end if end >= 0 else None]) if cell.strip()]
    opens = not ahead.strip(" *#-•") or bool(re.search(r"[\t|•]\W*$|  $|[\d)] $", ahead))
    is_row = len(cells) > 2 and ":" not in field.mark.text
    return opens and not field.label[0].islower() and not field.is_below and not is_row


_PIECES = re.compile(r"\s+[-|/·•\u2013\u2014]\s+|[,;(\t]\s*|\.\s+(?=[A-Z])|\s{2,}|\)")
MAX_PIECED = 200
"""Characters of a line that may set off a version or an owner."""


def pieces(text: str) -> list[str]:
    """What a line sets apart by signs, tabs or wide gaps; nothing of a line that is too long to be a head's."""
    return _PIECES.split(text) if len(text) <= MAX_PIECED else []
