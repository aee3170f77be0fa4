"""Reports of continuity and recovery tests: when the exercise took place and how it came out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from muniment.judging.facts import boxes, policies, risks, vocabulary
from muniment.judging.facts.engagements import test_dates
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

OUTCOME = Labels(
    "(?:overall |test |exercise |final |scan |compliance |assessment |audit |assurance )*(?:result|outcome|verdict|"
    "conclusion|rating|opinion|status)"
    "(?: of (?:the )?(?:test|exercise|scan|audit|review|assessment))?"
    "(?: (?:as )?(?:scored|rated|judged|assessed|agreed|given) by (?:the )?[a-z ]{3,30})?",
    "test passed",
    "overall",
)
_SAYS_SO = re.compile(
    r"(?i)(?:overall |partially |partly |conditional(?:ly)? |fully |not |un)?(?:pass(?:ed)?|fail(?:ed|ure)?|"
    r"success(?:ful)?(?:ly)?|"
    r"satisfactory|(?:needs?|some|major|significant) improvements?(?: (?:needed|required|necessary))?|improvement "
    r"(?:needed|required)|(?:in)?adequate|well controlled|"
    r"(?:full|reasonable|substantial|moderate|partial|limited|no|high|low) assurance|"
    r"(?:(?:all )?(?:objectives?|goals?|targets?) )?(?:fully |partially |partly |mostly |largely |not )?(?:met|"
    r"achieved)|"
    r"(?:all|both|\w+ of \w+)(?: [a-z-]+){1,4} (?:recovered|restored|met|achieved|passed)(?: within [A-Za-z ]{3,20})?|"
    r"completed?(?: successfully)?|compliant|non-compliant|effective|acceptable)"
    r"(?:,? (?:with|subject to|but with) [a-z -]{3,40}| \([^()]{3,40}\)| on all [a-z ]{3,30}|, all [a-z ]{3,30})?\.?"
)


OF_STATE = re.compile(r"(?i)\b(?:status|rating|overall)$")
MAX_SAID = 20_000
"""Characters of a page in which sentences are looked for."""
_CONDITIONAL = re.compile(
    r"(?i)\b(?:if|when|where|once|would|should|will|wenn|falls|sofern|sobald|wird|si|lorsqu\w*|sera|cuando|será|"
    r"se(?= il\b| la\b)|quando|"
    r"sarà|als(?= de\b| het\b)|wanneer|indien|caso|for (?:the|a) test to)\b"
)
"""What makes a sentence tell when a test would be passed."""


def continuity_test(view: View) -> Iterator[Fact]:
    """`test_start`, `test_end` and `result` of a test, with its version and owner."""
    yield from policies.front_matter(view)
    yield from test_dates(view)
    yield from outcome(view)
    yield from _said(view)
    yield from risks.said_open(view)


def outcome(view: View, *, unless: re.Pattern[str] | None = None) -> Iterator[Fact]:
    """How a test came out, in the words beside its label, where all that say so agree. `unless`: what makes a label
    that of something else."""
    answer = agreed(
        (said, field)
        for field in OUTCOME.find(view.front(3), loose=True)
        if _SAYS_SO.fullmatch(said := re.split(r"[.;](?:\s|$)", field.value, maxsplit=1)[0])
        and not has_boxes(field.mark)
        and not (unless and unless.search(field.label))
    )
    if answer:
        yield fact("result", answer[0], answer[1].mark, confidence=0.85)


def has_boxes(mark: Mark) -> bool:
    """Whether boxes to tick stand on the lines of a field: then only a ticked one answers."""
    text = mark.page.text
    start, end = text.rfind("\n", 0, mark.start) + 1, text.find("\n", mark.end)
    return any(boxes.ticked(line) is not None for line in text[start : end if end >= 0 else len(text)].split("\n"))


def outcome_of(value: str) -> str | None:
    """What an answer says in any language of how a test came out, up to its sentence's end; None for other words."""
    said = re.split(r"[.;](?:\s|$)", _SCALE.sub("", value.strip()), maxsplit=1)[0].strip(" .")
    if _outcome().fullmatch(said):
        return said
    shorter = _REMARK.split(said, maxsplit=1)[0].strip()
    return shorter if _outcome().fullmatch(shorter) else None


