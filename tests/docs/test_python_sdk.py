"""docs/python-sdk.md is a program that does what it says; so is the README of the package."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest

import muniment_client
from muniment.webhooks.signatures import headers
from muniment_client import WebhookVerificationError
from tests.clients.playing import file_bytes
from tests.clients.room import Room
from tests.pages import HOUSE, blocks

PAGE = "python-sdk.md"
README = "../clients/python/README.md"
SECRET = "a secret of many characters"


@pytest.fixture
def environment(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_API_KEY", room.server.keeper().secret)
    monkeypatch.setenv("MUNIMENT_BASE_URL", room.server.base_url)


@pytest.mark.usefixtures("environment")
def test_page_is_a_program_that_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    given: dict[str, Any] = {}
    exec("\n".join(blocks(PAGE, "python")), given)
    said = capsys.readouterr().out.splitlines()
    assert "make the vendor first" in said
    assert "ISO 27001 certificate" in said
    assert "1 Northwind Hosting Ltd. conforms to the requirements of ISO/IEC 27001:2022." in said
    assert (given["folder"] / "again.txt").read_bytes() == given["path"].read_bytes()
    assert asyncio.run(given["names"]()) == ["Northwind", "Northwind"]
    body = b'{"event_type": "Vendor.Created", "data": {"id": 1}}'
    made = headers(SECRET, body, event_id="1", event_type="x", occurred_at=1, now=0)
    with pytest.raises(WebhookVerificationError):
        given["receive"](body, made, SECRET)
    given["client"].close()


@pytest.mark.usefixtures("environment")
def test_readme_of_the_package_is_a_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_bytes(file_bytes("certificate"))
    exec("\n".join(blocks(README, "python")).replace("report.pdf", "report.txt"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "complete iso_27001_certificate"
    assert "Certificate number: IS 700123" in "\n".join(said)


def test_tree_of_errors_names_every_error() -> None:
    drawn = ast.get_docstring(ast.parse((HOUSE / "clients/python/src/muniment_client/errors.py").read_text()))
    ours = {name for name in vars(muniment_client.errors) if name.endswith("Error")}
    assert drawn is not None
    assert {name for name in ours if name not in drawn} == set()
    assert {name for name in ours if f"`{name}`" not in (HOUSE / "docs" / PAGE).read_text()} == set()
