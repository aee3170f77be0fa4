from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from tests.reading.formats.test_pdf import drawn

LIMITS = Limits()


def test_answers_of_a_form_are_text_where_they_stand() -> None:
    def form(canvas: Canvas) -> None:
        for row, (question, is_yes) in enumerate((("Encrypted at rest?", True), ("Encrypted in use?", False))):
            y = 700 - 40 * row
            canvas.drawString(72, y, question)
            canvas.acroForm.checkbox(name=f"yes{row}", checked=is_yes, x=220, y=y - 3, size=14)
            canvas.drawString(240, y, "Yes")
            canvas.acroForm.checkbox(name=f"no{row}", checked=not is_yes, x=300, y=y - 3, size=14)
            canvas.drawString(320, y, "No")
        for row, (option, is_chosen) in enumerate((("hosted by us", True), ("hosted by others", False))):
            canvas.acroForm.radio(name="r", value=f"v{row}", selected=is_chosen, x=72, y=597 - 20 * row, size=14)
            canvas.drawString(92, 600 - 20 * row, option)
        canvas.acroForm.choice(
            name="c", value="Monthly", options=["Weekly", "Monthly"], x=72, y=540, width=99, height=20
        )
        canvas.acroForm.listbox(name="l", value="Dublin", options=["Oslo", "Dublin"], x=72, y=440, width=99, height=60)

    text = read_pdf(drawn(form), LIMITS, None).pages[0].text
    assert text.split("\n")[:4] == [
        "Encrypted at rest? ☒ Yes ☐ No",
        "Encrypted in use? ☐ Yes ☒ No",
        "☒ hosted by us",
        "☐ hosted by others",
    ]
    assert text.split()[-2:] == ["Monthly", "Dublin"]
    assert not {"Weekly", "Oslo"} & set(text.split())
