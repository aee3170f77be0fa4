"""How severities are called, the key that counts each, and what speaks of an earlier test."""

from __future__ import annotations

import re

from muniment.judging.facts import vocabulary
from muniment.unicode import caseless

SEVERITY = (
    r"(?P<s>critical|high|medium|moderate|low|informational|information|info|note|"
    + "|".join(vocabulary.severities().values())
    + ")"
)
"""A severity's name, as the group `s` of a pattern that minds no case."""
NOUN = (
    r"(?:issues?|findings?|vulnerabilit(?:y|ies)|observations?|weakness(?:es)?|recommendations?|"
    rf"{vocabulary.alternatives('findings')})"
)
HEAD = rf"(?:{vocabulary.alternatives('severity_head')})"
"""How what was found is called, and severities in other languages than English."""
COLUMN = (
    rf"(?:overall |risk |threat |vuln\w{{0,12}} )?(?:severity|criticality|risk|threat|{HEAD})"
    r"(?: (?:level|rating|class(?:ification)?|factor))?"
)
"""What heads the column of severities."""
OF_EARLIER = re.compile(
    r"(?i)\b(?:compared (?:to|with)|gegenüber (?:dem|der)|im vergleich zu\w*|par rapport (?:à|au)|respecto a|"
    r"rispetto a\w*|vergeleken met|em comparação com|face a[os]?) [^.;]{0,40}\b20\d\d\b|"
    rf"\b(?:previous(?:ly)?|prior|preceding|earlier|last year|letzte[nrs]? test|"
    rf"{vocabulary.alternatives(*vocabulary.EARLIER)})\b|"
    r"\b(?:in|of|from|at) the 20\d\d (?:test|assessment|audit|review|engagement|exercise|scan|report)\b|"
    r"\b(?:of|from|in|aus|de) 20\d\d (?:were|was|have been|are|had been|wurden|ont été|werden|waren|avaient|"
    r"fueron|se \w+ron|sono stat[ei]|erano|foram)\b"
)
"""Words of a sentence or heading that tells of an earlier test, or of the period of another document."""


def findings_key(severity: str) -> str:
    """The key that counts a severity, by a word that SEVERITY takes."""
    low = caseless(severity)
    for name, words in vocabulary.severities().items():
        if re.fullmatch(words, low):
            return f"findings_{name}"
    return "findings_" + {
        "moderate": "medium",
        "info": "informational",
        "information": "informational",
        "note": "informational",
    }.get(low, low)


def key_of(severity: str) -> str | None:
    """The key that counts a severity, which a text names and nothing else."""
    return findings_key(severity) if re.fullmatch(rf"(?i){SEVERITY}", severity) else None
