"""Small documents of every kind, made from nothing, for the readers' tests."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:r="{RELATIONS}"'
)
SLIDE = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{RELATIONS}"'
)


def zipped(members: Mapping[str, str | bytes]) -> io.BytesIO:
    """A deflated zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    file.seek(0)
    return file


def relations(*targets: tuple[str, str] | tuple[str, str, str]) -> str:
    """A .rels part: (kind, target[, mode]) become rId1, rId2, ..."""
    rows = "".join(
        f'<Relationship Id="rId{index}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode[0]}"' if mode else "")
        + "/>"
        for index, (kind, target, *mode) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def paragraph(text: str, style: str | None = None) -> str:
    """A w:p of one run."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(
    body: str, *, parts: Mapping[str, str | bytes] = {}, refers: Sequence[Any] = (), sections: str | None = None
) -> io.BytesIO:
    """A Word file around the given body; the style `H1` is a heading. `sections`: what ends the body; when omitted a
    section for each header and footer, on whose pages it stands. Of `refers` the first is rId2."""
    margins = [
        f'<w:{kind}Reference w:type="default" r:id="rId{number}"/>'
        for number, (kind, *_) in enumerate(refers, start=2)
        if kind in ("header", "footer")
    ]
    each = "".join(f"<w:p><w:pPr><w:sectPr>{one}</w:sectPr></w:pPr></w:p>" for one in margins)
    body += each if sections is None else sections
    styles = (
        f"<w:styles {WORD}><w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/></w:style></w:styles>"
    )
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": styles,
            "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), *refers),
            **parts,
        }
    )


def shape(text: str, placeholder: str | None = None) -> str:
    """A p:sp with one paragraph."""
    kind = f'<p:nvPr><p:ph type="{placeholder}"/></p:nvPr>' if placeholder else ""
    return f"<p:sp>{kind}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def added(file: io.BytesIO, members: Mapping[str, str | bytes]) -> io.BytesIO:
    """The zip file with these members too."""
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    file.seek(0)
    return file


def pptx(slides: Sequence[str], *, notes: Mapping[int, str] = {}, hidden: int | None = None) -> io.BytesIO:
    """A deck of 10 by 7.5 inches, in reverse order of its part names, so that only the list of slides tells it."""
    count = len(slides)
    names = [f"slides/slide{count - index}.xml" for index in range(count)]
    listed = "".join(f'<p:sldId id="{256 + index}" r:id="rId{index + 1}"/>' for index in range(count))
    members: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {SLIDE}><p:sldIdLst>{listed}</p:sldIdLst>"
        '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(*[("slide", name) for name in names]),
    }
    for index, (name, slide) in enumerate(zip(names, slides, strict=True)):
        shown = ' show="0"' if index == hidden else ""
        members[f"ppt/{name}"] = f"<p:sld {SLIDE}{shown}>{slide}</p:sld>"
        if index in notes:
            file = name.rpartition("/")[2]
            members[f"ppt/slides/_rels/{file}.rels"] = relations(("notesSlide", f"../notesSlides/{file}"))
            members[f"ppt/notesSlides/{file}"] = f"<p:notes {SLIDE}>{notes[index]}</p:notes>"
    return zipped(members)


def xlsx(
    sheets: Mapping[str, str], *, hidden: str | None = None, columns: str = "", parts: Mapping[str, str | bytes] = {}
) -> io.BytesIO:
    """A workbook; each sheet is given as the rows of its sheetData. `columns`: the cols of each."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    listed = "".join(
        f'<sheet name="{name}" sheetId="{index}" r:id="rId{index}"' + (' state="hidden"/>' if name == hidden else "/>")
        for index, name in enumerate(sheets, start=1)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            *[("worksheet", f"worksheets/sheet{index}.xml") for index in range(1, len(sheets) + 1)]
        ),
        **parts,
    }
    for index, rows in enumerate(sheets.values(), start=1):
        members[f"xl/worksheets/sheet{index}.xml"] = (
            f"<worksheet {space}>{columns}<sheetData>{rows}</sheetData></worksheet>"
        )
    return zipped(members)


