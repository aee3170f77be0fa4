"""What the models look at in a document: its title lines, headings and first pages as numbers, and its shape.

Bounded whatever the document's length: the title zone, short lines of the first HEADING_PAGES pages, and the first
BODY_CHARACTERS of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Floats, Integers
from muniment.judging.learned.words import Vocabulary
from muniment.judging.zones import PROSE_WORDS, Title, Zones, fold
from muniment.reading.model import PageKind, Reading

OPENING_CHARACTERS = 900
FRONT_CHARACTERS = 6_000
BODY_CHARACTERS = 24_000
TITLES = 6
HEADINGS = 60
HEADING_PAGES = 8
HEADING_WORDS = 9
FIRST_WORDS = 25
"""The beginning of the running text, where a title may stand inside the first sentence."""

READS_WORDS = 110
"""So much of the beginning is compared with what a type reads like; more did not help (`docs/classification.md`)."""

TELLING_CHARACTERS = 2_500
"""In so much of the beginning the very words of what a type reads like are looked for."""

_MARKS = re.compile(r"(?i)\b(?:(must|shall)|(you|your)|(we|our|us))\b")
_MONEY = re.compile(r"[$€£]\s?\d|\d\.\d\d\b")
_BLANK = re.compile(
    r"\[[^\]\n]{2,60}\]|<[A-Z][^>\n]{1,60}>|\{\{|_{4,}|\.{8,}|(?i:\b(?:insert|your company|company name|enter)\b)"
)
"""What stands where a document that was filled in says something."""

_GUIDING = re.compile(
    r"(?i)\b(?:how to|this (?:guide|article|post|chapter|course|lesson|template|lab)|(?:read|learn) more|tips?|"
    r"step \d|you (?:should|can|will|need|may)|for example|students?|homework|exercise|instructions?|template|"
    r"contact us|our (?:experts|blog|advice)|whitepaper|primer|checklist|in this post|book a demo|talk to sales|"
    r"leitfaden|merkblatt|ratgeber|beispiel|sie sollten|sollten sie|tipps|so (?:gelingt|wählen|lesen)|"
    r"par exemple|ce guide|vous pouvez|fiche pratique|conseils|dans cet article|comment (?:choisir|lire|obtenir)|"
    r"esta guía|por ejemplo|puede usted|consejos|en este artículo|cómo (?:elegir|leer|obtener)|"
    r"questa guida|per esempio|ad esempio|consigli|in questo articolo|come (?:scegliere|leggere|ottenere)|"
    r"deze handleiding|bijvoorbeeld|zo kiest u|in deze (?:gids|whitepaper)|leest u|"
    r"este guia|por exemplo|dicas?|neste artigo|como (?:escolher|ler|obter)|o que pedir)\b"
)
"""What speaks to somebody who is to write, learn or buy, and not of the organisation itself."""

_MAIL = (
    re.compile(r"(?im)(?:^|\s)(?:from|von|de|da|van)\s?:\s?\S"),
    re.compile(r"(?im)(?:^|\s)(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto)\s?:\s?\S"),
)
_MAIL_CHARACTERS = 600
"""The beginning, where a mail says from whom it is and what about; both say that it is one."""
_ASKING = re.compile(
    r"(?i)\b(?:(?:could|can|would) you (?:please )?(?:send|provide|share|upload)|please (?:send|provide|upload|"
    r"share|return)|"
    r"we (?:request|ask you)|kindly (?:send|provide)|bitte (?:senden|übersenden|schicken|reichen)|"
    r"bitten wir (?:sie )?um|"
    r"merci de (?:nous|bien)|veuillez (?:nous|envoyer|transmettre|fournir)|rogamos|solicitamos|le pedimos|"
    r"(?:vi|le) (?:chiediamo|preghiamo)|inviarci|trasmetterci|gelieve|verzoeken wij|wij vragen u|"
    r"pedimos|agradecemos (?:o envio|que)|queira enviar)\b"
)
"""What asks for evidence instead of giving it."""
_UNFILLED = re.compile(
    r"(?i)(?<!\w)(?:dd|tt|jj|gg|mm)[/.-](?:mm|dd)[/.-](?:yyyy|jjjj|aaaa|yy)(?!\w)|\b(?:to be (?:filled|completed)|"
    r"fill (?:in|out)|delete this|auszufüllen|ausfüllen|löschen sie|à (?:compléter|remplir)|remplissez|por rellenar|"
    r"rellen[ea]|borre|da compilare|compilare|in te vullen|vul in|a preencher|preencha|plantilla|vorlage|modèle|"
    r"modello|"
    r"sjabloon)\b"
)
"""What a form says that nobody filled in."""
_BARE_LINES, BARE_WORDS = 40, 4
_DATED = re.compile(
    r"\b\d{1,2}[./ ]{1,2}(?:de )?(?:\d{1,2}|[^\W\d]{3,10})[./ ,]{1,2}(?:de )?20\d\d\b|\b[^\W\d]{3,9} \d{1,2}, 20\d\d\b|"
    r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2}-\d{1,2}-20\d\d\b|20\d\d年"
)
_SIGNED = re.compile(
    r"(?i)\b(?:signature|signed|signatory|approved by|unterschrift|unterzeichnet|gezeichnet|signé|fait à|firmado|firma|"
    r"firmato|handtekening|ondertekend|assinatura|assinado)\b|署名"
)
_FIRM = re.compile(
    r"\b(?:Inc|LLC|LLP|Ltd|Limited|GmbH|AG|SAS|SARL|S\.A\.|S\.L\.|S\.r\.l\.|S\.p\.A\.|SpA|B\.V\.|N\.V\.|BV|Lda|"
    r"Ltda|plc|"
    r"PLC|Corp|Corporation|KG|Oy|AB|ApS)\b|株式会社"
)
_MANY, _SOME = 20, 6
_LONGEST_LINE = 160
_BREAK = "\u00b6"
_PLACEHOLDERS = frozenset(
    re.findall(
        r"\w+",
        """
        insert your the company organisation organization org agency federal office system csp vendor name logo date
        here page of version january february march april may june july august september october november december
        """,
    )
)
"""Lines of templates that stand where a title would, and dates and numbers of pages."""


@dataclass(frozen=True, slots=True)
class View:
    """`lines`: title lines, folded, and the first words. `opening`: the words of the beginning, each once.
    `blocks`: the words of each of `words.BLOCKS`, as numbers.
    `shape`: the numbers of SHAPE."""

    lines: tuple[str, ...]
    first_words: str
    opening: frozenset[str]
    front: Integers
    blocks: tuple[Integers, ...]
    shape: Floats


SHAPE = (
    *("pages", "words", "sheet", "slide", "block", "page", "recognised", "picture", "digits", "questions", "prose"),
    *("short", "tiny", "tables", "code", "links", "capitals", "blanks", "foreign", "shall", "you", "we", "money"),
    *("unknown", "blank", "guiding", "dated", "signed", "firms", "mail", "asking", "unfilled", "bare"),
)


def view(reading: Reading, parts: Zones, vocabulary: Vocabulary) -> View:
    """What the models see of a reading."""
    text, folded = _beginning(parts)
    lines = title_lines(parts.title) or [label for label in parts.labels.replace(_BREAK, "\n").split("\n") if label]
    body = vocabulary.numbers(folded)
    front = body[: _words_within(folded, FRONT_CHARACTERS)]
    opening = body[: _words_within(folded, OPENING_CHARACTERS)]
    return View(
        lines=tuple(lines[:TITLES]),
        first_words=" ".join(folded[:_LONGEST_LINE].split()[:FIRST_WORDS]),
        opening=frozenset(folded[:TELLING_CHARACTERS].split()),
        front=body[:READS_WORDS],
        blocks=(
            vocabulary.numbers(f" {_BREAK} ".join(lines[:TITLES])),
            vocabulary.numbers(f" {_BREAK} ".join(lines[:2])),
            vocabulary.numbers(f" {_BREAK} ".join([*lines[TITLES:], *_headings(parts), parts.labels])),
            opening,
            front,
            body,
        ),
        shape=_shape(reading, parts, text, unknown=float((front == 0).mean()) if front.size else 0.0),
    )


def title_lines(title: Title) -> list[str]:
    """The lines of the title zone, folded."""
    ends = [*(line.start for line in title.lines[1:]), len(title.folded)]
    lines = [title.folded[line.start : end].replace(_BREAK, " ") for line, end in zip(title.lines, ends, strict=True)]
    folded = dict.fromkeys(line.strip()[:_LONGEST_LINE] for line in lines)
    return [line for line in folded if len(line) > 2 and not _is_placeholder(line)]


def _is_placeholder(line: str) -> bool:
    return all(word in _PLACEHOLDERS or word.isdigit() for word in line.split())


def _beginning(parts: Zones) -> tuple[str, str]:
    """The first BODY_CHARACTERS, as they are and folded."""
    texts, folded, size = [], [], 0
    for page in parts.pages:
        if size >= BODY_CHARACTERS:
            break
        texts.append(page.page.text[: BODY_CHARACTERS - size])
        folded.append(page.folded[: BODY_CHARACTERS - size])
        size += len(folded[-1])
    return "\n".join(texts), "".join(folded)


def _words_within(folded: str, characters: int) -> int:
    return len(folded[:characters].split())


def _headings(parts: Zones) -> list[str]:
    """Short lines of the first pages that are no sentences."""
    found: list[str] = []
    for page in parts.pages[:HEADING_PAGES]:
        lines = [line.strip() for line in page.page.text[:BODY_CHARACTERS].split("\n")]
        found += [
            line for line in lines if 3 < len(line) < 90 and line[-1] not in ".,;" and line.count(" ") < HEADING_WORDS
        ]
        if len(found) >= HEADINGS:
            break
    return [fold(line) for line in found[:HEADINGS]]


def _shape(reading: Reading, parts: Zones, text: str, *, unknown: float) -> Floats:
    """`unknown`: the share of the front's words that nothing is known of, most of them in languages hardly learned."""
    lines = [line for line in text.split("\n") if line.strip()]
    line_count, size = max(1, len(lines)), max(1, len(text))
    split = [line.split() for line in lines]
    words = max(1, sum(map(len, split)))
    kinds = {page.kind for page in reading.pages[:50]}
    marks = _MARKS.findall(text)
    letters = np.frombuffer(text.encode("ascii", "replace"), np.uint8)
    digits = int(((letters >= 48) & (letters <= 57)).sum())
    capitals = int(((letters >= 65) & (letters <= 90)).sum())
    numbers = {
        "pages": min(reading.page_count or len(reading.pages) or 1, 300) ** 0.5 / 10,
        "words": min(parts.word_count, 40_000) ** 0.5 / 100,
        "sheet": PageKind.SHEET in kinds,
        "slide": PageKind.SLIDE in kinds,
        "block": PageKind.BLOCK in kinds,
        "page": PageKind.PAGE in kinds,
        "recognised": any(page.ocr for page in reading.pages[:50]),
        "picture": reading.media_type.startswith("image"),
        "digits": digits / size * 4,
        "questions": sum(line.rstrip().endswith("?") for line in lines) / line_count * 4,
        "prose": sum(len(line) for line in split if len(line) > PROSE_WORDS) / words,
        "short": parts.word_count < 150,
        "tiny": parts.word_count < 60,
        "tables": sum("|" in line or "\t" in line for line in lines) / line_count,
        "code": text.count("```") / line_count * 10,
        "links": text.count("](") / line_count,
        "capitals": capitals / size * 4,
        "blanks": text.count("___") / line_count + text.count("[") / line_count / 3,
        "foreign": (reading.language or "en") != "en",
        "shall": sum(bool(one[0]) for one in marks) / words * 50,
        "you": sum(bool(one[1]) for one in marks) / words * 15,
        "we": sum(bool(one[2]) for one in marks) / words * 15,
        "unknown": unknown,
        "blank": min(len(_BLANK.findall(text)), _MANY) / _MANY,
        "guiding": min(len(_GUIDING.findall(text)) / words * 40, 1.0),
        "dated": min(len(_DATED.findall(text[:FRONT_CHARACTERS])), _SOME) / _SOME,
        "signed": min(len(_SIGNED.findall(text)), _SOME) / _SOME,
        "firms": min(len(_FIRM.findall(text[:FRONT_CHARACTERS])), _SOME) / _SOME,
        "mail": all(part.search(text[:_MAIL_CHARACTERS]) for part in _MAIL),
        "asking": min(len(_ASKING.findall(text)) / words * 40, 1.0),
        "unfilled": min(len(_UNFILLED.findall(text)), _SOME) / _SOME,
        "bare": _bare(lines[:_BARE_LINES]),
        "money": len(_MONEY.findall(text)) / words * 20,
    }
    return np.array([float(numbers[name]) for name in SHAPE], np.float32)


def _bare(lines: list[str]) -> float:
    """The share of lines that are a few words and nothing else: the labels of a form that nobody filled in."""
    bare = [line for line in lines if len(line.split()) <= BARE_WORDS and not re.search(r"[\d.]", line)]
    return len(bare) / max(1, len(lines))
