"""Numbers of policies: what stands behind the word for a policy in any of the languages read, in rows and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.covers import OF_EARLIER
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import is_blank
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

_POLICY = (
    r"(?:polic(?:y|ies|e|en)|polis|polizz[ae]|p[óo]lizas?|ap[óo]lices?|contrat d['’]assurance|versicherungsvertrag|"
    r"versicherungsschein|police d['’]assurance|vertrag|polis(?:nummer|nr)|polizzen?-?(?:nummer|nr)|polic(?:y|e|"
    r"en)-?(?:nummer|nr)|"
    r"(?:versicherungs(?:schein|vertrags)?|schein|vertrags|vertragsversicherungs)-?(?:nummer|nr)|証券番号|保険証券番号|"
    r"contrats?(?= n[°º.])|unique market ref(?:erence)?|umr)"
)
_NO = r"(?:no|nr|n[úu]m|n[úu]mero|numéro|nummer|number|n|ref(?:erence)?|reference number)"
_PIECE = r"(?=[A-Z0-9/.\-]*\d)[A-Z0-9](?:[A-Z0-9\-/.]*[A-Z0-9])?"
_IDENTIFIER = (
    rf"(?P<n>(?:[A-Z]{{1,5}}(?:[ -][A-Z]{{1,3}})? )?{_PIECE}(?: {_PIECE}){{0,3}}"
    r"(?:(?<=\d) [B-HJ-NP-Z](?![\w'’]))?)(?![\w])"
)
_BESIDE = re.compile(
    rf"(?<![\w-])(?i:{_POLICY})(?i: ?/ ?(?:certificate|zertifikat|contract|contrat|slip))?(?: [a-zà-ÿ]{{2,12}})?"
    rf"(?i:[ -]?{_NO}\b\.?[°º]?(?:\(s\))?| ?#| ?n\.?[°º]\.?)?(?:[\s:.]{{1,3}}|\s?\.{{3,60}}\s?:?\s?){_IDENTIFIER}"
)
_FURTHER = re.compile(
    rf"(?<![\w-])(?i:{_POLICY})\b[^.;:\d\n|\t]{{2,80}}?(?i:\b{_NO}\b\.?[°º]?|#|n\.?[°º]\.?)[\s:]{{1,3}}{_IDENTIFIER}"
)
"""With words between that say of what: "póliza de responsabilidad civil número 0/1"."""
_OF_COVER = re.compile(
    rf"(?<![\w-])(?i:[\w-]{{0,30}}haftpflicht(?:versicherung)?|liability|indemnity|responsab\w+ civil[ei]|"
    rf"[\w-]{{0,20}}aansprakelijkheid(?:sverzekering)?)[^.;:\d\n|\t]{{0,40}}?, ?(?i:{_NO}\b\.?[°º]?|n\.?[°º]\.?)\s"
    rf"{_IDENTIFIER}"
)
"""Right behind a cover: "Betriebshaftpflichtversicherung, Nr. 0-1"."""
_OF_ANOTHER = re.compile(
    rf"(?i)\b(?:{OF_EARLIER}|replac\w*|supersed\w*|renewal of|vorvertrag|underlying|ersetzt|löst|remplace|sustituye|"
    r"reemplaza|sostituisce|vervangt|substitui)\W{1,2}(?:\w+\W+){0,2}$"
)
_ENDED = re.compile(
    r"(?i)\s?(?:\([^()]{0,60}\)\s)?"
    r"(?:(?:wurde|ist|was|has been|a été|è stat[ao]|fue|ha sido|foi|is|werd)\s(?:\w+\s){0,3}?"
    r"(?:abgelöst|ersetzt|beendet|erloschen|replaced|superseded|cancelled|remplacée?|résiliée?|sostituit[ao]|cessat[ao]|"
    r"sustituid[ao]|reemplazad[ao]|substituíd[ao]|vervangen|beëindigd|vervallen)|(?:expired|lapsed|cessou|cesó|caducó|"
    r"ceased)\b)"
)
"""Behind the number of a policy that is no more."""
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
        for pattern in (_BESIDE, _FURTHER, _OF_COVER):
            for match in islice(pattern.finditer(leaf.flat), MAX_MENTIONS):
                span = _span(leaf, match)
                for one in (span, *_joined(leaf, span)) if span else ():
                    if not any(start < one[1] and one[0] < end for start, end in spans):
                        spans.append(one)
        spans += [] if spans else _below_heads(leaf)
        spans.sort()
        kept = tuple(dict.fromkeys(leaf.flat[start:end] for start, end in spans))
        if kept:
            yield fact("policy_numbers", kept, leaf.mark(spans[0][0], spans[-1][1]), confidence=0.76, quote_limit=2500)
            return


_JOINT = re.compile(
    rf"\s?(?:,|;|&|/|(?:und|sowie|and|et|y|e|en)(?= ))\s(?:(?i:{_NO})\b\.?[°º]?\s|n[°º]\s)?{_IDENTIFIER}"
)
"""A further number that is joined to one: "44-120 und 44-121", "n° A et n° B"."""
MAX_JOINED = 6
JOINED_DIGITS = 5


def _joined(leaf: Leaf, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The numbers that words or commas join to one, each as long as a number alone may be."""
    end = span[1]
    for _ in range(MAX_JOINED):
        further = _JOINT.match(leaf.flat, end)
        found = _span(leaf, further) if further else None
        digits = sum(map(str.isdigit, leaf.flat[found[0] : found[1]])) if found else 0
        if found is None or digits < JOINED_DIGITS or " " in leaf.flat[found[0] : found[1]].strip():
            return
        yield found
        end = found[1]


