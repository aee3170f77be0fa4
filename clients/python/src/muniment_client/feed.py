"""The feed of events, read to its end or for ever."""

from __future__ import annotations

from collections.abc import Sequence

from muniment_client.async_resources import AsyncEventsGroup
from muniment_client.calls import Call
from muniment_client.models import Event, EventPage
from muniment_client.paging import AsyncPages, Pages, follows
from muniment_client.resources import EventsGroup


class Events(EventsGroup):
    """client.events"""

    def follow(
        self, *, after: str | None = "latest", types: Sequence[str] | None = None, wait: float = 30
    ) -> Pages[Event]:
        """Every event from now on, or from the cursor `after` on (None: from the first there is), as it happens, for
        ever. `pages()` gives the pages: keep `next` of the last one that was worked through, and a later
        `follow(after=…)` misses nothing. `wait`: seconds for which the server is asked to wait for something."""
        return Pages(follows(_feed(after, types, wait), "data"), self._do)


class AsyncEvents(AsyncEventsGroup):
    """The same on an event loop."""

    def follow(
        self, *, after: str | None = "latest", types: Sequence[str] | None = None, wait: float = 30
    ) -> AsyncPages[Event]:
        """Every event from now on, as `Events.follow` gives them."""
        return AsyncPages(follows(_feed(after, types, wait), "data"), self._do)


def _feed(after: str | None, types: Sequence[str] | None, wait: float) -> Call[EventPage]:
    return Call(
        method="GET", path="/v1/events", answers=EventPage, query={"after": after, "types": types, "wait": wait}
    )
