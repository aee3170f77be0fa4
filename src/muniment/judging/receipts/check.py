"""Checks a fact against the document: the quote stands on its page, and what the fact says is in the quote, whole.

Independent of how a fact was found: it shares no code with the extractors (`judging.facts`; a contract of the imports
holds that), so a wrong pattern cannot vouch for itself. A value that is a part of what the quote says is refused: some
digits of a number, a wrong scale, a date within a longer one, a name cut in the middle of a word.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from muniment.judging.model import Fact
from muniment.judging.receipts import (
    absences,
    days,
    exceptions,
    figures,
    japanese,
    labels,
    listings,
    places,
    severities,
    words,
)
from muniment.judging.receipts.wordings import (
    CONTRADICTED,
    DENIED,
    FALSE,
    NO_COVER,
    REPEATED,
    TRUE,
    WORDINGS,
    currency_is_said,
    soc_wording,
    ticked_wording,
)
from muniment.reading.model import Page, Reading
from muniment.reading.quotes import stands_on

MAX_PAGE_CHARACTERS = 60_000
MAX_PAGES_ASKED = 15
"""Of a page, and pages, that tell the document's conventions."""
_MAX_MENTIONS = 40
"""Of one quote on a page."""
MAX_QUOTE_CHARACTERS = 3_000
"""Of a quote: a reader finds the fact in no longer one, and readers of receipts look at each of its words. The longest
of 6,677 facts had 810."""

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width forms as their ASCII ones (Unicode block Halfwidth and Fullwidth Forms)."""
_DERIVED = frozenset({"expires_on", "expiry_date"})
"""Dates that may be reckoned from a date and a length of time in their quote."""
_MAX_MONTHS = 240
_SCANNED_BY_VENDOR = re.compile(r"(?i)\bASV\b|\bapproved scanning vendor\b")
_SCAN_DAYS = 90
"""What an approved scanning vendor's scan holds (PCI SSC, ASV Program Guide); never months."""
_OPENING_WORDS = {"subservice_method": ("inclusive", "carve"), "result": ("compliant",), "level": ("level",)}
"""By key: what the wordings of `CONTRADICTED` that are looked for on whole pages cannot do without."""
_AMOUNT_ALONE = re.compile(r"\W*(?:(?!RC[TO]|AVB)[A-Z]{3}\W*)?[\d.,' ]+")
"""Says how much, not of what; RCT, RCO and AVB are covers."""
_SCALED_BY_THE_PAGE = frozenset({"revenue", "net_income"})
_LOSS = re.compile(
    r"(?i)loss|deficit|déficit|decrease|verlust|perte|fehlbetrag|pérdida|perdita|verlies|prejuízo|insuffisance|disavanzo|"
    r"損失|△|▲"
)

_ANOTHERS = re.compile(
    r"(?i)\b(?:not|nicht|refused|excluded|abgelehnt|kein\w*|sans)[\s:]{1,2}$|"
    r"\b(?:previous(?:ly)?|superseded|supersedes|replaces|ersetzt|vorherige[nrs]?|précédente?)\s(?:\w+\s?){0,2}:?\s?$"
)
"""Words right ahead of a value that make it denied or another document's."""
_NONE = re.compile(r"(?i)(?<!\w)(?:n/?a|none|without|ohne|nein|geen|niet|senza|sin|sem|não|no)[\s:,-]{1,3}$")
_NATIONAL_EDITION = re.compile(
    r"\b(?:(?:NEN|DIN|NF|UNI|CEI|UNE|BS|NP|ABNT|NBR|SN|NTC|NTE|NTP|NCh|IRAM|NMX|UNIT|NBN|SS|DS|NS|PN|CSN|STN|MSZ|IS|JIS|OENORM|ÖNORM|EN)[\s-])+(?=ISO)"
)
"""Ahead of the international standard that a national body took over."""
_ADDRESS = re.compile(r"\d{1,4}[a-z]?,\s(?:[A-Z]{1,2}-)?\d{4,5}(?:\s[A-Z]{2})?\s[^\W\d_]")
"""The number of a house ahead of a town's: where somebody is, not who."""
_DAY_BY_MONTH = re.compile(r"[A-Z][a-z]{2}-\d{1,2}-\d{4}|\d{1,2}-[A-Z][a-z]{2}-\d{4}")
_NAMED = (
    "service_auditor auditor service_organisation issuer accreditation holder assessed_entity assessor tester insured "
    "owner target system_name"
)
_NAMES = frozenset(_NAMED.split())
"""Keys whose values something like "none" right ahead denies; "without 30 days' notice" names a length of time."""


