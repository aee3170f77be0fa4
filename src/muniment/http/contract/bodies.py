"""What JSON bodies are checked against."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from muniment.accounts.emails import EmailStr
from muniment.accounts.keys import MAX_SCOPES, MAX_VENDORS
from muniment.accounts.network import MAX_NETWORKS
from muniment.accounts.oauth_clients import MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS
from muniment.accounts.passwords import MOST_CHARACTERS
from muniment.accounts.roles import ALIASES, Role
from muniment.accounts.scopes import SCOPE_PATTERN
from muniment.documents.legal_holds import MAX_REASON_CHARACTERS
from muniment.evidence.reviewing import MAX_FACTS, MAX_NOTE_CHARACTERS
from muniment.http.contract.closed_sets import EngagementType, UserAccess
from muniment.http.contract.lookalikes import FIELDS, KIND, lookalikes, message
from muniment.unicode import is_visible

MAX_TEXT_CHARACTERS = 10_000
MAX_LIST_ITEMS = 1_000


def _storable(value: object) -> object:
    """Without NUL, which PostgreSQL's text cannot hold and nobody means. Refuses half a surrogate pair, which JSON can
    say ("\\ud800") and no database and no answer can."""
    if not isinstance(value, str):
        return value
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticKnownError("string_unicode")
    return value.replace("\x00", "")


# The lengths stand before the validator: behind it pydantic counts "items".
Line = Annotated[str, Field(max_length=1_000), BeforeValidator(_storable)]
LongText = Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS), BeforeValidator(_storable)]


def _visible(value: str) -> str:
    if not is_visible(value):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return value


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255, pattern=r"\S"),
    BeforeValidator(_storable),
    AfterValidator(_visible),
]
Items = Annotated[list[Line], Field(max_length=MAX_LIST_ITEMS)]


class _Body(BaseModel):
    """A JSON body. Unknown fields are ignored, as Coverbase has more than this product knows; but not one that looks
    like a known one, which its sender believes to be heard."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_lookalikes(cls, value: object) -> object:
        if isinstance(value, dict) and (meant := lookalikes(value, tuple(cls.model_fields), others=FIELDS)):
            problems = [
                InitErrorDetails(type=PydanticCustomError(KIND, message(name)), loc=(given,), input=None)
                for given, name in meant
            ]
            raise ValidationError.from_exception_data(cls.__name__, problems)
        return value


class NewContact(_Body):
    """Whom to ask at a vendor."""

    email: EmailStr
    name: Line | None = None
    title: Line | None = None
    phone_number: Line | None = None


class _VendorFields(_Body):
    external_id: Line | None = None
    website: Line | None = None
    description: LongText | None = None
    hq_location: Line | None = None
    use_case: LongText | None = None
    tier: Line | None = None
    tags: Items | None = None
    tag_ids: Items | None = Field(None, description="The same as `tags`, by another name.")
    engagement_type: EngagementType | None = None
    status_id: Line | None = None
    risk_analyst_ids: Items | None = None
    relationship_owner_ids: Items | None = None
    watcher_ids: Items | None = None
    inherent_risk_level_id: Line | None = None
    residual_risk_level_id: Line | None = None
    primary_contact: NewContact | None = None


class NewVendor(_VendorFields):
    """What a vendor is made from. Ids of what this product does not manage are kept as given."""

    name: Name


class VendorChange(_VendorFields):
    """What to change on a vendor. Omitted or null stays; "" clears a text, [] a list."""

    name: Name | None = None


ScopeName = Annotated[str, Field(pattern=SCOPE_PATTERN, max_length=65)]


class NewApiKey(_Body):
    """What a key is made from."""

    name: Annotated[str, BeforeValidator(_storable)] = Field(description="1 to 255 printable characters.")
    seconds_until_expiration: int | None = Field(None, ge=1, le=3_155_760_000, description="Never when omitted.")
    scopes: list[ScopeName] | None = Field(
        None, max_length=MAX_SCOPES, description="Without a scope of a resource the key may use every ordinary route."
    )
    vendor_ids: list[Line] | None = Field(
        None,
        min_length=1,
        max_length=MAX_VENDORS,
        description="The vendors beyond which nothing is found. All of them.",
    )


