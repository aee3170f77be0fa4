"""Who appears in the samples: companies, firms, people and dates, all invented; a seed picks among them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company, its system, and what that system does."""

    name: str
    short: str
    street: str
    city: str
    domain: str
    system: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented firm that audits, certifies, tests or insures."""

    name: str
    city: str
    domain: str


COMPANIES = (
    Company(
        "Quillmere Systems, Inc.",
        "Quillmere",
        "410 Alder Row, Suite 900",
        "Portland, Oregon 97205",
        "quillmere.example",
        "Quillmere Claims Platform",
        "claims administration for regional health plans",
    ),
    Company(
        "Tarnbrook Analytics Limited",
        "Tarnbrook",
        "22 Foundry Lane",
        "Leeds LS1 4QX",
        "tarnbrook.example",
        "Tarnbrook Insight Cloud",
        "demand forecasting for grocery retailers",
    ),
    Company(
        "Ostravelle Payments B.V.",
        "Ostravelle",
        "Kanaalstraat 118",
        "1013 AB Amsterdam",
        "ostravelle.example",
        "Ostravelle Checkout",
        "card acceptance and settlement for online merchants",
    ),
    Company(
        "Brindlecove Software, LLC",
        "Brindlecove",
        "77 Harbor Mill Road",
        "Portsmouth, New Hampshire 03801",
        "brindlecove.example",
        "Brindlecove Payroll Service",
        "payroll calculation and tax filing for employers",
    ),
    Company(
        "Verrowick Data Corporation",
        "Verrowick",
        "1800 Larkspur Avenue",
        "Boulder, Colorado 80302",
        "verrowick.example",
        "Verrowick Document Exchange",
        "secure exchange of loan documents between lenders",
    ),
    Company(
        "Kestrelpine Technologies Pte. Ltd.",
        "Kestrelpine",
        "9 Battery Quay, #14-02",
        "Singapore 068812",
        "kestrelpine.example",
        "Kestrelpine Workforce Hub",
        "scheduling and time recording for shift workers",
    ),
    Company(
        "Lumenfjord Health AS",
        "Lumenfjord",
        "Strandgata 31",
        "5013 Bergen",
        "lumenfjord.example",
        "Lumenfjord Care Record",
        "patient messaging and appointment management for clinics",
    ),
    Company(
        "Orrisdale Cloud Services, Inc.",
        "Orrisdale",
        "260 Tannery Square",
        "Columbus, Ohio 43215",
        "orrisdale.example",
        "Orrisdale Managed Platform",
        "managed application hosting for insurers",
    ),
)
AUDITORS = (
    Firm("Marlowe Finch & Stroud LLP", "Chicago, Illinois", "mfstroud.example"),
    Firm("Hathersage Pryor LLP", "Tampa, Florida", "hathersagepryor.example"),
    Firm("Dunmore Castell CPAs, PLLC", "Austin, Texas", "dunmorecastell.example"),
    Firm("Vellacott Rhee & Partners LLP", "San Jose, California", "vellacottrhee.example"),
    Firm("Wexcombe Assurance LLC", "Denver, Colorado", "wexcombe.example"),
)
REGISTRARS = (
    Firm("Calderstone Certification Limited", "Milton Keynes, United Kingdom", "calderstone-cert.example"),
    Firm("Skerrin Assurance B.V.", "Rotterdam, Netherlands", "skerrin.example"),
    Firm("Teviot Registrars, Inc.", "Tampa, Florida, USA", "teviotregistrars.example"),
)
TESTERS = (
    Firm("Redgannet Security GmbH", "Hamburg", "redgannet.example"),
    Firm("Hollow Pine Offensive Security, LLC", "Seattle, Washington", "hollowpine.example"),
    Firm("Saltmarsh Cyber Consulting Ltd", "Bristol", "saltmarshcyber.example"),
)
ASSESSORS = (
    Firm("Ironbark Payment Assurance, LLC", "Atlanta, Georgia", "ironbarkpa.example"),
    Firm("Copperline QSA Services Inc.", "Toronto, Ontario", "copperlineqsa.example"),
)
INSURERS = (
    "Harrowgate Casualty Insurance Company",
    "Pinnock Mutual Insurance Company",
    "Saint Orlan Specialty Insurance SE",
    "Bellwether Harbour Indemnity Company",
)
HOSTS = ("Stratafield Hosting, Inc.", "Nimbaline Cloud Services", "Corvane Data Centers, LLC")
PEOPLE = (
    "Ingrid Solbakken",
    "Marcus Okonjo",
    "Priya Ramaswell",
    "Tomas Albrechtsen",
    "Helena Vasquez-Moor",
    "Daniel Thackeray",
    "Aiko Morisawa",
    "Rupert Llewellyn-Hart",
    "Naledi Dlaminova",
    "Owen Castellane",
)


def us(day: date) -> str:
    """`March 5, 2025`."""
    return f"{day:%B} {day.day}, {day.year}"


def british(day: date) -> str:
    """`5 March 2025`."""
    return f"{day.day} {day:%B} {day.year}"


def slashed(day: date) -> str:
    """`03/05/2025`, month first."""
    return f"{day:%m/%d/%Y}"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    @property
    def us(self) -> str:
        """`January 1, 2025 to December 31, 2025`."""
        return f"{us(self.start)} to {us(self.end)}"


@dataclass(frozen=True, slots=True)
class World:
    """What one file is written about. The same random numbers give the same world, and the same file."""

    rng: random.Random
    vendor: Company
    customer: Company
    auditor: Firm
    registrar: Firm
    tester: Firm
    assessor: Firm
    host: str
    people: tuple[str, ...]
    year: int

    @classmethod
    def draw(cls, rng: random.Random) -> World:
        """A world of its own: vendor and customer are never the same company, no person appears twice."""
        vendor, customer = rng.sample(COMPANIES, 2)
        return cls(
            rng=rng,
            vendor=vendor,
            customer=customer,
            auditor=rng.choice(AUDITORS),
            registrar=rng.choice(REGISTRARS),
            tester=rng.choice(TESTERS),
            assessor=rng.choice(ASSESSORS),
            host=rng.choice(HOSTS),
            people=tuple(rng.sample(PEOPLE, len(PEOPLE))),
            year=rng.choice((2023, 2024, 2025)),
        )

    def period(self) -> Period:
        """An audit period of the kinds auditors use: calendar year, October to September, or six months."""
        start, end = self.rng.choice(
            (
                ((self.year - 1, 1, 1), (self.year - 1, 12, 31)),
                ((self.year - 1, 10, 1), (self.year, 9, 30)),
                ((self.year, 1, 1), (self.year, 6, 30)),
                ((self.year - 1, 7, 1), (self.year, 6, 30)),
            )
        )
        return Period(date(*start), date(*end))

    def day(self, month: int | None = None) -> date:
        """A working day of the world's year."""
        found = date(self.year, month or self.rng.randint(1, 12), self.rng.randint(2, 26))
        return found - timedelta(days=max(0, found.weekday() - 4))

    def after(self, day: date, low: int, high: int) -> date:
        """A working day `low` to `high` days after `day`."""
        found = day + timedelta(days=self.rng.randint(low, high))
        return found + timedelta(days=(7 - found.weekday()) if found.weekday() > 4 else 0)

    def pick(self, *choices: str) -> str:
        """One of several wordings."""
        return self.rng.choice(choices)
