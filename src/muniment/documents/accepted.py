"""Which files are accepted, by whichever way they come: by what they are named and by what they begin with."""

from __future__ import annotations

from muniment.documents.document import clean_name, shorten_name
from muniment.errors import UnsupportedFileTypeError
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.reading.refused_kinds import name_of_refused_kind
from muniment.unicode import is_visible

_MAX_SHOWN_EXTENSION = 32


def check_extension(filename: str) -> str:
    """The file's extension. Raises UnsupportedFileTypeError when it is not allowed."""
    extension = extension_of(filename)
    if extension not in MEDIA_TYPES:
        raise UnsupportedFileTypeError(
            f"The file type {_shown(extension)} is not supported. Allowed: {', '.join(MEDIA_TYPES)}."
        )
    return extension


def check_kind(head: bytes, *, extension: str) -> None:
    """Raises UnsupportedFileTypeError when a file that begins so is certainly something that is not accepted. `head`:
    its first `HEAD_BYTES`."""
    found = name_of_refused_kind(head, extension=extension)
    if found is not None:
        raise UnsupportedFileTypeError(
            f"The file is named .{extension} but is {found}, which is not supported. Allowed: {', '.join(MEDIA_TYPES)}."
        )


def own_name(filename: str, *, extension: str) -> str:
    """The file's own name as it is kept; one of ours where there is nothing to see of it."""
    name = shorten_name(clean_name(filename))
    stem = name.removesuffix(f".{extension}")
    return name if name and (not stem or is_visible(stem)) else f"document.{extension}"


def _shown(extension: str) -> str:
    return f".{extension[:_MAX_SHOWN_EXTENSION]}" if extension else "of a name without an extension"
