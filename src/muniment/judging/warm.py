"""Importing this loads the calibration and compiles the signals (0.2 s). For the fork server's `preload` only, so that
its children inherit them instead of paying once a document."""

from muniment.judging.classify import load_calibration
from muniment.judging.signals import load_signals

load_signals()
load_calibration()
