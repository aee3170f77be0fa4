"""`python benchmarks/evaluate.py CORPUS_DIR`: reads and judges a labelled folder and says how often that was right.

The folder holds `labelled.jsonl` or `labels.jsonl` (docs/learning.md), `label_to_slugs.json` in it or above, and
optionally `hostile.jsonl`, whose files only have to settle. Fair: all answers count that were written down as
acceptable; strict: the label's alone.
Nothing of the documents is printed but labels and counts, unless --show asks for the names of the wrong ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import stated  # noqa: E402
from benchmarks.bench import Bench  # noqa: E402
from benchmarks.verdicts import (  # noqa: E402
    THRESHOLDS,
    Figures,
    Labelled,
    Verdict,
    confusions,
    figures,
    grouped,
    read_labelled,
    reliability,
)
from muniment.analysis import drafts  # noqa: E402
from muniment.analysis.claims import findings_of  # noqa: E402
from muniment.analysis.findings import Findings  # noqa: E402
from muniment.limits import Limits  # noqa: E402
from muniment.reading.sandbox.sandbox import Outcome  # noqa: E402
from muniment.settings import Settings  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates, prints, and returns 0; 1 when a quote does not stand where it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--threshold", type=float, default=Settings.model_fields["classification_threshold"].default)
    parser.add_argument("--half", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--show", action="store_true", help="name the documents that were judged wrong")
    parser.add_argument("--no-ocr", action="store_true", help="do not recognise text in pictures")
    parser.add_argument("--hashed-names", action="store_true", help="upload under the hashed names")
    chosen = parser.parse_args(arguments)
    with Bench(recognise=not chosen.no_ocr) as bench:
        verdicts = judge(bench, chosen.corpus, half=chosen.half, hashed_names=chosen.hashed_names)
        report: dict[str, Any] = summary(verdicts, chosen.threshold)
        if (chosen.corpus / "hostile.jsonl").exists() and chosen.half == "all":
            report["hostile"] = settle(bench, chosen.corpus, chosen.threshold)
    if chosen.json:
        print(json.dumps(report, indent=1))
    else:
        print_tables(report)
    if chosen.show:
        for verdict in verdicts:
            if not verdict.is_right(chosen.threshold):
                print(f"{verdict.row.path}\t{verdict.row.label}\t{verdict.best}\t{verdict.confidence:.2f}")
    return 0 if report["quotes_verified"] == report["quotes"] else 1


def judge(bench: Bench, folder: Path, *, half: str, hashed_names: bool) -> list[Verdict]:
    """A verdict on every labelled document of this half, in the order of the corpus."""
    rows = [row for row in read_labelled(folder) if half in (row.half, "all")]
    names = [row.path.name if hashed_names else row.name for row in rows]
    outcomes = bench.run([row.path for row in rows], names)
    return [_verdict(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]


def _verdict(row: Labelled, outcome: Outcome) -> Verdict:
    findings = _findings(outcome)
    judged = findings.classification if findings is not None else None
    texts = {page.number: "".join(page.pieces()) for page in findings.pages} if findings is not None else {}
    receipts = [(one.quote, one.page) for one in judged.evidence] if judged is not None else []
    if findings is not None:
        receipts += [(fact.quote, fact.page) for fact in findings.facts if fact.verified and fact.quote and fact.page]
    return Verdict(
        row=row,
        best=judged.document_type if judged is not None else None,
        confidence=judged.confidence if judged is not None else 0.0,
        failure=_end(outcome),
        page_count=len(texts),
        quotes=len(receipts),
        quotes_verified=sum(quote in texts.get(page, "") for quote, page in receipts),
        is_recognised=findings is not None and findings.is_recognised,
        cpu_seconds=outcome.cpu_seconds,
        language=(findings.language if findings is not None else None) or "",
        facts={fact.key: fact.value for fact in findings.facts} if findings is not None else None,
    )


def _findings(outcome: Outcome) -> Findings | None:
    """What the child found, None when it could not answer."""
    _, parts = drafts.taken_from(outcome.parts)
    return findings_of(outcome.value, parts, limits=Limits()) if outcome.value is not None else None


def _end(outcome: Outcome) -> str | None:
    """The code a document failed with, None when it was read."""
    if outcome.value is None:
        return outcome.code or "crashed"
    error = outcome.value["error"]
    return None if error is None else str(error["code"])


def summary(verdicts: Sequence[Verdict], threshold: float) -> dict[str, Any]:
    """Every figure, as plain JSON values."""
    clear = [verdict for verdict in verdicts if not verdict.row.edge]
    real = [verdict for verdict in clear if verdict.row.provenance == "real"]
    by: dict[str, Callable[[Verdict], str]] = {
        "provenance": lambda verdict: verdict.row.provenance,
        "format": lambda verdict: verdict.row.path.suffix[1:],
        "label": lambda verdict: verdict.row.label,
        "half": lambda verdict: verdict.row.half,
        "language": lambda verdict: verdict.row.language or verdict.language or "?",
        "family": lambda verdict: verdict.row.family or "?",
        "producer": lambda verdict: verdict.row.producer,
    }
    reliable, error = reliability(verdicts)
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
        "strict": {name: asdict(figures(chosen, threshold, strict=True)) for name, chosen in sets.items() if chosen},
        "reliability": reliable,
        "calibration_error": round(error, 4),
        "facts": {key: dict(counts) for key, counts in _facts(verdicts).items()},
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
        "failures": dict(Counter(verdict.failure for verdict in verdicts if verdict.failure)),
    }


def _facts(verdicts: Sequence[Verdict]) -> dict[str, Counter[str]]:
    """By key, of the documents of which somebody wrote down what is true."""
    return stated.by_key((one.row.facts, one.facts or {}) for one in verdicts if one.row.facts is not None)


def _pages_per_cpu_second(verdicts: Sequence[Verdict]) -> dict[str, float]:
    groups = grouped(verdicts, lambda verdict: verdict.row.path.suffix[1:])
    return {
        name: round(sum(one.page_count for one in members) / max(0.001, sum(one.cpu_seconds for one in members)), 1)
        for name, all_members in groups.items()
        if (members := [one for one in all_members if not one.is_recognised])
    }


def settle(bench: Bench, folder: Path, threshold: float) -> dict[str, Any]:
    """How every hostile file ended, the slowest, and the highest memory of a child."""
    with (folder / "hostile.jsonl").open(encoding="utf-8") as lines:
        files = [folder / json.loads(line)["file"] for line in lines if line.strip()]
    outcomes = bench.run(files, [path.name for path in files])
    judged = [found.classification for one in outcomes if (found := _findings(one)) is not None]
    return {
        "files": len(files),
        "ends": dict(Counter(_end(one) or "read" for one in outcomes)),
        "named": dict(Counter(one.document_type for one in judged if one is not None and one.confidence >= threshold)),
        "slowest_seconds": round(max(one.wall_seconds for one in outcomes), 2),
        "peak_mebibytes": max(one.peak_bytes for one in outcomes) // (1024 * 1024),
    }


def print_tables(report: dict[str, Any]) -> None:
    """The report for people."""
    print(f"threshold {report['threshold']}")
    _print_figures("set, fair", report["sets"])
    _print_figures("set, strict", report["strict"])
    for name, groups in report["by"].items():
        _print_figures(f"{name} (without edge)", groups)
    _print_figures("threshold (real without edge)", report["curve"])
    print(f"\nconfidence, documents, said, true; expected calibration error {report['calibration_error']}")
    for tenth, count, said, true in report["reliability"]:
        print(f"  from {tenth} {count:4} {said:6.2f} {true:6.2f}")
    _print_facts(report["facts"])
    for title in ("confusions", "confusions_real"):
        print(f"\n{title.replace('_', ', ')} (label, answered, times)")
        for label, answered, count in report[title]:
            print(f"  {label:32} {answered:32} {count:3}")
    print(f"\nquotes verified {report['quotes_verified']} of {report['quotes']}")
    print("pages per CPU-second", report["pages_per_cpu_second"])
    print("failures", report["failures"])
    if "hostile" in report:
        print("hostile", report["hostile"])


def _print_facts(counts: dict[str, dict[str, int]]) -> None:
    total: Counter[str] = Counter()
    for key, one in counts.items():
        total.update(one)
        print(f"  {key:36} " + " ".join(f"{name} {one.get(name, 0):3}" for name in ("exact", "wrong", "missed")))
    if total:
        print(f"facts found {1 - total['missed'] / total.total():.3f}", end=" ")
        print(f"exact when stated {total['exact'] / max(1, total['exact'] + total['wrong']):.3f}")


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
