"""A new user's first hour in TypeScript: the commands of docs/typescript-sdk.md in an empty folder.

Run by `make hours`, as it takes as long as hundreds of tests.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.clients import typescript_sdk
from tests.first_hours.hour import first_hour
from tests.pages import blocks


def test_first_hour_leads_from_an_empty_folder_to_facts_and_a_verified_webhook(tmp_path: Path) -> None:
    (program,) = blocks("typescript-sdk.md", "javascript")
    package = typescript_sdk.packed(typescript_sdk.compiled(tmp_path / "built"))
    install = {"npm install muniment-client": f"npm install --offline --no-audit --no-fund {package}"}
    said = first_hour("typescript-sdk.md", tmp_path / "empty", files={"evidence.mjs": program}, here=install)
    document_id = re.search(r"^(cbvdoc_\w+) complete iso_27001_certificate$", said, re.MULTILINE)
    assert document_id is not None, said
    assert "(page 1: “Certificate number: IS 700123”)" in said
    assert f"told of VendorDocument.Settled {document_id[1]}" in said.splitlines()
