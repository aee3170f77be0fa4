"""When an exercise began and ended, and how it came out, as labels and sentences of seven languages say."""

from __future__ import annotations

import pytest

from muniment.judging.facts.continuity import outcome_of
from tests.judging.facts.readings import values_of

TYPE = "business_continuity_test_report"


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("The exercise was successful.", "successful"),
        ("Die Übung gilt als bestanden.", "bestanden"),
        ("Der Wiederanlauftest war nicht erfolgreich.", "nicht erfolgreich"),
        ("L'exercice est jugé concluant.", "concluant"),
        ("La prueba no se considera superada.", "fail"),
        ("La prova è risultata positiva.", "positiva"),
        ("De test is niet geslaagd.", "niet geslaagd"),
        ("O teste foi considerado satisfatório.", "satisfatório"),
        ("The test is passed if the system is back within four hours.", None),
        ("La prueba de 2025 resultó satisfactoria. Informe de 4 de mayo de 2026.", None),
        ("The exercise was successful. The exercise was not successful.", None),
        ("RESULT: Objectives partially met", "Objectives partially met"),
        ("Outcome\n-------\nPassed with remarks", "Passed with remarks"),
        ("Esito complessivo: Superata con riserva. Il laboratorio va ripetuto.", "Superata con riserva"),
        ("Uitkomst\n--------\nGeslaagd, met drie verbeterpunten.", "Geslaagd, met drie verbeterpunten"),
        ("Gesamtergebnis: überwiegend erfüllt", "überwiegend erfüllt"),
    ],
)
def test_how_an_exercise_came_out_is_read(sentence: str, result: str | None) -> None:
    text = f"Disaster recovery test report\nVerge Data Ltd\nReport of the test of 4 May 2026\n{sentence}\n"
    assert values_of(TYPE, text).get("result") == result


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Die Übung begann am Samstag, 9. Mai 2026 um 7:00 Uhr und endete am Sonntag, 10. Mai 2026.", ("09", "10")),
        ("L'exercice a débuté le 9 mai 2026 et s'est terminé le 10 mai 2026.", ("09", "10")),
        ("La prueba comenzó el 9 de mayo de 2026 y finalizó el 10 de mayo de 2026.", ("09", "10")),
        ("La prova ha avuto inizio il 9 maggio 2026 e si è conclusa il 10 maggio 2026.", ("09", "10")),
        ("De test begon op 9 mei 2026 om 06:00 en eindigde op 10 mei 2026.", ("09", "10")),
        ("O teste teve início em 9 de maio de 2026 e terminou em 10 de maio de 2026.", ("09", "10")),
        ("De test begon op 9 mei 2026 om 06:00 en was dezelfde dag om 10:15 klaar.", ("09", "09")),
        ("O teste realizou-se em 9 de maio de 2026.", ("09", "09")),
        ("Die Notfallübung fand am 9. Mai 2026 statt.", ("09", "09")),
        ("Exercise began  05/09/2026 06:00 EST\nExercise ended  05/10/2026 03:40 EST\nMM/DD/YYYY", ("09", "10")),
        (
            "La prova si è svolta da sabato 9 maggio 2026, ore 22:00, a domenica 10 maggio 2026, ore 09:40.",
            ("09", "10"),
        ),
    ],
)
def test_the_days_of_an_exercise_are_read(sentence: str, days: tuple[str, str]) -> None:
    values = values_of(TYPE, f"Disaster recovery test\nVerge Data Ltd\n{sentence}\n")
    assert (values.get("test_start"), values.get("test_end")) == (f"2026-05-{days[0]}", f"2026-05-{days[1]}")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Geslaagd, met drie verbeterpunten.", "Geslaagd, met drie verbeterpunten"),
        ("nicht bestanden", "nicht bestanden"),
        ("parzialmente positivo. Il ritardo dipende dal nodo.", "parzialmente positivo"),
        ("4 h 20 min", None),
        ("The exercise shows what can go wrong", None),
    ],
)
def test_an_outcome_is_told_from_other_words(answer: str, outcome: str | None) -> None:
    assert outcome_of(answer) == outcome
