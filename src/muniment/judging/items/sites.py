"""Sites of a certificate, from the table or list of its annex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts.view import View
from muniment.judging.items.grid import table_rows
from muniment.judging.items.row import item
from muniment.judging.items.sections import listed
from muniment.judging.model import Item

_HEADERS = {
    "name": re.compile(
        r"(?i)(?:site|location|organi[sz]ation|company|entity|standort|sites?|unternehmen)(?: (?:name|no|id|nr|"
        r"number))?|name"
    ),
    "address": re.compile(
        r"(?i)(?:site |registered |full )?(?:address(?:es)?|locations?|anschrift|adresse|standorte?|"
        r"sites?)(?: of (?:the )?site)?"
    ),
    "activities": re.compile(
        r"(?i)(?:registered |certified )?(?:activit(?:y|ies)|scope|functions?|processes|role|tätigkeit(?:en)?|"
        r"geltungsbereich|activités?)"
        r"(?: (?:of (?:the )?site|performed|at site))?"
    ),
}
_HEADING = re.compile(
    r"(?i)(?:(?:annex|appendix|schedule|anhang|anlage|"
    r"annexe)\W{0,3}\w{0,3}\W{0,3})?(?:(?:list of )?(?:the )?(?:certified |additional |"
    r"further |other |included )?(?:sites?|locations?)(?: (?:covered|included|certified|in scope).{0,40})?|"
    r"(?:weitere )?standorte|"
    r"(?:liste des )?sites(?: certifiés)?):?"
)
_ENDS = re.compile(
    r"(?i)(?:certificate|zertifikat|certificat|page|seite|issued?|valid|expiry|this |authori[sz]ed|signed)\b"
)
_PLACE = re.compile(r",|\d{4,5}|\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b")


def certificate_sites(view: View) -> Iterator[Item]:
    """The sites, in order."""
    found = [*_of_tables(view)] or [*_of_lists(view)]
    seen: set[tuple[str, ...]] = set()
    for one in found:
        key = tuple(str(value) for value in one.fields.values())
        if key not in seen:
            seen.add(key)
            yield one


def _of_tables(view: View) -> Iterator[Item]:
    for found in table_rows(
        view.leaves,
        _HEADERS,
        lambda names: bool(names & {"name", "address"}) and ("activities" in names or {"name", "address"} <= names),
    ):
        said = found.said
        place = said.get("address") or said.get("name") or ""
        if not re.search(r"[^\W\d_]{3}", place):
            continue
        one = item(
            "certificate_site", found.row.mark, **{name: said.get(name) for name in ("name", "address", "activities")}
        )
        if one is not None:
            yield one


def _of_lists(view: View) -> Iterator[Item]:
    for leaf in view.leaves[:12]:
        for number, line in enumerate(leaf.lines):
            if len(line.text) > 100 or not _HEADING.fullmatch(line.text.strip("#* ")):
                continue
            for one in listed(leaf, number + 1, _ENDS):
                if not _PLACE.search(one.text) or len(one.text) > 300:
                    continue
                made = item("certificate_site", one.mark, address=one.text)
                if made is not None:
                    yield made
