"""Answered questionnaires: which one, its version, when it was filled in, by whom and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates, versions, vocabulary
from muniment.judging.facts.fields import Field, Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_STANDARDS = (
    ("SIG Core", r"SIG[ -]Core"), ("SIG Lite", r"SIG[ -]Lite"), ("SIG Full", r"SIG[ -]Full"),
    ("CAIQ-Lite", r"CAIQ[ -]{1,3}Lite|Consensus Assessments? Initiative Questionnaire[ -]{1,3}Lite"),
    ("CAIQ", r"CAIQ|Consensus Assessments? Initiative Questionnaire"),
    ("HECVAT Lite", r"HECVAT\)?[ -]{1,3}Lite"), ("HECVAT Full", r"HECVAT\)?[ -]{1,3}Full"),
    ("HECVAT", r"HECVAT|Higher Education Community Vendor Assessment Tool(?:kit)?"),
    ("VSA Core", r"VSA[ -]Core"), ("VSA Full", r"VSA[ -]Full"),
    ("VSA", r"VSA Questionnaire|Vendor Security Alliance"), ("VDA ISA", r"VDA[ -]ISA"),
    ("SIG", r"Standardi[sz]ed Information Gathering|SIG Questionnaire|SIG(?= 20\d\d)"),
)  # fmt: skip
_NAMED = {name: re.compile(rf"(?<![\w-])(?:{said})(?![a-z])", re.IGNORECASE) for name, said in _STANDARDS}
_VERSION = re.compile(
    r"(?i)(?:\bv(?:ersion)?\s?:?\s?|(?<=[a-z])v)(?P<v>\d{1,2}(?:\.\d{1,3}){1,3}|20\d\d(?:\.\d{1,2})?)(?![\w/-]|\.\d)|"
    r"\b(?:SIG|VSA)(?:[ -](?:Core|Lite|Full|Questionnaire))?[ -](?P<y>20\d\d(?:\.\d{1,2})?)(?![\w/-]|\.\d)|"
    r"\b(?:HECVAT|CAIQ)\W{1,3}(?P<n>\d{1,2}(?:\.\d{1,3}){1,2})(?![\w/-]|\.\d)"
)
_ON = Labels(
    r"(?:date (?:of )?(?:completion|completed|response|submission)|completion date|date completed|completed(?: on)?|"
    r"completed date|response date|submission date|submitted(?: on)?|answered on|date (?:answered|submitted))",
)
_BY_AND_ON = Labels(
    r"(?:completed|answered|filled (?:in|out)) by ?[/,&] ?date(?: completed)?|(?:completed|answered) by and date",
    r"(?:ausgefüllt|beantwortet) (?:von|durch) ?[/,] ?(?:datum|am)|(?:rempli|complété) par ?[/,] ?(?:date|le)",
)
_BY = Labels(
    r"(?:questionnaire |form |assessment |survey )?(?:completed|answered|filled (?:in|out)|"
    r"responded)[ _]by(?: \(name\))?|"
    r"(?:name of )?(?:the )?(?:person|individual) (?:completing|who completed|responding)(?: (?:the|this) \w+)?|"
    r"respondent(?:['’]s)?(?: name)?|responder(?: name)?|prepared by",
    *vocabulary.labels("questionnaire", "completed_by"),
)
_FOR = Labels(
    r"(?:completed|prepared|requested|issued|required) (?:for|by customer)|requested by|request(?:ing|or) ?(?:company|"
    r"organi[sz]ation|customer|client|party|institution)?|(?:customer|client)(?: name| company|"
    r" organi[sz]ation)?|outsourcer"
    r"(?: name)?|(?:issued|sent|submitted|provided) (?:to|by customer)|on behalf of|institution(?: name)?|assessing "
    r"(?:organi[sz]ation|company)",
    r"(?:angefragt|angefordert) (?:von|durch)|auftraggeber(?:in)?|kunde|anfragendes unternehmen|erstellt für",
    r"sent by|requesting (?:entity|party|company|organi[sz]ation)|asked by|questionnaire (?:sent|issued) by|"
    r"completed on behalf of|"
    r"anfragende[rs]? (?:stelle|gesellschaft|firma|kunde)|anfordernde[rs]? \w+|angefragt von|empfänger(?:in)?|"
    r"(?:société|entité|organisme|entreprise) (?:demanderesse|demandeuse|requérante)|demandeur|émetteur|"
    r"(?:empresa|entidad|cliente|organización) (?:solicitante|requirente)|solicitante|enviado por|"
    r"(?:società|cliente|ente|azienda) richiedente|richiedente|inviato da|"
    r"(?:aanvragende|verzoekende) (?:partij|organisatie)|aanvrager|verzonden door|"
    r"(?:entidade|empresa|cliente|organização) (?:requerente|solicitante)|requerente|enviado por|pedido por|依頼元|"
    r"依頼会社|提出先|"
    r"demandé par|client|à la demande de|solicitado por|cliente(?: solicitante)?|richiesto da|aangevraagd door|klant|"
    r"opdrachtgever",
)
_BY_FIRM = Labels(
    r"(?:cloud service provider|csp|vendor|supplier|service provider|provider|respond(?:ing|ent) (?:company|"
    r"organi[sz]ation)|"
    r"third party|company)(?: \(?csp\)?)?(?: name| assessed)?|name of (?:the )?(?:vendor|supplier|provider)|filled "
    r"in by",
    r"(?:geprüfter |befragter )?(?:lieferant(?:in)?|anbieter(?:in)?|dienstleister(?:in)?|auftragnehmer(?:in)?)",
    r"(?:prestataire|fournisseur)(?: évalué| interrogé| répondant)?|(?:proveedor|empresa)(?: evaluad[oa])?|"
    r"fornitore(?: \(?(?:compilatore|valutato)\)?)?|(?:leverancier|dienstverlener)(?: beoordeeld)?|"
    r"(?:fornecedor|prestador|empresa)(?: avaliad[oa])?|回答企業|回答会社|ベンダー|事業者名",
)
"""Who answers where nobody is named as having done so."""
_CONTACT = Labels(
    "(?:vendor |supplier |security )?contact(?: name| person)?|ansprechpartner(?:in)?|"
    "interlocuteur|contacto?|contatto|contactpersoon"
)
_PRODUCT = Labels(
    r"(?:product|service|solution|application|platform|offering)(?: (?:name|assessed|in scope|covered))?|name of "
    r"(?:the )?"
    r"(?:product|service|solution|application)|product/service|services? (?:assessed|covered|in scope)",
    r"produkt(?:name)?|(?:bewertete[rs]? |betroffener )?dienst|lösung|produit|service (?:évalué|concerné)|solution "
    r"évaluée|"
    r"producto|servicio(?: evaluado)?|prodotto|servizio(?: valutato)?|dienst(?:naam)?|produto|serviço(?: avaliado)?|"
    r"製品名?|"
    r"サービス名?|対象サービス",
    r"(?:produkt|produit|producto|prodotto|produto|product|dienst|servi[czç]\w+|service|lösung|solution)\s?(?:/|"
    r"und|et|y|e|en|and|or|oder)\s?"
    r"(?:leistung|dienst(?:leistung)?|service|servi[czç]\w+|product|produkt|lösung|solution)(?:name)?",
)
MAX_PRODUCT_WORDS = 8
_VERSION_SAID = Labels(
    r"(?:questionnaire|form|template|survey|caiq|sig|hecvat|vsa)[ -]version|version of (?:the )?(?:questionnaire|"
    r"form|template)|"
    r"fragebogen-?version|version des fragebogens|version du (?:questionnaire|formulaire)|versión del? "
    r"(?:cuestionario|formulario)|"
    r"versione (?:del )?(?:questionario|modulo)|(?:versie (?:van de )?vragenlijst|vragenlijstversie)|versão do "
    r"(?:questionário|formulário)",
)
_VERSION_VALUE = re.compile(r"(?i)v?(?P<v>\d{1,4}(?:\.\d{1,3}){0,3})(?![\w/-]|\.\d)")
_ITEMS = Labels(
    r"(?:total )?(?:number of )?questions(?: in (?:total|all)| answered)?|(?:total )?items|"
    r"(?:anzahl (?:der )?)?fragen|(?:nombre de )?questions|(?:n[úu]mero de |n\.?º de )?preguntas|(?:numero (?:di "
    r")?)?domande|"
    r"(?:aantal )?vragen|(?:n[úu]mero de |n\.?º de )?perguntas|設問数|質問数",
    r"(?:number of )?(?:answered questions|questions answered)(?: [a-z ]{3,30})?|"
    r"(?:anzahl )?beantwortete[rn]? fragen(?: [a-z ]{3,30})?|"
    r"(?:nombre de )?questions répondues(?: [a-zà-ÿ ]{3,30})?|preguntas (?:respondidas|"
    r"contestadas)(?: [a-zà-ÿ ]{3,30})?|"
    r"domande (?:con risposta|risposte|compilate)(?: [a-zà-ÿ ]{3,30})?|beantwoorde vragen(?: [a-z ]{3,30})?|"
    r"(?:perguntas|questões) respondidas(?: [a-zà-ÿ ]{3,30})?",
)
_ENDS = re.compile(r"\s*(?:[,;/|(]|\bon\b|\bam\b|\ble\b|\bel\b|\bil\b|\bop\b|\bem\b)?\s*$")
_NO_ONE = re.compile(r"(?i)\?|\b(?:yes|no|ja|nein|oui|non|please|must|shall|are|is|we|data|all)\b")
_TITLED = re.compile(
    r"(?i)\b(?:questionnaire|\w*fragebogen|cuestionario|questionario|questionário|"
    r"vragenlijst)\b.{0,50}?[\s,(](?:v\.? ?|ver\.? |version |versión |"
    r"versione |versie |versão )(?P<v>\d{1,2}(?:\.\d{1,3}){1,2}|20\d\d(?:\.\d{1,2})?)(?![\w/-]|\.\d)"
)
_WITHOUT_ROLE = re.compile(
    r" \([^()]{2,60}\)$|"
    rf", (?:C[A-Z]{{2,4}}|RSSI|DPO|DSB|ISB|(?:[{CAPITAL}][^\W\d_]+ ){{0,3}}(?:Head|Director|Manager|Officer|"
    rf"Lead|Analyst|"
    r"Engineer|Leit\w+|Respons\w+|Direct\w+|Gerente|Hoofd|Verantwort\w+)\b[^,]*)$"
)
"""What somebody is, behind the name."""
_PERSON = re.compile(
    rf"(?P<name>[{CAPITAL}][\w'’.-]+(?: (?:(?:de|da|do|di|van|von|der|den|le|"
    rf"la) )*[{CAPITAL}][\w'’.-]+){{1,3}}), (?=[^\W\d]{{2}})"
)
"""Somebody with a role behind a comma."""
MAX_TITLE_LINES = 4
_ANSWERED = re.compile(
    rf"(?i:(?:answered|completed|filled (?:in|out)) by) (?P<name>[{CAPITAL}][\w'-]+(?: [{CAPITAL}][\w'.-]+){{1,2}})"
    r"(?: \([^()]{2,40}\))?,? on (?P<day>.{6,30})"
)
MAX_LINES = 12
"""Of the first pages that name the questionnaire."""
MAX_NAME_WORDS = 10


def questionnaire(view: View) -> Iterator[Fact]:
    """Facts of a questionnaire; its own questions are none of them."""
    front = view.front(2)
    yield from _standard(front)
    yield from versions.labelled_version(front[:1])
    for line in front[0].lines[:MAX_TITLE_LINES] if front else ():
        titled = _TITLED.search(line.text) if len(line.text) <= 120 else None
        if titled:
            yield fact("version", titled["v"], front[0].mark_line(line), confidence=0.8, quote_limit=1)
            break
    when = agreed(
        (found[0].iso, field)
        for field in (*_ON.find(front, loose=True), *_BY_AND_ON.find(front))
        if (found := dates.find_days(field.value[:120], day_first=view.day_first))
        and (found[0].start < 4 or "/" in field.label or " and " in field.label)
    )
    if when:
        yield fact("completed_on", when[0], when[1].mark, confidence=0.9, quote_limit=1)
    else:
        dated = agreed(
            (found[0].iso, field)
            for field in _DATED.find(front[:1])
            if (found := dates.find_days(field.value[:40], day_first=view.day_first)) and found[0].start == 0
        )
        if dated:
            yield fact("completed_on", dated[0], dated[1].mark, confidence=0.7, quote_limit=1)
    yield from _signed(view, front)
    yield from _of_cover(view, front)
    for labels, key in ((_BY_AND_ON, "completed_by"), (_BY, "completed_by"), (_FOR, "completed_for")):
        fields = _in_head(labels, front[:1]) if labels is _FOR else labels.find(front)
        said = agreed((name, field) for field in fields if (name := _name(field, view.day_first)))
        if said is None:
            said = agreed((name, field) for field in labels.find(front[1:]) if (name := _name(field, view.day_first)))
        if said:
            yield fact(key, said[0], said[1].mark, confidence=0.88, quote_limit=1)


_DATED = Labels("date", "datum", "fecha", "data", "日付")
"""A date of a questionnaire's head that says no more."""


