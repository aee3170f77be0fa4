"""Rows and columns as a page's lines keep them: cells parted by tabs, pipes or runs of spaces.

A label in a header row is answered in its own column, one in a row of its own by the cell beside it, and stacked labels
by the stack of values behind them. Where that does not say which value is meant there is none: never simply the first
cell of the next line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.names import CAPITAL
from muniment.judging.facts.view import MAX_HEADED_CHARACTERS, Leaf, Line, Mark

_GAPS = re.compile(r" {2,}(?![:=](?: |$))")
"""Between cells; a colon or sign of equality that is set under others belongs to its label."""
_OF_DATE = re.compile(
    r"(?i)\b(?:dates?|dated|issued?|from|to|until|till|thru|through|expir\w+|effective|valid\w*|due|review\w*|approved|"
    r"start\w*|end\w*|since|on|updated?|revised|completed|surveillance|audit|datum|fecha|data|ab|bis|"
    r"ausgestellt|ausstellung\w*|\w*datum|gültig\w*|ablauf\w*|nächste\w*|überwachung\w*|wiedervorlage|erteilt|"
    r"d[ée]livr\w+|[ée]mi[st]\w*|valable|[ée]ch[ée]ance|prochaine?|emisi[óo]n|emitid[oa]|expedi\w+|v[áa]lid[oa]|validez|validade|"
    r"vencimiento|caducidad|próxim[oa]|emissione|emess[oa]|rilasci\w+|scadenza|scade|valid[oa]|prossim[oa]|uitgifte\w*|"
    r"afgifte\w*|geldig\w*|verval\w*|verloopt|volgende|emiss[ãa]o|vencimento|vig[eê]ncia|decorrenza|herzien\w*|fällig\w*|"
    r"zahlbar|registro|vaststelling|goedkeuring|freigabe|approbation|"
    r"aprobación|approvazione|aprovação|révision|revisión|revisione|revisão|huidige|"
    r"corrente|actual|aktuelle\w*|erst(?:zertifizierung|ausgabe|ausstellung|registrierung|zulassung)\w*|"
    r"\w*zertifizierungsentscheid\w*)\b|"
    r"\b(?:1\.?(?:ª|re|ère|e|st)|first|erst\w*|eerste|prim[ao]|primeir[ao]|primer[ao]|première) "
)
"""Labels that a date may answer."""
_OF_VALIDITY = re.compile(r"(?i)(?:gültig|geldig|valable|v[áa]lid[oa]?) \w+:?$")
"""Labels of a day that end as those of persons do: "Gültig von"."""
_OF_PERSON = re.compile(
    rf"(?i)\b(?:{vocabulary.alternatives('by')}|to|from whom|body|number|no|nr|status|an|à|nummer|numéro|"
    r"número|numero)\.?:?$|n\.?[°º]\.?:?$|"
    r"\b(?:number|no\.|nr\.)|\bn\.?[°º]"
)
"""Those of them that somebody's name or a number answers: "Issued by"."""
_OF_NUMBER = re.compile(
    r"(?i)\b(?:numbers?|components|hosts|count|quantity|no|nr|num|n°|nº|n|id|ref|reference|code|version|revision|rev|edition|numéro|número|numero|"
    r"versión|"
    r"versão|versie|versione|fassung|ausgabe|révision|revisión|revisão|revisione|revisie|edición|edizione|edição)\b|"
    r"nummer\b|n\.?[°º]|番号"
)
"""Labels that a number or an identifier answers."""
_CAPITALISED = re.compile(rf"(?<!\S)(?:[{CAPITAL}]|1\.?(?:ª|º|re|ère|e|st)\s)")
MAX_CAPITALS, MAX_WAYS = 9, 12
"""Words with a capital in a line that may be labels alone, and ways to part them that are tried."""
MAX_ROW_SPACES = 30
"""Of a row below them: words can be parted into columns in as many ways as there are places to choose."""
_MASK = "\0"
_NUMBER = rf"((?:[A-Z]{{1,8}} )?(?=[^\s{_MASK}]*\d)[^\s{_MASK}]+)"
_WORDS = f"([^{_MASK}]+?)"
_PARTED = re.compile(r"\t|\||\S {3,}\S")
RULE = re.compile(r"[\s|:+=_-]*")
"""A line that only rules off rows."""
MAX_CELLS = 40
MAX_DATE_CHARACTERS = 40
"""Of a cell that holds a date and little else."""
MAX_STACK = 8
"""Labels one under the other that may be answered by as many values behind them."""

