"""Walking through a list, page by page, so that nothing is skipped and nothing comes twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator, Sequence
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from muniment_client.calls import STRANGE, Call
from muniment_client.errors import MunimentError
from muniment_client.model import Model

T = TypeVar("T")

Walk: TypeAlias = Generator[Call[Any], Any, None]
"""Yields the call for each page and is sent the page; what is new in it goes into the list that the walk was given."""

Walks: TypeAlias = Callable[[list[Any]], Walk]
"""Begins a walk from the start."""

_MOST_IN_VAIN = 1_000
"""Pages one after the other that bring nothing new: so many entries do not come in between two pages."""


class Pages(Generic[T]):
    """All entries of a list, fetched a page at a time while one iterates. `pages()` gives the pages themselves."""

    def __init__(self, walk: Walks, do: Callable[[Call[Any]], Any]) -> None:
        self._walk = walk
        self._do = do

    def __iter__(self) -> Iterator[T]:
        new: list[T] = []
        for _ in self._walked(new):
            yield from new

    def pages(self) -> Iterator[Any]:
        """The pages as they come: `total` and what else is said beside `data`."""
        yield from self._walked([])

    def _walked(self, new: list[T]) -> Iterator[Any]:
        walk = self._walk(new)
        call = next(walk, None)
        while call is not None:
            page = self._do(call)
            call = _after(walk, page)
            yield page


class AsyncPages(Generic[T]):
    """The same for `async for`."""

    def __init__(self, walk: Walks, do: Callable[[Call[Any]], Coroutine[Any, Any, Any]]) -> None:
        self._walk = walk
        self._do = do

    async def __aiter__(self) -> AsyncIterator[T]:
        new: list[T] = []
        async for _ in self._walked(new):
            for one in new:
                yield one

    async def pages(self) -> AsyncIterator[Any]:
        """The pages as they come: `total` and what else is said beside `data`."""
        async for page in self._walked([]):
            yield page

    async def _walked(self, new: list[T]) -> AsyncIterator[Any]:
        walk = self._walk(new)
        call = next(walk, None)
        while call is not None:
            page = await self._do(call)
            call = _after(walk, page)
            yield page


def _after(walk: Walk, page: Any) -> Call[Any] | None:
    try:
        return walk.send(page)
    except StopIteration:
        return None


def walks(call: Call[Any], entries: str | None, *, limit: int | None) -> Walks:
    """Walks through what the call lists, in the way in which its list goes on. `entries` names what of a page lists
    them; None: the page itself. `limit`: the most entries of a page, unless page or call say so."""
    entries_of = partial(_entries, entries)
    if "offset" not in call.query:
        return partial(_by_cursor, call, entries_of)
    asked = call.query.get("limit") or limit or 0
    if asked == 1:
        call = call.asking(limit=2)  # of which one is the last page's
    return partial(_by_offset, call, entries_of, asked)


def follows(call: Call[Any], entries: str) -> Walks:
    """A walk through a feed that never ends: at its end it is asked for what comes."""
    return partial(_for_ever, call, partial(_entries, entries))


def _for_ever(call: Call[Any], entries_of: Callable[[Any], list[Any]], new: list[Any]) -> Walk:
    while True:
        page = yield call
        new[:] = entries_of(page)
        call = _further(call, page.next, is_moved=bool(new))


def _by_cursor(call: Call[Any], entries_of: Callable[[Any], list[Any]], new: list[Any]) -> Walk:
    """The page names where the next one begins; a list without such a place is whole in one page. The feed names a
    place always, and is at its end where a page is empty."""
    while True:
        page = yield call
        new[:] = entries_of(page)
        after = getattr(page, "next", None)
        if after is None or not new:
            return
        call = _further(call, after, is_moved=True)


def _further(call: Call[Any], after: Any, *, is_moved: bool) -> Call[Any]:
    """What asks for the next page. Raises MunimentError where that would be this one again, for ever."""
    if not isinstance(after, str) or (is_moved and after == call.query.get("after")):
        raise MunimentError("The list does not go on from page to page: is base_url right?")
    return call.asking(after=after)


def _by_offset(call: Call[Any], entries_of: Callable[[Any], list[Any]], limit: int, new: list[Any]) -> Walk:
    """Each page begins with the last entry of the one before, which tells whether the list has moved meanwhile.

    When entries came in before it, that one stands further behind, and what follows it is new. When the page begins
    with one that was not seen, entries went, or more came in than were walked through: then the list is looked through
    from its start for the last one that was seen. What stands before that came in since, and is not given.
    """
    first = offset = int(call.query["offset"] or 0)
    seen: set[str] = set()
    passed: dict[str, Any] = {}  # what was looked through since the start, in vain so far
    is_looking = False
    in_vain = 0
    while True:
        if in_vain > _MOST_IN_VAIN:
            raise MunimentError("The list brings the same pages again and again: is base_url right?")
        page = yield call.asking(offset=offset)
        entries = entries_of(page)
        names = [_name(one) for one in entries]
        new[:] = []
        if offset > first and not (names and (names[0] in seen or names[0] in passed)):
            offset, passed, is_looking = first, {}, True
            in_vain += 1
            continue
        is_last = len(entries) < max(2, getattr(page, "limit", None) or limit)
        known = [at for at, name in enumerate(names) if name in seen]
        if not is_looking:
            new[:] = entries[_leading(names, seen) :]
        elif known:
            new[:] = entries[known[-1] + 1 :]
            passed, is_looking = {}, False
        else:
            passed.update(zip(names, entries, strict=True))
            if is_last:
                new[:] = passed.values()  # all that was seen has gone
        if not is_looking:
            seen.update(names)
            in_vain = 0 if new else in_vain + 1
        if is_last:
            return
        offset += len(entries) - 1


def _entries(named: str | None, page: Any) -> list[Any]:
    """What the page lists. Raises MunimentError for a page that is none."""
    entries = page if named is None else getattr(page, named)
    if not isinstance(entries, list) or not all(isinstance(one, Model) for one in entries):
        raise MunimentError(STRANGE)
    return entries


def _leading(names: Sequence[str], seen: set[str]) -> int:
    """How many of the first were seen."""
    return next((at for at, name in enumerate(names) if name not in seen), len(names))


def _name(entry: Any) -> str:
    """What tells an entry from all others: its id, else all it says."""
    named = getattr(entry, "id", None)
    return named if isinstance(named, str) else json.dumps(entry.to_dict(), sort_keys=True)
