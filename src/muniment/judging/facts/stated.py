"""Facts by the labels and sentences that `vocabulary` holds as data: all of other languages than English, and what
English has beside its readers.

One reader for every language and key: beside, below and in the column of a label, and where a sentence says it. What a
sentence denies, and what it says of an earlier or first document, is left out; dates that a document gives twice,
differently, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from muniment.judging.facts import (
    continuity,
    dates,
    general,
    headers,
    money,
    openings,
    owners,
    policies,
    sayings,
    vocabulary,
)
from muniment.judging.facts.auditors import is_firm
from muniment.judging.facts.fields import Field, Labels
from muniment.judging.facts.front_dates import front_dates
from muniment.judging.facts.insurance_parties import insures
from muniment.judging.facts.keys import KEYS, FoundFact, fact
from muniment.judging.facts.names import CAPITAL, LINK, PARTY, is_blank, tidy
from muniment.judging.facts.naming import HAN, WORDS, name_of, on_one_line
from muniment.judging.facts.relied_on import relied_on
from muniment.judging.facts.sayings import DAY, Said
from muniment.judging.facts.severities import OF_EARLIER
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
_DAYS_OF_TEST = _PERIODS["penetration_test"]
_ONE_DAY = "test_day"
"""The day of a test that began and ended on it."""
_OF_SCAN = frozenset({*_DAYS_OF_TEST, "tester", "target", "document_date"})
"""What reports of scans say as those of tests do."""
_LONGEST_DAYS = {"penetration_test": 250, "certificate": 1500}
"""Of a period; others span at most two years and a bit."""
_SHORTEST_DAYS = {"certificate": 300, "certificate_of_insurance": 80, "soc_report": 25, "statements": 80}
_MAX_DAYS = 800

_KINDS = {
    "period": "period", "initial_term": "length", "termination_notice": "length", "breach_notification": "length",
    "subprocessor_notice": "length", "findings_total": "count", "liability_cap": "money",
    "uptime_commitment": "percent", "revenue": "money", "net_income": "money", "scope": "paragraph",
    "subservice_organisations": "names", "owner": "role", "target": "thing", "result": "outcome",
    "version": "version", "governing_law": "law", "insurers": "names", "parties": "names", "system_name": "thing",
    **dict.fromkeys(
        (
            "issuer", "holder", "tester", "insured", "auditor", "service_auditor", "service_organisation",
            "company_name", "taxpayer_name",
        ),
        "name",
    ),
    "test_day": "day",
    **{key: "flag" for key, (_, value_type) in KEYS.items() if value_type == "boolean"},
    **{key: "day" for key, (_, value_type) in KEYS.items() if value_type == "date"},
}  # fmt: skip
"""How the value of a key is read; keys of other kinds have readers of their own."""
_IDENTIFIERS = ("certificate_number", "invoice_number", "licence_number")
_IDENTIFIER = re.compile(r"(?=.*\d)[A-Z0-9][\w./-]*(?: [\w./-]*\d[\w./-]*)?")
_IN_HOURS = re.compile(
    r"(?i)(?<!\w)(?:" + "|".join(word for word, unit in money.UNITS.items() if unit == "hour") + r")(?!\w)"
)
_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_FIRST_SAID = frozenset({"period_end"})
"""Keys of whose sentences the first that says something is taken: the later ones are weaker."""
_OWN_WORDS = frozenset({("pci_attestation", "result")})
"""Values of a family's own, which its reader knows."""
_BY = re.compile(r"(?i)\b(?:von|durch|par|por|da|door)$")
_SIGNED = re.compile(
    r"(?i)\b(?:by|von|durch|par|por|da|door|signatures?|firm[ae]s?|assinaturas?|handtekening\w*|unterschrift\w*)\b"
)
"""Labels of who signed, whose names stand ahead of the day."""
_PLACED_APART = re.compile(r"[:：\t|\n]")
_OPENS_CLAUSE = re.compile(r"(?i)[ ,](?:eine?n?|ha|dispone|un|une|heeft|een|has|an?|tem|possui)$")
"""What of the certificate's own sentence goes on behind its scope."""
_OTHER_FIELD = re.compile(rf"\.\s(?=[{CAPITAL}][\w/ ]{{1,24}}:)")
"""Where a scope that ends in a full stop is followed by a field of its own: "sale. Sector EA: 18"."""
_SENTENCE_HEAD = re.compile(r"(?:(?<![.\s][A-Za-z])(?<!\s\d)(?<!\s\d\d)\.|[;:]) ")
"""Not behind an initial, a legal form or a day of a month."""
MAX_TARGET_WORDS = 12
MAX_AHEAD_OF_SIGNED = 12
"""Characters between a label that dates what was done with a document and the day."""
MAX_AHEAD_OF_AMOUNT = 3
"""Characters between the words that lead to an amount and the amount, such as its currency."""
MAX_SCOPE_CHARACTERS = 400
MAX_OPENING_WORDS = 3
"""Of a value, which its first line holds."""


