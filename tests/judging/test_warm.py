"""A fork server that has loaded the judge can fork: it has one thread, and its children judge as it would itself."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys

import pytest

from muniment.judging.facts import headers, vocabulary
from muniment.judging.facts.japanese import labels as japanese
from muniment.judging.facts.sayings import sayings
from muniment.judging.facts.view import Line
from muniment.limits import Limits
from muniment.reading.read import read_open
from muniment.reading.sandbox.environment import child_environment
from muniment.reading.words import words

CHILDREN = 4


def judge_in_children() -> dict[str, object]:
    """How many threads there are once the judge is loaded, of how many families and sets of languages the sentences are
    compiled, which patterns labels and words of other writings still need, what this process and its children say
    of a text, and what is read and judged of the report that is judged ahead of need."""
    from muniment.judging import warm
    from muniment.judging.classify import classify
    from tests.judging.examples import OPENINGS

    compiled: list[str] = []
    compile_, re.compile = re.compile, lambda pattern, *_: compiled.append(pattern)  # type: ignore[assignment]
    headers.is_labels("Title")
    headers.columns(Line("Title", 0), ("contract", "document"))
    vocabulary.pattern("law")
    vocabulary.label_ahead()
    japanese.any_label()
    japanese.wordings_of("contract")
    words("\u03a9")
    re.compile = compile_
    reading = OPENINGS[0].reading()
    threads = len(os.listdir("/proc/self/task"))
    families = sayings.cache_info().currsize
    pipes = [os.pipe() for _ in range(CHILDREN)]
    children = []
    for _, write in pipes:
        child = os.fork()
        if not child:
            try:
                os.write(write, repr(classify(reading, name="upload.bin", threshold=0.6)).encode())
            finally:
                os._exit(0)
        children.append(child)
        os.close(write)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    said = [os.read(read, 65_536).decode() for read, _ in pipes]
    report = read_open(io.BytesIO(warm.pdf_of(warm.REPORT)), kind="pdf", limits=Limits(), recognise=None)
    return {
        "report": [report.pages[0].text.replace("\u2019", "'") == warm.REPORT, len(report.warnings)],
        "type": classify(report, name="report.pdf", threshold=0.6).document_type,
        "threads": threads,
        "families": families,
        "compiled": compiled,
        "ends": ends,
        "same": said == [repr(classify(reading, name="upload.bin", threshold=0.6))] * CHILDREN,
    }


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    ran = subprocess.run(
        [sys.executable, "-c", f"import json; from {__name__} import judge_in_children as j; print(json.dumps(j()))"],
        env=child_environment(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_children_of_a_warm_process_judge_as_it_does(told: dict[str, object]) -> None:
    families = (
        2 * len(vocabulary.FAMILIES) + 3
    )  # of English, of every language; a test, its document and days of others
    expected = {"threads": 1, "families": families, "compiled": [], "ends": [0] * CHILDREN, "same": True}
    assert told.items() >= expected.items()


def test_report_that_is_judged_ahead_of_need_has_what_a_report_has(told: dict[str, object]) -> None:
    assert (told["report"], told["type"]) == ([True, 0], "soc2_type2_auditor_report")
