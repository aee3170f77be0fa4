"""Everything that can be refused, as one tree. A class is an HTTP status and a stable code; `http/` alone turns it
into an answer. The code is the word clients branch on: it never changes.

MunimentError
├── BadRequestError 400
│   ├── UnsupportedFileTypeError      unsupported_file_type
│   ├── EmptyFileError                empty_file
│   ├── MalformedUploadError          malformed_upload
│   ├── InvalidIdempotencyKeyError    invalid_idempotency_key
│   ├── InvalidNameError              invalid_name
│   ├── DigestMismatchError           digest_mismatch
│   ├── InvalidUploadHeaderError      invalid_upload_header
│   ├── TooManyPiecesError            too_many_pieces
│   ├── MalformedArchiveError         malformed_archive
│   ├── WeakSecretError               weak_secret
│   ├── WeakPasswordError             weak_password
│   ├── InvalidCodeError              invalid_code
│   ├── InvalidUrlError               invalid_url
│   └── AssessmentRefusedError        (its own body: {"error": …})
├── OAuthError 400                    (its own body: {"error": <code>, "error_description": …})
│   ├── InvalidOAuthRequestError      invalid_request
│   ├── InvalidOAuthClientError 401   invalid_client
│   ├── UnsupportedGrantTypeError     unsupported_grant_type
│   └── InvalidOAuthScopeError        invalid_scope
├── UnauthorizedError 401             (its body is a sentence)
│   ├── InvalidApiKeyError
│   └── InvalidSessionError
├── SignInFailedError 401             sign_in_failed
├── ForbiddenError 403
│   ├── NotAuthenticatedError         (its body is a sentence)
│   ├── InsufficientScopeError        insufficient_scope
│   ├── ScopeGrantForbiddenError      scope_grant_forbidden
│   ├── RoleEscalationError           role_escalation
│   ├── IpNotAllowedError             ip_not_allowed
│   ├── ForgedRequestError            forged_request
│   ├── OidcRefusedError              oidc_refused
│   ├── InvalidSignatureError         invalid_signature
│   └── UrlExpiredError               url_expired
├── NotFoundError 404
│   ├── VendorNotFoundError           vendor_not_found
│   ├── ServiceNotFoundError          service_not_found
│   ├── AssessmentNotFoundError       assessment_not_found
│   ├── DocumentNotFoundError         document_not_found
│   ├── PageNotFoundError             page_not_found
│   ├── NoPictureError                no_picture
│   ├── ApiKeyNotFoundError           api_key_not_found
│   ├── OAuthClientNotFoundError      oauth_client_not_found
│   ├── UserNotFoundError             user_not_found
│   ├── SessionNotFoundError          session_not_found
│   ├── OidcNotConfiguredError        oidc_not_configured
│   ├── OrganisationNotFoundError     organisation_not_found
│   ├── WebhookNotFoundError          webhook_not_found
│   ├── DeliveryNotFoundError         delivery_not_found
│   ├── LegalHoldNotFoundError        legal_hold_not_found
│   ├── UploadNotFoundError           upload_not_found
│   └── WorkflowNotFoundError         workflow_not_found
├── RequestTimeoutError 408           request_timeout
├── DocumentNotReadyError 409         document_not_ready
├── LegalHoldError 409                legal_hold
├── DocumentQuarantinedError 409      document_quarantined
├── TooManyWebhooksError 409          too_many_webhooks
├── TooManyUploadsError 409           too_many_uploads
├── OffsetMismatchError 409           offset_mismatch
├── UserExistsError 409               user_exists
├── LastAdministratorError 409        last_administrator
├── IdempotencyInFlightError 409      idempotency_in_flight
├── AlreadySetUpError 409             already_set_up
├── PreconditionFailedError 412       precondition_failed
├── UnsupportedTusVersionError 412    unsupported_tus_version
├── TooLargeError 413
│   ├── FileTooLargeError             file_too_large
│   ├── ArchiveTooLargeError          archive_too_large
│   └── BodyTooLargeError             body_too_large
├── AddressTooLongError 414           address_too_long
├── UnsupportedEncodingError 415      unsupported_encoding
├── UnsupportedMediaTypeError 415     unsupported_media_type
├── RangeBeyondError 416              range_not_satisfiable
├── UnprocessableError 422
│   ├── InvalidDocumentTypeError      invalid_document_type
│   ├── InvalidEventTypesError        invalid_event_types
│   ├── SearchTooBroadError           search_too_broad
│   ├── IdempotencyMismatchError      idempotency_mismatch
│   ├── InvalidNetworkError           (its own body: {"error": …, "value": …})
│   ├── WouldLockOutError             would_lock_out
│   └── InvalidFieldsError            (its body is a list of fields)
├── UploadLockedError 423             upload_locked
├── RateLimitedError 429              rate_limited
├── TooManySignInsError 429           too_many_sign_ins
├── HeadTooLargeError 431             head_too_large
├── ChecksumMismatchError 460         checksum_mismatch
└── FacilityError 503                 (a fault of ours: what the work needs is away)
    ├── DatabaseUnavailableError      database_unavailable
    ├── StorageUnavailableError       storage_unavailable
    ├── OidcUnavailableError          oidc_unavailable
    ├── PicturesBusyError             pictures_busy
    ├── UnpackingBusyError            unpacking_busy
    ├── ScannerUnavailableError       (jobs only, scanning/clamd.py: the malware scanner)
    └── MachineUnavailableError       (jobs only: disk, memory, descriptors, processes; `SandboxError` is one)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MunimentError(Exception):
    """Root. `message` is one sentence for the caller: what happened and what to do; never a secret, never another
    organisation's data."""

    status = 500
    code = "internal_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def detail(self) -> object:
        """The value of `detail` in the answer."""
        return {"code": self.code, "message": self.message}


