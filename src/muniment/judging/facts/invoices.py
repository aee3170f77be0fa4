"""Invoices in seven languages: their number and what is to be paid in all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, money, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_NUMBER = Labels(
    r"(?:tax |vat )?invoice (?:number|no\.?|num\.?|nr\.?|#|id)|invoice ?#",
    *vocabulary.labels("invoice", "invoice_number"),
)
_VALUE = re.compile(
    r"#?\s?(?P<n>(?:[A-Z]{1,3} )?(?=[A-Z0-9/_.\-]*\d)[A-Z0-9](?:[A-Z0-9/_.\-]*[A-Z0-9])?)(?!\S)", re.IGNORECASE
)
_TOTAL = re.compile(
    r"(?i)(?<![\w-])(?P<rank>(?:total )?amount (?:due|payable)|total (?:amount )?(?:due|payable)|balance due|"
    r"grand total|total (?:incl(?:uding|\.)?|inc\.?) (?:vat|tax|gst)|gesamt(?:betrag)? (?:inkl\.?|brutto)|"
    r"invoice total|total (?:amount|to pay)|zahlbetrag|rechnungsbetrag|gesamtbetrag|endbetrag|"
    r"(?:montant )?total (?:ttc|à payer)|net à payer|total a pagar|totale (?:da pagare|fattura)|(?:totaal )?te betalen|"
    r"valor (?:total|a pagar)|importe total|importo totale|"
    r"totaalbedrag|total|gesamt|totale|totaal)(?![\w-])(?! (?:excl|net|before|without|ht\b|netto|hours|tax|vat))"
)
_NO_TOTAL = re.compile(
    r"(?i)sub-?\s?total|zwischensumme|sous-total|paid|discount|\btax\b|\bvat\b|\bmwst|\btva\b|\biva\b"
)
_HEADED = re.compile(
    r"(?:(?i:tax )?(?i:invoice|rechnung|facture|factura|fattura|factuur|fatura)):? #?"
    r"(?:(?i:n\.?[°º]|nr\.?|no\.?|nº) ?)?"
    r"(?P<n>(?:[A-Z]{2,8}[/-]|[A-Z]{1,3} [A-Z0-9]{1,8}[/-])\S*\d)$"
)
"""A title that names the number: "Invoice INV/2026/0008"."""
_CURRENCY_ASIDE = re.compile(r"^\s?\(([A-Z]{3}|[€$£])\)(?=\s?:?\s)")
MAX_REACH = 60
"""Characters from a total's label to its amount."""


def invoice(view: View) -> Iterator[Fact]:
    """`invoice_number` and `invoice_total` with its currency, where every place of the most telling label agrees."""
    leaves = view.front(3)
    for field in _NUMBER.find(leaves, loose=True):
        found = _VALUE.match(field.value)
        if found and not dates.find(found["n"]) and len(found["n"]) <= 40:
            yield fact("invoice_number", found["n"], field.mark, confidence=0.9)
            break
    for leaf in leaves[:1]:
        headed = next((match for line in leaf.lines[:12] if (match := _HEADED.match(line.text))), None)
        if headed:
            at = leaf.plain.index(headed[0])
            yield fact("invoice_number", headed["n"], Mark(leaf.page, at, at + len(headed[0])), confidence=0.8)
    yield from _total(leaves, view.decimal)


def _amounts(text: str, decimal: str | None) -> list[money.Amount]:
    """The amounts behind a total's label, of which brackets may tell the currency: "Total a pagar (EUR) 5.043,00"."""
    return money.find_money(_CURRENCY_ASIDE.sub(r" \1 ", text), decimal=decimal)


def _total(leaves: Sequence[Leaf], decimal: str | None) -> Iterator[Fact]:
    plain: list[Fact] = []
    telling: list[Fact] = []
    for leaf in leaves:
        for line in leaf.lines:
            for label in _TOTAL.finditer(line.text[:300]):
                if _NO_TOTAL.search(line.text[: label.start()]):
                    continue
                rest = line.text[label.end() : label.end() + MAX_REACH]
                amounts = _amounts(rest, decimal)
                if len(amounts) != 1 or _NO_TOTAL.search(rest[: amounts[0].start]):
                    continue
                mark = leaf.mark_line(line)
                is_bare = label["rank"].lower() in ("total", "gesamt", "totale", "totaal")
                made = fact(
                    "invoice_total", amounts[0].value, mark, confidence=0.75 if is_bare else 0.88, quote_limit=0
                )
                (plain if is_bare else telling).append(made)
                (plain if is_bare else telling).append(
                    fact("currency", amounts[0].currency, mark, confidence=0.8, quote_limit=0)
                )
                break
    for found in (telling, plain):
        if len({(one.key, one.value) for one in found}) == 2:
            yield from found[:2]
            return
        if found:
            return
