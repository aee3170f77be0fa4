"""What the OpenAPI document says of answers. They are sent as ready bytes; a test compares each with its shape here."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    # Exact: no key more, no key less.
    model_config = ConfigDict(extra="forbid")


class ContactObject(_Answer):
    email: str
    name: str | None
    title: str | None
    phone_number: str | None


class ServiceObject(_Answer):
    id: str
    vendor_id: str
    name: str
    description: str | None
    external_id: str | None
    tags: list[str]
    relationship_owner_ids: list[str]
    watcher_ids: list[str]
    primary_contact: ContactObject | None
    custom_fields: list[dict[str, Any]]
    created_at: int


class VendorListItem(_Answer):
    id: str
    external_id: str | None
    name: str
    website: str | None
    description: str | None
    hq_location: str | None
    status: str | None
    status_id: str | None
    tags: list[str]
    use_case: str | None
    tier: str | None
    primary_contact: ContactObject | None
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class VendorObject(_Answer):
    id: str
    external_id: str | None
    name: str
    website: str | None
    description: str | None
    hq_location: str | None
    status: str | None
    status_id: str | None
    tags: list[str]
    risk_analyst_ids: list[str]
    relationship_owner_ids: list[str]
    watcher_ids: list[str]
    inherent_risk_level_id: str | None
    residual_risk_level_id: str | None
    engagement_type: str
    use_case: str | None
    tier: str | None
    primary_contact: ContactObject | None
    services: list[ServiceObject]
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class VendorPage(_Answer):
    items: list[VendorListItem]
    total: int
    limit: int
    offset: int


class _Assessment(_Answer):
    id: str
    vendor_id: str
    name: str
    status: str = Field(examples=["created"], description="created; canceled when archived")
    control_set_ids: list[str]
    service_ids: list[str]
    assignee_id: str | None
    score_percent: float | None
    findings_count: int
    initiated_at: int | None


class AssessmentCreated(_Assessment):
    created_at: int
    updated_at: int
    workflow_run_id: str | None


class AssessmentObject(_Assessment):
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class AssessmentPage(_Answer):
    items: list[AssessmentObject]
    total: int
    limit: int
    offset: int


class AssessmentArchived(_Answer):
    id: str
    status: str
    is_archived: bool
    archived_at: int


class DocumentObject(_Answer):
    id: str = Field(examples=["cbvdoc_2f1c9a7b6d5e4f3a2b1c0d9e8f7a6b5c"])
    vendor_id: str = Field(examples=["cbvndr_e448ba62882143f3ba0c140bb2e30162"])
    name: str = Field(examples=["ACME SOC 2 Type II"])
    extension: str = Field(examples=["pdf"])
    size: int = Field(examples=[482113])
    document_type: str | None = Field(examples=["soc2_type2_auditor_report"])
    status: str = Field(examples=["created"], description="created, analyzing, complete or failed")
    service_ids: list[str]
    assessment_ids: list[str]
    created_at: int = Field(examples=[1749340800])
    updated_at: int = Field(examples=[1749340800])


class DocumentPage(_Answer):
    data: list[DocumentObject]
    total: int
    limit: int
    offset: int


class DocumentArchived(_Answer):
    id: str
    is_archived: bool
    archived_at: int


class DownloadLink(_Answer):
    url: str
    filename: str
    expires_in: int = Field(examples=[3600])


class Problem(_Answer):
    code: str
    message: str


class EvidenceQuote(_Answer):
    quote: str
    page: int
    signal: str


class AlternativeType(_Answer):
    document_type: str
    confidence: float


class ActorObject(_Answer):
    type: str = Field(examples=["key"])
    id: str | None
    name: str


class ClassificationObject(_Answer):
    document_type: str | None
    confidence: float
    alternatives: list[AlternativeType]
    evidence: list[EvidenceQuote]
    source_type: str = Field(description="engine; manual where a person named the type")
    said_by: ActorObject | None
    said_at: int | None


class ContentObject(_Answer):
    sha256: str
    media_type: str | None
    pages: int | None
    characters: int
    language: str | None
    ocr: bool


class Insight(_Answer):
    key: str
    title: str
    value: str | float | int | bool | list[str]
    value_type: str
    quote: str | None
    page: int | None
    confidence: float
    verified: bool
    source_type: str = Field(description="engine; manual where it is a person's word, or follows from one")
    said_by: ActorObject | None
    said_at: int | None


class EngineObject(_Answer):
    name: str
    version: str


class AnalysisObject(_Answer):
    status: str
    error: Problem | None
    classification: ClassificationObject | None
    content: ContentObject | None
    warnings: list[Problem]
    insights: list[Insight]
    engine: EngineObject | None
    started_at: int | None
    completed_at: int | None


FactValue: TypeAlias = str | float | int | bool | list[str] | None


class TypeStatement(_Answer):
    value: str | None
    engine_value: str | None = Field(description="What the engine had said then.")
    source_type: str = Field(examples=["manual"])
    said_by: ActorObject
    said_at: int


class FactStatement(_Answer):
    key: str
    title: str
    value_type: str
    value: FactValue = Field(description="null where what the engine found was rejected.")
    engine_value: FactValue = Field(description="What the engine had said then; null for nothing.")
    source_type: str = Field(examples=["manual"])
    said_by: ActorObject
    said_at: int


class ReviewObject(_Answer):
    document_id: str
    document_type: TypeStatement | None
    facts: list[FactStatement]
    note: str | None
    reviewed_by: ActorObject | None
    reviewed_at: int | None


class ReviewReason(_Answer):
    reason: str = Field(examples=["low_confidence"])
    message: str


class WaitingDocument(_Answer):
    document: DocumentObject
    reasons: list[ReviewReason]
    wanted_since: str = Field(examples=["2026-11-29"], description="The day from which it wants a person.")
    cursor: str = Field(examples=["2026-11-29.1042"], description="`after` for a page that begins behind it.")


class ReviewQueuePage(_Answer):
    data: list[WaitingDocument]
    total: int
    limit: int
    next: str | None = Field(description="`after` of the next page; null behind the last.")


class TypesCompared(_Answer):
    agreed: int
    corrected: int


class FactsCompared(_Answer):
    agreed: int
    corrected: int
    rejected: int
    added: int


class TypeAgreement(_Answer):
    document_type: str | None = Field(description="As the engine had named it; null where it had named none.")
    reviews: int
    document_types: TypesCompared
    facts: FactsCompared


class AgreementList(_Answer):
    data: list[TypeAgreement]


class ItemObject(_Answer):
    id: str = Field(examples=["cbitem_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    kind: str = Field(examples=["exception"])
    fields: dict[str, str | list[str] | None] = Field(
        description="Those of its kind, all of them; null is what the row does not say.",
        examples=[{"control": "AC-4", "criteria": "CC6.2", "test": None, "result": "…", "management_response": None}],
    )
    quote: str
    page: int
    verified: bool


class ItemPage(_Answer):
    data: list[ItemObject]
    total: int
    limit: int
    offset: int


class PageEntry(_Answer):
    number: int
    kind: str = Field(description="page, slide, sheet or block: what the number counts.", examples=["page"])
    label: str | None = Field(description="A sheet's name, a block's heading, the path within a ZIP file.")
    ocr: bool


class PageList(_Answer):
    data: list[PageEntry]
    total: int
    limit: int
    offset: int


class PageTextObject(PageEntry):
    characters: int = Field(description="Of the whole text.")
    start: int
    text: str


class WordObject(_Answer):
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class WordsObject(_Answer):
    width: float | None
    height: float | None
    words: list[WordObject]


class RectangleObject(_Answer):
    left: float = Field(description="A share of the picture's width.")
    top: float = Field(description="A share of the picture's height, from above.")
    right: float
    bottom: float


class MarkObject(_Answer):
    start: int
    end: int
    rectangles: list[RectangleObject]
    is_whole: bool


class MarksObject(_Answer):
    marks: list[MarkObject]


class DocumentTypeObject(_Answer):
    slug: str
    title: str
    category: str
    description: str
    parent: str | None


class RateLimit(_Answer):
    requests: int
    seconds: int
    remaining: int


class LimitsObject(_Answer):
    max_file_bytes: int
    max_json_bytes: int
    max_text_field_bytes: int
    max_links: int
    download_seconds: int
    idempotency_seconds: int
    search_seconds: float
    max_name_characters: int
    max_event_wait_seconds: int
    extensions: list[str]
    rate_limit: RateLimit | None


class DocumentTypeList(_Answer):
    data: list[DocumentTypeObject]


class EvidenceRow(DocumentObject):
    vendor_name: str
    is_type_declared: bool = Field(description="Whether a caller named the type.")
    type_confidence: float | None = Field(description="The classifier's, 0 to 1; null where it named no type.")
    validity: str = Field(examples=["valid"], description="expired, expiring, valid, undated or pending")
    valid_until: str | None = Field(examples=["2027-09-30"], description="The last day on which it is good.")
    days_left: int | None = Field(description="Until that day; below 0 when it is past.")


class EvidencePage(_Answer):
    data: list[EvidenceRow]
    total: int
    limit: int
    next: str | None = Field(description="What `after` takes for the page that follows; null on the last.")


class MonthCount(_Answer):
    month: str = Field(examples=["2026-12"])
    documents: int


class EvidenceCounts(_Answer):
    total: int
    expired: int
    expiring: int
    failed: int
    unsettled: int
    lately: int = Field(description="Created within the last seven days.")
    by_month: list[MonthCount] = Field(description="By the last day on which they are good, from today on.")
    evaluated_on: str
    expiring_until: str


class SearchHit(_Answer):
    document_id: str
    page: int | None
    snippet: str
    score: float
    marks: list[tuple[int, int]] = Field(description="From where to where in the snippet; code points.")
    name: str
    document_type: str | None
    vendor_id: str
    vendor_name: str
    has_picture: bool = Field(description="Whether the page is one of those that can be drawn.")


class SearchPage(_Answer):
    data: list[SearchHit]
    total: int
    is_total_exact: bool = Field(description="False when more than 10,000 match; `total` is 10,000 then.")
    limit: int
    offset: int


class ApiKeyEntry(_Answer):
    id: str = Field(examples=["ak_0123456789abcdef"])
    name: str
    created_at: int
    last_used_at: int | None = Field(description="To the minute.")
    revoked: bool
    expired: bool
    scopes: list[str]
    created_by_clerk_user_id: None
    vendor_ids: list[str] = Field(
        default_factory=list, description="The vendors beyond which nothing is found; not there for a key of all."
    )


class ApiKeyList(_Answer):
    data: list[ApiKeyEntry]


class ApiKeyCreated(_Answer):
    id: str
    name: str
    secret: str = Field(description="Seen this once.")
    created_at: int
    scopes: list[str]
    vendor_ids: list[str] = Field(default_factory=list, description="As in the list.")


class ApiKeyRotated(ApiKeyCreated):
    revoked_id: str = Field(description="The key whose place it takes.")


class OAuthClientEntry(_Answer):
    id: str = Field(examples=["cbci_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    name: str
    client_id: str = Field(description="The same as `id`.")
    secret_last4: str
    scopes: list[str]
    access_token_ttl_seconds: int
    created_at: int
    last_used_at: int | None = Field(description="When it got a token, or one was used; to the minute.")
    revoked_at: int | None
    vendor_ids: list[str] = Field(
        default_factory=list, description="The vendors beyond which nothing is found; not there for a client of all."
    )


class OAuthClientList(_Answer):
    clients: list[OAuthClientEntry]


class OAuthClientCreated(OAuthClientEntry):
    client_secret: str = Field(description="Seen this once.")


class TokenObject(_Answer):
    access_token: str = Field(examples=["cbat_…"])
    token_type: str = Field(examples=["Bearer"])
    expires_in: int = Field(description="Seconds.")
    scope: str = Field(description="All that the token may do, parted by blanks.")


class UserObject(_Answer):
    id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: str = Field(examples=["analyst"], description="admin, analyst or auditor")
    status: str = Field(examples=["invited"], description="invited until the first sign-in, active, disabled")
    created_at: int
    updated_at: int
    last_signed_in_at: int | None


class UserPage(_Answer):
    items: list[UserObject]
    total: int
    limit: int
    offset: int


class SessionObject(_Answer):
    id: str = Field(examples=["cbsess_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    method: str = Field(examples=["password"], description="password, oidc or link")
    address: str | None
    user_agent: str | None
    created_at: int
    last_used_at: int
    expires_at: int


class CurrentSession(SessionObject):
    csrf_token: str
    user: UserObject
    scopes: list[str]


class SessionListItem(SessionObject):
    is_current: bool


class SessionList(_Answer):
    data: list[SessionListItem]


class PasswordCode(_Answer):
    code: str = Field(examples=["7GZ4K-0M2QX-9TVBC-D3HNP"])
    expires_at: int


class SetupState(_Answer):
    is_open: bool = Field(description="Whether the first administrator is still to be made.")


class OrganisationObject(_Answer):
    id: str = Field(examples=["cborg_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    name: str
    api_ip_allowlist: list[str] = Field(
        description="From where resources may be used; everywhere when empty.", examples=[["203.0.113.0/24"]]
    )
    created_at: int


class ClientAddress(_Answer):
    client_ip: str | None = Field(description="As the allowlist sees it.", examples=["203.0.113.7"])


class WebhookObject(_Answer):
    id: str = Field(examples=["cbwh_0197c1d2a3b4c5d6e7f8091a2b3c4d5e"])
    url: str
    events: list[str]
    description: str | None
    enabled: bool
    created_at: int
    last_delivery_status: Literal["delivered", "timeout", "error"] | None
    delivery_success_rate: float | None = Field(description="0 to 1; null before the first delivery.")
    delivery_count: int = Field(description="Tries, those of tests among them.")


class WebhookList(_Answer):
    data: list[WebhookObject]


class WebhookTested(_Answer):
    event_id: str = Field(examples=["cbevt_test_0197c1d2a3b4c5d6e7f8091a2b3c4d5e"])
    delivered: bool
    response_status: int | None
    response_time_ms: int
    attempted_at: int


class WebhookDelivery(_Answer):
    id: str
    webhook_id: str
    event_id: str
    event_type: str
    status: Literal["delivered", "timeout", "error"]
    response_status: int | None
    response_time_ms: int
    error: str | None
    payload: dict[str, Any] | None
    attempted_at: int
    created_at: int


class WebhookDeliveryPage(_Answer):
    data: list[WebhookDelivery]
    total: int
    limit: int
    offset: int


class WebhookReplayed(_Answer):
    queued: int = Field(description="Events that are sent again.")
    is_complete: bool = Field(description="False when there are more: the same call goes on with them.")


class LegalHoldObject(_Answer):
    id: str = Field(examples=["cbhold_0197c1d2a3b4c5d6e7f8091a2b3c4d5e"])
    target_type: Literal["document", "vendor", "organisation"]
    target_id: str
    reason: str
    created_at: int
    created_by: ActorObject
    released_at: int | None = Field(description="Null while it holds.")
    released_by: ActorObject | None
    release_reason: str | None


class LegalHoldPage(_Answer):
    data: list[LegalHoldObject]
    total: int
    limit: int
    offset: int


class PurgedDocument(_Answer):
    id: str = Field(description="The document's, which is not found any more.")
    vendor_id: str
    name: str
    extension: str
    size: int
    document_type: str | None
    sha256: str
    created_at: int
    archived_at: int
    purged_at: int
    retention_months: int = Field(description="The term that was over.")


class PurgedDocumentPage(_Answer):
    data: list[PurgedDocument]
    total: int
    limit: int
    offset: int


class AuditRecord(_Answer):
    created_at: int
    actor: ActorObject
    event_type: str
    event_group: str
    target_type: str | None
    target_id: str | None
    summary: str
    data: dict[str, Any]


class AuditMetadata(_Answer):
    event_types: list[str]
    event_groups: list[str]


class ActivityPage(_Answer):
    data: list[AuditRecord]
    total: int
    limit: int
    offset: int


class EventObject(_Answer):
    event_id: str
    event_type: str
    occurred_at: int
    data: dict[str, Any] = Field(
        description="`event_type`, `vendor_id`, the object's own id, and `field_diffs`: old and new values by field."
    )


class EventPage(_Answer):
    data: list[EventObject]
    next: str = Field(description="The cursor to read on from; also when there was nothing.")


class AuthTest(_Answer):
    msg: str = Field(examples=["Auth successful"])


class Health(_Answer):
    status: str = Field(examples=["ok"])
