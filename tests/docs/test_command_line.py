"""The commands of docs/command-line.md, run one after the other as they stand there.

What a reader would put in is put in: the address, the ids; what runs until it is stopped ends by itself.
"""

from __future__ import annotations

import itertools
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.client.conftest import CERTIFICATE, Shell, room, shell
from tests.cli.programs import environment
from tests.drawn import pdf
from tests.journeys.server import MUNIMENT
from tests.waiting import until
from tests.webhooks.receivers import PRIVATE

__all__ = ["room", "shell"]

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"
NAMES = {"login", "upload", "documents", "show", "search", "download", "watch", "webhooks", "import"}
ENDS = {"watch": ["--until-end"], "webhooks": ["--help"]}
"""What is added, so that the command does not wait for somebody."""


def blocks() -> list[list[list[str]]]:
    """The commands of each block of the page."""
    found = re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [[shlex.split(line) for line in block.splitlines()] for block in found]


def test_first_block_leads_from_nothing_to_a_fact_with_its_quote_and_a_verified_webhook(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve, keys, login, listen, upload, show = blocks()[0]
    assert {one.partition("=")[0] for one in serve[:2]} == {f"MUNIMENT_{name.upper()}" for name in PRIVATE}  # as here
    assert serve[2:] == ["muniment", "serve", "&"]
    assert keys[:3] == ["muniment", "keys", "create"]  # tests/test_readme.py runs both
    lines = [(72, 700 - 20 * n, line) for n, line in enumerate(CERTIFICATE.replace("# ", "").splitlines())]
    (shell.folder / "report.pdf").write_bytes(pdf(lines))
    monkeypatch.chdir(shell.folder)
    login[-1] = shell.caller.server.base_url
    assert shell.bare(*login[1:], stdin=shell.caller.secret).returncode == 0
    environ = environment(shell.folder / "home", {})
    with subprocess.Popen([MUNIMENT, *listen[1:-1]], env=environ, stdout=subprocess.PIPE) as listening:
        until(lambda: shell.caller.get("/v1/webhooks").json()["data"], 30)
        said = shell.bare(*upload[1:])
        assert said.returncode == 0, said.stderr
        (document_id,) = re.findall(r"cbvdoc_[0-9a-f]{32}", said.stdout)
        received, _ = listening.communicate(timeout=60)
    assert f"VendorDocument.Settled  {document_id}" in received.decode()
    assert "page 1: “Expiry date: 11 May 2028”" in shell.bare(*show[1:-1], document_id).stdout


def test_every_command_of_the_page_does_what_it_says(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    base_url = shell.caller.server.base_url
    (shell.folder / "report.pdf").write_text("%PDF-1.7 and nothing else")
    shell.file("certificate.md", CERTIFICATE)
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("COVERBASE_API_KEY", shell.caller.server.caller().secret)
    said = {}
    for program, name, *rest in itertools.chain(*blocks()[1:]):
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
