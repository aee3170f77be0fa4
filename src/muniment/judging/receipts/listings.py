"""Lists and counts over the rows of a document, read once more for checking only, by its own reader of rows.

Shares no code with what finds facts (`judging.facts`). The quote of such a fact is the header of its table, or the
words that open its list; what it says is reckoned again over the whole document and must come out equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from muniment.judging.receipts import column_heads, components, days, set_rows, severities
from muniment.reading.model import Page, PageKind

LISTS = frozenset({"subprocessors", "subprocessor_purposes", "subprocessor_places"})
_SEVERITIES = frozenset({"open_critical", "open_high", "open_medium", "open_low"})
_REGISTERS = frozenset({"items_total", "open_items", "oldest_due_date"}) | _SEVERITIES
_COUNTED = ("critical", "high", "medium", "low", "informational", "total")
_SCANNED = frozenset(f"findings_{counted}" for counted in _COUNTED)
KEYS = LISTS | _REGISTERS | _SCANNED | {"subprocessors_count", "component_count"}
"""Keys whose values are reckoned over rows."""

_FORMER = re.compile(
    r"(?i)\b(?:former|removed|previous|retired|ceased|discontinued|ehemalig|anciens|history|no longer|change ?log)"
)
_NOT_A_VALUE = re.compile(r"(?i)[\W_]*(?:n\W?a|none|tb[acd]|unknown|-|null)?[\W_]*|\[[^\]]*\]|<[^>]*>")
_OPENED_WORDS = (
    "open reopen re-open in ongoing on on-going active new pending planned not delayed late overdue past "
    "identified under mitigating monitor monitoring monitored draft offen laufend geplant neu überfällig ouvert "
    "ouverte en à planifié planifiée abierto abierta pendiente aperto aperta pianificato pianificata lopend "
    "gepland aberto aberta em pendente opened in-progress"
)
_OPENED = frozenset(_OPENED_WORDS.split())
_FINISHED_WORDS = (
    "closed close completed complete done resolved remediated mitigated fixed accepted risk transferred avoided "
    "retired cancelled false geschlossen erledigt abgeschlossen behoben umgesetzt akzeptiert fermé fermée clos "
    "close clôturé clôturée terminé terminée traité traitée accepté acceptée cerrado cerrada completado "
    "completada resuelto resuelta mitigado mitigada aceptado aceptada chiuso chiusa completato completata risolto "
    "risolta accettato accettata gesloten afgerond opgelost geaccepteerd fechado fechada concluído concluída "
    "resolvido resolvida aceito aceite"
)
_FINISHED = frozenset(_FINISHED_WORDS.split())
_DEGREES = {
    "critical": "critical kritisch critique crítico crítica critico critica kritiek",
    "high": "high hoch élevé élevée fort forte majeur majeure alto alta elevado elevada elevato elevata hoog 高",
    "medium": "medium moderate mittel moyen moyenne modéré modérée medio media médio média moderado moderada "
              "gemiddeld midden middel matig 中",
    "low": "low niedrig gering faible mineur mineure bajo baja basso bassa laag baixo baixa leve lieve 低",
    "informational": "info informational information note informativo informativa informatif informative hinweis "
                     "informatief informativ 情報",
}  # fmt: skip
_DEGREE_OF = {word: degree for degree, words in _DEGREES.items() for word in words.split()}
_FOR_EACH = re.compile(r"(?<=[\w.)]) (?:for|to provide|für|zum|zur|pour|para|per|voor) ")
_FORM = (
    r"(?:Inc|Incorporated|L\.?L\.?C|Ltd|Limited|LLP|PLC|plc|Corp|Corporation|Company|Co|GmbH|AG|SE|KG|"
    r"S\.?A\.?R\.?L|SASU?|S\.A|SA|"
    r"B\.?V|N\.?V|A/S|AB|ApS|Oyj?|S\.?r\.?l|S\.?p\.?A|S\.?L|SLU|Pty|Pte|Pvt|Lda|mbH|KGaA|SRL|s\.r\.o)"
)
_FORMS = re.compile(rf"(?<=[\w.)&] ){_FORM}(?![\w/])\.?(?:,? (?:& )?{_FORM}(?!\w)\.?)*|(?<=\w, ){_FORM}(?!\w)\.?")
_FORM_ENDS = re.compile(rf"\b{_FORM}\.$")
MAX_WORDS_OF_ID = 4
_NO_GRADE = 9
_IDENTITY = re.compile(r"(?:^|\W)(?:id|no|number|#|ref\w*|n[r°º]|num\w*|nummer|código|code|identifier)$|^[#№]$")
_STATUS = re.compile(
    r"(?:^|\W)(?:status|state|statut|état|estado|stato|situação|zustand|bearbeitungsstand|umsetzungsstand)(?: update)?$"
)
_ENDED = re.compile(
    r"(?:actual |date )?(?:complet|clos)|abgeschlossen|erledigt am|date de clôture|fecha de cierre|data di "
    r"chiusura|afgesloten"
)
_SUM = re.compile(r"(?i)(?:grand )?(?:total|sum|gesamt)\b")
_SHUT = re.compile(r"(?i)\b(?:closed|completed|archived?|geschlossen|erledigt)")


@dataclass(frozen=True, slots=True)
class _Table:
    header: tuple[str, ...]
    label: str
    above: str
    rows: list[tuple[str, ...]]


def bears_out(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool | None:
    """Whether the rows below a header like the quote give `value`; None where it neither is one nor opens a list."""
    if key in _REGISTERS and "\n" in quote.strip():
        return None  # a table that counts the items itself
    header = _cells(quote)
    if key == "component_count" and len(header) < 2:
        return components.bears_out(value, quote, pages)
    if len(header) < 2:
        return _counts_names(key, value, quote, pages) if key.startswith("subprocessor") else None
    if key == "subprocessors_count" or key in LISTS:
        if _is_set(key, value, pages):
            return True
        read = _tables(pages, column_heads.is_of_processors, is_exact=False)
        return _lists(key, value, read) or _lists(key, value, [one for one in read if one.header == header])
    if (key in _REGISTERS or key == "component_count") and any(re.fullmatch(r"\d[\d.,]*", cell) for cell in header):
        return None  # a row that states the count
    bare = tuple(map(column_heads.bare, header))
    severity = next((at for at, head in enumerate(bare) if re.fullmatch(severities.HEAD, head)), None)
    if key in _SCANNED and (severity is None or any(re.fullmatch(r"[\d.,%]+", cell) for cell in header)):
        return None
    tables = _tables(
        pages,
        lambda cells: column_heads.bare(cells[0]) == bare[0] and tuple(map(column_heads.bare, cells)) == bare,
        is_exact=True,
    )
    if key == "component_count":
        at = column_heads.column(header, "package")
        return at is not None and value == sum(_is_value(_at(row, at)) for one in tables for row in one.rows)
    if key in _SCANNED and severity is not None:
        degrees = [_degree(_at(row, severity)) for one in tables for row in one.rows]
        if key == "findings_total":
            return None not in degrees and value == len(degrees)
        return value == degrees.count(key.removeprefix("findings_"))
    return key in _REGISTERS and _registers(key, value, tables)


def _cells(line: str) -> tuple[str, ...]:
    is_piped = line.lstrip().startswith("|")
    gap = "|" if is_piped else "\t" if "\t" in line else "|" if "|" in line else None
    if gap is None:
        return (line.strip(),)
    inner = line.strip().removeprefix("|").removesuffix("|") if gap == "|" else line
    if any(mark in inner for mark in "[<*`_"):
        return tuple(_unmarked(cell) for cell in inner.split(gap))
    return tuple(" ".join(cell.split()) for cell in inner.split(gap))


_LINK = re.compile(r"\[([^\]]{0,500})\]\([^)]{0,2000}\)")
_MAX_NOTHING = 300
"""Characters of a cell that may say nothing: as in _LINK, brackets and blanks that lead nowhere are looked at again
from each of them, in cells of 60,000 characters."""


def _unmarked(cell: str) -> str:
    cell = _LINK.sub(r"\1", cell)
    cell = re.sub(r"</?u>|\*\*|`|\b_|_\b", "", cell)
    return " ".join(cell.split())


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _is_value(cell: str) -> bool:
    return len(cell) > _MAX_NOTHING or not _NOT_A_VALUE.fullmatch(cell)


def _tables(pages: Sequence[Page], is_header: Callable[[Sequence[str]], bool], *, is_exact: bool) -> list[_Table]:
    """The tables below the lines that `is_header` holds of. `is_exact`: it knows one header, which may stand again
    within its table; else only the first row of a table may be one."""
    found: list[_Table] = []
    is_within = False
    for page in pages:
        if page.kind is PageKind.SHEET and not page.continues:
            is_within = False
        above = ""
        for line in page.text.split("\n"):
            cells = _cells(line)
            if len(cells) < 2:
                above = line if line.strip() else above
                is_within = is_within and (not line.strip() or page.kind is PageKind.SHEET)
            elif not re.search(r"\w", line):
                continue
            elif is_within and cells != found[-1].header and not (is_exact and is_header(cells)):
                found[-1].rows.append(cells)
            elif is_header(cells):
                if not (is_within and found and cells == found[-1].header and page.continues):
                    found.append(_Table(cells, page.label or "", above, []))
                is_within = True
    return found


def _is_sum(row: Sequence[str]) -> bool:
    return bool(_SUM.match(next((cell for cell in row if cell), "")))


def _each(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value and _is_value(value)))


def _lists(key: str, value: object, tables: Sequence[_Table]) -> bool:
    """Whether one column of each table, all taken together, holds just these values in this order."""
    current = [one for one in tables if not _FORMER.search(f"{one.above} {one.label}")]
    kind = {"subprocessor_purposes": "purposes", "subprocessor_places": "places"}.get(key, "name")
    said = list(value) if isinstance(value, tuple) else []
    gathered: list[str] = []
    for table in current:
        names = column_heads.columns(table.header, "name")
        rows = [row for row in table.rows if not _is_sum(row) and names and _is_value(_at(row, names[0]))]
        places = column_heads.columns(table.header, kind)
        if key == "subprocessors_count":
            gathered += [_at(row, names[0]) for row in rows]
            continue
        fitting = next(
            (at for at in places if set(_each(_named(row, at, said, kind) for row in rows)) <= set(said)), None
        )
        if fitting is None and places:
            return False
        gathered += [_named(row, fitting, said, kind) for row in rows] if fitting is not None else []
    each = _each(gathered)
    return len(each) == value if key == "subprocessors_count" else bool(each) and each == said


def _named(row: Sequence[str], at: int, said: Sequence[object], kind: str) -> str:
    """A cell; of a name's the part up to what the company is, where that is said and an address follows."""
    cell = _at(row, at)
    form = _FORMS.search(cell) if kind == "name" and cell not in said else None
    behind = cell[form.end() :] if form else ""
    is_address = behind[:1] in (",", ";") or (
        behind[:1] == " " and behind[:2] != " (" and any(map(str.isdigit, behind))
    )
    return cell[: form.end()] if form and is_address and cell[: form.end()] in said else cell


