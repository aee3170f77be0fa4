"""Who insures and who is insured, as papers of insurance put it beside labels: shares of several insurers, tiles, heads
of letters, subjects and sentences in the languages read; and names made whole or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from muniment.judging.facts.fields import Labels
from muniment.judging.facts.insurance_parties import insures
from muniment.judging.facts.keys import FoundFact, fact
from muniment.judging.facts.names import ORGANISATION, PARTY, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

_ORG = ORGANISATION.pattern
_JA = r"[^\s、。：:・（()「」は]{1,22}"
_JA_INSURER = (
    rf"(?:{_JA}(?:損害保険|海上保険|火災保険|生命保険|少額短期保険|共済)(?:株式会社|相互会社|組合)|"
    rf"(?:株式会社|相互会社){_JA}(?:損害保険|火災保険|保険))"
)
_SHARE = re.compile(
    rf"(?P<name>(?:{_ORG})|(?:[A-Z][\w&]+ ){{1,3}}[Ss]yndicate \d{{3,4}}(?: at Lloyd['’]?s)?|"
    rf"{_JA_INSURER})[^;()（%\d\n]{{0,60}}[(（]?[^()（）%％;]{{0,24}}?\b\d{{1,3}}(?:[.,]\d+)?\s?[%％]|"
    rf"\d{{1,3}}(?:[.,]\d+)?\s?% (?P<behind>{_ORG})"
)
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?[%％]")
_LLOYDS = (
    r"(?:[Cc]ertain )?[Uu]nderwriters at Lloyd['’]?s(?: of London)?"
    r"(?:,? \(?[Ss]yndicates? (?:no\.? )?[A-Z]{0,4} ?\d[\d/, &]*\d\)?)?|"
    r"Lloyd['’]?s [Ss]yndicate (?:no\.? )?\d{3,4}"
)
_WITH = re.compile(
    rf"(?:\b(?i:insurers? (?:is|are)|versicherer ist(?: die)?|assureur est(?: la)?|aseguradora es|"
    rf"assicurator[ei] è(?: la)?|verzekeraar is|seguradora é(?: a)?|"
    rf"insured (?:with|by)|underwritten by|(?:placed|provided|issued|arranged) (?:with|by)|, with|"
    rf"auprès (?:de(?: la)?|d')|"
    rf"(?:und|et|y|e|en|and) (?:de |bei (?:der )?|bij )?|presso|bij|junto (?:da|de)|bei (?:der|dem))) "
    rf"(?P<name>(?:{_LLOYDS})|(?:{_ORG}))"
)
_TILE = re.compile(r"(?:INSURER|Insurer|COMPANY|Company) [A-F]\s?:?")
_CO_INSURER = Labels(
    "co-?assureurs?", "co-?insurers?", "mitversicherer", "co-?asegurador(?:a|as|es)?", "co-?assicurator[ei]",
    "(?:mede|co)-?verzekeraars?", "co-?segurador(?:a|as|es)?", "following insurers?",
)  # fmt: skip
_INSURED = Labels(
    "insured(?:'?s)? (?:full |legal )?name", "name of insured", "policyholder(?: ?/ ?insured)?", "the insured",
    "assurée? (?:désignée?|principale?|nommée?)", "preneur(?: d['’]assurance)?(?: ?/ ?assurée?)?",
    "souscripteur(?: ?/ ?assurée?)?",
    "tomador(?:a)? (?:y|e) (?:asegurad|segurad)[oa]", "tomador ?/ ?(?:asegurad|segurad)[oa]",
    "estipulante ?/ ?segurad[oa]", "segurad[oa]",
    "contraente (?:e|/) assicurat[oa]", "contraente ?/ ?assicurat[oa]", "assicurat[oa]", "contraente",
    "versicherungsnehmer(?:in)? ?(?:/|und) ?versicherte[rs]?", "verzekeringnemer(?: ?/ ?| en )verzekerde",
    "verzekerden?", "verzekeringnemer",
    "(?:persona|empresa|sociedad|entidad|entidade|pessoa|sociedade) (?:asegurad|segurad)a",
    "(?:persona|impresa|società|ditta) assicurata", "(?:société|entreprise|personne(?: morale)?) assurée",
    "versicherte[rs]? (?:firma|person|gesellschaft|betrieb)", "verzekerde (?:onderneming|organisatie|vennootschap)",
    "保険契約者(?:・(?:記名)?被保険者)?", "(?:記名)?被保険者", "ご契約者",
)  # fmt: skip
_THEMSELVES = Labels(
    "assicurat[oa]", "asegurad[oa]", "segurad[oa]", "assurée?", "versicherte[rs]?(?: unternehmen)?", "verzekerde",
    "(?:記名)?被保険者",
)  # fmt: skip
"""Labels of who is insured, where another took the policy out."""
_EMPLOYER = Labels(
    "contratante(?: ?/ ?asegurado)?", "employer(?: name)?", "insured employer", "policyholder", "account name", "member"
)
_SUBJECT = re.compile(
    rf"(?:(?i:re|subject|our client|betreff|betrifft|objet|concerne|asunto|ref|oggetto|betreft|onderwerp|"
    rf"assunto)\s?:\s?|"
    rf"(?i:(?:letter of )?(?:confirmation|evidence|schedule|summary|verification|programme|proof|"
    rf"overview) of (?:insurances?|cover(?:age)?))"
    rf"(?: (?:for|of))?\s?[-:–]?\s)(?:(?i:the|M/s\.?|attest|bestätigung für|die|firma)\s[-–]?\s?)?(?P<name>{_ORG})"
)
_OWNED = re.compile(
    rf"(?P<name>{_ORG})(?: and (?:its )?subsidiaries)?\s?[-–:]\s?(?i:(?:confirmation|evidence|"
    rf"verification|proof) of)"
)
_SAID = re.compile(
    rf"(?:\b(?i:in favou?r of|(?:named )?insured (?:(?:on|under) (?:\w+ ){{1,4}})?is|"
    rf"insured firm|insured company|(?:it )?has insured|zu ?gunsten (?:der|des|von)|"
    rf"für den fuhrpark (?:der|des|von)|"
    rf"pour le compte de(?: notre client[e]?)?|notre cliente?|für unseren? (?:mandant(?:en|in)|kund(?:en|in)|"
    rf"versicherungsnehmer(?:in)?)|op verzoek van|ten (?:gunste|name) van|"
    rf"verzekeren van:?|verzekering van|"
    rf"(?:bescheinigen|bestätigen)(?: wir)?(?: hiermit)? (?:der|dem)|a favor de|em favor de|a favore d[ei]l?l?a?|"
    rf"nuestro cliente|nosso cliente|nostro cliente|dass (?:die|das|"
    rf"der) (?:firma )?|"
    rf"(?:the )?policy of|our client,?))(?: (?:la|the|M/s\.?|die|der|de|firma|Firma|empresa|sociedad|sociedade|"
    rf"société|società)){{0,2}}"
    rf" (?P<name>{PARTY.pattern})"
)
_HEADED = re.compile(
    r"(?i)insurance|indemnity|casualty|\bassurances?\b|assicura\w+|versicherung\w*|seguros\b|segurador\w*|"
    r"verzekering\w*|"
    r"compensation fund|\bmutual\b|\bmutuelle\b|\bm[úu]tua\b|\bonderlinge\b|surety|underwriters"
)
_ENDS_AS_INSURER = re.compile(
    r"(?i)(?:company|co\.?|corporation|fund|association|mutual|societ\w+|\ba\. ?g\.?|VVaG|seguros|"
    r"m[úu]tua de seguros|U\.A\.?|exchange|"
    r"\b(?:AG|SE|plc|Ltd|Limited|S\.?A\.?|S\.p\.A\.?|N\.?V\.?|Inc\.?))$"
)
_OF_PAPER = re.compile(
    r"(?i)certificat|\bcertificad|policy|polic[ey]\b|police\b|polis|p[óo]liza|ap[óo]lice|polizza|schedule|"
    r"declarations?|confirm|evidence|"
    r"bestätigung|nachweis|attest|insured|cover\b|coverage|liability|haftpflicht|broker|agent|agency|makler|"
    r"courtier|corred|corret|mediad|"
    r"insurance (?:binder|summary)|seguro de\b|assicurazione\b|verzekering(?:sbewijs|sattest)?$|centre|center"
)
_LEADING = re.compile(
    r"^(?:.*\b\d{4} (?:von der|durch die|by|par|por|da|door) |(?:[Ff]or|FOR|Wij|Nous|We|Wir|Noi|p\.?p\.?|"
    r"[Nn]amens(?: de)?|[Pp]our|"
    r"[Pp]or|[Pp]er|Für)(?: and on behalf of| die| la)?,? (?=[A-ZÀ-Þ]))"
)
_REMARK = re.compile(
    r"\s*\((?=[^)]*(?:\d|l[íi]der|lead|führend|apérit|delegat|leidend|"
    r"reg))[^)]*\)?.*$",
    re.IGNORECASE,
)
_KEEP = re.compile(r"(?i)syndicate|branch|succursale|niederlassung")
_AHEAD_OF_NAME = re.compile(
    r"(?:Companhia (?:Portuguesa )?de Seguros|Compagnie (?:d['’])?[Aa]ssurances?|"
    r"Compañía (?:Española )?de Seguros(?: y Reaseguros)?|"
    r"Sucursal en España de|Compagnia (?:Italiana )?di Assicurazion[ei]|Mutuelle|Mútua|Mutua|"
    r"Société d['’]assurances?) $"
)
_BARE = re.compile(
    r"(?i)(?:insurance|specialty|assurances?|versicherung\w*|seguros|verzekeringen|assicurazioni|mutual|casualty|"
    r"indemnity|underwriters?|general)"
    r"(?: (?:se|co\.?|company|ag|sa|s\.a\.?|plc|ltd\.?|limited|nv|n\.v\.?|s\.p\.a\.?|inc\.?|corp\.?|insurance))*"
)
"""What is left of an insurer's name that a line broke."""
MAX_MENTIONS, MAX_HEAD_LINES, MAX_LINE, MAX_PAGE = 40, 4, 150, 6_000


