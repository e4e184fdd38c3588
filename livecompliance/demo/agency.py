"""An agency that is a tenant of the demo: its rules, whom it recruited, what it found; invented."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from charter import selectors
from charter import services as charter
from charter.rules.agency import SELECTED, VERIFIED
from livecompliance.demo import papers
from livecompliance.demo.cast import verify
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import services
from parties.models import Party

SLUG, NAME = "chengguo", "橙果文化"


class Recruit(NamedTuple):
    """Somebody whom the agency works with."""

    number: str
    name: str
    position: str = "带货主播"
    kind: str = "natural"
    role: str = "marketer"


STAR = Recruit("star", "主播星野")
LONG = Recruit("long", "主播阿龙")
NEW = Recruit("new", "主播小禾", "")  # nothing is known of him yet
SHOP = Recruit("shop", "山岚茶铺", "店主", "company", "operator")
ITSELF = Recruit("itself", NAME, "", "company", "agency")


def furnish(actor: Actor, officer_id: UUID) -> None:
    """Write down what an agency has by the day it shows itself; once."""
    if selectors.in_force(actor, "agency_rules") is not None:
        return
    papers.publish(actor, ("agency_rules", "first-broadcast"))
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    star, long, _new, shop, _own = (_party(actor, one) for one in (STAR, LONG, NEW, SHOP, ITSELF))
    papers.sign(actor, [star.pk])
    for one in (star, long):
        _keep(officer, one, "recruitment", 40, items=VERIFIED, next_in=50)
    _keep(officer, star, "reminder", 30, note="签约当天逐条说明，本人签收。")
    _keep(officer, star, "supervision", 3, note="旁听一场直播，用语规范。")
    _keep(officer, long, "supervision", 1, result="lacking", note="口播“全网最低价”，没有依据。")
    _keep(officer, shop, "service", 20, note="核对推广清单，没有刷单和虚假评价。")
    _keep(officer, shop, "selection", 6, items=SELECTED, note="春茶礼盒：许可、检验报告已核对。",
          broadcast_on=clock.today())  # fmt: skip


def _party(actor: Actor, who: Recruit) -> Party:
    """Register somebody; whoever has a position is on file whole, and verified just now."""
    is_whole = bool(who.position)
    made = services.party_register(
        actor=actor,
        who=services.Newcomer(
            kind=who.kind,
            roles=[who.role],
            public_name=who.name,
            particulars=services.Particulars(
                name=who.name,
                mobile="13900001234" if is_whole else None,
                address="杭州市余杭区演示路 1 号" if is_whole else None,
                occupation=who.position or None,
            ),
            external_id=f"agency-{who.number}",
        ),
    )
    if is_whole:
        verify(actor, made)
    return made


def _keep(
    officer: Actor, of: Party, kind: str, ago: int, next_in: int | None = None, **said: Any
) -> None:
    today = clock.today()
    following = today + timedelta(days=next_in) if next_in else None
    done = charter.Done(kind, today - timedelta(days=ago), next_due_on=following, **said)
    charter.agency_record(actor=officer, party_id=of.pk, done=done)
