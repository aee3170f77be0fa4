"""How long a person waits: for a document to be complete, and for the server to be there."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from benchmarks import servers
from benchmarks.load import ClientError, form_around, get, head, send_file
from benchmarks.plan import Plan
from benchmarks.report import SPREAD, Rounds, Section
from benchmarks.servers import Account, Server
from examples.evidence import sixty_pages
from muniment.judging.classify import classify
from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from muniment.limits import Limits
from muniment.reading.read import read
from muniment.reading.sniff import sniff

POLL_SECONDS = 0.004
_WAIT_SECONDS = 60
_STEPS = ("reading", "judging the type", "items", "facts")


def complete(plan: Plan) -> list[Section]:
    """From the upload's first byte to the answer that says `complete`, for a PDF of 60 pages on an idle server."""
    file = plan.folder / "sixty-pages.pdf"
    sixty_pages(file)
    times = Rounds("ms", 0)
    home = plan.folder / "complete"
    account = servers.open_account(home)
    subjects = {
        "upload to complete": lambda: _until_complete(server, account, file),
        "bare pypdfium2": lambda: _extract(file),
    }
    with ExitStack() as stack:
        server = stack.enter_context(servers.muniment(home))
        for measured in subjects.values():
            measured()
            measured()
        for _, name in plan.turns(list(subjects)):
            time.sleep(0.2)  # idle
            times.add(name, subjects[name]() * 1000)
            if name == "bare pypdfium2":
                for step, seconds in _steps(file).items():
                    times.add(step, seconds * 1000)
    rows = times.ratio_rows("upload to complete", "bare pypdfium2", aim="≤ 3")
    for step in _STEPS:
        rows += times.ratio_rows(step, "upload to complete")
    text = (
        f"A PDF of 60 pages ({file.stat().st_size // 1024} KiB), uploaded to an idle server with its default worker, "
        f"asked for every {POLL_SECONDS * 1000:g} ms. Against opening the same file with pypdfium2 and "
        "taking the text of each page, in a warm process. Steps: the pipeline's own functions in that same process."
    )
    return [Section("A document of 60 pages until it is complete", text, SPREAD, rows + times.rows())]


def _until_complete(server: Server, account: Account, file: Path) -> float:
    size, address = file.stat().st_size, server.address
    before, after, kind = form_around({"vendor_id": account.vendor_id}, filename="report.pdf")
    length = len(before) + size + len(after)
    first = head(
        "POST", "/v1/documents", address, length=length, Content_Type=kind, Authorization=account.authorization
    )
    started = time.perf_counter()
    _, answer = send_file(address, first + before, file, after)
    path = f"/v1/documents/{json.loads(answer)['id']}"
    while time.perf_counter() - started < _WAIT_SECONDS:
        document = json.loads(get(address, path, Authorization=account.authorization))
        if document["status"] == "complete":
            return time.perf_counter() - started
        if document["status"] == "failed":
            break
        time.sleep(POLL_SECONDS)
    raise ClientError(f"the document did not become complete: {document}")


def _extract(file: Path) -> float:
    started = time.perf_counter()
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            text_page = page.get_textpage()
            text_page.get_text_range()
            text_page.close()
            page.close()
    return time.perf_counter() - started


def _steps(file: Path) -> dict[str, float]:
    """Seconds of the steps that the sandbox's child goes through."""
    marks = [time.perf_counter()]
    kind = sniff(file, extension="pdf").kind
    assert kind is not None
    reading = read(file, kind=kind, limits=Limits(), recognise=None)
    marks.append(time.perf_counter())
    judged = classify(reading, name="report.pdf", threshold=0.6)
    marks.append(time.perf_counter())
    view = View(reading)
    items = items_of(reading, document_type=judged.document_type, view=view)
    marks.append(time.perf_counter())
    extract(
        reading,
        document_type=judged.document_type,
        validity=ValidityRules.from_json("{}"),
        today=datetime.now(UTC).date(),
        items=items,
        view=view,
    )
    marks.append(time.perf_counter())
    return {name: end - start for name, start, end in zip(_STEPS, marks, marks[1:], strict=False)}


def start(plan: Plan) -> list[Section]:
    """Seconds from starting `muniment serve` on an empty home until /healthz answers."""
    times = Rounds("s", 2)
    for number in range(plan.rounds):
        started = time.perf_counter()
        with servers.muniment(plan.folder / f"start-{number}") as server:
            get(server.address, "/healthz")
            times.add("empty home", time.perf_counter() - started)
        started = time.perf_counter()
        with servers.muniment(plan.folder / f"start-{number}") as server:
            get(server.address, "/healthz")
            times.add("the same home again", time.perf_counter() - started)
    text = "From starting the process until `/healthz` answers, database made and migrated. Aim ≤ 2 s."
    return [Section("Start of `muniment serve`", text, SPREAD, times.rows())]
