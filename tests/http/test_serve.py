"""`muniment serve` with its worker: an upload from its bytes to its analysis, over HTTP alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from muniment.http.contract.answers.analysis import AnalysisObject
from tests.http.contract.test_answers import order
from tests.journeys.server import MUNIMENT, Server
from tests.waiting import until

LETTER = """# Penetration test report

Prepared for Northwind Hosting AS by Sable Security. Testing took place from 3 March 2026 to 14 March 2026.

## Findings

Two findings of high severity were identified during the penetration test of the customer portal.
"""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one worker on an empty home."""
    with Server(tmp_path_factory.mktemp("serve") / "home", worker_concurrency=1) as server:
        server.start()
        yield server


def make_key(server: Server) -> dict[str, Any]:
    command = [MUNIMENT, "keys", "create", "--org", "Aldgate", "--name", "test", "--json"]
    done = subprocess.run(command, env=server.environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_upload_is_analysed_and_the_analysis_fits_its_model(serving: Server) -> None:
    key = make_key(serving)
    headers = {"Authorization": f"Bearer {key['secret']}"}
    with httpx.Client(base_url=serving.base, headers=headers, timeout=60, verify=False, trust_env=False) as client:
        vendor_id = client.post("/v1/vendors", json={"name": "Northwind"}).json()["id"]
        sent = {"file": ("report.md", LETTER.encode())}
        document = client.post("/v1/documents", files=sent, data={"vendor_id": vendor_id}).json()
        path = f"/v1/documents/{document['id']}"
        until(lambda: client.get(path).json()["status"] not in ("created", "analyzing"), 60)
        assert client.get(path).json()["status"] == "complete"
        answer = client.get(f"{path}/analysis")
        parsed = AnalysisObject.model_validate_json(answer.content)
        assert order(parsed.model_dump(mode="json")) == order(answer.json())
        assert parsed.classification is not None
        assert parsed.content is not None
        for evidence in parsed.classification.evidence:
            assert evidence.quote in LETTER
        assert client.get("/v1/search", params={"q": '"customer portal"'}).json()["total"] == 1
        link = client.get(f"{path}/download").json()["url"]
        assert httpx.get(link, verify=False).content == LETTER.encode()
