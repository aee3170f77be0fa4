"""Gap and readiness assessments: against which framework, who looked at whom when, and what was found by severity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, findings, gap_parties, policies
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

FRAMEWORK = re.compile(
    r"\b(?:ISO(?:/IEC)? ?(?:27001|27701|22301|42001|9001)(?::20\d\d)?|SOC ?[12](?: Type (?:I{1,2}|[12])\b)?|"
    r"NIST (?:CSF(?: \d\.\d)?|Cybersecurity Framework(?: \d\.\d)?|SP ?800-\d{2,3})|PCI DSS(?: "
    r"v?\d\.\d(?:\.\d)?)?|HIPAA|"
    r"GDPR|CMMC(?: \d\.\d)?|FedRAMP|DORA|NIS ?2|TISAX|VDA ISA|HITRUST|Cyber Essentials|C5|BSI IT-Grundschutz|"
    r"BIO ?2|NEN ?7510(?:-\d)?|ENS|SecNumCloud|HDS|PSPF|Essential Eight|CIS Controls(?: v\d(?:\.\d)?)?|"
    r"LGPD|ISMAP|FISC)(?![\w-])"
)
MAX_TITLE_LINES = 5
_LOOKED = re.compile(
    r"(?i)\b(?:we|our (?:team|consultants?)) (?:visited|assessed|reviewed|worked|were on site)\b.{0,120}|"
    r"\b(?:fieldwork|interviews|assessment|analysis|visits?) (?:was |were )?(?:(?:carried out|performed|conducted|"
    r"held|done|took place|ran)|(?:ended|closed|finished|concluded|completed) on)\b.{0,70}"
)
"""A sentence that tells when those who looked did so."""


def gap_assessment(view: View) -> Iterator[Fact]:
    """Facts of an assessment of what is missing. Two frameworks in its title are none."""
    yield from policies.front_matter(view)
    for leaf in view.front(1)[:1]:
        lines = [line for line in leaf.lines[:MAX_TITLE_LINES] if len(line.text) <= 120]
        named = [(line, found) for line in lines for found in FRAMEWORK.finditer(line.text)]
        if named and len({found[0] for _, found in named}) == 1:
            yield fact("framework", named[0][1][0], leaf.mark_line(named[0][0]), confidence=0.85)
    yield from gap_parties.gap_parties(view)
    yield from _looked(view)
    yield from findings.findings(view)


def _looked(view: View) -> Iterator[Fact]:
    """`assessment_date`: the last day of which the first sentence tells that says when it was looked at."""
    for hit in view.near(("we ", "our ", "fieldwork", "interviews", "assessment", "visit"), _LOOKED, after=200):
        found = dates.find_days(hit[0], day_first=view.day_first)[:2]
        if found:
            spans = dates.periods(hit[0], day_first=view.day_first)
            last = spans[0][1] if spans else found[0]
            mark = hit.leaf.mark(hit.match.start(), hit.match.start() + last.end)
            yield fact("assessment_date", last.iso, mark, confidence=0.74)
            return
