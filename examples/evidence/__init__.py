"""Sample evidence: realistic files of known type with known facts, made by this code; every name in them is invented.

For the demo, benchmarks and tests. Figures measured on these files say nothing about real documents.
"""

from examples.evidence.catalogue import DECOYS, DEMO, PICTURES, SAMPLES, generate, sixty_pages
from examples.evidence.sample import Built, Sample, Stated, Written

__all__ = ["DECOYS", "DEMO", "PICTURES", "SAMPLES", "Built", "Sample", "Stated", "Written", "generate", "sixty_pages"]
