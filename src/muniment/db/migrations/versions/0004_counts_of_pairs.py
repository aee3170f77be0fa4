"""Counters of what a service and an assessment share, and of organisations' coarse blocks

Fills them for documents that are there. Code of before would not keep them: it never was in a release.
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    few = """(SELECT count(*) FROM document_services x WHERE x.document_id = a.document_id)
            * (SELECT count(*) FROM document_assessments y WHERE y.document_id = a.document_id) <= 256"""
    members = f"""
        SELECT substr(s.service_id, 7) || substr(a.assessment_id, 8) AS scope_id, s.seq, s.document_type, s.status,
               s.is_archived
        FROM document_services s JOIN document_assessments a ON a.document_id = s.document_id
        WHERE {few}
        UNION ALL
        SELECT 'many_' || a.assessment_id, a.seq, a.document_type, a.status, a.is_archived
        FROM document_assessments a
        WHERE NOT {few}"""  # noqa: S608 - constants only
    for block in ("-1", "seq / 65536"):  # documents/counts.py: TOTAL, BLOCK * WIDE
        op.execute(f"""
            INSERT INTO document_counts (scope_id, block, document_type, status, is_archived, n)
            SELECT scope_id, {block}, coalesce(document_type, ''), status, is_archived, count(*)
            FROM ({members}) AS members
            GROUP BY 1, 2, 3, 4, 5""")  # noqa: S608 - constants only
    op.execute("""
        INSERT INTO document_counts (scope_id, block, document_type, status, is_archived, n)
        SELECT scope_id, -2 - block / 16, document_type, status, is_archived, sum(n)
        FROM document_counts
        WHERE scope_id LIKE 'cborg%' AND block >= 0
        GROUP BY 1, 2, 3, 4, 5""")  # documents/counts.py: coarse_key, WIDE
