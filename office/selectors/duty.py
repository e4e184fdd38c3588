"""What the clocks of some kinds say of a duty: kept in time, about to be late, late."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Reading, counted
from office.models import Clock
from office.rules import clocks

PAST = timedelta(days=30)
CLOCK_WORDS = {
    "none": _("近 30 天没有需要计时的事项"),
    "wrong": ngettext_lazy(
        "%(wrong)s 项已超时未办，近 30 天共 %(of)s 项",
        "%(wrong)s 项已超时未办，近 30 天共 %(of)s 项",
        "wrong",
    ),
    "soon": ngettext_lazy(
        "%(soon)s 项临近时限，近 30 天共 %(of)s 项",
        "%(soon)s 项临近时限，近 30 天共 %(of)s 项",
        "soon",
    ),
    "ok": ngettext_lazy("近 30 天 %(of)s 项均在时限内", "近 30 天 %(of)s 项均在时限内", "of"),
    "late": ngettext_lazy(
        "没有超时未办；近 30 天 %(of)s 项中有 %(late)s 项曾超时",
        "没有超时未办；近 30 天 %(of)s 项中有 %(late)s 项曾超时",
        "late",
    ),
}


def clocks_reading(actor: Actor, kinds: Collection[str], at: datetime) -> Reading:
    """Return how the clocks of some kinds stand: those that run, and those of the last 30 days.

    What runs late is a breach; what was done late in the last 30 days, or is about to be late, is
    a risk.
    """
    running = Q(state__in=clocks.OPEN)
    held = Clock.objects.of(actor).filter(running | Q(ended_at__gte=at - PAST), kind__in=kinds)
    found = held.aggregate(
        whole=Count("pk"),
        wrong=Count("pk", filter=running & Q(due_at__lt=at)),
        soon=Count("pk", filter=running & Q(due_at__gte=at, warned_at__isnull=False)),
        late=Count("pk", filter=~running & Q(breached_at__isnull=False)),
        due=Min("due_at", filter=running & Q(due_at__gte=at)),
    )
    late = found["late"]
    told = counted(found["wrong"], found["whole"], soon=found["soon"] or late, due=found["due"])
    if told.code == "soon" and not found["soon"]:
        data = {"late": late}
        return Reading(told.state, "late", found["whole"] - late, found["whole"], told.due, data)
    return told
