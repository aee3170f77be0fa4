"""Every answer is what the OpenAPI document says of it, key for key."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from muniment.http.contract.answers.analysis import AnalysisObject
from muniment.http.contract.answers.assessments import AssessmentArchived, AssessmentCreated, AssessmentObject
from muniment.http.contract.answers.documents import DocumentArchived, DocumentObject, DocumentPage, DownloadLink
from muniment.http.contract.answers.health import Health
from muniment.http.contract.answers.search import SearchPage
from muniment.http.contract.answers.utilities import AuthTest, DocumentTypeList, LimitsObject
from muniment.http.contract.answers.vendors import ServiceObject, VendorListItem, VendorObject, VendorPage
from tests.http.described import answer_models
from tests.http.live import Caller, created
from tests.http.resources.test_vendors import FULL


def fits(model: type[BaseModel], response: httpx.Response) -> None:
    """The answer holds the model's keys, no more and no less, in its order."""
    value = response.json()
    parsed = model.model_validate_json(response.content, strict=True)
    assert order(parsed.model_dump(mode="json")) == order(value)


def order(value: Any) -> Any:
    """Keys and values with their order, which comparing dictionaries forgets."""
    if isinstance(value, dict):
        return [(key, order(one)) for key, one in value.items()]
    return [order(one) for one in value] if isinstance(value, list) else value


def test_every_answer_fits_its_model(caller: Caller) -> None:
    vendor_id = created(caller.post("/v1/vendors", json=FULL))["id"]
    fits(VendorObject, caller.post("/v1/vendors", json={"name": "bare"}))
    service = caller.post(
        f"/v1/vendors/{vendor_id}/services", json={"name": "S", "primary_contact": FULL["primary_contact"]}
    )
    fits(ServiceObject, service)
    service_id = service.json()["id"]
    fits(ServiceObject, caller.patch(f"/v1/vendors/{vendor_id}/services/{service_id}", json={"name": "T"}))
    fits(VendorObject, caller.get(f"/v1/vendors/{vendor_id}"))
    fits(VendorObject, caller.patch(f"/v1/vendors/{vendor_id}", json={"tier": "1"}))
    fits(VendorPage, caller.get("/v1/vendors"))
    assessment = caller.post("/v1/assessments", json={"vendor_id": vendor_id, "control_set_ids": ["x"]})
    fits(AssessmentCreated, assessment)
    assessment_path = f"/v1/assessments/{assessment.json()['id']}"
    fits(AssessmentObject, caller.get(assessment_path))
    uploaded = caller.upload(vendor_id, service_ids=[service_id], assessment_ids=[assessment.json()["id"]])
    fits(DocumentObject, uploaded)
    path = f"/v1/documents/{uploaded.json()['id']}"
    fits(DocumentObject, caller.get(path))
    fits(DocumentObject, caller.patch(path, json={"name": "searchable", "document_type": "nda"}))
    fits(DocumentObject, caller.post(f"{path}/analysis"))
    fits(DocumentPage, caller.get("/v1/documents"))
    fits(DownloadLink, caller.get(f"{path}/download"))
    fits(AnalysisObject, caller.get(f"{path}/analysis"))
    found = caller.get("/v1/search", params={"q": "searchable"})
    assert found.json()["total"] == 1
    fits(SearchPage, found)
    fits(DocumentArchived, caller.delete(path))
    fits(AssessmentArchived, caller.delete(assessment_path))
    fits(DocumentTypeList, caller.get("/v1/document-types"))
    fits(LimitsObject, caller.get("/v1/limits"))
    fits(AuthTest, caller.get("/v1/utils/authtest"))
    fits(Health, caller.server.client.get("/healthz"))


def test_document_has_exactly_the_contracts_keys() -> None:
    from tests.http.resources.test_uploads import KEYS

    assert list(DocumentObject.model_fields) == KEYS


def test_vendor_row_of_a_list_is_the_vendor_without_seven_keys() -> None:
    from tests.http.resources.test_vendors import NOT_LISTED, VENDOR_KEYS

    assert list(VendorObject.model_fields) == VENDOR_KEYS
    assert list(VendorListItem.model_fields) == [key for key in VENDOR_KEYS if key not in NOT_LISTED]


OF_BOUND_KEYS = {"vendor_ids"}
"""What an answer has for a key that is bound to vendors alone: Coverbase's entries do not have it."""


@pytest.mark.parametrize("model", answer_models(), ids=lambda model: model.__name__)
def test_answers_name_every_key_as_required(model: type[BaseModel]) -> None:
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    assert optional <= OF_BOUND_KEYS
    assert model.model_config["extra"] == "forbid"
