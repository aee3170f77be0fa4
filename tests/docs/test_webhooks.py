"""The code of docs/webhooks.md verifies what is sent, and refuses what was altered."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from muniment.webhooks.signatures import headers

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
BODY = b'{"event_id":"cbevt_1"}'
SECRETS = ["a secret of many characters", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]


def code(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def lower(secret: str, *, now: int) -> dict[str, str]:
    made = headers(secret, BODY, event_id="cbevt_1", event_type="Vendor.Created", occurred_at=1, now=now)
    return {name.lower(): value for name, value in made.items()}


@pytest.mark.parametrize("secret", SECRETS)
def test_python_of_the_page_tells_genuine_from_altered(secret: str) -> None:
    given: dict[str, Any] = {}
    exec(code("python"), given)
    now = int(time.time())
    for check in (given["is_genuine"], given["is_genuine_and_fresh"]):
        assert check(secret, lower(secret, now=now), BODY)
        assert not check(secret, lower(secret, now=now), BODY + b" ")
        assert not check("another secret of many", lower(secret, now=now), BODY)
    assert not given["is_genuine_and_fresh"](secret, lower(secret, now=now - 3600), BODY)


@pytest.mark.parametrize("secret", SECRETS)
def test_node_of_the_page_tells_genuine_from_altered(secret: str) -> None:
    now = int(time.time())
    given = json.dumps([secret, lower(secret, now=now), lower(secret, now=now - 3600), BODY.decode()])
    asked = f"""
const [secret, sent, old, text] = {given};
const body = Buffer.from(text), altered = Buffer.from(text + " ");
const checks = [isGenuine, isGenuineAndFresh].map((one) => [one(secret, sent, body), one(secret, sent, altered)]);
console.log(JSON.stringify([...checks, isGenuineAndFresh(secret, old, body)]));
"""
    done = subprocess.run(
        ["node", "-e", code("javascript") + asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout) == [[True, False], [True, False], False]


def test_page_names_every_type_that_is_sent() -> None:
    from muniment.events.public import PUBLIC

    assert [one.value for one in PUBLIC if f"`{one.value}`" not in PAGE] == []
