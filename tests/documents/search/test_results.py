"""Full-text search: the same matches in the same order on both databases, whatever the text and the query hold."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, insert, select, text, update

from muniment.analysis import kept_pages
from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_pages, search_entries
from muniment.documents import lifecycle, manage
from muniment.documents.document import Document
from muniment.documents.lists import listing
from muniment.documents.manage import Change
from muniment.documents.search import index, matches
from muniment.documents.search.query import parse
from muniment.documents.search.results import find
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.model import Page
from muniment.reading.words import words
from muniment.vendors import vendors
from tests.builders import World, build_document, caller_of


def write_pages(tx: Transaction, document: Document, pages: Sequence[str | Page]) -> None:
    """Keep and index pages, as the pipeline does."""
    numbered = [one if isinstance(one, Page) else Page(number, one) for number, one in enumerate(pages, 1)]
    tx.execute(delete(document_pages).where(document_pages.c.document_id == document.id))
    for page in numbered:
        tx.execute(
            insert(document_pages).values(
                document_id=document.id,
                number=page.number,
                kind=page.kind.value,
                label=page.label,
                is_ocr=page.ocr,
                text=zlib.compress(page.text.encode()),
            )
        )
    index.index_pages(tx, document, numbered)


def write_document(database: Database, world: World, *pages: str | Page, name: str = "file.pdf") -> Document:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id, name=name)
        write_pages(tx, document, pages)
    return document


def found(
    database: Database, org_id: str, query: str, *, limit: int = 200, offset: int = 0
) -> list[tuple[str, int | None]]:
    with database.read() as tx:
        answer = find(tx, caller_of(org_id), query, limit=limit, offset=offset)
    assert answer.total >= len(answer.results)
    return [(result.document_id, result.page) for result in answer.results]


# Matching


def test_all_words_must_stand_on_one_page(database: Database, world: World) -> None:
    one = write_document(database, world, "penetration test of the portal", "summary of findings")
    two = write_document(database, world, "penetration findings")
    assert found(database, world.org_id, "penetration") == [(two.id, 1), (one.id, 1)]
    assert found(database, world.org_id, "findings penetration") == [(two.id, 1)]
    assert found(database, world.org_id, "summary") == [(one.id, 2)]
    assert found(database, world.org_id, "absent") == []
    assert found(database, world.org_id, "penetration absent") == []


def test_phrase_stands_together_in_order(database: Database, world: World) -> None:
    one = write_document(database, world, "trust services criteria\nfor security")
    write_document(database, world, "criteria of trust in services")
    assert found(database, world.org_id, '"trust services criteria"') == [(one.id, 1)]
    assert found(database, world.org_id, '"criteria for security"') == [(one.id, 1)]
    assert found(database, world.org_id, '"services trust"') == []
    assert found(database, world.org_id, "type-ii") == []


def test_beginning_matches_longer_words(database: Database, world: World) -> None:
    one = write_document(database, world, "attestation report")
    assert found(database, world.org_id, "attest*") == [(one.id, 1)]
    assert found(database, world.org_id, "attest") == []
    assert found(database, world.org_id, "attestation*") == [(one.id, 1)]
    assert found(database, world.org_id, "test*") == []


def test_name_is_found_and_its_page_is_null(database: Database, world: World) -> None:
    one = write_document(database, world, "nothing here", name="Zürich Bridge Letter.pdf")
    for query in ("zurich", "BRIDGE letter", '"bridge letter"', "brid*", "pdf"):
        assert found(database, world.org_id, query) == [(one.id, None)]
    with database.read() as tx:
        answer = find(tx, world.caller, "zurich", limit=10, offset=0)
    assert ([result.snippet for result in answer.results], answer.total) == (["Zürich Bridge Letter.pdf"], 1)


def test_document_whose_name_has_no_word_is_found_by_its_pages_and_by_its_next_name(
    database: Database, world: World
) -> None:
    document = write_document(database, world, "kept words", name="\u2014!\u2014")
    assert found(database, world.org_id, "kept") == [(document.id, 1)]
    with database.write() as tx:
        index.index_name(tx, replace(document, name="renamed"))
    assert found(database, world.org_id, "renamed") == [(document.id, None)]


def test_changed_name_is_found_in_place_of_the_old(database: Database, world: World) -> None:
    one = write_document(database, world, name="before.pdf")
    with database.write() as tx:
        manage.change(tx, world.caller, one.id, Change(name="after.pdf"), rules=ValidityRules(), now=one.created_at + 1)
    assert found(database, world.org_id, "before") == []
    assert found(database, world.org_id, "after") == [(one.id, None)]


def test_pages_indexed_again_replace_the_old(database: Database, world: World) -> None:
    one = write_document(database, world, "first reading", "of two pages")
    with database.write() as tx:
        write_pages(tx, one, ["second reading"])
    assert found(database, world.org_id, "first") == found(database, world.org_id, "two") == []
    assert found(database, world.org_id, "second reading") == [(one.id, 1)]
    assert found(database, world.org_id, "file") == [(one.id, None)]
    with database.read() as tx:
        entries = tx.execute(select(func.count()).where(search_entries.c.document_id == one.id)).scalar_one()
        if not database.is_sqlite:
            assert tx.execute(text("SELECT count(*) FROM search_text")).scalar_one() == entries
    assert entries == 2


def test_archived_document_is_not_found(database: Database, world: World) -> None:
    one = write_document(database, world, "evidence")
    with database.write() as tx:
        manage.archive(tx, world.caller, one.id, now=one.created_at + 1)
    assert found(database, world.org_id, "evidence") == []


def test_list_of_archived_documents_too_finds_them_by_words(database: Database, world: World) -> None:
    one = write_document(database, world, "evidence of the past")
    with database.write() as tx:
        manage.archive(tx, world.caller, one.id, now=one.created_at + 1)
    with database.read() as tx:
        filters = listing.Filters(q="past", include_archived=True)
        assert listing.page(tx, world.caller, filters, limit=5, offset=0)[1] == 1
        assert listing.page(tx, world.caller, listing.Filters(q="past"), limit=5, offset=0)[1] == 0


def test_name_of_a_vendor_finds_its_documents_before_and_after_it_is_changed(database: Database, world: World) -> None:
    with database.write() as tx:
        vendors.change(tx, world.caller, world.vendor.id, {"name": "Łódź-Hosting & Cie"}, now=1)
    one = write_document(database, world, "uptime", name="SOC 2 report.pdf")
    other = write_document(database, world, "uptime of lodz hosting", name="pentest.pdf")
    assert found(database, world.org_id, "lodz hosting") == [(other.id, None), (one.id, None), (other.id, 1)]
    assert found(database, world.org_id, '"lodz hosting" soc') == [(one.id, None)]
    assert found(database, world.org_id, "lod* -pentest") == [(one.id, None), (other.id, 1)]
    assert found(database, world.org_id, "report -hosting") == []
    assert found(database, world.other_org_id, "lodz") == []
    with database.write() as tx:
        vendors.change(tx, world.caller, world.vendor.id, {"name": "Harrowgate"}, now=2)
    assert found(database, world.org_id, "harrowgate") == [(other.id, None), (one.id, None)]
    assert found(database, world.org_id, "lodz") == [(other.id, 1)]


def test_list_finds_by_vendor_and_by_text_together(database: Database, world: World) -> None:
    one = write_document(database, world, "uptime", name="SOC 2 report.pdf")
    with database.write() as tx:
        vendors.change(tx, world.caller, world.vendor.id, {"name": "Harrowgate"}, now=1)

    def total(query: str) -> int:
        with database.read() as tx:
            return listing.page(tx, world.caller, listing.Filters(q=query), limit=5, offset=0)[1]

    assert [total(q) for q in ("harrowgate uptime", "harrow* soc", "uptime -harrowgate", "harrowgate absent")] == [
        1,
        1,
        0,
        0,
    ]
    assert found(database, world.org_id, "harrowgate uptime") == []
    assert found(database, world.org_id, "uptime") == [(one.id, 1)]


def test_label_of_a_page_is_found(database: Database, world: World) -> None:
    one = write_document(database, world, Page(1, "a b c", label="Control Matrix"))
    assert found(database, world.org_id, '"control matrix"') == [(one.id, 1)]
    with database.read() as tx:
        (result,) = find(tx, world.caller, "matrix", limit=1, offset=0).results
    assert result.snippet == "a b c"


def test_pages_indexed_again_have_the_entries_that_the_child_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MAX_INDEX_BYTES", kept_pages.MAX_INDEX_BYTES // 10)
    pages = [Page(number, "\ufdfa" * 15_000, label=f"Part {number}") for number in range(1, 12)]
    parts: list[bytes] = []
    assert not kept_pages.send(pages, parts.append)
    assert tuple(index.page_entries(pages)) == kept_pages.received(parts)[1]


def test_other_organisation_finds_nothing_even_by_our_word(database: Database, world: World) -> None:
    one = write_document(database, world, "a shared word")
    word = world.org_id.replace("_", "")
    with database.write() as tx:
        foreign = build_document(tx, world.other_org_id, world.foreign_vendor.id, name=f"{word} shared.pdf")
        write_pages(tx, foreign, [f"{word} {word} shared word"])
    assert found(database, world.org_id, "shared") == [(one.id, 1)]
    assert found(database, world.org_id, f'"{word} shared"') == []
    assert (one.id, 1) not in found(database, world.other_org_id, "shared")
    filters = listing.Filters(q="shared")
    with database.read() as tx:
        listed, total = listing.page(tx, world.caller, filters, limit=50, offset=0)
    assert ([document["id"] for document in orjson.loads(listed)], total) == ([one.id], 1)


HOSTILE = [
    "' OR 1=1 --",
    '"; DROP TABLE documents; --',
    "a AND OR NOT NEAR(b, 2)",
    "words:x OR -y",
    "^start",
    "x* *y ** *",
    '"""',
    '"a"b"c',
    "(((",
    "\\' \\",
    "a & b | !c <-> d:*",
    ":*",
    "%_%",
    "\x00\x01",
    "\ud83d",
    "😀",
    "' ' '",
    "a" * 5000,
    "*" * 1000,
    '"' * 1000,
    " ".join("ab" for _ in range(1000)),
    '"' + "very " * 500 + 'long"',
    "x*" * 500,
    "\u202e\u2028\u2029",
    "ʼ‘’“”",
]


