"""Facts of documents in other languages than English: by the labels and sentences that `vocabulary` holds as data.

One reader for every language and key: beside, below and in the column of a label, and where a sentence says it. What a
sentence denies, and what it says of an earlier or first document, is left out; dates that a document gives twice,
differently, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from muniment.judging.facts import dates, headers, money, policies, sayings, vocabulary
from muniment.judging.facts.fields import Field, Labels
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.sayings import DAY, Said
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

LABELLED, SAID, LIKELY = 0.88, 0.82, 0.7
"""Confidence of a value beside its label, in a sentence, and of a name there without a legal form."""
_PAGES = {"contract": 40, "soc_report": 14, "penetration_test": 8, "statements": 12}
"""First pages read; three where nothing is said."""
_PERIODS = {
    "certificate": ("issue_date", "expiry_date"),
    "certificate_of_insurance": ("effective_date", "expiry_date"),
    "penetration_test": ("test_start", "test_end"),
    "continuity_test": ("test_start", "test_end"),
    "soc_report": ("period_start", "period_end"),
    "statements": ("period_start", "period_end"),
}
_LONGEST_DAYS = {"penetration_test": 250, "certificate": 1500}
"""Of a period; others span at most two years and a bit."""
_SHORTEST_DAYS = {"certificate": 300, "certificate_of_insurance": 80, "soc_report": 25, "statements": 80}
_MAX_DAYS = 800

_KINDS = {
    "period": "period", "initial_term": "length", "termination_notice": "length", "breach_notification": "length",
    "subprocessor_notice": "length", "renewal": "length", "findings_total": "count", "liability_cap": "money",
    "uptime_commitment": "percent", "subservice_organisations": "names", "owner": "role", "target": "thing",
    "scope": "paragraph", "result": "outcome",
    "version": "version", "governing_law": "law", "insurers": "names", "parties": "names",
    **dict.fromkeys(
        ("issuer", "holder", "tester", "insured", "auditor", "service_auditor", "service_organisation"), "name"
    ),
    **{key: "flag" for key, (_, value_type) in KEYS.items() if value_type == "boolean"},
    **{key: "day" for key, (_, value_type) in KEYS.items() if value_type == "date"},
}  # fmt: skip
"""How the value of a key is read; keys of other kinds have readers of their own."""
_ARTICLE = re.compile(r"^(?:[AOEY]|Les?|La|El|Il|De|Die|Der|Das|ET|UND|EN) (?=[A-ZÀ-Þ])")
_BY = re.compile(r"(?i)\b(?:von|durch|par|por|da|door)$")
_PLACED_APART = re.compile(r"[:：\t|\n]")
_NAME = re.compile(NAME)
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_SENTENCE_HEAD = re.compile(r"(?:(?<![.\s][A-Za-z])(?<!\s\d)(?<!\s\d\d)\.|[;:]) ")
"""Not behind an initial, a legal form or a day of a month."""
MAX_TARGET_WORDS, MAX_NAME_WORDS = 12, 8
MAX_SCOPE_CHARACTERS = 400


def stated(view: View, family: str) -> Iterator[Fact]:
    """Candidates for a family's keys; also for the keys of every document (`document`)."""
    leaves = view.front(_PAGES.get(family, 3))
    for one in dict.fromkeys(("document", family)):
        yield from _labelled(view, leaves[:6], one)
        yield from _said(view, leaves, one)
    yield from _in_columns(view, leaves[:3], family)
    if family == "penetration_test":
        yield from _titled_target(leaves[:1])
    if family == "contract":
        yield from _parties(view.front(4))
    if family in _PERIODS:
        yield from _periods(view, leaves[:8], family)


@cache
def _labels(family: str, key: str) -> Labels:
    return Labels(*vocabulary.labels(family, key))


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{vocabulary.alternatives(name)})(?!\w)")


