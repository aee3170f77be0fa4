"""Text cut into the words that the search knows, and these into entries of its index.

Words are without case, accents and compatibility forms (`unicode.folded`), letters and digits only, the same on every
database and for documents, names and queries. Done where the text is read, in the sandbox's child; servers cut names
and queries only.
What a reader sees as one word is one: breaks at line ends and characters nobody sees are undone here, and only here, so
that the text itself stays as it was for quotes.

Chinese, Japanese, Thai, Lao, Khmer and Burmese do not mark where a word ends, and Korean joins particles to it. There
each character begins a word of two (Han, Kana, Hangul) or three characters, shorter at the end of the run; any part of
a run is then a phrase of such words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from muniment.reading.model import Page
from muniment.unicode import folded, normalised, with_plain_signs

MAX_WORD_CHARACTERS = 64
MAX_ENTRY_WORDS = 16_000
MAX_ENTRY_BYTES = 1_000_000
"""tsvector (PostgreSQL) keeps positions up to 16,383 and 1,048,575 bytes in all, of which a word's place takes up to
_BYTES_BESIDE_A_WORD; a longer page becomes several entries."""

KEY_CHARACTERS = 5
"""What the index puts before each word (documents/search/index.py), of one byte each."""

GAP = "\u258f"
"""Stands between words that did not stand together, so that no phrase reaches across. No word holds it."""

LEVELS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587"
"""Before a word: how much the entry is about it, from the first to the last; `level_score` says where they begin. Such
words follow the text's; most words of a page of ordinary length are on no level and have none. No word holds them."""

_SHARED_WORDS = 32  # of an entry and the next, so that a phrase of so many is found wherever a page is divided
_BYTES_BESIDE_A_WORD = 6
_PIECE_CHARACTERS = 65_536  # normalised at once: a character may become 18, and takes 4 bytes each


def words(value: str) -> list[str]:
    """The words of a text as they are indexed; those of a name, too."""
    return [word for piece in _pieces(value) for word in _cut(piece)]


class Asked(NamedTuple):
    """Words that must stand together. `is_open`: of the last one, only a beginning is known. `runs`: the same letters,
    in runs of one kind of writing."""

    words: tuple[str, ...]
    is_open: bool
    runs: tuple[str, ...]


def asked(value: str) -> Asked:
    """What to look for to find this text wherever it stands, within a run of Han or Thai letters too."""
    runs = [run for word in _word().findall(_folded(value)) for run in _runs(word.replace(_JOINT, ""))]
    if not runs:
        return Asked((), is_open=False, runs=())
    *before, last = runs
    found = [word for run in before for word in run.words()]
    is_short = len(last.text) < last.size
    ends = last.words() if last.size == 0 else [last.text] if is_short else last.words()[: 1 - last.size]
    return Asked((*found, *ends), is_open=is_short, runs=tuple(run.text for run in runs))


def as_written(text: str) -> Iterator[re.Match[str]]:
    """The words of a text where and as they stand there, breaks and unseen characters included."""
    return _written().finditer(text)


def as_compared(written: str) -> str:
    """A word `as_written`, as it is compared."""
    return _folded(written).replace(_JOINT, "")


def entries(page: Page) -> Iterator[str]:
    """The words of a page and its label, spaces between, in as many entries as they need; none where there are none."""
    held: list[str] = []
    is_first = True
    for piece in _pieces(f"{page.label}\n{page.text}" if page.label else page.text):
        held += _cut(piece)
        while len(held) >= MAX_ENTRY_WORDS:
            yield from _fitting(held[:MAX_ENTRY_WORDS], of=MAX_ENTRY_WORDS)
            del held[: MAX_ENTRY_WORDS - _SHARED_WORDS]
            is_first = False
    if len(held) > _SHARED_WORDS or (is_first and held):
        yield from _fitting(held, of=len(held) if is_first else MAX_ENTRY_WORDS)


def is_entry(text: str) -> bool:
    """Whether this is what `entries` makes: words with spaces between and nothing else."""
    is_bounded = text.count(" ") < 2 * MAX_ENTRY_WORDS and len(text.encode()) <= MAX_ENTRY_BYTES
    return is_bounded and "_" not in text and _entry().fullmatch(text) is not None


