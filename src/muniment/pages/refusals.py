"""Why there is no picture of a page: every reason with its sentence, in one table."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "absent": "the file has no such page",
    "crashed": "the program that draws died of it",
    "damaged": "it is damaged",
    "empty": "it has no area",
    "encrypted": "the file is protected by a password",
    "format": "files of this kind have text, but no pages to look at",
    "limit_memory": "drawing it needs more memory than it may have",
    "limit_time": "drawing it takes longer than it may",
}
"""Code -> the end of the sentence "No picture of this page can be made: …"."""
