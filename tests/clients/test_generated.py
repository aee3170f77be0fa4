"""What SDKs have from the OpenAPI document is what the document says, all of it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from muniment_client import AsyncMuniment, Muniment
from muniment_client.documents import AsyncDocuments, Documents
from scripts.wire_errors import application
from scripts.write_clients.__main__ import FILES, ROOT, written
from scripts.write_clients.described import LEFT_OUT, PARAMETERS_LEFT_OUT, Description, described
from tests.clients.playing import TABLE


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    with application() as app:
        return app.openapi()


@pytest.fixture(scope="module")
def said(document: dict[str, Any]) -> Description:
    return described(document)


@pytest.mark.parametrize("path", FILES)
def test_file_is_what_the_openapi_document_says(said: Description, path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == written(path, said), "run make clients"


@pytest.mark.parametrize("made", [Muniment, AsyncMuniment])
def test_every_operation_that_is_not_left_out_is_a_method(
    said: Description, made: type[Muniment] | type[AsyncMuniment]
) -> None:
    client = made("ak_1", "http://127.0.0.1:1")
    missing = [one.id for one in said.operations if not hasattr(getattr(client, one.group, None), one.method)]
    assert missing == []


def test_every_operation_that_is_left_out_is_in_a_group_that_is_named_with_a_reason(
    document: dict[str, Any], said: Description
) -> None:
    methods = [one["x-client-method"] for verbs in document["paths"].values() for one in verbs.values()]
    assert {method.partition(".")[0] for method in methods} >= LEFT_OUT.keys()
    assert len(methods) - len(said.operations) == sum(one.partition(".")[0] in LEFT_OUT for one in methods)


def test_every_parameter_that_is_left_out_is_one_of_the_document(document: dict[str, Any]) -> None:
    operations = [one for verbs in document["paths"].values() for one in verbs.values()]
    named = {(one["operationId"], each["name"]) for one in operations for each in one.get("parameters", ())}
    assert named >= PARAMETERS_LEFT_OUT.keys()


def test_every_method_has_a_case(said: Description) -> None:
    tried = {case["operation"] for case in TABLE["case"]}
    assert {f"{one.group}.{one.method}" for one in said.operations} - tried == set()


@pytest.mark.parametrize("made", [Documents, AsyncDocuments])
def test_upload_says_all_that_the_document_does(
    said: Description, made: type[Documents] | type[AsyncDocuments]
) -> None:
    (upload,) = [one for one in said.operations if one.id == "upload_document"]
    named = {field.name for field in (*(upload.body or ()), *upload.query, *upload.headers)}
    assert named - inspect.signature(made.upload).parameters.keys() == set()
    assert named - inspect.signature(made.upload_archive).parameters.keys() == {"name"}
