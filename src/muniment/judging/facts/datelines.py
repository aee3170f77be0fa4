"""Dates that say by their place that they are the document's: ahead of a letter's greeting, behind the place where
somebody signed, beside or below a signature, as a piece of the line below a title, in the newest row of its history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from muniment.judging.facts import dates, tables
from muniment.judging.facts.names import CAPITAL, ORGANISATION
from muniment.judging.facts.view import Leaf, Line, Mark


class PlacedDate(NamedTuple):
    """A date that its place makes the document's."""

    mark: Mark
    """Where it stands, with the words that make it so."""
    iso: str
    """The date, ISO 8601."""
    beside: str = ""
    """The words ahead of it, or the version in its row."""


GREETING = re.compile(
    r"(?i)(?:dear |to whom|sehr geehrte|an (?:alle|die)\b|madame|monsieur|messieurs|estimad|muy señor|gentile|spett|"
    r"egregi|geachte|aan wie|exmo|prezad|a quien|a chi|à qui|to (?:our|all|the)\b[^.]{0,60}[:,](?:$| )|re ?:|"
    r"subject ?:|"
    r"betreff|objet ?:|asunto ?:|oggetto ?:|betreft ?:|onderwerp ?:|assunto ?:|regarding ?:)"
)
"""How a letter turns to who is to read it, or says what it is about."""
MAX_LETTER_HEAD = 1_200
"""Characters of a page that may be a letter's head."""
_OPENS_LETTER = 6
"""Lines that may stand ahead of the date of a letter whose addressee follows on its line."""
_ARTICLES = frozenset(["le", "den", "el", "il", "a", "em", "li", "lì", "on", "op"])
"""Between the place of a letter and its date."""
_LOW = r"(?:&|and|und|et|y|e|en|of|de|da|do|la|le|les|mbH|of the|/s/|-|,)"
_WORD = rf"(?:{_LOW}|[{CAPITAL}][\w'.&-]*,?|\([\w .]{{2,20}}\),?)"
_DONE = (
    r"(?:(?:done|given|signed|dated|executed|issued)(?: [\w ]{2,40}?)? (?:at|in)|(?:fait|délivrée?|émise?|établie?) à|"
    r"(?:hecho|firmado|dado|expedid[oa]|emitid[oa]|otorgad[oa]) en|en|"
    r"(?:fatto|dato|firmato|rilasciat[oa]|emess[oa]) a|"
    r"(?:aldus )?(?:gedaan|opgemaakt|(?:overeengekomen en )?(?:onder)?getekend|overeengekomen|opgesteld|uitgereikt|"
    r"afgegeven|verleend) te|"
    r"(?:feito|assinado|emitid[oa]|expedid[oa]|passad[oa]) em|"
    r"(?:ausgefertigt|ausgestellt|erteilt) (?:in|zu)|unterzeichnet in)"
)
_SIGNED_OFF = re.compile(
    rf"(?:^|(?<=[.!?:;)] )|(?<=[.!?:;)]\" ))(?P<firm>(?:{_WORD} ){{0,12}}?)"
    rf"(?:(?i:{_DONE}) )?[{CAPITAL}][\w'.-]*(?:[ /-][{CAPITAL}][\w'.-]*){{0,3}},? (?:[{CAPITAL}][\w'.-]*,? ){{0,2}}"
    r"(?:(?i:den|dem|le|el|il|a|em|am|on|the|this|li|lì|op) )?$"
)
"""All that stands ahead of a date in its sentence: perhaps a firm, and a place."""
_CLOSES = re.compile(
    r"(?i)[.)]{0,2}[ \t]*(?:\Z|\n(?!\s*(?:date|datum|fecha|data)\s*(?:\n|\Z)))|"
    r"\.[ \t]+(?=(?-i:[A-ZÀ-Þ]))|[ \t]+[-\u2013\u2014][ \t]+(?=(?-i:[A-ZÀ-Þ])[\w.]*[ \t])|"
    r"[ \t]+(?:firm(?:a|as|ado|ato)|fdo|signatures?|signé|signed|gez|assinatura|assinado|unterschrift|handtekening)\b|"
    r"[ \t]*;[ \t]|[ \t]*,[ \t]+(?=(?:unterschrift|signature|firma|assinatura|handtekening)\b)|"
    r"[ \t]+(?=(?-i:[A-ZÀ-Þ])[^\n\d.,;]{2,70}(?:\n|\Z))"
)
"""What stands behind a date that closes its line or sentence, and does not answer the line below it."""
_NO_PLACE = re.compile(
    r"(?i)\b(?:ceo|cfo|coo|cto|ciso|director|president|manager|officer|signature|signed|dates?|effective|ended|ending|version|until|from|to|through|valid|issued?|review|period|year|quarter|"
    r"as of|as at|expir\w+|due|since|stand|stichtag|fecha|datum|data)\b"
)
_REACH = 150
"""Characters ahead of a date that may be its sentence's."""
_SEGMENT = re.compile(r"\s+[-|/·•]\s+|\s*\|\s*|\s{3,}|; ")
_VERSION_WORD = (
    r"(?:version|v|rev(?:ision|\.)?|issue|edition|release|ausgabe|fassung|édition|versión|edición|versão|edição|versie|uitgave|"
    r"versione|edizione|revisione|revisión|revisão|révision)"
)
_VERSIONED = re.compile(rf"(?i){_VERSION_WORD}\s?(?:\d[\d.]*)?[, ]+(?:(?:of|from|dated|vom|du|del|van|de)\s)?")
"""A version, or the word for one, ahead of its date."""
_BESIDE = re.compile(
    rf"(?i)(?:{_VERSIONED.pattern.removeprefix('(?i)')}|"
    r"(?:issued|approved|published|adopted|dated|final|updated|stand|vom|du|del|van|de)[, ]+(?:on |am |le |el |il )?|"
    r"(?:in force|in effect|effective|en vigueur|en vigor|in vigore|em vigor|in kraft|van kracht)"
    r" (?:since|from|as of|depuis le|desde el|dal|desde|seit|sinds) )?"
)
"""What may stand ahead of the date in its piece of a line."""
_FIRST_OF_TWO = re.compile(rf"(?i)(?<!\w){dates.MONTH}\b\.?(?: \d{{1,2}})?,?(?: (?:19|20)\d\d)?\s*$|^\d{{1,2}}\s*$")
"""The end of a piece that is the first day of a period; a version's number is none."""
MAX_SEGMENT_LINES = 8
"""Lines of a page that may be below its title."""
_VERSION_HEAD = re.compile(
    r"(?i)\b(?:versions?|rev(?:ision|\.)?|issue|edition|fassung|ausgabe|versión|edición|revisión|versione|edizione|"
    r"revisione|versie|revisie|uitgave|versão|edição|revisão|révision|版)(?!\w)"
)
_DATE_HEAD = re.compile(
    r"(?i)(?<!\w)(?:(?:issue|effective|approval|release|review) )?(?:dates?|datum|fecha|data|日付)(?!\w)"
)
_ROW = re.compile(r"[|\s]*v?(?P<version>\d{1,3}(?:\.\d{1,3}){0,2}|[A-Z](?=[\s|]))[\s|.,:]")
MAX_ROWS, MAX_HEADS = 40, 6
"""Rows of a history, and lines of a page that may head one, that are looked at."""
HISTORY = re.compile(r"(?i)(?:version|revision|change|document) (?:history|control|log)|change record")
"""The heading of a history of versions."""
BARE = re.compile(
    r"(?i)[\W_]*(?:(?:le|el|il|den|am|op|date|version [\d.]+|v[\d.]+|"
    r"[^\W\d_][^\W\d_ .'-]*(?:[ .'-]+[^\W\d_]+){0,3}\.?, ?(?:den|le|"
    r"el|il|de|em|the)?|"
    r"\w+day,)[\W_]*)?"
)
"""What may stand ahead of a date on a line that is a date and little else."""
IS_DATE = re.compile(r"(?i)(?:date|datum|fecha|data|date signed)\s?:?")
"""A line below a date that somebody wrote beside a signature."""
_SIGNATURE = re.compile(
    r"(?i)(?:^|\t|\| ?)\s*(?:(?:authori[sz]ed )?signature|signed|sign here|by:|/s/|name:|title:|unterschrift|"
    r"firma:)|/s/"
)
_SIGNATURE_HINTS = ("sign", "by:", "/s/", "name:", "title:", "unterschrift", "firma:")
"""One of them stands on the page of whatever _SIGNATURE finds."""
_SIGNED_ON = re.compile(r"(?i)\b(?:date|dated|date signed|signed on|datum|fecha|data)\s?:?\s{1,3}$")
MAX_BLOCK = 8
"""Lines of a block of signatures."""
MAX_SIGNED_LEAVES = 60
"""Leaves looked at for signatures, from the first."""


