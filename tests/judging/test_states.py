"""What documents say of their own state, in the places where they say such things, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.states import MAX_QUOTE_CHARACTERS, State, states
from muniment.reading.model import Page, Reading

TODAY = date(2026, 5, 1)

BODY = "The supplier keeps records of every access to its systems and looks at them each month.\n" * 4


def _reading(*texts: str, page_count: int | None = None) -> Reading:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
    return Reading("application/pdf", pages, page_count=page_count if page_count is not None else len(pages))


def _codes(*texts: str, page_count: int | None = None) -> set[str]:
    return {one.code for one in states(_reading(*texts, page_count=page_count), today=TODAY)}


SAID = [
    ("superseded", "Backup Policy\nVersion 4\nReplaced by version 5\n" + BODY),
    ("superseded", "SUPERSEDED\nBackup Policy\n" + BODY),
    ("superseded", "Backup Policy\nStatus: Superseded\n" + BODY),
    ("superseded", "Backup Policy\nThis version has been replaced by version 5 of May 2026.\n" + BODY),
    ("superseded", "Richtlinie\nErsetzt durch Fassung 5\n" + BODY),
    ("superseded", "OBSOLÈTE\nPolitique\n" + BODY),
    ("not_in_force", "Certificate of Registration\nCertificate status: Suspended\n" + BODY),
    ("not_in_force", "Certificate of Registration\nStatus: Terminated early\n" + BODY),
    ("not_in_force", "Certificate of Registration\nCertificate status\tWithdrawn\n" + BODY),
    ("not_in_force", "Certificate\nThis certificate has been suspended with effect from 3 March 2026.\n" + BODY),
    (
        "not_in_force",
        "Status letter\nCertificate IS 704482 of Harbour Ltd to ISO/IEC 27001:2022 was suspended on 30 March 2026.\n"
        + BODY,
    ),
    ("not_in_force", "Letter\nCertificate No. Q-118/24 was withdrawn on the 3rd of May 2026.\n" + BODY),
    ("not_in_force", "WITHDRAWN\nCertificate of Registration\n" + BODY),
    ("not_in_force", "Certificate\n" + BODY + "This certificate is no longer valid.\n"),
    ("draft", "DRAFT\nAccess Control Policy\n" + BODY),
    ("draft", "Access Control Policy\nDraft v0.3\n" + BODY),
    ("draft", "Access Control Policy (Draft)\n" + BODY),
    ("draft", "Penetration Test Report - DRAFT\n" + BODY),
    ("draft", "Draft: Supplier Agreement\n".upper() + BODY),
    ("draft", "Incident Response Plan\nDraft for discussion - not for distribution\n" + BODY),
    ("draft", "CONFIDENTIAL DRAFT - 14 March 2026\nSOC 2 report\n" + BODY),
    ("draft", "Backup Policy\nOwner: IT\nStatus: Draft\n" + BODY),
    ("draft", "Backup Policy\nDocument status | Working draft\n" + BODY),
    ("draft", "Backup Policy\nVersion 0.4 (draft)\n" + BODY),
    ("draft", "Backup Policy\n" + BODY + "This document is a draft and has not been approved.\n" + BODY),
    ("draft", "Richtlinie zur Zugriffskontrolle\nEntwurf\n" + BODY),
    ("draft", "Richtlinie zur Datensicherung\nStatus: Entwurf\n" + BODY),
    ("draft", "Politique de sauvegarde\nStatut : brouillon\n" + BODY),
    ("draft", "Política de copias\nBORRADOR\n" + BODY),
    ("draft", "Politica di backup\nStato: bozza\n" + BODY),
    ("draft", "Back-upbeleid\nStatus: concept\n" + BODY),
    ("draft", "Política de cópias\nRASCUNHO\n" + BODY),
    ("unsigned", BODY + "For the supplier\nSignature: ______________\nName: \nDate: ____________\n"),
    ("unsigned", BODY + "By: ________________\nName: ______\nTitle: ______\nDate: ____________\n"),
    ("unsigned", BODY + "Unterschrift: ......................\nDatum: ....................\n"),
    ("unsigned", BODY + "Signature: [signature]\nDate: __________\n"),
    ("unsigned", "Master Services Agreement\nUnsigned copy\n" + BODY),
    ("unsigned", BODY + "This copy has not been signed.\n"),
    ("redacted", BODY + "The server at [REDACTED] answered.\n"),
    ("redacted", BODY + "The server at \u2588\u2588\u2588\u2588\u2588 answered.\n"),
    ("redacted", "Penetration Test Report\nRedacted version\n" + BODY),
    ("redacted", BODY + "Der Server [geschwärzt] antwortete.\n"),
    ("excerpt", "Excerpt from the SOC 2 report of Northwind\n" + BODY),
    ("excerpt", "SOC 2 Report (excerpt)\n" + BODY),
    ("excerpt", "Auszug aus dem Prüfbericht\n" + BODY),
    ("template", "Vendor Risk Assessment Template\n" + BODY),
    ("template", "Policy\n[Company Name] protects data. [Company Name] names an owner on [insert date].\n" + BODY),
    ("template", "Policy\n<Insert name> and {{company}} agree. <<Client address>>\n" + BODY),
    ("template", "Acordo\n1. Objeto\n[descrever]\n2. Subcontratantes\n[listar]\n[local], [data]\n" + BODY),
    ("template", "Vorlage\nVertrag zur Auftragsverarbeitung\n" + BODY),
    ("readiness_assessment", "Northwind Hosting\nSOC 2 Readiness Assessment\n" + BODY),
    ("readiness_assessment", "ISO 27001 Pre-Assessment Report\n" + BODY),
    (
        "expired_form",
        "Request for Taxpayer data\nForm 77 (Rev. 3-2019), OMB No. 1-2, approval expires 03/31/2023\n" + BODY,
    ),
]


@pytest.mark.parametrize(("code", "text"), SAID, ids=[f"{code} {number}" for number, (code, _) in enumerate(SAID)])
def test_state_is_told_with_words_of_its_page(code: str, text: str) -> None:
    found = states(_reading(text), today=TODAY)
    assert [one.code for one in found] == [code]
    assert found[0].quote in text
    assert 0 < len(found[0].quote) <= MAX_QUOTE_CHARACTERS


SAID_OF_OTHERS = [
    "Access Control Policy\nVersion history\n0.1 Draft 2024-01-01\n1.0 Approved 2024-03-01\n" + BODY,
    "Access Control Policy\nStatus: Approved\n"
    + BODY
    + "Version\nDate\nStatus\n0.1\n2024-01-01\nDraft\n1.0\nFinal\n"
    + BODY,
    "Drafting and Approving Policies\n" + BODY,
    "Policy on drafts\nDrafts are kept for a year. A draft report was issued on 3 May 2025.\n" + BODY,
    "Concept of operations\n" + BODY,
    "Status: Final\nReport\n" + BODY + "Draft\n" + BODY,
    BODY + "Signature: ____________\nName: Dana Whitfield\nDate: 3 May 2025\n",
    BODY + "Signature: ____________\nDate: ____________\nDocuSign Envelope ID: 7F2A\n",
    BODY + "/s/ Dana Whitfield\nSignature: ____________\nDate: ____________\n",
    BODY + "Unsigned code is not run. Each contract is to be signed by both.\n",
    BODY + "Sensitive data is redacted before it is shared.\n",
    "Auszug aus dem Handelsregister\n" + BODY,
    "Extrait du registre du commerce\n" + BODY,
    BODY + "The extract of the log is kept.\n",
    "Policy\nSee [1]\n[2] and [3].\n[redigir]\n" + BODY,
    "Policy\nUse the template of the intranet for new policies.\n" + BODY,
    "Policy\nSee [1], [2], [3] and <https://example.com>, [Appendix A].\n" + BODY,
    "Voluntary Product Accessibility Template\n" + BODY,
    "Terms\n[Date](#a) [Company](#b) [Your name](#c) and [your feedback] and [your rights to it]\n" + BODY,
    "Business Continuity and Readiness\nThe team's readiness is assessed each year.\n" + BODY,
    "Form 77 (Rev. 3-2019), OMB No. 1-2, approval expires 03/31/2029\n" + BODY,
    "Certificate\nThis certificate expires 03/31/2023\n" + BODY,
    "Backup Policy\nSupersedes: version 4\nThis version replaces version 4.\n" + BODY,
    "Backup Policy\n" + BODY + "Version 4 was superseded by this version.\n" + BODY,
    "Certificate\nThis certificate may be suspended or withdrawn where the rules are not kept.\n" + BODY,
    "Certificate\nThe certificate is cancelled if fees are not paid.\n" + BODY,
    "Certificate\nIt is valid until suspended.\nShould any policy be cancelled notice will be given.\n" + BODY,
    "Access Control Policy\n" + BODY + "Accounts of leavers are suspended.\nWithdrawn\n" + BODY,
]


@pytest.mark.parametrize("text", SAID_OF_OTHERS)
def test_what_is_said_of_others_is_no_state(text: str) -> None:
    assert _codes(text) == set()


def test_header_of_half_the_pages_is_a_state_and_one_of_a_single_page_is_none() -> None:
    page = "Chapter\n" * 8 + BODY
    assert _codes(page, page + "DRAFT\n", page + "DRAFT\n", page) == {"draft"}
    assert _codes(page, page + "DRAFT\n", page, page) == set()


def test_pages_that_count_more_than_there_are_belong_to_an_excerpt() -> None:
    def pages(total: int) -> list[str]:
        return [f"{BODY}Page {number} of {total}\n" for number in range(11, 15)]

    assert states(_reading(*pages(60)), today=TODAY) == (State("excerpt", "Page 11 of 60", 1),)
    assert _codes(*pages(60), page_count=64) == set()
    assert _codes(*[f"{BODY}Page {number} of 4" for number in range(1, 5)]) == set()
    assert _codes(f"{BODY}Page 3 of 9", BODY, BODY, BODY) == set()


def test_nothing_ends_that_is_no_evidence_yet() -> None:
    text = "Backup Policy\nStatus: {}\nOwner: IT\nNext review date: 1 March 2027\n" + BODY

    def keys(state: str) -> set[str]:
        found = extract(
            _reading(text.format(state)), document_type="backup_policy", validity=ValidityRules(), today=TODAY
        )
        return {one.key for one in found.facts}

    assert "expires_on" in keys("Approved")
    assert "expires_on" not in keys("Draft")
    assert "expires_on" not in keys("Superseded")
    assert "next_review_date" in keys("Draft")


@pytest.mark.parametrize("unit", ["_", " ", "Draft ", "[", "Signature: ", "█", "(", "x-", "Page 1 of 2 "])
def test_long_lines_cost_no_more_than_their_length(unit: str) -> None:
    """Ends: a pattern that goes back over what it has read would take minutes."""
    text = (unit * 20_000)[:20_000]
    assert len(states(_reading(text, (unit * 200 + "\n") * 100), today=TODAY)) <= 2
