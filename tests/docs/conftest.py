"""Programs of pages run where the SDKs' cases do."""

from tests.clients.conftest import room

__all__ = ["room"]
