"""`python -m training.facts FOLDER...` learns which value is which fact, and writes `judging/facts/learned/facts.npz`.

From labelled documents (`facts` in a line of `labels.jsonl`: keys with their values; a list: any of them), and from
the labels of `judging/facts/languages`, each set beside, above and in front of a made value. How sure a choice must be
is found on folders that were not learned from. Documents that are not here any more have their say through the weights
that were learned from them (`EARLIER`), which new ones move. The same inputs give the same bytes.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before numpy: sums in one order

import argparse
import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from muniment.judging.facts import extract as extracting
from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.learned import amounts as amounts_module
from muniment.judging.facts.learned import arbiter as arbiter_module
from muniment.judging.facts.learned import chooser as chooser_module
from muniment.judging.facts.learned import places as places_module
from muniment.judging.facts.learned import sameness as sameness_module
from muniment.judging.facts.learned import things as things_module
from muniment.judging.facts.learned import values as values_module
from muniment.judging.facts.learned.arbiter import Arbiter, Stated
from muniment.judging.facts.learned.chooser import FACTS, LISTS, NO_FAMILY, Chooser, hashed, read, write
from muniment.judging.facts.learned.places import Place, places
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from muniment.judging.taxonomy.types import types_by_slug
from muniment.reading.model import Page, Reading
from tests.judging.facts import (
    test_document_dates,
    test_layouts,
    test_neighbours,
    test_policies,
    test_reports,
    test_small_documents,
    test_stated,
    test_term_sheets,
)
from training import arbitration as arbitration_module
from training import wordings as wordings_module
from training.arbitration import NEVER, Trial, means_same, told, weighed
from training.origin import meaning
from training.readings import own_folders, readings
from training.wordings import worded

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".training"
EARLIER = ROOT / "training/earlier/facts.npz"
"""Learned from 2,183 documents that are no part of the project (docs/learning.md)."""
PHRASINGS = ROOT / "tests/judging/facts/phrasings"
MIN_SOURCES = 3
"""Documents or labels that a feature must occur in: what fewer have says nothing, and may be a name."""
FEW = 20
"""Labelled documents of a family with fewer say nothing of what is never named in it."""
MIN_TRUE = 6
"""Documents or labels that a key must have been found in."""
REACH = 0.3
"""Of the weights: the inverse of what holds them near the earlier ones, or small where there are none."""
MADE, BESIDE, OTHERS = 0.3, 3.0, 0.3
"""What a made place says, one of the examples of what stands beside a fact, and one of a document without such a fact,
of which so many are taken."""
MAX_OTHERS = 6
PARTS = 5
"""Of the folders, each of which is left out once to find what makes a choice sure."""
UNSURE = Arbiter((0.0,) * 13, {}, -30.0)
"""Without folders to leave out nothing is sure."""
_KEYS = {
    "name": "service_auditor auditor service_organisation issuer holder assessed_entity assessor tester insured "
    "company_name system_name target title product taxpayer_name completed_by completed_for owner jurisdiction "
    "parties insurers subservice_organisations",
    "money": "limit_general_liability limit_general_liability_aggregate limit_automobile limit_umbrella "
    "limit_workers_compensation limit_professional limit_cyber revenue net_income invoice_total liability_cap_amount",
    "share": "uptime_commitment",
    "identifier": "certificate_number registration_number licence_number invoice_number version policy_numbers",
    "time": "initial_term renewal termination_notice breach_notification subprocessor_notice",
    "count": "findings_critical findings_high findings_medium findings_low findings_informational findings_total "
    "items_total open_items open_critical open_high open_medium open_low subprocessors_count",
    "date": " ".join(key for key, (_, value_type) in KEYS.items() if value_type == "date" and key != "expires_on"),
}
KIND_OF = {key: kind for kind, keys in _KEYS.items() for key in keys.split()}
"""The keys that are learned: of one value, which stands in the document as such; `expires_on` is concluded."""
_SAY_UNTIL = frozenset(
    {"certificate", "certificate_of_insurance", "business_licence", "hitrust_letter", "contract", "incorporation"}
)
"""Families whose documents say themselves until when they are good: the day that they end on is their `expiry_date`."""
_SAMPLES = {
    "date": ("12 March 2026", "2026-03-12"),
    "name": ("Fabrikam Nord GmbH",),
    "money": ("EUR 2,000,000",),
    "time": ("30 days",),
    "identifier": ("AB-2231/07",),
    "count": ("4",),
    "share": ("99.9 %",),
}
_OF_SAMPLE = (
    *("line ", "to end ", "page ", "last page", "times ", "first", "of days ", "oldest", "newest"),
    *("= ", "shape ", "digits ", "unit ", "words "),
)
"""Features of a made place that only say how it was made."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The places of a document or of a made text, and what is right. `facts`: key to accepted values, none where there
    is no such fact. `folder`: of labelled documents, "" of what is made. `say`: how much each place says.
    `stated`: what readers find in it."""

    folder: str
    family: str
    places: Sequence[Place]
    facts: dict[str, tuple[Any, ...]]
    say: float = 1.0
    stated: Mapping[str, Stated] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learns, writes, prints what was made."""
    parser = argparse.ArgumentParser(prog="python -m training.facts", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="further folders with labels.jsonl that name facts")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--earlier", type=Path, default=EARLIER, help="the weights to go on from")
    parser.add_argument("--out", type=Path, default=Path(str(FACTS)))
    chosen = parser.parse_args(arguments)
    samples = [one for folder in (*own_folders(), *chosen.folders) for one in labelled(folder, chosen.cache)]
    samples += [*neighbours(), *made()]
    learner = Learner(samples, read(chosen.earlier))
    trials = learner.trials()
    chooser = weighed(learner.fitted(range(len(samples))), trials)
    write(chooser, chosen.out)
    documents = sum(bool(one.folder) for one in samples)
    print(f"{documents} documents, {len(chooser.buckets)} features, {chosen.out.stat().st_size} bytes in {chosen.out}")
    print("of {} facts in folders left out {} stated, {} right".format(*told(chooser, trials)))
    for key in chooser.keys:
        print(f"  {key:34} {chooser.arbiter.starts.get(key, 0.0):>8}  {chooser.floors.get(key, '')}")


