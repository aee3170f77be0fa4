"""Invoices in seven languages: their number and what is to be paid in all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, money, numbers, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_NUMBER = Labels(
    r"(?:tax |vat |statement ?/ ?)?(?:invoice|bill|credit note|fee note|pro ?forma|statement) (?:number|no\.?|"
    r"num\.?|nr\.?|#|id|ref\.?)|invoice ?#",
    *vocabulary.labels("invoice", "invoice_number"),
)
_VALUE = re.compile(
    r"#?\s?(?P<n>(?:[A-Z]{1,3} )?(?=[A-Z0-9/_.\-]*\d)[A-Z0-9](?:[A-Z0-9/_.\-]*[A-Z0-9])?)(?!\S)", re.IGNORECASE
)
_TOTAL = re.compile(
    r"(?i)(?<![\w-])(?P<rank>(?:total )?amount (?:due|payable)|total (?:amount )?(?:due|payable)|balance due|"
    r"grand total|total (?:incl(?:uding|\.)?|inc\.?) (?:vat|tax|gst)|gesamt(?:betrag)? (?:inkl\.?|brutto)|"
    r"invoice total|total (?:amount|to pay)|zahlbetrag|rechnungsbetrag|gesamtbetrag|endbetrag|"
    r"(?:montant )?total (?:ttc|à payer)|net à payer|total a pagar|totale (?:da pagare|fattura)|"
    r"(?:totaal )?te betalen|"
    r"valor (?:total|a pagar)|importe total|importo totale|"
    r"total (?:now |amount )?(?:due|credited|payable|now payable)|amount (?:now )?(?:due|payable)|please pay|"
    r"total charges|"
    r"zu zahlende[rn]? (?:gesamt)?betrag|zu zahlen|rechnungssumme|(?:gesamt|end)summe|bruttobetrag|"
    r"rechnungsendbetrag|gesamt brutto|summe brutto|"
    r"total (?:général|à régler|toutes taxes comprises|net à payer|de la facture)|montant (?:à payer|dû|total)|"
    r"solde (?:à payer|dû)|reste à payer|"
    r"total (?:factura|general|con iva|a abonar)|importe (?:a pagar|total)|líquido a (?:pagar|percibir)|"
    r"totale (?:documento|a pagare|complessivo|ivato|da versare)|netto a pagare|importo (?:da pagare|dovuto)|"
    r"(?:totaal|totaalbedrag) (?:incl(?:usief|\.)? ?btw|te voldoen|te betalen)|(?:door u )?te voldoen|"
    r"total (?:da fatura|da nota|geral|com iva)|valor (?:total|líquido|a pagar)(?: da nota)?|"
    r"totaalbedrag|total|gesamt|totale|totaal)(?![\w-])(?! (?:excl|net|before|without|ht\b|netto|hours|tax|vat))"
)
_NO_TOTAL = re.compile(
    r"(?i)sub-?\s?total|zwischensumme|sous-total|paid|discount|\btax\b|\bvat\b|\bmwst|\btva\b|\biva\b"
)
_TITLES = (
    r"(?:tax |vat )?invoice|credit note|tax credit note|fee note|pro ?forma(?: invoice)?|statement of account|"
    r"bill|rechnung|honorarnote|"
    r"liquidation|gutschrift|kostenrechnung|facture(?: d['’]acompte)?|avoir|note d['’]honoraires|"
    r"factura(?: proforma)?|minuta(?: de honorarios)?|"
    r"nota de crédito|fattura|(?:pre)?avviso di parcella|parcella|notula|nota di credito|factuur|creditfactuur|"
    r"declaratie|fatura(?:-recibo)?|"
    r"nota fiscal|recibo|nota de honorários"
)
_NUMBERED_TITLE = re.compile(
    rf"(?i:(?:{_TITLES})(?: (?:number|no\.?|nr\.?|n[°ºo]\.?|n\.|numéro|número|numero|núm\.?|nro\.?|nummer|"
    rf"#))? ?[:#]? ?)"
    r"(?P<n>(?:[A-Z]{1,3} )?(?=[A-Z0-9/_.\-]*\d)[A-Z0-9](?:[A-Z0-9/_.\-]*[A-Z0-9])?)"
    r"(?=$|\t|  | (?i:date|dated|of|du|vom|del|di|van|de|do|le|datum|fecha|data|client|issued|-)\b| \||,)"
)
"""The same with the words that lead to a number, of any paper that asks to be paid."""
TITLE_LINES = 14
_HEADED = re.compile(
    r"(?:(?i:tax )?(?i:invoice|rechnung|facture|factura|fattura|factuur|fatura)):? #?"
    r"(?:(?i:n\.?[°º]|nr\.?|no\.?|nº) ?)?"
    r"(?P<n>(?:[A-Z]{2,8}[/-]|[A-Z]{1,3} [A-Z0-9]{1,8}[/-])\S*\d)$"
)
"""A title that names the number: "Invoice INV/2026/0008"."""
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_CURRENCY_ASIDE = re.compile(r"^\s?\(([A-Z]{3}|[€$£]|\$ ?CA|CA\$|R\$)\)(?=\s?:?\s)")
_WITH_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")
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
        for line in leaf.lines[:TITLE_LINES]:
            titled = _NUMBERED_TITLE.match(line.text)
            if titled and not dates.find(titled["n"]) and not _A_YEAR.fullmatch(titled["n"]):
                mark = Mark(leaf.page, line.start, line.start + titled.end("n"))
                yield fact("invoice_number", titled["n"], mark, confidence=0.82, quote_limit=1)
                break
    yield from _total(leaves, view.decimal)


def _amounts(text: str, decimal: str | None) -> list[money.Amount]:
    """The amounts behind a total's label, of which brackets may tell the currency: "Total a pagar (EUR) 5.043,00"."""
    return money.find_money(_CURRENCY_ASIDE.sub(r" \1 ", text), decimal=decimal)


