"""The file types that are accepted: extensions, and the media type each is served as. Imports no parser."""

from __future__ import annotations

import re

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "rtf": "application/rtf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "csv": "text/csv; charset=utf-8",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "zip": "application/zip",
}
"""The extensions that are accepted (the seed's list, in its order) and the media type each is served as."""

_SEPARATORS = re.compile(r"[/\\]+")


def extension_of(filename: str) -> str:
    """The lower-case ending after the last dot of the file's own name, without the dot; '' when there is none."""
    last = _SEPARATORS.split(filename)[-1].strip()
    _, dot, ending = last.rpartition(".")
    return ending.strip().lower() if dot else ""
