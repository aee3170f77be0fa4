"""What is learned from: labelled folders, the taxonomy's own examples and the samples the project writes itself."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from examples.evidence import generate
from muniment.judging.learned.text import NO_TYPE
from muniment.judging.taxonomy.types import load_types, types_by_slug, with_children
from muniment.reading.model import Reading
from tests.judging.examples import LOOK_ALIKES, OF_NO_TYPE, OPENINGS, Example
from training import tongues
from training.about import about
from training.readings import own_folders, readings

HERE = Path(__file__).parent
SAMPLE_SEEDS = (1, 2)
SAY = {"opening": 0.75, "look-alike": 1.5, "about": 0.3, "tongue": 1.2, "sample": 0.25}
"""A made document says less than one that somebody else wrote."""

RUN_TOGETHER = 3
"""Of so many openings one is learned without its spaces, too."""


@dataclass(frozen=True, slots=True)
class Document:
    """`right`: the slugs that are right, with those below them, None among them: naming none is. `label`: the one class
    to learn. `kind`: real, template, fictional_or_student, written, opening, look-alike,
    about, tongue or sample. Documents of one
    `source` are never on both sides of a fold."""

    key: str
    name: str
    reading: Reading
    right: frozenset[str | None]
    label: str
    kind: str
    source: str
    edge: bool = False
    decoy: bool = False
    language: str = "en"
    producer: str = ""

    @property
    def is_foreign_work(self) -> bool:
        """Whether somebody else than the project wrote it: only these are measured."""
        return self.kind not in SAY


def gathered(folders: Sequence[Path], cache: Path) -> list[Document]:
    """Everything there is to learn from, in a fixed order: the project's own folders, these, and what is made."""
    return [
        *(document for folder in (*own_folders(), *folders) for document in labelled(folder, cache)),
        *examples(),
        *run_together(),
        *abouts(),
        *in_tongues(),
        *samples(cache),
    ]


def labelled(folder: Path, cache: Path) -> Iterator[Document]:
    """The readable documents of a folder with `labelled.jsonl` or `labels.jsonl`; `training/finer.toml` says which new
    type some have whose labels are older than the type."""
    finer = tomllib.loads((HERE / "finer.toml").read_text(encoding="utf-8"))["label"]
    lines = next(path for path in (folder / "labelled.jsonl", folder / "labels.jsonl") if path.exists())
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines() if line.strip()]
    slugs = next(
        (
            json.loads(path.read_text())
            for at in (folder, folder.parent)
            if (path := at / "label_to_slugs.json").exists()
        ),
        {},
    )
    paths = [next(p for p in (folder / row["file"], folder / "docs" / row["file"]) if p.exists()) for row in rows]
    for row, path, reading in zip(rows, paths, readings(paths, cache), strict=True):
        if reading is None or not reading.pages:
            continue
        accepted = (row["accepted"] if "accepted" in row else slugs[row["label"]]) or [None]
        label = finer.get(path.stem) or _first(accepted, slugs.get(row.get("label"), []))
        yield Document(
            key=path.stem,
            name=row.get("original_name") or path.name,
            reading=reading,
            right=_with_special([*accepted, None if label == NO_TYPE else label]),
            label=label,
            kind=row.get("provenance", "written"),
            source=str(row.get("source", f"written {path.stem}")).partition("@")[0],
            edge=bool(row.get("edge")),
            decoy=bool(row.get("decoy")) or row.get("family") == "decoy",
            language=row.get("language") or reading.language or "en",
            producer=row.get("producer", path.suffix[1:]),
        )


def _first(accepted: Sequence[str | None], of_label: Sequence[str | None]) -> str:
    """The most special accepted type, else the label's own; none where the label itself says none."""
    if None in of_label or accepted[0] is None:
        return NO_TYPE
    special = [slug for slug in accepted if slug is not None and types_by_slug()[slug].parent in accepted]
    return next(slug for slug in (*special, *of_label, *accepted) if slug is not None)


def _with_special(right: Sequence[str | None]) -> frozenset[str | None]:
    return frozenset(right) | with_children((slug for slug in right if slug is not None), load_types())


def examples() -> Iterator[Document]:
    """The openings and look-alikes of the taxonomy's entries, and texts of no type."""
    for kind, chosen in (("opening", OPENINGS), ("look-alike", (*LOOK_ALIKES, *OF_NO_TYPE))):
        for number, one in enumerate(chosen):
            yield _example(one, kind, number)


def _example(one: Example, kind: str, number: int) -> Document:
    slug = one.document_type
    label: str = slug if kind == "opening" and slug is not None else one.table.get("is", NO_TYPE)
    return Document(
        key=f"{kind} {number}",
        name="upload.bin",
        reading=one.reading(),
        right=_with_special([None if label == NO_TYPE else label]),
        label=label,
        kind=kind,
        source=f"{kind} {number}",
    )


def run_together() -> Iterator[Document]:
    """Some openings as text recognition leaves them when it loses every space."""
    for number, one in enumerate(OPENINGS):
        if number % RUN_TOGETHER == 0 and one.is_titled:
            whole = _example(one, "opening", number)
            pages = tuple(replace(page, text=page.text.replace(" ", ""), ocr=True) for page in whole.reading.pages)
            yield replace(whole, key=f"{whole.key} run together", reading=replace(whole.reading, pages=pages))


def abouts() -> Iterator[Document]:
    """Made texts about each type."""
    for key, reading in about():
        none: frozenset[str | None] = frozenset([None])
        yield Document(f"about {key}", "upload.bin", reading, none, NO_TYPE, "about", f"about {key}")


def in_tongues() -> Iterator[Document]:
    """Made texts in other languages than English."""
    for slug, code, key, reading in tongues.of_types():
        yield _in_tongue(slug, code, key, reading)
    for code, key, reading in tongues.of_no_type():
        yield _in_tongue(None, code, f"about {key}", reading)


def _in_tongue(slug: str | None, code: str, key: str, reading: Reading) -> Document:
    return Document(
        key=f"tongue {key}",
        name="upload.bin",
        reading=reading,
        right=_with_special([slug]),
        label=slug or NO_TYPE,
        kind="tongue",
        source=f"tongue {key}",
        language=code,
    )


def samples(cache: Path) -> Iterator[Document]:
    """The samples the project writes itself, in a few worlds each."""
    for seed in SAMPLE_SEEDS:
        written = generate(cache / "samples" / str(seed), seed=seed)
        for one, reading in zip(written, readings([one.path for one in written], cache), strict=True):
            slug: str | None = one.sample.document_type
            if reading is not None and reading.pages:
                yield Document(
                    key=f"{one.sample.name} {seed}",
                    name=one.path.name,
                    reading=reading,
                    right=_with_special([slug]),
                    label=slug or NO_TYPE,
                    kind="sample",
                    source=f"sample {one.sample.name}",
                )
