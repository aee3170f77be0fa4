"""Licences to do business: their number, who holds them, who gave them, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import authorities, dates, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_NUMBER = Labels(
    r"(?:business |trade |professional |account )?(?:licen[cs]e|permit|registration|certificate)(?: ?/ ?account)? "
    r"(?:number|no\.?|num\.?|#|id)|(?:account|reference|file) (?:number|no\.?)",
    r"licen[cs]e ?#",
    *vocabulary.labels("business_licence", "licence_number"),
)
_BARE_NUMBER = Labels(r"(?:number|no\.?|nummer|nr\.?|numéro|n[°º]\.?|número|numero|num\.?)")
"""A number that says of nothing that it is its own: the paper's, at its head."""
_KINDS = (
    r"licen[cs]e|permit|authori[sz]ation|registration certificate|\w*erlaubnis|\w*bewilligung|\w*genehmigung|"
    r"\w*konzession|"
    r"\w*zulassung|gewerbeschein|\w*vergunning|ontheffing|erkenning|licence|autorisation|agrément|permis|"
    r"carte professionnelle|"
    r"licencia|autorizaci[óo]n|permiso|patente|habilitaci[óo]n|licenza|autorizzazione(?: generale)?|concessione|"
    r"alvará|licença|"
    r"autorização|registo|título"
)
_SAID = re.compile(
    rf"(?i:\b(?:{_KINDS})\b(?: (?:de|d[aeo]|del|di|der|for|of|para|pour) \w+){{0,2}},? (?:number|no\.?|nr\.?|"
    rf"nummer|numéro|n[°ºo]\.?|número|numero|n\.|núm\.?|nro\.?)"
    r"[: ]{1,2})(?P<n>(?=[A-Z0-9./\-]*\d)[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?)(?![\w])"
)
_TITLED = re.compile(
    rf"(?i:(?:{_KINDS}):? )(?P<n>(?=[A-Z0-9./\-]*\d{{2}})(?=[A-Z0-9./]*[A-Z\-/])[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?)"
)
"""The paper's title with its number and nothing between: "Licence FP-0318"."""
_OF_FILE = re.compile(
    r"(?i)zeichen|az\.|kenmerk|dossier|zaak|expte|expediente|prot|pratica|file|reference|réf|processo|vorgang"
)
"""Labels of an office's own file, which numbers a licence that has no number of its own."""
HEAD_LINES = 8
_VALUE = re.compile(
    r"#?\s?(?P<n>(?:[A-Z]{1,3} )?(?=[A-Z0-9./\-]*\d{2})[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?(?:/\d{2,4})?)(?!\S)",
    re.IGNORECASE,
)
_LONG_VALUE = re.compile(r"(?P<n>[A-Z]{2,3} \d{1,3}[a-z]?/\d{2,6}/\d{2,4})(?!\S)")
"""A file's number of several parts: "GE 34c/0072/26"."""
_HOLDER = Labels(
    r"(?:licen[cs]ee?|permit) ?(?:holder|name)?|name of (?:licen[cs]ee|business|holder)|"
    r"(?:business|trade|firm|legal|entity|owner) name|issued to|licensee",
    *vocabulary.labels("certificate", "holder"),
    *vocabulary.labels("business_licence", "holder"),
)
_PERSON = re.compile(r"(?P<name>[A-ZÀ-Þ][\w'’-]+(?: (?:van|von|de|da|der|den|[A-ZÀ-Þ][\w'’-]*\.?))* [A-ZÀ-Þ][\w'’-]+)")
_TO_PERSON = re.compile(
    rf"\b(?i:frau|herrn?|mevrouw|mr\.?|mrs\.?|ms\.?|monsieur|madame|don|doña|señora?|signora?|sr\.?|"
    rf"sra\.?) (?:Dr\. )?{_PERSON.pattern}"
    r"(?=[^.;]{0,160}?(?i:wird|erteilt|verle|autoris|autoriz|authori|granted|licen))"
)
_ISSUER = Labels(
    "(?:issued by|issuing (?:authority|agency|office)|licensing authority|authority)",
    *vocabulary.labels("certificate", "issuer"),
    *vocabulary.labels("business_licence", "issuer"),
)
_ISSUED = Labels(
    "(?:date (?:of )?)?issued?(?: on| date)?|date of issue|issuance date",
    *vocabulary.labels("certificate", "issue_date"),
    *vocabulary.labels("business_licence", "issue_date"),
)
_ENDS = Labels(
    r"(?:licen[cs]e |permit )?(?:expiration|expiry|expires|expire)(?: date| on)?|date of expir(?:y|ation)|"
    "valid (?:until|through|thru|to)",
    *vocabulary.labels("certificate", "expiry_date"),
    *vocabulary.labels("business_licence", "expiry_date"),
)


def business_licence(view: View) -> Iterator[Fact]:
    """`licence_number`, `holder`, `issuer`, `issue_date` and `expiry_date`, each beside or below its label, in
    a sentence
    or where such papers have it."""
    leaves = view.front(2)
    yield from _number(leaves)
    for labels, key in ((_HOLDER, "holder"), (_ISSUER, "issuer")):
        for field in labels.find(leaves, loose=True):
            whole = ORGANISATION.match(field.value)
            is_close = field.mark.text.startswith(f"{field.label} {field.value}")
            value = tidy(whole[0] if whole else field.value) if whole or not is_close else None
            if value and value[0].isupper() and len(value.split()) <= 10 and not is_label(value):
                yield fact(key, value, field.mark, confidence=0.86)
                break
    for leaf in leaves:
        person = _TO_PERSON.search(leaf.flat[:4_000])
        if person:
            yield fact("holder", person["name"], leaf.mark(*person.span("name")), confidence=0.7)
            break
    yield from authorities.issuers(view, leaves)
    for labels, key in ((_ISSUED, "issue_date"), (_ENDS, "expiry_date")):
        for field in labels.find(leaves, loose=True):
            found_days = dates.find_days(field.value[:40], day_first=view.day_first)
            if found_days and found_days[0].start < 8:
                yield fact(key, found_days[0].iso, field.mark, confidence=0.88)
                break


def _number(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    for field in _NUMBER.find(leaves, loose=True):
        found = _LONG_VALUE.match(field.value) or _VALUE.match(field.value)
        if found and not dates.find(found["n"]):
            of_file = _OF_FILE.search(field.label)
            yield fact("licence_number", found["n"], field.mark, confidence=0.75 if of_file else 0.9)
            if not of_file:
                break
    for leaf in leaves:
        said = {found["n"]: found for found in _SAID.finditer(leaf.flat[:6_000]) if not dates.find(found["n"])}
        if len(said) == 1:
            ((number, match),) = said.items()
            yield fact("licence_number", number, leaf.mark(*match.span()), confidence=0.87, quote_limit=1)
            break
    for leaf in leaves[:1]:
        for line in leaf.lines[:HEAD_LINES]:
            titled = _TITLED.fullmatch(line.text)
            if titled and not dates.find(titled["n"]):
                yield fact("licence_number", titled["n"], leaf.mark_line(line), confidence=0.8)
                break
    for field in _BARE_NUMBER.find(leaves[:1], loose=True):
        found = _VALUE.match(field.value)
        is_high = field.mark.page.text[: field.mark.start].count("\n") < HEAD_LINES
        if found and is_high and not dates.find(found["n"]):
            yield fact("licence_number", found["n"], field.mark, confidence=0.7)
            break
