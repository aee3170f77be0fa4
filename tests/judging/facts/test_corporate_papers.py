"""Tax forms, invoices, certificates of incorporation, licences; every company is invented."""

from __future__ import annotations

import pytest

from muniment.judging.facts.keys import KEYS
from muniment.judging.model import Fact
from muniment.judging.receipts.check import check
from tests.judging.facts.readings import reading_of, values_of

W9 = """Form W-9 (Rev. March 2024) Department of the Treasury Internal Revenue Service
1 Name of entity/individual. An entry is required. (For a sole proprietor or disregarded entity, enter the owner's name)
{name}
2 Business name/disregarded entity name, if different from above.
3a Check the appropriate box for federal tax classification
{boxes}
"""
BOXES = "☐ Individual/sole proprietor {0} C corporation {1} S corporation ☐ Partnership ☐ Trust/estate"


def w9(name: str, boxes: str) -> dict[str, object]:
    return values_of("w9_tax_form", W9.format(name=name, boxes=boxes))


def test_w9_names_its_taxpayer_and_the_ticked_box() -> None:
    values = w9("Gannet Loop Systems, Inc.", BOXES.format("☒", "☐"))
    assert values["taxpayer_name"] == "Gannet Loop Systems, Inc."
    assert values["tax_classification"] == "C corporation"


def test_blank_w9_says_nothing() -> None:
    assert w9("", BOXES.format("☐", "☐")).keys() & {"taxpayer_name", "tax_classification"} == set()


def test_two_ticked_boxes_are_no_classification() -> None:
    assert "tax_classification" not in w9("Gannet Loop Systems, Inc.", BOXES.format("☒", "☒"))


def test_box_that_is_not_ticked_is_not_borne_out() -> None:
    text = BOXES.format("☒", "☐")
    for value, expected in (("C corporation", True), ("S corporation", False)):
        title, kind = KEYS["tax_classification"]
        made = Fact("tax_classification", title, value, kind, text, 1, 0.9)
        assert check(made, reading_of(text)).verified is expected


@pytest.mark.parametrize(
    ("text", "number", "total", "currency"),
    [
        (
            "INVOICE\nInvoice number: GL-2026-0101\nInvoice date: March 3, 2026\nSubtotal $1,000.00\nTax $190.00\n"
            "Total $1,190.00\nAmount due $1,190.00",
            "GL-2026-0101",
            1190,
            "USD",
        ),
        (
            "Rechnung\nRechnungsnummer: 2026-4471\nZwischensumme 1.000,00 EUR\nMwSt. 19 % 190,00 EUR\n"
            "Gesamtbetrag 1.190,00 EUR",
            "2026-4471",
            1190,
            "EUR",
        ),
        (
            "Facture\nNuméro de facture : F26-118\nTotal HT 500,00 €\nTVA 100,00 €\nTotal TTC 600,00 €",
            "F26-118",
            600,
            "EUR",
        ),
        ("Invoice INV/2026/0008\nTotal £ 279.84", "INV/2026/0008", 279.84, "GBP"),
    ],
)
def test_invoice(text: str, number: str, total: float, currency: str) -> None:
    values = values_of("invoice", text)
    assert (values["invoice_number"], values["invoice_total"], values["currency"]) == (number, total, currency)


@pytest.mark.parametrize(
    "text",
    [
        "Invoice\nSubtotal $1,000.00\nTax total $190.00",
        "Invoice\nTotal $500.00\nTotal $700.00",
        "Invoice\nTotal hours 12 at $ 90.00",
    ],
)
def test_what_is_no_total_of_the_invoice_is_none(text: str) -> None:
    assert "invoice_total" not in values_of("invoice", text)


def test_sum_beside_another_label_is_not_borne_out() -> None:
    text = "Subtotal $1,000.00\nTax $190.00\nTotal $1,190.00"
    title, kind = KEYS["invoice_total"]
    for value, expected in ((1190, True), (1000, False), (190, False)):
        made = Fact("invoice_total", title, value, kind, text, 1, 0.9)
        assert check(made, reading_of(text)).verified is expected


def test_certificate_of_incorporation() -> None:
    values = values_of(
        "certificate_of_incorporation",
        "Certificate of Incorporation of a Private Limited Company\nCompany Number 14423391\n"
        "The Registrar of Companies for England and Wales, hereby certifies that\nGANNET LOOP LIMITED\n"
        "is this day incorporated under the Companies Act 2006.\nDate of incorporation: 12 June 2023",
    )
    assert values["registration_number"] == "14423391"
    assert values["jurisdiction"] == "England and Wales"
    assert values["company_name"] == "GANNET LOOP LIMITED"
    assert values["incorporation_date"] == "2023-06-12"


def test_extract_of_a_german_register() -> None:
    values = values_of(
        "certificate_of_incorporation",
        "Handelsregister B des Amtsgerichts Musterstadt\nHRB 48213\nFirma: Reiherbach Systeme GmbH\n"
        "Tag der ersten Eintragung: 04.05.2019",
    )
    assert values["company_name"] == "Reiherbach Systeme GmbH"
    assert values["registration_number"] == "HRB 48213"
    assert values["incorporation_date"] == "2019-05-04"


def test_two_places_are_no_jurisdiction() -> None:
    text = "Certificate of Incorporation\nState of Delaware\nfiled also with the State of Texas"
    assert "jurisdiction" not in values_of("certificate_of_incorporation", text)


def test_business_licence() -> None:
    values = values_of(
        "business_license",
        "City of Example\nBusiness License\nLicense Number: BL-2026-00418\nBusiness Name: Gannet Loop Systems, Inc.\n"
        "Issued by: City of Example Finance Department\n"
        "Issue Date: January 2, 2026\nExpiration Date: December 31, 2026",
    )
    assert values["licence_number"] == "BL-2026-00418"
    assert values["holder"] == "Gannet Loop Systems, Inc."
    assert values["issuer"] == "City of Example Finance Department"
    assert (values["issue_date"], values["expiry_date"]) == ("2026-01-02", "2026-12-31")


def test_what_an_llc_is_taxed_as_stands_beside_its_box() -> None:
    boxes = "[ ] C corporation [X] LLC. Enter the tax classification (C = C corporation, S = S corporation): "
    assert w9("Tern Hollow Wiring LLC", f"{boxes}S")["tax_classification"] == "LLC (S corporation)"
    assert w9("Tern Hollow Wiring LLC", f"{boxes}____")["tax_classification"] == "LLC"
