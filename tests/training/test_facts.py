"""Learning which value is which fact can be repeated, and keeps nothing that few documents say."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from muniment.judging.facts.learned.arbiter import Stated
from muniment.judging.facts.learned.chooser import Chooser, chooser, hashed, read
from training.wordings import MAX_WORDINGS, worded


@pytest.fixture(scope="module")
def facts() -> ModuleType:
    """Imported where it is used: scikit-learn takes a second, and every process of a run imports every test."""
    from training import facts

    return facts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Certificates of one layout."""
    rows = []
    for number in range(1, 9):
        name = f"{number}.txt"
        (tmp_path / name).write_text(
            f"Certificate\nQuarnword{number} house\nTermend {number} May 2029\nSince 1 May 2026\n"
        )
        rows.append(
            {"file": name, "accepted": ["iso_27001_certificate"], "facts": {"expiry_date": f"2029-05-0{number}"}}
        )
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_chooser_was_learned_by_this_code(facts: ModuleType) -> None:
    assert chooser().code == facts.code_hash(), "learn anew: make train (docs/learning.md)"


def test_other_weights_to_go_on_from_and_other_hashes_of_features_are_another_origin(
    facts: ModuleType, tmp_path: Path
) -> None:
    other = tmp_path / "other.npz"
    other.write_bytes(facts.EARLIER.read_bytes() + b"more")
    assert facts.code_hash(other) != facts.code_hash()
    assert inspect.getmodule(hashed) in facts.LEARNED_BY


def test_same_documents_give_the_same_bytes_and_what_few_of_them_say_is_forgotten(
    facts: ModuleType, folder: Path, tmp_path: Path
) -> None:
    samples = list(facts.labelled(folder, tmp_path / "cache"))
    for name in ("one", "two"):
        learner = facts.Learner(samples)
        chooser = learner.fitted(range(len(samples)))
        facts.write(facts.weighed(chooser, learner.trials()), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    known = set(read(tmp_path / "one").buckets.tolist())
    assert set(hashed(["< termend"], "certificate").tolist()) <= known
    assert not {bucket for number in range(1, 9) for bucket in hashed([f"^ quarnword{number}"], "x").tolist()} & known


def test_what_is_learned_goes_on_from_earlier_weights(facts: ModuleType, folder: Path, tmp_path: Path) -> None:
    samples = list(facts.labelled(folder, tmp_path / "cache"))
    earlier = facts.Learner(samples).fitted(range(len(samples)))
    others = [replace(sample, facts={"issue_date": ("2026-05-01",)}) for sample in samples]
    later = facts.Learner(others, earlier).fitted(range(len(others)))
    assert later.keys == ("issue_date", "expiry_date")
    assert later.families == (frozenset({"certificate"}),) * 2
    for sample in samples:
        for key, value in sample.facts.items():
            assert later.choices(sample.places, sample.family)[key][0].place.value == value[0]
    unmoved = facts.Learner(others, earlier).fitted([])
    assert (unmoved.keys, unmoved.families) == (earlier.keys, earlier.families)
    assert unmoved.chances(samples[0].places, "certificate") == pytest.approx(
        earlier.chances(samples[0].places, "certificate"), abs=0.01
    )


def test_weights_are_the_least_of_loss_and_distance(facts: ModuleType) -> None:
    matrix = csr_matrix(np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]]))
    right, say = [True, False, True, False], np.array([1.0, 3.0, 0.5, 2.0])
    before, start = np.array([0.5, -1.0, 2.0]), -0.7
    moved, begins = facts._moved(matrix, right, say, before, start)
    chances = 1 / (1 + np.exp(-(matrix @ moved + begins)))
    pull = facts.REACH * say * (chances - np.array(right))
    slope = np.append(matrix.T @ pull + (moved - before), pull.sum() + (begins - start))
    assert np.abs(slope).max() < 1e-3 and np.abs(moved - before).max() > 0.01
    held, held_start = facts._moved(matrix, right, say * 1e-9, before, start)
    assert np.allclose(held, before) and held_start == pytest.approx(start)


