"""Certificates of insurance, above all the ACORD 25 form: who insures whom, policies, limits, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from muniment.judging.facts import acord, dates, money, numbers
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, is_blank, tidy
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_INSURER = re.compile(
    r"(?i)^insurer(?:\(s\))?\s?(?:[A-F]\b)?\s?[:\t]\s?(?P<name>.+)$|^(?:insurer|insurance company|underwriter|"
    r"underwritten by|carrier)s?:?\s+(?P<name2>[A-Z].+)$"
)
_SIGNED = re.compile(rf"(?i:signed (?:for and )?on behalf of) (?P<name>{NAME}) \((?i:authori[sz]ed insurers?)\)")
"""How a British certificate of employers' liability ends."""
_INSURED = Labels("insured(?: name)?", "(?:name of )?(?:the )?(?:named )?insured(?: party)?", "policy ?holder")
_COVERS: dict[str, str] = {
    "Commercial general liability": r"(?:commercial )?general liability",
    "Automobile liability": r"auto(?:mobile)? liability",
    "Umbrella liability": r"umbrella(?: liab(?:ility)?)?|excess liab(?:ility)?",
    "Workers compensation": r"workers'? compensation(?: (?:and|&) employers'? liability)?",
    "Professional liability": r"professional (?:liability|indemnity)|errors (?:&|and) omissions|\bE&O\b",
    "Cyber liability": r"(?:professional ?/ ?)?cyber(?: liability| security| risk| insurance)?\b|"
    r"network security (?:&|and) privacy",
    "Crime": r"\bcrime\b",
    "Directors and officers": r"directors'? (?:&|and) officers'?",
    "Public liability": r"public liability",
    "Employers' liability": r"employers'? liability",
    "Property": r"\bproperty insurance|commercial property\b",
}
_COVER_PATTERNS = {name: re.compile(rf"(?i){pattern}") for name, pattern in _COVERS.items()}
_LIMIT_LABELS: tuple[tuple[str, re.Pattern[str], str | None], ...] = (
    ("limit_general_liability", re.compile(r"(?i)(?<!e\.l\. )each occurrence"), "Commercial general liability"),
    ("limit_general_liability_aggregate", re.compile(r"(?i)general aggregate"), None),
    ("limit_automobile", re.compile(r"(?i)combined single limit(?: \(ea(?:ch)? accident\))?"), None),
    ("limit_workers_compensation", re.compile(r"(?i)e\.?l\.? each accident"), None),
    ("limit_umbrella", re.compile(r"(?i)each occurrence"), "Umbrella liability"),
    ("limit_professional", _COVER_PATTERNS["Professional liability"], None),
    ("limit_cyber", _COVER_PATTERNS["Cyber liability"], None),
)
"""Key, label, and the cover that must be the nearest ahead of a label that several covers share."""
MAX_LABELS = 40
"""Places of one label looked at on a page."""
_ANY_COVER = re.compile("(?i)" + "|".join(f"(?:{pattern})" for pattern in _COVERS.values()))
_LIMIT_WORD = re.compile(
    r"(?i)(?<!sub-)(?<!sub)\b(?:limits?(?: of (?:liability|indemnity|cover|insurance))?|sum insured|"
    r"(?:deckungs|versicherungs|haftungs)summe|montant (?:garanti|assuré)|plafond)\b"
)
_OTHER_SUM = re.compile(
    r"(?i)deductible|retention|\bs\.?i\.?r\b|premium|\bexcess\b(?! liab)|retroactive|sub-?limit|prämie|franchise|"
    r"\bprime\b|selbst(?:behalt|beteiligung)"
)
"""What an amount beside a cover may be instead of its limit."""
_EARLIER = re.compile(r"(?i)\b(?:previous|prior|former|expiring|expired|vorherig|bisherig|précédent)")
_DENIES = re.compile(
    r"(?i)\bn\s?[/.]\s?a\b|\b(?:none|nil|not|without|exclu\w+|declined|refused|cancell?ed|lapsed|kein\w*|nicht|ohne|"
    r"ausgeschlossen|entfällt|sans|non|aucune?|néant)\b|(?<!policy )(?<!certificate )\bno\b(?!\s?[.:#])"
)
_DENIED_AHEAD = re.compile(
    r"(?i)\b(?:no|without|excluding|excludes|except|kein\w*|ohne|sans|aucune?)\s(?:(?:cover|insurance|for|of)\s){0,3}$"
)
_BARE_AMOUNT = re.compile(r"\s*(?:[A-Z]{3}|[$€£])\s?\d[\d.,']*\s*")
_POLICY_ROW = re.compile(r"\s*[A-Z]{2,5}[-/]\d")
_LIMIT_ENDS = re.compile(r"(?i)\b(?:occurrence|claim|accident|aggregate|limits?)\W*$")
_CHOICE = re.compile(r"(?i)\b(?:or|oder|ou|between|zwischen|entre)\b")
_NEXT_OF_TWO = re.compile(r"(?i)\s*[/|\t]?\s*(?:(?:or|oder|ou|to|bis)\b|(?:[A-Z]{3}|[$€£])?\s?\d)")
_AGGREGATE = re.compile(r"(?i)\W*(?:general |in (?:the )?)?aggregate\b(?!\W*(?:limit\W*)?(?:[A-Z]{3}|[$€£])?\s?\d)")
_POLICY_NUMBER = re.compile(
    r"(?i)(?<!previous )(?<!prior )(?<!former )(?<!expiring )(?<!replaces )(?<!superseded )"
    r"policy (?:number|no\.?|#)\s?:?\s*(?P<n>[A-Z0-9][A-Z0-9\-/]*(?: [A-Z0-9\-/]*\d[A-Z0-9\-/]*){0,3})"
)
_ROW_NUMBER = re.compile(
    r"(?<![\w$/.,])(?=[A-Z0-9\-/]*\d{3})(?=[A-Z0-9\-/]*[A-Z\-])[A-Z0-9][A-Z0-9\-/]{5,24}(?![\w/.,])"
)
_TELEPHONE = re.compile(r"\d{3}-\d{3}-\d{4}|\d{3}-\d{4}|\d-\d{3}-\d{3}-\d{4}|0\d{2,4}-\d{3,4}-?\d{3,4}")
_CALL = re.compile(
    r"(?i)(?:phone|tel(?:ephone|\.)?|fax|mobile|cell|call|ext|hotline)(?: (?:no|number|#))?\W{0,6}[\d +()-]*$"
)
_EFFECTIVE = Labels(
    r"date of commencement(?: of (?:the )?(?:insurance )?(?:policy|cover))?",
    r"(?:policy )?(?:effective|eff|inception|start)(?: date)?",
    "from",
    "period of insurance from",
)
_EXPIRY = Labels(
    r"date of expiry(?: of (?:the )?(?:insurance )?(?:policy|cover))?",
    r"(?:policy )?(?:expiration|expiry|exp|end|renewal)(?: date)?",
    "to",
)
_SPAN = re.compile(r"(?i)(?:policy period|period of (?:insurance|cover)|policy term|period|effective)[: ].{0,120}")
_NUMERIC_PAIR = re.compile(r"(?P<a>\d{1,2}/\d{1,2}/\d{2,4})\s+(?:to\s|-\s)?(?P<b>\d{1,2}/\d{1,2}/\d{2,4})")