_BARE = ("total", "gesamt", "totale", "totaal")


def _total(leaves: Sequence[Leaf], decimal: str | None) -> Iterator[Fact]:
    plain: list[Fact] = []
    unsigned: list[Fact] = []
    telling: list[Fact] = []
    for leaf in leaves:
        for line in leaf.lines:
            for label in _TOTAL.finditer(line.text[:300]):
                if _NO_TOTAL.search(line.text[: label.start()]):
                    continue
                rest = line.text[label.end() : label.end() + MAX_REACH]
                amounts = _amounts(rest, decimal)
                if not amounts and label["rank"].lower() not in _BARE:
                    bare = [
                        one
                        for one in numbers.find(rest, decimal=decimal)
                        if _WITH_CENTS.search(rest[one.start : one.end])
                    ]
                    if len(bare) == 1 and not _NO_TOTAL.search(rest[: bare[0].start]):
                        unsigned.append(
                            fact("invoice_total", bare[0].value, leaf.mark_line(line), confidence=0.8, quote_limit=0)
                        )
                if len(amounts) != 1 or _NO_TOTAL.search(rest[: amounts[0].start]):
                    continue
                mark = leaf.mark_line(line)
                is_bare = label["rank"].lower() in _BARE
                made = fact(
                    "invoice_total", amounts[0].value, mark, confidence=0.75 if is_bare else 0.88, quote_limit=0
                )
                (plain if is_bare else telling).append(made)
                (plain if is_bare else telling).append(
                    fact("currency", amounts[0].currency, mark, confidence=0.8, quote_limit=0)
                )
                break
    if not telling and len({one.value for one in unsigned}) == 1:
        yield unsigned[0]
        return
    for found in (telling, plain):
        if len({(one.key, one.value) for one in found}) == 2:
            yield from found[:2]
            return
        if found:
            return