def test_how_sure_a_claim_is_is_learned_from_folders_that_were_left_out(
    facts: ModuleType, folder: Path, tmp_path: Path
) -> None:
    samples = list(facts.labelled(folder, tmp_path / "cache"))
    others = [replace(sample, folder="other") for sample in samples]
    wrong = [replace(sample, folder="third", facts={"expiry_date": ("2020-01-01",)}) for sample in samples[:4]]
    learner = facts.Learner([*samples, *others, *wrong])
    trials = [trial for trial in learner.trials() if trial.accepted]
    assert {is_right for trial in trials for _, is_right in trial.claims()} == {True, False}
    chooser = facts.weighed(learner.fitted(range(len(samples))), trials)
    for trial in trials:
        if trial.accepted != ("2020-01-01",):
            (first, *_), (chance, *_) = zip(*trial.claims(), strict=True), chooser_chances(chooser, trial)
            assert chance > 0.5 and first[0].choice.place.value == trial.accepted[0]
    assert facts.weighed(chooser, []).arbiter == chooser.arbiter


def chooser_chances(chooser: Chooser, trial: Any) -> list[float]:
    return chooser.arbiter.chances(trial.key, trial.family, [claim for claim, _ in trial.claims()]).tolist()


def test_readers_that_are_always_right_are_believed_and_those_that_never_are_are_not(
    facts: ModuleType, folder: Path, tmp_path: Path
) -> None:
    samples = list(facts.labelled(folder, tmp_path / "cache"))
    for is_right, day in ((True, None), (False, "2026-05-01")):
        told = [
            replace(one, folder=name, stated={"expiry_date": Stated(day or one.facts["expiry_date"][0], 0.9)})
            for name in ("a", "b")
            for one in samples
        ]
        learner = facts.Learner(told)
        trials = learner.trials()
        arbiter = facts.weighed(learner.fitted(range(len(told))), trials).arbiter
        stated = {
            bool(chance > 0.5)
            for trial in trials
            for claim, _ in trial.claims()
            if claim.is_stated
            for chance in arbiter.chances(trial.key, trial.family, [claim])
        }
        assert stated == {is_right}


@pytest.mark.parametrize(
    ("accepted", "value", "is_same"),
    [
        ("2026-05-01", "2026-05-01", True),
        ("2026-05-01", "2026-05-02", False),
        (5, 5.0, True),
        (5, "five", False),
        (True, 1, False),
        ("Quarnford Ltd.", "QUARNFORD LIMITED", True),
        ("Ltd", "Inc", False),
        ("~12 months", "renews for 12 months each", True),
        ("drei Monate", "3 months", True),
        ("drei Monate", "3 days", False),
        ("~24 months", "renews for 12 months each", False),
    ],
)
def test_values_mean_the_same_or_not(facts: ModuleType, accepted: object, value: object, is_same: bool) -> None:
    assert facts.means_same(accepted, value) is is_same


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("valid until", {"valid until"}),
        ("(?:valid|good) (?:from|since)", {"valid from", "valid since", "good from", "good since"}),
        ("expir(?:y|ation)(?: date)?", {"expiry", "expiry date", "expiration", "expiration date"}),
        ("n[ºo°]", set()),
        (r"no\.?\s?of", {"noof", "no of", "no.of", "no. of"}),
    ],
)
def test_pattern_of_a_label_is_written_out(pattern: str, texts: set[str]) -> None:
    assert set(worded(pattern)) == texts


def test_pattern_with_many_readings_is_written_out_in_some_of_them() -> None:
    assert 1 < len(worded("(?:a|b|c|d|e)(?:a|b|c|d|e)(?:a|b|c|d|e) date")) <= MAX_WORDINGS