def family_of(document_type: str | None) -> str:
    """The family of extractors of a type, by its slug; NO_FAMILY of one without, and of none."""
    known = types_by_slug().get(document_type or "")
    return known.facts if known is not None and known.facts is not None else NO_FAMILY


LEARNED_BY = (
    *(places_module, values_module, amounts_module, things_module, chooser_module),
    *(arbiter_module, sameness_module, wordings_module, arbitration_module),
)
"""Modules that say what stands around a value, by which hashes that is known, and how it is learned from."""


def code_hash(earlier: Path = EARLIER) -> str:
    """Of LEARNED_BY and this module, without comments and docstrings, and of the weights that are gone on from."""
    paths = (*(Path(str(module.__file__)) for module in LEARNED_BY), Path(__file__))
    meant = "\0".join(meaning(path.read_text(encoding="utf-8")) for path in paths)
    weights = hashlib.sha256(earlier.read_bytes()).hexdigest()
    return hashlib.sha256(f"{meant}\0{weights}".encode()).hexdigest()


def labelled(folder: Path, cache: Path) -> Iterator[Sample]:
    """The readable documents of a folder whose labels name facts."""
    lines = folder / "labels.jsonl"
    said = lines.read_text(encoding="utf-8").splitlines() if lines.exists() else []
    rows = [row for row in map(json.loads, filter(str.strip, said)) if "facts" in row]
    paths = [next(p for p in (folder / row["file"], folder / "docs" / row["file"]) if p.exists()) for row in rows]
    for row, reading in zip(rows, readings(paths, cache), strict=True):
        if reading is not None and reading.pages:
            facts = {key: tuple(value) if isinstance(value, list) else (value,) for key, value in row["facts"].items()}
            document_type = (row.get("accepted") or [None])[0]
            family = family_of(document_type)
            if family in _SAY_UNTIL and "expires_on" in facts:
                facts.setdefault("expiry_date", facts["expires_on"])
            view = View(reading)
            stated = _stated(reading, view, document_type) if document_type else {}
            yield Sample(folder.name, family, places(view), facts, stated=stated)


def _stated(reading: Reading, view: View, document_type: str) -> Mapping[str, Stated]:
    """What readers find in a document of the type."""
    items = items_of(reading, document_type=document_type, view=view)
    return extracting.read(reading, document_type=document_type, items=items, view=view).stated()


