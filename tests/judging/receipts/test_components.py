from muniment.judging.receipts import components
from tests.judging.facts.readings import reading_of


def elements(text: str) -> bool | None:
    return components.bears_out(2, '"components": [', reading_of(text).pages)


def test_elements_of_an_array_are_counted_whatever_their_strings_hold():
    assert elements('{"components": [{"name": "a \\\\ [ \\" {"}, {"name": "b\\u0000"}]}')


def test_string_that_nothing_ends_goes_on_to_the_end_of_the_text():
    """Read anew from each quote within it, a text of this length took minutes."""
    assert not elements('{"components": [{}, {"name": "' + '\\"' * 200_000 + "\\")
    assert not elements('{"components": [{}, {"name": "' + '\\"\\\n' * 100_000)
