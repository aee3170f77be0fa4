"""Terms of an agreement in a table of key terms: labels with a length of time, a sum or a percentage beside them, and
its parties beside their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import PARTY, tidy
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

_LENGTHS = {
    "termination_notice": Labels(
        "(?:termination |cancellation |non-renewal |minimum )?notice(?: period)?(?: for termination| of termination)?",
        "termination (?:for convenience|notice|without cause)(?: notice)?(?: period)?|period of notice|notice to "
        "terminate",
    ),
    "breach_notification": Labels(
        "(?:security |personal |data |privacy |cyber )*(?:breach|incident) "
        "(?:notification|notice|reporting|disclosure)(?: (?:period|window|time|deadline|timeframe|within|"
        "obligation|sla))?",
        "notification of (?:personal |data |security )*(?:breach(?:es)?|incidents?)|time to (?:notify|report)"
        "(?: of)?(?: a)?(?: breach| incident)?",
    ),
    "subprocessor_notice": Labels(
        "(?:new |change of )?sub-?(?:processor|contractor)s? (?:change )?(?:notice|notification|objection notice)"
        "(?: period)?|notice of (?:new|change of|changes (?:to|of|in)) sub-?(?:processor|contractor)s?",
    ),
}
_LENGTH = re.compile(
    r"(?i)(?:(?:within|no(?:t)? later than|at least|not less than|no less than|minimum(?: of)?|up to|maximum(?: "
    r"of)?|on|"
    r"upon|max\.?|min\.?) (?:a )?)?"
)
_ABOUT_LENGTH = re.compile(
    r"(?i)['’]?\s?(?:(?:prior|written|advance|calendar|either|by|party|notice|in|of|from|after|becoming|aware|discovery|"
    r"writing|a|the|breach|detection|confirmation|to|customer|before|renewal|end|term|for|both|parties|side)\s?)*[.,;]?"
)
_CAP = Labels(
    "(?:overall |total |aggregate |annual |maximum )*(?:liability|aggregate) (?:cap|limit)",
    "(?:cap|limit|limitation|ceiling) (?:on|of) liability|(?:maximum|total|aggregate|overall) liability",
)
_UPTIME = Labels(
    "(?:monthly |annual |service |platform |guaranteed |target )*(?:uptime|availability)"
    "(?: (?:commitment|guarantee|percentage|sla|level|per month))*",
)
_PERCENT = re.compile(
    r"(?:(?:at least|>=?|≥|min\.?|minimum) ?)?(?P<n>9\d(?:[.,]\d{1,5})?|100)\s?(?:%|percent\b).{0,30}"
)
_GIVERS = Labels(
    "(?:the )?(?:supplier|vendor|(?:service )?provider|seller|licensor|contractor|consultant|(?:data )?processor|"
    "data importer|business associate|disclos(?:er|ing party)|company|first party|party (?:a|1|one)|manufacturer)"
    "(?: name| entity)?",
    *vocabulary.labels("contract", "giver"),
)
_TAKERS = Labels(
    "(?:the )?(?:customer|client|buyer|purchaser|licensee|(?:data )?controller|data exporter|covered entity|"
    "recipient|receiving party|second party|party (?:b|2|two)|subscriber|principal|end user|sold to)(?: name| entity)?",
    *vocabulary.labels("contract", "taker"),
)
MAX_PARTED = 700
"""Characters from one party to the other; both must stand in one quote."""


def term_sheet(view: View) -> Iterator[Fact]:
    """Terms that labels name, each where all of its answers agree."""
    leaves = view.front(6)
    for key, labels in _LENGTHS.items():
        answer = agreed((said, field) for field in labels.find(leaves, loose=True) if (said := _length_in(field)))
        if answer:
            yield fact(key, answer[0], answer[1].mark, confidence=0.86)
    yield from _cap(view)
    for field in _UPTIME.find(leaves, loose=True):
        match = _PERCENT.fullmatch(field.value.rstrip("."))
        if match and not re.search(r"(?i)target|goal|credit|below", field.mark.text):
            number = float(match["n"].replace(",", "."))
            yield fact(
                "uptime_commitment", int(number) if number == int(number) else number, field.mark, confidence=0.82
            )
            break


def parties(view: View) -> Iterator[Fact]:
    """The two organisations that stand beside opposite roles on one page: "Supplier: A Ltd", "Customer: B GmbH"."""
    sides = [_named(labels, view) for labels in (_GIVERS, _TAKERS)]
    for first in sides[0][:1]:
        for second in sides[1][:1]:
            whole = first[1].to(second[1])
            if first[0] != second[0] and first[1].page is second[1].page and whole.end - whole.start <= MAX_PARTED:
                ordered = sorted((first, second), key=lambda one: one[1].start)
                names = tuple(name for name, _ in ordered)
                yield fact("parties", names, whole, confidence=0.8, quote_limit=MAX_PARTED + 100)


def _named(labels: Labels, view: View) -> list[tuple[str, Mark]]:
    found = []
    for field in labels.find(view.front(2), loose=True):
        whole = PARTY.match(field.value)
        name = tidy(whole[0]) if whole else None
        if name:
            found.append((name, field.mark))
    return found


def _length_in(field: Field) -> str | None:
    """The length of time that a value is, with no more than words of notice around it."""
    value = field.value[:80]
    lead = _LENGTH.match(value)
    length = money.DURATION.match(value, lead.end() if lead else 0)
    if not length or not _ABOUT_LENGTH.fullmatch(value[length.end() :]):
        return None
    return money.duration_of(length)


def _cap(view: View) -> Iterator[Fact]:
    for field in _CAP.find(view.front(6), loose=True):
        amounts = money.find_money(field.value[:80], decimal=view.decimal)
        if len(amounts) != 1 or amounts[0].start > 4 or len(field.value) > 80:
            continue
        yield fact("liability_cap", field.value.rstrip(" ."), field.mark, confidence=0.82)
        yield fact("liability_cap_amount", amounts[0].value, field.mark, confidence=0.82)
        yield fact("currency", amounts[0].currency, field.mark, confidence=0.78)
        return
