"""How much of a document is read. Every reader takes a `Limits`; none has a bound of its own that is not here.

The limits keep honest but huge documents cheap and refuse bombs early. They are no substitute for the sandbox, which
bounds memory and time from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one document. Where a bound only cuts the reading short, a notice says so; where it says refused, the
    document is unreadable with `limit_memory` or `limit_pages`.

    max_pages: pages, slides, sheets, blocks or image frames kept (2 ms each in a PDF).
    max_ocr_pages: pages and images given to recognition (0.7 to 4 CPU-seconds each).
    max_ocr_pixels: pixels of a page rendered for recognition; the scale gives way (A4 at 200 dpi has 3.9 million).
    max_image_pixels: pixels of an image file; more is refused before it is decoded.
    max_image_frames: frames of an animated image that are read.
    max_characters: characters of text kept over all pages.
    max_sheet_cells: cells of one sheet's bounding box; a larger sheet is left out (the parser allocates it whole).
    max_package_bytes: unpacked bytes of all XML parts of one office file; more is refused.
    max_package_parts: entries of an office file's zip container; more is refused.
    max_archive_members: entries of a zip file; more is refused.
    max_archive_depth: levels of zip files that are opened; 1 reads the uploaded zip, but no zip inside it.
    max_member_bytes: unpacked bytes of one member, which is held in memory; a larger one is left out.
    max_unpacked_bytes: unpacked bytes of all members of one zip file; more is refused.
    max_ratio: unpacked to packed bytes of one member above `ratio_floor_bytes`; more is refused. Honest sheets reach
        about 70, deflate at most 1032.
    max_text_bytes: bytes of a txt, md or csv file that are read.
    max_rtf_bytes: bytes of an rtf file without its pictures; more is refused (the parser does 3 MB a second).
    """

    max_pages: int = 5_000
    max_ocr_pages: int = 20
    max_ocr_pixels: int = 10_000_000
    max_image_pixels: int = 100_000_000
    max_image_frames: int = 5
    max_characters: int = 10_000_000
    max_sheet_cells: int = 4_000_000
    max_package_bytes: int = 256 * MEBIBYTE
    max_package_parts: int = 20_000
    max_archive_members: int = 2_000
    max_archive_depth: int = 3
    max_member_bytes: int = 100 * MEBIBYTE
    max_unpacked_bytes: int = 500 * MEBIBYTE
    max_ratio: int = 200
    ratio_floor_bytes: int = 8 * MEBIBYTE
    max_text_bytes: int = 32 * MEBIBYTE
    max_rtf_bytes: int = 16 * MEBIBYTE
