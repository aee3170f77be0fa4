"""What only S3Store promises: links, signatures, encryption, retries, an S3 that goes away. The rest: contracts/."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from muniment import ids
from muniment.db.engine import Database
from muniment.db.tables import documents, jobs
from muniment.documents.intake import accept
from muniment.errors import StorageUnavailableError, VendorNotFoundError
from muniment.settings import Settings
from muniment.storage.s3 import S3Store, open_s3
from muniment.storage.store import NotStoredError, StagedFile, new_key, release
from tests.builders import NOW, World, build_upload, caller_of, stage, staged_file
from tests.servers import BUCKET, S3Server
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("s3_credentials")

Open = Callable[..., S3Store]


@pytest.fixture
def open_store() -> Iterator[Open]:
    """Opens a store at an endpoint, under a prefix of its own unless another URL is given."""
    opened: list[S3Store] = []

    def open_one(endpoint: str, *, max_attempts: int = 2, read_seconds: float = 10, **settings: Any) -> S3Store:
        settings.setdefault("storage_url", f"s3://{BUCKET}/{new_key()}")
        wanted = Settings(s3_endpoint_url=endpoint, s3_addressing_style="path", **settings)
        opened.append(open_s3(wanted, max_attempts=max_attempts, connect_seconds=1, read_seconds=read_seconds))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def store(open_store: Open, s3_server: S3Server) -> S3Store:
    return open_store(s3_server.endpoint)


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[StagedFile]:
    file = staged_file(tmp_path / "staging", b"the report")
    yield file
    release(file)


@pytest.fixture
def key(store: S3Store, staged: StagedFile) -> str:
    """The key of kept bytes."""
    key = new_key()
    store.keep(staged, key)
    return key


# Links


@pytest.mark.parametrize(
    "filename", ["report.pdf", "Prüfbericht 2025 (final).pdf", "報告書.pdf", 'a"b;c\\d%20e.pdf', "x" * 251 + ".pdf"]
)
def test_link_serves_the_exact_bytes_as_an_attachment(store: S3Store, key: str, filename: str) -> None:
    link = store.link(key, filename=filename, media_type="application/pdf", seconds=60)
    answer = httpx.get(str(link))
    assert (answer.status_code, answer.content) == (200, b"the report")
    assert answer.headers["content-type"] == "application/pdf"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.endswith(f"filename*=UTF-8''{quote(filename, safe='')}")


def test_part_of_the_file_can_be_fetched(store: S3Store, key: str) -> None:
    link = store.link(key, filename="a.pdf", media_type="application/pdf", seconds=60)
    answer = httpx.get(str(link), headers={"Range": "bytes=4-6"})
    # rclone says 200 where S3 says 206.
    assert (answer.status_code in (200, 206), answer.content) == (True, b"rep")


def _changed(link: str, **changes: str | None) -> str:
    parts = urlsplit(link)
    query = [(name, changes.get(name.replace("-", "_"), value)) for name, value in parse_qsl(parts.query)]
    return parts._replace(query=urlencode([(n, v) for n, v in query if v is not None], quote_via=quote)).geturl()


@pytest.mark.parametrize(
    "changes",
    [
        {"response_content_disposition": 'inline; filename="evil.html"'},
        {"response_content_type": "text/html"},
        {"X_Amz_Expires": "604800"},
        {"X_Amz_Signature": "0" * 64},
        {"X_Amz_Signature": None, "X_Amz_Credential": None, "X_Amz_Algorithm": None},
        {"response_content_disposition": None},
    ],
)
def test_tampered_link_is_refused(store: S3Store, key: str, changes: dict[str, str | None]) -> None:
    link = str(store.link(key, filename="a.pdf", media_type="application/pdf", seconds=60))
    assert httpx.get(_changed(link)).status_code == 200
    answer = httpx.get(_changed(link, **changes))
    assert answer.status_code in (400, 403)
    assert b"the report" not in answer.content


def test_link_to_one_file_opens_no_other(store: S3Store, key: str, tmp_path: Path) -> None:
    other = new_key()
    second = staged_file(tmp_path / "staging", b"another")
    store.keep(second, other)
    release(second)
    link = str(store.link(key, filename="a.pdf", media_type="application/pdf", seconds=60))
    assert httpx.get(link.replace(key, other)).status_code == 403


def test_link_expires(store: S3Store, key: str) -> None:
    lasting, short = (
        str(store.link(key, filename="a.pdf", media_type="application/pdf", seconds=seconds)) for seconds in (60, 1)
    )  # of whole seconds a link of one may have next to nothing left
    until(lambda: httpx.get(short).status_code in (400, 403), 10, pause_seconds=0.2)
    assert httpx.get(lasting).status_code == 200


def test_link_names_the_public_endpoint(open_store: Open, s3_server: S3Server) -> None:
    store = open_store("http://127.0.0.1:1", s3_public_endpoint_url=s3_server.endpoint)
    link = str(store.link(new_key(), filename="a", media_type="text/plain", seconds=60))
    assert link.startswith(f"{s3_server.endpoint}/{BUCKET}/")
    assert httpx.get(link).status_code == 404  # signed for it: there, but no such object


# Requests, as they go over the wire


class _Recorder:
    """An S3 that notes what it is asked and answers with the statuses it is given, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        remaining = list(statuses)
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                recorder.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(remaining.pop(0) if remaining else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> _Recorder:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_upload_is_one_signed_request_that_names_the_hash(open_store: Open, staged: StagedFile) -> None:
    with _Recorder() as s3:
        store = open_store(s3.endpoint)
        store.keep(staged, new_key())
        store.close()
    ((headers, body),) = s3.requests
    assert body == b"the report"
    assert headers["x-amz-checksum-sha256"] == base64.b64encode(staged.sha256).decode()
    assert headers["x-amz-content-sha256"] == staged.sha256.hex() == hashlib.sha256(body).hexdigest()
    signed = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-content-sha256", "x-amz-checksum-sha256", "x-amz-date"} <= set(signed)
    assert "x-amz-server-side-encryption" not in headers


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"s3_sse": "AES256"}, ("AES256", None)),
        ({"s3_sse": "aws:kms"}, ("aws:kms", None)),
        ({"s3_sse": "aws:kms", "s3_sse_kms_key_id": "alias/evidence"}, ("aws:kms", "alias/evidence")),
    ],
)
def test_encryption_is_asked_for(
    open_store: Open, staged: StagedFile, settings: dict[str, str], expected: tuple[str, str | None]
) -> None:
    with _Recorder() as s3:
        store = open_store(s3.endpoint, **settings)
        store.keep(staged, new_key())
        store.close()
    ((headers, _),) = s3.requests
    names = ("x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id")
    assert (headers.get(names[0]), headers.get(names[1])) == expected


