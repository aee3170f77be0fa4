"""How long ahead something is told of, in an agreement of any language: its end, a new subprocessor; and how soon a
breach is.

A length of time is taken from a sentence, or from what its heading says it is about, that has the words for what is
told and for telling; the nearest words decide, and what is another matter's (payment, prices, audits, cure) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from muniment.judging.facts import money, promises
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

LABELLED, SAID, RENEWAL = 0.89, 0.865, 0.79
"""Confidence of a length beside its label, in a sentence, and of one that only keeps an agreement from going on."""
_ENDS = re.compile(
    r"(?i)\bterminat\w*|\bcancel\w*|\b(?:may|can|could|either may|may be|must) (?:\w+ ){0,3}(?:end|stop|leave|"
    r"withdraw|exit)\w*|\bend(?:ing|ed)? (?:this|the|it|early|for)|"
    r"\bleaving|\bwalk-?away|\bexit\b|\bbreak\b|\bwithdraw\w*|\bstopping|\bdetermine this|\bending\b|"
    r"r[ée]sili\w*|d[ée]nonc\w*|mettre (?:\w+ )?(?:fin|terme)|y mettre|met fin|rompre|rompu|"
    r"(?<!an)(?<!ange)kündig\w*|(?<!an)kündbar|beend\w*|auflös\w*|"
    r"opzeg\w*|opgezegd|beëindig\w*|uittred\w*|uittreden|opzegbaar|ontbind\w*|"
    r"terminar\w*|terminación|rescind\w*|rescisión|denunci\w*|desist\w*|resolver\w*|resolución|p[oó]n\w+ (?:fin|"
    r"t[ée]rmino)|ponerle|t[ée]rmino anticipado|\bbaja\b|"
    r"\breced\w*|\brecess\w*|disdett\w*|disd\w+|risol\w*|"
    r"den[úu]nci\w*|rescis\w*|\bresolu\w*|\bcess\w*|\bextin\w*|解約|解除"
)
_NOTICE = re.compile(
    r"(?i)notice|warning|in advance|before|préavis|\bavis\b|avant|à l['’]avance|frist|vorher|im voraus|vor ablauf|"
    r"\bzum (?:ende|monats|quartal)|opzegtermijn|vooraf|termijn|inachtneming|"
    r"van tevoren|\bvoor (?:de|het|afloop|einde)|preaviso|\baviso|antelación|anticipación|\bantes\b|preavviso|"
    r"anticipo|\bprima\b|pr[ée]-?aviso|antecedência|antecedencia"
)
_EITHER = re.compile(
    r"(?i)either|any party|each party|convenience|any reason|at any time|without cause|chaque partie|l['’]une (?:ou|"
    r"des)|tout moment|en tout temps|convenance|jede partei|jeder partei|beiden|jederzeit|"
    r"elke partij|ieder|te allen tijde|tussentijds|cualquier\w*|en cualquier momento|sin (?:expresión de )?causa|"
    r"ciascun\w*|in qualsiasi momento|qualquer|a qualquer (?:tempo|momento)|imotivad\w*|sem justa"
)
_AGAINST_RENEWAL = re.compile(
    r"(?i)unless|renew|extend|non-renewal|sauf|reconduc|renouvel|à défaut de|sofern|wenn (?:er |sie |es )?nicht|"
    r"verläng|falls nicht|widersp|tenzij|verleng|voortge|salvo|prorrog|prórrog|renov|a menos|a meno|se non|"
    r"se nessuna|rinnov|prorog|caso não|não havendo|lo contrario|em contrário|contrario|vor ablauf|voor de einddatum|"
    r"voor het einde|before the (?:end|expiry|renewal)|avant l['’]échéance|vencimiento|scadenza"
)
_FOR_CAUSE = re.compile(
    r"(?i)\bbreach|\bcure\b|\bdefault|non-?payment|insolv|material violation|violation|suspend|chronic|consecutive|"
    r"below|below target|sla\b|"
    r"faute|manquement|inexécution|mise en demeure|défaut de paiement|verletz|verzug|wichtig\w* grund|fristlos|"
    r"abmahn|tekortkom|verzuim|ingebreke|"
    r"incumpl|impago|\bmora\b|inadempi|diffida|morosità|incumpr|inadimpl|descumpr|mancato rispetto|superamento|"
    r"abaixo d|debajo d|sotto"
)
_OTHER = re.compile(
    r"(?i)sub-?(?:process|contract|unternehm|auftrag|encarg|respons|verwerk|operador|contrat|fornit)\w*|"
    r"sous-trait\w*|unterauftrag\w*|\bprices?\b|\bfees?\b (?:may|will|can)|invoice|payment|audit|maintenance|"
    r"delet\w*|return\w* (?:all|the|or|of)|supprim\w*|restitu\w*|lösch\w*|rechnung|zahl\w*|preis\w*|wartung|wis(?:t|"
    r"sen)\b|verwijder\w*|factuur|betal\w*|factura|pago|pagar|devol\w*|suprim\w*|"
    r"prezz\w*|fattur\w*|pagament\w*|cancell(?:a|at)\w*|restitui\w*|preço|fatura|eliminad\w*|apagad\w*|"
    r"confidential\w*|confidencial\w*|geheim\w*|riservat\w*|confidentialit\w*|survive|subsist\w*|sobreviv\w*|"
    r"correct\w*|repair|cure|transition|exit plan|propose"
)
_LABEL = re.compile(
    r"(?i)(?:^|[\t|]\s*|(?<=[.;:] ))(?:\d+(?:\.\d+)*[.)]?\s)?(?:(?:termination|cancellation|"
    r"minimum)? ?notice(?: period| to terminate| of termination)?|termination(?: for convenience| without cause)?|"
    r"break(?: clause)?|cancellation|leaving|"
    r"kündigungsfrist|kündigung|ordentliche kündigung|opzegtermijn|opzegging|opzeggen|préavis(?: de résiliation)?|"
    r"résiliation|dénonciation|délai de (?:résiliation|préavis)|"
    r"preaviso|plazo de preaviso|terminación|rescisión|baja|desistimiento|preavviso|termine di preavviso|recesso|"
    r"disdetta|aviso prévio|pré-aviso|denúncia|rescisão|prazo de (?:denúncia|pré-aviso))"
    r"\s?(?:[:：|\t]\s*|\s)(?P<value>.{2,160})?$"
)
_BREACH = re.compile(
    r"(?i)breach|incident|unauthori[sz]ed (?:access|acqui|use|disclos)|violation (?:de|des|de la)|fuite|datenpanne|"
    r"verletzung\w*|vorf[aä]ll\w*|sicherheitsvorf|wird der schutz|datalek\w*|inbreuk\w*|"
    r"incidenci\w*|incidente\w*|brecha\w*|violaci[óo]n\w*|vulneraci\w*|violazion\w*|violaç\w*|compromis\w* (?:of|de)"
)
_TELLS = re.compile(
    r"(?i)notif\w*|\btells?\b|\balerts?\b|advis\w*|report\w*|inform\w*|\bnotice\b|learn|\bavis\w*|signal\w*|"
    r"prévien\w*|prévenir|"
    r"meld\w*|gemeldet|mitteil\w*|mitgeteilt|unterricht\w*|verständig\w*|benachrichtig\w*|informier\w*|anzuzeigen|"
    r"zeigt|gemeld|op de hoogte|meegedeeld|"
    r"comuni\w*|avisar\w*|dará? aviso|avvis\w*|segnal\w*|repor(?:t|te)\w*|dá conhecimento|dar conhecimento"
)
_LIMIT = re.compile(
    r"(?i)(?:within|no(?:t)? (?:later|more) than|in no (?:case|event) later than|at the latest|up to|maximum(?: of)?|"
    r"under|in less than|inside|"
    r"dans(?: (?:les|un délai (?:maximum |maximal )?de))?|sous|au plus tard|délai (?:maximum |maximal )?de|"
    r"innerhalb(?: von)?|binnen|innert|spätestens(?: jedoch)?(?: nach)?|längstens|in jedem fall|höchstens|uiterlijk|"
    r"later dan|"
    r"en (?:un |el )?(?:plazo|término)(?: (?:máximo|no superior))? (?:de|a)|en no más de|en menos de|antes de|"
    r"máximo de|dentro de(?: las| los)?|en|"
    r"entro(?: e non oltre)?|nel termine(?: massimo)? di|massimo di|in|"
    r"no prazo (?:máximo )?de|em até|até|em|prazo de)(?: (?:a|an|the|les|las|los|le|de|of|von|die|den|een|maximum|"
    r"maximal\w*|binnen|innerhalb von|entro|within|um|un))*\s$"
)
_FOR_AUTHORITY = re.compile(
    r"(?i)(?:authority|regulator|commission\w*|autorité|cnil|aufsichtsbehörde|behörde|autoridad|aepd|aaip|garante|"
    r"autoriteit|anpd|cnpd|duty|72-hour|pour que|afin|damit|so that|affinché|zodat|para que|de modo que)[^.;]{0,80}$"
)
_SUB = re.compile(
    r"(?i)sub-?process\w*|sub-?contract\w*|another processor|other processor|unterauftrag\w*|sub-?auftrag\w*|"
    r"subunternehm\w*|weitere[rn]? auftragsverarbeiter|hinzuziehung|sous-trait\w*|subencarg\w*|sub-?encarg\w*|"
    r"subcontrat\w*|"
    r"sub-?responsabil\w*|ulteriori responsabili|altr[io] responsabil\w*|sub-?fornitor\w*|sub-?verwerker\w*|"
    r"onderaannem\w*|onderuitbested\w*|suboperador\w*|changes? of supplier|further processor|that list|cette liste|"
    r"clause 9|cláusula 9|general (?:written |prior )*authori[sz]ation|autorisation (?:écrite |préalable )*générale|"
    r"allgemeine (?:schriftliche )?genehmigung|autorización (?:previa |escrita )*general|autorizzazione (?:scritta |"
    r"preventiva )*generale|autorização (?:prévia |escrita |por escrito )*geral|algemene (?:schriftelijke )?toestemming"
)
_SUB_TOLD = re.compile(
    r"(?i)notif\w*|notice|warning|inform\w*|announc\w*|advance|prior|before|\btold\b|annonc\w*|avert\w*|communiqu\w*|"
    r"préavis|l['’]avance|avant|soumis|"
    r"ankündig\w*|angekündigt|kündigen wir|vor (?:beginn|einsatz|aufnahme|beauftragung|der|dem)\b|annonç\w*|vorher|"
    r"vorab|im voraus|erfahren|mitgeteilt|informiert|anzuzeigen|vooraf|van tevoren|"
    r"\bvoor de\b|meegedeeld|kennisgeving|hoogte|"
    r"comunic\w*|aviso|preaviso|antelación|antecedencia|anticip\w*|informa\w*|preavviso|\bprima\b|avisa\w*|"
    r"antecedência|pré-aviso|informad\w*"
)
_OBJECTS = re.compile(
    r"(?i)object\w*|objet\w*|oppos\w*|opon\w*|widersp\w*|einspruch|bezwaar|opporsi|opponga|opor-se|refus\w*|"
    r"\bafter\b|reply|answer"
)
MAX_LEAVES, MAX_LENGTHS, HEADING = 40, 8, 90
MAX_HEADED = 40
"""Characters ahead of a clause in which its heading stands."""


class _Clause(NamedTuple):
    """A sentence of a leaf: where it begins, its text, and what stands ahead of it."""

    leaf: Leaf
    start: int
    text: str
    ahead: str


def notices(view: View) -> Iterator[Fact]:
    """`termination_notice`, `breach_notification` and `subprocessor_notice`."""
    leaves = [leaf for leaf in view.leaves[:MAX_LEAVES] if leaf.flat]
    yield from _labelled(leaves)
    yield from _ending(leaves)
    yield from _breach(leaves)
    yield from of_subprocessors(leaves)


_STOP = re.compile(
    r"(?<![A-Z])(?<!\bNr)(?<!\bart)(?<!\bArt)(?<!\bn)[.!?]\s(?=[^a-z])|;\s|\s[•●▪]\s|"
    r"(?<=[.;:a-zà-ÿ])\s(?=\d{1,2}(?:\.\d{1,2})?[.)]\s[A-ZÀ-Þ])|(?<=\s)(?=§ \d)"
)


def _clauses(leaf: Leaf) -> Iterator[_Clause]:
    begin = 0
    for stop in _STOP.finditer(leaf.flat):
        yield _Clause(leaf, begin, leaf.flat[begin : stop.start()], leaf.flat[max(0, begin - HEADING) : begin])
        begin = stop.end()
    yield _Clause(leaf, begin, leaf.flat[begin:], leaf.flat[max(0, begin - HEADING) : begin])


def _labelled(leaves: list[Leaf]) -> Iterator[Fact]:
    for leaf in leaves[:6]:
        for index, line in enumerate(leaf.lines):
            label = _LABEL.match(line.text) if len(line.text) < 220 else None
            below = leaf.lines[index + 1] if index + 1 < len(leaf.lines) else None
            alone = label is None and below is not None and _LABEL.match(line.text + " \t")
            value = below.text if alone and below else (label["value"] or "") if label else ""
            if not value or _OTHER.search(value) or _FOR_CAUSE.search(value):
                continue
            length = money.DURATION.search(value[:110])
            if length and money.unit_of(length) in ("day", "week", "month"):
                mark = leaf.mark_line(line).to(leaf.mark_line(below)) if alone and below else leaf.mark_line(line)
                is_short = length.start() < 25
                yield fact(
                    "termination_notice", money.duration_of(length), mark, confidence=LABELLED if is_short else SAID
                )
                return


def _ending(leaves: list[Leaf]) -> Iterator[Fact]:
    found: list[tuple[float, str, Mark]] = []
    for leaf in leaves:
        for clause in _clauses(leaf):
            if promises.is_no_promise(clause.text) and "unless" not in clause.text:
                continue
            for length in islice(money.DURATION.finditer(clause.text), MAX_LENGTHS):
                ahead = clause.text[max(0, length.start() - 60) : length.start()]
                if _OF_PERIOD.search(ahead) or _ONCE_PAST.search(ahead):
                    continue
                weight = _weight(clause, length.start(), length.end())
                if weight and money.unit_of(length) in ("day", "week", "month") and money.count_of(length):
                    mark = leaf.mark(clause.start + length.start(), clause.start + length.end())
                    found.append((weight, money.duration_of(length), mark))
    if found:
        weight, value, mark = max(found, key=lambda one: one[0])
        yield fact("termination_notice", value, mark, confidence=weight)


def _weight(clause: _Clause, start: int, end: int) -> float:
    """How sure a length in a clause is the notice that ends an agreement; 0 where it is none."""
    text = clause.text
    near = text[max(0, start - 90) : end + 60]
    if not _NOTICE.search(text[max(0, start - 70) : start] + " # " + text[end : end + 50]):
        return 0
    ahead = clause.ahead if len(text) < 160 else ""
    if not _ENDS.search(text) and not _ENDS.search(ahead[-45:]):
        return RENEWAL if _RENEWS_UNLESS.search(text) and not _OTHER.search(near) else 0
    if _OTHER.search(near) or (_FOR_CAUSE.search(text) and not _EITHER.search(text)) or _AFTER.match(text[end:]):
        return 0
    if _FOR_CAUSE.search(near):
        return 0
    return RENEWAL + 0.02 if _AGAINST_RENEWAL.search(text) else SAID


_OF_PERIOD = re.compile(
    r"(?i)\b(?:renew\w*|extend\w*|periods?|terms?|initial|durée|durées|périodes?|duración|per[ií]odos?|plazo de|"
    r"vigencia|"
    r"durata|periodi|periodo|duração|vigorará|laufzeit|mindestlaufzeit|verläng\w*|jeweils|looptijd|duur|verleng\w*|"
    r"telkens|"
    r"perioden?|prorrog\w*|prorog\w*|rinnov\w*|renov\w*|recondui\w*|reconduction|prolong\w*|dure|dura|lasts?|runs?|"
    r"continues?)"
    r"\s(?!of notice)(?:(?!notice|préavis|preaviso|aviso|preavviso|frist|opzegtermijn|salvo|unless|sauf|tenzij|"
    r"sofern|con|mit|with|met|avec|com|on)"
    r"[^\s.,;]+\s){0,4}$"
)
"""Ahead of a length that is how long an agreement goes on."""
_ONCE_PAST = re.compile(
    r"(?i)(?:transcurrid\w+|after(?: the)?(?: first)?|nach(?: ablauf von)?|après|passé|dopo|decorsi|trascorsi|após|"
    r"decorrid\w+|na|first|ersten|"
    r"premiers|primeros|primi|primeiros|eerste)\s$"
)
"""Ahead of a length that must be over before the agreement may be ended."""
_RENEWS_UNLESS = re.compile(
    r"(?i)(?:renew|extend|reconduc|recondui|renouvel|prolong|verläng|verleng|voortge|prorrog|prórrog|renov|rinnov|"
    r"prorog)"
)
_AFTER = re.compile(r"(?i)['’s\s]{0,3}(?:after|following|of receipt|nach|après|après|después|dopo|após|na)\b")


def _breach(leaves: list[Leaf]) -> Iterator[Fact]:
    for leaf in leaves:
        for clause in _clauses(leaf):
            text = clause.text
            if not _TELLS.search(text) or not (_BREACH.search(text) or _BREACH.search(clause.ahead[-70:])):
                continue
            if (
                promises.is_others_duty(leaf, clause.start)
                or promises.is_no_promise(text)
                or _USERS_DUTY.search(text)
                or _CURED.search(text)
            ):
                continue
            for length in islice(money.DURATION.finditer(text), MAX_LENGTHS):
                unit = money.unit_of(length)
                ahead = text[max(0, length.start() - 60) : length.start()]
                behind = text[length.end() : length.end() + 40]
                if unit not in ("hour", "day") or _FOR_AUTHORITY.search(text[: length.start()]):
                    continue
                if not _LIMIT.search(ahead) and not (unit == "hour" and _SINCE.match(behind)):
                    continue
                mark = leaf.mark(clause.start + length.start(), clause.start + length.end())
                yield fact("breach_notification", money.duration_of(length), mark, confidence=SAID)
                return


_SINCE = re.compile(
    r"(?i)\s?(?:after|of|from|nach|nadien|na|après|de(?:l|lla|lle|s|puis)?|da(?:lla|ll['’])?|desde|tras|à compter|\W|$)"
)
_USERS_DUTY = re.compile(
    r"(?i)\b(?:you|users?|customers?|clients?|subscribers?|the covered entity|controller|der verantwortliche|"
    r"der kunde|le client|el cliente|il cliente|o cliente|de klant)\s(?:must|shall|will|agrees? to|should|(?:is|"
    r"are) required to|muss|hat|doit|deberá|deve|moet)\b|\bnotify us\b"
)
_CURED = re.compile(r"(?i)\bcure|terminat\w*|r[ée]sili|kündig|opzeg|rescind|reced|rescind")


def of_subprocessors(leaves: Sequence[Leaf], *, is_list: bool = False) -> Iterator[Fact]:
    """`subprocessor_notice` as a clause says it. `is_list`: the document lists subprocessors, so that what it says of
    changes is of them."""
    for leaf in leaves:
        for clause in _clauses(leaf):
            text = clause.text
            near_sub = is_list or _SUB.search(text) or _SUB.search(leaf.flat[max(0, clause.start - 260) : clause.start])
            if not near_sub or not _SUB_TOLD.search(text) or _BREACH.search(text) or promises.is_no_promise(text):
                continue
            is_below = bool(_SUB.search(leaf.flat[max(0, clause.start - MAX_HEADED) : clause.start]))
            is_ending = _ENDS.search(text) and not is_list
            if not _SUB.search(text) and (is_ending or not (_NEW.search(text) or is_below)):
                continue
            for length in islice(money.DURATION.finditer(text), MAX_LENGTHS):
                if money.unit_of(length) not in ("day", "week", "month"):
                    continue
                ahead, behind = (
                    text[max(0, length.start() - 80) : length.start()],
                    text[length.end() : length.end() + 45],
                )
                if (
                    not _SUB_TOLD.search(ahead + " # " + behind)
                    or _OBJECTS.search(behind[:30])
                    or _PERIOD.search(ahead[-30:])
                ):
                    continue
                if _OBJECTS.search(ahead[-40:]) and not _SUB_TOLD.search(behind[:25]):
                    continue
                mark = leaf.mark(clause.start + length.start(), clause.start + length.end())
                yield fact("subprocessor_notice", money.duration_of(length), mark, confidence=SAID - 0.02)
                return


_NEW = re.compile(
    r"(?i)\bnew\b|chang\w*|add\w*|replac\w*|appoint\w*|jede\w*|neue\w*|kommt jemand|änder\w*|wechsel|ersetz\w*|"
    r"nouve\w*|tout|chang\w*|ajout\w*|rempla\w*|nuev\w*|alta|sustituc\w*|cambio|incorpor\w*|nuov\w*|aggiunt\w*|"
    r"sostituz\w*|modific\w*|nov[oa]s?|inclus\w*|outros|recorrer|altera\w*|substitu\w*|nieuw\w*|wijzig\w*|vervang\w*|"
    r"aviso previo|intend\w*|autoris\w*|autoriz\w*|authori[sz]\w*"
)
_PERIOD = re.compile(r"(?i)(?:every|alle|tous les|cada|ogni|elke)\s$")