def neighbours() -> Iterator[Sample]:
    """The project's own examples of what stands beside a fact and looks like it; no value: there is no such fact."""
    rows: list[test_layouts.Row] = [
        *test_neighbours.ROWS,
        *test_small_documents.ROWS,
        *test_layouts.ROWS,
        *(row for rows in test_stated.ROWS.values() for row in rows),
        *((None, text, {"document_date": None}) for text in test_document_dates.OTHERS.values()),
        *(
            (document_type, f"{title}\n{text}\n", {key: None})
            for document_type, title, others in (
                ("commercial_contract", "Services Agreement", test_term_sheets.OTHERS),
                ("other_policy", "Visitor Policy\nFor everybody", test_policies.OTHERS),
                ("soc2_type2_auditor_report", "SOC 2 Type 2 Report", test_reports.OTHERS),
            )
            for key, texts in others.items()
            for text in texts
        ),
        *(
            (row.get("type"), row["text"], {**row.get("facts", {}), **dict.fromkeys(row.get("absent", ()))})
            for file in sorted(PHRASINGS.glob("*.toml"))
            for row in tomllib.loads(file.read_text(encoding="utf-8"))["row"]
        ),
    ]
    for document_type, text, expected in rows:
        facts = {key: () if value is None else (value,) for key, value in expected.items()}
        pages = tuple(Page(number, page) for number, page in enumerate(text.split("\f"), start=1))
        view = View(Reading("text/plain", pages, len(pages), (), "en"))
        yield Sample("", family_of(document_type), places(view), facts, say=BESIDE)


def made() -> Iterator[Sample]:
    """A line for each label of each language, the ways in which a value stands beside it."""
    families = sorted({family for language in vocabulary.EVERY for family in vocabulary.families(language)})
    for family in families:
        learned = [key for key in vocabulary.labelled(family, vocabulary.EVERY) if key in KIND_OF]
        for key in learned:
            wordings = vocabulary.labels(family, key, vocabulary.EVERY)
            for label in sorted({one for wording in wordings for one in worded(wording)}):
                yield from _made_of(label, family, key, learned)


def _made_of(label: str, family: str, key: str, learned: Sequence[str]) -> Iterator[Sample]:
    facts: dict[str, tuple[Any, ...]] = {other: () for other in learned if KIND_OF[other] == KIND_OF[key]}
    for value in _SAMPLES[KIND_OF[key]]:
        for form in ("{}: {}", "{}\n{}", "{}\t{}"):
            page = Page(1, form.format(label[0].upper() + label[1:], value))
            of_page = places(View(Reading("text/plain", (page,), 1, (), "en")))
            for place in [one for one in of_page if one.kind == KIND_OF[key] and one.mark.text == value][:1]:
                place.features = [one for one in place.features if not one.startswith(_OF_SAMPLE)]
                yield Sample("", family, [place], {**facts, key: (place.value,)}, say=MADE)


