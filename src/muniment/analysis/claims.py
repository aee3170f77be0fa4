"""What a child claims to have found, checked by code outside of it.

The child met the document and may have been taken over by it. So nothing it says is kept unless it has the form that an
honest child gives it: known words, bounded texts, counts within the limits, pages that unpack to what they say, and
quotes that stand where they are said to stand. What these say is the document's affair, as it is in an honest child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from muniment.analysis import kept_items, kept_pages
from muniment.analysis.findings import Findings, from_json
from muniment.judging.facts.keys import KEYS
from muniment.judging.items.kinds import KINDS, LISTS, MAX_ELEMENTS, MAX_FIELD_CHARACTERS, MAX_ITEMS
from muniment.judging.model import Classification, Fact, Item
from muniment.judging.taxonomy.types import load_types
from muniment.limits import Limits
from muniment.reading.errors import ERRORS
from muniment.reading.model import ReadingProblem
from muniment.reading.sandbox.watch import DETAIL
from muniment.reading.warnings import WARNINGS

MAX_QUOTE_CHARACTERS = 2_000
MAX_VALUE_CHARACTERS = 5_000
MAX_MESSAGE_CHARACTERS = 2_000
MAX_WARNINGS = 1_000
MAX_EVIDENCE = 100

_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}(?:; charset=utf-8)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class ClaimError(Exception):
    """The child claims what no honest one does. The message says what, without a word of the document."""


def findings_of(
    value: dict[str, Any], parts: Sequence[bytes], *, limits: Limits, arrived: kept_pages.Arriving | None = None
) -> Findings:
    """The findings, with pages and entries; `arrived`: those that were taken as they came, which `parts` lacks.
    Raises ClaimError. The quotes are not checked yet: `check_receipts`."""
    try:
        items, others = kept_items.taken_from(parts)
        pages, entries = kept_pages.received(others, arrived)
        findings = replace(from_json(value, pages=pages, entries=entries), items=items)
        _check(findings, limits)
    except (kept_pages.BrokenPartError, kept_items.BrokenItemsError) as error:
        raise ClaimError(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ClaimError("the findings have another shape") from None
    return findings


def check_receipts(findings: Findings) -> None:
    """Raises ClaimError unless every quote stands in the text of the page it names, a row's where it says, and every
    page's text is what its page says. Unpacks a piece of a page at a time."""
    quotes: dict[int, set[str]] = {}
    for quote, number in _receipts(findings):
        quotes.setdefault(number, set()).add(quote)
    places: dict[int, set[tuple[int, str]]] = {}
    for item in findings.items:
        places.setdefault(item.page, set()).add((item.start, item.quote))
    for page in findings.pages:
        missing, misplaced = quotes.pop(page.number, set()), places.pop(page.number, set())
        overlap = max(map(len, [*missing, *(quote for _, quote in misplaced)]), default=1) - 1
        window, read_to = "", 0
        try:
            for piece in page.pieces():
                window = window[len(window) - overlap :] + piece if overlap else piece
                read_to += len(piece)
                missing = {quote for quote in missing if quote not in window}
                begins = read_to - len(window)
                misplaced = {
                    (start, quote)
                    for start, quote in misplaced
                    if start < begins or not window.startswith(quote, start - begins)
                }
        except kept_pages.BrokenPartError as error:
            raise ClaimError(str(error)) from None
        if missing or misplaced:
            raise ClaimError(f"a quote does not stand on page {page.number}")
    if quotes or places:
        raise ClaimError(f"a quote names page {min([*quotes, *places])}, which there is not")


def _receipts(findings: Findings) -> Iterable[tuple[str, int]]:
    for one in findings.classification.evidence if findings.classification is not None else ():
        yield one.quote, one.page
    for fact in findings.facts:
        if fact.verified:
            if not fact.quote or fact.page is None:
                raise ClaimError(f"{fact.key} is verified without a quote")
            yield fact.quote, fact.page


def _require(is_so: bool, complaint: str) -> None:
    if not is_so:
        raise ClaimError(complaint)


