"""What the processes that meet documents see of their surroundings."""

from __future__ import annotations

import os
import sys

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH")
"""No key, no database, no home."""


def child_environment() -> dict[str, str]:
    """The environment for a fresh interpreter: the same modules, the same hashes each time, nothing secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "0"}
