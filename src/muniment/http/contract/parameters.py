"""Query parameters that would count for nothing or of which only one would: refused, so that no other question is
answered than was asked. Names that are like nothing here stay ignored, as clients and caches between add their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from muniment.errors import FieldProblem
from muniment.http.contract.lookalikes import KIND, QUERY, lookalikes, message

REPEATED = "repeated_field"
"""The `type` of a problem with a field that is given more than once."""

OF_THE_LIST = (
    "vendor_id",
    "service_id",
    "assessment_id",
    "document_type",
    "status",
    "q",
    "created_after",
    "created_before",
    "validity",
    "expiring_days",
    "valid_until_after",
    "valid_until_before",
    "sha256",
    "include_archived",
    "quarantined",
    "sort",
    "limit",
    "offset",
)
"""What `GET /v1/documents` takes. Another list takes less, and must not seem to take more."""


def problems(
    given: Sequence[str], *, path: str, known: tuple[str, ...], repeatable: Collection[str], body: Collection[str]
) -> list[FieldProblem]:
    """What is wrong with the names of a query, each as often as it is given, for the endpoint at `path`. `body`: the
    fields of its body or form."""
    told: dict[str, FieldProblem] = {}
    for name, kind, text in _told(given, path=path, known=known, repeatable=repeatable, body=body):
        told.setdefault(name, FieldProblem(("query", name), text, kind))
    return list(told.values())


def _told(
    given: Sequence[str], *, path: str, known: tuple[str, ...], repeatable: Collection[str], body: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    times = Counter(given)
    for name, meant in lookalikes(times, known, others=QUERY):
        yield name, KIND, message(meant)
    for name in known:
        if times[name] > 1 and name not in repeatable:
            yield name, REPEATED, repeated(times[name])
    for name in times.keys() & set(body):
        yield name, KIND, f"Unknown field; {name} of the body is meant"
    if "limit" not in known:
        return
    others = [(name, name) for name in times if name in OF_THE_LIST]
    for name, meant in (*others, *lookalikes(times, OF_THE_LIST, others=QUERY)):
        if name not in known:
            yield name, KIND, f"Unknown field; GET /v1/documents takes {meant}, {path} does not"


def repeated(times: int) -> str:
    """The sentence to the client."""
    return f"Field given {times} times where one is meant"
