"""How much of which severity a report found: from its table, its sentences, or the index of its findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, money, severity_series, severity_tables, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import NOUN, OF_EARLIER, SEVERITY, findings_key
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_JOINED = vocabulary.alternatives("counted_with")
_FOUND = re.compile(
    rf"(?i)finding|issue|observation|recommendation|vulnerabilit|weakness|\bgaps?\b|"
    rf"\b(?:{vocabulary.alternatives('findings')})\b"
)
_COUNTED = re.compile(
    rf"(?i)\b(?<!met )(?<!mit )(?<!com )(?<!con )(?<!avec )(?:(?P<none>{vocabulary.alternatives('none')})|"
    rf"{money.COUNT})\s(?:(?:were|was|are|is|{NOUN}|of|which|as|rated|"
    rf"classified|considered|had|a|with|being|{_JOINED})\s){{0,6}}['\"]?{SEVERITY}\b(?=['\"]?[\s-](?:risk|severity|"
    rf"issue|finding|gap|vulnerab|impact|priorit|and|threat|rated|eingestuft|"
    rf"bewertet|class[ée]e?s?|clasificad|classificat|geclassificeerd|classificad|{NOUN}\b|(?:{_JOINED})\b)|"
    rf"['\"]?(?:[,.;)]|$))"
)
_SEVERITY_WORD = re.compile(
    r"\b(?:[Cc]ritical|CRITICAL|[Hh]igh|HIGH|[Mm]edium|MEDIUM|[Mm]oderate|[Ll]ow|LOW|[Ii]nfo(?:rmational)?|"
    rf"(?i:{'|'.join(vocabulary.severities().values())}))\b"
)
_NUMBERED = re.compile(r"(?i)(?:page|of|section|figure|table|top|step|\d\.)\s?$")
_HEADINGS = re.compile(
    r"[\(\[]\s?(?P<s>(?=[A-Z])(?i:critical|high|medium|moderate|low|informational|info))\s?(?i:severity|risk)?[\)\]]"
)

_DENIED = re.compile(
    rf"(?i)\b(?:no|not a single|not one|zero|{vocabulary.alternatives('none')})\s(?:(?:{NOUN}|de|"
    rf"of)\s){{0,2}}{SEVERITY}"
    rf"(?:[\s-](?:risk|severity))?"
    rf"(?:,? (?:or|nor|and|oder|und|noch|ou|et|ni|o|y|né|e|of|en|nem) {SEVERITY.replace('?P<s>', '?P<also>', 1)}"
    rf"(?:[\s-](?:risk|severity))?)?\s(?:befunde|{NOUN})\b"
)
_SAID_AHEAD = re.compile(
    r"(?i)(?:\b(?:there (?:were|was)|(?:we|test\w*|team|assessment) (?:have |has |had )?(?:found|identified|noted|"
    r"recorded|"
    r"reported|written up|raised|discovered|detected|observed|made)|fanden sich|gab es|es gab|wurden|haben wir|"
    r"ergab(?:en)?|"
    r"(?:nous avons|n['’]a(?:vons)?|a) (?:été )?(?:relevé|identifié|trouvé|constaté)e?s?|se (?:identific|encontr|"
    r"detect|hall)\w+|"
    r"(?:sono state|è stata|abbiamo) (?:rilevat|individuat|trovat)\w+|(?:er (?:zijn|waren|werden)|wij (?:vonden|"
    r"troffen))|"
    r"(?:foram|não (?:foram|se)) \w+))\s(?:\w+\s)?$"
)
"""Words right ahead of "no critical findings" that make it a count of what was found."""
_NOT_FOUND = re.compile(
    rf"(?i)\b{SEVERITY}(?:[\s-](?:risk|severity))? {NOUN} (?:(?:was|were|have been|wurden?|konnten|zijn|"
    rf"werden) (?:not|"
    r"nicht|niet) (?:found|identified|detected|observed|gefunden|festgestellt|identifiziert|gevonden|aangetroffen|"
    r"vastgesteld)|waren er niet)\b"
)
"""A severity of which a sentence says that nothing was found."""
_NEVER_FOUND = re.compile(
    r"(?i)\b(?:não (?:foram|se|houve|há)|no (?:se|hubo|hay)|non (?:ne )?(?:sono|si|ci sono|vi sono)|il n['’]y a (?:pas|"
    r"aucune?)|"
    r"(?:wurden?|gab es|haben wir|fanden sich|ergaben sich) keine|er (?:zijn|werden|waren) geen|wij (?:vonden|"
    r"troffen) geen|(?:(?<=[.;:*] )|^)(?:pas d[e'’]|aucune?|keine?|nessun[oa]?|ning[uú]n[oa]?|geen|"
    r"nenhum[a]?)(?= [\w-]+\s?[.;,]))"
    rf" (?:[\w-]+ ){{0,3}}?(?:{NOUN} )?(?:(?:de|di|à|a|com|con|met|mit|als) (?:\w+ ){{0,2}}?)?{SEVERITY}"
    rf"(?:,? (?:nem|o|ni|e|né|ou|oder|und|of|en) (?:\w+ )?{SEVERITY.replace('?P<s>', '?P<also>', 1)})?(?!\w)"
)
"""A sentence that denies a severity with its verb: "não foram registadas observações informativas"."""
_LEFT = re.compile(
    r"(?i)\s(?:(?:that |which )?(?:were|was|are|is) )?(?:still )?(?:remain\w*|left|open|outstanding|unresolved|offen)\b"
)
"""What makes "no critical findings" a count of what is left."""
_WAS_FOUND = re.compile(
    r"(?i)\s(?:(?:were|was|have been|had been|wurden?|(?:n['’])?(?:ont|a) été|fue(?:ron)?|(?:è|sono) stat[aie]|"
    r"werden?|zijn|is|"
    r"foi|foram) )?(?:made|raised|reported|recorded|found|identified|discovered|detected|noted|observed|surfaced|arose|"
    r"emerged|gefunden|festgestellt|identifiziert|entdeckt|trouvées?|identifiées?|relevées?|constatées?|detectad[ao]s?|"
    r"identificad[ao]s?|encontrad[ao]s?|hallad[ao]s?|rilevat[aei]|individuat[aei]|riscontrat[aei]|gevonden|vastgesteld|"
    r"aangetroffen|geconstateerd|detetad[ao]s?)\b"
)
"""What makes "no critical findings" a count of nothing, and not one of what is left."""
_TEST_OF_YEAR = re.compile(
    r"(?i)\b(?:in|of|from|during|at|by|en|im|em|nel|aus|de) (?:(?:the|our|its|a) )?(?P<year>20\d\d),? (?:(?:\w+ ){0,2}"
    r"(?:pen-?test|test|assessment|audit|engagement|exercise|report|review)|(?:\w+ ){0,4}?(?:had|were|was|waren|hatte|"
    r"avait|étaient|eran|fueron|foram|eram|erano|waren er|hubo)\b)"
)
_ANY_SEVERITY = "critical|high|medium|moderate|low|informational|info|" + "|".join(vocabulary.severities().values())
_PAIR = (
    rf"(?:{_ANY_SEVERITY})(?:[ -](?:risk|severity))?\s?[:=]?\s?\d{{1,3}}"
    r"(?![\d%]|[.,-]\d|\s?[%x-]|\s?/\s?\d)(?:\s?\([^()]{0,40}\))?"
)
_INLINE = re.compile(rf"(?i)\b{_PAIR}(?:\s?(?:[,;/|·•]|,? (?:and|und|et|y|e|en)\b|&)?\s?{_PAIR}){{2,}}")
_PAIRED = re.compile(rf"(?i)\b{SEVERITY}(?:[ -](?:risk|severity))?\s?[:=]?\s?(?P<n>\d{{1,3}})")
_LEAST = ("findings_low", "findings_informational")
"""Severities a scale of points begins with."""
_ABOUT = re.compile(
    r"(?i)\b(?:at least|no (?:fewer|less|more) than|(?:fewer|more|less) than|up to|about|approximately|mindestens|"
    r"höchstens|au moins)\s$"
)


_CONTENTS = re.compile(
    r".{0,200}\b(?:table of contents|contents|index|inhaltsverzeichnis|sommaire|table des matières|índice|indice|"
    r"inhoud(?:sopgave)?|sumário(?! executivo))\b"
)


SAID = 0.75
"""Confidence of counts that sentences tell."""


def findings(view: View) -> Iterator[Fact]:
    """Counts by severity, without those that a page denies ("no critical findings")."""
    denied = {
        findings_key(said): (leaf, found)
        for leaf in view.front(16)
        for found in _DENIED.finditer(leaf.flat)
        for said in (found["s"], found["also"])
        if said and not _is_of_another_test(leaf, found)
    }
    left = {key for key, (leaf, found) in denied.items() if _LEFT.match(leaf.flat, found.end())}
    sums: dict[str, int] = {}
    some: set[str] = set()
    for counted in _counted(view):
        if counted.value:
            some.add(counted.key)
        is_told_apart = counted.key in left and counted.confidence > SAID
        if counted.key not in denied or counted.value == 0 or is_told_apart:
            if counted.key in _SUMMED and isinstance(counted.value, int):
                sums.setdefault(counted.key, counted.value)
            yield counted
    yield from (said for said in _total_said(view) if not sums or said.value == sum(sums.values()))
    for leaf in view.front(16):
        yield from _absent(leaf, some)
    for key, (leaf, none) in denied.items():
        behind = _WAS_FOUND.match(leaf.flat, none.end())
        is_said = _SAID_AHEAD.search(leaf.flat[max(0, none.start() - 60) : none.start()])
        if behind or (is_said and key not in some and not _LEFT.match(leaf.flat, none.end())):
            end = behind.end() if behind else none.end()
            yield fact(key, 0, leaf.mark(none.start(), end), confidence=0.75)


def _absent(leaf: Leaf, some: set[str]) -> Iterator[Fact]:
    """Severities of which a sentence says that none was found, where no other tells of some."""
    for absent in _NOT_FOUND.finditer(leaf.flat):
        if not _is_of_another_test(leaf, absent):
            yield fact(findings_key(absent["s"]), 0, leaf.mark(*absent.span()), confidence=0.7)
    for absent in _NEVER_FOUND.finditer(leaf.flat):
        said = [findings_key(one) for one in (absent["s"], absent["also"]) if one]
        if _is_of_another_test(leaf, absent) or _LEFT.match(leaf.flat, absent.end()) or some & set(said):
            continue
        for key in said:
            yield fact(key, 0, leaf.mark(*absent.span()), confidence=0.72)


_MADE = "identified|found|reported|raised|discovered|recorded|documented|noted|uncovered|detected"
_RATED = r"(?:of|with|rated|classed|classified|as|at) (?:an? )?\w+ (?:severity|risk)|(?:rated|classed|classified)\b"
_TOTALS = (
    re.compile(rf"(?i)\b(?:an? )?(?:grand |overall )?total of {money.COUNT} (?:\w+ ){{0,2}}?{NOUN}\b"),
    re.compile(
        rf"(?i)\b(?:total (?:number of )?|number of ){NOUN}(?: (?:identified|found|reported|raised))?\s?[:=|-]?\s?"
        rf"{money.COUNT}(?![\d.,%]*\d)"
    ),
    re.compile(rf"(?i)(?<![\d.,-]){money.COUNT} {NOUN} (?:in (?:all|total)|altogether|overall)\b"),
    re.compile(rf"(?i)\(\s?{money.COUNT} (?:in (?:all|total)|altogether|overall)\s?\)"),
    re.compile(rf"(?i)\b(?:in (?:all|total)|altogether|overall),? {money.COUNT} {NOUN}\b"),
    re.compile(
        rf"(?i)(?<![\d.,-]){money.COUNT} {NOUN} (?:(?:were|was|have been|had been) )?(?:{_MADE})(?! (?:as|to|in|by|"
        rf"on|at)\b)"
    ),
    re.compile(
        rf"(?i)\b(?:{_MADE}|resulted in|yielded|revealed|led to|produced|with) {money.COUNT} {NOUN}\b(?! {_RATED})"
    ),
)
_SUMMED = ("findings_critical", "findings_high", "findings_medium", "findings_low", "findings_informational")


_TOTALLED = (
    *("finding", "issue", "vulnerabilit", "observation", "weakness", "recommendation"),
    *(" in all", " in total", " altogether", " overall"),
)
"""One of them stands in whatever _TOTALS find."""


def _total_said(view: View) -> Iterator[Fact]:
    """The total where sentences or labels state one, and no other."""
    told = [
        (money.count_of(hit.match), hit)
        for pattern in _TOTALS
        for hit in view.near(
            _TOTALLED,
            pattern,
            before=60,
            after=60,
            leaves=view.front(16),
        )
        if not _is_of_another_test(hit.leaf, hit.match)
    ]
    if len({number for number, _ in told}) == 1:
        yield fact("findings_total", told[0][0], told[0][1].mark(), confidence=0.75)


def _counted(view: View) -> Iterator[Fact]:
    """Counts from the first page that states them in one of the ways known."""
    everything = view.front(16)
    leaves = tuple(leaf for leaf in everything if not is_contents(leaf))
    for read in (
        severity_tables.table,
        severity_tables.chosen_column,
        severity_tables.crossed,
        severity_tables.tiles,
        _inline,
        severity_tables.columns,
        _told,
    ):
        for leaf in leaves:
            if counted := read(leaf):
                yield from counted
                return
    yield from _listing(everything)


def is_contents(leaf: Leaf) -> bool:
    """A table of contents: the numbers behind its headings are pages."""
    dotted = sum(
        ("....." in line.text or ". . . ." in line.text) and not severity_tables.ROW.match(line.text)
        for line in leaf.lines
    )
    return dotted >= 3 or bool(_CONTENTS.match(leaf.low))


def _inline(leaf: Leaf) -> list[Fact]:
    """A list in a line, "Critical 0, High 2 (both closed), Medium 5", of at least three severities."""
    for line in _INLINE.finditer(leaf.flat):
        if _is_of_another_test(leaf, line, behind_too=False):  # a list ends with its line
            continue
        pairs = list(_PAIRED.finditer(leaf.flat, *line.span()))
        keys = [findings_key(pair["s"]) for pair in pairs]
        is_scale = [int(pair["n"]) for pair in pairs] == list(range(1, len(pairs) + 1)) and keys[0] in _LEAST
        if len(set(keys)) == len(keys) and not is_scale:
            return [
                fact(key, int(pair["n"]), leaf.mark(*pair.span()), confidence=0.85, quote_limit=1)
                for key, pair in zip(keys, pairs, strict=True)
            ]
    return []


def _is_of_another_test(leaf: Leaf, found: re.Match[str], *, behind_too: bool = True) -> bool:
    """Whether the sentence of a count speaks of an earlier test; `behind_too`: behind the count as well."""
    clause = re.split(r"[.;] ", leaf.flat[max(0, found.start() - 160) : found.start()])[-1]
    label, _, rest = clause.rpartition(": ")
    ahead = clause if len(label) <= MAX_LABEL else rest
    behind = re.split(r"[.;](?: |$)", leaf.flat[found.end() : found.end() + 100])[0]
    sentence = ahead + found[0] + (behind if behind_too else "")
    named = (int(one["year"]) for one in _TEST_OF_YEAR.finditer(sentence))
    return bool(OF_EARLIER.search(sentence)) or any(year < leaf.latest_year for year in named)


MAX_LABEL = 16
"""Characters of what a colon parts from a count and yet tells of which test it is: "Previous: 30 findings"."""


def _counts(leaf: Leaf) -> Iterator[re.Match[str]]:
    """Counts in front of a severity, looked for only around severities; not numbers of pages, figures and sections."""
    read_to = 0
    for severity in _SEVERITY_WORD.finditer(leaf.flat):
        match = _COUNTED.search(leaf.flat, max(read_to, severity.start() - 90), severity.end() + 40)
        if match:
            read_to = match.end()
            ahead = leaf.flat[max(0, match.start() - 24) : match.start()]
            is_year = _IS_YEAR.match(match[0]) and _MONTH_AHEAD.search(ahead)
            if not (is_year or _NUMBERED.search(ahead) or _ABOUT.search(ahead) or _is_of_another_test(leaf, match)):
                yield match


_IS_YEAR = re.compile(r"(?:19|20)\d\d\b")
_MONTH_AHEAD = re.compile(rf"(?i)(?:{dates.MONTH}\.?,?|\d(?:st|nd|rd|th)?,|\d\.)\s?$")
"""Ahead of a year that ends a date."""


def _told(leaf: Leaf) -> list[Fact]:
    """What a sentence tells of several severities, or the counts nearest to each where those are more or others."""
    near, series = _sentence(leaf), severity_series.series(leaf)
    told = {one.key: one.value for one in series}
    return near if any(told.get(one.key) != one.value for one in near) else series


def _sentence(leaf: Leaf) -> list[Fact]:
    """Counts said in words: "one critical, 4 medium and 1 low severity vulnerabilities"."""
    if not _FOUND.search(leaf.low):
        return []
    found: list[Fact] = []
    contradicted: set[str] = set()
    first, is_noun = -1, False
    for match in _counts(leaf):
        if first >= 0 and match.start() - first > 400:
            break
        zone = leaf.low[max(0, match.start() - 250) : match.end() + 200]
        if not _FOUND.search(zone):
            continue
        first = match.start() if first < 0 else first
        is_noun = bool(_IS_NOUN.fullmatch(match["s"]))
        if findings_key(match["s"]) not in {one.key for one in found}:
            found.append(fact(findings_key(match["s"]), _count_of(match), leaf.mark(*match.span()), confidence=0.75))
        elif any(one.key == findings_key(match["s"]) and one.value != _count_of(match) for one in found):
            contradicted.add(findings_key(match["s"]))
    if not any(one.value for one in found) or (len(found) == 1 and is_noun):
        return []  # "no critical ones" alone may be what is left of them; "zes aandachtspunten" are of any severity
    return [one for one in found if one.key not in contradicted]


_IS_NOUN = re.compile(rf"(?i){vocabulary.alternatives('findings')}")
"""A severity that is also what everything found is called."""


def _count_of(match: re.Match[str]) -> int:
    return 0 if match["none"] else money.count_of(match)


def _listing(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Headings that end in their severity, "(High)", counted in an index that stands on one page."""
    for leaf in leaves[:6]:
        counts: dict[str, int] = {}
        spans = [match.span() for match in _HEADINGS.finditer(leaf.flat)]
        if len(spans) < 3 or spans[-1][1] - spans[0][0] > 4500:
            continue
        if any(
            behind.page.number == leaf.page.number + 1 and _HEADINGS.search(behind.flat[:500]) and is_contents(leaf)
            for behind in leaves
        ):
            return  # the index runs on over the page
        for match in _HEADINGS.finditer(leaf.flat):
            counts[findings_key(match["s"])] = counts.get(findings_key(match["s"]), 0) + 1
        if len(counts) < 2:
            continue
        mark = leaf.mark(spans[0][0], spans[-1][1])
        for key, number in counts.items():
            yield fact(key, number, mark, confidence=0.65, quote_limit=1)
        return
