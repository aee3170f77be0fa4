"""Numbers of policies: what stands behind the word for a policy in any of the languages read, in rows and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from muniment.judging.facts import dates
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import is_blank
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

_POLICY = (
    r"(?:polic(?:y|ies|e|en)|polis|polizz[ae]|p[óo]lizas?|ap[óo]lices?|contrat d['’]assurance|versicherungsvertrag|"
    r"versicherungsschein|police d['’]assurance|vertrag|polis(?:nummer|nr)|polizzen?-?(?:nummer|nr)|polic(?:y|e|"
    r"en)-?(?:nummer|nr)|"
    r"(?:versicherungs(?:schein|vertrags)?|vertrags|vertragsversicherungs)-?(?:nummer|nr)|証券番号|保険証券番号|"
    r"unique market ref(?:erence)?|umr)"
)
_NO = r"(?:no|nr|n[úu]m|n[úu]mero|numéro|nummer|number|n|ref(?:erence)?|reference number)"
_PIECE = r"(?=[A-Z0-9/.\-]*\d)[A-Z0-9](?:[A-Z0-9\-/.]*[A-Z0-9])?"
_IDENTIFIER = (
    rf"(?P<n>(?:[A-Z]{{1,5}}(?:[ -][A-Z]{{1,3}})? )?{_PIECE}(?: {_PIECE}){{0,3}}"
    r"(?:(?<=\d) [B-HJ-NP-Z](?![\w'’]))?)(?![\w])"
)
_BESIDE = re.compile(
    rf"(?<![\w-])(?i:{_POLICY})(?i: ?/ ?(?:certificate|zertifikat|contract|contrat|slip))?(?: [a-zà-ÿ]{{2,12}})?"
    rf"(?i:[ -]?{_NO}\b\.?[°º]?(?:\(s\))?| ?#| ?n\.?[°º]\.?)?[\s:.]{{1,3}}{_IDENTIFIER}"
)
_FURTHER = re.compile(
    rf"(?<![\w-])(?i:{_POLICY})\b[^.;:\d\n|\t]{{2,80}}?(?i:\b{_NO}\b\.?[°º]?|#|n\.?[°º]\.?)[\s:]{{1,3}}{_IDENTIFIER}"
)
"""With words between that say of what: "póliza de responsabilidad civil número 0/1"."""
_OF_ANOTHER = re.compile(
    r"(?i)\b(?:previous|prior|former|expiring|expired|replac\w*|supersed\w*|renewal of|vorvertrag|vorherige\w*|"
    r"bisherige\w*|"
    r"précédente?|anterior|precedente|vorige|underlying)\W{1,2}(?:\w+\W){0,2}$"
)
_SUM = re.compile(r"\s?(?:€|\$|£|%|EUR|USD|GBP|CHF|Mio|million)(?!\s?\d)")
_NO_NUMBER = re.compile(
    r"(?:19|20)\d\d|(?:[A-Z]{1,5} )?\d{1,3}|.*(?:\d\d[/.-]\d\d[/.-](?:19|20)\d\d).*|\d{1,3}(?:\.\d{3})+,\d\d|"
    r"[A-Z]{2,3}\s\d{1,2}"
)
"""A year, a clause, something that a date was glued to, a sum."""
_NO_PREFIX_WORDS = "NO NR THE OF AND TO FROM PER EUR USD GBP CHF AUD CAD IN ON FOR ITEM PAGE UIN"
_NO_PREFIX = frozenset(_NO_PREFIX_WORDS.split())
MAX_MENTIONS = 60
LEAST_DIGITS = 3


def policy_numbers(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The numbers of all policies that the first page to name one names, each once, in the order they stand."""
    for leaf in leaves:
        spans: list[tuple[int, int]] = []
        for pattern in (_BESIDE, _FURTHER):
            for match in islice(pattern.finditer(leaf.flat), MAX_MENTIONS):
                span = _span(leaf, match)
                if span and not any(start < span[1] and span[0] < end for start, end in spans):
                    spans.append(span)
        spans += [] if spans else _below_heads(leaf)
        spans.sort()
        kept = tuple(dict.fromkeys(leaf.flat[start:end] for start, end in spans))
        if kept:
            yield fact("policy_numbers", kept, leaf.mark(spans[0][0], spans[-1][1]), confidence=0.76, quote_limit=2500)
            return


def _below_heads(leaf: Leaf) -> list[tuple[int, int]]:
    """A number that opens the line below a head of columns whose first one is the policy's."""
    found = []
    for line, below in pairwise(leaf.lines):
        number = _OPENS.match(below.text) if _HEAD.match(line.text) and not re.search(r"\d", line.text) else None
        day = next(iter(dates.find(number["n"], day_first=True)), None) if number else None
        text = (number["n"][: day.start] if day else number["n"]).rstrip() if number else ""
        if text and may_be_number(text, below.text[len(text) :]):
            at = leaf.flat.find(text)
            found.append((at, at + len(text)))
    return [span for span in found if span[0] >= 0]


_HEAD = re.compile(rf"(?i)(?:{_POLICY})(?:[ -]?{_NO}\b\.?[°º]?)? \S")
_OPENS = re.compile(_IDENTIFIER)


def _span(leaf: Leaf, match: re.Match[str]) -> tuple[int, int] | None:
    """Where a number stands in the flat text, within its line and without a date or sum behind it."""
    start, end = match.span("n")
    if _OF_ANOTHER.search(leaf.flat, max(0, match.start() - 40), match.start()):
        return None
    mark = leaf.mark(start, end)
    head = re.split(r"[\n\t|]", mark.text)[0].rstrip()
    is_cut = len(head) < len(mark.text) and not re.search(r"\d", head)
    end = start + (len(" ".join(mark.text.split())) if is_cut else len(head))
    following = dates.find(leaf.flat[start:end], day_first=True)
    if following:
        end = start + len(leaf.flat[start : start + following[0].start].rstrip())
    number = leaf.flat[start:end].rstrip(".-/")
    first, _, rest = number.partition(" ")
    if first in _NO_PREFIX and rest:
        start, number = start + len(first) + 1, rest
    behind = leaf.flat[start + len(number) : start + len(number) + 12]
    return (start, start + len(number)) if may_be_number(number, behind) else None


def is_sum_or_glued(text: str, behind: str) -> bool:
    """Whether figures are a sum, by what stands behind them, or end in a date that was glued to them."""
    return bool(_SUM.match(behind) or _GLUED.search(text))


_GLUED = re.compile(r"\w\d\d[/.]\d\d[/.](?:19|20)\d\d$|\w\d/\d\d/\d{4}")


def may_be_number(text: str, behind: str) -> bool:
    """Whether an identifier may be a policy's: no year, no sum, nothing that a date was glued to."""
    is_short = sum(map(str.isdigit, text)) < LEAST_DIGITS
    return not (is_short or _NO_NUMBER.fullmatch(text) or _SUM.match(behind) or is_blank(text))