class KeyRotation(_Body):
    """How a key is rotated."""

    overlap_seconds: int | None = Field(None, ge=0, le=2_592_000, description="How long the old one still works.")


class KeyRevocation(_Body):
    """Why a key is revoked."""

    reason: Line | None = None


class NewOAuthClient(_Body):
    """What an OAuth client is made from."""

    name: Annotated[str, BeforeValidator(_storable)] = Field(description="1 to 255 printable characters.")
    scopes: list[ScopeName] | None = Field(
        None, max_length=MAX_SCOPES, description="As of a key: without a scope of a resource every ordinary one."
    )
    access_token_ttl_seconds: int | None = Field(
        None, ge=MIN_TOKEN_SECONDS, le=MAX_TOKEN_SECONDS, description="How long its tokens live; 3,600 when omitted."
    )
    vendor_ids: list[Line] | None = Field(
        None,
        min_length=1,
        max_length=MAX_VENDORS,
        description="The vendors beyond which nothing is found. All of them.",
    )


def _role(value: object) -> object:
    """The role that is meant, by its own name or Coverbase's; anything else is refused as no role."""
    return ALIASES.get(value, value) if isinstance(value, str) else value


RoleName = Annotated[Role, BeforeValidator(_role)]
PersonName = Annotated[str, Field(max_length=255), BeforeValidator(_storable)]


class NewUserBody(_Body):
    """Who is to be a user."""

    email: EmailStr
    first_name: PersonName | None = None
    last_name: PersonName | None = None
    role: RoleName | None = Field(None, description="analyst when omitted.")


class UserChange(_Body):
    """What to change on a user. Omitted or null stays; "" clears a name."""

    first_name: PersonName | None = None
    last_name: PersonName | None = None
    role: RoleName | None = Field(
        None, description="Of one that may do less, keys and OAuth clients of the user that may do more end at once."
    )
    status: UserAccess | None = Field(
        None, description="disabled: every session, key and OAuth client of the user ends at once."
    )


Password = Annotated[str, Field(max_length=MOST_CHARACTERS), BeforeValidator(_storable)]
Code = Annotated[str, Field(max_length=64), BeforeValidator(_storable)]


class SignIn(_Body):
    """Who comes in."""

    email: Annotated[str, Field(max_length=320), BeforeValidator(_storable)]
    password: Password


class PasswordChange(_Body):
    """The password of who is signed in."""

    current_password: Password
    new_password: Password = Field(description="12 to 1,024 characters.")


class SignInByCode(_Body):
    """A code that signs in."""

    code: Code = Field(description="Of the link that `muniment users link` prints.")


class PasswordByCode(_Body):
    """A password, set by a code."""

    code: Code
    new_password: Password = Field(description="12 to 1,024 characters.")


class FirstAdministrator(_Body):
    """Who administers a new installation."""

    code: Code = Field(description="As `serve` prints it when there is no user yet.")
    email: EmailStr
    password: Password = Field(description="12 to 1,024 characters.")
    first_name: PersonName | None = None
    last_name: PersonName | None = None
    organisation: Line | None = Field(
        None, description="Its name, made where there is none; may be left out where there is one."
    )


class OrganisationChange(_Body):
    """What to change on an organisation. Omitted or null stays."""

    api_ip_allowlist: list[Line] | None = Field(
        None, max_length=MAX_NETWORKS, description="CIDRs, IPv4 and IPv6; [] lets in from everywhere."
    )
    force: bool | None = Field(None, description="Also when the caller's own address is not among them.")


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REASON_CHARACTERS, pattern=r"\S"),
    BeforeValidator(_storable),
    AfterValidator(_visible),
]


class NewLegalHold(_Body):
    """What a legal hold is made from."""

    target_type: Literal["document", "vendor", "organisation"]
    target_id: Line = Field(description="Of a document, a vendor (and all of its documents) or the organisation.")
    reason: Reason


class QuarantineRelease(_Body):
    """Why a document is let out of quarantine."""

    reason: Reason


