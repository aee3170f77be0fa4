"""Forms that nobody filled in: told from what says something, in any language and of any type, and never named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.classify import classify
from muniment.judging.packages import parts_of
from muniment.judging.states import states
from muniment.judging.taxonomy.types import load_types
from muniment.judging.templates import blank
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.quotes import stands_on
from muniment.settings import Settings
from tests.judging.examples import OPENINGS

THRESHOLD = Settings.model_fields["classification_threshold"].default


def reading(*texts: str, kind: PageKind = PageKind.BLOCK) -> Reading:
    pages = tuple(Page(number, text, kind) for number, text in enumerate(texts, 1))
    return Reading("application/pdf", pages, len(pages))


def named(one: Reading) -> str | None:
    return classify(one, name="upload.docx", threshold=THRESHOLD).document_type


BLANK = {
    "brackets": "Business Continuity Plan\n[ORGANISATION]\nVersion: [x.x]\tDate: [dd/mm/yyyy]\n1. Purpose\n[Say why.]\n"
    "2. Recovery\nActivity\tRTO\tRPO\n[activity]\t[hours]\t[hours]\n",
    "lines to write on": "Security Incident Report\nReported by: ________\nDate: ____________\nSystems: ______\n"
    "Describe what happened and who noticed it.\n______________\n______________\n",
    "labels with nothing behind": "Incident record\nIncident number:\nFound on:\nFound by:\nSeverity:\n1. Measures\n",
    "a title that says so": "Vendor Review Template\nVendor\nService\nRisk\nDecision\n",
    "a title in brackets": "Statement of Work (blank)\nClient\nScope\nFees\n",
    "boxes that nobody ticked": "Incident Report Form\nComplete within 24 hours and send to the service desk.\n"
    "Date (dd/mm/yyyy)\nType: ☐ Malware ☐ Loss ☐ Other\nPersonal data? ☐ Yes ☐ No\nClosed by ........\n",
    "a specimen": "SPECIMEN\nCertificate of Registration\nThis is to certify that Example Ltd has been assessed and "
    "registered.\nCertificate number: 4711\nIssued: 4 May 2026\nExpires: 3 May 2029\n",
    "days and numbers in outline": "Certificate of Registration\n[client] has been assessed and registered against the "
    "requirements of ISO/IEC 27001\nNumber: XX-00000\nIssued: DD Month YYYY\nExpires: DD Month YYYY\n",
    "German": "Auftragsverarbeitungsvertrag\nzwischen [Verantwortlicher] und [Auftragsverarbeiter]\n§ 1 Gegenstand\n"
    "[bitte beschreiben]\nBeginn: TT.MM.JJJJ\nVom Auftraggeber auszufüllen\n",
    "French": "Registre des traitements\nResponsable : ........\nDate : JJ/MM/AAAA\nFinalité : ........\nÀ compléter\n",
    "Spanish": "Plan de continuidad\nEmpresa: ________\nFecha: dd/mm/aaaa\nInstrucciones: rellene los campos.\n",
    "Italian": "Nomina a responsabile\nTitolare: ........\nResponsabile: ........\nData: gg/mm/aaaa\nDa compilare\n",
    "Dutch": "Verwerkersovereenkomst\nVerantwoordelijke: [naam]\nVerwerker: [naam]\nDatum: dd-mm-jjjj\nIn te vullen\n",
    "Portuguese": "Acordo de tratamento de dados\nEntre [RESPONSÁVEL] e [SUBCONTRATANTE]\n1. Objeto\n[descrever]\n",
    "Japanese": "秘密保持契約書\n甲:○○○○\n乙:○○○○\n締結日: 年 月 日\n【目的】[記入してください]\n",
}


@pytest.mark.parametrize("text", BLANK.values(), ids=BLANK)
def test_form_that_nobody_filled_in_is_blank_and_told_as_a_template(text: str) -> None:
    form = reading(text)
    found = blank(form)
    assert found is not None
    assert stands_on(found[1], found[0])
    assert "template" in {one.code for one in states(form)}
    assert named(form) is None


SAYS = {
    "a filled-in form": "Incident record\nIncident number: INC-1042\nFound on: 3 March 2026\nFound by: Night shift\n"
    "Severity: High\nComments: ________\nApproved by: ________\nDate: ________\n",
    "values below labels": "Supplier record\nName:\nNorthwind\nCity:\nBonn\nOwner:\nSales\nState:\nActive\n",
    "values beside labels": "Supplier record\nName\tNorthwind\nCity\tBonn\nOwner\tSales\n[logo]\n[seal]\n[sign]\n",
    "a policy that a company adopted": "Password Policy Template\nNorthwind Ltd\nVersion 2.0, 4 May 2026\n"
    "Staff choose passwords of fourteen characters or more.\nPasswords are kept in the vault only.\n"
    "Review date: [date]\n",
    "a policy with the company's name left open": "Access Control Policy\n"
    "[Company] gives access on the basis of least privilege and business need.\n"
    "Managers of [Company] review all rights of access at least every quarter.\n"
    "Leavers of [Company] lose their access on the day on which they leave.\n",
    "a contract that is not signed": "Mutual Non-Disclosure Agreement\nbetween Northwind Ltd and Contoso GmbH\n"
    "Each party keeps the other's information secret for five years.\nThis agreement is governed by French law.\n"
    "Signature: ________\nName: ________\nDate: ________\n",
    "figures in a line": "Tariff\nFee is 15 percent\nTerm 36 months\nDeposit 12 rates\n[logo]\n[seal]\n[stamp]\n",
    "contents with leaders": "Report\nScope ........ 3\nMethod ........ 4\nFindings ........ 9\nAnnex ........ 12\n",
    "lines between paragraphs": "Certificate\n________\nNorthwind\n________\nBonn\n________\nwithout exclusions\n",
    "boxes of which some are ticked": "Review\n☐ Yes ☒ No\n☑ Yes ☐ No\n☐ Yes ☒ No\n[logo]\n[seal]\n☐ Other\n",
    "boxes and footnotes": "Checklist\n[x] Backups\n[ ] Keys\n[x] Logs\nAs said in [1], [2] and [3]\n",
    "sentences without spaces": "秘密保持契約書\n甲は秘密情報を第三者に開示しないものとし適切に管理する。\n"
    "乙は契約が終わった後も秘密情報を返還または破棄する。\n[印]\n[印]\n[印]\n",
}


@pytest.mark.parametrize("text", SAYS.values(), ids=SAYS)
def test_what_says_something_is_not_blank_however_much_is_left_open(text: str) -> None:
    assert blank(reading(text)) is None


def test_no_opening_is_blank_even_with_empty_optional_fields() -> None:
    for one in OPENINGS:
        opening = one.reading()
        last = replace(opening.pages[-1], text=f"{opening.pages[-1].text}\nComments: ________\nRemarks: [optional]\n")
        assert blank(opening) is None, str(one)
        assert blank(replace(opening, pages=(*opening.pages[:-1], last))) is None, str(one)


@pytest.mark.parametrize("slug", [one.slug for one in load_types()])
def test_title_of_a_type_over_a_blank_form_names_none(slug: str) -> None:
    title = next(one for one in OPENINGS if one.document_type == slug).table["pages"][0].strip().splitlines()[0]
    form = reading(f"{title}\n[organisation]\nDate: [dd/mm/yyyy]\n1. Purpose\n[Say why.]\n[name]\n")
    found = classify(form, name="upload.docx", threshold=THRESHOLD)
    assert (found.document_type, found.evidence) == (None, ())
    assert found.confidence < THRESHOLD


def test_types_that_a_blank_form_may_be_of_are_shown_as_alternatives() -> None:
    form = classify(reading(BLANK["brackets"]), name="upload.docx", threshold=THRESHOLD)
    assert form.alternatives[0].document_type == "business_continuity_plan"
    assert form.evidence == ()


def test_scans_are_never_taken_for_blank_since_hands_are_not_recognised() -> None:
    form = reading(BLANK["lines to write on"])
    scan = replace(form, pages=tuple(replace(page, ocr=True) for page in form.pages))
    assert blank(form) is not None
    assert blank(scan) is None


def test_long_text_with_many_places_to_fill_in_is_not_blank() -> None:
    clause = "The supplier keeps records of every access to its systems and looks at them each month.\n"
    assert blank(reading("Agreement\n" + "[name]\n" * 200 + clause * 30)) is None


def test_blank_form_behind_a_document_is_no_part_of_its_own() -> None:
    certificate = next(one for one in OPENINGS if one.document_type == "iso_27001_certificate").reading().pages[0]
    form = Page(2, BLANK["brackets"])
    assert parts_of(Reading("application/pdf", (certificate, form), 2), threshold=THRESHOLD) == ()
