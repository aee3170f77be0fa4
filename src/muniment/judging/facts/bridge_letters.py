"""Bridge (gap) letters: the report that one refers to, its period and the gap behind it, and who signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import auditors, categories, dates, examined
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, tidy
from muniment.judging.facts.report_kinds import SOC, TYPE, is_denied, type_of
from muniment.judging.facts.report_periods import moved, span_facts
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_ENGAGES = re.compile(
    rf"(?i:engage[sd]?|(?:examined|conducted|issued|performed|prepared|reported on|audited|attested|carried out|"
    rf"opined on|"
    rf"signed) by)(?: the firm of)? (?P<name>{NAME})"
)
_ISSUING = (
    " issued ",
    " examined ",
    " audited ",
    " performed ",
    " completed ",
    " conducted ",
    " reported ",
    " prepared ",
)
_ISSUED_OUR = re.compile(
    rf"(?P<name>{NAME}),? (?:has |have )?(?:issued|examined|audited|performed|completed|conducted|reported on|"
    rf"prepared) "
    r"(?:our|the|its|an?)\b"
)
_REFERRED = re.compile(
    r"(?i)\b(?:SOC\s?[123]|ISAE (?:No\.? )?3402)(?:\s?[®\u2120\u2122])?[\s,]{0,2}(?:\(?type\s?(?:[12]|"
    r"I{1,2})\b\)?)?[^.]{0,20}?"
    r"(?:reports?|examinations?|audits?|covers|covering)\b"
)
MAX_SIGNED_LINES = 6
MAX_ROW = 200
"""Characters of a row of a letter's table."""
_ADDRESS = re.compile(r"(?:[\s,|·-]+(?:[^\W\d][\w'. ]{2,40},? )?\d.*)?")
"""What may follow a sender's name on its line."""
_ISAE = re.compile(
    r"(?i)ISAE (?:No\.? )?3402(?:,? (?:de |di |du |del )?\(?(?:typ[eo]?|tipo)\s?(?:[12]|I{1,2})(?![\w]))?"
)


_TYPED = re.compile(
    r"(?i)\b(?:SOC\s?[12]|ISAE\s?(?:No\.? )?3402|SSAE\s?\d\d)(?:\s?[®\u2120\u2122])?(?:\s?\(SOC [12]\)|"
    r"\s[^\W\d]{2,12}){0,2}?"
    r"[\s,(:\u2013-]{1,4}(?:typ[eo]?|tipo)[\s-]?(?P<t>[12](?!\d|\.\d)|I{1,2}(?![a-zI]))"
)
_USER_CONTROLS = re.compile(
    r"(?i)\bcomplementary (?:user[- ]entity|user|customer) controls?\b|\bCUECs?\b|\buser[- ]entity controls?\b|"
    r"\b(?:komplementäre|ergänzende|korrespondierende)\w* (?:benutzer|nutzer|kunden|anwender)?\w*kontrollen|"
    r"contrôles complémentaires (?:d|[àa]|incomb|que|des)[^.;]{0,40}|controles complementarios (?:d|que)[^.;]{0,40}|"
    r"controlli complementari (?:d|a|che)[^.;]{0,40}|(?:aanvullende|complementaire) (?:gebruikers|user)[^.;]{0,30}|"
    r"control[eo]s complementares (?:d|que|a)[^.;]{0,40}|(?:相補的|補完的)な(?:ユーザ|利用者|委託会社)[^。\n]{0,12}統制"
)
_NO_USER_CONTROLS = re.compile(
    r"(?i)\b(?:no|not|without|none|keine?|ohne|aucuns?|sans|sin|senza|nessun|geen|zonder|sem)\b[^.;]*$"
)
MAX_CHARACTERS = 8_000
"""Of a page in which days and a report's type and controls are looked for."""


