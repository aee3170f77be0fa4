"""The Python SDK's error classes: one for each code."""

from __future__ import annotations

from scripts.wire_errors import ERRORS
from scripts.write_clients.described import Description
from scripts.write_clients.names import error_name
from scripts.write_clients.python_models import NOTE, docstring


def error_classes(description: Description) -> str:
    """error_classes.py"""
    parts = [NOTE, "from __future__ import annotations\n", "from muniment_client.errors import ApiError\n"]
    for code in description.codes:
        when, what_to_do = ERRORS[code]
        parts.append(f"\nclass {error_name(code)}(ApiError):\n{docstring(f'{when}. {what_to_do}.')}\n")
    listed = "".join(f'    "{code}": {error_name(code)},\n' for code in description.codes)
    parts.append(f'\nERROR_CLASSES: dict[str, type[ApiError]] = {{\n{listed}}}\n"""By their codes."""\n')
    parts.append(f"__all__ = {sorted(['ERROR_CLASSES', *map(error_name, description.codes)])!r}\n")
    return "\n".join(parts)
