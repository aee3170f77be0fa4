"""Whose a policy is, as pieces of its front matter and lines of its end say it: a word for the owner and who that is,
behind a colon, in the next cell, on the next line, or beside it; roles in lower case too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from muniment.judging.facts import dates, tables, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import LINK, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.judging.model import Fact

CONFIDENCE = 0.84
MAX_HEAD, MAX_FOOT = 40, 8
"""Lines of a page that may be front matter, and of the last page's end."""
MAX_LINE, MAX_WORDS = 240, 9
_CELL = re.compile(r"\s*[\t|]\s*")
_PIECE = re.compile(r"\s+[-·•]\s+|(?<=\d)\s+(?=[A-ZÀ-Þ])|[;·•]\s+|\.\s+(?=[^\W\d_a-zß-ÿ])|\s{3,}")
_ENDS = re.compile(
    r"[,.;]?\s+(?=(?:approved|adopted|effective|version|freigegeben|gültig|stand|approuvé|adopté|validé|aprobad|aprovad|"
    r"approvat|vastgesteld|goedgekeurd|versie|versión|versão|versione)\w*\b)|\s\((?=[^)]*(?:@|\+?\d{4}))|,\s*(?=\S+@)"
)
_ARTICLE = re.compile(r"(?:the|our|der|die|das|den|dem|le|la|les|el|los|il|lo|het|de|o|a|os|as)\s|l['’]", re.IGNORECASE)
_NOT_AN_OWNER = re.compile(
    r"(?i)\b(?:is|are|shall|must|will|ist|sind|est|sont|es|son|è|sono|zijn|são|treatment|traitement|tratamiento|trattamento|"
    r"tratamento|verwerking|verarbeitung|art\.?|name|date|datum|fecha|data)\b"
)


_OPENS_AS_REST = re.compile(
    r"(?:du|des?|del|della|dello|dei|do|da|dos|das|of|for|von|vom|van|für|para|per|pour|voor)\s"
)
"""The rest of a label whose other half was taken for all of it: "Responsable | du comité ..."."""
_OPENS_AS_LABEL = re.compile(
    r"(?:Approved|Version|Freigegeben|Genehmigt|Approuvée?|Aprobad[oa]|Approvat[oa]|Aprovad[oa]|Goedgekeurd)\b"
)
"""The label of the column beside the owner's."""
_NEXT_ANSWER = re.compile(
    r"\s(?:(?:Approved|Freigegeben|Genehmigt|Approuvée?|Validée?|Aprobad[oa]|Approvat[oa]|Aprovad[oa]|Goedgekeurd|"
    r"Vastgesteld)(?=$|[\s:])|"
    r"(?:Version|Rev\.?|Date|Status|Classification|Fassung|Datum|Klassifi\w+|Einstufung|Statut|Versión|Fecha|Clasificación|"
    r"Versione|Stato|Classificazione|Versão|Classificação|Versie|Classificatie)(?=$|\s?:|\s\d)|"
    r"(?:Approval|Revision|Data|Stand|Effective|Review(?:ed)?|Issued?|Freigabe|Genehmigung|Gültig(?: ab)?|Approbation|"
    r"Validation|Vigencia|Aprobación|Approvazione|Emissione|Aprovação|Vigência|Goedkeuring|Ingangsdatum)(?=\s?:|\s\d)|"
    r"(?:承認|作成|版数?|改[定訂]|施行|制定|発行|機密|次回)\w*(?=$|[\s:：]))"
)
"""The label of what stands beside an owner on its line."""


def within_its_cell(found: Fact) -> Fact | None:
    """An owner without the label, and its answer, that follow on the line; None where it is
    the rest of a label, or an organisation, which is what a document belongs to, not who keeps it."""
    if found.key != "owner" or not isinstance(found.value, str):
        return found
    is_whose = ORGANISATION.fullmatch(found.value) and not _role().match(found.value)
    if _OPENS_AS_REST.match(found.value) or _OPENS_AS_LABEL.match(found.value) or is_whose:
        return None
    cut = _NEXT_ANSWER.search(found.value)
    name = found.value[: cut.start()].rstrip(" ,;|/-") if cut else found.value
    office, comma, whose = name.partition(", ")
    if comma and is_role(office) and not is_role(whose) and len(whose.split()) >= MIN_ORGANISATION_WORDS:
        name = office
    return replace(found, value=name) if name and name != found.value else found


MIN_ORGANISATION_WORDS = 3
"""Behind an office: those of whom it is part, as a person's name has fewer."""


@cache
def _label(languages: tuple[str, ...]) -> re.Pattern[str]:
    words = [word for language in languages for word in vocabulary.own_words("owns", language=language)]
    return re.compile(rf"(?i)[\W\d_]*(?:{'|'.join(sorted(words, key=len, reverse=True))})(?P<joint>\s*:\s*|\s+|$)")


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{vocabulary.alternatives('offices')})(?!\w)")


