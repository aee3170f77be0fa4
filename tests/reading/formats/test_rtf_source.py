from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.rtf import read_rtf
from muniment.reading.formats.rtf_source import as_escapes, split
from muniment.reading.model import Reading


def read(source: str | bytes) -> Reading:
    data = source if isinstance(source, bytes) else source.encode("latin-1")
    return read_rtf(io.BytesIO(data), Limits(), None)


def aside(reading: Reading) -> list[tuple[str | None, str]]:
    return [(page.label, page.text) for page in reading.pages if page.aside]


def hexed(data: bytes, *, only_high: bool) -> bytes:
    """As escapes; `only_high`: what can stand for itself does."""
    return b"".join(
        bytes([one]) if only_high and one < 0x80 and one not in b"\\{}" else b"\\'%02x" % one for one in data
    )


TEXTS = [
    ("Договор поставки", 1251),
    ("Źródło, łódź", 1250),
    ("情報セキュリティ証明書の表", 932),
    ("信息安全制度", 936),
    ("정보보호", 949),
]


@pytest.mark.parametrize(("text", "page"), TEXTS)
def test_code_page_is_read_however_its_bytes_are_written(text: str, page: int) -> None:
    raw = text.encode(f"cp{page}")
    for written in (raw, hexed(raw, only_high=True), hexed(raw, only_high=False)):
        reading = read(b"{\\rtf1\\ansi\\ansicpg%d " % page + written + b"}")
        assert [one.text for one in reading.pages] == [text]


@pytest.mark.parametrize(
    "hidden",
    [
        r"{\v Unseen}",
        r"\v Unseen\v0 ",
        r"{\v\b Unseen}",
        r"{\fs2 Unseen}",
        r"{\cf1 Unseen}",
        r"{\highlight3 }{\cf1 Unseen}",
        r"{\cf2\highlight2 Unseen}",
        r"{\cf3\chshdng0\chcbpat3 Unseen}",
        r"{\v Un{\i se}en}",
        r"\v Unseen\plain ",
        r"{\s5 Unseen}",
        r"{\s6 Unseen}",
        r"{\cs7 Unseen}",
        r"{\cf0\plain\s8 Unseen}",
        r"{\charscalex2 Unseen}",
        r"{\dn900 Unseen}",
        r"{\sl-10\slmult0\plain Unseen}",
        r"{\li40000 Unseen}",
        r"{\fi13000 Unseen}",
        r"{\trowd\trleft12500\cellx13000\intbl Unseen\cell\row}",
        r"{\expndtw-240 Unseen}",
        r"{\expnd-50 Unseen}",
        r"{\pvpg\posx13000\plain Unseen}",
        r"{\posnegy16000 Unseen}",
        r"{\headerf Unseen}",
        r"{\footerl\plain\v0 Unseen}",
        r"{\shp{\*\shpinst\shpleft13000\shpright14000{\shptxt Unseen}}}",
        r"{\shp{\*\shpinst\shpleft10\shpright20\shptop0\shpbottom900{\shptxt Unseen}}}",
        r"{\shp{\*\shpinst{\sp{\sn fHidden}{\sv 1}}{\shptxt Unseen}}}",
        r"{\field{\*\fldinst SET term}{\fldrslt{\b Unseen}}}",
        r"{\trowd\trrh-1\cellx900\intbl\plain Unseen\cell\row}",
        r"{\intbl Unseen\cell\trowd\trrh-1\cellx900\row}",
        r"{\trowd\tposx12400\cellx900\intbl Unseen\cell\row}",
        r"{\trowd\clvmrg\cellx900\cellx1800\intbl Unseen\cell\cell\row}",
        r"{\trowd\clmgf\cellx9\clmrg\cellx99\intbl\cell Unseen\cell\row{\*\nesttableprops\trowd\cellx9\nestrow}}",
    ],
)
def test_text_that_nobody_sees_stands_aside_with_a_warning(hidden: str) -> None:
    colours = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;\red20\green90\blue160;}"
    colours += r"{\stylesheet{Normal;}{\s5\v Ghost;}{\s6\sbasedon5 Child;}{\*\cs7\v Spook;}{\s8\cf1 Pale;}}"
    reading = read(r"{\rtf1{\fonttbl{\f0 Arial;}}" + colours + rf"\fs24\cf2 Seen {hidden}words}}")
    assert [page.text.split() for page in reading.pages if not page.aside] == [["Seen", "words"]]
    assert [(label, text.strip()) for label, text in aside(reading)] == [("Hidden text", "Unseen")]
    assert [(one.code, "6 characters on page 2" in one.message) for one in reading.warnings] == [("hidden_text", True)]


