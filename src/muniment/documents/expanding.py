"""A zip becomes a document for each of its members, all of them in one transaction: a server that is killed meanwhile
leaves none of them, and a repeated request finds the answer to the first.

Bytes are counted as they come out of the archive. What is too much for all refuses the archive; what is wrong with a
member is its own result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from muniment import idempotency
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import check_again
from muniment.archives.parts import BEGIN, BYTES, MAX_NAME_CHARACTERS, REASON, REASONS
from muniment.archives.unpacking import Unpacking
from muniment.db import clock
from muniment.db.engine import Transaction
from muniment.documents import intake
from muniment.documents.accepted import check_extension, check_kind, own_name
from muniment.documents.intake import Kept, Upload, kept_bytes
from muniment.errors import (
    ArchiveTooLargeError,
    EmptyFileError,
    FileTooLargeError,
    MalformedArchiveError,
    MunimentError,
)
from muniment.idempotency import Answer, IdempotencyKey
from muniment.reading.refused_kinds import HEAD_BYTES
from muniment.runtime import Runtime
from muniment.settings import Settings
from muniment.storage.staging import Staging

EXPANDED = 207
"""The status of the answer: what became of each (RFC 4918 §11.1), where an upload's is 201."""


@dataclass
class Member:
    """A member as it came: its bytes in a staging, or why it becomes no document."""

    name: str
    extension: str = ""
    staging: Staging | None = None
    problem: dict[str, str] | None = None

    def refuse(self, code: str, message: str) -> None:
        """It becomes none."""
        self.problem = {"code": code, "message": message}
        self.discard()

    def discard(self) -> None:
        """Remove its bytes, unless somebody took them over."""
        if self.staging is not None:
            self.staging.discard()
            self.staging = None


def expand(
    runtime: Runtime,
    unpacking: Unpacking,
    archive: Staging,
    wanted: Upload,
    *,
    caller: Caller,
    key: IdempotencyKey | None,
    check_bytes: Callable[[bytes], None],
) -> Answer:
    """The answer to an archive whose members are to become documents: a result for each, in their order. What `wanted`
    says holds for all, but for the name. `check_bytes` is given the archive's SHA-256 and may refuse it.

    Consumes the staging whatever happens. Blocks on sandbox, disk and database. Raises what `intake.accept` and
    `Unpacking.unpack` raise.
    """
    try:
        digest = archive.digest()
        check_bytes(digest)
        with runtime.database.read() as tx:
            intake.check_references(tx, caller, wanted, now=clock.now(tx))
        with unpacked(runtime, unpacking, archive) as members, ExitStack() as stack:
            kept = [stack.enter_context(_kept(runtime, one)) if one.staging is not None else None for one in members]
            with runtime.database.write() as tx:
                answer = _insert(tx, runtime, wanted, list(zip(members, kept, strict=True)), digest, caller, key)
            if answer.is_replay:
                for one in filter(None, kept):
                    one.drop()
            return answer
    finally:
        archive.discard()


@contextmanager
def _kept(runtime: Runtime, member: Member) -> Iterator[Kept]:
    staging, member.staging = member.staging, None
    assert staging is not None
    with kept_bytes(runtime.store, staging) as kept:
        yield kept


def _insert(
    tx: Transaction,
    runtime: Runtime,
    wanted: Upload,
    members: list[tuple[Member, Kept | None]],
    digest: bytes,
    caller: Caller,
    key: IdempotencyKey | None,
) -> Answer:
    now = clock.now(tx)
    content = sha256(b"expand" + intake.content_of(wanted, digest)).digest()
    if key is not None:
        lifetime = runtime.settings.idempotency_seconds
        earlier = idempotency.claim(tx, key, content=content, now=now, lifetime_seconds=lifetime)
        if earlier is not None:
            check_again(tx, caller, now=now)
            return earlier
    intake.check_references(tx, caller, wanted, now=now)
    results: list[dict[str, Any]] = []
    for member, kept in members:
        document = None
        if kept is not None:
            own = replace(wanted, name=own_name(member.name, extension=member.extension), extension=member.extension)
            document = intake.bring_in(tx, caller, own, kept, now=now).on_the_wire()
        results.append({"member": member.name, "document": document, "error": member.problem})
    count = sum(result["document"] is not None for result in results)
    answer = Answer(status=EXPANDED, body=orjson.dumps({"data": results, "document_count": count}))
    if key is not None:
        idempotency.remember(tx, key, answer, content=content, now=now)
    return answer


