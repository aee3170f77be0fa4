"""Financial statements and annual reports: the period, the auditor, the opinion, and two lines reviewers look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import attestation, auditors, companies, dates, money, numbers, opinions, vocabulary
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, Occurrence, View
from muniment.judging.model import Fact

_PERIOD = re.compile(
    r"(?i)(?:(?:fiscal |financial )?(?:year|period|quarter|(?:three|six|nine|twelve|\d+) months|"
    r"twelve-month period)s? (?:then )?(?:end(?:ed|ing)|to)|as (?:of|at)|period from) .{0,70}"
)


def _abroad(key: str) -> str:
    return "|".join(sorted(vocabulary.labels("statements", key), key=len, reverse=True))


_NUMBERED = r"(?:[A-Z\d]{1,3}[.)][\dA-Z.)-]{0,5}\s?){0,2}"
"""The number of a position ahead of its name: "A.5)", "1.", "A) 1)"."""
_REVENUE = re.compile(
    rf"(?i)^{_NUMBERED}(?:(?:total|net|group|consolidated|insurance|sales|operating) (?:net |group |operating )?"
    r"(?:revenues?|sales|turnover)|"
    r"revenues?(?: from (?:operations|contracts with customers|services|ordinary activities)(?: \((?:net|gross)\))?|"
    r" and other income)?|turnover|sales|"
    r"total revenues? and (?:other )?(?:support|gains|income)(?:[\w ,]*)?|"
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
    rf"change in net assets|(?:increase|decrease)(?: \(decrease\))? in net assets|"
    rf"{_abroad('net_income')})(?![\w-])(?P<rest>(?! before| from|"
    r" per|:).*)$"
)
_FIGURES_ALONE = re.compile(r"[\d\s.,'()$€£-]+")
_BESIDE_FIGURES = re.compile(r"(?i)\bnotes?\s\d*|\b(?:R|USD|EUR|GBP|CHF|INR|SEK|NOK|DKK|Rs)\b|\d+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MAX_HEADING = 120
"""Characters of a line that may name the columns' years."""
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
        yield from attestation.opinion(view)
    yield from _figures(view)


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
            ("net ", "profit", "loss", "surplus", "deficit", "change in net", *vocabulary.words("income")),
        ),
    ):
        for leaf in view.leaves[:200]:
            if not any(word in leaf.low for word in words) or not _shows_income(leaf):
                continue
            row = None if _has_segments(leaf) else _row(leaf, pattern, view.decimal)
            if row is None:
                continue
            line, value = row
            scale = _scale_of(leaf)
            if scale is None:
                continue
            amount = round(value * scale, 2)
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


def _has_segments(leaf: Leaf) -> bool:
    """Whether a heading names more than two years' columns: then which column is the whole cannot be told."""
    return any(
        len(re.findall(r"\b(?:19|20)\d\d\b", line.text)) > 2
        for line in leaf.lines
        if not re.search(r"[.,;]$", line.text)
    )


def _row(leaf: Leaf, pattern: re.Pattern[str], decimal: str | None) -> tuple[Line, int | float] | None:
    """The first row of the leaf that has a label and at least two figures, or one where the statement shows one year;
    with its figure of the newest year."""
    labelled = [
        (line, match["rest"])
        for line in _whole_rows(leaf)
        if len(line.text) < 200 and (match := pattern.match(line.text)) and not re.search(r"\d-\d", match["rest"])
    ]
    fewest = 1 if labelled and _is_single_column(leaf, decimal) else 2
    for line, rest in labelled:
        figures = [one for one in numbers.find(rest, decimal=decimal) if not re.match(r"\s{0,4}%", rest[one.end :])]
        amounts = _amounts(rest, figures)
        if len(figures) >= fewest and amounts and not re.search(r"[^\W\d_]", _without(rest, figures)):
            is_reversed = _is_oldest_first(leaf, line)
            if is_reversed and len(amounts) != 2:
                return None
            return line, amounts[-1 if is_reversed else 0].value
    return None


def _whole_rows(leaf: Leaf) -> Iterator[Line]:
    """The lines of a leaf; a label without figures that its column broke goes on to those below it."""
    lines = leaf.lines
    for index, line in enumerate(lines):
        last = index
        while (
            last < index + 2
            and last + 1 < len(lines)
            and not re.search(r"\d", lines[last].text)
            and (lines[last + 1].text[0].islower() or (last > index and _FIGURES_ALONE.fullmatch(lines[last + 1].text)))
        ):
            last += 1
        yield (
            line if last == index else Line(" ".join(leaf.plain[line.start : lines[last].end].split("\n")), line.start)
        )


def _is_single_column(leaf: Leaf, decimal: str | None) -> bool:
    """Whether no row has two amounts: the statement shows one year."""
    rows = (line.text for line in leaf.lines if len(line.text) < MAX_HEADING and not dates.find(line.text))
    return not any(len(_amounts(text, numbers.find(text, decimal=decimal))) > 1 for text in rows)


def _amounts(text: str, figures: list[numbers.Number]) -> list[numbers.Number]:
    return [one for one in figures if abs(one.value) > 99 and not _YEAR.fullmatch(text[one.start : one.end])]


def _is_oldest_first(leaf: Leaf, row: Line) -> bool:
    """Whether the nearest heading above a row that names two years puts the older one first; the newer one is meant."""
    for line in reversed([line for line in leaf.lines if line.start < row.start]):
        years = [int(year) for year in _YEAR.findall(line.text)] if len(line.text) < MAX_HEADING else []
        if len(years) == 2 and not re.search(r"(?i)[.,;]$|\b(?:to|through|from|until|bis)\b", line.text):
            return years[0] < years[1]
    return False


def _without(text: str, figures: list[numbers.Number]) -> str:
    for one in reversed(figures):
        text = text[: one.start] + " " + text[one.end :]
    return _BESIDE_FIGURES.sub(" ", text)


def _scale_of(leaf: Leaf) -> int | None:
    """1, a thousand or a million as the page says; None when a page of small figures says nothing, or two things."""
    scale = numbers.stated_scale(leaf.flat)
    if scale == 1:
        return 1 if re.search(r"\d{1,3}(?:[,. ']\d{3}){2}", leaf.flat) else None
    return scale


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
