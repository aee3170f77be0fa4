"""Rows of tables on a PDF page, told by where its words stand; the page's text stays as it is.

Only pages whose text names what such tables list are looked at, and only the first and last character of each word.
Producers write a table cell by cell, so that a cell is a run of lines under each other, and a cell to the right of the
one before goes on with its row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from operator import itemgetter
from typing import NamedTuple

from muniment.reading.model import PlacedCell, Word

_SAYS_SO = {
    ("exception", "deviation"): re.compile(
        # What stands before is looked at where the word was found; before each letter it takes seven times as long
        r"(?:exception|deviation)(?:(?<!no .{9})(?<!no relevant .{9})s?(?: were)? (?:noted|identified)|s?:)"
    ),
    ("response",): re.compile(r"management.{0,3} response"),
    ("complementary", "entity"): re.compile(
        r"complementary\s(?:user|customer|client|subservice)|user[\s-]entity (?:control|resp)"
    ),
    ("severity:", "schweregrad", "cvss", "sum insured", "sums insured", "suma asegurada", "verzekerd bedrag"): None,
    ("deckungssumme", "versicherungssumme", "capital seguro", "registered activit", "montant garanti"): None,
    ("montants garanti", "montant assuré", "montants assuré", "massimale", "massimali"): None,
    ("policy n", "limit of", "limits of"): re.compile(r"policy (?:no|num|nr)|limits? of (?:liab|indem)"),
}
"""What stands on pages that list exceptions, controls, findings, covers or sites: a word, and the pattern around it,
where the word alone does not say so. In small letters."""

_IN_A_HEAD = re.compile(
    r"\b(?:subservice organi[sz]ations?|severity|risk(?: rating| level)?|results?|sites?|locations?|standorte?)\b"
)
_HEAD_STEMS = ("subservice organi", "severity", "risk", "result", "site", "location", "standort")
"""One of them begins whatever _IN_A_HEAD finds: to look at these places takes a third of the time."""
_BESIDE_RISKS = re.compile(r"\b(?:findings?|issues?|vulnerabilit|status|title|befund|id\b)|#|\brisk (?:rating|level)")
"""What the head of a table holds beside `risk` or `result`."""
_BESIDE_SITES = re.compile(r"\b(?:scope|activit|address|adresse|tätigkeit)")
"""Likewise beside `site`, `location` or `standort`."""
_MAX_HEAD_CHARACTERS = 90

_NAMES = (
    "name sub-processor subprocessor sub-contractor subcontractor entity legal company vendor "
    "provider supplier third organisation organization unternehmen firma "
    "dienstleister anbieter auftragsverarbeiter auftragnehmer unterauftrag unteraufträg sub-auftrag subauftrag "
    "subdienst sub-dienst subunternehm lieferant weiterer weitere nom société entité prestataire fournisseur "
    "entreprise sous-traitant dénomination raison nombre empresa proveedor entidad subencargado "
    "sub-encargado encargado subcontratista prestador denominación razón nome fornitore società "
    "denominazione ragione sub-responsabil subresponsabil sub-fornitor subfornitor responsabile impresa "
    "fornecedor entidade subcontratante sub-contratante subcontratado suboperador sub-operador operador "
    "denominação razão naam leverancier bedrijf organisatie partij onderneming subverwerker "
    "sub-verwerker verwerker onderaannemer 再委託 委託先 再受託 会社名 社名 事業者 名称 "
    "サブプロセッサ"
)
_NAMES_ONE = tuple(_NAMES.split())
"""How the head of the first column of a list of subprocessors begins, in small letters."""
_NUMBERS = re.compile(r"(?:#|n(?:r|o|um)?[.°º]{0,2}|pos\.?|lfd\.? ?nr\.?|id|ref\.?|番号) ")
"""Ahead of it where the rows are numbered."""
_WHAT_FOR = re.compile(
    r"purpose|service|function|activit|role\b|processing|description|used for|task|what |zweck|leistung|aufgabe|"
    r"tätigkeit|dienst|gegenstand|funktion|einsatz|finalit|prestation|activité|objet|rôle|mission|finalidad|"
    r"servicio|actividad|funci|tratamiento|servizi|attivit|scopo|trattamento|serviço|atividade|doel|"
    r"werkzaamhe|taak|activiteit|業務|内容|目的|用途|役務|サービス"
)
_WHERE = re.compile(
    r"location|countr|region|place|seat|where|standort|\bort\b|\bsitz|\bland\b|staat\b|verarbeitungsort|serverstandort|\bpays\b|"
    r"lieu|localisation|siège|\bpaís|pais\b|lugar|ubicaci|sede|localiza|paese|luogo|ubicazione|stato\b|"
    r"\blocal\b|locatie|plaats|vestiging|所在|国|場所|地域|拠点"
)
_OF_PROCESSORS = (
    *("processor", "processing", "contractor", "auftrag", "dienstleister", "unternehm", "sous-trait", "encargad"),
    *("subcontrat", "responsabil", "sub-respons", "operador", "verwerker", "onderaann", "sub-proc", "委託"),
)
"""One of them stands on a page that lists subprocessors, unless all three columns are headed."""


def heads_a_list(text: str) -> bool:
    """Whether a line of a page with this text, or one that its cells break, heads a list of who does what, where."""
    low = text.lower()
    is_told = any(word in low for word in _OF_PROCESSORS)
    lines = low.split("\n")
    for at, line in enumerate(lines):
        if len(line) > _MAX_LIST_HEAD or line.endswith("."):
            continue
        head = line.lstrip()
        number = _NUMBERS.match(head)
        is_first = head.startswith(_NAMES_ONE, number.end() if number else 0)
        if not is_first and not (is_told and _heads_further_on(head)):
            continue
        if len(head) <= _MAX_HEAD_CELL and is_told:
            head = " ".join(lines[at : at + _MAX_HEAD_LINES])[:_MAX_LIST_HEAD]
        told = bool(_WHAT_FOR.search(head)) + bool(_WHERE.search(head))
        if told > (not is_told or not is_first):
            return True
    return False


def _heads_further_on(line: str) -> bool:
    """Whether a line is a few words, one of which but the first heads whom a list names."""
    words = line.split()
    return 3 <= len(words) <= _MAX_HEAD_WORDS and any(word.startswith(_NAMES_ONE) for word in words[1:])


_MAX_LIST_HEAD = 130
"""Characters."""
_MAX_HEAD_WORDS = 8
_MAX_HEAD_CELL, _MAX_HEAD_LINES = 40, 5
"""Characters of a line that is one cell of a head or two, and the lines that such cells may fill."""


def is_worth_a_look(text: str) -> bool:
    """Whether a page with this text may list something in rows, other than who does what."""
    low = text.lower()
    for words, pattern in _SAYS_SO.items():
        if any(word in low for word in words) and (pattern is None or pattern.search(low)):
            return True
    return any(
        (match := _IN_A_HEAD.match(low, at)) is not None and _is_in_a_head(low, match)
        for stem in _HEAD_STEMS
        for at in _places(low, stem)
    )


def _places(text: str, stem: str) -> Iterator[int]:
    at = text.find(stem)
    while at >= 0:
        yield at
        at = text.find(stem, at + 1)


def _is_in_a_head(low: str, match: re.Match[str]) -> bool:
    """Whether the word stands in a line that is short enough for the head of a table, beside what such heads hold."""
    start, end = low.rfind("\n", 0, match.start()) + 1, low.find("\n", match.end())
    line = low[start : end if end >= 0 else len(low)]
    if len(line) > _MAX_HEAD_CHARACTERS or "." in line:
        return False
    word = match[0]
    if word.startswith(("subservice", "severity")):
        return True
    beside = _BESIDE_RISKS if word.startswith(("risk", "result")) else _BESIDE_SITES
    return beside.search(line) is not None


_ALIKE = 3.0
"""Points by which edges and lines may differ that are meant to be the same."""
_GAP = 6.0
"""Points between words of different cells; a space of 12 points has 3.3, justified ones twice that."""
_LINES_APART = 1.9
"""Line heights between the lines of one cell, at most."""


class _Run(NamedTuple):
    """Words of one line that no wide gap parts: where they stand in the text and on paper; the height of the first and
    of the highest."""

    start: int
    end: int
    left: float
    right: float
    line: float
    height: float
    highest: float


@dataclass(slots=True)
class _Cell:
    """Runs of words under each other, and their edges."""

    lines: list[_Run]
    left: float
    right: float
    top: float
    bottom: float
    height: float

    @classmethod
    def of(cls, run: _Run) -> _Cell:
        return cls([run], run.left, run.right, run.line, run.line, run.highest)

    def add(self, run: _Run) -> None:
        self.bottom = run.line
        self.height = max(self.height, run.highest)
        self.left = min(self.left, run.left)
        self.right = max(self.right, run.right)
        self.lines.append(run)


def rows_of(words: Sequence[Word]) -> tuple[tuple[PlacedCell, ...], ...]:
    """The rows of two cells and more that a page's words, in the order of the text, stand in."""
    rows = list(_rows(list(_cells(words))))
    for at, (row, below) in enumerate(pairwise(rows)):
        if len(row) < len(below):
            rows[at] = _parted(row, below, words)
    return tuple(
        tuple(PlacedCell(tuple(_joined(cell.lines)), cell.left, cell.right) for cell in row)
        for row in rows
        if len(row) >= 2
    )


