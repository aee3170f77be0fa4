"""What is asked by whom nobody knows: what is sent there is itself what makes somebody known."""

from __future__ import annotations

from muniment.http.transport.token_requests import TOKEN_PATH

SESSION_PATH = "/v1/session"
SESSION_CODE_PATH = "/v1/session/code"
SETUP_PATH = "/v1/setup"
PASSWORDS_PATH = "/v1/passwords"
OIDC_PATH = "/v1/session/oidc"
OIDC_CALLBACK_PATH = f"{OIDC_PATH}/callback"

PUBLIC = frozenset(
    {
        *(("POST", path) for path in (TOKEN_PATH, SESSION_PATH, SESSION_CODE_PATH, SETUP_PATH, PASSWORDS_PATH)),
        *(("GET", path) for path in (OIDC_PATH, OIDC_CALLBACK_PATH)),
    }
)
"""By method and path."""
