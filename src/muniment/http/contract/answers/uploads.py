"""Uploads in several requests, and of several files in one."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer
from muniment.http.contract.answers.documents import DocumentObject


class UploadObject(Answer):
    id: str
    vendor_id: str
    size: int = Field(description="Bytes of the whole file.")
    offset: int = Field(description="Bytes that have come.")
    created_at: int
    expires_at: int = Field(description="When it is forgotten unless more comes.")
    document_id: str | None = Field(description="The document, once it is whole.")


class MemberProblem(Answer):
    code: str = Field(
        description="As an upload of the member would be refused with; or `not_a_file`, `left_out`, "
        "`encrypted_member`, `damaged_member`."
    )
    message: str


class ExpandedMember(Answer):
    member: str = Field(description="Its name in the archive, folders included; of a very long one the end.")
    document: DocumentObject | None = Field(description="Null where there is a reason why it became none.")
    error: MemberProblem | None


class ExpandedUpload(Answer):
    data: list[ExpandedMember]
    document_count: int = Field(description="How many documents were made.")
