"""Facts by the labels that `vocabulary` holds as data: the value beside, below or in the column of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from muniment.judging.facts import continuity, dates, headers, liability_caps, money, policy_owners, scopes, vocabulary
from muniment.judging.facts.auditors import is_firm
from muniment.judging.facts.fields import Field, labels_of
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, LINK, ORGANISATION, PARTY, is_blank, tidy
from muniment.judging.facts.naming import HAN, name_of
from muniment.judging.facts.sayings import DAY
from muniment.judging.facts.stated_periods import period_at
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.value_kinds import KINDS, LABELLED, LIKELY, is_of_another, was_retested
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_IDENTIFIERS = ("certificate_number", "invoice_number", "licence_number")
_IDENTIFIER = re.compile(r"(?=.*\d)[A-Z0-9][\w./-]*(?: [\w./-]*\d[\w./-]*)?")
_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_OF_ORGANISATIONS = frozenset({("continuity_test", "tester")})
"""Names that only an organisation's answers: persons lead exercises too."""
_OWN_WORDS = frozenset({("pci_attestation", "result")})
"""Values of a family's own, which its reader knows."""
_BY = re.compile(rf"(?i)\b(?!by)(?:{vocabulary.alternatives('by')})$")
_SIGNED = re.compile(
    rf"(?i)\b(?:{vocabulary.alternatives('by')}|signatures?|firm[ae]s?|assinaturas?|handtekening\w*|unterschrift\w*)\b"
)
"""Labels of who signed, whose names stand ahead of the day."""
_PLACED_APART = re.compile(r"[:：\t|\n]")
_OPENS_CLAUSE = re.compile(r"(?i)[ ,](?:eine?n?|ha|dispone|un|une|heeft|een|has|an?|tem|possui)$")
"""What of the certificate's own sentence goes on behind its scope."""
_OTHER_FIELD = re.compile(rf"\.\s(?=[{CAPITAL}][\w/ ]{{1,24}}:)")
"""Where a scope that ends in a full stop is followed by a field of its own: "sale. Sector EA: 18"."""
MAX_TARGET_WORDS = 12
MAX_AHEAD_OF_SIGNED = 12
"""Characters between a label that dates what was done with a document and the day."""
MAX_SCOPE_CHARACTERS = 400
MAX_OPENING_WORDS = 3
"""Of a value, which its first line holds."""


