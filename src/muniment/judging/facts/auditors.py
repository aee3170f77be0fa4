"""Who audited: firms by name, and by the place where a firm signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from muniment.judging.facts import datelines, dates, firms, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_FIRM = re.compile(
    r"(?<![\w.@])(?:" + firms.alternatives("auditors") + r")"
    r"(?: & (?:Company|Co\.?|Associates))?(?:,? (?:LLP|LLC|L\.L\.P\.|PLLC|P\.C\.|Inc\.?|Ltd\.?|P\.A\.))?(?![\w.]\w)",
    re.IGNORECASE,
)
_LOW_FIRMS = tuple(name.lower() for name in firms.names("auditors"))
_FIRMS = tuple(name for name in _LOW_FIRMS if not any(other in name for other in _LOW_FIRMS if other != name))
"""Where none of these stands, none of the longer ones does."""
_LABEL = re.compile(
    r"(?i:(?:prepared|provided|issued|audited|examined|performed|signed) by|signed:|"
    r"(?:independent )?(?:service )?auditors?'?:)(?: the)? "
    rf"(?P<name>{NAME})"
)
_SIGNATURE = re.compile(
    r"(?P<name>(?:[A-Z][\w&'.+\-]*,? (?:and |& )?){0,6}[A-Z][\w&'.+\-]*,? (?:LLP|L\.L\.P\.|PLLC|PLLP|P\.C\.|PC|"
    r"P\.A\.|CPAs?|"
    r"Certified Public Accountants|Chartered Accountants|Wirtschaftsprüfungsgesellschaft)(?:,? (?:LLC|PLLC|Inc\.|LLP|"
    r"P\.C\.))?)(?![\w])"
)
"""A firm by what auditors' firms legally are."""
_FIRMLIKE = re.compile(NAME)
_ON_BEHALF = re.compile(
    rf"(?i:\bfor and on behalf of(?: the firm(?: of)?)?|\bnamens|\bfür die|\bpour le compte de) (?P<name>{NAME})"
)
"""How a partner signs for the firm (ISA 700, the Companies Act 2006 s. 505)."""
_LEGAL_END = re.compile(
    r"(?:LLP|Limited|Ltd\.?|plc|PLC|N\.V\.?|B\.V\.?|GmbH|AG|S\.p\.A\.?|SAS|SA|A/S|AB|P\.?C\.?|PLLC|LLC|Inc\.?|"
    r"Professional Corporation|& (?:Co\.?|Company|Partners|Associates))$"
)
_SIGNS_AS = re.compile(
    r"(?i)^,? ?\(?(?:statutory auditors?|registered auditors?|chartered (?:professional )?accountants?|"
    r"reporting accountants?|"
    r"wirtschaftsprüf\w+|commissaires? aux comptes|certified public accountants?)"
)
_REPORT_OF = re.compile(
    rf"(?i:(?:assurance|auditors?'?s?'?|service auditors?'?s?'?) (?:report|opinion)|report) (?i:of|by|issued by|from)"
    rf"(?: the)? (?P<name>{NAME})"
)
_AUDITS = re.compile(
    r"\b(?:Audit(?:ors?)?|Assurance|Accountants?|CPAs?|LLP|PLLC|P\.?C|P\.?A|R[ée]vis\w+|Wirtschaftsprüf\w+|Prüfung\w*|Treuhand\w*|[Bb]edrijfsrevis\w+|Revisie|EDP-auditors|Contadores|Contabilistas|Auditor[ei]a?s?|Auditoría|AUDITOR(?:ES|[IÍ]A)?|AUDIT|"
    r"REVISORES|REVISIONE|RÉVISION|WIRTSCHAFTSPRÜFUNG\w*|"
    r"Accounting|SROC|Auditores|Auditors)(?!\w)"
)
_CALLING = re.compile(
    r"(?i)(?:(?:registered|independent|service|certified|public|chartered|statutory|state|authori[sz]ed|the|of|and|"
    r"audit(?:ors?)?(?:'s?)?|accountants?|accounting|firm|llp|cpas?|assurance|partner|report|opinion|"
    r"responsibilit\w+)\s?)+"
)
"""What an auditor is, or a heading, rather than who."""
_TAIL = re.compile(r"(?:[\s,|-]+[A-Z][\w.]*){0,4}[\s,|-]+(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})\.?")
"""A place and a date behind a firm's name on its line."""
OPINION = re.compile(
    r"in our opinion|express an opinion|our audit|unserer (?:beurteilung|überzeugung)|à notre avis|nous certifions|"
    r"en nuestra opinión|a nostro giudizio|naar ons oordeel|nossa opinião|wij zijn van oordeel|"
    r"unserer auffassung|wir der auffassung|"
    r"conclusie met beperking|não expressamos opinião|nuestra opinión|notre opinion|意見によれば|限定付意見|"
    r"監査法人の意見|"
    r"全ての重要な点|"
    r"nicht auf sachverhalte gesto|come to our attention|n['’]avons pas relevé|pervenut[aei] alla nostra attenzione|"
    r"llamado nuestra atención|chegou ao nosso conhecimento"
)
_RUNS_ON = re.compile(r"(?i)(?:&|,|\b(?:and|of|the|with|by|to))$")


