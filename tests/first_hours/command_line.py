"""A new user's first hour at the command line: the commands of docs/command-line.md in an empty folder.

Run by `make hours`, as it takes as long as hundreds of tests.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.first_hours.hour import first_hour

PERSON = {
    "--name me": "--name me --json | grep -o 'ak_live_[^\"]*' > secret.txt",
    "muniment login": "until grep -q 'muniment listens' serve.log; do sleep 1; done; muniment login < secret.txt",
    "cbvdoc_…": "$(muniment documents --json | grep -o 'cbvdoc_[0-9a-f]*')",
}
"""What somebody reads, waits for and copies."""


def test_first_hour_leads_from_an_empty_folder_to_facts_and_a_verified_webhook(tmp_path: Path) -> None:
    said = first_hour("command-line.md", tmp_path / "empty", files={}, here=PERSON)
    document_id = re.search(r"^uploaded .*  (cbvdoc_\w+)  complete  iso_27001_certificate", said, re.MULTILINE)
    assert document_id is not None, said
    assert "page 1: “Certificate number: IS 700123”" in said
    assert f"  VendorDocument.Settled  {document_id[1]}  " in said
