"""Certificates in several bodies' layouts."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

CENTRED = """Certificate of Registration
INFORMATION SECURITY MANAGEMENT SYSTEM - ISO/IEC 27001:2022
This is to certify that:
Ostrea Payments B.V.
Kade 12
1013 AB Amsterdam
Holds Certificate No: IS 771204
and operates an Information Security Management System which complies with the requirements of ISO/IEC 27001:2022
for the following scope:
The provision of card payment processing to online merchants from the offices in Amsterdam.
For and on behalf of BSI:
Original Registration Date: 2019-03-04 Effective Date: 2025-03-04
Latest Revision Date: 2025-02-20 Expiry Date: 2028-03-03
UKAS MANAGEMENT SYSTEMS 0003
Page: 1 of 1
"""
TABLE = """Harwick Registrars GmbH certifies that the management system of the organization named below conforms.
Organization\tTolland Freight Services Limited
Standard\tISO 9001:2015
Certificate number\t01 100 1934123
Scope of certification\tRoad and rail freight forwarding
Issue date\t12 May 2024
Valid until\t11 May 2027
Accreditation\tDAkkS
"""
PROSE = """Schellman Compliance, LLC certifies that the following organization operates an Information Security
Management System that conforms to the requirements of ISO/IEC 27001:2013
Marsh Lantern, Inc.
for the following scope: the scope of the ISMS includes the people and processes supporting the Lantern platform.
Certificate Number: 1234567-1
Issue Date: October 3, 2022    Expiration Date: October 2, 2025
"""


def test_centred_certificate() -> None:
    values = values_of("iso_27001_certificate", CENTRED)
    assert values["certificate_number"] == "IS 771204"
    assert (values["standard"], values["standard_year"]) == ("ISO/IEC 27001", 2022)
    assert values["holder"] == "Ostrea Payments B.V."
    assert (
        values["scope"] == "The provision of card payment processing to online merchants from the offices in Amsterdam"
    )
    assert (values["issuer"], values["accreditation"]) == ("BSI", "UKAS")
    assert (values["issue_date"], values["expiry_date"]) == ("2025-03-04", "2028-03-03")
    assert (values["expires_on"], values["expires_on_rule"]) == ("2028-03-03", "expiry_date")


def test_certificate_as_a_table() -> None:
    values = values_of("iso_9001_certificate", TABLE)
    assert values["certificate_number"] == "01 100 1934123"
    assert (values["standard"], values["standard_year"]) == ("ISO 9001", 2015)
    assert values["holder"] == "Tolland Freight Services Limited"
    assert values["issuer"] == "Harwick Registrars GmbH"
    assert values["accreditation"] == "DAkkS"
    assert values["scope"] == "Road and rail freight forwarding"
    assert (values["issue_date"], values["expiry_date"]) == ("2024-05-12", "2027-05-11")


def test_certificate_in_prose() -> None:
    values = values_of("iso_27001_certificate", PROSE)
    assert values["holder"] == "Marsh Lantern, Inc."
    assert values["issuer"] == "Schellman Compliance, LLC"
    assert values["certificate_number"] == "1234567-1"
    assert (values["issue_date"], values["expiry_date"]) == ("2022-10-03", "2025-10-02")
    assert values["standard_year"] == 2013


def test_blank_certificate_states_nothing_but_its_standard() -> None:
    values = values_of(
        "iso_27001_certificate",
        "Certificate No: [Certificate Number]\nThis certifies that [Company Name]\nISO/IEC 27001:2022\nExpiry date: "
        "____",
    )
    assert set(values) == {"standard", "standard_year"}


def test_cyber_essentials_certificate_ends_a_year_after_issue() -> None:
    values = values_of(
        "cyber_essentials_certificate",
        """CERTIFICATE OF ASSURANCE
