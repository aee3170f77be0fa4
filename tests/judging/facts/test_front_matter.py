"""Front matter of policies in every language: who did what on which day, whose it is, how it is counted and called."""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import reading_of


def _facts(text: str, language: str, kind: str = "information_security_policy") -> dict[str, object]:
    reading = dataclasses.replace(reading_of(text), language=language)
    found = extract(reading, document_type=kind, validity=ValidityRules())
    return {one.key: one.value for one in found.facts}


DAYS = {
    "en": "Tide Policy\nAdopted by the Harbour Trustees: 4 May 2025\nReview: 4 May 2027\n",
    "de": "Richtlinie Gezeiten\nBeschlossen vom Hafenrat 04.05.2025\nTurnusmäßige Prüfung spätestens 04.05.2027\n",
    "fr": "Politique des marées\nVisa direction du port\n4 mai 2025\nRéexamen\n4 mai 2027\n",
    "es": "Política de mareas\nAprobada por el Consejo : 4 de mayo de 2025\nRevisión siguiente: 4 de mayo de 2027\n",
    "it": "Politica delle maree\nDeliberata dal Consiglio il 4 maggio 2025 · riesame entro 4 maggio 2027\n",
    "nl": "Getijdenbeleid\nAkkoord havenraad\t4 mei 2025\nEvaluatie uiterlijk\t4 mei 2027\n",
    "pt": "Política de marés\nAprovada em Comissão de 4 de maio de 2025 · a rever até 4 de maio de 2027\n",
}


@pytest.mark.parametrize(("language", "text"), DAYS.items(), ids=DAYS)
def test_days_of_front_matter_are_those_of_the_nearest_word_ahead(language: str, text: str) -> None:
    facts = _facts(text, language)
    assert (facts.get("approval_date"), facts.get("next_review_date")) == ("2025-05-04", "2027-05-04")


NOT_THEIRS = {
    "denied": ("Tide Policy\nNot yet approved by the board on 4 May 2025.\n", "approval_date"),
    "of a law": ("Tide Policy\nThe Harbour Act was adopted by Parliament on 4 May 2025.\n", "approval_date"),
    "a review ahead of another day": (
        "Tide Policy\nReview: 4 May 2025\nVersion 2 of 9 June 2026\n",
        "next_review_date",
    ),
    "an old effect": ("Tide Policy\nOld effective date: 4 May 2025\n", "document_date"),
    "the last review": ("Tide Policy\nLast review: 4 May 2025\n", "next_review_date"),
}


