"""The same document gets the same findings in every process, whatever the interpreter's hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from muniment.judging import rules, zones
from muniment.judging.classify import classify
from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.learned.judge import load_judge
from muniment.judging.signals import load_signals
from muniment.reading.model import Reading
from tests.judging.examples import LOOK_ALIKES, OPENINGS

EACH_TENTH = 10


def judgements() -> list[str]:
    """What is said of every example of the taxonomy: type, alternatives, quotes and facts; and to the last digit how
    like the cards some are, since learning starts from that."""
    found = [_likeness(example.reading()) for example in OPENINGS[::EACH_TENTH]]
    for example in (*OPENINGS, *LOOK_ALIKES):
        reading = example.reading()
        judged = classify(reading, name="upload.bin", threshold=0.3)
        facts = extract(reading, document_type=judged.document_type, validity=ValidityRules())
        found.append(f"{example}: {judged} {facts}")
    return found


def _likeness(reading: Reading) -> str:
    parts = zones.split(reading, name="upload.bin")
    like = load_judge().seer.see(reading, parts, rules.say(reading, parts), load_signals()).like
    return " ".join(one.tobytes().hex() for one in (like.titles, like.same, like.reads, like.tells))


def judged_with(hash_seed: str, kept: Path) -> list[str]:
    program = f"""if True:
        import json
        from pathlib import Path
        from muniment.reading.sandbox import patterns
        with patterns.kept(Path({str(kept)!r})):
            from {__name__} import judgements
            print(json.dumps(judgements()))"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
        timeout=120,
    )
    told: list[str] = json.loads(ran.stdout)
    return told


def test_two_processes_with_different_hash_seeds_say_the_same_of_every_example(tmp_path: Path) -> None:
    first, second = (judged_with(seed, tmp_path / "patterns") for seed in "12")
    assert len(first) > 100
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []
