"""Pictures of pages, and where their words stand, for an admitted call: whichever door it came by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from functools import partial
from typing import TypeVar

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.documents import pages, purge
from muniment.documents.pages import PageText
from muniment.documents.stored_bytes import LOST
from muniment.errors import DatabaseUnavailableError, DocumentNotReadyError, NoPictureError
from muniment.http.transport.admit import Call
from muniment.http.transport.pools import Pools
from muniment.http.transport.store_outage import check_store
from muniment.pages.drawing import NoPicture, Places
from muniment.pages.marks import together
from muniment.pages.pictures import PageOfFile, Pictures
from muniment.pages.refusals import REASONS
from muniment.reading.seen_words import MAX_CHARACTERS
from muniment.runtime import Runtime
from muniment.storage.store import NotStoredError

log = logging.getLogger("muniment.http")

T = TypeVar("T")

_HOUSE_SECONDS = 60.0
_HASHES_AT_ONCE = 500


async def picture(call: Call, document_id: str, page: int, *, width: int) -> bytes:
    """The page as a PNG. Raises DocumentNotFoundError, what keeps a file from being given out, NoPictureError,
    PicturesBusyError, StorageUnavailableError."""
    settings = call.runtime.settings
    of_file = await call.read_row(lambda tx, caller: pages.page_of(tx, caller, document_id, page, settings=settings))
    found = await _stored(call, _pictures(call).picture(of_file, width=width))
    if isinstance(found, NoPicture):
        raise NoPictureError(REASONS[found.reason])
    return found


async def seen(call: Call, document_id: str, page: int) -> tuple[PageText, Places]:
    """The page with its text, and where its words stand. Raises PageNotFoundError, and what `picture` does but for
    NoPictureError."""

    def find(tx: Transaction, caller: Caller) -> tuple[PageText, PageOfFile]:
        of_file = pages.page_of(tx, caller, document_id, page, settings=call.runtime.settings)
        return pages.text_of(tx, caller, document_id, page), of_file

    found, of_file = await call.read(find)
    return found, await places(call, of_file, found)


async def places(call: Call, of_file: PageOfFile, page: PageText, *, seconds: float | None = None) -> Places:
    """Where the words of the page stand; none of a page that has no picture. `seconds`: the longest wait, where that is
    not the setting's. Raises what `picture` does but for NoPictureError."""
    if not page.may_be_drawn:
        return Places()
    asked = "" if page.is_seen or len(page.text) > MAX_CHARACTERS else page.text
    found = await _stored(call, _pictures(call).places(of_file, asked, seconds=seconds))
    if isinstance(found, NoPicture):
        return Places(page.seen)
    return Places(together(found.words, page.seen), found.size)


def _pictures(call: Call) -> Pictures:
    pictures: Pictures = call.request.app.state.pictures
    return pictures


async def _stored(call: Call, asked: Awaitable[T]) -> T:
    """What is asked of a stored file. Raises DocumentNotReadyError where it is missing, StorageUnavailableError where
    the whole store is: it comes back."""
    try:
        return await asked
    except NotStoredError as error:
        await call.pools.on_disk(lambda: check_store(call.runtime))
        raise DocumentNotReadyError(LOST) from error


async def keep_house(runtime: Runtime, pools: Pools, pictures: Pictures) -> None:
    """Until cancelled: let go of copies that nobody uses, and of everything that was made of files that were purged,
    whichever process of the installation purged them."""
    while True:
        await asyncio.sleep(_HOUSE_SECONDS)
        try:
            await forget_purged(runtime, pools, pictures)
        except DatabaseUnavailableError:
            continue  # told once, by the pool
        except Exception:  # one that is not understood must not end it for good
            log.exception("pictures of purged documents could not be removed")


async def forget_purged(runtime: Runtime, pools: Pools, pictures: Pictures) -> None:
    """Remove what is kept of files that were purged; it is made again for who may see the same bytes elsewhere."""
    hashes = await pools.on_disk(pictures.tidied)

    def purged(some: list[str]) -> set[str]:
        with runtime.database.read() as tx:
            return purge.purged_among(tx, some)

    for at in range(0, len(hashes), _HASHES_AT_ONCE):
        some = hashes[at : at + _HASHES_AT_ONCE]
        for sha256 in await pools.reading(partial(purged, some)):
            await pools.on_disk(partial(pictures.kept.forget, sha256))
