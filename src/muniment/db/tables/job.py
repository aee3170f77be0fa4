"""Work that is owed, and who does it. Times are fractional seconds of the database's own clock."""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, String, Table, Text, text

from muniment.db.tables.metadata import metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("queue", String(32), nullable=False),
    Column("org_id", String(64), nullable=False),
    Column("subject_id", String(64), nullable=False),
    # Raised by the subject when it moves on: work owed for an earlier state of it changes nothing.
    Column("fence", Integer, nullable=False),
    Column("payload", Text, nullable=False, server_default="{}"),  # JSON: what the job needs beside its subject
    Column("state", String(16), nullable=False),  # queued, leased, done, dead, cancelled
    Column("attempt", Integer, nullable=False, server_default="0"),  # raised by each claim; fences the result
    Column("failures", Integer, nullable=False, server_default="0"),  # attempts that ended badly
    Column("run_at", Double, nullable=False),
    Column("lease_until", Double),
    Column("worker", Text),
    Column("error", Text),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
    Column("trace_parent", String(64)),  # of the span in which it was owed (W3C), when spans are made
    Index(
        "ix_jobs_queued",
        "org_id",
        "queue",
        "run_at",
        "id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_jobs_leased",
        "lease_until",
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index("ix_jobs_subject", "subject_id", "kind"),
    Index(
        "ix_jobs_dead",
        "org_id",
        "finished_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
    # What outnumbers all others: those that ended well and are kept for a week.
    Index(
        "ix_jobs_ended",
        "finished_at",
        "state",
        sqlite_where=text("state IN ('done', 'cancelled')"),
        postgresql_where=text("state IN ('done', 'cancelled')"),
    ),
    Index("ix_jobs_created", "created_at", "id"),
)

job_lanes = Table(
    "job_lanes",
    metadata,
    # One row an organisation and queue: workers take turns between lanes (jobs/lanes.py).
    Column("org_id", String(64), primary_key=True),
    Column("queue", String(32), primary_key=True),
    Column("next_run_at", Double),  # earliest run_at of its queued jobs; null when none
    Column("served_at", Double, nullable=False),
    Index(
        "ix_job_lanes_waiting",
        "queue",
        "served_at",
        "org_id",
        sqlite_where=text("next_run_at IS NOT NULL"),
        postgresql_where=text("next_run_at IS NOT NULL"),
    ),
)

workers = Table(
    "workers",
    metadata,
    # One row for each living worker, on whichever machine; times are the database's clock. Removed when it stops.
    Column("name", String(255), primary_key=True),
    Column("concurrency", Integer, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
)

chores = Table(
    "chores",
    metadata,
    # Work that one worker of all does from time to time; the database's clock.
    Column("name", String(64), primary_key=True),
    Column("begun_at", Double, nullable=False),
)
