"""Certificates of incorporation and extracts of company registers: which company, number, place and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, places, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, PARTY, in_full, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_COMPANY = Labels(
    "(?:the )?(?:company|corporation|entity|corporate) name|name of (?:the )?(?:company|corporation|entity)",
    *vocabulary.labels("incorporation", "company_name"),
)
_QUOTED = re.compile(
    r"(?i)certify (?:that )?[\"'](?P<name>[^\"']{4,90})[\"'] is (?:duly )?(?:incorporated|formed|registered|"
    r"organized)"
)
"""How a state certifies that a company stands well."""
_CERTIFIED = re.compile(
    r"(?i:certif(?:y|ies) that|certificate of incorporation of|"
    r"articles of (?:incorporation|association|organization) of|"
    r"certificate of formation of|name of (?:the|this) (?:company|corporation|"
    r"entity) is) (?:the company )?[\"']?(?!(?i:(?:an?|the) (?:private|public|limited|foreign|"
    r"domestic|company|"
    r"corporation)\b))(?P<name>"
    rf"{NAME})[\"']?(?= (?i:is|was|has|were|a\b|,|\(|the|under|this|on|pursuant)|[\"',.(]|$)"
)
_NUMBER = Labels(
    r"(?:company|registration|registered|corporation|entity|file|corporate identity|"
    r"organi[sz]ation)(?: registration)? "
    r"(?:number|no\.?|num\.?)|company (?:number|no\.?)|filing number|\bUEN|CRN|ACN",
    *vocabulary.labels("incorporation", "registration_number"),
)
MAX_TOP_LINES = 6
_OF_CHAMBER = re.compile(r"\bREA\b")
"""An Italian chamber of commerce's own number, beside that of the register."""
_OF_AUTHORITY = (
    (re.compile(r"(?i)accounting and corporate regulatory authority|\bACRA\b"), "Singapore"),
    (re.compile(r"(?i)companies registration office|companies acts? 1963|given under my hand at dublin"), "Ireland"),
    (re.compile(r"(?i)ministry of corporate affairs|companies act,? 2013|\bCIN\b"), "India"),
    (re.compile(r"(?i)australian securities (?:and|&) investments commission|\bASIC\b"), "Australia"),
    (re.compile(r"(?i)new zealand companies office"), "New Zealand"),
    (re.compile(r"(?i)companies registry,? hong kong|hong kong companies"), "Hong Kong"),
)
"""Whose law a company is under by the authority or act that its paper names, where that says so beside the place."""
_TOP_NUMBER = re.compile(r"(?i)(?:company )?(?:number|no\.?)[: ]\s?(?P<n>[A-Z]{0,2}\d{4,9})")
"""The number of a certificate, alone on one of its first lines."""
_CIN = re.compile(r"\b(?P<n>[LU]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6})\b")
"""A company's number in India (MCA, Companies (Incorporation) Rules)."""
_NUMBER_SAID = re.compile(
    r"(?i)(?:(?:company|corporate identity|registration|registered|file|entity|filing) (?:number|"
    r"no\.?)(?: of (?:the|this) company)?"
    r"(?: is|:)?|registered (?:under|with) (?:the )?number|unter (?:der )?(?:nummer|nr\.?)) "
    r"(?P<n>(?-i:[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?))"
)
_FRENCH = re.compile(r"\b(?P<n>\d{3} \d{3} \d{3})(?= R\.?C\.?S\.? )")
_OF_COUNTRIES = tuple(
    re.compile(wording)
    for wording in (
        r"\bCNPJ(?:/MF)?(?: (?:sob o )?(?:n\.?[º°o]\.?))?:? (?P<n>\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2})(?!\d)",
        r"\bNIPC(?:/Matrícula)?(?: (?:n\.?[º°o]))?:? (?P<n>\d{3} ?\d{3} ?\d{3})(?!\d)",
        r"\bR\.?C\.?S\.? [A-ZÀ-Þ][\w'’ -]{2,30}?(?: (?:sous le )?(?:n[°º]|"
        r"numéro))? (?P<n>\d{3} \d{3} \d{3})(?!\d| \d)",
        r"(?i:registro (?:delle )?imprese(?: (?:di|della|dell['’]) ?[\w'’ -]{2,40}?)?,? (?:n\.?|numero|"
        r"con il numero|codice fiscale e numero) ?)"
        r"(?P<n>\d{11})(?!\d)",
        r"(?i:iscritta (?:al registro (?:delle )?imprese )?(?:con|al|sotto) (?:il )?(?:n\.|"
        r"numero) ?)(?P<n>\d{11})(?!\d)",
        r"(?i:\bkvk(?:-?nummer| nr\.?)?:? ?)(?P<n>\d{8})(?!\d)",
        r"(?i:\b(?:ondernemingsnummer|RPR|KBO|BCE|"
        r"numéro d['’]entreprise)[ :]+)(?P<n>(?:BE )?0\d{3}\.\d{3}\.\d{3})(?!\d)",
        r"\b(?P<n>CHE-\d{3}\.\d{3}\.\d{3})(?!\d)",
        r"\b(?P<n>FN \d{5,6} ?[a-z])\b",
        r"\bACN (?P<n>\d{3} \d{3} \d{3})(?!\d)",
    )
)
"""Numbers of companies as their countries write them, each behind what it is."""
_GERMAN = re.compile(r"\b(?P<n>HR[AB] \d{1,6}(?: [A-Z]{1,2})?)\b")
_VALUE = re.compile(
    r"(?P<n>(?:HR[AB] |FN |CHE-|RCS |[A-Z]{2} - )?(?=[A-Z0-9 ./\-]*\d{2})[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?"
    r"(?:(?<=\d) \d{3}(?!\S)){0,3})(?!\S)(?! \d)"
)
"""A whole number, which may be set in groups of three digits."""
_JURISDICTION = re.compile(
    rf"(?:(?i:(?:secretary of )?state of(?: the state of)?|laws of(?: the)?(?: state of)?|incorporated in|"
    rf"registrar of companies for|government of|(?:laws of the )?province of|registered in|"
    rf"jurisdiction(?: of (?:incorporation|formation))?:?) (?P<a>{places.NAMED}|{places.NAMED.upper()}))\b"
)
_SINCE = Labels(
    "(?:date of )?(?:incorporation|formation|registration)(?: date)?|incorporated on|date incorporated",
    *vocabulary.labels("incorporation", "incorporation_date"),
)
_REGISTERED = Labels(*vocabulary.labels("incorporation", "incorporated_else"))
"""What stands for that day where an extract tells no other: the register's where a deed founds a company, the deed's
where the register does."""
_SINCE_FIRST = re.compile(
    r"(?i)(?:(?:first|originally|initially) (?:incorporated|formed|registered)|came into existence|"
    r"was (?:incorporated|formed|organi[sz]ed))"
    r" (?:[^.;]{0,60}? )?on (?:the )?(?P<day>.{6,40})"
)
"""The day itself, before that on which a paper about it was given."""
_RENAMED = re.compile(
    rf"(?i:(?:now |is )?(?:incorporated|registered|continued|"
    rf"known)[a-z ]{{0,20}} under the name(?: of)?:? )[\"']?(?P<name>{ORGANISATION.pattern})"
)
_SINCE_SAID = re.compile(
    r"(?i)(?:incorporated|formed|registered|filed|given (?:at|under))\b(?:[^.;]{0,80}?\b(?:on|this|"
    r"dated?))? (?P<day>.{6,40})"
)