def test_passing_failure_is_tried_again_with_the_whole_body(open_store: Open, staged: StagedFile) -> None:
    with _Recorder(503, 500) as s3:
        store = open_store(s3.endpoint, max_attempts=3)
        store.keep(staged, new_key())
        store.close()
    assert [body for _, body in s3.requests] == [b"the report"] * 3
    assert not staged.path.exists()


def test_failure_that_does_not_pass_is_unavailable_and_the_staged_file_stays(
    open_store: Open, staged: StagedFile
) -> None:
    with _Recorder(500, 500) as s3:
        store = open_store(s3.endpoint)
        with pytest.raises(StorageUnavailableError) as raised:
            store.keep(staged, new_key())
        store.close()
    assert s3.endpoint not in raised.value.message
    assert staged.path.read_bytes() == b"the report"


def test_server_that_never_answers_is_unavailable(open_store: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = open_store(f"http://127.0.0.1:{silent.getsockname()[1]}", max_attempts=1, read_seconds=0.2)
        with pytest.raises(StorageUnavailableError):
            store.size(new_key())


# Listing and sweeping


def test_more_keys_than_a_page_holds_are_all_listed(open_store: Open, own_s3_server: S3Server) -> None:
    prefix = new_key()
    folder = own_s3_server.folder / BUCKET / prefix
    folder.mkdir()
    kept = {new_key() for _ in range(1_100)}
    for name in (*kept, "README", f"{new_key()}.part"):
        (folder / name).touch()
    store = open_store(own_s3_server.endpoint, storage_url=f"s3://{BUCKET}/{prefix}")
    assert sorted(store.keys()) == sorted(kept)


def test_bucket_without_a_prefix_works(open_store: Open, s3_server: S3Server, staged: StagedFile) -> None:
    store = open_store(s3_server.endpoint, storage_url=f"s3://{BUCKET}")
    key = new_key()
    store.keep(staged, key)
    assert list(store.keys()) == [key]
    store.delete(key)


def test_young_object_is_no_orphan_and_its_row_is_not_even_asked_for(store: S3Store, key: str) -> None:
    asked: list[str] = []
    assert not store.remove_if_orphan(key, has_row=lambda wanted: bool(asked.append(wanted)))
    assert asked == []
    assert store.size(key) == 10


# Configuration


def test_good_configuration_passes_the_check_and_leaves_nothing(store: S3Store, s3_server: S3Server) -> None:
    store.check()
    assert list(store.keys()) == []


def test_check_that_dies_halfway_leaves_what_the_sweep_removes(
    open_store: Open, own_s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(own_s3_server.endpoint)

    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store._client, "delete_object", dies)
        with pytest.raises(KeyboardInterrupt):
            store.check()
    (left,) = store.keys()
    for path in own_s3_server.objects:
        os.utime(path, (path.stat().st_mtime - 7200,) * 2)
    own_s3_server.kill()  # it remembers times
    own_s3_server.start()
    assert store.remove_if_orphan(left, has_row=lambda _: False)
    assert list(store.keys()) == []


def test_wrong_credentials_are_refused_everywhere(
    open_store: Open, s3_server: S3Server, staged: StagedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    store = open_store(s3_server.endpoint)
    with pytest.raises(StorageUnavailableError, match=f"s3://{BUCKET} cannot be written to") as raised:
        store.check()
    assert "another" not in raised.value.message
    for call in (lambda: store.keep(staged, new_key()), lambda: store.open(new_key()), lambda: list(store.keys())):
        with pytest.raises(StorageUnavailableError):
            call()
    assert staged.path.exists()
    link = str(store.link(new_key(), filename="a", media_type="text/plain", seconds=60))
    assert httpx.get(link).status_code == 403


def test_no_credentials_are_a_clear_error(
    open_store: Open, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StorageUnavailableError, match="credentials"):
        open_store(s3_server.endpoint).check()


def test_missing_bucket_is_a_clear_error(open_store: Open, s3_server: S3Server) -> None:
    with pytest.raises(StorageUnavailableError, match=r"s3://no-such-bucket cannot be written to.*NoSuchBucket"):
        open_store(s3_server.endpoint, storage_url="s3://no-such-bucket").check()


def test_unreachable_server_is_a_clear_error(open_store: Open) -> None:
    with pytest.raises(StorageUnavailableError, match="connect"):
        open_store("http://127.0.0.1:1").check()


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3:///prefix", "http://bucket/x", "s3://UPPER/x", "s3://bucket/x?y=1", "s3://bucket/x#y", "s3://b u"],
)
def test_storage_url_of_another_shape_is_refused(open_store: Open, url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        open_store("http://127.0.0.1:1", storage_url=url)


def test_kms_key_without_kms_is_refused(open_store: Open) -> None:
    with pytest.raises(ValueError, match="aws:kms"):
        open_store("http://127.0.0.1:1", s3_sse="AES256", s3_sse_kms_key_id="alias/x")


# An S3 that goes away


def test_server_down_at_every_step_is_unavailable_and_nothing_is_lost(
    open_store: Open, own_s3_server: S3Server, staged: StagedFile, tmp_path: Path
) -> None:
    store = open_store(own_s3_server.endpoint)
    key, later = new_key(), new_key()
    store.keep(staged, key)
    second = staged_file(tmp_path / "staging", b"later")
    own_s3_server.kill()

    def copy() -> None:
        with store.local_copy(key, tmp_path):
            pass

    for call in (
        lambda: store.keep(second, later),
        lambda: store.open(key),
        lambda: store.size(key),
        lambda: store.delete(key),
        lambda: list(store.keys()),
        lambda: store.remove_if_orphan(key, has_row=lambda _: False),
        copy,
    ):
        with pytest.raises(StorageUnavailableError):
            call()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s3", "staging"]

    own_s3_server.start()
    store.keep(second, later)
    release(second)
    assert set(store.keys()) == {key, later}
    with store.open(key) as file:
        assert file.read() == b"the report"


def test_client_that_dies_in_the_middle_of_an_upload_leaves_no_object(
    open_store: Open, own_s3_server: S3Server
) -> None:
    store = open_store(own_s3_server.endpoint)
    key = new_key()
    link = store._client.generate_presigned_url("put_object", Params=store._object(key))
    target = urlsplit(link)
    with socket.create_connection((target.hostname, target.port)) as connection:
        head = f"PUT {target.path}?{target.query} HTTP/1.1\r\nHost: {target.netloc}\r\nContent-Length: 1000000\r\n\r\n"
        connection.sendall(head.encode() + os.urandom(500_000))
    # rclone, unlike S3, shows the half of it until it notices that the rest will not come.
    until(lambda: not list(store.keys()), pause_seconds=0.05)
    with pytest.raises(NotStoredError):
        store.size(key)


def test_server_killed_in_the_middle_of_an_upload_leaves_an_orphan_at_most(
    open_store: Open, own_s3_server: S3Server, tmp_path: Path
) -> None:
    store = open_store(own_s3_server.endpoint, max_attempts=1)
    key = new_key()
    link = store._client.generate_presigned_url("put_object", Params=store._object(key))
    target = urlsplit(link)
    with socket.create_connection((target.hostname, target.port)) as connection:
        head = f"PUT {target.path}?{target.query} HTTP/1.1\r\nHost: {target.netloc}\r\nContent-Length: 1000000\r\n\r\n"
        connection.sendall(head.encode() + os.urandom(500_000))
        own_s3_server.kill()
    for path in own_s3_server.objects:  # S3 keeps nothing of it; rclone may keep the half
        os.utime(path, (path.stat().st_mtime - 7200,) * 2)
    own_s3_server.start()
    left = list(store.keys())
    assert left in ([], [key])
    assert all(store.remove_if_orphan(one, has_row=lambda _: False) for one in left)
    assert list(store.keys()) == []


def _accept(database: Database, store: S3Store, home: Path, world: World, vendor_id: str) -> None:
    accept(
        database,
        store,
        stage(home / "staging", b"the report"),
        build_upload(vendor_id),
        caller=caller_of(world.org_id),
        key=None,
        idempotency_seconds=60,
        now=NOW,
    )


def test_upload_while_the_server_is_down_leaves_nothing(
    database: Database, world: World, home: Path, open_store: Open, own_s3_server: S3Server
) -> None:
    store = open_store(own_s3_server.endpoint)
    own_s3_server.kill()
    with pytest.raises(StorageUnavailableError):
        _accept(database, store, home, world, world.vendor.id)
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(documents)).scalar() == 0
        assert tx.execute(select(func.count()).select_from(jobs)).scalar() == 0
    assert list((home / "staging").iterdir()) == []
    own_s3_server.start()
    _accept(database, store, home, world, world.vendor.id)
    assert len(list(store.keys())) == 1


def test_refusal_is_answered_although_the_bytes_cannot_be_removed(
    database: Database,
    world: World,
    home: Path,
    open_store: Open,
    own_s3_server: S3Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_store(own_s3_server.endpoint)
    keep = store.keep

    def keep_and_lose_the_server(staged: StagedFile, key: str) -> None:
        keep(staged, key)
        own_s3_server.kill()

    monkeypatch.setattr(store, "keep", keep_and_lose_the_server)
    with pytest.raises(VendorNotFoundError):
        _accept(database, store, home, world, ids.new(ids.VENDOR))
    own_s3_server.start()
    assert len(list(store.keys())) == 1  # the sweep's, once it is old enough
