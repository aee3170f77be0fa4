"""Subprocessors in lists that are no tables: tiles, points, lines that take turns, sentences."""

from __future__ import annotations

import pytest

from muniment.judging.facts.subprocessors import of_agreement, subprocessor_list
from muniment.judging.facts.view import View
from muniment.judging.receipts.check import check
from muniment.reading.model import Page, Reading


def said(text: str, *, agreement: bool) -> dict[str, object]:
    reading = Reading("application/pdf", (Page(1, text),), page_count=1)
    facts = (of_agreement if agreement else subprocessor_list)(View(reading))
    return {one.key.removeprefix("subprocessor_"): one.value for one in facts if check(one, reading).verified}


TILES = [
    ("Sous-traitants ultérieurs", "Finalité", "Lieu", " "),
    ("Sub-processors", "Purpose", "Location", ": "),
    ("Weitere Auftragsverarbeiter", "Zweck", "Ort der Verarbeitung", ": "),
    ("Subencargados", "Servicio", "País", ": "),
    ("Sub-responsabili", "Attività", "Sede", " : "),
    ("Suboperadores", "Finalidade", "Localização", ": "),
    ("Subverwerkers", "Waarvoor", "Waar", ":   "),
]


@pytest.mark.parametrize(("title", "what", "where", "gap"), TILES)
@pytest.mark.parametrize("number", ["", "{n}. "])
def test_a_name_with_labels_below_it_is_an_entry(title: str, what: str, where: str, gap: str, number: str) -> None:
    entries = [("Quillmere Hosting GmbH", "copies", "Lyon"), ("Ostrava Mail Ltd", "texts", "Cork, Ireland")]
    lines = [title, "1 July 2026"]
    for n, (name, purpose, place) in enumerate(entries, start=1):
        lines += [number.format(n=n) + name, f"{what}{gap}{purpose}", f"{where}{gap}{place}", "Website: none.example"]
    assert said("\n".join(lines), agreement=False) == {
        "subprocessors": ("Quillmere Hosting GmbH", "Ostrava Mail Ltd"),
        "subprocessors_count": 2,
        "purposes": ("copies", "texts"),
        "places": ("Lyon", "Cork, Ireland"),
    }


@pytest.mark.parametrize(
    "points",
    [
        ("• Quillmere Hosting GmbH – copies – Lyon", "• Ostrava Mail Ltd – texts – Cork"),
        ("- Quillmere Hosting GmbH: copies (Lyon)", "- Ostrava Mail Ltd: texts (Cork)"),
        ("1. Quillmere Hosting GmbH (copies, Lyon)", "2. Ostrava Mail Ltd (texts, Cork)"),
        ("Quillmere Hosting GmbH, Lyon: copies", "Ostrava Mail Ltd, Cork: texts"),
        ("Quillmere Hosting GmbH – copies in Lyon", "Ostrava Mail Ltd – texts in Cork"),
        ("• Quillmere Hosting GmbH – copies", "– Lyon", "• Ostrava Mail Ltd – texts – Cork"),
        ("Quillmere Hosting GmbH", "copies in Lyon", "Ostrava Mail Ltd", "texts in Cork"),
    ],
)
@pytest.mark.parametrize("heading", ["3. Sub-processors", "Anlage 2: Unterauftragnehmer", "Bijlage B. Subverwerkers"])
def test_points_say_what_for_and_where(points: tuple[str, ...], heading: str) -> None:
    text = "\n".join(["Clause", heading, *points, "4. Other", "The parties agree."])
    found = said(text, agreement=True)
    assert found == {
        "subprocessors": ("Quillmere Hosting GmbH", "Ostrava Mail Ltd"),
        "purposes": ("copies", "texts"),
        "places": ("Lyon", "Cork"),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Sub-processors. The following are approved: {a} and {b}.",
        "We list our sub-contractors to you now: {a} and {b}.",
        "Unterauftragnehmer: Herangezogen werden die {a} und die {b}.",
        "Sous-traitants ultérieurs autorisés : {a} et {b}.",
        "Subencargados. Quedan autorizados {a} y {b}.",
        "Sub-responsabili: alla data sono autorizzati {a} e {b}.",
        "Subcontratantes ulteriores. São autorizados, à data, {a} e {b}.",
        "Subverwerkers: op dit moment zijn goedgekeurd {a} en {b}.",
    ],
)
def test_a_sentence_lists_those_that_are_authorised(sentence: str) -> None:
    text = sentence.format(a="Quillmere Hosting GmbH (copies, Lyon)", b="Ostrava Store (texts, Cork)")
    found = said(f"{text} Others are announced.", agreement=True)
    assert found["subprocessors"] == ("Quillmere Hosting GmbH", "Ostrava Store")
    assert (found["purposes"], found["places"]) == (("copies", "texts"), ("Lyon", "Cork"))


@pytest.mark.parametrize(
    "text",
    [
        "No longer used as sub-processors are Quillmere Hosting GmbH (copies) and Ostrava Mail Ltd (texts).",
        "Sub-processors are set out in the agreement between Quillmere Hosting GmbH and Ostrava Mail Ltd.",
        "Sub-processors are bound in writing. Quillmere Hosting GmbH answers for them.",
        "Contacts\nQuillmere Hosting GmbH – post – Lyon\nOstrava Mail Ltd – post – Cork",
    ],
)
def test_others_are_none(text: str) -> None:
    assert said(text, agreement=True) == {}


@pytest.mark.parametrize(
    "text",
    [
        "# Subprocessors\n\n- **Quillmere** – copies – Lyon\n- **Ostrava Mail** – texts – Cork\n",
        "# Subprocessors\n\n- [Quillmere](https://q.example): copies (Lyon)\n"
        "- [Ostrava Mail](https://o.example): texts (Cork)",
        "# Subprocessors\n\n## Quillmere\n- **Purpose:** copies\n- **Location:** Lyon\n\n## Ostrava Mail\n"
        "- **Purpose:** texts\n- **Location:** Cork\n",
        "Sub-processors\nWe engage Quillmere Ltd (copies, Lyon) and Ostrava Mail, Cork (texts); no other is used.",
    ],
)
def test_names_set_apart_need_no_legal_form(text: str) -> None:
    found = said(text, agreement=False)
    assert (found["purposes"], found["places"]) == (("copies", "texts"), ("Lyon", "Cork"))


def test_a_list_that_says_another_number_has_no_names() -> None:
    points = "- Quillmere GmbH – copies – Lyon\n- Ostrava Ltd – texts – Cork"
    assert said(f"Number of sub-processors: 3\n{points}", agreement=False) == {"subprocessors_count": 3}
    assert len(said(f"Number of sub-processors: 2\n{points}", agreement=False)) == 4
