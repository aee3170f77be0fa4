"""A page as Japanese is read: lines that only the width of the paper broke are one, and each letter keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from muniment.judging.facts.japanese.labels import any_label
from muniment.judging.facts.view import Leaf, Mark

KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff々]")
MIN_KANA, FRONT_CHARACTERS = 3, 4_000
"""Kana of the first page that show a text to be Japanese."""
_SHARE = 0.02
_FOLDED = {"～": "~", "〜": "~", "％": "%", "―": "-", "ー": "ー", "‐": "-", "︓": ":", "　": " ", "㈱": "㈱"}
MIN_WIDTH, MAX_WIDTH, FULL = 56, 140, 0.9
"""Of the widest line of a printed page, in halves of a letter, and of a line that fills it."""
_OPENS = re.compile(r"第\d+|[■□●○◆・•▪※①-⑳]|\(?\d{1,2}[.)． ]|[甲乙] |附則|別[表紙添]|記$|以上$")
"""How a line of its own begins."""
MAX_QUOTE = 300


def is_japanese(leaves: tuple[Leaf, ...]) -> bool:
    """Whether the first pages are written in kana, or hold words that only Japanese papers do."""
    front = "".join(leaf.plain[:FRONT_CHARACTERS] for leaf in leaves[:3])
    count = len(KANA.findall(front))
    return (count >= MIN_KANA and count >= _SHARE * len("".join(front.split()))) or len(_OWN.findall(front)) >= MIN_OWN


_OWN = re.compile(r"令和\d|平成\d|昭和\d|株式会社|合同会社|有限会社|[検険発対験営実関応総県売変権価録]")
"""Words and forms of characters that only Japanese has."""
MIN_OWN = 3


def _width(text: str) -> int:
    return sum(1 if letter < "\u2000" or "\uff61" <= letter <= "\uff9f" else 2 for letter in text)


class Text:
    """`text`: the page with hard line ends as line ends, tabs as they are, other blanks as one space."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        letters: list[str] = []
        offsets: list[int] = []
        lines = leaf.plain.split("\n")
        widest = max(map(_width, lines), default=0)
        at = 0
        for index, line in enumerate(lines):
            within = _within_words(line)
            for place, letter in enumerate(line):
                if place in within:
                    continue
                letter = _FOLDED.get(letter, letter)
                if letter.isspace() and letter != "\t":
                    letter = " "
                    if not letters or letters[-1] in " \n\t":
                        continue
                letters.append(letter)
                offsets.append(at + place)
            below = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if not _is_broken(line, below, widest):
                letters.append("\n")
                offsets.append(at + len(line))
            at += len(line) + 1
        self.text = "".join(letters)
        self.offsets = offsets

    @cached_property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """The lines that hold something, each with where it begins."""
        found, at = [], 0
        for line in self.text.split("\n"):
            if line.strip():
                found.append((at, line))
            at += len(line) + 1
        return tuple(found)

    def mark(self, start: int, end: int) -> Mark:
        """The place on the page of `text[start:end]` without blanks at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Mark(self.leaf.page, self.offsets[start], self.offsets[end - 1] + 1)

    def said(self, start: int, end: int) -> Mark:
        """The place of the sentence, or the line, that holds `text[start:end]`."""
        left = max(self.text.rfind(mark, 0, start) for mark in "。\n") + 1
        ends = [at for mark in "。\n" if (at := self.text.find(mark, end)) >= 0]
        right = min(ends, default=len(self.text))
        right += self.text[right : right + 1] == "。"
        if right - left > MAX_QUOTE:
            left = max(left, max((self.text.rfind(mark, 0, start) for mark in "、,"), default=-1) + 1)
            right = right if right - left <= MAX_QUOTE else end
        return self.mark(left, right)


def _within_words(line: str) -> frozenset[int]:
    """The blanks of a line that is set or was recognised letter by letter, but the one behind its label."""
    parts = line.split()
    single = sum(len(part) == 1 and bool(HAN.match(part)) for part in parts)
    if len(parts) < MIN_LETTERS or single < SPACED * len(parts):
        return frozenset()
    label = any_label().match(line)
    end = label.end() if label else -1
    return frozenset(
        at
        for at, letter in enumerate(line[:-1])
        if letter in " \u3000" and at and at + 1 != end and HAN.match(line[at - 1]) and HAN.match(line[at + 1])
    )


MIN_LETTERS, SPACED = 5, 0.6
"""Pieces of such a line, and the share of them that are one letter."""


def _is_broken(line: str, below: str, widest: int) -> bool:
    """Whether only the paper's width ended a line."""
    bare = line.strip()
    return (
        bool(below)
        and MIN_WIDTH <= widest <= MAX_WIDTH
        and _width(line) >= FULL * widest
        and not bare.endswith(("。", ":"))
        and "\t" not in line
        and not _OPENS.match(below)
        and not _opens_with_label(below)
        and bool(HAN.search(bare))
    )


def _opens_with_label(line: str) -> bool:
    """Whether a line begins with a label and a blank or colon behind it, and is no running text."""
    found = any_label().match(line)
    return bool(found) and found is not None and found[0][-1:] in " :" and "。" not in line


def texts(leaves: tuple[Leaf, ...]) -> Iterator[Text]:
    """The leaves as they are read."""
    return map(Text, leaves)
