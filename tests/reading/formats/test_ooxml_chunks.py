from __future__ import annotations

from muniment.limits import Limits
from muniment.reading.formats.ooxml_chunks import MOST_CHUNKS
from muniment.reading.formats.ooxml_word import read_docx
from tests.reading.files import docx, paragraph


def test_what_is_taken_in_follows_the_body_with_its_hidden_text_aside() -> None:
    html = "<h1>Terms</h1><p>Valid until 2031 <span hidden>or 2033</span></p>"
    parts = {"word/a.html": html, "word/b.docx": docx(paragraph("Inner")).getvalue()}
    reading = read_docx(docx(paragraph("Body"), parts=parts, refers=[("aFChunk", "a.html"), ("aFChunk", "b.docx")]),
                        Limits(), None)  # fmt: skip
    assert [(page.number, page.label, page.text, page.aside) for page in reading.pages] == [
        (1, None, "Body", False),
        (2, "Inserted document", "Terms\nValid until 2031", False),
        (3, "Hidden text", "or 2033", True),
        (4, "Inserted document", "Inner", False),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_what_a_document_taken_in_takes_in_is_named_and_not_read() -> None:
    inner = docx(paragraph("Inner"), parts={"word/a.txt": "Deeper"}, refers=[("aFChunk", "a.txt")]).getvalue()
    reading = read_docx(docx(paragraph("Body"), parts={"word/b.docx": inner}, refers=[("aFChunk", "b.docx")]),
                        Limits(), None)  # fmt: skip
    assert [page.text for page in reading.pages] == ["Body", "Inner"]
    assert ["1 inserted documents" in one.message for one in reading.warnings] == [True]


def test_only_so_many_are_read_and_the_others_named() -> None:
    names = [f"{number}.txt" for number in range(MOST_CHUNKS + 1)]
    parts = {f"word/{name}": f"text of {name}" for name in names}
    reading = read_docx(docx("", parts=parts, refers=[("aFChunk", name) for name in names]), Limits(), None)
    assert len(reading.pages) == MOST_CHUNKS
    assert [names[-1] in one.message for one in reading.warnings] == [True]