_LETTERED = re.compile(rf"(?m)^(?:\d{{1,2}} )?a\) (?P<name>{ORGANISATION.pattern})$")
_COLUMNS_LETTERED = re.compile(r"(?i)a\) firma\b.{0,200}?tag der\s+eintragung")
"""The head of the columns of a German register as it was kept on paper."""
_FIRM_LETTERED = re.compile(r"(?i)\ba\) firma\b")
_SWISS_HEAD = re.compile(r"\bEi Lö Firma\b")
_SWISS_ROW = re.compile(rf"(?m)^\d{{1,2}}(?: \d{{1,2}})? (?P<name>{ORGANISATION.pattern}) \d{{1,2}} [A-ZÄÖÜ]")
"""The firm in a Swiss extract, whose first columns number the entries that made and struck it."""
_SEATED = (
    re.compile(
        r"\bR\.?C\.?S\.? (?:de |d['’])?(?P<a>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2})(?= (?:cedex|-|page|\d)|$)"
    ),
    re.compile(r"(?i:registro mercantil de )(?P<a>[A-ZÀ-Þ][\w'’-]+(?: (?:de )?[A-ZÀ-Þ][\w'’-]+){0,2})"),
    re.compile(r"(?i:handelsregister(?:amt)? des kantons )(?P<k>[A-ZÄÖÜ][\w.-]+(?: [A-ZÄÖÜ][\w-]+)?)"),
    re.compile(
        r"(?i:régime constitutif|jurisdiction|governing jurisdiction|home jurisdiction|"
        r"place of (?:incorporation|registration))[ .]*:? "
        r"(?P<a>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2})"
    ),
)
"""The place of a register, which says under which a company is."""
_OFFICES = re.compile(
    r"(?:Amtsgericht(?:s)?|Handelsregisteramt(?: des Kantons)?|Greffe du Tribunal (?:de [Cc]ommerce|"
    r"des [Aa]ctivités [Éé]conomiques) de|"
    r"Camera di Commercio(?: di| del| della)?|Registro Mercantil de|Conservatória do Registo Comercial d[eao]|"
    r"Junta Comercial d[eao](?: Estado d[eao])?)"
    r" (?P<place>[A-ZÀ-Þ][\w'’-]+(?: (?:am|an der|de|do|da|di|[A-ZÀ-Þ][\w'’-]+)){0,3})"
)
_NO_PLACE = re.compile(
    r" (?:Auszug|Ausdruck|Registergericht|Handelsregister|Abteilung|Visura|Extrait|Certidão|Nota)\b.*$"
)
MAX_HEAD_LINES = 8


