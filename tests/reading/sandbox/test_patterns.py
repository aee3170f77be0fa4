"""Patterns that a fork server compiled are there at its next start, and mean the same."""

from __future__ import annotations

import marshal
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.limits import SandboxLimits
from muniment.reading.sandbox import patterns
from muniment.reading.sandbox.environment import child_environment
from muniment.reading.sandbox.sandbox import Sandbox

TEXT = "Invoice no. AB-12\nTotal: EUR 1.250,00 am 3. März 2026, ſtraße ΣΑΣ"
SOME: tuple[tuple[str | bytes, int], ...] = (
    (r"(?P<label>total|invoice no)\W+(?P<value>\S+)", re.IGNORECASE),
    (r"(?i:märz|strasse)|[à-ÿ]{2,}(?=\s)", 0),
    (r"^\w+.*$", re.MULTILINE | re.DOTALL),
    (r"(?<!\d)(\d{1,3})(?:\.(\d{3}))*(?:,(\d\d))?", 0),
    (r"(a(?:b|c)*?)+(?P<last>d)?(?(last)e|f)", re.ASCII),
    (rb"total|\d+", re.IGNORECASE),
    (r"total|\d+", 0),
    (r"total|\d+", re.IGNORECASE),
    (r"(?x) ( [α-ω]+ | \w++ )  # possessive", re.IGNORECASE),
)


@pytest.fixture(autouse=True)
def unseen() -> Iterator[None]:
    re.purge()
    yield
    re.purge()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "cache" / "patterns.bin"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The patterns that were compiled and not taken."""
    seen: list[object] = []
    parse = patterns._parser.parse

    def telling(pattern: object, flags: int = 0) -> object:
        seen.append(pattern)
        return parse(pattern, flags)

    monkeypatch.setattr(patterns._parser, "parse", telling)
    return seen


def compiled(file: Path) -> list[re.Pattern[str] | re.Pattern[bytes]]:
    with patterns.kept(file):
        return [re.compile(pattern, flags) for pattern, flags in SOME]


def said(pattern: re.Pattern[str] | re.Pattern[bytes]) -> object:
    text = TEXT if isinstance(pattern.pattern, str) else TEXT.encode()
    found = [(match.span(), match.groups(), match.groupdict(), match.lastgroup) for match in pattern.finditer(text)]  # type: ignore[arg-type]
    return pattern.pattern, pattern.flags, pattern.groups, dict(pattern.groupindex), found


def test_kept_pattern_means_what_a_compiled_one_does(file: Path, parsed: list[object]) -> None:
    first = [said(one) for one in compiled(file)]
    assert len(parsed) == len(SOME)
    re.purge()
    again = [said(one) for one in compiled(file)]
    assert len(parsed) == len(SOME)
    re.purge()
    assert first == again == [said(re.compile(pattern, flags)) for pattern, flags in SOME]


def test_only_new_patterns_are_compiled_and_old_ones_forgotten(file: Path, parsed: list[object]) -> None:
    compiled(file)
    del parsed[:]
    re.purge()
    with patterns.kept(file):
        re.compile("new one")
    assert parsed == ["new one"]
    written = file.stat()
    assert written.st_mode & 0o777 == 0o644
    re.purge()
    with patterns.kept(file):
        re.compile("new one")
    assert parsed == ["new one"]
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (written.st_mtime_ns, written.st_ino)
    re.purge()
    compiled(file)
    assert len(parsed) == 1 + len(SOME)


KEYS = [(pattern, int(flags)) for pattern, flags in SOME]


def packed(codes: object) -> bytes:
    return patterns._MADE_BY + b"\0" + zlib.compress(marshal.dumps(codes))


SHAPES: dict[str, object] = {
    "list": [],
    "none": None,
    "too short": {key: (0, b"", 1, {}) for key in KEYS},
    "code of odd length": {key: (0, b"123", 1, {}, (None,)) for key in KEYS},
    "no code for the engine": {key: (0, b"\xff" * 16, 1, {}, (None,)) for key in KEYS},
    "no numbers": {key: ("0", b"", "1", [], None) for key in KEYS},
    "nothing": dict.fromkeys(KEYS),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_file_of_another_shape_is_as_none_and_written_anew(file: Path, parsed: list[object], shape: str) -> None:
    file.parent.mkdir()
    file.write_bytes(packed(SHAPES[shape]))
    found = [said(one) for one in compiled(file)]
    assert len(parsed) == len(SOME)
    re.purge()
    assert [said(one) for one in compiled(file)] == found and len(parsed) == len(SOME)
    re.purge()
    assert found == [said(re.compile(pattern, flags)) for pattern, flags in SOME]


def test_what_a_killed_writer_left_is_removed_and_what_one_writes_stays(file: Path) -> None:
    file.parent.mkdir()
    left, being_written = (file.with_name(f"{file.name}{end}") for end in ("abcd", "efgh"))
    for one in (left, being_written):
        one.write_bytes(b"")
    os.utime(left, (0, 0))
    compiled(file)
    assert sorted(file.parent.iterdir()) == sorted([file, being_written])


@pytest.mark.parametrize("spoilt", ["cut", "other python", "no code", "empty", "folder"])
def test_file_that_cannot_be_used_is_as_none(file: Path, parsed: list[object], spoilt: str) -> None:
    compiled(file)
    whole = file.read_bytes()
    if spoilt == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(
            {"cut": whole[:-20], "other python": b"2" + whole[1:], "no code": whole[:60], "empty": b""}[spoilt]
        )
    del parsed[:]
    re.purge()
    found = [said(one) for one in compiled(file)]
    assert len(parsed) == len(SOME)
    re.purge()
    assert found == [said(re.compile(pattern, flags)) for pattern, flags in SOME]


def test_folder_that_cannot_be_written_and_what_is_no_pattern(tmp_path: Path, file: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert len(compiled(file)) == len(SOME)
    with patterns.kept(file), pytest.raises(re.error):
        re.compile("(")
    assert re.compile("(?:x)").search("x")


def test_patterns_are_compiled_as_before_afterwards(file: Path, parsed: list[object]) -> None:
    before = patterns._compiler.compile
    with patterns.kept(file):
        assert patterns._compiler.compile is not before
        re.compile(type("Text", (str,), {})("not kept"))
    assert patterns._compiler.compile is before and not file.exists()


def test_nothing_is_written_where_python_writes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compiled(file)
    assert not file.exists()


def test_each_set_of_modules_has_a_file_where_python_keeps_what_it_compiled() -> None:
    one, other = patterns.file_for(["a", "b"]), patterns.file_for(["a", "c"])
    assert one != other and one.parent == other.parent and one.parent.name == "__pycache__"


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's promises are Linux's")
def test_fork_server_keeps_the_patterns_of_what_it_loads(tmp_path: Path) -> None:
    command = ("tests.reading.sandbox.targets:answer", "muniment.reading.sniff")
    file = patterns.file_for(command)
    file.unlink(missing_ok=True)
    written = []
    for _ in range(2):
        one = Sandbox(command[0], limits=SandboxLimits(), preload=command[1:], scratch_folder=tmp_path)
        one.start()
        one.close()
        written.append(file.stat().st_mtime_ns)
    assert written[0] == written[1]


def test_fork_server_keeps_bytecode_where_its_parent_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "pycache_prefix", "/elsewhere")
    told = child_environment()
    assert (told["PYTHONDONTWRITEBYTECODE"], told["PYTHONPYCACHEPREFIX"]) == ("1", "/elsewhere")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"} & set(child_environment())