def _counts_names(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool | None:
    """Names that open the points of a list, or of which a sentence says what each is for."""
    if key == "subprocessors_count" and _states(value, quote):
        return True
    if _is_set(key, value, pages):
        return True
    breaks = quote.strip().count("\n")
    if breaks and (breaks > len(quote.split()) / WORDS_OF_A_LINE or quote.lstrip()[0] in "*-•"):
        return value in _entries(quote) if key == "subprocessors_count" else None
    head = _OF_NUMBERS.sub("", quote)
    if key != "subprocessor_purposes" and "." not in head and column_heads.is_of_processors(head.split()):
        return _printed(key, value, quote, pages)
    if quote.lstrip()[:1] not in ("*", "-", "•"):
        counts = {len(_FOR_EACH.findall(" ".join(quote.split()))), *_entries(quote)}
        return value in counts if key == "subprocessors_count" else None
    page = next((page for page in pages if quote in page.text), None)
    lines = page.text.split("\n") if page is not None else []
    points = [line.strip()[1:].strip() for line in lines if line.strip()[:2] in ("* ", "- ", "• ")]
    each = _each(_opening(point) for point in points if point[:1] == "[" or point[:2] == "**")
    return len(each) == value if key == "subprocessors_count" else key == "subprocessors" and tuple(each) == value


def _is_set(key: str, value: object, pages: Sequence[Page]) -> bool:
    """Whether the rows that are set below heads on paper hold just these values: of all such tables, or of one."""
    found = set_rows.tables(pages, column_heads.is_of_processors) if any(page.rows for page in pages) else []
    read = [_Table(one.header, "", one.above, one.rows) for one in found]
    return bool(read) and (_lists(key, value, read) or any(_lists(key, value, [one]) for one in read))


_HOW_MANY = re.compile(r"(?i)\b(?:number|anzahl|nombre|n[uú]mero|aantal|total\w*) |数")


def _states(value: object, quote: str) -> bool:
    """Whether a quote says how many there are, and no other number."""
    line = " ".join(quote.split())
    return len(line) < 90 and bool(_HOW_MANY.search(line)) and re.findall(r"\d+", line) == [str(value)]


WORDS_OF_A_LINE = 14
"""Fewer stand in each line of a list."""


def _entries(quote: str) -> set[int]:
    """How many entries a list over lines may have: by marks and numbers ahead of lines, by labels that open lines, by
    what companies are."""
    lines = [line.strip() for line in quote.split("\n") if line.strip()]
    marked = sum(bool(re.match(r"(?:[•▪●○*–-]|\d{1,3}[.)])\s", line)) for line in lines)
    opened = [re.split(r"\s*:\s|\s", line, maxsplit=1)[0] for line in lines]
    labelled = [sum(bool(column_heads.columns([word], kind)) for word in opened) for kind in ("purposes", "places")]
    return {marked, len(_FORMS.findall(" ".join(lines))), *labelled}


_OF_NUMBERS = re.compile(r"(?i)^(?:lfd\. ?)?n\w{0,2}\.[ºo°]?\s")
"""What heads the numbers of a table's rows."""


def _printed(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool:
    """Whether the lines below a printed header, up to the first that ends a sentence, hold as many organisations: by
    the forms of companies that stand there, one for each name, and each name begins a line."""
    page = next((page for page in pages if quote in page.text), None)
    lines = page.text.split(quote, 1)[1].split("\n") if page is not None else []
    numbered = _numbered(lines)
    if len(numbered) > 1:
        return _opens_rows(key, value, numbered)
    end = next(
        (at for at, line in enumerate(lines) if line.rstrip().endswith((".", "?")) and not _FORM_ENDS.search(line)),
        None,
    )
    below = [" ".join(line.split()) for line in lines[:end]]
    count = len(_FORMS.findall(" ".join(below)))
    if key == "subprocessors_count":
        return value == count
    names = value if isinstance(value, tuple) else ()
    text, at = "\n".join(below), 0
    for name in names:
        found = re.compile(r"(?m)^" + r"\s".join(map(re.escape, str(name).split())) + r"(?!\w)").search(text, at)
        if found is None:
            return False
        at = found.end()
    return len(names) == count > 0


def _numbered(lines: Sequence[str]) -> list[str]:
    """The rows that are numbered from one on, each with the lines up to the next."""
    rows: list[str] = []
    for line in lines:
        head, _, rest = line.strip().partition(" ")
        if head.rstrip(".)") == str(len(rows) + 1) and rest[:1].isupper():
            rows.append(rest)
        elif rows:
            rows[-1] += f" {line.strip()}"
    return rows


def _opens_rows(key: str, value: object, rows: Sequence[str]) -> bool:
    """Whether there are as many names as rows, and each opens its own."""
    if key == "subprocessors_count":
        return value == len(rows)
    names = value if isinstance(value, tuple) else ()
    return len(names) == len(rows) and all(
        re.match(re.escape(" ".join(str(name).split())) + r"(?!\w)", " ".join(row.split()))
        for name, row in zip(names, rows, strict=True)
    )


def _opening(point: str) -> str:
    """What a point sets apart at its beginning, a link or bold words."""
    if point[:2] == "**":
        return _unmarked(point[2 : point.find("**", 2)])
    name = point[1 : point.find("](")]
    behind = point[point.find(")") + 1 :]
    aside = re.match(r" (\([^)]{2,40}\))", behind)
    return _unmarked(f"{name} {aside[1]}" if aside else name)


def _registers(key: str, value: object, tables: Sequence[_Table]) -> bool:
    heads = [column_heads.bare(cell) for cell in tables[0].header] if tables else []
    identity = next((at for at, head in enumerate(heads) if _IDENTITY.search(head)), None)
    if identity is None and not any(map(_STATUS.search, heads)) and not any(map(_DUE.search, heads)):
        return False
    items = [
        (table.label, row)
        for table in tables
        for row in table.rows
        if not _is_sum(row)
        and not _states_a_count(row, len(heads))
        and _is_named(_at(row, identity) if identity is not None else _first(row), identity)
    ]
    if key == "items_total":
        return value == len(items)
    is_standing = _standing(heads)
    told = [is_standing(label, row) for label, row in items]
    if None in told:
        return False
    standing = [row for (_, row), stands in zip(items, told, strict=True) if stands]
    if key == "open_items":
        return value == len(standing)
    if key == "oldest_due_date":
        return _is_first(str(value), [_due(heads, row) for row in standing])
    graded = sorted((at for at, head in enumerate(heads) if _grade(head) < _NO_GRADE), key=lambda at: _grade(heads[at]))
    degrees = [next((_at(row, at) for at in graded if _is_value(_at(row, at))), "") for row in standing]
    return value == sum(_degree(cell) == key.removeprefix("open_") for cell in degrees)


def _states_a_count(row: Sequence[str], width: int) -> bool:
    """Whether a row below a table of several columns is a label with a number or a day behind it, and no more."""
    return width > len(row[:2]) + 1 and not any(row[2:]) and bool(re.fullmatch(r"\d[\d./-]*", _at(row, 1)))


def _standing(heads: Sequence[str]) -> Callable[[str, Sequence[str]], bool | None]:
    """Tells of a sheet's name and a row below these heads whether the row is open; None for what cannot be told."""
    status = next((at for at, head in enumerate(heads) if _STATUS.search(head)), None)
    ended = [at for at, head in enumerate(heads) if _ENDED.match(head)]

    def stands(label: str, row: Sequence[str]) -> bool | None:
        if _SHUT.search(label):
            return False
        said = _at(row, status) if status is not None else ""
        if said:
            words = re.split(r"[\s(,;:/-]+", said.lower().strip())
            return True if words[0] in _OPENED else False if words[0] in _FINISHED else None
        return False if any(days.stated(_at(row, at)) for at in ended) else status is None or None

    return stands


def _first(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _is_named(named: str, identity: int | None) -> bool:
    """Whether a row names an item; not one that tells how a form is filled in."""
    if not _is_value(named) or (identity is not None and _is_example(named)):
        return False
    words = named.split()
    return identity is None or (
        len(words) <= MAX_WORDS_OF_ID and (len(words) < 2 or any(letter.isdecimal() for letter in named))
    )


def _is_example(named: str) -> bool:
    shown = ["example", "sample", "beispiel", "exemple", "ejemplo", "esempio", "voorbeeld", "exemplo"]
    return any(word in named.lower() for word in shown)


def _grade(head: str) -> int:
    """How surely a column tells how severe an item stands: 0 most, _NO_GRADE not at all."""
    last = head.split()[-1:] and head.split()[-1]
    is_level = last in (
        "rating", "severity", "level", "risk", "sev", "criticality", "classification", "residual", "current", "net"
    )  # fmt: skip
    if head.startswith("adjusted") and is_level:
        return 0
    if (head.startswith(("residual", "current", "net")) and is_level) or re.match(
        r"restrisiko|risque résiduel|riesgo residual|rischio residuo|restrisico|risco residual", head
    ):
        return 1
    if head.startswith(("original", "initial", "inherent", "gross")):
        return 4 if is_level or len(head.split()) == 1 else _NO_GRADE
    if re.fullmatch(r"prior\w+|priorit\w+", head):
        return 3
    if re.fullmatch(r"risk|risiko|risque|riesgo|rischio|risico|risco", head):
        return 5  # where no other column says it
    foreign = (
        r"risiko(?:stufe|klasse|einstufung|bewertung|niveau)|schweregrad|einstufung|niveau(?: de risque)?|"
        r"criticité|nivel"
        r"(?: de riesgo)?|severidad|criticidad|livello(?: di rischio)?|criticità|risiconiveau|ernst|nível(?: de "
        r"risco)?|"
        r"severidade|criticidade"
    )
    plain = r"(?:overall |final )?(?:risk )?(?:rating|severity|level|classification)|sev|criticality"
    return 2 if re.fullmatch(f"{plain}|{foreign}", head) else _NO_GRADE


def _degree(cell: str) -> str | None:
    words = [word for word in re.split(r"[\W_]+", cell.lower()) if word and not word.isdecimal()]
    return _DEGREE_OF.get(words[0]) if words else None


_DUE = re.compile(
    r"\bdue\b|\btarget\b|(?:scheduled|planned|expected|estimated|projected) (?:completion|closure|remediation)|"
    r"deadline|"
    r"remediation date|fällig|termin$|frist|zieldatum|umsetzung bis|échéance|date (?:cible|limite|prévue)|fecha "
    r"(?:l|o|p|de v)|"
    r"vencimiento|scadenza|data (?:prevista|limite|alvo)|streefdatum|einddatum|vervaldatum|prazo|^(?:revised|"
    r"current|new) "
)


def _due(heads: Sequence[str], row: Sequence[str]) -> str:
    places = [at for at, head in enumerate(heads) if _DUE.search(head)]
    ordered = sorted(places, key=lambda at: not heads[at].startswith(("revised", "current", "new")))
    return next((_at(row, at) for at in ordered if _is_value(_at(row, at))), "")


def _is_first(value: str, said: Sequence[str]) -> bool:
    """Whether `value` is a date of one cell and no cell tells an earlier one, however its numbers are read."""
    order = days.settled_order(iter(said))
    stated = [days.stated(cell, order=order) if order is not None else days.stated(cell) for cell in said if cell]
    whole = [{iso for iso in one if len(iso) == 10} for one in stated]
    return any(value in one for one in whole) and all(max(one) >= value for one in whole if one) and not any(
        re.search(r"\d", cell) and not one for cell, one in zip((cell for cell in said if cell), whole, strict=True)
    )  # fmt: skip
