"""What the package does, said without doing it: a flow yields what it wants done and is sent what came of it. Both
clients run the same flows (`running`), so there is one source of behaviour."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from muniment_client.uploads import Sending

T = TypeVar("T")


class Sink(Protocol):
    """Where the body of a good answer goes, piece by piece, instead of into memory."""

    def headers(self) -> Mapping[str, str]:
        """What the request says beside its own headers: in a further try, where to go on."""

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """The head has come."""

    def write(self, piece: bytes) -> None:
        """And some more bytes."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. `query` and `form` hold a value or several by name. `is_authorised`: the key goes with it."""

    method: str
    url: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, Any] | None = None
    file: Sending | None = None
    sink: Sink | None = None
    is_authorised: bool = True
    seconds: float = 0
    """For which the server was asked to wait, beside the client's own timeout."""


@dataclass(frozen=True)
class Answer:
    """What came: the status, the headers by their names in lower case, the body unless a sink took it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether what was asked for was done."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body's value; None where there is none."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Pause:
    """Let time pass."""

    seconds: float


@dataclass(frozen=True)
class Work:
    """Something that may take its time on the disk."""

    do: Callable[[], object]


Flow: TypeAlias = Generator["Request | Pause | Work", Any, T]
"""Yields a Request and is sent its Answer, or a ConnectionFailedError is thrown into it; of the others None comes."""