def check(fact: Fact, reading: Reading) -> Fact:
    """The fact with `verified` as it deserves: its quote stands verbatim on its page and bears out its value.

    A quote is of at most MAX_QUOTE_CHARACTERS. A date stands in it whole (an `expires_on` may lie whole months behind
    one, an `expiry_date` the length of time that the quote names); numbers and amounts too, in figures or in words,
    with the scale that stands beside them or, in statements, at the head of the page; a count by severity may be the
    number of items the quote lists; names word for word; findings ("unqualified") by a wording of WORDINGS. An
    `expires_on_rule` needs a date in its quote.
    """
    page = next((page for page in reading.pages if page.number == fact.page and fact.quote), None)
    if page is None or not fact.quote or len(fact.quote) > MAX_QUOTE_CHARACTERS or not stands_on(fact.quote, page):
        return replace(fact, verified=False)
    quote = _without_cut_ends(fact.quote, page).translate(_NARROW)
    return replace(fact, verified=_bears_out(fact, quote, page, reading))


def _without_cut_ends(quote: str, page: Page) -> str:
    """The quote without what it cuts in two at its ends: a word or number that goes on there says nothing. One that
    stands on the page several times is whole where one of them is."""
    cut, at = "", page.text.find(quote)
    for _ in range(_MAX_MENTIONS):
        whole = _uncut(quote, page, at)
        if whole == quote:
            return quote
        cut = max(cut, whole, key=len)
        at = page.text.find(quote, at + 1)
        if at < 0:
            break
    return cut


def _uncut(quote: str, page: Page, at: int) -> str:
    before, after = page.text[max(0, at - 2) : at], page.text[at + len(quote) : at + len(quote) + 2]
    if _cuts(before + quote[:2], len(before)):
        quote = quote.split(maxsplit=1)[1] if len(quote.split(maxsplit=1)) > 1 else ""
    if _cuts(quote[-2:] + after, len(quote[-2:])):
        quote = quote[: -len(quote.split()[-1])] if quote.split() else ""
    return quote


_WHOLE_DAY_AHEAD = re.compile(r"\d日$")
"""A Japanese day ends there, whatever character follows."""


def _cuts(text: str, at: int) -> bool:
    """Whether a border at `at` lies within a word or number."""
    left, right = text[:at], text[at:]
    if _WHOLE_DAY_AHEAD.search(left):
        return False
    if left and right and words.is_one_word(left[-1], right[0]):
        return True
    return (left[-1:].isdecimal() and right[:1] in (".", ",") and right[1:2].isdecimal()) or (
        left[-1:] in (".", ",") and left[-2:-1].isdecimal() and right[:1].isdecimal()
    )


def _is_denied(fact: Fact, quote: str) -> bool:
    """Whether the quote denies the fact by its key's wording, or calls every mention of its value another's."""
    flat = " ".join(quote.split())
    denial = NO_COVER if fact.key.startswith("limit_") else DENIED.get(fact.key)
    if denial and re.search(denial, flat, re.IGNORECASE):
        return True
    if not isinstance(fact.value, str) or fact.value_type == "date" or (fact.key, fact.value) in WORDINGS:
        return False
    mentions = list(re.finditer(rf"(?<!\w){re.escape(fact.value)}(?!\w)", flat))
    denials = (_ANOTHERS, _NONE) if fact.key in _NAMES else (_ANOTHERS,)
    return bool(mentions) and all(
        any(denial.search(flat, max(0, found.start() - 40), found.start()) for denial in denials) for found in mentions
    )


def _is_contradicted(fact: Fact, quote: str, reading: Reading) -> bool:
    """Whether the quote of an opinion, or any page beside a method, says another one."""
    wording = CONTRADICTED.get((fact.key, str(fact.value)))
    if not wording:
        return False
    if fact.key == "opinion":
        return bool(re.search(wording, quote, re.IGNORECASE))
    texts = (page.text[:MAX_PAGE_CHARACTERS] for page in reading.pages)
    return any(re.search(wording, text, re.IGNORECASE) for text in texts if _may_name(fact.key, text))


def _may_name(key: str, text: str) -> bool:
    """Whether a word for another finding of the key stands in the text: patterns take thirty times as long to see that
    none does."""
    low = text.lower()
    return any(word in low for word in _OPENING_WORDS[key])


