"""Content that waits for an officer in the demo, under clocks in every state."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts import services as people
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import selectors, services
from moderation.models import Decision
from moderation.services.decision import items_read
from moderation.services.review_clock import KIND, review_clock_start
from office import selectors as clocks
from office import services as office

PROMISED_H = 4


@dataclass(frozen=True)
class Waiting:
    """One title that was handed in so many minutes ago, and what has become of it since."""

    data_id: str
    text: str
    minutes: int
    fate: str = ""


TITLES = (
    Waiting("title-20481", "全国销量第一的秋梨膏", 20, "handed"),
    Waiting("title-20467", "国内最好用的竹编收纳", 215),
    Waiting("title-20459", "行业第一的皮具护理", 60, "paused"),
    Waiting("title-20433", "全国销量第一的白茶专场", 290),
    Waiting("title-20440", "国内最好用的儿童水杯", 130, "decided"),
)


def promise(actor: Actor, officer_id: UUID) -> None:
    """Give a tenant its own time for reviews, and a handful of reviews at every stage of it.

    What an earlier demo left waiting is decided first: its clocks have long run out.
    """
    _decide_all(actor)
    people.tenant_policy_set(actor=actor, changes={"review_within_h": 0})
    items = [{"id": one.data_id, "type": "title", "text": one.text} for one in TITLES]
    services.publication_review(actor=actor, items=items_read(items))
    people.tenant_policy_set(actor=actor, changes={"review_within_h": PROMISED_H})
    waiting = {one.data_id: one for one in selectors.decision_queue(actor)}
    for title in TITLES:
        if title.data_id in waiting:
            _wait(actor, waiting[title.data_id], title, officer_id)
    office.clocks_follow(actor=actor)


def _decide_all(actor: Actor) -> None:
    ours = {one.data_id for one in TITLES}
    for one in selectors.decision_queue(actor):
        if one.data_id in ours:
            services.decision_decide(
                actor=actor, decision_id=one.pk, state="block", reason="演示重新开始"
            )


def _wait(actor: Actor, decision: Decision, title: Waiting, officer_id: UUID) -> None:
    decision.created_at = clock.now() - timedelta(minutes=title.minutes)
    decision.save(update_fields=["created_at"])
    review_clock_start(actor=actor, decision=decision)
    running = clocks.clock_list(actor, ("decision", decision.pk)).get(kind=KIND)
    if title.fate == "handed":
        office.clock_reassign(actor=actor, clock_id=running.pk, owner_id=officer_id)
    elif title.fate == "paused":
        office.clock_pause(actor=actor, clock_id=running.pk, reason="awaiting_material")
    elif title.fate == "decided":
        services.decision_decide(
            actor=actor, decision_id=decision.pk, state="block", reason="绝对化用语"
        )
