"""Whether somebody is on a platform's blacklist: asked by a number that is kept nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Tenant
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, Invalid
from parties import services as parties
from parties.rules import documents
from parties.services.sealing import index_of
from portal import policies
from portal.models import Look

AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 60  # numbers of one person: no number of law


@dataclass(frozen=True, slots=True)
class Found:
    """What one platform holds against a number: since when, until when, by which clause."""

    tenant: Tenant
    ground: str
    clause: str
    since: datetime
    until: datetime | None


def number_checked(text: str) -> str:
    """Return a number of a document in its one spelling.

    Raises:
        Invalid: it is none.
    """
    checked = documents.check(None, text, clock.today())
    if not checked.valid:
        raise Invalid(_("这不是一个完整、有效的证件号码。"), field="number")
    return checked.normalised


def require_pace(*, actor: Actor) -> None:
    """Raise Busy where somebody asks about more numbers than a case needs: nobody tries them out.

    Args:
        actor: the witness of who looks.
    """
    policies.require_witness(actor)
    with tenancy.acting(actor), transaction.atomic():
        asked = Look.objects.of(actor).filter(user=actor.user_id, page=Look.Page.MATCH)
        if asked.filter(at__gt=clock.now() - AN_HOUR).count() >= MOST_AN_HOUR:
            raise Busy(_("一小时内查询得太多，请稍后再试。"))


def identity_match(*, actor: Actor, tenant: Tenant, number: str) -> list[Found]:
    """Return what stands against a number in one tenant. The number is hashed and forgotten.

    It is hashed with the tenant's own key, which the role that looks cannot read: so the witness
    asks, after the look was written. Names and other marks are not told.

    Args:
        actor: the witness of who looks.
        number: as `number_checked` gave it.

    Raises:
        Forbidden: the actor is no witness.

    Law: M-blacklist
    """
    policies.require_witness(actor)
    with tenancy.acting(actor), transaction.atomic():
        bars = parties.bars_standing(actor, [index_of(actor, number)])
        return [Found(tenant, one.ground, one.clause, one.since, one.until) for one in bars]
