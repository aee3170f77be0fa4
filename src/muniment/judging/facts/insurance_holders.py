"""For whom a certificate of insurance was made out: beside a label, below it, or in a sentence, without an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, PARTY, is_role, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

_LABELS = Labels(
    "(?:name (?:and address )?of (?:the )?)?(?:certificate ?)?holder(?: name)?",
    "(?:certificate |evidence )?(?:issued|addressed|provided) to",
    "interested part(?:y|ies)", "requesting party", "(?:certificate )?recipient", "principal(?: name)?",
    "titulaire du certificat", "b[ée]n[ée]ficiaire(?: du certificat)?", "destinataire", 
    "beneficiari[oa](?: d[aeo]l? (?:certificad[oa]|certifica[çc][ãa]o))?", "destinat[áa]ri[oa]",
    "titular d[eo]l? certificado",
    "emitid[oa] (?:a favor de|a|para)", "expedid[oa] (?:a favor de|a|para)", "intestatari[oa] del certificato",
    "rilasciat[oa] a", "richiedente",
    "zertifikatsempfänger(?:in)?", "empfänger(?:in)?(?: der bestätigung)?", "zur vorlage bei", "vorlage bei",
    "ausgestellt für",
    "(?:opdrachtgever, )?houder(?: van dit certificaat)?", "certificaathouder",
    "opdrachtgever", "begunstigde", "bestemd voor",
    "afgegeven aan",
    "ご?提出先", "証明書?宛先", "宛先",
)  # fmt: skip
_NAMED = rf"(?:{PARTY.pattern})|{NAME}"
_SAID = re.compile(
    r"(?:(?i:clause in favou?r of|for submission to|submission to|presented to|provided to|for the benefit of|"
    r"à l['’]intention d[eu]|pour (?:être )?(?:présentée?|remise?) à|"
    r"zur vorlage bei(?: der| dem)?|für (?:die|den|das|unseren) (?:bauherrschaft|auftraggeberin|auftraggeber|"
    r"bauherrn)|"
    r"presentaci[óo]n (?:ante|a)|para (?:presentar|apresentar) (?:ante|a|à|ao|junto)|apresentaç[ãa]o (?:à|ao|a|"
    r"junto (?:à|ao|de))|"
    r"presentazione (?:a|presso)|da presentare (?:a|presso)|ten behoeve van|voorgelegd aan|overlegging aan|"
    r"ter inzage van)) "
    rf"(?:la |the |M/s\.? |de |het |der |dem |die |le |l['’]|el |il |a )?(?P<name>{_NAMED})"
)
_ADDRESS = re.compile(r",? (?:\d|P\.? ?O\.? Box|c/o)|, (?=[^,]*(?:,[^,]*)*\d)", re.IGNORECASE)
_NO_HOLDER = re.compile(
    r"(?i)^(?:the )?(?:policy|certificate|named|insured|insurer|holder|cancellation|authori[sz]ed|description|first|"
    r"additional|"
    r"this|should|auftragge\w+|behörden?|bauherr\w*|kunden?|dritten?|terceros|terceiros|terzi|tiers|derden|assuré|"
    r"asegurado|segurado|assicurato|verzekerde)\b"
)
MAX_WORDS = 12


def holders(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """Candidates for `holder`."""
    for field in _LABELS.find(leaves, loose=True):
        is_apart = field.is_below or re.search(r"[:\t|]", field.mark.text)
        name = _name(field.value)
        if name and (is_apart or PARTY.match(field.value) or field.label[0].isupper()):
            yield fact("holder", name, field.mark, confidence=0.82, quote_limit=1)
            break
    for leaf in leaves:
        for said in _SAID.finditer(leaf.flat):
            mark = leaf.mark(*said.span("name"))
            name = _name(" ".join(mark.text.split("\n")[0].split()) if not PARTY.match(said["name"]) else said["name"])
            if name:
                yield fact("holder", name, leaf.mark(*said.span()), confidence=0.7, quote_limit=1)
                return


def _name(text: str) -> str | None:
    """A name of two words or more, without the address behind it."""
    whole = PARTY.match(text)
    head = whole[0] if whole else _ADDRESS.split(text)[0]
    name = tidy(head)
    if not name or not 1 < len(name.split()) <= MAX_WORDS or _NO_HOLDER.match(name) or is_label(name) or is_role(name):
        return None
    return name if name[0].isupper() and not name.endswith(":") and not re.search(r"\d{4}|\. [A-Z]", name) else None