def _of_cover(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """What the head of a questionnaire says: for which product it was answered, in which version, how many
    questions it has, and the company that answers where nobody else is said to."""
    head = front[:1]
    product = agreed(
        (name, field)
        for field in _in_head(_PRODUCT, head)
        if not field.is_below
        and (name := tidy(field.value))
        and len(name.split()) <= MAX_PRODUCT_WORDS
        and not dates.find(name)
        and not _NO_ONE.search(name)
    )
    if product:
        yield fact("product", product[0], product[1].mark, confidence=0.85, quote_limit=1)
    for field in _VERSION_SAID.find(head):
        version = _VERSION_VALUE.match(field.value)
        if version:
            yield fact("version", version["v"], field.mark, confidence=0.92, quote_limit=1)
            break
    counted = agreed(
        (number[0], field)
        for field in _ITEMS.find((*head, *view.leaves[-1:]), loose=True)
        if (number := re.match(r"\d{1,4}(?=\.?(?:\s|$))(?! (?:of|von|de|di|van)\b)", field.value))
        and not field.is_below
    )
    if counted:
        yield fact("items_total", int(counted[0]), counted[1].mark, confidence=0.8, quote_limit=1)
    is_told = any(_name(field, view.day_first) for labels in (_BY_AND_ON, _BY) for field in labels.find(front))
    firm = None if is_told else agreed((name, field) for field in _in_head(_BY_FIRM, head) if (name := _firm(field)))
    if firm:
        yield fact("completed_by", firm[0], firm[1].mark, confidence=0.75, quote_limit=1)


_CODED = re.compile(r"(?:[A-Z]{2,5}-\d{1,2}(?:\.\d{1,2})?|\d{1,2}(?:\.\d{1,2})?[.)]?)\s+")
"""The number of a question ahead of its words."""
MAX_HEAD_LINES = 24


def _in_head(labels: Labels, head: tuple[Leaf, ...]) -> Iterator[Field]:
    """The fields of the head, and those on lines of its first block that only a space parts from their value, or
    that open with a number."""
    yield from labels.find(head)
    for leaf in head:
        lines = leaf.lines[:MAX_HEAD_LINES]
        opened = [_opened(line.text) for line in lines]
        for place, (line, found) in enumerate(zip(lines, opened, strict=True)):
            beside = opened[max(0, place - 1) : place] + opened[place + 1 : place + 2]
            if found is None or found[0] is not labels or not any(beside):
                continue
            value = found[2]
            if (
                len(value.split()) <= MAX_NAME_WORDS
                and value[0].isupper()
                and (not value.endswith((".", "?", ":")) or ORGANISATION.fullmatch(value))
            ):
                yield Field(found[1], value, leaf.mark_line(line), False)


def _opened(text: str) -> tuple[Labels, str, str] | None:
    """The labels, the label and the value of a line of a head."""
    coded = _CODED.match(text)
    bare = text[coded.end() :] if coded else text
    if len(bare) > MAX_HEAD_LINE:
        return None
    for labels, pattern in _OPENINGS:
        found = pattern.match(bare)
        if found:
            return labels, found["label"], bare[found.end() :].strip()
    return None


MAX_HEAD_LINE = 120
_OPENINGS = tuple(
    (labels, labels.opening) for labels in (_PRODUCT, _BY_FIRM, _FOR, _BY, _ON, _VERSION_SAID, _DATED, _CONTACT)
)


def _firm(field: Field) -> str | None:
    """The organisation with its legal form that a field names."""
    whole = ORGANISATION.match(field.value)
    return tidy(whole[0]) if whole and not field.is_below else None


def _signed(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Who answered and when, of a sentence that says both: "Answered by Lee Burnet on 14 April 2026"."""
    for hit in view.near((" by ",), _ANSWERED, before=14, after=90, leaves=front):
        found = dates.find_days(hit["day"], day_first=view.day_first)
        if found and found[0].start == 0:
            yield fact("completed_by", hit["name"], hit.mark(), confidence=0.8, quote_limit=1)
            yield fact("completed_on", found[0].iso, hit.mark(), confidence=0.8, quote_limit=1)
            return


def _standard(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in front:
        lines = leaf.lines[:MAX_LINES]
        for name, pattern in _NAMED.items():
            line = next((line for line in lines if len(line.text) <= 160 and pattern.search(line.text)), None)
            if line is None:
                continue
            yield fact("standard", name, leaf.mark_line(line), confidence=0.9, quote_limit=1)
            for near in sorted(lines, key=lambda other: other.start != line.start):
                found = _VERSION.search(near.text) if len(near.text) <= 160 else None
                if found:
                    yield fact(
                        "version",
                        found["v"] or found["y"] or found["n"],
                        leaf.mark_line(near),
                        confidence=0.9,
                        quote_limit=1,
                    )
                    break
            return


def _name(field: Field, day_first: bool | None) -> str | None:
    """The person or organisation of a field, without the date behind them."""
    value = field.value
    days = dates.find_days(value, day_first=day_first)
    if days:
        value = _ENDS.sub("", value[: days[0].start])
    person = _PERSON.match(value)
    value = person["name"] if person and not ORGANISATION.match(value) else value
    name = tidy(_WITHOUT_ROLE.sub("", value.split(" | ")[0]))
    if name is None or len(name.split()) > MAX_NAME_WORDS or _NO_ONE.search(name) or not name[0].isupper():
        return None
    return name
