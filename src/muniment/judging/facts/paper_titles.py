"""What agreements, reports, statements and other papers that are no policies are called: the line of the first page
that is set as their title and names what kind of paper they are. Titles of policies are told in `titles`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from muniment.judging.facts import dates, titles, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import LINK, ORGANISATION, is_blank
from muniment.judging.facts.naming import HAN
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

FAMILIES = frozenset(
    {
        None,
        "contract",
        "applicability",
        "authorisation",
        "assessment",
        "front_matter",
        "yearly_report",
        "gap_assessment",
        "risk_register",
    }
)
"""Families whose documents are asked for their title beside policies; None for those of no type."""
MAX_LINES, MAX_BELOW_HEADER = 8, 6
"""Lines of the first page that may be its title, and down to which it is looked for below a header that names it."""
MAX_WORDS, MAX_CHARACTERS, MIN_LETTERS, MIN_COMPOUND = 12, 120, 9, 12
"""Of a title; letters of one of a single word, on a line and in a cell."""
SURE = 0.78

_KINDS = vocabulary.alternatives("paper")
_KIND = re.compile(rf"(?i)(?<![\w/-])(?:{_KINDS})(?![\w/])")
_JAPANESE_KINDS = "|".join(vocabulary.own_words("paper", language="ja"))
_JAPANESE = re.compile(rf"[^\s:：。、|]{{0,36}}(?:{_JAPANESE_KINDS})(?:\s?[(（][^)）]{{1,16}}[)）])?")
_ENDS = re.compile(
    r"(?i)(?:^|,? )(?:(?:by and )?between|by and among|dated|made (?:on|as of|this)|zwischen|vom (?=\d)|abgeschlossen|"
    r"conclue? entre|entre|du (?=\d)|celebrad[oa]|que celebran|que entre|de fecha|del? (?=\d)|tra|fra|conclus[oa]|"
    r"stipulat[oa]|tussen|gesloten|van (?=\d)|d\.d\.|(?:version|v|rev|issue|fassung|versión|versão|versie|versione)"
    r"(?=\.? ?\d))(?!\w)|(?i:,? v\d)"
)
"""What follows a title on its line: between whom, of which day, in which version."""
_NO_TITLE = re.compile(
    r"(?i)^(?:this|these|the (?:parties|following|\w+$)|under|between|pursuant|subject to|to|in|with|for|by|as|when|if|"
    r"(?:date|type|scope|name|number|subject|title|purpose|object|status|owner) (?:of|for)|we|our|your|see|part of|"
    r"table of|contents|continued|page|previous|former|confidential|annex\w*|appendix|schedule|exhibit|attachment|"
    r"section|article|clause|chapter|note|dies\w*|zwischen|gemäß|unter|zum?|zur|nach|mit|der vorliegende|anlage|anhang|"
    r"cette?|le présent|la présente|entre|selon|sous|vu|annexe|est[ea]|en virtud|según|anexo|questo|questa|il presente|"
    r"ai sensi|allegato|dit|deze|onder|tussen|op grond|behorend\w*|bijlage|artikel|\(\d\))\b|"
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-z]\)|[IVX]{1,4}\.)\s|[.;:,!?]$|[.!?;] [A-ZÀ-Þ][a-z]|https?:|@|\.{4,}|\||"
    r"\b(?:our|your|unser\w*|ihr\w*|notre|votre|nuestr[oa]s?|nostr[oaie]|onze|nossa?)\b"
)
"""Lines that name a kind of paper and are no title: sentences, numbered headings, what is about another paper."""
_LABEL = re.compile(
    r"(?i)^\s*(?:numbers?|nos?\.|dates?|id|ref\w*|value|term|period|owner|manager|version|type|title|status|currency|"
    r"start|end|total|parties|completed|prepared|issued|details|dated|by|nummer|datum|wert|laufzeit|numéro|durée|fecha|"
    r"número|vigencia|duración|data|numero|durata|looptijd|vigência|prazo|principal|vigente|associé|collegato|"
    r"relacionado)\b(?!\. ?\d{1,2}$)"
)
"""Behind the kind of paper: then it is a label."""
_MARKS_PAGE = re.compile(
    r"(?i)_{3,}|\b(?:page|pag\.?|página|pagina|seite|blatt|folio)\s?\d|\s-\s?\d{1,3}\s?-$|\s\d{1,3}\s?/\s?\d{1,3}$|\s/\s"
)
"""Running headers and footers."""
_NUMBER_ALONE = re.compile(r"(?i)(?:[-–]\s?)?(?:page\s)?\d{1,3}(?:\s?(?:/|of)\s?\d{1,3})?(?:\s?[-–])?")
_IDENTIFIER_BEHIND = re.compile(
    r"(?:\s(?i:n[.°ºo]\.?|nr\.?|no\.?|num\.|nummer|número|numéro))?\s(?=[\w./-]*\d)(?=[\w./-]*[A-Z/-])[\w./-]{5,30}$"
)
"""A paper's number behind its title."""
_SERIAL = re.compile(r"(?i)\s(?:n[.°ºo]\.?|nr\.?|no\.?) ?\d{1,2}$")
"""Which of several of its kind it is, which belongs to its title: "Statement of Work No. 7"."""
_JOINS = re.compile(rf"(?:^|\s)(?:{LINK.pattern}|(?:of|to|for) the [A-Z]\w*)$")
"""A line's end that goes on below it: a word that joins, an article with one word."""
_OF_WHAT = re.compile(r"(?P<paper>[^:]{4,70}): (?P<matter>[A-ZÀ-Þ\d][^:]{3,70})")
_PAGE_BEHIND = re.compile(r"\s\d{1,3}$")
_SUBTITLE = re.compile(
    r"(?i)(?:white ?paper|livre blanc|libro (?:blanco|bianco)|livro branco|handbook|security overview)\b"
)
"""What kind of paper it is, below a title that does not say so."""
_COLON = re.compile(r":(?!\d)")
_NO_HALF = re.compile(r"[\d:;.,|]")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Titled:
    """A line, or two, that may be the title: its place among the lines, its `name`, and whether pages repeat it."""

    at: int
    name: str
    line: Line
    is_header: bool


