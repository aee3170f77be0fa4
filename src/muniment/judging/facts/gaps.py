"""Gap and readiness assessments: against which framework, and what they found by severity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import findings, policies
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

FRAMEWORK = re.compile(
    r"\b(?:ISO(?:/IEC)? ?(?:27001|27701|22301|42001|9001)(?::20\d\d)?|SOC ?[12](?: Type (?:I{1,2}|[12])\b)?|"
    r"NIST (?:CSF(?: \d\.\d)?|Cybersecurity Framework(?: \d\.\d)?|SP ?800-\d{2,3})|PCI DSS(?: "
    r"v?\d\.\d(?:\.\d)?)?|HIPAA|"
    r"GDPR|CMMC(?: \d\.\d)?|FedRAMP|DORA|NIS ?2|TISAX|VDA ISA|HITRUST|Cyber Essentials|C5|BSI IT-Grundschutz)(?![\w-])"
)
MAX_TITLE_LINES = 5


def gap_assessment(view: View) -> Iterator[Fact]:
    """Facts of an assessment of what is missing. Two frameworks in its title are none."""
    yield from policies.front_matter(view)
    for leaf in view.front(1)[:1]:
        lines = [line for line in leaf.lines[:MAX_TITLE_LINES] if len(line.text) <= 120]
        named = [(line, found) for line in lines for found in FRAMEWORK.finditer(line.text)]
        if named and len({found[0] for _, found in named}) == 1:
            yield fact("framework", named[0][1][0], leaf.mark_line(named[0][0]), confidence=0.85)
    yield from findings.findings(view)
