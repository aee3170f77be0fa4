"""Writes the ready-made files of `muniment demo`, from the same code as the sample evidence of `examples/`.

`python -m scripts.write_samples`, when a sample is to be another; which there are is told by samples.toml beside them.
"""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from examples.evidence import DECOYS, SAMPLES
from examples.evidence.cast import COMPANIES, World
from muniment.samples.dates import moved

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "muniment" / "samples" / "files.zip"

_CUSTOMER = "Orrisdale"
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)
_TABLE = {sample.name: sample for sample in (*SAMPLES, *DECOYS)}

MADE = {
    "quillmere-soc2-type2.pdf": ("soc2-type2-unqualified", 24),
    "quillmere-bridge-letter.pdf": ("bridge-letter", 42),
    "quillmere-iso-27001.pdf": ("iso-27001-classic", -14),
    "quillmere-penetration-test.pdf": ("pentest-web", 7),
    "quillmere-insurance.pdf": ("insurance", 11),
    "quillmere-security-policy.docx": ("security-policy-docx", 13),
    "quillmere-dpa.pdf": ("dpa-pdf", 30),
    "quillmere-subprocessors.csv": ("subprocessors", 18),
    "tarnbrook-soc2-type2-qualified.pdf": ("soc2-type2-qualified", 33),
    "tarnbrook-iso-27001-expired.pdf": ("iso-27001-bilingual", 2),
    "tarnbrook-insurance.pdf": ("insurance", 4),
    "tarnbrook-caiq.xlsx": ("caiq", 12),
    "tarnbrook-agreement.docx": ("master-agreement-docx", 6),
    "ostravelle-pci-aoc.pdf": ("pci-aoc-service-provider", 11),
    "ostravelle-soc1-type2.pdf": ("soc1-type2", 45),
    "ostravelle-network-test.pdf": ("pentest-network", -4),
    "ostravelle-continuity-certificate.pdf": ("iso-22301-tabular", 5),
    "ostravelle-nda.docx": ("nda-docx", 24),
    "ostravelle-brochure.pdf": ("marketing-page", 0),
}
"""What each is made of, and by how many months its dates are moved, so that in November 2026 some have expired and some
soon will."""

TOGETHER = {"iso-27017.pdf": ("iso-27017-tabular", 0), "iso-9001.pdf": ("iso-9001-bilingual", 14)}
"""What the archive holds."""


def main() -> None:
    """Write them all."""
    TARGET.write_bytes(built())


def built() -> bytes:
    """The archive; the same bytes each time."""
    files = {name: _made(name.partition("-")[0], *how) for name, how in MADE.items()}
    together = {name: _made("tarnbrook", *how) for name, how in TOGETHER.items()}
    files["tarnbrook-certificates.zip"] = _zipped(together)
    files["ostravelle-locked.pdf"] = _locked()
    return _zipped(files)


def _made(vendor: str, name: str, months: int) -> bytes:
    sample = _TABLE[name]
    by_name = {company.short.lower(): company for company in COMPANIES}
    world = World.draw(random.Random(f"1:{name}"))
    world = replace(world, vendor=by_name[vendor], customer=by_name[_CUSTOMER.lower()])
    return moved(sample.build(world).data, sample.extension, months=months)


def _locked() -> bytes:
    """A page that nobody reads without its password."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1, encrypt=StandardEncryption("not told", canPrint=0))
    canvas.drawString(72, 720, "Read with the password that came by post.")
    canvas.save()
    return out.getvalue()


def _zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


if __name__ == "__main__":
    main()
