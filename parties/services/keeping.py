"""Of whom what names him goes when the law's own term is over, for the preview of what goes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import retention
from livecompliance.kernel.actors import Actor
from parties.models import DataRequest
from parties.services.erasure import kept_of

PERSONS, CLAUSE = "parties.persons", "PIPL-erasure"
LOOKED = 500  # erasures that wait, at which a preview looks


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    waiting = DataRequest.objects.of(actor).filter(state=DataRequest.State.WAITING)
    terms = [_ends(actor, one) for one in waiting.order_by("asked_at")[:LOOKED]]
    over = sum(one < f"{today}" for one in terms)
    return retention.Due(over, sum(one < f"{until}" for one in terms) - over)


def _ends(actor: Actor, one: DataRequest) -> str:
    return max((kept["until"] for kept in kept_of(actor, one.party_id)), default="")


retention.register(
    retention.Kind(
        name=PERSONS,
        title=_("要求删除的人的身份信息"),
        rules=("R-07", "R-12", "R-13"),
        due=_due,
        how=_("销毁此人的密钥和检索值"),
        page="people-waiting",
    )
)