class BadRequestError(MunimentError):
    status = 400
    code = "bad_request"


class UnsupportedFileTypeError(BadRequestError):
    code = "unsupported_file_type"


class EmptyFileError(BadRequestError):
    code = "empty_file"


class MalformedUploadError(BadRequestError):
    code = "malformed_upload"


class InvalidIdempotencyKeyError(BadRequestError):
    code = "invalid_idempotency_key"


class InvalidNameError(BadRequestError):
    code = "invalid_name"


class DigestMismatchError(BadRequestError):
    code = "digest_mismatch"


class InvalidUploadHeaderError(BadRequestError):
    """A header of the tus protocol that is missing or is not as the protocol has it."""

    code = "invalid_upload_header"


class TooManyPiecesError(BadRequestError):
    code = "too_many_pieces"

    def __init__(self, most: int) -> None:
        super().__init__(f"An upload may come in {most} pieces; begin it again and send more at a time.")


class MalformedArchiveError(BadRequestError):
    code = "malformed_archive"

    def __init__(self) -> None:
        super().__init__("The file is no zip archive that can be unpacked; send its members one by one.")


class WeakSecretError(BadRequestError):
    code = "weak_secret"

    def __init__(self, least_characters: int) -> None:
        super().__init__(f"The secret must have at least {least_characters} characters.")


class WeakPasswordError(BadRequestError):
    code = "weak_password"


class InvalidCodeError(BadRequestError):
    code = "invalid_code"

    def __init__(self) -> None:
        super().__init__("The code is wrong, used or expired; have another one made.")


class InvalidUrlError(BadRequestError):
    code = "invalid_url"


class AssessmentRefusedError(BadRequestError):
    """`POST /v1/assessments` answers its failures in a shape of its own (CONTRACT §1.3)."""

    code = "assessment_refused"

    def detail(self) -> object:
        return {"error": self.message}


class OAuthError(MunimentError):
    """What the token endpoint refuses, in RFC 6749's words and shape (§5.2). Messages are printable ASCII without
    quotation marks and backslashes, and repeat no secret."""

    status = 400
    code = "invalid_request"


class InvalidOAuthRequestError(OAuthError):
    code = "invalid_request"


class InvalidOAuthClientError(OAuthError):
    status = 401
    code = "invalid_client"


class UnsupportedGrantTypeError(OAuthError):
    code = "unsupported_grant_type"

    def __init__(self) -> None:
        super().__init__("grant_type must be client_credentials.")


class InvalidOAuthScopeError(OAuthError):
    code = "invalid_scope"


class UnauthorizedError(MunimentError):
    status = 401
    code = "unauthorized"

    def detail(self) -> object:
        return self.message


class InvalidApiKeyError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("Invalid or expired API key.")


class InvalidSessionError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The session has ended; sign in again.")


class SignInFailedError(MunimentError):
    """The same sentence for whatever was wrong: who tries learns of no account whether it is there."""

    status = 401
    code = "sign_in_failed"

    def __init__(self) -> None:
        super().__init__("The email or the password is wrong.")


