"""The map of an import: what counts as copied."""

from __future__ import annotations

from pathlib import Path

from muniment.cli.client.coverbase.copies import Kind, open_copies


def test_document_counts_as_copied_once_its_bytes_were_compared(tmp_path: Path) -> None:
    with open_copies(tmp_path / "map", source="there", target="here") as copies:
        for kind in (Kind.VENDOR, Kind.DOCUMENT):
            copies.begin(kind, "one")
            assert copies.counts(kind) == (0, 1)
            copies.made(kind, "one", "cb_1")
        assert (copies.counts(Kind.VENDOR), copies.counts(Kind.DOCUMENT)) == ((1, 0), (0, 1))
        copies.verified("one", "00" * 32)
        assert copies.counts(Kind.DOCUMENT) == (1, 0)
