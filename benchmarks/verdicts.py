"""What a corpus says is right, what was answered, and the figures that come of comparing them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.judging.taxonomy.types import load_types, with_children

THRESHOLDS = (*(round(0.05 * step, 2) for step in range(1, 20)), 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row of `labelled.jsonl`. `right` are the slugs that are right, with those of the types below them; None among
    them: naming no type is."""

    path: Path
    name: str
    label: str
    right: frozenset[str | None]
    provenance: str
    edge: bool
    decoy: bool
    source: str

    @property
    def half(self) -> str:
        """`dev` or `held`, by the hash of the source repository: versions of one document stay on one side."""
        return "held" if int(hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest(), 16) % 2 else "dev"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pipeline said of one document. `best` is the type it would name at threshold 0."""

    row: Labelled
    best: str | None
    confidence: float
    failure: str | None
    page_count: int
    quotes: int
    quotes_verified: int
    is_recognised: bool
    cpu_seconds: float

    def named(self, threshold: float) -> str | None:
        """The type it names at this threshold."""
        return self.best if self.confidence >= threshold else None

    def is_right(self, threshold: float) -> bool:
        """Whether what it names, or that it names nothing, is right."""
        return self.named(threshold) in self.row.right


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of a set of verdicts; `by_source` gives each source repository the same say."""

    count: int
    accuracy: float
    by_source: float
    named: int
    precision: float
    recall: float


def read_labelled(folder: Path) -> list[Labelled]:
    """The rows of the corpus in `folder`. Raises OSError when its files are missing."""
    slugs = json.loads((folder / "label_to_slugs.json").read_text(encoding="utf-8"))
    with (folder / "labelled.jsonl").open(encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [
        Labelled(
            path=folder / row["file"],
            name=row.get("original_name") or Path(row["file"]).name,
            label=row["label"],
            right=_with_children(slugs[row["label"]]),
            provenance=row["provenance"],
            edge=bool(row.get("edge")),
            decoy=bool(row.get("decoy")),
            source=str(row.get("source", "")).partition("@")[0],
        )
        for row in rows
    ]


def _with_children(right: Sequence[str | None]) -> frozenset[str | None]:
    """What is more special than a right answer is right: labels know less types than the taxonomy."""
    return frozenset(right) | with_children((slug for slug in right if slug is not None), load_types())


def figures(verdicts: Sequence[Verdict], threshold: float) -> Figures:
    """The figures of these verdicts at a threshold. Recall: of those that are of a type, the share named right."""
    right = [verdict.is_right(threshold) for verdict in verdicts]
    named = [ok for verdict, ok in zip(verdicts, right, strict=True) if verdict.named(threshold) is not None]
    typed = [ok for verdict, ok in zip(verdicts, right, strict=True) if None not in verdict.row.right]
    sources: dict[str, list[bool]] = defaultdict(list)
    for verdict, ok in zip(verdicts, right, strict=True):
        sources[verdict.row.source].append(ok)
    return Figures(
        count=len(verdicts),
        accuracy=_share(right),
        by_source=_share([_share(each) for each in sources.values()]),
        named=len(named),
        precision=_share(named),
        recall=_share(typed),
    )


def grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> dict[str, list[Verdict]]:
    """The verdicts by a key, keys in order."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[key(verdict)].append(verdict)
    return dict(sorted(groups.items()))


def confusions(verdicts: Iterable[Verdict], threshold: float) -> list[tuple[str, str, int]]:
    """(label, answered, how often) of the wrong ones, most frequent first; `-` where no type was named."""
    pairs = Counter(
        (verdict.row.label, verdict.named(threshold) or "-") for verdict in verdicts if not verdict.is_right(threshold)
    )
    return [(label, answered, count) for (label, answered), count in pairs.most_common()]


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
