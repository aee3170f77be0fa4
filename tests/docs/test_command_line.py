"""The commands of docs/command-line.md, run one after the other as they stand there; those of its first block by
tests/first_hours/command_line.py.

What a reader would put in is put in: the address, the ids; what runs until it is stopped ends by itself.
"""

from __future__ import annotations

import itertools
import re
import shlex

import pytest

from tests.cli.client.conftest import CERTIFICATE, Shell, shell
from tests.pages import blocks

__all__ = ["shell"]

NAMES = {"login", "upload", "documents", "show", "search", "download", "watch", "webhooks", "import"}
ENDS = {"watch": ["--until-end"], "webhooks": ["--help"]}
"""What is added, so that the command does not wait for somebody."""


def test_every_command_of_the_page_does_what_it_says(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    base_url = shell.caller.server.base_url
    (shell.folder / "report.pdf").write_text("%PDF-1.7 and nothing else")
    shell.file("certificate.md", CERTIFICATE)
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("COVERBASE_API_KEY", shell.caller.server.caller().secret)
    said = {}
    lines = itertools.chain.from_iterable(block.splitlines() for block in blocks("command-line.md", ""))
    for program, name, *rest in map(shlex.split, lines):
        assert program == "muniment"
        known = dict(re.findall(r"(cbvdoc_)([0-9a-f]{32})  complete", said.get("upload", "")))
        words = [re.sub(r"https://\S+", base_url, one) for one in [name, *rest, *ENDS.get(name, [])]]
        words = [one.replace("cbvdoc_…", f"cbvdoc_{known.get('cbvdoc_')}") for one in words]
        done = shell.bare(*words, stdin=f"{shell.caller.secret}\n")
        assert done.returncode == (1 if name == "upload" else 0), (words, done.stderr)  # no server reads that PDF
        said[name] = done.stdout
    assert set(said) == NAMES
    assert "page 1: “Expiry date: 11 May 2028”" in said["show"]
    assert (shell.folder / "fetched.md").read_text() == CERTIFICATE
