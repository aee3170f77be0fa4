"""A new user's first hour with curl: the commands of docs/using-the-api.md in an empty folder.

Run by `make hours`, as it takes as long as hundreds of tests.
"""

from __future__ import annotations

from pathlib import Path

from tests.first_hours.hour import first_hour


def test_first_hour_leads_from_an_empty_folder_to_facts_and_a_verified_webhook(tmp_path: Path) -> None:
    said = first_hour("using-the-api.md", tmp_path / "empty", files={}, here={})
    assert "document_type: iso_27001_certificate, status: complete" in said.splitlines()[0]
    assert '"quote":"Certificate number: IS 700123","page":1' in said