def names(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Candidates for `insurers` and `insured`."""
    for leaf in leaves:
        yield from _by_shares(leaf)
        yield from _in_tiles(leaf)
        yield from _by_sections(leaf)
        yield from _with_others(leaf)
    yield from _heads(leaves[:1])
    for labels, sure in ((_THEMSELVES, 0.9), (_INSURED, 0.87), (_EMPLOYER, 0.72)):
        for field in labels.find(leaves, loose=True):
            whole = PARTY.match(field.value)
            name = tidy(whole[0]) if whole else _japanese(field.value)
            if name and not insures(name) and not is_label(name):
                yield fact("insured", name, field.mark, confidence=sure, quote_limit=1)
                break
    for leaf in leaves:
        yield from _subjects(leaf)


def made_whole(found: Fact) -> Fact | None:
    """A fact with its names whole: without what leads to a name or remarks on it; None of a broken insurer's."""
    if found.key == "insured" and isinstance(found.value, str):
        return replace(found, value=_REGISTERED.sub("", _MESSRS.sub("", found.value)))
    if found.key != "insurers" or not isinstance(found.value, tuple) or not isinstance(found, FoundFact):
        return found
    page = " ".join(found.mark.page.text.split()) if found.mark else ""
    values = []
    for value in found.value:
        bare = _LEADING.sub("", value)
        bare = re.split(r", (?=[a-zà-ÿ]{4})", bare)[0]
        name = tidy(bare if _KEEP.search(bare) else _REMARK.sub("", bare)) or ""
        at = page.find(name)
        ahead = _AHEAD_OF_NAME.search(page, max(0, at - 45), at) if name and at > 0 else None
        name = f"{ahead[0]}{name}" if ahead else name
        if not name or _BARE.fullmatch(name):
            return None
        values.append(name)
    return replace(found, value=tuple(dict.fromkeys(values)))


_MESSRS = re.compile(r"^M/s\.? (?=\S)", re.IGNORECASE)
_REGISTERED = re.compile(r"(?<=\w[.)\w]) \((?=[^()]*\d{3})[A-Za-z][^()\d]{0,24}[\d./ -]{3,24}[A-Z]?\)?$")
"""The number of a register behind a name: "(reg. 2014/000111/07)"."""


def _japanese(text: str) -> str | None:
    return text.split(" ")[0] if re.match(r"[\u3040-\u30ff\u4e00-\u9fff]", text) else None


def _by_shares(leaf: Leaf) -> Iterator[Fact]:
    """Insurers each named with the share it bears, which together are all of the risk; in rows, else in sentences."""
    if not _PERCENT.search(leaf.flat[:MAX_PAGE]):
        return
    short = (line for line in leaf.lines if len(line.text) <= MAX_LINE and _PERCENT.search(line.text))
    rows = [(found, leaf.mark_line(line)) for line in short if (found := _SHARE.search(line.text))]
    flat = [(one, leaf.mark(*one.span())) for one in islice(_SHARE.finditer(leaf.flat[:MAX_PAGE]), MAX_MENTIONS)]
    for told in (rows[:MAX_MENTIONS], flat):
        names = [tidy(one["name"] or one["behind"] or "") for one, _ in told]
        shares = [float(share[1].replace(",", ".")) for one, _ in told if (share := _PERCENT.search(one[0]))]
        if len(told) > 1 and all(names) and len(shares) == len(told) and abs(sum(shares) - 100) < _ROUNDED:
            mark = told[0][1].to(told[-1][1])
            yield fact("insurers", tuple(name for name in names if name), mark, confidence=0.93, quote_limit=1200)
            return


_ROUNDED = 1.1


def _in_tiles(leaf: Leaf) -> Iterator[Fact]:
    named: list[tuple[str, Mark]] = []
    for line, below in pairwise(leaf.lines):
        name = tidy(below.text) if _TILE.fullmatch(line.text) else None
        if name and name[0].isupper() and not is_label(name):
            named.append((name, leaf.mark_line(line).to(leaf.mark_line(below))))
    if named:
        mark = named[0][1].to(named[-1][1])
        yield fact("insurers", tuple(name for name, _ in named), mark, confidence=0.89, quote_limit=900)


def _with_others(leaf: Leaf) -> Iterator[Fact]:
    """Every insurer that sentences or labels name, where they name several."""
    told = [
        one for one in islice(_WITH.finditer(leaf.flat), MAX_MENTIONS) if insures(one["name"]) or "Lloyd" in one["name"]
    ]
    values = tuple(dict.fromkeys(name for one in told if (name := tidy(one["name"]))))
    if told and (len(values) > 1 or "Lloyd" in values[0]):
        mark = leaf.mark(told[0].start("name"), told[-1].end("name"))
        yield fact("insurers", values, mark, confidence=0.79, quote_limit=1500)
    others = [field for field in _CO_INSURER.find([leaf], loose=True) if ORGANISATION.match(field.value)]
    first = re.search(rf"(?:\b(?i:assureur|insurer|versicherer|asegurador[ae]?|assicurator[ei]|verzekeraar|"
    rf"segurador[ae]?))[\s:]+(?P<name>{_ORG})",
                      leaf.flat)  # fmt: skip
    if others and first:
        whole = ORGANISATION.match(others[0].value)
        name, second = tidy(first["name"]), tidy(whole[0]) if whole else None
        if name and second:
            mark = leaf.mark(*first.span("name")).to(others[0].mark)
            yield fact("insurers", (name, second), mark, confidence=0.9, quote_limit=900)


_SECTION = re.compile(
    rf"(?i:insurer|underwriter|versicherer|assureur|aseguradora?|assicurator[ei]|compagnia|verzekeraar|seguradora?)"
    rf"(?:\s?[:\t]\s?|\s)(?P<name>{_ORG})"
)


def _by_sections(leaf: Leaf) -> Iterator[Fact]:
    """The insurers of sections, each with a line that names its own, where these are several."""
    told = [(one, line) for line in leaf.lines if len(line.text) <= MAX_LINE and (one := _SECTION.fullmatch(line.text))]
    names = tuple(dict.fromkeys(name for one, _ in told if (name := tidy(one["name"]))))
    if len(names) > 1:
        mark = leaf.mark_line(told[0][1]).to(leaf.mark_line(told[-1][1]))
        yield fact("insurers", names, mark, confidence=0.9, quote_limit=1500)


def _heads(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """An insurer that heads or closes the first page, alone on its line or ahead of a dash."""
    for leaf in leaves:
        lines = list(leaf.lines)
        for place, line in enumerate([*lines[:MAX_HEAD_LINES], *lines[MAX_HEAD_LINES:][-MAX_HEAD_LINES:]]):
            if len(line.text) > MAX_LINE:
                continue
            head = re.split(r" [-–·|] |, (?=[a-z])", line.text)[0].strip()
            head = re.split(r" t/a ", head)[0]
            is_name = _HEADED.search(head) and _ENDS_AS_INSURER.search(head) and 1 < len(head.split()) <= 9
            name = tidy(_LEADING.sub("", head)) if is_name and not _OF_PAPER.search(head) else None
            if name and name[0].isupper() and not re.search(r"\d|[:;]", name):
                yield fact(
                    "insurers", (name,), leaf.mark_line(line), confidence=0.56 - 0.01 * (place > 3), quote_limit=1
                )
                return
        for line in leaf.lines:
            german = _GERMAN.search(line.text)
            if german:
                yield fact("insurers", (german["name"],), leaf.mark_line(line), confidence=0.54, quote_limit=1)
                return
        said = re.search(rf"(?P<name>{_JA_INSURER})", leaf.flat)
        if said:
            yield fact("insurers", (said["name"],), leaf.mark(*said.span("name")), confidence=0.55, quote_limit=1)
            return


_GERMAN = re.compile(
    r"(?P<name>[A-ZÄÖÜ][\w&-]{0,60}(?: [A-ZÄÖÜ][\w&-]{0,60}){0,4}?[ -]Versicherungs[- ]?(?:AG|SE|Aktiengesellschaft|"
    r"Gesellschaft AG))(?!\w)"
)
"""An insurer whose legal form is written on to what it does."""


def _subjects(leaf: Leaf) -> Iterator[Fact]:
    for line in leaf.lines:
        if len(line.text) > MAX_LINE:
            continue
        subject = _SUBJECT.match(line.text) or _OWNED.match(line.text)
        name = tidy(subject["name"]) if subject else None
        if name and not insures(name):
            yield fact("insured", name, leaf.mark_line(line), confidence=0.81, quote_limit=1)
            break
    for said in islice(_SAID.finditer(leaf.flat), MAX_MENTIONS):
        name = tidy(said["name"])
        if name and not insures(name):
            yield fact("insured", name, leaf.mark(said.start("name"), said.end("name")), confidence=0.77, quote_limit=1)
            break
