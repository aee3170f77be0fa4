"""This machine's clock, for what no other machine compares. What is stored in the database is dated by the database's
(`db.clock`).
"""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Unix seconds, as the wire has them (CONTRACT §1.5)."""


def now() -> int:
    """Unix seconds."""
    return int(time.time())
