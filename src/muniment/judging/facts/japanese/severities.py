"""How many findings of which severity a Japanese report of a test states, and whether they were tested again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts.japanese.labels import cells
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Mark
from muniment.judging.model import Fact

SCALES: tuple[dict[str, str], ...] = (
    {"緊急": "critical", "重大": "high", "警告": "medium", "注意": "low", "情報": "informational"},
    {"緊急": "critical", "重要": "high", "警告": "medium", "注意": "low", "情報": "informational"},
    {"致命的": "critical", "重大": "high", "警告": "medium", "軽微": "low", "情報": "informational"},
    {"致命的": "critical", "高": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"緊急": "critical", "高": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"重大": "critical", "高": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"深刻": "critical", "高": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"最高": "critical", "高": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"緊急": "critical", "重要": "high", "中程度": "medium", "軽微": "low", "情報": "informational"},
    {"重大": "critical", "重要": "high", "中": "medium", "低": "low", "情報": "informational"},
    {"重大": "critical", "重要": "high", "警告": "medium", "注意": "low", "情報": "informational"},
    {"Critical": "critical", "High": "high", "Medium": "medium", "Low": "low", "Info": "informational"},
)
"""Words that reports of tests grade by, each scale of one report; what else stands for "informational" is `_NOTES`."""
_NOTES = {"情報提供": "informational", "参考": "informational", "参考情報": "informational",
          "情報(参考)": "informational",
          "クリティカル": "critical", "ハイ": "high", "ミディアム": "medium", "ロー": "low",
          "Informational": "informational", "推奨": "informational"}  # fmt: skip
_TOTAL = frozenset({"合計", "計", "総計", "総数"})
_WORD = "|".join(sorted({word for scale in SCALES for word in scale} | set(_NOTES), key=len, reverse=True))
_HEAD = re.compile(
    r"[「『(]?(?P<word>" + _WORD + r"|合計|計|総計|総数)[」』)]?(?:リスク|レベル|度)?(?:\([A-Za-z]+\))?(?:/[A-Za-z]+)?"
)
_PAIR = re.compile(
    r"[「『(]?(?P<word>"
    + _WORD
    + r")[」』)]?(?:\([A-Za-z]+\))?(?:が|は|リスク(?:が|は)?|レベル(?:が|は)?|の脆弱性(?:が|"
    r"は)?)?[ :]{0,3}(?P<count>\d{1,3})[ ]?件"
)
_IN_ALL = re.compile(r"(?:合計|計|総計|総数|全)[ :はで]{0,3}(\d{1,3})[ ]?件")
MAX_TO_TOTAL = 24
_COUNTED = re.compile(r"(\d{1,3})(?:[ ]?件)?")
_EARLIER = re.compile(r"前回|前年|昨年|過去|初回|修正前|以前")
_LATER = re.compile(r"残存|残り|未修正|再診断後|再診断の結果|修正済|修正確認|未対応|残")
_OF_EACH = re.compile(r"CVSS|基準|目安|説明|\d\.\d|以上|以内")
MIN_WORDS = 2


def facts(texts: Sequence[Text]) -> Iterator[Fact]:
    """Counts by severity of the first place that states two or more, the total beside them, and the retest."""
    for reader in (_tiles, _rows, _columns, _sentences):
        found = next((one for text in texts if (one := reader(text))), None)
        if found:
            counts, mark = found
            yield from _of_scale(counts, mark)
            break
    yield from _retested(texts)


def _of_scale(counts: dict[str, int], mark: Mark) -> Iterator[Fact]:
    words = [word for word in counts if word not in _TOTAL]
    scale = _scale(words)
    if scale is None or len(words) < MIN_WORDS:
        return
    for word in words:
        key = f"findings_{scale[word]}"
        yield fact(key, counts[word], mark, confidence=0.9, quote_limit=1)
    total = next((counts[word] for word in counts if word in _TOTAL), None)
    if total is not None and total == sum(counts[word] for word in words):
        yield fact("findings_total", total, mark, confidence=0.9, quote_limit=1)


def _scale(words: Sequence[str]) -> dict[str, str] | None:
    """What the words of a report stand for; None where no scale has all of them."""
    for scale in SCALES:
        both = {**_NOTES, **scale}
        if all(word in both for word in words) and any(word in scale for word in words):
            graded = [both[word] for word in words]
            if len(set(graded)) == len(graded):
                return both
    return None


def _word(cell: str) -> str | None:
    found = _HEAD.fullmatch(cell.strip())
    return found["word"] if found else None


def _count(cell: str) -> int | None:
    found = _COUNTED.fullmatch(cell.strip())
    return int(found[1]) if found else None


def _split(line: str) -> list[str]:
    return [cell for _, cell in cells(line)] if "\t" in line or "|" in line else line.split()


def _tiles(text: Text) -> tuple[dict[str, int], Mark] | None:
    """Numbers and severities in turns on lines of their own, numbers first or last."""
    lines = text.lines
    for index in range(len(lines)):
        for number_first in (True, False):
            counts: dict[str, int] = {}
            at = index
            while at + 1 < len(lines):
                pair = (lines[at][1].strip(), lines[at + 1][1].strip())
                number, word = pair if number_first else pair[::-1]
                if _word(word) is None or _count(number) is None or _word(word) in counts:
                    break
                counts[str(_word(word))] = int(_count(number) or 0)
                at += 2
            if len(counts) > MIN_WORDS:
                return counts, text.mark(lines[index][0], lines[at - 1][0] + len(lines[at - 1][1]))
    return None


def _rows(text: Text) -> tuple[dict[str, int], Mark] | None:
    """A line of severities above or below one of as many numbers."""
    lines = text.lines
    for (start, first), (begin, second) in pairwise(lines):
        for heads, numbers, is_above in ((first, second, False), (second, first, True)):
            words = [_word(cell) for cell in _split(heads)]
            counts = [_count(cell) for cell in _split(numbers)]
            if None in words[1:] or len(words) < MIN_WORDS + 1 or (words and words[0] is None and is_above):
                continue
            if words[0] is None:
                words = words[1:]
                counts = counts[1:] if len(counts) == len(words) + 1 else counts
            if (
                len(words) > MIN_WORDS
                and len(counts) == len(words)
                and None not in counts
                and not _EARLIER.search(heads + numbers)
            ):
                made = {str(word): int(count or 0) for word, count in zip(words, counts, strict=True)}
                return made, text.mark(start, begin + len(second))
    return None


def _columns(text: Text) -> tuple[dict[str, int], Mark] | None:
    """Rows that begin with a severity, each with its number; of several columns the one the head calls that of the
    count, or of the first test."""
    lines = text.lines
    for index in range(len(lines)):
        counts: dict[str, int] = {}
        at = index
        place = _counted_column(lines[index - 1][1]) if index else 0
        while at < len(lines):
            parts = _split(lines[at][1])
            word = _word(parts[0]) if parts else None
            number = _count(parts[1 + place]) if word and len(parts) > 1 + place else None
            if word is None or number is None or word in counts or _OF_EACH.search(lines[at][1]):
                break
            if len(parts) > 2 and not place and index and not all(_count(part) is not None for part in parts[1:]):
                pass
            counts[word] = number
            at += 1
        if len([word for word in counts if word not in _TOTAL]) >= MIN_WORDS:
            begin = lines[index - 1][0] if index and not _EARLIER.match(lines[index - 1][1]) else lines[index][0]
            return counts, text.mark(begin, lines[at - 1][0] + len(lines[at - 1][1]))
    return None


def _counted_column(head: str) -> int:
    """Which column behind the severity counts what was found."""
    heads = _split(head)[1:]
    return next((at for at, one in enumerate(heads) if re.search("件数|検出|指摘|今回|初回", one)), 0)


def _sentences(text: Text) -> tuple[dict[str, int], Mark] | None:
    """Severities with their numbers in one sentence."""
    at = 0
    for sentence in re.split(r"(?<=[。\n])", text.text):
        counts: dict[str, int] = {}
        found = list(_PAIR.finditer(sentence))
        if not _EARLIER.search(sentence) and not _LATER.search(sentence):
            for one in found:
                counts.setdefault(one["word"], int(one["count"]))
        if len(counts) >= MIN_WORDS:
            end = found[-1].end()
            total = _IN_ALL.search(sentence, end, end + MAX_TO_TOTAL) or _IN_ALL.search(sentence, 0, found[0].start())
            if total and int(total[1]) == sum(counts.values()):
                counts["合計"] = int(total[1])
                end = max(end, total.end())
            begin = min(found[0].start(), total.start()) if total and "合計" in counts else found[0].start()
            return counts, text.mark(at + begin, at + end)
        at += len(sentence)
    return None


_RETESTED = re.compile(
    r"再(?:診断|テスト|試験|検査)(?:を|の|は)?[^。\n]{0,30}?(?:実施し(?:た|まし|てい)|"
    r"行い?(?:いました|った|ました)|完了し|実施済|を実施|実施(?=[(\n]|$))"
    r"|再(?:診断|テスト|試験|検査)(?:の)?結果"
)
_NOT_RETESTED = re.compile(r"未実施|していません|していない|予定|希望|推奨|できます|行いません|実施せず")


def _retested(texts: Sequence[Text]) -> Iterator[Fact]:
    for text in texts:
        for found in _RETESTED.finditer(text.text):
            mark = text.said(*found.span())
            if not _NOT_RETESTED.search(mark.text):
                yield fact("retest", True, mark, confidence=0.8, quote_limit=1)
                return