def owner(view: View, languages: tuple[str, ...]) -> Iterator[Fact]:
    """`owner`, the first that the front matter tells."""
    front = view.front(2)
    last = view.leaves[-1] if view.leaves else None
    lines = [(leaf, index) for leaf in front for index in range(min(len(leaf.lines), MAX_HEAD))]
    if last is not None:
        lines += [(last, index) for index in range(max(0, len(last.lines) - MAX_FOOT), len(last.lines))]
    for leaf, index in lines:
        for value, mark in _of_line(leaf, index, languages):
            yield fact("owner", value, mark, confidence=CONFIDENCE, quote_limit=1)
            return


def _of_line(leaf: Leaf, index: int, languages: tuple[str, ...]) -> Iterator[tuple[str, Mark]]:
    line = leaf.lines[index]
    if len(line.text) > MAX_LINE or len(tables.cells(leaf, line)) > 4:
        return
    spans = _spans(line.text)
    for place, (start, end) in enumerate(spans):
        piece = line.text[start:end]
        label = _label(languages).match(piece)
        if label is None:
            continue
        rest, is_parted = piece[label.end() :], ":" in label["joint"]
        stop = line.start + end
        if not rest.strip():
            is_parted = place + 1 < len(spans)
            rest, stop = _next(leaf, index, line, spans, place)
        value = _goes_on(leaf, index, rest) if place == len(spans) - 1 else rest
        name = _named(value, is_parted=is_parted)
        if name:
            end_of = max(stop, line.start + end)
            if value != rest and index + 1 < len(leaf.lines):
                end_of = leaf.lines[index + 1].end
            yield name, Mark(leaf.page, line.start + start, end_of)


def is_role(text: str) -> bool:
    """Whether a text names what somebody is, in any case: "responsable infrastructure"."""
    return bool(_role().search(text))


def _spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for found in (_CELL if _CELL.search(text) else _PIECE).finditer(text):
        spans.append((at, found.start()))
        at = found.end()
    return [*spans, (at, len(text))]


def _next(leaf: Leaf, index: int, line: Line, spans: Sequence[tuple[int, int]], place: int) -> tuple[str, int]:
    """What stands in the next piece, or on the next line where the label is the last of its line; and where it ends."""
    if place + 1 < len(spans):
        start, end = spans[place + 1]
        return line.text[start:end], line.start + end
    if index + 1 >= len(leaf.lines) or not (line.text.rstrip().endswith(":") or _is_tile(leaf, index)):
        return "", line.end
    below = leaf.lines[index + 1]
    start, end = _spans(below.text)[0]
    return below.text[start:end], below.start + end


def _is_tile(leaf: Leaf, index: int) -> bool:
    """Whether a label that is all of its line is answered by the line below: labels and values take turns around it."""
    lines = leaf.lines
    around = [lines[at].text for at in (index - 2, index + 2) if 0 <= at < len(lines)]
    is_among = any(tables.is_label(text) or dates.find(text, day_first=True) for text in around)
    return is_among and not tables.is_label(lines[index + 1].text) and not (index and lines[index - 1].text[-1:] == ":")


def _goes_on(leaf: Leaf, index: int, rest: str) -> str:
    """A value whose last word joins it to the line below, with the first piece of that line."""
    words = rest.split()
    if not words or not words[-1].isalpha() or not LINK.fullmatch(words[-1]) or index + 1 >= len(leaf.lines):
        return rest
    below = leaf.lines[index + 1].text
    start, end = _spans(below)[0]
    return f"{rest} {below[start:end]}" if len(below[start:end].split()) <= 3 else rest


def _named(value: str, *, is_parted: bool) -> str | None:
    days = dates.find(value, day_first=True)
    text = _without_label(value[: days[0].start]) if days else value
    text = _ENDS.split(text)[0]
    bare = _ARTICLE.sub("", text.strip(" :,-"), count=1) if _ARTICLE.match(text.strip(" :,-")) else text.strip(" :,-")
    if len(bare.split()) > MAX_WORDS and is_role(bare.split(",")[0]):
        bare = bare.split(",")[0]  # of whom: a role's organisation
    if _OPENS_AS_REST.match(bare):
        return None
    name = tidy(bare.rstrip("."))
    if not name or ":" in name or len(name.split()) > MAX_WORDS or _NOT_AN_OWNER.search(name) or tables.is_label(name):
        return None
    if ORGANISATION.match(name) or vocabulary.pattern("approves").match(name):
        return None
    if not is_role(name) and not (is_parted and name[0].isupper() and all(_is_of_name(word) for word in name.split())):
        return None
    return name


def _is_of_name(word: str) -> bool:
    return not word[0].islower() or bool(LINK.fullmatch(word)) or not word[0].isalpha()


def _without_label(text: str) -> str:
    """A text without the label that ends it, which what follows it answers."""
    words = text.split()
    for count in range(min(6, len(words)), 0, -1):
        label = " ".join(words[-count:])
        if label[0].isupper() and tables.is_label(label):
            return " ".join(words[:-count])
    return text