def verdict_of(value: str) -> str | None:
    """`pass` or `fail` of an answer that says plainly that something was passed or not."""
    said = value.strip(" .").lower()
    denied = vocabulary.pattern("denied").search(said)
    bare = vocabulary.pattern("denied").sub("", said).strip(" -")
    if re.fullmatch(vocabulary.alternatives("failed"), said):
        return "fail"
    is_passed = re.fullmatch(
        rf"(?:pass|compliant|conforme?|konform|cumple|cumpre|voldoet|合格|{vocabulary.alternatives('succeeded')})", bare
    )
    return None if not is_passed else "fail" if denied else "pass"


_SCALE = re.compile(r"(?i)\s\((?:échelle|scale|rating scale|skala|escala|scala|schaal)\b.*")
_REMARK = re.compile(r"\s[\u2013\u2014-]\s|\s\(|:\s|,\s")
"""Behind an outcome: why, or on which scale."""


@cache
def _outcome() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)(?:{vocabulary.alternatives('outcome')})"
        r"(?:,? (?:with|mit|unter|avec|sous|con|com|met|onder) [^.;:|\t]{3,40}| \([^()]{3,40}\))?"
    )


@cache
def _verdict() -> re.Pattern[str]:
    """A sentence that says of the exercise that it was passed, or not."""
    names = ("exercise", "counts_as", "succeeded", "failed", "denied")
    words = {name: vocabulary.alternatives(name) for name in names}
    verdict = (
        rf"(?:\w+\s){{0,1}}?(?:(?:{words['denied']})\s)?[*_]{{0,2}}(?:(?P<failed>{words['failed']})|"
        rf"(?:{words['succeeded']}))(?=[*_]{{0,2}}\s?[.,;]|$|\s(?:and|und|et|y|e|en|with|mit|avec|con|com|met)\b)"
    )
    return re.compile(
        rf"(?i)\b(?:(?:{words['exercise']})\b(?:[^.;:\d]{{0,50}}?)\s(?:(?:{words['denied']})\s(?:se\s)?)?"
        rf"(?:{words['counts_as']})|(?:is|ist|was|war) (?:de|het|die|der|das) (?:{words['exercise']}))\s{verdict}"
    )


@cache
def _as_written() -> re.Pattern[str]:
    """What a verdict's sentence ends in: how the exercise came out, with what denies it right ahead."""
    words = {name: vocabulary.alternatives(name) for name in ("succeeded", "failed", "denied")}
    return re.compile(rf"(?i)(?:(?P<denied>{words['denied']})\s)?(?:{words['failed']}|{words['succeeded']})$")


_QUALIFIED = re.compile(r"\s(?:with|mit|unter|avec|sous|con|com|met|onder)\s[^.;:,|\t\n*]{3,40}(?=[.;,*]|$)")
"""Behind it: how far."""


def _said(view: View) -> Iterator[Fact]:
    """How the exercise came out, where sentences say that it was passed or not, and agree; not those of an earlier one,
    or of when it would be. "fail" where what denies it stands apart."""
    told: list[tuple[bool, str, Mark]] = []
    for leaf in view.front(4):
        for found in _verdict().finditer(leaf.flat[:MAX_SAID]):
            sentence = re.split(r"[.;:]\s", leaf.flat[max(0, found.start() - 120) : found.start()])[-1] + found[0]
            years = [int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", sentence)]
            if (
                _CONDITIONAL.search(sentence)
                or OF_EARLIER.search(sentence)
                or min(years, default=9999) < leaf.latest_year
            ):
                continue
            written = _as_written().search(found[0])
            qualified = _QUALIFIED.match(leaf.flat, found.end())
            end = qualified.end() if qualified else found.end()
            is_denied = bool(found["failed"] or vocabulary.pattern("denied").search(found[0]))
            if written is None or (is_denied and not found["failed"] and not written["denied"]):
                said = "fail"
            else:
                said = leaf.flat[found.start() + written.start() : end].strip()
            told.append((is_denied, said, leaf.mark(found.start(), end)))
    if len({is_denied for is_denied, _, _ in told}) == 1:
        yield fact("result", *told[0][1:], confidence=0.7)
