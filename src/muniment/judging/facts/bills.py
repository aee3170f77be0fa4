"""Software bills of materials: their format, how many components, by which tool, when; JSON, tag-value, tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import is_blank, tidy
from muniment.judging.facts.records import is_whole, tables, wordings
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_FORMAT = re.compile(
    r'"bomFormat"\s?:\s?"(?P<j>CycloneDX)"|"spdxVersion"\s?:\s?"(?P<s>SPDX)-(?P<sv>\d\.\d(?:\.\d)?)"|'
    r"\bSPDXVersion: (?P<t>SPDX)-(?P<tv>\d\.\d(?:\.\d)?)|"
    r"\b(?P<w>CycloneDX|SPDX)(?:[ -](?:JSON|XML|CSV|format|specification|spec))?,?[ -](?:version |v)?"
    r"(?P<wv>\d\.\d(?:\.\d)?)(?![\d.]*\d|\w)|"
    r"(?i:(?:SBOM |BOM )?(?:format|formaat|formato|フォーマット))\s{0,20}[:|]?\s(?P<l>CycloneDX|SPDX|SWID)\b(?:,?[ "
    r"-](?:version |"
    r"v)?(?P<lv>\d\.\d(?:\.\d)?)(?!\.?\d|\w))?|\b(?P<h>SPDX)ID\b"
)
_SPEC = re.compile(r'"specVersion"\s?:\s?"(?P<v>\d\.\d{1,2})"')
_CREATED = re.compile(
    r'(?:"timestamp"\s?:\s?"|"created"\s?:\s?"|\bCreated: )(?P<when>\d{4}-\d\d-\d\d)(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?'
)
_CREATOR = re.compile(r'(?:Creator: |")Tool: (?P<tool>[^\s"]{2,80})')
_TOOLS = re.compile(
    r'"tools"\s?:\s?(?:\{\s?"components"\s?:\s?)?\[\s?\{[^{}\[\]]{0,300}?"name"\s?:\s?"(?P<tool>[^"]{2,80})"'
)
_TOOL_LABEL = Labels("(?:sbom )?(?:tool|generator)(?: name)?|generated (?:by|with|using)|created (?:with|using)|"
                     "erstellt mit|werkzeug|généré (?:par|avec)|outil|generado (?:con|por)|herramienta|generato "
                     "(?:con|da)|strumento|"
                     "(?:gegenereerd|gemaakt) met|gerado (?:com|por)|ferramenta|生成ツール")  # fmt: skip
_CREATED_LABEL = Labels("(?:sbom )?(?:created|generated|creation date|date created|timestamp|"
                        "generation date)(?: on| at)?|"
                        "erstellt am|erzeugt am|créé le|généré le|date de (?:génération|création)|(?:creado|"
                        "generado) el|"
                        "fecha de (?:creación|generación)|creato il|generato il|data di (?:creazione|generazione)|"
                        "(?:gemaakt|gegenereerd) op|criado em|gerado em|data de (?:criação|geração)|"
                        "作成日|生成日")  # fmt: skip
_SPEC_LABEL = Labels(
    "(?:sbom |cyclonedx |spdx |format |schema )?spec(?:ification)? version|schema version|format version|specification|"
    "spezifikation(?:sversion)?|formatversion|(?:version de la )?spécification|version du format|(?:versión de la )?"
    "especificación|versión del formato|specifica|versione del formato|specificatie(?:versie)?|especificação|versão "
    "do formato"
)
_PRODUCT_LABEL = Labels(
    "product(?: name)?|application(?: name)?|software (?:product|name|title)|component name|subject|sbom (?:for|of)|"
    "produkt(?:name)?|produit|producto|prodotto|produto|製品名?"
)
_VERSION_LABEL = Labels(
    "(?:product|application|software|release|component|build) version|version(?: of (?:the )?product)?|release|"
    "produktversion|version du produit|versión(?: del producto)?|versione(?: del prodotto)?|versie(?: van het "
    "product)?|"
    "productversie|versão(?: do produto)?|バージョン"
)
_VERSION_VALUE = re.compile(r"v?(?P<v>\d+(?:\.\d+)+(?:[-+][\w.]+)?)")
_COUNT = re.compile(
    r"(?i)(?<![\w-])(?:(?:total(?: number of)?|number of|no\. of|count of) (?:unique |distinct |"
    r"open source )?(?:components?|packages?|dependencies)|(?:component|"
    r"package)s? count|"
    r"(?:components|packages)(?: in (?:all|total))?|anzahl (?:der )?komponenten|nombre de composants|"
    r"número de componentes|componentes|numero (?:di )?componenti|componenti|aantal componenten|komponenten|composants|"
    r"コンポーネント数)\s{0,12}[:|\t]\s{0,2}(?P<n>\d{1,6})(?![\d.,]*\d|\w)"
)
_PACKAGE = re.compile(r"(?m)^PackageName:[ \t]*\S")
_COLUMNS = {
    "name": wordings(
        r"(?:component|package|library|module|dependency|artifact|software)(?: ?name)?|name|packagename|komponente|"
        r"paket|bibliothek|composant|paquet|bibliothèque|componente|paquete|biblioteca|libreria|pacote"
    ),
    "version": wordings(r"(?:component |package |installed )?versions?|packageversion|versión|versione|versie|versão"),
    "licence": wordings(r".*(?:licen[sc]e|lizenz|licencia|licenza|licença).*"),
    "other": wordings(
        r"(?:package ?)?(?:supplier|vendor|publisher|author|manufacturer|hersteller|lieferant)(?: name)?|.*purl.*|"
        r"packagesupplier|cpe|hash.*|checksum|ecosystem|type|spdxid|bom-ref|origin|source|group"
    ),
}
_NEEDS = (frozenset({"name", "version", "licence"}), frozenset({"name", "version", "other"}),
          frozenset({"name", "licence", "other"}))  # fmt: skip
FRONT = 4
"""Pages on which a bill tells of itself."""


def bill_of_materials(view: View) -> Iterator[Fact]:
    """Facts of a bill of materials. A cut one, whose JSON does not end, is not counted."""
    front = view.leaves[:FRONT]
    yield from _format(front)
    yield from _of_product(front)
    for pattern, key in ((_TOOLS, "sbom_tool"), (_CREATOR, "sbom_tool"), (_CREATED, "created_on")):
        for leaf in front:
            found = pattern.search(leaf.flat[:20_000])
            if found:
                value = found["when"] if key == "created_on" else found["tool"]
                yield fact(key, value, leaf.mark(*found.span()), confidence=0.92, quote_limit=1)
                break
    for field in _TOOL_LABEL.find(front[:2]):
        if not is_blank(field.value) and len(field.value) <= 80:
            yield fact("sbom_tool", field.value, field.mark, confidence=0.85)
            break
    for field in _CREATED_LABEL.find(front[:2]):
        day = dates.find_days(field.value[:40], day_first=view.day_first)
        if day and day[0].start < 4:
            yield fact("created_on", day[0].iso, field.mark, confidence=0.88)
            break
    yield from _count(view, front)


def _format(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in front:
        found = _FORMAT.search(leaf.flat[:20_000])
        if found is None:
            continue
        said = found.groupdict()
        mark = leaf.mark(*found.span())
        name = next(said[group] for group in "jstwlh" if said[group])
        yield fact("sbom_format", name, mark, confidence=0.7 if said["h"] else 0.92, quote_limit=1)
        version = said["sv"] or said["tv"] or said["wv"] or said["lv"]
        if version:
            yield fact("sbom_spec_version", version, mark, confidence=0.92, quote_limit=1)
        spec = _SPEC.search(leaf.flat[:20_000]) if said["j"] else None
        if spec:
            yield fact("sbom_spec_version", spec["v"], leaf.mark(*spec.span()), confidence=0.95, quote_limit=1)
        return


def _count(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    stated = next(
        ((leaf, found) for leaf in front for found in [_COUNT.search(leaf.plain[:20_000])] if found), None
    )  # fmt: skip
    counted = _counted(view) if is_whole(view.reading) else None
    if stated is not None and (counted is None or counted[0] == int(stated[1]["n"])):
        leaf, found = stated
        yield fact("component_count", int(found["n"]), Mark(leaf.page, *found.span()), confidence=0.88, quote_limit=1)
    elif stated is None and counted is not None and counted[0]:
        yield fact("component_count", counted[0], counted[1], confidence=0.88, quote_limit=1)


def _counted(view: View) -> tuple[int, Mark] | None:
    """The components that the document lists, and the words that open their list."""
    pages = [page for page in view.reading.pages if not page.aside]
    if pages and pages[0].text.lstrip()[:1] == "{":
        return _in_json(view)
    listed = [(page, found) for page in pages for found in _PACKAGE.finditer(page.text)]
    if listed:
        page, found = listed[0]
        end = page.text.find("\n", found.start())
        return len(listed), Mark(page, found.start(), end if end >= 0 else len(page.text))
    held = tables(view.reading, _COLUMNS, *_NEEDS)
    same = [table for table in held if table.names == held[0].names]
    rows = [row for table in same for row in table.rows if row["name"] and not is_blank(row["name"])]
    return (len(rows), held[0].header) if rows else None


def _in_json(view: View) -> tuple[int, Mark] | None:
    try:
        bill: object = json.loads("\n".join(page.text for page in view.reading.pages if not page.aside), strict=False)
    except (ValueError, RecursionError):
        return None
    for key in ("components", "packages"):
        listed = bill.get(key) if isinstance(bill, dict) else None
        mark = _opens(view, key) if isinstance(listed, list) else None
        if isinstance(listed, list) and mark is not None and all(isinstance(one, dict) for one in listed):
            return len(listed), mark
    return None


def _opens(view: View, key: str) -> Mark | None:
    """Where the key of the list stands; the last of its name ahead of an array, as tools are told of first."""
    places = [(leaf, found) for leaf in view.leaves for found in re.finditer(rf'"{key}"\s?:\s?\[', leaf.flat)]
    if not places:
        return None
    leaf, found = places[-1]
    return leaf.mark(found.start(), found.end())


def _of_product(front: Sequence[Leaf]) -> Iterator[Fact]:
    """What rows beside labels say: of which product and version, and in which version of the format."""
    for labels, key in ((_SPEC_LABEL, "sbom_spec_version"), (_VERSION_LABEL, "version"), (_PRODUCT_LABEL, "product")):
        for field in labels.find(front[:1], loose=True):
            if field.is_below:
                continue
            found = _VERSION_VALUE.fullmatch(field.value) if key != "product" else None
            name = tidy(field.value) if key == "product" else found and found["v"]
            if name and len(name.split()) <= MAX_PRODUCT_WORDS:
                yield fact(key, name, field.mark, confidence=0.85, quote_limit=1)
                break


MAX_PRODUCT_WORDS = 8
