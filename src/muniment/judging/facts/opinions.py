"""Auditors' opinions (AT-C 205; ISA 700 and 705): in English, Japanese, and as translated into German, French, Spanish,
Italian, Dutch and Portuguese."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Occurrence, View
from muniment.judging.model import Fact
from muniment.unicode import caseless

_OUR_OPINION = re.compile(
    r"(?i)(?:in our opinion|our opinion is that|(?:is|are) of the opinion that),?(?P<rest>.{0,260})|"
    r"(?:we (?:do|did) not express an opinion|"
    r"disclaimer of opinion)(?P<none>.{0,60})"
)
_OPINION_LABEL = Labels("(?:auditors?'?s? |type of |overall )?opinion(?: type)?|result|conclusion")
_STATED_OPINION = re.compile(
    r"(?i)(?P<kind>unqualified|unmodified|clean|qualified|adverse)(?: (?:audit |auditor'?s )?opinion)?\.?"
)
_GIVEN = re.compile(
    r"(?i)\b(?:we|auditors?|llp) (?:have )?(?:report(?:ed)?|express(?:ed)?|issued?|gave|give) an? "
    r"(?P<kind>unqualified|unmodified|clean|qualified|adverse) opinion\b"
)
_STATED_AS = {"clean": "unqualified", "unmodified": "unqualified"} | {
    kind: kind for kind in ("unqualified", "qualified", "adverse")
}
"""How a label's answer says what the opinion is, and what that is published as."""
_BASIS = re.compile(
    r"(?i)basis for (?:the )?(?P<kind>qualified|adverse)(?: opinion)?|basis for (?P<none>disclaimer) of opinion"
)
ANCHORS = (
    "prüfungsurteil", "einwendungen", "bestätigungsvermerk", "unserer beurteilung", "unserer überzeugung",
    "à notre avis",
    "nous certifions", "opinion avec", "opinion défavorable", "opinion sans", "en nuestra opinión", "opinión con",
    "opinión desfavorable", "nostro giudizio", "giudizio con", "giudizio negativo", "ons oordeel", "oordeel met",
    "afkeurend oordeel", "nossa opinião", "opinião com", "opinião adversa", "unserer auffassung", "der auffassung",
    "van oordeel", "met beperking", "urteil", "einschränkung", "giudizio avverso", "salvedad", "ressalva", "réserve",
    "nostra opinione", "selon nous", "selon notre", "à notre opinion", "nuestra opinión",
)  # fmt: skip
_MODIFIED = {
    "qualified": r"(?<!un)eingeschränkte[sr]? (?:prüfungs)?(?:urteil|bestätigungsvermerk)|opinion avec réserves?|"
    r"urteil (?:\w+ )?eingeschränkt|grundlage für die einschränkung|begründung der einschränkung|"
    r"(?:fondement|base) de l['’]opinion avec réserves?|"
    r"opini(?:ón|ones) con salvedad(?:es)?|(?:bases?|fundamento) (?:de|para) la opinión con salvedad(?:es)?|"
    r"giudizio con (?:rilievi|eccezioni)|(?:oordeel|conclusie) met beperking(?:en)?|opinião com (?:reservas?|"
    r"ressalvas?)",
    "adverse": r"versagte[sr]? prüfungsurteil|versagungsvermerk|opinion défavorable|opinión desfavorable|"
    r"giudizio (?:negativo|avverso)|afkeurend(?:e)? (?:oordeel|conclusie)|opinião adversa",
}
_MODIFIED_HEAD = re.compile("(?i)" + "|".join(f"(?P<{kind}>{wording})" for kind, wording in _MODIFIED.items()))
_DENIED = re.compile(
    r"(?i)\b(?:nicht|kein\w*|pas|non|sans|sin|senza|geen|sem|no)\b[^.;:]{0,24}$|\b(?:vorjahr|exercice précédent|"
    r"año anterior|vorig)\w*[^.;]{0,30}$"
)
_OPENS = (
    r"nous certifions que|(?:nach|in) unserer (?:beurteilung|überzeugung|auffassung)|(?:wir sind|"
    r"sind wir) der auffassung|"
    r"wij zijn van oordeel|zijn wij van oordeel|(?:à|selon) notre (?:avis|opinion)|selon nous\b|"
    r"unser (?:prüfungs)?urteil lautet:?|il nostro giudizio è che|ons oordeel is dat|nuestra opinión es que|"
    r"a nossa opinião é que|en nuestra opinión|a "
    r"nostro giudizio|naar ons "
    r"oordeel|"
    r"(?:em|na) nossa opinião"
)
_TRUE_AND_FAIR = (
    r"in allen wesentlichen belangen|den tatsächlichen verhältnissen entsprechendes bild|image fidèle|"
    r"dans tous (?:leurs|ses) aspects significatifs|imagen fiel|en todos los aspectos (?:significativos|materiales)|"
    r"à tous les égards importants|in allen wesentlichen (?:punkten|aspekten)|in alle van materieel belang zijnde|"
    r"rappresentazione veritiera e corretta|(?:in|sotto) (?:tutti gli aspetti significativi|"
    r"ogni aspetto significativo)|getrouw beeld|in alle van "
    r"materieel belang|in alle (?:materiële|wezenlijke) opzichten|"
    r"imagem verdadeira e apropriada|de forma verdadeira e apropriada|"
    r"em todos os aspec?tos (?:materiais|relevantes|materialmente relevantes)"
)
_OPENING = re.compile(rf"(?i)(?:{_OPENS})")
_FAIR = re.compile(rf"(?i)(?:{_TRUE_AND_FAIR})")
MAX_BETWEEN = 320
"""Characters of a sentence from where it says whose opinion it is to what is found fair."""
_EXCEPT = re.compile(
    r"(?i)\bmit ausnahme|\bauf[ßs]er\b|\bbis auf\b|\bhormis\b|\bsalvo\b|\btranne\b|\bfatta eccezione\b|"
    r"\bcom exceção\b|\bcon excepción\b|\bà l['’]exception|\bsous réserve|\bexcept[ou]\b|\ba excepción|"
    r"\bad eccezione|\buitgezonderd|"
    r"\bbehalve|\bexceto\b"
)
_NOT = re.compile(r"(?i)\b(?:nicht|kein\w*|ne|pas|no|non|niet|não)\b")


