"""Why a document is `failed`: every code with its sentence, in one table. docs/findings.md is made from it."""

from __future__ import annotations

ERRORS: dict[str, str] = {
    "attempts_exhausted": "Every attempt to read the document failed on our side; it can be run again.",
    "cancelled": "Reading the document was stopped; it can be run again.",
    "corrupt": "The bytes are damaged, or not what their format asks for.",
    "crashed": "The parser died of the document; nothing else was harmed.",
    "damaged": "The stored bytes are not the ones that were received. Restore them from a backup.",
    "encrypted": "The document is protected by a password.",
    "internal_error": "Analysing the file failed on our side.",
    "limit_file": "Reading the document wrote more than it may.",
    "limit_memory": "Reading the document needs more memory than it may have.",
    "limit_pages": "The document has more parts than are read.",
    "limit_time": "Reading the document took longer than it may.",
    "mismatch": "The bytes are of a kind that is not read, whatever the name says.",
    "no_text": "There is no text in the document.",
    "quarantined": "The malware scanner found something in the file; it was not read and is given to nobody.",
    "unreadable_file": "The file cannot be opened.",
    "unsupported_file_type": "Files of this type are not read.",
}
"""Code -> sentence. A code is never renamed. The sentence of one document may say more: which part is damaged, which
limit it goes beyond. `internal_error`, `unreadable_file` and `unsupported_file_type` come from `muniment analyze` only;
a server refuses such an upload or tries again."""
