"""Whose a report, list or assessment is: the company that a label of its head, its title or a line beside it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.fields import Labels, is_beside
from muniment.judging.facts.japanese import names as japanese_names
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, TOLD_OF, tidy
from muniment.judging.facts.naming import HAN
from muniment.judging.facts.processor_columns import PROCESSOR
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

FAMILIES = frozenset({"front_matter", "yearly_report", "subprocessor_list", "accessibility_report", "risk_register"})
"""Families whose documents are a company's own."""
MAX_LINES, MAX_CHARACTERS, MAX_BEHIND, MAX_WORDS = 8, 140, 60, 8
"""Lines of the first page that tell whose it is, their length, that of what follows a name there, and words of a name
without a legal form."""
_WHOSE = Labels(*(f"(?:{word})" for word in vocabulary.words("whose")))
_OF = re.compile(
    r"(?i)(?:\s(?:of|by|for|der|des|von|dem|de la|de l['’]|de|du|del|della|dello|di|do|da|dos|van|bij|voor)\s|"
    r"\s?(?:\s[-|·:]|[:,])\s)"
)
"""Ahead of whose a titled paper is."""
_KIND = re.compile(rf"(?i)(?<!\w)(?:{vocabulary.alternatives('paper')}|{PROCESSOR})(?!\w)")
_BESIDE = re.compile(r"\s*(?:$|\s?[-|·]\s|[,.]\s)")
_OTHERS = re.compile(
    r"(?i)\b(?:prepared|issued|written|audited|assessed|verified|erstellt|établi|elaborad[oa]|redatto|"
    r"opgesteld|between|client|customer|auditor|assessor)\b"
)


def company(view: View, family: str) -> Iterator[Fact]:
    """`company_name` of the first page, where its head names one company."""
    front = view.front(1)
    yield from _labelled(front)
    for leaf in front:
        named = {name: line for line, name, is_alone in _in_head(leaf) if not (is_alone and family in _LISTS)}
        if len({name.casefold() for name in named}) == 1:
            name, line = next(iter(named.items()))
            yield fact("company_name", name, leaf.mark_line(line), confidence=0.76)


def _labelled(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for field in _WHOSE.find(front, loose=True):
        if not is_beside(field):
            continue
        whole = ORGANISATION.match(field.value)
        name = tidy(whole[0] if whole else re.split(r"[,;(]\s|\s-\s|\t", field.value)[0])
        if (
            name
            and name[0].isupper()
            and len(name.split()) <= MAX_WORDS
            and not is_label(name)
            and not dates.find(name)
        ):
            yield fact("company_name", name, field.mark, confidence=0.84)
            return


_LISTS = frozenset({"subprocessor_list"})
"""Families of lists: what stands alone on a line is what the list holds."""


def _in_head(leaf: Leaf) -> Iterator[tuple[Line, str, bool]]:
    """Lines of the head with the company whose paper it is, and whether its name stands alone there: else it stands
    behind the title, or at the line's beginning ahead of a mark or of what kind of paper it is."""
    for index, line in enumerate(leaf.lines[:MAX_LINES]):
        text = line.text.lstrip("# ")
        if "\t" in text or "|" in text or len(text) > MAX_CHARACTERS:
            return  # a table or running text has begun
        ahead = ORGANISATION.match(text)
        behind = text[ahead.end() :] if ahead else ""
        if _OTHERS.search(text) or TOLD_OF.match(behind):
            continue
        if HAN.search(text):
            name = japanese_names.whole(text)
            if name:
                yield line, name, index > 1
        elif _KIND.search(ahead[0] if ahead else text):
            yield from ((line, name, False) for name in _behind_title(text))
        elif ahead and not behind.strip(" .,"):
            yield line, ahead[0], True
        elif ahead and len(behind) <= MAX_BEHIND and (_BESIDE.match(behind) or _KIND.search(behind)):
            yield line, ahead[0], False


def _behind_title(text: str) -> Iterator[str]:
    for joint in _OF.finditer(text):
        whole = ORGANISATION.match(text, joint.end())
        if whole and not _KIND.search(whole[0]) and _BESIDE.match(text[whole.end() :]):
            yield whole[0]
            return
