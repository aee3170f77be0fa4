"""What an office's paper calls itself in its first lines, where no type or only a neighbouring one was named: a tax
office's certificate or a licence, in the languages read."""

from __future__ import annotations

import re

from muniment.judging.facts.view import View

HEAD_CHARACTERS = 1_200
"""Of the first page, where a paper's title stands."""
_TAX = re.compile(
    r"(?i)\b(?:"
    # English
    r"tax (?:clearance|compliance|residen\w+|registration|status) (?:certificate|letter|confirmation)|"
    r"certificate of tax "
    r"(?:residen\w+|clearance|compliance|status)|certificate of registration for value added tax|"
    r"vat registration certificate|"
    r"form w-(?:8|9)\w*|w-8ben(?:-e)?|taxpayer identification|"
    # German
    r"bescheinigung in steuersachen|(?:steuerliche )?unbedenklichkeitsbescheinigung|ansässigkeitsbescheinigung|"
    r"freistellungsbescheinigung|steuerliche[rn]? (?:erfassung|registrierung)|unternehmerbescheinigung|"
    # French
    r"attestation (?:de régularité|de situation|de conformité) fiscale|attestation (?:fiscale|d['’]assujettissement)|"
    r"(?:attestation|certificat) de résidence fiscale|attestation de vigilance|"
    # Spanish
    r"constancia de situación fiscal|cédula de identificación fiscal|corriente de (?:las |"
    r"sus )?obligaciones tributarias|"
    r"corriente (?:de|en) (?:las |sus )?(?:pagos|obligaciones) (?:con la|de) seguridad social|situación censal|"
    r"registro único tributario|residencia fiscal|cumplimiento de obligaciones fiscales|constancia de inscripción|"
    # Italian
    r"carichi pendenti|regolarità (?:fiscale|contributiva)|durc|residenza fiscale|attribuzione (?:del |"
    r"di )?(?:codice fiscale|"
    r"partita iva|numero di partita iva)|"
    # Portuguese
    r"situação (?:tributária|contributiva|fiscal)|regularidade (?:fiscal|tributária)|certidão (?:negativa|"
    r"positiva com efeitos? de negativa|conjunta)"
    r"|não dívida|residência fiscal|"
    # Dutch
    r"verklaring (?:van )?betalingsgedrag|woonplaatsverklaring|verklaring (?:fiscale )?(?:woonplaats|"
    r"inschrijving btw)|"
    r"fiscaal attest|attest (?:fiscale|sociale) schulden"
    r")\b"
)
_LICENCE = re.compile(
    r"(?i)^\W*(?:"
    r"(?:[\w'-]+ ){0,4}(?:licence|license|permit)(?: no\.?.{0,30}| number.{0,30})?|"
    r"(?:\w+)?(?:betriebsbewilligung|bewilligung|gewerbeschein|gewerbeanmeldung|konzession|erlaubnis)\b.{0,60}|"
    r"genehmigungsbescheid.{0,40}|"
    r"\w*(?:vergunning|ontheffing)\b.{0,50}|besluit (?:tot )?(?:verlening|erkenning).{0,50}|"
    r"(?:arrêté|décision) (?:d['’]|portant )?(?:autorisation|agrément).{0,60}|(?:licence|agrément|autorisation|"
    r"permis) d(?:e |['’]).{0,50}|"
    r"(?:licencia|autorización|permiso|patente|habilitación) (?:de |municipal|comercial|sanitaria|ambiental).{0,50}|"
    r"(?:autorizzazione|licenza|concessione)\b.{0,60}|(?:ricevuta (?:di )?)?scia\b.{0,60}|"
    r"scheda di qualificazione.{0,40}|"
    r"(?:alvará|licença|autorização|título)\b.{0,60}"
    r")$"
)
TITLE_LINES = 10
_AGREES = re.compile(
    r"(?i)\b(?:agreement|vertrag|überlassung|overeenkomst|contrat|contrato|contratto|acordo|accordo|terms|conditions|"
    r"software|open source|mit|apache|gnu|user|endnutzer|driving|trattamento|tratamiento|policy|richtlinie)\b"
)
"""A licence to use something, or a consent, is no office's paper."""
_OFFICE = re.compile(
    r"(?i)\b(?:ministr\w+|ministero|ministerio|ministério|department|authority|board|commission|council|city of|"
    r"county of|"
    r"town of|behörde|amt|kanton\w*|stadt|gemeinde|landratsamt|regierung\w*|departement\w*|gemeente|burgemeester|"
    r"provincie|"
    r"préfecture|préfet|mairie|régie|agence|autorité|ayuntamiento|municipalidad|alcald\w+|consejería|comune|"
    r"agenzia|regione|questura|"
    r"câmara municipal|município|prefeitura|secretaria|agência|autoridade|instituto)\b"
)


def family_of(view: View) -> str | None:
    """The family of readers that the paper is for: "tax_form", "business_licence" or None."""
    for leaf in view.front(1)[:1]:
        if _TAX.search(leaf.flat[:HEAD_CHARACTERS]):
            return "tax_form"
        titled = [line.text for line in leaf.lines[:TITLE_LINES] if len(line.text) <= 110 and _LICENCE.match(line.text)]
        if any(not _AGREES.search(text) for text in titled) and _OFFICE.search(leaf.flat[:3_000]):
            return "business_licence"
    return None
