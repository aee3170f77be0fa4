"""The kinds of rows that a type's facts name, and the one way from a reading to rows that may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from muniment.judging.facts.view import View
from muniment.judging.items.coverage import coverage_lines
from muniment.judging.items.exceptions import exceptions
from muniment.judging.items.kinds import MAX_ITEMS
from muniment.judging.items.pentest_findings import pentest_findings
from muniment.judging.items.sites import certificate_sites
from muniment.judging.items.subservice import subservice_organisations
from muniment.judging.items.user_controls import user_controls
from muniment.judging.model import Item
from muniment.judging.receipts.rows import check
from muniment.judging.taxonomy.types import types_by_slug
from muniment.reading.model import Reading

RowExtractor = Callable[[View], Iterable[Item]]

ROWS: dict[str, tuple[RowExtractor, ...]] = {
    "soc_report": (exceptions, user_controls, subservice_organisations),
    "penetration_test": (pentest_findings,),
    "continuity_test": (pentest_findings,),
    "certificate_of_insurance": (coverage_lines,),
    "certificate": (certificate_sites,),
}
"""By the name that an entry of the taxonomy gives in `facts`."""


def items_of(reading: Reading, *, document_type: str | None, view: View | None = None) -> tuple[Item, ...]:
    """The verified rows of a document, at most MAX_ITEMS, kind by kind in the order of its pages; none for a type that
    lists nothing. `view`: that of the reading, where it was made already."""
    known = types_by_slug().get(document_type or "")
    extractors = ROWS.get(known.facts or "", ()) if known is not None else ()
    if not extractors:
        return ()
    view = view or View(reading)
    pages = {page.number: page for page in reading.pages}
    found: list[Item] = []
    for extractor in extractors:
        checked = (check(one, pages) for one in extractor(view))
        found.extend(sorted((one for one in checked if one.verified), key=lambda one: (one.page, one.start)))
    return tuple(found[:MAX_ITEMS])
