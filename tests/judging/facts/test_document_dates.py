"""The date that a document bears, where documents bear it, and dates of other things in the same places."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

BORNE = {
    "behind a dash on the cover": (
        "Retention Rules\nWritten by Orrin Vale Advisers - 11 March 2026\nText follows.",
        "2026-03-11",
    ),
    "behind the version on the cover": ("Remote Access Rules\nIssue 4, version 2.1 — 9 April 2026", "2026-04-09"),
    "in the corner of a drawing": ("DATA FLOW OF PAYROLL          rev 2026-02-17\n\n   Internet", "2026-02-17"),
    "in the dateline of a release": (
        "FOR IMMEDIATE RELEASE\nSorrel earns a seal\nGHENT, 9 March 2026 — Sorrel Freight N.V. said today that "
        "it grew.",
        "2026-03-09",
    ),
    "right of a letterhead": ("Sorrel Freight N.V. Memo date 4 May 2026\n12 Quay Street, Ghent", "2026-05-04"),
    "set off by underscores": ("# Partners of Sorrel\n\n_Last updated: May 1, 2026_\n", "2026-05-01"),
    "with colons under each other": ("Scan name        : nightly\nReport date      : 2026-05-08\n", "2026-05-08"),
    "with dots to the margin": ("Report date ........ May 19, 2026\n", "2026-05-19"),
    "in a letter that lists periods": (
        "Tern & Daughters Brokers Ltd\n4 February 2026\nTo whom it may concern\nThe periods are\n1 January 2026\n"
        "1 March 2026\n1 April 2026\n",
        "2026-02-04",
    ),
    "below a label with a remark over two lines": (
        "Report date (of the final\nversion)\nMay 19, 2026\nOther text\n",
        "2026-05-19",
    ),
    "in a column that spaces part": (
        "Reference Report date Review due\nAB/22/L 12 January 2026 11 May 2027\n",
        "2026-01-12",
    ),
}


@pytest.mark.parametrize(("text", "expected"), BORNE.values(), ids=BORNE)
def test_date_is_read_where_documents_bear_it(text: str, expected: str) -> None:
    assert values_of(None, text).get("document_date") == expected


def test_later_of_two_signatures_dates_a_document() -> None:
    pages = [
        "Agreement of two",
        "Terms",
        "More terms",
        "By: /s/ Ada By: /s/ Ben\nDate: 6 March 2026 Date: 9 March 2026\n",
    ]
    assert values_of(None, *pages)["document_date"] == "2026-03-09"


OTHERS = {
    "end of a period": "Report on Controls\nFor the period - 30 April 2026\n",
    "next review": "Clean Desk Rules\nNext review - 3 May 2026\n",
    "agreement underneath": "Change Order 4\nunder the agreement dated - 3 May 2026\n",
    "form's own revision": "FormX-9\n(Rev. March 2024)\nName of entity\n",
    "sentence over two lines": "Rules\nThis applies to all members of staff since\nAcme opened - 3 May 2026 it did\n",
    "validity": "Certificate\nNot valid after the given day, valid until, 3 May 2026\n",
    "other date in a column": "Reference Expiry date Valid from\nAB/22/L 12 January 2027 11 January 2026\n",
    "remark of an expiry": "Expiry date (90 days from\ndate of the report)\nMay 19, 2026\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_date_of_something_else_is_not_the_documents(text: str) -> None:
    assert "document_date" not in values_of(None, text)


ORDERS = {
    "British company": ("Sorrel Freight plc\nReport date 08/09/2025\n", "2025-09-08"),
    "British address": ("80 Millgate, Leeds LS1 9ZZ\nReport date 08/09/2025\n", "2025-09-08"),
    "American company": ("Sorrel Freight, LLC\nReport date 08/09/2025\n", "2025-08-09"),
    "American address": ("1 Main Street, Dayton, OH 45402\nReport date 08/09/2025\n", "2025-08-09"),
    "a date with one reading goes first": ("Sorrel Freight plc\nReport date 08/09/2025\nOn 12/25/2024\n", "2025-08-09"),
    "both worlds": ("Sorrel Freight plc for Tern, LLC\nReport date 08/09/2025\n", None),
    "neither": ("Sorrel Freight\nReport date 08/09/2025\n", None),
}


@pytest.mark.parametrize(("text", "expected"), ORDERS.values(), ids=ORDERS)
def test_origin_of_a_document_settles_the_order_of_day_and_month(text: str, expected: str | None) -> None:
    assert values_of(None, text).get("document_date") == expected


STANDS_FOR = {
    "approval of a policy": (
        "password_policy",
        "Password Policy\nApproved by the Head of IT on 5 May 2026\n",
        "2026-05-05",
    ),
    "approval goes ahead of effect": (
        "password_policy",
        "Password Policy\nIn effect since: 1 June 2026\nApproval: 5 May 2026\n",
        "2026-05-05",
    ),
    "start of an agreement": (
        "nda",
        "NDA\nThis agreement is made on 3 May 2026 between A Ltd and B Ltd.\n",
        "2026-05-03",
    ),
}


@pytest.mark.parametrize(("kind", "text", "expected"), STANDS_FOR.values(), ids=STANDS_FOR)
def test_document_without_a_date_of_its_own_is_dated_by_what_it_states(kind: str, text: str, expected: str) -> None:
    assert values_of(kind, text)["document_date"] == expected


DONE = {
    "en": ("Tide gate survey\nGorse Ltd\nSubmitted to Ames Inc. by Holt Ltd on 5 May 2026\n", "2026-05-05"),
    "de": ("Begehung der Schleuse\nUnterzeichnet in Kassel am 5. Mai 2026\n", "2026-05-05"),
    "fr": ("Visite de l'écluse\nRemise : 5 mai 2026\n", "2026-05-05"),
    "es": ("Visita a la esclusa\nEmitida en Alba, 5 de mayo de 2026\n", "2026-05-05"),
    "it": ("Visita alla chiusa\nDocumento 7 · emesso il 5/5/2026\n", "2026-05-05"),
    "nl": ("Bezoek aan de sluis\nOndertekend te Marl op dinsdag 5 mei 2026\n", "2026-05-05"),
    "pt": ("Visita à eclusa\nData da assinatura\n5 de maio de 2026\n", "2026-05-05"),
    "ja": ("水門の点検\n更新日\t令和8年5月5日\n", "2026-05-05"),
}


@pytest.mark.parametrize(("text", "expected"), DONE.values(), ids=DONE)
def test_what_was_done_with_a_document_dates_it_in_every_language(text: str, expected: str) -> None:
    assert values_of(None, text)["document_date"] == expected


SIGNED_APART = {
    "places": "Alba, le 3 mai 2026\nPour Gorse SARL\nMarl, le 5 mai 2026\nPour Holt SAS\n",
    "parties": "Il Titolare - Alba, 03/05/2026\tA. Gori\nIl Responsabile - Marl, 05/05/2026\n",
    "names": "Kassel, 3. Mai 2026 - Dr. T. Marl\nHolm, 5. Mai 2026 - K. Alba\n",
}


@pytest.mark.parametrize("text", SIGNED_APART.values(), ids=SIGNED_APART)
def test_last_of_those_who_sign_dates_what_they_sign(text: str) -> None:
    body = "".join(f"The parties keep rule {number} of this paper.\n" for number in range(30))
    assert values_of(None, body + text)["document_date"] == "2026-05-05"


WRAPPED = {
    "end of a sentence": "Gates\nThe lock keeper of the upper reach looked at all of the gates on\n5 May 2021.\n",
    "a row of a list": "Gates\nNo.\tAsked\tAnswer\tNote\n1\tAre they shut?\tYes\trev. 2 of 5 May 2021\n",
    "another date's label": "Gates\nDate of birth\n5 May 2021\n",
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_date_that_a_line_only_ends_with_is_not_the_documents(text: str) -> None:
    assert "document_date" not in values_of(None, text)


ELSEWHERE = {
    "a meeting": ("Harbour Committee - Agenda\nThursday 4 May 2023, 14:00, Room 2\n", "2023-05-04"),
    "behind a number": ("CREDIT NOTE\nCredit note no. CN-7 Date 4 May 2023\n", "2023-05-04"),
    "a foot": ("Tides\n" + "Water rises.\n" * 20 + "Marl internal\nversion 2.0 04.05.2023\n- 1 -\n", "2023-05-04"),
    "a place within a line": ("Tide contract\nIt was signed at Alba on 4 May 2023.\n", "2023-05-04"),
    "a party behind": ("Mietvertrag\nEs gilt das Gesetz.\nAlba, 4. Jänner 2023 Vermieterin\n", "2023-01-04"),
    "accents alone": ("Propriétaire\tMarée\nDate\t04/05/2023\n", "2023-05-04"),
}


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_date_is_found_where_else_papers_set_it(text: str, expected: str) -> None:
    assert values_of(None, text)["document_date"] == expected


def test_auditor_who_signs_later_dates_statements() -> None:
    made, audited = "Drawn up.\nAlba, 4 May 2023\nThe board\n", "Auditor's report\nMarl, 9 June 2023\nHolt Audit Ltd\n"
    text = f"Annual accounts 2022\n{made}{audited}"
    assert values_of("financial_statements", text)["document_date"] == "2023-06-09"


OWN_DAYS = {
    "behind a release and strokes": (
        "access_control_policy",
        "Berth Standard\nBS-2 / Release 3.3 / 3 November 2025\nApproved by the Board on 16 October 2025\n",
        "2025-11-03",
    ),
    "beside its label, ahead of a sentence": (
        "access_control_policy",
        "Berth Policy\nVersion 1.7.\nDate 2026-01-30. Owner: Harbour Master. Approved by the Quay Board on\n"
        "2026-02-04.\n",
        "2026-01-30",
    ),
    "of an invoice and its tax point": (
        "invoice",
        "TAX INVOICE\nInvoice date and tax point 30/04/2026\nPayment due 30/05/2026\nTern & Sons Ltd\n",
        "2026-04-30",
    ),
    "of an export, not of its scan": (
        "vulnerability_scan_report",
        "report\tMonthly scan\nscan_start\t2026-04-03 22:00 UTC\nscan_end\t2026-04-04 05:41 UTC\n"
        "exported\t2026-04-05\n",
        "2026-04-05",
    ),
    "of the last of two who sign on a line": (
        "standard_contractual_clauses",
        "Clauses\nThe parties agree.\nSignature and\ndate\nL. Tern, 13 May 2026 O. Vale, 15 May 2026\n",
        "2026-05-15",
    ),
    "of the last of two places on a line": (
        "data_processing_agreement",
        "Verwerkersovereenkomst\nDe overeenkomst treedt in werking op 1 augustus 2025.\nAldus overeengekomen:\n"
        "Zierikzee, 26 juni 2025 Terneuzen, 30 juni 2025\nw.g. I. Tern w.g. S. Vale\n",
        "2025-06-30",
    ),
    "of the auditor who signs later": (
        "financial_statements",
        "Accounts 2025\nBy order of the Board, F. Tern, Secretary, 27 March 2026\nIndependent auditor's report\n"
        "for and on behalf of Vale Moss LLP, Statutory Auditor, Whitby\n30 March 2026\n",
        "2026-03-30",
    ),
    "of a certificate, not of its effect": (
        "iso_27001_certificate",
        "CERTIFICAT\nISO/IEC 27001:2022\nDate d'entrée en vigueur 14 avril 2026\nValable jusqu'au 13 avril 2029\n"
        "Fait à Saint-Malo, le 10 avril 2026\n",
        "2026-04-10",
    ),
}


@pytest.mark.parametrize(("kind", "text", "expected"), OWN_DAYS.values(), ids=OWN_DAYS)
def test_document_is_of_its_own_day_and_of_no_other_that_it_tells(kind: str, text: str, expected: str) -> None:
    assert values_of(kind, text).get("document_date") == expected


def test_day_below_who_released_a_policy_is_its_approval() -> None:
    text = "Leitlinie Gezeiten\nVersion 4.0\nFreigabe durch\nHafenleitung\n27.01.2026\nIn Kraft ab 01.02.2026\n"
    history = "Version Datum Autor Änderung\n3.0 14.01.2025 T. Tern Neufassung\n4.0 20.01.2026 T. Tern Lotsen\n"
    assert values_of("information_security_policy", text, history)["document_date"] == "2026-01-20"


def test_edition_of_the_statement_that_a_certificate_names_is_not_its_issue() -> None:
    text = (
        "Certificate of Registration\nISO/IEC 27001:2022\nThis is in accordance with the Statement of Applicability,\n"
        "issue 7.2 of 3 February 2026.\nCurrent cycle from\n16 March 2026\nValid until\n18 March 2029\n"
    )
    assert values_of("iso_27001_certificate", text)["issue_date"] == "2026-03-16"


NOT_APPROVED = {
    "beside its approval": (
        "password_policy",
        "Berth Standard\nOwner IT Security   Version 3.1   Effective 05/01/2026   Approved 04/21/2026\n"
        "Reviewed every two years. Document dated 04/22/2026.\n",
        "2026-04-22",
    ),
    "above who signed": (
        "pci_dss_aoc",
        "Attestation of Compliance\nThis AOC is based on results noted in the ROC dated 2026-02-19.\n"
        "Lionel Tern 2026-02-24\nSignature of service provider executive officer Date\n"
        "Ada Vale 2026-02-23\nSignature of lead QSA Date\n",
        "2026-02-24",
    ),
}


@pytest.mark.parametrize(("kind", "text", "expected"), NOT_APPROVED.values(), ids=NOT_APPROVED)
def test_day_of_an_approval_or_of_results_gives_way_to_the_documents(kind: str, text: str, expected: str) -> None:
    assert values_of(kind, text).get("document_date") == expected


EFFECT = {
    "label of effect": "Agreement date: 3 March 2026\nAmendment effective: 1 April 2026\n",
    "term": "Date of agreement: 3 March 2026\nTerm: Six years from 1 April 2026\n",
    "sentence": "This Agreement is executed at Hull on 03.03.2026 by A and B.\n"
    "This Agreement shall come into force w.e.f. 01.04.2026.\n",
}


@pytest.mark.parametrize("text", EFFECT.values(), ids=EFFECT)
def test_agreement_has_effect_from_the_day_it_names_and_not_from_that_of_its_making(text: str) -> None:
    assert values_of("commercial_contract", f"HIRE AGREEMENT\n{text}")["effective_date"] == "2026-04-01"


def test_day_at_which_controls_were_effective_dates_no_report() -> None:
    text = "ANNUAL REPORT\nManagement concluded that internal control was effective at June 30, 2025.\n"
    assert "document_date" not in values_of("annual_report", text)