_NO_OBJECTION = re.compile(
    r"(?i)prüfung hat zu keinen einwendungen geführt|\buneingeschränkte[rn]? (?:bestätigungsvermerk|prüfungsurteil)|"
    r"opinion sans réserve|opinión (?:favorable|sin salvedades)|giudizio senza (?:rilievi|modifica)|"
    r"goedkeurend(?:e)? (?:oordeel|controleverklaring)|opinião sem (?:reservas?|ressalvas?)"
)
"""How a clean opinion is called (HGB § 322; ISA 700 as translated)."""


_LABEL = Labels("(?:prüfungs)?urteil|opinion|opinión|giudizio|oordeel|conclusie|opinião|parecer")
_UNQUALIFIED = re.compile(
    r"(?i)uneingeschränkt\w*|ohne einschränkung\w*|sans réserves?|sin salvedades|favorable|senza rilievi|positivo|"
    r"goedkeurend|zonder beperking\w*|sem (?:reservas?|ressalvas?)"
)
_QUALIFIED = re.compile(
    r"(?i)eingeschränkt\w*|avec réserves?|con salvedades|con rilievi|met beperking\w*|com (?:reservas?|ressalvas?)"
)


_IN_HAN = {
    "qualified": re.compile("限定付(?:適正)?意見"),
    "adverse": re.compile("不適正意見"),
    "disclaimer": re.compile("意見不表明"),
    "unqualified": re.compile("無限定適正意見|全ての重要な点において.{4,160}?(?:適正に表示|有効に運用|適切にデザイン)"),
}


def opinion(view: View) -> Iterator[Fact]:
    """The auditor's opinion: a modified one is named by its basis paragraph, a clean one by its own sentence."""
    leaves = view.front(30)
    yield from _called(view, leaves[:6])
    for hit in view.near(("basis for",), _BASIS, after=60, leaves=leaves):
        kind = caseless(hit["kind"] or "disclaimer")
        yield fact("opinion", kind, hit.mark(), confidence=0.95)
        return
    yield from abroad(view, leaves)
    yield from _in_english(view, leaves)


_ANCHORS = (
    "in our opinion",
    "our opinion is",
    "is of the opinion",
    "are of the opinion",
    "not express an opinion",
    "disclaimer of opinion",
)
_DISCLAIMS = re.compile("accordingly|because|disclaimer")
_NOT_FAIR = re.compile(
    r"because of the (?:significance|effects?|matter)|(?:did|does|do|was|were) not (?:present|fairly|"
    r"suitably|operate|maintain)|not fairly"
)
_IS_FAIR = re.compile(
    r"in all material respects|fairly,? (?:present|stated)|present(?:s|ed)? fairly|true and fair|"
    r"were effective|operated effectively"
)


