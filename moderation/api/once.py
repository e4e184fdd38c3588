"""Idempotency-Key for writes: the same key and request give the same answer."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from moderation import services

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=False,
    description="The same key and body give the same answer for a day; another body is a 409.",
)


class OnceApi(Api):
    """An API view whose writes may carry an Idempotency-Key."""

    def once(self, request: Request, status: int, act: Callable[[], Any]) -> Response:
        """Do `act` and answer with what it returns, or with what it returned before."""
        asked = json.dumps([request.method, request.path, request.data], sort_keys=True)
        said = services.reply_once(
            actor=self.actor,
            key=request.headers.get("Idempotency-Key", ""),
            fingerprint=hashlib.sha256(asked.encode()).digest(),
            act=lambda: services.Said(status, act()),
        )
        return self.answer(said.body, said.status)
