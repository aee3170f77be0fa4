"""`python benchmarks/evaluate.py CORPUS_DIR`: reads and judges a labelled folder and says how often that was right.

The folder holds `labelled.jsonl`, `label_to_slugs.json` and optionally `hostile.jsonl`, whose files only have to
settle.
Nothing of the documents is printed but labels and counts, unless --show asks for the names of the wrong ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.children import Run, run_all  # noqa: E402
from benchmarks.verdicts import (  # noqa: E402
    THRESHOLDS,
    Figures,
    Verdict,
    confusions,
    figures,
    grouped,
    read_labelled,
)

from muniment.documents.analyse import Question, analyse  # noqa: E402
from muniment.reading.limits import Limits  # noqa: E402
from muniment.settings import Settings  # noqa: E402
from muniment.taxonomy.facts.validity import ValidityRules  # noqa: E402
from muniment.taxonomy.quotes import stands_on  # noqa: E402
from muniment.taxonomy.signals import load_signals  # noqa: E402


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child sends back of one document: judgements and counts, not the text."""

    best: str | None
    confidence: float
    failure: str | None
    page_count: int
    quotes: int
    quotes_verified: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates, prints, and returns 0; 1 when a quote does not stand where it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--threshold", type=float, default=Settings.model_fields["classification_threshold"].default)
    parser.add_argument("--half", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--show", action="store_true", help="name the documents that were judged wrong")
    parser.add_argument("--hashed-names", action="store_true", help="upload under the hashed names")
    chosen = parser.parse_args(arguments)
    load_signals()
    verdicts = judge(chosen.corpus, half=chosen.half, hashed_names=chosen.hashed_names)
    report: dict[str, Any] = summary(verdicts, chosen.threshold)
    if (chosen.corpus / "hostile.jsonl").exists() and chosen.half == "all":
        report["hostile"] = settle(chosen.corpus)
    if chosen.json:
        print(json.dumps(report, indent=1))
    else:
        print_tables(report)
    if chosen.show:
        for verdict in verdicts:
            if not verdict.is_right(chosen.threshold):
                print(f"{verdict.row.path}\t{verdict.row.label}\t{verdict.best}\t{verdict.confidence:.2f}")
    return 0 if report["quotes_verified"] == report["quotes"] else 1


def ask(question: Question) -> Answer:
    """Runs in the child: the document's findings, as counts. At threshold 0, so that any threshold can be applied."""
    findings = analyse(question, None)
    pages = {page.number: page for page in findings.pages}
    judged = findings.classification
    receipts = [(one.quote, one.page) for one in judged.evidence] if judged is not None else []
    receipts += [(fact.quote, fact.page) for fact in findings.facts if fact.verified and fact.quote and fact.page]
    return Answer(
        best=judged.document_type if judged is not None else None,
        confidence=judged.confidence if judged is not None else 0.0,
        failure=findings.failure.code if findings.failure is not None else None,
        page_count=len(findings.pages),
        quotes=len(receipts),
        quotes_verified=sum(page in pages and stands_on(quote, pages[page]) for quote, page in receipts),
    )


def question(path: Path, name: str) -> Question:
    """What the worker would ask about this file, at threshold 0."""
    return Question(
        path=path,
        name=name,
        extension=path.suffix[1:].lower(),
        declared_type=None,
        threshold=0.0,
        limits=Limits(),
        validity=ValidityRules.from_json("{}"),
        today=datetime.now(UTC).date(),
    )


def judge(folder: Path, *, half: str, hashed_names: bool) -> list[Verdict]:
    """A verdict on every labelled document of this half."""
    rows = [row for row in read_labelled(folder) if half in (row.half, "all")]
    verdicts = []
    for index, run in run_all([question(row.path, row.path.name if hashed_names else row.name) for row in rows], ask):
        answer = _answer(run)
        verdicts.append(
            Verdict(
                row=rows[index],
                **asdict(answer),
                cpu_seconds=run.cpu_seconds,
                wall_seconds=run.wall_seconds,
                peak_bytes=run.peak_bytes,
            )
        )
    return sorted(verdicts, key=lambda verdict: verdict.row.path)


def _answer(run: Run) -> Answer:
    if isinstance(run.answer, Answer):
        return run.answer
    return Answer(None, 0.0, run.code, 0, 0, 0)


def summary(verdicts: Sequence[Verdict], threshold: float) -> dict[str, Any]:
    """Every figure, as plain JSON values."""
    clear = [verdict for verdict in verdicts if not verdict.row.edge]
    real = [verdict for verdict in clear if verdict.row.provenance == "real"]
    by: dict[str, Callable[[Verdict], str]] = {
        "provenance": lambda verdict: verdict.row.provenance,
        "format": lambda verdict: verdict.row.path.suffix[1:],
        "label": lambda verdict: verdict.row.label,
        "half": lambda verdict: verdict.row.half,
    }
    sets = {
        "all": verdicts,
        "without edge": clear,
        "real without edge": real,
        "real, dev half": [verdict for verdict in real if verdict.row.half == "dev"],
        "real, held half": [verdict for verdict in real if verdict.row.half == "held"],
        "decoys": [verdict for verdict in clear if verdict.row.decoy],
        "edge": [verdict for verdict in verdicts if verdict.row.edge],
    }
    return {
        "threshold": threshold,
        "sets": {name: asdict(figures(chosen, threshold)) for name, chosen in sets.items() if chosen},
        "by": {
            name: {group: asdict(figures(members, threshold)) for group, members in grouped(clear, key).items()}
            for name, key in by.items()
        },
        "curve": {str(each): asdict(figures(real, each)) for each in THRESHOLDS},
        "confusions": confusions(clear, threshold),
        "confusions_real": confusions(real, threshold),
        "quotes": sum(verdict.quotes for verdict in verdicts),
        "quotes_verified": sum(verdict.quotes_verified for verdict in verdicts),
        "pages_per_cpu_second": _pages_per_cpu_second(verdicts),
        "failures": Counter(verdict.failure for verdict in verdicts if verdict.failure),
    }


def _pages_per_cpu_second(verdicts: Sequence[Verdict]) -> dict[str, float]:
    groups = grouped(verdicts, lambda verdict: verdict.row.path.suffix[1:])
    return {
        name: round(sum(one.page_count for one in members) / max(0.001, sum(one.cpu_seconds for one in members)), 1)
        for name, members in groups.items()
    }


def settle(folder: Path) -> dict[str, Any]:
    """How every hostile file ended, the slowest, and the highest memory of a child."""
    with (folder / "hostile.jsonl").open(encoding="utf-8") as lines:
        files = [folder / json.loads(line)["file"] for line in lines if line.strip()]
    runs = list(run_all([question(path, path.name) for path in files], ask))
    return {
        "files": len(files),
        "ends": Counter(_answer(run).failure or "read" for _, run in runs),
        "named": Counter(answer.best for _, run in runs if (answer := _answer(run)).confidence >= 0.6 and answer.best),
        "slowest_seconds": round(max(run.wall_seconds for _, run in runs), 2),
        "peak_mebibytes": max(run.peak_bytes for _, run in runs) // (1024 * 1024),
    }


def print_tables(report: dict[str, Any]) -> None:
    """The report for people."""
    print(f"threshold {report['threshold']}")
    _print_figures("set", report["sets"])
    for name, groups in report["by"].items():
        _print_figures(f"{name} (without edge)", groups)
    _print_figures("threshold (real without edge)", report["curve"])
    for title in ("confusions", "confusions_real"):
        print(f"\n{title.replace('_', ', ')} (label, answered, times)")
        for label, answered, count in report[title]:
            print(f"  {label:32} {answered:32} {count:3}")
    print(f"\nquotes verified {report['quotes_verified']} of {report['quotes']}")
    print("pages per CPU-second", report["pages_per_cpu_second"])
    print("failures", dict(report["failures"]))
    if "hostile" in report:
        print("hostile", {key: dict(v) if isinstance(v, Counter) else v for key, v in report["hostile"].items()})


def _print_figures(title: str, groups: dict[str, dict[str, Any]]) -> None:
    print(f"\n{title:34} {'n':>4} {'right':>7} {'by source':>10} {'named':>6} {'precision':>10} {'recall':>7}")
    for name, values in groups.items():
        one = Figures(**values)
        print(
            f"{name:34} {one.count:4} {one.accuracy:7.3f} {one.by_source:10.3f} {one.named:6} "
            f"{one.precision:10.3f} {one.recall:7.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())
