"""ISO management system certificates and Cyber Essentials certificates: a page or two of labels, values and seals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from muniment.judging.facts import dates, policies, vocabulary
from muniment.judging.facts.bodies import BODY, BODY_WORD, bodies, named_in_han
from muniment.judging.facts.certificate_dates import issue_and_expiry
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, in_full, is_blank, tidy
from muniment.judging.facts.scopes import scope
from muniment.judging.facts.view import Leaf, Mark, Occurrence, View, plain
from muniment.judging.model import Fact

OF_NUMBER = (
    r"(?:certificate|certification|registration|cert\.?|registration certificate|zertifikats?|certificate registration|"
    r"zertifikat-registrier)[\s-]*(?:reg(?:istration|\.)? )?(?:number|no\.?|nr\.?|n°|#|id|identity number|"
    r"ref(?:erence|\.)?|code|nummer)"
)
"""What labels a certificate's number."""
_NUMBER = Labels(
    OF_NUMBER,
    "zertifikatsnummer",
    r"(?:n°|numéro|nº|n\.)(?: d[eu] )?(?:certificat|enregistrement)|certificat n°",
    r"(?:número|nº|n\.º?)(?: d[eo])? (?:certificado|registro)|certificado n[º.]",
    r"(?:numero|n\.)(?: del)? certificato|certificato n\.",
    *vocabulary.labels("certificate", "certificate_number", vocabulary.EVERY),
    "certificate",
)
_NUMBER_INLINE = re.compile(
    r"(?i:(?:certificate|attestation|statement) of [a-z]+|certificate|certification|registration|registrierung?s?)"
    r"[ -]*(?:(?i:reg(?:istration|\.)?) )?"
    r"(?i:number|no|nr|n°|#|id|identity number|reference|bears (?:the )?number)\.?:?\s*"
    r"(?P<n>[A-Z0-9][A-Z0-9./\-]*(?: [A-Z0-9./\-]*\d[A-Z0-9./\-]*){0,3})"
)
_TITLED = re.compile(
    r"(?i:certificate|zertifikat|certificat|certificado|certificato|certificaat)\s(?i:(?:no|nr|n[°º]?)\.?\s)?"
    r"(?P<n>[A-Z]{1,6}(?:[-/][A-Z]{1,6}){0,2}[-/. ]?\d[\w./-]{1,24})"
)
"""A title that ends in the certificate's number."""
MAX_TITLE_LINES, MAX_HEAD_LINES = 4, 9
"""Lines that may hold the title, and the number below it."""
_NUMBER_ALONE = re.compile(r"(?i:n|nr|no|num|núm)\.?[°º]?\.?\s?:?\s(?P<n>(?=\S*\d)[A-Z0-9][\w./-]{2,30})")
_SHORT_LABEL = re.compile(r"^(?:No|Nr|N[°º])[.:]{0,2}\s(?=\S*\d)")
_OTHER_BEHIND = re.compile(
    r"\s(?=(?:(?:UNI|DIN|NF|EN|BS|UNE|NEN|NP|CEI|JIS(?: Q)?|ABNT|NBR|ÖNORM|SN)[\s-]){0,4}(?:ISO|JIS)\b)"
)
"""The standard behind a number on its line."""
_MONTH_FIRST = re.compile(r"[A-Z][a-z]{2}-\d{1,2}-\d{4}|\d{1,2}-[A-Z][a-z]{2}-\d{4}")
_IS_TITLE = re.compile(r"(?i)certificat[eo]?|certificado|certificaat|zertifikat")
_IDENTIFIER = re.compile(
    r"(?=[^\n]*\d)[A-Za-z0-9][A-Za-z0-9./\-_]{0,40}(?: (?:[A-Z0-9./\-_]*\d[A-Z0-9./\-_]*|[A-Z]{2,4})){0,3}"
)
_STANDARD = re.compile(
    r"(?i)(?:[A-Z]{2,3}[\s-])??(?P<name>ISO(?:\s?/\s?IEC)?\s?(?P<n>27001|27017|27018|27701|22301|42001|9001|20000-1|"
    r"27002))"
    r"(?:(?:\s?[:\-]\s?|,? \(?(?:edition|edición|edição|édition|edizione|editie|ausgabe|fassung|version|versión|"
    r"versão|versie)"
    r"(?: d[eo] )?\s?)(?P<y>(?:19|20)\d\d))?"
)
_NATIONAL = re.compile(r"\b(?:EN|DIN|UNI|CEI|UNE|BS|NF|NEN|SS|GB/T \S+ /)[\s-]*$")
_NEXT_SENTENCE = re.compile(r"(?<=[a-z\d]{2}[.;])\s(?=[A-Z])")
MAX_AHEAD = 120
_EXTENDS = re.compile(
    r"(?i)\b(?:extension|connection|conjunction|together|prerequisite|based on|basis|supplement\w*|addition|replaces|"
    r"supersed\w+|linked|related|associated|previous|former|parent|main certificate|refers?|annex to)\b"
)
"""Ahead of a certificate's number: another certificate that this one rests on."""
_ATTESTS = re.compile(
    r"(?i)\b(?:requirements? of|in accordance with|conform\w* (?:to|with)|compl(?:y|ies|iance|iant) with|"
    r"certified (?:to|"
    r"against)|standard(?: is)?:?|against|fulfil\w* the|meets?|follow\w*)\b[^.;]{0,50}$"
)
"""Ahead of the standard that a certificate attests."""
_CERTIFIED = re.compile(
    r"(?i)certif(?:y|ies|ied)(?: hereby)?(?: that)?:?|"
    r"(?:bescheinigt|bestätigt)(?: wird)?,?(?: hiermit)?,? da(?:ss|ß)(?: das unternehmen| die firma| die "
    r"organisation)?|"
    r"certifie que(?: la société| l['’]organisme)?|certifi[cq]\w+ que(?: la (?:empresa|organización)| a empresa)?|"
    r"certifica che(?: l['’]organizzazione| la società)?|verklaart dat|confirms that|attests that|"
    r"management systems? of(?: the (?:organi[sz]ation|company))?:?"
)
_OF_BODY = re.compile(
    r"(?i)(?:zertifizierungsstelle|certification body|organisme|issued by|ausgestellt)\W*(?:der|of|by|von)?\W*$"
)
"""Ahead of the name of who certifies."""
_HOLDS = re.compile(rf"(?P<name>{NAME}),? holds (?:the )?certificate")
_AUDITED = re.compile(
    rf"(?P<name>{ORGANISATION.pattern})(?:, [A-Z][\w ]{{1,30}}){{0,2}},? "
    r"(?:has|have) been (?:audited|assessed|certified)"
)
_HEAD_NOUN = re.compile(
    r"^(?:(?:Die|Das|Der|The) )?(?:\w*stelle|Unternehmen|Organi[sz]ation|Company|Firma|Name|Client|\d{4})\s"
)
_HOLDER_LABEL = Labels(
    "(?:name of )?(?:certified )?(?:organi[sz]ation|company|client|holder|certificate holder|licensee|"
    "applicant)(?: name)?",
    "issued to",
    "awarded to",
    "granted to",
    "presented to|licen[cs]ed to|in favou?r of",
    "(?:this )?certificate (?:is )?(?:issued|awarded|granted|presented) to",
    "(?:name|name and address) of (?:the )?(?:organi[sz]ation|company|client|certificate holder|certified entity|"
    "holder)",
    "(?:certified|registered|legal|audited) (?:entity|company|organi[sz]ation|client|firm)(?: name)?|holder of "
    "(?:the )?"
    "certificate|legal name",
    "name of organi[sz]ation",
    "registered organi[sz]ation",
    "this is to certify that",
    "this certifies that",
    "is to certify that",
    "certifies that",
    "hereby certifies that",
    "management system of",
    "the management system of",
)


