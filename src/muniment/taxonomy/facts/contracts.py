"""Agreements: who, since when, for how long, how to leave, whose law, how much at most, and what a supplier promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.taxonomy.facts import dates, money
from muniment.taxonomy.facts.fields import Labels
from muniment.taxonomy.facts.keys import fact
from muniment.taxonomy.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.taxonomy.facts.view import Hit, View
from muniment.taxonomy.model import Fact

_BETWEEN = re.compile(
    r"(?i)\b(?:between|by and among|among|is made by|entered into by)\b(?: and (?:between|among))?:? (?P<rest>.{10,700})"
)
_DEFINED = re.compile(
    r"\(\s?(?i:hereinafter |hereafter |collectively,? |the |each,? |referred to as |together,? |in its capacity [^\"]{0,40})*\""
)
_ROLE_NAMES = re.compile(r"(?i)^(?:(?:the |a |an |each )?(?:customer|client|you|user|company|supplier|vendor|provider|licensee|recipient|discloser|party|parties|"
                         r"covered entity|business associate|controller|processor|service provider|subscriber|data (?:exporter|importer)|undersigned|affiliates?)\b)")  # fmt: skip
_EFFECTIVE_LABEL = Labels(
    "(?:agreement |dpa |addendum |contract |the )?effective date",
    "effective(?: as of)?",
    "commencement date",
    "start date",
    "date of (?:this )?agreement",
)
_EFFECTIVE = re.compile(
    r"(?i)(?:effective(?: date)?(?: of this [a-z ]{3,30})?(?: is)?(?: as of| on| from)?|made (?:and entered into )?(?:this|as of|on|effective)|"
    r"entered into (?:as of|on|this|effective)|dated(?: as of)?|comes? into (?:force|effect) on|in force from|last updated(?: on)?)[,:]?\s(?:the )?(?P<zone>.{0,50})"
)
_TERM = re.compile(
    rf"(?i)(?:(?:initial |minimum |subscription )?term\b[^.]{{0,140}}?|(?:remain|continue|continues|be|is) in (?:full )?(?:force|effect)[^.]{{0,60}}?|valid for )"
    rf"(?:for |of |period of |is |be )?(?:an? |the )?(?:initial )?(?:period |term )?(?:of )?(?P<length>{money.DURATION.pattern.replace('(?i)', '')})"
)
_RENEWS = re.compile(
    rf"(?i)(?:automatic(?:ally)? (?:be )?(?:renew|extend)|(?:shall|will) (?:automatically )?(?:be )?(?:renew|extend)|auto-?renew|renews automatically|renewed automatically)"
    rf"[^.]{{0,160}}"
)
_NOT_RENEW = re.compile(r"(?i)(?:not|never) (?:automatically )?(?:auto-?)?renew|not be (?:automatically )?renewed")
_NOTICE_BACK = re.compile(
    rf"(?i)(?:terminat|cancel|non-?renew|not to renew|intention not|kündig)[^.;]{{0,220}}?(?P<length>{money.DURATION.pattern.replace('(?i)', '')})[' s]{{0,2}}"
    rf"(?: (?:prior |advance |written |previous |days'? )*notice|[^.;]{{0,30}}\bnotice)|"
    rf"(?:terminat|cancel)[^.;]{{0,120}}?\b(?:upon|on|by giving|with|giving|provid\w+)[^.;]{{0,60}}?notice of (?:at least |not less than )?(?P<length2>{money.DURATION.pattern.replace('(?i)', '').replace('?P<w>', '').replace('?P<n>', '').replace('?P<n2>', '').replace('?P<w2>', '').replace('?P<unit>', '')})"
)
_BREACH_OF_CONTRACT = re.compile(r"(?i)material(?:ly)? breach|cure|breaches|non-?payment|insolven|suspend")
_LAW = re.compile(
    r"(?:(?i:governed (?:exclusively )?by|construed (?:in accordance with|under)|subject to|interpreted (?:in accordance with|under)|in accordance with|governing law(?: is| shall be)?|under)[, ]*"
    r"(?i:and (?:construed|interpreted|enforced|shall be [a-z]+)(?: and (?:construed|interpreted|enforced))? (?:in accordance with|under|by) )?(?i:solely by |exclusively by |by )?(?i:and (?:construed|interpreted)[^.]{0,30}(?:with|under) )?"
    r"(?i:the )?(?i:(?:internal |substantive |applicable |federal |local )*laws?(?: and [a-z]+)? (?:of|in force in) )(?i:the )?)"
    r"(?P<law>(?:(?i:state|commonwealth|republic|kingdom|province|federal republic|country) (?i:of )(?i:the )?)?[A-Z][A-Za-z]+(?:(?: of| and(?: the)?|,)? (?:the )?[A-Z][A-Za-z]+){0,4})"
)
_LAW_ADJECTIVE = re.compile(
    r"(?i)(?:governed (?:exclusively )?by|subject to|construed (?:in accordance with|under)|applies:?|gilt(?: ausschließlich)?|es gilt(?: das)?)[^.]{0,50}?\b(?P<law>(?-i:English|German|Irish|French|Dutch|Swiss|Austrian|Danish|Swedish|Norwegian|Belgian|Italian|Spanish|Polish|Indian|"
    r"Australian|Canadian|Californian|deutsche[sn]?|österreichische[sn]?|schweizerische[sn]?)) (?P<word>laws?|Recht)\b"
)
_CAP = re.compile(
    r"(?i)(?:aggregate|total|cumulative|maximum|entire|liability)[^.;]{0,220}?(?:not exceed|limited to|no event exceed|be no (?:more|greater) than|not be (?:more|greater) than|exceed|be capped at|capped at)"
    r"(?: in (?:the )?aggregate,?)?(?: the (?:greater|lesser|higher|lower) of:?)? (?P<cap>.{8,320})"
)
_CAP_GUARD = re.compile(r"(?i)liab")
_BREACH = re.compile(
    rf"(?i)(?:(?P<delay>without (?:undue|unreasonable) delay|immediately|promptly)|(?:within|no (?:later|more) than|not (?:later|more) than|in no (?:case|event) (?:later|more) than|maximum of|at the latest|up to) (?:a period of )?(?P<length>{money.DURATION.pattern.replace('(?i)', '')}))"
)
_BREACH_WORDS = ("personal data breach", "security incident", "security breach", "breach of unsecured", "data breach", "personal data incident", "breach of security", "data incident",
                 "such breach", "discovery of a breach", "unauthorized use or disclosure", "breach notification", "breaches of personal data", "cybersecurity incident", "of a breach", "any breach", "customer data incident")  # fmt: skip
_SUB_WORDS = ("subprocessor", "sub-processor", "subcontractor")
_SUB = re.compile(
    rf"(?i)(?:(?P<length>{money.DURATION.pattern.replace('(?i)', '')})[' s]{{0,2}}[^.;]{{0,60}}(?:notice|notify|notif|prior|before|advance|inform|in advance|writing)|"
    rf"(?:notif|notice|inform|advance|written)[^.;]{{0,120}}?(?P<length2>{money.DURATION.pattern.replace('(?i)', '').replace('?P<w>', '').replace('?P<n>', '').replace('?P<n2>', '').replace('?P<w2>', '').replace('?P<unit>', '')}))"
)
_UPTIME = re.compile(r"(?<![\d.])(?P<n>9\d(?:[.,]\d{1,5})?|100(?:\.0+)?)\s?(?:%|percent\b)")
_UPTIME_WORDS = ("uptime", "availability", "available", "verfügbarkeit", "up-time")
_REQUIRED = re.compile(
    r"(?i)commit|guarant|target|at least|percentage|less than|below|objective|service level|sla|uptime|availab|maintain|verfügbar"
)


def contract(view: View) -> Iterator[Fact]:
    """Facts of an agreement. Terms nobody filled in give nothing; each clause is read where it stands."""
    yield from _parties(view)
    yield from _effective(view)
    yield from _term(view)
    yield from _termination(view)
    yield from _law(view)
    yield from _cap(view)
    yield from _breach(view)
    yield from _subprocessors(view)
    yield from _uptime(view)


def _parties(view: View) -> Iterator[Fact]:
    for hit in view.near(
        ("between", "among", "entered into by", "is made by"), _BETWEEN, after=760, leaves=view.front(4)
    ):
        rest = hit["rest"]
        names: list[tuple[str, int]] = []
        for defined in _DEFINED.finditer(rest):
            begin = names[-1][1] if names else 0
            ahead = rest[begin : defined.start()]
            if len(names) >= 4 or len(ahead) > 420:
                break
            name = _party_in(ahead)
            close = rest.find(")", defined.end())
            if name:
                names.append((name, max(close, defined.end())))
        if not names:
            names = _plain_parties(rest)
        unique = tuple(dict.fromkeys(name for name, _ in names))
        if unique:
            last = max(rest.find(unique[-1]) + len(unique[-1]), 1)
            start = hit.match.start()
            mark = hit.leaf.mark(start, hit.match.start("rest") + last)
            yield fact("parties", unique, mark, confidence=0.9 if len(unique) > 1 else 0.75, quote_limit=600)
            return


def _party_in(text: str) -> str | None:
    """The name at the head of what precedes a defined term: "and Acme Inc., a Delaware corporation with offices at …"."""
    trimmed = re.sub(
        r"^(?:[\s,;:).]|\(?(?:i{1,3}|[12ab])\)|and\b|the\b|on the one hand|on the other hand)+", "", text.strip()
    )
    if is_blank(trimmed[:80]) or _ROLE_NAMES.match(trimmed):
        return None
    whole = ORGANISATION.match(trimmed)
    if whole:
        return tidy(whole[0])
    named = re.match(NAME, trimmed)
    name = tidy(re.split(r",| a | with | having | located| whose", trimmed)[0]) if named else None
    if name is None or len(name.split()) > 8 or not name[0].isupper() and not name[0].isdigit():
        return None
    return name


def _plain_parties(rest: str) -> list[tuple[str, int]]:
    """Parties named without defined terms: "between Acme Inc. and Example GmbH"."""
    found: list[tuple[str, int]] = []
    for match in ORGANISATION.finditer(rest[:260]):
        name = tidy(match[0])
        if name and not _ROLE_NAMES.match(name) and len(found) < 3:
            found.append((name, match.end()))
    return found if len(found) >= 2 else []


def _effective(view: View) -> Iterator[Fact]:
    leaves = view.front(3)
    day_first = dates.settle_day_first(leaf.flat[:20_000] for leaf in view.leaves[:30])
    for field in _EFFECTIVE_LABEL.find(leaves):
        found = dates.find_days(field.value[:50], day_first=day_first)
        if found and found[0].start < 15:
            yield fact("effective_date", found[0].iso, field.mark, confidence=0.92)
            break
    for hit in view.near(
        ("effective", "made ", "entered into", "dated", "into force", "into effect", "in force from"),
        _EFFECTIVE,
        before=10,
        after=120,
        leaves=leaves,
    ):
        found = dates.find_days(hit["zone"], day_first=day_first)
        if found and found[0].start < 20 and "updated" not in hit[0][:14].lower():
            end = hit.match.start("zone") + found[0].end
            yield fact("effective_date", found[0].iso, hit.leaf.mark(hit.match.start(), end), confidence=0.85)
            return


def _term(view: View) -> Iterator[Fact]:
    for hit in view.near(("term ", "in force", "in effect", "valid for", "term:"), _TERM, before=10, after=260):
        wording = hit[0].lower()
        if re.search(r"terminat|notice|renew|surviv|after (?:the )?(?:expir|terminat)|prior|payment|days", wording):
            continue
        yield fact("initial_term", _length(hit["length"]), hit.mark(), confidence=0.8)
        break
    for hit in view.near(
        ("renew", "automatically be extended", "extended automatically"), _RENEWS, before=60, after=260
    ):
        if _NOT_RENEW.search(hit.before(30) + hit[0][:60]):
            continue
        length = next(
            (m for m in money.DURATION.finditer(hit[0]) if not re.search(r"(?i)notice|prior|before", hit[0][m.end() : m.end() + 30])
             and "day" not in m["unit"].lower()), None)  # fmt: skip
        value = f"automatic, {money.duration_of(length)}" if length else "automatic"
        yield fact("renewal", value, hit.mark(), confidence=0.8)
        return


def _length(text: str) -> str:
    match = money.DURATION.search(text)
    assert match is not None  # noqa: S101  the text is a match of DURATION
    return money.duration_of(match)


def _termination(view: View) -> Iterator[Fact]:
    best: Hit | None = None
    for hit in view.near(
        ("terminat", "cancel", "not to renew", "non-renew", "intention not", "kündig"), _NOTICE_BACK, after=330
    ):
        wording = hit[0] + hit.after(60)
        convenience = re.search(
            r"(?i)for convenience|for any reason|at any time|without cause|no reason", wording + hit.before(80)
        )
        if _BREACH_OF_CONTRACT.search(wording) and not convenience:
            continue
        if convenience:
            best = hit
            break
        best = best or hit
    if best:
        yield fact("termination_notice", _length(best["length"] or best["length2"]), best.mark(), confidence=0.8)


def _law(view: View) -> Iterator[Fact]:
    for hit in view.near(("govern", "construed", "laws of", "law of"), _LAW, before=80, after=220):
        law = re.sub(r"\s+(?:Without|USA?|Any|The|Each|All|Exclusive|Venue|If|In|This)$", "", hit["law"]).strip(" ,")
        law = re.split(r"(?:,| and) (?=(?:Without|Any|The|Each|All|Both)\b)", law)[0]
        surrounding = (hit.before(120) + hit[0]).lower()
        if (
            re.search(r"govern|construed", surrounding)
            and not is_blank(law)
            and not re.match(r"(?i)(?:member states?|european union|such|your|the jurisdiction)", law)
        ):
            yield fact(
                "governing_law",
                law,
                hit.leaf.mark(hit.match.start(), hit.match.start("law") + len(hit["law"])),
                confidence=0.88,
            )
            break
    for hit in view.near((" law", " recht"), _LAW_ADJECTIVE, before=90, after=12):
        yield fact("governing_law", f"{hit['law']} {hit['word']}", hit.mark(), confidence=0.8)
        return


def _cap(view: View) -> Iterator[Fact]:
    for hit in view.near(
        ("not exceed", "limited to", "capped at", "no event exceed", "be no more than", "greater than", "exceed "),
        _CAP,
        before=260,
        after=360,
    ):
        if not _CAP_GUARD.search(hit[0][: hit.match.start("cap") - hit.match.start()] + hit.before(60)):
            continue
        text = re.split(r"(?<=[a-z0-9)\"])\.(?:\s|$)|;", hit["cap"])[0].strip(" ,:")
        if (
            is_blank(text)
            or len(text) < 8
            or not re.search(r"(?i)fees|paid|amount|\d|price|charges|insurance|subscription|purchase", text)
        ):
            continue
        start = hit.match.start("cap")
        mark = hit.leaf.mark(start, start + len(text))
        yield fact("liability_cap", text, mark, confidence=0.8, quote_limit=450)
        amounts = money.find_money(text)
        if len(amounts) == 1:
            yield fact("liability_cap_amount", amounts[0].value, mark, confidence=0.85)
            yield fact("currency", amounts[0].currency, mark, confidence=0.8)
        return


def _breach(view: View) -> Iterator[Fact]:
    best: tuple[int, str, Hit] | None = None
    for hit in view.near(_BREACH_WORDS, _BREACH, before=220, after=320):
        zone = hit.before(260) + hit[0] + hit.after(260)
        if not re.search(r"(?i)notif|report|inform|notice|alert|advise", zone):
            continue
        near = hit.before(160) + hit[0] + hit.after(160)
        if not re.search(r"(?i)notif|report|inform|notice|alert", near) or re.search(
            r"(?i)terminat|cure|delet|return|retain|invoice", near[:0]
        ):
            continue
        length = hit.match["length"]
        rank = 2 if length else 1
        value = _length(length) if length else re.sub(r"(?i)unreasonable", "undue", hit["delay"].lower())
        if best is None or rank > best[0]:
            best = (rank, value, hit)
        if rank == 2:
            break
    if best:
        yield fact("breach_notification", best[1], best[2].mark(), confidence=0.8)


def _subprocessors(view: View) -> Iterator[Fact]:
    for hit in view.near(_SUB_WORDS, _SUB, before=160, after=360):
        zone = hit.before(200) + hit[0] + hit.after(200)
        if re.search(r"(?i)\b(?:new|add|addition|change|replace|appoint|engag|intend)", zone) and re.search(
            r"(?i)notif|notice|inform|advance|prior", zone
        ):
            length = hit["length"] or hit["length2"]
            if re.search(r"(?i)object", hit[0]) and not re.search(r"(?i)prior|advance|before", hit[0] + hit.after(60)):
                continue
            yield fact("subprocessor_notice", _length(length), hit.mark(), confidence=0.75)
            return


def _uptime(view: View) -> Iterator[Fact]:
    for hit in view.near(_UPTIME_WORDS, _UPTIME, before=120, after=160):
        value = float(hit["n"].replace(",", "."))
        zone = hit.before(160) + hit[0] + hit.after(100)
        if value >= 90 and _REQUIRED.search(zone):
            yield fact("uptime_commitment", int(value) if value == int(value) else value, hit.mark(), confidence=0.8)
            return