def of_letter(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The date right ahead of a greeting or of what a letter is about, or that opens a line with its addressee."""
    for leaf in leaves:
        flat = leaf.flat[:MAX_LETTER_HEAD]
        for found in dates.find_days(flat, day_first=day_first):
            behind = flat[found.end :].lstrip(" .,")
            last = flat[: found.start].rstrip().rsplit(" ", 1)[-1]
            if GREETING.match(behind) and (not last[:1].islower() or last in _ARTICLES):
                yield PlacedDate(leaf.mark(found.start, found.end), found.iso)
        for line in leaf.lines[:_OPENS_LETTER]:
            opening = dates.find_days(line.text[:40], day_first=day_first)
            if opening and opening[0].start == 0 and ORGANISATION.match(line.text[opening[0].end :].lstrip(" ,")):
                yield PlacedDate(Mark(leaf.page, line.start, line.start + opening[0].end), opening[0].iso)


def signed_off(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """Dates behind a place that close a line of the page, each with the words ahead of it: who signed, and where."""
    for leaf in leaves:
        for found in dates.find_days(leaf.flat, day_first=day_first):
            mark = leaf.mark(found.start, found.end)
            if not _CLOSES.match(mark.page.text, mark.end):
                continue
            begin = max(0, found.start - _REACH)
            ahead = leaf.flat[begin : found.start]
            opened = _SIGNED_OFF.search(ahead if begin == 0 else "\0" + ahead)
            if not opened or _NO_PLACE.search(opened[0]):
                opened = _SIGNED_OFF.match(mark.ahead(_REACH))
            place = opened[0][len(opened["firm"]) :] if opened else ""
            if opened and _is_answer(leaf.flat, found, len(opened[0])):
                continue
            is_birth = mark.page.text[mark.start - 1 : mark.start] == "*"
            if opened and not is_birth and "," in place + opened["firm"] and not _NO_PLACE.search(opened[0]):
                yield PlacedDate(leaf.mark(found.start - len(opened[0]), found.end), found.iso, opened[0])


def _is_answer(flat: str, found: dates.Found, size: int) -> bool:
    """Whether the words ahead of a date answer a label, and the text goes on behind it: "Approved: Board, 4 May"."""
    return flat[: found.start - size].endswith(": ") and bool(flat[found.end :].strip(" ."))


_SIGNER = re.compile(
    rf"(?:[{CAPITAL}][\w'.&()-]*[,:]?(?: [^\s\d;]+){{0,10}}?(?:,| -)|-)"
    r"(?: (?i:le|el|il|den|em|a|à|op|on|am|lì))?\s*"
)
"""A party, who signs for it and perhaps the place, ahead of the day: "For the client, J. Smith, Leeds, "."""
_NOT_SIGNED = re.compile(
    r"(?i)\b(?:effective|end(?:ed|ing|s)?|valid\w*|until|from|to|through|period|expir\w*|due|since|review\w*|next|"
    r"version|stand|as of|as at|first|initial|previous|gültig\w*|bis|ab|seit|fällig|nächste\w*|jusqu\S*|depuis|compter|"
    r"prochaine?|échéance|vigueur|hasta|desde|vence|vigor|próxim[oa]|até|vigência|fino|dal|scade\w*|vigore|prossim[oa]|"
    r"tot|vanaf|geldig|volgende|versie|versión|versione|versão|loi|ley|legge|lei|wet|gesetz|law|act|regulation)\b"
)
MAX_SIGNED_LINES = 18
"""Lines at the end of a page that may be of those who signed."""


def signers(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """Days behind parties and those who signed for them, in the last lines of pages."""
    for leaf in leaves:
        for line in leaf.lines[-MAX_SIGNED_LINES:]:
            row = tables.cells(leaf, line)
            for cell in row if len(row) <= MAX_SIGNERS else ():
                found = dates.find_days(cell.text, day_first=day_first)
                if len(found) != 1 or cell.text[found[0].end :].strip(" ."):
                    continue
                lead = cell.text[: found[0].start]
                if _SIGNER.fullmatch(lead) and not _NOT_SIGNED.search(lead):
                    yield PlacedDate(Mark(leaf.page, cell.start, cell.start + found[0].end), found[0].iso, lead)


def with_signers(placed: Iterator[PlacedDate], leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """Dates behind places, with those of other parties of their page."""
    named = list(placed)
    pages = {one.mark.page.number for one in named}
    yield from named
    yield from signers([leaf for leaf in leaves if leaf.page.number in pages], day_first)


def latest(found: Iterator[PlacedDate]) -> Iterator[PlacedDate]:
    """The latest of the dates: what parties sign one after the other is of the day of the last of them. Nothing where
    there are more days than a document has parties."""
    placed = list(found)
    if 0 < len({one.iso for one in placed}) <= MAX_SIGNERS:
        yield max(placed, key=lambda one: one.iso)


MAX_SIGNERS = 3


_IS_PLACED = re.compile(r"[^\W\d_][^\d,;:]{1,30}, (?:den|le|el|il|de|em|the)? ?(?=\d)")


def unless_signed_apart(found: Iterator[PlacedDate]) -> Iterator[PlacedDate]:
    """The dates, unless they stand behind places and are of several days, as those of parties that sign apart."""
    placed = list(found)
    signed = {one.iso for one in placed if _IS_PLACED.match(one.mark.text)}
    yield from (one for one in placed if len(signed) < 2 or one.iso not in signed)


def in_segment(
    leaves: Sequence[Leaf], day_first: bool | None, *, never: re.Pattern[str], unless: re.Pattern[str]
) -> Iterator[PlacedDate]:
    """A date that is a whole piece of one of the first lines: "Example Ltd - 4 May 2026 - prepared by ...". `never`:
    what the piece ahead of it cannot say; `unless`: nor the words ahead of it in its own."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_SEGMENT_LINES]:
            is_line = len(line.text) <= 200 and not line.text.startswith("|")
            is_line = is_line and not dates.periods(line.text, day_first=day_first)
            pieces = _SEGMENT.split(line.text) if is_line else []
            for above, piece in zip(["", *pieces], pieces, strict=False):
                if len(pieces) == 1 and not _VERSIONED.match(piece):
                    continue
                found = dates.find(piece, day_first=day_first)
                lead = piece[: found[0].start] if found else ""
                if (
                    len(found) == 1
                    and not (never.search(above) or _FIRST_OF_TWO.search(above))
                    and found[0].end >= len(piece.rstrip(" .)"))
                    and _BESIDE.fullmatch(lead)
                    and not unless.search(lead)
                ):
                    at = line.start + line.text.index(piece)
                    yield PlacedDate(Mark(leaf.page, at, at + found[0].end), found[0].iso)


_ON_WEEKDAY = re.compile(
    r"(?i)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"(?:segunda|terça|quarta|quinta|sexta)-feira),? (?:(?:the|den|dem|le|el|il) )?"
)


