"""Events for tests: what people say in a room, as ingest would store it."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from rooms import services as rooms
from rooms.models import Session

OFFER = "想要更低价的加我微信 tea88766 私下转账"
CURE = "喝这款茶可以降血压，三天治好糖尿病"
HELLO = "大家好，欢迎来到直播间"


def said(number: int | str, text: str = HELLO, **fields: Any) -> dict[str, Any]:
    """Return a piece of the marketer's speech."""
    return {"id": number, "type": "speech", "text": text} | fields


def at(moment: datetime, seconds: float = 0) -> int:
    return int((moment.timestamp() + seconds) * 1000)


def post(session: Session, *events: dict[str, Any]) -> None:
    """Record events as one segment."""
    actor = system_actor(session.tenant_id)
    body = "\n".join(json.dumps(event, ensure_ascii=False) for event in events).encode()
    with acting(actor), transaction.atomic():
        rooms.segment_accept(actor=actor, session_id=session.pk, body=body)


def inspect(session: Session, **options: Any) -> services.Inspected | None:
    """Inspect what waits, as a worker would."""
    actor = system_actor(session.tenant_id)
    with acting(actor):
        return services.session_inspect(actor=actor, session_id=session.pk, **options)


def now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
