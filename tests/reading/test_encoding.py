from __future__ import annotations

import codecs

import pytest

from muniment.reading.encoding import SAMPLE_BYTES, Decoded, decode

FRENCH = "naïve café – “règle”"
JAPANESE = "当社は情報セキュリティの規程を定め、毎年すべての従業員を教育しています。"
CHINESE = "本公司制定了信息安全制度，每年培训所有员工，离职账户当天停用。"
TAIWANESE = "本公司訂定資訊安全制度，每年訓練所有員工，離職帳戶當天停用。"
KOREAN = "당사는 정보보호 규정을 정하고 매년 모든 직원을 교육합니다."
RUSSIAN = "Компания ежегодно обучает сотрудников и проверяет права доступа."
POLISH = "Spółka szkoli wszystkich pracowników i przegląda uprawnienia. Źródło: zarząd, część piąta."
CZECH = "Společnost každý rok školí zaměstnance a přezkoumává přístupová práva. Žádné výjimky."
GERMAN = "Die Gesellschaft prüft die Zugriffsrechte jährlich. Größe, Maßnahmen, Übung, Änderung."


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode(),
        codecs.BOM_UTF8 + FRENCH.encode(),
        codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + FRENCH.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + FRENCH.encode("utf-32-be"),
        FRENCH.encode("utf-16-le"),
        FRENCH.encode("utf-16-be"),
        FRENCH.encode("utf-32-le"),
        FRENCH.encode("utf-32-be"),
    ],
)
def test_text_whose_encoding_its_bytes_prove_is_not_guessed(data: bytes) -> None:
    assert decode(data) == Decoded(FRENCH)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [JAPANESE + "\n" + JAPANESE, KOREAN, RUSSIAN])
def test_wide_text_of_other_scripts_is_known_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


GUESSES = [
    (JAPANESE, "cp932", "Shift_JIS"),
    (JAPANESE, "euc_jp", "EUC-JP"),
    (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
    (CHINESE, "gbk", "GB18030"),
    (CHINESE, "gb18030", "GB18030"),
    (TAIWANESE, "big5", "Big5"),
    (KOREAN, "euc_kr", "EUC-KR"),
    (RUSSIAN, "cp1251", "Windows-1251"),
    (RUSSIAN, "koi8_r", "KOI8-R"),
    (POLISH, "cp1250", "Windows-1250"),
    (POLISH, "iso8859_2", "ISO-8859-2"),
    (CZECH, "cp1250", "Windows-1250"),
    (GERMAN, "cp1252", "Windows-1252"),
    (FRENCH, "cp1252", "Windows-1252"),
]


@pytest.mark.parametrize("repeats", [1, 4, 200])
@pytest.mark.parametrize(("text", "encoding", "name"), GUESSES)
def test_guessed_encoding_is_named(text: str, encoding: str, name: str, repeats: int) -> None:
    decoded = decode("\n".join([text] * repeats).encode(encoding))
    assert decoded.text == "\n".join([text] * repeats)
    assert decoded.encoding == name


@pytest.mark.parametrize(("text", "encoding", "name"), GUESSES)
def test_what_is_not_plain_may_stand_far_into_the_file(text: str, encoding: str, name: str) -> None:
    data = b"plain letters and figures 0123456789\n" * (4 * SAMPLE_BYTES // 37) + text.encode(encoding)
    decoded = decode(data)
    assert decoded.text.endswith(text)
    assert decoded.encoding == name


@pytest.mark.parametrize("text", ["Fee: €4,500", "see § 5", "© 2025 Acme", "José Núñez", "a – b", "• one\n• two"])
def test_few_signs_in_plain_text_are_western_and_only_likely(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding, decoded.is_clear) == (text, "Windows-1252", False)


def test_plain_letters_are_never_taken_for_chinese() -> None:
    assert decode(b"Bush hid the facts") == Decoded("Bush hid the facts")


def test_character_cut_at_the_end_does_not_change_the_encoding() -> None:
    assert decode("ab€".encode()[:4], is_cut=True) == Decoded("ab")


def test_bytes_that_no_encoding_has_are_told() -> None:
    assert not decode(bytes(range(1, 256)) * 40).is_whole
    assert not decode(codecs.BOM_UTF16_LE + b"\x00\xd8a\x00").is_whole
