"""A document with an analysis, and a person who says something of it."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from muniment.accounts.caller import Caller
from muniment.analysis.findings import Findings
from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_facts, review_wants
from muniment.documents import lifecycle, manage, results, reviews, wants
from muniment.documents.document import Document
from muniment.documents.lifecycle import Status
from muniment.documents.manage import Change
from muniment.documents.wants import ANY
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.model import Classification, Evidence, Fact
from muniment.reading.warnings import warning
from tests.builders import NOW, World, build_document

SOC2 = "soc2_type2_auditor_report"
RULES = ValidityRules()
THRESHOLD = 0.8


def fact(key: str, value: Any, *, page: int | None = 1) -> Fact:
    """A fact as the engine finds it."""
    title, value_type = KEYS[key]
    return Fact(key, title, value, value_type, f"about {key}", page, 0.9, verified=True)


def findings(
    *facts: Fact, document_type: str | None = SOC2, confidence: float = 0.95, warned: Mapping[str, str] | None = None
) -> Findings:
    """What the engine finds in a document of one page."""
    evidence = (Evidence("SOC 2", 1, "title"),) if document_type is not None else ()
    return Findings(
        media_type="application/pdf",
        page_count=1,
        language="en",
        classification=Classification(document_type, confidence, (), evidence),
        facts=tuple(sorted(facts, key=lambda one: list(KEYS).index(one.key))),
        warnings=tuple(warning(code, what=what) for code, what in (warned or {}).items()),
    )


@dataclass(frozen=True)
class Room:
    """An organisation's documents in a database, what is found in them, and what is said of them."""

    database: Database
    caller: Caller
    world: World | None = None  # not needed for a document that is there

    def document(self, **changes: Any) -> str:
        """A document that nobody has read yet."""
        with self.database.write() as tx:
            return build_document(tx, self.caller.org_id, self.world.vendor.id, **changes).id

    def find(self, document_id: str, found: Findings) -> None:
        """The engine analyses it, again if it did so before, and finds this."""
        with self.database.write() as tx:
            document = lifecycle.hold(tx, self.caller, document_id)
            if document.status not in lifecycle.UNSETTLED:
                document = lifecycle.begin_again(tx, self.caller, document, now=NOW)
            self.conclude(tx, document, found)

    def conclude(self, tx: Transaction, document: Document, found: Findings) -> None:
        """The end of an analysis that was begun with that document, as the worker's last transaction has it."""
        named = found.classification.document_type if found.classification is not None else None
        settled = lifecycle.settle(
            tx,
            self.caller,
            document.id,
            generation=document.generation,
            status=Status.COMPLETE if found.error is None else Status.FAILED,
            document_type=named,
            now=NOW,
        )
        assert settled is not None
        doubts = wants.doubts(found, threshold=THRESHOLD)
        results.keep(tx, document, found, doubts=doubts, started_at=NOW, now=NOW)
        reviews.stand_again(tx, settled, rules=RULES)
        lifecycle.note_wants(tx, settled)

    def say(
        self,
        document_id: str,
        *types: str | None,
        note: str | None = None,
        caller: Any = None,
        now: int = NOW + 10,
        **facts: Any,
    ) -> dict[str, Any]:
        """A person says this type, and these facts."""
        wanted = Wanted(types, list(facts.items()), note)
        with self.database.write() as tx:
            return reviewing.put(tx, caller or self.caller, document_id, wanted, rules=RULES, now=now)

    def withdraw(self, document_id: str, *, now: int = NOW + 20) -> dict[str, Any]:
        """A person takes back what was said."""
        with self.database.write() as tx:
            return reviewing.withdraw(tx, self.caller, document_id, rules=RULES, now=now)

    def analysis(self, document_id: str) -> dict[str, Any]:
        """The analysis as it is answered."""
        with self.database.read() as tx:
            return manage.analysis(tx, self.caller, document_id)

    def facts(self, document_id: str) -> dict[str, tuple[Any, str]]:
        """Value and source of each fact as it is shown; the rows one can ask for say the same."""
        shown = self.analysis(document_id)["insights"]
        c = document_facts.c
        query = select(c.key, c.position, c.value_text, c.source).where(c.document_id == document_id)
        with self.database.read() as tx:
            kept = {(row.key, row.position): (row.value_text, row.source) for row in tx.execute(query)}
        assert {key for key, _ in kept} == {one["key"] for one in shown}
        assert all(kept[one["key"], 0][1] == one["source_type"] for one in shown)
        assert [one["key"] for one in shown] == [key for key in KEYS if any(one["key"] == key for one in shown)]
        return {one["key"]: (one["value"], one["source_type"]) for one in shown}

    def type_of(self, document_id: str) -> str | None:
        """The document's type."""
        with self.database.read() as tx:
            named: str | None = manage.get(tx, self.caller, document_id)["document_type"]
            return named

    def status_of(self, document_id: str) -> str:
        """The document's status."""
        with self.database.read() as tx:
            return str(manage.get(tx, self.caller, document_id)["status"])

    def declare(self, document_id: str, document_type: str) -> None:
        """The type is declared by a PATCH."""
        with self.database.write() as tx:
            wanted = Change(document_type=document_type)
            manage.change(tx, self.caller, document_id, wanted, rules=RULES, now=NOW + 15)

    def check_wants(self, document_id: str) -> None:
        """What is kept of the reasons is what they are, by all that is kept of the document now."""
        with self.database.read() as tx:
            kept = tx.execute(select(review_wants).where(review_wants.c.document_id == document_id)).all()
            wanted = lifecycle.wants_of(tx, manage.find(tx, self.caller, document_id))
        key = operator.itemgetter("reason")
        assert sorted((row._asdict() for row in kept), key=key) == sorted(wanted, key=key)

    def reasons(self, document_id: str) -> list[str]:
        """Why it wants a person, today or later."""
        w = review_wants.c
        with self.database.read() as tx:
            kept = tx.execute(select(w.reason).where(w.document_id == document_id)).scalars().all()
        assert (ANY in kept) == (len(kept) > 1 or kept == [ANY])
        return sorted(one for one in kept if one != ANY)


@pytest.fixture
def room(database: Database, world: World) -> Room:
    """On both databases."""
    return Room(database, world.caller, world)