def _answers_another(fact: Fact, quote: str) -> bool:
    """Whether the quote puts the value beside the label of something else."""
    value = fact.value
    if fact.value_type == "date":
        return labels.is_of_another_date(fact.key, quote, days.placed(quote), str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return labels.is_of_another_count(fact.key, quote, int(value)) or labels.is_of_another_limit(
            fact.key, quote, value
        )
    is_address = fact.key in _NAMES and bool(_ADDRESS.search(str(value)))
    is_day = fact.key == "certificate_number" and bool(_DAY_BY_MONTH.fullmatch(str(value)))
    return is_address or is_day or (isinstance(value, str) and labels.is_of_another_role(fact.key, quote, value))


_UNINSURED = (
    r",? (?:che|qui|que|die|der|welche[rs]?|which|who) (?:non|n['’e]|no|não|niet|nicht|is not|are not)\b[^.;]{0,30}"
    r"(?:insured|assicurat|asegurad|segurad|assuré|versichert|verzekerd)"
)
"""Behind the name of somebody who, as the page says, is not insured."""


def _says_uninsured(name: str, page: Page) -> bool:
    flat = " ".join(page.text[:MAX_PAGE_CHARACTERS].split())
    return bool(re.search(re.escape(name) + _UNINSURED, flat))


def _is_misplaced(fact: Fact, quote: str, page: Page) -> bool:
    """Whether an insured stands in somebody else's box, or a limit's quote is an amount alone that on the page answers
    no label of the key."""
    if fact.key == "insured" and _says_uninsured(str(fact.value), page):
        return True
    if fact.key == "insured" and page.placed:
        return places.is_in_anothers_box(str(fact.value), page)
    if not fact.key.startswith("limit_") or not _AMOUNT_ALONE.fullmatch(quote):
        return False
    return not isinstance(fact.value, int | float) or not places.bears_amount(fact.key, fact.value, page)


def _bears_out(fact: Fact, quote: str, page: Page, reading: Reading) -> bool:
    if fact.value is False:
        denial = FALSE.get(fact.key)
        return bool(denial and re.search(denial, " ".join(quote.split()), re.IGNORECASE))
    if _is_denied(fact, quote) or _is_contradicted(fact, quote, reading) or _answers_another(fact, quote):
        return False
    if _is_misplaced(fact, quote, page):
        return False
    reckoned = listings.bears_out(fact.key, fact.value, quote, reading.pages) if fact.key in listings.KEYS else None
    if reckoned is not None:
        return reckoned
    if fact.value_type == "date" or fact.key == "expires_on_rule":
        return _bears_date(fact, quote, reading)
    if fact.key == "exceptions_count":
        return exceptions.bears_out(fact.value, quote, (page.text[:MAX_PAGE_CHARACTERS] for page in reading.pages))
    if isinstance(fact.value, bool):
        pattern = TRUE.get(fact.key)
        return bool(pattern and re.search(pattern, quote, re.IGNORECASE))
    if isinstance(fact.value, int | float):
        return _bears_number(fact, quote, page, reading)
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    return bool(values) and all(_bears_text(fact.key, value, quote) for value in values)


def _bears_date(fact: Fact, quote: str, reading: Reading) -> bool:
    stated = days.stated(quote)
    if any(days.with_day_and_month_swapped(iso) in stated for iso in stated):
        order = days.settled_order(page.text[:MAX_PAGE_CHARACTERS] for page in reading.pages[:MAX_PAGES_ASKED])
        stated = days.stated(quote, order=order)
    if fact.key == "expires_on_rule":
        return bool(stated)
    if fact.value in stated:
        return True
    if fact.key not in _DERIVED:
        return False
    lengths = range(_MAX_MONTHS) if fact.key == "expires_on" else _months_in(quote)
    if fact.key == "expires_on" and any(_SCANNED_BY_VENDOR.search(page.text[:4000]) for page in reading.pages[:2]):
        return any(days.after(_whole_day(iso), _SCAN_DAYS) == fact.value for iso in stated)
    return any(days.shifted(_whole_day(iso), months) == fact.value for iso in stated for months in lengths)


def _months_in(quote: str) -> list[int]:
    units = {"year": 12, "years": 12, "month": 1, "months": 1}
    lengths = [length.split() for length in words.lengths_of_time(quote)]
    return [int(parts[0]) * units[parts[1]] for parts in lengths if parts[1] in units]


def _whole_day(iso: str) -> str:
    """A month's last day for a date that names only the month."""
    if len(iso) > 7:
        return iso
    return next(day for number in range(31, 27, -1) if (day := days.shifted(f"{iso}-{number:02d}", 0)))


def _powers(page_text: str, reading: Reading) -> Set[int]:
    """The powers of ten that a page says its figures are scaled by; of one that is silent what the first pages say of
    all, where they say one thing."""
    said = figures.said_powers(page_text)
    if said:
        return said
    front = set().union(*(figures.said_powers(one.text[:MAX_PAGE_CHARACTERS]) for one in reading.pages[:_FIRST_PAGES]))
    return front if len(front) == 1 else {0}


_FIRST_PAGES = 8


def _powers_of_column(stated: figures.Figure, row: list[figures.Figure], by_page: Set[int]) -> Set[int]:
    """The powers of one figure of a row: none for what is given to the cent, nor for what is a thousand times the size
    of its neighbour, whose column alone is in thousands."""
    if not by_page & {3}:
        return by_page
    size = abs(stated.value)
    is_to_the_cent = stated.value.as_tuple().exponent == -2 and size >= 1000
    is_in_units = any(other.value and 200 < size / abs(other.value) < 5000 and abs(other.value) > 99 for other in row)
    return {0} if is_to_the_cent or is_in_units else by_page


def _bears_number(fact: Fact, quote: str, page: Page, reading: Reading) -> bool:
    assert isinstance(fact.value, int | float)
    severity = fact.key.removeprefix("findings_")
    if severity != fact.key and not severities.names(severity, quote):
        return False
    page_text = page.text[:MAX_PAGE_CHARACTERS]
    by_page: Set[int] = _powers(page_text, reading) if fact.key in _SCALED_BY_THE_PAGE else {0}
    if fact.key.startswith("limit_"):
        by_page = figures.said_powers(page_text) | {0}
    row = list(figures.figures(quote, page=page_text))
    if fact.key in _SCALED_BY_THE_PAGE and figures.groups_by_marks(page_text):
        row += [one for cell in quote.split() for one in figures.figures(cell, page=page_text)]
    rows = [list(figures.figures(line, page=page_text)) for line in quote.split("\n")]
    for stated in row:
        beside = next((one for one in rows if any(other.value == stated.value for other in one)), row)
        is_loss = stated.is_negative or bool(_LOSS.search(quote))
        powers = {stated.power} if stated.power else _powers_of_column(stated, beside, by_page)
        for power in powers:
            size = float(stated.value * 10**power)
            if abs(abs(fact.value) - size) < 0.005 and (fact.value >= 0 or is_loss):
                return True
    if fact.value_type == "money" and fact.value in set(japanese.amounts(quote)):
        return True
    if fact.value == 0 and absences.says_none(severity, quote):
        return True
    if fact.value_type == "money" or severity == fact.key:
        return fact.value_type != "money" and fact.value in figures.counts(quote)
    wording = r"info(?:rmational|rmation)?" if severity == "informational" else severity
    listed = (rf"\b{wording}\b", rf"[(\[]\s?{wording}\b")
    return fact.value in figures.counts(quote) or fact.value in {
        len(re.findall(one, quote, re.IGNORECASE)) for one in listed
    }


_BOX = re.compile(r"[\u2610-\u2612\u25a0\u25a1\u2713\u2714]|\[\s?[xX]?\s?\]|\(\s?[xX]\s?\)")
"""A box to tick: where there are several, only the one that is ticked says something."""


def _bears_text(key: str, value: str, quote: str) -> bool:
    is_soc = value.startswith("SOC ") and key in {"report_type", "report_referred_to"}
    wording = soc_wording(value) if is_soc else WORDINGS.get((key, value))
    if key == "tax_classification" and _BOX.search(quote):
        wording = ticked_wording(value)
    if wording:
        return bool(re.search(wording, " ".join(quote.split()), re.IGNORECASE))
    if key == "currency":
        return currency_is_said(value, quote)
    if key == "sbom_spec_version":
        return bool(re.search(rf"(?<![\d.]){re.escape(value)}(?!\.?\d)", quote))
    if key in {"version", "pci_dss_version", "vpat_version"}:
        return words.holds_version(quote, value)
    if key == "standard":
        quote = _NATIONAL_EDITION.sub(" ", quote)
    if words.holds(quote, value):
        return True
    if key == "renewal" and value in REPEATED and re.search(REPEATED[value], " ".join(quote.split()), re.IGNORECASE):
        return True
    lengths = words.lengths_of_time(quote)
    return bool(lengths) and all(
        part in lengths or bool((said := WORDINGS.get((key, part))) and re.search(said, quote, re.IGNORECASE))
        for part in (part.strip() for part in value.split(","))
    )
