"""Certificates of insurance, above all the ACORD 25 form: who insures whom, policies, limits, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from muniment.judging.facts import acord, dates, notices, renewals, vocabulary
from muniment.judging.facts.covers import ANY_COVER
from muniment.judging.facts.currencies import Currencies
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.insurance_holders import holders
from muniment.judging.facts.insurance_issuers import issuer
from muniment.judging.facts.insurance_kinds import kinds
from muniment.judging.facts.insurance_limits import covers
from muniment.judging.facts.insurance_named import named
from muniment.judging.facts.insurance_names import made_whole, names
from muniment.judging.facts.insurance_parties import parties
from muniment.judging.facts.insurance_policies import is_of_another, is_sum_or_glued, may_be_number, policy_numbers
from muniment.judging.facts.insurance_spans import spans
from muniment.judging.facts.insurance_sums import limits
from muniment.judging.facts.insurance_tables import columns
from muniment.judging.facts.insurance_years import by_claim_and_year
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, is_blank, tidy
from muniment.judging.facts.view import ACORD, Leaf, View
from muniment.judging.model import Fact

_NUMBER_WORDS = "|".join(
    [r"policy (?:number|no\.?|#)", *vocabulary.labels("certificate_of_insurance", "policy_numbers")]
)
_NUMBER_VALUE = r"[A-Z0-9](?:[A-Z0-9\-/.]*[A-Z0-9])?"
_LAST_LETTER = r"(?:(?<=\d) [B-HJ-NP-Z](?![\w'’]))?"
"""A letter that checks a number set in groups: "147 882 903 K"."""
_POLICY_NUMBER = re.compile(
    r"(?<!(?i:previous) )(?<!(?i:prior) )(?<!(?i:former) )(?<!(?i:expiring) )(?<!(?i:replaces) )(?<!(?i:superseded) )"
    rf"(?<!\w)(?i:{_NUMBER_WORDS})[\s:.]{{0,3}}"
    rf"(?P<n>{_NUMBER_VALUE}(?: (?=[A-Z0-9\-/.]*\d){_NUMBER_VALUE}){{0,3}}{_LAST_LETTER})"
)
_ROW_NUMBER = re.compile(
    r"(?<![\w$/.,])(?=[A-Z0-9\-/]*\d{3})(?=[A-Z0-9\-/]*[A-Z\-])[A-Z0-9][A-Z0-9\-/]{5,24}(?![\w/.,])"
)
_TELEPHONE = re.compile(r"\d{3}-\d{3}-\d{4}|\d{3}-\d{4}|\d-\d{3}-\d{3}-\d{4}|0\d{2,4}-\d{3,4}-?\d{3,4}")
_CALL = re.compile(
    r"(?i)(?:phone|tel(?:ephone|\.)?|fax|mobile|cell|call|ext|hotline)(?: (?:no|number|#))?\W{0,6}[\d +()-]*$"
)
_REFERENCE = re.compile(
    r"(?i)\b(?:(?:our|your|broker|client|file|firm|claim|quote|quotation|invoice)? ?ref(?:erence)?|certificate|"
    r"claim|invoice|"
    r"quote|quotation|registration|registered|company|vat|naic|licen[cs]e|account)\.?(?: (?:no|number|nr|"
    r"#)\.?)?\W{0,3}$"
)
"""Ahead of a letter's reference or another's number."""
_CERTIFICATE = Labels(
    r"(?:certificate|memorandum|binder|cover note|confirmation)(?: of (?:insurance|currency|cover))? "
    r"(?:number|no\.?|nr\.?|#|id|ref(?:erence|\.)?)",
    r"certificat(?: d['’]assurance)? (?:num[ée]ro|n[°ºo]\.?)",
    r"certificado(?: de seguro)? (?:n[úu]m(?:ero|\.)?|n\.?[°º]\.?)",
    r"certificato(?: di assicurazione)? (?:numero|n\.?[°º]?\.?)",
    r"(?:versicherungs)?(?:zertifikat|bestätigung|bescheinigung)s?(?:-?nummer|-?nr\.?| nr\.?)",
    r"(?:verzekerings)?certificaat(?:nummer|nr\.?| (?:nummer|nr\.?))",
    r"証明書番号|証明番号",
)
_HOLDER_BOX = re.compile(r"CERTIFICATE HOLDER(?:\s+CANCELLATION)?")
_NUMBER = re.compile(r"(?=[\w./-]*\d)[A-Z0-9][\w./-]{3,30}(?=$|,|;| [A-Z-])")
_EFFECTIVE = Labels(
    r"(?:(?:effective )?date of (?:the )?)?(?:commencement|inception|start)(?: date)?(?: (?:of|"
    r"for) (?:the )?(?:insurance )?"
    r"(?:policy|cover|insurance|risk)(?: period)?)?(?: for the purposes? of (?:the )?[\w' ]{3,50})?",
    r"(?:policy |cover |insurance )?(?:effective|eff|inception|start|incepts)(?: date)?|(?:cover|insurance|"
    r"insured|policy) from|"
    r"valid from|in force from|attachment date",
    "from",
    "period of insurance from",
)
_EXPIRY = Labels(
    r"(?:date of )?expiry(?: date)?(?: (?:of|for) (?:the )?(?:insurance )?(?:policy|cover|insurance|"
    r"risk)(?: period)?)?",
    r"(?:policy |cover |insurance )?(?:expiration|expiry|expires|exp|end|renewal)(?: date)?|(?:cover|"
    r"insurance|insured|policy) "
    r"(?:to|until)|valid (?:to|until|till)|in force (?:to|until)",
    "to",
)
_PERIOD_WORDS = ("period", "policy term", "effective")
_SPAN = re.compile(rf"(?i)(?:{'|'.join(sorted(_PERIOD_WORDS, key=len, reverse=True))})\w*[: ].{{0,170}}")
_STARTS_AND_ENDS = re.compile(
    r"(?i)\b(?:cover|policy|insurance)\b[^.;]{0,30}?\b(?:starts?|begins?|commences?|incepts?|(?:in force )?from)\b"
    r"(?P<a>.{6,30}?)\b(?:ends?|expires?|until|to|through)\b(?P<b>.{6,45})"
)
"""A sentence that says when cover begins and when it ends."""
_NUMERIC_PAIR = re.compile(r"(?P<a>\d{1,2}/\d{1,2}/\d{2,4})\s+(?:to\s|-\s)?(?P<b>\d{1,2}/\d{1,2}/\d{2,4})")


def certificate_of_insurance(view: View) -> Iterator[Fact]:
    """Facts of a certificate. Columns arrive as runs of text, so limits are read beside their own labels."""
    leaves = view.front(3)
    currencies = Currencies(view, leaves)
    stated, unclear = limits(view, leaves, currencies)
    for one in _found(view, leaves):
        is_clear = one.key not in unclear or one.confidence >= _OF_FORM
        is_meant = one.key != "currency" or currencies.is_meant(one)
        whole = made_whole(one) if is_clear and is_meant else None
        if whole is not None:
            yield whole
    yield from _goes_on(view)
    yield from issuer(leaves)
    yield from currencies.facts()
    yield from named(leaves, currencies)
    yield from stated


_OF_FORM = 0.9
"""Confidence of what stands in the boxes of a form."""


def _goes_on(view: View) -> Iterator[Fact]:
    """Whether the cover goes on when its period ends, and how long ahead that is to be stopped."""
    renews = list(renewals.renewal(view))
    yield from renews
    if renews:
        yield from (one for one in notices.notices(view) if one.key == "termination_notice")


def _found(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        yield from acord.of_form(leaf)
    yield from columns(leaves)
    yield from parties(leaves)
    yield from names(leaves)
    yield from _policies(leaves, is_english=view.reading.language in (None, "en"))
    yield from _labelled_policies(leaves)
    yield from policy_numbers(leaves)
    yield from by_claim_and_year(leaves, view.decimal)
    yield from covers(leaves, view.decimal)
    yield from kinds(leaves)
    yield from _dates(view, leaves)
    yield from spans(leaves, day_first=_day_first(view))
    yield from _certificate(leaves)


def _certificate(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`certificate_number` and, as `holder`, for whom the certificate was made out."""
    for field in _CERTIFICATE.find(leaves, loose=True):
        number = _NUMBER.match(field.value)
        if number and not dates.find(number[0]):
            yield fact("certificate_number", number[0], field.mark, confidence=0.85)
            break
    yield from holders(leaves)
    for leaf in leaves:
        for line, below in pairwise(leaf.lines):
            name = tidy(below.text) if _HOLDER_BOX.fullmatch(line.text) and re.fullmatch(NAME, below.text) else None
            if name and len(name.split()) > 1 and not name.isupper():
                yield fact("holder", name, leaf.mark_line(line).to(leaf.mark_line(below)), confidence=0.75)
                return


