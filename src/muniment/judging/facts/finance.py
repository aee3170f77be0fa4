"""Financial statements and annual reports: the period, the auditor, the opinion, and two lines reviewers look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import auditors, companies, dates, money, opinions, statement_rows, vocabulary
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, Occurrence, View
from muniment.judging.model import Fact

_PERIOD = re.compile(
    r"(?i)(?:(?:fiscal |financial )?(?:year|period|quarter|(?:three|six|nine|twelve|\d+) months|"
    r"twelve-month period)s? (?:then )?(?:end(?:ed|ing)|to)|as (?:of|at)|period from) .{0,70}"
)


def _abroad(key: str) -> str:
    return "|".join(sorted(vocabulary.labels("statements", key), key=len, reverse=True))


_NUMBERED = statement_rows.NUMBERED
_REVENUE = re.compile(
    rf"(?i)^{_NUMBERED}(?:total revenues? and (?:other )?(?:support|gains|income)(?:[^\W\d]|[ ,](?![\d(-]))*|"
    r"(?:total|net|group|consolidated|insurance|sales|operating) (?:net |group |operating )?"
    r"(?:revenues?|sales|turnover)|"
    r"revenues?(?: from (?:operations|contracts with customers|services|ordinary activities)(?: \((?:net|gross)\))?|"
    r" and other income)?|turnover|sales|"
    r"total revenues? and (?:other )?(?:support|gains|income)(?:[^\W\d]|[ ,](?![\d(-]))*|"
    rf"total incoming resources|{_abroad('revenue')})(?![\w-])(?P<rest>(?! from| per|:).*)$"
)
_INCOME_IN_ALL = re.compile(r"(?i)^total income(?![\w-])(?P<rest>(?! from| per|:).*)$")
"""What stands for revenue where a statement names none, such as a charity's."""
_NET = re.compile(
    rf"(?i)^{_NUMBERED}(?:(?:consolidated )?"
    r"net (?:\(?(?:income|loss|profit|earnings|surplus|deficit)\)?\s?(?:/|or|and)?\s?){1,2}"
    r"(?: attributable to [\w ]+| after tax\w*| for the (?:financial )?(?:year|period|quarter))?|"
    r"(?:\(?(?:profit|loss|surplus|deficit)\)?\s?/?\s?){1,2} ?(?:for the (?:financial )?(?:year|period|quarter)(?:,? "
    r"(?:being|representing|and)(?: the)? total comprehensive (?:income|"
    r"loss)(?: for the (?:financial )?(?:year|period))?)?|"
    r"after (?:income )?tax\w*(?: for the (?:financial )?(?:year|period))?)|"
    rf"\(?deficit\)?\s?/\s?\(?surplus\)?|\(?surplus\)?\s?/\s?\(?deficit\)?|\(?deficit\)? surplus|"
    rf"surplus \(?deficit\)?|"
    rf"net profit after tax\w*|results? (?:after tax(?:ation|es)?|for the (?:financial )?(?:year|period))|"
    rf"profit attributable to (?:owners|shareholders|equity holders)[\w ]*|"
    rf"change in net assets|(?:increase|decrease)(?: \(decrease\))? in net assets|"
    rf"{_abroad('net_income')})(?![\w-])(?P<rest>(?! before| from|"
    r" per|:).*)$"
)
_FIGURES = re.compile(r"\s\(?[-\d$€£]")
"""Where the figures of a row begin."""
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
_CURRENCY = re.compile(
    r"(?i)(?:(?:\b|(?<=\bT))(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SGD|ZAR|SEK|NOK|DKK|NZD)\b|u\.?s\.? dollars|"
    r"[UR]S?\$|[$€£¥]|\beuros?\b|\breais\b)"
)


def statements(view: View) -> Iterator[Fact]:
    """Facts of statements; figures come from rows of a page that names its scale, the current year's column first."""
    yield from companies.company(view)
    yield from _period(view)
    yield from auditors.auditor(view, key="auditor")
    if view.holds(
        "independent audit",
        "auditor's report",
        "auditor's opinion",
        "audit opinion",
        "auditors' report",
        "report of independent",
        *opinions.ANCHORS,
    ):
        yield from opinions.opinion(view)
    yield from _headed_opinion(view)
    yield from _figures(view)


_HEADED_OPINION = re.compile(r"(?i)(?P<kind>qualified|adverse) opinion(?=$|[.:] )")


def _headed_opinion(view: View) -> Iterator[Fact]:
    """A modified opinion that its heading names, alone on a line or ahead of its first sentence."""
    for leaf in view.front(12):
        for line in leaf.lines:
            headed = _HEADED_OPINION.match(line.text)
            if headed:
                mark = Mark(leaf.page, line.start, line.start + headed.end())
                yield fact("opinion", headed["kind"].lower(), mark, confidence=0.93, quote_limit=1)
                return


