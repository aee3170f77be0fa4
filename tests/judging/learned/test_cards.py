"""Cards: what each type is titled and reads like."""

from __future__ import annotations

import pytest

from muniment.judging import zones
from muniment.judging.learned.cards import load_cards
from muniment.judging.learned.judge import load_judge
from muniment.judging.learned.view import view
from muniment.judging.taxonomy.types import judging_tables, languages, load_types
from muniment.reading.model import Page, Reading

SLUGS = tuple(one.slug for one in load_types())


LANGUAGES = {"de", "fr", "es", "it", "nl", "pt"}
ISSUED_IN_ENGLISH_ALONE = {
    "business_associate_agreement",
    "caiq_questionnaire",
    "cyber_essentials_certificate",
    "fedramp_package_document",
    "fedramp_poam",
    "fedramp_sap",
    "fedramp_sar",
    "fedramp_ssp",
    "hecvat_questionnaire",
    "hitrust_certification_letter",
    "pci_dss_roc",
    "sig_questionnaire",
    "soc_for_cybersecurity_report",
    "w9_tax_form",
}
MAIN_TYPES = {
    "business_continuity_plan",
    "certificate_of_incorporation",
    "certificate_of_insurance",
    "commercial_contract",
    "data_processing_agreement",
    "financial_statements",
    "information_security_policy",
    "invoice",
    "iso_27001_certificate",
    "nda",
    "penetration_test_report",
    "privacy_policy",
    "risk_assessment",
    "soc2_type2_auditor_report",
    "statement_of_applicability",
    "terms_of_service",
}


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


@pytest.mark.parametrize("slug", SLUGS)
def test_card_speaks_seven_languages_unless_the_document_is_issued_in_english_alone(slug: str) -> None:
    card = languages(judging_tables(slug)["card"])
    assert card.keys() - {"ja"} == (set() if slug in ISSUED_IN_ENGLISH_ALONE else LANGUAGES)
    assert all(table["reads_like"] and table["titles"] for code, table in card.items() if code != "ja")
    assert slug not in MAIN_TYPES or card["ja"]["titles"]


def test_no_title_stands_on_cards_of_two_types() -> None:
    of_title: dict[str, set[str]] = {}
    for slug in SLUGS:
        for table in languages(judging_tables(slug)["card"]).values():
            for title in table["titles"]:
                of_title.setdefault(zones.fold(title), set()).add(slug)
    assert {title: slugs for title, slugs in of_title.items() if len(slugs) > 1} == {}


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
