"""Names as documents in other languages than English set them: behind articles, over lines, in Japanese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.facts.names import NAME, ORGANISATION, PARTY, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Mark

_ARTICLE = re.compile(
    r"^(?:(?:19|20)\d\d,?|FOR|FÜR|POUR|POR|PER|"
    r"Per|Pour|Por|Voor|Für|For|[AOEY]|Le|La|El|Il|De|Die|Der|Das|ET|UND|EN) (?=[A-ZÀ-Þ])|"
    r"^(?=\S*\d\S*\d)\S*[-/]\S* (?=[A-ZÀ-Þ])"
)
"""Ahead of a name: an article, or the number in a heading that joined lines put there."""
_OF_READER = re.compile(
    r"(?i)(?:ihr|unser|sein)\w{0,2} |(?:notre|votre|vos|nos) |"
    r"(?:su|sus|nuestr\w+|vuestr\w+) |(?:vostr[oaei]|nostr[oaei]) |"
    r"(?:uw|onze?) |"
    r"(?:voss[oa]s?|noss[oa]s?) "
)
"""Whoever the letter is to, not a name: "your company"."""
_ENDS_IN_YEAR = re.compile(r"(?:19|20)\d\d$")
WORDS = re.compile(NAME)
"""Capitalised words, perhaps a name."""
_LEADS_TO_NAME = re.compile(r"(?i)\b(?:der|die|den|dem|the|la|le|el|il|de|da|do|van|und|and|et|y|e|en|firma)\s$")
"""Ahead of a name within a line, which goes on below."""
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_FIGURES_AHEAD = re.compile(r"^(?:\d[\d./:-]*(?: - |,? )){1,4}(?<=, )(?=[^\W\d])")
"""A number or days that a comma parts from the name behind them."""
MAX_NAME_WORDS = 8


def name_of(text: str, *, needs_form: bool = False) -> str | None:
    """A name without what follows it; `needs_form`: it must be capitalised words and nothing else."""
    if HAN.match(text):
        return text.split("(")[0].split("（")[0].strip() or None
    text = _FIGURES_AHEAD.sub("", text)
    head = re.split(r",? [(–-]|, (?=[a-z])|\n", text)[0] if needs_form else text
    head = head if " " in head else text  # an acronym ahead of what it stands for
    name = tidy(_ARTICLE.sub("", head))
    if not name or _OF_READER.match(name) or is_label(name) or (needs_form and not re.fullmatch(NAME, head.strip())):
        return None
    return name if len(name.split()) <= MAX_NAME_WORDS + 4 * (not needs_form) else None


def on_one_line(mark: Mark, shape: re.Pattern[str], *, last: bool) -> str:
    """A name that runs over lines: what of it stands on its last or first line, where that is a name itself."""
    pieces = [" ".join(piece.split()) for piece in mark.text.split("\n")]
    if len(pieces) == 1:
        return pieces[0]
    text = mark.page.text
    ahead = text[text.rfind("\n", 0, mark.start) + 1 : mark.start].strip(" ")
    behind = text[mark.end : mark.end + 40].split("\n")[0].strip()
    joined = " ".join(pieces)
    if shape is PARTY and len(pieces) == 2 and ahead:
        is_dated = _ENDS_IN_YEAR.search(pieces[0])
        is_led_to = _LEADS_TO_NAME.search(f"{ahead} ") or not (is_dated or PARTY.fullmatch(pieces[0]))
        if (behind and not is_dated) or (is_led_to and ORGANISATION.fullmatch(joined)):
            return joined  # within running text
    for piece in (pieces[-1], pieces[0]) if last else (pieces[0], pieces[-1]):
        if shape.fullmatch(piece):
            return piece
    return joined if shape in (PARTY, ORGANISATION) else ""


def holds_another(names: Sequence[str]) -> bool:
    """Whether one of the names stands within another, as where one reading joined two of them."""
    lowered = [name.casefold() for name in names]
    return any(one != other and one in other for one in lowered for other in lowered)
