"""What goes wrong, as a tree:

MunimentError
├── ApiError                  the server refused: status, code, message, request_id
│   ├── a class for each code, VendorNotFoundError (`error_classes`)
│   ├── InvalidApiKeyError    the key is unknown, expired or revoked
│   ├── NotAuthenticatedError no key came to the server
│   └── InvalidFieldsError    fields do not fit; `fields` says which and why
├── ConnectionFailedError     no answer came
│   └── TimedOutError         not in time
│       └── NotSettledError   the document is still being read
├── DamagedFileError          the bytes that arrived are not those that were sent
└── WebhookVerificationError  the message is not proven to be the server's
"""

from __future__ import annotations

import copyreg
from typing import Any


class MunimentError(Exception):
    """Whatever this package raises by itself."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled and copied as it stands, not made anew of its message alone: processes give errors back so."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class ApiError(MunimentError):
    """The server refused.

    `status` is HTTP's. `code` is what to branch on, None where the server gave none; `message` is for people. Quote
    `request_id` when you report something. `retry_after_seconds`: when the server wants to be asked again, if it said
    so. `body` is the answer as it came.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        request_id: str | None = None,
        retry_after_seconds: float | None = None,
        body: Any = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds
        self.body = body

    def __str__(self) -> str:
        said = " ".join(str(one) for one in (self.status, self.code) if one is not None)
        return f"{said}: {self.message}" + (f" (request {self.request_id})" if self.request_id else "")


class InvalidApiKeyError(ApiError):
    """The key is unknown, expired or revoked."""


class NotAuthenticatedError(ApiError):
    """No key came to the server: is it a proxy's doing?"""


class InvalidFieldsError(ApiError):
    """Fields do not fit; what is right may be sent again."""

    @property
    def fields(self) -> list[dict[str, Any]]:
        """What is wrong where, `{"loc", "msg", "type"}` each."""
        return [one for one in self.body["detail"] if isinstance(one, dict)]


class ConnectionFailedError(MunimentError):
    """No answer came. `is_unsent`: the request certainly did not reach the server."""

    def __init__(self, message: str, *, is_unsent: bool = False) -> None:
        super().__init__(message)
        self.is_unsent = is_unsent


class TimedOutError(ConnectionFailedError):
    """No answer came in time."""


class NotSettledError(TimedOutError):
    """The document is still being read; it will settle, and can be waited for again. `status` is what it has."""

    def __init__(self, document_id: str, status: str, seconds: float) -> None:
        super().__init__(f"{document_id} is still {status} after {seconds:g} seconds")
        self.document_id = document_id
        self.status = status


class DamagedFileError(MunimentError):
    """The bytes that arrived are not those that were sent."""


class WebhookVerificationError(MunimentError):
    """The message is not proven to be the server's: do not believe a word of it."""
