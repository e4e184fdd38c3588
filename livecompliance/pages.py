"""What every page shares: navigation, language, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame around every page."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "live_origin": settings.LIVE_ORIGIN,
        "live_port": settings.LIVE_PORT,
    }