def is_firm(name: str) -> bool:
    """Whether a name is an auditors' firm, by what it says of itself or because it is known."""
    return bool(_AUDITS.search(name) or _FIRM.search(name))


def auditor(view: View, *, key: str) -> Iterator[Fact]:
    """The firm: where it signs, where a label names it, alone on a line, or by a known name."""
    front = view.front(12)
    yield from _on_behalf(view, front, key)
    yield from _signed(front, key)
    yield from _below_place_and_date(front, key)
    yield from _signed_off(view, front, key)
    yield from _in_han(front, key)
    yield from _letterhead(front[:1], key)
    yield from _ahead_of_calling(front, key)
    yield from _of_opinion(view, front, key)
    if key == "auditor":
        yield from _with_calling(front, key)
    for hit in view.near(("by ", "auditor", "signed:"), _LABEL, after=120, leaves=front[:4]):
        if _OF_ACCOUNTS.search(hit.before(90)):
            continue
        firm = _SIGNATURE.match(hit["name"]) or _FIRM.match(hit["name"])
        name = tidy(firm[0]) if firm else None
        if name:
            yield fact(key, name, hit.mark(), confidence=0.75 if name.isupper() else 0.93)
            break
    yield from _alone(front, key)
    fullest: tuple[str, Leaf, int] | None = None
    for leaf in (*front, *view.leaves[-2:]):
        for known in _FIRM.finditer(leaf.flat) if any(name in leaf.low for name in _FIRMS) else ():
            if known[0][0].isupper() and (fullest is None or len(known[0]) > len(fullest[0])):
                fullest = (known[0], leaf, known.start())
    if fullest:
        name, leaf, start = fullest
        yield fact(key, name, leaf.mark(start, start + len(name)), confidence=0.72)


_OF_ACCOUNTS = re.compile(r"(?i)\b(?:financial statements|annual accounts)\b[^.;]{0,80}$")
"""Ahead of who audited something else."""
_FORMS_OPINION = re.compile(
    rf"(?P<name>{ORGANISATION.pattern}),? (?:is|are) of the opinion\b|"
    rf"\b(?i:engaged|appointed|retained) (?P<engaged>{ORGANISATION.pattern}) to (?:examine|report on)\b"
)


