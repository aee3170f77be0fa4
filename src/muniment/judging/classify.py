"""Names the type of a document when its text bears one out, with the quotes that decided it; abstains otherwise.

Rules, cards and a text model say what they see (`rules.py`, `learned/`); a ranker shared by all types and a gate, both
learned, decide. What the gate says is the confidence; below the threshold, or without a quote to show for it, no type
is named.
"""

from __future__ import annotations

from muniment.judging import rules, why, zones
from muniment.judging.learned.judge import Opinion, load_judge
from muniment.judging.model import Alternative, Classification, Evidence
from muniment.judging.signals import load_signals
from muniment.reading.model import Reading

MAX_ALTERNATIVES = 3
MIN_ALTERNATIVE = 0.02


def classify(reading: Reading, *, name: str, threshold: float) -> Classification:
    """The type the reading's text bears out, or none when the best one's confidence is below `threshold` (0-1).

    `name` is the uploaded file's name, a weak signal. Alternatives are the runners-up (when no type is named, the best
    one comes first). Each evidence quote stands verbatim on its page.
    """
    parts = zones.split(reading, name=name)
    if not parts.word_count:
        return Classification(document_type=None, confidence=0.0)
    said = rules.say(reading, parts)
    judge = load_judge()
    sight = judge.seer.see(reading, parts, said, load_signals())
    opinion = judge.opinion(sight)
    best, confidence = opinion.order[0], round(opinion.confidence, 4)
    evidence: tuple[Evidence, ...] = ()
    if confidence >= threshold:
        evidence = tuple(why.receipts(best, reading, parts=parts, sight=sight, opinion=opinion))
    others = _alternatives(opinion)
    return Classification(
        document_type=best if evidence else None,
        confidence=confidence,
        alternatives=tuple(others[1:] if evidence else others)[:MAX_ALTERNATIVES],
        evidence=evidence,
    )


def _alternatives(opinion: Opinion) -> list[Alternative]:
    """The types considered; what the best one's confidence leaves is shared out by the ranker's chances."""
    left = 1 - opinion.confidence
    total = max(sum(opinion.chances[1:]), 1e-9)
    shared = [min(chance, left * chance / total) for chance in opinion.chances[1:]]
    confidences = [opinion.confidence, *(min(one, opinion.confidence) for one in shared)]
    found = [Alternative(slug, round(one, 4)) for slug, one in zip(opinion.order, confidences, strict=True)]
    return [one for one in found if one.confidence >= MIN_ALTERNATIVE]
