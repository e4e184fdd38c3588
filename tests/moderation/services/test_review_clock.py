"""Content in review waits under a clock, where the platform has set itself a time."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts import selectors as accounts
from accounts import services as people
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.services import decision as decisions
from office import selectors as office
from office import services as clocks
from office.models import Clock, Letter
from office.selectors import letter as letters
from tests import builders

pytestmark = pytest.mark.django_db
BEST = {"id": "t2", "type": "title", "text": "全国销量第一"}
CLEAN = {"id": "t1", "type": "title", "text": "阿春家的养生茶专场"}
OFFER = {"id": "p1", "type": "profile", "name": "小春", "bio": "加微信 tea88766 私下转账更便宜"}


def promise(tenant, hours: int) -> None:
    with acting(guard := builders.person(tenant, f"guard{hours}", "security_admin")):
        people.tenant_policy_set(actor=guard, changes={"review_within_h": hours})


def review(actor, *items):
    """Hand items in; return the decisions that wait for an officer."""
    with acting(actor):
        services.publication_review(actor=actor, items=decisions.items_read(items))
    with acting(actor), transaction.atomic():
        return list(selectors.decision_queue(actor))


def clocks_of(actor) -> list[Clock]:
    with acting(actor), transaction.atomic():
        return list(Clock.objects.of(actor).order_by("id"))


@pytest.fixture
def later(monkeypatch):
    began = clock.now()

    def move(**span: int) -> datetime:
        instant = began + timedelta(**span)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    move()
    return move


def test_what_waits_for_an_officer_waits_under_the_platforms_own_clock(lin, harbour, later):
    promise(harbour, 4)
    waiting = review(lin, BEST, CLEAN, OFFER)

    (running,) = clocks_of(lin)  # what passed or was blocked waits for nobody
    assert (running.subject_kind, running.subject_ref) == ("decision", str(waiting[0].pk))
    assert running.due_at - running.started_at == timedelta(hours=4)
    assert (running.clause, running.law_due_at) == ("M-content-patrol", None)


def test_the_clock_is_met_by_the_decision_and_by_nobodys_word(lin, harbour, later):
    promise(harbour, 4)
    (waiting,) = review(lin, BEST)
    later(hours=1)
    with acting(lin):
        with pytest.raises(clocks.MetByAct):
            clocks.clock_confirm(actor=lin, clock_id=clocks_of(lin)[0].pk)
        for _ in range(2):
            services.decision_decide(
                actor=lin, decision_id=waiting.pk, state="pass", reason="有批准文号"
            )

    (met,) = clocks_of(lin)
    assert (met.state, met.breached_at) == ("met", None)
    with acting(lin), transaction.atomic():
        assert next(one.says for one in office.clock_history(lin, met)) == "专员作出审核决定"


def test_what_is_decided_too_late_stays_marked_and_the_officers_were_told(lin, harbour, later):
    promise(harbour, 4)
    (waiting,) = review(lin, BEST)
    later(hours=5)
    with acting(lin):
        clocks.clocks_follow(actor=lin)
        services.decision_decide(actor=lin, decision_id=waiting.pk, state="block", reason="无批文")

    (met,) = clocks_of(lin)
    assert met.state == "met"
    assert met.breached_at is not None
    with acting(lin), transaction.atomic():
        letter = Letter.objects.get(topic="clock_breached")
        assert letter.recipient_id == lin.user_id
        assert "期限由平台自定" in letters.shown(letter).written.body


def test_without_a_promise_no_clock_runs_and_a_later_one_leaves_what_waits_alone(
    lin, harbour, later
):
    review(lin, BEST)
    assert clocks_of(lin) == []
    promise(harbour, 4)
    review(lin, BEST)
    promise(harbour, 9)

    (running,) = clocks_of(lin)
    assert running.policy["amount"] == 4
    with acting(guard := builders.person(harbour, "guard", "security_admin")):
        for wrong in (-1, 721, "4", True):
            with pytest.raises(Invalid):
                people.tenant_policy_set(actor=guard, changes={"review_within_h": wrong})
        assert accounts.policy_of(guard, "review_within_h", 0) == 9


def test_a_review_that_fails_half_way_leaves_no_clock(lin, harbour, later, monkeypatch):
    promise(harbour, 4)
    monkeypatch.setattr(decisions.live, "ring_on_commit", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError), acting(lin):
        services.publication_review(actor=lin, items=decisions.items_read([BEST]))

    assert clocks_of(lin) == []


def test_an_officer_who_also_watches_may_decide(lin, harbour, later):
    promise(harbour, 4)
    (waiting,) = review(lin, BEST)
    both = builders.person(harbour, "both", "officer", "viewer")
    with acting(both):
        services.decision_decide(actor=both, decision_id=waiting.pk, state="pass", reason="可以")

    assert clocks_of(lin)[0].state == "met"


def test_another_tenants_promise_is_its_own(lin, outsider, harbour, later):
    promise(harbour, 4)
    review(outsider, BEST)
    assert clocks_of(outsider) == []
