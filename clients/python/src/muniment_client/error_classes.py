"""Classes of the codes."""

from muniment_client.errors import ApiError

ERROR_CLASSES: dict[str, type[ApiError]] = {}
UNCODED: dict[int, str] = {}
