"""The generated references say what the code says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from muniment.reading.limits import Limits
from muniment.settings import Settings
from scripts import write_docs


@pytest.mark.parametrize("name", sorted(write_docs.PAGES))
def test_generated_page_is_current(name: str) -> None:
    page = (Path(write_docs.DOCS) / name).read_text(encoding="utf-8")
    assert page == write_docs.PAGES[name](), "run make docs"


def test_every_reading_limit_is_a_setting_with_the_same_default() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    for limit in fields(Limits):
        assert defaults[f"reading_{limit.name}"] == limit.default, limit.name
