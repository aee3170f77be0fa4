"""Risk registers, plans of action and milestones: what is open, how severe, what was due first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from muniment.judging.facts import authorisations, dates, money, policies, versions
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, is_blank
from muniment.judging.facts.records import Row, Table, is_whole, tables, wordings
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

_COLUMNS = {
    "id": wordings(
        r"(?:risk|poa&?m|item|issue|finding|weakness|action|ref|risiko|risque|riesgo|rischio|risico|risco)?[ .-]?"
        r"(?:id|no|number|#|ref|reference|nr|n°|nº|num|numéro|número|numero|nummer|identifier|code)|#|n°|nº|№|lfd\. nr"
    ),
    "done": wordings(
        r"(?:actual|date of)? ?(?:completion|closure|closed|completed)(?: date| on)?|date (?:closed|completed)|"
        r"actual completion.*|abgeschlossen am|erledigt am|date de clôture|fecha de cierre|data di chiusura|"
        r"afgesloten op"
    ),
    "status": wordings(
        r"(?:risk |current |item |poa&?m )?(?:status|state)|bearbeitungsstand|umsetzungsstand|zustand|statut|"
        r"état|estado|"
        r"stato|situação|status update"
    ),
    "due": wordings(
        r"(?:revised|current|new) (?:target|due|completion|scheduled completion)(?: completion)?(?: date)?",
        r"(?:.* )?due(?: date| by| on)?|(?:original )?target(?: completion| resolution| remediation| "
        r"closure)?(?: date)?|"
        r"(?:original )?(?:scheduled|planned|expected|estimated|projected) (?:completion|closure|"
        r"remediation)(?: date)?|"
        r"deadline|remediation date|fällig(?:keit)?(?: am|sdatum)?|termin|zieldatum|frist|zieltermin|umsetzung bis|"
        r"échéance|date (?:d['’]échéance|cible|limite|prévue)|fecha (?:límite|objetivo|prevista|de vencimiento)|"
        r"vencimiento|scadenza|data (?:di scadenza|prevista|limite|alvo)|streefdatum|einddatum|vervaldatum|prazo",
    ),
    "severity": wordings(
        r"adjusted (?:risk )?(?:rating|severity|level)",
        r"(?:residual|current|net)(?: risk)?(?: rating| level| severity)?|restrisiko|risque résiduel|riesgo residual|"
        r"rischio residuo|restrisico|risco residual",
        r"(?:overall |final )?(?:risk )?(?:rating|severity|level|classification)|severity|sev|"
        r"criticality|risikostufe|risikoklasse|risikoeinstufung|risikobewertung|risikoniveau|schweregrad|einstufung|"
        r"niveau(?: de risque)?|criticité|nivel(?: de riesgo)?|severidad|criticidad|livello(?: di rischio)?|criticità|"
        r"risiconiveau|niveau|ernst|nível(?: de risco)?|severidade|criticidade",
        r"priority|priorität|priorité|prioridad|priorità|prioriteit|prioridade",
        r"(?:original|initial|inherent|gross)(?: risk)?(?: rating| level| severity)?",
    ),
    "text": wordings(
        r"(?:risk |weakness |finding |issue )?(?:description|title|name|statement|summary|event|scenario)|risk|"
        r"weakness|"
        r"finding|issue|action|risiko|beschreibung|bezeichnung|maßnahme|risque|description|intitulé|riesgo|descripción|"
        r"rischio|descrizione|risico|omschrijving|risco|descrição|threat"
    ),
}  # fmt: skip
_NEEDS = (frozenset({"id", "status"}), frozenset({"id", "due"}), frozenset({"id", "severity"}),
          frozenset({"text", "status"}), frozenset({"text", "due", "severity"}))  # fmt: skip
_OPEN = re.compile(
    r"(?i)(?:re-?)?(?:open(?:ed)?|in progress|in[ -]?process|ongoing|on[ -]?going|active|new|pending|planned|"
    r"not started|"
    r"delayed|late|overdue|past due|on track|identified|under review|in review|in remediation|in treatment|mitigating|"
    r"monitor(?:ing|ed)?|on hold|draft|offen|in (?:bearbeitung|umsetzung|arbeit|prüfung)|laufend|geplant|neu|"
    r"überfällig|"
    r"ouverte?|en (?:cours|attente|retard)|à (?:faire|traiter)|planifiée?|abiert[oa]|en (?:curso|proceso)|pendiente|"
    r"apert[oa]|in corso|in attesa|pianificat[oa]|in behandeling|lopend|gepland|abert[oa]|em (?:andamento|"
    r"curso)|pendente)"
    r"\b.*"
)
_CLOSED = re.compile(
    r"(?i)(?:closed?|completed?|done|resolved|remediated|mitigated|fixed|accepted|risk accepted|transferred|avoided|"
    r"retired|cancelled|false positive|geschlossen|erledigt|abgeschlossen|behoben|umgesetzt|akzeptiert|ferm[ée]e?|"
    r"clos(?:e|ed)?|clôturée?|terminée?|traitée?|acceptée?|cerrad[oa]|completad[oa]|resuelt[oa]|mitigad[oa]|"
    r"aceptad[oa]|"
    r"chius[oa]|completat[oa]|risolt[oa]|accettat[oa]|gesloten|afgerond|opgelost|geaccepteerd|fechad[oa]|concluíd[oa]|"
    r"resolvid[oa]|aceit[oe])\b.*"
)
_SEVERITIES = {
    "critical": r"critical|kritisch|critique|crític[oa]|critic[oa]|kritiek",
    "high": r"high|hoch|élevée?|fort|alt[oa]|hoog",
    "medium": r"medium|moderate|mittel|moyenn?e?|modérée?|medi[oa]|médi[oa]|moderad[oa]|gemiddeld|midden",
    "low": r"low|niedrig|gering|faible|baj[oa]|bass[oa]|laag|baix[oa]",
}
_SEVERITY = re.compile(
    r"(?i)(?:[\d.]+\s?[-:–]?\s?)?(?:" + "|".join(f"(?P<{name}>{said})" for name, said in _SEVERITIES.items())
    + r")(?:[ -]risk)?(?:\s?[(\[:–-].*)?"
)  # fmt: skip
_IS_OPEN = re.compile(r"(?i)\bopen\b|\boffene?\b")
_IS_CLOSED = re.compile(r"(?i)\b(?:closed|completed|archived?|geschlossen\w*|erledigte?|clos(?:es)?)\b")
_EXAMPLE = re.compile(r"(?i)example|sample|beispiel|exemple|ejemplo|esempio|voorbeeld|exemplo")
"""In what identifies a row that a form shows how to fill in."""
_STATED = re.compile(
    r"(?i)\b(?:total )?(?:number of )?open (?:poa&?m |risk |action )?(?:items?|risks?|findings?|actions?|"
    r"weaknesses)?\s?[:|\t]"
    r"\s{0,12}(?P<n>\d{1,5})(?![\d.,/-]*\d|\w|%)|"
    r"\btotal open (?:poa&?m |risk |action )?(?:items?|risks?|findings?|"
    r"actions?)\s{1,12}(?P<m>\d{1,5})(?![\d.,/-]*\d|\w|%)"
)
_BY_SEVERITY = re.compile(
    r"(?i)(?<![\w-])open(?: (?:items?|risks?|findings?|weaknesses))?[ ,:(\u2013-]{1,3}(?P<s>critical|high|moderate|"
    r"medium|low)\)?"
    r"(?: (?:items?|risks?|findings?))?\s?[:|\t]\s{0,12}(?P<n>\d{1,4})(?![\d.,/-]*\d|\w|%)"
)
"""Rows of a summary that count what is open by severity."""
_RANGED = re.compile(r"^(?P<a>[A-Z]{1,4}-?)\d+\s?(?:[-\u2013\u2014]|to)\s?(?P=a)?\d+$")
"""Several items in one row: "R5-R9"."""
MAX_ID_WORDS = 4
"""Of what identifies an item; more, or several without a digit, are a form's explanation of the column."""


