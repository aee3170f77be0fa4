"""What the form for files shows, on its own page and wherever files may be dropped (upload_form.html)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muniment.accounts.scopes import Scope
from muniment.reading.file_types import MEDIA_TYPES
from muniment.web.visit import Visit


def upload_values(visit: Visit, vendor: Mapping[str, Any] | None) -> dict[str, Any]:
    """The vendor that is chosen, and what is accepted."""
    return {
        "upload_vendor": vendor,
        "max_file_bytes": visit.runtime.settings.max_file_bytes,
        "extensions": list(MEDIA_TYPES),
        "may_make_vendors": visit.may(Scope.VENDORS_WRITE),
    }
