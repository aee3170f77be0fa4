"""Organisations a service organisation relies on, and whether its report covers them (inclusive) or not (carve-out)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.keys import fact
from muniment.judging.facts.listed_processors import chain
from muniment.judging.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import Leaf, Mark, Occurrence, View
from muniment.judging.model import Fact

_ITEM = (
    rf"{NAME}(?: \(\"?[^)]{{2,40}}\))?(?:, an? [a-z][^,.()]{{2,60}}(?=[,.]| and | for ))?"
    r"(?:,? (?:for|to|as) [a-z][^,.()]{2,70}?(?=[,.]| and [A-Z]))?"
)
"""One of the organisations, with what it is and what it is used for."""
_USES_NAMED = re.compile(
    rf"\b(?:(?i:uses|utili[sz]es|relies on|engages|used|contracts with)) (?P<names>{_ITEM}(?:,? (?:and "
    rf")?{_ITEM}){{0,6}})"
    r"(?P<rest>[^.]{0,220})"
)
_BY_NAMED = re.compile(
    rf"\b(?:(?i:(?:is|are|was|were) (?:provided|performed|operated|hosted|delivered|run|managed|supplied) by|"
    rf"(?:is|are|was|were) (?:outsourced|contracted out|subcontracted) to|"
    rf"(?:includes?|excludes?) (?:the |certain |related )*controls (?:of|at|operated by|performed by)))"
    rf" (?P<names>{_ITEM}(?:,? (?:and )?{_ITEM}){{0,6}})(?P<rest>[^.]{{0,220}})"
)
"""Who a sentence says does something, or whose controls it says are left out or taken in."""
_ONE = re.compile(
    rf"(?:^|,? and |, )(?P<name>{NAME})(?: \([^)]*\))?(?P<more>, an? [a-z][^,.()]*)?(?P<purpose>,? (?:for|to|as) "
    rf"[^,.]*?(?=,| and [A-Z]|$))?"
)
_TELLS_OF = re.compile(
    r"(?i)sub-?service|carved?[\s-]?out|inclusive method|exclud\w+ (?:the )?(?:control|services)|did not extend to|"
    r"(?:does|do|did) not include (?:the )?(?:control|services)"
)
MAX_APART = 1100
"""Characters over which sentences may name one organisation after the other; all must stand in the quote."""
_NO_ONE = re.compile(r"(?i)\b(?:management|user|users|entit(?:y|ies)|customers?|organi[sz]ations?|controls?|company)\b")
"""Words of what is no name of an organisation."""
_NO_NAME = re.compile(
    r"(?i)subservice|organi[sz]ation|controls?\b|^(?:no|other|all|any|each|such|these|those|our|their|the|both|several|"
    r"some|certain|which|following|SOC|ISAE|SSAE)\b|^\d"
)
"""Words of what stands ahead of "subservice organisations" and is none, or a report's or a day's."""
_IS_ONE = re.compile(
    rf"(?P<name>{NAME}),? (?:(?:which |who )?(?:is|are) )?(?:an? )?(?:independent |third-party )?subservice "
    rf"organi[sz]ations?\b|"
    rf"(?i:\ba subservice organi[sz]ation),? (?:\(?(?i:namely |called )?)(?P<other>{NAME})"
)
MAX_ROW_CHARACTERS = 300
"""Of a row of the table; splitting at runs of spaces takes quadratic time in the length of a run."""
_TABLE_HEAD = re.compile(
    r"(?i)subservice organi[sz]ations?(?: names?)?(?:\t|\s*\|\s*|\s+)(?:services?|functions?|purpose|description|"
    r"types?|nature|role)"
)
_METHOD = re.compile(r"(?i)(?P<out>carved?[\s-]?out)(?: method)?|(?P<in>inclusive) method")
_EXCLUDES = re.compile(
    r"(?i)(?:description|examination|report)[^.]{0,120}(?:excludes?|(?:does|do|did) not (?:include|"
    r"extend to))(?: (?:its|their|the) controls\b|[^.]{0,60}\bcontrol objectives\b|"
    r"[^.]{0,60}\bcontrols (?:at|of|operated by|performed by)\b|[^.]{0,120}subservice organi[sz]ation)"
)
_NOT_INCLUDED = re.compile(
    r"(?i)controls? (?:objectives )?(?:of|at|performed by|operated by|"
    r"implemented by) [^.]{0,60}subservice organi[sz]ations?"
    r"[^.]{0,40}\b(?:is|are|was|were) (?:not (?:included|covered|part of|in scope)|excluded|outside|out of scope)"
)
"""Controls of others that a report says not to cover."""
_NOT_USED = re.compile(r"(?i)\)?,? (?:was|is|has|were) not\b")
_NOT_USED_AHEAD = re.compile(r"(?i)\b(?:not|no|neither|nor|than|of) (?:the |use |using )?(?:the )?$")


def subservice(view: View) -> Iterator[Fact]:
    """`subservice_method` and `subservice_organisations` of a SOC report."""
    leaves = view.front(40)
    yield from _method(view, leaves)
    yield from _subservice_table(leaves)
    for hit in view.near(("subservice organi",), _IS_ONE, before=120, after=120, leaves=leaves):
        whole = ORGANISATION.match(hit["name"] or hit["other"])
        name = tidy(whole[0] if whole else hit["name"] or hit["other"])
        if name and len(name.split()) <= 7 and not _NO_NAME.search(name):
            yield fact(
                "subservice_organisations", (name,), hit.mark("name" if hit["name"] else "other"), confidence=0.7
            )
            break
    yield from _in_sentences(view, leaves)
    yield from _in_chains(view, leaves)


_LEADS = re.compile(
    r"(?i:following (?:\w+ )?subservice organi[sz]ations?\s?:?|subservice organi[sz]ations?(?: used| are)?\s?:|"
    r"(?:excludes?|excluding|includes?)(?: the)?(?: control objectives|"
    r" controls)?(?: and (?:the )?related controls)? (?:of|at|"
    r"performed by|operated by)|relies (?:up)?on|uses|utili[sz]es|engages|(?:hosted|provided|performed) by)"
    r"(?: the services of)?(?: the)? (?=[A-Z])"
)
"""Ahead of organisations that follow one after the other, each with what it does in brackets."""


def _in_chains(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The most organisations that a sentence on subservice lists, what each does in brackets or behind "for"."""
    best: tuple[tuple[str, ...], Mark] | None = None
    anchors = ("subservice organi", "exclud", " uses ", " relies on ", " engages ", " utilizes ", " utilises ")
    for hit in view.near(anchors, _LEADS, after=120, leaves=leaves):
        if not _TELLS_OF.search(hit.before(200) + hit[0] + hit.after(420)):
            continue
        entries = chain(hit.leaf, hit.match.end(), hit.match.end() + MAX_APART)
        names = tuple(dict.fromkeys(one.name for one in entries))
        if (
            len(names) > 1
            and not any(_NO_ONE.search(name) for name in names)
            and (not best or len(names) > len(best[0]))
        ):
            best = names, Mark(hit.leaf.page, entries[0].start, entries[-1].end)
    if best:
        yield fact("subservice_organisations", best[0], best[1], confidence=0.86, quote_limit=MAX_APART + 100)


