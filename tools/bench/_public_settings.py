"""Ours, believing the load when it says which address asks: one address may ask 120 times."""

from livecompliance.settings.dev import *  # noqa: F403

PROXIES = 1
