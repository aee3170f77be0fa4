"""The record of an organisation: every change, and every call, in one chain (CONTRACT §4.4).

A record's hash is made over all that it says and over the hash of the one before. Its number comes from the
organisation's row, which stays locked until the transaction ends: so concurrent writers, on either database, cannot
fork the chain. What is altered, removed, put in or put in another order breaks it (`events.audit_chain`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, insert, select, text, update

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import audit_records, organisations
from muniment.events.actor import Actor

NO_HASH = bytes(32)
"""The hash before the first record."""

API_CALL = "external_api_call"
CALLS_LOST = "external_api_calls_not_recorded"
DOWNLOADED = "document_downloaded"

SIGNED_IN = "user_signed_in"
SIGN_IN_FAILED = "user_sign_in_failed"
SIGNED_OUT = "user_signed_out"
PASSWORD_SET = "user_password_set"  # noqa: S105 no password
PASSWORD_CODE_MADE = "user_password_code_made"  # noqa: S105 no password
SIGN_IN_CODE_MADE = "user_sign_in_code_made"

SIGNING = {
    SIGNED_IN: "signed in",
    SIGN_IN_FAILED: "did not sign in",
    SIGNED_OUT: "signed out",
    PASSWORD_SET: "has another password",
    PASSWORD_CODE_MADE: "was given a code to set a password",
    SIGN_IN_CODE_MADE: "was given a link to sign in",
}
"""What happens to a user without changing it, as a summary says it."""

CALLS = "api"
"""The group of calls."""


class Subject(NamedTuple):
    """What changes are of: the group of its records, its own type in them, and how a summary calls it."""

    group: str
    target_type: str
    called: str

    def named(self, name: object) -> str:
        """One of them, by its name where it has one."""
        return f'{self.called} "{name[:_MAX_NAME_IN_SUMMARY]}"' if isinstance(name, str) and name else self.called


_MAX_NAME_IN_SUMMARY = 100

SUBJECTS = {
    "VendorDocument": Subject("documents", "vendor_document", "Document"),
    "Vendor": Subject("vendors", "vendor", "Vendor"),
    "Service": Subject("vendors", "service", "Service"),
    "Assessment": Subject("assessments", "assessment", "Assessment"),
    "ApiKey": Subject("api_keys", "api_key", "API key"),
    "OAuthClient": Subject("oauth_clients", "oauth_client", "OAuth client"),
    "User": Subject("users", "user", "User"),
    "Organisation": Subject("organisation", "organisation", "Organisation"),
    "LegalHold": Subject("legal_holds", "legal_hold", "Legal hold"),
    "Webhook": Subject("webhooks", "webhook", "Webhook"),
}
"""By the noun of the event's type."""

DOCUMENT = SUBJECTS["VendorDocument"]

