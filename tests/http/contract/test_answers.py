"""Every answer is what the OpenAPI document says of it, key for key."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from muniment.http.contract import answers
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
    fits(answers.VendorObject, caller.post("/v1/vendors", json={"name": "bare"}))
    service = caller.post(
        f"/v1/vendors/{vendor_id}/services", json={"name": "S", "primary_contact": FULL["primary_contact"]}
    )
    fits(answers.ServiceObject, service)
    service_id = service.json()["id"]
    fits(answers.ServiceObject, caller.patch(f"/v1/vendors/{vendor_id}/services/{service_id}", json={"name": "T"}))
    fits(answers.VendorObject, caller.get(f"/v1/vendors/{vendor_id}"))
    fits(answers.VendorObject, caller.patch(f"/v1/vendors/{vendor_id}", json={"tier": "1"}))
    fits(answers.VendorPage, caller.get("/v1/vendors"))
    assessment = caller.post("/v1/assessments", json={"vendor_id": vendor_id, "control_set_ids": ["x"]})
    fits(answers.AssessmentCreated, assessment)
    assessment_path = f"/v1/assessments/{assessment.json()['id']}"
    fits(answers.AssessmentObject, caller.get(assessment_path))
    uploaded = caller.upload(vendor_id, service_ids=[service_id], assessment_ids=[assessment.json()["id"]])
    fits(answers.DocumentObject, uploaded)
    path = f"/v1/documents/{uploaded.json()['id']}"
    fits(answers.DocumentObject, caller.get(path))
    fits(answers.DocumentObject, caller.patch(path, json={"name": "searchable", "document_type": "nda"}))
    fits(answers.DocumentObject, caller.post(f"{path}/analysis"))
    fits(answers.DocumentPage, caller.get("/v1/documents"))
    fits(answers.DownloadLink, caller.get(f"{path}/download"))
    fits(answers.AnalysisObject, caller.get(f"{path}/analysis"))
    found = caller.get("/v1/search", params={"q": "searchable"})
    assert found.json()["total"] == 1
    fits(answers.SearchPage, found)
    fits(answers.DocumentArchived, caller.delete(path))
    fits(answers.AssessmentArchived, caller.delete(assessment_path))
    fits(answers.DocumentTypeList, caller.get("/v1/document-types"))
    fits(answers.LimitsObject, caller.get("/v1/limits"))
    fits(answers.AuthTest, caller.get("/v1/utils/authtest"))
    fits(answers.Health, caller.server.client.get("/healthz"))


def test_document_has_exactly_the_contracts_keys() -> None:
    from tests.http.resources.test_uploads import KEYS

    assert list(answers.DocumentObject.model_fields) == KEYS


def test_vendor_row_of_a_list_is_the_vendor_without_seven_keys() -> None:
    from tests.http.resources.test_vendors import NOT_LISTED, VENDOR_KEYS

    assert list(answers.VendorObject.model_fields) == VENDOR_KEYS
    assert list(answers.VendorListItem.model_fields) == [key for key in VENDOR_KEYS if key not in NOT_LISTED]


OF_BOUND_KEYS = {"vendor_ids"}
"""What an answer has for a key that is bound to vendors alone: Coverbase's entries do not have it."""


def answer_models() -> list[type[BaseModel]]:
    return [
        one
        for one in vars(answers).values()
        if isinstance(one, type) and issubclass(one, answers._Answer) and not one.__name__.startswith("_")
    ]


@pytest.mark.parametrize("model", answer_models(), ids=lambda model: model.__name__)
def test_answers_name_every_key_as_required(model: type[BaseModel]) -> None:
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    assert optional <= OF_BOUND_KEYS
    assert model.model_config["extra"] == "forbid"
