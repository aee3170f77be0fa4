"""Kinds of cover that a certificate of insurance names, and their limits: beside, below and in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from muniment.judging.facts import money, numbers, vocabulary
from muniment.judging.facts.covers import ANY_COVER, COVER_PATTERNS, EMPLOYERS, OF_EARLIER, OTHER_SUM
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, Mark
from muniment.judging.model import Fact

_LIMIT_LABELS: tuple[tuple[str, re.Pattern[str], str | None], ...] = (
    ("limit_general_liability", re.compile(r"(?i)(?<!e\.l\. )each occurrence"), "Commercial general liability"),
    ("limit_general_liability_aggregate", re.compile(r"(?i)general aggregate"), None),
    ("limit_automobile", re.compile(r"(?i)combined single limit(?: \(ea(?:ch)? accident\))?"), None),
    ("limit_workers_compensation", re.compile(r"(?i)e\.?l\.? each accident"), None),
    ("limit_umbrella", re.compile(r"(?i)each occurrence"), "Umbrella liability"),
    ("limit_professional", COVER_PATTERNS["Professional liability"], None),
    ("limit_cyber", COVER_PATTERNS["Cyber liability"], None),
    ("limit_general_liability", COVER_PATTERNS["Public liability"], None),
    ("limit_workers_compensation", re.compile(rf"(?i)(?<!and )(?<!& )(?:{EMPLOYERS})"), None),
    ("limit_workers_compensation", re.compile(r"(?i)common law liability"), None),
    ("limit_automobile", COVER_PATTERNS["Automobile liability"], None),
)
"""Key, label, and the cover that must be the nearest ahead of a label that several covers share."""
MAX_LIMIT_LINE, MAX_LIMIT_LABEL = 120, 30
MAX_LABELS = 40
"""Places of one label looked at on a page."""
_LIMIT_WORD = re.compile(
    r"(?i)(?<!sub-)(?<!sub)\b(?:limits?(?: of (?:liability|indemnity|cover|insurance))?|sum insured|"
    r"(?:deckungs|versicherungs|haftungs)summen?|montants? (?:garanti|assuré|des? (?:la )?garantie)s?|verzekerde som|"
    r"(?:soma|importância) segurada|"
    r"plafonds?(?: de garantie)?|montants?|massimal[ei]|capitale assicurato|somma assicurata|"
    r"capita(?:l|is|les)(?: asegurados?| segurados?)?|importe asegurado|"
    r"suma asegurada|límite(?: de indemnización)?|verzekerd bedrag|capital seguro|limite(?: de indemni[sz]ação)?)\b"
)
_EARLIER = re.compile(rf"(?i)\b{OF_EARLIER}\b")
_DENIES = re.compile(
    r"(?i)\bn\s?[/.]\s?a\b|\b(?:none|nil|not|without|exclu\w+|declined|refused|cancell?ed|lapsed|kein\w*|nicht|ohne|"
    r"ausgeschlossen|entfällt|sans|non(?! cons)|aucune?|néant|niet|geen|uitgesloten|senza|esclus[oaie]|"
    r"nessun\w*|sin|sem)\b|"
    r"(?<!policy )(?<!certificate )\bno\b(?!\s?[.:#])"
)
_DENIED_AHEAD = re.compile(
    r"(?i)\b(?:no|without|excluding|excludes|except|kein\w*|ohne|sans|aucune?)\s(?:(?:cover|insurance|for|of)\s){0,3}$"
)
_BARE_AMOUNT = re.compile(r"\s*(?:(?:[A-Z]{3}|[$€£])\s?\d[\d.,']*|\d[\d.,']*\s?(?:[A-Z]{3}|[$€£]))\s*")
_OF_YEAR = re.compile(rf"(?i)(?:{vocabulary.alternatives('per_year')})\W{{1,3}}$")
_YEARLY = re.compile(rf"(?i)[\W_]{{0,4}}(?:{vocabulary.alternatives('per_year')}|in (?:the )?aggregate)")
"""Behind a second amount, which is the limit of a year."""
_EXTENSION = re.compile(
    r"(?i)\b(?:extensions?|erweiterung|extensión|estensione|uitbreiding|extensão)\b[^.;]{0,30}?(?:[$€£]|"
    r"\b[A-Z]{3}) ?\d"
)
"""A cover that the one insured is extended by, with a limit of its own."""
_POLICY_ROW = re.compile(r"\s*[A-Z]{2,5}[-/]\d")
_LIMIT_ENDS = re.compile(
    r"(?i)(?:\b(?:occurrence|claim|accident|aggregate|limits?(?: of (?:liability|indemnity|cover))?|sum insured|"
    r"garantis?|assurés?|plafond|massimale|asegurada|bedrag|seguro)|summe)\W*$"
)
_CHOICE = re.compile(r"(?i)\b(?:or|oder|ou|between|zwischen|entre)\b")
_NEXT_OF_TWO = re.compile(r"(?i)\s*[/|\t]?\s*(?:(?:or|oder|ou|to|bis)\b|(?:[A-Z]{3}|[$€£])?\s?\d)")
_AGGREGATE = re.compile(r"(?i)\W*(?:general |in (?:the )?)?aggregate\b(?!\W*(?:limit\W*)?(?:[A-Z]{3}|[$€£])?\s?\d)")


_GOES_ON = re.compile(
    r"\s{0,3}(?:[a-zà-ÿ(–-]|(?:[€£$]|EUR|CHF)?\s?\d{1,3}(?:[ .']\d{3})+(?:,\d\d)?\s?(?:€|EUR|CHF|\w))"
)
"""A line that goes on with the row of a cover: words, or the sum itself."""
MAX_ROW_LINES = 4


def covers(leaves: tuple[Leaf, ...], decimal: str | None) -> Iterator[Fact]:
    """`coverages` and the limits with their currency, of the first page that states a limit."""
    yield from _sole_limit(leaves, decimal)
    for leaf in leaves:
        found = {name: match for name, pattern in COVER_PATTERNS.items() if (match := pattern.search(leaf.flat))}
        amounts = _limits(leaf, decimal)
        if not amounts:
            continue
        with_words = {name: match for name, match in found.items() if _has_amount(leaf, match)}
        if with_words:
            first, last = min(m.start() for m in with_words.values()), max(m.end() for m in with_words.values())
            ordered = sorted(with_words.values(), key=lambda found: found.start())
            worded = tuple(
                leaf.flat[one.start() : one.end()].capitalize()
                for index, one in enumerate(ordered)
                if not index or one.start() >= ordered[index - 1].end()
            )
            yield fact("coverages", worded, leaf.mark(first, last), confidence=0.75, quote_limit=2500)
        yield from amounts
        return


def _sole_limit(leaves: tuple[Leaf, ...], decimal: str | None) -> Iterator[Fact]:
    """The limit of a certificate that names one kind of cover and one sum insured, wherever the two stand."""
    named = [
        (key, line.text)
        for key, label, _ in _LIMIT_LABELS
        for leaf in leaves
        for line in leaf.lines
        if label.search(line.text) and not _EXTENSION.search(line.text)
    ]
    keys = {key for key, _ in named}
    sums = [
        (amounts[0], leaf, line)
        for leaf in leaves
        for line in _with_sums(leaf)
        if len(line.text) <= MAX_LIMIT_LINE
        and _LIMIT_WORD.search(line.text[:MAX_LIMIT_LABEL])
        and not OTHER_SUM.search(line.text)
        and not line.text.endswith(",")
        if (amounts := money.find_money(line.text, decimal=decimal))
        and all(_YEARLY.match(line.text, one.end) for one in amounts[1:])
    ]
    told = [*(text for _, text in named), *(line.text for _, _, line in sums)]
    if len(keys) == len(sums) == 1 and not any(map(_DENIES.search, told)):
        amount, leaf, line = sums[0]
        yield fact(keys.pop(), amount.value, leaf.mark_line(line), confidence=0.7, quote_limit=1)
        yield fact("currency", amount.currency, leaf.mark_line(line), confidence=0.7, quote_limit=1)


def _with_sums(leaf: Leaf) -> Iterator[Line]:
    """The lines, each that ends in words for a limit together with a sum that opens the line below it."""
    for line, below in pairwise([*leaf.lines, Line("", 0)]):
        goes_on = _SUM_OPENS.match(below.text) and not re.search(r"\d{3}|[.:;,]$", line.text)
        is_joined = goes_on and _LIMIT_WORD.search(line.text[:MAX_LIMIT_LABEL])
        yield Line(leaf.plain[line.start : below.start + len(below.text)], line.start) if is_joined else line


_SUM_OPENS = re.compile(r"(?:[A-Z]{3}|[€£$])?\s?\d{1,3}(?:[. ']\d{3})+")


def _has_amount(leaf: Leaf, match: re.Match[str]) -> bool:
    """Whether an amount follows a cover ahead of the next one, and nothing denies the cover."""
    following = ANY_COVER.search(leaf.flat, match.end(), match.end() + 420)
    part = leaf.flat[match.end() : following.start() if following else match.end() + 420]
    amount = re.search(r"\$\s?\d|[€£]\s?\d|\d{1,3}[,.']\d{3}[,.']\d{3}", part)
    return bool(amount) and not _DENIES.search(part[: amount.start() if amount else 0]) and not _is_denied(leaf, match)


def _is_denied(leaf: Leaf, cover: re.Match[str]) -> bool:
    """Whether the words right ahead of a cover deny it: "no cyber liability"."""
    return bool(_DENIED_AHEAD.search(leaf.flat, max(0, cover.start() - 40), cover.start()))


def _limits(leaf: Leaf, decimal: str | None) -> list[Fact]:
    """Limits that every place of their label bears out; a denied cover or two amounts give none."""
    if numbers.stated_scale(leaf.flat) != 1:
        return []
    facts: list[Fact] = []
    for key, label, owner in _LIMIT_LABELS:
        stated: dict[tuple[float, str], Mark] = {}
        is_denied = False
        for match in islice(label.finditer(leaf.flat), MAX_LABELS):
            if (owner and not _belongs_to(leaf, match, owner)) or _is_for_the_year(leaf, match):
                continue
            mark = leaf.mark(*match.span())
            own = _own_words(leaf.plain, mark.end)
            first = money.find_money(own, decimal=decimal)
            is_denied |= bool(_DENIES.search(own[: first[0].start] if first else own)) or _is_denied(leaf, match)
            amount = _amount_in(own, column_of(leaf, mark.end), decimal=decimal)
            if amount:
                end = Mark(leaf.page, mark.start, mark.end + amount.end)
                stated.setdefault((amount.value, amount.currency), end)
        if len(stated) == 1 and not is_denied:
            ((value, currency), place), *_ = stated.items()
            facts.append(fact(key, value, place, confidence=0.8))
            facts.append(fact("currency", currency, place, confidence=0.8))
    return facts


def _is_for_the_year(leaf: Leaf, label: re.Match[str]) -> bool:
    """Whether the words right ahead of a cover's name say that what follows is the limit of a year."""
    return bool(_OF_YEAR.search(leaf.flat, max(0, label.start() - 40), label.start()))