class ForbiddenError(MunimentError):
    status = 403
    code = "forbidden"


class NotAuthenticatedError(ForbiddenError):
    """No credentials, or none that can be read: 403 and not 401 (CONTRACT §1.2)."""

    code = "not_authenticated"

    def __init__(self) -> None:
        super().__init__("Not authenticated")

    def detail(self) -> object:
        return self.message


class InsufficientScopeError(ForbiddenError):
    code = "insufficient_scope"


class ScopeGrantForbiddenError(ForbiddenError):
    code = "scope_grant_forbidden"


class RoleEscalationError(ForbiddenError):
    code = "role_escalation"


class IpNotAllowedError(ForbiddenError):
    code = "ip_not_allowed"

    def __init__(self) -> None:
        super().__init__("This request originates from an IP address that is not in your organization's API allowlist.")


class ForgedRequestError(ForbiddenError):
    code = "forged_request"


class OidcRefusedError(ForbiddenError):
    """`why`: the rest of the sentence; no claim and no token."""

    code = "oidc_refused"

    def __init__(self, why: str) -> None:
        super().__init__(f"Signing in at the identity provider failed: {why}.")


class InvalidSignatureError(ForbiddenError):
    code = "invalid_signature"


class UrlExpiredError(ForbiddenError):
    code = "url_expired"


class NotFoundError(MunimentError):
    status = 404
    code = "not_found"


class VendorNotFoundError(NotFoundError):
    code = "vendor_not_found"

    def __init__(self) -> None:
        super().__init__("Vendor not found.")


class ServiceNotFoundError(NotFoundError):
    code = "service_not_found"

    def __init__(self) -> None:
        super().__init__("Service not found.")


class AssessmentNotFoundError(NotFoundError):
    code = "assessment_not_found"

    def __init__(self) -> None:
        super().__init__("Assessment not found.")


class DocumentNotFoundError(NotFoundError):
    code = "document_not_found"

    def __init__(self) -> None:
        super().__init__("Document not found.")


class PageNotFoundError(NotFoundError):
    code = "page_not_found"

    def __init__(self) -> None:
        super().__init__("The document has no such page, or it has not been read yet.")


class NoPictureError(NotFoundError):
    """404, as nothing will ever be found there; asked again, it would say the same."""

    code = "no_picture"

    def __init__(self, why: str) -> None:
        super().__init__(f"No picture of this page can be made: {why}.")


class ApiKeyNotFoundError(NotFoundError):
    code = "api_key_not_found"

    def __init__(self) -> None:
        super().__init__("API key not found.")


class OAuthClientNotFoundError(NotFoundError):
    code = "oauth_client_not_found"

    def __init__(self) -> None:
        super().__init__("OAuth client not found.")


class UserNotFoundError(NotFoundError):
    code = "user_not_found"

    def __init__(self) -> None:
        super().__init__("User not found.")


class SessionNotFoundError(NotFoundError):
    code = "session_not_found"

    def __init__(self) -> None:
        super().__init__("Session not found; a key has none.")


class OidcNotConfiguredError(NotFoundError):
    code = "oidc_not_configured"

    def __init__(self) -> None:
        super().__init__("Nobody signs in at an identity provider here: MUNIMENT_OIDC_ISSUER is not set.")


class OrganisationNotFoundError(NotFoundError):
    code = "organisation_not_found"

    def __init__(self) -> None:
        super().__init__("Organisation not found.")


class WebhookNotFoundError(NotFoundError):
    code = "webhook_not_found"

    def __init__(self) -> None:
        super().__init__("Webhook not found.")


class DeliveryNotFoundError(NotFoundError):
    code = "delivery_not_found"

    def __init__(self) -> None:
        super().__init__("Delivery not found, or of a test, which has no event to send again.")


class LegalHoldNotFoundError(NotFoundError):
    code = "legal_hold_not_found"

    def __init__(self) -> None:
        super().__init__("Legal hold not found.")


class UploadNotFoundError(NotFoundError):
    code = "upload_not_found"

    def __init__(self) -> None:
        super().__init__("Upload not found; it may have expired. Begin it again.")


class WorkflowNotFoundError(NotFoundError):
    code = "workflow_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(f"Workflow '{name}' not found.")


class OverloadedError(MunimentError):
    status = 503
    code = "overloaded"

    def __init__(self) -> None:
        super().__init__("Too many ask at once; try again in a moment.")


