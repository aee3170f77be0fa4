"""What belongs to no resource: is the key good, which types there are."""

from __future__ import annotations

from fastapi import APIRouter, Response

from muniment.http.contract.responses import FOR_ANY_KEY, error_responses
from muniment.http.contract.shapes import AuthTest, DocumentTypeList
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import AnyKey

router = APIRouter(tags=["Utilities"])


@router.get(
    "/v1/utils/authtest",
    summary="Test a key",
    responses={200: {"model": AuthTest, "description": "The key is good."}, **error_responses(everywhere=FOR_ANY_KEY)},
)
async def authtest(call: AnyKey) -> Response:
    """Whether the key is good."""
    await call.identify()
    return json_answer({"msg": "Auth successful"})


@router.get(
    "/v1/document-types",
    summary="List the document types",
    responses={
        200: {"model": DocumentTypeList, "description": "Every slug."},
        **error_responses(everywhere=FOR_ANY_KEY),
    },
)
async def list_document_types(call: AnyKey) -> Response:
    """The types a document may be declared as or classified to. A slug is never renamed."""
    await call.identify()
    data = [
        {
            "slug": one.slug,
            "title": one.title,
            "category": one.category,
            "description": one.description,
            "parent": one.parent,
        }
        for one in call.runtime.document_types
    ]
    return json_answer({"data": data})
