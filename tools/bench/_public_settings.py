"""Ours, believing the load when it says which address asks: one address may ask 120 times."""

from livecompliance.settings.dev import *  # noqa: F403

ALLAUTH_TRUSTED_PROXY_COUNT = 1
