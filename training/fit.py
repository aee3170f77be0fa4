"""Fits the models: words and n-grams of enough sources, a ridge in closed form, boosted trees, a logistic gate.

Everything is deterministic: fixed seeds, one thread, fixed orders.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from muniment.judging import rules, zones
from muniment.judging.learned import features
from muniment.judging.learned.artefact import Arrays, Floats, Integers, words_of
from muniment.judging.learned.gate import Gate
from muniment.judging.learned.judge import Judge, Seer, Sight, gate_features, pairs, rivals, seer_of
from muniment.judging.learned.text import Sparse, TextModel, found, probabilities, shaped
from muniment.judging.learned.trees import Trees
from muniment.judging.learned.words import keys_of
from muniment.judging.signals import load_signals
from muniment.judging.zones import PROSE_WORDS
from muniment.reading.language import STOP_WORDS
from training.documents import SAY, Document

MIN_SOURCES = 3
"""An n-gram of fewer sources is not kept: it may be somebody's sentence, and teaches nothing."""
MAX_N_GRAMS = 58_000
NAME_SHARE = 0.9
"""A word that running text hardly ever writes small is a name, unless the taxonomy or the word vectors know it."""
STOP_WORD_SHARE = 0.01
"""Of all words, at least, that a language's commonest ones are taken to make up: what is learned from is English."""

RIDGE = 2.0
FOLDS = 5
RATE, LEAVES, SMALLEST_LEAF, SHRINKAGE, COLUMNS = 0.07, 10, 30, 3.0, 0.5
GATE_RIDGE = 0.3
_WRITTEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Effort:
    """`forests`: fits with other random columns, averaged, as one alone moves by a hundredth from seed to seed."""

    rounds: int = 160
    forests: int = 3


WHOLE = Effort()


@dataclass(frozen=True, slots=True)
class Material:
    """Documents, what the seer sees in each, and their n-grams over `keys`. `alike`: how like two documents are to the
    text model, the scalar products of their features."""

    documents: Sequence[Document]
    seer: Seer
    sights: Sequence[Sight]
    words: list[str]
    frequency: Floats
    keys: Integers
    rarity: Floats
    sparse: Sequence[Sparse]
    shapes: Floats
    alike: Floats
    sources: NDArray[np.str_]
    labels: NDArray[np.str_]
    say: Floats
    plain_say: Floats


def prepared(documents: Sequence[Document], vectors: Arrays) -> Material:
    """Everything that needs no label: vocabulary, n-grams, sights."""
    vectored = words_of(vectors["words"])
    parts = [zones.split(one.reading, name=one.name) for one in documents]
    words, frequency = _vocabulary(documents, parts, vectored)
    seer = seer_of({"words": np.frombuffer("\n".join(words).encode(), np.uint8), "frequency": frequency}, vectors)
    signals = load_signals()
    sights = [
        seer.see(one.reading, part, rules.say(one.reading, part), signals)
        for one, part in zip(documents, parts, strict=True)
    ]
    keys, rarity = _n_grams(documents, sights)
    sparse = [found(keys, rarity, sight.seen.blocks) for sight in sights]
    shapes = np.array([sight.seen.shape for sight in sights], np.float32)
    return Material(
        documents=documents,
        seer=seer,
        sights=sights,
        words=words,
        frequency=frequency,
        keys=keys,
        rarity=rarity,
        sparse=sparse,
        shapes=shapes,
        alike=_alike(sparse, shapes, len(keys)),
        sources=np.array([one.source for one in documents]),
        labels=np.array([one.label for one in documents]),
        say=_say(documents),
        plain_say=_plain_say(documents),
    )


def _vocabulary(
    documents: Sequence[Document], parts: Sequence[zones.Zones], vectored: Sequence[str]
) -> tuple[list[str], Floats]:
    """Further words, of enough sources and no names; and the share of each word that has a vector."""
    known = set(vectored)
    sources: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    large, small = Counter[str](), Counter[str]()
    for one, part in zip(documents, parts, strict=True):
        words = "".join(page.folded for page in part.pages[:12])[:24_000].split()
        counts.update(words)
        for word in set(words):
            sources[word].add(one.source)
        for page in part.pages[:12]:
            for line in page.page.text.split("\n"):
                written = _WRITTEN.findall(line)[1:]
                if len(written) >= PROSE_WORDS:
                    large.update(word.lower() for word in written if word[0].isupper())
                    small.update(word for word in written if not word[0].isupper())
    extra = sorted(
        word
        for word, of in sources.items()
        if len(of) >= MIN_SOURCES
        and word not in known
        and len(word) > 1
        and word.isalpha()
        and small[word] > 0
        and large[word] < NAME_SHARE * (large[word] + small[word])
    )
    total = max(1, sum(counts.values()))
    least = dict.fromkeys(frozenset().union(*STOP_WORDS.values()), STOP_WORD_SHARE)
    return extra, np.array([max(counts[word] / total, least.get(word, 0)) for word in vectored], np.float32)