def _in_columns(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The firm and the first day of a print in columns, and the company alone on a line of the head."""
    for leaf in leaves[:1]:
        firm = _LETTERED.search(leaf.plain) if _FIRM_LETTERED.search(leaf.flat) else None
        swiss = _SWISS_ROW.search(leaf.plain) if _SWISS_HEAD.search(leaf.flat) else None
        for one in (firm, swiss):
            if one:
                mark = Mark(leaf.page, *one.span("name"))
                yield fact("company_name", one["name"], mark, confidence=0.8, quote_limit=1)
        if firm and _COLUMNS_LETTERED.search(leaf.flat):
            for line in leaf.lines:
                days = dates.find_days(line.text, day_first=view.day_first) if len(line.text) <= 12 else []
                if days and line.start > firm.end():
                    day = leaf.mark_line(line)
                    yield fact("incorporation_date", days[0].iso, day, confidence=0.9, quote_limit=1)
                    break
        alone = [line for line in leaf.lines[:MAX_HEAD_LINES] if ORGANISATION.fullmatch(line.text)]
        if len({line.text for line in alone}) == 1:
            yield fact("company_name", alone[0].text, leaf.mark_line(alone[0]), confidence=0.6, quote_limit=1)


def incorporation(view: View) -> Iterator[Fact]:
    """`company_name`, `registration_number`, `jurisdiction` and `incorporation_date`."""
    leaves = view.front(2)
    yield from _company(leaves)
    yield from number(leaves)
    for leaf in leaves:
        named = {match["a"].casefold(): match for match in _JURISDICTION.finditer(leaf.flat[:6_000])}
        if len(named) == 1:
            ((_, match),) = named.items()
            place = match["a"]
            yield fact("jurisdiction", place, leaf.mark(*match.span()), confidence=0.85)
            break
    yield from _seated(leaves)
    for pattern, place in _OF_AUTHORITY:
        told = next(((leaf, said) for leaf in leaves if (said := pattern.search(leaf.flat[:6_000]))), None)
        beside = re.compile(rf"\b{place}\b", re.IGNORECASE).search(told[0].flat) if told else None
        if told and beside:
            yield fact("jurisdiction", place, told[0].mark(*beside.span()), confidence=0.78, quote_limit=1)
            break
    for leaf in leaves[:1]:
        for line in leaf.lines[:MAX_TOP_LINES]:
            numbered = _TOP_NUMBER.fullmatch(line.text)
            if numbered:
                yield fact("registration_number", numbered["n"], leaf.mark_line(line), confidence=0.8)
                break
    yield from _since(view, leaves)
    yield from _in_columns(view, leaves)


_EXTRACT = re.compile(
    r"(?i)\b(?:extract(?:ed)?|print-?out|certificate of (?:status|good standing|compliance|existence|fact)|"
    r"letter of status|"
    r"company (?:profile|report|search))\b"
)


def is_extract(view: View) -> bool:
    """Whether an English paper tells what a register holds of a company that was founded before."""
    return any(_EXTRACT.search(leaf.flat[:600]) for leaf in view.front(1)[:1])


def _seated(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`jurisdiction` by the one place of a register that the paper names, and `issuer`, the office that keeps it."""
    for pattern in _SEATED:
        told: dict[str, tuple[str, Mark]] = {}
        for leaf in leaves:
            for found in pattern.finditer(leaf.flat[:6_000]):
                group = str(found.lastgroup)
                place = leaf.mark(*found.span(group)).text
                place = place.split("\n")[0]
                mark = leaf.mark(found.start(), found.start(group) + len(place))
                canton = leaf.flat.find(f"Kanton {place}") if group == "k" else -1
                if canton >= 0:
                    place, mark = f"Kanton {place}", leaf.mark(canton, canton + len(place) + 7)
                told.setdefault(place.casefold(), (place, mark))
        if len(told) == 1:
            ((value, mark),) = told.values()
            yield fact("jurisdiction", value, mark, confidence=0.76, quote_limit=1)
            break
    for leaf in leaves:
        office = _OFFICES.search(leaf.flat[:8_000])
        if office:
            mark = leaf.mark(*office.span())
            name = _NO_PLACE.sub("", " ".join(mark.text.split()))
            yield fact("issuer", name, mark, confidence=0.7, quote_limit=1)
            break


def labelled_company(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`company_name` as a label names it."""
    for field in _COMPANY.find(leaves, loose=True):
        is_close = field.mark.text.startswith(f"{field.label} {field.value}")
        if is_close and " " not in field.label and not PARTY.match(field.value):
            continue
        value = in_full(re.sub(rf"(?i)^{re.escape(field.label)}\s*:?\s+", "", field.value))
        if value and value[0].isupper() and len(value.split()) <= 10 and not is_label(value):
            yield fact("company_name", value, field.mark, confidence=0.88)
            return


def _company(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for leaf in leaves:
        renamed = _RENAMED.search(leaf.flat[:6_000])
        if renamed:
            yield fact(
                "company_name", renamed["name"], leaf.mark(*renamed.span("name")), confidence=0.92, quote_limit=1
            )
            break
    yield from labelled_company(leaves)
    for leaf in leaves:
        quoted = _QUOTED.search(leaf.flat[:6_000])
        if quoted:
            yield fact("company_name", quoted["name"], leaf.mark(*quoted.span("name")), confidence=0.85)
            return
        said = _CERTIFIED.search(leaf.flat[:6_000])
        whole = ORGANISATION.match(leaf.flat, said.start("name")) if said else None
        ends = whole is not None and whole[0].endswith(".") and said is not None and said["name"].startswith(whole[0])
        value = (
            tidy(whole[0] if whole and ends else max(said["name"], whole[0] if whole else "", key=len))
            if said
            else None
        )
        if said and value and (len(value.split()) > 1 or value.isupper()):
            yield fact(
                "company_name", value, leaf.mark(said.start("name"), said.start("name") + len(value)), confidence=0.8
            )
            return


def number(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`registration_number` of a company, as a label or a sentence names it."""
    fields = sorted(_NUMBER.find(leaves, loose=True), key=lambda one: bool(_OF_CHAMBER.search(one.label)))
    for field in fields:
        found = _VALUE.match(field.value)
        if found and not dates.find(found["n"]):
            yield fact("registration_number", found["n"], field.mark, confidence=0.88)
            break
    for leaf in leaves:
        for pattern in (_CIN, _NUMBER_SAID, _GERMAN, _FRENCH, *_OF_COUNTRIES):
            numbers = {match["n"]: match for match in pattern.finditer(leaf.flat[:6_000])}
            held = {number: match for number, match in numbers.items() if sum(map(str.isdigit, number)) > 2}
            if len(held) == 1:
                ((number, match),) = held.items()
                yield fact("registration_number", number, leaf.mark(*match.span()), confidence=0.8)
                return


_FOUNDED = re.compile(r"(?i)constitu|création|costitu|oprich|incorporat|formation")
"""Labels of the founding itself, before those of the register."""


def _since(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for labels, confidence in ((_SINCE, 0.88), (_REGISTERED, 0.8)):
        for field in sorted(labels.find(leaves, loose=True), key=lambda one: not _FOUNDED.search(one.label)):
            found = dates.find_days(field.value[:40], day_first=view.day_first)
            if found and found[0].start < 8:
                yield fact("incorporation_date", found[0].iso, field.mark, confidence=confidence)
                break
    for hit in view.near(
        ("first ", "originally ", "initially ", "came into", "was incorporated", "was formed", "was organi"),
        _SINCE_FIRST,
        before=2,
        after=140,
        leaves=leaves,
    ):
        found = dates.find_days(hit["day"], day_first=view.day_first)
        if found and found[0].start < 4:
            yield fact("incorporation_date", found[0].iso, hit.mark(), confidence=0.84, quote_limit=1)
            return
    for hit in view.near(
        ("incorporated", "formed", "registered", "filed", "given at", "given under"),
        _SINCE_SAID,
        before=2,
        after=140,
        leaves=leaves,
    ):
        found = dates.find_days(hit["day"], day_first=view.day_first)
        if found and found[0].start < 14:
            yield fact("incorporation_date", found[0].iso, hit.mark(), confidence=0.78)
            return
