"""Which label of a quote a date, an amount or a name answers: the guard against the value of the column beside.

Read for checking only, by a vocabulary of its own; shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

_DATE_LABELS: dict[str, str] = {
    "previous": r"(?:supersed\w*(?! by)|replac(?:es|ed|ing)(?! by)|ersetzt(?! durch)|remplace|sustituye|"
    r"sostituisce|vervangt)"
    r"(?:\s+(?:\w+\s+)?(?:version|fassung|versión|versie|policy))?|"
    r"initial(?:ly)?(?: \w+){0,2}|original(?:ly)?(?: \w+){0,2}|first (?:issued?|certif\w+|registration|approv\w+)|"
    r"previous\w*(?: \w+)?|old(?:er)?(?: \w+)?|"
    r"former\w*|erstausstellung|erstmals|form (?:published|issued|revised|dated)|date of birth|"
    r"erstzertifizierung|erstmalige\w*(?: \w+)?|première?s? \w+|primer[oa]? \w+|prim[ao] \w+|eerste \w+|"
    r"primeir[oa] \w+|初回\w*",
    "expiry": r"expir\w+|(?:fim|termo|término|fin|fine|einde|ende|end) (?:d\w{1,3}|van|der|des|of) (?:la |the )?"
    r"(?:vig[eê]nc\w+|validade|validità|cobertura|copertura|dekking|garantie|versicherung|cover|policy|"
    r"validity)|(?:valid|good|gültig|valable|válid[oa]|valid[oa]|geldig) "
    r"(?:until|to|thru|through|till|bis|jusqu\S*|hasta|até|fino al|tot)|not valid after|"
    r"in force (?:until|to|through|till)|"
    r"ablauf\w*|scadenza|vencimiento|"
    r"caducidad|validade|re-?certification(?: due)?|end of validity|valid_(?:to|until)|not_?after|"
    r"gültigkeitsende|fin de validité|échéance|vence|vervaldatum|einddatum|scade|有効期限",
    "review": r"next (?:\w+ )?(?:review|revision|audit)|review (?:due|by|date)|nächste \w+|prochaine \w+|próxima \w+|"
    r"prossima \w+|volgende \w+|next_review|"
    r"(?:über)?prüfung fällig|wiedervorlage|prochain \w+|próximo \w+|prossimo \w+|eerstvolgende \w+|riesame \w+|"
    r"次回\w*",
    "issue": r"issued?(?: on| date)?|date of issue|issuance|ausgestellt|ausstellungsdatum|délivrée?|émission|emisión|"
    r"emissione|emissão|afgifte|"
    r"ausstellung|erteilt|uitgifte|délivrance|rilascio|rilasciat[oa]|emitid[oa]|expedid[oa]|afgegeven|発行日",
    "approval": r"approv\w+|ratified|adopted|freigegeben|genehmigt|approuvée?|aprobad[oa]|approvat[oa]|goedgekeurd|"
    r"aprovad[oa]|"
    r"verabschiedet|beschlossen|freigabe(?:datum)?|genehmigung|approbation|adoptée?|validée?|aprobación|"
    r"approvazione|adottat[oa]|vaststelling|vastgesteld|goedkeuring|aprovação|承認日",
    "effective": r"effective|commencement|in force|valid from|gültig (?:ab|von|vom)|start(?:s|ed)?|from|begin\w*|"
    r"in kraft|inkrafttreten|(?:entrée )?en vigueur|applicable (?:au|à)|effet|en vigor|em vigor|entrada em vigor|"
    r"vigencia|vigente|in vigore|decorrenza|ingangsdatum|inwerkingtreding|van kracht|vigência|施行日",
    "other": r"(?:(?:la |letzte |última |ultima |dernière |laatste )?(?:modificación|modificação|modifica|modification|"
    r"actualización|atualização|aggiornamento|mise à jour|änderung|aktualisierung|wijziging|bijwerking|amendment))|"
    r"(?:factuur|rechnungs|beleg|leistungs|rapport|document)datum|date (?:de (?:la )?)?facture|"
    r"fecha (?:de (?:la )?)?factura|data (?:d[aeo] )?(?:fattura|documento|fatura|factura)|"
    r"valid(?:ity)?|updated?|revised|published|released|reviewed|dated?|version|report|completed|ended?|period",
}
_ALL_DATE_LABELS = re.compile(
    r"(?i)(?<!\w)(?:"
    + "|".join(f"(?P<{kind}>(?:{wording})(?: (?:dates?|on|due))*)" for kind, wording in _DATE_LABELS.items())
    + r")(?!\w)"
)
_NOT_OF: dict[str, frozenset[str]] = {
    "document_date": frozenset({"expiry", "review", "previous"}),
    "issue_date": frozenset({"expiry", "review", "previous"}),
    "approval_date": frozenset({"expiry", "review", "previous"}),
    "effective_date": frozenset({"expiry", "review", "previous"}),
    "incorporation_date": frozenset({"expiry", "review", "previous"}),
    "expiry_date": frozenset({"issue", "approval", "effective", "previous"}),
    "next_review_date": frozenset({"issue", "approval", "effective", "previous"}),
}
"""Labels that make a date another than the key's."""
_REPLACED = re.compile(
    r"(?i)[\w.,/ -]{4,24}?[ ,(]{1,3}(?:(?:was|is|has been|wird|wurde) )?(?:replaced|superseded|ersetzt|remplacé)\b"
)
"""A date that what follows it calls a superseded version's."""
_JOINT = re.compile(
    r"(?i)[\s,]*(?:to|through|thru|until|till|bis|au|al|hasta|até|tot|-|\u2013|\u2014)(?:\s\w{1,4})?\s*"
)

