"""Licences to do business: their number, who holds them, who gave them, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_NUMBER = Labels(
    r"(?:business |trade |professional |account )?(?:licen[cs]e|permit|registration) (?:number|no\.?|num\.?|#|id)",
    r"licen[cs]e ?#",
    r"(?:gewerbe|erlaubnis|lizenz)-?(?:nummer|nr\.?)|numéro de licence|número de licencia|numero (?:di )?licenza",
)
_VALUE = re.compile(r"#?\s?(?P<n>(?=[A-Z0-9./\-]*\d{2})[A-Z0-9](?:[A-Z0-9./\-]*[A-Z0-9])?)(?!\S)")
_HOLDER = Labels(
    r"(?:licen[cs]ee?|permit) ?(?:holder|name)?|name of (?:licen[cs]ee|business|holder)|"
    r"(?:business|trade|firm|legal|entity|owner) name|issued to|licensee|titulaire|titular|inhaber(?:in)?",
)
_ISSUER = Labels(
    "(?:issued by|issuing (?:authority|agency|office)|licensing authority|authority)", "erteilt von|ausgestellt von"
)
_ISSUED = Labels("(?:date (?:of )?)?issued?(?: on| date)?|date of issue|issuance date")
_ENDS = Labels(
    r"(?:licen[cs]e |permit )?(?:expiration|expiry|expires|expire)(?: date| on)?|date of expir(?:y|ation)|"
    "valid (?:until|through|thru|to)|gültig bis|valable jusqu'au|válid[oa] hasta|geldig tot"
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
        for field in labels.find(leaves):
            value = tidy(field.value)
            if value and value[0].isupper() and len(value.split()) <= 10 and not is_label(value):
                yield fact(key, value, field.mark, confidence=0.86)
                break
    for labels, key in ((_ISSUED, "issue_date"), (_ENDS, "expiry_date")):
        for field in labels.find(leaves, loose=True):
            found_days = dates.find_days(field.value[:40], day_first=view.day_first)
            if found_days and found_days[0].start < 8:
                yield fact(key, found_days[0].iso, field.mark, confidence=0.88)
                break
