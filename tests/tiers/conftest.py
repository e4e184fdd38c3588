"""What the tests of tiers share: operators with rooms, figures, a policy that is easy to count."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from parties.models import Party
from tests import builders
from tiers import selectors, services
from tiers.models import Standing, TierPolicy
from tiers.rules.shipped import shipped


def operator(of: Any, number: str = "op-1", **fields: Any) -> Party:
    """Register an operator with a tenant or a member of it."""
    tenant_id = getattr(of, "tenant_id", None) or of.pk
    given = {"kind": "company", "roles": ["operator"], "external_id": number}
    given |= {"public_name": f"运营者 {number}", "state": "active"} | fields
    with acting(system_actor(tenant_id)), transaction.atomic():
        return Party.objects.create(tenant_id=tenant_id, **given)


def report(of: Party, day: date | None = None, **values: Any) -> services.Receipt:
    """Report figures of an operator, as the platform would."""
    system, on = system_actor(of.tenant_id), day or clock.today()
    figures = [
        services.Reported(str(of.pk), code, on, values=tuple(value))
        if isinstance(value, list)
        else services.Reported(str(of.pk), code, on, float(value))
        for code, value in values.items()
    ]
    with acting(system):
        return services.figures_report(actor=system, figures=figures)


def judge(of: Party) -> int:
    """Judge everybody of a tenant who is due; return how many were."""
    system = system_actor(of.tenant_id)
    with acting(system):
        return services.standings_follow(actor=system, most=1000)


def now(of: Party) -> Standing:
    """Return where an operator stands."""
    system = system_actor(of.tenant_id)
    with acting(system), transaction.atomic():
        return selectors.standings_now(system, [of.pk]).get()


def history(of: Party) -> list[str]:
    """Return the tiers that an operator had, the first one first."""
    system = system_actor(of.tenant_id)
    with acting(system), transaction.atomic():
        found = selectors.standing_history(system, of.pk)
        return [one.tier for one in found][::-1]


def published(author: Actor, publisher: Actor, **changes: Any) -> TierPolicy:
    """Write a policy and have it published: the shipped one with some changes."""
    body = shipped().kept() | changes
    draft = services.Draft(body, clock.today(), "试行")
    with acting(author):
        row = services.policy_draft(actor=author, draft=draft)
    with acting(publisher):
        return services.policy_publish(actor=publisher, policy_id=row.pk)


def things(officer: Actor, party_id: str) -> dict[str, str]:
    """Make an operator's standing, a draft and an assignment in a tenant; return their ids."""
    system = system_actor(officer.tenant_id)
    with acting(system), transaction.atomic():
        of = Party.objects.get(pk=party_id)
        of.roles = sorted({*of.roles, "operator"})
        of.save(update_fields=["roles"])
        services.standings_compute(actor=system, operator_ids=[of.pk])
    duty = services.Duty(officer.user_id, operator_id=of.pk)
    with acting(officer):
        draft = services.Draft(shipped().kept(), clock.today(), "试行")
        policy = services.policy_draft(actor=officer, draft=draft)
        assignment = services.assignment_add(actor=officer, duty=duty)
    return {
        "operator_id": str(of.pk),
        "policy_id": str(policy.pk),
        "assignment_id": str(assignment.pk),
    }


@pytest.fixture(autouse=True)
def nobody_looks():
    """Nobody has a page open when a test begins."""
    cache.clear()


@pytest.fixture
def mei(harbour) -> Actor:
    """Mei is Harbour's other officer."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def tea(harbour, chun) -> Party:
    """The operator of Chun's tea room: Chun himself."""
    return operator(harbour, "tea", user_id=chun.user_id, public_name="阿春家")


@pytest.fixture
def tea_house(chun, tea):
    """A room of the tea operator."""
    return builders.room(chun, "阿春家的茶室", operator_id=tea.pk, operator_user_id=chun.user_id)


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Move the clock on: `later(days=31)`."""
    really, moved = clock.now, [timedelta()]

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: really() + moved[0])

    return move
