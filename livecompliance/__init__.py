"""Root (settings, urls, asgi) and kernel of the compliance platform."""

from livecompliance.celery import app as celery_app

__all__ = ["celery_app"]