_YEAR_END = Labels(
    "(?:financial |fiscal |accounting |reporting )?(?:year|period)[ -]end(?:ed|ing|s)?(?: date| on)?|balance "
    "sheet date|"
    "(?:accounting )?reference date|reporting date",
)
_YEARS_OF_TITLE = re.compile(r"(?i)(?:as (?:of|at) )?(?P<day>.{6,20}\d{4}),? and (?:19|20)\d\d")
"""A line of the cover that names the days of two years: "December 31, 2025 and 2024"."""
MAX_COVER_LINES = 12
_YEAR_SPAN = re.compile(r"(?i)\b(?:fiscal|financial|reporting|accounting) (?:year|period)\b.{0,90}")


def _period(view: View) -> Iterator[Fact]:
    day_first = view.day_first
    labelled = agreed(
        (found[0].iso, field)
        for field in _YEAR_END.find(view.front(4), loose=True)
        if (found := dates.find_days(field.value[:40], day_first=day_first)) and found[0].start < 4
    )
    if labelled:
        yield fact("period_end", labelled[0], labelled[1].mark, confidence=0.85)
    for hit in view.near(
        ("fiscal ", "financial ", "reporting ", "accounting "), _YEAR_SPAN, after=120, leaves=view.front(4)
    ):
        spans = dates.periods(hit[0], day_first=day_first)
        if spans and 80 < (spans[0][1].day - spans[0][0].day).days < 560:
            mark = hit.leaf.mark(hit.match.start(), hit.match.start() + spans[0][1].end)
            yield fact("period_start", spans[0][0].iso, mark, confidence=0.78)
            yield fact("period_end", spans[0][1].iso, mark, confidence=0.78)
            break
    for leaf in view.front(2):
        for line in leaf.lines[:MAX_COVER_LINES]:
            titled = _YEARS_OF_TITLE.fullmatch(line.text)
            ends = dates.find_days(titled["day"], day_first=day_first) if titled else []
            if ends:
                yield fact("period_end", ends[0].iso, leaf.mark_line(line), confidence=0.8)
    for hit in view.near(
        (" ended", " ending", "year to", "period to", "as of", "as at", "period from"),
        _PERIOD,
        before=40,
        after=120,
        leaves=view.front(10),
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
        ("revenue", _REVENUE, ("revenue", "sales", "turnover", "incoming", *vocabulary.words("income"))),
        ("revenue", _INCOME_IN_ALL, ("total income",)),
        (
            "net_income",
            _NET,
            (
                "net ",
                "profit",
                "result after",
                "result for",
                "loss",
                "surplus",
                "deficit",
                "change in net",
                *vocabulary.words("income"),
            ),
        ),
    ):
        for leaf in view.leaves[:200]:
            if not any(word in leaf.low for word in words) or not _shows_income(leaf):
                continue
            row = None if statement_rows.has_segments(leaf) else statement_rows.row(leaf, pattern, view.decimal)
            if row is None:
                continue
            line, value = row
            scale = statement_rows.scale_of(leaf, view.front(8))
            if scale is None:
                continue
            scale = statement_rows.scale_of_figure(line, value, scale, view.decimal)
            is_loss = key == "net_income" and money.is_loss(_FIGURES.split(line.text)[0])
            amount = round((-abs(value) if is_loss else value) * scale, 2)
            whole = int(amount) if amount == int(amount) else amount
            confidence = 0.75 if pattern is _INCOME_IN_ALL else 0.8
            yield fact(key, whole, leaf.mark_line(line), confidence=confidence)
            yield from _currency(leaf, view)
            break


def _shows_income(leaf: Leaf) -> bool:
    """Whether the leaf holds a statement of income, or at least none of cash flows or of changes in equity."""
    return any(name in leaf.low for name in _INCOME) or not any(
        word in leaf.low
        for word in (
            "cash flow",
            "changes in equity",
            "changes in trust",
            "used in operat",
            "utilised by",
            *vocabulary.words("cash_flow"),
        )
    )


def _currency(leaf: Leaf, view: View) -> Iterator[Fact]:
    """The currency of a leaf; of one that names none that of the first pages, where they name one alone."""
    for one in (leaf, *view.front(8)):
        match = _CURRENCY.search(one.flat)
        code = money.CURRENCY_NAMES.get(match[0].lower()) if match else None
        if match and code:
            named = {money.CURRENCY_NAMES.get(found[0].lower()) for found in _CURRENCY.finditer(one.flat)}
            if one is leaf or named == {code}:
                yield fact("currency", code, Occurrence(one, match).mark(), confidence=0.8)
                return