def risk_register(view: View) -> Iterator[Fact]:
    """What stands in a register of risks. Without a status nothing is called open."""
    yield from policies.front_matter(view)
    yield from _assessed(view)
    yield from _items(view, is_open_unless_closed=False)


def action_plan(view: View) -> Iterator[Fact]:
    """What a plan of action has to do: its items are open unless they are marked as closed."""
    yield from versions.labelled_version(view.front(2))
    yield from authorisations.of_system(view)
    yield from _items(view, is_open_unless_closed=True)


_ASSESSED_BY = re.compile(
    rf"(?i:(?:assessment|review|analysis|workshops?)[^.]{{0,40}} (?:carried out|conducted|performed|"
    rf"facilitated|completed|led) by) "
    rf"(?P<name>(?:{ORGANISATION.pattern}))"
)
_ASSESSOR = Labels("(?:risk )?assessor|(?:assessed|conducted|performed|prepared) by|assessment (?:team|by)")
_METHOD = re.compile(
    r"(?i:(?:using|based on|in accordance with|in line with|following|per|aligned (?:to|with)|according to|"
    r"method(?:ology)?"
    r"(?: used)?:?|framework:?)) (?i:the )?(?P<name>(?:NIST SP ?800-\d{2,3}|NIST (?:CSF|RMF|AI RMF)|"
    r"ISO(?:/IEC)? ?(?:27005|31000|"
    r"27001|22301|14971)|OCTAVE(?: Allegro)?|FAIR|EBIOS(?: RM)?|IRAM2|MEHARI|COSO(?: ERM)?|STRIDE|CIS RAM|"
    r"HIPAA)(?::20\d\d)?)"
    r"(?![\w-])"
)


