"""The one source of "now" for everything that is not compared across machines.

Leases and retries use the database's clock instead (`jobs.queue`): two machines' clocks are never compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Unix seconds, as the wire has them (CONTRACT §1.5)."""


def now() -> int:
    """Unix seconds."""
    return int(time.time())