def on_weekday(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The day of a meeting or session, which opens a line below the title by its name: "Thursday 4 May 2026, 14:00"."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_SEGMENT_LINES]:
            named = _ON_WEEKDAY.match(line.text)
            found = dates.find_days(line.text, day_first=day_first) if named else []
            if named and len(found) == 1 and found[0].start == named.end():
                yield PlacedDate(Mark(leaf.page, line.start, line.start + found[0].end), found[0].iso)


def history(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The newest row of a table whose columns are versions and dates: where it stands, its date and its version."""
    for leaf in leaves:
        lines = leaf.lines
        heads = (at for at, line in enumerate(lines) if len(line.text) <= 120 and _is_head(leaf, line))
        for head in islice(heads, MAX_HEADS):
            rows: list[tuple[dates.Found, str, Line]] = []
            for line in lines[head + 1 : head + 1 + MAX_ROWS]:
                if tables.RULE.fullmatch(line.text):
                    continue
                version = _ROW.match(line.text)
                found = dates.find(line.text[:120], day_first=day_first)
                if version and found:
                    rows.append((found[0], version["version"], line))
                elif rows and (found or len(line.text) > 120):
                    break
            if rows and len({number for _, number, _ in rows}) == len(rows):
                day, newest, line = max(rows, key=lambda row: row[0].day)
                yield PlacedDate(leaf.mark_line(line), day.iso, newest)


def _is_head(leaf: Leaf, line: Line) -> bool:
    is_headed = _VERSION_HEAD.search(line.text) and _DATE_HEAD.search(line.text)
    if not is_headed or re.search(r"\d|[.:]\s*$|: ", line.text):
        return False
    return len(tables.cells(leaf, line)) > 1 or tables.heads_columns(line)


def newest_of_history(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The latest date below the heading of a history of versions."""
    for leaf in leaves:
        heading = HISTORY.search(leaf.page.text[:8000])
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
            yield PlacedDate(leaf.mark_line(line), iso)


_AUDITOR = re.compile(
    r"(?i)\bauditors?\b|\baccountants?\b|wirtschaftsprüf|prüfungsgesellschaft|commissaires? aux comptes|"
    r"\bauditor(?:es|ia)?\b|\brevisor\w*|\bROAC\b|\brevisione\b|accountant\w*|\bROC\b"
)
MAX_ABOVE = 4
"""Lines above a day on which the auditor may stand."""


def below_auditor(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """Days alone on a line, or behind a place, below the name of an auditor who signed."""
    for leaf in leaves:
        if not _AUDITOR.search(leaf.low):
            continue
        for index, line in enumerate(leaf.lines):
            found = dates.find_days(line.text, day_first=day_first) if len(line.text) <= 50 else []
            if (
                len(found) != 1
                or line.text[found[0].end :].strip(" .")
                or not BARE.fullmatch(line.text[: found[0].start])
            ):
                continue
            above = leaf.lines[max(0, index - MAX_ABOVE) : index]
            if any(_AUDITOR.search(one.text) and len(one.text) <= 90 and not one.text.endswith(":") for one in above):
                yield PlacedDate(leaf.mark_line(line), found[0].iso)


_SIGNATURE_LABEL = re.compile(
    r"(?i)(?:signature|unterschrift|firma|assinatura|handtekening)\b[^\d\n]{0,80}\b(?:date|datum|fecha|data)\s?:?"
)
_SIGNED_NAME = re.compile(rf"(?:[{CAPITAL}][\w'’.-]*,? ){{1,5}}")


def above_signature_label(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """Days behind the name of who signed, above the line that says so: "Signature of the officer  Date"."""
    for leaf in leaves:
        for line, below in pairwise(leaf.lines):
            if len(line.text) > MAX_SIGNED_NAME or not _SIGNATURE_LABEL.fullmatch(below.text):
                continue
            found = dates.find_days(line.text, day_first=day_first)
            is_end = len(found) == 1 and not line.text[found[0].end :].strip(" .")
            if is_end and _SIGNED_NAME.fullmatch(line.text[: found[0].start]):
                yield PlacedDate(leaf.mark_line(line), found[0].iso)


MAX_SIGNED_NAME = 90
"""Characters of a line with who signed, and when."""


def below_signature(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The latest date under a signature on the last pages, or above the line "Date" that it was written on."""
    for leaf in reversed(leaves):
        dated = [
            (found[0].day, line, found[0].iso)
            for line, below in zip(leaf.lines, [*leaf.lines[1:], Line("", 0)], strict=False)
            if line in leaf.lines[-12:] or IS_DATE.fullmatch(below.text)
            if len(line.text) <= 50
            and len(found := dates.find_days(line.text, day_first=day_first)) == 1
            and BARE.fullmatch(line.text[: found[0].start])
            and found[0].end >= len(line.text) - 2
            and (len(leaves) > 1 or IS_DATE.fullmatch(below.text))
        ]
        if dated:
            _, line, iso = max(dated, key=lambda one: one[0])
            yield PlacedDate(leaf.mark_line(line), iso)
            return


def beside_signature(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[PlacedDate]:
    """The latest date beside signatures: "Date: 6 March 2026" below "By: ..." or on its line; of one page only."""
    for leaf in reversed(leaves[:MAX_SIGNED_LEAVES]):
        if not any(hint in leaf.low for hint in _SIGNATURE_HINTS):
            continue
        lines = leaf.lines
        signed = (at for at, line in enumerate(lines) if len(line.text) <= 200 and _SIGNATURE.search(line.text))
        block = {at + step for at in signed for step in range(-2, MAX_BLOCK + 1)}
        dated = [
            (found.day, line, found.iso)
            for at, line in enumerate(lines)
            if at in block and len(line.text) <= 200
            for found in dates.find_days(line.text, day_first=day_first)
            if _SIGNED_ON.search(line.text[: found.start])
        ]
        if dated:
            _, line, iso = max(dated, key=lambda one: one[0])
            yield PlacedDate(leaf.mark_line(line), iso)
            return