def certificate_of_insurance(view: View) -> Iterator[Fact]:
    """Facts of a certificate. Columns arrive as runs of text, so limits are read beside their own labels."""
    leaves = view.front(3)
    for leaf in leaves:
        yield from acord.of_form(leaf)
    yield from _who(leaves)
    yield from _policies(leaves)
    yield from _covers(leaves, view.decimal)
    yield from _dates(view, leaves)


def _who(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        named: list[tuple[str, Line_]] = []
        for line in leaf.lines:
            match = _INSURER.match(line.text)
            if not match:
                continue
            name = tidy(re.split(r"\s{2,}|\t|\s(?=\d{5}$)|\b(?:NAIC|ABN|ACN)\b", match["name"] or match["name2"])[0])
            if name and name[0].isupper() and not re.search(r"(?i)affording|naic|insurer", name):
                named.append((name, (line.start, line.end)))
        if named:
            mark = Mark(leaf.page, named[0][1][0], named[-1][1][1])
            yield fact(
                "insurers", tuple(dict.fromkeys(name for name, _ in named)), mark, confidence=0.88, quote_limit=700
            )
            break
    for leaf in leaves:
        signed = _SIGNED.search(leaf.flat)
        name = tidy(signed["name"]) if signed else None
        if signed and name:
            yield fact("insurers", (name,), leaf.mark(*signed.span("name")), confidence=0.8)
            break
    for field in _INSURED.find(leaves, loose=True):
        name = tidy(field.value)
        if (
            name
            and len(name.split()) <= 9
            and not re.search(r"(?i)insurer|producer|contact|certificate|named above|will be|provisions", name)
        ):
            yield fact("insured", name, field.mark, confidence=0.85)
            return


Line_ = tuple[int, int]


def _policies(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        spans = [
            match.span("n")
            for match in _POLICY_NUMBER.finditer(leaf.flat)
            if re.search(r"\d{2}", match["n"]) and not _is_called(leaf.flat, match.start("n"))
        ]
        if not spans and any(pattern.search(leaf.flat) for pattern in _COVER_PATTERNS.values()):
            spans = [match.span() for match in _ROW_NUMBER.finditer(leaf.flat) if _is_policy(leaf.flat, match)]
        values = [leaf.flat[start:end] for start, end in spans]
        kept = tuple(dict.fromkeys(value for value in values if not is_blank(value) and not dates.find(value)))
        if kept:
            mark = leaf.mark(spans[0][0], spans[-1][1])
            yield fact("policy_numbers", kept, mark, confidence=0.75, quote_limit=2500)
            return


def _is_policy(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like an identifier in a row may be a policy's number: no date, form or telephone number."""
    number = match[0]
    if dates.find(number) or "ACORD" in number or _TELEPHONE.fullmatch(number) or _is_called(text, match.start()):
        return False
    return bool(re.search(r"[A-Z]", number)) or len(number) > 9


def _is_called(text: str, start: int) -> bool:
    return bool(_CALL.search(text, max(0, start - 24), start))


def _covers(leaves: tuple[Leaf, ...], decimal: str | None) -> Iterator[Fact]:
    for leaf in leaves:
        found = {name: match for name, pattern in _COVER_PATTERNS.items() if (match := pattern.search(leaf.flat))}
        amounts = _limits(leaf, decimal)
        if not amounts:
            continue
        with_words = {name: match for name, match in found.items() if _has_amount(leaf, match)}
        if with_words:
            first, last = min(m.start() for m in with_words.values()), max(m.end() for m in with_words.values())
            ordered = sorted(with_words.values(), key=lambda found: found.start())
            worded = tuple(
                leaf.flat[one.start() : one.end()].capitalize()
                for index, one in enumerate(ordered)
                if not index or one.start() >= ordered[index - 1].end()
            )
            yield fact("coverages", worded, leaf.mark(first, last), confidence=0.75, quote_limit=2500)
        yield from amounts
        return


def _has_amount(leaf: Leaf, match: re.Match[str]) -> bool:
    """Whether an amount follows a cover ahead of the next one, and nothing denies the cover."""
    following = _ANY_COVER.search(leaf.flat, match.end(), match.end() + 420)
    part = leaf.flat[match.end() : following.start() if following else match.end() + 420]
    amount = re.search(r"\$\s?\d|[€£]\s?\d|\d{1,3}[,.']\d{3}[,.']\d{3}", part)
    return bool(amount) and not _DENIES.search(part[: amount.start() if amount else 0]) and not _is_denied(leaf, match)


def _is_denied(leaf: Leaf, cover: re.Match[str]) -> bool:
    """Whether the words right ahead of a cover deny it: "no cyber liability"."""
    return bool(_DENIED_AHEAD.search(leaf.flat, max(0, cover.start() - 40), cover.start()))


def _limits(leaf: Leaf, decimal: str | None) -> list[Fact]:
    """Limits that every place of their label bears out; a denied cover or two amounts give none."""
    if numbers.stated_scale(leaf.flat) != 1:
        return []
    facts: list[Fact] = []
    for key, label, owner in _LIMIT_LABELS:
        stated: dict[tuple[float, str], Mark] = {}
        is_denied = False
        for match in islice(label.finditer(leaf.flat), MAX_LABELS):
            if owner and not _belongs_to(leaf, match, owner):
                continue
            mark = leaf.mark(*match.span())
            own = _own_words(leaf.plain, mark.end)
            first = money.find_money(own, decimal=decimal)
            is_denied |= bool(_DENIES.search(own[: first[0].start] if first else own)) or _is_denied(leaf, match)
            amount = _amount_in(own, _column_of(leaf, mark.end), decimal=decimal)
            if amount:
                end = Mark(leaf.page, mark.start, mark.end + amount.end)
                stated.setdefault((amount.value, amount.currency), end)
        if len(stated) == 1 and not is_denied:
            ((value, currency), place), *_ = stated.items()
            facts.append(fact(key, value, place, confidence=0.8))
            facts.append(fact("currency", currency, place, confidence=0.8))
    return facts


def _belongs_to(leaf: Leaf, label: re.Match[str], owner: str) -> bool:
    """Whether the nearest cover ahead of a label is `owner` and is not denied on the way."""
    before = max(0, label.start() - 250)
    ahead = list(_ANY_COVER.finditer(leaf.flat, before, label.start()))
    if not ahead or not _COVER_PATTERNS[owner].match(ahead[-1][0]):
        return False
    return not _DENIES.search(leaf.flat, ahead[-1].end(), label.start())


def _own_words(text: str, at: int) -> str:
    """The rest of a label's line, and lines below that go on with it: one that says it is the limit, the row of the
    policy, or an amount alone below "each occurrence"."""
    line, *below = text[at : at + 400].split("\n")[:4]
    own = line
    for following, behind in zip(below, [*below[1:], ""], strict=False):
        if re.search(r"\d{3},|[$€£]\s?\d|[A-Z]{3} \d", own) or _DENIES.search(own) or _ANY_COVER.search(following):
            break
        is_wrapped = _BARE_AMOUNT.fullmatch(following) and not _BARE_AMOUNT.fullmatch(behind)
        if not (
            _LIMIT_WORD.match(following.strip())
            or (not own.strip() and _POLICY_ROW.match(following))
            or (is_wrapped and _LIMIT_ENDS.search(text[max(0, at - 20) : at] + own))
        ):
            break
        own += "\n" + following
    return own


def _column_of(leaf: Leaf, at: int) -> tuple[int, str] | None:
    """(the cell right of the label that a header calls the limit, counted from 0, the header); -1 when it is unclear
    which. None without a header that names another sum."""
    line = leaf.plain.count("\n", 0, at)
    above = leaf.plain.split("\n")[max(0, line - 15) : line]
    row = leaf.plain.split("\n")[line]
    for header in reversed(above):
        if len(header) > 160 or re.search(r"\d", header) or not _OTHER_SUM.search(header):
            continue
        if not _LIMIT_WORD.search(header) and len(re.split(r"\t|\s{2,}|\|", header.strip())) < 2:
            continue
        cells = header.split("\t")
        limits = [index for index, cell in enumerate(cells) if _LIMIT_WORD.search(cell)]
        if len(limits) != 1 or "\t" not in row or len(row.split("\t")) != len(cells):
            return -1, header
        label = leaf.plain[leaf.plain.rfind("\n", 0, at) + 1 : at].count("\t")
        return limits[0] - label, header
    return None


def _amount_in(own: str, column: tuple[int, str] | None, *, decimal: str | None) -> money.Amount | None:
    """The one amount that answers a label in the words behind it, its places counted in `own`."""
    begin = 0
    if column is not None:
        cells = own.split("\t")
        if not 0 < column[0] < len(cells):
            return None
        begin = sum(len(cell) + 1 for cell in cells[: column[0]])
        own = " " * begin + cells[column[0]]
    for limit in _LIMIT_WORD.finditer(own, begin):
        if re.match(r"[\s:=-]{0,4}(?:[A-Z]{3}|[$€£])?\s?\d", own[limit.end() :]):
            begin = limit.end()
            break
    amounts = [found for found in money.find_money(own, decimal=decimal) if found.start >= begin]
    if not amounts or amounts[0].start - begin > 160:
        return None
    first = amounts[0]
    between, behind = own[: first.start], own[first.end :]
    if _ANY_COVER.search(between) or _DENIES.search(between) or _CHOICE.search(between) or _EARLIER.search(between):
        return None
    if _OTHER_SUM.search(between[begin:]) or re.fullmatch(r"\s*[,;]\s*(?:and )?", between):
        return None
    is_named = begin > 0
    if _NEXT_OF_TWO.match(behind) or (_AGGREGATE.match(behind) and not is_named and not between.strip(": \t")):
        return None
    return None if not is_named and _OTHER_SUM.match(behind.lstrip(" \t(,-")) else first


def _dates(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    american = view.holds("acord")
    day_first = False if american else view.day_first
    for leaf in leaves:
        for pair in _NUMERIC_PAIR.finditer(leaf.flat):
            found = dates.find_days(pair[0], day_first=day_first)
            if len(found) == 2 and 80 < (found[1].day - found[0].day).days < 1200:
                mark = leaf.mark(*pair.span())
                yield fact("effective_date", found[0].iso, mark, confidence=0.9)
                yield fact("expiry_date", found[1].iso, mark, confidence=0.9)
                return
    for hit in view.near(("period", "policy term", "effective"), _SPAN, after=150, leaves=leaves):
        pairs = dates.periods(hit[0], day_first=day_first)
        if pairs:
            yield fact("effective_date", pairs[0][0].iso, hit.mark(), confidence=0.88)
            yield fact("expiry_date", pairs[0][1].iso, hit.mark(), confidence=0.88)
            return
    for labels, key in ((_EFFECTIVE, "effective_date"), (_EXPIRY, "expiry_date")):
        for field in labels.find(leaves, loose=True):
            found = dates.find_days(field.value[:50], day_first=day_first)
            if found and found[0].start < 12:
                yield fact(key, found[0].iso, field.mark, confidence=0.85)
                break
