"""Documents by state and type: for the few that match rare filters"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index(
        "ix_documents_kind", "documents", ["org_id", "status", "document_type", "is_archived", "seq"], unique=False
    )