def stated(view: View, family: str, languages: tuple[str, ...] = vocabulary.EVERY) -> Iterator[Fact]:
    """Candidates for a family's keys; also for the keys of every document (`document`)."""
    leaves = view.front(_PAGES.get(family, 3))
    if family == "audit_report":
        yield from _of_audit(view, languages)
    if family == "applicability":
        yield from (one for one in _labelled(view, leaves[:6], "certificate", languages) if one.key == "holder")
        yield from (one for one in _labelled(view, leaves[:6], "policy", languages) if one.key in _OF_STATEMENT)
    if family in ("soc_report", "audit_report"):
        yield from relied_on(view, languages)
    if family == "vulnerability_scan":
        keys = _DAYS_OF_TEST if languages == vocabulary.ENGLISH else _OF_SCAN
        abroad = languages if languages == vocabulary.ENGLISH else vocabulary.LANGUAGES
        yield from (one for one in stated(view, "penetration_test", abroad) if one.key in keys)
    for one in dict.fromkeys((family, "document")):
        yield from _labelled(view, leaves[:6], one, languages)
        yield from _said(view, leaves, one, languages)
    yield from _dated(view, family, languages)
    if family in _OWNED:
        yield from owners.owner(view, languages)
    if family in _FRONT_DATES:
        yield from front_dates(view, _FRONT_DATES[family], languages)
    if languages == vocabulary.ENGLISH:
        return
    yield from _in_columns(view, leaves[:3], family)
    if family == "penetration_test":
        yield from openings.titled_target(leaves[:1])
    if family == "certificate":
        yield from openings.lone_number(leaves[:1])
    if family == "contract":
        yield from openings.parties(view.front(4))
        yield from openings.defined_parties(view.front(4))
    if family in _PERIODS:
        yield from _periods(view, leaves[:8], family)


_OWNED = frozenset({"policy", "applicability", "risk_register"})
"""Families whose documents tell whose they are."""
_FRONT_DATES = {
    "policy": ("approval_date", "effective_date", "next_review_date", "document_date"),
    "applicability": ("approval_date", "next_review_date"),
    "yearly_report": ("approval_date",),
}
"""By family, the days of its front matter."""


