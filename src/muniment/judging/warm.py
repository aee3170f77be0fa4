"""Importing this loads the judge, compiles the signals, lists the combining marks (0.5 s), and reads and judges a page
of a report (0.1 s). For the fork server's `preload` only, so that its children inherit them instead of paying once a
document: what is made when first needed (PDFium's fonts, patterns, the interpreter's shortcuts) was 8 of the 160 ms
that a report of 60 pages takes. What other languages say is looked for, too (0.2 s): to compile it took 30 to 40 ms of
each document in one of them. So are labels (0.2 s) and letters of other writings than Latin: 50, 90 and 20 ms of each
document that met them, 10 ms of one of 48 ordinary ones. A letter and a Japanese page (0.5 s) have what the report
has not: of 40 documents, some of them Japanese, each compiled for 29 ms, and now for 4. All three are ours: no document
is ever read here.
"""

from __future__ import annotations

import io
from collections import deque
from datetime import date

from muniment.judging.classify import classify
from muniment.judging.facts import headers, vocabulary
from muniment.judging.facts.extract import EXTRACTORS, extract
from muniment.judging.facts.japanese.extract import japanese
from muniment.judging.facts.stated import stated
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import Line, View
from muniment.judging.items.extract import items_of
from muniment.judging.learned.judge import load_judge
from muniment.judging.signals import load_signals
from muniment.limits import Limits
from muniment.reading.read import read_open
from muniment.reading.words import words
from muniment.unicode import with_short_runs

REPORT = """\
SOC 2 Type II Report
Independent service auditor's report by Example Audit LLP
For the period January 1, 2025 to June 30, 2025
To the management of Example Hosting, Inc. In our opinion, in all material respects, the description presents the
system that was designed and implemented throughout the period, and the controls operated effectively throughout the
period January 1, 2025 to June 30, 2025, based on the trust services criteria relevant to security.
Example Hosting uses Other Cloud, LLC, a subservice organization, for hosting. The carve-out method was used.
Complementary user entity controls: user entities are responsible for reviewing access.
No exceptions noted. Exception noted: for 1 of 25 changes no approval was found.
/s/ Example Audit LLP, July 28, 2025"""
LETTER = """\
Example Hosting, Inc.
Order form
12 May 2025

Certificate of Registration
Issue date: 3 June 2025    Expiry date: 2 June 2028
Registration
number Certificate no. EX 12345
Date        Version   Author      Change
01/02/2025  1.0       A. Example  First edition
| Severity | Count |
| Critical | 0     |
| High     | 2     |
Limit of liability: USD 1,000,000 each claim; 30 days' notice. Availability of 99.9 % per month.
This agreement is made between Example Hosting, Inc. and Other Cloud, LLC on 12 May 2025. It is governed by the law of
England, renews for 12 months each, and may be terminated with ninety (90) days' written notice.
Owner: Head of Security
Signed on 12th May 2025

A. Example, Director
- 1 - May 2025"""
JAPANESE = """\
情報セキュリティ報告書
作成日：2025年5月12日
作成者：株式会社見本
対象期間：令和7年4月1日から令和7年4月30日まで
承認者 情報システム部長
版数 1.0版
本契約は株式会社見本と見本クラウド株式会社の間で2025年5月12日に締結され、30日前までの通知により解約できる。"""


def pdf_of(text: str) -> bytes:
    """A PDF of one page with these lines. Without its table of objects, which PDFium makes itself."""
    lines = text.replace("(", "\\(").replace(")", "\\)").split("\n")
    shown = "BT /F1 9 Tf 14 TL 40 760 Td " + " ".join(f"({line}) '" for line in lines) + " ET"
    return (
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 "
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
        f"4 0 obj <</Length {len(shown)}>> stream\n{shown}\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    ).encode()


def _read_and_judge(pdf: bytes) -> None:
    reading = read_open(io.BytesIO(pdf), kind="pdf", limits=Limits(), recognise=None)
    judged = classify(reading, name="report.pdf", threshold=0.0).document_type
    view = View(reading)
    items = items_of(reading, document_type=judged, view=view)
    extract(reading, document_type=judged, validity=ValidityRules(), today=date(2026, 1, 1), items=items, view=view)
    for languages in (vocabulary.ENGLISH, vocabulary.EVERY):
        for family in vocabulary.FAMILIES:
            deque(stated(view, family, languages), maxlen=0)
    deque(stated(view, "penetration_test", vocabulary.LANGUAGES), maxlen=0)  # asked for by other families


def _look_for_facts(text: str) -> None:
    """Those of every family, as in a document of any, and of a contract, whose quotes are the longest."""
    reading = read_open(io.BytesIO(text.encode()), kind="txt", limits=Limits(), recognise=None)
    view = View(reading)
    for family, extractor in EXTRACTORS.items():
        deque((*extractor(view), *japanese(view, family)), maxlen=0)
    extract(reading, document_type="msa", validity=ValidityRules(), today=date(2026, 1, 1), view=view)


load_signals()
load_judge()
with_short_runs("\u00e9" * 100)
words("\u03a9")
headers.is_labels("Title")
for family in (*vocabulary.FAMILIES, *EXTRACTORS):
    headers.columns(Line("Title", 0), (family, "document"))
for name in vocabulary.lists():
    vocabulary.pattern(name)
vocabulary.label_ahead()
_read_and_judge(pdf_of(REPORT))
for text in (REPORT, LETTER, JAPANESE):
    _look_for_facts(text)
