"""`python -m training FOLDER...` learns from the project's own labelled folders and these, and writes the artefact;
`--report` cross-validates instead.

The same inputs give the same bytes: hashes of the documents, of the code and of the taxonomy stand in the artefact.
"""

from __future__ import annotations

import os

os.environ.update(
    OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"
)  # before numpy: sums in one order, whatever the machine

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muniment.judging.learned import artefact
from training.cross import crossed, report
from training.documents import gathered
from training.fit import WHOLE, Effort, Material, fitted, prepared
from training.origin import origin

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".training"


def main(arguments: Sequence[str] | None = None) -> None:
    """Learns, writes, prints what was made."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="further folders with labelled.jsonl or labels.jsonl")
    parser.add_argument("--cache", type=Path, default=CACHE, help="what was read before, by the files' hashes")
    parser.add_argument("--out", type=Path, default=Path(str(artefact.JUDGE)))
    parser.add_argument("--report", action="store_true", help="cross-validate by source and print tables; no artefact")
    chosen = parser.parse_args(arguments)
    documents = gathered(chosen.folders, chosen.cache)
    material = prepared(documents, artefact.vectors_file())
    if chosen.report:
        print(report(crossed(material)))
        return
    write(material, chosen.out)
    print(
        f"{len(documents)} documents, {len(material.keys)} n-grams, {chosen.out.stat().st_size} bytes in {chosen.out}"
    )


def write(material: Material, there: Path, *, effort: Effort = WHOLE) -> None:
    """Learn from all of the material and write the artefact."""
    judge = fitted(material, np.arange(len(material.documents)), effort=effort)
    arrays: artefact.Arrays = {
        "words": artefact.packed_words(material.words),
        "frequency": material.frequency,
        **judge.text.arrays(),
        **judge.ranker.arrays(),
        **judge.gate.arrays(),
        "origin": np.frombuffer(json.dumps(origin(material.documents), sort_keys=True).encode(), np.uint8),
    }
    with there.open("wb") as file:
        np.savez(file, **arrays)


if __name__ == "__main__":
    main()
