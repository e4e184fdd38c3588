"""WebSockets only. Pages and the REST API are served by wsgi."""

import os
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livecompliance.settings.base")
django.setup()

from accounts.authentication import SocketAuthentication  # noqa: E402 (needs the apps)
from livecompliance.kernel import law  # noqa: E402
from moderation.routing import websocket_urlpatterns  # noqa: E402


async def health(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer /healthz; there is nothing else to be had here without a socket."""
    is_alive = scope["path"] == "/healthz"
    body = b"ok\n" if is_alive else b"not found\n"
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    status = 200 if is_alive else 404
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


law.register()  # read before the first warning that cites it waits for that
sockets = URLRouter(websocket_urlpatterns)
application = ProtocolTypeRouter({"http": health, "websocket": SocketAuthentication(sockets)})
