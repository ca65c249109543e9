"""Signals: what is noteworthy in the series, above all what users felt."""

from foreshock.signals.find import Found, find_signals
from foreshock.signals.measures import Measures
from foreshock.signals.shifts import find_shifts
from foreshock.signals.symptoms import Symptom

__all__ = ["Found", "Measures", "Symptom", "find_shifts", "find_signals"]
