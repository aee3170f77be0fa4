"""Guesses the language of a text by its commonest words. A hint for the reader of the analysis, never a decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from muniment.reading.model import Page

SAMPLE_CHARACTERS = 20_000
LEAST_SHARE = 0.08
"""Share of words that must be stop words of one language: running prose has 0.25 to 0.5, lists and code near 0."""

_WORDS = {
    "en": "the of and to in is for that with as are be by this on or not from which have",
    "de": "der die und das den von zu mit für ist des im dem nicht ein eine auf werden oder sich",
    "fr": "le la les des et du en est une dans pour que par sur au ou avec qui sont pas",
    "es": "el la los las de y en que del por con para una se es como su al más o",
    "it": "il di e la che in per con del della le dei una non sono nel si da alla gli",
    "pt": "o a os as de e em que do da para com uma não por dos das ao no na",
    "nl": "de het een van en in is dat op te voor met zijn niet aan door worden of bij deze",
    "sv": "och att det som en på är av för med den till inte om ett har kan eller vi ska",
    "da": "og at det som en på er af for med den til ikke om et har kan eller der skal",
    "pl": "i w na z do się nie jest że o oraz przez od dla jako po lub ich tym są",
    "cs": "a v na se je že z do o pro s nebo k jako podle za být jsou ve které",
}
STOP_WORDS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")


def language_of(pages: Iterable[Page]) -> str | None:
    """ISO 639-1 code of the language the first pages are written in, or None when no language stands out."""
    sample: list[str] = []
    size = 0
    for page in pages:
        sample.append(page.text[: SAMPLE_CHARACTERS - size])
        size += len(sample[-1])
        if size >= SAMPLE_CHARACTERS:
            break
    words = Counter(_WORD.findall(" ".join(sample).lower()))
    total = sum(words.values())
    if total < 20:
        return None
    shares = sorted(
        ((sum(words[word] for word in stop) / total, code) for code, stop in STOP_WORDS.items()), reverse=True
    )
    (best, code), (second, _) = shares[0], shares[1]
    return code if best >= LEAST_SHARE and best > second * 1.1 else None
