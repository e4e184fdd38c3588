"""What the tests of sanctions share: Chun's account, officers, decisions in few words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts import selectors as accounts
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation.models import Dismissal, Finding
from moderation.services import breach
from parties.models import Party
from rooms.models import Admission, Session
from sanctions import services
from sanctions.models import Appeal, Effect, Report, Sanction
from sanctions.rules.ladder import shipped
from tests import builders
from tests.parties import people

FACTS = "11月20日直播中两次宣称茶叶可以降血压。"
FITS = "一百八十天内第二次，未造成损失，从轻。"
ORDERS = "已付款订单照常发货，七日内可无理由退货，客服专线负责售后。"
AFTER_SALES = "退换货由平台客服代收代办，三包期内照常受理。"
DISPUTES = "消费纠纷由平台先行受理，协助消费者维权。"
PLAN = {"orders": ORDERS, "after_sales": AFTER_SALES, "disputes": DISPUTES}
IMPACT = "视频被转发十二万次，三家媒体报道，监管部门两次来函。"


def order(of: Party, **fields: Any) -> services.Order:
    """Return a decision that lacks nothing."""
    given = {"code": "false_claim", "facts": FACTS, "proportionality": FITS} | PLAN
    return services.Order(party_id=of.pk, **given | fields)


def decide(actor: Actor, of: Party, key: str = "", **fields: Any) -> Sanction:
    """Decide as an officer."""
    with acting(actor):
        return services.sanction_decide(
            actor=actor, order=order(of, **fields), key=key or uuid7().hex
        )


def lift(actor: Actor, row: Sanction) -> Sanction:
    """End a decision early as an officer."""
    with acting(actor):
        return services.sanction_lift(actor=actor, sanction_id=row.pk, reason="整改到位")


def review(actor: Actor, row: Sanction, *, is_approval: bool = True) -> Sanction:
    """Say yes or no as another officer."""
    with acting(actor):
        return services.sanction_review(
            actor=actor, sanction_id=row.pk, is_approval=is_approval, note="证据充分，同意"
        )


def appeal(actor: Actor, row: Sanction, **fields: Any) -> Appeal:
    """Appeal as the person concerned."""
    with acting(actor):
        return services.appeal_file(
            actor=actor, sanction_id=row.pk, grounds="所说内容出自国家标准，有文号。", **fields
        )


def answer(actor: Actor, made: Appeal, outcome: str, **fields: Any) -> Appeal:
    """Decide on an appeal as an officer."""
    with acting(actor):
        given = services.Answer(outcome, "复核了录像与标准原文。", **fields)
        return services.appeal_decide(actor=actor, appeal_id=made.pk, answer=given)


def again(row: Any) -> Any:
    """Return a row as it is now."""
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return type(row).objects.get(pk=row.pk)


def effects(row: Sanction, *, undone: bool = False) -> set[str]:
    """Return which kinds of effects stand, or were undone."""
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        found = Effect.objects.filter(sanction=row, undone_at__isnull=not undone)
        return set(found.values_list("kind", flat=True))


def reports(row: Sanction, kind: str = "decision") -> set[tuple[str, str]]:
    """Return to whom a decision is reported or corrected."""
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        found = Report.objects.filter(sanction=row, kind=kind)
        return set(found.values_list("authority", "level"))


def against(of: Party, **fields: Any) -> list[str]:
    """Return what the gate has against a broadcast of this operator, of our check and of bars."""
    actor = system_actor(of.tenant_id)
    asked = Asked(room_id=uuid7(), operator_id=of.pk, marketers=(), at=clock.now(), **fields)
    with acting(actor), transaction.atomic():
        found = [one.code for one in gate.ask(actor, asked)]
    ours = ("sanctioned", "function_limited", "barred")
    return sorted({one for one in found if one in ours})


def sweep(of: Any) -> int:
    """End what is over, as the beat does."""
    actor = system_actor(of.tenant_id)
    with acting(actor):
        return services.sanctions_expire(actor=actor)


def reasons_of(row: Sanction) -> list[dict[str, Any]]:
    """Return what the gate says of somebody whom this decision suspended."""
    return [
        {"code": "sanctioned", "clause": row.clause, "data": {"number": row.number}},
        {"code": "function_not_open", "clause": "M-mechanisms", "party": str(row.party_id),
         "data": {"state": "suspended"}},
    ]  # fmt: skip


def lose(session: Session, *reasons: dict[str, Any]) -> None:
    """Have the gate say no to a broadcast on air, for these reasons."""
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        Admission.objects.create(
            tenant_id=session.tenant_id,
            room_id=session.room_id,
            session=session,
            kind="again",
            is_allowed=False,
            reasons=list(reasons),
            asked_at=clock.now(),
        )


def find_breach(session: Session, seq: int = 1) -> Finding:
    """Find that a broadcast goes on without the gate's consent, as inspection does."""
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        found = breach.finding_of(session, seq)
        found.event_key = f"gate{seq}"
        found.save(force_insert=True)
    return found


