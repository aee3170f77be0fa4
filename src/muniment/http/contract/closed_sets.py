"""The sets of words of which the wire has no other, each by the name that the OpenAPI document gives it.

Only what a client may take for all there is: types of documents, scopes and the types of events that come grow, and
stay texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias, get_args

from muniment.accounts import sessions, user_rows
from muniment.accounts.roles import Role
from muniment.documents import legal_holds, lifecycle, wants
from muniment.documents.lists.filters import Order
from muniment.documents.validity import Validity
from muniment.events.actor import ActorKind
from muniment.events.public import PUBLIC
from muniment.http.contract.schemas import nodes, ref, rename
from muniment.judging.items.kinds import Kind
from muniment.reading.errors import ERRORS
from muniment.reading.model import PageKind
from muniment.reading.warnings import WARNINGS
from muniment.vendors import assessments
from muniment.webhooks import sending


class Source(StrEnum):
    """Whose word it is."""

    ENGINE = "engine"
    MANUAL = "manual"


class ValueType(StrEnum):
    """How the value of a fact is written."""

    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    BOOLEAN = "boolean"
    LIST = "list"


class AssessmentStatus(StrEnum):
    CREATED = assessments.CREATED
    CANCELED = assessments.CANCELED


class TrailTarget(StrEnum):
    """What has a trail."""

    VENDOR_DOCUMENT = "vendor_document"
    VENDOR = "vendor"
    SERVICE = "service"
    ASSESSMENT = "assessment"
    API_KEY = "api_key"
    USER = "user"
    LEGAL_HOLD = "legal_hold"
    OAUTH_CLIENT = "oauth_client"
    WEBHOOK = "webhook"
    ORGANISATION = "organisation"


EngagementType: TypeAlias = Literal["vendor", "product"]
VendorOrder: TypeAlias = Literal["-created_at", "name"]
UserAccess: TypeAlias = Literal["active", "disabled"]


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """All the words, and what they tell."""

    words: Iterable[str]
    description: str


CLOSED_SETS = {
    "DocumentStatus": ClosedSet(
        lifecycle.Status,
        "`created`: queued; `analyzing`: being read; `complete`; `failed`: it could not be read, and is kept, listed "
        "and given out all the same. The last two stay, until it is analysed again.",
    ),
    "DocumentOrder": ClosedSet(Order, "What comes first: of age, of the day until which it is good, of the name."),
    "Validity": ClosedSet(Validity, "How a document stands on a day; `pending`: its analysis has not ended."),
    "AnalysisErrorCode": ClosedSet(ERRORS, "Why a document is `failed`: docs/findings.md explains each."),
    "AnalysisWarningCode": ClosedSet(
        WARNINGS, "What a reader of an analysis should know: docs/findings.md explains each."
    ),
    "Source": ClosedSet(Source, "`engine`: found by reading; `manual`: a person's word, or what follows from one."),
    "ValueType": ClosedSet(
        ValueType,
        "How the value of a fact is written: `date` as `2026-12-31`, `number` and `money` as a number (the currency is "
        "a fact of its own), `list` as a list of texts.",
    ),
    "ItemKind": ClosedSet(Kind, "What a row of a document tells of."),
    "PageKind": ClosedSet(PageKind, "What a page's number counts."),
    "ReasonForReview": ClosedSet(wants.Reason, "Why a document wants a person."),
    "VendorOrder": ClosedSet(get_args(VendorOrder), "Newest first, or by name."),
    "EngagementType": ClosedSet(get_args(EngagementType), "What is engaged."),
    "AssessmentStatus": ClosedSet(AssessmentStatus, "`canceled` when it is archived."),
    "LegalHoldTarget": ClosedSet(legal_holds.TargetType, "What is held; a vendor with all of its documents."),
    "EventType": ClosedSet(
        tuple(one.value for one in PUBLIC), "What the feed can be asked for; an answer may have more."
    ),
    "TrailTarget": ClosedSet(TrailTarget, "What has a trail."),
    "ActorType": ClosedSet(
        ActorKind, "Who acted: a key, an OAuth client, a user, whoever held a download link, or the server itself."
    ),
    "UserRole": ClosedSet(Role, "What a user is in its organisation: docs/people.md says what each may do."),
    "UserStatus": ClosedSet(user_rows.Status, "`invited`: has never signed in."),
    "UserAccess": ClosedSet(get_args(UserAccess), "Whether a user may come in."),
    "SignInMethod": ClosedSet(sessions.Method, "How a user signed in."),
    "DeliveryStatus": ClosedSet(sending.Status, "How a try to deliver ended."),
    "GrantType": ClosedSet(("client_credentials",), "RFC 6749 §4.4; there is no other."),
}
"""By the name in the document. No two have the same words: by them a schema is recognised."""

_NAMES = {tuple(one.words): name for name, one in CLOSED_SETS.items()}


def name_closed_sets(document: dict[str, Any]) -> None:
    """Have every schema of one of these words refer to the set by its name. The framework repeats most wherever they
    are used, and names the others by their classes, three of which are a `Status`."""
    schemas = document["components"]["schemas"]
    rename(document, {name: _NAMES[tuple(schema["enum"])] for name, schema in schemas.items() if "enum" in schema})
    others = {name: schema for name, schema in document["components"]["schemas"].items() if name not in CLOSED_SETS}
    document["components"]["schemas"] = others
    for node in nodes(document):
        if isinstance(words := node.get("enum"), list):
            del node["type"], node["enum"]
            node |= ref(_NAMES[tuple(words)])
    for name, one in CLOSED_SETS.items():
        others[name] = {"type": "string", "enum": list(one.words), "description": one.description}