_SEVERITIES = {
    "critical": r"critical|kritisch\w*|critiques?|crític[oa]s?|critic[ahio]+|kritie\w+",
    "high": r"high|hoch|hohe[nrsm]?|élevée?s?|alt[oaei]s?|elevad[oa]s?|elevat[oaei]|hoog|hoge",
    "medium": r"medium|moderate|mittel|mittlere[nrsm]?|moyenne?s?|medi[oae]s?|médi[oa]s?|gemiddelde?",
    "low": r"low|niedrig\w*|gering\w*|faibles?|baj[oa]s?|bass[oaei]|baix[oa]s?|laag|lage",
    "informational": r"info(?:rmational|rmation|rmativ\w*|rmatie\w*)?|hinweis\w*",
    "total": r"total|gesamt|insgesamt|totale|totaal|summe",
}  # fmt: skip
_LIMITS = {
    "deductible": r"deductibles?|retentions?|sir|excess of|selbstbehalt|franchise",
    "aggregate": r"(?:general |annual |policy )?aggregate(?: limit)?",
    "products": r"products\W{0,4}comp\W{0,3}op(?: agg)?",
    "personal": r"personal (?:&|and) adv(?:ertising)? injury", "rented": r"damage to (?:rented )?premises[^$\d]{0,24}",
    "medical": r"med(?:ical)? exp(?:enses?)?[^$\d]{0,24}",
    "occurrence": r"(?:each|per|any one) (?:occurrence|claim|event)",
    "accident": r"(?:e\.?l\.? )?each accident", "disease": r"(?:e\.?l\.? )?disease[^$\d]{0,20}",
    "combined": r"combined single limit[^$\d]{0,20}",
}  # fmt: skip
_SUMS = {
    "subtotal": r"sub-?\s?total|zwischensumme|sous-total|netto|total ht", "paid": r"(?:amount )?paid|bezahlt|payé",
    "tax": r"(?:sales )?tax|vat|gst|mwst\.?|ust\.?|tva|iva|btw", "discount": r"discount|rabatt|remise|descuento",
    "total": r"(?:grand |invoice )?total(?: (?:amount|due|amount due|payable|ttc))?|(?:amount|balance) due|"
    r"(?:rechnungs|gesamt|end|zahl)betrag|gesamt|net à payer|totale|totaal",
}  # fmt: skip
_LIMITS_OF: dict[str, frozenset[str]] = {
    "limit_general_liability": frozenset({"occurrence"}),
    "limit_general_liability_aggregate": frozenset({"aggregate"}),
    "limit_automobile": frozenset({"combined", "accident", "occurrence"}),
    "limit_umbrella": frozenset({"occurrence", "aggregate"}),
    "limit_workers_compensation": frozenset({"accident", "occurrence"}),
    "limit_professional": frozenset({"occurrence", "aggregate"}),
    "limit_cyber": frozenset({"occurrence", "aggregate"}),
}
_ROLES = {
    "client": r"client|customer|kunde|auftraggeber(?:in)?|cliente|klant|prepared for|erstellt für|vendor",
    "supplier": r"supplier",
    "tester": r"tester|test(?:ing)? (?:company|firm|team)|auftragnehmer(?:in)?|prepared by|conducted by|prestataire",
    "holder": r"(?:certificate )?holder|certified organi[sz]ation|issued to|zertifikatsinhaber|titulaire|titular|"
    r"houder",
    "issuer": r"issued by|certification body|zertifizierungsstelle|issuer|organisme (?:certificateur|de certification)",
    "owner": r"(?:policy |document )?owner|verantwortlich\w*|propriétaire|eigenaar|responsabile",
    "author": r"author|prepared by|autor|auteur|written by", "approver": r"approved by|approver|freigegeben von|"
    r"approuvé par",
    "insured": r"(?:named )?insured|versicherungsnehmer(?:in)?|assuré", "insurer": r"insurer|versicherer|assureur",
    "producer": r"producer|broker|makler|courtier",
}  # fmt: skip
_ROLE_OF = {
    "tester": "tester", "holder": "holder", "issuer": "issuer", "owner": "owner", "insured": "insured",
    "completed_by": "author", "completed_for": "client",
}  # fmt: skip
_ALIKE = frozenset(
    {
        ("tester", "author"),
        ("author", "tester"),
        ("issuer", "author"),
        ("holder", "client"),
        ("owner", "author"),
        ("insured", "client"),
        ("holder", "supplier"),
        ("insured", "supplier"),
        ("client", "supplier"),
    }
)
"""Roles that one label may name as well."""
_GAP = re.compile(r"\t|\s*\|\s*| {2,}")