def title(view: View) -> Iterator[Fact]:
    """`title` of the first page: the first of its first lines that is set as a title and names a kind of paper; below
    a running header, what stands there by itself."""
    front = view.front(2)
    if not front:
        return
    leaf = front[0]
    found = list(_titled(leaf, front))
    if not found:
        return
    first = found[0]
    below = [
        one
        for one in found[1:]
        if one.at - first.at <= MAX_BELOW_HEADER
        and not one.is_header
        and (first.is_header or (first.at <= 1 and _head(one) == _head(first)))
    ]
    chosen = below[0] if below else first
    yield fact("title", chosen.name, leaf.mark_line(chosen.line), confidence=SURE)


def _titled(leaf: Leaf, front: Sequence[Leaf]) -> Iterator[_Titled]:
    numbered = {line.start for line in leaf.lines[:MAX_LINES] if _NUMBER_ALONE.fullmatch(line.text)}
    lines = [line for line in leaf.lines[: 2 * MAX_LINES] if line.start not in numbered][:MAX_LINES]
    ahead = {above.start for above, line in pairwise(leaf.lines[:MAX_LINES]) if line.start in numbered}
    for at, line in enumerate(lines):
        if len(line.text) > 2 * MAX_CHARACTERS:
            return  # running text has begun
        if line.text.startswith("##"):
            return  # the first part of the document has begun
        bare = titles.bare(line)
        if HAN.search(bare):
            if _JAPANESE.fullmatch(bare):
                yield _Titled(at, bare, line, is_header=False)
            continue
        cell, _, rest = bare.partition("\t")
        if rest and at:
            continue
        whole, text = line, cell
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below and not rest and _goes_on(text, titles.bare(below)):
            text = titles.with_rest(text, titles.bare(below))
            whole = Line(leaf.plain[line.start : below.end], line.start)
        is_header = bool(_MARKS_PAGE.search(text)) or line.start in ahead or titles.is_repeated(line, front)
        name = _name_on(_PAGE_BEHIND.sub("", text) if is_header else text, is_head=at <= 1, is_cell=bool(rest))
        if not name:
            continue
        above = titles.bare(lines[at - 1]) if at else ""
        if above and _ends_title(above, name, leaf):
            name, whole = f"{above} {name}", Line(leaf.plain[lines[at - 1].start : whole.end], lines[at - 1].start)
        if _SUBTITLE.match(name) and above and titles.is_named_above(above):
            name, whole = above, lines[at - 1]
        yield _Titled(at, name, whole, is_header)


