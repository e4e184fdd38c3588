"""The socket of every address that is none: closed as one whose room does not exist."""

from channels.generic.websocket import AsyncWebsocketConsumer

from moderation.consumers.socket import NOT_FOUND


class NowhereConsumer(AsyncWebsocketConsumer):
    """Accept and close."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        await self.accept()
        await self.close(NOT_FOUND)
