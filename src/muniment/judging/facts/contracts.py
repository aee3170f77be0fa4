"""Agreements: who, since when, for how long, how to leave, whose law, how much at most. Blanks give nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from muniment.judging.facts import (
    contract_days,
    laws,
    liability_caps,
    money,
    notices,
    parties,
    promises,
    renewals,
    signings,
    spans,
    subprocessors,
    term_sheets,
    versions,
)
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.naming import holds_another
from muniment.judging.facts.tables import cells, is_label
from muniment.judging.facts.view import Sentence, View
from muniment.judging.model import Fact

MAX_LENGTHS = 8
"""Lengths of time looked at per sentence; a sentence with more is a list of something else."""
_BETWEEN = re.compile(
    r"(?i)\b(?:between|by and among|among|entered into by|is made by|zwischen|entre(?: les soussignée?s)?|tra|"
    r"fra|tussen)\b"
    r"(?: and (?:between|among))? ?:? (?P<rest>.{10,700})"
)
_OPENS_ABROAD = re.compile(r"(?i)zwischen|entre|tra|fra|tussen")
"""Where `stated` reads the parties line by line."""
_DEFINED = re.compile(
    r"\((?:[^()\"]{0,60} )?\"|(?<=[a-z.]) (?i:\(?(?:hereinafter|hereafter|referred to as))[^\"]{0,40}\"", re.DOTALL
)
_ROLES = re.compile(
    r"(?i:the |a |an |each |any )?(?i:customers?|clients?|you|users?|company|supplier|vendor|provider|licensee|"
    r"recipient|"
    r"discloser|party|parties|covered entity|business associate|controller|processor|service provider|subscribers?|"
    r"data (?:exporter|importer)|undersigned|affiliates?|entity|individual|member states?)\b"
)
_TERM = re.compile(
    r"(?i)\b(?:(?:initial |minimum |subscription |contract )?term (?:of this |of the |shall |will |is |of |for |"
    r"begins |commences |starts )|"
    r"(?:remain|remains|continue|continues|be|is) in (?:full )?(?:force|effect)|valid for|has a term|"
    r"continues?,? for(?: a period of| an initial term of)?|continues?,? (?=unless )|(?:agreement|contract|"
    r"addendum|nda|order|"
    r"subscription|it) (?:shall |"
    r"will )?"
    r"(?:lasts?|runs?)(?: for)?|for an? (?:fixed |initial |minimum )(?:term|period) of|has a duration of)"
)
_TERM_LABEL = Labels("(?:subscription|initial|contract|service)? ?(?:term|period)", "duration")
_TERM_ANCHORS = (
    " term ", "initial term", "initial period", "minimum period", "fixed period",
    " lasts ", " last ", " runs ", " run ",
    "duration of", "continue", "in force", "in effect", "valid for",
)  # fmt: skip
_NOT_TERM = re.compile(r"(?i)terminat|notice|surviv|expir|prior|payment|invoice|backup|retain|confidential")
_FOR_CAUSE = re.compile(
    r"(?i)material(?:ly)? breach|"
    r"\bcure|breach(?:es|ed)?\b|non-?payment|insolven|suspend|default|violat"
)
_END_ANCHORS = (
    "terminat", "cancel", "may end ", "may be ended", "end this ", "ended by", "end the ",
    "not to renew", "non-renewal", "intention not", "unless either", "unless one", "unless a party",
)  # fmt: skip
_NOTICE_AHEAD = re.compile(r"notice of|notice[^.]{0,30} at least")
_CONVENIENCE = re.compile(r"(?i)for convenience|for any reason|at any time|without cause|(?:for )?no reason")


def contract(view: View) -> Iterator[Fact]:
    """Facts of an agreement, each clause read in its own sentence."""
    yield from versions.set_off_version(view.front(1))
    yield from versions.labelled_version(view.front(1))
    yield from _parties(view)
    yield from _parties_in_columns(view)
    yield from contract_days.effective(view)
    yield from signings.signed(view)
    yield from spans.spans(view)
    yield from _term(view)
    yield from contract_days.end(view)
    yield from renewals.renewal(view)
    yield from _termination(view)
    yield from notices.notices(view)
    yield from laws.governing_law(view)
    yield from liability_caps.caps(view)
    yield from promises.promises(view)
    yield from term_sheets.term_sheet(view)
    yield from term_sheets.parties(view)
    yield from parties.set_apart(view)
    yield from subprocessors.of_agreement(view)


def _parties(view: View) -> Iterator[Fact]:
    anchors = ("between", "among", "entered into by", "is made by", "zwischen", "entre ", " tra ", " fra ", "tussen")
    for hit in view.near(anchors, _BETWEEN, after=760, leaves=view.front(4)):
        rest = hit["rest"]
        names = _defined_parties(rest) or _plain_parties(rest)
        unique = tuple(dict.fromkeys(name for name, _ in names))
        if len(unique) > 1 and not holds_another(unique):
            start, end = hit.match.start(), hit.match.start("rest") + names[-1][1]
            confidence = 0.8 if _OPENS_ABROAD.match(hit[0]) else 0.9
            yield fact("parties", unique, hit.leaf.mark(start, end), confidence=confidence, quote_limit=700)
            return


_LEGAL_NAME = Labels("(?:full )?(?:legal|registered) name", "name of (?:the )?(?:party|entity|company)")


def _parties_in_columns(view: View) -> Iterator[Fact]:
    """The cells of a row "Full legal name" of a table that has a column for each party."""
    for leaf in view.front(4):
        for line in leaf.lines:
            label, *names = [cell.text for cell in cells(leaf, line)] or [""]
            is_row = len(names) > 1 and _LEGAL_NAME.says(label)
            if is_row and all(map(ORGANISATION.fullmatch, names)):
                yield fact("parties", tuple(dict.fromkeys(names)), leaf.mark_line(line), confidence=0.85)
                return


def _defined_parties(rest: str) -> list[tuple[str, int]]:
    """Names in front of defined terms ("Acme Inc., a Delaware corporation (\\"Acme\\")"), with where each ends."""
    names: list[tuple[str, int]] = []
    begin = 0
    for defined in _DEFINED.finditer(rest):
        ahead = rest[begin : defined.start()]
        if (
            len(names) >= 4
            or len(ahead) > 420
            or re.search(r"\. [A-Z]\w+ ", re.sub(r"(?:Inc|Ltd|Co|Corp)\.", "", ahead))
        ):
            break
        name = _party_in(ahead)
        if name:
            names.append((name, begin + ahead.index(name.split()[0]) + len(name) + 8))
        close = rest.find(")", defined.end())
        begin = close + 1 if close >= 0 else defined.end()
    return [(name, min(end, len(rest))) for name, end in names]


def _party_in(text: str) -> str | None:
    trimmed = re.sub(
        r"^(?:[\s,;:).]|\(?(?:i{1,3}|[12ab])\)|(?:AND|and|the|on the one hand|on the other hand|und|et|e|y|en|der|"
        r"dem|die|la|le|il|de)\b)+",
        "",
        text,
    )
    if is_blank(trimmed[:80]) or _ROLES.match(trimmed):
        return None
    whole = ORGANISATION.match(trimmed)
    if whole:
        return tidy(whole[0])
    named = re.match(NAME, trimmed)
    name = (
        tidy(re.split(rf",| a | an | with | having | located| whose| and (?={_ROLES.pattern})", named[0])[0])
        if named
        else None
    )
    return name if name and len(name.split()) <= 8 and not is_label(name) else None


def _plain_parties(rest: str) -> list[tuple[str, int]]:
    """Parties named without defined terms: "between Acme Inc. and Example GmbH"; fewer than two give nothing."""
    found: list[tuple[str, int]] = []
    for match in ORGANISATION.finditer(rest[:260]):
        name = tidy(re.split(r", (?:and|und|et|y|e|en) (?=[A-Z])", match[0])[-1])
        if found and re.search(r":|\. [A-Z]", rest[found[-1][1] : match.start()]):
            break
        if name and not _ROLES.match(name) and len(found) < 3:
            found.append((name, match.end()))
    if len(found) == 1:
        return _joined_parties(*found[0])
    return found


_JOINS = re.compile(r" (?:and|und|et|y|e|en) (?=[A-Z])")


def _joined_parties(name: str, end: int) -> list[tuple[str, int]]:
    """The two parties that one name turns out to be, of which only the second says what it legally is."""
    first, *others = _JOINS.split(name)
    if len(others) != 1 or not ORGANISATION.fullmatch(others[0]) or len(first.split()) < 2 or _ROLES.match(first):
        return []
    return [(first, end), (others[0], end)]


_NAMED_TERM = re.compile(
    rf"(?i)(?:\"?(?:initial|minimum|fixed|contract) (?:term|period)\"?,? (?:being|means|of|is|shall be|:) ?"
    rf"(?:a |an |the )?(?:initial )?(?:(?:period|term) of )?{money.DURATION.pattern[4:]}|"
    rf"(?:period|term) of (?P<length>[^.;]{{4,40}}?) \((?:the )?\"?(?:initial |minimum |fixed )?(?:term|period)\"?\))"
)
"""How a definition says what the initial term is."""
_BEHIND_END = re.compile(
    r"(?i)[' s)]{0,3}(?:after|following|from (?:the )?(?:date of )?(?:disclosure|termination|expir\w+|receipt|"
    r"creation)|"
    r"thereafter|beyond)\b"
)
"""What outlasts an agreement or goes on from a day of its own is not its term."""


def _term(view: View) -> Iterator[Fact]:
    for hit in view.near(("initial term", "initial period", "minimum term", "minimum period", "(the \"term", "(term)"),
                         _NAMED_TERM, before=70, after=110):  # fmt: skip
        length = money.DURATION.search(hit[0])
        if length and money.unit_of(length) in ("month", "year") and not promises.is_no_promise(hit[0]):
            yield fact("initial_term", money.duration_of(length), hit.mark(), confidence=0.84)
            break
    for field in _TERM_LABEL.find(view.front(4), loose=True):
        length = money.DURATION.match(field.value)
        if length and money.unit_of(length) in ("month", "year"):
            yield fact("initial_term", money.duration_of(length), field.mark, confidence=0.85)
            break
    for sentence in view.sentences(_TERM_ANCHORS):
        opening = _TERM.search(sentence.text)
        if not opening or promises.is_no_promise(sentence.text):
            continue
        length = money.DURATION.search(sentence.text, opening.end(), opening.end() + 200)
        if re.search(r"terminat|cancel", sentence.low[max(0, opening.start() - 60) : opening.start()]):
            continue
        between = sentence.text[opening.start() : length.end() + 12] if length else ""
        between = contract_days.UNLESS_ENDED.sub(" ", between)
        if length and _BEHIND_END.match(sentence.text, length.end()):
            continue
        if re.search(r"\b(?:longer|shorter|later|earlier|greater) of\b", between):
            continue
        if length and money.unit_of(length) != "day" and not _NOT_TERM.search(between) and "renew" not in between:
            yield fact(
                "initial_term", money.duration_of(length), sentence.mark(opening.start(), length.end()), confidence=0.8
            )
            return


def _termination(view: View) -> Iterator[Fact]:
    """Notice to end the agreement without cause; notice that ends a breach's cure period is another thing."""
    best: tuple[float, str, Sentence, tuple[int, int]] | None = None
    for sentence in view.sentences(_END_ANCHORS):
        if promises.is_no_promise(sentence.text):
            continue
        for length in islice(money.DURATION.finditer(sentence.text), MAX_LENGTHS):
            ahead = sentence.low[max(0, length.start() - 60) : length.start()]
            behind = sentence.low[length.end() : length.end() + 45]
            if not (
                re.match(r"['’ s]{0,3}(?:\w+ ){0,3}notice|[' s]{0,3}(?:prior|in advance)", behind)
                or _NOTICE_AHEAD.search(ahead)
            ):
                continue
            convenience = bool(_CONVENIENCE.search(sentence.text))
            if _FOR_CAUSE.search(sentence.text) and not convenience:
                continue
            confidence = 0.85 if convenience else 0.75
            if best is None or confidence > best[0]:
                best = (confidence, money.duration_of(length), sentence, length.span())
    if best:
        yield fact("termination_notice", best[1], best[2].mark(*best[3]), confidence=best[0])
