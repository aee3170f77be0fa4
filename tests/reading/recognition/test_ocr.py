from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from muniment.limits import OcrLimits, SandboxLimits
from muniment.reading.recognition.ocr import SIZE, OcrWorker
from muniment.reading.recognition.placed import placed
from muniment.reading.recognition.recogniser import RecognitionError, Sight
from muniment.reading.sandbox.sandbox import Sandbox
from tests.waiting import until

TARGET = "tests.reading.sandbox.targets:answer"
LINES = ("The auditor examined the controls", "of the hosted system from January", "to December 2025 without exception")

SCRIPTS = Path(__file__).parent / "scripts"
"""Lines drawn with fonts of the scripts, which no machine needs to have."""

needs_engine = pytest.mark.skipif(
    not OcrWorker.is_installed() or sys.platform != "linux", reason="the extra `ocr` is not installed"
)


def page(lines: tuple[str, ...] = LINES) -> Image.Image:
    image = Image.new("L", (900, 400), 255)
    font = ImageFont.load_default(size=40)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((60, 60 + 100 * number), line, fill=0, font=font)
    return image


def as_sent(image: Image.Image) -> bytes:
    return SIZE.pack(*image.size) + image.tobytes()


def workers(of: int | None = None) -> set[int]:
    return {
        int(name)
        for name in os.listdir("/proc")
        if name.isdigit() and _parent(name) == (of or os.getpid()) and b"recognition.ocr_worker" in _command(name)
    }