_HAPPENED = {
    "Created": "created",
    "Updated": "changed",
    "Deleted": "archived",
    "Restored": "restored",
    "Purged": "purged",
    "Quarantined": "put in quarantine",
    "Settled": "analysed",
    "Removed": "removed",
    "Released": "released",
    "Reviewed": "reviewed",
    "ReviewWithdrawn": "no longer reviewed",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded. `created_at`: Unix seconds. `data`: plain JSON values."""

    created_at: int
    actor: Actor
    event_type: str
    event_group: str
    summary: str
    target_type: str | None = None
    target_id: str | None = None
    vendor_id: str | None = None
    data: Mapping[str, Any] | None = None


_GIVE_SEQS = HotStatement(
    update(organisations)
    .where(organisations.c.id == bindparam("org"))
    .values(audit_seq=organisations.c.audit_seq + bindparam("n"))
    .returning(organisations.c.audit_seq)
)
_HASH_OF = HotStatement(
    select(audit_records.c.hash).where(
        audit_records.c.org_id == bindparam("org"), audit_records.c.seq == bindparam("seq")
    )
)
_APPEND = HotStatement(insert(audit_records))
_COLUMNS = tuple(column.name for column in audit_records.c)
_NUMBERS = frozenset({"seq", "created_at"})
_FROM_JSON = (
    "INSERT INTO audit_records ({columns}) SELECT {selected}"
    " FROM json_to_recordset(CAST(:rows AS json)) AS given ({typed})"
)
_APPEND_MANY_ON_POSTGRESQL = HotStatement(
    text(
        _FROM_JSON.format(
            columns=", ".join(_COLUMNS),
            selected=", ".join("decode(hash, 'hex')" if name == "hash" else name for name in _COLUMNS),
            typed=", ".join(f"{name} {'bigint' if name in _NUMBERS else 'text'}" for name in _COLUMNS),
        )
    )
)
_MANY = 8
"""From so many rows on PostgreSQL takes them in one statement: of 500, a row costs this process 10 us of CPU and the
database 12; in statements of their own 18 and 44."""


def append(tx: Transaction, org_id: str, records: Sequence[Record], *, last_seq: int | None = None) -> None:
    """Append the records to the organisation's chain, in order. `last_seq`: the number of the last one, where the
    caller has raised the organisation's with its own statement. An organisation that is not there records nothing."""
    if not records:
        return
    if last_seq is None:
        row = _GIVE_SEQS.first(tx, {"org": org_id, "n": len(records)})
        if row is None:
            return
        last_seq = int(row[0])
    first_seq = last_seq - len(records) + 1
    before = _HASH_OF.first(tx, {"org": org_id, "seq": first_seq - 1}) if first_seq > 1 else None
    hash_ = bytes(before[0]) if before is not None else NO_HASH
    rows = []
    for seq, record in enumerate(records, first_seq):
        row_of_it = _row(org_id, seq, record)
        hash_ = chained(row_of_it, hash_)
        rows.append({**row_of_it, "hash": hash_})
    if tx.dialect.name == "postgresql" and len(rows) >= _MANY:
        given = [{**row, "hash": row["hash"].hex()} for row in rows]
        _APPEND_MANY_ON_POSTGRESQL.run(tx, {"rows": orjson.dumps(given).decode()})
    else:
        _APPEND.run(tx, *rows)


def _row(org_id: str, seq: int, record: Record) -> dict[str, Any]:
    return {
        "org_id": org_id,
        "seq": seq,
        "created_at": record.created_at,
        "actor_kind": record.actor.kind.value,
        "actor_id": record.actor.id,
        "actor_name": record.actor.name,
        "event_type": record.event_type,
        "event_group": record.event_group,
        "target_type": record.target_type,
        "target_id": record.target_id,
        "vendor_id": record.vendor_id,
        "summary": record.summary,
        "data": orjson.dumps(record.data or {}).decode(),
    }


HASHED = tuple(column.name for column in audit_records.c if column.name != "hash")
"""The columns that a record's hash covers, in this order."""


def chained(row: Mapping[str, Any], before: bytes) -> bytes:
    """The hash of a record: SHA-256 over the JSON array of its HASHED columns and the hex of the hash before."""
    return hashlib.sha256(orjson.dumps([*(row[name] for name in HASHED), before.hex()])).digest()


def of_change(
    actor: Actor,
    type_: str,
    *,
    subject_id: str,
    vendor_id: str | None,
    changes: Mapping[str, tuple[Any, Any]],
    name: object,
    now: int,
) -> Record:
    """The record of a change: `changes` says old and new value of each field that differs."""
    noun, _, happened = type_.partition(".")
    subject = SUBJECTS[noun]
    return Record(
        created_at=now,
        actor=actor,
        event_type=type_,
        event_group=subject.group,
        target_type=subject.target_type,
        target_id=subject_id,
        vendor_id=vendor_id,
        summary=f"{subject.named(name)} {_HAPPENED[happened]}",
        data={"field_diffs": {field: {"old_value": old, "new_value": new} for field, (old, new) in changes.items()}},
    )
