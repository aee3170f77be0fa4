"""Whether an answer stands where its label is, by where words are on paper: for checking only.

A quote that is an amount alone, out of a form whose answers are apart from its print in the text, says nothing of what
it is; on the page the label stands beside it. Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from muniment.reading.model import Page, PlacedWord

_MAX_MENTIONS = 40
"""Of a value on a page."""
_ROW = 8.5
"""Points between the base lines of print and its answer."""
_BOX = 80.0
"""Points between a label and the last line in its box that may be a name."""
_INDENT = 45.0
"""Points by which an answer may begin left or right of the label above it."""

_LABELS: dict[str, str] = {
    "limit_general_liability": r"each occurrence",
    "limit_general_liability_aggregate": r"general aggregate",
    "limit_automobile": r"combined single limit(?: \(ea\w*(?: accident)?\)?)?",
    "limit_umbrella": r"each occurrence",
    "limit_workers_compensation": r"e\.?l\.? each accident",
    "limit_professional": r"(?:(?:each|per) )?(?:claim|occurrence|incident|wrongful act)(?: limit)?|"
    r"limit(?: of liability)?",
    "limit_cyber": r"(?:(?:each|per) )?(?:claim|occurrence|incident|event)(?: limit)?|limit(?: of liability)?",
}
_COVERS: dict[str, str] = {
    "limit_general_liability": r"general liability",
    "limit_general_liability_aggregate": r"general liability",
    "limit_automobile": r"auto\w* liability",
    "limit_umbrella": r"umbrella|excess liab",
    "limit_workers_compensation": r"workers'? comp",
    "limit_professional": r"professional|errors (?:and|&) omissions|e ?& ?o\b",
    "limit_cyber": r"cyber|network security",
}
_ANY_COVER = re.compile("(?i)" + "|".join(dict.fromkeys(_COVERS.values())))
_ROLES = re.compile(
    r"(?P<insured>(?<!ADDITIONAL )\bINSURED\b)|(?P<other>\b(?:PRODUCER|AGENCY|BROKER|CERTIFICATE HOLDER|CONTACT|"
    r"INSURER [A-F]\b|COMPANY(?= NAME| ?$)|MORTGAGEE|LOSS PAYEE|LENDER|ADDITIONAL INTEREST|AUTHORIZED REPRESENTATIVE))"
)


def bears_amount(key: str, value: float, page: Page) -> bool:
    """Whether the amount stands on the page behind the key's label, in the rows of the key's cover."""
    label, cover = _LABELS.get(key), _COVERS.get(key)
    if label is None or cover is None or not page.placed:
        return False
    wording = re.compile(rf"(?i)(?:{label})\W*\$?\W*$")
    amounts = (one for one in page.placed if _number(page.text[one.start : one.end]) == value)
    for amount in islice(amounts, _MAX_MENTIONS):
        ahead = _ahead(page, amount)
        if wording.search(ahead) and re.search(rf"(?i){cover}", _cover_above(page, amount)):
            return True
    return False


def _number(word: str) -> float | None:
    bare = re.fullmatch(r"\W*(?:USD|CAD)?\$?(\d{1,3}(?:,\d{3})*)(?:\.00)?", word)
    return float(bare[1].replace(",", "")) if bare else None


def _ahead(page: Page, amount: PlacedWord) -> str:
    """The words left of an amount, of the line of print nearest to it, from the last gap of a column on."""
    left = [one for one in page.placed if one.right <= amount.left + 1 and abs(one.line - amount.line) <= _ROW]
    print_ = [one for one in left if re.search(r"[A-Za-z]", page.text[one.start : one.end])]
    if not print_:
        return ""
    last = max(print_, key=lambda one: (one.right > amount.left - 130, -abs(one.line - amount.line), one.right))
    row = sorted((one for one in print_ if abs(one.line - last.line) < 2), key=lambda one: one.left)
    taken: list[PlacedWord] = []
    for word in reversed(row):
        if taken and taken[-1].left - word.right > 2 * max(word.height, 4):
            break
        taken.append(word)
    return _text(page, taken[::-1])


def _cover_above(page: Page, amount: PlacedWord) -> str:
    """The line that last names a cover at or above an amount's row, left of it."""
    above = [
        text for line, text in _lines(page, right=amount.left) if line >= amount.line - _ROW and _ANY_COVER.search(text)
    ]
    return above[-1] if above else ""


def is_of_cover(cover: str, value: str, page: Page) -> bool:
    """Whether a value of a form stands in the rows of the cover; True for a cover that is not known here."""
    kinds = [wording for wording in dict.fromkeys(_COVERS.values()) if re.search(rf"(?i){wording}", cover)]
    last = value.split()[-1]
    mentions = [*islice((one for one in page.placed if page.text[one.start : one.end] == last), _MAX_MENTIONS)]
    return not kinds or any(re.search(rf"(?i){kind}", _cover_above(page, one)) for one in mentions for kind in kinds)


def is_in_anothers_box(name: str, page: Page) -> bool:
    """Whether every mention of an insured's name stands in the box, or beside the label, of somebody else."""
    answers = [_label_of(page, line) for line in islice(_mentions(name, page), _MAX_MENTIONS)]
    return bool(answers) and all(answer == "other" for answer in answers)


def _mentions(name: str, page: Page) -> Iterator[PlacedWord]:
    """The first word of each mention of a name on one line."""
    sought = name.split()
    texts = [page.text[one.start : one.end].strip(",;:") for one in page.placed]
    for at in range(len(texts) - len(sought) + 1):
        if texts[at : at + len(sought)] == [word.strip(",;:") for word in sought]:
            yield page.placed[at]


def _label_of(page: Page, word: PlacedWord) -> str | None:
    """ "insured" or "other", by the nearest label left of a word on its line or above it; None without one."""
    best: tuple[float, float, str] | None = None
    for line, words in _rows(page):
        below = line - word.line
        if not -3 <= below <= _BOX:
            continue
        for found in _ROLES.finditer(_text(page, words)):
            label, said = _word_at(page, words, found.start()), str(found.lastgroup)
            if below <= 3 and label.right <= word.left:
                one = (0.0, word.left - label.right, said)
            elif below > 3 and abs(label.left - word.left) <= _INDENT:
                one = (below, abs(label.left - word.left), said)
            else:
                continue
            best = min(best or one, one)
    return best[2] if best else None


def _rows(page: Page) -> list[tuple[float, list[PlacedWord]]]:
    rows: list[tuple[float, list[PlacedWord]]] = []
    for word in sorted(page.placed, key=lambda one: (-one.line, one.left)):
        if rows and rows[-1][0] - word.line <= 2:
            rows[-1][1].append(word)
        else:
            rows.append((word.line, [word]))
    return [(line, sorted(words, key=lambda one: one.left)) for line, words in rows]


def _lines(page: Page, *, right: float) -> list[tuple[float, str]]:
    found = [(line, [word for word in words if word.right < right]) for line, words in _rows(page)]
    return [(line, _text(page, words)) for line, words in found if words]


def _text(page: Page, words: Sequence[PlacedWord]) -> str:
    return " ".join(page.text[one.start : one.end] for one in words)


def _word_at(page: Page, words: Sequence[PlacedWord], at: int) -> PlacedWord:
    reached = 0
    for word in words:
        reached += word.end - word.start + 1
        if reached > at:
            return word
    return words[-1]