def _parent(name: str) -> int:
    try:
        return int(Path("/proc", name, "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(name: str) -> bytes:
    try:
        return Path("/proc", name, "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def worker() -> Iterator[OcrWorker]:
    with closing(OcrWorker()) as one:
        yield one


def test_picture_that_lies_about_its_size_starts_no_worker() -> None:
    with closing(OcrWorker()) as worker:
        for picture in (b"", b"\0" * 7, SIZE.pack(10, 10) + b"\0" * 99, SIZE.pack(2**32 - 1, 2**32 - 1)):
            with pytest.raises(RecognitionError):
                worker.sight_of_picture(picture)
        assert worker.sight_of_picture(SIZE.pack(0, 0)) == Sight("")


def test_worker_that_cannot_start_is_a_recognition_error() -> None:
    with (
        closing(OcrWorker(limits=OcrLimits(memory_bytes=64 * 1024 * 1024))) as worker,
        pytest.raises(RecognitionError, match="could not be started"),
    ):
        worker.sight_of_picture(as_sent(page()))


@needs_engine
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turned_page_is_read_in_order(worker: OcrWorker, degrees: int) -> None:
    text = worker.sight_of_picture(as_sent(page().rotate(degrees, expand=True))).text
    assert text.split("\n") == list(LINES)


@needs_engine
def test_blank_page_has_no_text(worker: OcrWorker) -> None:
    assert worker.sight_of_picture(as_sent(page(()))) == Sight("")


@needs_engine
def test_small_letters_of_a_tall_and_of_a_wide_picture_are_read_line_by_line(worker: OcrWorker) -> None:
    font = ImageFont.load_default(size=18)
    lines = [f"Entry {number} of the log was reviewed" for number in range(0, 3_000, 100)]
    tall = Image.new("L", (600, 5_000), 255)
    for number, one in enumerate(lines):
        ImageDraw.Draw(tall).text((20, 10 + 165 * number), one, fill=0, font=font)
    assert worker.sight_of_picture(as_sent(tall)).text.split("\n") == lines
    wide = Image.new("L", (5_000, 60), 255)
    words = " ".join(lines[:12])
    ImageDraw.Draw(wide).text((20, 15), words, fill=0, font=font)
    assert worker.sight_of_picture(as_sent(wide)).text == words


@needs_engine
@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.png")), ids=lambda path: path.stem)
def test_line_in_a_script_the_engine_does_not_know_is_told(worker: OcrWorker, path: Path) -> None:
    assert worker.sight_of_picture(as_sent(Image.open(path).convert("L"))).unread == 1


@needs_engine
def test_lines_it_can_read_are_not_doubted(worker: OcrWorker) -> None:
    lines = (
        "Société générale à responsabilité limitée",
        "Signature: _____________  Date: ________",
        "9f86d081884c7d65",
    )
    assert worker.sight_of_picture(as_sent(page(lines))).unread == 0


@needs_engine
def test_dead_worker_is_replaced() -> None:
    others = workers()
    with closing(OcrWorker()) as worker:
        worker.sight_of_picture(as_sent(page(())))
        (first,) = workers() - others
        os.kill(first, signal.SIGKILL)
        assert worker.sight_of_picture(as_sent(page(LINES[:1]))).text == LINES[0]
        assert first not in workers()
    assert workers() == others


@needs_engine
def test_worker_is_replaced_after_its_pages_and_leaves_when_idle() -> None:
    others = workers()
    with closing(OcrWorker(limits=OcrLimits(pages_per_worker=1, idle_seconds=0.3))) as worker:
        assert worker.sight_of_picture(as_sent(page(LINES[:1]))).text == LINES[0]
        first = workers() - others
        assert worker.sight_of_picture(as_sent(page(LINES[:1]))).text == LINES[0]
        assert not first & workers()
        until(lambda: workers() == others)  # /proc still shows a zombie's parent, but no command line
        worker.reap()


@needs_engine
def test_page_beyond_its_time_fails_and_waiting_can_be_stopped(worker: OcrWorker) -> None:
    with closing(OcrWorker(limits=OcrLimits(page_seconds=0.05))) as hurried:
        noise = Image.effect_noise((2000, 2000), 200)
        with pytest.raises(RecognitionError, match="longer than it may"):
            hurried.sight_of_picture(as_sent(noise))
    stop = threading.Event()
    stop.set()
    with pytest.raises(RecognitionError, match="stopped"):
        worker.sight_of_picture(as_sent(page()), stops=[stop])


@needs_engine
def test_children_have_their_pictures_read_while_their_clock_stands_still(tmp_path: Path) -> None:
    paths = [tmp_path / "one.png", tmp_path / "two.png"]
    for path in paths:
        page(LINES[:1]).save(path)
    # The models alone take longer to load than this
    limits = SandboxLimits(wall_seconds=0.8, ocr_pages=1)
    request = {"act": "recognise", "path": str(tmp_path), "pictures": [str(path) for path in paths]}
    with closing(
        Sandbox(TARGET, limits=limits, preload=("PIL.Image",), scratch_folder=tmp_path, ocr=OcrWorker())
    ) as sandbox:
        sandbox.start()
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda _: sandbox.run(request), range(2)))
    for outcome in outcomes:
        assert outcome.value is not None, outcome
        assert outcome.value["texts"] == [LINES[0], "error: no more pictures are recognised for this document"]
    assert list(tmp_path.glob("sandbox-*")) == []


@needs_engine
def test_document_whose_time_of_recognition_is_up_gets_no_further_picture_read(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    page(LINES[:1]).save(path)
    limits = SandboxLimits(ocr_pages=10, ocr_seconds=0.001)
    request = {"act": "recognise", "path": str(tmp_path), "pictures": [str(path)] * 3}
    with closing(
        Sandbox(TARGET, limits=limits, preload=("PIL.Image",), scratch_folder=tmp_path, ocr=OcrWorker())
    ) as sandbox:
        outcome = sandbox.run(request)
    assert outcome.value is not None, outcome
    assert outcome.value["texts"] == [LINES[0], *["error: no more pictures are recognised for this document"] * 2]
    assert outcome.is_ocr_spent


SERVER = """
import sys
from PIL import Image
from muniment.reading.recognition.ocr import SIZE, OcrWorker
worker = OcrWorker()
worker.sight_of_picture(SIZE.pack(40, 40) + bytes([255]) * 1600)
print("ready", flush=True)
noise = Image.effect_noise((3000, 3000), 200)
while True:
    worker.sight_of_picture(SIZE.pack(*noise.size) + noise.tobytes())
"""


@needs_engine
def test_killed_server_takes_its_worker_with_it() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None and server.stdout.readline() == b"ready\n"
        (worker,) = workers(of=server.pid)
        server.kill()
    until(lambda: b"recognition.ocr_worker" not in _command(str(worker)))


def test_without_recognition_the_target_is_told_so(tmp_path: Path) -> None:
    with closing(Sandbox(TARGET, limits=SandboxLimits(), preload=(), scratch_folder=tmp_path)) as sandbox:
        assert sandbox.run({"act": "recognise"}).value == {"texts": None}


@needs_engine
@pytest.mark.parametrize("degrees", [0, 90])
def test_each_recognised_word_stands_where_its_ink_is(worker: OcrWorker, degrees: int) -> None:
    image = page().rotate(degrees, expand=True, fillcolor=255)
    sight = worker.sight_of_picture(as_sent(image))
    words = placed(sight.text, sight)
    assert [sight.text[one.start : one.end] for one in words] == " ".join(LINES).split()
    rest = image.copy()
    for one in words:
        wide, high = image.size
        box = round(one.left * wide), round(one.top * high), round(one.right * wide), round(one.bottom * high)
        assert min(image.crop(box).tobytes()) < 128
        rest.paste(255, (box[0] - 8, box[1] - 8, box[2] + 8, box[3] + 8))
    assert min(rest.tobytes()) > 128
