"""Push as the tutorial shows it: every socket joins a group, `group_send` reaches each of them."""

import os
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.bench._stock_live_settings")
django.setup()


class StockConsumer(AsyncWebsocketConsumer):
    """Joins, and sends on what it is told."""

    async def connect(self) -> None:
        await self.channel_layer.group_add("bench", self.channel_name)
        await self.accept()
        await self.send("greeting")

    async def measure(self, event: dict[str, Any]) -> None:
        """Send one frame."""
        await self.send(text_data=event["text"])


stock: Any = StockConsumer.as_asgi()
application = URLRouter([re_path("", stock)])
