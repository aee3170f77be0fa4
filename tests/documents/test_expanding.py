"""What a child that unpacks may send is counted and checked here, whatever it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from muniment.archives.parts import BEGIN, BYTES, REASON
from muniment.documents.expanding import Arriving
from muniment.errors import ArchiveTooLargeError, MalformedArchiveError, MunimentError
from muniment.settings import Settings

PDF = b"%PDF-1.7 one"


@pytest.fixture
def arriving(tmp_path: Path) -> Arriving:
    settings = Settings(expand_max_members=2, expand_max_bytes=2**20, reading_ratio_floor_bytes=1000)
    return Arriving(settings, tmp_path, packed_bytes=100)


def test_members_are_staged_and_told_apart(arriving: Arriving) -> None:
    for part in (BEGIN + b"a.pdf", BYTES + PDF[:5], BYTES + PDF[5:], BEGIN + b"b.pdf", REASON + b"damaged_member"):
        arriving.take(part)
    arriving.end()
    first, second = arriving.members
    assert first.staging is not None and first.staging.path.read_bytes() == PDF
    assert first.extension == "pdf"
    assert second.problem is not None and second.problem["code"] == "damaged_member"
    first.discard()


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([BYTES + b"of nothing"], MalformedArchiveError),
        ([BEGIN + b"a.pdf", b"?"], MalformedArchiveError),
        ([BEGIN + b"a.pdf", b""], MalformedArchiveError),
        ([BEGIN + b"\xff.pdf"], MalformedArchiveError),
        ([BEGIN + b"a.pdf", REASON + b"made_up"], MalformedArchiveError),
        ([BEGIN + b"a.pdf", BEGIN + b"b.pdf", BEGIN + b"c.pdf"], ArchiveTooLargeError),
        ([BEGIN + b"a.pdf", BYTES + bytes(2**20), BYTES + b"x"], ArchiveTooLargeError),
        ([BEGIN + b"a.pdf", *[BYTES + bytes(5000)] * 5], ArchiveTooLargeError),
    ],
)
def test_what_no_honest_child_sends_stops_it(
    arriving: Arriving, tmp_path: Path, parts: list[bytes], error: type[MunimentError]
) -> None:
    for part in (*parts, BEGIN + b"late.pdf"):
        arriving.take(part)
    assert arriving.stop.is_set()
    with pytest.raises(error):
        arriving.end()
    for member in arriving.members:
        member.discard()
    assert list(tmp_path.iterdir()) == []
