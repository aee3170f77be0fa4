"""What the processes that meet documents see of their surroundings."""

from __future__ import annotations

import os
import sys

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""numpy's BLAS starts a thread a core when it is imported: a fork server must have none, and a child has one core."""

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH")
"""No key, no database, no home."""


def child_environment() -> dict[str, str]:
    """The environment for a fresh interpreter: the same modules, the same hashes each time, nothing secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if sys.dont_write_bytecode:
        kept["PYTHONDONTWRITEBYTECODE"] = "1"
    if sys.pycache_prefix:
        kept["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    return {**kept, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "0"}
