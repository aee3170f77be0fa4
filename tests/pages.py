"""Code blocks of a page of the documentation, for tests that run them."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
DOCS = HOUSE / "docs"


def blocks(page: str, language: str) -> list[str]:
    """What stands between the fences of this language, in order; the empty language is a bare fence."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        body
        for found, body in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if found == language
    ]
