"""The ACORD forms 25, 24, 27 and 28 by where things stand on them: boxes under their labels, lines across columns.

In the text of a filled-in form the answers follow all print, and the boxes of producer, insured and insurers alternate;
on paper each answer stands beside or below its label, and a line has its policy, its dates and its limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from muniment.judging.facts import dates, money
from muniment.judging.facts.form import Form, Place, joined, matches, nearest
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

_IS_FORM = re.compile(r"ACORD|(?i:insurer(?:\(s\)|s)? affording|evidence of (?:commercial )?property insurance)")
_INSURED = re.compile(
    r"(?<!ADDITIONAL )(?<!OTHER )\b(?:NAMED )?INSURED\b(?: NAME)?(?: (?:AND|&)(?: MAILING)? ADDRESS)?:?"
)
_RIGHT_HALF = re.compile(r"(?:INSURER(?:\(S\)| [A-F]\b)|CONTACT|PHONE|LOAN NUMBER|POLICY NUMBER|COMPANY)")
_INSURER = re.compile(r"INSURER [A-F]\b ?:?|INSURER [A-F]:")
_COMPANY = re.compile(r"\bCOMPANY(?: NAME (?:AND|&) ADDRESS)?\b")
_BOX_LABEL = re.compile(
    r"(?:[A-Z][A-Z/&'(). -]* ?:|NAIC|NAME|ADDRESS|CODE|SUB ?CODE|AGENCY|CUSTOMER|PHONE|FAX|E-?MAIL|LOAN|POLICY|INSURER|"
    r"COVERAGES?|CERTIFICATE|CONTACT|EFFECTIVE|EXPIRATION|CONTINUED|THIS|ADDITIONAL|DATE)\b"
)
"""How what is print in a box begins."""
_NAIC = re.compile(r"\d{5}$|\d{5}\s|NAIC")
"""What follows an insurer's name in its row."""
_NOT_NAMED = re.compile(
    r"(?i)^(?:[\d\W]+|[a-z]+-?\d+|insurer\b.*|.*\b(?:p\.? ?o\.? box|suite|street)\b.*|(?:inc|llc|ltd|corp)\.?)$"
)
_NUMBER = re.compile(r"(?=(?:\D*\d){2})[A-Z0-9][A-Z0-9 ./\-]{3,29}")
_DAY = re.compile(r"(?<![\d/])\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})(?![\d/])")
_AMOUNT = re.compile(r"(?:[A-Z]{0,2}\$|USD|CAD)? ?\d{1,3}(?:,\d{3})+(?:\.00)?(?![\d,])")
_BELOW_GRID = re.compile(r"DESCRIPTION OF OPERATIONS|CERTIFICATE HOLDER\b|CANCELLATION\b")

_BOX_DEPTH = 62.0
"""Points below its label within which a box's first line stands; ACORD's are 60 deep and more."""
_ROW_SLACK = 8.0
"""Points by which an answer may stand higher or lower than the print it answers."""
MAX_LABELS = 30
"""Places of one label looked at, and covers of a form."""
_JOINED = 160
"""Characters from a label to its answer that a quote may take with it."""
_ALONE = 0
"""Limit of a quote that is the marked words and nothing beside them."""

