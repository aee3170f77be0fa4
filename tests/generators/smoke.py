"""Uploads, lists and gets with the client that openapi-python-client made. Arguments: a file to upload."""

import os
import sys
from pathlib import Path

from muniment_generated import AuthenticatedClient, Client, models
from muniment_generated.api.documents import (
    download_document,
    get_document,
    get_document_analysis,
    list_documents,
    upload_document,
)
from muniment_generated.api.files import fetch_file
from muniment_generated.api.vendors import create_service, create_vendor
from muniment_generated.types import File

BASE_URL = os.environ["MUNIMENT_BASE_URL"]
nobody = Client(base_url=BASE_URL)
caller = AuthenticatedClient(base_url=BASE_URL, token=os.environ["MUNIMENT_API_KEY"])
path = Path(sys.argv[1])

vendor = create_vendor.sync(client=caller, body=models.VendorInput(name="Quill"), idempotency_key="python")
assert isinstance(vendor, models.Vendor), vendor
services = [create_service.sync(vendor.id, client=caller, body=models.ServiceInput(name=name)) for name in "ab"]
with path.open("rb") as file:
    body = models.UploadDocumentBody(
        file=File(payload=file, file_name=path.name), vendor_id=vendor.id, service_ids=[one.id for one in services]
    )
    document = upload_document.sync(client=caller, body=body, idempotency_key="python")
assert isinstance(document, models.Document), document
assert document.status is models.DocumentStatus.CREATED
assert document.service_ids == [one.id for one in services]

page = list_documents.sync(client=caller, vendor_id=vendor.id, status=[models.DocumentStatus.CREATED])
assert [one.id for one in page.data] == [document.id]
assert get_document.sync(document.id, client=caller) == document
assert get_document_analysis.sync(document.id, client=caller).status is models.DocumentStatus.CREATED
link = download_document.sync(document.id, client=caller)
key, _, query = link.url.rpartition("/")[2].partition("?")
asked = dict(pair.split("=") for pair in query.split("&"))
assert fetch_file.sync(key, client=nobody, **asked).payload.read() == path.read_bytes()

unknown = get_document.sync("cbvdoc_00000000000000000000000000000000", client=caller)
assert isinstance(unknown, models.Error), unknown
assert unknown.detail.code is models.ErrorCode.DOCUMENT_NOT_FOUND
unfit = create_vendor.sync(client=caller, body=models.VendorInput(name=""))
assert isinstance(unfit, models.ValidationError), unfit
assert unfit.detail[0].loc == ["body", "name"]
unnamed = get_document.sync(document.id, client=nobody)
assert isinstance(unnamed, models.PlainError), unnamed
assert unnamed.detail == "Not authenticated"