def text_cell(address: str, text: str) -> str:
    """A cell holding a string of its own."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def ole(entries: Mapping[str, Any]) -> io.BytesIO:
    """A compound file (MS-CFB version 3). A value is a stream's bytes or, for a storage, a mapping of its entries."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    directory: list[list[Any]] = [["Root Entry", 5, free, free, end, 0]]  # name, kind, next sibling, child, start, size
    payloads: list[tuple[int, bytes]] = []

    def add(parent: int, children: Mapping[str, Any]) -> None:
        previous = None
        for name, value in children.items():
            index = len(directory)
            is_storage = isinstance(value, Mapping)
            directory.append([name, 1 if is_storage else 2, free, free, end, 0])
            if previous is None:
                directory[parent][3] = index
            else:
                directory[previous][2] = index
            previous = index
            if is_storage:
                add(index, value)
            else:
                payloads.append((index, value.ljust(4096, b"\0")))  # below 4096 it would belong to the mini stream

    add(0, entries)
    sectors: list[bytes] = []
    table: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        parts = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(parts)
        table.extend([*range(first + 1, first + len(parts)), end])
        return first

    for index, data in payloads:
        directory[index][4:] = [store(data), len(data)]
    packed = b""
    for name, kind, sibling, child, start, size in directory:
        raw = name.encode("utf-16-le") + b"\0\0"
        packed += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, sibling, child)
        packed += bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
    directory_start = store(packed)
    fat_sectors = 1
    while (len(table) + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    fat_start = len(sectors)
    table += [fat_mark] * fat_sectors
    table += [free] * (fat_sectors * 128 - len(table))
    sectors.append(struct.pack(f"<{len(table)}I", *table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *[fat_start + at if at < fat_sectors else free for at in range(109)])
    return io.BytesIO(header + b"".join(sectors))


def doc(
    text: str,
    *,
    footnotes: str = "",
    comments: str = "",
    flags: int = 0,
    runs: Sequence[tuple[int, int, bytes]] = (),
    label: str = "",
    extra: Mapping[str, Any] = {},
) -> io.BytesIO:
    """A Word 97 file: the body in an 8-bit piece, the other stories in a 16-bit one, marks as Word stores them. `runs`:
    byte offsets from the body's start, and the properties of what stands there. `label`: of a list's first level."""
    body = text.encode("cp1252")
    others = footnotes + comments
    wide = others.encode("utf-16-le")
    fib = bytearray(0x400)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", fib, 0x0A, 0x0200 | flags)
    struct.pack_into("<8i", fib, 0x4C, len(text), len(footnotes), 0, 0, len(comments), 0, 0, 0)
    pieces = struct.pack("<III", 0, len(text), len(text) + len(others))
    pieces += struct.pack("<HIH", 0, 0x400 * 2 | 0x40000000, 0)
    pieces += struct.pack("<HIH", 0, 0x400 + len(body), 0)
    clx = b"\x01" + struct.pack("<H", 2) + b"xx" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", fib, 0x01A2, 0, len(clx))
    word = bytes(fib) + body + wide
    if runs:
        bounds = sorted({0x400 + at for first, last, _ in runs for at in (first, last)})
        page, place = bytearray(512), 510
        for index, start in enumerate(bounds[:-1]):
            struct.pack_into("<II", page, 4 * index, start, bounds[index + 1])
            properties = next((one for first, _, one in runs if 0x400 + first == start), b"")
            if properties:
                place = (place - len(properties) - 1) // 2 * 2
                page[place : place + 1 + len(properties)] = bytes([len(properties)]) + properties
                page[4 * len(bounds) + index] = place // 2
        page[511] = len(bounds) - 1
        word = word.ljust(-(-len(word) // 512) * 512, b"\0")
        fkp = struct.pack("<III", bounds[0], bounds[-1], len(word) // 512)
        fib[0xFA:0x102] = struct.pack("<II", len(clx), len(fkp))
        word, clx = bytes(fib) + word[0x400:] + bytes(page), clx + fkp
    if label:
        levels = [label, *["\0."] * 8]
        lists = struct.pack("<Hii18xBB", 1, 7, 0, 0, 0)
        lists += b"".join(bytes(24) + b"\1\2" + bytes(5) + struct.pack("<H", len(one)) + one.encode("utf-16-le")
                          for one in levels)  # fmt: skip
        overrides = struct.pack("<Ii12x", 1, 7)
        at = len(clx)
        places = struct.pack("<IIII", at, 30, at + len(lists), len(overrides))
        word, clx = word[:0x02E2] + places + word[0x02F2:], clx + lists + overrides
    return ole({"WordDocument": word, "1Table": clx, **extra})


def record(kind: int, data: bytes, *, instance: int = 0, is_container: bool = False) -> bytes:
    """A record of MS-PPT."""
    return struct.pack("<HHI", instance << 4 | (0xF if is_container else 0), kind, len(data)) + data


def ppt(slides: Sequence[tuple[str, str]], *, notes: Mapping[int, str] = {}, is_encrypted: bool = False,
        inside: Mapping[int, bytes] = {}, master: bytes = b"", document: bytes = b"",
        extra: Mapping[str, Any] = {}) -> io.BytesIO:  # fmt: skip
    """A deck of (title in the outline, text in a shape), with an abandoned old version of its first slide before it.
    Records `inside` slides, in the `master` behind the first, and in the `document`."""
    stream = record(1006, record(4000, "abandoned".encode("utf-16-le")), is_container=True)
    offsets: list[int] = []
    listed, listed_notes = b"", b""
    for index, (title, text) in enumerate(slides):
        notes_id = 900 + index if index in notes else 0
        shapes = record(3998, struct.pack("<I", 0)) + record(4000, text.encode("utf-16-le"))
        atom = record(1007, bytes(12) + struct.pack("<IIHH", 700 if index == 0 else 0, notes_id, index == 0, 0))
        offsets.append(len(stream))
        stream += record(1006, atom + record(1036, shapes, is_container=True) + inside.get(index, b""),
                         is_container=True)  # fmt: skip
        listed += record(1011, struct.pack("<IIIII", len(offsets), 0, 1, 256 + index, 0))
        listed += record(3999, struct.pack("<I", 0)) + record(4008, title.encode("cp1252"))
        if index in notes:
            offsets.append(len(stream))
            stream += record(1008, record(4000, notes[index].encode("utf-16-le")), is_container=True)
            listed_notes += record(1011, struct.pack("<IIIII", len(offsets), 0, 0, notes_id, 0))
    listed_masters = b""
    if master:
        offsets.append(len(stream))
        stream += record(1016, master, is_container=True)
        listed_masters = record(1011, struct.pack("<IIIII", len(offsets), 0, 0, 700, 0))
    offsets.append(len(stream))
    lists = (
        document
        + record(4080, listed_masters, instance=1, is_container=True)
        + record(4080, listed, instance=0, is_container=True)
        + record(4080, listed_notes, instance=2, is_container=True)
    )
    stream += record(1000, lists, is_container=True)
    directory = len(stream)
    stream += record(6002, struct.pack("<I", 1 | len(offsets) << 20) + struct.pack(f"<{len(offsets)}I", *offsets))
    edit = len(stream)
    stream += record(4085, struct.pack("<IIIII", 0, 0, 0, directory, len(offsets)) + bytes(8))
    token = 0xF3D1C4DF if is_encrypted else 0xE391C05F
    user = record(4086, struct.pack("<III", 20, token, edit) + bytes(12))
    return ole({"PowerPoint Document": stream, "Current User": user, **extra})


def biff(kind: int, data: bytes) -> bytes:
    """A record of MS-XLS."""
    return struct.pack("<HH", kind, len(data)) + data


def biff_text(number: int, text: str, *, is_comment: bool = False) -> bytes:
    """The records of a text box, or of the comment at the cell B3."""
    kind = 0x19 if is_comment else 0x06
    head = struct.pack("<10xHH4x", len(text), 0)
    records = biff(0x005D, struct.pack("<HHHH", 0x15, 18, kind, number) + bytes(14)) + biff(0x01B6, head)
    half = len(text) // 2  # in two pieces, the second of two bytes a character
    records += biff(0x003C, b"\0" + text[:half].encode("latin-1")) + biff(
        0x003C, b"\1" + text[half:].encode("utf-16-le")
    )
    return records + (biff(0x001C, struct.pack("<HHHH", 2, 1, 0, number) + bytes(4)) if is_comment else b"")


def xls(
    cells: Sequence[tuple[int, int, float]],
    *,
    before: bytes = b"",
    inside: bytes = b"",
    label: str = "",
    extra: Mapping[str, Any] = {},
) -> io.BytesIO:
    """A BIFF8 workbook of one sheet named `Rates` with numbers at (row, column) and the text `label` at (9, 9); records
    `before` it and `inside`."""

    name = b"\x05\x00Rates"
    head = biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + before
    bound = 4 + 6 + len(name)
    sheet_at = len(head) + bound + 4
    stream = head + biff(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + name) + biff(0x000A, b"")
    stream += biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + inside
    for row, column, value in cells:
        stream += biff(0x0203, struct.pack("<HHHd", row, column, 0, value))
    if label:
        text = struct.pack("<HHHHB", 9, 9, 0, len(label), 0) + label.encode("latin-1")
        stream += biff(0x0204, text)
    return ole({"Workbook": stream + biff(0x000A, b""), **extra})


def pdf_of(objects: Mapping[int, bytes], *, packed: Sequence[int] = ()) -> io.BytesIO:
    """A PDF of these objects, the first of which is its catalogue; `packed`: those in an object stream."""
    out = bytearray(b"%PDF-1.5\n")
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    whole = {number: body for number, body in objects.items() if number not in packed}
    stream = max(objects) + 1
    if packed:
        offsets, bodies = "", b""
        for place, number in enumerate(packed):
            rows[number] = (2, stream, place)
            offsets += f"{number} {len(bodies)} "
            bodies += objects[number] + b"\n"
        data = zlib.compress(offsets.encode() + bodies)
        about = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(packed), len(offsets), len(data))
        whole[stream] = about + b"stream\n" + data + b"\nendstream"
    for number, body in whole.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    index = max(rows) + 1
    rows[index] = (1, len(out), 0)
    table = b"".join(struct.pack(">BIH", *rows.get(number, (0, 0, 0))) for number in range(index + 1))
    start = len(out)
    out += b"%d 0 obj\n<</Type/XRef/Size %d/Root 1 0 R/W[1 4 2]/Length %d>>stream\n" % (index, index + 1, len(table))
    out += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return io.BytesIO(bytes(out))


def layered(seen: str, word: str, *, is_off: bool, packed: bool = False) -> io.BytesIO:
    """A PDF of a page with a line of text, and a word in a layer."""
    line = "BT /F1 12 Tf 72 {} Td ({}) Tj ET"
    content = f"{line.format(750, seen)} /OC /L1 BDC {line.format(600, word)} EMC".encode()
    state = b"/OFF[6 0 R]" if is_off else b"/OFF[]"
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]" + state + b">>>>>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
           b"/Properties<</L1 6 0 R>>>>>>",
        4: b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: b"<</Type/OCG/Name(Draft)>>",
    }, packed=(1, 6) if packed else ())  # fmt: skip
