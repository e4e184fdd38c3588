"""A policy is written by one officer, published by another, holds from its day, never changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.tiers.conftest import judge, now, operator, published, report
from tiers import selectors, services
from tiers.models import TierPolicy
from tiers.rules.grading import Grading
from tiers.rules.shipped import shipped

pytestmark = pytest.mark.django_db
EASY = {"second": {"up": 5, "down": 3}, "key": {"up": 60, "down": 50}}


def draft(actor, days=0, note="试行", policy_id=None, **changes):
    wish = services.Draft(shipped().kept() | changes, clock.today() + timedelta(days=days), note)
    with acting(actor):
        return services.policy_draft(actor=actor, draft=wish, policy_id=policy_id)


def publish(actor, row):
    with acting(actor):
        return services.policy_publish(actor=actor, policy_id=row.pk)


def in_force(actor, day=None):
    with acting(actor), transaction.atomic():
        return selectors.policy_in_force(actor, day)


def test_until_somebody_publishes_the_shipped_policy_holds(lin):
    draft(lin, cooldown_days=3)
    assert in_force(lin).version == 0
    assert in_force(lin).body == shipped()


@pytest.mark.law("M-tiering", "O117-tiering")
def test_a_policy_is_published_by_somebody_who_did_not_write_it(lin, mei):
    row = draft(lin, cooldown_days=3)
    with pytest.raises(services.OwnPolicy):
        publish(lin, row)
    assert publish(mei, row).version == 1
    assert in_force(lin).body.cooldown_days == 3
    with pytest.raises(services.NoDraft):
        publish(mei, row)


def test_whoever_rewrites_a_draft_is_its_author(lin, mei):
    row = draft(lin)
    draft(mei, policy_id=row.pk, cooldown_days=9)
    with pytest.raises(services.OwnPolicy):
        publish(mei, row)
    publish(lin, row)
    assert in_force(lin).body.cooldown_days == 9


def test_the_database_too_takes_no_policy_from_its_own_author(lin):
    row = draft(lin)
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        TierPolicy.objects.filter(pk=row.pk).update(
            state="published", version=1, publisher_id=lin.user_id
        )


def test_what_was_published_is_not_changed_nor_thrown_away(lin, mei):
    row = published(lin, mei)
    with pytest.raises(services.NoDraft):
        draft(lin, policy_id=row.pk)
    with acting(lin), pytest.raises(services.NoDraft):
        services.policy_discard(actor=lin, policy_id=row.pk)


def test_a_draft_that_was_thrown_away_is_gone_from_the_list(lin, mei):
    row = draft(lin)
    with acting(lin):
        services.policy_discard(actor=lin, policy_id=row.pk)
        assert not selectors.policy_list(lin).exists()
    with pytest.raises(services.NoDraft):
        publish(mei, row)


def test_a_policy_begins_on_its_day_and_the_next_one_ends_it(lin, mei, later):
    publish(mei, draft(lin, days=3, cooldown_days=3))
    publish(mei, draft(lin, days=5, cooldown_days=5))
    seen = []
    for _day in range(7):
        seen.append(in_force(lin).version)
        later(days=1)
    assert seen == [0, 0, 0, 1, 1, 2, 2]


def test_a_draft_whose_day_is_past_is_not_published(lin, mei, later):
    row = draft(lin)
    later(days=1)
    with pytest.raises(Invalid):
        publish(mei, row)


def test_everything_that_is_wrong_is_said_at_once(lin):
    body = shipped().kept()
    body["dimensions"] = [one for one in body["dimensions"] if one["code"] != "categories"]
    with pytest.raises(services.PolicyFaulty) as refused:
        draft(lin, dimensions=body["dimensions"], cooldown_days=9999)
    assert refused.value.law == "O117-tiering"
    assert {one["at"] for one in refused.value.extra["faults"]} == {"categories", "cooldown_days"}


@pytest.mark.parametrize(
    "changes",
    [{"dimensions": []}, {"dimensions": 3}, {"score": {}}, {"rights": {}}, {"extra": 1},
     {"watch": {"who": "nobody"}}, {"cooldown_days": "x"}],
)  # fmt: skip
def test_what_is_no_policy_is_refused(lin, changes):
    with pytest.raises(services.PolicyFaulty):
        draft(lin, **changes)


def test_a_first_day_in_the_past_or_too_far_and_a_note_that_names_somebody_are_refused(lin):
    for given in ({"days": -1}, {"days": 367}, {"note": "请电 13800001234"}, {"note": "x" * 201}):
        with pytest.raises(Invalid):
            draft(lin, **given)


def test_only_officers_of_the_tenant_write_and_publish(lin, wu, chun, outsider):
    row = draft(lin)
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            publish(actor, row)
    for actor in (wu, chun, system_actor(lin.tenant_id)):
        with pytest.raises(Forbidden):
            draft(actor)


@pytest.mark.law("O117-tiering")
def test_a_preview_says_who_would_move_and_why_and_changes_nothing(lin, harbour, tea, tea_house):
    small = operator(harbour, "small")
    builders.room(lin, "小店", operator_id=small.pk)
    report(tea, followers=60_000, visits=200_000)
    report(small, followers=500)
    judge(tea)
    grading = Grading.of(shipped().kept() | {"score": EASY})

    with acting(lin), transaction.atomic():
        seen = selectors.preview(lin, grading)

    assert (seen.total, seen.moving, seen.held) == ((2, 2), 1, 0)
    assert seen.matrix["first", "second"] == (1, 1)
    assert seen.matrix["first", "first"] == (1, 1)
    assert [(one.operator.pk, one.before, one.decision.tier) for one in seen.moves] == [
        (tea.pk, "first", "second")
    ]
    assert seen.moves[0].decision.because == ("score",)
    followers = next(one for one in seen.spreads if one.dimension.code == "followers")
    assert [bar[2] for bar in followers.bars] == [1, 1, 0, 0, 0]
    assert next((line.at, line.beyond) for line in followers.lines) == (10_000, 1)
    assert now(tea).tier == "first"


def test_a_preview_tells_who_is_held_back_from_who_moves(lin, tea, tea_house):
    report(tea, followers=6_000_000)
    judge(tea)
    report(tea, followers=10)

    with acting(lin), transaction.atomic():
        seen = selectors.preview(lin, shipped())

    assert (seen.moving, seen.held, len(seen.moves)) == (0, 1, 1)
    assert seen.matrix["key", "key"] == (1, 1)


def test_a_tenants_own_dimension_is_reported_and_counts(lin, mei, tea, tea_house):
    own = {"code": "refund_rate", "zh": "退货率", "en": "Refund rate",
           "alone": {"key": {"up": 30, "down": 20}}}  # fmt: skip
    assert report(tea, refund_rate=31).rejected == ((0, "dimension_unknown"),)
    published(lin, mei, dimensions=[*shipped().kept()["dimensions"], own])
    report(tea, refund_rate=31)
    judge(tea)
    assert (now(tea).tier, now(tea).reason["because"]) == ("key", ["refund_rate"])


@pytest.mark.law("M-tiering")
def test_a_tier_decides_services_functions_patrol_inspectors_and_retention(
    lin, mei, tea, tea_house
):
    rights = shipped().kept()["rights"]
    rights["key"] |= {"services": ["search"], "functions": [], "retain_extra_years": 4}
    published(lin, mei, rights=rights)
    report(tea, followers=6_000_000)
    with acting(lin), transaction.atomic():
        before = selectors.entitlements(lin, room_id=tea_house.pk)
    judge(tea)
    with acting(lin), transaction.atomic():
        after = selectors.entitlements(lin, room_id=tea_house.pk)
        assert selectors.entitlements(lin, operator_id=tea.pk) == after

    assert (before.tier, before.patrol_percent, before.is_dedicated) == ("first", 2, False)
    assert before.retain_years == 3
    assert (after.tier, after.services, after.functions) == ("key", ("search",), ())
    assert (after.patrol_percent, after.is_dedicated, after.retain_years) == (100, True, 7)


@pytest.mark.long
@pytest.mark.law("M-tiering")
def test_a_broadcast_is_kept_longer_if_its_room_was_key_at_any_time_on_air(
    lin, chun, tea, tea_house, later
):
    judge(tea)
    plain = builders.session(chun, tea_house)
    later(hours=1)
    builders.end(plain)
    later(hours=1)
    turned = builders.session(chun, tea_house)
    later(hours=1)
    report(tea, followers=6_000_000)
    judge(tea)
    later(hours=1)
    builders.end(turned)

    with acting(lin), transaction.atomic():
        ended = clock.today()
        kept = [selectors.keep_until(lin, one.pk) for one in (plain, turned)]
    assert [day.year - ended.year for day in kept] == [3, 5]
