"""How often people agreed with the engine, by the type that it had named (CONTRACT §5.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import document_reviews

_COUNTED = {
    "document_types": {"agreed": "types_agreed", "corrected": "types_corrected"},
    "facts": {
        "agreed": "facts_agreed",
        "corrected": "facts_corrected",
        "rejected": "facts_rejected",
        "added": "facts_added",
    },
}


def by_type(tx: Transaction, caller: Caller) -> list[dict[str, Any]]:
    """For each type that the engine named of a reviewed document, null where it named none: how many were reviewed, how
    many types and facts people confirmed and changed. Where the engine had not spoken yet, nothing is compared."""
    r = document_reviews.c
    columns = [name for counted in _COUNTED.values() for name in counted.values()]
    query = select(r.engine_type, func.count().label("reviews"), *(func.sum(r[name]).label(name) for name in columns))
    query = query.where(r.org_id == caller.org_id)
    if caller.vendor_ids is not None:
        query = query.where(r.vendor_id.in_(caller.vendor_ids))
    return [
        {
            "document_type": row.engine_type or None,
            "reviews": int(row.reviews),
            **{
                what: {name: int(row._mapping[column]) for name, column in counted.items()}
                for what, counted in _COUNTED.items()
            },
        }
        for row in tx.execute(query.group_by(r.engine_type).order_by(r.engine_type))
    ]
