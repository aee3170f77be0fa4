"""Japanese financial statements: company, year, revenue and net income in the unit that the page names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.japanese import days, names
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.model import Fact

UNIT = re.compile(r"単位[ :]{0,2}(千円|百万円|億円|円)")
_SCALES = {"円": 1, "千円": 1000, "百万円": 10**6, "億円": 10**8}
_REVENUE = re.compile(
    r"(?:売上高|売上収益|営業収益|経常収益|事業収益|"
    r"完成工事高)(?:合計)?(?:\([^()]*\))?[ \t:]+(?P<rest>.*)"
)
_NET = re.compile(
    r"(?:親会社株主に帰属する|税引後)?当期純(?:利益|損失|利益又は当期純損失)(?:\([^()]*\))?[ \t:]+(?P<rest>.*)"
)
_NUMBER = re.compile(r"(?P<loss>[△▲-])?[ ]?(?P<figures>\d{1,3}(?:,\d{3})+|\d{1,3})(?![\d,年月%.])")
_NOW, _BEFORE = re.compile(r"当(?:期|事業年度|連結会計年度)"), re.compile(r"前(?:期|事業年度|連結会計年度)")
MIN_DAYS, MAX_DAYS, HEAD = 80, 400, 12


def statements(texts: Sequence[Text]) -> Iterator[Fact]:
    """Candidates; of a row with several figures the column of the current year, where a line says which that is."""
    for text in texts[:3]:
        for first, last in days.periods(text.text[:4000]):
            if MIN_DAYS <= (last.day - first.day).days <= MAX_DAYS:
                mark = text.mark(first.start, last.end)
                yield fact("period_start", first.iso, mark, confidence=0.85, quote_limit=1)
                yield fact("period_end", last.iso, mark, confidence=0.85, quote_limit=1)
                break
    for at, line in texts[0].lines[:HEAD] if texts else ():
        name = names.whole(line.strip())
        if name and "監査法人" not in name:
            mark = texts[0].mark(at, at + len(line))
            yield fact("company_name", name, mark, confidence=0.8, quote_limit=1)
            break
    for text in texts:
        unit = UNIT.search(text.text)
        if unit:
            yield from _figures(text, _SCALES[unit[1]])
            yield fact("currency", "JPY", text.said(*unit.span()), confidence=0.8, quote_limit=1)


def _figures(text: Text, scale: int) -> Iterator[Fact]:
    place = _current(text)
    for at, line in text.lines:
        for key, wording in (("revenue", _REVENUE), ("net_income", _NET)):
            found = wording.match(line.strip())
            numbers = list(_NUMBER.finditer(found["rest"])) if found else []
            if not found or not numbers or (len(numbers) > 1 and place is None):
                continue
            told = numbers[0 if len(numbers) == 1 else place or 0]
            is_loss = bool(told["loss"]) or ("損失" in found[0] and "利益" not in found[0])
            value = int(told["figures"].replace(",", "")) * scale * (-1 if is_loss else 1)
            yield fact(key, value, text.mark(at, at + len(line)), confidence=0.86, quote_limit=1)


def _current(text: Text) -> int | None:
    """Which of two columns is that of the current year; None where no line says so."""
    for _, line in text.lines:
        now, before = _NOW.search(line), _BEFORE.search(line)
        if now and before:
            return 0 if now.start() < before.start() else 1
    return None
