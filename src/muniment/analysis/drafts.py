"""What a child knows before it is done, sent ahead among its parts: when judging kills it, this is what is kept.

A draft is the child's findings as JSON, as its answer is. It comes after the pages that it speaks of, and is believed
no more than an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from muniment.analysis.findings import Findings, to_json
from muniment.reading.sandbox.watch import MAX_RESULT_BYTES

_DRAFT = b"D\n"


def send(findings: Findings, emit: Callable[[bytes], None]) -> None:
    """Send the findings as they stand, in the child."""
    emit(_DRAFT + json.dumps(to_json(findings), ensure_ascii=False).encode())


def taken_from(parts: Sequence[bytes]) -> tuple[dict[str, Any] | None, list[bytes]]:
    """The last draft, None when there is none that is one, and the other parts."""
    others = [part for part in parts if not part.startswith(_DRAFT)]
    drafts = [part for part in parts if part.startswith(_DRAFT)]
    if not drafts or len(drafts[-1]) > MAX_RESULT_BYTES:
        return None, others
    try:
        value = orjson.loads(drafts[-1][len(_DRAFT) :])
    except orjson.JSONDecodeError:
        return None, others
    return value if isinstance(value, dict) else None, others
