"""What belongs to another organisation is on no page, exactly as if it did not exist. The pages are found by their
routes; one with an id that stands not in KINDS fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.http.live import UNKNOWN, UUID, Person, Server
from tests.http.test_isolation import Ids, state_of, things_of
from tests.web.browser import HTML
from tests.web.test_visit import CLOSED, PREFIXES

KINDS: dict[str, Callable[[Ids, Person], str]] = {
    "user_id": lambda ids, _: ids.user,
    "key_id": lambda ids, _: ids.key,
    "client_id": lambda ids, _: ids.client,
    "webhook_id": lambda ids, _: ids.webhook,
    "hold_id": lambda ids, _: ids.hold,
    "vendor_id": lambda ids, _: ids.vendor,
    "service_id": lambda ids, _: ids.service,
    "document_id": lambda ids, _: ids.document,
    "session_id": lambda _, person: person.session_id,
    "delivery_id": lambda _ids, _: f"cbwhd_{UNKNOWN}",  # found through its webhook
}

TOKEN = re.compile(r'(?<=name="csrf_token" value=")[\w-]{86}(?=")')
"""Another in each page."""

WITH_IDS = [(method, path) for method, path in CLOSED if "_id}" in path]


@pytest.fixture(scope="module")
def people(sqlite_api: Server) -> Iterator[tuple[Person, Person, Ids]]:
    """An administrator, another organisation's, and what that one has, which is unharmed at the end."""
    other = sqlite_api.person()
    theirs = things_of(other)
    before = state_of(other, theirs)
    yield sqlite_api.person(), other, theirs
    assert state_of(other, theirs) == before


@pytest.mark.parametrize(("method", "path"), WITH_IDS)
def test_foreign_id_answers_as_one_that_was_never_given(
    people: tuple[Person, Person, Ids], method: str, path: str
) -> None:
    person, other, theirs = people
    names = re.findall(r"{(\w+_id)}", path)

    def answer(ids: dict[str, str]) -> tuple[int, str]:
        filled = re.sub(r"{(\w+)}", lambda name: ids.get(name[1], "1"), path)
        response = person.request(method, filled, headers=HTML)
        return response.status_code, UUID.sub("", TOKEN.sub("", response.text))

    foreign = answer({name: KINDS[name](theirs, other) for name in names})
    assert foreign == answer({name: f"{PREFIXES[name]}_{UNKNOWN}" for name in names})
    assert foreign == answer(dict.fromkeys(names, "%00"))
    assert foreign[0] == 404
    assert other.get("/v1/session").status_code == 200
