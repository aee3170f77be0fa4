"""Licences to do business: their number, who holds them, who gave them, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, ORGANISATION, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_NUMBER = Labels(
    r"(?:business |trade |professional |account )?(?:licen[cs]e|permit|registration) (?:number|no\.?|num\.?|#|id)",
    r"licen[cs]e ?#",
    *vocabulary.labels("business_licence", "licence_number"),
)
_VALUE = re.compile(r"#?\s?(?P<n>(?=[A-Z0-9./\-]*\d{2})[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?)(?!\S)")
_HOLDER = Labels(
    r"(?:licen[cs]ee?|permit) ?(?:holder|name)?|name of (?:licen[cs]ee|business|holder)|"
    r"(?:business|trade|firm|legal|entity|owner) name|issued to|licensee",
    *vocabulary.labels("certificate", "holder"),
    *vocabulary.labels("business_licence", "holder"),
)
_ISSUER = Labels(
    "(?:issued by|issuing (?:authority|agency|office)|licensing authority|authority)",
    *vocabulary.labels("certificate", "issuer"),
)
_AUTHORITY = re.compile(
    r"(?i:(?:prefeitura|câmara|município|ayuntamiento|mairie|ville|commune|comune|city|town|county)(?: municipal)?"
    r"(?: d[aeio]s?| del| of)|gemeente|stadt|landeshauptstadt|landkreis|landratsamt)"
    rf"(?:[ '’-](?:[{CAPITAL}][^\W\d_]*|d[aeo]s?|del?|la|am|an|der|of)){{1,6}}"
)
"""A municipality's letterhead."""
LETTERHEAD_LINES = 4
_ISSUED = Labels(
    "(?:date (?:of )?)?issued?(?: on| date)?|date of issue|issuance date",
    *vocabulary.labels("certificate", "issue_date"),
)
_ENDS = Labels(
    r"(?:licen[cs]e |permit )?(?:expiration|expiry|expires|expire)(?: date| on)?|date of expir(?:y|ation)|"
    "valid (?:until|through|thru|to)",
    *vocabulary.labels("certificate", "expiry_date"),
)


def business_licence(view: View) -> Iterator[Fact]:
    """`licence_number`, `holder`, `issuer`, `issue_date` and `expiry_date`, each beside or below its label."""
    leaves = view.front(2)
    for field in _NUMBER.find(leaves, loose=True):
        found = _VALUE.match(field.value)
        if found and not dates.find(found["n"]):
            yield fact("licence_number", found["n"], field.mark, confidence=0.9)
            break
    for labels, key in ((_HOLDER, "holder"), (_ISSUER, "issuer")):
        for field in labels.find(leaves, loose=True):
            whole = ORGANISATION.match(field.value)
            is_close = field.mark.text.startswith(f"{field.label} {field.value}")
            value = tidy(whole[0] if whole else field.value) if whole or not is_close else None
            if value and value[0].isupper() and len(value.split()) <= 10 and not is_label(value):
                yield fact(key, value, field.mark, confidence=0.86)
                break
    for leaf in leaves[:1]:
        for line in leaf.lines[:LETTERHEAD_LINES]:
            if _AUTHORITY.fullmatch(line.text):
                yield fact("issuer", line.text, leaf.mark_line(line), confidence=0.7)
    for labels, key in ((_ISSUED, "issue_date"), (_ENDS, "expiry_date")):
        for field in labels.find(leaves, loose=True):
            found_days = dates.find_days(field.value[:40], day_first=view.day_first)
            if found_days and found_days[0].start < 8:
                yield fact(key, found_days[0].iso, field.mark, confidence=0.88)
                break
