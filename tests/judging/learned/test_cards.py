"""Cards: what each type is titled and reads like."""

from __future__ import annotations

from muniment.judging import zones
from muniment.judging.learned.cards import load_cards
from muniment.judging.learned.judge import load_judge
from muniment.judging.learned.view import view
from muniment.judging.taxonomy.types import load_types
from muniment.reading.model import Page, Reading

SLUGS = tuple(one.slug for one in load_types())


def likest(text: str, *, by_words: bool = False) -> list[str]:
    reading = Reading("application/pdf", (Page(1, text),), 1)
    seer = load_judge().seer
    like = seer.deck.likeness(view(reading, zones.split(reading, name="upload.bin"), seer.vocabulary))
    scores = (like.same if by_words else like.titles)[: len(SLUGS)]
    return [SLUGS[at] for at in scores.argsort()[::-1][:3]]


def test_every_type_and_what_is_of_none_has_a_card() -> None:
    cards = load_cards(SLUGS)
    assert len(cards) == len(SLUGS) + 1
    assert all(len(card.titles) >= 1 and card.reads_like for card in cards)


def test_a_title_that_stands_on_no_card_is_near_its_type() -> None:
    assert "encryption_policy" in likest("Standard for Cryptographic Protection\nKeys are kept apart.\n")


def test_a_title_that_stands_on_a_card_is_nearest_its_type() -> None:
    assert likest("Geheimhaltungsvereinbarung\nzwischen\n", by_words=True)[0] == "nda"


def test_a_title_inside_the_first_sentence_is_found() -> None:
    text = (
        "This Acceptable Use Policy outlines how the computers, networks and accounts of the company may be used by "
        "everyone who works here, whatever their contract, and by guests.\n"
    )
    assert "acceptable_use_policy" in likest(text, by_words=True)