class RequestTimeoutError(MunimentError):
    status = 408
    code = "request_timeout"

    def __init__(self, seconds: float, *, least_bytes_per_second: int | None = None) -> None:
        """`seconds` of silence; or a body that came, but at less than this rate."""
        super().__init__(
            f"Nothing arrived for {seconds:g} seconds in the middle of the request's body."
            if least_bytes_per_second is None
            else f"The request's body came at less than {least_bytes_per_second} bytes a second."
        )


class DocumentNotReadyError(MunimentError):
    status = 409
    code = "document_not_ready"

    def __init__(self, message: str = "The document has no stored file to download yet.") -> None:
        super().__init__(message)


class DocumentQuarantinedError(MunimentError):
    status = 409
    code = "document_quarantined"

    def __init__(self) -> None:
        super().__init__("The malware scanner has put the document in quarantine; its file is not given out.")


class LegalHoldError(MunimentError):
    status = 409
    code = "legal_hold"

    def __init__(self) -> None:
        super().__init__("A legal hold keeps this as it is; it can be changed once the hold is released.")


class PreconditionFailedError(MunimentError):
    status = 412
    code = "precondition_failed"

    def __init__(self) -> None:
        super().__init__("The document has changed since the tag in If-Match; read it again.")


class UnsupportedTusVersionError(MunimentError):
    status = 412
    code = "unsupported_tus_version"

    def __init__(self) -> None:
        super().__init__("This server speaks version 1.0.0 of the tus protocol.")


class IdempotencyInFlightError(MunimentError):
    status = 409
    code = "idempotency_in_flight"

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is still under way; try again in a moment.")


class TooManyWebhooksError(MunimentError):
    status = 409
    code = "too_many_webhooks"

    def __init__(self, most: int) -> None:
        super().__init__(f"An organisation can have {most} webhooks; delete one first.")


class TooManyUploadsError(MunimentError):
    """`what`: how many, or how much of them, an organisation may have."""

    status = 409
    code = "too_many_uploads"

    def __init__(self, what: str) -> None:
        super().__init__(f"An organisation can have {what}; finish or delete one first.")


class OffsetMismatchError(MunimentError):
    status = 409
    code = "offset_mismatch"

    def __init__(self, offset: int) -> None:
        super().__init__(f"The upload goes on at offset {offset}.")


class UserExistsError(MunimentError):
    status = 409
    code = "user_exists"

    def __init__(self) -> None:
        super().__init__("The email belongs to a user of another organisation.")


class LastAdministratorError(MunimentError):
    status = 409
    code = "last_administrator"

    def __init__(self) -> None:
        super().__init__("The organisation would be left without an administrator; make another user one first.")


class AlreadySetUpError(MunimentError):
    status = 409
    code = "already_set_up"

    def __init__(self) -> None:
        super().__init__("There is a user already; ask an administrator for an account.")


class TooManySignInsError(MunimentError):
    """`retry_after_seconds`: when trying again may help."""

    status = 429
    code = "too_many_sign_ins"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many tries to sign in; try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds


class TooLargeError(MunimentError):
    status = 413
    code = "too_large"


class FileTooLargeError(TooLargeError):
    code = "file_too_large"

    def __init__(self, max_file_bytes: int) -> None:
        super().__init__(f"The file exceeds the limit of {max_file_bytes} bytes ({max_file_bytes / 2**20:g} MiB).")


class ArchiveTooLargeError(TooLargeError):
    """`why`: the rest of the sentence."""

    code = "archive_too_large"

    def __init__(self, why: str) -> None:
        super().__init__(f"The archive {why}; send it in several, or its members one by one.")


class BodyTooLargeError(TooLargeError):
    code = "body_too_large"


class AddressTooLongError(MunimentError):
    status = 414
    code = "address_too_long"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The address of the request exceeds {max_bytes} bytes.")


class RangeBeyondError(MunimentError):
    status = 416
    code = "range_not_satisfiable"

    def __init__(self, size: int) -> None:
        """`size` of the file in bytes."""
        super().__init__(f"The range lies outside the file of {size} bytes.")
        self.size = size


class UploadLockedError(MunimentError):
    status = 423
    code = "upload_locked"

    def __init__(self) -> None:
        super().__init__("Another request is bringing bytes of this upload; try again in a moment.")


