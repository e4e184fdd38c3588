"""Ours without the limit of public pages, to see what the limit costs."""

from livecompliance.settings.dev import *  # noqa: F403

MIDDLEWARE = [
    "tools.bench._unlimited.Unlimited" if one.endswith(".PublicPages") else one
    for one in MIDDLEWARE  # noqa: F405
]
ALLAUTH_TRUSTED_PROXY_COUNT = 1
