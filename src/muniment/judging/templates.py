"""Templates, by what is still to be filled in; and forms of which nobody filled in anything.

A template says much itself and leaves names and dates open; it is still a policy, a plan. A blank form says nothing but
what is to be said in it, and is evidence of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muniment.reading.model import Page, PageKind, Reading

_WHO = (
    "company|organi[sz]ation|entity|client|customer|vendor|supplier|employee|employer|agency|provider|firma|unternehmen|"
    "société|entreprise|empresa|azienda|bedrijf|organisatie"
)
_WHAT = (
    "name|logo|address|title|date|city|state|country|role|version|e-?mail|phone|website|contact|dd|mm|yyyy|firmenname|datum|"
    "ort|nom|nombre|fecha|nome|data|bedrijfsnaam|naam"
)
_TO_FILL_IN = (
    rf"\s?(?:(?:insert|enter|add|fill in|specify|einfügen|insérer|insertar|inserire)\b[^\]>\n]{{0,40}}|"
    rf"(?:your |the |full )?(?:{_WHO})(?:.s)?(?: (?:{_WHAT}))?(?:\s?[&/,]\s?\w+){{0,2}}\s?|"
    rf"(?:your |full )?(?:{_WHAT})(?:[ /.-](?:of |and |& )?[\w ]{{1,25}})?)"
)
_MARKED = rf"<{_TO_FILL_IN}>|\{{\{{\s?\w[\w .-]{{0,40}}\}}\}}|<<\s?\w[^<>\n]{{1,40}}>>"
PLACEHOLDER = re.compile(rf"\[{_TO_FILL_IN}\](?!\()|{_MARKED}|\blorem ipsum dolor\b", re.IGNORECASE)
LINE_TO_FILL_IN = re.compile(r"(?m)^[ \t]*\[[^\[\]\n]{2,80}\](?:[ \t,;.·|-]+\[[^\[\]\n]{1,80}\])*[ \t.]*$")
"""A line that is nothing but what is to be written there, in any words."""
ENOUGH_PLACEHOLDERS = 3

_TEMPLATE = "template|mustervorlage|vorlage|modèle type|plantilla|sjabloon"
_BLANK = r"blank (?:form|template|copy)|blanko\w*|(?:à remplir|modèle) vierge|en blanco|em branco|in bianco|fac-?simile"
_SPECIMEN = r"(?:e?sp[eé]cimen|muster(?:exemplar)?|見本)(?: (?:certificate|copy|document|form|only|report))?"
TITLE_IS_TEMPLATE = re.compile(
    rf"(?:\W*(?!voluntary product accessibility)(?:\w+\W+){{0,7}}(?:{_TEMPLATE}|{_BLANK}|\(blank\)|\(vierge\))"
    rf"|\W*(?:{_TEMPLATE})\b(?: (?:for|für|de|para|voor))?(?:\W+\w+){{0,6}}|\W*{_SPECIMEN})(?:\W+v?[\d.]+)?\W*",
    re.IGNORECASE,
)
SPECIMEN = re.compile(rf"\W*{_SPECIMEN}\W*", re.IGNORECASE)
"""What shows how a document would look; whatever stands in it is made up."""
TITLE_LINES = 3
MAX_TITLE = 200

# Blank forms

MAX_CHARACTERS = 20_000
MAX_SAID = 20
"""A document that says so much is none, however much there is still to be filled in."""
_OPEN_TO_SAID = 3
"""A blank form says at most a third as many things as it leaves open. Of 1,451 labelled documents sixteen are blank so:
fifteen that may be of no type and an unfilled policy; of 1,104 clear ones of a type none (2026-11-29)."""
_PROSE_WORDS = 6
"""So many words are a sentence, and more than the label of a field."""
_CELLS_OF_A_FIELD = 2
"""Label and value; a row of more cells and no figures is the head of a table."""

_SLOT = re.compile(
    rf"\[(?!\s?[x✓✗]?\s?\])(?!\d+\])[^\[\]\n]{{1,120}}\](?!\()|{_MARKED}|_{{3,}}|(?:\.{{6,}}|…{{2,}})(?![\s.…]*\d)|"
    r"(?<!\w)(?:dd|tt|jj|gg|mm|xx)[/. -](?:mm|dd|xx)[/. -](?:yyyy|jjjj|aaaa|yy|xxxx|xx)(?!\w)|(?<!\w)x{3,}(?!\w)|"
    r"(?<!\w)(?:dd|tt|jj|gg) (?:month|monat|mois|mes|mese|maand|mês) (?:yyyy|jjjj|aaaa)(?!\w)|"
    r"(?<!\w)xx[- /]?0{3,}(?!\w)|"
    r"年\s*月\s*日|[○〇●]{2,}",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:to be (?:filled|completed|added|inserted)|fill (?:in|out)|delete th(?:is|ese)|insert (?:here|your|the)|"
    r"auszufüllen|ausfüllen|füllen sie|löschen sie|hier einfügen|à (?:compléter|remplir)|remplissez|complétez|"
    r"por (?:rellenar|completar)|rellen(?:e|ar)|borre|da compilare|compilare|in te vullen|invullen|vul\b.{1,40}\bin|"
    r"a preencher|preench(?:a|er))\b|記入|\A[^☑☒✓✔]*☐[^☑☒✓✔]*\Z",
    re.IGNORECASE,
)
"""Instructions to fill in, and boxes none of which is ticked."""
_LABEL = re.compile(r"[^\W\d][^:：\n]{0,60}[:：]")
_VALUE = re.compile(r"[:：]\s*\S|\d{2}|\d[.,/]\d|\w@\w|[☑☒✓✔]")
"""What follows a label in one cell, figures, an address of mail, a box that is ticked."""
_NUMBER = re.compile(
    r"\A(?:[#*\-–•>]\s*)*(?:(?:section|article|artikel|clause|§)\s*)?\d{1,2}(?:\.\d{1,2})*[.)]?\s+", re.I
)
_UNSPACED = "\u3040-\u30ff\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]{{3}}|[^\W\d_{_UNSPACED}]{{2,}}")
"""Of scripts without spaces three characters count as one."""
_CELLS = re.compile(r"\t|\s\|\s|\s{4,}")


@dataclass(slots=True)
class _Tally:
    """`open`: the first place that is still to be filled in; `label`: one behind which nothing stood yet."""

    open: tuple[Page, str] | None = None
    places: int = 0
    said: int = 0
    label: tuple[Page, str] | None = None

    def leaves_open(self, page: Page, cell: str, count: int = 1) -> None:
        """Something is to be written here, so nothing is behind the label before it, either."""
        self.ends_label()
        self.open = self.open or (page, cell)
        self.places += count

    def ends_label(self) -> None:
        if self.label is not None:
            self.open = self.open or self.label
            self.places += 1
            self.label = None

    def says(self) -> None:
        """Something stands here; behind a label it is that label's."""
        self.said += 1
        self.label = None


