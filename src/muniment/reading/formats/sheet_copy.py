"""Makes a copy of a workbook with other sheets in it, for what calamine does not take as it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO


def with_sheets(file: BinaryIO, changes: Mapping[str, Callable[[bytes], bytes]]) -> io.BytesIO:
    """A copy of the workbook's XML. `changes`: by the name of a sheet's part, what makes its XML another."""
    file.seek(0)
    copy = io.BytesIO()
    wanted = {name.lower(): change for name, change in changes.items()}
    with (
        zipfile.ZipFile(file) as archive,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for member in archive.infolist():
            name = member.filename.lower()
            if name.endswith((".xml", ".rels")):
                data = archive.read(member)
                target.writestr(member.filename, wanted[name](data) if name in wanted else data)
    copy.seek(0)
    return copy
