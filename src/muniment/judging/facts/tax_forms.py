"""Papers on taxes: whose they are and as what that taxpayer is taxed, on Form W-9 (Rev. March 2024 and before),
the forms
W-8 and what tax offices certify elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import authorities, dates, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.judging.model import Fact

_NAME_LINE = re.compile(r"(?i)^(?:(?:line )?1\.?\s(?:[-–]\s)?)?\s?name (?:of entity|\(as shown)")
_BESIDE = re.compile(
    rf"(?i:(?:line )?1?\.?\s?(?:[-–]\s)?name of entity/individual):?\s{{1,3}}(?P<name>{ORGANISATION.pattern})$"
)
_NEXT_LINE = re.compile(r"(?i)^2\.?\s|^business name")
_PRINT = re.compile(
    r"(?i)is required|leave this line|sole proprietor|disregarded|entity's name|enter the owner|on line|"
    r"print or type|"
    r"specific instructions|page \d"
)
_TICKED = re.compile(
    r"(?i)(?:☒|☑|✓|✔|\[\s?x\s?\]|\(\s?x\s?\))\s{0,3}(?P<what>individual/\s?sole proprietor|"
    r"c corporation|s corporation|partnership|trust/\s?estate|limited liability company|llc)\b"
)
_TAXED_AS = re.compile(r"\W{0,3}Enter the tax classification[^:\[]{0,90}: ?_{0,3}(?P<as>[CSP])(?![\w=])")
"""What an LLC writes beside its box."""
_TAXED = {"C": "C corporation", "S": "S corporation", "P": "Partnership"}
MAX_NAME_LINES = 4
"""Below its label: what is left of the label itself, and the name."""


_LABELS = Labels(*vocabulary.labels("tax_form", "taxpayer_name", vocabulary.EVERY))
_CLASSES = Labels(*vocabulary.labels("tax_form", "tax_classification", vocabulary.EVERY))
_COUNTRY = Labels(
    r"(?:\d+\.? )?(?:country|state|place) of (?:incorporation|organization|organisation)(?: or organization)?|"
    r"(?:\d+\.? )?paese di costituzione|país de constitución|pays de constitution|land der gründung"
)
_IS_W8 = re.compile(r"(?i)\bw-8\w*(?:-e)?\b|chapter 3 status")
_CHAPTER_3 = re.compile(r"(?i)chapter 3 status(?: \(entity type\))?(?P<rest>.{0,400})", re.DOTALL)
_STATUS = (
    r"Corporation|Partnership|Simple trust|Grantor trust|Complex trust|Disregarded entity|Estate|"
    r"Government(?: - \w+)?|"
    r"Central bank of issue|Private foundation|Tax-exempt organization|International organization|Foreign government"
)
_TICKED_STATUS = re.compile(rf"(?i)(?:☒|☑|✓|✔|\[\s?x\s?\]|\(\s?x\s?\))\s{{0,3}}(?P<what>{_STATUS})\b")
_STATUS_ALONE = re.compile(rf"(?i)\W*(?:{_STATUS})\W*")
_RESIDENT = re.compile(
    r"(?i:beneficial owner is a resident of|residente in|"
    r"is a resident of) (?P<place>(?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
_SIGNED = re.compile(r"(?i)\W*(?:date|data|fecha|datum) \((?:mm|dd|gg|tt|jj)[-/](?:dd|mm)[-/](?:yyyy|aaaa|jjjj)\)\W*")
_TAXED_IN_TEXT = re.compile(
    r"(?i)(?P<what>(?:soumise?|assujettie?) à l['’](?:impôt sur les sociétés|impôt sur le revenu)|"
    r"(?:subject|liable) to corporation tax|sujet[ao] al? (?:impuesto (?:sobre|de) sociedades)|"
    r"unbeschränkt körperschaftsteuerpflichtig)"
)
_REGIME = re.compile(
    r"(?P<what>(?:Régimen|RÉGIMEN|Regime|Régime) (?!(?i:fecha|fiscal|tributario|capital|"
    r"d['’]))[^\d:]{6,80}?)(?: \d{1,2}[/-].*)?$"
)
"""A row that names the regime a taxpayer is under, perhaps with the day since when."""
_NUMBERED = re.compile(
    rf"(?P<name>{NAME}),? (?:\(?(?:con |with |codice |sob o |titular do )?(?:n\.?[°ºo] )?)?"
    r"(?:NIF|NIPC|CIF|CNPJ|RFC|RUT|CUIT|codice fiscale|C\.F\.|P\.? ?IVA|partita IVA|SIREN|Steuernummer|USt-IdNr|"
    r"UID|btw-nummer)\b"
)
"""A taxpayer ahead of its number in a sentence."""
_OF_STATES = re.compile(r"(?i)\bw-[89]")
_IS_W9 = re.compile(r"(?i)\bw-9\b")
_NUMBER_BEHIND = re.compile(r",? (?:NIF|NIPC|CIF|RFC|SIREN|CUIT)\b")
_ONLY_NAME = re.compile(
    r"(?i)name|nome|nombre|naam|nom|firma|entidad|entidade|titular|unternehmen|entreprise|société|empresa"
)
MAX_NAME_WORDS = 12


def tax_form(view: View) -> Iterator[Fact]:
    """`taxpayer_name` of line 1 and `tax_classification`, the one box that is ticked; of other papers on taxes what
    labels and sentences tell, with the office that issued them."""
    for leaf in view.front(1):
        yield from _name(leaf)
        ticked = list(_TICKED.finditer(leaf.flat))
        is_w8 = bool(_IS_W8.search(leaf.flat))
        if len(ticked) == 1 and not is_w8:
            box, taxed = ticked[0], _TAXED_AS.match(leaf.flat, ticked[0].end())
            value = f"{box['what']} ({_TAXED[taxed['as']]})" if taxed else box["what"]
            mark = leaf.mark(box.start(), (taxed or box).end())
            yield fact("tax_classification", value, mark, confidence=0.9, quote_limit=0)
        if is_w8:
            yield from _w8(leaf)
    yield from _signed(view)
    yield from certificate(view)


def _w8(leaf: Leaf) -> Iterator[Fact]:
    status = _CHAPTER_3.search(leaf.flat)
    ticked = list(_TICKED_STATUS.finditer(status["rest"].split("Chapter 4")[0])) if status else []
    if status and len(ticked) == 1:
        begin = status.start("rest")
        mark = leaf.mark(begin + ticked[0].start(), begin + ticked[0].end("what"))
        yield fact("tax_classification", ticked[0]["what"], mark, confidence=0.88, quote_limit=1)
    elif status:
        for line in leaf.lines:
            if line.start > leaf.mark(*status.span()).start and _STATUS_ALONE.fullmatch(line.text):
                yield fact(
                    "tax_classification", line.text.strip(), leaf.mark_line(line), confidence=0.85, quote_limit=1
                )
                break
    for field in _COUNTRY.find([leaf], loose=True):
        place = tidy(field.value)
        if place and place[0].isupper() and len(place.split()) <= 4:
            yield fact("jurisdiction", place, field.mark, confidence=0.85, quote_limit=1)
            break
    resident = _RESIDENT.search(leaf.flat)
    if resident:
        yield fact("jurisdiction", resident["place"], leaf.mark(*resident.span()), confidence=0.7, quote_limit=1)


def _signed(view: View) -> Iterator[Fact]:
    """`document_date`: the day above or below the blank for it, that of the signature."""
    for leaf in view.front(2):
        for index, line in enumerate(leaf.lines):
            if not _SIGNED.fullmatch(line.text):
                continue
            is_american = bool(re.search(r"(?i)\(mm", line.text))
            for near in (*leaf.lines[index + 1 : index + 2], *leaf.lines[max(0, index - 1) : index]):
                days = dates.find_days(near.text, day_first=not is_american)
                if len(days) == 1 and not near.text[: days[0].start].strip() and not near.text[days[0].end :].strip():
                    mark = leaf.mark_line(line).to(leaf.mark_line(near))
                    yield fact("document_date", days[0].iso, mark, confidence=0.96, quote_limit=1)
                    return


def certificate(view: View) -> Iterator[Fact]:
    """The same of what an office certifies, by labels and sentences."""
    leaves = view.front(2)
    yield from _labelled(leaves)
    for leaf in leaves:
        numbered = _NUMBERED.search(leaf.flat[:6_000])
        whole = ORGANISATION.search(numbered["name"]) if numbered else None
        if numbered and whole and whole.end() == len(numbered["name"]):
            start = numbered.start("name") + whole.start()
            yield fact(
                "taxpayer_name", whole[0], leaf.mark(start, start + len(whole[0])), confidence=0.78, quote_limit=1
            )
            break
    for leaf in leaves:
        taxed = _TAXED_IN_TEXT.search(leaf.flat[:6_000])
        if taxed:
            yield fact("tax_classification", taxed["what"], leaf.mark(*taxed.span()), confidence=0.8, quote_limit=1)
            break
    for leaf in leaves:
        regime = next((found for line in leaf.lines if (found := _REGIME.match(line.text))), None)
        if regime:
            at = leaf.plain.index(regime["what"])
            mark = Mark(leaf.page, at, at + len(regime["what"]))
            yield fact("tax_classification", regime["what"], mark, confidence=0.8, quote_limit=1)
            break
    for field in _CLASSES.find(leaves, loose=True):
        told = tidy(field.value)
        if told and told[0].isalnum() and 2 <= len(told) <= 90 and not is_label(told) and not dates.find(told):
            yield fact("tax_classification", told, field.mark, confidence=0.7, quote_limit=1)
            break
    if not any(_OF_STATES.search(leaf.flat[:1_500]) for leaf in leaves):
        yield from authorities.issuers(view, leaves)


def _labelled(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The name beside or below a label, one with a legal form before others; an office's own is none, and what only a
    "name" leads to must be an organisation's."""
    if any(_IS_W9.search(leaf.flat[:1_500]) for leaf in leaves):
        return  # whose lines are read by their numbers
    others: Fact | None = None
    for field in _LABELS.find(leaves, loose=True):
        name = tidy(_NUMBER_BEHIND.split(field.value)[0])
        if not name or not name[0].isalnum() or name[0].islower() or len(name.split()) > MAX_NAME_WORDS:
            continue
        if is_label(name) or authorities.named(name):
            continue
        made = fact("taxpayer_name", name, field.mark, confidence=0.86, quote_limit=1)
        if ORGANISATION.match(name):
            yield made
            return
        is_close = field.mark.text.startswith(f"{field.label} {field.value}")
        is_named = " " in field.label or not _ONLY_NAME.fullmatch(field.label)
        if others is None and (name.isupper() or (is_named and not is_close)):
            others = made
    if others is not None:
        yield others


def _name(leaf: Leaf) -> Iterator[Fact]:
    for at, line in enumerate(leaf.lines):
        if not _NAME_LINE.match(line.text):
            continue
        beside = _BESIDE.match(line.text)
        if beside:
            yield fact("taxpayer_name", beside["name"], leaf.mark_line(line), confidence=0.88)
            return
        below: list[Line] = []
        for following in leaf.lines[at + 1 : at + 1 + MAX_NAME_LINES]:
            if _NEXT_LINE.match(following.text):
                break
            below.append(following)
        names = [one for one in below if not _PRINT.search(one.text)]
        value = tidy(names[0].text) if len(names) == 1 else None
        above = leaf.lines[at - 1] if at else Line("", 0)
        if ORGANISATION.fullmatch(above.text):  # answers set above their labels
            yield fact("taxpayer_name", above.text, leaf.mark_line(above).to(leaf.mark_line(line)), confidence=0.85)
        elif value and value[0].isupper() and not value.endswith(":"):
            yield fact("taxpayer_name", value, leaf.mark_line(line).to(leaf.mark_line(names[0])), confidence=0.9)
        return
