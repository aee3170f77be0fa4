"""The demo's own parts; that the whole of it works is a journey of its own."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from multipart import MultipartParser, parse_options_header
from rich.console import Console

from examples import demo
from examples.evidence import DEMO, SAMPLES, Sample, Written

ROOT = Path(__file__).parents[2]
SAMPLE = next(sample for sample in SAMPLES if sample.name == "soc3")
DATA = b"%PDF-1.7\r\n--not a boundary\r\n\x00\xff"
GOOD_ANALYSIS = {
    "error": None,
    "classification": {
        "document_type": "soc3_auditor_report",
        "confidence": 0.97,
        "alternatives": [],
        "evidence": [{"quote": "Report of independent\nservice auditors", "page": 2, "signal": "title"}],
    },
}


def _written(sample: Sample = SAMPLE, data: bytes = DATA) -> Written:
    return Written(sample, Path("soc3.pdf"), {}, 3, hashlib.sha256(data).hexdigest())


def _judged(
    status: str = "complete",
    document_type: str | None = "soc3_auditor_report",
    analysis: dict | None = None,
    data: bytes = DATA,
) -> demo.Outcome:
    document = {"status": status, "document_type": document_type}
    return demo.judge(_written(), document, GOOD_ANALYSIS if analysis is None else analysis, data, seconds=0.25)


def test_form_is_read_back_by_the_servers_own_parser() -> None:
    fields = [("vendor_id", "cbvndr_1"), ("service_ids", "cbsvc_1"), ("service_ids", "cbsvc_2")]
    body, content_type = demo.form(fields, 'Bericht "Ä".pdf', DATA)
    kind, options = parse_options_header(content_type)
    assert kind == "multipart/form-data"
    parts = MultipartParser(io.BytesIO(body), options["boundary"], strict=True).parts()
    assert [(part.name, part.value) for part in parts[1:]] == fields
    assert parts[0].raw == DATA
    assert parts[0].filename == 'Bericht "Ä".pdf'


def test_a_good_document_has_no_problems() -> None:
    outcome = _judged()
    assert outcome.problems == ()
    assert (outcome.confidence, outcome.page, outcome.is_identical) == (0.97, 2, True)


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (_judged(document_type="nda"), "is soc3_auditor_report, was named nda"),
        (_judged(document_type=None), "was named None"),
        (_judged(status="failed"), "ended as failed"),
        (_judged(status="analyzing"), "ended as analyzing"),
        (_judged(data=b"other"), "the bytes that came back differ"),
        (_judged(analysis={"classification": None, "error": None}), "no quote on a page"),
        (_judged(analysis={"classification": {"confidence": 1, "evidence": []}}), "no quote on a page"),
    ],
)
def test_each_thing_that_is_wrong_is_named(outcome: demo.Outcome, problem: str) -> None:
    assert len(outcome.problems) == 1
    assert problem in outcome.problems[0]


@pytest.mark.parametrize("width", [72, 80, 100, 150])
def test_report_fits_the_width_and_says_what_holds(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.report(Console(width=width, highlight=False), [_judged()]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert "identical" in " ".join(lines)
    assert "All 1 documents have their true type" in " ".join(lines)


def test_report_of_a_wrong_document_or_of_none_fails(capsys: pytest.CaptureFixture[str]) -> None:
    out = Console(width=150, highlight=False)
    assert demo.report(out, [_judged(), _judged(document_type="nda")]) == 1
    assert "1 of 2 documents are not as they should be." in capsys.readouterr().out
    assert demo.report(out, []) == 1


def test_markup_in_a_quote_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    found = {"confidence": 1, "evidence": [{"quote": "[red]x[/bold]", "page": 1, "signal": "s"}]}
    demo.report(Console(width=150, highlight=False), [_judged(analysis={"classification": found})])
    assert "[red]x[/bold]" in capsys.readouterr().out


def test_settings_of_the_caller_do_not_reach_the_demos_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUNIMENT_DATABASE_URL", "postgresql://elsewhere/db")
    found = demo.environment(tmp_path)
    assert [name for name in found if name.startswith("MUNIMENT_")] == ["MUNIMENT_HOME"]
    assert found["MUNIMENT_HOME"] == str(tmp_path)
    assert found["PATH"] == os.environ["PATH"]


def test_a_server_that_dies_at_once_is_reported_with_its_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "muniment"
    program.write_text("#!/bin/sh\necho no room here\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(demo.sys, "executable", str(tmp_path / "python"))
    assert demo.main([]) == 1
    printed = capsys.readouterr().out
    assert "the server did not start" in printed
    assert "no room here" in printed


def test_the_whole_demo_succeeds_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
    ran = subprocess.run(
        [sys.executable, "-m", "examples.demo"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"All {len(DEMO)} documents have their true type" in ran.stdout
    assert list(tmp_path.iterdir()) == []
