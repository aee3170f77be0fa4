"""The filled database is one that the product could have made."""

from __future__ import annotations

from benchmarks.fill import fill
from muniment.accounts.caller import Caller
from muniment.db.engine import Database
from muniment.documents.lists import listing
from tests.documents.test_counts import counted, recount


def test_counters_of_what_is_filled_equal_a_recount_and_lists_find_it(
    database: Database,
) -> None:
    filled = fill(database, 250)
    caller = Caller.system(filled.org_id, "test")
    with database.read() as tx:
        assert counted(tx) == recount(tx)
        assert listing.page(tx, caller, listing.Filters(include_archived=True), limit=1, offset=250) == ("[]", 250)
