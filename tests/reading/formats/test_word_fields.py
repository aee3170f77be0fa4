from __future__ import annotations

import pytest

from muniment.reading.formats.word_fields import is_unshown, kind_of, shown_without_result


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        ("MACROBUTTON AcceptAll  Click here to agree", "Click here to agree"),
        (" gotobutton Annex see the annex ", "see the annex "),
        ('QUOTE "as of" "3 May" \\* MERGEFORMAT', "as of 3 May"),
        ('QUOTE plain \\@ "d MMMM"', "plain"),
        (r"EQ \f(1,000 days;until) \s\up8(May)", "1,000 days until May"),
        ("PAGE", ""),
        ("REF term", ""),
        ("", ""),
    ],
)
def test_field_without_a_result_shows_the_words_of_its_instruction(instruction: str, shown: str) -> None:
    assert shown_without_result(instruction) == shown


def test_kinds_that_show_nothing_are_known_by_their_first_word() -> None:
    assert [is_unshown(one) for one in (' tc "Term"', "XE a", "SETTING", "REF set", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert kind_of("  macrobutton x y") == "MACROBUTTON"
