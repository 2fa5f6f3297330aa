"""How the properties of the rules are tried out."""

from hypothesis import settings

# A slow machine is no fault of a rule.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
