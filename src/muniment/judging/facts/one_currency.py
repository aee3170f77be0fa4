"""The one currency of a document's amounts, and whose dollar a bare sign is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

OF_AMOUNTS = frozenset({"contract", "statements", "invoice"})
"""Families whose documents are about amounts of money; papers of insurance have a reader of their own."""
MAX_LEAVES = 30
"""Looked at; an agreement has named its amounts by then."""
LEAST = 100
"""Of an amount that tells what a document counts in."""
_NAMED = {
    "CAD": r"canadian dollars?|dollars? canadiens?", "AUD": r"australian dollars?", "NZD": r"new zealand dollars?",
    "SGD": r"singapore dollars?", "HKD": r"hong kong dollars?",
    "CHF": r"swiss francs?|schweizer franken|francs suisses?",
    "GBP": r"pounds? sterling", "SEK": r"swedish kron\w+", "NOK": r"norwegian kron\w+", "DKK": r"danish kron\w+",
    "INR": r"indian rupees?", "MXN": r"pesos mexicanos|mexican pesos", "CLP": r"pesos chilenos|chilean pesos",
    "COP": r"pesos colombianos|colombian pesos", "ARS": r"pesos argentinos|argentine pesos",
    "USD": r"u\.?s\.? dollars?|dólares (?:estadounidenses|americanos)|dollars américains",
    "BRL": r"(?:em|milhares de|milhões de) reais",
    "EUR": r"(?:amounts? (?:are )?in|montants? en|in|en|em) euros?",
}  # fmt: skip
_SAID = re.compile("(?i)" + "|".join(rf"(?P<{code}>\b(?:{names})\b)" for code, names in _NAMED.items()))
_IN_CODE = re.compile(
    r"(?i:\b(?:in|en|em|währung:?|currency:?|devise:?|moneda:?|moeda:?|valuta:?|divisa:?)[ \t|:]{1,3}|\()"
    r"(?P<code>USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SGD|ZAR|SEK|NOK|DKK|NZD|HKD|BRL|MXN|PLN|CZK|CLP|COP|ARS)(?![\w-])"
)
"""A code as the heading of a table or a label names it."""
_ELSEWHERE = re.compile(
    r"\b(?:Canad(?:a|ian)|Québec|Ontario|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|New Brunswick|"
    r"Newfoundland|CPA inc|Austral(?:ia|ian)|ABN|ACN|Pty\.? L(?:td|TD)|New South Wales|Queensland|NZBN|New Zealand|"
    r"Singapore|Pte\.? L(?:td|TD)|Hong Kong|México|S\.A\. de C\.V|Chile|Colombia|Argentina|Uruguay|Taiwan)\b|"
    r"(?:[ACS]|NZ|HK)\$"
)
"""Countries that count in dollars or pesos of their own, and forms of companies there."""
_OF_STATES = re.compile(r"\b(?:US|U\.S\.|USA|United States|USD|Delaware|California|[A-Z]{2} \d{5})\b|US\$")
_CODED = re.compile(r"(?i)usd|us\$|u\.?s\.? ?dollar|\$\s?us\b")


def sole_currency(view: View) -> Iterator[Fact]:
    """`currency` where every amount of the document, and everything it says of its amounts, is in one."""
    told: dict[str, Mark] = {}
    said: dict[str, Mark] = {}
    for leaf in view.front(MAX_LEAVES):
        for code, mark in _words(leaf):
            said.setdefault(code, mark)
        for amount in money.find_money(leaf.flat, decimal=view.decimal):
            if amount.value >= LEAST:
                told.setdefault(amount.currency, leaf.mark(amount.start, amount.end))
    if len(said) == 1:
        ((code, mark),) = said.items()
        if not told.keys() - {code} or (is_foreign_dollar(view) and not told.keys() - {code, "USD"}):
            yield fact("currency", code, mark, confidence=0.75, quote_limit=1)
    elif not said and len(told) == 1:
        ((code, mark),) = told.items()
        yield fact("currency", code, mark, confidence=0.6, quote_limit=1)


def _words(leaf: Leaf) -> Iterator[tuple[str, Mark]]:
    for match in _SAID.finditer(leaf.flat):
        yield str(match.lastgroup), leaf.mark(*match.span())
    for match in _IN_CODE.finditer(leaf.flat):
        yield match["code"], leaf.mark(*match.span("code"))


def is_foreign_dollar(view: View) -> bool:
    """Whether a bare "$" of the document may be another country's than the United States'."""
    front = view.front(6)
    if view.reading.language in ("es", "pt", "fr"):
        return True
    return any(_ELSEWHERE.search(leaf.flat) for leaf in front) and not any(
        _OF_STATES.search(leaf.flat) for leaf in front
    )


def is_guessed(found: Fact, view: View) -> bool:
    """Whether a fact takes a bare "$" for the United States' where it may be another's."""
    if found.key != "currency" or found.value != "USD" or _CODED.search(found.quote or ""):
        return False
    return is_foreign_dollar(view)
