"""What a document says of its own state: a draft, unsigned, redacted, an excerpt, a template, on a form whose term is
over, a readiness assessment. Each with the words that say so, which a reader finds on the page.

A state is what the document says of itself. So it counts where documents say such things: alone on a line of the title
or of a running header, under a label, in a line for a signature; not in a history of versions, and not in a sentence
about other documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from muniment.judging import standing, templates
from muniment.judging.facts import dates
from muniment.reading.model import Page, Reading

MAX_PAGES = 200
MAX_PAGE_CHARACTERS = 20_000
MAX_LINE_CHARACTERS = 200
MAX_QUOTE_CHARACTERS = 120

_FRONT_PAGES = 3
_TITLE_LINES = 6
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class State:
    """One state. `code` is that of its warning; `quote` stands verbatim on `page`."""

    code: str
    quote: str
    page: int


ENDS_NOTHING = frozenset({"draft", "unsigned", "template", "readiness_assessment", "superseded", "not_in_force"})
"""States of what is no evidence yet, or no longer: nothing can be concluded from it about when evidence ends."""


def states(reading: Reading, *, today: date | None = None) -> tuple[State, ...]:
    """The states that the document says of itself, one of each kind, by the first words that say so. `today`: for forms
    whose term is over; None finds none."""
    pages = [page for page in reading.pages if not page.continues and page.text.strip()][:MAX_PAGES]
    text = "\n".join(page.text[:MAX_PAGE_CHARACTERS] for page in pages).lower()
    front = "\n".join(page.text[:MAX_PAGE_CHARACTERS] for page in pages[:_FRONT_PAGES]).lower()
    about = _About(reading, pages, today)
    found = [find(about) for find, hints in _ANYWHERE.items() if any(hint in text for hint in hints)]
    found += [find(about) for find, hints in _IN_FRONT.items() if any(hint in front for hint in hints)]
    found += [_of_more_pages(about), _template(about)]
    by_code = {state.code: state for state in reversed(found) if state is not None}
    return tuple(sorted(by_code.values(), key=lambda state: state.code))


class _Line(NamedTuple):
    """A line with a sign in it, of at most MAX_LINE_CHARACTERS. `place` counts the lines of its page that are not blank
    from 0, `places` is how many there are; `nth` counts the pages that are looked at, from 0."""

    text: str
    page: Page
    nth: int
    place: int
    places: int

    @property
    def is_title(self) -> bool:
        return self.nth == 0 and self.place < _TITLE_LINES

    @property
    def is_edge(self) -> bool:
        return min(self.place, self.places - 1 - self.place) < _EDGE_LINES

    def state(self, code: str, quote: str | None = None) -> State:
        return State(code, _cut(quote or self.text), self.page.number)


def _cut(quote: str) -> str:
    return quote.strip()[:MAX_QUOTE_CHARACTERS].strip()


class _About:
    """What is looked at of a document."""

    def __init__(self, reading: Reading, pages: list[Page], today: date | None) -> None:
        self.reading = reading
        self.pages = pages
        self.today = today

    @cached_property
    def lines(self) -> list[_Line]:
        """The lines in which a document may say something of itself, in order."""
        return [line for nth in range(len(self.pages)) for line in self._lines_of(nth)]

    @cached_property
    def front(self) -> list[_Line]:
        """Those of the first pages."""
        return [line for nth in range(min(_FRONT_PAGES, len(self.pages))) for line in self._lines_of(nth)]

    def lines_near(self, words: Sequence[str]) -> list[_Line]:
        """Those of the pages on which one of the words stands."""
        texts = (page.text.lower() for page in self.pages)
        those = (nth for nth, text in enumerate(texts) if any(word in text for word in words))
        return [line for nth in those for line in self._lines_of(nth)]

    def _lines_of(self, nth: int) -> list[_Line]:
        page = self.pages[nth]
        texts = [line for line in page.text[:MAX_PAGE_CHARACTERS].split("\n") if line.strip()]
        lines = (_Line(text, page, nth, place, len(texts)) for place, text in enumerate(texts))
        return [line for line in lines if len(line.text) <= MAX_LINE_CHARACTERS]

    def searched(self, pattern: re.Pattern[str]) -> Iterator[tuple[Page, str]]:
        """What matches anywhere, in order."""
        for page in self.pages:
            for match in pattern.finditer(page.text, 0, MAX_PAGE_CHARACTERS):
                yield page, match[0]


def _first(lines: list[_Line], is_it: Callable[[_Line], bool]) -> _Line | None:
    return next((line for line in lines if is_it(line)), None)


# Drafts

_DRAFT = (
    "draft|entwurf|arbeitsentwurf|brouillon|version provisoire|document provisoire|projet provisoire|borrador|bozza|"
    "conceptversie|concept|rascunho|minuta|草案|ドラフト"
)
_QUALIFIED = (
    r"(?:strictly |highly )?(?:confidential|vertraulich|confidentiel|confidencial|riservato|vertrouwelijk|preliminary|"
    r"final|working|first|second|third|internal|initial|revised|discussion|review|version)"
)
_BEHIND = (
    r"for (?:discussion|review|comments?|approval|consultation|internal)[\w ]{0,30}|not for (?:distribution|release)|"
    r"do not (?:cite|quote|copy|distribute|circulate)[\w ]{0,20}|subject to (?:change|review|revision)[\w ]{0,20}|"
    r"not (?:yet )?(?:final|approved)|zur (?:prüfung|abstimmung|diskussion)|nicht freigegeben|only|copy|version|report"
)
_NUMBER = r"(?:v(?:ersion)?\.?\s?)?\d{1,2}(?:\.\d{1,3})*[a-z]?"
_ALONE = re.compile(
    rf"[\W_]*(?:{_QUALIFIED}[\s\W_]{{1,3}}){{0,3}}(?:{_DRAFT})(?:[\s\W_]{{1,3}}(?:{_BEHIND}|{_NUMBER}|confidential)){{0,3}}"
    r"(?:[\W_]{1,4}(?:page )?\d[\d ./-]{0,12}(?:of \d{1,4})?|[\W_]{1,4}\d{1,2}\.? [^\W\d]{3,10}\.? \d{4})?[\W_]*",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\s*(?:[#*|\-–•]\s*)*(?:(?:document|policy|report|review|approval|dokumenten?)[ -]?)?"
    r"(?:status|state|stand|statut|état|estado|stato|classification of version|version status)\W{0,3}[:|\t]\W{0,5}"
    r"(?P<value>[^\n\t|]{1,40})",
    re.IGNORECASE,
)
_VERSION_IS_DRAFT = re.compile(
    rf"\s*(?:version|revision|rev|ausgabe|versión|versione|versie|versão)\W{{1,4}}{_NUMBER}\W{{1,4}}(?:{_DRAFT})\W{{0,3}}",
    re.IGNORECASE,
)
_TITLE_IS_DRAFT = re.compile(
    r"\s*(?:DRAFT|ENTWURF|BROUILLON|BORRADOR|BOZZA|RASCUNHO|CONCEPT)\s?[:–—-]\s?\S.*|"
    r".*\S\s?[([](?:final |working )?(?i:draft|entwurf|brouillon|borrador|bozza|concept|rascunho|minuta)"
    r"[^)\]]{0,20}[)\]]\W*|"
    r".*\S\s[–—-]\s?(?i:(?:final |working )?draft|entwurf|brouillon|borrador|bozza|rascunho)(?: v?[\d.]+)?\W*"
)
_IS_DRAFT = re.compile(rf"(?:(?:in|final|working|im) )?(?:{_DRAFT})\b", re.IGNORECASE)
_SAYS_DRAFT = re.compile(
    r"\bthis (?:document|report|policy|agreement|version) is (?:still )?(?:a|an|in)(?: \w+)? draft\b|"
    r"\bdies(?:es dokument|er bericht|e richtlinie) ist ein (?:\w+ )?entwurf\b|"
    r"\bce (?:document|rapport) est (?:un brouillon|une version provisoire)\b|"
    r"\beste (?:documento|informe) es un borrador\b|\bquesto documento è una bozza\b|"
    r"\bdit document is een concept\b|\beste documento é um rascunho\b",
    re.IGNORECASE,
)


def _draft(about: _About) -> State | None:
    lines = about.front
    values = [(line, match["value"]) for line in lines if (match := _STATUS.match(line.text))]
    for line, value in values:
        if _IS_DRAFT.match(value.strip()):
            return line.state("draft")
    told = _first(
        lines,
        lambda line: (
            (line.is_title and bool(_ALONE.fullmatch(line.text) or _TITLE_IS_DRAFT.fullmatch(line.text)))
            or bool(_VERSION_IS_DRAFT.fullmatch(line.text) or _SAYS_DRAFT.search(line.text))
        ),
    )
    told = told or _running(about, _ALONE)
    if told is None or (values and told.nth < _FRONT_PAGES and not told.is_title):
        return None  # a status stands there, and it is another
    return told.state("draft")


def _running(about: _About, pattern: re.Pattern[str]) -> _Line | None:
    """The first of lines like this at the edges of at least half the pages: a header, a footer, a watermark."""
    pages = len(about.pages)
    found = [line for line in about.lines if line.is_edge and pattern.fullmatch(line.text)]
    return found[0] if pages > 1 and len({line.nth for line in found}) * 2 >= pages else None


# Unsigned

_SIGN_HERE = re.compile(
    r"\s*(?:(?:authori[sz]ed |client |customer |vendor |supplier )?(?:signature|signed|sign here|by)|"
    r"(?:rechtsverbindliche )?unterschrift|gezeichnet|firma|handtekening|assinatura)"
    r"(?: of [\w ]{1,40})?\s?[:|]?\s?"
    r"(?P<blank>[_.…‥\s-]{4,}|[\[(<{]\s?(?:signature|sign here|unterschrift|firma)\s?[\])>}])\W*",
    re.IGNORECASE,
)
_DATE_HERE = re.compile(
    r"\s*(?:date(?: signed)?|dated|datum|ort, datum|fecha|data|place and date|lieu et date)\s?[:|]?\s?"
    r"[_.…‥\s/-]{4,}\W*",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[_…‥]{4,}|\.{8,}")
_IS_SIGNED = re.compile(
    r"/s/|\b(?:electronically|digitally|e-?) ?signed\b|docusign|adobe sign|\bhellosign\b|"
    r"(?:elektronisch|digital) (?:signiert|unterzeichnet)|signé électroniquement|firmado (?:digital|electrónica)mente|"
    r"firmato digitalmente|elektronisch ondertekend|assinado (?:digital|eletronica)mente",
    re.IGNORECASE,
)
_SAYS_UNSIGNED = re.compile(
    r"\W*(?:unsigned(?: (?:copy|version|draft|document))?|not (?:yet )?signed|"
    r"(?:pending|awaiting) signatures?|to be signed|"
    r"(?:noch )?nicht unterzeichnet(?:e fassung)?|non signé|sin firmar|non firmato|(?:nog )?niet ondertekend|"
    r"não assinado)\W*|.*\bthis (?:copy|version|document) (?:is|has) (?:unsigned|not (?:yet )?(?:been )?signed)\b.*",
    re.IGNORECASE,
)


def _unsigned(about: _About) -> State | None:
    lines = about.lines_near(_ANYWHERE[_unsigned])
    told = _first(lines, lambda line: bool(_SAYS_UNSIGNED.fullmatch(line.text)))
    if told is not None:
        return told.state("unsigned")
    blanks = [at for at, line in enumerate(lines) if (match := _SIGN_HERE.fullmatch(line.text)) and _is_blank(match)]
    if not blanks or next(about.searched(_IS_SIGNED), None) is not None:
        return None
    # A signature by hand may be a picture over the line; the date beside it would be written, too
    for at in blanks:
        if any(_DATE_HERE.fullmatch(near.text) for near in lines[max(0, at - 5) : at + 6]):
            return lines[at].state("unsigned")
    return None


def _is_blank(match: re.Match[str]) -> bool:
    return bool(_BLANKS.search(match["blank"])) or match["blank"].strip().startswith(("[", "(", "<", "{"))


# Redacted

_REDACTED = re.compile(
    r"[\[(<{]\s?(?:\w+ )?(?:redacted|geschwärzt|caviardé|expurgé|omissis|oscurato|tachado|censurado|zwartgelakt|gelakt)"
    r"[^\])>}\n]{0,40}[\])>}]|[█■▇▉]{3,}",
    re.IGNORECASE,
)
_SAYS_REDACTED = re.compile(
    r"\W*(?:(?:publicly |customer )?redacted (?:version|copy|report|edition)|geschwärzte fassung|version caviardée|"
    r"versión (?:expurgada|censurada)|versione oscurata|gelakte versie|versão (?:expurgada|editada))\W*",
    re.IGNORECASE,
)


def _redacted(about: _About) -> State | None:
    for page, quote in about.searched(_REDACTED):
        return State("redacted", _cut(quote), page.number)
    told = _first(
        about.lines, lambda line: (line.is_title or line.is_edge) and bool(_SAYS_REDACTED.fullmatch(line.text))
    )
    return told.state("redacted") if told is not None else None


# Excerpts

_REGISTER = r"(?!\w*\s?(?:\w+\s)?(?:\w*register|\w*registre|\w*registro|k-?bis|grundbuch|kvk|kamer van))"
_EXCERPT = re.compile(
    r"\W*(?:\(|\[)?(?:excerpt|extract|auszug|extrait|extracto|estratto|uittreksel|extrato)(?:\)|\])?\W*|"
    r".*[\[(](?:excerpts?|extract|auszug|extrait|extracto|estratto|uittreksel|extrato)[\])]\W*|"
    r"\W*(?:excerpts?|extracts?|selected pages) (?:from|of) (?:the |our |a )?"
    + _REGISTER
    + r".*|\W*auszug aus (?:dem |der |unserem )"
    + _REGISTER
    + r".*|\W*extrait (?:du |de la |de l.|des )"
    + _REGISTER
    + r".*|.*\bthis (?:document|copy) (?:is|contains) (?:only )?(?:an )?(?:excerpts?|extracts?)\b.*",
    re.IGNORECASE,
)
_EDGE = 250  # characters of a page in which its number is looked for
_PAGE_OF = re.compile(
    r"(?:page|pg\.?|seite|página|pagina|blad|p\.)\s?(\d{1,4})\s?(?:of|von|sur|de|di|van|/)\s?(\d{1,4})\b", re.IGNORECASE
)


def _excerpt(about: _About) -> State | None:
    told = _first(about.front, lambda line: line.is_title and bool(_EXCERPT.fullmatch(line.text)))
    return told.state("excerpt") if told is not None else None


def _of_more_pages(about: _About) -> State | None:
    """An excerpt by its page numbers, which count more pages than there are."""
    reading = about.reading
    if reading.media_type != "application/pdf" or reading.page_count is None:
        return None
    numbered = [(page, match) for page in about.pages if (match := _page_number(page)) is not None]
    if len(numbered) < 2:
        return None
    (whole, times), *_ = Counter(int(match[2]) for _, match in numbered).most_common(1)
    if whole <= reading.page_count or times * 3 < reading.page_count * 2:
        return None
    page, match = next((page, match) for page, match in numbered if int(match[2]) == whole)
    return State("excerpt", match[0], page.number)


def _page_number(page: Page) -> re.Match[str] | None:
    """`Page 3 of 40` at an edge of the page."""
    end = min(len(page.text), MAX_PAGE_CHARACTERS)
    for match in (_PAGE_OF.search(page.text, max(0, end - _EDGE), end), _PAGE_OF.search(page.text, 0, _EDGE)):
        if match is not None and int(match[1]) <= int(match[2]):
            return match
    return None


# Templates


def _template(about: _About) -> State | None:
    """A template by its title, or a form that nobody filled in."""
    titled = templates.titled_template(about.pages[0]) if about.pages else None
    if titled is not None:
        return State("template", _cut(titled), about.pages[0].number)
    found = templates.blank(about.reading)
    return State("template", _cut(found[1]), found[0].number) if found is not None else None


def _to_fill_in(about: _About) -> State | None:
    """A template by what is still to be filled in."""
    for pattern in (templates.PLACEHOLDER, templates.LINE_TO_FILL_IN):
        found = list(islice(about.searched(pattern), templates.ENOUGH_PLACEHOLDERS))
        if len(found) == templates.ENOUGH_PLACEHOLDERS:
            page, quote = found[0]
            return State("template", _cut(quote), page.number)
    return None


# Readiness assessments

_READINESS = re.compile(
    r".*\b(?:readiness (?:assessment|report|review|letter)|pre-?assessment(?: report)?|bereitschaftsbewertung|"
    r"évaluation de (?:la )?(?:préparation|maturité préalable)|evaluación de preparación|"
    r"valutazione (?:di|della) (?:prontezza|preparazione)|gereedheids(?:beoordeling|toets)|avaliação de prontidão)\b.*",
    re.IGNORECASE,
)
_TITLE_WORDS = 14


def _readiness(about: _About) -> State | None:
    told = _first(
        about.front,
        lambda line: line.is_title and len(line.text.split()) <= _TITLE_WORDS and bool(_READINESS.fullmatch(line.text)),
    )
    return told.state("readiness_assessment") if told is not None else None


# What no longer holds


def _superseded(about: _About) -> State | None:
    return _of_standing(about, "superseded", standing.SUPERSEDED, standing.SAYS_SUPERSEDED, standing.STATUS_SUPERSEDED)


def _not_in_force(about: _About) -> State | None:
    return _of_standing(about, "not_in_force", standing.NOT_IN_FORCE, standing.SAYS_NOT_IN_FORCE, standing.STATUS_ENDED)


def _of_standing(
    about: _About, code: str, alone: re.Pattern[str], said: re.Pattern[str], status: re.Pattern[str]
) -> State | None:
    """A state that stands alone in the title or at the page's edge, under a label of the status, or in a sentence."""
    for line in about.front:
        labelled = _STANDING.match(line.text)
        if labelled and status.fullmatch(labelled["value"].strip(" .*")):
            return line.state(code)
        if said.search(line.text) or ((line.is_title or line.is_edge) and line.nth == 0 and alone.fullmatch(line.text)):
            return line.state(code)
    return None


