"""How what the OpenAPI document names in snake case is called in the SDKs."""

from __future__ import annotations


def pascal(name: str) -> str:
    """`review_queue` as `ReviewQueue`."""
    return "".join(word.capitalize() for word in name.split("_"))


def camel(name: str) -> str:
    """`review_queue` as `reviewQueue`."""
    first, *others = name.split("_")
    return first + pascal("_".join(others))


def error_name(code: str) -> str:
    """`vendor_not_found` as `VendorNotFoundError`."""
    return pascal(code.removesuffix("_error")) + "Error"
