"""The kinds of rows there are, and what each says, in the order it is shown. Names are never renamed."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a row is of."""

    EXCEPTION = "exception"
    USER_ENTITY_CONTROL = "user_entity_control"
    SUBSERVICE_ORGANISATION = "subservice_organisation"
    PENTEST_FINDING = "pentest_finding"
    COVERAGE_LINE = "coverage_line"
    CERTIFICATE_SITE = "certificate_site"


KINDS: dict[str, tuple[str, ...]] = {
    Kind.EXCEPTION: ("control", "criteria", "test", "result", "management_response"),
    Kind.USER_ENTITY_CONTROL: ("control", "criteria"),
    Kind.SUBSERVICE_ORGANISATION: ("name", "services", "method", "controls"),
    Kind.PENTEST_FINDING: ("reference", "title", "severity", "cvss", "status"),
    Kind.COVERAGE_LINE: ("coverage", "insurer", "policy_number", "effective_date", "expiry_date", "limits"),
    Kind.CERTIFICATE_SITE: ("name", "address", "activities"),
}
LISTS = frozenset({"controls", "limits"})
"""Fields that hold a list of texts."""

MAX_ITEMS = 1_000
"""Of one document; what a report of several hundred pages lists stays below."""
MAX_QUOTE_CHARACTERS = 2_000
MAX_FIELD_CHARACTERS = 1_500
MAX_ELEMENTS = 40