def is_of_another_date(key: str, text: str, places: Sequence[tuple[str, int]], value: str) -> bool:
    """Whether every mention of the date `value` answers a label that is not the key's.

    `places`: the dates of the text with where each begins. As many dates as labels above them are answered in order.
    """
    others = _NOT_OF.get(key)
    if others is None:
        return False
    labels = [(found.start(), found.end(), str(found.lastgroup)) for found in _ALL_DATE_LABELS.finditer(text)]
    kinds = _answered(text, labels, _one_a_place(places))
    mentions = ["previous" if _REPLACED.match(text, at) else kinds.get(at) for iso, at in places if iso == value]
    return bool(mentions) and all(kind in others for kind in mentions)


def _one_a_place(places: Sequence[tuple[str, int]]) -> list[int]:
    """Where dates begin, each date once: the month within a date is none of its own."""
    found: list[int] = []
    for _, at in sorted(places, key=lambda place: place[1]):
        if not found or at - found[-1] > 8:
            found.append(at)
    return found


def _answered(text: str, labels: Sequence[tuple[int, int, str]], values: Sequence[int]) -> Mapping[int, str]:
    """The kind of the label that each value answers, as far as that can be told."""
    told: dict[int, str] = {}
    marks = sorted([(start, end, kind) for start, end, kind in labels] + [(at, at, "") for at in values])
    ahead: list[tuple[int, int, str]] = []
    for is_value, run in groupby(marks, key=lambda mark: not mark[2]):
        taken = list(run)
        if not is_value:
            ahead = taken
            continue
        last = ahead[-1] if ahead else None
        is_head = len(ahead) > 1 and last is not None and "\n" in text[last[1] : taken[0][0]]
        for place, (at, _, _) in enumerate(taken):
            before = taken[place - 1][0] if place else None
            if is_head and len(taken) % len(ahead) == 0:
                told[at] = ahead[place % len(ahead)][2]
            elif place == 0 and last is not None and not is_head:
                told[at] = last[2]
            elif before is not None and _JOINT.search(text, before, at):
                told[at] = "end"
    return told


