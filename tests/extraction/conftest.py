"""Examples of properties have no time limit: how fast a machine is, and what it reads for the first time, proves nothing."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
