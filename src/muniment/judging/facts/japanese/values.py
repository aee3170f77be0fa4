"""What Japanese labels and sentences are answered by: lengths of time, sums, counts, names, by the kind of a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from muniment.judging.facts.japanese import days, names

Value = str | int | float | tuple[str, ...]
_FIGURE = r"[\d〇一二三四五六七八九十]{1,4}"
_UNITS = {
    "時間": "hour", "営業日": "business day", "業務日": "business day", "日間": "day", "日": "day", "週間": "week",
    "か月間": "month", "か月": "month", "月間": "month", "年間": "year", "年": "year", "か年": "year",
}  # fmt: skip
LENGTH = (
    rf"(?<![\d〇一二三四五六七八九十.,年月])(?P<count>{_FIGURE})[ ]?(?:\({_FIGURE}\)[ ]?)?(?P<"
    rf"unit>時間|営業日|業務日|日間?(?!付|本|時)|週間|[かカヵヶケ箇ヵ]月間?|か年|[箇カ]年|"
    rf"月間|年間?(?![\d度第一二三四五六七八九十]))"
)
_LENGTH = re.compile(LENGTH)
COUNT = r"(?<![\d.,-])\d{1,5}(?![\d.,]\d|\d)"
PERCENT = r"\d{2,3}(?:\.\d{1,5})?(?=[ ]?(?:%|パーセント))"
_SUM = re.compile(
    r"(?P<ahead>[¥\\]|JPY|金)?[ ]?(?P<body>(?:\d{1,3}(?:,\d{3})+|"
    r"\d+(?:\.\d+)?)(?:[ ]?[億万千百]+)?(?:(?:\d{1,3}(?:,\d{3})+|\d+)[ ]?[万千百]+)?)[ ]?"
    r"(?P<behind>円|千円|百万円|JPY)?"
)
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)[ ]?(億|百万|千万|万|千|百)?")
_SCALES = {"億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 100, "": 1}
IDENTIFIER = re.compile(
    r"(?:[一-龥]{1,8}[ ]?)?第?[ ]?(?=[^\s]*(?: [^\s]*)?\d)[A-Z0-9ァ-ヴ][\w./-]*(?:[ -][\w./-]*\d[\w./-]*)"
    r"*(?:\(\d{1,3}\))?号?"
)
VERSION = re.compile(
    r"(?:第|[Vv]er(?:sion)?\.?[ ]?|[Vv]|Rev\.?[ ]?)?(?P<v>\d{1,3}(?:\.\d{1,3}){0,3})[ ]?(?:版|訂)?(?![\d/年月])"
)
MAX_SUM = 30
"""Characters of a sum; a longer run of figures is none, and would be more than a number of the processor holds."""
MAX_AHEAD = 24
"""Characters of a cell ahead of the day or number that it holds."""
MAX_THING, MAX_ROLE, MAX_SCOPE = 60, 30, 300


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of yen: `text[start:end]`."""

    value: int
    start: int
    end: int


def length_of(text: str) -> str | None:
    """The first length of time of a text as facts write it: "30 days"."""
    found = _LENGTH.search(text)
    return length(found["count"], found["unit"]) if found else None


def length(count: str, unit: str) -> str | None:
    """A length of time from its count and unit."""
    number = days.number(count)
    base = _UNITS[re.sub("[カヵヶケ箇]", "か", unit)]
    return None if not number else f"{number} {base}" + ("s" if number != 1 else "")


def sums(text: str) -> Iterator[Sum]:
    """The amounts of a text that name their currency, in whole yen."""
    for found in _SUM.finditer(text):
        if not (found["ahead"] or found["behind"]) or (found["ahead"] == "金" and not found["behind"]):
            continue
        if len(found["body"]) > MAX_SUM:
            continue
        value = sum(
            float(part[1].replace(",", "")) * _SCALES[part[2] or ""] for part in _PART.finditer(found["body"])
        ) * {"千円": 1000, "百万円": 10**6}.get(found["behind"] or "", 1)
        if value == int(value):
            yield Sum(int(value), found.start(), found.end())


def _day(text: str) -> str | None:
    found = days.find(text)
    plain = re.match(r"(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/-])", text)
    if plain:
        return f"{plain[1]}-{int(plain[2]):02d}-{int(plain[3]):02d}"
    return (
        found[0].iso if found and found[0].start <= MAX_AHEAD and not re.search(r"\d", text[: found[0].start]) else None
    )


def _name(text: str) -> str | None:
    return names.whole(text)


def _loose_name(text: str) -> str | None:
    """A name with or without what it legally is."""
    bare = text.split("(")[0].strip()
    return names.whole(text) or (None if re.search(r"[、。:\d]{2}|御中.", bare) else _thing(bare))


def _thing(text: str) -> str | None:
    bare = text.strip()
    is_text = bare.endswith("。") or days.find(bare) or len(bare) > MAX_THING
    return None if is_text or len(bare) < 2 or not re.match(r"[\w「『]", bare) else bare


def _role(text: str) -> str | None:
    bare = text.strip()
    return bare if 2 <= len(bare) <= MAX_ROLE and not re.search(r"[。、\d:]", bare) else None


def _paragraph(text: str) -> str | None:
    bare = text.strip().rstrip("。")
    return bare if 4 <= len(bare) <= MAX_SCOPE else None


def _identifier(text: str) -> str | None:
    text = re.sub(r"^(?:No\.?|№|番号)[ :]*(?=\S)", "", text)
    found = IDENTIFIER.match(text)
    return found[0] if found and not days.find(text[:14]) else None


def _version(text: str) -> str | None:
    found = VERSION.match(text)
    return found["v"] if found else None


def _count(text: str) -> int | None:
    found = re.match(r"(?:計|合計|全)?[ ]?(\d{1,5})[ ]?(?:件|社|個|項目|名)?(?![\d.,年月%])", text)
    return int(found[1]) if found else None


def _percent(text: str) -> float | int | None:
    found = re.search(PERCENT, text[:20])
    value = float(found[0]) if found else None
    return int(value) if value is not None and value == int(value) else value


def _law(text: str) -> str | None:
    found = re.match(r"[一-龥ァ-ヴー]{1,12}(?:州)?(?:国)?法(?:令)?(?![一-龥])", text)
    return found[0] if found else None


READERS: dict[str, Callable[[str], Value | None]] = {
    "day": _day, "length": length_of, "name": _name, "names": _name, "thing": _thing, "role": _role,
    "paragraph": _paragraph, "identifier": _identifier, "version": _version, "count": _count, "percent": _percent,
    "law": _law, "loose": _loose_name,
}  # fmt: skip
"""How the answer of a label is read, by the kind of its key; None where it is none."""
