"""Which facts can be stated in which language: a key without words is named here, so that no gap is an oversight."""

from __future__ import annotations

import re

import pytest

from muniment.judging.facts import vocabulary
from muniment.judging.facts.extract import EXTRACTORS
from muniment.judging.facts.keys import KEYS

EUROPEAN = tuple(language for language in vocabulary.LANGUAGES if language != "ja")
WITHOUT_WORDS: dict[str, set[tuple[str, str]]] = {language: set() for language in EUROPEAN}
"""By language, (family, key) that other languages have words for and this one has none."""
SHARED = (
    "agreement", "behind_scope", "count_head", "denied", "earlier", "findings", "first", "for_cause", "joins", "kept",
    "none", "of_ours", "other_columns", "other_notice", "planned", "severity_head", "title", "total", "unbinding",
    "service_provider", "merchant", "compliant", "not_compliant", "shown_compliant", "criteria", "security",
    "availability", "processing_integrity", "confidentiality", "privacy", "for", "by", "former", "gone", "advised",
    "next_report", "filled_in_by", "assessed_for", "of_some", "printed", "form", "in_all",
)  # fmt: skip


@pytest.mark.parametrize("language", EUROPEAN)
def test_every_key_has_words_in_every_language_or_is_named_as_a_gap(language: str) -> None:
    missing = {
        (family, key)
        for family in vocabulary.FAMILIES
        for key in set().union(*(vocabulary.keys(family, language=other) for other in EUROPEAN))
        if key not in vocabulary.keys(family, language=language)
    }
    assert missing == WITHOUT_WORDS[language]


@pytest.mark.parametrize("family", vocabulary.FAMILIES)
def test_families_are_extractors_and_their_keys_are_facts(family: str) -> None:
    assert family in {"document", "dated", *EXTRACTORS}
    for language in vocabulary.EVERY:
        assert vocabulary.keys(family, language=language) <= {
            *KEYS,
            "period",
            "incorporated_else",
            "giver",
            "taker",
            "test_day",
            "assessment_end",
            "assessment_period",
        }


@pytest.mark.parametrize("family", vocabulary.FAMILIES)
def test_every_wording_is_a_pattern_that_begins_with_no_blank(family: str) -> None:
    for key in vocabulary.labelled(family, vocabulary.EVERY):
        for wording in vocabulary.labels(family, key, vocabulary.EVERY):
            assert re.compile(wording) and wording == wording.strip()
    for _, anchor, wording in vocabulary.said(family, vocabulary.EVERY):
        assert anchor == anchor.lower() and re.compile(wording.replace("{}", "x"))


@pytest.mark.parametrize("name", SHARED)
def test_every_language_has_words_of_every_shared_list(name: str) -> None:
    for language in EUROPEAN:
        assert vocabulary.own_words(name, language=language)
