"""The facts that Japanese labels and sentences state, by the data of `languages/ja.toml`.

A label is answered beside it (behind a colon, a blank, a tab, or a day right behind it), below it, or in its column.
Sentences are patterns with `{}` where the value stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.japanese import days, names, values
from muniment.judging.facts.japanese.labels import any_label, cells, is_label, wordings_of
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.facts.names import is_blank
from muniment.judging.facts.view import Mark
from muniment.judging.model import Fact

LABELLED, SAID = 0.93, 0.84
PERIODS = {
    "certificate": ("issue_date", "expiry_date"),
    "certificate_of_insurance": ("effective_date", "expiry_date"),
    "penetration_test": ("test_start", "test_end"),
    "vulnerability_scan": ("test_start", "test_end"),
    "continuity_test": ("test_start", "test_end"),
    "soc_report": ("period_start", "period_end"),
    "statements": ("period_start", "period_end"),
    "contract": ("effective_date", "expiry_date"),
    "audit_report": ("period_start", "period_end"),
}
_OF_ONE_DAY = frozenset({"continuity_test"})
_KINDS: Mapping[str, str] = {
    **{key: "day" for key, (_, value_type) in KEYS.items() if value_type == "date"},
    **dict.fromkeys(("issuer", "holder", "tester", "insured", "auditor", "service_auditor", "service_organisation",
                     "company_name", "assessed_entity", "assessor", "completed_for"), "name"),
    **dict.fromkeys(("insurers", "parties", "subservice_organisations"), "names"),
    **dict.fromkeys(("certificate_number", "invoice_number", "registration_number", "licence_number",
                     "policy_numbers"), "identifier"),
    **dict.fromkeys(("initial_term", "termination_notice", "breach_notification", "subprocessor_notice"), "length"),
    "renewal": "renewal", "target": "thing", "system_name": "thing", "owner": "role", "completed_by": "role",
    "scope": "paragraph", "version": "version", "governing_law": "law", "uptime_commitment": "percent",
    "period": "period", "findings_total": "count", "liability_cap": "cap", "title": "thing",
}  # fmt: skip
_LISTS = frozenset({"insurers", "parties", "subservice_organisations", "policy_numbers"})
_LATEST = frozenset({"document_date", "issue_date"})
"""Days of which a document may bear several: it is of the latest."""
_REVISED = frozenset({"document_date", "effective_date"})
"""Days that a clause at the end repeats for each revision: the latest counts."""
_LOOSE = frozenset({"auditor", "holder", "insured", "service_organisation", "company_name", "tester", "completed_for"})
"""Roles of which a label alone tells who somebody is, whatever it legally is."""
_AND = re.compile(r"、(?![^()]*\))|(?<!\d)/|及び|並びに|・(?=株式|[^・]{1,20}株式)")
_UNTIL = re.compile(r"[ ]?至[ ]?")
"""The end of a period that stands on a line of its own below its beginning."""
MAX_LABEL_LINE = 400
_GOES_ON = re.compile(r"(?:及び|並びに|ならびに|および|又は|または|、|・|に係る|に関する|における|の[^\s]|を|に)")
"""The beginning of a line that goes on with the one above it."""
_EARLIER = re.compile(r"前回|前年|(?<!復)旧|過去|従前|前期|変更前")
_FIRST = re.compile(r"初回|当初")


def labelled(texts: Sequence[Text], family: str) -> Iterator[Fact]:
    """What labels of the family are answered by; a label answered twice, differently, is not."""
    made: dict[str, list[Fact]] = {}
    for text in texts:
        for index, (start, line) in enumerate(text.lines):
            if len(line) > MAX_LABEL_LINE:
                continue
            row = cells(line)
            for place, (at, cell) in enumerate(row):
                for key, wording in wordings_of(family):
                    match = wording.match(cell)
                    if match is None:
                        continue
                    for answer, begin, end in _answers(text, index, row, place, match):
                        for one in _facts(
                            text, key, family, answer, min(start + at, begin), max(start + at + match.end(), end)
                        ):
                            made.setdefault(one.key, []).append(one)
    for text in texts:
        for one in _spaced(text, family):
            made.setdefault(one.key, []).append(one)
    for key, found in made.items():
        if key in _LATEST:
            newest = max(str(one.value) for one in found)
            yield from (one for one in found if one.value == newest)
        elif len({one.value for one in found}) == 1 or key in _LISTS or KEYS[key][1] == "text":
            yield from found


def _spaced(text: Text, family: str) -> Iterator[Fact]:
    """Labels that blanks part on a line of their own, answered by a line of as many pieces below: stamps and heads."""
    lines = text.lines
    for index, (start, line) in enumerate(lines):
        heads = line.split(" ")
        if not MIN_HEADS <= len(heads) <= MAX_HEADS or "\t" in line or not all(map(is_label, heads)):
            continue
        for begin, below in lines[index + 1 : index + 3]:
            under = below.strip().split(" ")
            if len(under) != len(heads) or any(map(is_label, under)):
                continue
            if not all(map(_is_day, under)) and _goes_on_below(lines, index, len(heads)):
                continue
            for head, answer in zip(heads, under, strict=True):
                for key, wording in wordings_of(family):
                    found = wording.match(head)
                    if found and found.end() == len(head):
                        yield from _facts(text, key, family, answer, start, begin + len(below))


def _is_day(text: str) -> bool:
    return values.READERS["day"](text) is not None


def _goes_on_below(lines: Sequence[tuple[int, str]], index: int, width: int) -> bool:
    """Whether two rows of as many pieces stand below a head: which one is meant?"""
    return sum(len(line.strip().split(" ")) == width for _, line in lines[index + 1 : index + 3]) > 1


MIN_HEADS, MAX_HEADS = 2, 8


def _answers(
    text: Text, index: int, row: Sequence[tuple[int, str]], place: int, match: re.Match[str]
) -> Iterator[tuple[str, int, int]]:
    """What answers a label, each with its place in the text: at most one."""
    start = text.lines[index][0]
    at, cell = row[place]
    rest = cell[match.end() :].strip(" :")
    if rest:
        begin = start + at + cell.index(rest, match.end())
        if not is_label(rest):
            yield rest, begin, begin + len(rest)
        return
    if place + 1 < len(row):
        if not is_label(row[place + 1][1]):
            begin = start + row[place + 1][0]
            yield row[place + 1][1], begin, begin + len(row[place + 1][1])
        elif index + 1 < len(text.lines):
            yield from _in_column(text, index, len(row), place)
        return
    if index + 1 < len(text.lines):
        if len(row) > 1:
            yield from _in_column(text, index, len(row), place)
            return
        begin, below = text.lines[index + 1]
        under = cells(below)
        if len(under) == 1 and not is_label(under[0][1]):
            answer, end = under[0][1], begin + under[0][0] + len(under[0][1])
            if index + 2 < len(text.lines) and _UNTIL.match(text.lines[index + 2][1]) and answer.startswith("自"):
                last, until = text.lines[index + 2]
                answer, end = f"{answer}\n{until}", last + len(until)
            yield answer, begin + under[0][0], end


def _in_column(text: Text, index: int, width: int, place: int) -> Iterator[tuple[str, int, int]]:
    """The cell below a head, where a single row of as many cells stands there."""
    begin, below = text.lines[index + 1]
    under = cells(below)
    heads = cells(text.lines[index][1])
    if len(under) != width or not all(is_label(cell) for _, cell in heads) or any(is_label(cell) for _, cell in under):
        return
    if index + 2 < len(text.lines) and len(cells(text.lines[index + 2][1])) == width:
        return
    at, cell = under[place]
    yield cell, begin + at, begin + at + len(cell)


def _facts(text: Text, key: str, family: str, answer: str, start: int, end: int) -> Iterator[Fact]:
    mark = text.mark(start, end)
    kind = _KINDS.get(key)
    if kind is None or is_blank(answer) or not answer.strip("-ー―/ "):
        return
    if kind == "period":
        yield from _period(answer, family, mark, LABELLED)
        return
    if kind == "paragraph":
        answer, mark = _whole_scope(text, answer, start, end)
    if kind == "renewal":
        yield from _renewal(answer, mark)
        return
    if kind == "cap":
        yield from _cap(answer, mark, LABELLED - 0.05)
        return
    parts = _up_to_label(answer)
    value = values.READERS["loose" if key in _LOOSE else kind](parts)
    each = [names.whole(part.strip()) for part in _AND.split(answer)] if kind == "names" else []
    if each and None not in each:
        value = tuple(str(one) for one in each)
    elif isinstance(value, str) and key in _LISTS:
        value = (str(value),)
    if value is not None:
        yield fact(key, value, mark, confidence=LABELLED, quote_limit=1)


def _up_to_label(answer: str) -> str:
    """An answer without the label and its value that follow on the line: "… 版数:2"."""
    for found in re.finditer(r" (?=[^ :]{2,12}:)", answer):
        if is_label(answer[found.end() :].split(":")[0]):
            return answer[: found.start()]
    return answer


def _whole_scope(text: Text, answer: str, start: int, end: int) -> tuple[str, Mark]:
    """A scope with the lines that go on with it: up to a label, a full stop, or a line that opens something else."""
    for begin, line in text.lines:
        if begin < end:
            continue
        if (
            not (answer.endswith(("、", "及び", "並びに", "の", "に", "・", "と")) or _GOES_ON.match(line))
            or is_label(line)
            or any_label().match(line)
        ):
            break
        answer, end = answer + line.strip(), begin + len(line)
    return answer, text.mark(start, end)


def _period(said: str, family: str, mark: Mark, confidence: float) -> Iterator[Fact]:
    keys = PERIODS.get(family)
    pairs = _isos(days.periods(said)) or _numeric(said)
    if keys and pairs:
        first, last = pairs[0]
        yield fact(keys[0], first, mark, confidence=confidence, quote_limit=1)
        yield fact(keys[1], last, mark, confidence=confidence, quote_limit=1)
    elif keys:
        found = days.find(said)
        if len(found) == 1 and not found[0].is_month and not re.search("まで|以前", said[found[0].end :][:4]):
            yield fact(keys[0], found[0].iso, mark, confidence=confidence, quote_limit=1)
            length = re.match(r"(?:午[前後]\d{1,2}時)?[ ]?から[ ]?(\d{1,2})(年|か月|ヶ月)", said[found[0].end :])
            if family in _OF_ONE_DAY:
                yield fact(keys[1], found[0].iso, mark, confidence=confidence, quote_limit=1)
            elif length and family == "certificate_of_insurance":
                ends = dates.add_months(found[0].day, int(length[1]) * (12 if length[2] == "年" else 1))
                yield fact(keys[1], ends.isoformat(), mark, confidence=confidence - 0.05, quote_limit=1)


def _isos(pairs: Sequence[tuple[dates.Found, dates.Found]]) -> list[tuple[str, str]]:
    return [(first.iso, last.iso) for first, last in pairs]


def _numeric(said: str) -> list[tuple[str, str]]:
    found = re.search(
        r"(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})[ ]?(?:~|-|から|より)[ ]?(?:(20\d\d)[-/.])?(\d{1,2})[-/.](\d{1,2})(?!\d)",
        said,
    )
    if not found:
        return []
    year = found[4] or found[1]
    return [(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}", f"{year}-{int(found[5]):02d}-{int(found[6]):02d}")]


_NOTICE = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}) ?(?:日|[カヵヶケ箇か]?月|週間?|年)間?(?:以上)?前")
"""A length of time within which notice is given."""


def _renewal(said: str, mark: Mark) -> Iterator[Fact]:
    words = said.strip(" 。、")
    if re.search("自動|更新|延長|継続|あり|有", words):
        yield fact("renewal", values.length_of(_NOTICE.sub("", words)) or words, mark, confidence=SAID, quote_limit=1)


def _cap(said: str, mark: Mark, confidence: float) -> Iterator[Fact]:
    found = next(values.sums(said), None)
    bare = re.split("を上限|を限度|とする|。", said)[0].strip()
    if 3 <= len(bare) <= 80:
        yield fact("liability_cap", bare, mark, confidence=confidence, quote_limit=1)
    if found:
        yield fact("liability_cap_amount", found.value, mark, confidence=confidence, quote_limit=1)
        yield fact("currency", "JPY", mark, confidence=confidence, quote_limit=1)


_DAY = (
    r"(?:(?:令和|平成|昭和)(?:元|[\d一二三四五六七八九十]{1,3})|\d{4}|"
    r"[一二][〇一二三四五六七八九]{3})年[ ]?[\d一二三四五六七八九十]{1,3}月[ ]?(?:[\d一二三四"
    r"五六七八九十]{1,3}日|末日?)?|20\d\d[/.-]\d{1,2}[/.-]\d{1,2}"
)
_SHAPES = {
    "day": f"(?P<v>{_DAY})",
    "length": f"(?P<v>{values.LENGTH})",
    "count": f"(?P<v>{values.COUNT})",
    "percent": f"(?P<v>{values.PERCENT})",
    "name": f"(?P<v>{names.ORGANISATION.pattern})",
    "names": f"(?P<v>{names.ORGANISATION.pattern})",
    "thing": r"[「『](?P<v>[^「」『』。\n]{2,40})[」』]",
    "period": r"(?P<v>[^。\n]{6,40}?(?:~|から|より|-|至)[^。\n]{3,40}?日)",
    "law": r"(?P<v>[一-龥ァ-ヴー]{1,8}(?:国)?(?:州)?法(?:令)?)(?=[^一-龥])",
    "version": r"(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})",
    "renewal": r"(?P<v>[^。\n]{0,80})",
    "cap": r"(?P<v>[^。、\n]{3,60}?)",
    "identifier": r"(?P<v>[A-Z0-9][\w.-]{2,30})",
    "role": r"(?P<v>[^\s、。はがをに]{2,25})",
}


@cache
def _sayings(family: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    found = []
    for key, wordings in vocabulary.sentences(family, "ja").items():
        kind = _KINDS[key]
        for wording in wordings:
            if "{}" in wording:
                wording = wording.replace("{}", _SHAPES[kind])
            found.append((key, kind, re.compile(wording)))
    return tuple(found)


def said(texts: Sequence[Text], family: str) -> Iterator[Fact]:
    """What sentences of the family state: of each saying the first place; two days that differ are none."""
    made: dict[str, list[Fact]] = {}
    for key, kind, saying in _sayings(family):
        found = [one for text in texts for one in _said(text, key, kind, family, saying)]
        if kind == "day" and len({one.value for one in found}) > 1:
            if key not in _REVISED:
                continue
            found = sorted(found, key=lambda one: str(one.value), reverse=True)
        first = found[: {"period": 2, "cap": 3}.get(kind, 1)]
        for one in found if key in _LISTS else first:
            made.setdefault(one.key, []).append(one)
    for key, found in made.items():
        newest = max(str(one.value) for one in found)
        yield from (one for one in found if key not in _REVISED or one.value == newest)


def _said(text: Text, key: str, kind: str, family: str, saying: re.Pattern[str]) -> Iterator[Fact]:
    for match in saying.finditer(text.text):
        mark = text.said(*match.span())
        ahead = text.text[max(0, match.start() - 20) : match.start()]
        near = re.split("[。\n、]", ahead)[-1] + match[0]
        if kind in ("day", "period", "count") and (_EARLIER.search(near) or (kind != "period" and _FIRST.search(near))):
            continue
        if kind == "period":
            yield from _period(match["v"], family, mark, SAID)
        elif kind == "renewal":
            yield from _renewal(match[0], mark)
        elif kind == "cap":
            yield from _cap(match["v"], mark, SAID)
        elif kind in ("name", "names"):
            name = names.trimmed(match["v"])
            if name and re.search(names.FORM, name):
                yield fact(key, (name,) if key in _LISTS else name, mark, confidence=SAID, quote_limit=1)
        elif kind == "length":
            length = values.length(match["count"], match["unit"])
            if length:
                yield fact(key, length, mark, confidence=SAID, quote_limit=1)
        else:
            value = values.READERS[kind](match["v"])
            if kind == "percent":
                number = float(match["v"])
                value = int(number) if number == int(number) else number
            if value is not None:
                yield fact(key, value, mark, confidence=SAID, quote_limit=1)