@pytest.mark.parametrize(
    "shown",
    [
        r"{\v0 too}",
        r"{\fs8 too}",
        r"{\viewkind4 too}",
        r"{\highlight2\cf1 too}",
        r"{\cf2 too}",
        r"{\cb2\cf1 too}",
        r"\pard\cbpat2 {\cf1 too}",
        r"{\charscalex2\charscalex90 too}",
        r"{\up900\plain too}",
        r"{\sl-10\pard\sl-240 too}",
        r"{\li40000\pard\li720 too}",
        r"{\expndtw-10 too}",
        r"{\posx9000\posy15000 too}",
        r"{\headerf\pard too}\sectd\titlepg ",
        r"\facingp{\headerl too}",
        r"{\headerr too}",
        r"{\shp{\*\shpinst\shpleft-100\shpright2000\shptop0\shpbottom900{\shptxt too}}}",
        r"{\field{\*\fldinst MACROBUTTON NoMacro too}{\fldrslt }}",
        r'{\field{\*\fldinst{\b QUOTE }{\i "too"}}}',
        r"{\field{\*\fldinst EQ \\x(too)}{\fldrslt }}",
        r"{\field{\*\fldinst REF set}{\fldrslt too}}",
        r"{\trowd\clvmrg\clftsWidth3\cellx9\clwWidth900\cellx99\intbl\cell too\cell\row}",
        r"{\trowd\trrh-400\cellx900\intbl too\cell\row}",
        r"{\trowd\trrh-1\cellx9\intbl\cell\row}\pard too",
        r"{\trowd\clvmgf\cellx900\clvmrg\cellx1800\intbl too\cell\cell\row}",
    ],
)
def test_text_that_can_be_seen_is_not_called_hidden(shown: str) -> None:
    colours = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}"
    reading = read(rf"{{\rtf1{colours}Seen {shown}}}")
    assert ([page.text.split() for page in reading.pages], reading.warnings) == ([["Seen", "too"]], ())


def test_deletions_and_comments_stand_aside() -> None:
    reading = read(
        r"{\rtf1\ansicpg1252 Kept {\deleted gone \'e9}{\revised added}"
        r"{\*\atnid AB}{\*\atnauthor Ann}\chatn{\*\annotation{\*\atnref 1}\pard Is \'e9 right?}}"
    )
    assert reading.pages[0].text == "Kept added"
    assert aside(reading) == [("Comments", "Is é right?"), ("Deleted text", "gone é")]


def field(kind: str, inside: str) -> str:
    return rf"{{\field{{\*\fldinst {kind} {{\*\formfield{{{inside}}}}}}}{{\fldrslt }}}}"


@pytest.mark.parametrize(
    ("kind", "inside", "answer"),
    [
        ("FORMCHECKBOX", r"\fftype1\ffres1{\*\ffname A}\ffdefres0", "☒"),
        ("FORMCHECKBOX", r"\fftype1\ffres0\ffdefres1", "☐"),
        ("FORMCHECKBOX", r"\fftype1\ffres25\ffdefres1", "☒"),
        ("FORMDROPDOWN", r"\fftype2\ffres1{\*\ffl Yes}{\*\ffl Partly}", "Partly"),
        ("FORMDROPDOWN", r"\fftype2\ffres25\ffdefres0{\*\ffl Yes}{\*\ffl Partly}", "Yes"),
        ("FORMDROPDOWN", r"\fftype2\ffres7{\*\ffl Yes}", ""),
    ],
)
def test_answer_of_a_form_field_is_text(kind: str, inside: str, answer: str) -> None:
    text = read(rf"{{\rtf1 Encrypted? {field(kind, inside)}at rest}}").pages[0].text
    assert text.split() == ["Encrypted?", *answer.split(), "at", "rest"]


def test_source_is_split_without_loss() -> None:
    source = r"{\rtf1{\fonttbl{\f0 Arial;}}one {\v two {\deleted three} four}\par five\'e9\u8364?}"
    parts = split(source)
    for word, part in (("one", "seen"), ("two", "hidden"), ("three", "deleted"), ("four", "hidden"), ("five", "seen")):
        assert [name for name in ("seen", "hidden", "deleted") if word in getattr(parts, name)] == [part]


def test_field_within_the_instruction_of_one_that_shows_nothing_shows_nothing() -> None:
    nested = r'{\field{\*\fldinst SET term {\field{\*\fldinst QUOTE "unshown"}{\fldrslt }}}{\fldrslt Unseen}}'
    reading = read(rf"{{\rtf1 Seen {nested}too}}")
    assert [page.text.split() for page in reading.pages if not page.aside] == [["Seen", "too"]]
    assert [text.strip() for _, text in aside(reading)] == ["Unseen"]


@pytest.mark.parametrize(
    "source",
    [
        "{\\*\\annotation" * 20_000,
        "{\\field{\\*\\formfield" * 20_000,
        "{\\v " * 200_000,
    ],
)
def test_groups_that_never_end_take_no_longer_than_others(source: str) -> None:
    assert read("{\\rtf1 text" + source).pages[0].text == "text"


def test_bytes_beyond_ascii_are_escaped_once() -> None:
    assert (
        as_escapes("{\\rtf1\\ansicpg932 \x83Z\\'83Z\\'83\\'5a\xb1}")
        == "{\\rtf1\\ansicpg932 \\'83\\'5a\\'83\\'5a\\'83\\'5a\\'b1}"
    )
