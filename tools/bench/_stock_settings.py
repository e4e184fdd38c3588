"""Settings of the stock comparison: ours, with its one address."""

from livecompliance.settings.dev import *  # noqa: F403

ROOT_URLCONF = "tools.bench._stock"
