"""Lists of subprocessors: tables in the languages they come in, lists of points, sentences."""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.model import Reading
from muniment.reading.rows import blocks_of_rows
from muniment.reading.warnings import warning
from tests.judging.facts.readings import TODAY, facts_of, values_of

LIST = "subprocessor_list"

TABLES: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    (
        "Sub-processors of Wren Desk\nSub-processor\tPurpose\tLocation\nAlder Hosting Ltd\tHosting\tIreland\n"
        "Brook Mail, Inc.\tE-mail\tUnited States\nCove Logs Ltd\tLogs\tIreland",
        ("Alder Hosting Ltd", "Brook Mail, Inc.", "Cove Logs Ltd"),
        ("Hosting", "E-mail", "Logs"),
        ("Ireland", "United States"),
    ),
    (
        "# Subprocessors\n\n| Entity Name | Region | Services provided |\n|:---|---|---|\n| "
        "[Alder](https://a.example) | EU |"
        " Hosting |\n| **Brook Mail** | USA | E-mail |\n\nWe tell you of changes.",
        ("Alder", "Brook Mail"),
        ("Hosting", "E-mail"),
        ("EU", "USA"),
    ),
    (
        "Unterauftragnehmer\nNr.\tUnterauftragnehmer\tSitz\tLeistung\n1\tErle Rechenzentrum "
        "GmbH\tDeutschland\tBetrieb\n"
        "2\tBach Post AG\tSchweiz\tVersand",
        ("Erle Rechenzentrum GmbH", "Bach Post AG"),
        ("Betrieb", "Versand"),
        ("Deutschland", "Schweiz"),
    ),
    (
        "Sous-traitants ultérieurs\nSous-traitant\tFinalité\tPays\nAulne SAS\tHébergement\tFrance\nRuisseau "
        "SA\tEnvoi\tBelgique",
        ("Aulne SAS", "Ruisseau SA"),
        ("Hébergement", "Envoi"),
        ("France", "Belgique"),
    ),
    (
        "Subencargados\nSubencargado\tFinalidad\tPaís\nAliso SL\tAlojamiento\tEspaña\nArroyo SA\tCorreo\tPortugal",
        ("Aliso SL", "Arroyo SA"),
        ("Alojamiento", "Correo"),
        ("España", "Portugal"),
    ),
    (
        "Subverwerkers\nSubverwerker\tDoel\tLocatie\nEls BV\tHosting\tNederland\nBeek NV\tE-mail\tBelgië",
        ("Els BV", "Beek NV"),
        ("Hosting", "E-mail"),
        ("Nederland", "België"),
    ),
    (
        "Sub-responsabili\nFornitore\tFinalità\tPaese\nOntano Srl\tHosting\tItalia\nRuscello SpA\tPosta\tItalia",
        ("Ontano Srl", "Ruscello SpA"),
        ("Hosting", "Posta"),
        ("Italia",),
    ),
]


@pytest.mark.parametrize(("text", "names", "purposes", "places"), TABLES)
def test_a_table_tells_names_purposes_and_places(
    text: str, names: tuple[str, ...], purposes: tuple[str, ...], places: tuple[str, ...]
) -> None:
    found = values_of(LIST, text)
    assert found["subprocessors"] == names
    assert found["subprocessors_count"] == len(names)
    assert found["subprocessor_purposes"] == purposes
    assert found["subprocessor_places"] == places


def test_names_of_several_tables_are_told_once_each() -> None:
    found = values_of(
        LIST,
        "Infrastructure\nEntity\tPurpose\nAlder Ltd\tHosting\nBrook Ltd\tMail\n\nOptional\nEntity\tPurpose\tCountry\n"
        "Alder Ltd\tCache\tIreland\nCove Ltd\tLogs\tIreland",
    )
    assert found["subprocessors"] == ("Alder Ltd", "Brook Ltd", "Cove Ltd")
    assert found["subprocessors_count"] == 3


def test_those_of_former_times_are_not_listed() -> None:
    found = values_of(
        LIST, "Current\nEntity\tPurpose\nAlder Ltd\tHosting\n\nFormer subprocessors\nEntity\tPurpose\nOld Ltd\tMail"
    )
    assert found["subprocessors"] == ("Alder Ltd",)


