"""A broadcast that the gate let nobody into: an operator and a marketer of whom much is missing."""

from datetime import timedelta
from typing import Any

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties.models import Party, Verification
from rooms import selectors, services

NUMBER, TITLE = "denied-night", "夜市试播间"
OPERATOR, HOST = ("denied-operator", "夜市小铺"), ("denied-host", "主播小雨")
TEENAGER = timedelta(days=200)  # until his eighteenth birthday


def knock(actor: Actor) -> None:
    """Have somebody ask to go on air who may not; once."""
    if selectors.room_list(actor).filter(external_id=NUMBER).exists():
        return
    operator = _party(actor, *OPERATOR, "operator", kind=Party.Kind.COMPANY)
    host = _party(actor, *HOST, "marketer", minor_until=clock.today() + TEENAGER)
    now = clock.now()
    Verification.objects.create(
        tenant_id=actor.tenant_id,
        party=host,
        kind=Verification.Kind.TWO,
        provider="demo",
        state=Verification.State.FAILED,
        outcome="mismatch",
        started_at=now,
        finished_at=now,
    )
    room = services.room_create(
        actor=actor, title=TITLE, external_id=NUMBER, operator_id=operator.pk, category="食品"
    )
    wish = services.Wish(marketers=(str(host.pk), "未登记的嘉宾"))
    services.session_start(actor=actor, room_id=room.pk, wish=wish)


def _party(actor: Actor, number: str, name: str, role: str, **fields: Any) -> Party:
    made = Party(
        tenant_id=actor.tenant_id,
        kind=Party.Kind.NATURAL,
        state=Party.State.ACTIVE,
        external_id=number,
        public_name=name,
        roles=[role],
    )
    for field, value in fields.items():
        setattr(made, field, value)
    made.save(force_insert=True)
    return made
