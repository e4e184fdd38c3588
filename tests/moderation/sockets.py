"""Sockets for tests: who opens one, what goes out, what is heard."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from django.conf import settings
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from accounts.models import User
from livecompliance.asgi import application
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Measure
from moderation.rules import Order
from rooms.models import Session

REASON = {"zh": "请更正说法。", "en": "Please correct this."}


def cookie_of(actor: Actor) -> dict[str, str]:
    """Sign a person in and return the cookie his browser would send."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}


def warn(officer: Actor, session: Session, kind: str = "warning") -> Measure:
    """Take a measure and let it go out at once."""
    clause = "M-off-platform" if kind == "viewer_notice" else "M-truthful"
    with acting(officer):
        order = Order(kind=kind, clause=clause, reason=REASON)
        measure = services.measure_issue(actor=officer, session_id=session.pk, order=order)
        return services.measure_release(actor=officer, measure_id=measure.pk)


class Heard:
    """One open socket, seen from the client."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, frame: Any) -> None:
        is_raw = isinstance(frame, str | bytes)
        await self.connection.send(frame if is_raw else json.dumps(frame))

    async def next(self, kind: str | None = None, timeout: float = 5) -> dict[str, Any]:
        """Return the next frame (of a type)."""
        async with asyncio.timeout(timeout):
            while True:
                frame = json.loads(await self.connection.recv())
                if kind in (None, frame["type"]):
                    return frame

    async def seqs(self, count: int, kind: str = "measure") -> list[int]:
        """Return the numbers of the next frames of a type."""
        return [(await self.next(kind))["seq"] for _ in range(count)]

    async def silence(self, seconds: float = 0.3) -> bool:
        """Tell whether nothing arrives for a while."""
        try:
            await asyncio.wait_for(self.connection.recv(), seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, timeout: float = 5) -> int:
        """Return the code the server closes with, whatever it says before."""
        async with asyncio.timeout(timeout):
            await self.connection.wait_closed()
        return self.connection.close_code


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """Serve the sockets in this event loop; yield the port."""
    config = uvicorn.Config(
        application, port=0, lifespan="off", log_level="warning", ws_per_message_deflate=False
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def connected(port: int, path: str, **headers: str) -> AsyncIterator[Heard | None]:
    """Open a socket; yield it, or None when the handshake itself is refused."""
    try:
        connection = await connect(
            f"ws://127.0.0.1:{port}{path}",
            additional_headers={name: value for name, value in headers.items() if name != "origin"},
            origin=headers.get("origin"),
            compression=None,
            proxy=None,
        )
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403  # noqa: PT017 (refused is one of two answers)
        yield None
        return
    try:
        yield Heard(connection)
    finally:
        await connection.close()


@asynccontextmanager
async def opened(path: str, **headers: str) -> AsyncIterator[Heard | None]:
    """Serve, and open one socket."""
    async with serving() as port, connected(port, path, **headers) as client:
        yield client


def room_path(room: Any) -> str:
    return f"/ws/rooms/{getattr(room, 'pk', room)}/"