def name_words(name: str) -> str:
    """An entry of a name."""
    found = words(name)
    return " ".join((*found, *_on_levels(found, of=len(found), weight=_NAME_WEIGHT)))


def level_score(level: int) -> float:
    """How well an entry answers a query whose words are all on this level or above, 0-1: the lowest score it stands
    for. 0: on none."""
    return _LOWEST_SCORES[level]


_LOWEST_SCORES = (0.3, 0.38, 0.42, 0.47, 0.52, 0.56, 0.6, 0.68)
_PAGE_WEIGHT, _NAME_WEIGHT = 2 / 3, 1.0  # a name says it all in few words
_ORDINARY_WORDS = 500


def _on_levels(found: Sequence[str], *, of: int, weight: float) -> Iterator[str]:
    """The words with their levels. The score of one is BM25's for its n places, n / (n + 1.2 · length), without its
    rarity, which is the same for whatever a query finds. `length` is in ordinary pages, a quarter at least. A word that
    stands once on such a page scores 0.3. `of`: how many words the page or name has."""
    length = 0.25 + 0.75 * of / _ORDINARY_WORDS
    levels: dict[int, str] = {}
    for word, n in Counter(found).items():
        if n not in levels:
            level = bisect_right(_LOWEST_SCORES, weight * n / (n + 1.2 * length)) - 1
            levels[n] = LEVELS[level - 1] if level > 0 else ""
        if (level_mark := levels[n]) and word != GAP:
            yield level_mark + word


def _fitting(found: list[str], *, of: int) -> Iterator[str]:
    """The words in one entry, or in several where they are so long that one could not hold them."""
    levelled = list(_on_levels(found, of=of, weight=_PAGE_WEIGHT))
    count = len(found) + len(levelled)
    if sum(map(_byte_count, (found, levelled))) + (_BYTES_BESIDE_A_WORD + KEY_CHARACTERS) * count <= MAX_ENTRY_BYTES:
        yield " ".join((*found, *levelled))
        return
    middle = len(found) // 2
    yield from _fitting(found[:middle], of=of)
    yield from _fitting(found[middle:], of=of)


def _byte_count(found: list[str]) -> int:
    return len("".join(found).encode())


# Pieces

_SAFE_PLACE = re.compile("(?s).*[^\\s\u2010\u00ad-] ")
_LAST_SPACE = re.compile(r"(?s).*\s")


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end where no word does, or, where there is no such place, wherever they are full. Line
    ends may be within a word, so a space within a line is better."""
    start = 0
    while len(text) - start > _PIECE_CHARACTERS:
        full = start + _PIECE_CHARACTERS
        found = _SAFE_PLACE.match(text, start, full) or _LAST_SPACE.match(text, start, full)
        end = found.end() if found is not None else full
        yield text[start:end]
        start = end
    yield text[start:]


# Words

_JOINT = "\ufdd0"
"""Where a hyphen and a line's end were. A noncharacter, for use within programs (Unicode, section 23.7)."""

_TWO = "\u2e80-\u2fdf\u3005-\u3007\u3031-\u3035\u303b\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
_TWO += "\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = "\u1100-\u11ff\uac00-\ud7ff"
_THREE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_RUN = re.compile(f"([{_TWO}{_HANGUL}]+)|([{_THREE}]+)|[^{_TWO}{_HANGUL}{_THREE}]+")
_RUNS_OR_JOINT = re.compile(f"[{_TWO}{_HANGUL}{_THREE}{_JOINT}]")
"""Where there is none, a word is what stands between spaces, as it stands there."""

# Unseen: soft hyphens, joiners, directions, variation selectors, fillers (Default_Ignorable_Code_Point of the UCD).
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
_UNSEEN += "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n\\s*")
_IS_UNSEEN = re.compile(f"[{_UNSEEN}{_JOINT}]+")
_HARD_BREAK = re.compile("[-\u2010\u2011](?<=[^\\W\\d_].)[ \t]*\n\\s*(?=[^\\W\\d_])")
"""What it looks for first is the hyphen: a sixth of the time that the letter ahead of it takes."""
_UNSPACED = re.compile(f"[{_TWO}{_THREE}]")
_LINE_END = re.compile(f"(?<=[{_TWO}])[ \t]*\n\\s*(?=[{_TWO}])|(?<=[{_THREE}])\n(?=[{_THREE}])")
# Korean puts spaces between its words, and a line's end is one.

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_POINTED = re.compile("[\u0590-\u06ff]")
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+"
)
# Of Hebrew and Arabic, which are written with and without