def _assessed(view: View) -> Iterator[Fact]:
    """`assessor`, an organisation that carried the assessment out, and the `framework` that it followed."""
    front = view.front(3)
    for field in _ASSESSOR.find(front[:1], loose=True):
        whole = ORGANISATION.match(field.value)
        if whole:
            yield fact("assessor", whole[0], field.mark, confidence=0.85)
            break
    for hit in view.near((" by ",), _ASSESSED_BY, before=90, after=90, leaves=front):
        yield fact("assessor", hit["name"], hit.mark("name"), confidence=0.78)
        break
    named = {hit["name"]: hit for hit in view.near(("nist", "iso", "octave", "fair", "ebios", "iram", "mehari", "coso",
             "stride", "cis ram"), _METHOD, before=30, after=60, leaves=front)}  # fmt: skip
    if len(named) == 1:
        ((name, hit),) = named.items()
        yield fact("framework", name, hit.mark(), confidence=0.75)


def _items(view: View, *, is_open_unless_closed: bool) -> Iterator[Fact]:
    if not is_whole(view.reading):
        return
    found = [table for table in tables(view.reading, _COLUMNS, *_NEEDS) if any(map(_is_item, table.rows))]
    yield from _summed(view)
    if not found:
        yield from _stated(view)
        return
    held = [table for table in found if table.names == found[0].names]
    if _has_others(found, held):
        return
    header = held[0].header
    rows = [(table, row) for table in held for row in table.rows if _is_item(row)]
    ranged = any(_RANGED.search(str(value)) for _, row in rows for value in row.cells.values())
    if not ranged and (not is_open_unless_closed or "status" in held[0].places):
        yield fact("items_total", len(rows), header, confidence=0.85, quote_limit=1)
    states = [_is_open(row, table, default=is_open_unless_closed) for table, row in rows]
    if any(state is None for state in states):
        return
    if any(said.value != sum(map(bool, states)) for said in _statements(view)):
        return  # a summary that counts otherwise: which is meant?
    standing = [row for (_, row), state in zip(rows, states, strict=True) if state]
    yield fact("open_items", len(standing), header, confidence=0.85, quote_limit=1)
    graded = _graded(held[0], [row for _, row in rows])
    severities = [graded(row) for row in standing]
    if any(severities):
        for severity in _SEVERITIES:
            count = severities.count(severity)
            if count or any(graded(row) == severity for _, row in rows):
                yield fact(f"open_{severity}", count, header, confidence=0.85, quote_limit=1)
    oldest = _oldest(standing, day_first=view.day_first)
    if oldest:
        yield fact("oldest_due_date", oldest, header, confidence=0.85, quote_limit=1)


def _graded(table: Table, rows: list[Row]) -> Callable[[Row], str | None]:
    """How severe a row is: by the column that says so, else by one headed "Risk" that holds nothing but severities."""
    if "severity" in table.places:
        return _severity
    texts = table.places.get("text", ())
    for nth, place in enumerate(texts):
        if _RISK.fullmatch(table.names[place]) and all(_SEVERITY.fullmatch(_text(row, nth)) for row in rows):
            return lambda row, nth=nth: (found := _SEVERITY.fullmatch(_text(row, nth))) and found.lastgroup  # type: ignore[misc]
    return _severity


_RISK = re.compile(r"risk|risiko|risque|riesgo|rischio|risico|risco")


def _text(row: Row, nth: int) -> str:
    return row["text"] if nth == 0 else row.more.get("text", ())[nth - 1]


def _has_others(found: list[Table], held: list[Table]) -> bool:
    """Whether tables with other columns hold items that the register does not: then its rows are not all there are."""
    known = {row["id"] for table in held for row in table.rows}
    return any(
        _is_item(row) and row["id"] not in known
        for table in found
        if table.names != found[0].names and not _IS_CLOSED.search(f"{table.label} {table.above}")
        for row in table.rows
    )


def _stated(view: View) -> Iterator[Fact]:
    """What a report without a register says is open, where it says it once."""
    said = list(_statements(view))
    if len({one.value for one in said}) == 1:
        yield said[0]


def _summed(view: View) -> Iterator[Fact]:
    """Counts of what is open by severity, of a summary that states three and each once."""
    told: dict[str, set[int]] = {}
    marks: dict[str, Mark] = {}
    for leaf in view.front(12):
        for one in _BY_SEVERITY.finditer(leaf.page.text[:20_000]):
            severity = {"moderate": "medium"}.get(one["s"].lower(), one["s"].lower())
            told.setdefault(severity, set()).add(int(one["n"]))
            marks[severity] = Mark(leaf.page, *one.span())
    if len(told) >= MIN_SUMMED and all(len(numbers) == 1 for numbers in told.values()):
        for severity, (number, *_) in told.items():
            yield fact(f"open_{severity}", number, marks[severity], confidence=0.88, quote_limit=1)


