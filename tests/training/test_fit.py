"""Learning can be repeated, and what it teaches holds for types of which no document was seen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from muniment.judging.learned.artefact import vectors_file
from training.__main__ import write
from training.documents import examples
from training.fit import MIN_SOURCES, Effort, Material, fitted, prepared

LITTLE = Effort(rounds=40, forests=1)


@cache
def material() -> Material:
    return prepared(list(examples()), vectors_file())


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        few = prepared(list(examples())[::12], vectors_file())
        write(few, tmp_path / f"{name}.npz", effort=LITTLE)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_n_grams_stand_in_enough_sources() -> None:
    texts = [
        (one, {material().seer.vocabulary.n_gram(key) for key in material().keys[sparse.rows].tolist()})
        for one, sparse in zip(material().documents, material().sparse, strict=True)
    ]
    rarest = material().seer.vocabulary.n_gram(int(material().keys[material().rarity.argmax()]))
    assert len({one.source for one, found in texts if rarest in found}) >= MIN_SOURCES


def test_types_without_a_single_document_are_found_by_what_the_others_taught() -> None:
    unseen = {"encryption_policy", "nda", "iso_22301_certificate"}
    rest = np.array([at for at, one in enumerate(material().documents) if one.label not in unseen])
    judge = fitted(material(), rest, effort=LITTLE)
    assert not unseen & set(judge.text.classes)
    openings = [(at, one) for at, one in enumerate(material().documents) if one.label in unseen]
    assert {one.label for _, one in openings} == unseen
    for at, one in openings:
        assert one.label in judge.opinion(material().sights[at]).order[:3], one.key
