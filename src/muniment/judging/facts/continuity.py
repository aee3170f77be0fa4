"""Reports of continuity and recovery tests: when the exercise took place and how it came out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import policies
from muniment.judging.facts.engagements import test_dates
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

OUTCOME = Labels(
    "(?:overall |test |exercise |final |scan |compliance |assessment |audit |assurance )*(?:result|outcome|verdict|"
    "conclusion|rating|opinion|status)"
    "(?: of (?:the )?(?:test|exercise|scan))?",
    "test passed",
)
_SAYS_SO = re.compile(
    r"(?i)(?:overall |partially |partly |conditional(?:ly)? |fully |not |un)?(?:pass(?:ed)?|fail(?:ed|ure)?|"
    r"success(?:ful)?(?:ly)?|"
    r"satisfactory|(?:needs?|some|major|significant) improvements?(?: (?:needed|required|necessary))?|improvement "
    r"(?:needed|required)|(?:in)?adequate|well controlled|"
    r"(?:full|reasonable|substantial|moderate|partial|limited|no|high|low) assurance|met|achieved|"
    r"completed?(?: successfully)?|compliant|non-compliant|effective|acceptable)"
    r"(?:,? (?:with|subject to|but with) [a-z -]{3,40}| \([^()]{3,40}\)| on all [a-z ]{3,30}|, all [a-z ]{3,30})?\.?"
)


def continuity_test(view: View) -> Iterator[Fact]:
    """`test_start`, `test_end` and `result` of a test, with its version and owner."""
    yield from policies.front_matter(view)
    yield from test_dates(view)
    yield from outcome(view)


def outcome(view: View) -> Iterator[Fact]:
    """How a test came out, in the words beside its label, where all that say so agree."""
    answer = agreed(
        (field.value.rstrip("."), field)
        for field in OUTCOME.find(view.front(3), loose=True)
        if _SAYS_SO.fullmatch(field.value)
    )
    if answer:
        yield fact("result", answer[0], answer[1].mark, confidence=0.85)
