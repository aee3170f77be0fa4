"""What a sample is: a file with a known type and known facts, so that judgement on it can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from examples.evidence.cast import World

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A true fact: its normalised value (dates ISO 8601, numbers plain) and the wordings that state it in the text.

    `written` strings stand in the file's text once white space is collapsed; empty where the fact is an absence.
    """

    value: Value
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A finished file: its bytes, what is true of it, and its count of pages, sheets or slides (None: has no such)."""

    data: bytes
    facts: Mapping[str, Stated]
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One kind of file. `document_type` is its true slug of the taxonomy, None when no type should be named.

    `facts` are the keys whose true values `build` states; values vary with the world the file is written in.
    """

    name: str
    extension: str
    document_type: str | None
    facts: tuple[str, ...]
    build: Callable[[World], Built]


@dataclass(frozen=True, slots=True)
class Written:
    """A sample on disk, with what is true of exactly this file."""

    sample: Sample
    path: Path
    facts: Mapping[str, Stated]
    pages: int | None
    sha256: str


def text_fact(text: str) -> Stated:
    """A fact that is written as it is meant."""
    return Stated(text, (text,))


def list_fact(*texts: str) -> Stated:
    """A list whose members each stand in the text."""
    return Stated(texts, texts)