def is_of_another_count(key: str, text: str, value: int) -> bool:
    """Whether a row of severities and counts, one for one, gives `value` to other severities than the key's, or the
    key's severity has another count right behind it."""
    own = key.removeprefix("findings_")
    if own not in _SEVERITIES:
        return False
    labelled = re.findall(
        rf"(?i)(?<![\w-])(?<!\d )(?:{_SEVERITIES[own]}) ?[:=]? ?(\d{{1,3}})(?![\w%]|[.,-]\d|[ \t|]+\d)", text
    )
    if own != "total" and labelled and value not in map(int, labelled):
        return True  # the severity has its count beside it: the other is another test's
    return _pairs_otherwise(_SEVERITIES, frozenset({own}), text, value)


def is_of_another_limit(key: str, text: str, value: float) -> bool:
    """Whether a list of limits and amounts, one for one, gives `value` to another limit than the key's."""
    if key == "invoice_total":
        return _pairs_otherwise(_SUMS, frozenset({"total"}), text, value)
    own = _LIMITS_OF.get(key)
    return own is not None and _pairs_otherwise(_LIMITS, own, text, value)


def _pairs_otherwise(kinds: Mapping[str, str], own: frozenset[str], text: str, value: float) -> bool:
    pattern = re.compile(
        r"(?i)(?<!\w)(?:" + "|".join(f"(?P<{kind}>{wording})" for kind, wording in kinds.items()) + r")(?!\w)"
    )
    marks = [(found.start(), str(found.lastgroup)) for found in pattern.finditer(text)]
    numbers = [(found.start(), _number(found[0])) for found in re.finditer(r"(?<![\w.,])\d[\d,.' ]*\d|\d", text)]
    sequence = sorted([(at, kind, 0.0) for at, kind in marks] + [(at, "", number) for at, number in numbers])
    shape = "".join("L" if kind else "N" for _, kind, _ in sequence)
    count = len(shape) // 2
    if re.fullmatch(r"(?:LN)+", shape):
        pairs = list(zip(sequence[::2], sequence[1::2], strict=True))
    elif re.fullmatch(r"(?:NL){2,}", shape) and not _is_parted(text, sequence):
        pairs = list(zip(sequence[1::2], sequence[::2], strict=True))
    elif count > 1 and shape == "L" * count + "N" * count:
        pairs = list(zip(sequence[:count], sequence[count:], strict=True))
    else:
        return False
    holders = {kind for (_, kind, _), (_, _, number) in pairs if number == value}
    return bool(holders) and not holders & own


def _number(figures: str) -> float:
    """Figures of a text as a number: two behind the last mark are hundredths, whatever the mark."""
    whole, mark, cents = figures[:-3], figures[-3:-2], figures[-2:]
    if mark not in (".", ",") or not cents.isdecimal():
        return float(re.sub(r"\D", "", figures))
    return float(re.sub(r"\D", "", whole) or 0) + int(cents) / 100


def _is_parted(text: str, sequence: Sequence[tuple[int, str, float]]) -> bool:
    """Whether a line or cell ends between a number and the word behind it: then they are no pair."""
    return any(
        re.search(r"[\n\t|]", text[number[0] : word[0]])
        for number, word in zip(sequence[::2], sequence[1::2], strict=True)
    )


def is_of_another_role(key: str, text: str, value: str) -> bool:
    """Whether every mention of a name stands beside or below the label of another role than the key's."""
    own = _ROLE_OF.get(key)
    mentions = list(re.finditer(re.escape(value), text)) if own else []
    roles = [_role_of(text, found.start()) for found in mentions]
    return bool(roles) and all(role and role != own and (own, role) not in _ALIKE for role in roles)


def _role_of(text: str, at: int) -> str | None:
    """The role whose label stands ahead of a place on its line, above it in its column, or alone on the line above."""
    begin = text.rfind("\n", 0, at) + 1
    ahead = text[begin:at]
    labelled = re.search(r"([^:\t|]{2,40})(?::|\t|\|)[\s\"']*$", ahead)
    if labelled:
        return _role(labelled[1])
    above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
    heads, cells = _GAP.split(above), _GAP.split(ahead)
    if len(heads) > 1:
        return _role(heads[len(cells) - 1]) if len(cells) <= len(heads) else None
    return _role(above) if not ahead.strip() else None


def _role(label: str) -> str | None:
    bare = " ".join(label.split()).strip(" :.-#*")
    return next((role for role, wording in _ROLES.items() if re.fullmatch(rf"(?i)(?:{wording})", bare)), None)