@contextmanager
def unpacked(runtime: Runtime, unpacking: Unpacking, archive: Staging) -> Iterator[list[Member]]:
    """The archive's members while the block lasts; what of them it does not take over is removed."""
    arriving = Arriving(runtime.settings, runtime.staging_folder, archive.size)
    try:
        unpacking.unpack(archive.path, arriving.take, stop=arriving.stop)
        arriving.end()
        yield arriving.members
    finally:
        for member in arriving.members:
            member.discard()


class Arriving:
    """Takes parts as they come, and says by `stop` when it has seen enough; `end` then says why."""

    def __init__(self, settings: Settings, folder: Path, packed_bytes: int) -> None:
        self.members: list[Member] = []
        self.stop = threading.Event()
        self._settings = settings
        self._folder = folder
        self._packed_bytes = packed_bytes
        self._unpacked_bytes = 0
        self._head = b""
        self._error: Exception | None = None

    def take(self, part: bytes) -> None:
        """Take the next part; once something is wrong nothing more."""
        if self._error is not None:
            return
        try:
            self._act_on(part[:1], part[1:])
        except Exception as error:  # raised where it belongs: who calls here is the sandbox's watch
            self._error = error
            self.stop.set()

    def end(self) -> None:
        """That was all. Raises what went wrong with a part."""
        if self._error is not None:
            raise self._error
        self._settle()

    def _act_on(self, kind: bytes, said: bytes) -> None:
        if kind == BEGIN:
            self._settle()
            self._begin(said)
        elif not self.members:
            raise MalformedArchiveError
        elif kind == BYTES:
            self._count(len(said))
            self._append(self.members[-1], said)
        elif kind == REASON and (reason := said.decode("ascii", "replace")) in REASONS:
            self.members[-1].refuse(reason, REASONS[reason])
        else:
            raise MalformedArchiveError

    def _begin(self, said: bytes) -> None:
        if len(self.members) >= self._settings.expand_max_members:
            raise ArchiveTooLargeError(f"has more than {self._settings.expand_max_members} members")
        try:
            member = Member(said.decode()[:MAX_NAME_CHARACTERS])
        except UnicodeDecodeError as error:
            raise MalformedArchiveError from error
        self.members.append(member)
        self._head = b""

    def _count(self, n: int) -> None:
        self._unpacked_bytes += n
        if self._unpacked_bytes > self._settings.expand_max_bytes:
            raise ArchiveTooLargeError(f"unpacks to more than {self._settings.expand_max_bytes} bytes")
        is_dense = self._unpacked_bytes > self._settings.reading_max_ratio * self._packed_bytes
        if is_dense and self._unpacked_bytes > self._settings.reading_ratio_floor_bytes:
            raise ArchiveTooLargeError("unpacks far beyond its size, as only a bomb does")

    def _append(self, member: Member, piece: bytes) -> None:
        if member.problem is not None:
            return
        if member.staging is None:
            member.staging = Staging(self._folder)
        if member.staging.size + len(piece) > self._settings.max_file_bytes:
            error = FileTooLargeError(self._settings.max_file_bytes)
            member.refuse(error.code, error.message)
            return
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        member.staging.append([piece])

    def _settle(self) -> None:
        """The last member is whole: is it a file as uploads may be?"""
        if not self.members or self.members[-1].problem is not None:
            return
        member = self.members[-1]
        try:
            member.extension = check_extension(member.name)
            if member.staging is None:
                raise EmptyFileError("The file is empty; send a file of at least one byte.")
            check_kind(self._head, extension=member.extension)
        except MunimentError as error:
            member.refuse(error.code, error.message)
