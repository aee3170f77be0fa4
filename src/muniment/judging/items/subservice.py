"""Subservice organisations with what they do, how the report treats them, and the controls expected of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from muniment.judging.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.items.grid import table_rows
from muniment.judging.items.kinds import MAX_ITEMS
from muniment.judging.items.row import item
from muniment.judging.items.sections import listed
from muniment.judging.model import Item

_HEADERS = {
    "name": re.compile(
        r"(?i)(?:subservice )?(?:organi[sz]ations?|providers?|vendors?|name|company)(?: names?)?|"
        r"subservice organi[sz]ations?.{0,12}"
    ),
    "services": re.compile(
        r"(?i)(?:services?|functions?|purpose|description|nature|role|types?)(?: (?:of (?:the )?services?|provided|"
        r"description|"
        r"performed))*"
    ),
    "controls": re.compile(
        r"(?i)(?:complementary |expected )?(?:subservice organi[sz]ation )?controls?(?: (?:expected|assumed|"
        r"activit\w+).{0,40})?|csocs?"
    ),
    "method": re.compile(r"(?i)(?:presentation |reporting )?(?:method|treatment)|carve-?out.{0,20}|inclusive.{0,20}"),
    "criteria": re.compile(r"(?i)(?:related |applicable )?(?:trust services )?criteri(?:a|on).{0,20}|tsc"),
}
_USES = re.compile(
    r"\b(?:uses|utili[sz]es|relies (?:up)?on|engages|has engaged|contracts with|has contracted(?: with)?)\s(?=[A-Z])"
)
_SENTENCE_END = re.compile(r"[a-z)]\.(?= [A-Z]|$)|(?:Inc|Ltd|Corp|Co)\.(?= (?:The|These|This|Our|We|Its)\b|$)")
_ALIAS = r"(?:,? \([^)]{2,40}\))?"
_KIND = r"[a-z][\w\s-]{3,60}?(?:provider|vendor|company|firm)"
_FOR = r"(?:for|to (?:provide|perform|deliver|host)|as (?:its|their|an?)|which (?:provides|hosts|performs))"
_NEXT_ONE = rf",? and (?:for )?[A-Z][\w&]+(?: [A-Z][\w&]+)*{_ALIAS},? (?:for|to|an?)\b|\.(?: |$)|;|, (?:and )?[A-Z]|$"
_ONE = re.compile(
    rf"(?P<name>{NAME}){_ALIAS},?"
    r"(?: an? (?:independent |third[- ]party )?"
    rf"(?:subservice organi[sz]ations?|(?P<what>{_KIND}))(?=[,.;]| to| for| and),?)?"
    r"(?:,? an? [^,.;]{3,60},)?"
    rf"(?:,? {_FOR} (?:the |its |their |an? )?(?P<services>[^.;]{{3,140}}?)(?={_NEXT_ONE}))?"
)
"""An organisation with what it is used for; tried at one place only."""
_BOTH = re.compile(
    r",? (?:(?:both|each|all|which (?:is|are)|as) )?(?:of which (?:is|are) )?(?:an? )?subservice organi.*$"
)
_AROUND = ("subservice", "carve", "inclusive method")
"""One of these stands near a sentence about them."""
_JOIN = re.compile(r",? and |, (?:and )?|; (?:and )?")
_EXPECTED = re.compile(
    rf"(?P<name>{NAME}) (?:is|are) (?:expected|responsible|required|assumed) (?:to|for) (?P<controls>[^.]{{10,900}})\."
)
_EXPECTING = re.compile(r" (?:is|are) (?:expected|responsible|required|assumed) (?:to|for) ")
_NAME_REACH = 120
MAX_MENTIONS, MAX_SENTENCES = 200, 60
"""Of a page."""
_CSOC_HEADING = re.compile(
    r"(?i).{0,12}complementary subservice.{0,60}|.{0,12}subservice organi[sz]ation controls?.{0,40}|.{0,20}\(?CSOCs?\)?"
)
_ENDS = re.compile(r"(?i)(?:[\dIVX]{1,5}[.)]?\s)?(?:complementary user|user entit|section [IVX\d]+\b|trust services)")
_METHOD = re.compile(r"(?i)(?P<out>carve[ds]?[\s-]?out|excludes?)|(?P<inclusive>\binclusive(?: method)?\b)")
_REACH = 420
"""Characters behind a sentence in which the method may be named."""
_NO_NAME = re.compile(
    r"(?i)^(?:subservice|organi[sz]ations?|controls?|services?|the|this|section|management|complementary|user|n/?a)\b"
)


def subservice_organisations(view: View) -> Iterator[Item]:
    """One row an organisation; of two, the one that says more, with the other's controls where one quote holds both. At
    most MAX_ITEMS, and as many mentions of controls, as each is compared with all others."""
    found = [*_of_tables(view), *_of_sentences(view), *_of_names_and_services(view)]
    controls = {_bare(name): (texts, mark) for name, texts, mark in islice(_expected(view), MAX_ITEMS)}
    kept: dict[str, Item] = {}
    for one in found:
        key = _bare(str(one.fields["name"] or ""))
        if key and (key not in kept or _said(one) > _said(kept[key])):
            kept[key] = one
    for key, one in islice(kept.items(), MAX_ITEMS):
        expected = next((found for name, found in controls.items() if f" {name}".endswith(f" {key}")), None)
        yield _with_controls(one, *expected) if expected and not one.fields["controls"] else one


def _said(one: Item) -> int:
    return sum(value is not None for value in one.fields.values())


def _bare(name: str) -> str:
    return re.sub(r"(?i)[,.]|\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|s\.?a|plc)\b", "", name).strip().lower()


def _of_tables(view: View) -> Iterator[Item]:
    for found in table_rows(
        view.leaves, _HEADERS, lambda names: "name" in names and bool(names & {"services", "controls", "method"})
    ):
        leaf, start = found.row.leaf, found.row.mark.start
        if "subservice" not in leaf.low[: start + 200] and "carve" not in leaf.low:
            continue
        name = tidy(found.said.get("name", ""))
        if name is None or len(name.split()) > 9 or _NO_NAME.match(name) or not name[0].isupper():
            continue
        method = _METHOD.search(found.said.get("method", ""))
        controls = found.said.get("controls")
        one = item(
            "subservice_organisation",
            found.row.mark,
            name=name,
            services=found.said.get("services"),
            method=_method_of(method) if method else None,
            controls=(controls,) if controls else None,
        )
        if one is not None:
            yield one


def _method_of(match: re.Match[str]) -> str:
    return "carve-out" if match["out"] else "inclusive"


def _of_sentences(view: View) -> Iterator[Item]:
    """ "uses A for … and B for …, subservice organizations": with the method where it stands behind."""
    for leaf in view.leaves:
        if not any(word in leaf.low for word in _AROUND):
            continue
        for uses in islice(_USES.finditer(leaf.flat), MAX_SENTENCES):
            sentence_end = _SENTENCE_END.search(leaf.flat, uses.end())
            end = sentence_end.end() if sentence_end else min(len(leaf.flat), uses.end() + _REACH)
            around = leaf.low[max(0, uses.start() - 250) : end + 250]
            if end - uses.end() > 900 or not any(word in around for word in _AROUND):
                continue
            yield from _named(leaf, uses, end)


def _named(leaf: Leaf, uses: re.Match[str], end: int) -> Iterator[Item]:
    method = _METHOD.search(leaf.flat, uses.start(), min(len(leaf.flat), end + _REACH))
    at = uses.end()
    begin = leaf.flat.rfind(". ", 0, uses.start())
    start = begin + 2 if begin >= 0 and uses.start() - begin < 160 else uses.start()
    for _ in range(12):
        match = _ONE.match(leaf.flat, at, end)
        if match is None:
            return
        names = _names(match["name"])
        services = _BOTH.sub("", match["services"] or match["what"] or "") or None
        for name in names:
            made = item(
                "subservice_organisation",
                leaf.mark(start, max(end, method.end()) if method else end),
                name=name,
                services=services,
                method=_method_of(method) if method else None,
            )
            if made is not None:
                yield made
        at = match.end()
        join = _JOIN.match(leaf.flat, at, end)
        if join is None:
            return
        at = join.end()


def _names(text: str) -> list[str]:
    """The names that one run of capitalised words holds: "A and B" are two, "Smith and Sons Ltd" is one."""
    whole = ORGANISATION.fullmatch(text)
    parts = [text] if whole or " and " not in text else text.split(" and ")
    found = [name for part in parts if (name := tidy(part)) and not is_blank(name) and not _NO_NAME.match(name)]
    return [name for name in found if len(name.split()) <= 8]


def _of_names_and_services(view: View) -> Iterator[Item]:
    """ "Skiffline Platform: physical security, patching." under a heading of subservice organisations."""
    for leaf in view.leaves:
        heading = re.search(r"(?im)^.{0,12}subservice organi[sz]ations?[^\n.]{0,40}\n", leaf.plain)
        if heading is None:
            continue
        for match in re.finditer(
            rf"(?:(?<=\n)|(?<=\. )|(?<=[•●▪-] ))(?P<name>{NAME}): (?P<services>[a-z][^.\n]{{8,160}})",
            leaf.plain[: heading.end() + 1500][heading.start() :],
        ):
            names = _names(match["name"])
            mark = Mark(leaf.page, heading.start() + match.start(), heading.start() + match.end())
            made = (
                item("subservice_organisation", mark, name=names[0], services=match["services"])
                if len(names) == 1
                else None
            )
            if made is not None:
                yield made


def _expected(view: View) -> Iterator[tuple[str, tuple[str, ...], Mark]]:
    """Controls expected of a named organisation: a sentence, or a list below a heading, with where they stand."""
    for leaf in view.leaves:
        if "subservice" not in leaf.low:
            continue
        for match in _expectations(leaf):
            name = tidy(match["name"])
            if name:
                yield name, (match["controls"],), leaf.mark(*match.span())
        for number, line in enumerate(leaf.lines):
            if len(line.text) > 120 or not _CSOC_HEADING.fullmatch(line.text):
                continue
            for below in range(number + 1, min(number + 6, len(leaf.lines))):
                name = tidy(leaf.lines[below].text.rstrip(":"))
                found = [*listed(leaf, below + 1, _ENDS)] if name and re.fullmatch(NAME, name) else []
                if name and found:
                    texts = tuple(one.text for one in found)
                    yield name, texts, Mark(leaf.page, leaf.lines[below].start, found[-1].mark.end)
                    break


def _expectations(leaf: Leaf) -> Iterator[re.Match[str]]:
    """Matches of _EXPECTED, tried only where its words stand."""
    for word in islice(_EXPECTING.finditer(leaf.flat), MAX_MENTIONS):
        ahead = leaf.flat.rfind(". ", max(0, word.start() - _NAME_REACH), word.start())
        start = ahead + 2 if ahead >= 0 else max(0, word.start() - _NAME_REACH)
        match = _EXPECTED.search(leaf.flat, start, word.end() + 950)
        if match and match.start("controls") >= word.end():
            yield match


def _with_controls(one: Item, texts: tuple[str, ...], mark: Mark) -> Item:
    """The row with the controls, if one quote of its page can hold both."""
    if mark.page.number == one.page:
        start, end = min(one.start, mark.start), max(one.start + len(one.quote), mark.end)
        both = {name: value for name, value in one.fields.items() if name != "controls"}
        made = item("subservice_organisation", Mark(mark.page, start, end), **both, controls=texts)
        if made is not None:
            return made
    return one
