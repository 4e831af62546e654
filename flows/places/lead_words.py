"""Words around the name of a place that are no part of it ("I live in …"), folded, in several languages."""

from __future__ import annotations

_BEFORE = """
ich wohne wohnen wir leben lebe derzeit jetzt in im der die stadt gemeinde bei aus nahe von meine ist und heisst
i we live am living at near the city town of from now my is
я ми живу живемо мешкаю в у м місто місті город городе живем мы из з із
انا اسكن اعيش نحن نعيش نسكن في مدينه من بلديه حاليا
"""
LEADS = frozenset(_BEFORE.split())
TRAILS = frozenset({"deutschland", "germany", "nrw", "brd", "германия", "німеччина", "المانيا"})
