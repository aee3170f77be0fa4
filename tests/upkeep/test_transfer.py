from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, update

from muniment.accounts import keys, oauth_clients, oauth_tokens, users
from muniment.accounts.caller import Caller
from muniment.accounts.users import NewUser
from muniment.db.engine import Transaction
from muniment.db.tables import documents, metadata, one_time_codes, sessions, webhooks
from muniment.documents import legal_holds, lifecycle, manage, purge
from muniment.documents.document import Document
from muniment.documents.legal_holds import Target, TargetType
from muniment.documents.purge import Due
from muniment.documents.search.results import find
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.judging.facts.validity import ValidityRules
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.upkeep import transfer as transferring
from muniment.upkeep.installations import Installation, in_use, opened
from muniment.upkeep.stored import RefusedError
from muniment.upkeep.transfer import MADE_ANEW, TABLES, transfer
from muniment.upkeep.verify import verify
from muniment.webhooks import subscriptions
from muniment.webhooks.attempts import Message, note
from muniment.webhooks.seals import Seals
from muniment.webhooks.sending import Outcome, Status
from tests import servers
from tests.builders import NOW, World, build_world
from tests.journeys.server import MUNIMENT, Server
from tests.upkeep.commands import run
from tests.upkeep.evidence import TEXT, analyse, deposit, digests, stored_file, upload
from tests.waiting import until


@dataclass
class Ends:
    """A filled source on one database, an empty target on the other, both with files at home."""

    source: Runtime
    target: Runtime
    world: World


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
def ends(request: pytest.FixtureRequest, tmp_path: Path, postgresql_url: str) -> Iterator[Ends]:
    urls = (None, postgresql_url) if request.param == "sqlite to postgresql" else (postgresql_url, None)
    source, target = (
        build(Settings(home=tmp_path / name, database_url=url, secret_key="one for both " * 4))
        for name, url in zip(("old", "new"), urls, strict=True)
    )
    with source.database.write() as tx:
        world = build_world(tx)
        keys.create_key(tx, Caller.system(world.org_id, "operator"), name="key", scopes=[], expires_at=None, now=NOW)
        tell_a_receiver_that_fails(tx, source, world)
        client, secret = oauth_clients.create(tx, Caller.system(world.org_id, "operator"), name="client", now=NOW)
        oauth_tokens.give(tx, oauth_tokens.identify(tx, client["id"], secret), asked=None, now=NOW)
        let_somebody_in(tx, world)
    services, assessments = world.vendor.services, world.vendor.assessments
    for n in range(4):
        one = upload(
            source,
            world.org_id,
            world.vendor.id,
            b"content %d" % n,
            service_ids=services[: n % 3],
            assessment_ids=assessments[: n % 2],
        )
        with source.database.write() as tx:
            if n:
                analyse(tx, one, quote=TEXT[4:12])
            if n == 1:
                reviewing.put(tx, world.caller, one.id, Wanted(note="Seen"), rules=ValidityRules(), now=NOW)
            if n == 2:
                leave_unnamed(tx, world, one)
    purge_and_hold(source, world)
    yield Ends(source, target, world)
    source.close()
    target.close()


def leave_unnamed(tx: Transaction, world: World, document: Document) -> None:
    """An analysis that names no type ends: the document wants a person."""
    settled = lifecycle.settle(
        tx, world.caller, document.id, generation=1, status=lifecycle.Status.COMPLETE, document_type=None, now=NOW
    )
    assert settled is not None
    lifecycle.note_wants(tx, settled)


def tell_a_receiver_that_fails(tx: Transaction, runtime: Runtime, world: World) -> None:
    """A webhook, a delivery, and the try that is owed behind it."""
    seals = Seals(runtime.settings, runtime.secret)
    wanted = subscriptions.Change("https://hooks.example.com/", ["Vendor.Created"], "a very long secret")
    subscriptions.create(tx, world.caller, wanted, seals=seals, now=NOW)
    webhook = tx.execute(select(webhooks)).one()
    outcome = Outcome(Status.ERROR, 3, response_status=500, error="The receiver answered 500.", may_succeed=True)
    message = Message("cbevt_1", "Vendor.Created", NOW, b"{}", seq=webhook.cursor_seq + 1)
    note(tx, webhook, message, outcome, now=NOW)


def purge_and_hold(runtime: Runtime, world: World) -> None:
    """The record of a purged document, and a hold on what is left."""
    gone = upload(runtime, world.org_id, world.vendor.id, b"old", document_type="nda")
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, gone.id, now=NOW)
    assert purge.purge(runtime, Due(gone.id, world.org_id, gone.name, "nda", gone.size, NOW, 1, None))
    purge.remove_bytes(runtime)
    with runtime.database.write() as tx:
        legal_holds.create(tx, world.caller, Target(TargetType.VENDOR, world.vendor.id), reason="case", now=NOW)


