"""How documents say each fact: data of `languages/*.toml`, one file a language.

What English says beside the readers' own patterns is in `en.toml`; of other languages all is here.

A file has a table for each family of documents, named as its extractor. In it, by fact key, `labels` are what stands
ahead of, above or beside a value, and `said` are sentences around one: a word to look for first, in lower case, and a
pattern with `{}` where the value stands. `period` stands for the two days of the family, `incorporated_else` for
the day that an extract may tell instead, `test_day` for both ends of a test of one day, `giver` and `taker` for the
two sides of an agreement. Lists beside the families hold words that several readers share (severities, numbers, what
denies, what is another document's).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from muniment.judging.facts.one_of import one_of
from muniment.unicode import normalised

LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "ja")
"""Read beside English, ISO 639-1; Japanese for labels alone."""
ENGLISH = ("en",)
EVERY = (*ENGLISH, *LANGUAGES)
_ACCENTED = re.compile(r"\[[^\]]*\]|[À-ÖØ-öø-ÿ]")
"""A letter that may be written without its accent; a class of a pattern is left as it is."""

FAMILIES = (
    "document",
    "dated",
    "certificate",
    "policy",
    "penetration_test",
    "contract",
    "continuity_test",
    "certificate_of_insurance",
    "statements",
    "soc_report",
    "bridge_letter",
    "incorporation",
    "questionnaire",
    "pci_attestation",
    "invoice",
    "business_licence",
    "tax_form",
    "audit_report",
    "gap_assessment",
)
"""Every family that a language may have words for."""


@cache
def _of(language: str) -> Mapping[str, Any]:
    path = resources.files("muniment.judging.facts") / "languages" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def labels(family: str, key: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[str, ...]:
    """Alternatives of a pattern for the labels of a key, in those of the languages that have them."""
    found = (_of(language).get(family, {}).get("labels", {}).get(key, ()) for language in languages)
    return tuple(_with_or_without_accents(wording) for wordings in found for wording in wordings)


def _with_or_without_accents(wording: str) -> str:
    """The pattern that takes an accented Latin letter of a wording without its accent too."""
    return _ACCENTED.sub(lambda found: found[0] if found[0][0] == "[" else f"[{found[0]}{_bare(found[0])}]", wording)


def _bare(letter: str) -> str:
    return normalised(letter, "NFD")[0]


def said(family: str, languages: tuple[str, ...] = LANGUAGES) -> Iterator[tuple[str, str, str]]:
    """Key, word to look for first and pattern of every sentence of a family."""
    for language in languages:
        for key, sayings in _of(language).get(family, {}).get("said", {}).items():
            for anchor, pattern in sayings:
                yield key, anchor, pattern


def sentences(family: str, language: str) -> Mapping[str, tuple[str, ...]]:
    """By key, patterns of sentences for a reader of the language's own."""
    return {key: tuple(wordings) for key, wordings in _of(language).get(family, {}).get("sentences", {}).items()}


def families(language: str) -> frozenset[str]:
    """Those that have labels in a language."""
    return frozenset(name for name, table in _of(language).items() if "labels" in table)


def keys(family: str, *, language: str) -> frozenset[str]:
    """The keys that a family's table of one language has words for."""
    table = _of(language).get(family, {})
    return frozenset(table.get("labels", {})) | frozenset(table.get("said", {}))


def own_words(name: str, *, language: str) -> tuple[str, ...]:
    """The alternatives of a shared list in one language."""
    return tuple(_of(language).get("words", {}).get(name, ()))


def lists() -> frozenset[str]:
    """The names of the shared lists."""
    return frozenset(name for language in EVERY for name in _of(language).get("words", {}))


EARLIER = ("former", "earlier")
"""Lists of what tells of another, earlier one; "former" are those of them that stand right ahead of its name."""


def words(*names: str) -> tuple[str, ...]:
    """The same in every language, each once."""
    return tuple(
        dict.fromkeys(word for name in names for language in EVERY for word in own_words(name, language=language))
    )


def alternatives(*names: str) -> str:
    """The same as one pattern, longest first."""
    return "|".join(sorted(words(*names), key=len, reverse=True))


@cache
def numbers() -> Mapping[str, int]:
    """Numbers written out, by word."""
    return {
        word: int(number)
        for language in LANGUAGES
        for number, spelled in _of(language).get("numbers", {}).items()
        for word in spelled
    }


@cache
def severities() -> Mapping[str, str]:
    """The English severity by the pattern of its words."""
    return {
        severity: "|".join(
            word for language in LANGUAGES for word in _of(language).get("severities", {}).get(severity, ())
        )
        for severity in ("critical", "high", "medium", "low", "informational")
    }


def periods(family: str) -> tuple[str, ...]:
    """Beginnings of words, in lower case, that say of two days that they are the family's period."""
    return tuple(word for language in LANGUAGES for word in _of(language).get("periods", {}).get(family, ()))


def _every_label() -> str:
    wordings = {
        wording
        for language in EVERY
        for table in _of(language).values()
        for labelled in table.get("labels", {}).values()
        for wording in map(_with_or_without_accents, labelled)
    }
    return one_of(sorted(wordings | set(words("other_columns"))))


@cache
def every_label() -> re.Pattern[str]:
    """Any label of any family, and what heads the other columns of a table."""
    return re.compile(f"(?i){_every_label()}")


def labelled(family: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[str, ...]:
    """The keys of a family that one of the languages has labels for."""
    return tuple(
        dict.fromkeys(key for language in languages for key in _of(language).get(family, {}).get("labels", {}))
    )


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """Shared lists as a pattern of whole words."""
    return re.compile(rf"(?i)(?<!\w)(?:{alternatives(*names)})(?!\w)")


@cache
def label_ahead() -> re.Pattern[str]:
    """A label at the beginning of a text, with more behind it."""
    return re.compile(rf"(?i){_every_label()}\s")
