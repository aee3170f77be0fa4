"""What SDKs have from the OpenAPI document is what the document says."""

from __future__ import annotations

import pytest

from scripts.write_clients.__main__ import FILES, ROOT, description, written
from scripts.write_clients.described import Description


@pytest.fixture(scope="module")
def said() -> Description:
    return description()


@pytest.mark.parametrize("path", FILES)
def test_file_is_what_the_openapi_document_says(said: Description, path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == written(path, said), "run make clients"
