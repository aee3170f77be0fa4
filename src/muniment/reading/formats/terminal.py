"""Text with a terminal's escape sequences, as the terminal shows it (ECMA-48, 8.3.117): without them, and what they
conceal apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SEQUENCE = re.compile(
    r"\x1b\[([0-9;:]{0,200})m|\x1b\[[0-?]{0,200}[ -/]{0,9}[@-~]"
    r"|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|\x1b[ -/]{0,9}[0-~]"
)
_CONCEAL, _REVEAL = 8, 28
_LETTERS, _GROUND = "letters", "ground"
_RESETS = {39: _LETTERS, 49: _GROUND}
_LONG = {38: _LETTERS, 48: _GROUND}
_SHORT = ((30, _LETTERS, 0), (40, _GROUND, 0), (90, _LETTERS, 8), (100, _GROUND, 8))


@dataclass(slots=True)
class _Look:
    """How the text that comes now is shown. `colours`: a number of the palette, or red, green and blue."""

    is_concealed: bool = False
    colours: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_seen(self) -> bool:
        """Whether it is, on any terminal."""
        letters = self.colours.get(_LETTERS)
        return not (self.is_concealed or (letters is not None and letters == self.colours.get(_GROUND)))

    def take(self, numbers: list[int]) -> None:
        """Applies the numbers of a sequence."""
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.is_concealed, self.colours = False, {}
            elif number in (_CONCEAL, _REVEAL):
                self.is_concealed = number == _CONCEAL
            elif number in _RESETS:
                self.colours.pop(_RESETS[number], None)
            elif number in _LONG:
                count = {5: 2, 2: 4}.get(numbers[0] if numbers else 0, 0)
                self.colours[_LONG[number]] = tuple(numbers[1:count])
                del numbers[:count]
            else:
                for first, part, darkest in _SHORT:
                    if first <= number < first + 8:
                        self.colours[part] = (darkest + number - first,)


def seen_and_hidden(text: str) -> tuple[str, list[str]]:
    """The text without escape sequences and without what they conceal; and that, piece by piece."""
    if "\x1b" not in text:
        return text, []
    look = _Look()
    seen: list[str] = []
    hidden: list[str] = []
    done = 0
    for sequence in _SEQUENCE.finditer(text):
        (seen if look.is_seen else hidden).append(text[done : sequence.start()])
        done = sequence.end()
        if sequence[1] is not None:
            look.take([int(one or 0) if len(one) < 4 else 0 for one in re.split("[;:]", sequence[1])])
    (seen if look.is_seen else hidden).append(text[done:])
    return "".join(seen), [piece for piece in hidden if piece.strip()]
