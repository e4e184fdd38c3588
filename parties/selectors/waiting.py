"""What waits for somebody: verifications without a pass, guardians' answers, data requests."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties.models import ConsentAsk, DataRequest, Verification

MOST = 200
RECENT = timedelta(days=30)


def verifications_waiting(actor: Actor) -> Sequence[Verification]:
    """Return the newest verification of each party that did not pass lately, newest first."""
    since = clock.now() - RECENT
    found = Verification.objects.of(actor).filter(started_at__gte=since, party__state="active")
    newest = found.order_by("party_id", "-started_at", "-id").distinct("party_id")
    ids = [one.pk for one in newest if one.state in ("failed", "error")][:MOST]
    rows = Verification.objects.of(actor).filter(pk__in=ids).select_related("party")
    return list(rows.order_by("-started_at"))


def asks_waiting(actor: Actor) -> TenantQuerySet[ConsentAsk]:
    """Return the offers that guardians have not answered, the one that lapses first in front."""
    open_ones = ConsentAsk.objects.of(actor).filter(answered_at__isnull=True)
    found = open_ones.filter(expires_at__gt=clock.now()).select_related("party")
    return found.order_by("expires_at")[:MOST]


def requests_waiting(actor: Actor) -> TenantQuerySet[DataRequest]:
    """Return the requests that nobody answered yet, the one that is due first in front."""
    found = DataRequest.objects.of(actor).filter(state="open").select_related("party", "amendment")
    return found.order_by("due_at", "id")[:MOST]


def requests_copied(actor: Actor) -> TenantQuerySet[DataRequest]:
    """Return the requests for a copy that can still be taken, the newest first."""
    rows = DataRequest.objects.of(actor).filter(file__gone_at=None, file__isnull=False)
    return rows.select_related("party", "file").order_by("-ended_at", "-id")[:MOST]
