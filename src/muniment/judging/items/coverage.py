"""Lines of a certificate of insurance: a cover with its insurer, policy, dates and limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from muniment.judging.facts import dates
from muniment.judging.facts.acord import cover_lines
from muniment.judging.facts.covers import ANY_COVER
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.items.grid import table_rows
from muniment.judging.items.row import item
from muniment.judging.model import Item

_HEADERS = {
    "coverage": re.compile(
        r"(?i)(?:types? of )?(?:insurance|coverages?|cover|class(?: of (?:insurance|business))?|line of business|"
        r"kind|section|risk|policy(?: type)?|deckung|versicherung\w*|sparte|risiko|garanties?|garanzi[ae]|ramo|"
        r"coberturas?|dekking(?:en)?|verzekering\w*)"
    ),
    "insurer": re.compile(
        r"(?i)(?:insurers?|carriers?|underwriters?|insurance company|company|versicherer|assureurs?|compagnie|"
        r"compagnia|aseguradora?|verzekeraar|seguradora?)(?: names?)?"
    ),
    "policy_number": re.compile(
        r"(?i)policy (?:no|number|nr|#|ref\w*)|(?:policen?|versicherungsschein|vertrags|polis)-?(?:nr|nummer)|"
        r"(?:n[°º]|numéro|numero|número)\.? (?:de |di )?(?:contrat|police|polizza|póliza|apólice)|police|polizza|"
        r"póliza|apólice|polis"
    ),
    "effective_date": re.compile(
        r"(?i)(?:policy )?(?:eff(?:ective)?|inception|start|from|commencement|beginn|effet|decorrenza|efecto|inicio|"
        r"início|ingangsdatum)(?: date)?(?: \(.{6,12}\))?"
    ),
    "expiry_date": re.compile(
        r"(?i)(?:policy )?(?:exp(?:iry|iration|ires)?|end|to|until|renewal|ablauf|échéance|scadenza|vencimiento|termo|"
        r"einddatum|vervaldatum)(?: date)?(?: \(.{6,12}\))?"
    ),
    "period": re.compile(
        r"(?i)(?:policy |insurance )?period(?: of (?:insurance|cover))?|policy (?:term|dates)|laufzeit|période|periodo|"
        r"período|vigencia|vigência|looptijd"
    ),
    "limits": re.compile(
        r"(?i)(?:limits?|sums? insured|deckungssumme|versicherungssumme|indemnity(?: limit)?|montants?|plafonds?|"
        r"massimal[ei]|suma asegurada|límite|verzekerd bedrag|capital seguro)(?: (?:of (?:liability|"
        r"indemnity|insurance|cover)|insured|garantis?|assurés?))?(?: \(.{1,12}\))?|amount"
    ),
}
_POLICY = r"(?<![A-Z0-9/-])(?P<policy>(?=[A-Z0-9/-]{0,24}\d)[A-Z0-9][A-Z0-9/-]{4,24})"
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
_FORM_LINE = re.compile(rf"{_POLICY}\s+(?P<from>{_DAY})\s+(?P<to>{_DAY})")
"""What stands in the middle of a line of ACORD 25: policy, effective, expiry."""
_LIMIT = re.compile(
    r"(?P<label>[A-Z][A-Z.&'/ -]{3,44}(?:\([A-Za-z ]{3,24}\))?)\s+(?P<amount>(?:\$|USD|US\$|£|€)\s?\d{1,3}(?:,\d{3})+)"
)
_AHEAD = 320
_BEHIND = 520


def coverage_lines(view: View) -> Iterator[Item]:
    """The lines of the ACORD form by where they stand, those of a table, or of the form's text: whichever name most
    policies, as a row whose cell is broken over lines may be none of a table."""
    leaves = view.front(4)
    placed = [one for leaf in leaves for one in _of_placed_form(leaf)]
    written = [one for leaf in leaves for one in _of_form(leaf, view.day_first)]
    yield from max(placed, [*_of_tables(view)], written, key=_policies_and_lines)


def _policies_and_lines(lines: Sequence[Item]) -> tuple[int, int]:
    return sum(1 for one in lines if one.fields["policy_number"]), len(lines)


def _of_placed_form(leaf: Leaf) -> Iterator[Item]:
    for line in cover_lines(leaf):
        places = [*line.names, *(one for pair in line.limits for one in pair)]
        places += [one for one in (line.policy, line.effective, line.expiry) if one is not None]
        if not line.is_in_force or not all(one.is_whole for one in places):
            continue
        days = [dates.find_days(one.text, day_first=False) if one else [] for one in (line.effective, line.expiry)]
        marks = [one.mark for one in places]
        named = Mark(leaf.page, min(one.mark.start for one in line.names), max(one.mark.end for one in line.names))
        made = item(
            "coverage_line",
            Mark(leaf.page, min(one.start for one in marks), max(one.end for one in marks)),
            coverage=named.text,
            policy_number=line.policy.text if line.policy else None,
            effective_date=days[0][0].iso if days[0] else None,
            expiry_date=days[1][0].iso if days[1] else None,
            limits=tuple(f"{label.text} {amount.text}" for label, amount in line.limits),
        )
        if made is not None:
            yield made


def _of_tables(view: View) -> Iterator[Item]:
    named = {"policy_number", "limits", "period", "effective_date", "expiry_date", "insurer"}
    for found in table_rows(view.leaves, _HEADERS, lambda names: "coverage" in names and len(names & named) >= 1):
        said = found.said
        coverage = said.get("coverage", "")
        if not ANY_COVER.search(coverage) or not (said.keys() & named):
            continue
        start, end = _dates(said, view.day_first)
        limits = said.get("limits")
        one = item(
            "coverage_line",
            found.row.mark,
            coverage=coverage,
            insurer=said.get("insurer"),
            policy_number=said.get("policy_number"),
            effective_date=start,
            expiry_date=end,
            limits=(limits,) if limits and re.search(r"\d", limits) else None,
        )
        if one is not None:
            yield one


def _dates(said: Mapping[str, str], day_first: bool | None) -> tuple[str | None, str | None]:
    period = dates.find(said.get("period", ""), day_first=day_first)
    if len(period) == 2:
        return period[0].day.isoformat(), period[1].day.isoformat()
    ends = []
    for name in ("effective_date", "expiry_date"):
        found = dates.find(said.get(name, ""), day_first=day_first)
        ends.append(found[0].day.isoformat() if len(found) == 1 else None)
    return ends[0], ends[1]


def _of_form(leaf: Leaf, day_first: bool | None) -> Iterator[Item]:
    """Each policy with its two dates belongs to the cover named last ahead of it and to the limits behind it."""
    lines = [*_FORM_LINE.finditer(leaf.plain)]
    for number, match in enumerate(lines):
        floor = lines[number - 1].end() if number else 0
        ceiling = lines[number + 1].start() if number + 1 < len(lines) else len(leaf.plain)
        covers = [*ANY_COVER.finditer(leaf.plain, max(floor, match.start() - _AHEAD), match.start())]
        if not covers:
            continue
        cover = covers[0] if floor < covers[0].start() else covers[-1]
        next_cover = ANY_COVER.search(leaf.plain, match.end(), ceiling)
        end_at = min(next_cover.start() if next_cover else ceiling, match.end() + _BEHIND)
        limits = [*_LIMIT.finditer(leaf.plain, match.end(), end_at)]
        start, end = (dates.find(match[name], day_first=day_first) for name in ("from", "to"))
        one = item(
            "coverage_line",
            Mark(leaf.page, cover.start(), limits[-1].end() if limits else match.end()),
            coverage=cover[0],
            policy_number=match["policy"],
            effective_date=start[0].day.isoformat() if start else None,
            expiry_date=end[0].day.isoformat() if end else None,
            limits=tuple(f"{limit['label'].strip()} {limit['amount']}" for limit in limits),
        )
        if one is not None:
            yield one