def _belongs_to(leaf: Leaf, label: re.Match[str], owner: str) -> bool:
    """Whether the nearest cover ahead of a label is `owner` and is not denied on the way."""
    before = max(0, label.start() - 250)
    ahead = list(ANY_COVER.finditer(leaf.flat, before, label.start()))
    if not ahead or not COVER_PATTERNS[owner].match(ahead[-1][0]):
        return False
    return not _DENIES.search(leaf.flat, ahead[-1].end(), label.start())


def _own_words(text: str, at: int) -> str:
    """The rest of a label's line, and lines below that go on with it: one that says it is the limit, the row of the
    policy, or an amount alone below "each occurrence"."""
    line, *below = text[at : at + 400].split("\n")[: MAX_ROW_LINES + 1]
    own = line
    for following, behind in zip(below, [*below[1:], ""], strict=False):
        if re.search(r"\d,\d{3}|[$€£]\s?\d|[A-Z]{3} \d", own) or _DENIES.search(own) or ANY_COVER.search(following):
            break
        is_wrapped = _BARE_AMOUNT.fullmatch(following) and not _BARE_AMOUNT.fullmatch(behind)
        if not (
            _LIMIT_WORD.match(following.strip())
            or (_GOES_ON.match(following) and not own.rstrip().endswith("."))
            or (not own.strip() and _POLICY_ROW.match(following))
            or (is_wrapped and (own.strip() == ")" or _LIMIT_ENDS.search(text[max(0, at - 20) : at] + own)))
        ):
            break
        own += "\n" + following
    return own


