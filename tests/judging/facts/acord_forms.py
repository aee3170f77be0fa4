"""ACORD forms of invented companies, drawn with print and answers where the real ones have them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import Reading

Text = tuple[float, float, str, float]
"""Left, base line (points from the lower left), what, size."""


@dataclass(frozen=True)
class Row:
    """A line of ACORD 25: print of the cover, its policy and days, and each limit's print with its answer."""

    top: float
    covers: Sequence[str]
    policy: str
    days: tuple[str, str]
    limits: Sequence[tuple[str, str]]


ROWS = (
    Row(
        505,
        ("COMMERCIAL GENERAL LIABILITY", "CLAIMS-MADE", "OCCUR", "GEN'L AGGREGATE LIMIT APPLIES PER:"),
        "CMI 8830214-05",
        ("10/01/2025", "10/01/2026"),
        (
            ("EACH OCCURRENCE", "1,000,000"),
            ("DAMAGE TO RENTED PREMISES (Ea occurrence)", "300,000"),
            ("MED EXP (Any one person)", "10,000"),
            ("PERSONAL & ADV INJURY", "1,000,000"),
            ("GENERAL AGGREGATE", "2,000,000"),
            ("PRODUCTS - COMP/OP AGG", "2,000,000"),
        ),
    ),
    Row(
        438,
        ("AUTOMOBILE LIABILITY", "ANY AUTO", "OWNED AUTOS ONLY"),
        "TCC-BA-66120",
        ("10/01/2025", "10/01/2026"),
        (("COMBINED SINGLE LIMIT (Ea accident)", "1,500,000"), ("BODILY INJURY (Per person)", "")),
    ),
    Row(
        392,
        ("UMBRELLA LIAB", "EXCESS LIAB"),
        "CMU 8830215-05",
        ("10/01/2025", "10/01/2026"),
        (("EACH OCCURRENCE", "7,000,000"), ("AGGREGATE", "7,000,000")),
    ),
    Row(
        356,
        ("WORKERS COMPENSATION", "AND EMPLOYERS' LIABILITY", "(Mandatory in NH)"),
        "TCC-WC-90377",
        ("10/01/2025", "10/01/2026"),
        (("PER STATUTE", ""), ("E.L. EACH ACCIDENT", "500,000"), ("E.L. DISEASE - POLICY LIMIT", "600,000")),
    ),
)


def acord_25(order: str, rows: Sequence[Row] = ROWS) -> Reading:
    """The form as read. `order` of its text: "as set" line by line, "answers last", or "fields" of an AcroForm."""
    prints, answers = list(_prints()), list(_answers())
    for row in rows:
        prints += [(36, row.top - 10 * at, cover, 6) for at, cover in enumerate(row.covers)]
        answers += [
            (226, row.top - 20, row.policy, 8.5),
            (328, row.top - 20, row.days[0], 8.5),
            (378, row.top - 20, row.days[1], 8.5),
        ]
        for at, (label, amount) in enumerate(row.limits):
            prints += [(432, row.top - 11 * at, label, 6), (521, row.top - 11 * at, "$", 7)]
            answers += [(542, row.top - 11 * at - 1, amount, 8.5)] if amount else []
    return _read(prints, answers, order)


def acord_28() -> Reading:
    """Evidence of commercial property insurance: boxes under their labels, print first."""
    prints = [
        (150, 740, "EVIDENCE OF COMMERCIAL PROPERTY INSURANCE", 13),
        (25, 690, "PRODUCER NAME, CONTACT PERSON AND ADDRESS", 6),
        (310, 690, "COMPANY NAME AND ADDRESS", 6),
        (520, 690, "NAIC NO:", 6),
        (25, 600, "NAMED INSURED AND ADDRESS", 6),
        (310, 600, "LOAN NUMBER", 6),
        (450, 600, "POLICY NUMBER", 6),
        (310, 576, "EFFECTIVE DATE", 6),
        (380, 576, "EXPIRATION DATE", 6),
        (25, 540, "ADDITIONAL NAMED INSURED(S)", 6),
        (25, 60, "ACORD 28 (2016/03)", 6),
    ]
    answers = [
        (25, 670, "Kestrel & Dowd Agency", 9),
        (310, 678, "Fernhill Property Insurance Company", 9),
        (310, 668, "PO Box 4410", 9),
        (25, 588, "Quillfeather Logistics LLC", 9),
        (25, 578, "500 Depot Lane", 9),
        (310, 590, "LN-20931-A", 9),
        (450, 590, "FPI-CP-771204", 9),
        (310, 566, "06/01/2025", 9),
        (380, 566, "06/15/2026", 9),
    ]
    return _read(prints, answers, "answers last")


