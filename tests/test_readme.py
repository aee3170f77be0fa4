"""The commands of README's *Use it*, run one after the other as they stand there against a real server.

What a reader would put in is put in: the address, the key that was printed, the ids that were answered.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.journeys.server import MUNIMENT, Server

HOUSE = Path(__file__).resolve().parent.parent


def commands() -> list[str]:
    """Every line of the fenced blocks under *Use it*."""
    section = (HOUSE / "README.md").read_text(encoding="utf-8").partition("## Use it")[2].partition("\n## ")[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.skipif(shutil.which("curl") is None, reason="README's commands need curl")
def test_every_command_under_use_it_does_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for path in (tmp_path / "report.pdf", tmp_path / "reports" / "sla.md"):
        path.write_text("# Service Level Agreement\n\nThis Service Level Agreement promises 99.9 % uptime.\n")
    given: dict[str, str] = {}
    ran: list[str] = []
    with Server(tmp_path / "home") as server:
        for command in commands():
            if command == "make serve":
                server.start()
            elif command.startswith("KEY="):
                assert command == "KEY=ak_live_…"
            else:
                said = run(server, tmp_path, command, given)
                given |= {f"{prefix}_…": id_ for id_, prefix in re.findall(r"\b((cbvndr|cbvdoc)_[0-9a-f]{32})\b", said)}
                if (secret := re.search(r"secret +(ak_live_\S+)", said)) is not None:
                    given["$KEY"] = secret[1]
                if command.startswith("curl"):
                    assert "detail" not in json.loads(said), said
            ran.append(command.split()[0])
    client = [".venv/bin/muniment"] * 3
    assert ran == ["make", ".venv/bin/muniment", "KEY=ak_live_…", *["curl"] * 3, *client, ".venv/bin/muniment"]
    assert json.loads(said)["path"].endswith("sla.md")


def run(server: Server, folder: Path, command: str, given: dict[str, str]) -> str:
    for written, meant in given.items():
        command = command.replace(written, meant)
    for written in ("http://localhost:8000", "localhost:8000"):
        command = command.replace(written, server.base)
    command = command.replace(".venv/bin/muniment", str(MUNIMENT))
    assert "…" not in command
    done = subprocess.run(
        command.replace("curl ", "curl -sS --noproxy '*' "),
        shell=True,
        cwd=folder,
        env={**server.environment, "XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")},
        input=given.get("$KEY"),  # what a reader types who is asked for it
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
