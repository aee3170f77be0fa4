"""Facts by the sentences that `vocabulary` holds as data: without what a sentence denies, or says of another
document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from muniment.judging.facts import date_words, dates, liability_caps, money, owners, sayings, vocabulary
from muniment.judging.facts.insurance_parties import insures
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import PARTY, tidy
from muniment.judging.facts.naming import HAN, WORDS, name_of, on_one_line
from muniment.judging.facts.sayings import Said
from muniment.judging.facts.stated_periods import DAYS_OF_TEST
from muniment.judging.facts.value_kinds import (
    KINDS,
    LIKELY,
    MAX_AHEAD_OF_AMOUNT,
    SAID,
    SENTENCE_HEAD,
    was_retested,
)
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_IN_HOURS = re.compile(
    r"(?i)(?<!\w)(?:" + "|".join(word for word, unit in money.UNITS.items() if unit == "hour") + r")(?!\w)"
)
_ONE_DAY = "test_day"
"""The day of a test that began and ended on it."""
_FIRST_SAID = frozenset({"period_end"})
"""Keys of whose sentences the first that says something is taken: the later ones are weaker."""


def in_sentences(view: View, leaves: Sequence[Leaf], family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    """Facts of a family by its sentences; none of days where they name several."""
    found: dict[str, list[Fact]] = {}
    for saying in sayings.sayings(family, tuple(KINDS.items()), languages):
        for said in sayings.find(saying, leaves):
            made = [] if _is_denied(said) else list(_of_saying(view, said))
            if saying.key in _FIRST_SAID and found.get(saying.key):
                break
            found.setdefault(saying.key, []).extend(made)
            if made:
                break
    for key, made in found.items():
        days = {one.value for one in made if one.key == key or key == _ONE_DAY}
        if KINDS.get(key) != "day" or family == "dated" or len(days) == 1:
            yield from made


def _is_denied(said: Said) -> bool:
    """Whether the words ahead in the sentence deny it, or speak of another document; of a flag, its own words too."""
    saying = said.saying
    ahead = SENTENCE_HEAD.split(said.before(90))[-1]
    if saying.kind in ("length", "percent") and vocabulary.pattern("unbinding").search(
        ahead + said.text + SENTENCE_HEAD.split(said.after(60))[0]
    ):
        return True
    if saying.key in ("initial_term", "termination_notice") and _is_no_term(said):
        return True
    if saying.key == "subprocessor_notice" and _IN_HOURS.search(said.value):
        return True  # which is how long a breach is told of
    if vocabulary.pattern(*vocabulary.EARLIER).search(ahead + (said.text if saying.kind == "day" else "")):
        return True
    if saying.key == "expiry_date" and vocabulary.pattern("of_ours").search(ahead):
        return True  # of a document of somebody else's
    if saying.kind == "day" and vocabulary.pattern("first").search(ahead[-60:] + said.text):
        return saying.key in ("issue_date", "document_date")
    if saying.kind == "flag":
        return any(
            vocabulary.pattern(name).search(ahead[-40:] + said.text) for name in ("denied", "planned", "advised")
        )
    if saying.key == "termination_notice" and vocabulary.pattern("unless").search(ahead):
        return False  # it goes on if nobody gives notice
    return saying.kind not in ("name", "likely", "count") and bool(vocabulary.pattern("denied").search(ahead[-30:]))


def _is_no_term(said: Said) -> bool:
    """Whether a sentence gives the length of something else than the agreement, or notice for a breach of it."""
    sentence = SENTENCE_HEAD.split(said.before(200))[-1] + said.text + SENTENCE_HEAD.split(said.after(120))[0]
    if said.saying.key == "termination_notice":
        return bool(
            vocabulary.pattern("for_cause").search(sentence)
            or vocabulary.pattern("other_notice").search(sentence)
            or (vocabulary.pattern("changes").search(sentence) and not vocabulary.pattern("ending").search(sentence))
        )
    near = SENTENCE_HEAD.split(said.before(60))[-1] + said.text + SENTENCE_HEAD.split(said.after(60))[0]
    return not vocabulary.pattern("agreement").search(sentence) or bool(vocabulary.pattern("kept").search(near))


def _of_saying(view: View, said: Said) -> Iterator[Fact]:
    key = said.saying.key
    confidence = LIKELY if said.saying.kind == "likely" else SAID
    reader = _READERS.get(said.saying.kind)
    if reader:
        yield from reader(view, said, confidence)
    elif said.saying.kind == "flag":
        yield fact(key, True, said.mark, confidence=confidence - 0.05, quote_limit=_reach(said))
    elif key == "subservice_method":
        method = "inclusive" if vocabulary.pattern("takes_in").search(said.text) else "carve-out"
        yield fact(key, method, said.mark, confidence=confidence, quote_limit=_reach(said))
    elif key == "certificate_number" and re.search(r"\d", said.value):
        yield fact(key, said.value.rstrip(".-"), said.mark, confidence=confidence, quote_limit=1)


def _reach(said: Said) -> int:
    """Characters of a quote: the words alone, or of scripts that part no words their sentence."""
    return 300 if HAN.search(said.text) else 1


def _say_law(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    """The law is what the words name themselves (`law`)."""
    ahead = said.saying.ahead
    named = ahead.match(said.leaf.flat, said.start) if ahead else None
    if named:
        yield fact(said.saying.key, named["law"], said.mark, confidence=confidence, quote_limit=1)


def _say_day(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    found = (dates.find_days if said.saying.key == "retest_date" else dates.find)(said.value, day_first=view.day_first)
    if said.saying.key == "document_date" and _is_of_something_listed(said):
        return
    key = said.saying.key
    for one in DAYS_OF_TEST if key == _ONE_DAY and len(found) == 1 else (key,) if len(found) == 1 else ():
        yield fact(one, found[0].iso, said.mark, confidence=confidence - 0.04 * (key == _ONE_DAY), quote_limit=1)
        yield from was_retested(key, said.mark, confidence)


def _is_of_something_listed(said: Said) -> bool:
    """Whether a date stands in a row of a table, or is that of the statement of applicability a certificate names."""
    mark = said.mark
    text = mark.page.text
    end = text.find("\n", mark.start)
    line = text[text.rfind("\n", 0, mark.start) + 1 : end if end >= 0 else None]
    return line.count("\t") > 1 or bool(date_words.OF_STATEMENT.search(said.before(60) + said.text))


def _say_length(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    key = said.saying.key
    length = money.DURATION.search(said.value)
    if length is None or not money.count_of(length):
        return
    value = money.duration_of(length)
    if key != "initial_term" or money.unit_of(length) in ("month", "year"):
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
    if said.saying.key == "liability_cap":
        mark = said.leaf.mark(said.start, max(said.end, liability_caps.end_beside(said.leaf.flat, said.begin)))
        yield from liability_caps.cap_beside(view, mark, said.leaf.flat, said.begin)
        return
    amounts = money.find_money(said.leaf.flat[said.begin : said.begin + 60], decimal=view.decimal)
    if amounts and amounts[0].start <= MAX_AHEAD_OF_AMOUNT:
        mark = said.leaf.mark(said.start, said.begin + amounts[0].end)
        if said.saying.key in _OF_YEAR and (_OF_PLAN.search(_around(said)) or _is_of_earlier_year(said)):
            return
        confidence -= _WEAKER_SAID * (said.saying.key in _OF_YEAR)
        is_loss = said.saying.key == "net_income" and money.is_loss(said.text)
        value = -amounts[0].value if is_loss else amounts[0].value
        yield fact(said.saying.key, value, mark, confidence=confidence, quote_limit=1)
        yield fact("currency", amounts[0].currency, mark, confidence=confidence, quote_limit=1)


_OF_YEAR = frozenset({"revenue", "net_income"})
_WEAKER_SAID = 0.1
"""A statement's rows say these before sentences do."""
_OF_PLAN = re.compile(
    r"(?i)\b(?:budget\w*|forecast\w*|expect\w*|target\w*|plan(?:ned|s)?|outlook|guidance|aim\w*|would|could|will|"
    r"previous|prior|last year|"
    r"quarter|segment|division|region|subsidiar\w+|pro forma|erwart\w+|prognos\w+|geplant\w*|plan\w*|vorjahr\w*|"
    r"quartal|"
    r"prév\w+|objectif|trimestre|exercice précédent|filiale|previst\w+|presupuest\w+|objetivo|año anterior|"
    r"trimestre|filial|"
    r"preventiv\w+|obiettivo|esercizio precedente|controllata|begroting|begroot\w*|verwacht\w*|vorig jaar|"
    r"kwartaal|orçament\w+|prevê\w*|"
    r"meta|ano anterior|exercício anterior)\b"
)
"""Of a sentence that tells of a plan, of another year or of a part."""
_A_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def _around(said: Said) -> str:
    return SENTENCE_HEAD.split(said.before(90))[-1] + said.text


