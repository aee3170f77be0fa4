"""Amounts of a paper whose currency a head, a statement or a sign tells, and the currency of a paper that has one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from muniment.judging.facts import money, numbers
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_DOLLARS = {
    "CAD": r"\bCAD\b|\$ ?CA\b|\bCA?\$|canadian dollars?|dollars? canadiens?", "AUD": r"\bAUD\b|\bAU?\$|"
    r"australian dollars?",
    "NZD": r"\bNZD\b|NZ\$|new zealand dollars?", "SGD": r"\bSGD\b|(?<!U)S\$|singapore dollars?", "HKD": r"\bHKD\b|"
    r"HK\$",
    "MXN": r"\bMXN\b|pesos mexicanos|\bM\.N\.", "CLP": r"\bCLP\b|pesos chilenos", "COP": r"\bCOP\b|pesos colombianos",
    "ARS": r"\bARS\b|pesos argentinos",
}  # fmt: skip
_OTHER_DOLLAR = {code: re.compile(wording, re.IGNORECASE) for code, wording in _DOLLARS.items()}
_AMERICAN = re.compile(r"(?i)\bUSD\b|US ?\$|u\.?s\.? dollars?|dólares|dollars américains|dollari")
_HEAD = re.compile(
    r"\((?:(?:in|en|em) )?(?P<sign>[Cc]anadian dollars|dollars canadiens|US dollars|"
    r"USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|JPY|BRL|R\$|€|£|\$ ?CA|CA\$|\$|円|Euro|"
    r"euros?)(?: (?:unless|except|sauf|sofern|salvo)\b[^()]{0,50})?\)"
)
_NAMED = re.compile(
    r"(?i)\b(?:currency|currencies|moneda|moeda|währung|devise|valuta|monnaie|all amounts(?: are)?|amounts? in|"
    r"importi in|"
    r"beträge in|montants? en|bedragen in|importes en|valores em)\b[^.;\n]{0,30}?"
    r"(?P<sign>\b(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|JPY|BRL|CLP|MXN|COP|euros?|us dollars|"
    r"canadian dollars)\b|R\$|€|£)"
)
_CODES = {
    "r$": "BRL", "€": "EUR", "£": "GBP", "$ ca": "CAD", "$ca": "CAD", "ca$": "CAD", "円": "JPY", "euro": "EUR",
    "euros": "EUR", "us dollars": "USD", "canadian dollars": "CAD", "dollars canadiens": "CAD", "$": "USD",
}  # fmt: skip
_BARE_LEAST, MIN_FIGURES = 1_000, 4
_BEHIND_DIGITS = re.compile(r"(?<![\d/.-])0\d{2,5} $")
_GROUPED = re.compile(r"\d{1,3}(?:[., ']\d{3})+(?:[.,]\d\d)?")


class Currencies:
    """The amounts of a paper. `of_head`: the currency that heads of columns name, for sums without a sign."""

    def __init__(self, view: View, leaves: Sequence[Leaf]) -> None:
        self._decimal = view.decimal
        self._leaves = leaves
        self._found: dict[int, list[money.Amount]] = {}
        signs = [(leaf, one) for leaf in leaves for one in _HEAD.finditer(leaf.flat)]
        named = [(leaf, one) for leaf in leaves for one in _NAMED.finditer(leaf.flat)]
        self._statement = next(iter([*named, *signs]), None)
        self.of_head = _code((signs or named)[0][1]["sign"]) if signs or named else None
        self._dollar = self._dollar_of(view)
        self._has_scale = any(numbers.stated_scale(leaf.flat) != 1 for leaf in leaves)

    def _dollar_of(self, view: View) -> str | None:
        """Whose dollars or pesos a bare sign means; None where nothing tells."""
        text = " ".join(leaf.flat for leaf in self._leaves)
        others = [code for code, wording in _OTHER_DOLLAR.items() if wording.search(text)]
        if others:
            return others[0] if len(others) == 1 and not _AMERICAN.search(text) else None
        return "USD" if _AMERICAN.search(text) or view.reading.language not in ("es", "pt") else None

    def amounts(self, leaf: Leaf) -> list[money.Amount]:
        """The amounts of a page's flat text, in order."""
        known = self._found.get(leaf.page.number)
        if known is None and (scale := numbers.stated_scale(leaf.flat)) != 1:
            self._found[leaf.page.number] = known = list(self._scaled(leaf, scale)) if scale else []
        if known is None:
            known = money.find_money(leaf.flat, decimal=self._decimal)
            if self.of_head and not self._has_scale:
                known = sorted([*known, *self._without_sign(leaf, known, self.of_head)], key=lambda one: one.start)
            self._found[leaf.page.number] = known
        return known

    def _without_sign(self, leaf: Leaf, known: Sequence[money.Amount], code: str) -> Iterator[money.Amount]:
        cells = frozenset(re.split(r"[\t\n]", leaf.plain)) if "\t" in leaf.plain else frozenset()
        starts = [one.start for one in known]
        for one in numbers.find(leaf.flat, decimal=self._decimal):
            before = bisect_right(starts, one.start) - 1
            is_known = before >= 0 and known[before].end >= one.end
            is_part = _BEHIND_DIGITS.search(leaf.flat, max(0, one.start - 8), one.start)  # of a number in groups
            if (
                one.value >= _BARE_LEAST
                and not (is_known or is_part)
                and self._is_sum(cells, leaf.flat[one.start : one.end])
            ):
                value = int(one.value) if one.value == int(one.value) else one.value
                yield money.Amount(value, code, one.start, one.end)

    def _scaled(self, leaf: Leaf, scale: int) -> Iterator[money.Amount]:
        """The figures that fill a cell of a page that counts in thousands or millions."""
        cells = frozenset(re.split(r"[\t\n]", leaf.plain)) if "\t" in leaf.plain else frozenset()
        for one in numbers.find(leaf.flat, decimal=self._decimal) if self.of_head else ():
            if leaf.flat[one.start : one.end] in cells and not one.is_scaled and self.of_head and one.value > 0:
                value = one.value * scale
                yield money.Amount(int(value) if value == int(value) else value, self.of_head, one.start, one.end)

    def _is_sum(self, cells: frozenset[str], text: str) -> bool:
        """Whether figures without a sign are set as a sum: in groups, or alone in one of the `cells` that tabs part."""
        return bool(_GROUPED.fullmatch(text)) or (len(text) > MIN_FIGURES and text in cells)

    def facts(self) -> Iterator[Fact]:
        """The currency that a statement or head names, else that of all amounts."""
        if self._statement is not None:
            leaf, found = self._statement
            code = _code(found["sign"])
            if code:
                code = self._dollar if code == "USD" and found["sign"] == "$" else code
                if code:
                    yield fact("currency", code, leaf.mark(*found.span()), confidence=0.83, quote_limit=1)
        codes: dict[str, Mark] = {}
        for leaf in self._leaves:
            for one in money.find_money(leaf.flat, decimal=self._decimal):
                code = self.meant(one, leaf)
                if code is None:
                    return
                is_bare = code != one.currency
                told = next(self._named_in_words(code), None) if is_bare else leaf.mark(one.start, one.end)
                if told:
                    codes.setdefault(code, told)
        if len(codes) == 1:
            ((code, mark),) = codes.items()
            yield fact("currency", code, mark, confidence=0.6, quote_limit=1)

    def _named_in_words(self, code: str) -> Iterator[Mark]:
        """Where the paper says whose dollars or pesos a bare sign means: "valores en pesos colombianos"."""
        wording = _OTHER_DOLLAR[code]
        return (leaf.mark(*found.span()) for leaf in self._leaves if (found := wording.search(leaf.flat)))

    def is_meant(self, found: Fact) -> bool:
        """Whether a fact's currency is not only that of a bare dollar sign that means another's."""
        is_bare = found.value == "USD" and not _AMERICAN.search(found.quote or "")
        return not is_bare or self._dollar == "USD"

    def meant(self, amount: money.Amount, leaf: Leaf) -> str | None:
        """The currency of an amount; of a bare dollar sign that of the paper."""
        said = leaf.flat[amount.start : amount.end]
        if amount.currency == "USD" and "$" in said and not _AMERICAN.search(said):
            return self._dollar
        return amount.currency


def _code(sign: str) -> str | None:
    return _CODES.get(" ".join(sign.lower().split()), sign.upper() if len(sign) == 3 and sign.isalpha() else None)
