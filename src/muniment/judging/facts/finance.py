"""Financial statements and annual reports: the period, the auditor, the opinion, and two lines reviewers look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import attestation, auditors, dates, money
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, Occurrence, View
from muniment.judging.model import Fact

_PERIOD = re.compile(
    r"(?i)(?:(?:fiscal |financial )?(?:year|period|quarter|(?:three|six|nine|twelve|\d+) months|"
    r"twelve-month period)s? (?:then )?end(?:ed|ing)|as (?:of|at)|period from) .{0,70}"
)
_REVENUE = re.compile(
    r"(?i)^(?:total (?:net )?(?:revenues?|sales|income)|net (?:revenues?|sales)|revenues?(?: and other income)?|"
    r"turnover|"
    r"total revenues? and (?:other )?(?:support|gains|income)(?:[\w ,]*)?|"
    r"total incoming resources)(?![\w-])(?P<rest>(?! from| per|:).*)$"
)
_NET = re.compile(
    r"(?i)^(?:net (?:income|loss|profit|earnings|surplus|deficit)(?:\s?/?\s?\(?(?:loss|deficit|income)\)?)?"
    r"(?: attributable to [\w ]+| after tax\w*| for the (?:financial )?(?:year|period|quarter))?|"
    r"(?:\(?(?:profit|loss|surplus|deficit)\)?\s?/?\s?){1,2} (?:for the (?:financial )?(?:year|period|quarter)|"
    r"after tax\w*)|"
    r"change in net assets|(?:increase|decrease)(?: \(decrease\))? in net assets)(?![\w-])(?P<rest>(?! before| from|"
    r" per|:).*)$"
)
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<minus>-\s?)?(?:[$€£]|R|USD|EUR)?\s{{0,3}}(?P<n>{money.NUMBER})"
    rf"(?P<close>\))?(?P<percent>\s{{0,4}}%)?"
)
_FIGURE = re.compile(rf"(?i)(?:notes?\s)?(?:{money.NUMBER})|\b(?:R|USD|EUR|GBP)\b")
_INCOME = (
    "income statement",
    "comprehensive income",
    "statement of income",
    "statements of income",
    "operations",
    "statement of activities",
    "statements of activities",
    "profit and loss",
    "profit or loss",
    "earnings",
)
_SCALE = re.compile(
    r"(?i)\b(?:in|expressed in|\()\s?(?:thousands|millions|billions)\b|(?<![a-z])(?:[$€£]|USD|EUR|GBP|"
    r"R(?='))\s?'?(?P<short>000s?|m|mn|million|thousand)\b|'000s?\b|\bin (?:USD|EUR|US\$|€|\$) ?(?:thousands|millions)"
)
_CURRENCY = re.compile(
    r"(?i)(?:\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SGD|ZAR|SEK|NOK|DKK|NZD)\b|u\.?s\.? dollars|US\$|[$€£¥])"
)


def statements(view: View) -> Iterator[Fact]:
    """Facts of statements; figures come from rows of a page that names its scale, the current year's column first."""
    yield from _period(view)
    yield from auditors.auditor(view, key="auditor")
    if view.holds("independent audit", "auditor's report", "auditors' report", "report of independent"):
        yield from attestation.opinion(view)
    yield from _figures(view)


def _period(view: View) -> Iterator[Fact]:
    day_first = view.day_first
    for hit in view.near(
        (" ended", " ending", "as of", "as at", "period from"), _PERIOD, before=40, after=120, leaves=view.front(10)
    ):
        found = dates.find_days(hit[0], day_first=day_first)
        if not found:
            continue
        pairs = dates.periods(hit[0], day_first=day_first)
        start = hit.match.start()
        if pairs:
            yield fact("period_start", pairs[0][0].iso, hit.mark(), confidence=0.8)
        last = pairs[0][1] if pairs else found[0]
        yield fact("period_end", last.iso, hit.leaf.mark(start, start + last.end), confidence=0.88)
        return


def _figures(view: View) -> Iterator[Fact]:
    for key, pattern, words in (
        ("revenue", _REVENUE, ("revenue", "sales", "turnover", "income", "incoming")),
        ("net_income", _NET, ("net ", "profit", "loss", "surplus", "deficit", "change in net")),
    ):
        for leaf in view.leaves[:200]:
            if not any(word in leaf.low for word in words) or not _shows_income(leaf):
                continue
            row = None if _has_segments(leaf) else _row(leaf, pattern)
            if row is None:
                continue
            line, value = row
            scale = _scale_of(leaf)
            if scale is None:
                continue
            yield fact(key, value * scale, leaf.mark_line(line), confidence=0.8)
            yield from _currency(leaf)
            break


def _shows_income(leaf: Leaf) -> bool:
    """Whether the leaf holds a statement of income, or at least none of cash flows or of changes in equity."""
    return any(name in leaf.low for name in _INCOME) or not any(
        word in leaf.low
        for word in ("cash flow", "changes in equity", "changes in trust", "used in operat", "utilised by")
    )


def _has_segments(leaf: Leaf) -> bool:
    """Whether a heading names more than two years' columns: then which column is the whole cannot be told."""
    return any(
        len(re.findall(r"\b(?:19|20)\d\d\b", line.text)) > 2
        for line in leaf.lines
        if not re.search(r"[.,;]$", line.text)
    )


def _row(leaf: Leaf, pattern: re.Pattern[str]) -> tuple[Line, int | float] | None:
    """The first row of the leaf that has a label and at least two figures, with its first figure."""
    for line in leaf.lines:
        match = pattern.match(line.text) if len(line.text) < 200 else None
        if not match:
            continue
        if re.search(r"\d-\d", match["rest"]) or re.search(r"\w", _FIGURE.sub(" ", match["rest"])):
            continue
        figures = [found for found in _NUMBER.finditer(match["rest"]) if not found["percent"]]
        amounts = [
            found
            for found in figures
            if len(re.sub(r"\D", "", found["n"])) > 2 and not re.fullmatch(r"(?:19|20)\d\d", found["n"])
        ]
        if len(figures) >= 2 and amounts and not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", match["rest"]):
            value = money.number(amounts[0]["n"])
            negative = amounts[0]["open"] or amounts[0]["minus"]
            return line, -value if negative else value
    return None


def _scale_of(leaf: Leaf) -> int | None:
    """1, a thousand or a million as the page says; None when a page of small figures says nothing."""
    match = _SCALE.search(leaf.flat)
    if not match:
        return 1 if re.search(r"\d{1,3}(?:[, ]\d{3}){2}", leaf.flat) else None
    text = match[0].lower()
    return 10**9 if "billion" in text else 10**6 if "million" in text or match["short"] in {"m", "mn", "M"} else 10**3


def _currency(leaf: Leaf) -> Iterator[Fact]:
    match = _CURRENCY.search(leaf.flat)
    code = money.CURRENCY_NAMES.get(match[0].lower()) if match else None
    if match and code:
        yield fact("currency", code, Occurrence(leaf, match).mark(), confidence=0.8)