def test_the_quote_is_the_header_of_the_table() -> None:
    found = facts_of(LIST, "Our list\nSubprocessor\tPurpose\tCountry\nAlder Ltd\tHosting\tIreland")
    assert found["subprocessors_count"].quote == "Subprocessor\tPurpose\tCountry"


def test_points_that_link_or_embolden_a_name_are_a_list() -> None:
    found = values_of(
        LIST,
        "# Subprocessors\n\n*Last updated: 9 May 2026*\n\nWe use these subprocessors:\n\n"
        "* [Alder](https://a.example/x). Cloud services.\n* [Brook](https://b.example) (BRK), mail.\n* "
        "**Cove**: logs\n",
    )
    assert found["subprocessors"] == ("Alder", "Brook (BRK)", "Cove")
    assert found["subprocessors_count"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "Subprocessors\nWren Desk uses Alder Inc. for hosting, Brook Ltd for text messages and Cove, Inc. for "
        "monitoring.",
        "Subprocessors\nWe engage Alder Inc. for hosting, Brook Ltd for text messages, and Cove, Inc. for monitoring.",
    ],
)
def test_a_sentence_tells_what_each_is_for(text: str) -> None:
    found = values_of(LIST, text)
    assert found["subprocessors"] == ("Alder Inc.", "Brook Ltd", "Cove, Inc.")
    assert found["subprocessor_purposes"] == ("hosting", "text messages", "monitoring")
    assert found["subprocessors_count"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "Subprocessors\nWe may use vendors for hosting and for mail.",
        "Subprocessors\nTopic\tText\nNotice\tThirty days\nObjection\tIn writing",
        "Subprocessors\nSubprocessor\tPurpose\tCountry\nTBD\tTBD\tTBD",
        "# Subprocessors\n- We review them yearly.\n- You may object.",
    ],
)
def test_what_names_nobody_gives_no_list(text: str) -> None:
    assert not {key for key in values_of(LIST, text) if key.startswith("subprocessor")}


def test_a_list_of_many_blocks_is_counted_whole_and_a_cut_one_not_at_all() -> None:
    rows = [(1, "Subprocessor\tPurpose\tCountry"), *((n, f"Alder {n} Ltd\tHosting\tIreland") for n in range(2, 453))]
    pages = tuple(blocks_of_rows(rows, name="List", most=50))
    whole = Reading("text/csv", pages, len(pages))
    cut = Reading("text/csv", pages, len(pages), warnings=(warning("pages_limit", limit=3, what="parts"),))

    def counted(reading: Reading) -> object:
        facts = extract(reading, document_type=LIST, validity=ValidityRules(), today=TODAY).facts
        return next((fact.value for fact in facts if fact.key == "subprocessors_count"), None)

    assert len(pages) > 1
    assert counted(whole) == 451
    assert counted(cut) is None


PRINTED = (
    "Sub-processors of Wren Desk\nSub-processor Purpose of processing Location\nAlder Web Services "
    "EMEA\nSARL\nHosting of "
    "the platform and of\nbackups Ireland\nBrook Mail, Inc.\nDelivery of mail United States\nCove Logs GmbH "
    "Logs Germany"
)


def test_a_printed_list_without_columns_is_read_where_each_row_names_an_organisation_and_a_place() -> None:
    found = values_of(LIST, f"{PRINTED}\nYou may object within 30 days.")
    assert found["subprocessors"] == ("Alder Web Services EMEA SARL", "Brook Mail, Inc.", "Cove Logs GmbH")
    assert found["subprocessors_count"] == 3


@pytest.mark.parametrize(
    "pages",
    [
        (f"{PRINTED}\nDune Analytics\nReports Canada",),  # a row without the form of a company
        (f"{PRINTED}\nDune Inc. Reports Elbonia\nElm Ltd Mail Canada",),  # two rows in one, as the place is unknown
        (PRINTED, "Dune Inc. Reports Canada"),  # it may go on over the page
    ],
)
def test_a_printed_list_that_is_not_wholly_understood_gives_none(pages: tuple[str, ...]) -> None:
    assert "subprocessors" not in values_of(LIST, *pages)
    assert "subprocessors_count" not in values_of(LIST, *pages)
