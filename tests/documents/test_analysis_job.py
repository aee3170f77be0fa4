from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select

from muniment.analysis import pipeline
from muniment.analysis.findings import Findings
from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.tables import document_facts, document_pages
from muniment.documents import analysis_job, lifecycle, manage
from muniment.documents.owed import ANALYSE
from muniment.documents.search.results import find
from muniment.errors import StorageUnavailableError
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.jobs import queue
from muniment.jobs.queue import Job, RetryPolicy
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.reading.warnings import UNJUDGED, warning
from muniment.runtime import Runtime
from tests.builders import NOW, World
from tests.documents.conftest import SLA, Receive


@dataclass
class Steps:
    """A runtime, and the pipeline over it."""

    runtime: Runtime
    pipeline: Pipeline


@pytest.fixture
def steps(runtime: Runtime, sandbox: Sandbox) -> Steps:
    return Steps(runtime, Pipeline(runtime.settings, runtime.metrics, sandbox))


def claim(runtime: Runtime) -> Job:
    with runtime.database.write() as tx:
        job = queue.claim(tx, worker="test", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=60)
    assert job is not None
    return job


def run(steps: Steps, job: Job, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """The job's whole effect. `meanwhile` is called once the document is read, before what was found is kept."""
    conclude = analysis_job.run(steps.runtime, steps.pipeline, job, threading.Event())
    meanwhile()
    with steps.runtime.database.write() as tx:
        conclude(tx)
        assert queue.finish(tx, job)


def analysis(runtime: Runtime, room: World, document_id: str) -> dict[str, object]:
    with runtime.database.read() as tx:
        return manage.analysis(tx, room.caller, document_id)


def test_document_is_settled_with_its_type_and_a_receipt(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    run(steps, claim(steps.runtime))
    with steps.runtime.database.read() as tx:
        document = manage.get(tx, evidence_room.caller, document_id)
        found = manage.analysis(tx, evidence_room.caller, document_id)
        pages = tx.execute(select(document_pages).where(document_pages.c.document_id == document_id)).all()
    assert (document["status"], document["document_type"]) == ("complete", "service_level_agreement")
    judged = found["classification"]
    assert judged["document_type"] == "service_level_agreement"
    assert judged["evidence"][0]["quote"] in SLA
    assert found["content"]["pages"] == len(pages) > 0
    assert found["content"]["characters"] > 300
    assert found["started_at"] <= found["completed_at"]


def test_text_is_found_by_search_after_the_analysis(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    run(steps, claim(steps.runtime))
    with steps.runtime.database.read() as tx:
        answer = find(tx, evidence_room.caller, '"uptime percentage"', limit=10, offset=0)
        foreign = find(tx, evidence_room.other_caller, "uptime", limit=10, offset=0)
    assert answer.total == len(answer.results) >= 1
    assert {hit.document_id for hit in answer.results} == {document_id}
    assert "uptime percentage" in answer.results[0].snippet
    assert foreign.total == len(foreign.results) == 0


def test_declared_type_stays_and_the_classifiers_is_in_the_analysis(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(SLA.encode(), document_type="commercial_contract")
    run(steps, claim(steps.runtime))
    with steps.runtime.database.read() as tx:
        assert manage.get(tx, evidence_room.caller, document_id)["document_type"] == "commercial_contract"
        found = manage.analysis(tx, evidence_room.caller, document_id)
    assert found["classification"]["document_type"] == "service_level_agreement"
    assert "type_differs" in [warning["code"] for warning in found["warnings"]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("broken.pdf", b"%PDF-1.7\nnothing that follows makes sense", "corrupt"),
        ("broken.docx", b"PK\x03\x04 cut off", "corrupt"),
        ("empty.txt", b" \n \n", "no_text"),
    ],
)
def test_unreadable_document_ends_failed_with_its_reason_and_stays_downloadable(
    steps: Steps, evidence_room: World, receive: Receive, name: str, content: bytes, code: str
) -> None:
    document_id = receive(content, name=name)
    run(steps, claim(steps.runtime))
    found = analysis(steps.runtime, evidence_room, document_id)
    assert found["status"] == "failed"
    assert found["error"]["code"] == code  # type: ignore[index]
    with steps.runtime.database.read() as tx:
        document = manage.find(tx, evidence_room.caller, document_id)
    with steps.runtime.store.open(document.storage_key) as file:
        assert file.read() == content


def test_text_of_no_known_type_is_complete_and_says_so(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(b"Monday: lentil soup. Tuesday: fish. Wednesday: closed.", name="lunch.txt")
    run(steps, claim(steps.runtime))
    with steps.runtime.database.read() as tx:
        document = manage.get(tx, evidence_room.caller, document_id)
        found = manage.analysis(tx, evidence_room.caller, document_id)
    assert (document["status"], document["document_type"]) == ("complete", None)
    assert "type_not_recognised" in [warning["code"] for warning in found["warnings"]]


def test_damaged_bytes_are_not_judged(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    with steps.runtime.database.read() as tx:
        key = manage.find(tx, evidence_room.caller, document_id).storage_key
    with steps.runtime.store.local_copy(key, steps.runtime.scratch_folder) as path:
        path.write_bytes(b"something else")
    run(steps, claim(steps.runtime))
    assert analysis(steps.runtime, evidence_room, document_id)["error"]["code"] == "damaged"  # type: ignore[index]


def test_store_that_goes_away_before_the_child_reads_is_no_finding(
    steps: Steps, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = steps.runtime.home / "files"

    def goes_away(*_: object) -> None:
        files.rename(files.with_name("elsewhere"))

    compare_hash, *others = pipeline.STEPS
    monkeypatch.setattr(pipeline, "STEPS", (compare_hash, goes_away, *others))
    receive(SLA.encode())
    with pytest.raises(StorageUnavailableError):
        analysis_job.run(steps.runtime, steps.pipeline, claim(steps.runtime), threading.Event())


def test_late_result_of_an_older_generation_changes_nothing(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(SLA.encode())
    job = claim(steps.runtime)
    conclude = analysis_job.run(steps.runtime, steps.pipeline, job, threading.Event())
    with steps.runtime.database.write() as tx:
        manage.analyse_again(tx, evidence_room.caller, document_id, now=NOW)
    with steps.runtime.database.write() as tx:
        conclude(tx)
    with steps.runtime.database.read() as tx:
        assert manage.get(tx, evidence_room.caller, document_id)["status"] == "created"
    run(steps, claim(steps.runtime))
    with steps.runtime.database.read() as tx:
        assert manage.get(tx, evidence_room.caller, document_id)["status"] == "complete"


def test_cancelled_job_is_interrupted_and_writes_nothing(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Interrupted):
        analysis_job.run(steps.runtime, steps.pipeline, claim(steps.runtime), cancelled)
    assert analysis(steps.runtime, evidence_room, document_id)["status"] == lifecycle.Status.ANALYZING


def test_analysis_again_replaces_pages_and_findings(steps: Steps, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    run(steps, claim(steps.runtime))
    first = analysis(steps.runtime, evidence_room, document_id)
    with steps.runtime.database.write() as tx:
        manage.analyse_again(tx, evidence_room.caller, document_id, now=NOW)
    assert analysis(steps.runtime, evidence_room, document_id) | {"status": first["status"]} == first
    run(steps, claim(steps.runtime))
    again = analysis(steps.runtime, evidence_room, document_id)
    timeless = {"started_at": 0, "completed_at": 0}
    assert {**first, **timeless} == {**again, **timeless}
    with steps.runtime.database.read() as tx:
        total = find(tx, evidence_room.caller, '"service credits"', limit=10, offset=0).total
    assert total == 1


# Run again: what was found stays until something better is


def _everything(runtime: Runtime, room: World, document_id: str) -> dict[str, Any]:
    """All that is known of a document, but for its generation."""
    with runtime.database.read() as tx:
        found = manage.analysis(tx, room.caller, document_id)
        wire = manage.get(tx, room.caller, document_id)
        hits = find(tx, room.caller, "severity", limit=5, offset=0).results
        facts = tx.execute(select(document_facts).order_by(document_facts.c.key, document_facts.c.position)).all()
        items = manage.items_page(tx, room.caller, document_id, kinds=(), limit=200, offset=0)
        pages = tx.execute(select(document_pages.c.number, document_pages.c.text)).all()
    return {
        "analysis": {key: value for key, value in found.items() if key != "warnings"},
        "status": wire["status"],
        "type": wire["document_type"],
        "hits": [(one.document_id, one.page) for one in hits],
        "facts": [tuple(row) for row in facts],
        "items": items,
        "pages": [tuple(row) for row in pages],
    }


def _again(runtime: Runtime, room: World, document_id: str) -> None:
    with runtime.database.write() as tx:
        manage.analyse_again(tx, room.caller, document_id, now=NOW)


def _stored(runtime: Runtime, room: World, document_id: str) -> Path:
    with runtime.database.read() as tx:
        key = manage.find(tx, room.caller, document_id).storage_key
    return runtime.home / "files" / key[:2] / key[2:4] / key


def _warnings(runtime: Runtime, room: World, document_id: str) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", analysis(runtime, room, document_id)["warnings"])


def test_analysis_that_fails_when_run_again_takes_nothing_of_the_earlier_one_away(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    assert before["status"] == "complete"
    assert before["type"]
    assert before["facts"]
    assert before["hits"]
    stored = _stored(runtime, evidence_room, document_id)
    stored.write_bytes(b"other bytes")
    for _ in range(2):
        _again(runtime, evidence_room, document_id)
        run(steps, claim(runtime))
        assert _everything(runtime, evidence_room, document_id) == before
        (told,) = _warnings(runtime, evidence_room, document_id)
        assert told["code"] == "reanalysis_failed"
        assert "damaged: " in told["message"]

    stored.write_bytes(SLA.encode())
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    assert _everything(runtime, evidence_room, document_id)["facts"] == before["facts"]
    assert _warnings(runtime, evidence_room, document_id) == []


def _said(runtime: Runtime, room: World, document_id: str, *types: str, **facts: Any) -> None:
    with runtime.database.write() as tx:
        wanted = Wanted(types, list(facts.items()))
        reviewing.put(tx, room.caller, document_id, wanted, rules=ValidityRules(), now=NOW)


def test_what_a_person_says_while_the_document_is_read_stands_over_what_is_found(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    said = partial(_said, runtime, evidence_room, document_id, "nda", parties=["Said Ltd"])
    run(steps, claim(runtime), meanwhile=said)
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    found = analysis(runtime, evidence_room, document_id)
    parties = next(one for one in cast("list[dict[str, Any]]", found["insights"]) if one["key"] == "parties")
    assert (parties["value"], parties["source_type"]) == (["Said Ltd"], "manual")
    assert _everything(runtime, evidence_room, document_id)["type"] == "nda"


def test_review_that_is_withdrawn_while_the_next_analysis_fails_leaves_the_engine_s_word(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    _said(runtime, evidence_room, document_id, "nda")
    _again(runtime, evidence_room, document_id)
    _stored(runtime, evidence_room, document_id).write_bytes(b"other bytes")
    job = claim(runtime)
    conclude = analysis_job.run(runtime, steps.pipeline, job, threading.Event())
    _withdraw(runtime, evidence_room, document_id)
    with runtime.database.write() as tx:
        conclude(tx)
        assert not queue.finish(tx, job)  # it read the document as the type that was taken back
    run(steps, claim(runtime))
    assert _everything(runtime, evidence_room, document_id) == before
    (told,) = _warnings(runtime, evidence_room, document_id)
    assert told["code"] == "reanalysis_failed"


def _withdraw(runtime: Runtime, room: World, document_id: str) -> None:
    with runtime.database.write() as tx:
        reviewing.withdraw(tx, room.caller, document_id, rules=ValidityRules(), now=NOW)


def test_document_that_was_read_as_a_type_taken_back_is_read_again_without_it(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    _said(runtime, evidence_room, document_id, "soc2_type2_auditor_report")
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    as_said = _everything(runtime, evidence_room, document_id)
    assert as_said["facts"] != before["facts"]
    _withdraw(runtime, evidence_room, document_id)
    waiting = analysis(runtime, evidence_room, document_id)
    assert (waiting["status"], waiting["completed_at"]) == ("created", as_said["analysis"]["completed_at"])
    run(steps, claim(runtime))
    after = _everything(runtime, evidence_room, document_id)
    timeless = {"started_at": 0, "completed_at": 0}
    assert after.pop("analysis") | timeless == before.pop("analysis") | timeless
    assert after == before


REPORT = """# SOC 2 Type II report

| Criteria | Control | Test | Result |
|---|---|---|---|
| CC6.1 | AC-01 Access needs a second factor. | Inspected sign-on. | No exceptions noted. |
| CC6.2 | AC-07 Leavers lose access. | Inspected 25 leavers. | Exception noted: 2 of 25 kept access. |

## Complementary user entity controls

- User entities remove users who leave.
"""


def test_rows_of_a_report_come_from_the_child_and_only_a_better_analysis_replaces_them(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(REPORT.encode(), document_type="soc2_type2_auditor_report")
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    rows, total = before["items"]
    assert [(row["kind"], row["fields"]["control"], row["verified"]) for row in rows] == [
        ("exception", "AC-07 Leavers lose access.", True),
        ("user_entity_control", "User entities remove users who leave.", True),
    ]
    assert total == 2
    assert all(row["quote"] in REPORT for row in rows)
    stored = _stored(runtime, evidence_room, document_id)
    stored.write_bytes(b"other bytes")
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    assert _everything(runtime, evidence_room, document_id)["items"] == before["items"]
    stored.write_bytes(REPORT.encode())
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    assert _everything(runtime, evidence_room, document_id)["items"] == before["items"]


def test_document_whose_every_try_fails_when_run_again_keeps_what_was_found(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    _again(runtime, evidence_room, document_id)
    job = claim(runtime)
    with runtime.database.write() as tx:
        assert queue.fail(tx, job, error="x", retry=RetryPolicy(max_attempts=1, base_seconds=1, max_seconds=1)) is False
        assert analysis_job.give_up(runtime, tx, job) == "complete"
    assert _everything(runtime, evidence_room, document_id) == before
    (told,) = _warnings(runtime, evidence_room, document_id)
    assert "attempts_exhausted" in told["message"]


def test_document_archived_while_it_is_analysed_again_keeps_what_was_found(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    _again(runtime, evidence_room, document_id)
    with runtime.database.write() as tx:
        manage.archive(tx, evidence_room.caller, document_id, now=NOW)
    after = _everything(runtime, evidence_room, document_id)
    assert {**after, "hits": before["hits"]} == before


def test_document_that_was_never_read_fails_when_run_again(
    steps: Steps, evidence_room: World, receive: Receive
) -> None:
    runtime = steps.runtime
    document_id = receive(b"%PDF-1.7 not really", name="broken.pdf")
    run(steps, claim(runtime))
    _again(runtime, evidence_room, document_id)
    run(steps, claim(runtime))
    found = analysis(runtime, evidence_room, document_id)
    assert found["status"] == "failed"
    assert cast("dict[str, str]", found["error"])["code"] == "corrupt"


@pytest.mark.parametrize("code", sorted(UNJUDGED))
def test_analysis_that_breaks_off_in_judging_when_run_again_takes_no_fact_away(
    steps: Steps, evidence_room: World, receive: Receive, code: str
) -> None:
    runtime = steps.runtime
    document_id = receive(SLA.encode())
    run(steps, claim(runtime))
    before = _everything(runtime, evidence_room, document_id)
    _again(runtime, evidence_room, document_id)
    job = claim(runtime)
    broken_off = Findings(media_type="text/markdown", page_count=None, language=None, warnings=(warning(code),))
    with runtime.database.write() as tx:
        document = lifecycle.begin_analysis(tx, evidence_room.caller, document_id, generation=job.fence, now=NOW)
        assert document is not None
        assert analysis_job._save(runtime, tx, document, broken_off, started_at=NOW) == "complete"
    assert _everything(runtime, evidence_room, document_id) == before
    (told,) = _warnings(runtime, evidence_room, document_id)
    assert code in told["message"]