@pytest.mark.parametrize(("text", "key"), NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_day_of_something_else_is_none_of_front_matter(text: str, key: str) -> None:
    assert key not in _facts(text, "en")


OWNERS = {
    "behind a full stop": (
        "en",
        "Tide Policy\nMarl Ltd. Version 2. Owner: Head of Tides. Approved 4 May 2025.\n",
        "Head of Tides",
    ),
    "in a sentence": ("en", "Tide Policy\nThis policy belongs to the Tides Manager. It is short.\n", "Tides Manager"),
    "over a line": (
        "es",
        "Política de mareas\nResponsable: Oficial de Mareas de la\nBahía\nVersión 2\n",
        "Oficial de Mareas de la Bahía",
    ),
    "in lower case": (
        "fr",
        "Politique des marées\nGestionnaire du document\tresponsable des marées\n",
        "responsable des marées",
    ),
    "ahead of another label": (
        "fr",
        "Politique des marées\nResponsable Bureau des marées Prochaine révision 04.05.2027\n",
        "Bureau des marées",
    ),
    "of this policy": ("nl", "Getijdenbeleid\nBeheerder van dit beleid\tmanager getijden\n", "manager getijden"),
    "responsible for": (
        "pt",
        "Política de marés\nResponsável pela política: Diretora das Marés. Versão 2.\n",
        "Diretora das Marés",
    ),
    "owner of the process": (
        "de",
        "Richtlinie Gezeiten\nRevision D. Prozesseigner: Hafenleitung. Ersetzt Revision C.\n",
        "Hafenleitung",
    ),
}


@pytest.mark.parametrize(("language", "text", "expected"), OWNERS.values(), ids=OWNERS)
def test_owner_is_read_wherever_front_matter_names_one(language: str, text: str, expected: str) -> None:
    assert _facts(text, language)["owner"] == expected


@pytest.mark.parametrize("owner", ["-", "\nRevision History\n1.0 4 May 2025", "Marl Harbours Ltd"])
def test_what_names_nobody_in_charge_is_no_owner(owner: str) -> None:
    assert "owner" not in _facts(f"Tide Policy\nKeeper of it: {owner}\nVersion: 2.0\n", "en")


VERSIONS = {
    "counted": ("de", "Kodex Gezeiten\nMarl Gruppe · 2. Fassung · Mai 2026\n", "2"),
    "a letter": ("fr", "Procédure des marées\nRéférence PR-07 - révision D - applicable depuis le 5 mai 2025\n", "D"),
    "in brackets": ("en", "Tide Procedure\nThis procedure (SOP-9, v. 3.2) replaces v. 3.1.\n", "3.2"),
    "Japanese": ("ja", "潮汐管理規程\n2026年4月17日 第1.1版\n", "1.1"),
}


@pytest.mark.parametrize(("language", "text", "expected"), VERSIONS.values(), ids=VERSIONS)
def test_version_is_read_as_front_matter_counts(language: str, text: str, expected: str) -> None:
    assert _facts(text, language)["version"] == expected


def test_day_of_its_version_goes_ahead_of_approval() -> None:
    facts = _facts("Tide Policy\nApproved by the board on 4 May 2025. Revision D, 9 June 2025.\n", "en")
    assert (facts["document_date"], facts["approval_date"]) == ("2025-06-09", "2025-05-04")


def test_table_of_markdown_is_read_across_its_cells() -> None:
    facts = _facts(
        "# Plan des marées\n\n| Version | 2 |\n| À revoir | 28.02.2027 |\n", "fr", "business_continuity_plan"
    )
    assert facts["next_review_date"] == "2027-02-28"


TITLES = {
    "below a header": (
        "en",
        "Marl Ltd - Tide Policy\nPrinted copies do not count 1/6\nTide and Current Policy\nVersion 2\n",
        "Tide and Current Policy",
    ),
    "below its way": (
        "en",
        "Marl / Group policies / Water\n1\nUse of Tides Policy\nVersion 2\n",
        "Use of Tides Policy",
    ),
    "over a line that begins small": (
        "es",
        "Marl\nPlan de respuesta ante mareas\nde la bahía\nVersión 2\n",
        "Plan de respuesta ante mareas de la bahía",
    ),
    "over a hyphen that joins": (
        "nl",
        "Stichting Marl\nGetijden- en\nstromingsbeleid\nVersie 2\n",
        "Getijden- en stromingsbeleid",
    ),
    "Japanese": ("ja", "潮汐管理規程\n文書番号\tT-07\n", "潮汐管理規程"),
}


@pytest.mark.parametrize(("language", "text", "expected"), TITLES.values(), ids=TITLES)
def test_title_is_whole_and_no_header(language: str, text: str, expected: str) -> None:
    assert _facts(text, language)["title"] == expected


OWNERS = {
    "en": ("Tide Policy\nVersion 2\nMaintained by the Pilotage Department, Whitby Harbour Trust of Yorkshire.\n",
           "Pilotage Department"),
    "en, says who owns it": ("Tide Policy\nSponsor: Harbour Master. Head of Pilot\n"
                             "Services owns this policy and answers for it.\n",
                             "Head of Pilot Services"),
    "de, in a tile": ("Richtlinie Gezeiten\nFassung\n2.2\nDatum\n05.02.2026\nRichtlinienverantwortung\nReferat Lotsen\n"
                      "Gültig ab\n01.03.2026\n", "Referat Lotsen"),
    "de": ("Richtlinie Gezeiten\nEigentümer dieser Richtlinie ist die Abteilung Lotsen.\n", "Abteilung Lotsen"),
    "fr": ("Plan de continuité\nVersion 5\nResponsable du PCA Aurélie Goéland, directrice du port\n",
           "Aurélie Goéland, directrice du port"),
    "es": ("Política de mareas\nEl propietario de esta política es la Dirección de Pilotaje.\n",
           "Dirección de Pilotaje"),
    "it": ("Piano delle maree\nIl responsabile di questo piano è la Direzione Piloti.\n", "Direzione Piloti"),
    "pt": ("Plano de marés\nO dono deste plano é a Gerência de Pilotagem.\n", "Gerência de Pilotagem"),
    "nl": ("Getijdenbeleid\nEigenaar van dit beleid is de Afdeling Loodsen.\n", "Afdeling Loodsen"),
    "ja, beside the next label": ("潮汐基本規程\n所管部署 水先統括部 承認 取締役会\n", "水先統括部"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "owner"), [(key[:2], *told) for key, told in OWNERS.items()], ids=OWNERS)
def test_owner_is_who_a_label_or_sentence_names_and_no_more(language: str, text: str, owner: str) -> None:
    assert _facts(text, language).get("owner") == owner


def test_rest_of_a_label_is_no_owner() -> None:
    assert "owner" not in _facts("Plan des marées\nResponsable du comité des marées hautes\n", "fr")


@pytest.mark.parametrize("owner", ["Chief Data Officer", "Policy Review Board", "Leiterin Revision", "Head of Data"])
def test_word_that_may_be_a_label_is_part_of_an_office(owner: str) -> None:
    assert _facts(f"Tide Policy\nPolicy owner: {owner}\nVersion: 2\n", "en").get("owner") == owner


APPROVED = {
    "en": "Tide Policy\nVersion 2\nThe Quay Board approved this edition on 10 December 2025.\n",
    "de": "Richtlinie Gezeiten\nDer Hafenrat hat diese Richtlinie am 10. Dezember 2025 beschlossen.\n",
    "fr": "Politique des marées\nLe conseil du port a adopté la présente politique le 10 décembre 2025.\n",
    "it": "Politica delle maree\nIl Consiglio ha approvato la presente politica il 10 dicembre 2025.\n",
    "pt": "Política de marés\nA aprovação coube ao Conselho do Porto, em reunião de 10 de dezembro de 2025.\n",
    "nl": "Getijdenbeleid\nDe havenraad heeft dit beleid op 10 december 2025 vastgesteld.\n",
    "ja": "潮汐基本規程\n所管部署 水先統括部 承認 取締役会（令和7年12月10日決議）\n",
}


@pytest.mark.parametrize(("language", "text"), APPROVED.items(), ids=APPROVED)
def test_approval_is_the_day_on_which_somebody_is_said_to_have_approved(language: str, text: str) -> None:
    assert _facts(text, language).get("approval_date") == "2025-12-10"


TITLES = {
    "one space behind its label": (
        "it", "Titolo Procedura di gestione delle maree\nCodice / Revisione PRO-7 / 03\nEmissione 22.05.2026\n",
        "Procedura di gestione delle maree",
    ),
    "ahead of what it is and whose": (
        "en", "Responsible Use of Tide Tables\nGroup policy of Tern & Vale Pilots · v1.1\nOwner Harbour Master\n",
        "Responsible Use of Tide Tables",
    ),
    "ahead of its number": ("en", "Tide Security Policy Doc. no.: POL-001\nVersion: 2\n", "Tide Security Policy"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "title"), TITLES.values(), ids=TITLES)
def test_title_is_given_without_label_number_and_owner(language: str, text: str, title: str) -> None:
    assert _facts(text, language).get("title") == title


def test_label_of_the_next_column_is_no_owner() -> None:
    assert "owner" not in _facts("Tide Policy\nPolicy owner: Approved Review\n", "en")
