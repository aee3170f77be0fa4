"""`python -m training FOLDER...` learns from labelled folders and writes the artefact; `--report` crosses first.

The same inputs give the same bytes: hashes of the documents, of the code and of the taxonomy stand in the artefact.
"""

from __future__ import annotations

import os

os.environ.update(
    OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"
)  # before numpy: sums in one order, whatever the machine

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muniment.judging import rules, signals, zones
from muniment.judging.learned import artefact
from muniment.judging.taxonomy.types import ENTRIES
from training.cross import crossed, report
from training.documents import Document, gathered
from training.fit import WHOLE, Effort, Material, fitted, prepared

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".training"


def main(arguments: Sequence[str] | None = None) -> None:
    """Learns, writes, prints what was made."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="folders with labelled.jsonl or labels.jsonl")
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
    origin = {"documents": documents_hash(material.documents), "code": code_hash(), "taxonomy": taxonomy_hash()}
    arrays: artefact.Arrays = {
        "words": artefact.packed_words(material.words),
        "frequency": material.frequency,
        **judge.text.arrays(),
        **judge.ranker.arrays(),
        **judge.gate.arrays(),
        "origin": np.frombuffer(json.dumps(origin, sort_keys=True).encode(), np.uint8),
    }
    with there.open("wb") as file:
        np.savez(file, **arrays)


def documents_hash(documents: Sequence[Document]) -> str:
    """Of what is learned from, texts and labels."""
    digest = hashlib.sha256()
    for one in documents:
        texts = [page.text for page in one.reading.pages]
        digest.update(json.dumps([one.key, one.label, sorted(map(str, one.right)), one.source, texts]).encode())
    return digest.hexdigest()


def code_hash() -> str:
    """Of the modules that make what is learned from a text."""
    modules = [Path(str(module.__file__)) for module in (rules, signals, zones)]
    learned = sorted(Path(str(artefact.__file__)).parent.glob("*.py"))
    return _hash([*modules, *learned, *sorted(Path(__file__).parent.glob("*.py"))])


def taxonomy_hash() -> str:
    """Of all entries."""
    return _hash(sorted(Path(str(ENTRIES)).glob("*.toml")))


def _hash(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    main()