def _prints() -> Iterator[Text]:
    yield 180, 745, "CERTIFICATE OF LIABILITY INSURANCE", 14
    yield 520, 752, "DATE (MM/DD/YYYY)", 6
    yield 22, 690, "PRODUCER", 7
    for y, label in ((686, "CONTACT NAME:"), (668, "PHONE (A/C, No, Ext):"), (652, "E-MAIL ADDRESS:")):
        yield 310, y, label, 6
    yield 370, 640, "INSURER(S) AFFORDING COVERAGE", 6
    yield 550, 640, "NAIC #", 6
    for at, letter in enumerate("ABCDEF"):
        yield 310, 628 - 12 * at, f"INSURER {letter} :", 6
    yield 22, 630, "INSURED", 7
    yield 22, 556, "COVERAGES", 8
    yield 200, 556, "CERTIFICATE NUMBER:", 6
    for x, y, label in (
        (22, 524, "INSR"), (22, 518, "LTR"), (80, 520, "TYPE OF INSURANCE"), (188, 524, "ADDL"), (188, 518, "INSD"),
        (206, 524, "SUBR"), (206, 518, "WVD"), (250, 520, "POLICY NUMBER"), (330, 524, "POLICY EFF"),
        (327, 518, "(MM/DD/YYYY)"), (380, 524, "POLICY EXP"), (377, 518, "(MM/DD/YYYY)"), (490, 520, "LIMITS"),
    ):  # fmt: skip
        yield x, y, label, 5
    yield 22, 270, "DESCRIPTION OF OPERATIONS / LOCATIONS / VEHICLES", 6
    yield 22, 150, "CERTIFICATE HOLDER", 8
    yield 22, 60, "ACORD 25 (2016/03)", 6


def _answers() -> Iterator[Text]:
    yield 525, 742, "09/15/2025", 8.5
    for y, line in ((678, "Juniper Ridge Insurance Services"), (668, "410 Tremont Avenue"), (658, "Boulder, CO 80302")):
        yield 26, y, line, 8.5
    yield 370, 686, "Priya Lindqvist", 8.5
    yield 385, 668, "303-555-0144-2210", 8.5
    for y, name, number in (
        (628, "Copperline Mutual Insurance Company", "24517"),
        (616, "Tidewater Casualty Company", "31189"),
    ):
        yield 360, y, name, 8.5
        yield 552, y, number, 8.5
    yield 200, 630, "BRIGANA-01", 7
    for y, line in ((618, "Brightwater Analytics, Inc."), (608, "77 Harborview Road"), (598, "Portland, ME 04101")):
        yield 26, y, line, 8.5
    yield 290, 556, "1148823", 8.5
    yield 26, 132, "Meridian Vale Bank", 8.5


def _read(prints: Sequence[Text], answers: Sequence[Text], order: str) -> Reading:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    whole = [*prints, *answers] if order == "answers last" else list(prints)
    if order == "as set":
        whole = sorted([*prints, *answers], key=lambda one: (-one[1], one[0]))
    for x, y, text, size in whole:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, y, text)
    for at, (x, y, text, size) in enumerate(answers if order == "fields" else ()):
        canvas.acroForm.textfield(
            name=f"F{at}", value=text, x=x - 2, y=y - 3, width=max(40, len(text) * 5.4), height=11, fontSize=size,
            borderWidth=0, fieldFlags="", fillColor=None, borderColor=None,
        )  # fmt: skip
    canvas.save()
    file.seek(0)
    return read_pdf(file, Limits(), None)
