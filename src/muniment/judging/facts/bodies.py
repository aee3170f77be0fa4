"""Who issued a certificate, and who accredits the issuer: known bodies, labels, and names that say what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import firms
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.naming import on_one_line
from muniment.judging.facts.view import Leaf, Mark, Occurrence, View
from muniment.judging.model import Fact

BODY = re.compile(r"(?<!\w)(?:" + firms.alternatives("certification_bodies") + r")(?!\w)")
_BY = re.compile(
    rf"(?i:issued by|certification body|certified by|approved by|registrar|on behalf of|assessed by|audited by|"
    rf"issuing office|for and on behalf of):?(?: the)? (?P<name>{NAME})"
)
_ACCREDITORS = re.compile(
    r"(?<!\w)(?:UKAS|ANAB|ANSI National Accreditation Board|DAkkS|RvA|JAS-ANZ|COFRAC|Cofrac|ENAC|ACCREDIA|"
    r"Accredia|NABCB|"
    r"CNAS|DANAK|SWEDAC|Swedac|FINAS|INAB|BELAC|IPAC|EGAC|HKAS|Akkreditierung Austria|ISMS-AC|Norsk Akkreditering|"
    r"Raad voor Accreditatie|INMETRO|Inmetro|Cgcre|A2LA|IIOC|SANAS|RENAR|EIAC)(?!\w)"
)
_SHORT_ACCREDITORS = re.compile(
    r"(?<!\w)(?:SCC|IAS|SAS|JAB|PCA|ESMA|SAC|KAB|UAF|CAI|SNAS|NAT|GAC|PNAC|KAN|ema|EMA|INN|ONAC|OAA|ECA|INACAL|SAE|OUA|ILNAS|OLAS|TURKAK|TÜRKAK|IARM|CGCRE|Jas-Anz|JASANZ)(?!\w)"
)
"""Names that are other words too: a French company is a SAS."""
_ACCREDITED = re.compile(
    r"(?i)(?:認定機関|認定)[^。]{0,12}$|\b(?:accredit|akkredit|accrédit|acredit|geaccredit)\w*\b[^.;]{0,50}$"
)
_CERTIFIES = re.compile(
    rf"(?P<name>{NAME})(?:, [^,.;]{{3,60}},)?,? "
    r"(?:(?:hereby )?(?:certifies|confirms|attests)(?: that)?|certifie que|atteste que|certifica (?:que|che)|"
    r"atesta que|acredita que|attesta che|dichiara che|bescheinigt|bestätigt|verklaart dat|"
    r"issues this certificate|emite (?:este|el|o) (?:presente )?certificado|délivre (?:le|ce)(?: présent)? certificat|"
    r"has (?:audited|assessed|examined)\b.{3,110}? and (?:hereby )?certifies|"
    r"rilascia il (?:presente )?certificato|stellt dieses zertifikat aus|geeft dit certificaat af)\b"
)
_AUDITED_BY = re.compile(
    rf"(?i:\b(?:audited|assessed|certified)\b[^.;]{{0,60}}? by) (?P<name>{ORGANISATION.pattern})(?! \(?(?:of|for)\b)"
)
_CALLING = re.compile(
    r"(?i)[\s,.;(\u2013-]{1,4}(?:[^.;:\n\t]{0,50}[.,]\s)?(?:(?:an? )?(?:accredited|akkreditierte|geaccrediteerde)\s)?"
    r"(?:certification body|zertifizierungsstelle|organisme (?:certificateur|de certification)|"
    r"organismo (?:certificador|de certificaci[óo]n|di certificazione|de certificação)|"
    r"entidad (?:certificadora|de certificación)|entidade certificadora|ente certificatore|"
    r"certificatie-?instelling)(?!\w)"
)
"""Behind a name, alone or behind its address: that it certifies."""
_ADDRESS = re.compile(r"\s[|\u2013-]\s.*\d")
"""Behind the name of a letterhead."""
_ACCREDITED_BODY = re.compile(rf"(?P<name>{ORGANISATION.pattern}),? (?:is )?(?:\()?accredited (?:by|under|to)\b")
_LABELS = Labels(
    "(?:issuing|certification|certifying|assessment|awarding|registration|conformity assessment|licensing) "
    "(?:body|authority|office|organi[sz]ation|company)(?: name)?|registrar|(?:certificate )?(?:issued|certified|"
    "awarded|"
    "granted) by|name of (?:the )?(?:certification|certifying|issuing) body|issuer|certifier",
    "zertifizierungsstelle", "ausgestellt (?:von|durch)",
    "organisme (?:certificateur|de certification)", "(?:émis|délivré) par",
    "organismo (?:de certificación|certificador)|entidad (?:certificadora|de "
    "certificación)", "(?:emitido|expedido) por",
    "organismo di certificazione|ente (?:di certificazione|certificatore)", "rilasciato da",
    "certificatie-?instelling|certificerende instelling", "(?:uitgegeven|afgegeven) door",
    "(?:entidade|organismo) (?:certificadora?|de certificação)",
)  # fmt: skip
_CERTIFYING = (
    "certif",
    "confirms",
    "attests",
    "atteste",
    "atesta",
    "acredita que",
    "attesta",
    "dichiara",
    "bescheinigt",
    "bestätigt",
    "verklaart",
)
_HEADING = re.compile(
    r"^(?:(?:[A-Z0-9] ){2,})?(?:(?i:certificate|attestation|statement|zertifikat|certificat|certificado|certificato)"
    r"(?: (?i:of) [A-Za-z]+)?(?: /)?\s)*"
    r"(?:(?:No|Nr|N°)\.?\s)?(?:\S*\d\S*\s)?"
    r"(?:(?:Die Zertifizierungsstelle (?:der|des)|The certification body(?: of)?)\s)?"
)
"""The document's own heading, which joined lines put ahead of the body's name."""
_ARTICLE = re.compile(r"^(?:[AO]|L[ea]s?|L[ao]|El|Il|Het|De|Die|Das|Der) (?=\S+ \S)")
BODY_WORD = re.compile(
    r"\b(?:Certifications?|Certifica\w+|Certifice\w+|Zertifizierung\w*|Prüfgesellschaft|Zert|Cert|Registrars?|Keuring\w*|Prüfinstitut|Assurance|Assessors|Quality|Veritas|Inspection)\b",
    re.IGNORECASE,
)
_NO_BODY = re.compile(
    r"(?i)\b(?:certificates?|certification (?:body|number|no|date|mark)|management|initial|original|scope|accredited|"
    r"date|by|of|the|is|information|system|standard|certificats?|certificados?|certificat[io]|certificaat|iso|iec|zertifikat)\b"
)


_TITLE = re.compile(
    r"(?i)(?:certificate|certificado|certificat|certificato|certificaat|zertifikat)\b(?! (?:number|no|n[°º]|nr|id)\b)"
)
MAX_BODY_WORDS = 6


def bodies(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`issuer` and `accreditation` of the certificate on these leaves."""
    yield from _named_as_issuer(view, leaves)
    yield from _certifying(view, leaves)
    yield from _known(leaves)
    yield from _above_title(leaves[:1])
    yield from _alone(leaves[:2])
    yield from _accreditation(leaves)


