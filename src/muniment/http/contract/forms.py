"""What the OpenAPI document says of bodies that are forms. They are read by `transport/multipart.py` and by
`transport/token_requests.py`, not by the framework."""

from __future__ import annotations

from typing import Any

UPLOAD_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file", "vendor_id"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "The file, at most 100 MiB."},
                    "vendor_id": {"type": "string", "description": "The owning vendor's id (cbvndr_…)."},
                    "service_ids": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Services to link; repeat the field once per service.",
                    },
                    "assessment_ids": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Assessments to attach to; repeat the field once per assessment.",
                    },
                    "document_type": {
                        "type": "string",
                        "description": "A slug of GET /v1/document-types. Omit it to have the type inferred.",
                    },
                    "name": {"type": "string", "description": "Title; the file's own name when omitted."},
                },
            },
            "encoding": {"service_ids": {"explode": True}, "assessment_ids": {"explode": True}},
        }
    },
}

TOKEN_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": ["grant_type"],
                "properties": {
                    "grant_type": {"type": "string", "enum": ["client_credentials"]},
                    "client_id": {"type": "string", "description": "Unless `Authorization: Basic` says it."},
                    "client_secret": {"type": "string", "description": "Unless `Authorization: Basic` says it."},
                    "scope": {
                        "type": "string",
                        "description": "Of the client's, parted by blanks; all of them when omitted.",
                    },
                },
            }
        }
    },
}
