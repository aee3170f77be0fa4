"""What a client asks of the token endpoint: a form, and who it is, in the form or by `Authorization: Basic` (RFC 6749
§2.3.1, §4.4.2). Nothing that was sent is repeated in an answer.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_plus

from muniment.errors import InvalidOAuthClientError, InvalidOAuthRequestError, UnsupportedGrantTypeError
from muniment.http.transport.form_parts import media_type_of

TOKEN_PATH = "/v1/oauth/token"  # noqa: S105 a path

_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 20
_GRANT_TYPE = "client_credentials"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Who asks, and for what. `scope`: as it was sent; None for all that the client has."""

    client_id: str
    secret: str = field(repr=False)
    scope: str | None


def read_token_request(headers: Mapping[str, str], body: bytes) -> TokenRequest:
    """The request. Raises InvalidOAuthRequestError, UnsupportedGrantTypeError, InvalidOAuthClientError."""
    fields = _fields(headers.get("content-type", ""), body)
    grant_type = fields.get("grant_type")
    if grant_type is None:
        raise InvalidOAuthRequestError("grant_type is missing.")
    if grant_type != _GRANT_TYPE:
        raise UnsupportedGrantTypeError
    client_id, secret = _client(headers.get("authorization"), fields)
    return TokenRequest(client_id=client_id, secret=secret, scope=fields.get("scope"))


def _fields(content_type: str, body: bytes) -> dict[str, str]:
    if media_type_of(content_type) != _FORM:
        raise InvalidOAuthRequestError(f"The body must be {_FORM}.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise InvalidOAuthRequestError(f"The body is no form in UTF-8 of up to {_MAX_FIELDS} fields.") from error
    if len(dict(pairs)) < len(pairs):
        raise InvalidOAuthRequestError("A field is given more than once.")
    return {name: value for name, value in pairs if value}  # RFC 6749 §3.2: without a value is as if omitted


def _client(authorization: str | None, fields: Mapping[str, str]) -> tuple[str, str]:
    client_id, secret = fields.get("client_id"), fields.get("client_secret")
    if authorization is None:
        if client_id is None or secret is None:
            raise InvalidOAuthClientError("The client says neither in the form nor by Basic who it is.")
        return client_id, secret
    if secret is not None:
        raise InvalidOAuthRequestError("The client says in two ways who it is.")
    basic_id, basic_secret = _basic(authorization)
    if client_id not in (None, basic_id):
        raise InvalidOAuthRequestError("The form names another client than Basic does.")
    return basic_id, basic_secret


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError(scheme)
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        if not colon:
            raise ValueError(colon)
    except (binascii.Error, ValueError) as error:
        raise InvalidOAuthClientError("The Authorization header is no Basic of an id and a secret.") from error
    return unquote_plus(client_id), unquote_plus(secret)
