"""What papers of insurance call covers and say beside sums, in every language read, for readers that take a paper's
text as one run: which cover, for each claim or for the year, or another sum than a limit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from muniment.judging.facts.covers import COVER_PATTERNS, NAMED_COVER

_RC = r"(?:responsab\w+ civil[ei]?|(?<!\w)r\.? ?c\.?)"
_OF = r"(?:d[eiao]l?l?a? |d['’] ?|des |pour |per |para )?(?:la |l['’] ?|el |le )?"
_GENERAL = (
    rf"{_RC} ?(?:[-:] )?{_OF}(?:exploitation|explotaci[óo]n|exploraç[ãa]o|g[ée]n[ée]rale|general|geral|generale|"
    r"comprensiva|operaç[õo]es|operaciones|estabelecimentos?|establecimientos?|entreprises?|empresas?|impresa|"
    r"chef d['’]entreprise|"
    r"avant livraison|"
    r"actividad(?:es)?|inmobiliaria|conduzione|verso (?:i )?terzi)(?: (?:de|d['’])? ?(?:l['’]?)?(?:entreprise|"
    r"empresa))?|"
    r"(?<!\w)rct(?:/o)?(?!\w)|r\.c\.t\.(?:/o\.)?|"
    r"predios,? labores y operaciones|actividades e inmuebles|responsabilidad civil extracontractual|"
    r"bedrijfs- en product(?:en)?aansprakelijkheid\w*|"
    r"betriebs-haftpflicht\w*|betriebs-? und produkthaftpflicht\w*|b[üu]ro-?haftpflicht\w*|"
    r"(?:business|premises|broadform|combined|"
    r"commercial|trading) liability|"
    r"general (?:and products )?liability|public (?:and products |& products )?liability|"
    r"b\.?a\.? (?:uitbating|exploitatie)|bedrijfsaansprakelijkhei ?d\w*|"
    r"施設(?:所有者?|所有管理者)?(?:・管理者)?賠償\w*|企業総合賠償\w*|総合賠償責任\w*|企業賠償責任\w*"
)
_PROFESSIONAL = (
    rf"{_RC} ?{_OF}(?:professionn?[ae]lle|pro(?!\w)|profesional\w*|professionale|profissional\w*)|"
    r"(?:technology |tech |it[- ])?(?:professional (?:indemnity|liability)|errors? (?:and|&) omissions?|e ?& ?o(?!\w))"
    r"(?: (?:including|incl\.?) [A-Z][\w&]*(?: [A-Z&][\w&]*){0,3})?|"
    r"erreurs et omissions|errores y omisiones|erros e omissões|"
    r"beroepsaansprakelijkhe ?i ?d\w*|it-?verm[öo]gensschaden-?haftpflicht\w*|verm[öo]gensschaden-?haftpflicht\w*|"
    r"planungs-?haftpflicht\w*|"
    r"(?:it)?業務賠償(?:責任)?\w*|専門(?:的)?(?:業務|職業)(?:人)?賠償\w*|業務過誤\w*"
)
_CYBER = (
    r"cyber\w*(?:[- ](?:liability|security|risks?|and \w+ liability|deckung|enterprise risk|insurance|risque|"
    r"et \w+))*|"
    r"network security (?:&|and) privacy(?: liability)?(?: \(cyber\))?|data breach|"
    r"(?:riesgos?|riscos?) cibern[ée]ticos?|ciber\w+|risch[io] (?:cyber|informatic[oi])|サイバー\w*"
)
_AUTOMOBILE = (
    r"(?:business |commercial |hired and non-owned |non-owned |owned |scheduled )?auto(?:mobile|s)?(?: (?:liability|"
    r"csl|"
    r"non-owned))?(?! club|mat)(?=\W)|"
    rf"{_RC} ?{_OF}(?:auto(?:mobile|m[óo]vil|m[óo]vel)?|circula\w+|vehic\w+|v[ée]hicules?|obligatoria|facultativa)|"
    r"automotor(?:es)?(?:\W{1,3}responsab\w+ civil)?(?!\w)|veh[íi]culos propios(?: y no propios)?|ve[íi]culos próprios|"
    r"rcf(?:-?v)?(?!\w)|kfz-?haftpflicht\w*|wa-(?:dekking|verzekering)|wettelijke aansprakelijkheid motorrijtuigen|"
    r"motor (?:third party )?(?:liability|fleet)|自動車(?:対人|対物)?賠償\w*"
)
_UMBRELLA = (
    r"umbrella(?: liab(?:ility)?| \(lead\))?|excess liab(?:ility)?|"
    r"responsabilit[ée] compl[ée]mentaire(?: \(umbrella\))?"
)
_EMPLOYERS = (
    rf"{_RC} ?{_OF}(?:patronal\w*|empregador\w*|verso (?:i )?(?:prestatori|operai)[\w ]{{0,20}})|(?<!\w)rco(?!\w)|"
    r"(?:workers'? ?compensation(?:,? (?:and|&) )?)?employer'?s'?[ -]liability|"
    r"work(?:er|men)?'?s?'? (?:injury )?compensation|common law(?: (?:liability|limit))?|"
    r"werkgeversaansprakelijkheid\w*|arbeitgeberhaftpflicht\w*|使用者賠償\w*"
)
_OTHER = (
    rf"{_RC} ?{_OF}(?:prod(?:uits?|uc?tos?|ucts?|uzione|ott[io])|apr[èe]s livraison|cruzada|d[ée]cennale|"
    rf"transport\w+|"
    r"locativa|contaminaci[óo]n|ambiental|administr\w+|directivos|dirigeants?|m[ée]dica|m[ée]dicale)|"
    r"products?(?: [-/&] completed operations| liability)|produkt-?haftpflicht\w*|umwelt-?haftpflicht\w*|"
    r"b\.?a\.? na levering|"
    r"umweltschaden\w*|tienjarige aansprakelijkheid|bestuurdersaansprakelijkheid\w*|\bd ?& ?o\b|"
    r"directors\W{0,2} (?:&|and) officers|"
    r"toevertrouwd voorwerp|feuer\w*|leitungswasser\w*|rechtsschutz\w*|\w{0,9}kasko|schutzbrief|"
    r"polui[çc][ãa]o(?: s[úu]bita)?|"
    r"casco|"
    r"environmental impairment|property|businessowners property|rented equipment|tools and equipment|"
    r"(?:liquor|media|pollution|fiduciary|employment practices|environmental|aviation|marine|garage|carriers?'?|"
    r"pension trustee|"
    r"contractual|statutory|management) liability|\bcrime\b|fidelity|ransom|employee dishonesty|verdedigingskosten|"
    r"goederenvervoer\w*|bauherrenhaftpflicht\w*|"
    r"生産物賠償\w*|請負業者賠償\w*|火災\w*|傷害\w*"
)
_GENERIC = (
    r"(?:pauschal-?)?haftpflicht(?:versicherung)?(?!\w)|aansprakelijkheid(?:sverzekering)?(?!\w)|"
    r"responsab\w+ civil[ei]?(?!\w)|"
    r"(?<!\w)(?<!of )(?<!limited )liability(?: insurance)?(?! limit)(?!\w)|"
    r"(?<!漏えい)(?<!サイバー)(?<!業務)(?<!職業)(?<!使用者)賠償責任(?:保険)?|"
    r"burgerlijke aansprakelijkheid"
)
_TOTAL = (
    r"l[íi]mites? (?:m[áa]ximo )?(?:agregados?|globa[li]?e?s?)(?: anua(?:l|is|les))?|(?:overall|total|combined|"
    r"policy) aggregate(?: limit)?|"
    r"massimale (?:aggregato|complessivo)(?: annuo)?|plafond global|limite (?:annuelle|globale)"
)
"""Of a row that limits the year for all covers together."""
_KINDS: tuple[tuple[str, str], ...] = (
    ("limit_general_liability", rf"{_GENERAL}|{COVER_PATTERNS['Commercial general liability'].pattern[4:]}|"
     rf"{COVER_PATTERNS['Public liability'].pattern[4:]}"),
    ("limit_professional", rf"{_PROFESSIONAL}|{COVER_PATTERNS['Professional liability'].pattern[4:]}"),
    ("limit_cyber", rf"{_CYBER}|{COVER_PATTERNS['Cyber liability'].pattern[4:]}"),
    ("limit_automobile", rf"{_AUTOMOBILE}|{COVER_PATTERNS['Automobile liability'].pattern[4:]}"),
    ("limit_umbrella", rf"{_UMBRELLA}|{COVER_PATTERNS['Umbrella liability'].pattern[4:]}"),
    ("limit_workers_compensation", rf"{_EMPLOYERS}|"
    rf"{COVER_PATTERNS[chr(69) + 'mployers' + chr(39) + ' liability'].pattern[4:]}"),
    ("total", _TOTAL),
    ("other", rf"{_OTHER}|{NAMED_COVER.pattern[4:]}"),
    ("generic", _GENERIC),
)  # fmt: skip
_PATTERNS = tuple((key, re.compile(f"(?i){pattern}")) for key, pattern in _KINDS)
GENERAL, AGGREGATE = "limit_general_liability", "limit_general_liability_aggregate"
OTHER, GENERIC, TOTAL = "other", "generic", "total"
MAX_COVERS = 120
"""Looked at on a page."""

CLAIM = re.compile(
    r"(?i)\b(?:each|any one|any single|per|every)(?: (?:and|&) every)? (?:occurrence|claim|event|accident|incident|"
    r"loss|breach|"
    r"insured event|wrongful act|single claim)\b|\bea(?:ch)?\.? acc(?:ident)?\b|"
    r"\b(?:je|pro|per)[\s-](?:\w+ und )?(?:schaden\w*|versicherungsfall|ereignis|einzelfall|fall|verstoß|"
    r"leistungsfall)|"
    r"\bpar (?:sinistre|[ée]v[ée]nement|évènement|r[ée]clamation|fait|accident)|"
    r"\bpor (?:siniestro|evento|reclamaci[óo]n|ocurrencia|acontecimiento|accidente|sinistro|reclamaç[ãa]o|"
    r"ocorrência|acidente)|"
    r"\bper (?:ogni )?(?:sinistro|evento|richiesta|aanspraak|gebeurtenis|schadegeval|schade|schadegebeurtenis)|"
    r"(?:1|一)(?:請求|事故)|一連の損害賠償請求"
)
YEAR = re.compile(
    r"(?i)(?<!products )(?<!products in the )\b(?:(?:general |annual |policy |in (?:the |all, )?)?aggregate|"
    r"in total|in all\b|"
    r"(?:per|any one|each) (?:policy |insurance )?(?:year|annum|period)|"
    r"(?:je|pro|im|per) (?:versicherungs|kalender)?(?:jahr|periode)\w*|jahreshöchst\w*|"
    r"eines (?:versicherungs)?jahres|jahresmaximum|jahresaggregat|insgesamt|aggregat|"
    r"par (?:an|ann[ée]e|p[ée]riode)(?: d['’]assurance)?|annuel(?:le)?s?|global|"
    r"(?:por|y|e) (?:año|anualidad|ano|anuidade)|por per[íi]odo|agregado(?: anual)?|anual|"
    r"(?:per|e|all['’])? ?ann(?:[ou]o?|ua)(?!\w)|per annualit[àa]|aggregato(?: annuo)?|per anno|e anno|"
    r"per (?:verzekerings)?jaar)\b|保険期間中|年間|総支払限度"
)
ELSE = re.compile(
    r"(?i)deductib\w*|\bded\b|retention|\bs\.?i\.?r\b|premi(?:um|e)\b|\bexcess\b(?=\W{0,3}(?:of (?!primary)|gbp|usd|"
    r"eur|aud|[£$€\d:(]|each|per|any|is\b|retro|$))|attachment|retroactive|"
    r"sub-?\s?limit\w*|prämie|franchise|\bprime\b|selbst(?:behalt|beteiligung)|franchigia|scoperto|franquicia|"
    r"franquia|"
    r"eigen risico|own risk|sottolimit\w*|sous-limit\w*|subl[íi]mite\w*|vrijstelling|免責|自己負担|保険料|"
    r"par (?:victime|personne)|per persona|pro person|por (?:v[íi]ctima|persona|pessoa|trabalhador|trabajador|"
    r"passageiro)|"
    r"per (?:persoon|person|employee|worker)|je (?:geschädigte )?person|cotisation|\bpremio\b|\bprêmio\b|pr[ée]mio\b|"
    r"\bm[íi]n\b\.?|\bmind\b\.?|mindestens|minimum|m[íi]nimo|zaakschade|waarvan|\bdont\b|di cui|davon|of which|"
    r"damage to|rented|med exp|personal (?:&|and) adv|products\W{1,3}comp\w*|disease|policy limit|bausumme|turnover|"
    r"umsatz|"
    r"facturaci[óo]n|chiffre d['’]affaires|capital social|collateral|last year|previous|\bprior\b|\bformer\b|"
    r"expiring|vorherig|bisherig|précédent|no cover|"
    r"\bgst\b|\biva\b|steuer|\btax\b|within section"
)
"""What a sum is when it is no limit."""
ELSE_BEHIND = re.compile(
    r"(?i)[\W_]{0,3}(?:in error\b|irrtümlich|par erreur|por error|per errore|por erro\b|"
    r"abusievelijk|sub-?limit|sottolimite|sous-limite|sublímite|within|deductible|retention|ded\b|"
    r"excess\b(?! of)|sir\b|"
    r"premium|refused|declined|cancelled)"
)
LIMIT = re.compile(
    r"(?i)(?<!sub-)(?<!sub)(?<!sub )\b(?:limits?(?! as to)|sums? insured|indemnity|\w{0,20}(?:deckungs|versicherungs|"
    r"haftungs|garantie)summen?|"
    r"montants?|plafonds?|massimal[ei]|capita(?:l|is|les)(?: asegurados?| segur[ao]d?[oa]?s?)?|capitale assicurato|"
    r"somm[ae] assicurat[ae]|"
    r"sumas? aseguradas?|l[íi]mites?(?: m[áa]ximos?)?|verzekerde? (?:bedrag(?:en)?|som(?:men)?)|insured sum|"
    r"import[âa]ncia segurada|\blmi\b|\blmg\b|\bla\b(?= anual)|maximum per|assured sum|amount)\b|"
    r"支払限度額|保険金額|てん補限度額"
)


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover that a text names at `text[start:end]`; `key` of its limit, else OTHER or GENERIC."""

    key: str
    start: int
    end: int


_NEAR = re.compile(r"[^\d;:.€£$]{0,40}")
"""Between a cover and what all of them are: "Automobile (owned), third party liability"."""


def covers_in(text: str) -> list[Cover]:
    """The covers that a text names, in order, none within another; the longest where several begin."""
    found = [
        Cover(key, match.start(), match.end())
        for key, pattern in _PATTERNS
        for match in islice(pattern.finditer(text), MAX_COVERS)
        if match.end() > match.start()
    ]
    ranks = [key for key, _ in _PATTERNS]
    found.sort(key=lambda one: (one.start, -(one.end - one.start), ranks.index(one.key)))
    kept: list[Cover] = []
    for one in found:
        if kept and one.key == GENERIC and kept[-1].key != GENERIC and _NEAR.fullmatch(text, kept[-1].end, one.start):
            kept[-1] = Cover(kept[-1].key, kept[-1].start, one.end)
        elif not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end and one.key not in (OTHER, GENERIC) and kept[-1].key in (OTHER, GENERIC):
            kept[-1] = Cover(one.key, kept[-1].start, one.end)
    return kept
