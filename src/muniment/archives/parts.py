"""What a child that unpacks sends, part by part: a byte that says what it is, then that."""

from __future__ import annotations

BEGIN, BYTES, REASON = b"N", b"D", b"X"
"""The next member, by its name in UTF-8; some of its bytes; why its bytes are none or not all, one of `REASONS`."""

MAX_NAME_CHARACTERS = 1_000
"""Of a member's name in the archive; of a longer one its end, where the file's own name is."""

REASONS = {
    "not_a_file": "The member is a folder or a link.",
    "left_out": "The member is what an archiver or a file manager adds of its own.",
    "encrypted_member": "The member needs a password; send it unpacked.",
    "damaged_member": "The member is damaged, or packed in a way that is not known.",
}