_COVERS: dict[str, re.Pattern[str]] = {
    "general": re.compile(r"(?i)(?:commercial )?general liability"),
    "auto": re.compile(r"(?i)(?:business )?auto(?:mobile)? liability"),
    "umbrella": re.compile(r"(?i)umbrella(?: liab(?:ility)?)?|excess liab(?:ility)?"),
    "workers": re.compile(r"(?i)workers'? comp(?:ensation)?(?: (?:and|&) employers'? liab(?:ility)?)?"),
    "professional": re.compile(
        r"(?i)(?:tech(?:nology)? )?(?:professional (?:liab(?:ility)?|indemnity)|errors (?:and|&) omissions|e ?& ?o\b)"
    ),
    "cyber": re.compile(r"(?i)cyber(?:/privacy)?(?: (?:liab(?:ility)?|security|risk))?|network security"),
    "other": re.compile(
        r"(?i)\bcrime\b|directors'? (?:and|&) officers'?|garage liability|inland marine|\bproperty\b|"
        r"boiler (?:and|&) machinery"
    ),
}
_LIMITS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = (
    ("limit_general_liability", frozenset({"general"}), re.compile(r"(?i)each occurrence")),
    ("limit_general_liability_aggregate", frozenset({"general"}), re.compile(r"(?i)general aggregate")),
    ("limit_automobile", frozenset({"auto"}), re.compile(r"(?i)combined single limit")),
    ("limit_umbrella", frozenset({"umbrella"}), re.compile(r"(?i)each occurrence")),
    ("limit_workers_compensation", frozenset({"workers"}), re.compile(r"(?i)e\.?l\.? each accident")),
    (
        "limit_professional",
        frozenset({"professional"}),
        re.compile(r"(?i)(?:each|per) (?:claim|occurrence|incident|wrongful act)|occurrence|claim|limit"),
    ),
    (
        "limit_cyber",
        frozenset({"cyber"}),
        re.compile(r"(?i)(?:each|per) (?:claim|occurrence|incident|event)|occurrence|claim|limit"),
    ),
)
_LIMIT_LABEL = re.compile(
    r"(?i)(?:e\.?l\.? )?(?:(?:each|per) (?:occurrence|accident|claim|incident|event|wrongful act)|general aggregate|"
    r"products|aggregate|med(?:ical)? exp|personal|damage to|combined single limit|bodily injury|property damage|"
    r"disease|ded(?:uctible)?|retention|limit|sub-?limit)"
)
"""How the print of a limit begins."""


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A cover on the form, the places of its name, and what stands across."""

    covers: frozenset[str]
    names: tuple[Place, ...]
    policy: Place | None
    effective: Place | None
    expiry: Place | None
    limits: tuple[tuple[Place, Place], ...]
    """Each label with its one amount."""

    @property
    def is_in_force(self) -> bool:
        """Whether it is answered at all."""
        return self.policy is not None or bool(self.limits)


def of_form(leaf: Leaf) -> Iterator[Fact]:
    """The facts of a page that is such a form; none of another, or where its words were not placed."""
    form = _form(leaf)
    if form is None:
        return
    yield from _insured(form)
    yield from _insurers(form)
    lines = _cover_lines(form)
    if lines:
        yield from _of_lines(leaf, lines)
    else:
        yield from _single_policy(form)


def _form(leaf: Leaf) -> Form | None:
    is_form = leaf.page.placed and _IS_FORM.search(leaf.flat)
    return Form(leaf) if is_form else None


def _insured(form: Form) -> Iterator[Fact]:
    middle = (form.left + form.right) / 2
    for label in islice(form.find(_INSURED, right=middle), MAX_LABELS):
        if label.left > form.left + 0.15 * (form.right - form.left) or not label.text.isupper():
            continue
        edges = [one.left for one in form.find(_RIGHT_HALF, left=label.right + 60)]
        edges = [one for one in edges if one > middle - 60]
        name = _boxed(form, label, right=min(edges, default=middle) - 2)
        if name is not None:
            whole = ORGANISATION.match(name.text)
            has_address = whole is not None and re.match(r", \d", name.text[whole.end() :])
            value = tidy(whole[0] if whole and has_address else name.text)
            if value:
                yield fact(
                    "insured",
                    value,
                    joined(label, name, most=_JOINED) or name.mark,
                    confidence=0.93,
                    quote_limit=_ALONE,
                )
                return


def _boxed(form: Form, label: Place, *, right: float) -> Place | None:
    """The name in a label's box: beside the label, else the first line below that is neither print nor address."""
    inside = form.within(left=label.left - 6, right=right, top=label.line - 2, bottom=label.line - _BOX_DEPTH)
    beside = form.beside(label, right=right)
    for line in ([beside] if beside is not None else []) + inside:
        is_name = line.is_whole and not is_blank(line.text) and not _NOT_NAMED.match(line.text)
        if is_name and not _BOX_LABEL.match(line.text):
            return line
    return None


def _insurers(form: Form) -> Iterator[Fact]:
    named: list[Place] = []
    for label in islice(form.find(_INSURER), MAX_LABELS):
        beside = form.beside(label, right=form.right + 1)
        name = beside.up_to(_NAIC) if beside is not None else None
        if name is not None and name.is_whole and re.match(r"[A-Z0-9]", name.text) and not is_blank(name.text):
            named.append(name)
    if not named:
        middle = (form.left + form.right) / 2
        company = next((one for one in form.find(_COMPANY, left=middle - 60) if one.text.isupper()), None)
        name = _boxed(form, company, right=form.right + 1) if company is not None else None
        named = [name] if name is not None else []
    values = tuple(dict.fromkeys(value for one in named if (value := tidy(one.text))))
    if values:
        mark = Mark(form.leaf.page, min(one.mark.start for one in named), max(one.mark.end for one in named))
        yield fact("insurers", values, mark, confidence=0.9, quote_limit=900)


