"""A new user's first hour in TypeScript: the commands of docs/typescript-sdk.md in an empty folder.

Run by `make hours`, as it takes as long as hundreds of tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.clients import typescript_sdk
from tests.journeys.server import free_port
from tests.pages import blocks


def test_first_hour_leads_from_an_empty_folder_to_facts_and_a_verified_webhook(tmp_path: Path) -> None:
    (commands,), (program,) = blocks("typescript-sdk.md", "bash"), blocks("typescript-sdk.md", "javascript")
    assert len(commands.splitlines()) <= 10
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "evidence.mjs").write_text(program, encoding="utf-8")
    package = typescript_sdk.packed(typescript_sdk.compiled(tmp_path / "built"))
    for theirs, ours in (
        ("pip install muniment\n", ""),  # as this environment has it
        ("npm install muniment-client", f"npm install --offline --no-audit --no-fund {package}"),
        ("8000", str(free_port())),
        ("muniment serve", "muniment serve --port ${MUNIMENT_BASE_URL##*:}"),
    ):
        assert theirs in commands
        commands = commands.replace(theirs, ours)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "no_proxy": "*"}
    shell = subprocess.Popen(
        ["bash", "-euc", f"trap 'kill $(jobs -p); wait' EXIT\n{commands}"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said, complained = shell.communicate(timeout=120)
    assert shell.returncode == 0, complained + (folder / "serve.log").read_text()
    document_id = re.search(r"^(cbvdoc_\w+) complete iso_27001_certificate$", said, re.MULTILINE)
    assert document_id is not None, said
    assert "(page 1: “Certificate number: IS 700123”)" in said
    assert f"told of VendorDocument.Settled {document_id[1]}" in said.splitlines()
