"""Gates of a demo room with casts of one and of eight, ours and asked row by row. Prints JSON.

`python -m tools.bench._gate SECONDS` inside `services().child_environment()`.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import django

CASTS = (1, 8, 40)
EIGHT = 8


def prepare() -> tuple[Any, UUID, dict[int, Any]]:
    """Return an actor, a room that passes the gate, and a wish for every size of cast."""
    from django.db import transaction

    from accounts import selectors as accounts
    from livecompliance.demo import cast as people
    from livecompliance.demo import papers, script, seed
    from livecompliance.kernel import tenancy
    from livecompliance.kernel.actors import system_actor
    from parties.models import Party
    from rooms import services
    from rooms.models import Room

    made = seed.seed()
    slug = made["tenants"][1]["slug"]
    tenant = accounts.tenant_find(slug)
    if tenant is None:
        raise RuntimeError("the demo has no tenant")
    actor = system_actor(tenant)
    with tenancy.acting(actor), transaction.atomic():
        shows = {one.slug: one for one in script.shows()}
        place = next(one for one in made["tenants"][1]["rooms"] if "virtual" not in one["show"])
        room = Room.objects.of(actor).get(pk=place["room"])
        for session in [place["session"]]:
            services.session_end(actor=actor, session_id=UUID(session))
        show = shows[place["show"]]
        crowd = []
        for number in range(max(CASTS)):
            name = f"{show.slug}-crowd-{number}"
            one = people.party_of(actor, name, f"众{number}", Party.Role.MARKETER)
            people.verify(actor, one)
            crowd.append(one.pk)
        papers.sign(actor, crowd)
    wishes = {
        size: services.Wish(form=show.form, marketers=tuple(map(str, crowd[:size])))
        for size in CASTS
    }
    return actor, room.pk, wishes


def ask(actor: Any, room_id: UUID, wish: Any) -> Any:
    """Ask the gate once, in a transaction of its own, as a request does; nothing is kept."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from rooms import selectors
    from rooms.models import Admission
    from rooms.services import admission

    with acting(actor), transaction.atomic():
        found, session = selectors.room_asked(actor, room_id, lock=True)
        cast = admission.cast_of(actor, wish.marketers)
        return admission.decide(actor, found, wish, cast, Admission.Kind.START, session)


def row_by_row(actor: Any, room_id: UUID, wish: Any) -> int:
    """Ask as it is written first: every check looks up every person by himself."""
    from django.db import transaction

    from charter import selectors as charter
    from livecompliance.kernel import clock
    from livecompliance.kernel.tenancy import acting
    from parties import selectors, services
    from parties.selectors import facts
    from rooms import selectors as rooms

    with acting(actor), transaction.atomic():
        room = rooms.room_get(actor, room_id, lock=True)
        lacking = 0
        for one in map(UUID, wish.marketers):
            party = selectors.party_get(actor, one)
            lacking += services.bars_on(actor, [party.pk]).count()
            lacking += party.consents.filter(kind="guardian", revoked_at=None).count()
            lacking += party.credentials.filter(state="approved").count()
            facts.verification_facts(actor, [party.pk], clock.now())
            lacking += len(charter.texts_to_accept(actor, party))
            lacking += sum(one.stops_broadcasts for one in charter.courses_due(actor, party))
        return lacking + bool(room.operator_id)


def rounds(act: Callable[[], Any], seconds: float) -> list[float]:
    """Return how long each call took, in seconds, for so many seconds."""
    for _ in range(5):
        act()
    took, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return took


def measure(seconds: float) -> dict[str, Any]:
    """Return gates a second, the slowest hundredth, the statements of every size of cast."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actor, room_id, wishes = prepare()
    eight = wishes[EIGHT]
    full = {"functions": ("lottery",), "technologies": ("virtual-host",), "is_virtual_image": True}
    asked: dict[Any, Any] = wishes | {"8, declaring": replace(eight, **full)}
    statements = {}
    for size, wish in asked.items():
        with CaptureQueriesContext(connection) as captured:
            answer = ask(actor, room_id, wish)
        if not answer.is_allowed and size in wishes:
            raise RuntimeError(f"the gate denies what it is measured with: {answer.reasons}")
        statements[size] = len([one for one in captured if "set_config" not in one["sql"]])
    ours = rounds(lambda: ask(actor, room_id, eight), seconds)
    plain = rounds(lambda: row_by_row(actor, room_id, eight), seconds / 2)
    return {
        "per_s": len(ours) / sum(ours),
        "p99_ms": statistics.quantiles(ours, n=100)[98] * 1000,
        "median_ms": statistics.median(ours) * 1000,
        "plain_per_s": len(plain) / sum(plain),
        "statements": statements,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(float(sys.argv[1]))))
