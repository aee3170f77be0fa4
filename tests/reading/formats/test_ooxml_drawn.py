from __future__ import annotations

import io

from muniment.limits import Limits
from muniment.reading.formats.ooxml import open_package
from muniment.reading.formats.ooxml_drawn import drawn_parts
from tests.reading.files import relations, zipped


def parts_of(members: dict[str, str]) -> list[str]:
    file: io.BytesIO = zipped(members)
    return drawn_parts(open_package(file, Limits()), "a/main.xml")


def test_charts_come_with_their_text_boxes_and_nothing_else() -> None:
    assert parts_of({
        "a/_rels/main.xml.rels": relations(
            ("chart", "c1.xml"), ("image", "i.png"), ("chart", "gone.xml"), ("diagramData", "d.xml"),
            ("chart", "c1.xml"), ("chart", "http://charts.example.com/c.xml", "External")),
        "a/c1.xml": "<c/>", "a/d.xml": "<d/>", "a/i.png": "x",
        "a/_rels/c1.xml.rels": relations(("chartUserShapes", "u.xml"), ("package", "w.xlsx")),
        "a/u.xml": "<u/>", "a/w.xlsx": "x",
    }) == ["a/c1.xml", "a/u.xml", "a/d.xml"]  # fmt: skip


def test_part_without_relations_shows_none() -> None:
    assert parts_of({"a/main.xml": "<a/>"}) == []
