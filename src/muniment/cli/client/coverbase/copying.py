"""Copying an organisation from Coverbase: vendors with their services, and documents with their assessments.

The source is asked for nothing that is not Coverbase's own (CONTRACT §2, §3, without what is marked as extension). Each
step is safe to be killed in and to be done again.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeGuard

from muniment.cli.client.connecting import PATIENT_TRIES, is_away, is_for_all, sentence
from muniment.cli.client.coverbase.copies import Copies, Kind
from muniment.parallel import Turns, as_done
from muniment.storage.digest import sha256_of
from muniment.unicode import normalised

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.model import Model
    from muniment_client.models import Document, Service

_VENDOR = (
    "name",
    "external_id",
    "website",
    "description",
    "hq_location",
    "use_case",
    "tier",
    "tags",
    "engagement_type",
    "status_id",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "primary_contact",
)
_SERVICE = (
    "name",
    "description",
    "external_id",
    "tags",
    "relationship_owner_ids",
    "watcher_ids",
    "primary_contact",
)
_ASSESSMENT = ("name", "control_set_ids", "assignee_id")
"""What may be said of a new one of each. All else that a source tells stays behind."""

_CONTACT = ("email", "name", "title", "phone_number")

_OWN = frozenset({"id", "vendor_id", "created_at", "updated_at", "initiated_at", "services", "service_ids"})
"""What every one has anew here, or what is copied by another way."""

_NOTHING: tuple[object, ...] = (None, "", [], {}, 0, "created")
"""Values that say nothing; `created` is the status of what has only begun."""

_PAGE = 200

_MAX_ID_CHARACTERS = 200
_ID = re.compile(rf"[!-~]{{1,{_MAX_ID_CHARACTERS}}}", re.ASCII)


class NotCopiedError(Exception):
    """One thing cannot be copied; the message says why, on a line."""


class Copying:
    """An import under way. `document_types`: the slugs that the target knows; `max_file_bytes`: that it takes."""

    def __init__(
        self,
        source: Muniment,
        target: Muniment,
        copies: Copies,
        *,
        document_types: frozenset[str],
        max_file_bytes: int,
    ) -> None:
        self._source, self._target, self._copies = source, target, copies
        self._document_types = document_types
        self._max_file_bytes = max_file_bytes
        self._parents = threading.RLock()
        self._turns = Turns()
        self._looked_at: set[str] = set()

    def vendors(self) -> Iterator[None]:
        """Copy every vendor and its services; yields after each. Raises MunimentError when nothing more can be done."""
        for vendor in self._source.vendors.list(limit=_PAGE):
            self._parent(Kind.VENDOR, vendor.id, self._copy_vendor)
            yield

    def documents(self, *, jobs: int) -> Iterator[None]:
        """Copy every document and the assessments it is attached to; yields after each. Raises MunimentError when
        nothing more can be done, OSError when this machine's disk is full."""

        def copy(document: Document) -> None:
            self._try(Kind.DOCUMENT, document.id, lambda: self._copy_document(document))

        for _ in as_done(copy, self._source.documents.list(limit=_PAGE), jobs=jobs, name="import"):
            yield

    def document_count(self) -> int:
        """How many the source says there are."""
        page = next(iter(self._source.documents.list(limit=1).pages()))
        return page.total if isinstance(page.total, int) else 0

    def _copy_vendor(self, source_id: str) -> None:
        vendor = self._source.vendors.get(source_id)
        fields, left_behind = _taken(vendor.to_dict(), _VENDOR)

        def alike() -> Iterator[str]:
            for one in self._target.vendors.list(name=vendor.name):
                if _is_like(self._target.vendors.get(one.id), fields):
                    yield one.id

        vendor_id = self._once(
            Kind.VENDOR,
            source_id,
            left_behind,
            alike=alike,
            make=lambda key: self._target.vendors.create(**fields, idempotency_key=key).id,
        )
        for service in _listed(vendor.services):
            self._try(Kind.SERVICE, getattr(service, "id", None), partial(self._copy_service, service, vendor_id))

    def _copy_service(self, service: Service, vendor_id: str) -> None:
        """No idempotency key holds for it, so it is looked for before each try: that waits for the server, and finds
        also what the run of another map made."""
        from muniment_client import MunimentError

        fields, left_behind = _taken(service.to_dict(), _SERVICE)

        def alike() -> Iterator[str]:
            return (one.id for one in self._target.vendors.get(vendor_id).services if _is_like(one, fields))

        def make(_key: str) -> str:
            return self._target.vendors.create_service(vendor_id, **fields).id

        if self._copies.find(Kind.SERVICE, service.id) is None:
            self._copies.begin(Kind.SERVICE, service.id)
        for tries in range(1, PATIENT_TRIES + 1):
            try:
                self._once(Kind.SERVICE, service.id, left_behind, alike=alike, make=make)
                return
            except MunimentError as error:
                if tries == PATIENT_TRIES or not is_away(error):
                    raise

    def _copy_assessment(self, source_id: str) -> None:
        assessment = self._source.assessments.get(source_id)
        vendor_id = self._vendor(assessment.vendor_id)
        fields, left_behind = _taken(assessment.to_dict(), _ASSESSMENT)
        services, lost = self._linked(Kind.SERVICE, assessment.service_ids)
        self._once(
            Kind.ASSESSMENT,
            source_id,
            ", ".join(filter(None, [left_behind, lost])),
            alike=lambda: (
                one.id for one in self._target.assessments.list(vendor_id=vendor_id) if _is_like(one, fields)
            ),
            make=lambda key: (
                self._target.assessments.create(
                    vendor_id=vendor_id,
                    service_ids=services,
                    idempotency_key=key,
                    **{"control_set_ids": [], **fields},
                ).id
            ),
        )

    def _copy_document(self, document: Document) -> None:
        known = self._copies.find(Kind.DOCUMENT, document.id)
        if known is not None and known.sha256 is not None:
            return
        vendor_id = self._vendor(document.vendor_id)
        for assessment_id in filter(_is_id, _listed(document.assessment_ids)):
            self._parent(Kind.ASSESSMENT, assessment_id, self._copy_assessment)
        services, lost_services = self._linked(Kind.SERVICE, document.service_ids)
        assessments, lost_assessments = self._linked(Kind.ASSESSMENT, document.assessment_ids)
        is_known_type = isinstance(document.document_type, str) and document.document_type in self._document_types
        lost_type = f"document_type {document.document_type}" if document.document_type and not is_known_type else ""
        filename = f"file.{document.extension}"
        name = document.name if isinstance(document.name, str) and document.name.strip() else filename
        with TemporaryDirectory(prefix="muniment-") as folder:
            there, here = Path(folder) / "there", Path(folder) / "here"
            sha256 = self._fetched(document, there)

            def alike() -> Iterator[str]:
                found = self._target.documents.list(vendor_id=vendor_id, sha256=sha256, include_archived=True)
                return (one.id for one in found if one.name == normalised(name.strip(), "NFC"))

            def make(key: str) -> str:
                return self._target.documents.upload(
                    there,
                    filename=filename,
                    name=name,
                    vendor_id=vendor_id,
                    service_ids=services,
                    assessment_ids=assessments,
                    document_type=document.document_type if is_known_type else None,
                    idempotency_key=key,
                ).id

            left_behind = ", ".join(filter(None, [lost_services, lost_assessments, lost_type]))
            with self._turns.on(sha256):  # so that none takes what is made for its twin meanwhile
                target_id = self._once(Kind.DOCUMENT, document.id, left_behind, alike=alike, make=make)
            self._target.documents.download_to(target_id, here)
            if sha256_of(here).hex() != sha256:
                raise NotCopiedError(f"{target_id} has other bytes here")
        self._copies.verified(document.id, sha256)

    def _fetched(self, document: Document, path: Path) -> str:
        """The SHA-256 of the source's bytes, which are in the file then. Raises NotCopiedError."""
        from muniment_client import ApiError, ConnectionFailedError

        said = document.size if isinstance(document.size, int) else None
        most = self._max_file_bytes if said is None else said
        if most > self._max_file_bytes:
            raise NotCopiedError(f"has {most:,} bytes, more than the {self._max_file_bytes:,} that are taken")

        def progress(received: int, _total: int | None) -> None:
            if received > most:  # else it would come until the disk is full
                raise NotCopiedError(f"the source gave more than {most} bytes of it")

        try:
            self._source.documents.download_to(document.id, path, progress=progress)
        except ApiError as error:
            if error.request_id is not None or is_away(error):
                raise
            raise NotCopiedError(f"its bytes cannot be fetched: {sentence(error)}") from error  # whoever keeps them
        except ConnectionFailedError as error:
            self._source.documents.get(document.id)  # it is the source that is away, else who keeps the bytes
            raise NotCopiedError(f"its bytes cannot be fetched: {sentence(error)}") from error
        size = path.stat().st_size
        if said is not None and size != said:
            raise NotCopiedError(f"the source gave {size} bytes of a file of {said}")
        return sha256_of(path).hex()

    def _vendor(self, source_id: str) -> str:
        """What the vendor became. Raises NotCopiedError."""
        if not _is_id(source_id):
            raise NotCopiedError("the source names no vendor of it")
        self._parent(Kind.VENDOR, source_id, self._copy_vendor)
        vendor_id = self._copies.target_of(Kind.VENDOR, source_id)
        if vendor_id is None:
            raise NotCopiedError(f"its vendor {source_id} is not copied")
        return vendor_id

    def _linked(self, kind: Kind, source_ids: object) -> tuple[list[str], str]:
        """What those became that are copied, and in words that others are not."""
        targets = [self._copies.target_of(kind, one) if _is_id(one) else None for one in _listed(source_ids)]
        lost = sum(one is None for one in targets)
        return [one for one in targets if one is not None], f"links to {kind.value}s: {lost}" if lost else ""

    def _parent(self, kind: Kind, source_id: str, copy: Callable[[str], None]) -> None:
        """See once in a run that it is copied; others that want it meanwhile wait."""
        with self._parents:
            if (named := ascii(source_id)) not in self._looked_at:
                self._try(kind, source_id, lambda: copy(source_id))
                self._looked_at.add(named)

    def _try(self, kind: Kind, source_id: object, copy: Callable[[], None]) -> None:
        """Copy one thing, or keep why it is not. Raises MunimentError for what is not that thing's fault."""
        from muniment_client import MunimentError

        if not _is_id(source_id):
            self._copies.refused(kind, ascii(source_id)[:_MAX_ID_CHARACTERS], "that is no id")
            return
        try:
            copy()
        except NotCopiedError as error:
            self._copies.refused(kind, source_id, str(error))
        except MunimentError as error:
            if is_for_all(error):
                raise
            self._copies.refused(kind, source_id, sentence(error))

    def _once(
        self,
        kind: Kind,
        source_id: str,
        left_behind: str,
        *,
        alike: Callable[[], Iterable[str]],
        make: Callable[[str], str],
    ) -> str:
        """What the thing became, made with that idempotency key if it is not there. `alike`: ids in the target of what
        is just as it would be made, of which an earlier run may have made one and not lived to learn of it."""
        known = self._copies.find(kind, source_id)
        if known is not None and known.target_id is not None:
            return known.target_id
        target_id = None
        if known is not None:
            target_id = next((one for one in alike() if not self._copies.is_claimed(one)), None)
        if target_id is None:
            self._copies.begin(kind, source_id)
            target_id = make(self._copies.key(kind, source_id))
        self._copies.made(kind, source_id, target_id, left_behind=left_behind)
        return target_id


