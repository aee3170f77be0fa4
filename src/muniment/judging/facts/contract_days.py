"""When an agreement was made, from when it has effect, and on which day it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, promises
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Occurrence, View
from muniment.judging.model import Fact

_EFFECTIVE_LABEL = Labels(
    "(?:agreement |dpa |addendum |contract |the )?effective date",
    "effective(?: as of)?",
    "commencement date",
    "(?:order |service |subscription )?start date",
    "date of (?:commencement|effect)|(?:amendment|addendum|variation|order|contract|agreement) effective(?: date)?",
    "commencement|commences?(?: on)?|valid from|in (?:force|effect) from|(?:term|contract|agreement) (?:start|begins?)"
    "(?: date| on)?|start of (?:the )?(?:term|contract|agreement|services)",
)
_MADE_LABEL = Labels("date of (?:(?:this|the) )?(?:agreement|contract|deed)|(?:agreement|contract|deed) date")
_EFFECTIVE = re.compile(
    r"(?i)\b(?:effective(?: date)?(?: of this [a-z ]{3,30})?(?: is)?(?: as of| on| from)?|"
    r"(?:made|entered into|executed|signed)(?: and (?:entered into|executed))?(?: at [A-Z][A-Za-z ,]{2,40}?)? "
    r"(?:effective )?(?:this|as of|on|effective|the)|dated(?: as of)?|"
    r"\"?(?:effective|commencement|start|go-live) date\"?(?: of [a-z ]{3,30})? ?(?:means|is|shall be|:)|"
    r"comes? into (?:force|effect) (?:on|from|w\.?e\.?f\.?|with effect (?:on|from))|in force from|"
    r"(?:term|period|duration)(?: of (?:this|the) agreement)?:? [^.;:\n\d]{0,14}\d{0,2}[^.;:\n\d]{0,14}"
    r"\b(?:years?|months?) from|"
    r"valid from|with effect from|"
    r"(?:agreement|contract|addendum|order|sow|nda|term|it) (?:shall |will )?(?:takes? effect|commences?|starts?|"
    r"begins?)"
    r"(?: on| from| as of)?)[,:]?\s(?:this )?(?:the )?(?P<zone>.{0,50})"
)
_OF_ANOTHER = re.compile(r"(?i)\b(?:act|law|regulation|directive|agreement) $")
_ITS_OWN = re.compile(r"(?i)\bthis (?:(?!agreement\b|supersed|replac)[\w-]+ ){0,4}agreement $")
"""Ahead of "dated": a law or another agreement, unless it is this one."""
_IS_MADE = re.compile(r"(?i)(?:made|dated|entered|executed|signed)\b(?! (?:and entered into )?effective)")
"""When an agreement was made, which is when it takes effect where it does not say otherwise."""
_OF_AGREEMENT = re.compile(r"(?i)\b(?:agreement|contract|addendum|term|commencement|effective date)\b")
"""Words of effect that say of what, which they must behind the first pages."""
MAX_LEAVES_OF_EFFECT = 12
UNLESS_ENDED = re.compile(
    r"(?i),? ?\(?(?:unless|until)(?: and until)? (?:it is |this agreement is |sooner |"
    r"earlier )*terminated[^,;()]{0,90}[,)]"
)
"""A reservation between the words of a term and its length."""


def effective(view: View) -> Iterator[Fact]:
    """`effective_date`: of a label, else of words of effect, else the day on which the agreement was made, which is its
    `document_date`."""
    leaves = view.front(MAX_LEAVES_OF_EFFECT)
    for field in _EFFECTIVE_LABEL.find(leaves, loose=True):
        found = dates.find_days(field.value[:50], day_first=view.day_first)
        if found and found[0].start < 15:
            yield fact("effective_date", found[0].iso, field.mark, confidence=0.92)
            break
    for field in _MADE_LABEL.find(leaves[:3], loose=True):
        found = dates.find_days(field.value[:50], day_first=view.day_first)
        if found and found[0].start < 15:
            yield fact("effective_date", found[0].iso, field.mark, confidence=0.7)
            break
    anchors = (
        *("effective", "made ", "entered into", "dated", "into force", "into effect", "in force from", "valid from"),
        *("effect from", "takes effect", "take effect", "commence", " starts ", " start ", " begins ", "executed"),
    )
    hits = list(view.near(anchors, _EFFECTIVE, before=24, after=120, leaves=leaves))
    is_told: set[str] = set()
    for hit in sorted(hits, key=lambda one: bool(_IS_MADE.match(one[0]))):
        found = dates.find_days(hit["zone"], day_first=view.day_first)
        is_made = bool(_IS_MADE.match(hit[0]))
        if hit.leaf not in leaves[:3] and (is_made or not _OF_AGREEMENT.search(hit[0])):
            continue
        if (
            found
            and found[0].start < 20
            and (_ITS_OWN.search(hit.before(60)) or not _OF_ANOTHER.search(hit.before(12)))
        ):
            end = hit.match.start("zone") + found[0].end
            mark = hit.leaf.mark(hit.match.start(), end)
            keys = (("effective_date", 0.85),)
            if is_made:
                keys = (("effective_date", 0.7), *((("document_date", 0.96),) if _is_of_this(hit) else ()))
            for key, confidence in keys:
                if key not in is_told:
                    is_told.add(key)
                    yield fact(key, found[0].iso, mark, confidence=confidence, quote_limit=1)


_THIS = re.compile(r"(?i)\bthis (?!is\b)[^.]{0,110}$")
_BY_ANOTHER = re.compile(
    r"(?i)\b(?:govern|under|pursuant|subject|incorporat|accordance|amend|supplement|supersed|replac|terms of|"
    r"attached|prior)"
)


def _is_of_this(hit: Occurrence) -> bool:
    """Whether words of making are said of the agreement itself: "this Agreement is made", or "DATED" on a cover."""
    ahead = hit.mark().ahead(60).strip(" #*|")
    said = _THIS.search(hit.before(130))
    return (said is not None and not _BY_ANOTHER.search(said[0])) or (
        not ahead and (hit[0].isupper() or hit[0].startswith("DATED"))
    )


_END_LABEL = Labels(
    "(?:agreement |contract |subscription |initial |order |service |current )*(?:term )?(?:end|expiry|expiration) date",
    "(?:agreement |contract |subscription |initial |order )*term (?:ends?|expires)(?: on)?|expires(?: on)?|"
    "end of (?:the )?(?:initial |subscription )?term|date of (?:expiry|expiration)",
)
_SPAN_LABEL = Labels(
    "(?:agreement |contract |subscription |initial |current |service |order |engagement |sow |project |"
    "licen[cs]e |support )*"
    "(?:term|period|duration)(?: of (?:the )?(?:agreement|contract|services?|engagement))?(?: dates)?",
)
MIN_TERM_DAYS = 27
"""Of what is a term rather than a window for work."""
_UNTIL = re.compile(
    r"(?i)\b(?:(?:continues?|remains?|runs?|lasts?|is|be) (?:in (?:full )?(?:force|effect) |"
    r"valid )?(?:up to(?: and including)?|"
    r"until|to|through)|expires? (?:automatically )?on|(?:terms?|agreement|period) (?:shall |will )?(?:ends?|"
    r"expires?)(?: on)?|"
    r"ending on|in force until)(?: and including)? (?:the )?(?P<zone>.{0,34})"
)
"""How a sentence says until when an agreement runs."""
_OF_TERM = re.compile(r"(?i)\b(?:agreement|term|contract|addendum|order|nda|it|framework)\b")


def end(view: View) -> Iterator[Fact]:
    """`expiry_date`, where the agreement names the day on which it ends."""
    for field in _END_LABEL.find(view.front(4), loose=True):
        found = dates.find_days(field.value[:40], day_first=view.day_first)
        if found and found[0].start < 4:
            yield fact("expiry_date", found[0].iso, field.mark, confidence=0.86, quote_limit=1)
            return
    for field in _SPAN_LABEL.find(view.front(4), loose=True):
        spans = dates.periods(field.value[:70], day_first=view.day_first)
        if spans and spans[0][0].start < 12 and (spans[0][1].day - spans[0][0].day).days > MIN_TERM_DAYS:
            yield fact("effective_date", spans[0][0].iso, field.mark, confidence=0.86, quote_limit=1)
            yield fact("expiry_date", spans[0][1].iso, field.mark, confidence=0.86, quote_limit=1)
            return
    for sentence in view.sentences((" until ", " expire", " through ", " ends on", " ending on", " end on")):
        told = _UNTIL.search(UNLESS_ENDED.sub(lambda gone: " " * len(gone[0]), sentence.text))
        found = dates.find_days(told["zone"], day_first=view.day_first) if told else []
        if not told or not found or found[0].start > 4 or promises.is_no_promise(sentence.text):
            continue
        if _OF_TERM.search(sentence.text[: told.end()]) and not re.search(
            r"(?i)certificate|insurance|report", sentence.text
        ):
            mark = sentence.mark(told.start(), told.start("zone") + found[0].end)
            yield fact("expiry_date", found[0].iso, mark, confidence=0.8, quote_limit=1)
            return
