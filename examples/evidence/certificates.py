"""Certificates: ISO management systems in three registrars' layouts, and liability insurance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from examples.evidence.cast import INSURERS, World, british, slashed, us
from examples.evidence.paper import MODERN, SERIF, SLATE, Look, Paper
from examples.evidence.sample import Built, Stated, text_fact


@dataclass(frozen=True, slots=True)
class Standard:
    """A management system standard: how its certificate names it and the system it certifies."""

    name: str
    subject: str
    german: str
    scope: str


STANDARDS = {
    "27001": Standard(
        "ISO/IEC 27001:2022",
        "Information Security Management System",
        "Managementsystem für Informationssicherheit",
        "the design, development, operation and support of {system}, in accordance with the Statement of "
        "Applicability version 3.2",
    ),
    "27017": Standard(
        "ISO/IEC 27017:2015",
        "Information Security Controls for Cloud Services",
        "Informationssicherheit für Cloud-Dienste",
        "the provision of {system} as a cloud service provider, as an extension of the ISO/IEC 27001:2022 certified "
        "management system",
    ),
    "27701": Standard(
        "ISO/IEC 27701:2019",
        "Privacy Information Management System",
        "Managementsystem für Datenschutz",
        "the processing of personally identifiable information as a PII processor within {system}, as an extension "
        "to ISO/IEC 27001:2022",
    ),
    "22301": Standard(
        "ISO 22301:2019",
        "Business Continuity Management System",
        "Managementsystem für Betriebskontinuität",
        "the continuity of hosting, support and delivery of {system}",
    ),
    "9001": Standard(
        "ISO 9001:2015",
        "Quality Management System",
        "Qualitätsmanagementsystem",
        "the design, development and support of software, including {system}",
    ),
}
ACCREDITATIONS = ("ANAB", "UKAS", "RvA")


@dataclass(frozen=True, slots=True)
class _Certificate:
    number: str
    standard: Standard
    scope: str
    accreditation: str
    issued: date
    expires: date
    first: date


def _draw(world: World, key: str) -> _Certificate:
    standard, issued = STANDARDS[key], world.day()
    number = world.pick(
        f"IS {world.rng.randint(500000, 799999)}",
        f"C-{key}-{world.rng.randint(1000, 9999)}-{world.year}",
        f"{world.rng.randint(10, 99)}-{key}-{world.rng.randint(100000, 999999)}",
    )
    three_years = date(issued.year + 3, issued.month, issued.day) - timedelta(days=1)
    return _Certificate(
        number,
        standard,
        standard.scope.format(system=world.vendor.system),
        world.rng.choice(ACCREDITATIONS),
        issued,
        three_years,
        date(issued.year - world.rng.choice((0, 3, 6)), issued.month, issued.day),
    )


def _facts(world: World, found: _Certificate, worded: tuple[str, str]) -> dict[str, Stated]:
    return {
        "certificate_number": text_fact(found.number),
        "standard": text_fact(found.standard.name.split(":")[0]),
        "standard_year": Stated(int(found.standard.name.split(":")[1]), (found.standard.name,)),
        "issuer": text_fact(world.registrar.name),
        "accreditation": text_fact(found.accreditation),
        "holder": text_fact(world.vendor.name),
        "scope": text_fact(found.scope),
        "issue_date": Stated(found.issued.isoformat(), worded[:1]),
        "expiry_date": Stated(found.expires.isoformat(), worded[1:]),
    }


def _border(look: Look) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        width, height = canvas._pagesize
        canvas.setStrokeColor(HexColor(look.accent))
        for inset, weight in ((22, 3), (29, 0.8)):
            canvas.setLineWidth(weight)
            canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
        canvas.setLineWidth(1)

    return draw


def classic(world: World, key: str) -> Built:
    """The centred certificate with a border, and a schedule of sites on a second page."""
    found, vendor, registrar = _draw(world, key), world.vendor, world.registrar
    look = SERIF.running("", f"{registrar.name}, {registrar.city}. The certificate remains the property of the issuer.")
    paper = Paper(look, f"Certificate {found.number}", frame=_border(look))
    paper.gap(40)
    paper.centred(registrar.name, 15, bold=True)
    paper.centred("Certificate of Registration", 26, bold=True)
    paper.centred(f"{found.standard.subject.upper()} – {found.standard.name}", 13)
    paper.gap(12)
    paper.centred("This is to certify that:")
    paper.centred(f"{vendor.name}\n{vendor.street}\n{vendor.city}", 14, bold=True)
    paper.centred(f"Holds Certificate No: {found.number}", 12, bold=True)
    paper.centred(
        f"and operates a management system which complies with the requirements of {found.standard.name} for the "
        "following scope:"
    )
    paper.centred(f"{found.scope}.")
    paper.gap(24)
    paper.columns(
        (f"Original registration date: {found.first.isoformat()}", f"Latest revision date: {found.issued.isoformat()}"),
        (f"Effective date: {found.issued.isoformat()}", f"Expiry date: {found.expires.isoformat()}"),
    )
    paper.centred(f"For and on behalf of {registrar.name}\n{world.people[0]}, Certification Director")
    paper.centred(
        f"Accredited by {found.accreditation}, accreditation number {world.rng.randint(100, 9999)}. Page: 1 of 2"
    )
    paper.new_page()
    paper.centred(f"Certificate No: {found.number}", 12, bold=True)
    paper.table(
        [
            ("Location", "Registered activities"),
            (f"{vendor.name}, {vendor.street}, {vendor.city}", "Head office, engineering and customer support"),
            (f"{world.host}, region 1", "Hosting of production systems"),
        ],
        [2, 2],
    )
    paper.small(
        "An electronic certificate can be authenticated online. Further clarifications regarding the scope may be "
        "obtained from the organization."
    )
    data, pages = paper.finish()
    return Built(data, _facts(world, found, (found.issued.isoformat(), found.expires.isoformat())), pages)


def bilingual(world: World, key: str) -> Built:
    """The two-column certificate of a European registrar, English beside German."""
    found, vendor, registrar = _draw(world, key), world.vendor, world.registrar
    paper = Paper(
        MODERN.running(registrar.name, f"{registrar.name} · www.{registrar.domain}"),
        f"Zertifikat {found.number}",
        frame=_border(MODERN),
    )
    paper.centred("CERTIFICATE  ·  ZERTIFIKAT", 22, bold=True)
    paper.gap(18)
    paper.columns(
        (
            f"The certification body {registrar.name} hereby certifies that the company",
            vendor.name,
            f"{vendor.street}, {vendor.city}",
            f"has established and applies a {found.standard.subject} for",
            f"{found.scope}.",
            f"Proof has been furnished that the requirements according to {found.standard.name} are fulfilled.",
            f"Certificate registration no.: {found.number}",
            f"Date of issue: {british(found.issued)}",
            f"Valid until: {british(found.expires)}",
        ),
        (
            f"Die Zertifizierungsstelle {registrar.name} bescheinigt hiermit, dass das Unternehmen",
            vendor.name,
            f"{vendor.street}, {vendor.city}",
            f"ein {found.standard.german} eingeführt hat und anwendet für",
            f"Geltungsbereich: {vendor.system}.",
            f"Der Nachweis wurde erbracht, dass die Forderungen der {found.standard.name} erfüllt sind.",
            f"Zertifikat-Registrier-Nr.: {found.number}",
            f"Ausstellungsdatum: {found.issued:%d.%m.%Y}",
            f"Gültig bis: {found.expires:%d.%m.%Y}",
        ),
    )
    paper.gap(40)
    paper.columns(
        (f"{registrar.city.split(',')[0]}, {found.issued:%d.%m.%Y}", f"{world.people[1]}\nHead of Certification Body"),
        (f"Accredited body / akkreditiert durch: {found.accreditation}", f"{world.people[2]}\nLead Auditor"),
    )
    data, pages = paper.finish()
    return Built(data, _facts(world, found, (british(found.issued), british(found.expires))), pages)


def tabular(world: World, key: str) -> Built:
    """The plain certificate whose particulars stand in a table."""
    found, vendor, registrar = _draw(world, key), world.vendor, world.registrar
    paper = Paper(SLATE.running("", f"{registrar.name} | {registrar.city}"), f"{found.standard.name} certificate")
    paper.centred(registrar.name, 13)
    paper.heading("Certificate of Conformity")
    paper.text(
        f"{registrar.name} certifies that the {found.standard.subject} of the organization named below has been "
        f"assessed and found to be in conformity with {found.standard.name}."
    )
    paper.table(
        [
            ("Organization", vendor.name),
            ("Address", f"{vendor.street}, {vendor.city}"),
            ("Standard", found.standard.name),
            ("Certificate number", found.number),
            ("Scope of certification", found.scope),
            ("Certificate issue date", us(found.issued)),
            ("Certificate expiration date", us(found.expires)),
            ("Initial certification", us(found.first)),
            ("Accreditation", found.accreditation),
        ],
        [1, 2.4],
        head=False,
        size=10,
    )
    paper.text(
        "The validity of this certificate depends on satisfactory surveillance audits. It may be verified in the "
        "public register of the certification body."
    )
    paper.lines(world.people[0], "President", registrar.name)
    data, pages = paper.finish()
    return Built(data, _facts(world, found, (us(found.issued), us(found.expires))), pages)


def insurance(world: World) -> Built:
    """A certificate of liability insurance in the sections of the ACORD 25 form."""
    rng, vendor, start = world.rng, world.vendor, world.day()
    end = date(start.year + 1, start.month, start.day)
    insurers = rng.sample(INSURERS, 3)
    policies = tuple(f"{prefix}{rng.randint(1000000, 9999999)}" for prefix in ("GL-", "AUT-", "UMB-", "WC-", "CYB-"))
    limits = ("2,000,000", "1,000,000", "10,000,000", "1,000,000", rng.choice(("5,000,000", "10,000,000")))
    covers = (
        "Commercial general liability",
        "Automobile liability",
        "Umbrella liability",
        "Workers compensation and employers' liability",
        "Professional / cyber liability",
    )
    paper = Paper(
        SLATE.running("", "The form's name and logo are registered marks of their owner. ACORD 25 style certificate"),
        "Certificate of liability insurance",
    )
    paper.columns(("CERTIFICATE OF LIABILITY INSURANCE",), (f"DATE (MM/DD/YYYY)  {slashed(start)}",))
    paper.small(
        "THIS CERTIFICATE IS ISSUED AS A MATTER OF INFORMATION ONLY AND CONFERS NO RIGHTS UPON THE CERTIFICATE "
        "HOLDER. THIS CERTIFICATE DOES NOT AFFIRMATIVELY OR NEGATIVELY "
        "AMEND, EXTEND OR ALTER THE COVERAGE AFFORDED BY THE POLICIES BELOW."
    )
    paper.table(
        [
            (
                "PRODUCER\nGrantley Brokerage Group\n15 Exchange Court",
                f"CONTACT NAME: {world.people[0]}\nPHONE: (555) 010-{rng.randint(1000, 9999)}",
            ),
            (
                f"INSURED\n{vendor.name}\n{vendor.street}\n{vendor.city}",
                "\n".join(
                    ["INSURER(S) AFFORDING COVERAGE"]
                    + [f"INSURER {letter}: {name}" for letter, name in zip("ABC", insurers, strict=True)]
                ),
            ),
        ],
        head=False,
    )
    paper.text("COVERAGES")
    paper.table(
        [("INSR LTR", "TYPE OF INSURANCE", "POLICY NUMBER", "POLICY EFF", "POLICY EXP", "LIMITS")]
        + [
            (letter, cover.upper(), number, slashed(start), slashed(end), f"EACH OCCURRENCE ${limit}")
            for letter, cover, number, limit in zip("AABCC", covers, policies, limits, strict=True)
        ],
        [0.6, 2.2, 1.6, 1.2, 1.2, 2.2],
    )
    paper.text(
        f"DESCRIPTION OF OPERATIONS / LOCATIONS / VEHICLES: {world.customer.name} is included as additional insured "
        "where required by written contract."
    )
    paper.table(
        [
            (
                f"CERTIFICATE HOLDER\n{world.customer.name}\n{world.customer.street}\n{world.customer.city}",
                "CANCELLATION\nSHOULD ANY OF THE ABOVE DESCRIBED POLICIES BE CANCELLED BEFORE THE EXPIRATION DATE "
                "THEREOF, NOTICE WILL BE DELIVERED IN ACCORDANCE WITH THE POLICY "
                f"PROVISIONS.\nAUTHORIZED REPRESENTATIVE: {world.people[1]}",
            )
        ],
        head=False,
    )
    data, pages = paper.finish()
    facts = {
        "insured": text_fact(vendor.name),
        "insurers": Stated(tuple(insurers), tuple(insurers)),
        "policy_numbers": Stated(policies, policies),
        "coverages": Stated(covers, tuple(cover.upper() for cover in covers)),
        "effective_date": Stated(start.isoformat(), (slashed(start),)),
        "expiry_date": Stated(end.isoformat(), (slashed(end),)),
    }
    return Built(data, facts, pages)