def _labelled(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    for key in vocabulary.labelled(family):
        kind = _KINDS.get(key)
        if kind is None:
            continue
        made = [
            one
            for field in _labels(family, key).find(leaves, loose=True)
            if not _is_of_another(_ahead_of(field.mark))
            for one in _of_field(view, field, key, family)
        ]
        if kind not in ("day", "length") or len({one.value for one in made}) == 1:
            yield from made


def _ahead_of(mark: Mark) -> str:
    """What stands in its cell ahead of a label."""
    text = mark.page.text
    return re.split(r"[\t|]| {2,}", text[max(text.rfind("\n", 0, mark.start) + 1, mark.start - 40) : mark.start])[-1]


def _is_of_another(text: str) -> bool:
    return bool(_words("earlier").search(text) or _words("first").search(text))


def _of_field(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    kind, value = _KINDS[key], field.value
    if headers.is_labels(value):
        return
    if kind == "day":
        found = dates.find(value[:90], day_first=view.day_first)
        reach = 70 if _BY.search(field.label) else 30
        if not found or (" " not in field.label and _goes_on(field, found[0].end)):
            return
        if found[0].start < reach and not _is_of_another(value[: found[0].start]):
            yield fact(key, found[0].iso, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "period":
        yield from _period_facts(view, field.mark, family)
    elif kind == "length":
        length = money.DURATION.search(value[:60])
        if length and length.start() < 25 and money.count_of(length):
            yield fact(key, money.duration_of(length), field.mark, confidence=LABELLED, quote_limit=1)
    elif kind in ("name", "names"):
        whole = ORGANISATION.match(value)
        name = _name_of(whole[0] if whole else value, needs_form=not whole)
        is_apart = field.is_below or _PLACED_APART.search(field.mark.text)
        if name and (whole or is_apart or _HAN.match(value)):
            made = (name,) if kind == "names" else name
            yield fact(key, made, field.mark, confidence=LABELLED if whole else LIKELY, quote_limit=1)
    elif kind == "role":
        role = value if _HAN.match(value) and len(value) <= 30 else policies.owner_of(field)
        if role and not value.rstrip().endswith((".", ",")) and not is_label(role):
            yield fact(key, role, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "thing":
        name = None if ". " in value or (field.is_below and value.endswith(".")) else tidy(value)
        if name and len(name.split()) <= MAX_TARGET_WORDS and name[0].isalnum() and not dates.find(name):
            yield fact(key, name, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "paragraph":
        yield from _paragraph(field, key)
    elif kind == "outcome":
        if _words("outcome").fullmatch(value.rstrip(". ")):
            yield fact(key, value.rstrip(". "), field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "law":
        yield from _law(field, key)
    elif kind == "money":
        yield from _cap(view, field.mark, value, 0, key)


def _goes_on(field: Field, end: int) -> bool:
    """Whether a word and a date open a sentence: "Data 4 May 2025 was exported"."""
    between = field.mark.text[len(field.label) :][: -len(field.value) or None]
    return not _PLACED_APART.search(between) and bool(re.match(r"\W?\s[a-zß-ÿ]{2,}", field.value[end:]))


def _name_of(text: str, *, needs_form: bool = False) -> str | None:
    """A name without what follows it; `needs_form`: it must be capitalised words and nothing else."""
    if _HAN.match(text):
        return text.split("(")[0].split("（")[0].strip() or None
    head = re.split(r",? [(–-]|, (?=[a-z])|\n", text)[0] if needs_form else text
    name = tidy(_ARTICLE.sub("", head))
    if not name or is_label(name) or (needs_form and not re.fullmatch(NAME, head.strip())):
        return None
    return name if len(name.split()) <= MAX_NAME_WORDS + 4 * (not needs_form) else None


def _paragraph(field: Field, key: str) -> Iterator[Fact]:
    """The value with the lines that go on with it: those that begin in lower case, up to the end of a sentence."""
    page, end = field.mark.page, field.mark.end
    for line in Leaf(page).lines:
        if line.start <= end:
            continue
        said = page.text[field.mark.start : end].rstrip()
        if (
            said.endswith(".")
            or not (line.text[0].islower() or _HAN.match(line.text))
            or _opens_verb(line.text)
            or _opens_with_label(line.text)
        ):
            break
        if line.end - field.mark.start > MAX_SCOPE_CHARACTERS:
            break
        end = line.end
    start = page.text.find(field.value.split("\n")[0][:40], field.mark.start)
    text = " ".join(page.text[max(start, field.mark.start) : end].split()).strip(" .:") if start >= 0 else ""
    if len(text) > (3 if _HAN.match(text) else 10) and not is_blank(text) and (text[0].isalpha() or _HAN.match(text)):
        yield fact(key, text, Mark(page, field.mark.start, end), confidence=LABELLED, quote_limit=460)


def _opens_verb(text: str) -> bool:
    """Whether a line goes on with the certificate's sentence rather than with its scope."""
    return bool(re.match(rf"(?i)(?:{vocabulary.alternatives('behind_scope')})(?!\w)", text))


def _law(field: Field, key: str) -> Iterator[Fact]:
    law = tidy(re.split(r"[.;,(]", field.value)[0])
    if law and len(law.split()) <= 6 and (_PLACED_APART.search(field.mark.text) or field.is_below):
        yield fact(key, law, field.mark, confidence=LABELLED, quote_limit=1)


def _cap(view: View, mark: Mark, text: str, begin: int, key: str) -> Iterator[Fact]:
    """`liability_cap` and its amount, where one amount stands right at `text[begin:]`."""
    amounts = money.find_money(text[begin : begin + 70], decimal=view.decimal)
    if not amounts or amounts[0].start > 3:
        return
    said = text[begin : begin + amounts[0].end].strip()
    yield fact(key, said, mark, confidence=SAID - 0.05, quote_limit=1)
    yield fact("liability_cap_amount", amounts[0].value, mark, confidence=SAID, quote_limit=1)
    yield fact("currency", amounts[0].currency, mark, confidence=SAID, quote_limit=1)


def _said(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    found: dict[str, list[Fact]] = {}
    for saying in sayings.sayings(family, tuple(_KINDS.items())):
        for said in sayings.find(saying, leaves):
            made = [] if _is_denied(said) else list(_of_saying(view, said))
            found.setdefault(saying.key, []).extend(made)
            if made:
                break
    for key, made in found.items():
        days = {one.value for one in made if one.key == key}
        if _KINDS.get(key) != "day" or len(days) == 1:
            yield from made


def _is_denied(said: Said) -> bool:
    """Whether the words ahead in the sentence deny it, or speak of an earlier one; of a flag, its own words too."""
    saying = said.saying
    ahead = _SENTENCE_HEAD.split(said.before(90))[-1]
    if saying.kind in ("length", "percent") and _words("unbinding").search(
        ahead + said.text + _SENTENCE_HEAD.split(said.after(60))[0]
    ):
        return True
    if saying.key in ("initial_term", "termination_notice") and _is_no_term(said):
        return True
    if _words("earlier").search(ahead + (said.text if saying.kind == "day" else "")):
        return True
    if saying.kind == "day" and _words("first").search(said.text):
        return saying.key == "issue_date"
    if saying.kind == "flag":
        return any(_words(name).search(ahead[-40:] + said.text) for name in ("denied", "planned"))
    return saying.kind not in ("name", "likely", "count") and bool(_words("denied").search(ahead[-30:]))


def _is_no_term(said: Said) -> bool:
    """Whether a sentence gives the length of something else than the agreement, or notice for a breach of it."""
    sentence = _SENTENCE_HEAD.split(said.before(200))[-1] + said.text + _SENTENCE_HEAD.split(said.after(120))[0]
    if said.saying.key == "termination_notice":
        return bool(_words("for_cause").search(sentence) or _words("other_notice").search(sentence))
    return not _words("agreement").search(sentence) or bool(_words("kept").search(sentence))


def _of_saying(view: View, said: Said) -> Iterator[Fact]:
    key = said.saying.key
    confidence = LIKELY if said.saying.kind == "likely" else SAID
    reader = _READERS.get(said.saying.kind)
    if reader:
        yield from reader(view, said, confidence)
    elif said.saying.kind == "flag":
        yield fact(key, True, said.mark, confidence=confidence - 0.05, quote_limit=1)
    elif key == "subservice_method":
        yield fact(key, "carve-out", said.mark, confidence=confidence, quote_limit=1)
    elif key == "certificate_number" and re.search(r"\d", said.value):
        yield fact(key, said.value.rstrip(".-"), said.mark, confidence=confidence, quote_limit=1)


def _say_law(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    """The law is what the words name themselves (`law`)."""
    ahead = said.saying.ahead
    named = ahead.match(said.leaf.flat, said.start) if ahead else None
    if named:
        yield fact(said.saying.key, named["law"], said.mark, confidence=confidence, quote_limit=1)


def _say_day(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    found = dates.find(said.value, day_first=view.day_first)
    if len(found) == 1:
        yield fact(said.saying.key, found[0].iso, said.mark, confidence=confidence, quote_limit=1)


def _say_length(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    key = said.saying.key
    length = money.DURATION.search(said.value)
    if key == "renewal" and length is None:
        yield fact(key, "automatic", said.mark, confidence=confidence - 0.1, quote_limit=1)
    if length is None or not money.count_of(length):
        return
    value = money.duration_of(length)
    if key == "renewal":
        yield fact(key, f"automatic, {value}", said.mark, confidence=confidence)
    elif key != "initial_term" or money.unit_of(length) in ("month", "year"):
        yield fact(key, value, said.mark, confidence=confidence, quote_limit=1)


def _say_count(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    counted = re.fullmatch(f"(?i){money.COUNT}", said.value)
    if counted:
        yield fact(said.saying.key, money.count_of(counted), said.mark, confidence=confidence, quote_limit=1)


def _say_percent(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    value = float(said.value.replace(",", "."))
    whole = int(value) if value == int(value) else value
    yield fact(said.saying.key, whole, said.mark, confidence=confidence, quote_limit=1)


def _say_money(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    yield from _cap(view, said.mark, said.leaf.flat, said.begin, said.saying.key)


def _say_name(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    """The name, of one that runs over lines the part on the line of the words that tell of it."""
    mark = said.leaf.mark(said.begin, said.finish)
    piece = _on_one_line(mark, ORGANISATION if confidence == SAID else _NAME, last=said.saying.leads)
    name = _name_of(piece, needs_form=confidence != SAID)
    if name and (confidence == SAID or len(name.split()) > 1):
        made = (name,) if _KINDS[said.saying.key] == "names" else name
        yield fact(said.saying.key, made, said.mark, confidence=confidence, quote_limit=1)


def _on_one_line(mark: Mark, shape: re.Pattern[str], *, last: bool) -> str:
    """A name that runs over lines: what of it stands on its last or first line, where that is a name itself."""
    pieces = [" ".join(piece.split()) for piece in mark.text.split("\n")]
    if len(pieces) == 1:
        return pieces[0]
    for piece in (pieces[-1], pieces[0]) if last else (pieces[0], pieces[-1]):
        if shape.fullmatch(piece):
            return piece
    return " ".join(pieces) if shape is ORGANISATION else ""


def _say_version(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    yield fact(said.saying.key, said.value, said.mark, confidence=confidence, quote_limit=1)


def _say_words(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    name = tidy(said.leaf.mark(said.begin, said.finish).text.split("\n")[0])
    if name and name[0].isupper() and not dates.find(name):
        yield fact(said.saying.key, name, said.mark, confidence=confidence - 0.1, quote_limit=1)


_READERS: dict[str, Callable[[View, Said, float], Iterator[Fact]]] = {
    "day": _say_day,
    "length": _say_length,
    "count": _say_count,
    "percent": _say_percent,
    "money": _say_money,
    "name": _say_name,
    "likely": _say_name,
    "version": _say_version,
    "role": _say_words,
    "thing": _say_words,
    "law": _say_law,
}


def _in_columns(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    shapes = {key: DAY for key, kind in _KINDS.items() if kind == "day"} | {"version": r"[vV]?\d{1,3}(?:[.,]\d{1,3})*"}
    for leaf in leaves:
        for key, value, header, row in headers.values(leaf, (family, "document"), shapes):
            mark = leaf.mark_line(header).to(leaf.mark_line(row))
            if key == "version":
                yield fact(key, value.lstrip("vV"), mark, confidence=LABELLED, quote_limit=1)
            elif _KINDS.get(key) == "day":
                found = dates.find(value, day_first=view.day_first)
                if found:
                    yield fact(key, found[0].iso, mark, confidence=LABELLED, quote_limit=1)
            elif _KINDS.get(key) in ("role", "name", "thing"):
                name = tidy(value)
                if name and name[0].isupper():
                    yield fact(key, name, mark, confidence=LABELLED - 0.05, quote_limit=1)


def _periods(view: View, leaves: Sequence[Leaf], family: str) -> Iterator[Fact]:
    """Two days in a sentence or line that one of the family's words says to be of its period."""
    words = vocabulary.periods(family)
    for leaf in leaves:
        for first, last in dates.periods(leaf.flat[:20_000], day_first=view.day_first):
            sentence = _SENTENCE_HEAD.split(leaf.low[max(0, first.start - 110) : first.start])[-1]
            behind = _SENTENCE_HEAD.split(leaf.low[last.end : last.end + 90])[0]
            if not any(word in sentence + behind for word in words) or _words("earlier").search(sentence):
                continue
            made = list(_period_of(family, first, last, leaf.mark(first.start, last.end)))
            if made:
                yield from made
                return


def _period_facts(view: View, mark: Mark, family: str) -> Iterator[Fact]:
    text = " ".join(mark.text.split())
    pairs = dates.periods(text, day_first=view.day_first)[:1]
    days = dates.find_days(text, day_first=view.day_first)
    if family == "continuity_test" and not pairs and len(days) == 1:
        pairs = [(days[0], days[0])]  # an exercise of one day
    for first, last in pairs:
        yield from _period_of(family, first, last, mark)


def _period_of(family: str, first: dates.Found, last: dates.Found, mark: Mark) -> Iterator[Fact]:
    days = (last.day - first.day).days
    if _SHORTEST_DAYS.get(family, 0) <= days <= _LONGEST_DAYS.get(family, _MAX_DAYS):
        for key, found in zip(_PERIODS[family], (first, last), strict=True):
            yield fact(key, found.iso, mark, confidence=LABELLED - 0.02, quote_limit=1)


_AND_ANOTHER = re.compile(r",? (?:ET|UND)\s|, (?:und|et|y|e|en) ")
MAX_PARTIES_CHARACTERS = 900
"""Of the head of an agreement that names its parties."""


def _within(leaf: Leaf, begin: int, found: re.Match[str]) -> Mark:
    return leaf.mark(begin + found.start(), begin + found.end())


def _parties(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The organisations between the words that open an agreement and its first clause, where there are two at least."""
    for leaf in leaves:
        for opening in _words("parties_open").finditer(leaf.low[:8000]):
            zone = leaf.flat[opening.end() : opening.end() + MAX_PARTIES_CHARACTERS]
            clause = re.search(rf"(?i)(?<!\w)(?:{vocabulary.alternatives('clause')})", zone)
            found = list(ORGANISATION.finditer(zone, 0, clause.start() if clause else len(zone)))
            lines = [_on_one_line(_within(leaf, opening.end(), one), ORGANISATION, last=True) for one in found]
            names = tuple(dict.fromkeys(name for one in lines if (name := _name_of(_AND_ANOTHER.split(one)[-1]))))
            if 2 <= len(names) <= 4:
                mark = leaf.mark(opening.end() + found[0].start(), opening.end() + found[-1].end())
                yield fact("parties", names, mark, confidence=0.85, quote_limit=1)
                return


MAX_TITLE_LINES = 6
_NO_TARGET = re.compile(r"\W*(?:\d.*)?")


def _titled_target(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """What the title says was tested, on its line or the one below: "Penetrationstest Fertigungsnetz"."""
    for leaf in leaves:
        for line, below in zip(leaf.lines[:MAX_TITLE_LINES], [*leaf.lines[1:], None], strict=False):
            test = _words("pentest").search(line.text) if len(line.text) <= 90 else None
            if test is None or ":" in line.text[: test.start()]:
                continue
            rest = re.sub(rf"(?i)^(?:\s|[-–:]|(?:{vocabulary.alternatives('of')})\b)+", "", line.text[test.end() :])
            held = line if not _NO_TARGET.fullmatch(rest) else below
            name = _name_of_target(rest if held is line else held.text if held else "")
            if held and name:
                yield fact("target", name, leaf.mark_line(held), confidence=0.66, quote_limit=1)
                return


def _name_of_target(text: str) -> str | None:
    name = tidy(re.split(r" [–-] (?=.*\b(?:S\.|GmbH|SA|AG|B\.V|Lt?da|SAS|SARL))| \(", text)[0])
    if not name or not name[0].isupper() or len(name.split()) > MAX_NAME_WORDS or name.endswith((".", ":")):
        return None
    is_other = ORGANISATION.fullmatch(name) or dates.find(name) or _words("tested").fullmatch(name)
    if is_other or headers.is_labels(name.split(":")[0]) or _words("report").search(name):
        return None
    return None if _opens_with_label(name) else name


@cache
def _label_ahead() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{vocabulary.every_label().pattern.removeprefix('(?i)')})\s")


def _opens_with_label(text: str) -> bool:
    return bool(_label_ahead().match(text))