Marsh Lantern Limited
COMPLIES WITH THE REQUIREMENTS OF THE CYBER ESSENTIALS PLUS SCHEME
CERTIFICATE NUMBER: a3c1-98
DATE OF CERTIFICATION: 2025-09-30
SCOPE: Whole organisation""",
    )
    assert values["standard"] == "Cyber Essentials Plus"
    assert values["certificate_number"] == "a3c1-98"
    assert values["issue_date"] == "2025-09-30"
    assert values["expires_on"] == "2026-09-30"


def test_body_without_a_legal_form_is_the_issuer_and_not_the_holder() -> None:
    values = values_of(
        "iso_9001_certificate",
        "Certificate\nNorth Fell Certification\nhereby certifies that the management system of\nMARROW TOOLS LTD.\n"
        "Mill Lane 4, Leeds\nmeets the requirements of ISO 9001:2015\nCertificate Reg. No. 07 110 9921\n",
    )
    assert values["issuer"] == "North Fell Certification"
    assert values["holder"] == "MARROW TOOLS LTD."
    assert values["certificate_number"] == "07 110 9921"


def test_number_of_the_certificate_it_rests_on_is_not_its_own() -> None:
    values = values_of(
        "iso_27018_certificate",
        "Certificate\nISO/IEC 27018:2019 as an extension of ISO/IEC 27001:2022 certificate no. 2024-A-0112\n"
        "Certificate No. 2024-P-0044\n",
    )
    assert values["certificate_number"] == "2024-P-0044"


def test_year_of_a_national_edition_is_not_the_standards() -> None:
    values = values_of(
        "iso_27001_certificate", "Certificate\nDIN EN ISO/IEC 27001:2024, the text of ISO/IEC 27001:2022\n"
    )
    assert (values["standard"], values["standard_year"]) == ("ISO/IEC 27001", 2022)


def test_dates_in_other_languages() -> None:
    spanish = "Certificado\nISO/IEC 27001:2022\nFecha de última emisión: 2023-12-11\nFecha de expiración: 2026-12-11\n"
    french = "Certificat\nISO 9001:2015\nJusqu'au / Until: 2025-10-02\n"
    values = values_of("iso_27001_certificate", spanish)
    assert (values["issue_date"], values["expiry_date"]) == ("2023-12-11", "2026-12-11")
    assert values_of("iso_9001_certificate", french)["expiry_date"] == "2025-10-02"


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("Valid until: 2029-03-31T23:59:59Z", "2029-03-31"),
        ("G\u00fcltig bis: 31.03.29", "2029-03-31"),
        ("G\u00fcltig bis zum 31. M\u00e4rz 2029", "2029-03-31"),
        ("Dieses Zertifikat ist g\u00fcltig vom 01.04.2026 bis 31.03.2029.", "2029-03-31"),
        ("Valable jusqu'au 1er octobre 2029", "2029-10-01"),
        ("V\u00e1lido hasta el 31 de marzo de 2029", "2029-03-31"),
        ("Geldig tot en met 31 maart 2029", "2029-03-31"),
        ("\u6709\u52b9\u671f\u9650: 2029\u5e743\u670831\u65e5", "2029-03-31"),
        ("Valid thru 31 March 2029", "2029-03-31"),
        ("Not valid after: 31 March 2029", "2029-03-31"),
        ("This certificate is not valid after 31 March 2029.", "2029-03-31"),
        ("This certificate is valid from 1 April 2026 until 31 March 2029.", "2029-03-31"),
        ("Valid for three years from 1 April 2026.", "2029-04-01"),
        ("The certificate is valid for a period of 36 months from 1 April 2026.", "2029-04-01"),
        ("Date of issue: 1 April 2026\nValid for three (3) years from the date of issue.", "2029-04-01"),
        ("Valid for three years from the date of the audit.", None),
        ("Expiry date: 03/2029", "2029-03"),
        ("Expires: March 2029", "2029-03"),
        ("Valid until revoked", None),
        ("Expiry date: N/A", None),
        ("Valid until 03/04/2029", None),
    ],
)
def test_end_of_validity_is_read_however_it_is_said(text: str, expires: str | None) -> None:
    assert (
        values_of("iso_27001_certificate", f"CERTIFICATE\nISO/IEC 27001:2022\n{text}\n").get("expiry_date") == expires
    )


LABELS = {
    "issuer": {
        "Issuing body Glen Conformity Services AG": "Glen Conformity Services AG",
        "Certification authority: Glen Conformity Ltd": "Glen Conformity Ltd",
    },
    "holder": {
        "Issued to Tern Bay GmbH, Zollstrasse 4": "Tern Bay GmbH",
        "Name and address of the organisation: Tern Bay GmbH": "Tern Bay GmbH",
    },
    "issue_date": {
        "First issued 2024-03-20\nLast issued 2025-09-08": "2025-09-08",
        "Date of award: 8 September 2025": "2025-09-08",
    },
    "expiry_date": {"Certificate end date 19 March 2027": "2027-03-19", "Not after: 19 March 2027": "2027-03-19"},
    "scope": {
        "Scope Provision of managed hosting as a service\nprovider\nFirst issued 2024-03-20": (
            "Provision of managed hosting as a service provider"
        ),
        "For the following activities\nDesign of warehouse software, in accordance with the\nStatement of "
        "Applicability 4.": ("Design of warehouse software"),
    },
    "certificate_number": {
        "Certificate number Effective date Expiry date\nBC/2217/L 12 January 2025 11 January 2028": "BC/2217/L"
    },
    "standard": {"Certificate in conjunction with ISO 9001:2015\nStandard ISO/IEC 27001:2022": "ISO/IEC 27001"},
}


@pytest.mark.parametrize(
    ("key", "text", "value"), [(key, text, value) for key, texts in LABELS.items() for text, value in texts.items()]
)
def test_certificate_states_beside_labels(key: str, text: str, value: str) -> None:
    assert values_of("iso_27001_certificate", f"Certificate\n{text}\n").get(key) == value


def test_day_below_a_label_is_no_number() -> None:
    text = "Certificate\nBC/2217/L\nCertificate number\nAugust 18, 2025\nDate of issue\n"
    assert values_of("iso_27001_certificate", text)["certificate_number"] == "BC/2217/L"


TITLES = {
    "iso_9001_certificate": (
        "CERTIFICATO N. IT-5531-Q\nISO 9001:2015",
        "Certificado de Conformidade\nISO 9001:2015",
        "Certificat Qualité\nISO 9001:2015",
    ),
    "iso_27001_certificate": tuple(
        f"{title} ISO/IEC 27001\n\n{title}: 4711\nAulne SA"
        for title in ("Certificat", "Certificado", "Certificato", "Certificaat")
    ),
}


@pytest.mark.parametrize(("document_type", "head"), [(one, head) for one, heads in TITLES.items() for head in heads])
def test_title_of_a_certificate_is_nobody_who_issued_it(document_type: str, head: str) -> None:
    assert "issuer" not in values_of(document_type, f"{head}\n")


def test_body_that_owns_a_certificate_is_not_its_holder() -> None:
    text = "This certificate attests that the controls were audited. It remains the property of Glen Conformity Ltd."
    assert "holder" not in values_of("iso_27001_certificate", text)


def test_standard_of_another_type_is_left_out() -> None:
    text = "Certificate\nTern Bay GmbH meets the requirements of ISO 9001:2015\n"
    assert "standard" not in values_of("iso_27001_certificate", text)
    assert values_of("iso_9001_certificate", text)["standard"] == "ISO 9001"


@pytest.mark.parametrize(
    "sentence",
    [
        "The certificate of our data centre expires on 1 May 2035.",
        "Our supplier is certified too; the certificate of the parent company, Birch plc, is valid until 1 May 2035.",
    ],
)
def test_certificate_of_somebody_else_gives_no_expiry(sentence: str) -> None:
    text = (
        f"ISO/IEC 27001 Certificate\nCertificate number: IS 77123\nThis certifies that Alder Ltd complies.\n{sentence}"
    )
    assert "expiry_date" not in values_of("iso_27001_certificate", text)
    own = f"{text}\nThe certificate is valid until 1 May 2031."
    assert values_of("iso_27001_certificate", own)["expiry_date"] == "2031-05-01"


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        ("Das Zertifikat unseres Rechenzentrums ist gültig bis 1. Mai 2035.", "Gültig bis: 1. Mai 2031"),
        ("Le certificat de notre centre de données expire le 1 mai 2035.", "Valable jusqu'au 1 mai 2031"),
    ],
)
def test_certificate_of_somebody_else_gives_no_expiry_in_other_languages(theirs: str, own: str) -> None:
    text = f"ISO/IEC 27001\n{theirs}\n"
    assert "expiry_date" not in values_of("iso_27001_certificate", text)
    assert values_of("iso_27001_certificate", text + own)["expiry_date"] == "2031-05-01"


_HEAD = "ISO/IEC 27017:2015\n"
ISSUED = {
    "nl": "Uitgereikt te Terneuzen op 1 december 2025\nVervaldatum 15 september 2027\n",
    "fr": "Délivré à Saint-Malo, le 1er décembre 2025\nValable jusqu'au 15 septembre 2027\n",
    "es": "Expedido en Vigo, el 1 de diciembre de 2025\nVálido hasta 15 de septiembre de 2027\n",
    "de, in a row": "Zertifizierungsentscheid 1. Dezember 2025\nAblaufdatum 15. September 2027\n",
    "de, above its label": (
        "01.12.2025\nGültig von\n15.09.2027\nGültig bis\n06.03.2020\nErstzertifizierung\nWismar, 25.11.2025\n"
    ),
    "en, with the order of its figures": "Issued (Y-M-D)\n2025-12-01\nExpires (Y-M-D)\n2027-09-15\n",
}


@pytest.mark.parametrize("text", ISSUED.values(), ids=ISSUED)
def test_issue_and_end_are_told_by_places_columns_and_tiles(text: str) -> None:
    facts = values_of("iso_27017_certificate", _HEAD + text)
    assert (facts.get("issue_date"), facts.get("expiry_date")) == ("2025-12-01", "2027-09-15")


@pytest.mark.parametrize(
    ("said", "issuer"),
    [
        ("The system was audited against ISO/IEC 42001:2023 by Bramble Norm, LLC.", "Bramble Norm, LLC"),
        ("Norma Prüf GmbH, 1030 Wien. Akkreditierte Zertifizierungsstelle Nr. 77", "Norma Prüf GmbH"),
        ("Cardo Certifica, S.L.U. emite este certificado fuera del alcance.", "Cardo Certifica, S.L.U."),
        ("Cardo Norma, S.L.U. – C/ Mayor 140, 28006 Madrid\nCertificado", "Cardo Norma, S.L.U."),
        ("Organismo de certificação CardoLuso – Associação para a Certificação",
         "CardoLuso - Associação para a Certificação"),
        ("Plains Norm LLC has audited Teasel Centres Ltd. (Regina) and certifies that it is sound.", "Plains Norm LLC"),
        ("Die Zertifizierungsstelle der\nZertifizierungsgesellschaft Niederau mbH\nbescheinigt, dass",
         "Zertifizierungsgesellschaft Niederau mbH"),
    ],
)  # fmt: skip
def test_who_issued_it_is_said_in_other_words(said: str, issuer: str) -> None:
    assert (
        values_of("iso_9001_certificate", f"ISO 9001:2015\nText\n{said}" if "–" not in said else said)["issuer"]
        == issuer
    )


def test_an_address_is_no_issuer() -> None:
    page = (
        "Urkunde\nHiermit wird der Firma\nEnzian Ges.m.b.H.\nIndustriezeile 9, 8940 Liezen, Österreich\nbestätigt, dass"
    )
    assert "Industriezeile" not in values_of("iso_9001_certificate", page).get("issuer", "")


def test_whoever_a_word_begins_behind_is_no_issuer() -> None:
    page = "ISO 9001:2015\nHouder van het certificaat\nDistel Archief B.V., Hengelo (Ov.)\nCertificaat nr.\nKO 77120-3"
    assert "issuer" not in values_of("iso_9001_certificate", page)


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("It fulfils the requirements of ISO/IEC 27001:2013 for the development of actuarial software.",
         "the development of actuarial software"),
        ("está de acordo com a ABNT NBR ISO 9001:2015 para impressão de boletos e cartões plásticos.",
         "impressão de boletos e cartões plásticos"),
        ("the controls of ISO/IEC 27017 as a cloud service provider for: Managed database hosting.",
         "Managed database hosting"),
        ("Scope: Analysis of responses on behalf of clients\nGranted", "Analysis of responses on behalf of clients"),
        ("Scope of approval: Clearing, settlement\nand margin services\nCurrent certificate start: 1/12/2025",
         "Clearing, settlement and margin services"),
        ("Der Geltungsbereich umfasst:\nDruck und Versand von Post", "Druck und Versand von Post"),
        ("per le attività di\nDeposito e distribuzione di merci", "Deposito e distribuzione di merci"),
        ("Assessed scope\nUK offices and all end user devices, without Oxford\nTest date",
         "UK offices and all end user devices, without Oxford"),
    ],
)  # fmt: skip
def test_a_scope_goes_to_its_end(said: str, scope: str) -> None:
    assert values_of("iso_27001_certificate", f"Certificate\nTeasel Ltd\n{said}")["scope"] == scope


@pytest.mark.parametrize(
    "said",
    [
        "CERTIFICATE\nNo. KCE-PIMS-208\nText",
        "Certificate number: KCE-PIMS-208 UNI EN ISO 9001:2015",
        "The certificate bears the number KCE-PIMS-208, and is in force.",
    ],
)
def test_a_number_is_told_without_what_stands_beside_it(said: str) -> None:
    assert values_of("iso_27701_certificate", said)["certificate_number"] == "KCE-PIMS-208"


def test_a_day_below_the_title_is_no_number() -> None:
    assert "certificate_number" not in values_of("iso_27001_certificate", "Text\nCertificate\nMar-04-2025\nIssued")


def test_a_hitrust_letter_has_number_and_scope() -> None:
    page = "HITRUST i1 Certification\nScope: TeaselRx Adjudicate and the Tempe office\nCertificate number: I1-0019"
    found = values_of("hitrust_certification_letter", page)
    assert (found["certificate_number"], found["scope"]) == ("I1-0019", "TeaselRx Adjudicate and the Tempe office")


def test_whom_a_japanese_certificate_addresses_holds_it() -> None:
    said = "青葉給与計算センター株式会社 殿\nISO 22301:2019 に適合しています。"
    page = f"南品質保証協会\n認証登録証\nNo. KQ-BC-00219\n{said}"
    found = values_of("iso_22301_certificate", page)
    assert (found["holder"], found["issuer"]) == ("青葉給与計算センター株式会社", "南品質保証協会")
    assert found["certificate_number"] == "KQ-BC-00219"
