"""Both SDKs pass every case of clients/cases.toml, the one in Python synchronously and on an event loop."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

import muniment_client
from muniment_client import WebhookVerificationError, verify_webhook
from tests.clients.playing import TABLE, file_bytes
from tests.clients.python_runner import Do, Run, async_do, differences, sync_do
from tests.clients.room import Room

WAYS: dict[str, Callable[[pytest.FixtureRequest, str], AbstractContextManager[Do]]] = {
    "sync": lambda _request, secret: sync_do(secret),
    "async": lambda _request, secret: async_do(secret),
    "typescript": lambda request, secret: nullcontext(request.getfixturevalue("typescript").do(secret)),
}
VERIFIERS: dict[str, Callable[[pytest.FixtureRequest], Callable[..., Any]]] = {
    "python": lambda _request: lambda *given, now: verify_webhook(*given, now=now).to_dict(),
    "typescript": lambda request: request.getfixturevalue("typescript").verify,  # type: ignore[no-any-return]
}


@pytest.fixture(scope="session", params=WAYS)
def run(request: pytest.FixtureRequest, room: Room) -> Iterator[Run]:
    keeper = room.server.keeper()
    sdk = "typescript" if request.param == "typescript" else "python"
    with WAYS[request.param](request, keeper.secret) as do:
        yield Run(do, room.server.base_url, sdk=sdk, organisation=keeper.org_id, receiver=room.receiver)


def _named(case: Mapping[str, Any]) -> str:
    return str(case["name"]).replace(" ", "_")


def _check(run: Run, case: Mapping[str, Any], folder: Path, *, base_url: str | None = None) -> None:
    if run.sdk not in case.get("sdks", [run.sdk]):
        pytest.skip(f"for {case['sdks']}")
    if (expected := case.get("error")) is not None:
        with pytest.raises(getattr(muniment_client, expected["class"])) as raised:
            run.call(case, folder, base_url=base_url)
        said = {"class": type(raised.value).__name__, **vars(raised.value)}
        assert differences(run.filled(expected, folder), said) == []
        return
    actual = run.call(case, folder, base_url=base_url)
    if "expect" in case:
        assert differences(run.filled(case["expect"], folder), actual) == []
    for entry in run.filled(case.get("among", []), folder):
        assert [one for one in actual if not differences(entry, one)], f"{entry} is not among {actual}"
    if (written := case.get("written")) is not None:
        assert Path(run.filled(written["path"], folder)).read_bytes() == file_bytes(written["file"])


@pytest.mark.parametrize("case", TABLE["case"], ids=_named)
def test_case_against_a_real_server(run: Run, case: Mapping[str, Any], tmp_path: Path) -> None:
    _check(run, case, tmp_path)


@pytest.mark.parametrize("number", range(len(TABLE["played"])), ids=lambda number: _named(TABLE["played"][number]))
def test_case_against_a_server_that_plays_a_part(run: Run, room: Room, number: int, tmp_path: Path) -> None:
    case = TABLE["played"][number]
    base_url = f"{room.played}/{number}/{uuid.uuid4()}"
    _check(run, case, tmp_path, base_url=base_url)
    log = room.server.client.get(f"{base_url}/log").json()
    assert len(log) == case.get("requests", len(log))
    for name in case.get("same_headers", ()):
        assert len({asked["headers"][name] for asked in log}) == 1
    if "sent_file" in case:
        assert {one["file_sha256"] for one in log} == {hashlib.sha256(file_bytes(case["sent_file"])).hexdigest()}
    expected = run.filled(case.get("asked", []), tmp_path)
    for said, asked in zip(expected, log[: len(expected)], strict=True):
        assert differences(said, asked) == []


@pytest.mark.parametrize("way", VERIFIERS)
@pytest.mark.parametrize("case", TABLE["webhook"], ids=_named)
def test_message_is_believed_when_it_is_genuine_alone(
    request: pytest.FixtureRequest, case: Mapping[str, Any], way: str
) -> None:
    verify = VERIFIERS[way](request)
    given = (case["body"], case["headers"], case["secret"])
    if case["is_genuine"]:
        assert verify(*given, now=case["now"]) == json.loads(case["body"])
    else:
        with pytest.raises(WebhookVerificationError):
            verify(*given, now=case["now"])
