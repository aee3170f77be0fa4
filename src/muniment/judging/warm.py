"""Importing this loads the calibration, compiles the signals and lists the combining marks (0.3 s). For the fork
server's `preload` only, so that its children inherit them instead of paying once a document."""

from muniment.judging.classify import load_calibration
from muniment.judging.signals import load_signals
from muniment.unicode import with_short_runs

load_signals()
load_calibration()
with_short_runs("\u00e9" * 100)