_STANDING = re.compile(
    r"\s*(?:[#*|\-–•]\s*)*(?:(?:document|policy|certificate|certification|registration|licen[cs]e|current|"
    r"version)[ -]?)?"
    r"(?:status|state|standing|statut|estado|stato)(?:\W{0,3}[:|\t]\W{0,5}|\s+)(?P<value>[^\n\t|]{1,40})",
    re.IGNORECASE,
)


# Forms whose term is over

_FORM_EXPIRES = re.compile(
    r"\b(?:omb|form|approval|edition)\b.{0,80}\bexpir(?:es|y|ation)\b(?: date)?\W{0,3}(?P<when>[^\n]{4,30})",
    re.IGNORECASE,
)


def _expired_form(about: _About) -> State | None:
    for line in about.front:
        match = _FORM_EXPIRES.search(line.text) if line.nth == 0 and line.is_edge else None
        found = dates.find(match["when"], day_first=False) if match is not None else []
        if found and about.today is not None and found[0].day < about.today:
            return line.state("expired_form")
    return None


_Hints = dict[Callable[[_About], State | None], tuple[str, ...]]

_ANYWHERE: _Hints = {
    _draft: tuple(f"{_DRAFT}|projet".split("|")),
    _unsigned: (
        *("___", "....", "…", "[sign", "(sign", "<sign", "[unterschrift", "[firma"),
        *("unsigned", "not signed", "yet signed", "been signed", "be signed", "pending sign", "awaiting sign"),
        *("unterzeichnet", "non signé", "sin firmar", "non firmato", "ondertekend", "não assinado"),
    ),
    _redacted: (
        *("redact", "schwärz", "caviard", "expurg", "omissis", "oscurat", "tachado", "censur", "gelakt", "editada"),
        *"█■▇▉",
    ),
    _to_fill_in: ("[", "<", "{{", "lorem ipsum"),
}
"""How a state is found that may be said anywhere, and the words without one of which it is not looked for."""

_IN_FRONT: _Hints = {
    _excerpt: ("xcerpt", "extra", "auszug", "estratto", "uittreksel", "selected pages"),
    _readiness: (
        *("readiness", "assessment", "bereitschaft", "évaluation", "evaluación", "valutazione"),
        *("gereedheid", "prontidão"),
    ),
    _superseded: (
        *("supersed", "replaced", "obsol", "archived", "retired", "historical", "ersetzt", "ungültig", "veraltet"),
        *("remplac", "sustituid", "reemplazad", "sostituit", "vervangen", "substituíd"),
    ),
    _not_in_force: (
        *("suspend", "withdraw", "revok", "cancel", "annul", "void", "invalidated", "terminated early", "no longer"),
        *("expired", "lapsed", "inactive", "ceased", "is not valid", "is not in force"),
        *("ausgesetzt", "zurückgezogen", "widerrufen", "retir", "révoqu", "revoc", "sospes", "ingetrokken"),
        *("opgeschort", "geschorst", "suspens", "revogad"),
    ),
    _expired_form: ("expir",),
}
"""The same for what is said on the first pages."""