def column_of(leaf: Leaf, at: int) -> tuple[int, str] | None:
    """(the cell right of the label that a header calls the limit, counted from 0, the header); -1 when it is unclear
    which. None without a header that names another sum."""
    line = leaf.plain.count("\n", 0, at)
    above = leaf.plain.split("\n")[max(0, line - 15) : line]
    row = leaf.plain.split("\n")[line]
    for header in reversed(above):
        if len(header) > 160 or re.search(r"\d", header) or not OTHER_SUM.search(header):
            continue
        if not _LIMIT_WORD.search(header) and len(re.split(r"\t|\s{2,}|\|", header.strip())) < 2:
            continue
        cells = header.split("\t")
        limits = [index for index, cell in enumerate(cells) if _LIMIT_WORD.search(cell)]
        limit, other = _LIMIT_WORD.search(header), OTHER_SUM.search(header)
        if len(cells) == 1 and "\t" not in row and limit and other and limit.start() < other.start():
            return None  # the limit is the first of a row's sums
        if len(limits) != 1 or "\t" not in row or len(row.split("\t")) != len(cells):
            return -1, header
        label = leaf.plain[leaf.plain.rfind("\n", 0, at) + 1 : at].count("\t")
        return limits[0] - label, header
    return None


def _amount_in(own: str, column: tuple[int, str] | None, *, decimal: str | None) -> money.Amount | None:
    """The one amount that answers a label in the words behind it, its places counted in `own`."""
    begin = 0
    if column is not None:
        cells = own.split("\t")
        if not 0 < column[0] < len(cells):
            return None
        begin = sum(len(cell) + 1 for cell in cells[: column[0]])
        own = " " * begin + cells[column[0]]
    for limit in _LIMIT_WORD.finditer(own, begin):
        if re.match(r"[\s:=-]{0,4}(?:[A-Z]{3}|[$€£])?\s?\d", own[limit.end() :]):
            begin = limit.end()
            break
    amounts = [found for found in money.find_money(own, decimal=decimal) if found.start >= begin]
    if not amounts or amounts[0].start - begin > 160:
        return None
    first = amounts[0]
    between, behind = own[: first.start], own[first.end :]
    if ANY_COVER.search(between) or _DENIES.search(between) or _CHOICE.search(between) or _EARLIER.search(between):
        return None
    if OTHER_SUM.search(between[begin:]) or re.fullmatch(r"\s*[,;]\s*(?:and )?", between):
        return None
    is_named = begin > 0
    if _NEXT_OF_TWO.match(behind) or (_AGGREGATE.match(behind) and not is_named and not between.strip(": \t")):
        return None
    return None if not is_named and OTHER_SUM.match(behind.lstrip(" \t(,-")) else first
