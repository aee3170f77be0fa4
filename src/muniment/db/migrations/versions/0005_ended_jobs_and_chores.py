"""Jobs: indexes for those that ended and for the latest, the span they belong to; chores that one worker does"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ENDED = sa.text("state IN ('done', 'cancelled')")


def upgrade() -> None:
    op.create_index(
        "ix_jobs_ended", "jobs", ["finished_at", "state"], sqlite_where=_ENDED, postgresql_where=_ENDED, unique=False
    )
    op.create_index("ix_jobs_created", "jobs", ["created_at", "id"], unique=False)
    op.add_column("jobs", sa.Column("trace_parent", sa.String(length=64), nullable=True))
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )
