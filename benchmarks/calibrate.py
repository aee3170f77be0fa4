"""`python benchmarks/calibrate.py CORPUS_DIR`: fits the confidence to the development half and writes calibration.toml.

Two features of a judgement, the best score and its lead over the runner-up, both capped, against whether naming that
type would have been right: a logistic regression with a ridge, by Newton's method, a source's documents weighing as the
square root of their number. Reads the files of the corpus in this process: only for corpora that are trusted.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.verdicts import read_labelled  # noqa: E402
from muniment.judging.classify import rank  # noqa: E402
from muniment.limits import Limits  # noqa: E402
from muniment.reading.model import UnreadableError  # noqa: E402
from muniment.reading.read import read  # noqa: E402

CAP = 10.0
"""Beyond this, more score says nothing: everything above was right."""

RIDGE = 0.02
"""Pull of the slopes towards 0, so that a half with hardly an error does not give certainty."""

TARGET = ROOT / "src" / "muniment" / "judging" / "calibration.toml"


def main() -> None:
    """Fits and writes."""
    points = gathered(Path(sys.argv[1]))
    intercept, score, lead = fitted(points)
    TARGET.write_text(
        "# Made by benchmarks/calibrate.py on the development half; see docs/classification.md.\n"
        f"intercept = {intercept:.3f}\nscore = {score:.3f}\nlead = {lead:.3f}\ncap = {CAP}\n",
        encoding="utf-8",
    )
    print(TARGET.read_text(encoding="utf-8"), len(points), "documents")


def gathered(corpus: Path) -> list[tuple[float, float, bool, float]]:
    """(score, lead, right, weight) of each readable document of the development half without an arguable label."""
    points = []
    for row in read_labelled(corpus):
        if row.half != "dev" or row.edge:
            continue
        kind = row.path.suffix[1:].lower()
        try:
            reading = read(row.path, kind="jpg" if kind == "jpeg" else kind, limits=Limits(), recognise=None)
        except UnreadableError:
            continue
        best, second = rank(reading, name=row.name)[:2]
        reached = max(0.0, min(best.value, CAP))
        ahead = min(best.value - max(second.value, 0.0), CAP)
        points.append((reached, ahead, best.slug in row.right, row.source))
    sizes = Counter(source for *_, source in points)
    return [(reached, ahead, right, 1 / math.sqrt(sizes[source])) for reached, ahead, right, source in points]


def fitted(points: list[tuple[float, float, bool, float]], rounds: int = 50) -> tuple[float, float, float]:
    """Intercept and slopes of the weighted ridge logistic regression."""
    beta = [0.0, 0.0, 0.0]
    total = sum(weight for *_, weight in points)
    for _ in range(rounds):
        gradient = [0.0, 0.0, 0.0]
        hessian = [[0.0] * 3 for _ in range(3)]
        for reached, ahead, right, weight in points:
            x = (1.0, reached, ahead)
            p = 1 / (1 + math.exp(-sum(b * v for b, v in zip(beta, x, strict=True))))
            for i in range(3):
                gradient[i] += weight * (float(right) - p) * x[i]
                for j in range(3):
                    hessian[i][j] += weight * p * (1 - p) * x[i] * x[j]
        for i in (1, 2):
            gradient[i] -= RIDGE * total * beta[i]
            hessian[i][i] += RIDGE * total
        step = _solved(hessian, gradient)
        beta = [b + s for b, s in zip(beta, step, strict=True)]
    return beta[0], beta[1], beta[2]


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(3):
        pivot = max(range(i, 3), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, 3):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    found = [0.0, 0.0, 0.0]
    for i in (2, 1, 0):
        found[i] = (rows[i][3] - sum(rows[i][j] * found[j] for j in range(i + 1, 3))) / rows[i][i]
    return found


if __name__ == "__main__":
    main()
