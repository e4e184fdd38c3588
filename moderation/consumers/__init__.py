"""WebSocket entry points. Sockets listen; what a person does goes over HTTP."""

from moderation.consumers.console import ConsoleConsumer
from moderation.consumers.nowhere import NowhereConsumer
from moderation.consumers.room import RoomConsumer

__all__ = ["ConsoleConsumer", "NowhereConsumer", "RoomConsumer"]
