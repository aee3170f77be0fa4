"""Insurers, policies and kinds of cover from the columns of a table, where tabs part its cells or words have places.

A head names the columns in any of the languages read. On paper a word belongs to the column whose head begins last
ahead of it; lines closer to each other than rows are go on with a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from muniment.judging.facts import cover_words, dates, money
from muniment.judging.facts.insurance_named import DENIED, cut
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import tidy
from muniment.judging.facts.view import Leaf, Mark, plain
from muniment.judging.model import Fact
from muniment.reading.model import PlacedWord

_HEADS = {
    "cover": re.compile(
        r"(?i)(?:(?:type|class|kind|line|nature|genre|art|tipo|soort|section)s? (?:of |de |d['’]|l['’]|del? |di |"
        r"van )*(?:the )?"
        r"(?:insurance|cover(?:age)?|business|assurance|l['’]assurance|garantie|seguro|cobertura|assicurazione|"
        r"copertura|"
        r"verzekering|dekking|deckung|versicherung)|"
        r"(?:insurance )?cover(?:age)?s?(?: part)?|line|type|class|section|layer|insurance|garanties?|couvertures?|"
        r"branches?|"
        r"nature des garanties|coberturas?|ramos?|m[óo]dulos?|garanzi[ae]|sezion[ei]|copertur[ae]|sparten?|"
        r"(?:deckungs)?bausteine?|"
        r"deckung(?:en)?|versicherte? (?:risiko|risiken|gefahren)|risik[oe]n?|rubriek(?:en)?|dekking(?:en)?|"
        r"waarborg(?:en)?|"
        r"verzekering(?:en)?|seguros?|保険種類|補償(?:の種類|内容)?|担保種目)"
    ),
    "insurer": re.compile(
        r"(?i)(?:(?:lead |name of )?insurers?|(?:insurance )?carriers?|(?:insurance )?compan(?:y|ies)|underwriters?|"
        r"security|"
        r"versicherer|versicherungsgesellschaft|gesellschaft|risikoträger|co-?assureurs?|assureurs?|compagnies?|"
        r"compañ[íi]as?|"
        r"asegurador(?:a|as|es)?|entidad|compagni[ae]|assicurator[ei]|impres[ae]|verzekeraars?|maatschappij|"
        r"risicodragers?|"
        r"segurador(?:a|as|es)?|引受保険会社|保険会社)"
    ),
    "policy": re.compile(
        r"(?i)(?:policy|policies|police|polis|polizza|p[óo]liza|ap[óo]lice|contract|contrat|vertrag|polic[ey]n?)"
        r"(?: ?(?:number|no|nr|n|ref(?:erence)?|núm(?:ero)?|n[úu]mero|#)?\.?[°º]?(?:\(s\))?)|"
        r"(?:(?:versicherungs)?schein|versicherungs|vertrags|polic[ey]n?|polis)-?(?:nummer|nr\.?)|(?:n[°ºo]?\.?[°º]?|numero|"
        r"número|numéro|nr\.?|no\.?|"
        r"number) (?:d[aei]l?l?a? )?(?:police|polizza|p[óo]liza|ap[óo]lice|contrat|polis|policy)|証券番号|referentie"
    ),
    "other": re.compile(
        r"(?i).*\b(?:limits?|sums?|amounts?|montants?|plafonds?|massimal[ei]|l[íi]mites?|capita(?:l|is)|summe\w*|"
        r"\w+summen?|bedrag\w*|"
        r"eff\w*|exp\w*|from|to|period|term|beginn|ablauf|effet|[ée]chéance|decorrenza|scadenza|efecto|vencimiento|"
        r"vigencia|"
        r"vig[êe]ncia|início|termo|ingang\w*|eind\w*|excess|deductible|retention|franchise|franquicia|franquia|"
        r"franchigia|"
        r"selbst\w+|eigen risico|premium|prämie|prime|premio|prêmio|attachment|share|anteil|aandeel|quota|part|"
        r"limites?)\b.*"
    ),
}
_COMBINED = re.compile(
    r"(?i)(?:insurers?|assureurs?|aseguradora?|assicurator[ei]|verzekeraars?|versicherer|segurador[ae]s?|carriers?)"
    r" (?:and|et|y|e|en|und|&|/) (?:\w+\.? (?:de |di )?)?(?:polic\w+|polis|polizza|p[óo]liza|ap[óo]lice)"
    r"(?: (?:numbers?|n[or]?\.?[°º]?|n[úu]mero))?"
)
_IDENTIFIER = re.compile(
    r"(?=[^\n]*\d[^\n]*\d)(?:[A-Z]{1,5} )?(?:[A-Z]{1,3} )?(?=[A-Z0-9./\-]*\d)[A-Z0-9][A-Z0-9./\-]+"
    r"(?: (?=[A-Z0-9./\-]*\d)[A-Z0-9./\-]+){0,3}"
)
MAX_HEAD_CHARACTERS = 400
"""Characters of a cell that heads a column, or holds a name and a number; longer ones are text."""
_NAME_AND_NUMBER = re.compile(rf"(?P<name>.+?)(?: [-–])? (?P<number>{_IDENTIFIER.pattern})")
_SHARE = re.compile(
    r"\s*[(,]\s*(?:(?:\w+,? ){0,2}\d{1,3}(?:[.,]\d+)?\s?%|lead\w*|führend|l[íi]der|apérit\w+|"
    r"delegat\w+|leidend)[^)]*\)?.*$"
)
MAX_ROWS, MAX_COLUMNS, MAX_COVER_WORDS, MAX_GAP = 30, 12, 9, 60.0
_WORD_GAP, _SAME_LINE, _OF_ROW = 0.62, 2.5, 1.3
"""Of a letter's height, what parts cells; points by which words of a line differ; of the leading, what parts rows."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


