"""Importing this loads the judge, compiles the signals and lists the combining marks (0.5 s). For the fork server's
`preload` only, so that its children inherit them instead of paying once a document."""

from muniment.judging.learned.judge import load_judge
from muniment.judging.signals import load_signals
from muniment.unicode import with_short_runs

load_signals()
load_judge()
with_short_runs("\u00e9" * 100)
