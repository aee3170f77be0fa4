"""Items of registers and plans of action: how many, how severe and when due, reckoned once more for checking only.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from muniment.judging.receipts import column_heads, days
from muniment.judging.receipts.text_rows import Table, at_place, is_sum, is_value

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
_SHUT = re.compile(r"(?i)\b(?:closed|completed|archived?|geschlossen|erledigt)")


def reckons(key: str, value: object, tables: Sequence[Table]) -> bool:
    """Whether the items of tables below one header give `value`."""
    heads = [column_heads.bare(cell) for cell in tables[0].header] if tables else []
    identity = next((at for at, head in enumerate(heads) if _IDENTITY.search(head)), None)
    if identity is None and not any(map(_STATUS.search, heads)) and not any(map(_DUE.search, heads)):
        return False
    items = [
        (table.label, row)
        for table in tables
        for row in table.rows
        if not is_sum(row)
        and not _states_a_count(row, len(heads))
        and _is_named(at_place(row, identity) if identity is not None else _first(row), identity)
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
    degrees = [next((at_place(row, at) for at in graded if is_value(at_place(row, at))), "") for row in standing]
    return value == sum(degree(cell) == key.removeprefix("open_") for cell in degrees)


def _states_a_count(row: Sequence[str], width: int) -> bool:
    """Whether a row below a table of several columns is a label with a number or a day behind it, and no more."""
    return width > len(row[:2]) + 1 and not any(row[2:]) and bool(re.fullmatch(r"\d[\d./-]*", at_place(row, 1)))


def _standing(heads: Sequence[str]) -> Callable[[str, Sequence[str]], bool | None]:
    """Tells of a sheet's name and a row below these heads whether the row is open; None for what cannot be told."""
    status = next((at for at, head in enumerate(heads) if _STATUS.search(head)), None)
    ended = [at for at, head in enumerate(heads) if _ENDED.match(head)]

    def stands(label: str, row: Sequence[str]) -> bool | None:
        if _SHUT.search(label):
            return False
        said = at_place(row, status) if status is not None else ""
        if said:
            words = re.split(r"[\s(,;:/-]+", said.lower().strip())
            return True if words[0] in _OPENED else False if words[0] in _FINISHED else None
        return False if any(days.stated(at_place(row, at)) for at in ended) else status is None or None

    return stands


def _first(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _is_named(named: str, identity: int | None) -> bool:
    """Whether a row names an item; not one that tells how a form is filled in."""
    if not is_value(named) or (identity is not None and _is_example(named)):
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


def degree(cell: str) -> str | None:
    """The severity that a cell begins with; None for other words."""
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
    return next((at_place(row, at) for at in ordered if is_value(at_place(row, at))), "")


def _is_first(value: str, said: Sequence[str]) -> bool:
    """Whether `value` is a date of one cell and no cell tells an earlier one, however its numbers are read."""
    order = days.settled_order(iter(said))
    stated = [days.stated(cell, order=order) if order is not None else days.stated(cell) for cell in said if cell]
    whole = [{iso for iso in one if len(iso) == 10} for one in stated]
    return any(value in one for one in whole) and all(max(one) >= value for one in whole if one) and not any(
        re.search(r"\d", cell) and not one for cell, one in zip((cell for cell in said if cell), whole, strict=True)
    )  # fmt: skip
