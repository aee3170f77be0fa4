"""Every type of event there is. What is not here cannot be recorded."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """`Deleted` means archived, which `Restored` takes back; only what is `Removed` or `Purged` is gone. An event of a
    settling is not also `Updated`."""

    VENDOR_CREATED = "Vendor.Created"
    VENDOR_UPDATED = "Vendor.Updated"
    VENDOR_REMOVED = "Vendor.Removed"
    SERVICE_CREATED = "Service.Created"
    SERVICE_UPDATED = "Service.Updated"
    ASSESSMENT_CREATED = "Assessment.Created"
    ASSESSMENT_DELETED = "Assessment.Deleted"
    DOCUMENT_CREATED = "VendorDocument.Created"
    DOCUMENT_UPDATED = "VendorDocument.Updated"
    DOCUMENT_SETTLED = "VendorDocument.Settled"
    DOCUMENT_DELETED = "VendorDocument.Deleted"
    DOCUMENT_RESTORED = "VendorDocument.Restored"
    DOCUMENT_QUARANTINED = "VendorDocument.Quarantined"
    DOCUMENT_RELEASED = "VendorDocument.Released"
    DOCUMENT_PURGED = "VendorDocument.Purged"
    DOCUMENT_REVIEWED = "VendorDocument.Reviewed"
    DOCUMENT_REVIEW_WITHDRAWN = "VendorDocument.ReviewWithdrawn"
    API_KEY_CREATED = "ApiKey.Created"
    API_KEY_UPDATED = "ApiKey.Updated"
    OAUTH_CLIENT_CREATED = "OAuthClient.Created"
    OAUTH_CLIENT_UPDATED = "OAuthClient.Updated"
    USER_CREATED = "User.Created"
    USER_UPDATED = "User.Updated"
    ORGANISATION_UPDATED = "Organisation.Updated"
    LEGAL_HOLD_CREATED = "LegalHold.Created"
    LEGAL_HOLD_RELEASED = "LegalHold.Released"
    WEBHOOK_CREATED = "Webhook.Created"
    WEBHOOK_UPDATED = "Webhook.Updated"
    WEBHOOK_REMOVED = "Webhook.Removed"


WITHIN = frozenset(
    {
        EventType.API_KEY_CREATED,
        EventType.API_KEY_UPDATED,
        EventType.OAUTH_CLIENT_CREATED,
        EventType.OAUTH_CLIENT_UPDATED,
        EventType.USER_CREATED,
        EventType.USER_UPDATED,
        EventType.ORGANISATION_UPDATED,
        EventType.LEGAL_HOLD_CREATED,
        EventType.LEGAL_HOLD_RELEASED,
        EventType.WEBHOOK_CREATED,
        EventType.WEBHOOK_UPDATED,
        EventType.WEBHOOK_REMOVED,
    }
)
"""What the organisation's own record tells, and no feed and no webhook."""