class Learner:
    """All samples as one matrix, of which parts are fitted. `earlier`: what is gone on from."""

    def __init__(self, samples: Sequence[Sample], earlier: Chooser | None = None) -> None:
        self.samples = samples
        self._earlier = earlier
        self._rows = [(number, place) for number, one in enumerate(samples) for place in one.places]
        features = [hashed(place.features, samples[number].family) for number, place in self._rows]
        self.buckets = _kept(self._rows, features)
        if earlier is not None:
            self.buckets = np.union1d(self.buckets, earlier.buckets)
        self._matrix = _matrix(features, self.buckets)
        self._of: dict[str, list[int]] = defaultdict(list)
        for row, (_, place) in enumerate(self._rows):
            self._of[place.kind].append(row)

    def fitted(self, chosen: Iterable[int]) -> Chooser:
        """What is learned from the chosen samples; nothing is sure by it (`gated`)."""
        keys, kinds, families, columns, intercepts = [], [], [], [], []
        among = set(map(int, chosen))
        for key, kind in KIND_OF.items():
            rows, right, weights = self._lesson(key, kind, among)
            weights_before, start_before, families_before = self._before(key)
            if sum(right) < MIN_TRUE and not families_before:
                continue
            moved, start = _moved(self._matrix[rows], right, weights, weights_before, start_before)
            keys.append(key)
            kinds.append(kind)
            families.append(self._families(key, among, families_before))
            columns.append(moved)
            intercepts.append(start)
        dense = np.stack(columns, axis=1)
        scale = np.abs(dense).max(axis=0) / 127
        weights_8 = np.round(dense / scale).astype(np.int8)
        some = np.any(weights_8 != 0, axis=1)
        return Chooser(
            keys=tuple(keys),
            kinds=tuple(kinds),
            families=tuple(families),
            floors=dict.fromkeys(LISTS, NEVER),
            arbiter=UNSURE,
            buckets=self.buckets[some],
            weights=weights_8[some],
            scale=scale.astype(np.float32),
            intercept=np.asarray(intercepts, np.float32),
            code=code_hash(),
        )

    def _lesson(self, key: str, kind: str, among: set[int]) -> tuple[list[int], list[bool], list[float]]:
        """Rows of the matrix, whether each is right, and what each says. Of a document that has the fact every place
        of its kind, where one is right; of others a few."""
        of_sample: dict[int, list[int]] = defaultdict(list)
        for row in self._of[kind]:
            if self._rows[row][0] in among:
                of_sample[self._rows[row][0]].append(row)
        rows: list[int] = []
        right: list[bool] = []
        weights: list[float] = []
        for number, those in of_sample.items():
            sample = self.samples[number]
            accepted = sample.facts.get(key)
            if accepted is None:
                those = those[:MAX_OTHERS] if sample.folder else []
            true = [any(means_same(one, self._rows[row][1].value) for one in accepted or ()) for row in those]
            if accepted and not any(true):
                continue
            share = sample.say if accepted is not None else OTHERS
            rows += those
            right += true
            weights += [share / np.sqrt(sum(true)) if one else share for one in true]
        return rows, right, weights

    def _before(self, key: str) -> tuple[NDArray[np.float64], float, frozenset[str]]:
        """Earlier weights of a key by bucket, where it starts, and the families it was learned in."""
        weights, earlier = np.zeros(len(self.buckets)), self._earlier
        if earlier is None or key not in earlier.keys:
            return weights, 0.0, frozenset()
        column = earlier.keys.index(key)
        at = np.searchsorted(self.buckets, earlier.buckets)
        weights[at] = earlier.weights[:, column] * float(earlier.scale[column])
        return weights, float(earlier.intercept[column]), earlier.families[column]

    def _families(self, key: str, among: set[int], before: frozenset[str]) -> frozenset[str]:
        """Those in which labels name the key; of those in which earlier ones did, such as have few labels now."""
        labelled = Counter(one.family for number in among if (one := self.samples[number]).folder)
        named = {one.family for number in among if (one := self.samples[number]).facts.get(key)}
        return frozenset(named | {family for family in before if labelled[family] < FEW})

    def trials(self) -> list[Trial]:
        """What is chosen in each folder by a chooser that was learned from the others, a part after the other."""
        found = []
        numbers = np.arange(len(self.samples))
        folders = sorted({one.folder for one in self.samples} - {""})
        groups = [folders[at::PARTS] for at in range(min(PARTS, len(folders)))]
        for group in groups if len(groups) > 1 else ():
            is_out = np.array([one.folder in group for one in self.samples])
            chooser = self.fitted(numbers[~is_out])
            for number in numbers[is_out]:
                sample = self.samples[number]
                choices = chooser.choices(sample.places, sample.family)
                found += [
                    Trial(key, sample.family, those, sample.stated.get(key), sample.facts.get(key))
                    for key, those in choices.items()
                    if those or key in sample.stated
                ]
        return found


def _moved(
    matrix: Any, right: Sequence[bool], say: Sequence[float], before: NDArray[np.float64], start: float
) -> tuple[NDArray[np.float64], float]:
    """The weights and the start of a logistic regression, held near those before: the least of the loss and of half the
    square of their distance."""
    if not right:
        return before, start
    sign = np.where(right, 1.0, -1.0)
    said = REACH * np.asarray(say)
    odds_before = matrix @ before + start

    def loss(moves: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = sign * (odds_before + matrix @ moves[:-1] + moves[-1])
        pull = -sign * said * expit(-margins)
        slope = np.append(matrix.T @ pull, pull.sum())
        return float(said @ np.logaddexp(0, -margins) + moves @ moves / 2), slope + moves

    moves = minimize(loss, np.zeros(len(before) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return before + moves[:-1], start + float(moves[-1])


def _kept(rows: Sequence[tuple[int, Place]], features: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The features that enough documents or labels have, in order."""
    of_sample: dict[int, set[int]] = defaultdict(set)
    for (number, _), buckets in zip(rows, features, strict=True):
        of_sample[number].update(buckets.tolist())
    sources = Counter(bucket for buckets in of_sample.values() for bucket in buckets)
    return np.asarray(sorted(bucket for bucket, count in sources.items() if count >= MIN_SOURCES), np.int64)


def _matrix(features: Sequence[NDArray[np.int64]], kept: NDArray[np.int64]) -> Any:
    found = [np.searchsorted(kept, buckets[np.isin(buckets, kept, assume_unique=True)]) for buckets in features]
    ends = np.cumsum([0, *map(len, found)])
    indices = np.concatenate(found)
    return csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=(len(features), len(kept)))


if __name__ == "__main__":
    main()