def test_hostile_query_finds_what_its_words_say(database: Database, world: World) -> None:
    write_document(database, world, "nothing of the kind")
    for query in HOSTILE:
        assert found(database, world.org_id, query) == []
        with database.read() as tx:
            assert listing.page(tx, world.caller, listing.Filters(q=query), limit=5, offset=0) == ("[]", 0)


LETTERS = "aàAbßﬁ1²Ⅷ_-'\"*. \n报𝒂İıσςΣ\u0301ǅꟿ\U0001e922\U0002b820ड़ाﷺ١"
"""Letters that fold, decompose, are newer than what a database knows, or mean something to a query language."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(LETTERS, min_size=1, max_size=12) | st.text(max_size=12), min_size=1, max_size=3),
    queries=st.lists(st.text(LETTERS, min_size=1, max_size=6) | st.text(max_size=6), min_size=1, max_size=3),
)
def test_matches_are_those_of_the_model(database: Database, world: World, texts: list[str], queries: list[str]) -> None:
    """Both databases against one model in Python, hence against each other."""
    pages = [one.encode("utf-8", "ignore").decode().replace("\x00", "") for one in texts]
    document = write_document(database, world, *pages, name="q")
    for query in (*queries, *pages):
        groups = parse(query)
        expected = {
            number
            for number, page in enumerate(pages, 1)
            if groups and all(group.stands_in(words(page)) != group.is_excluded for group in groups)
        }
        results = found(database, world.org_id, query)
        assert {page for id_, page in results if id_ == document.id and page is not None} == expected
    with database.write() as tx:
        manage.archive(tx, world.caller, document.id, now=document.created_at)


# Order, pages, snippets


def test_denser_and_shorter_pages_come_first(database: Database, world: World) -> None:
    dense = write_document(database, world, "audit audit audit")
    thin = write_document(database, world, "audit " + "filler " * 800)
    named = write_document(database, world, name="audit")
    assert found(database, world.org_id, "audit") == [(named.id, None), (dense.id, 1), (thin.id, 1)]
    with database.read() as tx:
        results = find(tx, world.caller, "audit", limit=10, offset=0).results
    scores = [result.score for result in results]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_more_than_are_counted_are_said_to_be_more(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matches, "MAX_COUNTED", 5)
    write_document(database, world, *["needle"] * 4, "needles needle " * 12, *["straw"] * 3, name="n")

    def counted(query: str) -> tuple[int, bool, int]:
        with database.read() as tx:
            answer = find(tx, world.caller, query, limit=50, offset=0)
        return answer.total, answer.is_total_exact, len(answer.results)

    assert counted("needle") == (5, True, 5)
    assert counted("needle*") == (5, True, 5)
    write_document(database, world, "needle")
    assert counted("needle") == (5, False, 5)
    assert counted("straw") == (3, True, 3)


def test_best_of_all_matches_come_first_however_old(database: Database, world: World) -> None:
    filler = "filler " * 400
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id)
        pages = [f"{filler} needle {'thread ' * (n % 7)} {'needle ' * (0, 2, 5)[n % 3]}" for n in range(120)]
        write_pages(tx, document, ["needle thread " * 40, *pages])
    assert found(database, world.org_id, "needle", limit=1) == [(document.id, 1)]
    assert found(database, world.org_id, "thread needle", limit=1) == [(document.id, 1)]
    counts = [(number - 2) % 3 for _, number in found(database, world.org_id, "needle") if number not in (1, None)]
    assert counts == sorted(counts, reverse=True)


def test_only_what_is_shown_is_opened(database: Database, world: World) -> None:
    document = write_document(database, world, *["needle"] * 30)
    c = document_pages.c
    with database.write() as tx:  # what is not shown could not even be unpacked
        tx.execute(update(document_pages).where(c.document_id == document.id, c.number != 10).values(text=b"broken"))
    assert found(database, world.org_id, "needle", limit=1, offset=20) == [(document.id, 10)]


def test_pages_of_hits_neither_repeat_nor_skip(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id)
        write_pages(tx, document, ["needle " * (1 + n % 3) for n in range(420)])
    whole = found(database, world.org_id, "needle", limit=500)
    assert len(set(whole)) == len(whole) == 420
    for limit, offsets in ((1, (0, 299, 300, 419, 420)), (90, range(0, 440, 90)), (200, (0, 100, 200, 400))):
        for offset in offsets:
            assert found(database, world.org_id, "needle", limit=limit, offset=offset) == whole[offset : offset + limit]


def test_long_page_is_found_at_its_beginning_and_its_end_once(database: Database, world: World) -> None:
    document = write_document(database, world, "first " + "middle " * 40_000 + "last")
    for query in ("first", "middle", "last"):
        assert found(database, world.org_id, query) == [(document.id, 1)]


@pytest.mark.parametrize("letter", ["x", "é", "я", "\U00010400"])
def test_page_of_very_long_distinct_words_can_be_kept(database: Database, world: World, letter: str) -> None:
    """A tsvector holds one megabyte at most."""
    plain = words(letter)[0]
    page = " ".join(f"{n}{letter * 70}" for n in range(16_100))
    document = write_document(database, world, page)
    assert found(database, world.org_id, f"16099{plain * 59}") == [(document.id, 1)]
    assert found(database, world.org_id, f"0{plain * 63}") == [(document.id, 1)]


def test_snippet_stands_on_the_page(database: Database, world: World) -> None:
    page = "One sentence here. The encryption key is rotated yearly! " + "More words follow. " * 40
    document = write_document(database, world, page)
    with database.read() as tx:
        (result,) = find(tx, world.caller, '"encryption key"', limit=1, offset=0).results
    assert result.document_id == document.id
    assert "encryption key is rotated" in result.snippet
    assert result.snippet in page
    assert len(result.snippet) <= 240


def test_list_of_documents_takes_words_from_name_and_pages(database: Database, world: World) -> None:
    one = write_document(database, world, "alpha", "beta", name="gamma.pdf")
    write_document(database, world, "alpha", name="delta.pdf")

    def listed(query: str) -> list[str]:
        with database.read() as tx:
            listed, total = listing.page(tx, world.caller, listing.Filters(q=query), limit=50, offset=0)
        page = orjson.loads(listed)
        assert total == len(page)
        return [document["id"] for document in page]

    assert listed("alpha beta gamma") == [one.id]
    assert len(listed("alpha")) == 2
    assert listed('"alpha beta"') == []
    assert listed("!!") == []


def test_list_has_a_document_once_whatever_else_it_is_filtered_by(database: Database, world: World) -> None:
    ours = [write_document(database, world, "alpha", "alpha", "alpha", name=f"alpha {n}").id for n in range(3)]
    newest_first = ours[::-1]

    def listed(filters: listing.Filters, *, limit: int = 50, offset: int = 0) -> tuple[list[str], int]:
        with database.read() as tx:
            page, total = listing.page(tx, world.caller, filters, limit=limit, offset=offset)
        return [one["id"] for one in orjson.loads(page)], total

    assert listed(listing.Filters(q="alpha")) == (newest_first, 3)
    assert listed(listing.Filters(q="alpha"), limit=1, offset=1) == (newest_first[1:2], 3)
    assert listed(listing.Filters(q="alpha"), offset=3) == ([], 3)
    assert listed(listing.Filters(q="alpha", order=listing.Order.OLDEST), limit=2) == (ours[:2], 3)
    assert listed(listing.Filters(q="alpha", vendor_id=world.vendor.id)) == (newest_first, 3)
    assert listed(listing.Filters(q="alpha", vendor_id=world.other_vendor.id)) == ([], 0)
    assert listed(listing.Filters(q="alpha", statuses=("created",)), limit=1) == (newest_first[:1], 3)
    assert listed(listing.Filters(q="alpha", created_after=2**40)) == ([], 0)


def test_failed_change_leaves_the_index_as_it_was(database: Database, world: World) -> None:
    document = write_document(database, world, "kept words")

    class Stop(Exception):
        pass

    with pytest.raises(Stop), database.write() as tx:
        write_pages(tx, document, ["other words"])
        lifecycle.save(tx, caller_of(document.org_id), document, document, now=document.created_at)
        raise Stop
    assert found(database, world.org_id, "kept") == [(document.id, 1)]
    assert found(database, world.org_id, "other") == []


# What a list asks


def listed(database: Database, world: World, query: str, **filters: object) -> tuple[list[str], int]:
    with database.read() as tx:
        page, total = listing.page(tx, world.caller, listing.Filters(q=query, **filters), limit=50, offset=0)  # type: ignore[arg-type]
    return [one["id"] for one in orjson.loads(page)], total


def test_list_by_words_asks_nothing_but_the_index(database: Database, world: World) -> None:
    ours = [write_document(database, world, "alpha", "alpha beta", name=f"{n}").id for n in range(4)]
    with database.write() as tx:
        tx.execute(delete(search_entries))
    assert listed(database, world, "alpha") == (ours[::-1], 4)
    assert listed(database, world, "alpha beta") == (ours[::-1], 4)
    assert listed(database, world, "alpha -beta") == ([], 0)
    assert listed(database, world, "alpha -3") == (ours[2::-1], 3)


def test_list_leaves_out_what_is_archived_or_was_replaced(database: Database, world: World) -> None:
    archived, replaced, renamed = (
        write_document(database, world, "alpha", "beta", name=f"gamma {n}") for n in range(3)
    )
    with database.write() as tx:
        manage.archive(tx, world.caller, archived.id, now=archived.created_at)
        archived = replace(archived, is_archived=True)
        write_pages(tx, archived, ["delta"])
        write_pages(tx, replaced, ["delta"])
        manage.change(
            tx, world.caller, renamed.id, Change(name="epsilon"), rules=ValidityRules(), now=renamed.created_at + 1
        )
    assert listed(database, world, "alpha") == ([renamed.id], 1)
    assert listed(database, world, "gamma") == ([replaced.id], 1)
    assert listed(database, world, "delta") == ([replaced.id], 1)
    with_archived = {"include_archived": True}
    assert listed(database, world, "alpha", **with_archived) == ([renamed.id], 1)
    assert listed(database, world, "gamma", **with_archived) == ([replaced.id, archived.id], 2)
    assert listed(database, world, "delta", **with_archived) == ([replaced.id, archived.id], 2)


def test_entries_whose_words_do_not_say_that_they_are_archived_are_not_as_they_should_be(
    database: Database, world: World
) -> None:
    document = write_document(database, world, "alpha")
    entries = [index.name_entry(document), *index.page_entries([Page(1, "alpha")])]
    archived = replace(document, is_archived=True)
    with database.write() as tx:
        assert index.is_indexed(tx, document, entries)
        tx.execute(update(search_entries).values(is_archived=True))
        assert not index.is_indexed(tx, archived, entries)
        tx.execute(update(search_entries).values(is_archived=False))
        for one in (archived, document, archived):
            index.note_archive_state(tx, one)
            assert index.is_indexed(tx, one, entries)
    assert listed(database, world, "alpha") == ([], 0)


def test_page_beyond_the_outermost_documents_is_found(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matches, "_OUTERMOST", 2)
    ours = [write_document(database, world, "alpha beta" if n % 2 else "beta").id for n in range(8)]
    odd = ours[1::2]
    assert listed(database, world, "alpha") == (odd[::-1], 4)
    assert listed(database, world, "alpha", order=listing.Order.OLDEST) == (odd, 4)
    assert listed(database, world, "beta -alpha") == (ours[::2][::-1], 4)
    with database.read() as tx:
        page, total = listing.page(tx, world.caller, listing.Filters(q="alpha beta"), limit=1, offset=0)
    assert ([one["id"] for one in orjson.loads(page)], total) == (odd[-1:], 4)


def test_common_words_are_looked_for_among_what_the_filters_leave(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = [write_document(database, world, "alpha beta" if n % 2 else "alpha").id for n in range(6)]
    filters = {"vendor_id": world.vendor.id, "statuses": ("created",)}
    answers = []
    for common in (1_000, 1):
        monkeypatch.setattr(matches, "_COMMON", common)
        answers.append(
            [
                listed(database, world, query, **filters)
                for query in ("alpha", "alpha beta", "alpha -beta", "beta -alpha", "absent")
            ]
        )
    assert answers[0] == answers[1]
    assert [total for _, total in answers[0]] == [6, 3, 3, 0, 0]
    assert answers[0][1] == (ours[1::2][::-1], 3)
    monkeypatch.setattr(matches, "_COMMON", 1)
    asked = []
    with database.read() as tx:
        event.listen(tx, "before_cursor_execute", lambda _c, _cursor, sql, given, *_: asked.append((sql, given)))
        listing.page(tx, world.caller, listing.Filters(q="alpha", **filters), limit=5, offset=0)  # type: ignore[arg-type]
        if database.is_sqlite:
            ((sql, given),) = [one for one in asked if "found" in one[0]]
            plan = "; ".join(row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given))
            assert "ix_documents_vendor (vendor_id=?" in plan
            assert "seq=?" not in plan


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_words_of_an_entry_lie_apart_from_what_a_search_looks_at_on_postgresql(
    database: Database, world: World
) -> None:
    pages = [" ".join(f"w{number}x{n}" for n in range(80)) for number in range(60)]
    write_document(database, world, *pages)
    with database.read() as tx:
        blocks = "SELECT count(DISTINCT (ctid::text::point)[0]) FROM search_text"
        assert tx.exec_driver_sql(blocks).scalar_one() <= 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_word_of_all_is_found_by_the_index_on_postgresql(database: Database, world: World) -> None:
    write_document(database, world, *["alpha"] * 50)
    with database.read() as tx:
        (matching,) = matches.documents_matching(tx, world.org_id, "alpha", include_archived=False)
        compiled = matching.seqs.compile(tx, compile_kwargs={"render_postcompile": True})
        plan = "; ".join(tx.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params).scalars())
    assert "ix_search_text_words" in plan
    assert "Seq Scan" not in plan