_LABEL_WORDS = (
    "certified cycle due recertification registered since surveillance a ab accreditation aggregate agreement "
    "aktenzeichen amount application approval approved assessed assessment assessor asset au audit auditeur "
    "auditor auftraggeber ausgestellt ausstellungsdatum author bis body by cert certificat certificate "
    "certification class classification client cliente code commencement company completed completion conducted "
    "contact count cover coverage coverages critical currency current customer d'expiration d'émission date dated "
    "datum de deductible description desde document du duration each eff effective emisión end ended ends "
    "engagement entity exp expiration expires expiry fecha fin final findings firm first for freigegeben from "
    "geldig gültig hasta high holder id in informational inhaber initial insured insurer insurers issue issued "
    "issuer item kind klant kunde last le lead level limit limits low medium naic name next no norm nr number "
    "nummer numéro número occurrence of on organisation organization original owned owner partner party "
    "penetration per performed period plan policies policy position premium prepared procedure product project "
    "provider prüfer published ref reference registration release report responsible result retest review "
    "reviewed reviewer revised revision role scope service severity sheet signed site stand standard start "
    "started starts status sum system target term test tested tester testing thru till title titulaire titular to "
    "tot total type uitgifte until updated valable valid validity value van vencimiento vendor verantwortlich "
    "version department division location model serial manufacturer purchased purchase cost quantity notes "
    "comments remarks category priority impact likelihood team manager email country address city state approver "
    "approvers validator compliance phone telephone tel e-mail mail fax authorised authorized signature poam "
    "adopted ratified submission effect superseded supersedes berichtsdatum erstellt erstausstellung freigabe "
    "verantwortlicher eigentümer eigner nächste überprüfung prüfung ausgabe fassung zertifikatsinhaber "
    "geltungsbereich ablaufdatum gültigkeit laufzeit propriétaire responsable approuvé approuvée approbation "
    "prochaine révision délivré établi rapport aprobado aprobación próxima revisión versión informe válido válida "
    "propietario responsabile versione approvato approvazione prossima revisione scadenza emissione intestatario "
    "policen police polizza póliza apólice polis polisnummer versicherer deckung beginn ablauf versicherungssumme "
    "deckungssumme assureur compagnie montant montants garantie garanties plafond massimale massimali "
    "change changes note notes remark reason beschreibung änderung änderungen bemerkung autor autorin auteur objet "
    "motif "
    "modification cambio cambios nota motivo modifica modifiche oggetto nota autore wijziging toelichting omschrijving "
    "descripción descrizione descrição alteração alterações autoria issuing registrar reg asv scan scanned compliance "
    "customer started finished assured cycle current original registrazione broker producer agent underwriter "
    "überwachungsaudit audit surveillance nächstes nächster überwachung rezertifizierung vigilancia seguimiento "
    "sorveglianza toezicht acompanhamento auditoria équipe equipo equipa equipe squadra direttore "
    "data del di eigenaar versie goedgekeurd volgende herziening afgifte verantwoordelijke houder responsável "
    "versão aprovado aprovação relatório emissão validade vigencia von window zertifikat émis invoice components hosts "
    "assets reported certificato certificado certificaat em emitido emitida até inicial acreditação primera primeira "
    "hasta expedido expedida emitida il fino rilasciato prima emissione op afgegeven n° nº n.º n échéance corrente"
)
_LABELS = frozenset(_LABEL_WORDS.split())
MAX_LABEL_WORDS = 6
MAX_LABEL_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a line: `text` without margins, `start` its offset in the page, `column` its place, `left` and `right`
    where it stands on the line."""

    text: str
    start: int
    column: int
    left: int
    right: int

    @property
    def end(self) -> int:
        """The offset in the page behind its last character."""
        return self.start + len(self.text)


def cells(leaf: Leaf, line: Line) -> tuple[Cell, ...]:
    """The cells of a line that are not empty, left to right; a line without columns is one cell."""
    begin = leaf.page.text.rfind("\n", 0, line.start) + 1
    raw = leaf.plain[begin : line.end]
    if "\t" in raw:
        spans = _split(raw, re.compile(r"\t"))
    elif "|" in raw:
        spans = _split(raw, re.compile(r"\|"))
    else:
        spans = _split(raw, _GAPS, skip=line.start - begin)
    found = []
    for column, (left, right) in enumerate(spans[:MAX_CELLS]):
        text = raw[left:right].strip()
        if text:
            at = left + len(raw[left:right]) - len(raw[left:right].lstrip())
            found.append(Cell(text, begin + at, column, at, at + len(text)))
    return tuple(found)


def _split(raw: str, gap: re.Pattern[str], *, skip: int = 0) -> list[tuple[int, int]]:
    spans, at = [], skip
    for found in gap.finditer(raw, skip):
        spans.append((at, found.start()))
        at = found.end()
    return [*spans, (at, len(raw))]


@lru_cache(maxsize=8192)
def is_label(text: str) -> bool:
    """Whether a cell says what another one holds: it ends in a colon, or is made of the words of labels alone."""
    if len(text) > MAX_LABEL_CHARACTERS:
        return False
    bare = re.sub(r"\([^)]*\)", " ", text).strip(" :#*_.?")
    words = re.split(r"[\s/&_-]+", bare.lower())
    if not bare or len(words) > MAX_LABEL_WORDS:
        return text.endswith(":")
    if text.endswith(":") or all(word.strip(".,'") in _LABELS for word in words):
        return True
    return bool(vocabulary.every_label().fullmatch(bare))


def answer(leaf: Leaf, lines: Sequence[Line], index: int, label: Cell) -> Cell | None:
    """The cell that a label, alone in its cell of `lines[index]`, is answered by; None when that cannot be told."""
    row = cells(leaf, lines[index])
    if len(row) == 1:
        return _below_alone(leaf, lines, index)
    if is_header(leaf, lines, index, known=label):
        return _only_in_column(leaf, lines, index, label)
    right = next((cell for cell in row if cell.left > label.left), None)
    return right if right and may_answer(right.text) else None


def may_answer(text: str) -> bool:
    """Whether a cell may be a value: neither a label nor a label with a value of its own."""
    head, colon, _ = text.partition(":")
    return not is_label(text) and not (colon and is_label(head))


def is_header(leaf: Leaf, lines: Sequence[Line], index: int, *, known: Cell | None = None) -> bool:
    """Whether a line of several cells names the columns of the rows below it. `known`: a cell that is a label."""
    row = cells(leaf, lines[index])
    below = _next_row(leaf, lines, index)
    labels = sum(cell == known or is_label(cell.text) for cell in row)
    return (
        len(row) >= 2
        and labels >= 2
        and 2 * labels >= len(row)
        and not any(re.search(r"\d", cell.text) for cell in row if not is_label(cell.text))
        and len(below) >= 1
        and (len(below) >= 2 or below[0].left > 0)
        and not (is_label(below[0].text) and below[0].column == row[0].column)
    )


def _only_in_column(leaf: Leaf, lines: Sequence[Line], index: int, label: Cell) -> Cell | None:
    """The cell under a label of a header row; None when more rows follow, such as a history's: which is meant?"""
    by_place = not re.search(r"[\t|]", leaf.plain[lines[index].start : lines[index].end])
    below = [cells(leaf, line) for line in lines[index + 1 : index + 4] if not RULE.fullmatch(line.text)][:2]
    found = [_in_column(row, label, by_place=by_place) for row in below if row]
    if not found or found[0] is None or not may_answer(found[0].text):
        return None
    is_more = len(found) > 1 and found[1] is not None and len(below[1]) > 1 and not is_label(below[1][0].text)
    is_more = is_more and not (len(below[1]) > 2 * len(below[0]))  # the head of another, wider table
    return None if is_more else found[0]