def cover_lines(leaf: Leaf) -> list[CoverLine]:
    """The covers of the grid of ACORD 25 or 24 from the top, with what stands across; none without its header."""
    form = _form(leaf)
    return _cover_lines(form) if form is not None else []


def _cover_lines(form: Form) -> list[CoverLine]:
    number, start, end = (
        next(iter(form.find(re.compile(wording))), None)
        for wording in (r"POLICY NUMBER", r"POLICY EFF(?:ECTIVE)?\b", r"POLICY EXP(?:IRATION)?\b")
    )
    if number is None or start is None or end is None or not number.left < start.left < end.left:
        return []
    head = min(number.line, start.line, end.line)
    marks = [one.right for one in form.find(re.compile(r"SUBR|WVD|INSD|ADDL")) if one.right < number.right]
    policy_left = max([one for one in marks if one < number.left], default=number.left - 45)
    floor = next((one.line for one in form.find(_BELOW_GRID) if one.line < head), 0.0)
    anchors = _anchors(form, right=policy_left, top=head, bottom=floor)
    tops = [places[0].line + _ROW_SLACK for _, places in anchors]
    found = []
    for (covers, names), top, bottom in zip(anchors, tops, [*tops[1:], floor + _ROW_SLACK], strict=True):
        row = _Row(form, top, bottom)
        effective = row.first(_DAY, start.left - 18, start.right + 18)
        expiry = row.first(_DAY, end.left - 18, end.right + 18)
        policy = None
        if effective is not None:
            policy = row.number(policy_left, effective.left - 1, line=effective.line)
        found.append(CoverLine(covers, names, policy, effective, expiry, row.limits(end.right + 4, form.right + 1)))
    return found


def _anchors(form: Form, *, right: float, top: float, bottom: float) -> list[tuple[frozenset[str], tuple[Place, ...]]]:
    """The covers named in the first column, from the top; one that two lines name is one, others are each their own."""
    found: list[tuple[set[str], list[Place]]] = []
    for line in form.within(left=0, right=right, top=top, bottom=bottom):
        places = {key: place for key, pattern in _COVERS.items() for place in matches(line, pattern)}
        if not places:
            continue
        if found and places.keys() <= found[-1][0] and "other" not in places:
            continue
        found.append((set(places), list(places.values())))
    return [(frozenset(keys), tuple(places)) for keys, places in found[:MAX_LABELS]]


@dataclass(frozen=True, slots=True)
class _Row:
    form: Form
    top: float
    bottom: float

    def places(self, pattern: re.Pattern[str], left: float, right: float) -> list[Place]:
        found = self.form.find(pattern, left=left, right=right)
        return [one for one in found if self.bottom <= one.line < self.top]

    def first(self, pattern: re.Pattern[str], left: float, right: float) -> Place | None:
        return next(iter(self.places(pattern, left, right)), None)

    def number(self, left: float, right: float, *, line: float) -> Place | None:
        """The policy's number: what stands in its column beside its dates."""
        inside = self.form.within(left=left, right=right, top=line + _ROW_SLACK, bottom=line - _ROW_SLACK)
        numbers = [one for one in inside if _NUMBER.fullmatch(one.text) and one.is_whole and not is_blank(one.text)]
        return nearest(numbers, line, most=_ROW_SLACK)

    def limits(self, left: float, right: float) -> tuple[tuple[Place, Place], ...]:
        labels = self.places(_LIMIT_LABEL, left, right)
        answers: dict[int, list[Place]] = {}
        for amount in map(_without_sign, self.places(_AMOUNT, left, right)):
            ahead = [one for one in labels if one.right <= amount.left + 2]
            label = nearest(ahead, amount.line, most=_ROW_SLACK)
            if label is not None:
                answers.setdefault(labels.index(label), []).append(amount)
        alone = [(labels[at], amounts[0]) for at, amounts in sorted(answers.items()) if len(amounts) == 1]
        return tuple((self.whole(label, amount), amount) for label, amount in alone)

    def whole(self, label: Place, amount: Place) -> Place:
        """A label with all of its line's print up to the amount, as far as the text has that together."""
        beside = self.form.beside(label, right=amount.left)
        words = [one for one in beside.words if one.right < amount.left] if beside is not None else []
        while words and not _ends_label(" ".join(label.leaf.plain[one.start : one.end] for one in words)):
            words.pop()
        extended = Place(label.leaf, (*label.words, *words))
        return extended if extended.is_whole else label


