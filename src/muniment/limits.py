"""How much of a document is read, and what reading it may use. Every bound once: its default, what else it may be set
to, one sentence; the settings `reading_…`, `sandbox_…` and `ocr_…` are made of these.

The limits of reading keep honest but huge documents cheap and refuse bombs early. They are no substitute for the
sandbox, which bounds memory and time from outside. Plain values, because they go to the processes that read documents,
where no settings are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE


MAX_LINKS = 256
"""Services, assessments or supporting documents that one request names; each is some rows of one transaction. The most
that can be, 256 documents of 256 services, hold SQLite's write lock for 0.4 s (400 of them took 2.2 before)."""


def _bound(default: float, says: str, **allowed: float) -> Any:
    """A bound that is a setting too. `allowed`: `ge`, `gt` or `le`."""
    return field(default=default, metadata={"description": says, **allowed})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one document. Every reader takes them; none has a bound of its own that is not here.

    Where a bound only cuts the reading short, a warning says so; where it says refused, the document is unreadable with
    `limit_memory` or `limit_pages`.
    """

    # 2 ms each in a PDF
    max_pages: int = _bound(5_000, "Pages, slides, sheets, blocks or image frames kept.", ge=1)
    # 0.7 to 4 CPU-seconds each
    max_ocr_pages: int = _bound(
        20,
        "Pages of one document given to recognition; a picture counts as one, or more beyond 10 million pixels.",
        ge=0,
    )
    # the scale gives way; A4 at 200 dpi has 3.9 million
    max_ocr_pixels: int = _bound(10_000_000, "Pixels of a page rendered for recognition.", ge=1_000)
    # one grey byte each on its way to the recognition, which counts 10 million as a page
    max_ocr_picture_pixels: int = _bound(
        40_000_000,
        "Pixels of a picture in which text is sought; the rest is named in a warning.",
        ge=1_000,
        le=60_000_000,
    )
    # refused before it is decoded
    max_image_pixels: int = _bound(100_000_000, "Pixels of an image; more is refused.", ge=1)
    max_image_frames: int = _bound(5, "Frames of an animated image that are read.", ge=1)
    max_characters: int = _bound(10_000_000, "Characters of text kept over all pages.", ge=1)
    # of its bounding box, which the parser allocates whole
    max_sheet_cells: int = _bound(4_000_000, "Cells of a sheet; a larger one is left out.", ge=1)
    max_package_bytes: int = _bound(256 * MEBIBYTE, "Unpacked bytes of an office file's XML; more is refused.", ge=1)
    max_package_parts: int = _bound(20_000, "Entries of an office file; more is refused.", ge=1)
    max_archive_members: int = _bound(2_000, "Entries of a zip file; more is refused.", ge=1)
    # 1 reads the uploaded zip, but no zip inside it
    max_archive_depth: int = _bound(3, "Levels of zip files that are opened.", ge=1)
    # it is held in memory
    max_member_bytes: int = _bound(
        100 * MEBIBYTE, "Unpacked bytes of one member of a zip file; a larger one is left out.", ge=1
    )
    max_unpacked_bytes: int = _bound(
        500 * MEBIBYTE, "Unpacked bytes of all members of a zip file; more is refused.", ge=1
    )
    # honest sheets reach about 70, deflate at most 1032
    max_ratio: int = _bound(200, "Unpacked to packed bytes of a member; more is refused.", ge=2)
    ratio_floor_bytes: int = _bound(8 * MEBIBYTE, "Unpacked bytes below which a member's ratio does not matter.", ge=0)
    max_text_bytes: int = _bound(32 * MEBIBYTE, "Bytes of a txt, md or csv file that are read.", ge=1)
    # the parser does 3 MB a second
    max_rtf_bytes: int = _bound(16 * MEBIBYTE, "Bytes of an rtf file without its pictures; more is refused.", ge=1)


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What the child that reads one document may use. `parts_bytes`: all that it may send ahead of its answer, what
    each part costs included. `ocr_pages`: pages of recognition it may use; a picture of up to 10 million pixels is one.
    `ocr_seconds`: wall time of recognition after which no further picture is begun; waiting for other documents'
    pictures does not count."""

    # the interpreter with its parsers takes 50 MiB of it before any document
    memory_bytes: int = _bound(1536 * MEBIBYTE, "Address space of the child that reads a document.", ge=256 * MEBIBYTE)
    cpu_seconds: int = _bound(60, "CPU time of the child that reads a document.", ge=1)
    # it stands still while a page is recognised
    wall_seconds: float = _bound(60, "Wall time of the child that reads a document.", gt=0)
    file_bytes: int = _bound(64 * MEBIBYTE, "Largest file the child may write.", ge=MEBIBYTE)
    # looked at ten times a second
    scratch_bytes: int = _bound(
        256 * MEBIBYTE, "All files together that the child may write; looked at while it works.", ge=MEBIBYTE
    )
    open_files: int = _bound(64, "Descriptors the child may hold.", ge=16)
    # held until the child has ended, but for what somebody takes as it comes
    parts_bytes: int = 96 * MEBIBYTE
    ocr_pages: int = 50
    ocr_seconds: float = 180


@dataclass(frozen=True, slots=True)
class OcrLimits:
    """Bounds of the process that recognises text.

    pages_per_worker: pictures after which a fresh process takes over. idle_seconds: after which it leaves, and its
    memory with it. start_seconds: to load the models.
    """

    # rapidocr fails at 1 GiB and peaks at 1.3
    memory_bytes: int = _bound(
        2048 * MEBIBYTE, "Address space of the process that recognises text.", ge=1536 * MEBIBYTE
    )
    # all its turns included; then the process is killed and the page fails. A picture that counts as several has the
    # time of several
    page_seconds: float = _bound(60, "Longest time for recognising one page.", gt=0)
    pages_per_worker: int = 200
    idle_seconds: float = 120
    start_seconds: float = 60

    @staticmethod
    def from_json(text: str) -> OcrLimits:
        """The limits whose fields `text` holds."""
        return OcrLimits(**json.loads(text))
