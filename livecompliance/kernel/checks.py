"""Start-up warnings: what a deployment says of itself must fit together."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def https_ends_somewhere(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Warn where plain HTTP is sent away and no proxy is said to stand in front."""
    if not settings.SECURE_SSL_REDIRECT or settings.PROXIES:
        return []
    return [
        checks.Warning(
            "LC_SSL_REDIRECT=true and LC_PROXIES=0: X-Forwarded-Proto and X-Forwarded-For are not"
            " believed, so that behind a proxy every page is sent to https for ever.",
            hint="Set LC_PROXIES to the number of proxies; leave 0 only where gunicorn ends TLS.",
            id="kernel.W001",
        )
    ]