MIN_SUMMED = 3


_SAID_OPEN = re.compile(
    rf"(?i)\b(?:open(?:staande)? (?:items?|actions?|points?|issues?|punten|acties|actiepunten)|offene (?:punkte|"
    rf"maßnahmen|"
    rf"feststellungen)|(?:actions?|points?) (?:ouverte?s?|en cours)|(?:acciones|puntos) (?:abiert[ao]s|"
    rf"pendientes)|(?:azioni|"
    rf"punti) apert[ei]|(?:ações|pontos|itens) (?:em aberto|abert[oa]s|"
    rf"pendentes))\s?[:=]\s?{money.COUNT}(?![\w%]|[.,/-]\d)"
)
_SAID_OLDEST = re.compile(
    r"(?i)\b(?:oldest|earliest|ältester?|früheste[rs]?|oudste|eerste|échéance la plus (?:ancienne|proche)|"
    r"(?:fecha|plazo) más "
    r"(?:antigu[oa]|próxim[oa])|scadenza più (?:vecchia|prossima)|prazo mais (?:antigo|próximo))"
    r"(?: (?:due(?: date)?|deadline|termin|frist|termijn|datum))?\s?:?\s(?P<day>.{6,24})"
)
"""What a report of an exercise says of its own actions."""


def said_open(view: View) -> Iterator[Fact]:
    """`open_items` of the first page on which all that say a number say one, and the `oldest_due_date` behind it."""
    for leaf in view.front(8):
        told = {money.count_of(found): found for found in _SAID_OPEN.finditer(leaf.flat[:20_000])}
        if len(told) == 1:
            ((number, found),) = told.items()
            yield fact("open_items", number, leaf.mark(*found.span()), confidence=0.8, quote_limit=1)
            for oldest in _SAID_OLDEST.finditer(leaf.flat, found.end(), found.end() + 120):
                days = dates.find_days(oldest["day"], day_first=view.day_first)
                if days and days[0].start == 0:
                    mark = leaf.mark(oldest.start(), oldest.start("day") + days[0].end)
                    yield fact("oldest_due_date", days[0].iso, mark, confidence=0.8, quote_limit=1)
            return


def _statements(view: View) -> Iterator[Fact]:
    for leaf in view.front(12):
        for one in _STATED.finditer(leaf.plain[:20_000]):
            mark = Mark(leaf.page, *one.span())
            yield fact("open_items", int(one["n"] or one["m"]), mark, confidence=0.8, quote_limit=1)


def _is_item(row: Row) -> bool:
    named = row["id"] or row["text"]
    if not named or is_blank(named) or _is_of_summary(row):
        return False
    words = row["id"].split()
    is_told = len(words) > MAX_ID_WORDS or (len(words) > 1 and not any(map(str.isdecimal, row["id"])))
    return not is_told and not _EXAMPLE.search(row["id"])


def _is_of_summary(row: Row) -> bool:
    """Whether a row is one of a summary that stands below the table: a label and a number or a date, and no more."""
    held = [value for value in row.cells.values() if value]
    others = [value for values in row.more.values() for value in values if value]
    return len(held) + len(others) <= MAX_SUMMARY_CELLS and bool(_SUMMARY.fullmatch(row["text"])) and len(row.cells) > 3


MAX_SUMMARY_CELLS = 2
_SUMMARY = re.compile(r"\d{1,5}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}")


def _is_open(row: Row, table: Table, *, default: bool) -> bool | None:
    """None when that cannot be told."""
    if _IS_CLOSED.search(table.label):
        return False
    status = row["status"]
    if status:
        return True if _OPEN.fullmatch(status) else False if _CLOSED.fullmatch(status) else None
    if row["done"] and dates.find(row["done"]):
        return False
    if "status" in table.places:
        return None
    return True if default or _IS_OPEN.search(table.label) else None


def _severity(row: Row) -> str | None:
    found = _SEVERITY.fullmatch(row.first("severity"))
    return found.lastgroup if found else None


def _oldest(rows: list[Row], *, day_first: bool | None) -> str | None:
    """The first of the dates by which something should have been done; None when one of them cannot be read."""
    days: list[str] = []
    for row in rows:
        said = row.first("due")
        found = dates.find_days(said, day_first=day_first) if said else []
        if len(found) > 1 or (not found and re.search(r"\d", said)):
            return None
        days.extend(one.iso for one in found)
    return min(days, default=None)