def _next_row(leaf: Leaf, lines: Sequence[Line], index: int) -> tuple[Cell, ...]:
    """The row below a line, over a ruled line between them."""
    below = [line for line in lines[index + 1 : index + 3] if not RULE.fullmatch(line.text)]
    return cells(leaf, below[0]) if below else ()


def _in_column(row: Sequence[Cell], label: Cell, *, by_place: bool) -> Cell | None:
    """The cell of a row in the label's column; where spaces part the columns, the one cell that stands under it."""
    same = [cell for cell in row if cell.column == label.column]
    under = [cell for cell in row if cell.left < label.right and label.left < cell.right]
    found = under if by_place else same
    return found[0] if len(found) == 1 else None


def _below_alone(leaf: Leaf, lines: Sequence[Line], index: int) -> Cell | None:
    """The answer to a label alone on its line: the line below, or of stacked labels the value in the same place."""
    first, last = index, index
    like = lines[index].text
    while first > 1 and index - first < MAX_STACK and _is_stacked(lines[first - 1].text, like):
        first -= 1  # the first line is a heading
    while last + 1 < len(lines) and last - index < MAX_STACK and _is_stacked(lines[last + 1].text, like):
        last += 1
    values: list[Cell] = []
    for line in lines[last + 1 : last + 2 + last - first + 1]:
        row = cells(leaf, line)
        if len(row) != 1 or not may_answer(row[0].text):
            break
        values.append(row[0])
    count = last - first + 1
    if count == 1 or (index == last and len(values) == 1):
        return values[0] if values else None
    if len(values) == count or (len(values) > count and _fits(lines[first : last + 1], values[:count])):
        return values[index - first]
    return None


