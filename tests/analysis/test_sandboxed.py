"""A whole document through the sandbox, honest and taken over."""

from __future__ import annotations

import logging
import resource
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from muniment.analysis.kept_pages import MAX_INDEX_BYTES
from muniment.analysis.sandboxed import LostChildError, analyse_in_sandbox, reading_limits, receipted
from muniment.limits import SandboxLimits
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.settings import Settings
from tests.analysis.breaking_off import SPINS
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's promises are Linux's")
MEBIBYTE = 1024 * 1024
SETTINGS = Settings(ocr=False)


@pytest.fixture(scope="module")
def liar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One whose children lie."""
    scratch = tmp_path_factory.mktemp("scratch")
    target, limits = "tests.analysis.liar:answer", SandboxLimits()  # to pack the bomb takes half a second and more
    with closing(Sandbox(target, limits=limits, preload=(), scratch_folder=scratch)) as one:
        yield one


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where those whose children break off have their folders."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def broken(scratch: Path) -> Iterator[Sandbox]:
    """One whose children break off."""
    target, preload = "tests.analysis.breaking_off:answer", ("muniment.judging.warm",)
    limits = SandboxLimits(cpu_seconds=1)
    with closing(Sandbox(target, limits=limits, preload=preload, scratch_folder=scratch)) as one:
        yield one


def analysed(sandbox: Sandbox, path: Path, *, is_last_try: bool = True):
    found = analyse_in_sandbox(
        sandbox,
        path,
        settings=SETTINGS,
        name=path.name,
        extension=path.suffix[1:],
        declared_type=None,
        is_last_try=is_last_try,
    )
    return receipted(found)


def test_pages_arrive_compressed_and_their_words_cut(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Café über alles.\fSecond page, naïve.\n")
    findings = analysed(sandbox, path)
    assert findings.error is None
    assert ["".join(page.pieces()) for page in findings.pages] == ["Café über alles.", "Second page, naïve."]
    plain = [(number, text.partition(" \u2583")[0]) for number, text in findings.entries]
    assert plain == [(1, "cafe uber alles"), (2, "second page naive")]


def test_confined_child_finds_the_encoding_of_a_text(sandbox: Sandbox, tmp_path: Path) -> None:
    """The detector and its models are loaded by the child that needs them."""
    path = tmp_path / "note.txt"
    path.write_bytes("証明書の有効期限は2027年12月31日です。".encode("cp932"))
    findings = analysed(sandbox, path)
    assert ["".join(page.pieces()) for page in findings.pages] == ["証明書の有効期限は2027年12月31日です。"]
    assert "encoding_guessed" in {one.code for one in findings.warnings}


def test_words_that_grow_beyond_all_measure_are_bounded_and_told(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "expanding.txt"
    path.write_text(("\ufdfa" * 1_000 + "\n") * 1_500)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    findings = analysed(sandbox, path)
    assert findings.error is None
    assert "search_limit" in {one.code for one in findings.warnings}
    assert sum(len(words.encode()) for _, words in findings.entries) <= MAX_INDEX_BYTES
    assert findings.character_count > 1_250_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


@pytest.mark.parametrize("lie", ["quote", "slug", "fact", "bomb", "pages", "words", "code"])
def test_child_that_lies_has_crashed(liar: Sandbox, tmp_path: Path, lie: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / f"{lie}.txt"
    path.write_text("x")
    findings = analysed(liar, path)
    assert findings.error is not None and findings.error.code == "crashed"
    assert (findings.pages, findings.facts, findings.classification) == ((), (), None)
    errors = [one.message for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(errors) == (0 if lie == "code" else 1)


def test_child_that_tells_the_truth_in_the_same_words_is_believed(liar: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "truth.txt"
    path.write_text("x")
    findings = analysed(liar, path)
    assert findings.error is None and len(findings.pages) == 1


def test_limits_of_pages_and_characters_are_the_settings() -> None:
    limits = reading_limits(Settings(reading_max_pages=7, reading_max_characters=99))
    assert (limits.max_pages, limits.max_characters) == (7, 99)


@pytest.mark.parametrize("how", ["raises", "dies", "killed", "spins", "hogs"])
@pytest.mark.parametrize("where", ["classify", "extract"])
def test_text_stays_when_judging_it_breaks_off(
    broken: Sandbox, tmp_path: Path, where: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="muniment.analysis")
    path = tmp_path / f"{where}.txt"
    path.write_text(f"{how} nothing, says the Service Level Agreement.")
    findings = analysed(broken, path)
    assert findings.error is None
    assert ["".join(page.pieces()) for page in findings.pages] == [path.read_text()]
    assert findings.entries
    codes = [one.code for one in findings.warnings]
    assert ("facts_unavailable" not in codes) == (where == "classify" and how in ("raises", "hogs"))
    assert ("type_unavailable" in codes) == (where == "classify")
    assert (findings.classification is None) == (where == "classify")
    told = " ".join(one.getMessage() for one in caplog.records)
    assert "judging" in told or "not judged" in told
    assert "word of the document" not in told
    if how in ("raises", "hogs"):
        assert "tests.analysis.breaking_off:" in told


def test_document_whose_reader_somebody_else_killed_is_not_judged(broken: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "read.txt"
    path.write_text("killed by the kernel, for want of memory")
    with pytest.raises(LostChildError, match="SIGKILL"):
        analysed(broken, path)


@pytest.mark.parametrize("where", ["classify", "extract"])
def test_text_whose_judging_somebody_else_ended_is_judged_again(broken: Sandbox, tmp_path: Path, where: str) -> None:
    path = tmp_path / f"{where}.txt"
    path.write_text("killed by the kernel, for want of memory")
    with pytest.raises(LostChildError, match="SIGKILL"):
        analysed(broken, path, is_last_try=False)
    assert analysed(broken, path).error is None


def test_document_that_kills_its_reader_is_judged(broken: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "read.txt"
    path.write_text("dies of it")
    findings = analysed(broken, path)
    assert findings.error is not None and findings.error.code == "crashed"


def test_cancelled_child_leaves_nothing_of_its_draft(
    broken: Sandbox, scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "_limits", SandboxLimits())  # it spins until it is cancelled, not to its limit
    path = tmp_path / "classify.txt"
    path.write_text("spins for ever")
    cancelled = threading.Event()

    def cancel_when_it_spins() -> None:
        until(lambda: list(scratch.rglob(SPINS)))
        cancelled.set()

    with ThreadPoolExecutor(1) as pool:
        cancelling = pool.submit(cancel_when_it_spins)
        found = analyse_in_sandbox(
            broken, path, settings=SETTINGS, name="a.txt", extension="txt", declared_type=None, cancelled=cancelled
        )
        cancelling.result()
    assert found.error is not None and found.error.code == "cancelled"
    assert found.pages == ()