def certificate(view: View) -> Iterator[Fact]:
    """Facts of a certificate; its first pages only, since annexes list sites with dates of their own."""
    leaves = view.front(3)
    yield from _number(view, leaves)
    yield from _below_title(leaves)
    yield from _standard(leaves)
    yield from bodies(view, leaves)
    yield from named_in_han(leaves[:1])
    yield from _holder(view, leaves)
    yield from scope(view, leaves)
    yield from issue_and_expiry(view, leaves)
    for field in _ASSESSED_BY.find(leaves[:1], loose=True):
        name = tidy(field.value)
        if name and re.fullmatch(NAME, name) and 1 < len(name.split()) <= MAX_HOLDER_WORDS and not field.is_below:
            yield fact("assessor", name, field.mark, confidence=0.8)
            return


_APPLIES_TO = Labels("organi[sz]ation(?: name)?|company(?: name)?|legal entity|entity|prepared for|client")
_ASSESSED_BY = Labels("(?:name of (?:the )?)?(?:lead |certifying )?assessor(?: name)?|assessed by")
MAX_HOLDER_WORDS = 8


def applicability(view: View) -> Iterator[Fact]:
    """Facts of a statement of applicability: of which standard, whose and which version."""
    yield from policies.front_matter(view)
    yield from policies.approved_on(view)
    yield from _standard(view.front(1))
    for field in _APPLIES_TO.find(view.front(1), loose=True):
        name = tidy(field.value)
        if name and name[0].isupper() and not field.is_below and len(name.split()) <= MAX_HOLDER_WORDS:
            yield fact("holder", name, field.mark, confidence=0.82)
            return


