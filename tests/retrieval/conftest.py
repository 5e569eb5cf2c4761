"""How hypothesis runs here: without a clock, and without files left behind."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quiet", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quiet")