def _below_heads(leaf: Leaf) -> list[tuple[int, int]]:
    """A number that opens the line below a head of columns whose first one is the policy's."""
    found = []
    for line, below in pairwise(leaf.lines):
        number = _OPENS.match(below.text) if _HEAD.match(line.text) and not re.search(r"\d", line.text) else None
        day = next(iter(dates.find(number["n"], day_first=True)), None) if number else None
        text = (number["n"][: day.start] if day else number["n"]).rstrip() if number else ""
        if len(_NUMBER_HEADS.findall(line.text)) > 1:  # the number of a proposal stands beside it
            text = text.split(" ")[0]
        if text and may_be_number(text, below.text[len(text) :]):
            at = leaf.flat.find(text)
            found.append((at, at + len(text)))
    return [span for span in found if span[0] >= 0]


_HEAD = re.compile(rf"(?i)(?:{_POLICY})(?:[ -]?{_NO}\b\.?[°º]?)? \S")
_OPENS = re.compile(_IDENTIFIER)
_NUMBER_HEADS = re.compile(r"(?i)(?<!\w)(?:n[°º]|nr\.?|no\.|núm\.?|número|numero|number)(?!\w)")


def _span(leaf: Leaf, match: re.Match[str]) -> tuple[int, int] | None:
    """Where a number stands in the flat text, within its line and without a date or sum behind it."""
    start, end = match.span("n")
    if is_of_another(leaf.flat, match.start(), start, end):
        return None
    mark = leaf.mark(start, end)
    head = re.split(r"[\n\t|]", mark.text)[0].rstrip()
    is_cut = len(head) < len(mark.text) and not re.search(r"\d", head)
    is_cut |= _goes_on_below(leaf, mark, end)
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


def is_of_another(text: str, label: int, start: int, end: int) -> bool:
    """Whether words around `text[start:end]`, whose label begins at `label`, make it an earlier policy's number."""
    ahead = text[max(0, label - 40) : start]
    is_called_so = _OF_ANOTHER.search(ahead[: len(ahead) - start + label]) or _OF_ANOTHER.search(ahead)
    return bool(
        is_called_so or vocabulary.pattern(*vocabulary.EARLIER).search(text, label, start) or _ENDED.match(text, end)
    )


MIN_PROSE = 60


def _goes_on_below(leaf: Leaf, mark: Mark, end: int) -> bool:
    """Whether the line of running text broke within a number, whose last figures end a sentence on the next."""
    _, _, below = mark.text.partition("\n")
    page = mark.page.text
    line = mark.start - page.rfind("\n", 0, mark.start) + mark.text.find("\n")
    return bool(re.fullmatch(r"\d{3,}", below)) and leaf.flat[end : end + 1] in (".", ";") and line > MIN_PROSE


def is_sum_or_glued(text: str, behind: str) -> bool:
    """Whether figures are a sum, by what stands behind them, or end in a date that was glued to them."""
    return bool(_SUM.match(behind) or _GLUED.search(text))


_GLUED = re.compile(r"\w\d\d[/.]\d\d[/.](?:19|20)\d\d$|\w\d/\d\d/\d{4}")


def may_be_number(text: str, behind: str) -> bool:
    """Whether an identifier may be a policy's: no year, no sum, nothing that a date was glued to."""
    is_short = sum(map(str.isdigit, text)) < LEAST_DIGITS
    return not (is_short or _NO_NUMBER.fullmatch(text) or _SUM.match(behind) or is_blank(text))
