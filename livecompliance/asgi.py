"""WebSockets only. Pages and the REST API are served by wsgi."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livecompliance.settings.base")
http = get_asgi_application()
application = ProtocolTypeRouter({"http": http})
