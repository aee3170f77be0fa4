"""Japanese lists of those whom work is given to, and what is open of a register of risks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.japanese import days
from muniment.judging.facts.japanese.labels import cells
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.model import Fact

NAME = re.compile(
    r"(?:外部|再)?(?:再?委託先|再受託者|サブプロセッサー?|事業者|会社|業者|取引先|"
    r"提供者)(?:会社|事業者)?(?:の)?(?:名称?)?"
)
PURPOSE = re.compile(
    r"(?:委託|再委託)?(?:する)?(?:業務(?:内容|名)?|内容|目的|用途|(?:提供|"
    r"利用)?サービス(?:内容|名)?|役割)"
)
PLACE = re.compile(r"(?:所在|処理|保管|設置|データ(?:保管|処理)?)?(?:国名?|国・地域|所在地|場所|地域|拠点)")
_SUM = re.compile(r"合計|計|総数|委託先数|以上|件数")
MAX_ROWS = 200


def subprocessors(texts: Sequence[Text]) -> Iterator[Fact]:
    """Names, purposes and places from the one table whose head has a column for each."""
    for text in texts:
        for index, (at, line) in enumerate(text.lines):
            head = [cell for _, cell in cells(line)] if "\t" in line or "|" in line else []
            places = [
                next((n for n, cell in enumerate(head) if wording.fullmatch(cell)), None)
                for wording in (NAME, PURPOSE, PLACE)
            ]
            if places[0] is None or (places[1] is None and places[2] is None):
                continue
            rows = _below(text, index, len(head))
            named = [row for row in rows if len(row) > places[0] and row[places[0]]]
            mark = text.mark(at, at + len(line))
            for key, place in zip(
                ("subprocessors", "subprocessor_purposes", "subprocessor_places"), places, strict=True
            ):
                listed = (
                    tuple(dict.fromkeys(row[place] for row in named if len(row) > place and row[place]))
                    if place is not None
                    else ()
                )
                if listed:
                    yield fact(key, listed, mark, confidence=0.9, quote_limit=1)
            if named:
                yield fact("subprocessors_count", len(named), mark, confidence=0.9, quote_limit=1)
            return


def _below(text: Text, index: int, width: int) -> list[list[str]]:
    rows = []
    for at, line in text.lines[index + 1 : index + 1 + MAX_ROWS]:
        raw = [part.strip() for part in re.split(r"\t|\|", text.text[at : at + len(line)])]
        if len([part for part in raw if part]) < min(2, width) or _SUM.match(raw[0]):
            break
        rows.append(raw)
    return rows


_OPEN = re.compile(r"(?:未対応|未対策|対応中|残存|オープン|未完了|未是正)(?:件数)?")
_COUNT = re.compile(r"件数|総数|合計|全件|全体")
_LEVELS = {"高": "high", "中": "medium", "低": "low", "大": "high", "小": "low", "重大": "critical", "極高": "critical",
           "最高": "critical", "緊急": "critical"}  # fmt: skip
_DUE = re.compile(r"(?:期限|完了予定|対応期限)[ :はの、]{0,3}")


def risks(texts: Sequence[Text]) -> Iterator[Fact]:
    """What is open, by level, from the one table that counts the risks by level and state."""
    for text in texts:
        for index, (at, line) in enumerate(text.lines):
            head = _split(line)
            still = next((n for n, cell in enumerate(head) if _OPEN.fullmatch(cell)), None)
            whole = next((n for n, cell in enumerate(head) if _COUNT.fullmatch(cell)), None)
            if still is None or not re.search("リスク|レベル|区分|重要度|評価|危険度", head[0]):
                continue
            yield from _of_rows(text, index, at, still, whole, len(head))
            yield from _oldest(text)
            return


def _split(line: str) -> list[str]:
    return [cell for _, cell in cells(line)] if "\t" in line else line.split()


def _of_rows(text: Text, index: int, at: int, still: int, whole: int | None, width: int) -> Iterator[Fact]:
    opened: dict[str, int] = {}
    end, sums = at, (0, 0)
    for place, line in text.lines[index + 1 : index + 9]:
        row = _split(line)
        if len(row) != width or not all(re.fullmatch(r"\d+件?", cell) for cell in row[1:]):
            break
        numbers = [0, *(int(cell.rstrip("件")) for cell in row[1:])]
        end = place + len(line)
        if re.fullmatch("合?計|総計", row[0]):
            mark = text.mark(at, end)
            if numbers[still] == sums[0] and whole is not None and numbers[whole] == sums[1]:
                yield fact("items_total", numbers[whole], mark, confidence=0.88, quote_limit=1)
                yield fact("open_items", numbers[still], mark, confidence=0.88, quote_limit=1)
            break
        level = _LEVELS.get(row[0].strip("「」"))
        if level is None or level in opened:
            return
        opened[level] = numbers[still]
        sums = (sums[0] + numbers[still], sums[1] + (numbers[whole] if whole is not None else 0))
    for level, count in opened.items():
        yield fact(f"open_{level}", count, text.mark(at, end), confidence=0.88, quote_limit=1)


def _oldest(text: Text) -> Iterator[Fact]:
    for found in re.finditer(r"最も(?:期限の?)?(?:早い|近い|古い)[^。\n]{0,60}", text.text):
        told = days.find(found[0])
        if len(told) == 1 and _DUE.search(found[0]):
            yield fact("oldest_due_date", told[0].iso, text.said(*found.span()), confidence=0.85, quote_limit=1)
