"""Lists of subprocessors as PDFs leave them: rows whose cells only single spaces part.

A row ends with a place, as the last column says, and begins with an organisation and what it legally is. One row that
does not, or a list that may go on over the page, and there is no list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.facts.names import ORGANISATION, PARTY
from muniment.judging.facts.view import Leaf, Line, Mark

_HEADER = re.compile(
    r"(?i)(?:name of (?:the )?|name des )?(?:sub-?\s?(?:processor|contractor)s?|"
    r"(?:unter)?auftrags?(?:verarbeiter|nehmer)|"
    r"sous-traitants?(?: ultérieurs?)?|sub-?encargados?|sub-?responsabili|sub-?verwerkers?|entity|vendor|company|"
    r"provider|third party|supplier)(?: name)? .{2,60}\b(?:locations?|country|countries|region|place|land|"
    r"standort|sitz|"
    r"pays|lieu|país|paese|locatie)(?: of (?:data )?processing)?"
)
COUNTRIES = (
    r"United States|United States of America|USA|US|U\.S\.|United Kingdom|UK|England|Ireland|Germany|France|Spain|"
    r"Italy|"
    "Netherlands|The Netherlands|Belgium|Luxembourg|Austria|Switzerland|Sweden|Denmark|Norway|Finland|Iceland|Poland|"
    "Portugal|Czech Republic|Czechia|Hungary|Romania|Bulgaria|Greece|Estonia|Latvia|Lithuania|Ukraine|Israel|India|"
    "Japan|Singapore|Australia|New Zealand|Canada|Brazil|Mexico|South Africa|Philippines|Hong Kong|South Korea|EU|EEA|"
    "European Union|Global|Worldwide|Deutschland|Irland|Frankreich|Niederlande|Belgien|Luxemburg|Österreich|Schweiz|"
    "Schweden|Dänemark|Finnland|Polen|Vereinigtes Königreich|Vereinigte Staaten|Irlande|Allemagne|Pays-Bas|Belgique|"
    "Suisse|Royaume-Uni|États-Unis|Irlanda|Alemania|Francia|España|Estados Unidos|Reino Unido|Países Bajos|Germania|"
    "Italia|Stati Uniti|Nederland|Duitsland|Ierland|Verenigde Staten|België|Frankrijk|Spanje|Italië|"
    "Verenigd Koninkrijk|Zweden|Noorwegen|"
    "Denemarken|Polen|Oostenrijk|Zwitserland|Finlande|Suède|Danemark|Norvège|Pologne|Espagne|Italie|Tunisie|Maroc|"
    "Canada|Inde|"
    "Suecia|Dinamarca|Polonia|Bélgica|Suiza|Colombia|Argentina|Chile|Perú|Brasil|Portogallo|Francia|Irlanda|Spagna|"
    "Svizzera|"
    "Polonia|Svezia|Regno Unito|Paesi Bassi|Belgio|Albania|Alemanha|França|Espanha|Países Baixos|Suécia|Suíça|"
    "Polónia|Polônia|"
    "Spanien|Italien|Norwegen|Tschechien|Rumänien|Indien|Kanada|Japan|EWR|EEE|SEE|EER|UE|Unione europea|"
    "Union européenne|"
    "Unión Europea|União Europeia|Europa|Europe|日本|米国|アメリカ|欧州|ドイツ|アイルランド|シンガポール"
)
_ENDS = re.compile(rf"(?:^|[\s,/])(?:{COUNTRIES})(?:\s?\([^()]{{2,30}}\))?$")
_NUMBERED_HEADER = re.compile(
    r"(?i)(?:(?:n(?:r|o|um)?[.°ºo]*|#|pos\.?|lfd\. ?nr\.?) )?(?:name (?:of|des|der|du) (?:the )?)?"
    r"(?:sub-?\s?\w+|unternehmen|firma|name|(?:unter)?auftrags?\w+|dienstleister|empresa|entidad|proveedor|"
    r"fournisseur|société|"
    r"entreprise|prestataire|sous-traitants?\w*|fornitore|società|ragione sociale|leverancier|bedrijf|organisatie|"
    r"fornecedor|operador\w*|company|vendor|entity|provider|supplier)(?: \S+){2,9}"
)
_ROW_NUMBER = re.compile(r"(?P<n>\d{1,3})[.)]? (?=\S)")
MAX_NUMBERED = 60
"""Lines below a header that the numbered rows of its table may fill."""
MIN_ROWS = 2
MAX_ROW_LINES = 8
MAX_HEADER = 100


def printed_names(leaf: Leaf, *, is_last: bool) -> tuple[list[str], Mark] | None:
    """The names of a printed list on a page, and its header. `is_last`: no page follows that it could go on to."""
    for index, line in enumerate(leaf.lines):
        if len(line.text) <= MAX_HEADER and not re.search(r"[\t|]", line.text) and _HEADER.fullmatch(line.text):
            found = _names(leaf.lines[index + 1 :], is_last=is_last)
            return (found, leaf.mark_line(line)) if found else None
    return _numbered(leaf)


def _numbered(leaf: Leaf) -> tuple[list[str], Mark] | None:
    """The names of a table whose rows are numbered from one on, each beginning with an organisation, and its header."""
    for index, line in enumerate(leaf.lines):
        if (
            len(line.text) > MAX_HEADER
            or re.search(r"[\t|\d:]", line.text)
            or not _NUMBERED_HEADER.fullmatch(line.text)
        ):
            continue
        rows: list[list[str]] = []
        for below in leaf.lines[index + 1 : index + 1 + MAX_NUMBERED]:
            number = _ROW_NUMBER.match(below.text)
            if number and int(number["n"]) == len(rows) + 1:
                rows.append([below.text[number.end() :]])
            elif rows and len(rows[-1]) < MAX_ROW_LINES:
                rows[-1].append(below.text)
        named = [PARTY.match(" ".join(row)) for row in rows]
        names = [one[0] for one in named if one]
        if len(names) == len(rows) >= MIN_ROWS:
            return names, leaf.mark_line(line)
    return None


def _names(lines: Sequence[Line], *, is_last: bool) -> list[str]:
    names: list[str] = []
    held: list[str] = []
    ended = -1
    for index, line in enumerate(lines):
        held.append(line.text)
        if len(held) > MAX_ROW_LINES:
            break
        if not _ENDS.search(line.text):
            continue
        row = " ".join(held)
        named = ORGANISATION.match(row)
        if named is None or ORGANISATION.search(row, named.end()):
            return []
        names.append(named[0])
        held, ended = [], index
    goes_on = not is_last and ended >= len(lines) - 2
    return names if len(names) >= MIN_ROWS and not goes_on else []
