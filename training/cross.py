"""How the judge does on documents of sources it did not learn from: each source once on the other side of a fold.

Nested: inside a fold, text model, ranker and gate learn by folds of their own, exactly as when the artefact is made.
Aggregates only; no single document is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.text import NO_TYPE
from training.documents import Document
from training.fit import Material, fitted, folds

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0001)
SETS: dict[str, Callable[[Document], bool]] = {
    "all": lambda one: True,
    "clear": lambda one: not one.edge,
    "real, clear": lambda one: one.kind == "real" and not one.edge,
    "templates": lambda one: one.kind == "template",
    "fictional": lambda one: one.kind == "fictional_or_student",
    "written": lambda one: one.kind == "written",
    "decoys": lambda one: one.decoy and not one.edge,
    "of no type": lambda one: None in one.right,
    "written, of a type": lambda one: _is_clear(one) and None not in one.right,
    "written, of none": lambda one: _is_clear(one) and one.label == NO_TYPE,
}


def _is_clear(one: Document) -> bool:
    return one.kind == "written" and not one.edge


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered of a document that somebody else wrote."""

    document: Document
    best: str
    confidence: float

    def named(self, threshold: float) -> str | None:
        """The type that is named at this threshold."""
        return self.best if self.confidence >= threshold else None

    def is_right(self, threshold: float, *, strict: bool = False) -> bool:
        """Whether what is named is accepted; strictly: the one label that is to be learned."""
        named = self.named(threshold)
        return (named or NO_TYPE) == self.document.label if strict else named in self.document.right


def crossed(material: Material) -> list[Answer]:
    """An answer to each document that somebody else wrote, by a judge that learned from other sources only."""
    answers: list[Answer] = []
    for learned, tested in folds(material, np.arange(len(material.documents))):
        judge = fitted(material, learned)
        for i in tested.tolist():
            if material.documents[i].is_foreign_work:
                opinion = judge.opinion(material.sights[i])
                answers.append(Answer(material.documents[i], opinion.order[0], opinion.confidence))
    return answers


def report(answers: Sequence[Answer], thresholds: Sequence[float] = (0.5, 0.6, 0.7, 0.8)) -> str:
    """Tables in Markdown: right, strictly right and right when named by set, by language and threshold; reliability."""
    lines = ["| documents | threshold | number | strict | right | named | right when named |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    sets = {name: [one for one in answers if belongs(one.document)] for name, belongs in SETS.items()}
    for one in answers:
        if one.document.kind == "written":
            sets.setdefault(f"written, {one.document.language}", []).append(one)
    for name, chosen in sets.items():
        for threshold in thresholds:
            if chosen:
                strict, right, named, precise = shares(chosen, threshold)
                said = f"{strict:.3f} | {right:.3f} | {named} | {precise:.3f}"
                lines.append(f"| {name} | {threshold} | {len(chosen)} | {said} |")
    rows, error = reliability(answers)
    lines += ["", "| confidence | documents | said | true |", "|---|---:|---:|---:|", *rows, ""]
    lines.append(f"Expected calibration error {error:.3f}.")
    return "\n".join(lines)


def shares(answers: Sequence[Answer], threshold: float) -> tuple[float, float, int, float]:
    """Of these answers: the share that is strictly right, that is right, how many name a type, and the share of these
    that is right."""
    strict = [one.is_right(threshold, strict=True) for one in answers]
    right = [one.is_right(threshold) for one in answers]
    named = [ok for one, ok in zip(answers, right, strict=True) if one.named(threshold) is not None]
    count = max(1, len(answers))
    return sum(strict) / count, sum(right) / count, len(named), sum(named) / max(1, len(named))


def reliability(answers: Sequence[Answer]) -> tuple[list[str], float]:
    """Rows of the table of what confidence says and what is true, and the expected calibration error over ten bins."""
    said = np.array([one.confidence for one in answers])
    true = np.array([one.best in one.document.right for one in answers], float)
    rows = []
    for low, high in itertools.pairwise(BINS):
        inside = (said >= low) & (said < high)
        if inside.any():
            shown = f"{low:.2f} to {min(high, 1):.2f}"
            rows.append(f"| {shown} | {inside.sum()} | {said[inside].mean():.2f} | {true[inside].mean():.2f} |")
    tenth = np.minimum((said * 10).astype(int), 9)
    error = sum(
        abs(said[tenth == k].mean() - true[tenth == k].mean()) * (tenth == k).mean()
        for k in range(10)
        if (tenth == k).any()
    )
    return rows, float(error)
