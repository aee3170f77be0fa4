"""Japanese certificates of insurance: kinds of cover and limits in yen; and the totals of invoices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.japanese import values
from muniment.judging.facts.japanese.labels import is_label
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Mark
from muniment.judging.model import Fact

_KINDS = {
    "limit_cyber": r"サイバー|個人情報漏えい|情報漏えい",
    "limit_professional": r"IT業務|専門(?:業務|職業)|業務過誤|E&O|職業賠償|情報サービス業",
    "limit_general_liability": r"施設|対人|対物|業務遂行|総合賠償|生産物|請負|一般賠償|賠償責任",
    "limit_automobile": r"自動車",
    "limit_umbrella": r"アンブレラ|超過損害",
    "limit_workers_compensation": r"使用者賠償|労災|労働災害",
}
_KIND_LABEL = re.compile(
    (
        r"^[ ]?(?:保険(?:の)?種[類目]|補償の種類|保険種目|種目|保険商品名?|補償(?:内容|種目)|"
        r"保険の種類|商品名|担保種目)[ :\t]*(?P<rest>[^\n]*)$"
    ),
    re.M,
)
_LIMIT_LABEL = re.compile(
    (
        r"^[ ]?(?:支払限度額|てん補限度額|保険金額|補償限度額|填補限度額|支払限度|限度額|"
        r"賠償限度額)(?:\([^()\n]{0,40}\)|[ ]?[/・]?[ ]?(?:1事故|1請求|期間中|保険期間中|"
        r"年間)[^\d\n]{0,6})?[ :\t]*(?P<rest>[^\n]*)$"
    ),
    re.M,
)
_DEDUCTIBLE = re.compile(r"免責|自己負担|保険料")
_AGGREGATE = re.compile(r"(?:保険)?期間中|年間(?:合計|総)|総支払")
MAX_KIND = 40


_Named = tuple[str, Text, int, int]
"""A kind of cover, and where its label and it stand."""
_Row = tuple[str, int, int, Text, str]
"""A kind of cover, where its line stands, and what that says behind it."""


def facts(texts: Sequence[Text]) -> Iterator[Fact]:
    """The kinds of cover, and the limit of the one there is."""
    named = [one for text in texts[:3] for one in _kinds(text)]
    rows = [one for text in texts[:3] for one in _rows(text)]
    if named:
        text = named[0][1]
        kinds = tuple(dict.fromkeys(kind for kind, one, _, _ in named if one is text))
        start, end = min(one[2] for one in named if one[1] is text), max(one[3] for one in named if one[1] is text)
        yield fact("coverages", kinds, text.mark(start, end), confidence=0.86, quote_limit=1)
    elif rows:
        text, start, end = rows[0][3], rows[0][1], rows[-1][2]
        kinds = tuple(dict.fromkeys(kind for kind, _, _, one, _ in rows if one is text))
        yield fact("coverages", kinds, text.mark(start, end), confidence=0.84, quote_limit=1)
    yield from _insurers(texts)
    yield from _limits_of_rows(rows)
    told = " ".join(kind for kind, _, _, _ in named) or next((text.text[:300] for text in texts[:1]), "")
    key = _limit_of(told)
    if key is not None and len({kind for kind, *_ in named}) <= 1:
        yield from _labelled_limit(texts, key)


def _limit_of(told: str) -> str | None:
    """The key of the limit of a kind of cover."""
    return next((key for key, wording in _KINDS.items() if re.search(wording, told)), None)


def _kinds(text: Text) -> Iterator[_Named]:
    """The kinds of cover beside or below their label."""
    for found in _KIND_LABEL.finditer(text.text):
        rest, start, end = found["rest"].strip(), found.start(), found.end()
        if all(map(is_label, rest.split())) and rest:
            continue
        if not rest:
            below = _LINE.search(text.text, end + 1)
            if not below:
                continue
            rest, end = below[0].strip(), below.end()
        for part in (part.split("(")[0].strip() for part in re.split(r"、|\t", rest)):
            if 3 <= len(part) <= MAX_KIND and re.search("[一-龥ァ-ヴ]", part):
                yield part, text, start, end


_LINE = re.compile(r"[^\n]+")


def _limits_of_rows(rows: Sequence[_Row]) -> Iterator[Fact]:
    """The limits that rows of a table state, the first of each kind."""
    seen: set[str] = set()
    for kind, start, end, text, rest in rows:
        key = _limit_of(kind)
        if key == "limit_general_liability" and re.fullmatch("賠償(?:責任)?", kind):
            key = _limit_of(text.text[:200]) or key
        sums = list(values.sums(rest))
        if key is None or key in seen or not sums:
            continue
        seen.add(key)
        yield from _limits(key, sums, rest, text.mark(start, end))


def _labelled_limit(texts: Sequence[Text], key: str) -> Iterator[Fact]:
    """The limits beside or below labels, of the first page that has any."""
    for text in texts[:3]:
        told, place = "", []
        for found in _LIMIT_LABEL.finditer(text.text):
            label = found[0][: len(found[0]) - len(found["rest"])]
            rest, end = found["rest"], found.end()
            if not rest.strip():
                below = _LINE.search(text.text, end + 1)
                if not below or _DEDUCTIBLE.match(below[0]):
                    continue
                rest, end = below[0], below.end()
            if any(values.sums(rest)) and not _DEDUCTIBLE.search(label):
                told += f" {label.strip()} {re.split('免責|自己負担', rest)[0]}"
                place += [found.start(), end]
        if told:
            yield from _limits(key, list(values.sums(told)), told, text.mark(min(place), max(place)))
            return


def _limits(key: str, sums: Sequence[values.Sum], rest: str, mark: Mark) -> Iterator[Fact]:
    """The limit for one event, and of general liability that of the period, by the words ahead of each sum."""
    ends = [0, *(one.end for one in sums)]
    ahead = [rest[begin : one.start] for begin, one in zip(ends, sums, strict=False)]
    each = [one for one, said in zip(sums, ahead, strict=True) if _EACH.search(said)]
    others = [one for one, said in zip(sums, ahead, strict=True) if not _AGGREGATE.search(said)]
    found = (each or others)[:1]
    if found:
        yield fact(key, found[0].value, mark, confidence=0.88, quote_limit=1)
        yield fact("currency", "JPY", mark, confidence=0.85, quote_limit=1)
    aggregate = next((one for one, said in zip(sums, ahead, strict=True) if _AGGREGATE.search(said)), None)
    if key == "limit_general_liability" and aggregate:
        yield fact("limit_general_liability_aggregate", aggregate.value, mark, confidence=0.85, quote_limit=1)


_EACH = re.compile(r"1(?:事故|請求|回|件|災害)|一(?:事故|請求)|一連|毎(?:事故|請求)")
_COVER = re.compile(
    r"(?P<kind>[^\s。:()]{2,30}?(?:保険|特約|補償|担保|リスク|賠償責任|"
    r"賠償))(?:\([^()]{1,20}\))?(?=[ \t:])(?P<rest>.*)"
)
_NO_COVER_LINE = re.compile(r"免責|自己負担|保険料|保険期間|証券|契約者|被保険者|保険会社|株式会社|普通保険")
_CARRIER = re.compile(
    r"[^\s。、()]{1,24}(?:損害保険|海上火災保険|火災海上保険|損保|火災保険|生命保険|"
    r"海上保険)[^\s。、()]{0,8}?株式会社|株式会社[^\s。、()]{1,16}(?:損保|損害保険)"
)


def _rows(text: Text) -> list[_Row]:
    """The lines that open with a kind of cover and state a sum behind it."""
    found = []
    for at, line in text.lines:
        cover = _COVER.match(line.strip())
        if cover and not _NO_COVER_LINE.search(cover["kind"]) and any(values.sums(cover["rest"])):
            rest = re.split("免責|自己負担", cover["rest"])[0]
            found.append((cover["kind"], at, at + len(line), text, rest))
    return found


def _insurers(texts: Sequence[Text]) -> Iterator[Fact]:
    """The insurer that stands on a line of its own, or opens it."""
    for text in texts[:3]:
        for at, line in text.lines:
            found = _CARRIER.match(line.strip())
            if found and len(line) <= MAX_KIND and "御中" not in line:
                yield fact("insurers", (found[0],), text.mark(at, at + len(line)), confidence=0.78, quote_limit=1)
                return


_DUE = re.compile(
    r"(?:ご?請求(?:合計)?(?:金額|額)|合計(?:金額|請求額)|お支払い?(?:金額|合計)|総合計|"
    r"税込合計(?:金額)?|御請求額)(?:\((?:税込|消費税込|内税)[^()\n]{0,8}\))?[ :\t]*"
)


def invoice(texts: Sequence[Text]) -> Iterator[Fact]:
    """The total with tax that an invoice asks for, where it says one."""
    found = []
    for text in texts:
        for label in _DUE.finditer(text.text):
            total = next(values.sums(text.text[label.end() : label.end() + 24]), None)
            if total and total.start <= 2:
                found.append((total.value, text.mark(label.start(), label.end() + total.end)))
    if len({value for value, _ in found}) == 1:
        value, mark = found[0]
        yield fact("invoice_total", value, mark, confidence=0.9, quote_limit=1)
        yield fact("currency", "JPY", mark, confidence=0.9, quote_limit=1)