def blank(reading: Reading) -> tuple[Page, str] | None:
    """Of a form that nobody filled in, the first place that is to be, or its title, as it stands on its page; of a
    specimen its title; None of any other document. What hands wrote is not recognised: scans are never taken for blank.
    """
    pages = [page for page in reading.pages if not page.continues and page.text.strip()]
    if not pages or any(page.ocr for page in pages):
        return None
    titled = titled_template(pages[0])
    if titled is not None and SPECIMEN.fullmatch(titled):
        return pages[0], titled
    tally = _Tally()
    for page, cells, is_first in _rows(pages):
        _count(tally, page, cells, is_first=is_first)
        if tally.said > MAX_SAID:
            return None
    tally.ends_label()
    if titled is not None and tally.said <= 1:
        return tally.open or (pages[0], titled)
    is_blank = tally.places >= ENOUGH_PLACEHOLDERS and tally.said * _OPEN_TO_SAID <= tally.places
    return tally.open if is_blank else None


def titled_template(page: Page) -> str | None:
    """The one of the first page's first lines that says that it is a template; of sheets none is its title."""
    if page.kind is PageKind.SHEET:
        return None
    lines = [line.strip() for line in page.text[:MAX_CHARACTERS].split("\n") if line.strip()][:TITLE_LINES]
    return next((line for line in lines if len(line) <= MAX_TITLE and TITLE_IS_TEMPLATE.fullmatch(line)), None)


def _rows(pages: Iterable[Page]) -> Iterator[tuple[Page, list[str], bool]]:
    """The rows of the text as their cells, and whether it is the first."""
    left, is_first = MAX_CHARACTERS, True
    for page in pages:
        for line in page.text[:left].split("\n"):
            cells = [cell.strip(" |") for cell in _CELLS.split(line)]
            if filled := [cell for cell in cells if cell]:
                yield page, filled, is_first
                is_first = False
        left -= len(page.text)
        if left <= 0:
            return


def _count(tally: _Tally, page: Page, cells: list[str], *, is_first: bool) -> None:
    """What a row leaves open and what it says. The title says nothing yet, nor do questions and heads of tables."""
    is_ruled = len(cells) == 1 and not cells[0].strip("_ ")
    if is_ruled or len(cells) > _CELLS_OF_A_FIELD or _NUMBER.match(cells[0]):
        tally.ends_label()
    if is_ruled:  # to write upon, or a line between paragraphs
        return
    is_field = len(cells) == _CELLS_OF_A_FIELD and not is_first
    for cell in cells:
        text = _NUMBER.sub("", cell)
        words = len(_WORD.findall(_SLOT.sub(" ", text)))
        if slots := len(_SLOT.findall(text)):
            tally.leaves_open(page, cell, slots)
            tally.said += words >= _PROSE_WORDS * slots
        elif _ASKS.search(text):
            tally.leaves_open(page, cell)
        elif _LABEL.fullmatch(text):
            tally.ends_label()
            tally.label = (page, cell)
        elif is_first or text.endswith("?"):
            continue
        elif (
            tally.label is not None or words >= _PROSE_WORDS or _VALUE.search(text) or (is_field and cell is cells[-1])
        ):
            tally.says()