def _named_as_issuer(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Behind words or labels that ask who issued the certificate."""
    for hit in view.near(
        (
            "issued by",
            "certification body",
            "certified by",
            "approved by",
            "registrar",
            "on behalf of",
            "assessed by",
            "audited by",
            "issuing office",
        ),
        _BY,
        after=100,
        leaves=leaves,
    ):
        if "\n" in hit.leaf.mark(hit.match.start(), hit.match.start("name") + 1).text:
            continue  # a label over its value, which the layouts of labels tell
        known = BODY.match(hit["name"])
        whole = ORGANISATION.match(hit["name"])
        name = known[0] if known else tidy(whole[0]) if whole else _body_like(_first_line(hit, "name"))
        if name:
            yield fact("issuer", name, hit.mark(), confidence=0.9)
            break
    for field in _LABELS.find(leaves, loose=True):
        whole = ORGANISATION.match(field.value)
        is_body = BODY_WORD.search(field.value) and len(field.value.split()) <= MAX_BODY_WORDS + 1
        name = tidy(whole[0]) if whole else _says_body(field.value) if is_body and not field.is_below else None
        if name:
            yield fact("issuer", name, field.mark, confidence=0.9 if whole else 0.8)
            break


def _certifying(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Ahead of what only such a body says or is: that it certifies, or that it is accredited."""
    for hit in view.near(_CERTIFYING, _CERTIFIES, before=260, after=60, leaves=leaves):
        said = on_one_line(hit.mark("name"), ORGANISATION, last=True) or hit["name"]
        said = _ARTICLE.sub("", _HEADING.sub("", said))
        whole = ORGANISATION.match(said)
        name = tidy(whole[0] if whole else said)
        if name and (whole or BODY.match(name) or _body_like(name)):
            yield fact("issuer", name, hit.mark(), confidence=0.88)
            break
    for hit in view.near(("audited ", "assessed ", "certified "), _AUDITED_BY, after=220, leaves=leaves):
        yield fact("issuer", hit["name"], hit.mark(), confidence=0.79)
        break
    yield from _beside_calling(leaves)
    for hit in view.near(("accredited",), _ACCREDITED_BODY, before=90, after=20, leaves=leaves):
        name = tidy(on_one_line(hit.mark("name"), ORGANISATION, last=True))
        if name and ORGANISATION.fullmatch(name):
            yield fact("issuer", name, hit.mark(), confidence=0.82)
            break


def _beside_calling(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The organisation that opens a line ahead of what it is: "Example GmbH, 1030 Wien. Zertifizierungsstelle"."""
    for leaf in leaves:
        for line in leaf.lines:
            whole = ORGANISATION.match(line.text)
            if whole and _CALLING.match(line.text, whole.end()):
                mark = Mark(leaf.page, line.start, line.start + whole.end())
                yield fact("issuer", whole[0], mark, confidence=0.84, quote_limit=1)
                return


def _known(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Of the bodies known by name the one that is named most often."""
    counted: dict[str, tuple[int, Leaf, tuple[int, int]]] = {}
    for leaf in leaves:
        for match in BODY.finditer(leaf.flat):
            number, place, span = counted.get(match[0], (0, leaf, match.span()))
            counted[match[0]] = (number + 1, place, span)
    if counted:
        name = max(counted, key=lambda body: (counted[body][0], len(body)))
        _, leaf, span = counted[name]
        yield fact("issuer", name, leaf.mark(*span), confidence=0.8)


def _alone(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """A line of each leaf that reads like the name of such a body."""
    for leaf in leaves:
        for line in leaf.lines:
            name = _body_like(line.text.split(" - ")[0])
            if name:
                yield fact("issuer", name, leaf.mark_line(line), confidence=0.6)
                break


def _above_title(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """A name alone on the first line, above the title of the certificate it gives."""
    for leaf in leaves:
        for line, below in zip(leaf.lines[:1], leaf.lines[1:2], strict=False):
            is_name = re.fullmatch(NAME, line.text) and 2 <= len(line.text.split()) <= MAX_BODY_WORDS
            if is_name and _TITLE.match(below.text) and not _TITLE.match(line.text):
                yield fact("issuer", line.text, leaf.mark_line(line), confidence=0.7)
            whole = ORGANISATION.match(line.text)
            if whole and _ADDRESS.match(line.text, whole.end()):
                mark = Mark(leaf.page, line.start, line.start + whole.end())
                yield fact("issuer", whole[0], mark, confidence=0.64, quote_limit=1)


_HAN_NAME = re.compile(
    "(?=.*(?:株式会社|合同会社|有限会社|財団法人|社団法人|機構|協会))"
    r"(?:(?:一般|公益)?[財社]団法人 )?"
    r"[\u3040-\u30ff\u4e00-\u9fff\w・ー]{4,40}"
)
_HAN_BODY = re.compile("認証|審査|品質保証|登録機構|登録センター")


_ADDRESSED = re.compile(r"(?P<name>[\u3040-\u30ff\u4e00-\u9fffA-Za-z0-9・ー]{4,40})\s?(?:殿|御中|様)")


def named_in_han(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`issuer` and `holder` alone on lines of a certificate in Japanese: who certifies says so in its name, and whom a
    line addresses holds it."""
    for leaf in leaves:
        for line in leaf.lines:
            addressed = _ADDRESSED.fullmatch(line.text)
            if addressed and _HAN_NAME.fullmatch(addressed["name"]):
                mark = Mark(leaf.page, line.start, line.start + addressed.end("name"))
                yield fact("holder", addressed["name"], mark, confidence=0.9, quote_limit=1)
                break
        names = [(line, bool(_HAN_BODY.search(line.text))) for line in leaf.lines if _HAN_NAME.fullmatch(line.text)]
        for key, is_body in (("issuer", True), ("holder", False)):
            alone = [line for line, certifies in names if certifies == is_body]
            if len({line.text for line in alone}) == 1:
                yield fact(key, alone[0].text, leaf.mark_line(alone[0]), confidence=0.7, quote_limit=1)


def _accreditation(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        short_named = (
            short
            for short in _SHORT_ACCREDITORS.finditer(leaf.flat)
            if _ACCREDITED.search(leaf.flat, max(0, short.start() - 80), short.start())
        )
        named = _ACCREDITORS.finditer(leaf.flat)  # of one written out and in short, the short form
        accreditor = min(named, key=lambda found: " " in found[0], default=None) or next(short_named, None)
        if accreditor:
            yield fact("accreditation", accreditor[0], leaf.mark(*accreditor.span()), confidence=0.85)
            return


def _says_body(text: str) -> str | None:
    """All of an answer that is a name of a body, with a dash within it."""
    is_name = text[0].isupper() and not re.search(r"[\d:;]", text) and not _NO_BODY.match(text)
    return text.rstrip(" .") if is_name and text[-1] not in "," else None


def _first_line(hit: Occurrence, group: str) -> str:
    """The group up to the end of the page's line it begins on: names do not run over lines they share with nothing."""
    mark = hit.mark(group)
    return " ".join(mark.text.split("\n")[0].split())


def _body_like(text: str) -> str | None:
    """A name that says of itself that it certifies, with nothing else beside it."""
    named = re.fullmatch(NAME, text) or ORGANISATION.fullmatch(text)
    if not named or not BODY_WORD.search(text) or _NO_BODY.search(text) or not 2 <= len(text.split()) <= 7:
        return None
    return tidy(text)
