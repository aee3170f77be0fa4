"""What an email address is, wherever one comes in: over HTTP, from the command line, from an identity provider."""

from __future__ import annotations

import email_validator
from pydantic import EmailStr

__all__ = ["EmailStr", "checked_email"]  # pydantic's asks the same package

email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
# A house's own network may be named `.local` or `.test`, and we send no mail. The package documents this way to say so.


def checked_email(address: str) -> str:
    """The address as it is kept. Raises ValueError with a sentence."""
    return str(email_validator.validate_email(address, check_deliverability=False).normalized)
