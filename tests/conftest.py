"""Hypothesis without deadlines: a machine that does other work beside the tests makes no property false."""

from hypothesis import settings

settings.register_profile("potline", deadline=None)
settings.load_profile("potline")
