"""Names that are not known but look like one that is: `vendorId`, `service_ids[]`, `Status`, `per_page`, `title`.
Ignoring one would answer another question than was asked; so it is refused, with the name that is meant. One rule for
JSON bodies, forms and query parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice

KIND = "unknown_field"
"""The `type` of such a problem in a 422."""

MAX_CHARACTERS = 64
"""Longer names look like none of ours."""

MAX_NAMES = 200
"""So many names are looked at, several times what any endpoint knows: a body may hold a hundred thousand."""

_BETWEEN = re.compile(r"\[\d*\]|[\W_]+|(?<=[a-z])(?=[A-Z])")
_PLURAL = re.compile(r"(?<=[^sS])[sS]$")

QUERY: Mapping[str, str] = {
    "limit": "per_page page_size page_limit size count take top first max max_results max_items results items_per_page",
    "limit and offset": "page page_number page_no page_index page_num current_page",
    "q": "query search search_term search_query keyword term text fulltext name title",
    "sort": "sort_by sort_order sort_field sort_dir order order_by ordering direction",
    "document_type": "type doc_type kind category document_kind",
    "status": "state document_status analysis_status processing_status",
    "vendor_id": "vendor vendor_uuid supplier supplier_id",
    "service_id": "service",
    "assessment_id": "assessment questionnaire questionnaire_id",
    "created_after": "after since from from_date start_date date_from created_since created_from"
    " created_gt created_gte created_at_gt created_at_gte created_at_after created_at_from",
    "created_before": "before until to to_date end_date date_to created_until created_to"
    " created_lt created_lte created_at_lt created_at_lte created_at_before created_at_to",
    "include_archived": "archived is_archived show_archived with_archived include_deleted deleted",
    "offset": "skip start start_at start_index after cursor page_token next_token next starting_after page_offset",
    "name": "q query search search_term search_query keyword term text vendor_name service_name title",
    "external_id": "external_ref ext_id reference",
}
"""What other interfaces call a parameter of ours, by ours. The first that an endpoint knows is meant."""

FIELDS: Mapping[str, str] = {
    "file": "document upload attachment document_file uploaded_file file_upload file_data file_content",
    "vendor_id": "vendor vendor_uuid supplier supplier_id",
    "service_ids": "service",
    "assessment_ids": "assessment",
    "document_type": "type doc_type kind category document_kind",
    "supporting_document_ids": "document_ids documents supporting_documents",
    "name": "title display_name document_name document_title file_name label",
    "email": "mail email_address",
    "phone_number": "phone telephone",
    "external_id": "external_ref ext_id",
    "api_ip_allowlist": "ip_allowlist allowlist ip_whitelist",
    "seconds_until_expiration": "expires_in_days expires_in expires_at expires expiration expiration_date expiry ttl",
}
"""The same for the fields of forms and JSON bodies. None of these is a key of an object that is read here: what was
read can be sent back."""


def lookalikes(given: Iterable[object], known: tuple[str, ...], *, others: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each of the first MAX_NAMES names that is not known but looks like a known one, with that one. `others`: QUERY or
    FIELDS."""
    by_likeness = _by_likeness(known, tuple(others.items()))
    found = []
    for name in islice(given, MAX_NAMES):
        if isinstance(name, str) and len(name) <= MAX_CHARACTERS and name.isprintable() and name not in known:
            meant = by_likeness.get(_likeness(name))
            if meant is not None:
                found.append((name, meant))
    return found


def message(meant: str) -> str:
    """The sentence to the client."""
    return f"Unknown field; {meant} {'are' if ' and ' in meant else 'is'} meant"


@cache
def _by_likeness(known: tuple[str, ...], others: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found = {_likeness(name): name for name in known}
    for meant, names in others:
        if set(meant.split(" and ")) <= set(known):
            for name in names.split():
                found.setdefault(_likeness(name), meant)
    return found


def _likeness(name: str) -> str:
    """What is left of a name without case, separators, brackets and plurals; nothing of `_`, which outwits caches."""
    return "".join(_PLURAL.sub("", word) for word in _BETWEEN.split(name)).casefold().rstrip("es")