def _head(one: _Titled) -> str:
    return one.name.split()[0].casefold()


def _goes_on(text: str, below: str) -> bool:
    """Whether a paper's title runs over its line, perhaps to the year of the month it ends in."""
    if _YEAR.fullmatch(below):
        return bool(_KIND.search(text) and dates.find(f"{text} {below}", day_first=True))
    joins = bool(_JOINS.search(text))
    return not _ENDS.match(below) and titles.goes_on(text, below, kinds=_KIND, joins=joins)


def _ends_title(above: str, name: str, leaf: Leaf) -> bool:
    """Whether the line above begins the title that a line ends: both together are named once more, or policies are
    told so."""
    is_short = len(name.split()) <= 2 and len(above.split()) <= 6 and "\t" not in above
    if not is_short or ORGANISATION.search(above) or not above[0].isupper() or _NO_HALF.search(f"{above} {name}"):
        return False
    return leaf.low.count(f"{above} {name}".lower()) > 1 or titles.is_half(above, name, leaf)


def _name_on(text: str, *, is_head: bool, is_cell: bool) -> str | None:
    """The title that a line is, without the version, day, number and parties behind it."""
    numbered = _SERIAL.search(text)
    text = _MARKS_PAGE.split(titles.without_what_is_beside(text, _KIND))[0]
    ends = _ENDS.search(text)
    name = _IDENTIFIER_BEHIND.sub("", text[: ends.start()] if ends else text).strip(" ,-(\"'")
    if numbered and f"{name}{numbered[0]}" == numbered.string:
        name = numbered.string
    if not name or is_blank(name) or _NO_TITLE.search(name) or not (name[0].isupper() or name[0].isdigit()):
        return None
    kind = _KIND.search(name)
    words = name.split()
    if not kind or len(words) > MAX_WORDS or len(name) > MAX_CHARACTERS or ORGANISATION.fullmatch(name):
        return None
    if len(words) == 1 and (is_cell or len(name) < MIN_LETTERS) and len(name) < MIN_COMPOUND:
        return None
    if _COLON.search(name) and not (is_head and _is_of_matter(name)):
        return None
    if _LABEL.match(name[kind.end() :]) or dates.find_days(name, day_first=True):
        return None
    return name if _is_set_as_title(name, kind) else None


def _is_of_matter(name: str) -> bool:
    """Whether a colon parts what kind of paper it is from what it is about, rather than a label from its answer."""
    told = _OF_WHAT.fullmatch(name)
    return bool(told and len(told["paper"].split()) > 1 and _KIND.search(told["paper"]))


def _is_set_as_title(name: str, kind: re.Match[str]) -> bool:
    """Whether its longer words are capitalised, or it begins with what kind of paper it is, or is short."""
    long = [word for word in name.split() if len(word) > 3]
    capital = sum(not word[0].islower() for word in long)
    return 3 * capital >= 2 * len(long) or len(name[: kind.start()].split()) <= 1 or len(name.split()) <= 4
