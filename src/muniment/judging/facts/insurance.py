"""Certificates of insurance, above all the ACORD 25 form: who insures whom, policies, limits, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, money, numbers
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
_LIMIT_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("limit_general_liability", re.compile(r"(?i)(?<!e\.l\. )each occurrence")),
    ("limit_general_liability_aggregate", re.compile(r"(?i)general aggregate")),
    ("limit_automobile", re.compile(r"(?i)combined single limit(?: \(ea(?:ch)? accident\))?")),
    ("limit_workers_compensation", re.compile(r"(?i)e\.?l\.? each accident")),
)
_POLICY_NUMBER = re.compile(
    r"(?i)policy (?:number|no\.?|#)\s?:?\s*(?P<n>[A-Z0-9][A-Z0-9\-/]*(?: [A-Z0-9\-/]*\d[A-Z0-9\-/]*){0,3})"
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
    return bool(re.search(r"\$\s?\d|[€£]\s?\d|\d{1,3},\d{3},\d{3}", leaf.flat[match.end() : match.end() + 420]))


def _limits(leaf: Leaf, decimal: str | None) -> list[Fact]:
    facts: list[Fact] = []
    for key, label in _LIMIT_LABELS:
        match = label.search(leaf.flat)
        if match:
            facts.extend(_amount_after(leaf, key, match, reach=60, decimal=decimal))
    for key, cover, limit in (
        ("limit_umbrella", "Umbrella liability", re.compile(r"(?i)each occurrence")),
        ("limit_professional", "Professional liability", None),
        ("limit_cyber", "Cyber liability", None),
    ):
        match = _COVER_PATTERNS[cover].search(leaf.flat)
        if match and limit:
            match = limit.search(leaf.flat, match.end(), match.end() + 200)
        if match:
            facts.extend(_amount_after(leaf, key, match, reach=60 if limit else 160, decimal=decimal))
    return facts


def _amount_after(leaf: Leaf, key: str, label: re.Match[str], *, reach: int, decimal: str | None) -> Iterator[Fact]:
    amounts = money.find_money(leaf.flat[label.end() : label.end() + reach + 40], decimal=decimal)
    if amounts and amounts[0].start < reach and numbers.stated_scale(leaf.flat) == 1:
        mark = leaf.mark(label.start(), label.end() + amounts[0].end)
        yield fact(key, amounts[0].value, mark, confidence=0.8)
        yield fact("currency", amounts[0].currency, mark, confidence=0.8)


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