def _fits(labels: Sequence[Line], values: Sequence[Cell]) -> bool:
    """Whether the dates among values stand where the labels of dates do, and there is one."""
    shapes = [len(cell.text) <= MAX_DATE_CHARACTERS and bool(dates.find(cell.text, day_first=True)) for cell in values]
    return any(shapes) and shapes == [is_of_date(label.text) for label in labels]


def is_of_date(label: str) -> bool:
    """Whether a label is one that a date answers."""
    return bool(_OF_DATE.search(label)) and (not _OF_PERSON.search(label) or bool(_OF_VALIDITY.match(label)))


def _is_stacked(text: str, like: str) -> bool:
    """Whether a line is a label set as another is: a heading in capitals or without a colon is none of its stack."""
    return is_label(text) and text.isupper() == like.isupper() and text.endswith(":") == like.endswith(":")


def spaced_columns(leaf: Leaf, index: int) -> list[tuple[Cell, Cell]]:
    """Labels and answers of a table of one row whose columns only single spaces part, as PDFs give it: a line of labels
    alone, each begun with a capital, and below it as many values, told apart by what answers their labels: dates,
    numbers, and words, of which two beside each other cannot be parted. Where the line below does not fit, the one
    above may, as on tiles, if it answers no labels of its own. Nothing where a second such row follows."""
    ways = _as_labels(leaf.lines[index])
    for step in (1, -1):
        for labels in ways:
            values = _aligned_at(leaf, index + step, labels)
            if values is None:
                continue
            is_more = _aligned_at(leaf, index + 2 * step, labels) is not None
            is_taken = step < 0 and index >= 2 and heads_columns(leaf.lines[index - 2])
            is_told = not is_more and not is_taken
            return [(label, value) for label, value in zip(labels, values, strict=True) if value and is_told]
    return []


def _aligned_at(leaf: Leaf, at: int, labels: Sequence[Cell]) -> list[Cell | None] | None:
    line = leaf.lines[at] if 0 <= at < len(leaf.lines) else None
    return _aligned(labels, line) if line and len(line.text) <= MAX_HEADED_CHARACTERS else None


def heads_columns(line: Line) -> bool:
    """Whether a line is nothing but labels, parted by single spaces."""
    return bool(_as_labels(line))


@lru_cache(maxsize=1024)
def _as_labels(line: Line) -> list[list[Cell]]:
    """The ways to read a line as labels alone, the most even one first."""
    starts = [found.start() for found in _CAPITALISED.finditer(line.text)]
    if not starts or starts[0] or not 2 <= len(starts) <= MAX_CAPITALS:
        return []
    ways: dict[int, list[list[Cell]]] = {len(line.text) + 1: [[]]}
    for start in reversed(starts):
        ways[start] = [
            [Cell(line.text[start : end - 1], line.start + start, 0, start, end - 1), *rest]
            for end in (*(at for at in starts if at > start), len(line.text) + 1)
            if is_label(line.text[start : end - 1]) and not line.text[start : end - 1].endswith(":")
            for rest in ways[end]
        ]
    read = [way for way in ways[0] if len(way) > 1]
    return sorted(read, key=lambda way: sum(len(cell.text.split()) ** 2 for cell in way) - len(way))[:MAX_WAYS]


