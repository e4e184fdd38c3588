"""How properties of tax are tried: few examples, on machines that may be busy."""

from hypothesis import HealthCheck, settings

steady = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
