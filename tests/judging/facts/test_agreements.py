"""Who agrees, whose law governs and when an agreement was signed: kinds of layouts and sentences by language."""

from __future__ import annotations

import dataclasses
import re

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


@pytest.mark.parametrize(
    ("language", "text", "start", "end"),
    [
        ("it", "Contratto\nValido dal\t01/02/2026\nValido fino al\t31/01/2028", "2026-02-01", "2028-01-31"),
        ("pt", "Pedido\nInício da assinatura\n01/05/2026\nTérmino\n30/04/2029", "2026-05-01", "2029-04-30"),
        ("pt", "O contrato inicia-se em 01.10.2025 e termina em 30.09.2028.", "2025-10-01", "2028-09-30"),
        ("de", "Der Vertrag tritt per 15. März 2026 in Kraft und endet am 14. März 2027.", "2026-03-15", "2027-03-14"),
        (
            "nl",
            "De overeenkomst gaat in op 1 februari 2026; zij eindigt op 31 januari 2030.",
            "2026-02-01",
            "2030-01-31",
        ),
        (
            "fr",
            "La convention débute le 1er mai 2026 et expire de plein droit le 30 avril 2028.",
            "2026-05-01",
            "2028-04-30",
        ),
        ("es", "El acuerdo regirá desde el 1 de mayo de 2026 por un año.", "2026-05-01", None),
        ("ja", "本契約の有効期間は、2026年4月1日から2027年3月31日までの1年間とする。", "2026-04-01", "2027-03-31"),
        ("en", "Go-live\n11 May 2026\nMinimum term\n18 months", "2026-05-11", None),
        ("de", "Der Vertrag läuft ab dem 1. Juni 2026 für zwei Jahre.", "2026-06-01", None),
    ],
)
def test_agreement_runs_from_and_until(language: str, text: str, start: str, end: str | None) -> None:
    assert (value_of("effective_date", text, language), value_of("expiry_date", text, language)) == (start, end)


@pytest.mark.parametrize(
    ("key", "language", "text", "length"),
    [
        ("termination_notice", "en", "2. Leaving. Once the term is over, 45 days' notice.", "45 days"),
        ("termination_notice", "de", "Er ist kündbar mit einer Frist von drei Monaten zum Quartal.", "3 months"),
        ("termination_notice", "fr", "Chaque partie peut y mettre fin moyennant un préavis de six mois.", "6 months"),
        ("termination_notice", "es", "Podrá ponerle término con aviso de 20 días hábiles.", "20 business days"),
        ("termination_notice", "it", "Ciascuna Parte può recedere con preavviso scritto di 15 giorni.", "15 days"),
        ("termination_notice", "pt", "Qualquer Parte poderá denunciar mediante aviso de 90 (noventa) dias.", "90 days"),
        ("termination_notice", "nl", "Elke partij kan opzeggen met een opzegtermijn van een maand.", "1 month"),
        ("termination_notice", "de", "Kündigungsfrist\n3 Monate vor Ablauf", "3 months"),
        ("breach_notification", "es", "3. Incidentes\nAvisará al Responsable en no más de 24 horas.", "24 hours"),
        (
            "breach_notification",
            "de",
            "Der Anbieter meldet Verletzungen spätestens 36 Stunden nach Kenntnis.",
            "36 hours",
        ),
        ("breach_notification", "nl", "Een datalek wordt binnen twee werkdagen gemeld.", "2 business days"),
        ("breach_notification", "pt", "As violações de dados são reportadas em 24 horas.", "24 hours"),
        ("subprocessor_notice", "de", "Neue Unterauftragnehmer kündigen wir 30 Tage vorher an.", "30 days"),
        ("subprocessor_notice", "fr", "Tout nouveau sous-traitant est annoncé 45 jours à l'avance.", "45 days"),
        ("subprocessor_notice", "nl", "Nieuwe subverwerkers worden drie maanden vooraf meegedeeld.", "3 months"),
    ],
)
def test_notice_is_read_in_every_language(key: str, language: str, text: str, length: str) -> None:
    assert value_of(key, f"Title\n{text}", language) == length


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("termination_notice", "Le modifiche sono comunicate con 30 giorni di anticipo."),
        ("termination_notice", "Die Ersetzung wird mindestens vier Wochen vorher angekündigt."),
        ("termination_notice", "Manutenção às terças-feiras, com aviso de cinco dias úteis."),
        ("subprocessor_notice", "É proibida a subcontratação. Pode resolver o contrato com 90 dias de antecedência."),
        ("breach_notification", "Customers shall notify us of any breach within 24 hours."),
    ],
)
def test_notice_of_something_else_is_none(key: str, text: str) -> None:
    assert value_of(key, f"Title\n{text}", "it") is None