class LegalHoldRelease(_Body):
    """Why a legal hold is released."""

    reason: Reason


class NewWebhook(_Body):
    """What a webhook is made from."""

    url: Line = Field(description="HTTPS, to a public address; at most 1,000 characters.")
    events: Items = Field(description="Types of events to be told of; none of them: nothing is sent.")
    secret: Line = Field(description="16 characters and more; messages are signed with it. Never shown again.")
    description: LongText | None = None
    enabled: StrictBool | None = Field(None, description="True when omitted.")


class WebhookChange(_Body):
    """What to change on a webhook. Omitted or null stays."""

    url: Line | None = None
    events: Items | None = None
    secret: Line | None = None
    description: LongText | None = None
    enabled: StrictBool | None = None


_LEVELS_AROUND_PAYLOAD = 8
"""More than stand around it in the list of deliveries, where it is answered."""


def _sendable(value: dict[str, Any]) -> dict[str, Any]:
    """As JSON that can be sent and listed: no half of a surrogate pair, no number past 64 bits, not nested deeper than
    answers can be."""
    within: Any = value
    for _ in range(_LEVELS_AROUND_PAYLOAD):
        within = [within]
    try:
        orjson.dumps(within)
    except orjson.JSONEncodeError:
        message = "Input should be of whole characters and numbers of 64 bits, and nested less deeply"
        raise PydanticCustomError("json_invalid", message) from None
    return value


class WebhookTest(_Body):
    """What to send as a test."""

    event_type: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,199}$")] | None = Field(
        None, description="webhook.test when omitted."
    )
    payload: Annotated[dict[str, Any], AfterValidator(_sendable)] | None = Field(
        None, description='{"test": true} when omitted.'
    )


class WebhookReplay(_Body):
    """Which events to send again. Times in Unix seconds, both inclusive."""

    start: StrictInt = Field(ge=0, le=2**53)
    end: StrictInt = Field(ge=0, le=2**53)
    with_delivered: StrictBool = Field(False, description="Also those that the receiver has taken.")


class _ServiceFields(_Body):
    description: LongText | None = None
    external_id: Line | None = None
    tags: Items | None = None
    tag_ids: Items | None = Field(None, description="The same as `tags`, by another name.")
    relationship_owner_ids: Items | None = None
    watcher_ids: Items | None = None
    primary_contact: NewContact | None = None


class NewService(_ServiceFields):
    """What a service is made from."""

    name: Name


class ServiceChange(_ServiceFields):
    """What to change on a service. Omitted or null stays; "" clears a text, [] a list."""

    name: Name | None = None


class NewAssessmentBody(_Body):
    """What an assessment is made from."""

    vendor_id: Line
    control_set_ids: Items
    name: Line | None = None
    service_ids: Items | None = None
    assignee_id: Line | None = None
    supporting_document_ids: Items | None = None
    trigger_workflow: Line | None = Field(None, description="There are no workflows here: any is not found.")


class DocumentChange(_Body):
    """What to change on a document. Omitted or null stays; a list replaces the set, [] clears it."""

    name: LongText | None = None
    document_type: Line | None = None
    service_ids: Items | None = None
    assessment_ids: Items | None = None


def _storable_value(value: object) -> object:
    return [_storable(one) for one in value] if isinstance(value, list) else _storable(value)


class SaidFact(_Body):
    """What a person says of one fact."""

    key: Line
    value: Annotated[
        StrictBool | StrictInt | StrictFloat | StrictStr | list[StrictStr] | None, BeforeValidator(_storable_value)
    ] = Field(description="As the engine writes values of this key (docs/facts.md); null rejects what it found.")


class NewReview(_Body):
    """What a person says of a document, whole: what is left out is taken back."""

    document_type: Line | None = Field(
        None, description="Omitted: nothing is said of the type. null: it is none of the taxonomy."
    )
    facts: list[SaidFact] | None = Field(None, max_length=MAX_FACTS, description="Each key once.")
    note: Annotated[str, Field(max_length=MAX_NOTE_CHARACTERS), BeforeValidator(_storable)] | None = None
