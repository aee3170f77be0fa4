"""Days that the layout sets apart from sentences: alone on a line, at the end of one near the top, in a header or
footer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import datelines, dates, tables, vocabulary
from muniment.judging.facts.date_words import (
    ABBREVIATED,
    CLOSES,
    DATE_OF,
    DATELINE,
    DAY_AHEAD,
    FORM,
    GOES_ON,
    LABELS,
    LEADS_IN,
    NOT_BEHIND,
    OF_DOCUMENT,
    OF_TERM,
    OTHER_LABEL,
    TAIL,
)
from muniment.judging.facts.datelines import PlacedDate
from muniment.judging.facts.view import Leaf, Line, Mark

MAX_HEAD = 14
"""Lines of a page that may be its head."""
MAX_AHEAD = 90
"""Characters of a line ahead of the date that ends it."""


def has_one_lone_date(leaves: Sequence[Leaf], day_first: bool | None) -> bool:
    """Whether no more than one line is a date alone: others are the values of tiles or the cells of columns."""
    return sum(_is_lone_date(line.text, day_first) for leaf in leaves for line in leaf.lines) <= 1


MAX_LONE_DATES = 2
"""Lines of a page that are dates alone; more are the column of a table."""


def _is_lone_date(text: str, day_first: bool | None) -> bool:
    found = dates.find_days(text, day_first=day_first) if len(text) <= 30 else []
    return len(found) == 1 and not re.search(r"\w", text[: found[0].start] + text[found[0].end :])


def _dates_another(label: str) -> bool:
    """Whether a line is a label that asks for something else than the document's day."""
    bare = label.strip(" :")
    if OF_TERM.search(bare):
        return True
    is_label = vocabulary.every_label().fullmatch(bare) or DATE_OF.match(bare)
    return bool(is_label) and not (OF_DOCUMENT.says(bare) or LABELS.says(bare))


def alone(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[PlacedDate]:
    """Lines that are a date and little else, near the top; then near the end of a letter or cover page."""
    for leaf in leaves:
        lines = _joined(leaf)
        lone = sum(_is_lone_date(line.text, day_first) for line in lines)
        above = dict(zip((line.start for line in lines[1:]), (line.text for line in lines), strict=False))
        below = dict(zip((line.start for line in lines), (line.text for line in lines[1:]), strict=False))
        starts = {line.start: over.start for over, line in pairwise(lines)}
        signed = {line.start for line, following in pairwise(lines) if datelines.IS_DATE.fullmatch(following.text)}
        for line in (
            _of_head(lines) if lone > MAX_LONE_DATES else (*lines[:25], *(lines[-6:] if len(lines) > 25 else ()))
        ):
            ahead = above.get(line.start, "")
            if line.start in signed and not datelines.IS_DATE.fullmatch(ahead):
                continue  # below a signature, which may be one of several
            if CLOSES.match(ahead):
                continue
            if len(line.text) > 70 or FORM.search(line.text) or (len(ahead.split()) > 3 and GOES_ON.search(ahead)):
                continue
            if _asks_for_another(ahead) or (not _says_date(ahead) and _asks_for_another(below.get(line.start, ""))):
                continue
            if vocabulary.pattern("approves").match(above.get(starts.get(line.start, -1), "")) and not _says_date(
                ahead
            ):
                continue  # of who approved, named between
            if line.text.endswith(".") and _runs_on(ahead):
                continue  # the end of a sentence
            if line.text.endswith(")") and "(" not in line.text:
                continue  # of a remark
            found = dates.find(line.text, day_first=day_first)
            if found and found[0].is_month and found[0].start == 0 and DAY_AHEAD.search(ahead):
                continue  # its day ends the line above
            if (
                len(found) == 1
                and datelines.BARE.fullmatch(line.text[: found[0].start])
                and TAIL.fullmatch(line.text[found[0].end :])
            ):
                yield PlacedDate(leaf.mark_line(line), found[0].iso)


def _asks_for_another(label: str) -> bool:
    is_short = len(label) < MAX_LABEL_CHARACTERS and len(label.split()) <= MAX_LABEL_WORDS
    return is_short and (bool(OTHER_LABEL.search(label)) or _dates_another(label))


MAX_LABEL_CHARACTERS, MAX_LABEL_WORDS = 60, 6
"""Of a line above or below a date that may be its label."""


def _says_date(label: str) -> bool:
    return LABELS.says(label) or OF_DOCUMENT.says(label)


def _runs_on(text: str) -> bool:
    """Whether a line is one of running text that does not end there."""
    is_open = not text.endswith((".", ":", "!", "?")) or bool(ABBREVIATED.search(text))
    return len(text.split()) >= MIN_PROSE_WORDS and is_open


MIN_PROSE_WORDS = 7


def _is_prose(text: str) -> bool:
    """Whether most words of a text are small, as a sentence's are and those of a title's line are not."""
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) >= MIN_PROSE_WORDS and 2 * sum(word[0].islower() for word in words) > len(words)


