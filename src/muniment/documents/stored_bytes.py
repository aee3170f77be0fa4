"""One stored file is missing: is it that file alone, or is the store not the one that holds the documents?"""

from __future__ import annotations

from sqlalchemy import select

from muniment.db.tables import documents
from muniment.documents.lifecycle import UNSETTLED
from muniment.errors import DocumentNotReadyError, StorageUnavailableError
from muniment.runtime import Runtime
from muniment.storage.store import NotStoredError, new_key

LOST = (
    "The document's stored file is missing. Ask the operator to restore it from a backup; `muniment verify` names it."
)

_ASKED = 8
"""Other files that are looked for. Drawn anew each time, so that a store that lost most of its files is not taken for
one that is away for ever."""


def not_there(status: str) -> DocumentNotReadyError:
    """What is told of a document in this state whose file is not in the store: once it has settled, that it is lost."""
    return DocumentNotReadyError() if status in UNSETTLED else DocumentNotReadyError(LOST)


def check_store_is_there(runtime: Runtime, *, but: str) -> None:
    """Returns when it is that file alone. Raises StorageUnavailableError when the store cannot be used, or holds none
    of several other documents' files: a volume that is not mounted and a wrong prefix look like an empty store in good
    order.

    `but`: the key that is missing.
    """
    runtime.store.check()
    others = _others(runtime, but=but)
    if others and not any(is_stored(runtime, key) for key in others):
        raise StorageUnavailableError(
            f"The store holds none of {len(others) + 1} files that it should: is the right volume mounted, is the "
            "storage URL the right one?"
        )


def is_stored(runtime: Runtime, key: str) -> bool:
    """Whether there are bytes under the key. Raises what the store raises when it is away."""
    try:
        runtime.store.size(key)
    except NotStoredError:
        return False
    return True


def _others(runtime: Runtime, *, but: str) -> list[str]:
    key, pivot = documents.c.storage_key, new_key()
    found: list[str] = []
    with runtime.database.read() as tx:
        for side in (key > pivot, key < pivot):  # keys are random, so the neighbours of a random one are a sample
            rows = select(key).where(side, key != but).order_by(key).limit(_ASKED - len(found))
            found += tx.execute(rows).scalars()
    return found
