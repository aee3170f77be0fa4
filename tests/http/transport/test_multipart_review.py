"""What a form may hold beside its file, whatever the size of the file."""

from __future__ import annotations

from tests.http.live import Caller, Server, code, form


def send(caller: Caller, parts: list[tuple[str, str | None, bytes]]) -> tuple[int, str]:
    content_type, body = form(parts)
    return code(caller.post("/v1/documents", content=body, headers={"Content-Type": content_type}))


def test_texts_together_are_limited_though_no_file_came(sqlite_api: Server) -> None:
    """Else a thousand fields of 64 KiB would stand in memory at once."""
    parts: list[tuple[str, str | None, bytes]] = [("service_ids", None, b"x" * 60_000) for _ in range(40)]
    assert send(sqlite_api.caller(), parts) == (413, "body_too_large")


def test_what_is_skipped_counts_too(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    parts = [
        ("file", "a.pdf", b"%PDF-1.7"),
        ("vendor_id", None, caller.vendor().encode()),
        ("other", "b.bin", b"x" * 1_100_000),
    ]
    with sqlite_api.leaves_nothing():
        assert send(caller, parts) == (413, "body_too_large")


def test_file_larger_than_what_may_stand_beside_it_is_taken(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    found = caller.document(caller.vendor(), content=b"%PDF-1.7" + b"x" * 3_000_000)
    assert found["size"] == 3_000_008