def _ends_label(text: str) -> bool:
    """Whether print of a limit may end so: on a word, outside brackets."""
    return bool(re.search(r"\w\)?$", text)) and text.count("(") == text.count(")")


def _without_sign(amount: Place) -> Place:
    """The figures alone where the form's own "$" stands elsewhere in the text."""
    return amount if amount.is_whole else Place(amount.leaf, amount.words[-1:])


def _of_lines(leaf: Leaf, lines: Sequence[CoverLine]) -> Iterator[Fact]:
    policies = [one.policy for one in lines if one.policy is not None]
    if policies:
        mark = Mark(leaf.page, min(one.mark.start for one in policies), max(one.mark.end for one in policies))
        values = tuple(dict.fromkeys(one.text for one in policies))
        yield fact("policy_numbers", values, mark, confidence=0.9, quote_limit=2500)
    names = [place for line in lines if line.is_in_force for place in line.names if place.is_whole]
    if names:
        mark = Mark(leaf.page, min(one.mark.start for one in names), max(one.mark.end for one in names))
        covers = tuple(dict.fromkeys(one.text.capitalize() if one.text.isupper() else one.text for one in names))
        yield fact("coverages", covers, mark, confidence=0.88, quote_limit=2500)
    yield from _period(lines)
    yield from _limits(lines)


def _period(lines: Sequence[CoverLine]) -> Iterator[Fact]:
    """The dates of the first line that has both."""
    for line in lines:
        if line.effective is None or line.expiry is None:
            continue
        start, end = (dates.find_days(one.text, day_first=False) for one in (line.effective, line.expiry))
        if start and end and start[0].day < end[0].day:
            yield fact("effective_date", start[0].iso, line.effective.mark, confidence=0.92, quote_limit=_ALONE)
            yield fact("expiry_date", end[0].iso, line.expiry.mark, confidence=0.92, quote_limit=_ALONE)
            return


def _limits(lines: Sequence[CoverLine]) -> Iterator[Fact]:
    for key, covers, wording in _LIMITS:
        stated: dict[int | float, tuple[Place, Place]] = {}
        for line in lines:
            if not covers & line.covers:
                continue
            for label, amount in line.limits:
                if wording.match(label.text):
                    value = money.find_money(f"USD {amount.text.lstrip('$USDCA ')}", decimal=".")
                    if value:
                        stated.setdefault(value[0].value, (label, amount))
        if len(stated) != 1:
            continue
        ((value_stated, (label, amount)),) = stated.items()
        mark = joined(label, amount, most=_JOINED)
        if mark is None or _AMOUNT.search(mark.text[: -len(amount.text)]):
            mark = amount.mark
        yield fact(key, value_stated, mark, confidence=0.9, quote_limit=_ALONE)
        if "$" in mark.text:
            yield fact("currency", "USD", mark, confidence=0.85, quote_limit=_ALONE)


def _single_policy(form: Form) -> Iterator[Fact]:
    """A form without the grid (ACORD 27, 28): one policy in boxes under their labels."""
    for key, label, wanted in (
        ("policy_numbers", re.compile(r"\bPOLICY (?:NUMBER|NO\.?)(?= |$):?"), _NUMBER),
        ("effective_date", re.compile(r"\bEFFECTIVE DATE\b:?"), _DAY),
        ("expiry_date", re.compile(r"\bEXPIRATION DATE\b:?"), _DAY),
    ):
        for found in islice(form.find(label), MAX_LABELS):
            value = _answer(form, found, wanted)
            if value is None:
                continue
            mark = joined(found, value, most=_JOINED) or value.mark
            if key == "policy_numbers":
                yield fact(key, (value.text,), mark, confidence=0.9, quote_limit=_ALONE)
                break
            days = dates.find_days(value.text, day_first=False)
            if days:
                yield fact(key, days[0].iso, value.mark, confidence=0.92, quote_limit=_ALONE)
                break


def _answer(form: Form, label: Place, wanted: re.Pattern[str]) -> Place | None:
    """What is wanted beside a label, or in the first line below it, up to the next label on its line."""
    line = next(one for one in form.lines if set(label.words) & set(one.words))
    edge = min((one.left for one in line.words if one.left > label.right + 6), default=label.right + 130) - 4
    beside = form.beside(label, right=label.right + 130)
    below = form.within(left=label.left - 8, right=edge, top=label.line - 2, bottom=label.line - 26)
    for place in ([beside] if beside is not None else []) + below[:1]:
        if wanted.fullmatch(place.text) and place.is_whole:
            return place
    return None