def _n_grams(documents: Sequence[Document], sights: Sequence[Sight]) -> tuple[Integers, Floats]:
    """The keys that are kept and their rarity (smoothed inverse document frequency)."""
    keys, sources = [], []
    number = {source: at for at, source in enumerate(sorted({one.source for one in documents}))}
    for one, sight in zip(documents, sights, strict=True):
        own = np.concatenate([keys_of(block, words)[0] for block, words in enumerate(sight.seen.blocks)])
        keys.append(own)
        sources.append(np.full(len(own), number[one.source]))
    every, of = np.concatenate(keys), np.concatenate(sources)
    kept, counts = np.unique(every, return_counts=True)
    pairs_of = np.unique(np.stack([np.searchsorted(kept, every), of]), axis=1)
    in_sources = np.bincount(pairs_of[0], minlength=len(kept))
    chosen = in_sources >= MIN_SOURCES
    if chosen.sum() > MAX_N_GRAMS:  # of as many sources, those that stand in the most documents
        least = np.lexsort((kept, -counts, -in_sources))[MAX_N_GRAMS:]
        chosen[least] = False
    rarity = np.log((1 + len(documents)) / (1 + counts[chosen])) + 1
    return kept[chosen], rarity.astype(np.float32)


def _say(documents: Sequence[Document]) -> Floats:
    """A source's documents of one label, and a label's sources, share their say: the square root of their number."""
    of_both = Counter((one.label, one.source) for one in documents)
    share = [of_both[one.label, one.source] ** -0.5 for one in documents]
    of_label: dict[str, float] = defaultdict(float)
    for one, value in zip(documents, share, strict=True):
        of_label[one.label] += value
    say = np.array([value * of_label[one.label] ** -0.5 for one, value in zip(documents, share, strict=True)])
    made = np.array([SAY.get(one.kind, 1.0) for one in documents])
    return np.asarray(say / say.mean() * made, np.float32)


def _plain_say(documents: Sequence[Document]) -> Floats:
    """As `_say`, but each label has the say of its number: for what must know how often there is no type."""
    of_both = Counter((one.label, one.source) for one in documents)
    say = np.array([of_both[one.label, one.source] ** -0.5 * SAY.get(one.kind, 1.0) for one in documents])
    return np.asarray(say / say.mean(), np.float32)


def _alike(sparse: Sequence[Sparse], shapes: Floats, width: int) -> Floats:
    dense, lifted = _dense(sparse, width), _lifted(shapes)
    return np.asarray(dense @ dense.T + lifted @ lifted.T, np.float32)


def _dense(sparse: Sequence[Sparse], width: int) -> Floats:
    dense = np.zeros((len(sparse), width), np.float32)
    for row, one in enumerate(sparse):
        dense[row, one.rows] = one.values
    return dense


def _lifted(shapes: Floats) -> Floats:
    mean, spread = _usual(shapes)
    return np.array([shaped(shape, mean, spread) for shape in shapes])


def _usual(shapes: Floats) -> tuple[Floats, Floats]:
    return shapes.mean(0), shapes.std(0) + np.float32(1e-6)


@dataclass(frozen=True, slots=True)
class Solved:
    """The ridge in the space of documents: each learned document's say for each class."""

    classes: tuple[str, ...]
    prior: NDArray[np.float64]
    shares: NDArray[np.float64]


def solved(material: Material, at: NDArray[np.intp]) -> Solved:
    """One-against-rest ridge on some of the documents, exact and in closed form."""
    labels, say = material.labels[at], material.say[at].astype(np.float64)
    classes = np.unique(labels)
    targets = (labels[:, None] == classes[None, :]).astype(np.float64)
    prior = (targets * say[:, None]).sum(0) / say.sum()
    alike = material.alike[np.ix_(at, at)].astype(np.float64)
    shares = np.linalg.solve(alike + np.diag(1 / (RIDGE * say)), targets - prior)
    return Solved(tuple(map(str, classes)), prior, shares)


def text_between(
    material: Material, learned: NDArray[np.intp], tested: NDArray[np.intp]
) -> dict[int, dict[str, float]]:
    """Probabilities of the classes for the tested documents, learned from the others."""
    ridge = solved(material, learned)
    scores = ridge.prior + material.alike[np.ix_(tested, learned)] @ ridge.shares
    rows = probabilities(scores.astype(np.float32)).tolist()
    return {i: dict(zip(ridge.classes, row, strict=True)) for i, row in zip(tested.tolist(), rows, strict=True)}