def _aligned(labels: Sequence[Cell], line: Line) -> list[Cell | None] | None:
    """The value of each label on a line, None of one that cannot be told from its neighbour; None where they do not
    fit the labels, one for one."""
    found = dates.find(line.text, day_first=True)
    masked = line.text
    for day in found:
        masked = masked[: day.start] + _MASK * (day.end - day.start) + masked[day.end :]
    shapes = [
        f"({_MASK}+)" if is_of_date(label.text) else _NUMBER if _OF_NUMBER.search(label.text) else _WORDS
        for label in labels
    ]
    shapes = [
        "()" if shape == _WORDS and shapes[place - 1 : place] == [_WORDS] else shape
        for place, shape in enumerate(shapes)
    ]
    kept = [shape for shape in shapes if shape != "()"]
    if not found or masked.count(" ") > MAX_ROW_SPACES:
        return None
    match = re.fullmatch(" ".join(kept), masked)
    other = re.fullmatch(" ".join(kept).replace("+?", "+"), masked)
    if match is None or other is None or match.regs != other.regs:
        return None
    spans = iter(match.regs[1:])
    cells: list[Cell | None] = []
    for place, shape in enumerate(shapes):
        is_shared = shape == "()" or (shape == _WORDS and shapes[place + 1 : place + 2] == ["()"])
        start, end = next(spans) if shape != "()" else (0, 0)
        cells.append(None if is_shared else Cell(line.text[start:end], line.start + start, 0, start, end))
    return cells


def joins_lines(name: str, text: str) -> bool:
    """Whether a name stands on a page only as the end of a heading or of a row of labels and what begins below it."""
    words = name.split()
    if not 2 <= len(words) <= 14:
        return False
    places = list(islice(re.finditer(r"\s+".join(map(re.escape, words)), text), 20))
    return bool(places) and all(_is_joined(text, place) for place in places)


def _is_joined(text: str, place: re.Match[str]) -> bool:
    head, broken, _ = place[0].partition("\n")
    if not broken:
        return False
    ahead = text[text.rfind("\n", 0, place.start()) + 1 : place.start()]
    if is_label(ahead + head) or (ahead.strip() and _is_cut_short(text, ahead + head, place)):
        return True
    end = text.find("\n", place.end())
    rest = text[place.end() : end if end >= 0 else None]
    if re.match(r"\s?:", rest):
        return True  # what ends the name is the label of the line below
    return not ahead.strip() and len(head.split()) <= 4 and len(re.findall(r"\b[a-z]{2,}", rest)) >= 2


def _is_cut_short(text: str, line: str, place: re.Match[str]) -> bool:
    """Whether a line that a name ends ended of itself, such as a subject's: the word below would have had room."""
    begin = text.rfind("\n", 0, place.start()) + 1
    behind = text.find("\n", place.end())
    near = (len(one.strip()) for one in (text[max(0, begin - 1_500) : begin + 1_500]).split("\n"))
    widest = max(near, default=0)
    below = place[0].partition("\n")[2].split()[0]
    rest = text[place.end() : behind if behind >= 0 else None]
    is_prose = len(re.findall(r"\b[a-z]{2,}", rest)) >= MIN_PROSE_WORDS
    return is_prose and widest >= MIN_WIDTH and len(line.strip()) + 1 + len(below) <= FULL_LINE * widest


MIN_PROSE_WORDS, MIN_WIDTH, FULL_LINE = 3, 70, 0.8
"""Of running text below a line that ended of itself, and of what its page's lines are as wide as."""


def crosses_rows(mark: Mark) -> bool:
    """Whether a place in running text goes from a label in one row to a value in one of several cells or dates.

    Then the value may belong to another column.
    """
    head, broken, _ = mark.text.partition("\n")
    if "\t" in head:
        return True
    begin = mark.start + len(head) + 1
    end = mark.page.text.find("\n", mark.end)
    below = mark.page.text[begin : end if end >= 0 else None][:200]
    return bool(broken) and (bool(_PARTED.search(below)) or len(dates.find(below)) > 1)


def dated_columns(
    leaf: Leaf, header: re.Pattern[str], *, day_first: bool | None
) -> dict[str, tuple[dates.Found, int, int]]:
    """Dates by the label of their column, lower case, where one line holds nothing but `header`'s labels and the next
    as many dates; each with the offsets in the page of the label line's start and the date's end."""
    for line, below in zip(leaf.lines, leaf.lines[1:], strict=False):
        labels = header.findall(line.text) if len(line.text) < 160 else []
        if len(labels) < 2 or re.search(r"\w", header.sub(" ", line.text)):
            continue
        found = dates.find(below.text, day_first=day_first)
        if len(found) == len(labels) and len(set(map(str.lower, labels))) == len(labels):
            return {
                label.lower(): (day, line.start, below.start + day.end)
                for label, day in zip(labels, found, strict=True)
            }
    return {}