def _method(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The one method that is used; a report that leaves some out and takes others in has no single one."""
    said: dict[str, Occurrence] = {}
    for hit in view.near(("carve", "inclusive method"), _METHOD, after=40, leaves=leaves):
        if not _NOT_USED.match(hit.after(30)) and not _NOT_USED_AHEAD.search(hit.before(24)):
            said.setdefault("inclusive" if hit.match["in"] else "carve-out", hit)
    for method, hit in said.items():
        if len(said) == 1:
            yield fact("subservice_method", method, hit.mark(), confidence=0.9)
    if said:
        return
    for hit in view.near(("subservice organi",), _NOT_INCLUDED, before=120, after=120, leaves=leaves):
        yield fact("subservice_method", "carve-out", hit.mark(), confidence=0.74)
        return
    for hit in view.near(("description", "examination"), _EXCLUDES, after=330, leaves=leaves):
        yield fact("subservice_method", "carve-out", hit.mark(), confidence=0.75)
        return


def _in_sentences(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The names in sentences of one page that tell of subservice ("uses A for hosting and B for payments")."""
    found: list[tuple[tuple[str, ...], Occurrence]] = []
    anchors = (" uses ", " utilizes ", " utilises ", " relies on ", " engages ")
    for words, pattern in ((anchors, _USES_NAMED), ((" by ", "controls ", " to "), _BY_NAMED)):
        for hit in view.near(words, pattern, before=24, after=420, leaves=leaves):
            if not _TELLS_OF.search(hit[0] + hit.after(260)):
                continue
            names = _listed(hit["names"])
            if names and not any(_NO_ONE.search(name) for name in names):
                found.append((names, hit))
        if found:
            break
    together: list[tuple[tuple[str, ...], Occurrence]] = []
    for names, hit in found:
        first = together[0][1] if together else hit
        if hit.leaf is first.leaf and hit.match.end("names") - first.match.start("names") <= MAX_APART:
            together.append((names, hit))
    if together:
        everyone = tuple(dict.fromkeys(name for names, _ in together for name in names))
        mark = together[0][1].mark("names").to(together[-1][1].mark("names"))
        yield fact("subservice_organisations", everyone, mark, confidence=0.8, quote_limit=MAX_APART + 100)


def _subservice_table(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The first column of a table headed "Subservice organization | Services"."""
    for leaf in leaves:
        lines = leaf.lines if "subservice organi" in leaf.low else ()
        for number, head in enumerate(lines):
            if not _TABLE_HEAD.match(head.text):
                continue
            rows = []
            for line in lines[number + 1 : number + 25]:
                if len(line.text) > MAX_ROW_CHARACTERS:
                    break
                cells = re.split(r"\t|\s*\|\s*|\s{2,}", line.text)
                if len(cells) > 1:
                    name = tidy(cells[0]) if re.fullmatch(NAME, cells[0]) else None
                else:
                    whole = ORGANISATION.match(line.text)
                    name = tidy(whole[0]) if whole and whole.end() < len(line.text) else None
                if not name:
                    break
                rows.append((name, line))
            if rows:
                mark = leaf.mark_line(rows[0][1]).to(leaf.mark_line(rows[-1][1]))
                names = tuple(dict.fromkeys(name for name, _ in rows))
                yield fact("subservice_organisations", names, mark, confidence=0.86, quote_limit=1500)
                return


_IN_SHORT = re.compile(r" \([A-Z][\w.&]{1,9}\)$")
"""What a name is called from there on: "Amazon Web Services, Inc. (AWS)"."""


def _without_short(name: str) -> str:
    """A name up to what it legally is, where brackets tell behind it what it is called from there on."""
    bare = _IN_SHORT.sub("", name)
    return bare if ORGANISATION.fullmatch(bare) else name


def _listed(text: str) -> tuple[str, ...]:
    """Names of an enumeration, without what is said of each."""
    named = (found["name"] for found in _ONE.finditer(text))
    parts = (part for name in named for part in re.split(r",? and |, (?!Inc|LLC|Ltd|L\.L\.C|Corp|LLP|S\.)", name))
    names = [name for part in parts if (name := tidy(_without_short(part))) and not is_blank(name)]
    return tuple(dict.fromkeys(names))
