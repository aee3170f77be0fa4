"""What a policy, plan or procedure is called: beside a label, or where titles are set, perhaps over two lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import LINK, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Line
from muniment.judging.model import Fact

_TITLE_LABEL = Labels(
    "(?:policy|document|plan|procedure|standard) (?:title|name)",
    "title",
    "subject",
    *vocabulary.labels("policy", "title"),
)
_TITLE_COLUMN = Labels("(?:policy|document|plan|procedure) (?:title|name)")
_TITLE_WORDS = re.compile(
    r"(?i)\b(?:polic(?:y|ies)|plan|procedures?|standard|code of (?:conduct|ethics)|program(?:me)?|guidelines?|notice|"
    r"statement|"
    rf"framework|rules|charter|restrictions|handbook|manual|principles|{vocabulary.alternatives('title')})\b"
)
_TITLE_REST = re.compile(r"(?i)(?:policy|plan|procedure|standard|policies|policy statement)")
_TOPIC = re.compile(
    r"(?i)\b(?:business|continuity|disaster|information|security|data|access|incident|acceptable|privacy|change|"
    r"vendor|supplier|encryption|vulnerability|patch|password|backup|cloud|mobile|remote|artificial|intelligence|"
    r"retention|risk|crypto\w*|response|conduct|network|asset|physical|third[- ]party)\b"
)
_HEADING = re.compile(r"#\s+[A-Z]")
_NOT_TITLE = re.compile(
    r"(?i)^\d{1,2}(?:\.\d{1,2})*[.)]?\s|^(?:co(?:de|dice)|código|ref|nr|no|n[°º]|doc\w*|dok\w*)\.? ?/ ?\w|"
    r"^(?:(?:standard|owner|author|status|classification|policy owner|approved "
    r"by|reference)\s?:|"
    r"table of contents|contents|page \d|confidential|version\b|purpose|scope|slug|description|tags|this |"
    r"the purpose|when |we |if )|https?:|\.{4,}|[.;,:]$"
)
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|<[^>]*>|\{\{[^}]*\}\}")
_SEGMENT = re.compile(r"\s+[-|·:]\s+|:\s+")
_BESIDE_TITLE = re.compile(
    r"(?i)(?:(?:document|policy|procedure|plan|standard)?\s?(?:version|issue|edition|rev(?:ision|\.)?|v|no\.?|ref\.?)\s?"
    r"[\w./-]*\d[\w./-]*|(?=[\w./-]*\d)[A-Z]{1,6}[\w./-]*|confidential|internal(?: use)?(?: only)?|public|final|"
    r"template|"
    r"draft(?: .*)?|page \d.*|"
    r"(?:fassung|ausgabe|auflage|versión|edición|revisión|versão|edição|revisão|versione|edizione|revisione|versie|"
    r"uitgave|revisie|édition|révision)\s?\d[\d.]*)"
)
"""A piece of a line with a title that is none of it: a version, an identifier, a class."""
_IDENTIFIER = re.compile(r"^(?=[A-Z0-9.-]*\d)[A-Z]{2,6}(?:[.-][A-Z0-9]{1,6})*[.-]?\d+(?:[.-]\d+)*\s+(?=[A-Z])")
_NUMBER_BEHIND = re.compile(
    r"(?i)[\s,;(-]+(?:(?:doc(?:ument)?|dok(?:ument)?(?:en)?|policy|procedure|standard|ref(?:erence)?|id|sop)\W{0,3})?"
    r"(?:no|nr|n[°º]|num(?:ber|mer|éro|ero)?|número|id|ref(?:erence)?|code|cod|código|codice)\W{1,4}"
    r"(?=[\w./-]*\d)[\w./-]+\)?$"
)
"""The document's number behind its title: "Doc. no.: AB-001"."""
_NUMBERED_KIND = re.compile(r"[\w-]+\s(?:(?i:no|nr|n[°º])\.?\s)?(?=[\w./-]*\d)(?=[\w./-]*[-/.])[\w./-]+")
"""What kind of document it is and its number: "Standard AB-001"."""
_VERSION_BEHIND = re.compile(r"(?i)[\s,(-]+(?:version|issue|edition|rev(?:ision|\.)?|v)\s?\d[\d.]*\)?$")
_NO_HALF = re.compile(
    r"(?i)\d|[.,;:!?]$|\b(?:confidential|internal|public|restricted|draft|version|page|classification|company|group|"
    r"department|contents|approved|owner)\b"
)
"""A line above a title that is none of it."""
_SMALL = frozenset(["of", "and", "for", "the", "on", "in", "to", "with", "at", "by", "or", "a", "an"])
_ABROAD = re.compile(rf"(?i:{vocabulary.alternatives('title')})\b")
_ALONE = re.compile(rf"(?i)(?=.{{10}})[A-ZÄÖÜ](?:{vocabulary.alternatives('title')}|[\w-]+handbuch)")
"""A title of one word: "Informatiebeveiligingsbeleid"."""
MAX_HALVES = 2
"""Lines above the one that names the kind of document which may begin its title."""