class RateLimitedError(MunimentError):
    status = 429
    code = "rate_limited"

    def __init__(self, requests: int, seconds: int, *, retry_after_seconds: int) -> None:
        super().__init__(
            f"More than {requests} requests came from you in {seconds} seconds; try again in {retry_after_seconds}."
        )
        self.retry_after_seconds = retry_after_seconds


class HeadTooLargeError(MunimentError):
    status = 431
    code = "head_too_large"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The headers of the request exceed {max_bytes} bytes, each counted with 32 bytes more.")


class UnsupportedEncodingError(MunimentError):
    status = 415
    code = "unsupported_encoding"

    def __init__(self, header: str, value: str, *, of: str) -> None:
        super().__init__(f"{header}: {value} of {of} is not supported; send the bytes as they are.")


class UnsupportedMediaTypeError(MunimentError):
    status = 415
    code = "unsupported_media_type"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"The Content-Type must be {wanted}.")


class ChecksumMismatchError(MunimentError):
    """The status is the tus protocol's own."""

    status = 460
    code = "checksum_mismatch"

    def __init__(self) -> None:
        super().__init__("What arrived has another checksum than Upload-Checksum says; send it again.")


class UnprocessableError(MunimentError):
    status = 422
    code = "unprocessable"


class InvalidDocumentTypeError(UnprocessableError):
    code = "invalid_document_type"

    def __init__(self) -> None:
        super().__init__("The document_type is not a known slug; GET /v1/document-types lists them.")


class InvalidEventTypesError(UnprocessableError):
    code = "invalid_event_types"


class SearchTooBroadError(UnprocessableError):
    """Not 503: sent again unchanged, as clients do with those, it would take as long again."""

    code = "search_too_broad"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The search took longer than {seconds:g} seconds and was ended; ask for fewer or rarer words, or for "
            "words instead of a phrase."
        )


class IdempotencyMismatchError(UnprocessableError):
    code = "idempotency_mismatch"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for other content; take a new one, or send the same again.")


class InvalidNetworkError(UnprocessableError):
    """A rule of an allowlist that is no network, answered in a shape of its own (CONTRACT §4.3)."""

    code = "invalid_network"

    def __init__(self, value: str) -> None:
        super().__init__("Invalid CIDR in api_ip_allowlist")
        self.value = value

    def detail(self) -> object:
        return {"error": self.message, "value": self.value}


class WouldLockOutError(UnprocessableError):
    code = "would_lock_out"

    def __init__(self, address: str | None) -> None:
        super().__init__(
            f"Your own address, {address or 'which is not known'}, is not in this allowlist and could not change it "
            "back; add it, or send force."
        )


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One entry of FastAPI's own 422 shape; `kind` is its `type`. What was sent is not repeated: it may be a secret."""

    loc: tuple[str | int, ...]
    msg: str
    kind: str


class InvalidFieldsError(UnprocessableError):
    """Fields that do not fit their schema, in FastAPI's own shape (CONTRACT §1.3)."""

    code = "invalid_fields"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__("; ".join(problem.msg for problem in problems))
        self.problems = tuple(problems)

    def detail(self) -> object:
        return [{"loc": list(problem.loc), "msg": problem.msg, "type": problem.kind} for problem in self.problems]


class FacilityError(MunimentError):
    """What the work needs is away: a fault of ours, never a caller's and never a document's. A request is answered 503;
    a job goes back unharmed, and its worker pauses (worker/outages.py)."""

    status = 503
    code = "unavailable"


class StorageUnavailableError(FacilityError):
    code = "storage_unavailable"


class OidcUnavailableError(FacilityError):
    """`why`: for the log, never for who calls; no secret."""

    code = "oidc_unavailable"

    def __init__(self, why: str) -> None:
        super().__init__("The identity provider cannot be used at the moment; try again later.")
        self.why = why


class PicturesBusyError(FacilityError):
    code = "pictures_busy"

    def __init__(self) -> None:
        super().__init__("Too many pages are being drawn at the moment; try again in a second.")


class UnpackingBusyError(FacilityError):
    code = "unpacking_busy"

    def __init__(self) -> None:
        super().__init__("No archive can be unpacked at the moment; try again in a second.")


class MachineUnavailableError(FacilityError):
    """The machine that works has no disk, memory, descriptor or process to give."""

    code = "machine_unavailable"


class DatabaseUnavailableError(FacilityError):
    code = "database_unavailable"

    def __init__(self) -> None:
        super().__init__("The database cannot be used at the moment; try again later.")