def dismissed(actor: Actor, finding: Finding) -> str | None:
    """Return why a finding was dismissed; None while it stands."""
    with acting(actor), transaction.atomic():
        one = Dismissal.objects.filter(finding=finding, restored_at=None).first()
    return one.note if one else None


def sanctioned(officer: Actor, party_id: str) -> str:
    """Warn a party as a person; return the decision's id."""
    system = system_actor(officer.tenant_id)
    with acting(system), transaction.atomic():
        of = Party.objects.get(pk=party_id)
    return str(decide(officer, of, rung="warning", subject="person").pk)


def appealed(officer: Actor, party_id: str, name: str = "decider") -> str:
    """Appeal on paper against what another officer decided; return the appeal's id."""
    [tenant_id] = officer.tenant_ids
    with acting(officer), transaction.atomic():
        tenant = accounts.tenant_get(officer)
    assert tenant.pk == tenant_id
    other = builders.person(tenant, name, "officer")
    row = again_of(Sanction, officer, sanctioned(other, party_id))
    return str(appeal(officer, row, channel="paper").pk)


def again_of(model: Any, actor: Actor, pk: str) -> Any:
    with acting(actor), transaction.atomic():
        return model.objects.get(pk=pk)


def things(officer: Actor, party_id: str) -> dict[str, str]:
    """Make a decision with an appeal, a proposal and a draft ladder; return their ids."""
    system = system_actor(officer.tenant_id)
    with acting(system), transaction.atomic():
        of = Party.objects.get(pk=party_id)
        of.roles = sorted({*of.roles, "operator"})
        of.save(update_fields=["roles"])
    row = decide(officer, of, rung="warning")
    paper = appeal(officer, row, channel="paper")
    draft = services.Draft(shipped().kept(), clock.today(), "试行")
    with acting(officer):
        ladder = services.ladder_draft(actor=officer, draft=draft)
    return {
        "sanction_id": str(row.pk),
        "appeal_id": str(paper.pk),
        "ladder_id": str(ladder.pk),
    }


@pytest.fixture
def mei(harbour) -> Actor:
    """Mei is Harbour's second officer."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def qiu(harbour) -> Actor:
    """Qiu is Harbour's third officer."""
    return builders.person(harbour, "qiu", "officer")


@pytest.fixture
def tea(harbour, chun) -> Party:
    """The operator of Chun's tea room: Chun himself."""
    return people.party(
        harbour, "operator", "marketer", user_id=chun.user_id, public_name="阿春家", number=""
    )


@pytest.fixture
def on_air(chun, tea):
    """Chun's tea room, on air."""
    room = builders.room(chun, "阿春家的茶室", operator_id=tea.pk, operator_user_id=chun.user_id)
    return builders.session(chun, room)


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Move the clock on: `later(days=31)`."""
    really, moved = clock.now, [timedelta()]

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: really() + moved[0])

    return move