def let_somebody_in(tx: Transaction, world: World) -> None:
    """A user, the code it is given and its session."""
    user, _ = users.create_or_get(tx, world.caller, NewUser("ada@example.com"), now=NOW)
    ends = {"user_id": user["id"], "created_at": NOW, "expires_at": NOW + 60}
    tx.execute(insert(one_time_codes).values(id="0" * 64, purpose="password", **ends))
    unused = {"method": "password", "last_used_at": NOW, "idle_seconds": 60}
    tx.execute(insert(sessions).values(id="cbsess_1", token_hash=bytes(32), **unused, **ends))


def content(runtime: Runtime) -> dict[str, list[tuple[object, ...]]]:
    with runtime.database.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
            for table in TABLES
        }


def test_every_table_is_copied_or_made_anew() -> None:
    assert {*TABLES, *MADE_ANEW} == set(metadata.sorted_tables)


def test_the_target_has_everything_the_source_has(ends: Ends) -> None:
    done = transfer(ends.source, ends.target, jobs=2)
    assert content(ends.target) == content(ends.source)
    assert all(content(ends.target)[table.name] for table in TABLES if table.name != "idempotency_keys")
    assert digests(ends.target.home) == digests(ends.source.home)
    assert done.flaws == ()
    assert {(one.what, one.n, one.already_there) for one in done.moved} >= {("files", 4, 0), ("documents", 4, 0)}
    assert list(verify(ends.target)) == []
    with ends.source.database.read() as old, ends.target.database.read() as new:
        for query in ("suitably designed", "report"):
            found = find(new, ends.world.caller, query, limit=10, offset=0)
            known = find(old, ends.world.caller, query, limit=10, offset=0)
            assert found.total == known.total > 0
            assert {(hit.document_id, hit.page, hit.score) for hit in found.results} == {
                (hit.document_id, hit.page, hit.score) for hit in known.results
            }


def test_a_second_transfer_changes_nothing(ends: Ends) -> None:
    transfer(ends.source, ends.target)
    before = content(ends.target)
    done = transfer(ends.source, ends.target)
    assert content(ends.target) == before
    assert all(one.n == one.already_there for one in done.moved)
    assert list(verify(ends.target)) == []


def add_a_vendor(ends: Ends) -> None:
    with ends.target.database.write() as tx:
        build_world(tx, name="Other")


def archive_a_document(ends: Ends) -> None:
    transfer(ends.source, ends.target)
    with ends.target.database.write() as tx:
        tx.execute(update(documents).values(is_archived=True))


@pytest.mark.parametrize("use", [add_a_vendor, archive_a_document])
def test_a_target_with_other_data_is_refused_and_left_alone(ends: Ends, use: Callable[[Ends], None]) -> None:
    use(ends)
    before = content(ends.target)
    with pytest.raises(RefusedError, match="other data"):
        transfer(ends.source, ends.target)
    assert content(ends.target) == before


def test_documents_without_sound_bytes_are_named_and_the_rest_is_moved(ends: Ends) -> None:
    missing, damaged = (upload(ends.source, ends.world.org_id, ends.world.vendor.id, b"more %d" % n) for n in range(2))
    stored_file(ends.source.home, missing).unlink()
    stored_file(ends.source.home, damaged).write_bytes(b"m0re 1")
    done = transfer(ends.source, ends.target)
    assert [(flaw.document_id, flaw.kind) for flaw in done.flaws] == [
        (missing.id, "missing"),
        (damaged.id, "damaged"),
    ]
    assert done.moved[0].n == len(digests(ends.target.home)) == 4
    assert content(ends.target) == content(ends.source)
    assert list(ends.target.staging_folder.iterdir()) == []


def test_a_source_that_changes_meanwhile_is_refused(
    tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "_LOCK_WAIT_SECONDS", 1)
    source = build(Settings(home=tmp_path / "old", database_url=postgresql_url))
    target = build(Settings(home=tmp_path / "new"))
    with source.database.write() as tx:
        build_world(tx)
        with pytest.raises(RefusedError, match="being changed"):
            transfer(source, target)
    source.close()
    target.close()


def test_the_database_alone_can_be_moved(tmp_path: Path, postgresql_url: str) -> None:
    with opened(Installation(tmp_path / "home"), Settings()) as source:
        with source.database.write() as tx:
            world = build_world(tx)
        upload(source, world.org_id, world.vendor.id, b"content")
        with opened(Installation(tmp_path / "home", postgresql_url), Settings()) as target:
            assert transfer(source, target).moved[0].already_there == 1
            assert content(target) == content(source)
            assert list(verify(target)) == []