def bridge_letter(view: View) -> Iterator[Fact]:
    """Facts of a bridge (gap) letter: the later of its two periods is the gap, the earlier the report's."""
    front = view.front(3)
    yield from _referred(view, front)
    yield from _type_of_report(front)
    yield from categories.behind_report(front)
    yield from _user_controls(front)
    yield from _periods(view, front)
    for hit in view.near(
        ("engage", "retain", "undergo", " has been examined"), _ENGAGING, before=110, after=60, leaves=front
    ):
        yield fact("service_organisation", hit["name"], hit.mark("name"), confidence=0.78)
        break
    yield from _signing(front)
    yield from _at_head(front)
    yield from _letter_auditor(view, front)
    yield from examined.system_of_letter(view, front)
    yield from examined.set_off(front)
    yield from _system_of_report(front)


_REPORTS = ("soc 1", "soc 2", "soc 3", "soc1", "soc2", "soc3", "isae 3402")


def _referred(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """The report that the letter is about, by the first mention that says whose report it is."""
    for hit in view.near(_REPORTS, _REFERRED, after=120, leaves=front):
        wording = hit[0]
        numbered = SOC.search(wording)
        isae = None if numbered else _ISAE.match(wording)
        if isae:
            yield fact("report_referred_to", isae[0], hit.mark(), confidence=0.88)
            return
        if numbered:
            kind = TYPE.search(wording)
            value = f"SOC {numbered['n']}" + (f" {type_of(kind['t'])}" if kind else "")
            yield fact("report_referred_to", value, hit.mark(), confidence=0.9)
            yield fact("report_type", value[:5], hit.mark(), confidence=0.88)
            return
    yield from _referred_abroad(front)


_A_THING = (
    r"(?i:(?:information )?system\w*|systeem|système|sistema|services?|dienst|servicio|servizio|serviço|"
    r"plattform|platform|"
    r"plateforme|plataforma|piattaforma|anwendung|application|applicatie)"
)
_ON_OUR = (
    r"(?i:on|for|over|voor|für|über|sur|pour|sobre|su|sul|sulla|per|para)"
    r"(?: (?i:the|our|its|het|onze?|unsere?[nm]?|unser|das|le|la|notre|el|nuestro|su|il|nostro|o|nosso))?"
)
_SYSTEM_NAME = rf"(?P<name>[{CAPITAL}][\w&+-]*(?: [{CAPITAL}][\w&+-]*){{0,3}})(?=[,.;:\s)]|$)"
_SYSTEM_OF_REPORT = tuple(
    re.compile(rf"(?:SOC\s?[12]|ISAE\s?3402)[^.;]{{0,50}}?{behind} {_ON_OUR} {thing}{_SYSTEM_NAME}")
    for behind, thing in (
        (r"(?i:\b|-)(?i:reports?|rapport|bericht|informe|relatório|relazione|rapporto)", rf"(?:{_A_THING} )?"),
        ("", rf"{_A_THING} "),
    )
)
_NO_SYSTEM = re.compile(
    r"(?i)\b(?:SOC|ISAE|types?|typ|tipo|period|trust|january|february|march|april|may|june|"
    r"july|august|"
    r"september|october|november|december|section|organi[sz]ation)\b|\d{4}"
)


def _system_of_report(front: Sequence[Leaf]) -> Iterator[Fact]:
    """`system_name` behind the report's name: "our SOC 2 report on Example Vault"."""
    for pattern in _SYSTEM_OF_REPORT:
        for leaf in front:
            for found in pattern.finditer(leaf.flat[:MAX_CHARACTERS]):
                name = _on_one_line(leaf, found)
                behind = leaf.flat[found.start("name") : found.end("name") + 30]
                if name and not ORGANISATION.match(behind) and not _NO_SYSTEM.search(name):
                    yield fact("system_name", name, leaf.mark(*found.span()), confidence=0.73, quote_limit=1)
                    return


def _on_one_line(leaf: Leaf, found: re.Match[str]) -> str:
    """The name up to the end of its first line where the next begins something else."""
    mark = leaf.mark(*found.span("name"))
    first, _, more = mark.text.partition("\n")
    goes_on = more + mark.page.text[mark.end : mark.end + MAX_ROW].split("\n")[0]
    return first if more and re.search(r"[\t|:]", goes_on) else found["name"]


def _type_of_report(front: Sequence[Leaf]) -> Iterator[Fact]:
    """`soc_type` of the report, where every mention of one beside its name says the same."""
    told = [
        (type_of(found["t"]), leaf.mark(*found.span()))
        for leaf in front
        for found in _TYPED.finditer(leaf.flat[:MAX_CHARACTERS])
        if not is_denied(leaf, found)
    ]
    if len({kind for kind, _ in told}) == 1:
        yield fact("soc_type", *told[0], confidence=0.85, quote_limit=1)


def _user_controls(front: Sequence[Leaf]) -> Iterator[Fact]:
    """Whether the letter reminds its readers of the controls that are theirs."""
    for leaf in front:
        for found in _USER_CONTROLS.finditer(leaf.flat[:MAX_CHARACTERS]):
            if not _NO_USER_CONTROLS.search(leaf.flat, max(0, found.start() - 40), found.start()):
                mark = leaf.mark(*found.span())
                yield fact("complementary_user_entity_controls", True, mark, confidence=0.82, quote_limit=1)
                return


def _periods(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """The report's period and the gap behind it; of one period alone, whose it is by the sentence ahead of it."""
    spans: list[tuple[dates.Found, dates.Found, Leaf]] = []
    for leaf in front:
        found = dates.periods(leaf.flat[:MAX_CHARACTERS], day_first=view.day_first)
        spans.extend((first, last, leaf) for first, last in (*found, *_in_cells(leaf, view.day_first)))
    unique = {(first.iso, last.iso): (first, last, leaf) for first, last, leaf in reversed(spans)}
    ordered = sorted(unique.values(), key=lambda span: span[1].day)
    if len(ordered) >= 2:
        yield from span_facts(ordered[0], "report_period_start", "report_period_end", 0.85)
        yield from span_facts(ordered[-1], "period_start", "period_end", 0.85)
    elif ordered:
        first, last, leaf = ordered[0]
        sentence = re.split(r"[.!?:] ", leaf.low[max(0, first.start - 160) : first.start])[-1]
        behind_report = re.split(r"reports?\b|examination|soc ?\d", sentence)[-1]
        is_gap = re.search(r"\b(?:bridg\w+|gap|interval|letter covers|since|subsequent\w*)\b", behind_report)
        is_report = not is_gap and ("report" in sentence or "examination" in sentence or "soc" in sentence)
        keys = ("report_period_start", "report_period_end") if is_report else ("period_start", "period_end")
        yield from span_facts(ordered[0], *keys, 0.8)
        if is_report:
            yield from _gap_to(view, front, last)


def _at_head(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The organisation whose letterhead the first lines are."""
    for line in front[0].lines[:4] if front else ():
        named = ORGANISATION.match(line.text)
        if named and _ADDRESS.fullmatch(line.text[named.end() :]):
            mark = Mark(front[0].page, line.start, line.start + named.end())
            yield fact("service_organisation", named[0], mark, confidence=0.8)
            return


def _referred_abroad(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The report that a letter in another language names, as it is written there: the first mention with its type."""
    for leaf in front:
        told = [one for one in SOC.finditer(leaf.flat[:MAX_CHARACTERS]) if not is_denied(leaf, one)]
        named = next((one for one in told if one["t"]), next(iter(told), None))
        isae = _ISAE.search(leaf.flat[:MAX_CHARACTERS])
        if named and isae and not named["t"] and TYPE.search(isae[0]):
            yield fact("report_referred_to", isae[0], leaf.mark(*isae.span()), confidence=0.84)
            yield fact("report_type", f"SOC {named['n']}", leaf.mark(*named.span()), confidence=0.84)
            return
        if named:
            mark = leaf.mark(*named.span())
            called = f" {named['called'].capitalize()} {named['t']}" if named["t"] else ""
            yield fact("report_referred_to", f"SOC {named['n']}{called}", mark, confidence=0.84)
            yield fact("report_type", f"SOC {named['n']}", mark, confidence=0.84)
            return
        if isae:
            yield fact("report_referred_to", isae[0], leaf.mark(*isae.span()), confidence=0.8)
            return


_ENGAGING = re.compile(
    rf"(?P<name>(?:{ORGANISATION.pattern}))(?: \(\"[^\"]{{2,40}}\"\))?,? (?i:(?:has |"
    rf"have )?(?:annually )?(?:engage[sd]?|retain(?:s|ed)?|"
    r"undergoes|undergone|has been examined))\b"
)
"""Whom a sentence says to have its controls examined."""


def _signing(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The organisation for which the letter is signed, on one of the last lines."""
    for line in reversed(front[-1].lines[-MAX_SIGNED_LINES:] if front else ()):
        named = ORGANISATION.match(line.text)
        if (
            named
            and not auditors.is_firm(named[0])
            and (_ADDRESS.fullmatch(line.text[named.end() :]) or not line.text[named.end() :])
        ):
            mark = Mark(front[-1].page, line.start, line.start + named.end())
            yield fact("service_organisation", named[0], mark, confidence=0.7)
            return


def _in_cells(leaf: Leaf, day_first: bool | None) -> Iterator[tuple[dates.Found, dates.Found]]:
    """The first and the last day of rows that put them into cells beside each other."""
    at = 0
    for line in leaf.lines:
        found = dates.find_days(line.text, day_first=day_first) if len(line.text) <= MAX_ROW else []
        text = " ".join(line.text.split())
        at = leaf.flat.find(text, at) if len(found) == 2 else at
        if len(found) == 2 and at >= 0 and not re.search(r"[^\s|]", line.text[found[0].end : found[1].start]):
            flat = dates.find_days(text, day_first=day_first)
            if 25 <= (flat[1].day - flat[0].day).days <= 800:
                yield moved(flat[0], at), moved(flat[1], at)
        at = max(at, 0)


def _letter_auditor(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(
        (
            "engage",
            "reported on by",
            "audited by",
            "attested by",
            "carried out by",
            "signed by",
            "examined by",
            "conducted by",
            "issued by",
            "performed by",
            "prepared by",
        ),
        _ENGAGES,
        after=120,
        leaves=front,
    ):
        whole = ORGANISATION.match(hit["name"])
        name = tidy(whole[0] if whole else hit["name"])
        if name and 1 < len(name.split()) <= 8:
            yield fact("service_auditor", name, hit.mark(), confidence=0.85)
            return
    for hit in view.near(_ISSUING, _ISSUED_OUR, before=110, after=20, leaves=front):
        whole = ORGANISATION.search(hit["name"])
        if whole and auditors.is_firm(whole[0]):
            yield fact("service_auditor", whole[0], hit.mark(), confidence=0.84)
            return
    yield from auditors.reported(view, front, key="service_auditor")
    yield from auditors.auditor(view, key="service_auditor")


def _gap_to(view: View, front: Sequence[Leaf], report_end: dates.Found) -> Iterator[Fact]:
    """`period_end` of a letter that only says until which day nothing changed, not "the date of this letter"."""
    for leaf in front:
        for found in dates.find_days(leaf.flat[:MAX_CHARACTERS], day_first=view.day_first):
            ahead = leaf.low[max(0, found.start - 30) : found.start]
            if found.day > report_end.day and re.search(r"(?:through|to|until|as of|up to)\s$", ahead):
                yield fact("period_end", found.iso, leaf.mark(found.start, found.end), confidence=0.75)
                return
