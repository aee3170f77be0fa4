"""Lists that move while they are walked, without a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment_client import MunimentError
from muniment_client.calls import Call
from muniment_client.model import Model
from muniment_client.paging import follows, walks


@dataclass(frozen=True, kw_only=True)
class Entry(Model):
    id: str


@dataclass(frozen=True)
class Page:
    data: list[Entry]
    limit: int
    next: str = ""


CALL: Call[Any] = Call(method="GET", path="/v1/documents", answers=None, query={"limit": None, "offset": None})


FEED: Call[Any] = Call(method="GET", path="/v1/events", answers=None)


@given(
    st.integers(0, 30),
    st.integers(1, 7),
    st.lists(st.tuples(st.integers(0, 4), st.lists(st.integers(0, 40), max_size=4)), max_size=40),
)
def test_nothing_comes_twice_and_nothing_that_stays_is_missed(
    count: int, limit: int, moves: list[tuple[int, list[int]]]
) -> None:
    """Between pages entries come in at the head, as the newest stand first, and others go."""
    there = [Entry(id=str(number)) for number in range(count)]
    whole, came, went = [one.id for one in there], 0, set[str]()
    new: list[Entry] = []
    got: list[str] = []
    walk = walks(CALL.asking(limit=limit), "data", limit=50)(new)
    call: Call[Any] | None = next(walk)
    while call is not None:
        offset, size = int(call.query["offset"]), int(call.query["limit"])
        try:
            call = walk.send(Page(there[offset : offset + size], size))
        except StopIteration:
            call = None
        got += [one.id for one in new]
        comes, goes = moves.pop() if moves else (0, [])
        for _ in range(comes):
            came += 1
            there.insert(0, Entry(id=f"new {came}"))
        for at in goes:
            if at < len(there):
                went.add(there.pop(at).id)
    assert len(got) == len(set(got))
    assert [one for one in whole if one not in went] == [one for one in got if one in set(whole) - went]


def test_feed_that_is_followed_is_asked_for_what_comes_after_an_empty_page() -> None:
    new: list[Entry] = []
    walk = follows(CALL.asking(after="latest"), "data")(new)
    assert next(walk).query["after"] == "latest"
    assert walk.send(Page([], 100, next="7")).query["after"] == "7"
    assert new == []
    assert walk.send(Page([Entry(id="a")], 100, next="8")).query["after"] == "8"
    assert new == [Entry(id="a")]


def test_list_that_brings_the_same_page_for_ever_comes_to_an_end() -> None:
    """As of a server that knows no `offset`."""
    new: list[Entry] = []
    walk = walks(CALL, "data", limit=2)(new)
    next(walk)
    with pytest.raises(MunimentError, match="again and again"):
        for _ in range(10_000):
            walk.send(Page([Entry(id="a"), Entry(id="b")], 2))


def test_list_in_which_nothing_stays_comes_to_an_end() -> None:
    new: list[Entry] = []
    walk = walks(CALL, "data", limit=2)(new)
    next(walk)
    with pytest.raises(MunimentError, match="again and again"):
        for n in range(10_000):
            walk.send(Page([Entry(id=f"{n}"), Entry(id=f"also {n}")], 2))


@pytest.mark.parametrize("after", ["7", 8])
def test_feed_whose_cursor_stands_still_comes_to_an_end(after: Any) -> None:
    for begin in (follows(FEED.asking(after="7"), "data"), walks(FEED.asking(after="7"), "data", limit=None)):
        walk = begin([])
        next(walk)
        with pytest.raises(MunimentError, match="does not go on"):
            walk.send(Page([Entry(id="a")], 100, next=after))