def _in_english(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The opinion by the first sentence that gives one, or says that none is given."""
    for hit in view.near(_ANCHORS, _OUR_OPINION, after=320, leaves=leaves):
        rest = hit["rest"].lower()
        if hit.match["none"] is not None:
            around = hit.before(90).lower() + hit[0].lower()
            if _DISCLAIMS.search(around) and "with respect to" not in hit["none"]:
                yield fact("opinion", "disclaimer", hit.mark(), confidence=0.7)
                return
        elif "except for" in rest or "except that" in rest:
            mark = hit.leaf.mark(hit.match.start(), _end_of(hit, "except for"))
            yield fact("opinion", "qualified", mark, confidence=0.95)
            return
        elif _NOT_FAIR.search(rest):
            yield fact("opinion", "adverse", hit.mark(), confidence=0.85)
            return
        elif _IS_FAIR.search(rest):
            yield fact("opinion", "unqualified", hit.mark(), confidence=0.9)
            return


def _called(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The opinion by its kind, as a label's answer calls it, or a sentence that tells of it."""
    labelled = agreed(
        (_STATED_AS[caseless(said["kind"])], field)
        for field in _OPINION_LABEL.find(leaves)
        if (said := _STATED_OPINION.fullmatch(field.value))
    )
    if labelled:
        yield fact("opinion", labelled[0], labelled[1].mark, confidence=0.9, quote_limit=1)
        return
    given = {caseless(hit["kind"]): hit for hit in view.near((" opinion",), _GIVEN, before=60, after=12, leaves=leaves)}
    if len(given) == 1:
        ((kind, hit),) = given.items()
        yield fact("opinion", _STATED_AS[kind], hit.mark(), confidence=0.8)


def _end_of(hit: Occurrence, words: str) -> int:
    at = hit.match[0].lower().find(words)
    return hit.match.start() + (at + len(words) if at >= 0 else 20)


def _in_han(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The opinion of a report in Japanese: a modified one is named so."""
    for kind, said in _IN_HAN.items():
        for leaf in leaves:
            found = said.search(leaf.flat if "意見" in leaf.flat else "")
            if found:
                yield fact("opinion", kind, leaf.mark(*found.span()), confidence=0.85, quote_limit=500)
                return


def _labelled(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The opinion that a label's answer names in a word or two."""
    for field in _LABEL.find(leaves):
        value = field.value.rstrip(".")
        for kind, said in (("unqualified", _UNQUALIFIED), ("qualified", _QUALIFIED)):
            if said.fullmatch(value):
                yield fact("opinion", kind, field.mark, confidence=0.9, quote_limit=1)


def _found_fair(view: View, leaves: Sequence[Leaf]) -> Iterator[tuple[Occurrence, int, str]]:
    """Where sentences say whose opinion it is, where in them what is found fair ends, and what stands between."""
    fair: dict[int, list[tuple[int, int]]] = {}
    for opening in view.near(ANCHORS, _OPENING, before=12, after=60, leaves=leaves):
        text, begin = opening.leaf.flat, opening.match.end()
        if id(opening.leaf) not in fair:
            fair[id(opening.leaf)] = [found.span() for found in _FAIR.finditer(text)]
        spans = fair[id(opening.leaf)]
        at = bisect_left(spans, (begin, 0))
        if at < len(spans) and spans[at][0] - begin <= MAX_BETWEEN:
            yield opening, spans[at][1], text[begin : spans[at][0]]


def abroad(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`opinion` in one of these languages: a modified one by its heading, a clean one by its own sentence."""
    yield from _labelled(leaves[:6])
    yield from _in_han(leaves)
    for hit in view.near(ANCHORS, _MODIFIED_HEAD, before=24, after=60, leaves=leaves):
        if not _DENIED.search(hit.before(40)):
            yield fact("opinion", str(hit.match.lastgroup), hit.mark(), confidence=0.95)
            return
    for opening, end, rest in _found_fair(view, leaves):
        ahead = re.split(r"[.;:] ", opening.before(160))[-1]
        start = opening.match.start()
        if _NOT.search(rest):
            continue
        if _EXCEPT.search(ahead + rest):
            mark = opening.leaf.mark(start - len(ahead), end)
            yield fact("opinion", "qualified", mark, confidence=0.84, quote_limit=600)
        else:
            yield fact("opinion", "unqualified", opening.leaf.mark(start, end), confidence=0.88, quote_limit=500)
        return
    for hit in view.near(
        (*ANCHORS, "goedkeurend", "giudizio senza"), _NO_OBJECTION, before=40, after=60, leaves=leaves
    ):
        if not _DENIED.search(hit.before(40)):
            yield fact("opinion", "unqualified", hit.mark(), confidence=0.85, quote_limit=1)
            return