def _of_opinion(view: View, leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm that a sentence says to be of an opinion, or to have been engaged to examine."""
    anchors = (" of the opinion", "engaged ", "appointed ", "retained ")
    for hit in view.near(anchors, _FORMS_OPINION, before=110, after=140, leaves=leaves):
        group = "name" if hit.match["name"] else "engaged"
        yield fact(key, hit[group], hit.mark(), confidence=0.86)
        return


def _ahead_of_calling(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm that opens a line ahead of what it is, on the page of the opinion or the one behind it: "Example & Co.,
    Certified Public Accountants, Austin"."""
    opinion = next((index for index, leaf in enumerate(leaves) if OPINION.search(leaf.low)), None)
    for leaf in leaves[opinion : opinion + 2] if opinion is not None else ():
        for line in leaf.lines:
            named = _AHEAD_OF_CALLING.match(line.text) if len(line.text) <= MAX_SIGNED_LINE else None
            if named and _LEGAL_END.search(named["name"]) and not _HEADING.search(named["name"]):
                mark = Mark(leaf.page, line.start, line.start + named.end())
                yield fact(key, named["name"], mark, confidence=0.87, quote_limit=1)
                return


def reported(view: View, leaves: Sequence[Leaf], *, key: str) -> Iterator[Fact]:
    """The firm whose report a letter refers to: "with the assurance report of Example Accountants N.V."."""
    for hit in view.near(
        ("report of ", "report by ", "report from ", "opinion of ", "issued by "), _REPORT_OF, before=30, leaves=leaves
    ):
        whole = _SIGNATURE.match(hit["name"]) or ORGANISATION.match(hit["name"])
        name = tidy(whole[0]) if whole else None
        if name and _AUDITS.search(name):
            yield fact(key, name, hit.mark(), confidence=0.86)
            return


def _on_behalf(view: View, leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm a partner signs for, when the signature says that it audits; a board is signed for in the same
    words."""
    for hit in view.near(("for and on behalf of", "namens ", "für die ", "pour le compte"), _ON_BEHALF, leaves=leaves):
        named = ORGANISATION.match(hit["name"])
        is_whole = named and _LEGAL_END.search(named[0])
        whole = named if is_whole else _SIGNATURE.match(hit["name"]) or named or _AHEAD_OF_CALLING.match(hit["name"])
        name = tidy(whole[0]) if whole else None
        begin = hit.match.start("name") + (whole.end() if whole else 0)
        behind = hit.leaf.flat[begin : begin + 60]
        if name and (_SIGNS_AS.match(behind) or _AUDITS.search(name)):
            mark = hit.leaf.mark(hit.match.start(), begin)
            yield fact(key, name, mark, confidence=0.95)
            return


def _signed(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """A firm alone on its line on the page of the opinion or the one behind it, with a date on a line below."""
    opinion = next((index for index, leaf in enumerate(leaves) if OPINION.search(leaf.low)), None)
    for leaf in leaves[opinion : opinion + 2] if opinion is not None else ():
        lines = leaf.lines
        said = OPINION.search(leaf.low)
        begin = leaf.mark(*said.span()).end if said else 0
        for number, line in enumerate(lines):
            if line.start < begin and not _AUDITS.search(line.text):
                continue  # whom the opinion is about, or addressed to
            if not number or _RUNS_ON.search(lines[number - 1].text):
                continue
            text = _without_calling(_asked_for().sub("", re.sub(r"^/s/ ", "", line.text)))
            firm = _dated_firm(text)
            if firm:
                yield fact(key, firm, leaf.mark_line(line), confidence=0.9)
                return
            whole = ORGANISATION.match(text)
            text = whole[0] if whole and re.fullmatch(r", [A-Z][a-zà-ÿ]+", text[whole.end() :]) else text
            like_firm = _FIRMLIKE.fullmatch(text) and _AUDITS.search(text) and not _CALLING.fullmatch(text)
            if not ORGANISATION.fullmatch(text) and not like_firm:
                continue
            above = lines[max(0, number - 3) : number] if _AUDITS.search(text) else ()
            if any(_is_date(near.text) for near in (*lines[number + 1 : number + 5], *above)):
                yield fact(key, text, leaf.mark_line(line), confidence=0.94)
                return


_PLACE_AND_DATE = re.compile(
    rf"(?:^|[.;:)] |\W)[{CAPITAL}][\w'-]+(?: [{CAPITAL}][\w'-]*)*(?:, [{CAPITAL}][\w'-]+(?: [{CAPITAL}][\w'-]*)*)?"
    r",? ?(?:(?:le|el|a|il|den|em|lì|op|the|am) )?$"
)
"""A place ahead of a date; where somebody signed."""


def _below_place_and_date(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """An organisation that a page names once, alone on the line below the place and date of the signature, or behind
    them on their line."""
    opinion = next((index for index, leaf in enumerate(leaves) if OPINION.search(leaf.low)), None)
    for leaf in leaves[opinion : opinion + 2] if opinion is not None else ():
        said = OPINION.search(leaf.low)
        begin = leaf.mark(*said.span()).end if said else 0
        for line in leaf.lines:
            if line.start < begin or len(line.text) > MAX_SIGNED_LINE:
                continue
            text = _without_calling(line.text)
            at = len(" ".join(leaf.plain[: line.start].split()))
            ahead = leaf.flat[max(0, at - 80) : at].rstrip()
            if ORGANISATION.fullmatch(text) and leaf.flat.count(text) == 1 and _ends_in_place_and_date(ahead):
                yield fact(key, text, leaf.mark_line(line), confidence=0.88)
                return
            dated = dates.find_days(text)[:1]
            rest = text[dated[0].end :].strip(" ,") if dated else ""
            is_firm_behind = ORGANISATION.fullmatch(rest) or (_FIRMLIKE.fullmatch(rest) and _AUDITS.search(rest))
            if is_firm_behind and _ends_in_place_and_date(text[: dated[0].end]):
                yield fact(key, rest, leaf.mark_line(line), confidence=0.86)
                yield fact("document_date", dated[0].iso, leaf.mark_line(line), confidence=0.92)
                return


def _ends_in_place_and_date(text: str) -> bool:
    found = dates.find_days(text, day_first=True)
    return bool(found) and found[-1].end >= len(text) - 1 and bool(_PLACE_AND_DATE.search(text[: found[-1].start]))


MAX_SIGNED_LINE = 140
_HAN_FIRM = re.compile(r"(?!当|本|同)(?=\S*監査法人)[^\s、。はがをにのへ]{4,24}")


def _in_han(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """An audit corporation that opens a line of a report in Japanese."""
    for leaf in leaves:
        for line in leaf.lines if "監査法人" in leaf.flat else ():
            first = line.text.split()[0]
            if _HAN_FIRM.fullmatch(first) and first != "監査法人":
                yield fact(key, first, Mark(leaf.page, line.start, line.start + len(first)), confidence=0.86)
                return


def _signed_off(view: View, leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm of "Example LLP, Leeds, 6 November 2026" at the end of the page of the opinion, or the one behind it."""
    opinion = next((index for index, leaf in enumerate(leaves) if OPINION.search(leaf.low)), None)
    near = leaves[opinion : opinion + 2] if opinion is not None else ()
    for mark, _, signed in datelines.signed_off(near, view.day_first):
        firm = _SIGNATURE.match(signed) or ORGANISATION.match(signed)
        name = tidy(_without_calling(firm[0])) if firm else None
        if name and _AUDITS.search(name):
            yield fact(key, name, mark, confidence=0.9, quote_limit=1)
            return


def _letterhead(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm that opens one of the first lines ahead of its address."""
    for leaf in leaves:
        for line in leaf.lines[:3]:
            whole = ORGANISATION.fullmatch(line.text)
            if key == "auditor" and whole and _AUDITS.search(whole[0]) and not _HEADING.search(whole[0]):
                yield fact(key, line.text, leaf.mark_line(line), confidence=0.8, quote_limit=1)
            firm = _SIGNATURE.match(line.text)
            name = tidy(firm[0]) if firm and re.match(r", \d", line.text[firm.end() :]) else None
            if name and firm:
                yield fact(key, name, Mark(leaf.page, line.start, line.start + firm.end()), confidence=0.8)
                return


@cache
def _asked_for() -> re.Pattern[str]:
    """A label ahead of the firm's name, which is no part of it."""
    labels = "|".join(vocabulary.labels("soc_report", "service_auditor", vocabulary.EVERY))
    return re.compile(rf"^(?!(?i:cabinet|accountants|auditor[es]s|auditeurs)\s)(?i:{labels})\s(?=\S+ \S)")


_CALLED = (
    r"sociétés? (?:de|d['’]expertise comptable et de) commissa(?:riat|ires?) aux comptes|commissaires? aux comptes|"
    r"(?:cabinet d['’]|société d['’])?expertise comptable|cpa auditeurs?|société de comptables professionnels agréés|"
    r"wirtschaftsprüfungsgesellschaft|steuerberatungsgesellschaft|wirtschaftsprüfer|revisionsgesellschaft|"
    r"revisionsstelle|"
    r"revisionsexperten?|zugelassenes revisionsunternehmen|"
    r"società di revisione(?: legale)?|revisori legali|revisione legale|"
    r"auditores(?: independientes| de cuentas)?|contadores públicos(?: autorizados| certificados)?|"
    r"sociedad de auditoría|"
    r"auditores independentes|sociedade de revisores oficiais de contas|revisores oficiais de contas|sroc|"
    r"bedrijfsrevisoren|registeraccountants?|accountants en adviseurs|commissaris|"
    r"(?:registered|independent|statutory|chartered|certified|public|senior)[ a-z]{0,40}(?:auditors?|"
    r"accountants?(?: and (?:registered |"
    r"statutory )?auditors?)?|accounting firm|audit firm)|"
    r"n\.?[º°] ?(?:de )?roac|inscrit[ao] en el roac|roac|crc|cmvm|ocroc"
)
_BESIDE_CALLING = re.compile(rf"(?P<name>.{{4,70}}?)(?:,| -) (?i:(?:{_CALLED})\b).*")
_BELOW_CALLING = re.compile(rf"(?i)[^\w]*(?:{_CALLED})\b.{{0,60}}")
_AHEAD_OF_CALLING = re.compile(rf"(?P<name>{NAME}?)(?=, (?i:{_CALLED}))")
_FIRM_WORDS = re.compile(
    r"(?i)\b(?:audit\w*|cabinet|treuhand\w*|revis\w+|auditor\w*|bedrijfsrevisoren|accountants?|cpa|llp|"
    r"wirtschaftsprüf\w*|"
    r"fiduciaire|fidu\w+|contadores|gesellschaft|s\.?l\.?p|s\.?c|srl|s\.r\.l|gmbh|ag|sas?|bv|b\.v|n\.v|inc|ltd|"
    r"limited|lda|sroc)\b|"
    r"& (?:cie|co|associ\w+|partners?|c[°o])\b|\b(?:et|y|e|und|en) (?:associ\w+|asociados|compañía|associados|"
    r"partner\w*)\b"
)
"""What a line beside a calling must have of a firm, so that it is no partner's name."""


def _with_calling(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """The firm that stands with what it is: "Example & Cie" over "Société de commissariat aux comptes", or before it
    behind a comma; a person's name or a heading is none."""
    for leaf in leaves:
        lines = leaf.lines
        for line, below in zip_longest(lines, lines[1:]):
            beside = _BESIDE_CALLING.fullmatch(line.text)
            is_over = below is not None and len(below.text) <= 90 and _BELOW_CALLING.fullmatch(below.text)
            text = beside["name"] if beside else line.text if is_over else ""
            name = tidy(text) if 4 <= len(text) <= 70 else None
            if not name or not name[0].isupper() or not _FIRM_WORDS.search(name) or _CALLING.fullmatch(name):
                continue
            whole = ORGANISATION.match(name)
            name = whole[0] if whole else name
            if (
                re.search(r"\d", name)
                or _HEADING.search(name)
                or dates.find(name)
                or name[-1] in ":;"
                or len(name.split()) > MAX_FIRM_WORDS
            ):
                continue
            mark = Mark(leaf.page, line.start, line.start + len(text))
            yield fact(key, name, mark, confidence=0.87, quote_limit=1)
            return


_HEADING = re.compile(
    r"(?i)\b(?:section|independent|report|bericht|rapport|informe|relazione|relatório|verslag|opinion|of the|"
    r"des |statements?|"
    r"accounts|jahresabschluss|"
    r"comptes annuels|cuentas|bilancio|contas|wir |we |nous |certifi\w+|members?|mitglied|membre)\b"
)
MAX_FIRM_WORDS = 8


def _without_calling(text: str) -> str:
    """A firm named with what it legally is, without what it signs as behind: "Example LLP, Statutory Auditor"."""
    for comma in re.finditer(", ", text):
        firm, calling = text[: comma.start()], text[comma.end() :]
        if _SIGNS_AS.match(calling) and _LEGAL_END.search(firm):
            return firm
    return text


def _dated_firm(text: str) -> str | None:
    """The firm of a line that holds a firm's name, perhaps a place, and a date."""
    dated = dates.find_days(text[-40:]) if len(text) <= 140 else []
    firm = (ORGANISATION.match(text) or _FIRMLIKE.match(text)) if dated else None
    return firm[0] if firm and _AUDITS.search(firm[0]) and _TAIL.fullmatch(text[firm.end() :]) else None


def _is_date(text: str) -> bool:
    if len(text) > MAX_DATED_LINE:
        return False
    found = dates.find_days(text)
    if len(text) <= 45 and found:
        return found[0].end >= len(text) - 1 and found[0].start < 25
    return bool(found) and found[-1].end >= len(text) - 1 and bool(_PLACE.fullmatch(text[: found[-1].start]))


MAX_DATED_LINE = 70
_PLACE = re.compile(rf"[{CAPITAL}][\w'-]+(?:,? [{CAPITAL}][\w'-]+){{0,3}},? ")
"""A place and what it lies in, ahead of a day."""


def _alone(leaves: Sequence[Leaf], key: str) -> Iterator[Fact]:
    """A line that is a firm's name and nothing else, and not the end of a name begun on the line above."""
    for leaf in leaves:
        if "opinion" not in leaf.low and "independent" not in leaf.low:
            continue
        lines = leaf.lines
        for number, line in enumerate(lines):
            text = line.text.strip(" ,")
            firm = _SIGNATURE.fullmatch(text) or _FIRM.fullmatch(text)
            if not firm or (number and (_RUNS_ON.search(lines[number - 1].text) or text.isupper())):
                continue
            name = None if re.search(r"(?i)report of|independent", text) else tidy(_without_calling(text))
            if name:
                yield fact(key, name, leaf.mark_line(line), confidence=0.85)
                return