@pytest.mark.parametrize(
    ("language", "text", "length"),
    [
        ("en", "It rolls month to month afterwards.", "1 month"),
        (
            "en",
            "After the initial term of 36 months it renews for further terms of twelve (12) months each.",
            "12 months",
        ),
        (
            "en",
            "By 60 days' written notice a party may prevent the automatic renewal of the contract for another year.",
            "1 year",
        ),
        ("en", "It renews for two-year periods unless ended no later than six months before their end.", "2 years"),
        ("fr", "Il est prolongé d'année en année.", "1 year"),
        ("it", "Durata 12 mesi; rinnovo automatico di anno in anno.", "1 year"),
        ("de", "Der Vertrag verlängert sich jeweils um ein Jahr.", "1 year"),
        (
            "de",
            "Der Vertrag verlängert sich um 24 Monate, wenn er nicht 3 Monate vor Ablauf gekündigt wird.",
            "24 months",
        ),
        ("es", "El contrato se prorrogará por períodos anuales salvo preaviso de dos meses.", "1 year"),
        ("nl", "De overeenkomst wordt telkens met zes maanden verlengd.", "6 months"),
        ("pt", "O contrato renova-se por períodos de 12 meses, com aviso de 60 dias.", "12 months"),
        (
            "en",
            "After its first 12 months the Agreement renews month to month and may be ended on 30 days notice.",
            "1 month",
        ),
        ("de", "Der Vertrag wird um jeweils 12 Monate verlängert.", "12 months"),
        ("ja", "期間満了の2か月前までに申し出がないときは、本契約は同一条件で1年間更新する。", "1 year"),
    ],
)
def test_renewal_is_how_long_an_agreement_goes_on_for(language: str, text: str, length: str) -> None:
    assert value_of("renewal", f"Terms\n{text}", language) == length


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The term of three (3) years is extended automatically unless a party objects sixty (60) days prior.",
        ),
        ("en", "Unless renewed, this Agreement ends 5 years after the Effective Date."),
        ("en", "This Agreement shall not be renewed after the 24 months have elapsed."),
        ("en", "The Agreement renews automatically and fees are payable monthly."),
        ("en", "The Agreement renews at the then-current annual fee unless either party objects within 45 days."),
        ("en", "Renewal: 12 / 24 months"),
        ("de", "Der Vertrag wird für die Dauer von 24 Monaten geschlossen und verlängert sich, wenn niemand kündigt."),
        ("de", "Der Vertrag läuft 2 Jahre und verlängert sich danach auf unbestimmte Zeit."),
        ("de", "Eine automatische Verlängerung des Vertrags nach den 24 Monaten ist ausgeschlossen."),
        ("de", "Der Vertrag verlängert sich automatisch, die Vergütung wird monatlich abgerechnet."),
        ("fr", "Le contrat est conclu pour une durée de 36 mois et se renouvelle par tacite reconduction."),
        ("fr", "Le présent contrat n'est pas renouvelable au-delà de 48 mois."),
        ("es", "El contrato se renueva automáticamente y la cuota mensual se actualizará."),
        ("it", "Il contratto di durata di 24 mesi si rinnova automaticamente salvo disdetta."),
        ("nl", "De overeenkomst wordt aangegaan voor 24 maanden en wordt stilzwijgend verlengd."),
        ("pt", "O contrato renova-se automaticamente e a mensalidade mensal será reajustada."),
    ],
)
def test_first_term_fees_and_what_is_denied_are_no_renewal_s_length(language: str, text: str) -> None:
    said = value_of("renewal", f"Terms\n{text}", language)
    assert said is None or not re.fullmatch(r"\d+ \w+", said)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Renewal\tNone without a new order", "None without a new order"),
        ("It does not renew automatically.", "It does not renew automatically"),
        ("It renews for as long as the order lasts.", "It renews for as long as the order lasts"),
        ("It renews unless ended with 90 days' notice.", "It renews unless ended with 90 days' notice"),
    ],
)
def test_renewal_without_a_length_is_put_in_the_words_of_the_agreement(text: str, clause: str) -> None:
    assert value_of("renewal", f"Terms\n{text}") == clause


def test_law_ends_ahead_of_the_courts_that_are_named_with_it() -> None:
    text = "This letter is governed by the law of Scotland and the Scottish courts have exclusive jurisdiction."
    assert value_of("governing_law", text) == "Scotland"


def test_law_of_standard_clauses_is_the_one_that_their_clause_names() -> None:
    text = (
        "These Clauses shall be governed by the law of one of the EU Member States. The Parties agree that this "
        "shall be the law of Ireland."
    )
    assert value_of("governing_law", f"STANDARD CONTRACTUAL CLAUSES\n{text}") == "Ireland"
    assert value_of("governing_law", f"SERVICE AGREEMENT\nFor clause 17 of the Clauses: {text}") is None


def test_side_that_a_party_is_on_is_no_part_of_its_name() -> None:
    text = (
        "CONVENIO QUE CELEBRAN, POR UNA PARTE, Pagos Ficticios, S.A. de C.V., REPRESENTADA POR ANA RUIZ («PAGOS»), "
        "Y POR LA OTRA, Telares del Norte, S.A. de C.V., REPRESENTADA POR RAÚL FRÍAS («TELARES»), AL TENOR."
    )
    assert value_of("parties", text, "es") == ("Pagos Ficticios, S.A. de C.V.", "Telares del Norte, S.A. de C.V.")


@pytest.mark.parametrize(
    ("language", "text", "share"),
    [
        ("en", "The API will be up 99.99% of every quarter.", 99.99),
        ("en", "Uptime applies to Enterprise plans. (Team plans: uptime 99.5%, no credits.)", None),
        ("nl", "De dienst is beschikbaar gedurende 99,7 % van de openingsuren.", 99.7),
        ("de", "Der Dienst ist verfügbar zu 99,8 % im Monat.", 99.8),
        ("fr", "Le service est disponible 99,8 % du temps.", 99.8),
        ("es", "El servicio está disponible el 99,8 % del tiempo.", 99.8),
        ("it", "Il servizio è disponibile per il 99,8 % del mese.", 99.8),
        ("pt", "O serviço está disponível em 99,8 % do mês.", 99.8),
    ],
)  # fmt: skip
def test_uptime_is_what_is_promised_and_no_row_of_credits(language: str, text: str, share: float | None) -> None:
    assert value_of("uptime_commitment", text, language) == share