def _parted(row: list[_Cell], below: list[_Cell], words: Sequence[Word]) -> list[_Cell]:
    """The cells of a head that only a space parts, told by where the columns of the row below begin; the row as it is,
    where that does not give each column its head."""
    found: list[_Cell] = []
    for cell in row:
        inside = [one.left for one in below if cell.left + _ALIKE < one.left < cell.right]
        found += _parts(cell, inside, words) if inside and len(cell.lines) == 1 else [cell]
    return found if len(found) == len(below) else row


def _parts(cell: _Cell, lefts: Sequence[float], words: Sequence[Word]) -> Iterator[_Cell]:
    (run,) = cell.lines
    first = bisect_left(words, run.start, key=itemgetter(0))
    held: list[Word] = []
    for word in takewhile(lambda one: one[1] <= run.end, (words[at] for at in range(first, len(words)))):
        if held and any(abs(word[2] - left) <= _ALIKE for left in lefts):
            yield _Cell.of(_of_words(held))
            held = []
        held.append(word)
    if held:
        yield _Cell.of(_of_words(held))


def _of_words(words: Sequence[Word]) -> _Run:
    start, _, left, _, line, height = words[0]
    return _Run(start, words[-1][1], left, words[-1][3], line, height, max(word[5] for word in words))


def _runs(words: Sequence[Word]) -> Iterator[_Run]:
    """The runs of words, in the order of the text."""
    if not words:
        return
    start, end, left, right, line, height = words[0]
    highest, widest, last = height, max(_GAP, 0.6 * height), line
    first = start, left, line, height
    for next_start, next_end, next_left, next_right, next_line, next_height in words[1:]:
        if not -_ALIKE <= next_line - last <= _ALIKE or not -_ALIKE <= next_left - right <= widest:
            yield _Run(first[0], end, first[1], right, first[2], first[3], highest)
            first, highest = (next_start, next_left, next_line, next_height), next_height
        elif next_height > highest:
            highest = next_height
        end, right, last = next_end, next_right, next_line
        widest = 0.6 * next_height if next_height > _GAP / 0.6 else _GAP
    yield _Run(first[0], end, first[1], right, first[2], first[3], highest)