def _taken(thing: Mapping[str, Any], names: Sequence[str]) -> tuple[dict[str, Any], str]:
    """What can be said of a new one, and the names of what else the source says of it. Raises NotCopiedError."""
    fields = {name: value for name in names if (value := _sayable(thing.get(name)))}
    if "name" not in fields:
        raise NotCopiedError("the source says no name of it")
    said = {name for name, value in thing.items() if value not in _NOTHING}
    return fields, ", ".join(sorted(said - fields.keys() - _OWN))


def _is_id(given: object) -> TypeGuard[str]:
    """Whether the source calls something by that."""
    return isinstance(given, str) and _ID.fullmatch(given) is not None and given not in (".", "..")


def _listed(given: object) -> list[Any]:
    """What the source lists; nothing where it is no list."""
    return given if isinstance(given, list) else []


def _sayable(value: Any) -> Any:
    """A text, a list of texts or a contact as it is taken; None for all else, and for a contact without an address."""
    if isinstance(value, Mapping):
        return {name: value.get(name) for name in _CONTACT} if value.get("email") else None
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return value if is_list or isinstance(value, str) else None


def _is_like(made: Model, fields: Mapping[str, Any]) -> bool:
    """Whether it was made of these fields, but for the spaces and the writing of an address that a server tidies."""
    there = made.to_dict()
    return all(_tidy(there.get(name)) == _tidy(value) for name, value in fields.items() if name != "primary_contact")


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
