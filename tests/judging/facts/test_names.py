from muniment.judging.facts.insurance_names import names as insurance_names
from muniment.judging.facts.japanese import names as japanese_names
from muniment.judging.facts.names import MAX_DOTTED, MAX_NOTHING, MAX_UNTIDY, MAX_WORD, ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import View

from .readings import reading_of


def test_word_of_a_name_is_read_up_to_its_bound():
    longest = "A" * (1 + MAX_WORD)

    assert ORGANISATION.fullmatch(f"{longest} Ltd")
    assert not ORGANISATION.match(f"A{longest} Ltd")


def test_dots_within_a_word_of_a_name_are_read_up_to_their_bound():
    longest = "Www" + ".a" * MAX_DOTTED

    assert ORGANISATION.fullmatch(f"{longest} Ltd")
    assert not ORGANISATION.match(f"{longest}.a Ltd")


def test_letters_without_an_end_are_never_read_to_it_from_each_of_them():
    """Or time grows with the square of their number."""
    found = [one[0] for one in ORGANISATION.finditer("9" * 5_000 + " Ltd " + "A1." * 5_000 + "A Ltd")]

    assert len(found) == 2
    assert max(map(len, found)) < 1_000


def test_japanese_names_are_joined_of_words_of_a_bounded_length():
    assert japanese_names.ORGANISATION.search("ア" * 30 + " ソフト株式会社")[0].startswith("ア" * 30 + " ")
    assert len(japanese_names.ORGANISATION.search("ア" * 5_000 + " ソフト株式会社")[0]) == 30 + len(" ソフト株式会社")
    assert japanese_names.ORGANISATION.search("株式会社A" + "b" * 60 + " Cd、")
    assert not japanese_names.ORGANISATION.search("株式会社A" + "b" * 61 + " Cd、")


def test_german_insurer_is_read_from_the_last_words_of_a_line_without_an_end():
    leaf = View(reading_of("A" * 5_000 + " Beispiel Versicherungs-AG")).leaves[0]

    (found,) = [one.value for one in insurance_names([leaf]) if one.key == "insurers"]

    assert len(found[0]) < 100


def test_text_that_says_nothing_is_blank_up_to_its_bound():
    assert is_blank("- " * (MAX_NOTHING // 2 - 2) + "n/a")
    assert not is_blank("- " * (MAX_NOTHING // 2) + "n/a")


def test_placeholder_behind_brackets_that_nothing_closes_is_blank():
    assert is_blank("a [ b [ c [name of company]")
    assert not is_blank("a [ b [ c <")


def test_name_is_made_of_a_text_up_to_its_bound():
    assert tidy("Example" + " ," * ((MAX_UNTIDY - 7) // 2)) == "Example"
    assert tidy("Example" + " ," * MAX_UNTIDY) is None
