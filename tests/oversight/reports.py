"""What tests of reports to authorities share: authorities, drafts, a worker's turn."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.models import Authority, Clue, Dispatch, DispatchStep
from oversight.services import clue as clues
from tests import builders

BUREAU = {
    "name": "海滨市市场监督管理局",
    "body": "market",
    "level": "city",
    "region": "海滨省海滨市",
}
TEXT = "巡查发现一间直播间多次使用绝对化用语，已警示并限流，请指导。"
DRAFTED = {"key": "weekly-1", "matter": "market", "title": "绝对化用语集中出现", "text": TEXT}
BUTTONS = (
    "clue_open",
    "clue_decide",
    "outbox_draft",
    "outbox_act",
    "outbox_hold",
    "outbox_look",
    "authority_set",
    "authority_act",
    "domicile_set",
)


def authority(actor: Actor, **fields: Any) -> Authority:
    """Keep an authority as an officer."""
    with acting(actor):
        return services.authority_set(actor=actor, office=services.Office(**BUREAU | fields))


def draft(actor: Actor, key: str = "one", **fields: Any) -> Dispatch:
    """Draft a report by hand."""
    given = {"origin": "hand", "matter": "market", "title": "绝对化用语集中出现", "text": TEXT}
    with acting(actor):
        return services.dispatch_draft(
            actor=actor, draft=services.Draft(key=key, **given | fields)
        )[0]


def act(actor: Actor, verb: str, row: Dispatch, **fields: Any) -> Dispatch:
    """Do something to a report."""
    with acting(actor):
        return getattr(services, f"dispatch_{verb}")(actor=actor, dispatch_id=row.pk, **fields)


def send(of: Any) -> int:
    """Let a worker have its turn."""
    product = system_actor(of.pk)
    with acting(product):
        return services.dispatches_send(actor=product)


def again(actor: Actor, row: Dispatch) -> Dispatch:
    """Return a report as it stands now."""
    with acting(actor), transaction.atomic():
        return Dispatch.objects.select_related("authority").get(pk=row.pk)


def steps(actor: Actor, row: Dispatch) -> list[str]:
    """Return what was done with a report, in order."""
    with acting(actor), transaction.atomic():
        found = DispatchStep.objects.filter(dispatch=row).order_by("id")
        return list(found.values_list("act", flat=True))


def past_lease() -> Any:
    return clock.now() + timedelta(seconds=181)


def things(officer: Actor) -> dict[str, str]:
    """Make an authority and a report, for tests that knock at every address."""
    held = authority(officer)
    return {
        "authority_id": str(held.pk),
        "dispatch_id": str(draft(officer).pk),
        "clue_id": str(clue(officer, party_id=None).pk),
    }


def clue(actor: Actor, **fields: Any) -> Clue:
    """Open a clue about a party that is made for it."""
    with acting(actor), transaction.atomic():
        tenant = accounts.tenant_get(actor)
    of = builders.party(tenant, "operator", public_name="待核")
    seen = {"key": f"party:{of.pk}", "source": "officer", "offence": "fraud", "clause": "M-18-7"}
    with acting(actor), transaction.atomic():
        return clues.opened(actor, clues.Seen(**seen | {"party_id": of.pk} | fields))


def is_untouched(known: dict[str, str]) -> bool:
    """Tell whether nobody did anything with them, whoever the tenant is."""
    row = Dispatch.objects.get(pk=known["dispatch_id"])
    if Clue.objects.get(pk=known["clue_id"]).state != "open":
        return False
    return row.state == "draft" and DispatchStep.objects.filter(dispatch=row).count() == 1
