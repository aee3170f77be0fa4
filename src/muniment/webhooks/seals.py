"""Secrets at rest: encrypted and authenticated (Fernet), under keys that can be changed while all runs.

The first of `MUNIMENT_SEALING_KEYS` seals, each of them opens; behind them stands a key that is derived from the
installation's secret, which is all there is where none is set. To rotate: put a new key first, start again everywhere,
`muniment webhooks reseal`, take the old one away.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select, update

from muniment.db.engine import Transaction
from muniment.db.tables import webhooks
from muniment.settings import Settings

_INFO = b"muniment sealed secrets 1"


class UnopenableSecretError(ValueError):
    """No key of this process opens it."""


class Seals:
    """Seals and opens secrets."""

    def __init__(self, settings: Settings, installation_secret: bytes) -> None:
        """Raises ValueError when a key is none."""
        named = settings.sealing_keys.get_secret_value().split(",") if settings.sealing_keys is not None else []
        keys = [Fernet(name.strip()) for name in named if name.strip()]
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(installation_secret)
        self._first = keys[0] if keys else Fernet(base64.urlsafe_b64encode(derived))
        self._all = MultiFernet([*keys, Fernet(base64.urlsafe_b64encode(derived))])

    def seal(self, secret: str) -> bytes:
        """The secret, sealed under the first key."""
        return self._all.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """What was sealed. Raises UnopenableSecretError."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            raise UnopenableSecretError(
                "A webhook's secret cannot be opened: MUNIMENT_SEALING_KEYS, or the installation's secret, is not the "
                "one it was sealed under."
            ) from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether the first key alone opens it."""
        try:
            self._first.decrypt(sealed)
            return True
        except InvalidToken:
            return False


def reseal(tx: Transaction, seals: Seals) -> tuple[int, list[str]]:
    """Seal every secret anew that is not under the first key: how many, and the webhooks whose secret no key opens."""
    changed, unopenable = 0, []
    rows = tx.execute(select(webhooks.c.id, webhooks.c.sealed_secret).order_by(webhooks.c.id)).all()
    for row in rows:
        sealed = bytes(row.sealed_secret)
        if seals.is_current(sealed):
            continue
        try:
            again = seals.seal(seals.open(sealed))
        except UnopenableSecretError:
            unopenable.append(str(row.id))
            continue
        # A secret that was set meanwhile stays.
        unchanged = (webhooks.c.id == row.id) & (webhooks.c.sealed_secret == sealed)
        changed += tx.execute(update(webhooks).where(unchanged).values(sealed_secret=again)).rowcount
    return changed, unopenable
