"""Fetching a document's bytes, whole or not at all, under a name that harms nobody."""

from __future__ import annotations

import pytest

from muniment.cli.client.download import own_name
from tests.cli.client.conftest import Shell


def test_file_comes_under_its_name_and_replaces_none(shell: Shell) -> None:
    document = shell.caller.document(shell.caller.vendor(), filename="a.md", content=b"all of it")
    folder = shell.folder / "fetched"
    folder.mkdir()
    assert shell.ok("download", document["id"], "-o", str(folder)) == f"{folder / 'a.md'}\n"
    assert (folder / "a.md").read_bytes() == b"all of it"
    (folder / "a.md").write_bytes(b"mine")
    done = shell.run("download", document["id"], "-o", str(folder))
    assert (done.returncode, "there already" in done.stderr) == (1, True)
    assert (folder / "a.md").read_bytes() == b"mine"
    shell.ok("download", document["id"], "-o", str(folder / "a.md"), "--force")
    assert (folder / "a.md").read_bytes() == b"all of it"
    assert [path.name for path in folder.iterdir()] == ["a.md"]


def test_file_that_is_missing_leaves_nothing(shell: Shell) -> None:
    server = shell.caller.server
    document = shell.caller.document(shell.caller.vendor(), filename="a.md", content=b"lost")
    for path in (server.runtime.home / "files").rglob("*"):
        if path.is_file() and path.read_bytes() == b"lost":
            path.unlink()
    target = shell.folder / "fetched.md"
    done = shell.run("download", document["id"], "-o", str(target))
    assert (done.returncode, "document_not_ready" in done.stderr) == (1, True)
    assert not target.exists()


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("Report 2026.pdf", "Report 2026.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\boot.ini", "_boot.ini"),
        (".bashrc", "bashrc"),
        ("a\x1b[2J\u202efdp.exe", "a_[2J_fdp.exe"),
        ("..", ""),
        ("", ""),
        ("ä" * 300 + ".pdf", "ä" * 125 + ".pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_name_of_a_file_leads_nowhere_else_and_is_obeyed_by_nothing(filename: str, name: str) -> None:
    assert own_name(filename) == name
    assert len(own_name(filename).encode()) <= 255