def _cut(piece: str) -> list[str]:
    """The words of a piece; behind them, after a gap, the two parts of each word that was joined at a line's end: the
    hyphen may have been its own."""
    folded = _folded(piece if piece.isascii() else with_plain_signs(piece))
    is_ascii = folded.isascii()
    if is_ascii or not _RUNS_OR_JOINT.search(folded):
        found: list[str] = (_ASCII_WORD if is_ascii else _word()).findall(folded)
        if max(map(len, found), default=0) > MAX_WORD_CHARACTERS:
            return [word[:MAX_WORD_CHARACTERS] for word in found]
        return found
    found = []
    parts: list[str] = []
    for word in _word().findall(folded):
        if word.isascii():
            found.append(word[:MAX_WORD_CHARACTERS])
            continue
        if _JOINT in word:
            parts.append(GAP)
            parts += [one for part in word.split(_JOINT) for run in _runs(part) for one in run.words()]
        found += [one for run in _runs(word.replace(_JOINT, "")) for one in run.words()]
    return [*found, *parts, GAP] if parts else found


class _Run(NamedTuple):
    """Letters of one kind of writing; `size`: how many of them a word has, 0 where the text says it."""

    text: str
    size: int

    def words(self) -> list[str]:
        if self.size == 0:
            return [self.text[:MAX_WORD_CHARACTERS]]
        return [self.text[start : start + self.size] for start in range(len(self.text))]


def _runs(word: str) -> Iterator[_Run]:
    if word.isascii():
        if word:
            yield _Run(word, 0)
        return
    for found in _RUN.finditer(word):
        yield _Run(found[0], 2 if found[1] else 3 if found[2] else 0)


def _folded(piece: str) -> str:
    """The text as words are compared, each on one line and without what nobody sees."""
    if piece.isascii():
        return _HARD_BREAK.sub(_JOINT, piece).lower().replace("_", " ")
    piece = _IS_UNSEEN.sub("", _SOFT_BREAK.sub("", piece))
    piece = _HARD_BREAK.sub(_JOINT, _LINE_END.sub("", piece) if _UNSPACED.search(piece) else piece)
    plain = folded(piece)
    if _POINTED.search(plain):
        plain = normalised(_POINTS.sub("", normalised(plain, "NFKD")), "NFC")
    alike = _alike()
    return plain.translate(alike.table) if alike.any_of_them.search(plain) else plain


class _Alike(NamedTuple):
    """What `str.translate` replaces, and what finds whether there is any of it in a fourteenth of the time."""

    table: dict[int, str | None]
    any_of_them: re.Pattern[str]


@functools.cache
def _alike() -> _Alike:
    """Digits of other writings as ours; what looks like a letter, or counts as one, but is none."""
    table: dict[str, str | None] = {}
    table["\u0640"] = None  # draws an Arabic word out
    table |= dict.fromkeys(
        "_\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\ua78c", " "
    )  # letters by name, apostrophes by use
    for zero in "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u1040\u17e0":
        table |= {chr(ord(zero) + digit): str(digit) for digit in range(10)}
    return _Alike(str.maketrans(table), re.compile(f"[{''.join(table)}]"))


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(f"[{_word_characters()}{_JOINT}]+")


@functools.cache
def _written() -> re.Pattern[str]:
    inside = f"[{_word_characters()}{_UNSEEN}]"
    return re.compile(f"[^\\W_](?:{inside}|\u00ad[ \t]*\n\\s*|[-\u2010\u2011][ \t]*\n\\s*(?=[^\\W\\d_]))*")


@functools.cache
def _entry() -> re.Pattern[str]:
    one = f"(?:{GAP}|[{LEVELS}]?[{_word_characters()}]{{1,{MAX_WORD_CHARACTERS}}})"
    return re.compile(f"{one}(?: {one})*")


@functools.cache
def _word_characters() -> str:
    """What a word is made of, for a pattern: letters and digits, and the marks that make other letters of them. Made
    when first needed: it takes some 20 ms."""
    spans: list[list[int]] = []
    for code in range(0x80, 0x10000):
        mark = chr(code)
        if unicodedata.category(mark) in ("Mn", "Mc"):
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    return "\\w" + "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)
