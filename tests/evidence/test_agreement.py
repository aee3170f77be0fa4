"""How often people agreed with the engine."""

from __future__ import annotations

from dataclasses import replace

from muniment.evidence import agreement
from tests.evidence.conftest import SOC2, Room, fact, findings

FOUND = findings(fact("opinion", "unqualified"), fact("system_name", "Ledger"), fact("exceptions_count", 3))


def _agreement(room: Room, **changes: frozenset[str]) -> dict[str | None, tuple[int, list[int]]]:
    with room.database.read() as tx:
        rows = agreement.by_type(tx, replace(room.world.caller, **changes))
    return {
        one["document_type"]: (one["reviews"], [*one["document_types"].values(), *one["facts"].values()])
        for one in rows
    }


def test_what_was_confirmed_corrected_rejected_and_added_is_counted_by_type(room: Room) -> None:
    first, second, unnamed = room.document(), room.document(), room.document()
    room.find(first, FOUND)
    room.find(second, FOUND)
    room.find(unnamed, findings(document_type=None))
    room.say(
        first, SOC2, opinion="unqualified", system_name="Other", exceptions_count=None, auditor="A LLP", title=None
    )
    room.say(second, "nda", opinion="unqualified")
    room.say(unnamed, "nda")
    assert _agreement(room) == {None: (1, [0, 1, 0, 0, 0, 0]), SOC2: (2, [1, 1, 2, 1, 1, 1])}
    assert _agreement(room, vendor_ids=frozenset({room.world.other_vendor.id})) == {}
    room.withdraw(second)
    room.find(first, findings(document_type="nda"))  # what was compared stays compared with what stood then
    room.say(first, SOC2, opinion="unqualified")
    assert _agreement(room) == {None: (1, [0, 1, 0, 0, 0, 0]), "nda": (1, [1, 0, 1, 0, 0, 0])}


def test_nothing_is_compared_with_an_engine_that_has_not_spoken(room: Room) -> None:
    document_id = room.document()
    room.say(document_id, SOC2, opinion="adverse")
    room.find(document_id, FOUND)
    assert _agreement(room) == {None: (1, [0] * 6)}
