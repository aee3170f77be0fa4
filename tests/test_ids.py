"""Identifiers have one shape, sort by time and are never guessed."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment import ids

PREFIXES = (ids.ORGANISATION, ids.VENDOR, ids.SERVICE, ids.ASSESSMENT, ids.DOCUMENT, ids.JOB)


@given(st.sampled_from(PREFIXES))
def test_new_id_has_its_shape_and_no_other(prefix: str) -> None:
    id_ = ids.new(prefix)
    assert [other for other in PREFIXES if ids.has_shape(other, id_)] == [prefix]


def test_hex_is_a_uuid_version_7() -> None:
    hexadecimal = ids.new(ids.DOCUMENT).removeprefix("cbvdoc_")
    assert hexadecimal[12] == "7"
    assert hexadecimal[16] in "89ab"
    assert abs(int(hexadecimal[:12], 16) / 1000 - time.time()) < 10


def test_later_ids_sort_after_earlier_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for milliseconds in range(1_800_000_000_000, 1_800_000_000_005):
        monkeypatch.setattr(time, "time_ns", lambda at=milliseconds: at * 1_000_000)
        made.append(ids.new(ids.DOCUMENT))
    assert made == sorted(made)


def test_ten_thousand_ids_are_different() -> None:
    assert len({ids.new(ids.JOB) for _ in range(10_000)}) == 10_000


_ALMOST = st.one_of(
    st.text(),
    st.binary(),
    st.integers(),
    st.none(),
    st.from_regex(r"cbvdoc_[0-9a-fA-F]{30,34}\n?", fullmatch=True),
    st.from_regex(r"[a-z]{1,6}_[0-9a-f]{32}", fullmatch=True),
    st.from_regex(r"cbvdoc_\d{32}", fullmatch=True),
)


@given(_ALMOST)
def test_only_prefix_and_32_lower_case_hex_have_the_shape(value: object) -> None:
    expected = isinstance(value, str) and re.fullmatch(r"cbvdoc_[0-9a-f]{32}", value, re.ASCII) is not None
    assert ids.has_shape(ids.DOCUMENT, value) == expected


@pytest.mark.parametrize("change", [str.upper, lambda id_: id_ + "\n", lambda id_: " " + id_, lambda id_: id_[:-1]])
def test_altered_id_has_no_shape(change: object) -> None:
    assert not ids.has_shape(ids.VENDOR, change(ids.new(ids.VENDOR)))  # type: ignore[operator]
