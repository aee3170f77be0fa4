"""What a corpus says is right, what was answered, and the figures that come of comparing them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.judging.taxonomy.types import load_types, with_children

THRESHOLDS = (*(round(0.05 * step, 2) for step in range(1, 20)), 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row of `labelled.jsonl` or `labels.jsonl`. `right` are all slugs that a fair analyst would take, with those of
    the types below them; None among them: naming no type is. `strict`: those of the label alone. `facts`: what is true
    of the document, by key; None where nobody wrote that down."""

    path: Path
    name: str
    label: str
    right: frozenset[str | None]
    strict: frozenset[str | None]
    provenance: str
    edge: bool
    decoy: bool
    source: str
    language: str
    family: str
    producer: str
    facts: Mapping[str, Any] | None

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
    language: str = ""
    facts: Mapping[str, Any] | None = None

    def named(self, threshold: float) -> str | None:
        """The type it names at this threshold."""
        return self.best if self.confidence >= threshold else None

    def is_right(self, threshold: float, *, strict: bool = False) -> bool:
        """Whether what it names, or that it names nothing, is right."""
        return self.named(threshold) in (self.row.strict if strict else self.row.right)


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
    maps = [at / "label_to_slugs.json" for at in (folder, folder.parent)]
    slugs = next((json.loads(path.read_text(encoding="utf-8")) for path in maps if path.exists()), {})
    labels = folder / "labelled.jsonl"
    with (labels if labels.exists() else folder / "labels.jsonl").open(encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [_labelled(folder, row, slugs) for row in rows]


def _labelled(folder: Path, row: Mapping[str, Any], slugs: Mapping[str, Sequence[str | None]]) -> Labelled:
    path = folder / row["file"]
    path = path if path.exists() else folder / "docs" / row["file"]
    accepted = (row["accepted"] if "accepted" in row else slugs[row["label"]]) or [None]
    of_label = slugs.get(row.get("label", ""), accepted[:1])
    return Labelled(
        path=path,
        name=row.get("original_name") or path.name,
        label=row.get("label") or accepted[0] or "none",
        right=_with_children([*accepted, *of_label]),
        strict=_with_children(of_label),
        provenance=row.get("provenance", "written"),
        edge=bool(row.get("edge")),
        decoy=bool(row.get("decoy")) or row.get("family") == "decoy",
        source=str(row.get("source", path.name)).partition("@")[0],
        language=row.get("language", ""),
        family=row.get("family", ""),
        producer=row.get("producer", path.suffix[1:]),
        facts=row.get("facts"),
    )


def _with_children(right: Sequence[str | None]) -> frozenset[str | None]:
    """What is more special than a right answer is right: labels know less types than the taxonomy."""
    return frozenset(right) | with_children((slug for slug in right if slug is not None), load_types())


def figures(verdicts: Sequence[Verdict], threshold: float, *, strict: bool = False) -> Figures:
    """The figures of these verdicts at a threshold. Recall: of those that are of a type, the share named right."""
    right = [verdict.is_right(threshold, strict=strict) for verdict in verdicts]
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


def reliability(verdicts: Sequence[Verdict]) -> tuple[list[tuple[str, int, float, float]], float]:
    """What confidence says and what is true, by tenths: (confidence, documents, said, true); and the expected
    calibration error."""
    tenths = grouped([one for one in verdicts if one.best], lambda one: f"{min(int(one.confidence * 10), 9) / 10:.1f}")
    rows = [
        (tenth, len(members), _share([one.confidence for one in members]), _share([one.is_right(0) for one in members]))
        for tenth, members in tenths.items()
    ]
    total = sum(count for _, count, _, _ in rows)
    return rows, sum(count * abs(said - true) for _, count, said, true in rows) / max(1, total)


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
