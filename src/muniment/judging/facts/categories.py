"""Which trust services categories a SOC report covers, as seven languages list them behind the word for a criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Occurrence, View
from muniment.judging.model import Fact

_NAMES = ("Security", "Availability", "Processing integrity", "Confidentiality", "Privacy")
_RELEVANT = re.compile(
    r"(?i)(?:relevant to|(?:^|\b)categories(?: covered| in scope)?:?|criteria(?: in scope)?:|criteria (?:for|"
    r"of)|principles? of|categor(?:y|ies) of|"
    r"trust services? categor(?:y|ies)[:,]?"
    r"(?: (?:include|included|are|in scope))?[:,]?)"
    r"(?P<list>(?: (?:(?:the )?(?:security|availability|processing integrity|confidentiality|privacy|and|or|"
    r"\(?common criteria\)?)\b[,;/]*|[·•|&+-]))+)"
)
_BEHIND_LABEL = 24
"""Characters ahead of a word that may belong to the label it is in."""
_ABROAD = {name: f"{vocabulary.alternatives(name.lower().replace(' ', '_'))}|{name}" for name in _NAMES}
_JOINT = r"(?:\s*[,;/·•|+-]\s*|\s+)(?:[^\W\d_]{1,5}['’ ]{1,2}){0,3}"
_ANY = "|".join(_ABROAD.values())
_LISTED = re.compile(
    rf"(?i)(?<!\w)(?:{vocabulary.alternatives('criteria')})(?!\w)[^.;]{{0,40}}?[\s:(]['’]?"
    rf"(?P<list>(?:{_ANY})(?:{_JOINT}(?:{_ANY}))*)(?!\w)"
)


def categories(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    """`trust_services_categories`: of several lists the longest."""
    best: tuple[int, Occurrence, tuple[str, ...]] | None = None
    for hit in view.near(
        (
            "relevant to",
            "criteria for",
            "criteria of",
            "criteria:",
            "criteria in scope",
            "principles of",
            "principle of",
            "categor",
        ),
        _RELEVANT,
        before=_BEHIND_LABEL,
        after=200,
        leaves=front,
    ):
        listed = hit["list"].lower()
        named = tuple(name for name in _NAMES if name.lower() in listed)
        if named and (best is None or len(named) > best[0]):
            best = (len(named), hit, named)
            if hit[0].lower().startswith("relevant to") and "applicable" in hit.after(60).lower():
                break
    if best:
        yield fact("trust_services_categories", best[2], best[1].mark(), confidence=0.9)
    elif view.reading.language != "en":
        yield from _abroad(front)


def _abroad(front: Sequence[Leaf]) -> Iterator[Fact]:
    lists = [(leaf, found) for leaf in front for found in _LISTED.finditer(leaf.flat)]
    told = [
        (
            tuple(name for name, said in _ABROAD.items() if re.search(rf"(?i)(?<!\w)(?:{said})", found["list"])),
            leaf,
            found,
        )
        for leaf, found in lists
    ]
    if told:
        names, leaf, found = max(told, key=lambda one: len(one[0]))
        yield fact("trust_services_categories", names, leaf.mark(*found.span()), confidence=0.85)


_OF_REPORT = re.compile(
    r"(?i)\bSOC\s?[23](?!\d)(?:\s?[®\u2120\u2122])?(?:[\s,]{1,2}(?:typ[eo]?|tipo)[\s-]?(?:[12]|I{1,2}))?"
    r"(?:[\s-](?:report|bericht|rapport|informe|relatório|relazione|rapporto))?"
    r"\s?[,(:\u2013-]{1,2}\s?(?:(?:trust services )?(?:categories|criteria|kriterien|critères|criterios|criteri|"
    r"critérios)[: ]{1,2})?"
    rf"(?P<list>(?:{_ANY})(?:{_JOINT}(?:{_ANY}))*)(?!\w)"
)


def behind_report(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The categories right behind the report's name: "SOC 2 Type 2 (security, confidentiality)"."""
    for leaf in front:
        found = _OF_REPORT.search(leaf.flat[:8_000])
        if found:
            names = tuple(name for name, said in _ABROAD.items() if re.search(rf"(?i)(?<!\w)(?:{said})", found["list"]))
            yield fact("trust_services_categories", names, leaf.mark(*found.span()), confidence=0.8)
            return