def labelled(view: View, leaves: Sequence[Leaf], family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    """Facts of a family beside or below its labels; no day or length of which labels name several."""
    for key in vocabulary.labelled(family, languages):
        kind = KINDS.get(key)
        if kind is None or (family, key) in _OWN_WORDS:
            continue
        made = [
            one
            for field in labels_of(family, key, languages).find(leaves, loose=True)
            if not is_of_another(_ahead_of(field.mark)) and not _is_in_text(field.mark)
            for one in _of_field(view, field, key, family)
        ]
        if (
            kind not in ("day", "length")
            or family == "dated"
            or len({one.value for one in made if one.key == key}) == 1
        ):
            yield from made


def _ahead_of(mark: Mark) -> str:
    """What stands in its cell ahead of a label."""
    text = mark.page.text
    return re.split(r"[\t|]| {2,}", text[max(text.rfind("\n", 0, mark.start) + 1, mark.start - 40) : mark.start])[-1]


def _is_in_text(mark: Mark) -> bool:
    """Whether what looks like a label goes on with the sentence of the line above: "had been / issued on 3 May"."""
    above, _, own = mark.page.text[: mark.start].rpartition("\n")
    line = above.rpartition("\n")[2].rstrip()
    is_prose = len(line.split()) >= MIN_PROSE_WORDS and line[-1].islower()
    return is_prose and not own.strip() and mark.text[:1].islower()


MIN_PROSE_WORDS = 7
"""Of a line that runs on to the next."""


def _of_field(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    kind = KINDS[key]
    reader = _READERS.get(kind)
    if reader and (kind == "outcome" or not headers.is_labels(field.value)):  # "Approved" is a label too
        yield from reader(view, field, key, family)


def _day(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    value = field.value
    found = (dates.find_days if key == "retest_date" else dates.find)(value[:90], day_first=view.day_first)
    reach = 70 if _BY.search(field.label) else 30
    if family == "dated" and not _SIGNED.search(field.label):
        reach = MAX_AHEAD_OF_SIGNED
    is_short = " " not in field.label or family == "dated"
    if not found or (is_short and _goes_on(field, found[0].end)):
        return
    if found[0].start < reach and not is_of_another(value[: found[0].start]):
        yield fact(key, found[0].iso, field.mark, confidence=LABELLED, quote_limit=1)
        yield from was_retested(key, field.mark, LABELLED)


def _period(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    yield from period_at(view, field.mark, family)


def _length(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    length = money.DURATION.search(field.value[:60])
    if length and length.start() < 25 and money.count_of(length):
        yield fact(key, money.duration_of(length), field.mark, confidence=LABELLED, quote_limit=1)


def _name(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    value = field.value
    whole = PARTY.match(value)
    name = name_of(whole[0] if whole else value, needs_form=not whole)
    if key == "auditor" and name and not whole and is_firm(name.split(", ")[0]):
        name = name.split(", ")[0]
    is_apart = field.is_below or _PLACED_APART.search(field.mark.text)
    if not is_apart and _opens_name(field, key):
        return
    may_be_anybody = is_apart and (family, key) not in _OF_ORGANISATIONS
    if name and (whole or HAN.match(value) or may_be_anybody):
        made = (name,) if KINDS[key] == "names" else name
        yield fact(key, made, field.mark, confidence=LABELLED if whole else LIKELY, quote_limit=1)


def _role(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    value = field.value
    role = value if HAN.match(value) and len(value) <= 30 else policy_owners.owner_of(field)
    if role and not value.rstrip().endswith((".", ",")) and not is_label(role):
        yield fact(key, role, field.mark, confidence=LABELLED, quote_limit=1)


def _thing(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    value = field.value
    is_sentence = ". " in value or (field.is_below and value.endswith("."))
    said = value.split(" (")[0] if key == "target" else value
    network = _NETWORK.match(said) if key == "target" else None
    is_apart = field.is_below or _PLACED_APART.search(field.mark.text)
    is_whole_name = not is_apart and ORGANISATION.fullmatch(field.mark.text)
    name = network[0] if network else None if is_sentence or is_whole_name else tidy(said)
    if name and len(name.split()) <= MAX_TARGET_WORDS and name[0].isalnum() and not dates.find(name):
        yield fact(key, name, field.mark, confidence=LABELLED, quote_limit=1)


def _outcome(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    came_out = continuity.outcome_of(field.value)
    if came_out:
        yield fact(key, came_out, field.mark, confidence=LABELLED, quote_limit=1)


def _count(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    counted = _COUNT_ALONE.match(field.value)
    if counted and _PLACED_APART.search(field.mark.text):
        yield fact(key, int(counted[1]), field.mark, confidence=LABELLED, quote_limit=1)


_COUNT_ALONE = re.compile(r"(\d{1,4})(?:[.,;]?\s*$|[.;]\s|\s?\()")


def _money(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    if key == "liability_cap":
        yield from liability_caps.cap_beside(view, field.mark, field.value, 0)


def _opens_name(field: Field, key: str) -> bool:
    """Whether a label that only a space parts from its value is the first word of a name: "Auditors of Marl, Ltd"."""
    first = field.value.split()[0]
    is_in_head = not field.mark.page.text[: field.mark.start].strip()
    if vocabulary.pattern("opens_names").fullmatch(field.label) and (is_in_head or key != "insurers"):
        return True
    return bool(LINK.fullmatch(first.lower())) and first.lower() != first and field.label.isupper() == first.isupper()


def _goes_on(field: Field, end: int) -> bool:
    """Whether a word and a date open a sentence: "Data 4 May 2025 was exported"."""
    between = field.mark.text[len(field.label) :][: -len(field.value) or None]
    return not _PLACED_APART.search(between) and bool(re.match(r"\W?\s[a-zß-ÿ]{2,}", field.value[end:]))


def _paragraph(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    """The value with the lines that go on with it: those that begin in lower case or behind a word that joins,
    up to the end of a sentence."""
    page, end = field.mark.page, field.mark.end
    for line in Leaf(page).lines:
        if line.start <= end:
            continue
        said = page.text[field.mark.start : end].rstrip()
        is_joined = vocabulary.pattern("joins").fullmatch(said[said.rfind(" ") + 1 :])
        if (
            said.endswith(".")
            or not (is_joined or line.text[0].islower() or HAN.match(line.text))
            or _opens_verb(line.text)
            or vocabulary.label_ahead().match(line.text)
            or (is_label(line.text) and not line.text[0].islower())
        ):
            break
        if line.end - field.mark.start > MAX_SCOPE_CHARACTERS:
            break
        end = line.end
    start = page.text.find(" ".join(field.value.split(" ")[:MAX_OPENING_WORDS])[:40], field.mark.start)
    text = " ".join(page.text[max(start, field.mark.start) : end].split()).strip(" .:") if start >= 0 else ""
    text = scopes.without_statement(_OPENS_CLAUSE.sub("", _OTHER_FIELD.split(text)[0]))
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")].rstrip()
    is_han = bool(HAN.search(text[:2]))
    if len(text) > (3 if is_han else 10) and not is_blank(text) and (text[0].isalpha() or is_han):
        yield fact(key, text, Mark(page, field.mark.start, end), confidence=LABELLED, quote_limit=460)


def _opens_verb(text: str) -> bool:
    """Whether a line goes on with the certificate's sentence rather than with its scope."""
    return bool(re.match(rf"(?i)(?:{vocabulary.alternatives('behind_scope')})(?!\w)", text))


def _law(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    law = tidy(re.split(r"[.;,(]", field.value)[0])
    if law and len(law.split()) <= 6 and (_PLACED_APART.search(field.mark.text) or field.is_below):
        yield fact(key, law, field.mark, confidence=LABELLED, quote_limit=1)


_READERS: dict[str, Callable[[View, Field, str, str], Iterator[Fact]]] = {
    "day": _day,
    "period": _period,
    "length": _length,
    "name": _name,
    "names": _name,
    "role": _role,
    "thing": _thing,
    "paragraph": _paragraph,
    "outcome": _outcome,
    "law": _law,
    "money": _money,
    "count": _count,
}
"""By the kind of a key; of other kinds labels give nothing."""


def in_columns(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    """Facts of a family, and of every document, in the rows below a header of labels."""
    shapes = {key: DAY for key, kind in KINDS.items() if kind == "day"} | {"version": r"[vV]?\d{1,3}(?:[.,]\d{1,3})*"}
    for leaf in leaves:
        for key, value, header, row in headers.values(leaf, (family, "document"), shapes):
            mark = leaf.mark_line(header).to(leaf.mark_line(row))
            if key == "version":
                yield fact(key, value.lstrip("vV"), mark, confidence=LABELLED, quote_limit=1)
            elif KINDS.get(key) == "day":
                found = dates.find(value, day_first=view.day_first)
                if found:
                    yield fact(key, found[0].iso, mark, confidence=LABELLED, quote_limit=1)
            elif key in _IDENTIFIERS and _IDENTIFIER.fullmatch(value):
                yield fact(key, value, mark, confidence=LABELLED, quote_limit=1)
            elif KINDS.get(key) in ("role", "name", "thing"):
                name = tidy(value)
                if name and name[0].isupper():
                    yield fact(key, name, mark, confidence=LABELLED - 0.05, quote_limit=1)
