"""Danger to life heard word for word: how words are compared, what the rules mean, how well they hear."""

from nlu.danger.rules import BadRule, DangerRules, faults

__all__ = ["BadRule", "DangerRules", "faults"]