def _check(findings: Findings, limits: Limits) -> None:
    media_type, language, count = findings.media_type, findings.language, findings.page_count
    _require(media_type is None or _matches(_MEDIA_TYPE, media_type), "the media type is none")
    _require(language is None or _matches(_LANGUAGE, language), "the language is none")
    _require(count is None or (_is_count(count) and count < 2**31), "the count of pages is none")
    _require(len(findings.pages) <= limits.max_pages, "there are more pages than are read")
    _require(findings.character_count <= limits.max_characters, "there is more text than is read")
    _require(len(findings.warnings) <= MAX_WARNINGS, "there are too many warnings")
    for one in findings.warnings:
        _check_problem(one, WARNINGS)
    _require(len(findings.faults) <= 2, "there are more faults than steps")
    _require(all(_matches(DETAIL, fault) for fault in findings.faults), "a fault is none")
    if findings.error is not None:
        _check_problem(findings.error, ERRORS)
        _require(not findings.pages and findings.classification is None, "a document that failed has findings")
    if findings.classification is not None:
        _check_classification(findings.classification)
    _require(len({fact.key for fact in findings.facts}) == len(findings.facts), "a fact is there twice")
    for fact in findings.facts:
        _check_fact(fact)
    _require(len(findings.items) <= MAX_ITEMS, "there are more rows than a document has")
    for item in findings.items:
        _check_item(item)


def _check_problem(problem: ReadingProblem, known: dict[str, str]) -> None:
    _require(isinstance(problem.code, str) and problem.code in known, "a code is not known")
    _require(_is_text(problem.message, MAX_MESSAGE_CHARACTERS), "a message is none")


def _check_classification(judged: Classification) -> None:
    slugs = {one.slug for one in load_types()}
    _require(judged.document_type is None or judged.document_type in slugs, "a type is not of the taxonomy")
    _require(_is_share(judged.confidence), "a confidence is none")
    _require(len(judged.alternatives) <= len(slugs), "there are more alternatives than types")
    for other in judged.alternatives:
        _require(other.document_type in slugs and _is_share(other.confidence), "an alternative is not of the taxonomy")
    _require(len(judged.evidence) <= MAX_EVIDENCE, "there is too much evidence")
    for one in judged.evidence:
        _require(_is_text(one.quote, MAX_QUOTE_CHARACTERS) and one.quote != "", "a quote is none")
        _require(_is_count(one.page) and _is_text(one.signal, 200), "a receipt is none")


def _check_fact(fact: Fact) -> None:
    _require(fact.key in KEYS, "a fact is not known")
    _require((fact.title, fact.value_type) == KEYS[fact.key], "a fact has another title or type than its own")
    _require(isinstance(fact.verified, bool) and _is_share(fact.confidence), "a fact's confidence is none")
    _require(fact.quote is None or _is_text(fact.quote, MAX_QUOTE_CHARACTERS), "a fact's quote is none")
    _require(fact.page is None or _is_count(fact.page), "a fact's page is none")
    value = fact.value
    if fact.value_type in ("date", "text"):
        is_right = _is_text(value, MAX_VALUE_CHARACTERS)
    elif fact.value_type == "list":
        is_right = isinstance(value, tuple) and all(_is_text(one, MAX_VALUE_CHARACTERS) for one in value)
        is_right = is_right and len(str(value)) <= 10 * MAX_VALUE_CHARACTERS
    elif fact.value_type == "boolean":
        is_right = isinstance(value, bool)
    else:
        is_right = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18
    _require(is_right, "a fact's value is not of its type")


def _check_item(item: Item) -> None:
    _require(isinstance(item.kind, str) and tuple(item.fields) == KINDS.get(item.kind), "a row is of no kind")
    _require(item.verified is True, "a row is not verified")
    _require(_is_text(item.quote, MAX_QUOTE_CHARACTERS) and item.quote != "", "a row's quote is none")
    _require(_is_count(item.page) and _is_count(item.start), "a row's place is none")
    for name, value in item.fields.items():
        texts = value if isinstance(value, tuple) and name in LISTS else (value,)
        is_right = value is None or all(_is_text(text, MAX_FIELD_CHARACTERS) for text in texts)
        _require(is_right and len(texts) <= MAX_ELEMENTS, "a row's field is none")


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
