"""What the worst documents make the API's process and the worker's hold, and whether others are answered meanwhile.

The child that reads a document has limits of its own (docs/settings.md) and is not counted here.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest

from muniment.limits import MEBIBYTE
from tests.conftest import DATABASES
from tests.journeys.clients import IS_TORTURE
from tests.journeys.server import Server, resident_bytes

_SETTLED_SECONDS = 300
_SETTLED = ("complete", "failed")


def ligatures(part: float) -> bytes:
    """Each of these characters is eighteen after compatibility normalisation."""
    return "\ufdfa".encode() * int(6_666_666 * part)


def spaced_ligatures(part: float) -> bytes:
    return "\ufdfa ".encode() * int(5_000_000 * part)


def marks(part: float) -> bytes:
    """Runs that canonical ordering would sort, a letter at a time."""
    return ("a" + "\u0316\u0301" * 15).encode() * int(320_000 * part)


def korean_table(part: float) -> bytes:
    """An honest table: twenty columns of syllables, of which search keeps every pair."""
    draw = random.Random(1)
    rows = []
    for number in range(int(40_000 * part)):
        cells = ("".join(chr(draw.randrange(0xAC00, 0xD7A4)) for _ in range(8)) for _ in range(20))
        rows.append(f"{number}," + ",".join(cells))
    return "\n".join(rows).encode()


def one_column(part: float) -> bytes:
    """Two million rows of one number."""
    return b"\n".join(b"%d" % number for number in range(int(2_500_000 * part)))


def no_word_twice(part: float) -> bytes:
    draw = random.Random(2)
    return b" ".join(b"%x" % draw.getrandbits(48) for _ in range(int(1_500_000 * part)))


def sheet(part: float) -> bytes:
    """Ten million characters in a million cells, no two the same."""
    draw = random.Random(3)
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = []
    for number in range(1, int(100_000 * part) + 1):
        cells = "".join(
            f'<c t="inlineStr"><is><t>{"".join(draw.choices(letters, k=10))}</t></is></c>' for _ in range(10)
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=1) as file:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="All" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        file.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
        )
    return made.getvalue()


WORST: dict[str, Callable[[float], bytes]] = {
    "ligatures.txt": ligatures,
    "spaced_ligatures.txt": spaced_ligatures,
    "marks.md": marks,
    "korean_table.csv": korean_table,
    "one_column.csv": one_column,
    "no_word_twice.txt": no_word_twice,
    "sheet.xlsx": sheet,
}


LOOKS = 5
"""So often their memory is looked at between two questions: to ask takes the processor from what is being read."""

PARTS = [("postgresql", "korean_table.csv", 0.2, 150), ("sqlite", "spaced_ligatures.txt", 0.1, 150)]
WHOLE = [(kind, name, 1.0, 200) for kind in DATABASES for name in WORST]
"""How much of which, and the MiB that either process holds at most. Measured: docs/deploy.md; with the parts, 130, of
which 85 are there once the API is loaded."""


@pytest.mark.parametrize(("kind", "name", "part", "most_mebibytes"), WHOLE if IS_TORTURE else PARTS)
def test_worst_documents_stay_out_of_the_servers_memory_and_hold_nobody_up(
    kind: str, name: str, part: float, most_mebibytes: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else None
    content = WORST[name](part)
    with Server(tmp_path / "home", database_url=url, access_log=False) as server:
        server.start()
        processes = {process: server.child(process) for process in ("api-1", "worker")}
        most = dict.fromkeys(processes, 0)
        headers = {"Authorization": f"Bearer {server.new_key()}"}
        with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
            vendor = client.post("/v1/vendors", json={"name": "ACME"}).json()
            begun = time.monotonic()
            sent = client.post("/v1/documents", files={"file": (name, content)}, data={"vendor_id": vendor["id"]})
            assert sent.status_code == 201, sent.text
            answered, slowest, status = 0, 0.0, ""
            while status not in _SETTLED:
                asked = time.monotonic()
                assert asked - begun < _SETTLED_SECONDS, server.log.read_text()[-3000:]
                status = client.get(f"/v1/documents/{sent.json()['id']}").json()["status"]
                assert client.get(f"/v1/vendors/{vendor['id']}").status_code == 200
                slowest = max(slowest, time.monotonic() - asked)
                answered += 2
                for _ in range(LOOKS):
                    most = {process: max(most[process], resident_bytes(pid)) for process, pid in processes.items()}
                    time.sleep(0.01)
        told = ", ".join(f"{process} {size / MEBIBYTE:.0f} MiB" for process, size in most.items())
        took = f"{time.monotonic() - begun:.0f} s"
        print(
            f"{kind} {name} {len(content) / 1e6:.0f} MB: {status} after {took}, {told}; "
            f"{answered} answers meanwhile, the slowest two in {slowest:.2f} s"
        )
        assert status == "complete"
        assert max(most.values()) < most_mebibytes * MEBIBYTE, told
        assert answered >= 10
        assert {process: server.child(process) for process in processes} == processes, "one of them has died meanwhile"
