"""Which files are uploaded and which are not, as the disk has them."""

from __future__ import annotations

import os
from pathlib import Path

from muniment.cli.client.folders import Accepted, PassedOver, look_through


def _look(*paths: Path, max_bytes: int = 100) -> tuple[list[str], dict[str, str]]:
    """Names of what is accepted, in order, and why each other is not."""
    found = list(look_through(paths, extensions={"pdf", "md"}, max_bytes=max_bytes))
    accepted = [one.path.name for one in found if isinstance(one, Accepted)]
    return accepted, {one.path.name: one.reason for one in found if isinstance(one, PassedOver)}


def test_folder_is_looked_through_in_order_and_what_is_no_evidence_told(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.pdf", "b/a.PDF", "c.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "program.exe").write_text("x")
    (tmp_path / "README").write_text("x")
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "big.pdf").write_text("x" * 101)
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "broken.pdf").symlink_to(tmp_path / "nowhere")
    assert _look(tmp_path) == (
        ["c.md", "z.pdf", "a.PDF"],
        {
            "README": "has no file type",
            "big.pdf": "has 101 bytes, more than the 100 that are taken",
            "broken.pdf": "cannot be read: No such file or directory",
            "empty.pdf": "is empty",
            "pipe.pdf": "is no file",
            "program.exe": "the file type .exe is not supported",
        },
    )


def test_what_is_hidden_is_left_out_of_folders_but_not_when_it_is_named(tmp_path: Path) -> None:
    for name in (".git/a.md", ".DS_Store", "~$open.md", "Thumbs.db", "desktop.ini", "__MACOSX/a.md", ".b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert _look(tmp_path) == ([], {})
    assert _look(tmp_path / ".b.md") == ([".b.md"], {})


def test_each_file_comes_once_however_often_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.md"
    path.parent.mkdir()
    path.write_text("x")
    assert _look(tmp_path, path, path.parent, tmp_path / "in" / ".." / "in" / "a.md")[0] == ["a.md"]


def test_link_to_a_file_keeps_its_own_name_and_links_to_folders_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "2026.md").write_text("x")
    (tmp_path / "in" / "current.md").symlink_to(tmp_path / "2026.md")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    assert _look(tmp_path / "in") == (["current.md"], {})


def test_name_that_is_no_utf8_is_a_name(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.md", "w") as file:
        file.write("x")
    (found,) = look_through([tmp_path], extensions={"md"}, max_bytes=100)
    assert isinstance(found, Accepted)
    assert os.fsencode(found.path).endswith(b"caf\xe9.md")