def _is_of_earlier_year(said: Said) -> bool:
    years = [int(year) for year in _A_YEAR.findall(_around(said))]
    return bool(years) and max(years) < said.leaf.latest_year - 1


def _say_name(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    """The name, of one that runs over lines the part on the line of the words that tell of it."""
    mark = said.leaf.mark(said.begin, said.finish)
    piece = on_one_line(mark, PARTY if confidence == SAID else WORDS, last=said.saying.leads)
    name = name_of(piece, needs_form=confidence != SAID)
    if name and said.saying.key in ("insurers", "insured") and insures(name) != (said.saying.key == "insurers"):
        return
    if name and (confidence == SAID or len(name.split()) > 1):
        made = (name,) if KINDS[said.saying.key] == "names" else name
        yield fact(said.saying.key, made, said.mark, confidence=confidence, quote_limit=1)


def _say_version(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    yield fact(said.saying.key, said.value, said.mark, confidence=confidence, quote_limit=1)


_NEXT_CLAUSE = re.compile(r", (?=[a-zß-ÿ])|(?:,| (?:and|und|et|y|e|en)) (?=(?:was|is|wird|wurde|est|es|è|is|é)\b)")


def _say_words(view: View, said: Said, confidence: float) -> Iterator[Fact]:
    text = said.leaf.mark(said.begin, said.finish).text.split("\n")[0]
    name = tidy(_NEXT_CLAUSE.split(text)[0] if said.saying.kind == "role" else text)
    if name is None or dates.find(name):
        return
    if name[0].isupper() or (said.saying.kind == "role" and owners.is_role(name)):
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