def _cells(words: Sequence[Word]) -> Iterator[_Cell]:
    """Runs under each other that the text has one after the other, with a shared edge or middle."""
    held: _Cell | None = None
    for run in _runs(words):
        if held is not None and _goes_on(held, run):
            held.add(run)
            continue
        if held is not None:
            yield from _without_heading(held, run)
        held = _Cell.of(run)
    if held is not None:
        yield held


def _without_heading(cell: _Cell, beside: _Run) -> Iterator[_Cell]:
    """The cell; in two where its last line opens a row, so that the lines above it are a heading close to the table."""
    is_beside = abs(cell.bottom - beside.line) <= _ALIKE and beside.left >= cell.lines[-1].right
    if not is_beside or not any(line.right > beside.left for line in cell.lines[:-1]):
        yield cell
        return
    heading = _Cell.of(cell.lines[0])
    for line in cell.lines[1:-1]:
        heading.add(line)
    yield heading
    yield _Cell.of(cell.lines[-1])


def _goes_on(cell: _Cell, run: _Run) -> bool:
    below = cell.bottom - run.line
    if not 0.5 * cell.height < below <= _LINES_APART * max(cell.height, run.height, 4.0):
        return False
    is_left = abs(run.left - cell.left) <= _ALIKE
    is_middle = abs((run.left + run.right) - (cell.left + cell.right)) <= 2 * _ALIKE
    return is_left or is_middle


def _rows(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """Cells each to the right of the one before, beside it."""
    held: list[_Cell] = []
    for cell in cells:
        if held and not _is_beside(held[-1], cell):
            yield held
            held = []
        held.append(cell)
    if held:
        yield held


def _is_beside(before: _Cell, cell: _Cell) -> bool:
    is_right = cell.left >= before.right - _ALIKE or (cell.left > before.left + 20 and cell.left >= before.right - 20)
    return is_right and cell.top >= before.bottom - before.height and cell.bottom <= before.top + before.height


def _joined(lines: list[_Run]) -> Iterator[tuple[int, int]]:
    """Where lines stand in the text, those that follow one another as one: what is between is a line's end."""
    start, end = lines[0].start, lines[0].end
    for line in lines[1:]:
        if line.start - end > 2:
            yield start, end
            start = line.start
        end = line.end
    yield start, end