_Row = dict[str, _Cell]


def columns(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`insurers`, `policy_numbers` and `coverages` of the first table that has such columns."""
    for leaf in leaves:
        for rows in (_of_tabs(leaf), _of_places(leaf)):
            made = list(_facts(leaf, rows))
            if made:
                yield from made
                return


def _facts(leaf: Leaf, rows: Sequence[_Row]) -> Iterator[Fact]:
    covers = [row["cover"] for row in rows if "cover" in row]
    if not rows or not (covers and _is_of_covers(covers)):
        return
    insurers, numbers = [], []
    for row in rows:
        both = row.get("both")
        parted = _NAME_AND_NUMBER.fullmatch(both.text) if both and len(both.text) <= MAX_HEAD_CHARACTERS else None
        if both and parted:
            insurers.append(_Cell(parted["name"], both.start, both.end))
            numbers.append(_Cell(parted["number"], both.start, both.end))
        insurers += [row["insurer"]] if "insurer" in row else []
        numbers += [row["policy"]] if "policy" in row else []
    named = [(tidy(_SHARE.sub("", one.text)), one) for one in insurers]
    for key, found in (
        (
            "insurers",
            [(name, one) for name, one in named if name and name[0].isupper() and not re.search(r"\d{4}", name[:3])],
        ),
        ("policy_numbers", [(one.text, one) for one in numbers if _is_number(one.text)]),
        ("coverages", [(_cover_name(row), row["cover"]) for row in rows if "cover" in row]),
    ):
        found = [(value, one) for value, one in found if value]
        values = tuple(dict.fromkeys(value for value, _ in found))
        is_form = key == "coverages" and "type of insurance" in leaf.low
        if is_form and not all(cover_words.covers_in(value) for value in values):
            continue  # the boxes to tick beside the covers of a form
        if values and len(found) * 2 >= len(rows):
            mark = Mark(leaf.page, min(one.start for _, one in found), max(one.end for _, one in found))
            yield fact(key, values, mark, confidence=0.89, quote_limit=2500)


def _is_of_covers(cells: Sequence[_Cell]) -> bool:
    return sum(bool(cover_words.covers_in(one.text)) for one in cells) * 2 >= len(cells)


def _is_number(text: str) -> bool:
    return (
        bool(_IDENTIFIER.fullmatch(text)) and not dates.find(text, day_first=True) and sum(map(str.isdigit, text)) > 2
    )


def _cover_name(row: _Row) -> str:
    """The name of a row's cover; none of a row that says that it is not insured, or that names no cover and no sum."""
    cell, rest = row["cover"].text, " ".join(one.text for kind, one in row.items() if kind != "cover")
    name = cut(cell)
    is_else = DENIED.search(rest) or len(name.split()) > MAX_COVER_WORDS or name.endswith(".")
    is_total = any(one.key == cover_words.TOTAL for one in cover_words.covers_in(cell)) or cover_words.LIMIT.match(cell)
    is_cover = cover_words.covers_in(name) or (
        money.find_money(rest)
        and not re.match(
            r"(?i)tot|summe|somma|dont|"
            r"waarvan|di cui",
            name,
        )
    )
    return name if is_cover and not (is_else or is_total or money.find_money(name)) else ""


def _kind(text: str) -> str | None:
    if len(text) > MAX_HEAD_CHARACTERS:
        return None
    bare = " ".join(re.sub(r"\([^)]*\)", " ", plain(text)).split()).strip(" .:#")
    if _COMBINED.fullmatch(bare):
        return "both"
    return next((kind for kind, pattern in _HEADS.items() if pattern.fullmatch(bare)), None)


def _is_head(kinds: Sequence[str | None]) -> bool:
    told = {kind for kind in kinds if kind}
    return (
        len(kinds) > 1 and len([kind for kind in kinds if kind]) * 2 > len(kinds) and "cover" in told and len(told) > 1
    )


def _of_tabs(leaf: Leaf) -> list[_Row]:
    """The rows of a table whose cells tabs, bars or runs of spaces part, below its head."""
    rows: list[_Row] = []
    kinds: list[str | None] = []
    at = 0
    for line in leaf.plain.split("\n"):
        cells, at = _parted(line, at), at + len(line) + 1
        if len(cells) < 2:
            if rows:
                break
            continue
        found = [_kind(cell.text) for cell in cells]
        if not kinds:
            kinds = found if _is_head(found) else []
            continue
        row: _Row = {}
        for kind, cell in zip(kinds, cells, strict=False):
            if kind and cell.text:
                row.setdefault(kind, cell)
        if len(row) < 2 or len(rows) >= MAX_ROWS or (len(cells) != len(kinds) and not re.search(r"[\t|]", line)):
            break
        rows.append(row)
    return rows


def _parted(line: str, at: int) -> list[_Cell]:
    """The cells of a line; `at` is where it begins on its page."""
    if "\t" in line or "|" in line:
        pieces = line.strip("| ").split("\t" if "\t" in line else "|")
    else:
        pieces = re.split(r"(?<=\S)  +(?=\S)", line)
    found, begin = [], 0
    for piece in pieces[: MAX_COLUMNS * 2]:
        begin = line.index(piece, begin) if piece else begin
        text = piece.strip()
        start = begin + len(piece) - len(piece.lstrip())
        found.append(_Cell(" ".join(text.split()), at + start, at + start + len(text)))
        begin += len(piece)
    return found


def _of_places(leaf: Leaf) -> list[_Row]:
    lines = _lines(leaf)
    for place, line in enumerate(lines):
        phrases = _phrases(leaf, line)
        kinds = [_kind(_text(leaf, phrase)) for phrase in phrases]
        if len(phrases) <= MAX_COLUMNS and _is_head(kinds):
            starts = [phrase[0].left for phrase in phrases]
            return _rows(leaf, lines[place:], starts, kinds)
    return []


def _lines(leaf: Leaf) -> list[list[PlacedWord]]:
    lines: list[list[PlacedWord]] = []
    for word in sorted(leaf.page.placed, key=lambda one: (-one.line, one.left)):
        if lines and abs(lines[-1][0].line - word.line) <= _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def _phrases(leaf: Leaf, line: Sequence[PlacedWord]) -> list[list[PlacedWord]]:
    found = [[line[0]]]
    for before, word in pairwise(line):
        if word.left - before.right > _WORD_GAP * max(word.height, before.height):
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _text(leaf: Leaf, words: Sequence[PlacedWord]) -> str:
    return " ".join(leaf.page.text[one.start : one.end] for one in words)


def _rows(
    leaf: Leaf, lines: Sequence[list[PlacedWord]], starts: Sequence[float], kinds: Sequence[str | None]
) -> list[_Row]:
    """The rows below a head, their cells gathered over lines."""
    below = list(lines[1 : MAX_ROWS * 3])
    leads = [above[0].line - line[0].line for above, line in pairwise(lines[: len(below) + 1])]
    taken: list[list[list[PlacedWord]]] = []
    for lead, line in zip(leads, below, strict=False):
        cells = _by_column(line, starts)
        if lead > MAX_GAP or any(len(phrase) > 1 and _spans(phrase, starts) for phrase in _phrases(leaf, line)):
            break
        taken.append(cells)
    if not taken:
        return []
    within = (
        min(lead for lead in leads[: len(taken)] if lead > 0) if any(lead > 0 for lead in leads[: len(taken)]) else 0.0
    )
    rows: list[list[list[PlacedWord]]] = []
    heads = {place for place, lead in enumerate(leads[: len(taken)]) if lead > _OF_ROW * within}
    is_flat = not heads - {0}
    for place, cells in enumerate(taken):
        filled = sum(bool(cell) for cell in cells)
        if not rows or (place in heads if not is_flat else bool(cells[0]) and filled > 1):
            rows.append([list(cell) for cell in cells])
        else:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell.extend(more)
    made = []
    for row in rows:
        one: _Row = {}
        for kind, words in zip(kinds, row, strict=True):
            if kind and words:
                one.setdefault(kind, _Cell(_text(leaf, words), min(w.start for w in words), max(w.end for w in words)))
        if len(one) > 1:
            made.append(one)
    return made


def _by_column(line: Sequence[PlacedWord], starts: Sequence[float]) -> list[list[PlacedWord]]:
    cells: list[list[PlacedWord]] = [[] for _ in starts]
    for word in line:
        place = max((at for at, left in enumerate(starts) if left <= word.left + 4), default=0)
        cells[place].append(word)
    return cells


def _spans(phrase: Sequence[PlacedWord], starts: Sequence[float]) -> bool:
    """Whether a run of words reaches over the head of a further column: then it is no row of the table."""
    return sum(phrase[0].left + 8 < left < phrase[-1].right - 8 for left in starts) > 1