def _dated(view: View, family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    """`document_date` by labels and sentences that date what was done with a document, such as its signature: of
    several days the latest, less sure than what names the document's date."""
    if family in _NOT_DATED:
        return
    leaves = (*view.front(), *(leaf for leaf in view.leaves[-2:] if leaf not in view.front()))
    for made in (_labelled(view, leaves, "dated", languages), _said(view, leaves, "dated", languages)):
        found = [one for one in made if not (family in _AS_AT_ANOTHER and _AS_AT.match(one.quote or ""))]
        found = [one for one in found if not (isinstance(one, FoundFact) and one.mark and _is_in_column(one.mark))]
        if 0 < len({one.value for one in found}) <= MAX_SIGNED_DAYS:
            latest = max(found, key=lambda one: str(one.value))
            yield replace(latest, confidence=round(latest.confidence - LESS_SURE, 2))


def _is_in_column(mark: Mark) -> bool:
    """Whether a label stands in a row of cells and its value in another row."""
    return "\n" in mark.text and bool(re.search(r"[\t|]", mark.page.text[mark.start : mark.end]))


_NOT_DATED = frozenset({"incorporation"})
"""Families whose papers tell what was signed and filed long before them."""
MAX_SIGNED_DAYS = 3
_AS_AT = re.compile(r"(?i)as at")
_AS_AT_ANOTHER = frozenset({"soc_report", "statements", "audit_report", "yearly_report"})
"""Families whose documents tell as at which day something was, not of which they are."""
LESS_SURE = 0.08


def _of_audit(view: View, languages: tuple[str, ...]) -> Iterator[Fact]:
    """What reports of auditors on other criteria say as those on a service organisation do: of C5, ISAE 3000."""
    for one in stated(view, "soc_report", languages) if view.holds(*_ON_CONTROLS) else ():
        if one.key == "service_auditor":
            title, value_type = KEYS["auditor"]
            yield replace(one, key="auditor", title=title, value_type=value_type)
        elif one.key in _OF_AUDIT:
            yield one


_OF_STATEMENT = frozenset({"owner", "version", "approval_date", "next_review_date"})
"""What a statement of applicability says as policies do."""
_ON_CONTROLS = ("isae 3", "soc 1", "soc 2", "soc 3", "c5", "at-c ", "webtrust", "idw ps 951", "trust services")
_OF_AUDIT = frozenset({"service_organisation", "system_name", "as_of_date", "period_start", "period_end"})


@cache
def _labels(family: str, key: str, languages: tuple[str, ...]) -> Labels:
    return Labels(*vocabulary.labels(family, key, languages))


def _labelled(view: View, leaves: Sequence[Leaf], family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    for key in vocabulary.labelled(family, languages):
        kind = _KINDS.get(key)
        if kind is None or (family, key) in _OWN_WORDS:
            continue
        made = [
            one
            for field in _labels(family, key, languages).find(leaves, loose=True)
            if not _is_of_another(_ahead_of(field.mark)) and not _is_in_text(field.mark)
            for one in _of_field(view, field, key, family)
        ]
        if kind not in ("day", "length") or family == "dated" or len({one.value for one in made}) == 1:
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


def _is_of_another(text: str) -> bool:
    return bool(vocabulary.pattern("earlier").search(text) or vocabulary.pattern("first").search(text))


def _of_field(view: View, field: Field, key: str, family: str) -> Iterator[Fact]:
    kind, value = _KINDS[key], field.value
    if headers.is_labels(value) and kind != "outcome":  # "Approved" is a label too
        return
    if kind == "day":
        found = (dates.find_days if key == "retest_date" else dates.find)(value[:90], day_first=view.day_first)
        reach = 70 if _BY.search(field.label) else 30
        if family == "dated" and not _SIGNED.search(field.label):
            reach = MAX_AHEAD_OF_SIGNED
        is_short = " " not in field.label or family == "dated"
        if not found or (is_short and _goes_on(field, found[0].end)):
            return
        if found[0].start < reach and not _is_of_another(value[: found[0].start]):
            yield fact(key, found[0].iso, field.mark, confidence=LABELLED, quote_limit=1)
            yield from _was_retested(key, field.mark, LABELLED)
    elif kind == "period":
        yield from _period_facts(view, field.mark, family)
    elif kind == "length":
        length = money.DURATION.search(value[:60])
        if length and length.start() < 25 and money.count_of(length):
            yield fact(key, money.duration_of(length), field.mark, confidence=LABELLED, quote_limit=1)
    elif kind in ("name", "names"):
        whole = PARTY.match(value)
        name = name_of(whole[0] if whole else value, needs_form=not whole)
        if key == "auditor" and name and not whole and is_firm(name.split(", ")[0]):
            name = name.split(", ")[0]
        is_apart = field.is_below or _PLACED_APART.search(field.mark.text)
        if not is_apart and _opens_name(field, key):
            return
        if name and (whole or is_apart or HAN.match(value)):
            made = (name,) if kind == "names" else name
            yield fact(key, made, field.mark, confidence=LABELLED if whole else LIKELY, quote_limit=1)
    elif kind == "role":
        role = value if HAN.match(value) and len(value) <= 30 else policies.owner_of(field)
        if role and not value.rstrip().endswith((".", ",")) and not is_label(role):
            yield fact(key, role, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "thing":
        is_sentence = ". " in value or (field.is_below and value.endswith("."))
        said = value.split(" (")[0] if key == "target" else value
        network = _NETWORK.match(said) if key == "target" else None
        name = network[0] if network else None if is_sentence else tidy(said)
        if name and len(name.split()) <= MAX_TARGET_WORDS and name[0].isalnum() and not dates.find(name):
            yield fact(key, name, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "paragraph":
        yield from _paragraph(field, key)
    elif kind == "outcome":
        came_out = continuity.outcome_of(value)
        if came_out:
            yield fact(key, came_out, field.mark, confidence=LABELLED, quote_limit=1)
    elif kind == "law":
        yield from _law(field, key)
    elif key == "liability_cap":
        yield from _cap(view, field.mark, value, 0, key)


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


def _paragraph(field: Field, key: str) -> Iterator[Fact]:
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
    text = _OPENS_CLAUSE.sub("", _OTHER_FIELD.split(text)[0])
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")].rstrip()
    is_han = bool(HAN.search(text[:2]))
    if len(text) > (3 if is_han else 10) and not is_blank(text) and (text[0].isalpha() or is_han):
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
    if not amounts or amounts[0].start > MAX_AHEAD_OF_AMOUNT:
        return
    said = text[begin : begin + amounts[0].end].strip()
    yield fact(key, said, mark, confidence=SAID - 0.05, quote_limit=1)
    yield fact("liability_cap_amount", amounts[0].value, mark, confidence=SAID, quote_limit=1)
    yield fact("currency", amounts[0].currency, mark, confidence=SAID, quote_limit=1)


def _said(view: View, leaves: Sequence[Leaf], family: str, languages: tuple[str, ...]) -> Iterator[Fact]:
    found: dict[str, list[Fact]] = {}
    for saying in sayings.sayings(family, tuple(_KINDS.items()), languages):
        for said in sayings.find(saying, leaves):
            made = [] if _is_denied(said) else list(_of_saying(view, said))
            if saying.key in _FIRST_SAID and found.get(saying.key):
                break
            found.setdefault(saying.key, []).extend(made)
            if made:
                break
    for key, made in found.items():
        days = {one.value for one in made if one.key == key or key == _ONE_DAY}
        if _KINDS.get(key) != "day" or family == "dated" or len(days) == 1:
            yield from made


def _is_denied(said: Said) -> bool:
    """Whether the words ahead in the sentence deny it, or speak of another document; of a flag, its own words too."""
    saying = said.saying
    ahead = _SENTENCE_HEAD.split(said.before(90))[-1]
    if saying.kind in ("length", "percent") and vocabulary.pattern("unbinding").search(
        ahead + said.text + _SENTENCE_HEAD.split(said.after(60))[0]
    ):
        return True
    if saying.key in ("initial_term", "termination_notice") and _is_no_term(said):
        return True
    if saying.key == "subprocessor_notice" and _IN_HOURS.search(said.value):
        return True  # which is how long a breach is told of
    if vocabulary.pattern("earlier").search(ahead + (said.text if saying.kind == "day" else "")):
        return True
    if saying.key == "expiry_date" and vocabulary.pattern("of_ours").search(ahead):
        return True  # of a document of somebody else's
    if saying.kind == "day" and vocabulary.pattern("first").search(ahead[-60:] + said.text):
        return saying.key in ("issue_date", "document_date")
    if saying.kind == "flag":
        return any(vocabulary.pattern(name).search(ahead[-40:] + said.text) for name in ("denied", "planned"))
    if saying.key == "termination_notice" and vocabulary.pattern("unless").search(ahead):
        return False  # it goes on if nobody gives notice
    return saying.kind not in ("name", "likely", "count") and bool(vocabulary.pattern("denied").search(ahead[-30:]))


def _is_no_term(said: Said) -> bool:
    """Whether a sentence gives the length of something else than the agreement, or notice for a breach of it."""
    sentence = _SENTENCE_HEAD.split(said.before(200))[-1] + said.text + _SENTENCE_HEAD.split(said.after(120))[0]
    if said.saying.key == "termination_notice":
        return bool(
            vocabulary.pattern("for_cause").search(sentence)
            or vocabulary.pattern("other_notice").search(sentence)
            or (vocabulary.pattern("changes").search(sentence) and not vocabulary.pattern("ending").search(sentence))
        )
    near = _SENTENCE_HEAD.split(said.before(60))[-1] + said.text + _SENTENCE_HEAD.split(said.after(60))[0]
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
    for one in _DAYS_OF_TEST if key == _ONE_DAY and len(found) == 1 else (key,) if len(found) == 1 else ():
        yield fact(one, found[0].iso, said.mark, confidence=confidence - 0.04 * (key == _ONE_DAY), quote_limit=1)
        yield from _was_retested(key, said.mark, confidence)


def _is_of_something_listed(said: Said) -> bool:
    """Whether a date stands in a row of a table, or is that of the statement of applicability a certificate names."""
    mark = said.mark
    text = mark.page.text
    end = text.find("\n", mark.start)
    line = text[text.rfind("\n", 0, mark.start) + 1 : end if end >= 0 else None]
    return line.count("\t") > 1 or bool(general.OF_STATEMENT.search(said.before(60) + said.text))


_PLANNED_AHEAD = re.compile(
    r"(?i)\b(?:plan\w*|geplant\w*|schedul\w*|due|next|nächste\w*|prévu\w*|previst\w*|gepland\w*|will|should)\b"
)


def _was_retested(key: str, mark: Mark, confidence: float) -> Iterator[Fact]:
    """A day of a retest, none that lies ahead, says that there was one."""
    if key == "retest_date" and not _PLANNED_AHEAD.search(mark.ahead(60) + mark.text):
        yield fact("retest", True, mark, confidence=confidence - 0.1, quote_limit=1)


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
        yield from _cap(view, said.mark, said.leaf.flat, said.begin, said.saying.key)
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
    return _SENTENCE_HEAD.split(said.before(90))[-1] + said.text


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
        made = (name,) if _KINDS[said.saying.key] == "names" else name
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
            elif key in _IDENTIFIERS and _IDENTIFIER.fullmatch(value):
                yield fact(key, value, mark, confidence=LABELLED, quote_limit=1)
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
            if not any(word in sentence + behind for word in words) or OF_EARLIER.search(sentence):
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
        for key, found in zip(_PERIODS.get(family, ()), (first, last), strict=False):
            yield fact(key, found.iso, mark, confidence=LABELLED - 0.02, quote_limit=1)
