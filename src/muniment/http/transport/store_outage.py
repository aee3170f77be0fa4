"""A stored file is missing: as clients are told it, is that file not there, or is the whole store away?"""

from __future__ import annotations

from muniment.errors import StorageUnavailableError
from muniment.runtime import Runtime

STORE_AWAY = "The store cannot be reached at the moment; try again later."


def check_store(runtime: Runtime) -> None:
    """Raises StorageUnavailableError when the whole store is away: it comes back, a file that is missing does not."""
    try:
        runtime.store.check()
    except StorageUnavailableError as error:  # its own message names folders of ours
        raise StorageUnavailableError(STORE_AWAY) from error