def test_a_place_in_use_is_not_opened(ends: Ends, postgresql_url: str) -> None:
    home = Installation(ends.source.home)
    with (
        in_use(ends.source.locks_folder),
        in_use(ends.source.locks_folder),
        pytest.raises(RefusedError, match="served"),
    ):
        opened(home, Settings()).__enter__()
    with opened(home, Settings()):
        pass
    named = Installation(ends.source.home, postgresql_url)
    with pytest.raises(RefusedError, match="is in use by"), opened(named, Settings()):
        pass


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MUNIMENT_")}


def await_or_end(process: subprocess.Popen[bytes], reached: Callable[[], bool]) -> None:
    until(lambda: reached() or process.poll() is not None, 60, pause_seconds=0.002)


def test_a_transfer_killed_among_files_and_among_rows_goes_on_when_run_again(
    tmp_path: Path, postgresql_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    source = build(Settings(home=tmp_path / "old"))
    with source.database.write() as tx:
        world = build_world(tx)
    deposit(source, world.org_id, world.vendor.id, 700)
    expected = content(source)
    source.close()
    ends = ("--from", tmp_path / "old", "--to-home", tmp_path / "new", "--to-database", postgresql_url)

    def rows() -> int:
        with psycopg.connect(postgresql_url) as connection:
            found = connection.execute("SELECT count(*) FROM documents").fetchone()
            return found[0] if found else 0

    def is_left_alone() -> bool:
        """Whether the server has noticed that nobody is there any more."""
        with psycopg.connect(postgresql_url) as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            return connection.execute(f"SELECT 1 FROM pg_stat_activity WHERE {others}").fetchone() is None

    for reached in (lambda: len(digests(tmp_path / "new")) >= 20, lambda: rows() >= 500):
        process = subprocess.Popen([MUNIMENT, "transfer", *map(str, ends)], env=environment())
        await_or_end(process, reached)
        assert process.poll() is None, "it ended before it could be killed"
        process.kill()
        process.wait()
        until(is_left_alone)
    assert run("transfer", *ends) == 0
    assert "documents" in capfd.readouterr().out
    target = build(Settings(home=tmp_path / "new", database_url=postgresql_url))
    assert content(target) == expected
    assert digests(tmp_path / "new") == digests(tmp_path / "old")
    assert list(verify(target)) == []
    target.close()


@pytest.mark.parametrize("ends", [(), ("--from", "a"), ("--to-home", "a"), ("--to-storage", "s3://bucket")])
def test_without_a_source_or_a_target_it_is_called_wrongly(ends: tuple[str, ...]) -> None:
    assert run("transfer", *ends) == 2


def test_a_served_home_is_refused_and_so_is_one_that_is_not_there(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def refusal(*arguments: object) -> str:
        assert run("transfer", *arguments) == 1
        return capfd.readouterr().err

    with Server(tmp_path / "home", "--no-worker") as server:
        server.start()
        assert "is being served" in refusal("--from", server.home, "--to-home", tmp_path / "new")
    assert "holds no database" in refusal("--from", tmp_path / "typo", "--to-home", tmp_path / "new")
    assert not (tmp_path / "typo").exists()
    assert "Name a home folder" in refusal("--from", tmp_path / "home", "--to-storage", "s3://bucket")


def test_a_home_goes_to_s3_and_postgresql_and_back(
    tmp_path: Path,
    postgresql_url: str,
    s3_server: servers.S3Server,
    s3_credentials: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = build(Settings(home=tmp_path / "old"))
    with source.database.write() as tx:
        world = build_world(tx)
    for n in range(3):
        upload(source, world.org_id, world.vendor.id, b"content %d" % n)
    expected = content(source)
    source.close()
    monkeypatch.setenv("MUNIMENT_S3_ENDPOINT_URL", s3_server.endpoint)
    monkeypatch.setenv("MUNIMENT_S3_ADDRESSING_STYLE", "path")
    storage = f"s3://{servers.BUCKET}/{tmp_path.name}"

    urls = ("database", postgresql_url), ("storage", storage)
    to, back = ([part for name, url in urls for part in (f"--{way}-{name}", url)] for way in ("to", "from"))
    assert run("transfer", "--from", tmp_path / "old", *to) == 0
    assert run("transfer", *back, "--to-home", tmp_path / "new") == 0
    target = build(Settings(home=tmp_path / "new"))
    assert content(target) == expected
    assert digests(tmp_path / "new") == digests(tmp_path / "old")
    assert list(verify(target)) == []
    target.close()