def text_fitted(material: Material, at: NDArray[np.intp]) -> TextModel:
    """The ridge as weights of n-grams, in 8 bits."""
    ridge = solved(material, at)
    shares = ridge.shares.astype(np.float32)
    weights = _dense([material.sparse[i] for i in at], len(material.keys)).T @ shares
    scale = np.abs(weights).max(1) / 127 + 1e-9
    mean, spread = _usual(material.shapes)
    return TextModel(
        classes=ridge.classes,
        keys=material.keys,
        rarity=material.rarity,
        weights=np.round(weights / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        prior=ridge.prior.astype(np.float32),
        shape=(_lifted(material.shapes)[at].T @ shares).astype(np.float32),
        shape_mean=mean.astype(np.float32),
        shape_spread=spread.astype(np.float32),
    )


def folds(material: Material, at: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The documents split by source, each part once for testing."""
    split = GroupKFold(FOLDS).split(at, groups=material.sources[at])
    return [(at[learned], at[tested]) for learned, tested in split]


def fitted(material: Material, at: NDArray[np.intp], *, effort: Effort = WHOLE) -> Judge:
    """A judge learned from some of the documents. Ranker and gate learn from answers on folds, as they will be given
    on documents of sources nobody saw."""
    text: dict[int, dict[str, float]] = {}
    for learned, tested in folds(material, at):
        text.update(text_between(material, learned, tested))
    tables = {i: pairs(material.sights[i], text[i], material.seer.kinds) for i in at.tolist()}
    asked = {i: features.candidates(table) for i, table in tables.items()}
    chances: dict[int, NDArray[np.float64]] = {}
    for learned, tested in folds(material, at):
        ranker = ranker_fitted(material, learned, tables, asked, effort)
        chances.update({i: ranker.chances(tables[i][asked[i]]) for i in tested.tolist()})
    return Judge(
        seer=material.seer,
        text=text_fitted(material, at),
        ranker=ranker_fitted(material, at, tables, asked, effort),
        gate=gate_fitted(material, at, tables, asked, chances),
    )


def ranker_fitted(
    material: Material, at: NDArray[np.intp], tables: dict[int, Floats], asked: dict[int, Integers], effort: Effort
) -> Trees:
    """The trees. A type that is right, too, but not the one to name, teaches neither way."""
    rows, targets, say = [], [], []
    slugs = material.seer.kinds.slugs
    for i in at.tolist():
        one = material.documents[i]
        for type_at in asked[i]:
            slug = slugs[type_at]
            if slug == one.label or slug not in one.right:
                rows.append(tables[i][type_at])
                targets.append(slug == one.label)
                say.append(material.plain_say[i])
    table, say_of_rows = np.array(rows), np.array(say)
    models = [
        HistGradientBoostingClassifier(
            max_iter=effort.rounds,
            learning_rate=RATE,
            max_leaf_nodes=LEAVES,
            min_samples_leaf=SMALLEST_LEAF,
            l2_regularization=SHRINKAGE,
            max_features=COLUMNS,
            early_stopping=False,
            random_state=seed,
        ).fit(table, np.array(targets), sample_weight=say_of_rows)
        for seed in range(effort.forests)
    ]
    return trees_of(*models)


def trees_of(*models: HistGradientBoostingClassifier) -> Trees:
    """The mean of fitted models, of their log odds, as `Trees`."""
    roots, parts, size = [], [], 0
    for (predictor,) in (one for model in models for one in model._predictors):
        nodes = predictor.nodes
        own = np.arange(len(nodes))
        leaf = nodes["is_leaf"].astype(bool)
        parts.append(
            (
                np.where(leaf, 0, nodes["feature_idx"]),
                np.where(leaf, 0.0, nodes["num_threshold"]),
                np.where(leaf, own, nodes["left"]) + size,
                np.where(leaf, own, nodes["right"]) + size,
                np.where(leaf, nodes["value"] / len(models), 0.0),
                nodes["depth"],
            )
        )
        roots.append(size)
        size += len(nodes)
    which, thresholds, below, above, values, depths = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Trees(
        roots=np.array(roots, np.int32),
        features=which.astype(np.int32),
        thresholds=thresholds.astype(np.float64),
        below=below.astype(np.int32),
        above=above.astype(np.int32),
        values=values.astype(np.float64),
        depth=int(depths.max()),
        base=float(np.mean([model._baseline_prediction.ravel()[0] for model in models])),
    )


def gate_fitted(
    material: Material,
    at: NDArray[np.intp],
    tables: dict[int, Floats],
    asked: dict[int, Integers],
    chances: dict[int, NDArray[np.float64]],
) -> Gate:
    """The gate, on documents that others wrote and on the examples; samples are too easy to say how sure one may be."""
    rows, targets, say = [], [], []
    slugs = material.seer.kinds.slugs
    for i in at.tolist():
        one = material.documents[i]
        if one.kind in ("sample", "about"):
            continue
        order = np.argsort(-chances[i], kind="stable")
        best = asked[i][order[0]]
        rows.append(gate_features(tables[i][best], rivals(material.seer.kinds, asked[i][order], chances[i][order])))
        targets.append(slugs[best] in one.right)
        say.append(material.plain_say[i])
    table = np.array(rows, np.float64)
    mean, spread = table.mean(0), table.std(0) + 1e-6
    model = LogisticRegression(C=GATE_RIDGE, max_iter=2000)
    model.fit(np.clip((table - mean) / spread, -4, 4), np.array(targets), sample_weight=np.array(say))
    return Gate(
        mean.astype(np.float32),
        spread.astype(np.float32),
        model.coef_[0].astype(np.float32),
        float(model.intercept_[0]),
    )
