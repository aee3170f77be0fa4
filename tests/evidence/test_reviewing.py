"""A person's word stands over the engine's, in every place, through every further analysis, until it is withdrawn."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from muniment.analysis.claims import MAX_VALUE_CHARACTERS
from muniment.analysis.findings import failed
from muniment.db.tables import audit_records, document_counts
from muniment.documents import facts, legal_holds, lifecycle, manage
from muniment.documents.document import UNDATED, Document
from muniment.documents.legal_holds import Target, TargetType
from muniment.documents.lists import listing
from muniment.errors import DocumentNotFoundError, InvalidDocumentTypeError, InvalidFieldsError, PreconditionFailedError
from muniment.events import feed
from muniment.events.feed import lock_organisation
from muniment.evidence import reviewing
from muniment.evidence.reviewing import MAX_FACTS, Wanted
from muniment.evidence.said_values import MAX_ELEMENTS, MAX_TEXT_CHARACTERS
from muniment.judging.facts.keys import KEYS
from tests.builders import NOW
from tests.evidence.conftest import RULES, SOC2, Room, fact, findings

PERIOD = fact("period_end", "2025-06-30")
OPINION = fact("opinion", "unqualified")
ENDS = fact("expires_on", "2026-06-30")
RULE = fact("expires_on_rule", "period_end + 12 months")
REPORT = findings(ENDS, RULE, PERIOD, OPINION)


def test_person_s_type_stands_over_the_engine_s_and_over_every_further_analysis(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, "iso_27001_certificate")
    room.find(document_id, findings(document_type="nda"))
    assert room.type_of(document_id) == "iso_27001_certificate"
    judged = room.analysis(document_id)["classification"]
    assert (judged["document_type"], judged["source_type"], judged["confidence"]) == (
        "iso_27001_certificate",
        "manual",
        1,
    )
    assert judged["said_by"] == room.world.caller.on_the_wire()
    assert judged["said_at"] == NOW + 10
    assert judged["evidence"] == []
    assert judged["alternatives"][0] == {"document_type": "nda", "confidence": 0.95}


def test_document_that_a_person_says_is_none_of_the_taxonomy_stays_without_type(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, None)
    assert room.type_of(document_id) is None
    room.find(document_id, REPORT)
    assert room.type_of(document_id) is None
    assert "expires_on" not in room.facts(document_id)  # nothing says how long such evidence holds


def test_facts_are_corrected_rejected_and_added_and_stay_so(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, opinion="qualified", period_end=None, service_auditor="Ardent & Pyke LLP")
    said = {
        "opinion": ("qualified", "manual"),
        "service_auditor": ("Ardent & Pyke LLP", "manual"),
    }
    assert room.facts(document_id) == said
    room.find(document_id, findings(ENDS, RULE, PERIOD, OPINION, fact("auditor", "Somebody LLP")))
    assert room.facts(document_id) == {**said, "auditor": ("Somebody LLP", "engine")}
    (corrected,) = (one for one in room.analysis(document_id)["insights"] if one["key"] == "opinion")
    assert (corrected["quote"], corrected["page"], corrected["verified"]) == (None, None, False)


def test_confirmed_fact_keeps_its_receipt_and_is_a_person_s(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, SOC2, opinion="unqualified")
    (confirmed,) = (one for one in room.analysis(document_id)["insights"] if one["key"] == "opinion")
    assert (confirmed["quote"], confirmed["verified"], confirmed["source_type"]) == ("about opinion", True, "manual")
    assert room.analysis(document_id)["classification"]["evidence"][0]["quote"] == "SOC 2"


@pytest.mark.parametrize(
    ("said", "ends", "rule"),
    [
        ({"period_end": "2025-09-30"}, ("2026-09-30", "manual"), ("period_end + 12 months", "manual")),
        ({"opinion": "qualified"}, ("2026-06-30", "engine"), ("period_end + 12 months", "engine")),
        ({"period_end": None}, None, None),
        (
            {"period_end": None, "as_of_date": "2025-01-31"},
            ("2026-01-31", "manual"),
            ("as_of_date + 12 months", "manual"),
        ),
        ({"expires_on": "2027-01-01"}, ("2027-01-01", "manual"), None),
        ({"expires_on": "2026-06-30"}, ("2026-06-30", "manual"), ("period_end + 12 months", "engine")),
        ({"expires_on": None}, None, None),
    ],
)
def test_when_evidence_ends_follows_from_the_corrected_facts(
    room: Room, said: dict[str, Any], ends: Any, rule: Any
) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, **said)
    facts = room.facts(document_id)
    assert (facts.get("expires_on"), facts.get("expires_on_rule")) == (ends, rule)
    room.find(document_id, REPORT)
    assert room.facts(document_id) == facts


def test_when_evidence_ends_follows_from_the_corrected_type(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, findings(fact("issue_date", "2025-01-01"), fact("expiry_date", "2027-12-31"), PERIOD))
    room.say(document_id, "iso_27001_certificate")
    assert room.facts(document_id)["expires_on"] == ("2027-12-31", "manual")


def test_nothing_is_concluded_about_a_draft_that_a_person_only_corrects(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, findings(PERIOD, OPINION, warned={"draft": "on page 1"}))
    room.say(document_id, period_end="2025-09-30")
    assert "expires_on" not in room.facts(document_id)


def test_withdrawn_review_brings_the_engine_s_newest_word_back(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    before = room.analysis(document_id)
    room.say(document_id, "nda", note="A covering letter", opinion="adverse", period_end=None)
    empty = room.withdraw(document_id)
    assert room.analysis(document_id) == before
    assert room.type_of(document_id) == SOC2
    assert (empty["reviewed_at"], empty["facts"], empty["document_type"]) == (None, [], None)
    assert room.withdraw(document_id) == empty
    room.say(document_id, "nda")
    room.find(document_id, findings(document_type="data_processing_agreement"))
    room.withdraw(document_id)
    assert room.type_of(document_id) == "data_processing_agreement"
    room.find(document_id, findings(document_type="business_associate_agreement"))
    assert room.type_of(document_id) == "business_associate_agreement"


def test_withdrawn_review_brings_a_declared_type_back(room: Room) -> None:
    document_id = room.document(document_type="nda")
    room.find(document_id, REPORT)
    room.say(document_id, SOC2)
    room.say(document_id, "data_processing_agreement", note="No: a DPA")
    room.withdraw(document_id)
    assert room.type_of(document_id) == "nda"
    room.find(document_id, REPORT)
    assert room.type_of(document_id) == "nda"


def test_review_that_says_nothing_of_the_type_any_more_gives_it_back(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, "nda")
    room.say(document_id, note="I was wrong")
    assert room.type_of(document_id) == SOC2


ISO = "iso_27001_certificate"
CERTIFIED = findings(fact("expiry_date", "2027-12-31"), PERIOD, ENDS, RULE)


def test_document_is_read_again_when_the_type_it_was_read_as_is_taken_back(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, ISO)
    room.withdraw(document_id)
    assert room.status_of(document_id) == "complete"  # it was never read as that
    room.say(document_id, ISO)
    room.find(document_id, findings(fact("expiry_date", "2027-12-31"), fact("expires_on", "2027-12-31")))
    room.withdraw(document_id)
    assert (room.status_of(document_id), room.type_of(document_id)) == ("created", SOC2)
    assert room.facts(document_id) == {"expiry_date": ("2027-12-31", "engine")}
    room.find(document_id, REPORT)
    assert room.facts(document_id)["expires_on"] == ("2026-06-30", "engine")


def test_type_that_the_next_review_leaves_out_is_taken_back_as_well(room: Room) -> None:
    document_id = room.document(document_type="nda")
    room.find(document_id, REPORT)
    room.say(document_id, ISO, opinion="adverse")
    room.find(document_id, REPORT)
    room.say(document_id, ISO, opinion="qualified")
    assert room.status_of(document_id) == "complete"
    room.say(document_id, opinion="qualified")
    assert (room.status_of(document_id), room.type_of(document_id)) == ("created", "nda")
    assert room.facts(document_id)["opinion"] == ("qualified", "manual")


def test_document_that_is_being_read_as_a_type_taken_back_is_begun_again(room: Room) -> None:
    document_id = room.document()
    room.say(document_id, ISO)
    with room.database.write() as tx:
        begun = lifecycle.begin_analysis(tx, room.caller, document_id, generation=1, now=NOW)
    assert begun is not None
    room.withdraw(document_id)
    with room.database.write() as tx:
        again = lifecycle.hold(tx, room.caller, document_id)
        assert (again.status, again.generation) == ("created", begun.generation + 1)


def test_legal_hold_keeps_what_was_found_of_a_type_taken_back(room: Room) -> None:
    document_id = room.document()
    room.say(document_id, ISO)
    room.find(document_id, CERTIFIED)
    with room.database.write() as tx:
        legal_holds.create(tx, room.caller, Target(TargetType.DOCUMENT, document_id), reason="Case 7", now=NOW)
    room.withdraw(document_id)
    assert (room.status_of(document_id), room.type_of(document_id)) == ("complete", SOC2)
    assert room.facts(document_id)["expiry_date"] == ("2027-12-31", "engine")


@pytest.mark.parametrize("is_reviewed", [False, True])
def test_day_of_expiry_follows_from_a_declared_type_and_back(room: Room, is_reviewed: bool) -> None:
    document_id = room.document()
    room.find(document_id, CERTIFIED)
    if is_reviewed:
        room.say(document_id, note="Seen")
    by = "manual" if is_reviewed else "engine"
    room.declare(document_id, ISO)
    assert room.facts(document_id)["expires_on"] == ("2027-12-31", by)
    assert room.facts(document_id)["expires_on_rule"] == ("expiry_date", by)
    room.declare(document_id, SOC2)
    assert room.facts(document_id)["expires_on"] == ("2026-06-30", "engine")
    room.declare(document_id, "asset_inventory")
    assert "expires_on" not in room.facts(document_id)
    assert (room.status_of(document_id), valid_until(room, document_id)) == ("complete", UNDATED)


def valid_until(room: Room, document_id: str) -> str:
    """The day that lists know."""
    with room.database.read() as tx:
        return manage.find(tx, room.caller, document_id).valid_until


def test_type_declared_while_the_document_is_read_says_when_the_evidence_ends(room: Room) -> None:
    document_id = room.document()
    with room.database.read() as tx:
        begun = manage.find(tx, room.caller, document_id)
    room.declare(document_id, ISO)
    with room.database.write() as tx:
        room.conclude(tx, begun, CERTIFIED)
    assert room.facts(document_id)["expires_on"] == ("2027-12-31", "engine")
    assert valid_until(room, document_id) == "2027-12-31"


def test_person_s_word_and_what_was_found_stay_while_the_document_is_read_again(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, "nda", opinion="adverse")
    before = room.analysis(document_id)
    with room.database.write() as tx:
        manage.analyse_again(tx, room.caller, document_id, now=NOW)
    assert room.analysis(document_id) == before | {"status": "created"}
    room.say(document_id, ISO, period_end="2025-01-31")
    facts = room.facts(document_id)
    assert (facts["period_end"], facts["opinion"]) == (("2025-01-31", "manual"), ("unqualified", "engine"))


def test_type_declared_after_a_review_is_the_newer_word(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, "nda", opinion="adverse")
    room.declare(document_id, "data_processing_agreement")
    assert room.type_of(document_id) == "data_processing_agreement"
    with room.database.read() as tx:
        said = reviewing.get(tx, room.world.caller, document_id)
    assert (said["document_type"], [one["key"] for one in said["facts"]]) == (None, ["opinion"])
    room.withdraw(document_id)
    assert room.type_of(document_id) == "data_processing_agreement"


def test_same_review_again_changes_nothing_whoever_sends_it(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    said = room.say(document_id, SOC2, note="Seen", opinion="unqualified")
    with room.database.read() as tx:
        last = feed.last_seq(tx, room.world.org_id)
    other = replace(room.world.caller, name="another")
    assert room.say(document_id, SOC2, note="Seen", opinion="unqualified", caller=other, now=NOW + 99) == said
    with room.database.read() as tx:
        assert feed.last_seq(tx, room.world.org_id) == last


def test_statement_that_is_repeated_stays_its_first_speaker_s(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, REPORT)
    room.say(document_id, SOC2, opinion="qualified")
    other = replace(room.world.caller, name="another")
    said = room.say(document_id, SOC2, opinion="qualified", system_name="Ledger", caller=other, now=NOW + 99)
    by = {one["key"]: (one["said_by"]["name"], one["said_at"]) for one in said["facts"]}
    assert by == {"opinion": ("test", NOW + 10), "system_name": ("another", NOW + 99)}
    assert (said["reviewed_by"]["name"], said["reviewed_at"]) == ("another", NOW + 99)


def test_document_read_after_it_was_reviewed_has_the_person_s_word(room: Room) -> None:
    document_id = room.document()
    said = room.say(document_id, "nda", opinion="adverse")
    assert said["facts"][0]["engine_value"] is None
    assert room.analysis(document_id)["insights"][0]["value"] == "adverse"
    room.find(document_id, REPORT)
    assert (room.type_of(document_id), room.facts(document_id)["opinion"]) == ("nda", ("adverse", "manual"))


def test_what_is_said_of_a_document_that_could_not_be_read_stays_when_it_is(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, failed("encrypted"))
    room.say(document_id, SOC2, period_end="2025-09-30")
    ends = ("2026-09-30", "manual")
    assert room.facts(document_id)["expires_on"] == ends
    room.find(document_id, failed("corrupt"))
    assert room.facts(document_id)["expires_on"] == ends
    room.find(document_id, REPORT)
    assert room.facts(document_id)["expires_on"] == ends


def test_lists_counters_and_filters_know_the_person_s_type(room: Room) -> None:
    document_id = room.document(service_ids=(room.world.vendor.services[0],))
    room.find(document_id, REPORT)
    room.say(document_id, "iso_27001_certificate")
    filters = listing.Filters(service_id=room.world.vendor.services[0], document_types=("iso_27001_certificate",))
    c = document_counts.c
    with room.database.read() as tx:
        assert listing.page(tx, room.world.caller, filters, limit=5, offset=0)[1] == 1
        counted = select(c.document_type).where(c.scope_id == room.world.org_id, c.n > 0)
        assert tx.execute(counted).scalars().all() == ["iso_27001_certificate"]


def test_events_and_audit_tell_what_stood_and_what_stands(room: Room) -> None:
    document_id = room.document(name="Report.pdf")
    room.find(document_id, REPORT)
    room.say(document_id, "nda", note="<b>", period_end=None, opinion="unqualified")
    room.withdraw(document_id)
    with room.database.read() as tx:
        told = [one for one in feed.read(tx, room.world.org_id, after=0, limit=500) if one.subject_id == document_id]
        kept = tx.execute(
            select(audit_records.c.event_type, audit_records.c.summary).order_by(audit_records.c.seq)
        ).all()
    assert [one.type.value.partition(".")[2] for one in told][-4:] == [
        "Updated",
        "Reviewed",
        "Updated",
        "ReviewWithdrawn",
    ]
    said, back = told[-3], told[-1]
    assert said.changes == {
        "document_type": (SOC2, "nda"),
        "note": (None, "<b>"),
        "reviewed_at": (None, NOW + 10),
        "confirmed": (None, ["opinion"]),
        "facts.expires_on": ("2026-06-30", None),
        "facts.expires_on_rule": ("period_end + 12 months", None),
        "facts.period_end": ("2025-06-30", None),
    } | {key: value for key, value in said.changes.items() if key.startswith("facts.expires_on")}
    assert back.changes["facts.period_end"] == (None, "2025-06-30")
    assert back.changes["reviewed_at"] == (NOW + 10, None)
    assert kept[-1] == ("VendorDocument.ReviewWithdrawn", 'Document "Report.pdf" no longer reviewed')


def test_archived_foreign_and_unknown_documents_are_not_found(room: Room) -> None:
    gone = room.document(is_archived=True)
    there = room.document()
    bound = replace(room.world.caller, vendor_ids=frozenset({room.world.other_vendor.id}))
    for document_id, caller in ((gone, None), ("nothing", None), (there, room.world.other_caller), (there, bound)):
        with pytest.raises(DocumentNotFoundError):
            room.say(document_id, SOC2, caller=caller)
    with room.database.read() as tx:
        assert reviewing.get(tx, room.world.caller, gone)["reviewed_at"] is None


def test_second_of_two_who_saw_the_same_is_told(room: Room) -> None:
    document_id = room.document()
    with room.database.read() as tx:
        seen = reviewing.get(tx, room.world.caller, document_id)

    def check(before: dict[str, Any]) -> None:
        if before != seen:
            raise PreconditionFailedError

    room.say(document_id, SOC2)
    for change in (
        lambda tx, **now: reviewing.put(tx, room.world.caller, document_id, Wanted((None,)), **now),
        lambda tx, **now: reviewing.withdraw(tx, room.world.caller, document_id, **now),
    ):
        with pytest.raises(PreconditionFailedError), room.database.write() as tx:
            change(tx, rules=RULES, now=NOW, check_before=check)
    assert room.type_of(document_id) == SOC2


# What may be said

_NO_DAYS = ["30.09.2025", "2025-13", "2025-02-30", "1899-12-31", "2201-01", "", 20250930, "2025-9-3"]
_TOO_LONG = "x" * (MAX_TEXT_CHARACTERS + 1)
_NO_TEXTS = [_TOO_LONG, "", " \u200b", 1, ["a"]]
_NO_LISTS = [[], ["a"] * (MAX_ELEMENTS + 1), "a", ["a", ""], [_TOO_LONG]]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("period_end", ["2025-09-30", "2025-09", "1900-01-01", "2200-12-31"], _NO_DAYS),
        ("exceptions_count", [0, 3, 4.0], [-1, 1.5, "3", True, float("inf"), 1e18, 10**400]),
        ("uptime_commitment", [99.95, 0, 100], [100.1, -0.1, "99"]),
        ("revenue", [-1.5e9, 0, 9.9e17], ["1", True, -1e18, float("nan")]),
        ("retest", [True, False], ["true", 1]),
        ("scope", ["x" * MAX_TEXT_CHARACTERS, "<script>", "\u202eabc"], _NO_TEXTS),
        ("insurers", [["a"], ["a"] * MAX_ELEMENTS], _NO_LISTS),
        ("currency", ["EUR"], ["euro", "€"]),
        ("opinion", ["unqualified", "disclaimer"], ["good", "Unqualified"]),
        ("trust_services_categories", [["Security", "Privacy"]], [["Safety"]]),
    ],
)  # fmt: skip
def test_value_is_checked_by_the_kind_of_its_key(key: str, good: list[Any], bad: list[Any]) -> None:
    for value in (*good, None):
        reviewing.check(Wanted(facts=[(key, value)]))
    for value in bad:
        with pytest.raises(InvalidFieldsError) as told:
            reviewing.check(Wanted(facts=[("title", "fits"), (key, value)]))
        (problem,) = told.value.problems
        assert problem.loc == ("body", "facts", 1, "value")
        assert problem.msg.endswith(".")


def test_whatever_the_engine_may_say_can_be_confirmed() -> None:
    assert MAX_TEXT_CHARACTERS >= MAX_VALUE_CHARACTERS
    assert MAX_ELEMENTS >= facts.MAX_ELEMENTS


def test_every_key_has_a_kind_that_is_checked() -> None:
    for key in KEYS:
        with pytest.raises(InvalidFieldsError):
            reviewing.check(Wanted(facts=[(key, {})]))


def test_unknown_keys_and_types_and_what_says_nothing_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidFieldsError) as told:
        reviewing.check(Wanted(facts=[("colour", "blue"), ("scope", ""), ("opinion", None), ("opinion", "adverse")]))
    assert [one.loc[2:] for one in told.value.problems] == [(0, "key"), (1, "value"), (3, "key")]
    assert "'colour'" in told.value.problems[0].msg
    with pytest.raises(InvalidDocumentTypeError):
        reviewing.check(Wanted(types=("soc2",)))
    for nothing in (Wanted(), Wanted(note=" \n\u200b")):
        with pytest.raises(InvalidFieldsError, match="DELETE"):
            reviewing.check(nothing)
    reviewing.check(Wanted(types=(None,)))
    reviewing.check(Wanted(note="Seen"))


def test_there_are_fewer_keys_than_one_review_may_name() -> None:
    assert len(KEYS) <= MAX_FACTS
    reviewing.check(Wanted(facts=[(key, None) for key in KEYS]))


# Two at once


def test_review_while_the_analysis_concludes_is_not_overwritten_whoever_is_first(room: Room) -> None:
    gate = threading.Barrier(2)

    def conclude(begun: Document) -> None:
        gate.wait()
        with room.database.write() as tx:
            lock_organisation(tx, room.world.org_id)
            room.conclude(tx, begun, REPORT)

    for _ in range(5):
        document_id = room.document()
        with room.database.read() as tx:
            worker = threading.Thread(target=conclude, args=(manage.find(tx, room.world.caller, document_id),))
        worker.start()
        gate.wait()
        room.say(document_id, "nda", opinion="adverse", period_end="2025-09-30")
        worker.join()
        assert room.type_of(document_id) == "nda"
        facts = room.facts(document_id)
        assert (facts["opinion"], facts["period_end"]) == (("adverse", "manual"), ("2025-09-30", "manual"))
        assert room.reasons(document_id) == []


_TYPES = st.sampled_from([SOC2, "nda", "data_processing_agreement", None])
_FOUND = st.builds(
    lambda type_, facts, bad: failed("corrupt") if bad else findings(*facts, document_type=type_),
    _TYPES,
    st.lists(st.sampled_from([PERIOD, OPINION, ENDS, fact("opinion", "adverse")]), unique_by=lambda one: one.key),
    st.booleans(),
)
_SAID = st.fixed_dictionaries(
    {}, optional={"period_end": st.sampled_from(["2025-01-31", None]), "opinion": st.sampled_from(["qualified", None])}
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("find"), _FOUND),
        st.tuples(st.just("say"), st.tuples(st.lists(_TYPES, max_size=1), _SAID)),
        st.tuples(st.just("withdraw"), st.just(([], {}))),
        st.tuples(st.just("declare"), st.sampled_from(["business_associate_agreement", "nda"])),
    ),
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_happens_what_was_said_last_stands(room: Room, steps: list[tuple[str, Any]]) -> None:
    """A model: what a person said last of the type and of each fact, else what the engine found last; and it is read
    again when, and only when, it was read as a type that is then taken back."""
    document_id = room.document()
    said_type: list[str | None] = []
    said: dict[str, Any] = {}
    declared: str | None = None
    engine_type, engine = None, {}
    read_as: str | None = None
    is_owed = True

    def declared_now() -> str | None:
        return said_type[0] if said_type else declared

    for what, how in steps:
        if what == "find":
            if how.error is not None and engine:
                continue  # the job keeps the earlier one then (tests/documents/test_analysis_job.py)
            room.find(document_id, how)
            read_as, is_owed = declared_now() if how.error is None else None, False
            engine_type = how.classification.document_type if how.classification is not None else None
            engine = {one.key: one.value for one in how.facts}
        elif what in ("say", "withdraw"):
            was_said = said_type
            said_type, said = how
            if what == "say":
                room.say(document_id, *said_type, note="Seen", **said)
            else:
                room.withdraw(document_id)
            is_taken_back = bool(was_said) and not said_type
            is_owed = is_owed or (is_taken_back and read_as not in (None, declared_now()))
        else:
            stood = said_type[0] if said_type else declared or engine_type
            room.declare(document_id, how)
            if how != stood:
                said_type = []
            if not said_type:
                declared = how
    assert room.type_of(document_id) == (said_type[0] if said_type else declared or engine_type)
    assert (room.status_of(document_id) == "created") == is_owed
    room.check_wants(document_id)
    stands = {key: value for key, value in {**engine, **said}.items() if value is not None}
    facts = {key: value for key, (value, _) in room.facts(document_id).items() if not key.startswith("expires_on")}
    assert facts == {key: value for key, value in stands.items() if not key.startswith("expires_on")}
