"""Who agrees, whose law governs and when an agreement was signed: kinds of layouts and sentences by language."""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import TODAY, reading_of


def value_of(key: str, text: str, language: str = "en") -> object:
    reading = dataclasses.replace(reading_of(text), language=language)
    found = extract(reading, document_type="commercial_contract", validity=ValidityRules(), today=TODAY).facts
    return next((fact.value for fact in found if fact.key == key), None)


@pytest.mark.parametrize(
    ("language", "text", "law"),
    [
        ("es", "Este convenio se rige por la legislación chilena.", "legislación chilena"),
        ("es", "6. Ley y fuero. Leyes de la República del Perú. Foro: Lima.", "Leyes de la República del Perú"),
        ("es", "Para toda cuestión, Derecho común español y Juzgados de Vigo.", "Derecho común español"),
        ("fr", "9. Droit\nDroit belge, à l'exclusion de la Convention de Vienne.", "Droit belge"),
        ("fr", "L'entente est régie par les lois du Québec et les lois du Canada.", "lois du Québec"),
        ("fr", "Le droit suisse régit la présente. For à Bâle.", "droit suisse"),
        ("it", "Per quanto non disposto vale la legge italiana. Foro di Lucca.", "legge italiana"),
        ("it", "L'accordo è retto dal diritto svizzero.", "diritto svizzero"),
        ("pt", "O acordo segue a lei do contrato principal, a lei portuguesa.", "lei portuguesa"),
        ("pt", "8. Lei e Foro. Leis brasileiras; foro de Sorocaba.", "Leis brasileiras"),
        ("de", "Es gilt das Recht der Bundesrepublik Deutschland ohne das UN-Kaufrecht.",
         "Recht der Bundesrepublik Deutschland"),
        ("de", "Auf diesen Vertrag ist schweizerisches Recht anwendbar.", "schweizerisches Recht"),
        ("nl", "Op deze afspraak is uitsluitend Belgisch recht toepasselijk.", "Belgisch recht"),
        ("nl", "Deze overeenkomst wordt beheerst door het recht van Nederland.", "recht van Nederland"),
        ("ja", "本契約の準拠法は日本法とする。", "日本法"),
        ("ja", "本契約は日本法に準拠し、仙台地方裁判所を管轄とする。", "日本法"),
    ],
)  # fmt: skip
def test_law_that_governs_is_named_in_every_language(language: str, text: str, law: str) -> None:
    assert value_of("governing_law", text, language) == law


@pytest.mark.parametrize(
    "text",
    [
        "Ce contrat n'est pas régi par le droit belge.",
        "Se aplica la legislación española sobre protección de datos.",
        "Orvane est une société de droit français soumise à un contrôle annuel.",
    ],
)
def test_law_that_is_denied_or_of_something_else_governs_nothing(text: str) -> None:
    assert value_of("governing_law", text, "fr") is None


@pytest.mark.parametrize(
    "text",
    [
        "Order\nSupplier Orvane Ltd, Leeds\nCustomer Castell Freight Inc.",
        "Client Castell SAS Fournisseur Orvane inc.\nContrat-cadre 7",
        "Contratto\nFornitore\nOrvane S.r.l.\nVia Po 3\nCliente\nCastell S.p.A.",
        "Responsable\tOrvane S.A.\nEncargado\tCastell S.A.C.",
        "Exportador Importador\nOrvane S.A. Castell Ltda.",
        "PARTIES\n(1) Orvane Limited, a company\n(2) Castell PLC (no. 123)\n1. Terms",
        "Accordo di riservatezza\nOrvane S.r.l. – Castell GmbH\nPisa, 3 marzo 2026",
        "SERVICES AGREEMENT\nby and between\nORVANE, INC.\nand\nCASTELL STORES COOPERATIVE\nDated as of May 1, 2026",
        'Orvane, Inc. ("Orvane") and Castell County District ("District") amend their terms.',
        "Partijen. Orvane C.V., gevestigd te Goes, en Castell B.V., gevestigd te Urk.",
        "Orvane GmbH · Platz 5 · Wels\nAuftrag\nKunde\nCastell KG\nDatum",
        "Vertrag über Pflege.\nEs gilt.\nOrvane AG\nU. Od\nCastell GmbH\nB. Zeh",
        "株式会社青葉（以下「甲」という。）と有限会社北斗（以下「乙」という。）は契約する。",
        "合意書\n青葉株式会社 ／ 学校法人北斗",
    ],
)  # fmt: skip
def test_parties_are_found_wherever_they_stand_apart(text: str) -> None:
    named = value_of("parties", text, "en" if text[0] < "z" else "ja")
    assert isinstance(named, tuple)
    assert [name.split()[0].strip(",").lower() for name in named] in (
        ["orvane", "castell"], ["castell", "orvane"],
        ["株式会社青葉", "有限会社北斗"], ["青葉株式会社", "学校法人北斗"],
    )  # fmt: skip


def test_role_within_a_name_parts_no_name() -> None:
    assert value_of("parties", "Subscriber Alder School Trust, 1 Lane\nAgreement Date 2 May 2026") is None


_BODY = "Terms\nThe parties agree as follows.\nFees are due in 30 days.\nNothing else is agreed.\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (_BODY + "Vogt, den 18.03.2026 – R. Süt\nKarl, den 23.03.2026 – J. Fass", "2026-03-23"),
        (_BODY + "Client – à Arne, le 22 janvier 2026\nI. Ben\nVendor – à Ville, le 20 janvier 2026", "2026-01-22"),
        (_BODY + "Monte, 18 de abril de 2026\tO Gerente\nViseu, 16 de abril de 2026", "2026-04-18"),
        (_BODY + "Firma: Raúl G., 15/04/2026 Firma: Mila Q., 17/04/2026", "2026-04-17"),
        (_BODY + "For A\nBy Sylvia T., Director\nMarch 31, 2026\nFor B\nBy Marcus Y.\nApril 4, 2026", "2026-04-04"),
        ("Acuerdo\nVersión 3, firmada el 24 de abril de 2026 y aplicable desde el 1 de mayo de 2026.\n", "2026-04-24"),
        ("Contrato\nAssinado eletronicamente em: 11/02/2026\nInício 01/03/2026", "2026-02-11"),
        ("Pedido\nData do pedido\n27/03/2026\nInício\n01/05/2026", "2026-03-27"),
        ("Overeenkomst\nGetekend op 28 november 2025.\nStart 1 januari 2026", "2025-11-28"),
    ],
)
def test_agreement_is_dated_by_the_last_who_signed(text: str, day: str) -> None:
    assert value_of("document_date", text, "de") == day


def test_day_of_another_agreement_dates_none() -> None:
    text = _BODY + "Este pedido é regido pelo Contrato Mestre de 10/02/2025"
    assert value_of("document_date", text, "pt") is None
