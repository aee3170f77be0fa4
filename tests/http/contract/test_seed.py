"""The commands of the Documents API's own page, with only the base URL, the key and the ids replaced."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.http.live import PDF, Caller
from tests.http.resources.test_uploads import KEYS

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

UPLOAD = r"""
curl -X POST "https://sandbox.api.coverbase.app/v1/documents" \
  -H "Authorization: Bearer ak_live_xxx" \
  -H "Idempotency-Key: acme-soc2-2026q1" \
  -F "file=@./acme_soc2.pdf;type=application/pdf" \
  -F "vendor_id=cbvndr_e448ba62882143f3ba0c140bb2e30162" \
  -F "service_ids=cbsvc_1a2b" \
  -F "assessment_ids=cbqsrw_9f8e" \
  -F "document_type=soc2_type2_auditor_report" \
  -F "name=ACME SOC 2 Type II"
"""
LIST = r"""
curl "https://sandbox.api.coverbase.app/v1/documents?vendor_id=cbvndr_e448ba62882143f3ba0c140bb2e30162&limit=50" \
  -H "Authorization: Bearer ak_live_xxx"
"""
GET = r"""
curl "https://sandbox.api.coverbase.app/v1/documents/cbvdoc_2f1c9a7b6d5e4f3a2b1c0d9e8f7a6b5c" \
  -H "Authorization: Bearer ak_live_xxx"
"""
DOWNLOAD = r"""
curl "https://sandbox.api.coverbase.app/v1/documents/cbvdoc_2f1c.../download" \
  -H "Authorization: Bearer ak_live_xxx"
"""
FOLLOW = r"""
curl -L -o acme_soc2.pdf "https://<presigned-s3-url>"
"""
PATCH = r"""
curl -X PATCH "https://sandbox.api.coverbase.app/v1/documents/cbvdoc_2f1c..." \
  -H "Authorization: Bearer ak_live_xxx" \
  -H "Content-Type: application/json" \
  -d '{ "service_ids": ["cbsvc_1a2b", "cbsvc_3c4d"], "assessment_ids": ["cbqsrw_9f8e"] }'
"""
DELETE = r"""
curl -X DELETE "https://sandbox.api.coverbase.app/v1/documents/cbvdoc_2f1c..." \
  -H "Authorization: Bearer ak_live_xxx"
"""


class Shell:
    """Runs the page's commands as a client of this server would."""

    def __init__(self, caller: Caller, folder: Path) -> None:
        self._folder = folder
        vendor_id = caller.vendor("ACME")
        self.ids = {
            "cbvndr_e448ba62882143f3ba0c140bb2e30162": vendor_id,
            "cbsvc_1a2b": caller.service(vendor_id),
            "cbsvc_3c4d": caller.service(vendor_id),
            "cbqsrw_9f8e": caller.assessment(vendor_id),
            "https://sandbox.api.coverbase.app": caller.server.base_url,
            "ak_live_xxx": caller.secret,
        }

    def text(self, command: str) -> str:
        for there, here in self.ids.items():
            command = command.replace(there, here)
        assert "cbvdoc_2f1c" not in command
        done = subprocess.run(
            [*shlex.split(command.replace("\\\n", " ")), "-sS", "--fail-with-body"],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, command: str) -> Any:
        return json.loads(self.text(command))


def test_commands_of_the_page_work(caller: Caller, tmp_path: Path) -> None:
    shell = Shell(caller, tmp_path)
    content = PDF + bytes(482_113 - len(PDF))
    (tmp_path / "acme_soc2.pdf").write_bytes(content)
    services, assessments = [shell.ids["cbsvc_1a2b"]], [shell.ids["cbqsrw_9f8e"]]

    document = shell.json(UPLOAD)
    assert list(document) == KEYS
    assert re.fullmatch("cbvdoc_[0-9a-f]{32}", document["id"])
    made_at = document["created_at"]
    assert document == {
        "id": document["id"],
        "vendor_id": shell.ids["cbvndr_e448ba62882143f3ba0c140bb2e30162"],
        "name": "ACME SOC 2 Type II",
        "extension": "pdf",
        "size": 482113,
        "document_type": "soc2_type2_auditor_report",
        "status": "created",
        "service_ids": services,
        "assessment_ids": assessments,
        "created_at": made_at,
        "updated_at": made_at,
    }
    assert shell.json(UPLOAD) == document
    for spelling in ("cbvdoc_2f1c9a7b6d5e4f3a2b1c0d9e8f7a6b5c", "cbvdoc_2f1c..."):
        shell.ids[spelling] = document["id"]

    assert shell.json(LIST) == {"data": [document], "total": 1, "limit": 50, "offset": 0}
    assert shell.json(GET) == document

    link = shell.json(DOWNLOAD)
    assert list(link) == ["url", "filename", "expires_in"]
    assert (link["filename"], link["expires_in"]) == ("ACME SOC 2 Type II.pdf", 3600)
    (tmp_path / "acme_soc2.pdf").unlink()
    shell.text(FOLLOW.replace("https://<presigned-s3-url>", link["url"]))
    assert (tmp_path / "acme_soc2.pdf").read_bytes() == content

    changed = shell.json(PATCH)
    assert list(changed) == KEYS
    assert changed["service_ids"] == [shell.ids["cbsvc_1a2b"], shell.ids["cbsvc_3c4d"]]
    assert changed["assessment_ids"] == assessments

    archived = shell.json(DELETE)
    assert list(archived) == ["id", "is_archived", "archived_at"]
    assert (archived["id"], archived["is_archived"]) == (document["id"], True)
    assert shell.json(DELETE) == archived
    assert shell.json(LIST) == {"data": [], "total": 0, "limit": 50, "offset": 0}


def test_curl_remote_header_name_saves_under_the_original_filename(caller: Caller, tmp_path: Path) -> None:
    made = caller.document(caller.vendor(), name="ACME SOC 2; Type II", content=PDF)
    url = caller.get(f"/v1/documents/{made['id']}/download").json()["url"]
    subprocess.run(["curl", "-sSOJ", url], cwd=tmp_path, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["ACME SOC 2; Type II.pdf"]
    assert (tmp_path / "ACME SOC 2; Type II.pdf").read_bytes() == PDF


def test_curl_fetches_a_range_and_resumes(caller: Caller, tmp_path: Path) -> None:
    content = bytes(range(256)) * 100
    made = caller.document(caller.vendor(), filename="a.txt", content=content)
    url = caller.get(f"/v1/documents/{made['id']}/download").json()["url"]
    part = tmp_path / "part"
    part.write_bytes(content[:1000])
    subprocess.run(["curl", "-sS", "-C", "-", "-o", str(part), url], check=True)
    assert part.read_bytes() == content
