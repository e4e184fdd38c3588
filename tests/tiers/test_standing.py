"""Operators are judged daily and on events, their rooms inherit the tier, the reason is kept."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts.models import Scope
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from office.selectors import letter as letters
from rooms.models import Room
from tests import builders
from tests.moderation.sockets import warn
from tests.tiers.conftest import history, judge, now, operator, published, report
from tiers import selectors, services
from tiers.models import Figure, Standing
from tiers.rules.shipped import shipped
from tiers.selectors import watch, words
from tiers.tasks import standings_follow, standings_sweep

pytestmark = pytest.mark.django_db


def tier_of(room: Room) -> str:
    with acting(system_actor(room.tenant_id)), transaction.atomic():
        return Room.objects.get(pk=room.pk).tier


def acts(of, action):
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        return Entry.objects.filter(action=action).count()


@pytest.mark.law("M-tiering", "O117-tiering")
def test_what_is_reported_moves_an_operator_and_all_his_rooms_with_the_reason_kept(
    chun, tea, tea_house
):
    second = builders.room(chun, "阿春家的夜场", operator_id=tea.pk)
    judge(tea)
    assert now(tea).tier == "first"

    report(tea, followers=6_000_000)
    judge(tea)

    standing = now(tea)
    assert (standing.tier, standing.origin, standing.policy_version) == ("key", "computed", 0)
    assert standing.reason["because"] == ["followers"]
    assert "6,000,000" in words.reason_of(standing.reason)
    assert [tier_of(room) for room in (tea_house, second)] == ["key", "key"]
    assert acts(tea, "rooms.room_graded") == 2
    assert acts(tea, "tiers.tier_changed") == 1


def test_the_operator_is_told_in_both_languages_why(chun, tea, tea_house):
    judge(tea)
    report(tea, followers=6_000_000)
    judge(tea)
    judge(tea)

    with acting(chun), transaction.atomic():
        letter = Letter.objects.get(topic="tier_changed")
        assert letter.recipient_id == chun.user_id
        zh, en = (letters.shown_all([letter], one)[0].written for one in ("zh", "en"))
    assert "由“一级”调整为“重点”" in zh.body
    assert "to “" in en.body


def test_twice_on_a_day_is_once(tea, tea_house):
    report(tea, followers=6_000_000)
    assert (judge(tea), judge(tea), judge(tea)) == (1, 0, 0)
    system = system_actor(tea.tenant_id)
    with acting(system):
        for _again in range(3):
            services.standings_compute(actor=system, operator_ids=[tea.pk])

    assert history(tea) == ["key"]
    assert acts(tea, "tiers.tier_changed") == 1


@pytest.mark.long
def test_an_operator_who_falls_waits_for_the_cool_down_through_to_next_year(tea, tea_house, later):
    judge(tea)
    report(tea, followers=6_000_000)
    judge(tea)
    start = clock.today()
    while history(tea) == ["first", "key"]:
        later(days=10)
        report(tea, followers=1_000)
        judge(tea)
        held = now(tea)
        if held.tier == "key":
            assert held.latest["held"] == "cooling"
            assert held.latest["until"] == f"{start + timedelta(days=30)}"
        assert clock.today() <= start + timedelta(days=40)
    assert clock.today() >= start + timedelta(days=30)
    assert history(tea) == ["first", "key", "first"]
    assert tier_of(tea_house) == "first"


@pytest.mark.long
def test_figures_that_nobody_updates_do_not_lower_anybody(tea, tea_house, later):
    report(tea, followers=6_000_000)
    report(tea, clock.today() - timedelta(days=1), visits=5)
    judge(tea)
    later(days=400)
    assert judge(tea) == 1
    assert now(tea).tier == "key"
    report(tea, followers=10)  # the visits are still of last year
    judge(tea)
    assert (now(tea).tier, now(tea).latest["held"]) == ("key", "stale")
    report(tea, visits=5)
    judge(tea)
    assert now(tea).tier == "first"


def test_the_beat_finds_every_tenant_with_somebody_to_judge_once_a_day(
    tea, tea_house, outsider, later
):
    other = operator(outsider, "x")
    builders.room(outsider, "别家", operator_id=other.pk)
    tenants = {str(tea.tenant_id), str(other.tenant_id)}
    assert {str(one) for one in watch.tenants_due()} == tenants
    assert standings_sweep() == 2
    for tenant in tenants:
        standings_follow(tenant_id=tenant)
    assert watch.tenants_due() == []
    later(days=1)
    assert {str(one) for one in watch.tenants_due()} == tenants


def test_a_room_that_was_made_key_is_not_lowered_the_day_its_operator_is_first_judged(
    chun, tea, later
):
    room = builders.room(chun, "老店", operator_id=tea.pk, tier="key")
    judge(tea)
    assert (now(tea).tier, now(tea).latest["held"]) == ("key", "cooling")
    later(days=30)
    judge(tea)
    assert (now(tea).tier, tier_of(room)) == ("first", "first")


def test_a_room_that_goes_on_air_has_its_operators_tier(chun, tea, tea_house):
    report(tea, followers=6_000_000)
    judge(tea)
    fresh = builders.room(chun, "新开的一间", operator_id=tea.pk)
    with acting(system_actor(chun.tenant_id)), transaction.atomic():
        Room.objects.filter(pk=fresh.pk).update(tier="first")
    builders.session(chun, fresh)
    assert tier_of(fresh) == "key"


@pytest.mark.long
def test_measures_and_findings_count_and_what_was_dismissed_does_not(lin, chun, tea, tea_house):
    judge(tea)
    live = builders.session(chun, tea_house)
    for number in range(4):
        builders.finding(live, event_key=str(number))
    builders.finding(live, event_key="low", severity="low")
    for _number in range(4):
        warn(lin, live)
    assert judge(tea) == 1

    parts = {part["code"]: part["value"] for part in now(tea).latest["parts"] if "value" in part}
    assert (parts["findings"], parts["measures"]) == (4, 4)
    assert (now(tea).tier, now(tea).reason["because"]) == ("second", ["measures"])


@pytest.mark.long
def test_who_comes_off_air_is_judged_again(chun, tea, tea_house):
    live = builders.session(chun, tea_house)
    judge(tea)
    assert judge(tea) == 0
    builders.end(live)
    assert judge(tea) == 1


def test_goods_come_from_the_rooms_and_from_reports(chun, tea):
    builders.room(chun, "药房", operator_id=tea.pk, category="药品")
    report(tea, categories=["茶具"])
    judge(tea)
    goods = next(part for part in now(tea).reason["parts"] if part["code"] == "categories")
    assert goods["names"] == ["茶具", "药品"]
    assert now(tea).tier == "second"


def test_a_correction_replaces_and_the_same_again_changes_nothing(tea):
    day = clock.today()
    report(tea, day, followers=10)
    judge(tea)
    report(tea, day, followers=10)
    assert judge(tea) == 0
    report(tea, day, followers=20)
    assert judge(tea) == 1
    with acting(system_actor(tea.tenant_id)), transaction.atomic():
        assert [one.number for one in Figure.objects.all()] == [20]
    assert acts(tea, "tiers.figures_reported") == 2


def test_what_makes_no_sense_is_left_out_and_the_rest_is_kept(harbour, tea, outsider):
    foreign, today = operator(outsider, "x"), clock.today()
    given = [
        ("tea", "followers", today, 5),
        ("nobody", "followers", today, 5),
        (str(foreign.pk), "followers", today, 5),
        ("tea", "mood", today, 5),
        ("tea", "measures", today, 0),
        ("tea", "followers", today + timedelta(days=1), 5),
        ("tea", "visits", today, -1),
        ("tea", "visits", today, float("nan")),
        ("tea", "visits", today, float("inf")),
    ]
    system = system_actor(harbour.pk)
    figures = [services.Reported(*one) for one in given]
    figures += [
        services.Reported("tea", "categories", today, values=("张三 13800001234",)),
        services.Reported("tea", "followers", today, values=("茶",)),
    ]
    with acting(system):
        receipt = services.figures_report(actor=system, figures=figures)
        with pytest.raises(Invalid):
            services.figures_report(actor=system, figures=[])
        with pytest.raises(Invalid):
            services.figures_report(actor=system, figures=figures[:1] * 1001)
    assert receipt.accepted == 1
    assert [code for _at, code in receipt.rejected] == [
        "operator_unknown", "operator_unknown", "dimension_unknown", "dimension_unknown",
        "in_the_future", "value_invalid", "value_invalid", "value_invalid", "values_invalid",
        "value_invalid",
    ]  # fmt: skip


def test_only_the_platform_reports_and_only_officers_judge(lin, wu, chun, tea):
    figure = services.Reported("tea", "followers", date(2026, 1, 1), 5)
    for actor in (lin, wu, chun):
        with acting(actor), pytest.raises(Forbidden):
            services.figures_report(actor=actor, figures=[figure])
    for actor in (wu, chun):
        with acting(actor), pytest.raises(Forbidden):
            services.standings_follow(actor=actor, most=1)
    assert Scope.TIERS_WRITE in Scope.values


def by_hand(actor, of, tier="key", reason="主管部门来函要求", days=10):
    order = services.Order(tier, reason, clock.today() + timedelta(days=days))
    with acting(actor):
        return services.tier_set(actor=actor, operator_id=of.pk, order=order)


@pytest.mark.long
@pytest.mark.law("M-tiering")
def test_an_officer_sets_a_tier_for_a_reason_and_for_a_time(lin, tea, tea_house, later):
    judge(tea)
    by_hand(lin, tea)
    by_hand(lin, tea)
    assert tier_of(tea_house) == "key"
    report(tea, followers=10)
    judge(tea)
    assert (now(tea).origin, now(tea).tier) == ("hand", "key")
    assert "人工调整" in words.reason_of(now(tea).latest)
    later(days=11)
    judge(tea)
    assert now(tea).latest["held"] == "cooling"
    assert now(tea).origin == "computed"
    later(days=31)
    report(tea, followers=10)
    judge(tea)
    assert history(tea) == ["first", "key", "key", "first"]


def test_what_was_set_by_hand_can_be_let_go_of(lin, tea, tea_house):
    report(tea, followers=6_000_000)
    by_hand(lin, tea, tier="first")
    assert tier_of(tea_house) == "first"
    with acting(lin):
        services.tier_release(actor=lin, operator_id=tea.pk)
        with pytest.raises(services.NotByHand):
            services.tier_release(actor=lin, operator_id=tea.pk)
    assert (now(tea).tier, tier_of(tea_house)) == ("key", "key")


def test_a_tier_by_hand_says_who_why_and_until_when(lin, wu, outsider, tea):
    bad = [{"tier": "best"}, {"reason": "a"}, {"reason": "x" * 201}, {"days": -1}, {"days": 367},
           {"reason": "电话 13800001234"}]  # fmt: skip
    for given in bad:
        with pytest.raises(Invalid):
            by_hand(lin, tea, **given)
    with pytest.raises(Forbidden):
        by_hand(wu, tea)
    with pytest.raises(Forbidden):
        by_hand(system_actor(tea.tenant_id), tea)
    with pytest.raises(NotFound):
        by_hand(outsider, tea)


def test_a_new_policy_judges_everybody_anew(lin, mei, tea, tea_house):
    report(tea, followers=60_000)
    judge(tea)
    assert now(tea).tier == "first"
    body = shipped().kept()
    body["score"] = {"second": {"up": 5, "down": 3}, "key": {"up": 60, "down": 50}}
    published(lin, mei, score=body["score"])
    assert judge(tea) == 1
    assert (now(tea).tier, now(tea).policy_version) == ("second", 1)


def test_another_tenants_operators_are_not_judged_nor_seen(outsider, tea):
    report(tea, followers=6_000_000)
    judge(tea)
    system = system_actor(outsider.tenant_id)
    with acting(system), transaction.atomic():
        assert services.standings_follow(actor=system, most=10) == 0
        assert not Standing.objects.exists()
        with pytest.raises(NotFound):
            selectors.entitlements(system, operator_id=tea.pk)
