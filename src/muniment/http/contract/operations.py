"""How every operation is called by clients: its tag, and the method of the SDKs that stands for it. Names never change;
an operation's id is the name of its endpoint's function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one resource. `tag`: its name to people; `methods`: by the operation's id, in the order in
    which one reads them."""

    tag: str
    description: str
    methods: Mapping[str, str]


GROUPS = {
    "documents": Group(
        "Documents",
        "Evidence that vendors gave: files, what is known of each, and what was found in it.",
        {
            "upload_document": "upload",
            "list_documents": "list",
            "get_document": "get",
            "update_document": "update",
            "archive_document": "archive",
            "restore_document": "restore",
            "download_document": "download",
            "get_document_analysis": "analysis",
            "analyse_document_again": "analyse_again",
            "list_document_items": "items",
            "list_document_pages": "pages",
            "get_document_page": "page",
            "get_page_picture": "page_picture",
            "list_page_words": "page_words",
            "find_page_marks": "page_marks",
            "release_document": "release_from_quarantine",
        },
    ),
    "uploads": Group(
        "Uploads",
        "Files that come in several requests, by the tus protocol, for networks that break.",
        {"begin_upload": "begin", "get_upload": "get", "append_to_upload": "append", "end_upload": "end"},
    ),
    "evidence": Group(
        "Evidence",
        "Documents as a reviewer scans them: by vendor, and until when each is good.",
        {"list_evidence": "list", "count_evidence": "counts"},
    ),
    "search": Group("Search", "Words and phrases in the text of documents.", {"search_pages": "pages"}),
    "review_queue": Group(
        "Review queue",
        "Documents that want a person, each with the reasons.",
        {"list_review_queue": "list", "get_agreement": "agreement"},
    ),
    "reviews": Group(
        "Reviews",
        "What people say of a document, which stands over what the engine found.",
        {"get_review": "get", "replace_review": "replace", "withdraw_review": "withdraw"},
    ),
    "vendors": Group(
        "Vendors",
        "Whom documents are about, and their services.",
        {
            "create_vendor": "create",
            "list_vendors": "list",
            "get_vendor": "get",
            "update_vendor": "update",
            "create_service": "create_service",
            "update_service": "update_service",
        },
    ),
    "assessments": Group(
        "Assessments",
        "Assessments of a vendor, to which documents are attached.",
        {
            "create_assessment": "create",
            "list_assessments": "list",
            "get_assessment": "get",
            "archive_assessment": "archive",
        },
    ),
    "document_types": Group("Document types", "What a document can be.", {"list_document_types": "list"}),
    "api_keys": Group(
        "API keys",
        "Keys of programs: what each may do, and for which vendors.",
        {
            "list_api_keys": "list",
            "create_api_key": "create",
            "rotate_api_key": "rotate",
            "revoke_api_key": "revoke",
        },
    ),
    "oauth_clients": Group(
        "OAuth clients",
        "Programs that exchange an id and a secret for tokens of an hour.",
        {
            "get_access_token": "token",
            "list_oauth_clients": "list",
            "create_oauth_client": "create",
            "revoke_oauth_client": "revoke",
        },
    ),
    "users": Group(
        "Users",
        "People of the organisation, and what each may do.",
        {
            "create_user": "create",
            "list_users": "list",
            "get_user": "get",
            "update_user": "update",
            "create_password_code": "create_password_code",
            "sign_user_out": "sign_out",
        },
    ),
    "sessions": Group(
        "Sessions",
        "People signing in, in a browser.",
        {
            "start_session": "start",
            "start_session_by_code": "start_by_code",
            "get_session": "current",
            "end_session": "end",
            "list_sessions": "list",
            "end_sessions": "end_all",
            "end_other_session": "end_other",
            "change_password": "change_password",
            "set_password": "set_password",
            "begin_oidc_sign_in": "begin_oidc",
            "end_oidc_sign_in": "end_oidc",
        },
    ),
    "setup": Group(
        "Setup",
        "The first administrator of a new installation.",
        {"get_setup": "state", "set_up": "create_administrator"},
    ),
    "organisation": Group(
        "Organisation",
        "The organisation itself, and from which networks it is used.",
        {"get_organisation": "get", "update_organisation": "update"},
    ),
    "legal_holds": Group(
        "Legal holds",
        "What must stay as it is, for now.",
        {"create_legal_hold": "create", "list_legal_holds": "list", "release_legal_hold": "release"},
    ),
    "purged_documents": Group(
        "Purged documents", "What is gone for good, each with its hash.", {"list_purged_documents": "list"}
    ),
    "audit_log": Group(
        "Audit log",
        "Every change and every call, as it was recorded.",
        {"list_audit_log": "list", "get_audit_log_metadata": "metadata", "list_activity": "activity"},
    ),
    "events": Group("Events", "Every change in one order, to read on from where one was.", {"list_events": "list"}),
    "webhooks": Group(
        "Webhooks",
        "Events sent to a URL, signed, and what came of each.",
        {
            "create_webhook": "create",
            "list_webhooks": "list",
            "update_webhook": "update",
            "delete_webhook": "delete",
            "test_webhook": "test",
            "list_webhook_deliveries": "deliveries",
            "replay_webhook_delivery": "replay_delivery",
            "replay_webhook": "replay",
        },
    ),
    "utilities": Group(
        "Utilities",
        "Whether the server is up, whether a key is good, what is allowed.",
        {
            "test_key": "test_key",
            "get_client_address": "client_address",
            "get_limits": "limits",
            "get_health": "health",
        },
    ),
    "files": Group("Files", "Where download links lead; a link needs no key.", {"fetch_file": "fetch"}),
}
"""By the group's name in Python and on `x-client-method`; TypeScript writes it in camel case."""


@dataclass(frozen=True, slots=True)
class Name:
    """How clients find an operation. `client_method` as in `documents.upload`."""

    tag: str
    client_method: str


NAMES = {
    operation_id: Name(group.tag, f"{name}.{method}")
    for name, group in GROUPS.items()
    for operation_id, method in group.methods.items()
}
"""By the operation's id."""
