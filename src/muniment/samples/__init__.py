"""Sample evidence for an installation to be tried with: three invented vendors, brought in and taken away again.

The files are ready-made (`files.zip`, by `scripts/write_samples.py`); they are received and read as anybody's. What is
a sample is known by who brought it in, and nothing else is ever taken away.
"""