def _number(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for hit in view.near(
        ("number", "no.", " no", "nr", "n°", "reference"), _NUMBER_INLINE, before=40, after=60, leaves=leaves
    ):
        value = hit["n"].rstrip(".,-")
        if _is_of_another(hit.mark()) or _is_broken(hit.mark("n"), "\n"):
            continue
        if any(letter.isdigit() for letter in value) and not dates.find(value) and len(value) > 2:
            yield fact("certificate_number", value, hit.mark(), confidence=0.9)
            break
    for line in leaves[0].lines[:MAX_TITLE_LINES] if leaves else ():
        titled = _TITLED.fullmatch(line.text)
        if titled and not _STANDARD.match(titled["n"]) and not dates.find(titled["n"]):
            yield fact("certificate_number", titled["n"], leaves[0].mark_line(line), confidence=0.85, quote_limit=1)
            break
    for field in _NUMBER.find(leaves, loose=True):
        value = _OTHER_BEHIND.split(_SHORT_LABEL.sub("", field.value.split("  ")[0]))[0]
        match = _IDENTIFIER.match(value)
        if (
            match
            and len(match[0]) > 2
            and re.search(r"\d", match[0])
            and not is_blank(match[0])
            and not _MONTH_FIRST.fullmatch(match[0])
            and not _STANDARD.match(match[0])
            and not _is_of_another(field.mark)
            and not _is_broken(field.mark)
            and not any(found.start < match.end() for found in dates.find(value))
            and len(value) < 60
        ):
            # A number that fills its line is whole; in running text letters behind it may be the next word.
            whole = len(match[0]) == len(value.rstrip(" .-"))
            yield fact(
                "certificate_number",
                match[0].rstrip(".-"),
                field.mark,
                confidence=0.91 if whole else 0.88,
                quote_limit=1,
            )


def _is_broken(mark: Mark, within: str = "") -> bool:
    """Whether a line's end breaks a number in two: where it then ends is a guess. `within`: what it cannot hold."""
    if within and within in mark.text:
        return True
    if mark.text.count("\n") == 1 and not re.search(r"\d", mark.text.partition("\n")[2]):
        return False  # the number above its label
    rest = mark.page.text[mark.end : mark.end + 20]
    inside = mark.text.rsplit("\n", 1)[-1] if mark.text.count("\n") == 1 and ":" in mark.text else mark.text
    return bool(
        re.search(r"\d[\w./-]*\s*\n", inside)
        or re.search(r"[-/]$", mark.text)
        or re.match(r"[-/]\s*\n|\s*\n\s*[-/]\d", rest)
    )


def _is_of_another(mark: Mark) -> bool:
    """Whether a number is of a certificate that this one rests on; a label that begins its line is of this one."""
    ahead = mark.page.text[max(0, mark.start - 2 * MAX_AHEAD) : mark.start]
    begins = ahead.endswith("\n") and mark.text[:1].isupper()
    if begins and not re.search(r"(?:\b(?:with|to|of|and|by|the|under)|,)\s*$", ahead):
        return False
    return bool(_EXTENDS.search(" ".join(ahead.split())[-MAX_AHEAD:]))


def _standard(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        for match in _international_first(_of_this_one(leaf)):
            name = re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", match["name"].upper()))
            name = re.sub(r"(ISO(?:/IEC)?)\s?(?=\d)", r"\1 ", name)
            mark = leaf.mark(*match.span())
            yield fact("standard", name, mark, confidence=0.95 if match["y"] else 0.85)
            if match["y"]:
                yield fact("standard_year", int(match["y"]), mark, confidence=0.95)
                return
        yield from _cyber_essentials(leaf)


def _of_this_one(leaf: Leaf) -> list[re.Match[str]]:
    """The standards named on a leaf in order, ahead of all those that the certificate says it attests; one that it only
    rests on ("in conjunction with") comes last."""

    def place(match: re.Match[str]) -> int:
        ahead = re.split(r"[.;] |ISO\S*(?: \S+)?", match.string[max(0, match.start() - 70) : match.start()])[-1]
        return 2 if _EXTENDS.search(ahead[-40:]) else 0 if _ATTESTS.search(ahead) else 1

    return sorted(_STANDARD.finditer(leaf.flat[:20_000]), key=place)


def _cyber_essentials(leaf: Leaf) -> Iterator[Fact]:
    cyber = re.search(r"(?i)cyber essentials(?: plus)?", leaf.flat[:20_000])
    plus = re.search(r"(?i)cyber essentials plus", leaf.flat) if cyber and "plus" in leaf.low else None
    if plus:
        yield fact("standard", "Cyber Essentials Plus", leaf.mark(*plus.span()), confidence=0.9)
    elif cyber and "plus" not in leaf.low:
        yield fact("standard", "Cyber Essentials", leaf.mark(*cyber.span()), confidence=0.9)


def _below_title(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """A number alone on one of the first lines, below the title of a certificate."""
    for leaf in leaves[:1]:
        for above, line in pairwise(leaf.lines[:MAX_HEAD_LINES]):
            alone = _NUMBER_ALONE.fullmatch(line.text)
            if alone and _IS_TITLE.match(above.text.replace(" ", "")) and not dates.find(alone["n"]):
                yield fact("certificate_number", alone["n"], leaf.mark_line(line), confidence=0.8, quote_limit=1)
                return

        lone = [(line, found) for line in leaf.lines if (found := _NUMBER_ALONE.fullmatch(line.text))]
        if len(lone) == 1 and not dates.find(lone[0][1]["n"]):
            line, found = lone[0]
            yield fact("certificate_number", found["n"], leaf.mark_line(line), confidence=0.7, quote_limit=1)
        titled = [(line, found) for line in leaf.lines if (found := _TITLED.fullmatch(line.text))]
        if len(titled) == 1 and not _STANDARD.match(titled[0][1]["n"]) and not dates.find(titled[0][1]["n"]):
            line, found = titled[0]
            yield fact("certificate_number", found["n"], leaf.mark_line(line), confidence=0.72, quote_limit=1)


def _international_first(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """National editions (DIN EN, UNI CEI EN) carry years of their own: the same standard's own year goes ahead."""
    dated = next((match for match in matches if match["y"]), None)
    own = [
        match
        for match in matches
        if dated
        and match["y"]
        and match["n"] == dated["n"]
        and not _NATIONAL.search(match.string[max(0, match.start() - 12) : match.start("name")])
    ]
    return [*own[:1], *matches]


def _head_of(leaf: Leaf, start: int, size: int) -> str:
    """What is left of the page's line at flat[start:], or the next line when nothing is."""
    text = leaf.mark(start, start + size).text if leaf.flat[start : start + size].strip() else ""
    return " ".join(plain(text).lstrip(" :\n").split("\n")[0].strip(" ,").split())


_CERTIFYING = (
    "bescheinigt", "bestätigt", "certifie que", "certifica que", "certifica che", "verklaart dat", "certifies that",
    "certify that", "confirms that", "attests that", "certifies", "management system", "certify",
)  # fmt: skip
"""What leads to who is certified."""


def _holder(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Candidates for `holder`: who a sentence says to hold it or to be certified, or a label names, or a line alone."""
    holding = next(_holding(leaves[:2]), None)
    if holding:
        yield holding
        return
    for hit in view.near(_CERTIFYING, _CERTIFIED, after=60, leaves=leaves[:2]):
        organisation = next(_organisation_certified(hit), None)
        if organisation:
            yield organisation
            return
        yield from _name_certified(hit)
    for hit in view.near(
        (" been audited", " been assessed", " been certified"), _AUDITED, before=160, leaves=leaves[:2]
    ):
        name = tidy(hit["name"])
        if name and _is_holder(name):
            yield fact("holder", name, hit.mark(), confidence=0.75)
            break
    yield from _holder_labelled(leaves[:2])
    yield from _holder_alone(leaves[:1])


def _holding(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Who "holds the certificate", as a line begins."""
    for leaf in leaves:
        for line in leaf.lines:
            holds = _HOLDS.match(line.text) if "holds" in line.text else None
            name = tidy(holds["name"]) if holds else None
            if name:
                yield fact("holder", name, leaf.mark_line(line), confidence=0.93)


def _behind(hit: Occurrence) -> str:
    """The rest of a sentence that says who is certified."""
    return _NEXT_SENTENCE.split(hit.leaf.flat[hit.match.end() : hit.match.end() + 240])[0]


def _organisation_certified(hit: Occurrence) -> Iterator[Fact]:
    """Names with what they legally are, behind words that certify, but for the certification body's."""
    window, start = _behind(hit), hit.match.end()
    for found in ORGANISATION.finditer(window):
        name = tidy(_HEAD_NOUN.sub("", found[0]))
        ahead = (window[: found.start()] + found[0])[-len(found[0]) - 30 :]
        if name and _is_holder(name) and not re.search(r"(?i)zertifizierungsstelle|certification body", ahead):
            yield fact("holder", name, hit.leaf.mark(hit.match.start(), start + found.end()), confidence=0.9)


def _name_certified(hit: Occurrence) -> Iterator[Fact]:
    """A name without a legal form behind words that certify: on a line of its own, or right behind them."""
    window, start = _behind(hit), hit.match.end()
    head = _head_of(hit.leaf, start, len(window))
    alone = tidy(head) if re.fullmatch(NAME, head) else None
    if alone and _is_holder(alone) and len(alone.split()) <= 9 and head in window:
        at = start + window.index(head)
        yield fact("holder", alone, hit.leaf.mark(hit.match.start(), at + len(head)), confidence=0.8)
    named = re.match(NAME, re.sub(r"^[:\s]+", "", window))
    name = tidy(named[0]) if named else None
    if name and named and _is_holder(name) and len(name.split()) <= 6:
        at = start + window.index(named[0])
        yield fact("holder", name, hit.leaf.mark(hit.match.start(), at + len(named[0])), confidence=0.65)


def _holder_labelled(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for field in _HOLDER_LABEL.find(leaves, loose=True):
        whole = ORGANISATION.match(field.value)
        name = tidy(whole[0]) if whole and whole[0] != field.value else in_full(field.value)
        if name and _is_holder(name) and len(name.split()) <= 10 and name[0].isupper():
            yield fact("holder", name, field.mark, confidence=0.91 if whole else 0.65)


def _holder_alone(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Organisations on lines of their own near the top that are no certification bodies."""
    for leaf in leaves:
        for line in leaf.lines[:25]:
            named = ORGANISATION.fullmatch(line.text)
            above = leaf.flat[: max(0, leaf.flat.find(line.text))][-40:]
            if named and not BODY.search(line.text) and not BODY_WORD.search(line.text) and not _OF_BODY.search(above):
                yield fact("holder", tidy(line.text) or line.text, leaf.mark_line(line), confidence=0.6)


def _is_holder(name: str) -> bool:
    low = name.lower()
    return not BODY.match(name) and not re.search(
        r"^(?:company|address|organi[sz]ation|name|client)(?: address| name)?$|\b(?:management system|certificate|"
        r"certification|standard|sistema d[ei] gest\w+|système de management|[\w-]*managementsystem\w*|iso|"
        r"requirements|has been|information security|scope|isms|following)\b",
        low,
    )
