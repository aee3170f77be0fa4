"""Learning can be repeated, and what it teaches holds for types of which no document was seen."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from muniment.judging.learned.artefact import vectors_file
from training.documents import examples

if TYPE_CHECKING:
    from training.fit import Material


@pytest.fixture(scope="module")
def fit() -> ModuleType:
    """Imported where it is used: scikit-learn takes a second, and every process of a run imports every test."""
    from training import fit

    return fit


@pytest.fixture(scope="module")
def material(fit: ModuleType) -> Material:
    made: Material = fit.prepared(list(examples()), vectors_file())
    return made


def test_same_inputs_give_the_same_bytes(fit: ModuleType, tmp_path: Path) -> None:
    from training.__main__ import write

    for name in ("one", "two"):
        few = fit.prepared(list(examples())[::12], vectors_file())
        write(few, tmp_path / f"{name}.npz", effort=fit.Effort(rounds=40, forests=1))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_n_grams_stand_in_enough_sources(fit: ModuleType, material: Material) -> None:
    texts = [
        (one, {material.seer.vocabulary.n_gram(key) for key in material.keys[sparse.rows].tolist()})
        for one, sparse in zip(material.documents, material.sparse, strict=True)
    ]
    rarest = material.seer.vocabulary.n_gram(int(material.keys[material.rarity.argmax()]))
    assert len({one.source for one, found in texts if rarest in found}) >= fit.MIN_SOURCES


def test_types_without_a_single_document_are_found_by_what_the_others_taught(
    fit: ModuleType, material: Material
) -> None:
    unseen = {"encryption_policy", "nda", "iso_22301_certificate"}
    rest = np.array([at for at, one in enumerate(material.documents) if one.label not in unseen])
    judge = fit.fitted(material, rest, effort=fit.Effort(rounds=40, forests=1))
    assert not unseen & set(judge.text.classes)
    openings = [(at, one) for at, one in enumerate(material.documents) if one.label in unseen]
    assert {one.label for _, one in openings} == unseen
    for at, one in openings:
        assert one.label in judge.opinion(material.sights[at]).order[:3], one.key
