"""From when an agreement has effect and until when it runs, as labels, sentences and periods of every language say it.

A day is taken where the words right ahead of it say so; of a label and a sentence the label; of several sentences the
one that speaks of the agreement. What is delivered, paid, tested or disclosed on a day is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import dates
from muniment.judging.facts.contract_days import MIN_TERM_DAYS
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

LABELLED, SAID, LIKELY = 0.93, 0.87, 0.83
"""Confidence of a day beside its label, in a sentence about the agreement, in another sentence."""
_OF_WHAT = (
    r"(?: (?:of|des?|du|de la|de l['’]|del|della|dell['’]|do|da|dos|das|van(?: de| het)?|der)\s?(?:the )?"
    r"(?:\w+ ?){1,3})?"
)
_STARTS = "|".join((
    r"(?:agreement |contract |addendum |amendment |order |service |subscription |sow |term |licen[cs]e |"
    r"renewal period |"
    r"availability |billing )*(?:effective(?: date| as of| from)?|start(?:s| date)?|commence(?:s|ment)?(?: date)?|"
    r"go-?live(?: date)?|inception|renewal period from)",
    r"(?:term|licen[cs]e|services?|first hire|hire|contract|agreement)(?: period)? (?:starts?|begins?|from|start)",
    r"(?:leistungs|vertrags|laufzeit|miet|nutzungs|abo|projekt|dienst)?beginn|start(?:datum)?|laufzeit ab|"
    r"anwendung ab|gültig ab|"
    r"in ?kraft(?:treten|getreten am| ab| seit)?|wirksam(?:keit)?(?: ab| zum)?|wirkung ab|gilt ab|"
    r"datum des inkrafttretens",
    r"date d['’]effet|date de (?:début|prise d['’]effet|démarrage|commencement)|prise d['’]effet|entrée en vigueur|"
    r"débute? le|"
    rf"début{_OF_WHAT}|applicable (?:dès|à compter du|depuis)(?: le)?|en vigueur (?:dès|depuis|le)(?: le)?|"
    rf"effective le|effet(?: au| le)?|"
    r"valable (?:dès|du)(?: le)?|mise en service|démarrage",
    rf"entrada en (?:vigor|vigencia)|fecha de (?:inicio|efectos?|efectividad|entrada en vigor|vigencia|"
    rf"comienzo){_OF_WHAT}|inicio{_OF_WHAT}|comienzo{_OF_WHAT}|"
    r"vigente desde|vigencia (?:desde|a partir del?)|efectos desde|fecha efectiva|válido desde|en vigor desde|"
    r"efectiv[oa] (?:desde|el)",
    rf"(?:data (?:di )?)?decorrenza{_OF_WHAT}|data (?:di )?(?:inizio|efficacia|attivazione|avvio|"
    rf"entrata in vigore){_OF_WHAT}|inizio{_OF_WHAT}|"
    rf"attivazione{_OF_WHAT}|valid[oa] dal|in vigore dal|efficacia(?: dal)?|entrata in vigore|avvio{_OF_WHAT}|"
    rf"efficace dal",
    rf"início{_OF_WHAT}|data (?:de|do) (?:início|efeito|vigência|entrada em vigor){_OF_WHAT}|produção de efeitos|"
    rf"entrada em vigor|"
    r"vigência (?:a partir de|desde|inicial)|vigente desde|válid[oa] (?:desde|a partir de)|em vigor desde|"
    r"efeitos (?:desde|a partir de)|ativação",
    r"ingangsdatum|startdatum|begindatum|aanvang(?:sdatum)?|datum van ingang|datum ingang|ingang|geldig vanaf|"
    r"inwerkingtreding|"
    r"start(?: werkzaamheden| dienstverlening| overeenkomst)?|met ingang van|van kracht vanaf|looptijd vanaf",
))  # fmt: skip
_ENDS = "|".join((
    r"(?:agreement |contract |order |service |subscription |initial |licen[cs]e |term |renewal period |"
    r"current )*(?:end(?:s|ing)?(?: date| on)?|"
    r"expir(?:y|ation|es)(?: date| on)?|last day|renewal period to|terminates on|valid until|until)",
    r"(?:vertrags|laufzeit|miet|projekt)?ende?|enddatum|läuft bis|laufzeit bis|gültig bis|befristet bis|endet am|"
    r"vertragsablauf|ablauf(?:datum)?",
    rf"date (?:de fin|d['’]échéance|d['’]expiration|de terme){_OF_WHAT}|fin{_OF_WHAT}|échéance(?: du contrat)?|"
    rf"terme(?: du contrat)?|expiration|"
    r"valable jusqu['’]au|jusqu['’]au",
    rf"fecha de (?:fin|término|vencimiento|finalización|terminación|expiración){_OF_WHAT}|vencimiento{_OF_WHAT}|"
    rf"término|finalización|"
    r"vigente hasta|vigencia hasta|válido hasta|fin(?: de la vigencia| del contrato)?|hasta",
    rf"(?:data (?:di )?)?(?:scadenza|fine|termine|cessazione){_OF_WHAT}|valid[oa] (?:fino|sino) al|fino al|scade il",
    rf"(?:data (?:de|do) )?(?:término|termo|fim|vencimento|cessação){_OF_WHAT}|válid[oa] até|vigência até|"
    rf"validade(?: até| da os)?|até",
    r"einddatum|einde(?: looptijd| overeenkomst| contract)?|geldig tot(?: en met)?|looptijd tot(?: en met)?|"
    r"afloopdatum|vervaldatum|"
    r"eindigt op|expiratiedatum|tot en met",
))  # fmt: skip
_ARTICLES = (
    r"(?:on |from |the |am |ab |dem |den |per |zum |le |du |au |el |del? |dal |il |em |a |op |vanaf |1° |as of |día )*"
)
_BEFORE_LABEL = r"(?:^|[\t|•;]\s*|(?<=[.:] )|(?<=\s)(?=[A-ZÀ-Þ]))(?:\d+(?:\.\d+)*[.)]?\s)?"
_START_LABEL = re.compile(
    rf"{_BEFORE_LABEL}(?i:(?:{_STARTS}))(?:\s?\([^()]{{2,30}}\))?(?P<joint>\s?[:：|\t=]\s*|\s)(?i:{_ARTICLES})$"
)
_END_LABEL = re.compile(
    rf"{_BEFORE_LABEL}(?i:(?:{_ENDS}))(?:\s?\([^()]{{2,30}}\))?(?P<joint>\s?[:：|\t=]\s*|\s)(?i:{_ARTICLES})$"
)
_ALONE_START = re.compile(rf"(?i)(?:{_STARTS})\s?:?")
_ALONE_END = re.compile(rf"(?i)(?:{_ENDS})\s?:?")
_SAYS_START = re.compile(
    r"(?i)\b(?:"
    r"(?:takes?|comes? into|goes into|enters? into|shall take) (?:effect|force)|(?:is |be |becomes? |made |"
    r"and )?effective|in (?:force|effect)|with effect|w\.e\.f\.?|commenc\w+|"
    r"begin(?:s|ning)?|start(?:s|ing)?|apply|applies|valid|from|"
    r"tritt|gilt|beginnt|startet|wirksam|inkraft(?:treten)?|wirkung|ab|in der geänderten fassung|"
    r"prend(?:ra)? effet|débute(?:ra)?|commence(?:ra)?|entre(?:ra)? en vigueur|entrée en vigueur|à compter|à partir|"
    r"prenant effet|produit (?:ses )?effets?|applicables?|avec effet|court|démarre|dès|début|"
    r"entra(?:rá)? en (?:vigor|vigencia)|regir[áa]n?|rige|vigentes?|tendrá vigencia|a partir|desde|comienza|"
    r"inicia(?:rá)?|inicio|surt(?:e|irá)n? efectos?|efectos?|contad[oa]s?|"
    r"decorr\w+|ha effetto|avrà effetto|(?:entra|entrerà|in) vigore|efficac\w+|attivazione|inizi\w+|con effetto|"
    r"a far data|"
    r"inicia(?:-se)?|inicia-se|produz(?:indo)?(?: os seus)? efeitos|entra(?:rá)? em vigor|vigor(?:a|ará)|vigência|"
    r"início|efeitos|"
    r"gaat in|ingaand[e]?|ingang|treedt|van kracht|start|geldt|werkt|vangt aan|aanvang\w*|begint|gaan in|ingegaan|vanaf"
    r")(?:\s(?!until|bis|jusqu|hasta|fino|até|tot)[^\s.;:\d]+){0,5}[,:]?\s(?:\d{1,2}[.:]\d\d\s(?:uhr\s)?)?$"
)
"""What a sentence says ahead of the first day: a word of beginning, and a few small words."""
_SAYS_END = re.compile(
    r"(?i)(?:\b(?:until|through|up to(?: and including)?|expir(?:es|ing|e)(?: on)?|ends?(?: on)?|ending(?: on)?|"
    r"terminates?(?: on)?|"
    r"endet|befristet|bis(?: zum| einschließlich| spätestens)?|mit ablauf des|"
    r"expir\w+|prend fin|se termine|jusqu['’]au|s['’]achève|échoi\w+|finit|"
    r"finaliza(?:rá)?|vence(?:rá)?|termina(?:rá)?|hasta|concluye|concluirá|expira(?:rá)?|"
    r"scad(?:e|rà)|termina|fino al|sino al|cess(?:a|erà)|con termine|"
    r"até|cessa(?:rá)?|caduca(?:rá)?|"
    r"eindigt|eindigend|tot(?: en met)?|afloopt?|af op))"
    r"(?:\s(?!ab\b|from\b|dal\b|desde\b|vanaf\b|partir\b|since\b|seit\b|du\b)[^\s.;:\d]+){0,4}\s$|\b(?:läuft|"
    r"loopt) (?:am|zum|op|af op) $"
)
_ABOUT = re.compile(
    r"(?i)\b(?:agreement|contract|addendum|term|deed|order|licen[cs]e|subscription|nda|amendment|undertaking|"
    r"vertrag\w*|vereinbarung\w*|\w*verhältnis|laufzeit|auftrag|avv|nachtrag|anlage|bestimmungen|"
    r"contrat|convention|accord|marché|entente|bail|avenant|durée|présentes?|annexe|"
    r"contrato|acuerdo|convenio|vigencia|plazo|pedido|orden|anexo|términos|"
    r"contratto|accordo|convenzione|durata|ordine|impegno|nomina|documento|"
    r"acordo|termo|prazo|vigência|aditivo|protocolo|"
    r"overeenkomst|convenant|opdracht|looptijd|afspraken|abonnement|"
    r"elle|il|it|er|sie|zij|this|these|present[ei]?)\b"
)
_OF_OTHER = re.compile(
    r"(?i)\b(?:price|fee|charges|payment|invoice|deliver\w*|milestone|accept\w*|test\w*|meeting|notice|offer|"
    r"proposal|warrant\w*|tariff|"
    r"preis\w*|gebühr\w*|zahlung\w*|lieferung|abnahme|angebot\w*|rechnung\w*|geprüft|preisblatt|"
    r"prix|tarif\w*|facture\w*|livraison|recette|offre|réunion|remise|informations?|paiement|garantie|"
    r"precio|factura\w*|pago|entrega|oferta|propuesta|garantía|"
    r"prezz\w*|fattur\w*|pagament\w*|consegn\w*|offerta|garanzia|informazioni|"
    r"preço|fatura\w*|pagamento|proposta|garantia|"
    r"prijs|factu\w*|betaling|levering|offerte|gegevens|keuring|"
    r"prior|previous\w*|earlier|former\w*|superseded|vorherig\w*|précédent\w*|anterior\w*|precedent\w*|vorige|"
    r"hauptvertrag|contrat principal|contrato principal|contratto principale)\b"
)
_WORK = re.compile(
    r"(?i)\b(?:the )?(?:work|works|fieldwork|testing|arbeiten|travaux|trabajos|lavori|trabalhos|werkzaamheden)\b"
)
"""Whose start is not that of the agreement."""
MAX_LEAVES, MAX_LINE, MAX_AHEAD = 40, 1200, 170


def spans(view: View) -> Iterator[Fact]:
    """`effective_date` and `expiry_date`, of each the surest."""
    leaves = [leaf for leaf in view.leaves[:MAX_LEAVES] if leaf.flat]
    best: dict[str, list[tuple[float, dates.Found, Mark]]] = {"effective_date": [], "expiry_date": []}
    for leaf in leaves:
        for key, confidence, day, mark in _in_leaf(leaf, view.day_first):
            best[key].append((confidence, day, mark))
    for key, found in best.items():
        surest = max((one[0] for one in found), default=0)
        first = next((one for one in found if one[0] == surest), None)
        if first and (surest > LIKELY or len({one[1].iso for one in found}) == 1):
            yield fact(key, first[1].iso, first[2], confidence=surest, quote_limit=1)


def _in_leaf(leaf: Leaf, day_first: bool | None) -> Iterator[tuple[str, float, dates.Found, Mark]]:
    lines = leaf.lines
    for index, line in enumerate(lines):
        above = lines[index - 1].text if index else ""
        for day in dates.find_days(line.text[:MAX_LINE], day_first=day_first):
            ahead = line.text[: day.start]
            mark = Mark(leaf.page, line.start + max(0, day.start - 60), line.start + day.end)
            if not ahead.strip() and above:
                if _ALONE_START.fullmatch(above):
                    yield "effective_date", LABELLED, day, leaf.mark_line(lines[index - 1]).to(mark)
                elif _ALONE_END.fullmatch(above):
                    yield "expiry_date", LABELLED, day, leaf.mark_line(lines[index - 1]).to(mark)
            for key, label in (("effective_date", _START_LABEL), ("expiry_date", _END_LABEL)):
                labelled = label.search(ahead[-90:])
                is_apart = labelled and (labelled["joint"].strip() or "\t" in labelled["joint"])
                opens = labelled and not ahead[: len(ahead) - len(ahead[-90:]) + labelled.start()].strip()
                if labelled and (is_apart or opens) and not _OF_OTHER.search(labelled[0]):
                    start = line.start + len(ahead) - len(labelled[0])
                    yield key, LABELLED, day, Mark(leaf.page, start, line.start + day.end)
    yield from _said(leaf, day_first)


_STOP = re.compile(r"(?<![A-Z])(?<!\d)(?<!\bNr)(?<!\bn)(?<!\bart)\.\s|[;:]\s|\s\d{1,2}\.\d{1,2}\.?\s(?=[A-ZÀ-Þ])")


def _said(leaf: Leaf, day_first: bool | None) -> Iterator[tuple[str, float, dates.Found, Mark]]:
    flat = leaf.flat
    paired: dict[int, dates.Found] = {}
    for first, last in dates.periods(flat, day_first=day_first):
        if (last.day - first.day).days > MIN_TERM_DAYS:
            paired[first.start] = last
    told: set[int] = set()
    for day in dates.find_days(flat, day_first=day_first):
        window = flat[max(0, day.start - MAX_AHEAD) : day.start]
        ahead = _STOP.split(window)[-1]
        if _OF_OTHER.search(ahead[-110:]) or _WORK.search(ahead[-60:]):
            continue
        about = bool(_ABOUT.search(ahead))
        confidence = SAID if about else LIKELY
        until = paired.get(day.start)
        if until is not None and _OF_TERM.search(ahead):
            mark = leaf.mark(max(0, day.start - min(60, len(ahead))), until.end)
            yield "effective_date", SAID, day, mark
            yield "expiry_date", SAID, until, mark
            told.add(until.start)
        elif day.start in told:
            continue
        elif says := _SAYS_END.search(ahead):
            if about:
                yield "expiry_date", SAID, day, leaf.mark(day.start - len(ahead) + says.start(), day.end)
        elif (says := _SAYS_START.search(ahead)) or (_AHEAD_OF_FORCE.match(flat[day.end : day.end + 30]) and about):
            begin = says.start() if says else max(0, len(ahead) - 60)
            yield "effective_date", confidence, day, leaf.mark(day.start - len(ahead) + begin, day.end)


_OF_TERM = re.compile(
    r"(?i)\b(?:term|period|runs?|from|valid\w*|licen[cs]e|subscription|laufzeit|vertragsdauer|gilt|beginnt|mietzeit|"
    r"durée|période|valable|court|"
    r"vigencia|plazo|duración|período|durata|periodo|valid\w+|decorr\w+|vigora|vigência|prazo|duração|looptijd|duur|"
    r"periode|geldt|loopt)\b|期間"
)
_AHEAD_OF_FORCE = re.compile(
    r"(?i)\s?(?:in kraft|in werking|van kracht|en vigueur|en vigor|wirksam|\(?(?:the )?[\"'](?:effective|"
    r"commencement) date|,? fecha de su entrada en vigor)"
)