_NUMBER_LABELS = Labels(*vocabulary.labels("certificate_of_insurance", "policy_numbers"))
_LABELLED_VALUE = re.compile(
    rf"(?P<n>{_NUMBER_VALUE}(?: (?=[A-Z0-9\-/.]*\d){_NUMBER_VALUE}){{0,3}}{_LAST_LETTER})(?![\w/.-])"
)


def _labelled_policies(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The number that answers a label in a row of its own, above or below others or in a column."""
    for field in _NUMBER_LABELS.find(leaves, loose=True):
        found = _LABELLED_VALUE.match(field.value)
        number = found["n"] if found else ""
        if may_be_number(number, field.value[len(number) :]) and not dates.find(number, day_first=True):
            yield fact("policy_numbers", (number,), field.mark, confidence=0.7, quote_limit=1)
            return


def _policies(leaves: tuple[Leaf, ...], *, is_english: bool) -> Iterator[Fact]:
    for leaf in leaves:
        numbers = (
            (start, end)
            for match in _POLICY_NUMBER.finditer(leaf.flat)
            for start, end in [_whole(leaf, match)]
            if not is_of_another(leaf.flat, match.start(), start, end)
        )
        spans = [
            (start, end)
            for start, end in numbers
            if may_be_number(leaf.flat[start:end], leaf.flat[end : end + 12])
            and not _is_called(leaf.flat, start)
            and not is_sum_or_glued(leaf.flat[start:end], leaf.flat[end : end + 12])
        ]
        is_labelled = bool(spans)
        if not spans and is_english and ANY_COVER.search(leaf.flat):
            spans = [
                match.span()
                for match in _ROW_NUMBER.finditer(leaf.flat)
                if _is_policy(leaf.flat, match)
                and not is_sum_or_glued(match[0], leaf.flat[match.end() : match.end() + 12])
            ]
        values = [leaf.flat[start:end] for start, end in spans]
        kept = tuple(
            dict.fromkeys(value for value in values if not is_blank(value) and not dates.find(value, day_first=True))
        )
        if kept:
            mark = leaf.mark(spans[0][0], spans[-1][1])
            yield fact("policy_numbers", kept, mark, confidence=0.75 if is_labelled else 0.72, quote_limit=2500)
            return


def _whole(leaf: Leaf, match: re.Match[str]) -> tuple[int, int]:
    """Where a number stands in the flat text, without what follows it in the next cell or line, or is a date."""
    start, end = match.span("n")
    mark = leaf.mark(start, end)
    end = start + len(re.split(r"[\n\t|]", mark.text)[0].rstrip())
    following = dates.find(leaf.flat[start:end])
    if following and following[0].start:
        end = start + len(leaf.flat[start : start + following[0].start].rstrip())
    return start, end


def _is_policy(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like an identifier in a row may be a policy's number: no date, form or telephone number."""
    number = match[0]
    if dates.find(number) or "ACORD" in number or _TELEPHONE.fullmatch(number) or _is_called(text, match.start()):
        return False
    if _REFERENCE.search(text, max(0, match.start() - 40), match.start()):
        return False
    return bool(re.search(r"[A-Z]", number)) or len(number) > 9


def _is_called(text: str, start: int) -> bool:
    return bool(_CALL.search(text, max(0, start - 24), start))


MAX_HOUR = 20
"""Characters of an hour ahead of a day: "23:59 hours, "."""


def _day_first(view: View) -> bool | None:
    return False if any(ACORD.search(leaf.low) for leaf in view.leaves) else view.day_first


def _dates(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    day_first = _day_first(view)
    for leaf in leaves:
        for pair in _NUMERIC_PAIR.finditer(leaf.flat):
            found = dates.find_days(pair[0], day_first=day_first)
            if len(found) == 2 and 80 < (found[1].day - found[0].day).days < 1200:
                mark = leaf.mark(*pair.span())
                yield fact("effective_date", found[0].iso, mark, confidence=0.9)
                yield fact("expiry_date", found[1].iso, mark, confidence=0.9)
                return
    for hit in view.near(_PERIOD_WORDS, _SPAN, after=200, leaves=leaves):
        pairs = dates.periods(hit[0], day_first=day_first)
        if pairs:
            yield fact("effective_date", pairs[0][0].iso, hit.mark(), confidence=0.88)
            yield fact("expiry_date", pairs[0][1].iso, hit.mark(), confidence=0.88)
            return
    for hit in view.near(
        ("starts", "begins", "commences", "incepts", "from"), _STARTS_AND_ENDS, before=45, after=120, leaves=leaves
    ):
        first, last = (dates.find_days(hit[zone], day_first=day_first) for zone in ("a", "b"))
        if len(first) == 1 and last and 80 < (last[0].day - first[0].day).days < 1200:
            yield fact("effective_date", first[0].iso, hit.mark(), confidence=0.84)
            yield fact("expiry_date", last[0].iso, hit.mark(), confidence=0.84)
            break
    for labels, key in ((_EFFECTIVE, "effective_date"), (_EXPIRY, "expiry_date")):
        for field in labels.find(leaves, loose=True):
            found = dates.find_days(field.value[:50], day_first=day_first)
            if found and found[0].start < MAX_HOUR:
                yield fact(key, found[0].iso, field.mark, confidence=0.85)
                break
