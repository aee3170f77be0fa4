"""`python -m examples.evidence FOLDER [--seed N]` writes every sample and decoy to FOLDER."""

from __future__ import annotations

import argparse
from pathlib import Path

from examples.evidence import generate

parser = argparse.ArgumentParser(prog="python -m examples.evidence", description="Write sample evidence to a folder.")
parser.add_argument("folder", type=Path)
parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default 1)")
chosen = parser.parse_args()
for written in generate(chosen.folder, seed=chosen.seed):
    print(f"{written.path}\t{written.sample.document_type or '-'}")