def _of_head(lines: list[Line]) -> list[Line]:
    """The lines ahead of the salutation of a letter, which a table may follow; none where there is no salutation."""
    greeting = next((at for at, line in enumerate(lines[:MAX_HEAD]) if datelines.GREETING.match(line.text)), 0)
    return lines[:greeting]


def at_end(leaves: tuple[Leaf, ...], day_first: bool | None, never: re.Pattern[str]) -> Iterator[PlacedDate]:
    """The date that ends a line of the cover behind a dash, a bar or a comma: "Issued by Example - 4 May 2025"; or
    that opens the text of a press release behind its place."""
    for leaf in leaves:
        ahead_of_text = leaf.lines[:MAX_HEAD]
        for index, line in enumerate(ahead_of_text):
            above = ahead_of_text[index - 1].text if index else ""
            found = dates.find(line.text, day_first=day_first) if len(line.text) <= 300 else []
            if not found or FORM.search(line.text) or (len(above.split()) > 3 and GOES_ON.search(above)):
                continue
            if line.text.startswith("|"):
                continue  # a row
            if dates.periods(line.text, day_first=day_first) or len(tables.cells(leaf, line)) > MAX_CELLS_OF_HEAD:
                continue
            ahead, behind = line.text[: found[0].start], line.text[found[0].end :]
            is_dateline = bool(DATELINE.fullmatch(ahead) and re.match(r"\s?-\s", behind))
            is_end = len(found) == 1 and len(ahead) <= MAX_AHEAD and not re.search(r"\w", behind)
            is_end = is_end and not (found[0].is_month and (_is_prose(ahead) or index > MAX_MONTH_LINES))
            if is_dateline or (
                is_end and LEADS_IN.search(ahead) and not NOT_BEHIND.search(ahead) and not never.search(ahead)
            ):
                end = line.end if is_end else line.start + found[0].end
                yield PlacedDate(Mark(leaf.page, line.start, end), found[0].iso)


MAX_MONTH_LINES = 5
"""Lines of a cover that may end in the month of the document."""
MAX_CELLS_OF_HEAD = 2
"""Of a line that may end in the document's date; more are a table's row."""


def running(leaves: tuple[Leaf, ...], day_first: bool | None) -> Iterator[PlacedDate]:
    """A date in the header or footer of the first pages, the same on two of them."""
    seen: set[tuple[str, str]] = set()
    for leaf in leaves:
        edges = [*leaf.lines[:2], *leaf.lines[2:][-2:]]
        dated = {
            (found[0].iso, re.sub(r"\d+", "#", line.text)): (line, found[0].iso)
            for line in edges
            if len(line.text) < 120
            and not FORM.search(line.text)
            and not NOT_BEHIND.search(line.text)
            and len(found := dates.find_days(line.text, day_first=day_first)) == 1
        }
        for key, (line, iso) in dated.items():
            if key in seen:
                yield PlacedDate(leaf.mark_line(line), iso)
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
