"""What was learned, as arrays: `words.npz` (vectors of words) and `judge.npz` (made by `make train`).

Data of the package, numbers and single words only: no sentence of any document, no name (`docs/learning.md`).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PACKAGE = resources.files("muniment.judging.learned")
VECTORS = _PACKAGE / "words.npz"
JUDGE = _PACKAGE / "judge.npz"

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]


@cache
def vectors_file() -> Arrays:
    """The arrays of the word vectors."""
    return _read(VECTORS)


@cache
def judge_file() -> Arrays:
    """The arrays of the models."""
    return _read(JUDGE)


def _read(there: Any) -> Arrays:
    with resources.as_file(there) as path:
        return load(path)


def load(path: Path) -> Arrays:
    """The arrays of such a file. Raises OSError or ValueError for what is none."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def words_of(packed: NDArray[Any]) -> list[str]:
    """The words that `packed_words` packed."""
    return packed.tobytes().decode().split("\n") if packed.size else []


def packed_words(words: list[str]) -> NDArray[np.uint8]:
    """Words as an array of bytes, a line each."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)
