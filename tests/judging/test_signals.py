"""The pattern language, and what the entries must hold to."""

from __future__ import annotations

import time

import pytest

from muniment.judging.rules import BORNE_OUT, UNPROVEN_CAP
from muniment.judging.signals import compile_wording, load_signals
from muniment.judging.taxonomy.types import load_types
from muniment.judging.zones import fold


def found(pattern: str, text: str) -> bool:
    folded = fold(text)
    words = frozenset(folded.split())
    return any(
        wording.words <= words and words & set(wording.anchors) and wording.find(folded)
        for wording in compile_wording(pattern)
    )


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("independent service auditor's report", "INDEPENDENT\nSERVICE AUDITOR’S REPORT"),
        ("soc 2 type (2|ii)", "SOC 2® – Type II"),
        ("(annual)? report", "A report"),
        ("hereby certif(y|ies)", "hereby certifies that"),
        ("findings?", "one finding"),
        ("organi[sz]ation", "the organisation"),
        ("for the period ... to", "for the period January 1, 2024 to"),
        ("page # of #", "Page 3 of 17"),
        ("between ...8 and", "between one two three four five six and"),
        ("iso iec 27001", "ISO/IEC 27001:2022"),
        (
            "(assertion|statement) of (the)? (management|service organi[sz]ation)",
            "Statement of the Service Organisation",
        ),
        ("limits? (of (liability|indemnity))?", "Limits"),
        ("(third part(y|ies)|vendors?) (must|shall)", "third parties must"),
        ("acknowledg(e)?ment (of|for) receipt", "acknowledgment of receipt"),
    ],
)
def test_wording_is_found(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("nda", "the agenda"),
        ("soc 2 type (2|ii)", "SOC 2 type I"),
        ("for the period ... to", "for the period one two three four to"),
        ("page # of #", "page x of y"),
    ],
)
def test_wording_is_not_found(pattern: str, text: str) -> None:
    assert not found(pattern, text)


@pytest.mark.parametrize("pattern", ["a (b", "a b)", "a (b (c|d) e"])
def test_wording_whose_groups_do_not_close_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="must close"):
        compile_wording(pattern)


@pytest.mark.parametrize("pattern", ["", "...", "(a)?", "#"])
def test_wording_without_a_firm_word_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="a wording"):
        compile_wording(pattern)


def test_every_type_has_signals_that_can_bear_it_out() -> None:
    for entry in load_signals().entries:
        most = sum(signal.weight for signal in entry.signals if signal.weight > 0)
        assert most >= BORNE_OUT, entry.slug


def test_every_type_has_an_entry_with_needs() -> None:
    entries = load_signals().entries
    assert [entry.slug for entry in entries] == [found.slug for found in load_types()]
    assert all(entry.needs for entry in entries)


def test_a_file_name_alone_bears_no_type_out() -> None:
    for entry in load_signals().entries:
        most = sum(signal.weight for signal in entry.signals if signal.zone == "name" and signal.weight > 0)
        assert most <= UNPROVEN_CAP, entry.slug


def test_patterns_stay_linear_on_text_made_to_slow_them() -> None:
    signals = load_signals()
    words = sorted({word for index in signals.indexes.values() for word in index})
    worst = 0.0
    for size in (2_000, 4_000):
        folded = fold(" ".join((words * (size // len(words) + 1))[:size]) + " for the period" * (size // 3))
        start = time.process_time()
        for zone in ("front", "body"):
            list(signals.matches(zone, folded, frozenset(folded.split())))
        worst = max(worst, (time.process_time() - start) / size)
    assert worst < 0.001


def test_signals_that_need_no_more_are_passed_over() -> None:
    signals = load_signals()
    folded = fold(
        "Independent service auditor's report. In our opinion the description of the system is fairly presented."
    )
    words = frozenset(folded.split())
    every = {signal.index for signal, _ in signals.matches("body", folded, words)}
    assert len(every) > 1
    met = {min(every)}
    assert {signal.index for signal, _ in signals.matches("body", folded, words, but_not=met)} == every - met
