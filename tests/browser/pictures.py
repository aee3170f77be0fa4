"""`python -m tests.browser.pictures`: the pictures of the docs; with `--every FOLDER`, every page in both themes, to be
looked at."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from muniment.analysis.sandboxed import open_sandbox
from muniment.settings import Settings
from tests.browser import hostile
from tests.browser.conftest import opened_browser
from tests.browser.pages import closed_pages, open_pages
from tests.browser.rooms import WINDOW, Room, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = Path(__file__).parents[2] / "docs" / "pictures"


MAX_BYTES = 150_000
_COLOURS = 128


def of_the_docs(room: Room) -> None:
    """The pictures that README and docs/web-app.md show, as small as they are good."""
    document = room.document("Quillmere SOC 2 report")
    shown = {
        "home": "/",
        "evidence": "/evidence",
        "document": f"/documents/{document}?fact=opinion",
        "review": f"/review/{room.document('Zertifikat ISO 27001')}",
    }
    DOCS.mkdir(exist_ok=True)
    with room.visit(viewport=WINDOW, device_scale_factor=1.5, color_scheme="light") as page:
        for name, address in shown.items():
            page.goto(address, wait_until="networkidle")
            image = Image.open(BytesIO(page.screenshot())).convert("RGB")
            target = DOCS / f"{name}.png"
            image.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.stat().st_size:8,}  {target}")
            assert target.stat().st_size <= MAX_BYTES


@contextmanager
def _room(*, is_hostile: bool = False) -> Iterator[Room]:
    with (
        tempfile.TemporaryDirectory(prefix="muniment-pictures-") as folder,
        opened_browser() as browser,
        closing(open_sandbox(Settings(), scratch_folder=Path(folder))) as sandbox,
        serving(Path(folder) / "home", browser, sandbox) as room,
    ):
        room.set_up()
        room.bring_in_samples()
        if is_hostile:
            hostile.bring_in(room)
        yield room


def every_page(room: Room, folder: Path) -> None:
    """Each page whole, light and dark, wide and narrow."""
    folder.mkdir(parents=True, exist_ok=True)
    for pages, is_signed_in in ((open_pages(room), False), (closed_pages(room), True)):
        with room.visit(is_signed_in=is_signed_in, viewport=WINDOW) as page:
            for path, address in pages.items():
                page.goto(address, wait_until="networkidle")
                name = path.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "home"
                _shoot(page, folder, name)


def _shoot(page: Page, folder: Path, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(WINDOW)
        page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    page.screenshot(path=folder / f"{name}-narrow.png", full_page=True)
    page.set_viewport_size(WINDOW)


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="make pictures", description=__doc__)
    parser.add_argument("--every", type=Path, metavar="FOLDER", help="every page in both themes, into this folder")
    chosen = parser.parse_args()
    with _room(is_hostile=chosen.every is not None) as room:
        if chosen.every is not None:
            every_page(room, chosen.every)
        else:
            of_the_docs(room)


if __name__ == "__main__":
    main()