def title(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`title` of the first page: beside its label, else the first line that is set as one ahead of running text."""
    for field in (*_TITLE_LABEL.find(front[:1]), *_TITLE_COLUMN.find(front[:1], loose=True)):
        name = tidy(field.value.strip("'\""))
        if name and len(name.split()) <= 14 and _TITLE_WORDS.search(name):
            yield fact("title", name, field.mark, confidence=0.92)
            break
    else:
        yield from _beside_label(front)
    for leaf in front[:1]:
        lines = [line for line in leaf.lines if line.text not in {"---", "+++"}][:30]
        header: Fact | None = None
        for index, line in enumerate(lines):
            if len(line.text.split()) > 16 or (header and index > MAX_BELOW_HEADER):
                break  # running text has begun; what it names is another document
            if _JAPANESE.fullmatch(line.text):
                yield fact("title", line.text, leaf.mark_line(line), confidence=0.8)
                return
            text, start, end = _joined(lines, index, leaf)
            if _HEADING.match(line.text) and tidy(text) and len(text.split()) <= 12:
                yield fact("title", tidy(text) or text, leaf.mark_line(line), confidence=0.82)
                return
            if (
                not _TITLE_WORDS.search(text)
                or _NOT_TITLE.search(text)
                or "\t" in text
                or not (1 < len(text.split()) <= 12 or _ALONE.fullmatch(text))
            ):
                continue
            name = _named(text)
            if name and index and _KIND_AND_WHOSE.match(name) and is_named_above(bare(lines[index - 1])):
                name, start = bare(lines[index - 1]), lines[index - 1].start
            if name and _is_set_as_title(name) and (name[0].isupper() or name[0].isdigit()):
                made = fact("title", name, leaf.mark_line(Line(leaf.page.text[start:end], start)), confidence=0.8)
                if header is None and _is_header(lines, index, front):
                    header = made
                    continue
                yield made
                return
        if header:
            yield header


def _beside_label(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The title that only a space parts from its label, which opens the line."""
    for leaf in front[:1]:
        for line in leaf.lines[:MAX_LABELLED_LINES]:
            told = _OPENS_WITH_LABEL.match(line.text) if len(line.text) <= MAX_TITLE_LINE else None
            name = _named(line.text[told.end() :]) if told else None
            if name and name[0].isupper() and len(name.split()) <= 12 and _is_set_as_title(name):
                yield fact("title", name, leaf.mark_line(line), confidence=0.86)
                return


_OPENS_WITH_LABEL = re.compile(
    r"(?:Title|Document [Tt]itle|Document [Nn]ame|Titel|Dokument(?:en)?titel|Titre(?: du document)?|Intitulé|"
    r"Título(?: d[eo]l? documento)?|Denominación|Titolo(?: del documento)?|Denominazione|Denominação|"
    r"Documenttitel|Documentnaam)\s(?!of\b|de\b|di\b|van\b)"
)
MAX_LABELLED_LINES, MAX_TITLE_LINE = 8, 140
"""Lines of a page that may open with the label of its title, and characters of one."""


_JAPANESE = re.compile(
    r"[^\s:：。、|]{0,36}(?:方針|規程|規定|規則|手順書?|計画書?|基準|要領|マニュアル|ガイドライン|細則|ポリシー|行動規範|規範|宣言)(?:\s?[(（][^)）]{1,12}[)）])?"
)
MAX_BELOW_HEADER = 6
"""Lines down to which a title is looked for below a header that names it."""
_NUMBERED_HEADER = re.compile(
    r"^(?=[A-Z0-9./-]*\d)[A-Z]{2,6}[\w./-]*\s|\s(?=[\w./-]*\d)[A-Z]{2,6}-[\w./-]+$|\s/\s.*\s/\s"
)
"""A line with the document's number, or with the way to it."""


def _is_header(lines: list[Line], index: int, front: tuple[Leaf, ...]) -> bool:
    """Whether a line that names the document is a page's header rather than its title: it stands on the next page too,
    or names the organisation or the document's number beside it."""
    if index > 1:
        return False
    line = lines[index]
    below = [bare(other) for other in lines[index + 1 : index + MAX_BELOW_HEADER] if _TITLE_WORDS.search(other.text)]
    if any(line.text.endswith(f" {other}") for other in below):
        return True
    parts = [part for part in _SEGMENT.split(bare(line)) if part]
    return is_repeated(line, front) or len(parts) > 1 or bool(_NUMBERED_HEADER.search(line.text))


def is_repeated(line: Line, front: Sequence[Leaf]) -> bool:
    """Whether the second page has a line of the first at its head or foot too, whatever figures are in it."""
    edges = (other.text for leaf in front[1:2] for other in (*leaf.lines[:3], *leaf.lines[-2:]))
    return _FIGURES.sub("#", line.text) in {_FIGURES.sub("#", text) for text in edges}


_FIGURES = re.compile(r"\d+")


_KIND_AND_WHOSE = re.compile(
    r"(?i:(?:(?:group|company|corporate|global|internal|board)(?:-wide)? )?(?:policy|standard|procedure|"
    r"code|plan|guideline|rules?)(?: statement| document)? of )(?:the )?[A-Z]|"
    r"(?i:(?:konzern|unternehmens)?(?:richtlinie|leitlinie|politik) (?:der|des) )[A-ZÄÖÜ]|"
    r"(?i:(?:politique|procédure|charte) (?:du groupe|de la société|d['’]entreprise) )[A-ZÀ-Þ]|"
    r"(?i:(?:política|procedimiento|norma) (?:del grupo|de la empresa|do grupo|da empresa) )[A-ZÀ-Þ]|"
    r"(?i:(?:politica|procedura) (?:del gruppo|di gruppo|della società) )[A-ZÀ-Þ]|"
    r"(?i:(?:beleid|richtlijn|procedure) van )[A-ZÀ-Þ]"
)
"""Below a title, what kind of document it is and whose: "Group policy of Example Ltd"."""


def is_named_above(text: str) -> bool:
    """Whether the line above says what a document is about, as a title does."""
    words = text.split()
    return (
        3 <= len(words) <= 12
        and text[0].isupper()
        and not ORGANISATION.search(text)
        and not re.search(r"[\d:;.|]|\bconfidential\b", text)
    )


def _named(text: str) -> str | None:
    """The title of a line, without what is beside it."""
    named = without_what_is_beside(text, _TITLE_WORDS)
    if not _TITLE_WORDS.search(named) or _NUMBERED_KIND.fullmatch(named):
        return None
    name = tidy(named) if len(named.split()) > 1 or _ALONE.fullmatch(named) else None
    return name if name is None or _TITLE_WORDS.search(name) else named


def without_what_is_beside(text: str, kinds: re.Pattern[str]) -> str:
    """A line with a title, which `kinds` finds, without placeholders, identifiers, versions and organisations."""
    named = _NUMBER_BEHIND.sub("", " ".join(_PLACEHOLDER.sub(" ", text).split()).strip(" -|:,"))
    parts = [part for part in _SEGMENT.split(named) if part]
    titled = [part for part in parts if kinds.search(part)]
    others = [part for part in parts if part not in titled]
    if len(titled) == 1 and all(
        _BESIDE_TITLE.fullmatch(part) or ORGANISATION.fullmatch(part) or dates.find(part) for part in others
    ):
        named = titled[0]
    return _VERSION_BEHIND.sub("", _IDENTIFIER.sub("", named))


def _is_set_as_title(text: str) -> bool:
    """Whether most of its longer words are capitalised, or it is short."""
    if _ABROAD.match(text) and not text.endswith((".", ":", ";")):
        return True  # in languages that capitalise a title's first word alone
    words = [word for word in text.split() if len(word) > 3]
    return len(text.split()) <= 5 or 2 * sum(word[0].isupper() or not word[0].isalpha() for word in words) >= len(words)


def _joined(lines: list[Line], index: int, leaf: Leaf) -> tuple[str, int, int]:
    """The line as a title with where it stands, joined to the line below or above when it was set over two."""
    line = lines[index]
    text = bare(line)
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below and _goes_on(text, bare(below)):
        return with_rest(text, bare(below)), line.start, below.end
    if (
        below
        and len(text.split()) <= 7
        and text[:1].isupper()
        and _TITLE_REST.fullmatch(bare(below))
        and not _TITLE_WORDS.search(text)
    ):
        return f"{text} {bare(below)}", line.start, below.end
    first = index
    while first and index - first < MAX_HALVES and is_half(bare(lines[first - 1]), text, leaf):
        first -= 1
        text = f"{bare(lines[first])} {text}"
    return text, lines[first].start, line.end


def _goes_on(text: str, below: str) -> bool:
    """Whether a policy's title runs over its line."""
    is_first_half = text[:1].isupper() and len(text.split()) <= MAX_FIRST_HALF and not _NOT_TITLE.search(text)
    joins = bool(LINK.fullmatch(text.rpartition(" ")[2])) or text.endswith("-")
    return is_first_half and goes_on(text, below, kinds=_TITLE_WORDS, joins=joins)


MAX_FIRST_HALF, MAX_REST = 9, 7
"""Words of a title's line that goes on below, and of the line below."""
_NO_REST = re.compile(r"[\d:;.,|\t]")


def goes_on(text: str, below: str, *, kinds: re.Pattern[str], joins: bool) -> bool:
    """Whether a line below is the rest of a title, and both together name one of `kinds`: it begins small, or what
    stands above `joins` it."""
    if not 1 <= len(below.split()) <= MAX_REST or _NO_REST.search(below) or not kinds.search(f"{text} {below}"):
        return False
    return joins or below[0].islower()


def with_rest(text: str, below: str) -> str:
    """Two lines as one; a word that a hyphen parts is one word."""
    is_broken = text.endswith("-") and below[0].islower()
    return f"{text[:-1]}{below}" if is_broken else f"{text} {below}"


def is_half(head: str, rest: str, leaf: Leaf) -> bool:
    """Whether a line is the first half of a title that the next line ends: of ordinary words set as a title is, which
    the text writes small elsewhere or which policies are about; an organisation's name is not."""
    words = head.split()
    long = [word for word in words if word.lower() not in _SMALL and len(word) > 2]
    if not 1 <= len(words) <= 7 or len(rest.split()) > 5 or _NO_HALF.search(head) or ORGANISATION.search(head):
        return False
    if _TITLE_WORDS.search(head) or _NOT_TITLE.search(head) or not long or not head[0].isupper():
        return False
    if len(words) > 1 and len(rest.split()) <= 3 and _TOPIC.search(head):
        return True
    return all(word[0].isupper() and (_TOPIC.fullmatch(word) or _is_common(word, leaf)) for word in long)


def _is_common(word: str, leaf: Leaf) -> bool:
    small = word.lower()
    return word.isalpha() and (f" {small}" in leaf.flat or leaf.flat.startswith(small))


def bare(line: Line) -> str:
    """A line without the marks that set it as a heading."""
    return line.text.strip("#*_| =\t").strip()
