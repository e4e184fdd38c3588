"""The gate: whoever it does not let in does not go on air, and what it said is kept."""

from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock, events, gate
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from rooms import services
from rooms.events import AdmissionLost
from rooms.models import Admission, OnAir, Session
from rooms.services import Wish
from tests import builders
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db
BARRED = gate.Words("%(who)s 不得出镜", "解除后再申请")


@pytest.fixture
def refused(monkeypatch):
    """Register one check that refuses whoever stands in the set it returns."""
    names: set = set()

    def check(actor, asked):
        marked = [gate.Reason("test_barred", "M-age", party, {"who": "此人"}) for party in names]
        return [one for one in marked if one.party in asked.parties] + [
            gate.Reason("test_unknown", "M-live-verification") for _ in asked.unknown
        ]

    monkeypatch.setattr(gate, "_checks", {"test.check": check})
    monkeypatch.setattr(gate, "_words", {"test_barred": BARRED})
    return names


@pytest.fixture
def bao(harbour):
    return builders.party(harbour, "marketer", public_name="阿宝", external_id="u-77")


def start(actor, room, *marketers, **fields):
    with acting(actor), transaction.atomic():
        wish = Wish(marketers=tuple(map(str, marketers)), **fields)
        return services.session_start(actor=actor, room_id=room.pk, wish=wish)


def seen(session) -> set[str]:
    with acting(builders.system_actor(session.tenant_id)):
        rows = OnAir.objects.filter(session=session, left_at__isnull=True)
        return set(rows.values_list("stage_name", flat=True))


@pytest.mark.law("M-live-verification", "O117-dynamic-verification")
def test_whom_a_check_refuses_does_not_go_on_air_and_every_reason_is_kept(
    lin, tea_room, bao, refused
):
    refused.add(bao.pk)

    answer = start(lin, tea_room, bao.pk, "无名氏")

    assert answer.session is None
    assert not answer.admission.is_allowed
    codes = {one["code"] for one in answer.admission.reasons}
    assert codes == {"test_barred", "test_unknown"}
    with acting(lin):
        assert not Session.objects.of(lin).exists()
        assert (
            Entry.objects.filter(tenant_id=lin.tenant_id)
            .filter(action="rooms.admission_denied")
            .count()
            == 1
        )


def test_whoever_is_let_in_is_on_air_under_his_public_name(lin, tea_room, bao, refused):
    answer = start(lin, tea_room, "u-77")

    assert answer.session.is_admitted
    assert answer.admission.session == answer.session
    assert seen(answer.session) == {"阿宝"}


def test_a_party_named_twice_is_on_air_once(lin, tea_room, bao, refused):
    answer = start(lin, tea_room, "u-77", bao.pk, str(bao.pk).upper())

    assert answer.admission.cast["marketers"] == [str(bao.pk)]
    assert seen(answer.session) == {"阿宝"}


def test_nobody_of_another_platform_is_known_here(lin, tea_room, elsewhere, refused):
    stranger = builders.party(elsewhere, "marketer", external_id="u-77")

    answer = start(lin, tea_room, "u-77", stranger.pk)

    assert answer.admission.cast["marketers"] == []
    assert answer.admission.cast["unknown"] == ["u-77", str(stranger.pk)]


def test_a_broadcast_on_air_is_answered_as_it_is(lin, tea_room, bao, refused):
    first = start(lin, tea_room, bao.pk)
    refused.add(bao.pk)

    again = start(lin, tea_room, bao.pk)

    assert again.session == first.session
    assert again.admission is None


def test_while_the_gate_observes_a_denied_broadcast_begins_as_a_breach(
    harbour, lin, tea_room, bao, refused, monkeypatch
):
    builders.observing(harbour)
    refused.add(bao.pk)
    told = []
    monkeypatch.setitem(events._listeners, AdmissionLost, [told.append])

    answer = start(lin, tea_room, bao.pk)

    assert not answer.admission.is_enforced
    assert not answer.session.is_admitted
    assert [one.admission_id for one in told] == [answer.admission.pk]


@pytest.mark.parametrize("said", ["", "2020-01-01", "soon", 7, None, ["2999-01-01"]])
def test_an_observation_that_ended_or_cannot_be_read_enforces(said):
    assert not services.is_observing({"gate_observe_until": said}, clock.today())


@pytest.mark.parametrize("days", [-1, 91])
def test_the_gate_observes_for_ninety_days_at_most(harbour, days):
    guard = builders.person(harbour, "guard", "security_admin")

    with acting(guard), pytest.raises(Invalid):
        services.gate_observe(actor=guard, until=clock.today() + timedelta(days=days))


def test_only_the_security_administrator_lets_the_gate_observe(harbour, lin):
    guard = builders.person(harbour, "guard", "security_admin")

    with acting(lin), pytest.raises(Forbidden):
        services.gate_observe(actor=lin, until=clock.today())

    with acting(guard), transaction.atomic():
        services.gate_observe(actor=guard, until=clock.today())
        services.gate_observe(actor=guard, until=None)
        actions = [
            one.action for one in Entry.objects.filter(tenant_id=guard.tenant_id).order_by("id")
        ]
    assert actions == ["rooms.gate_observed", "rooms.gate_enforced"]


@pytest.mark.law("M-live-verification")
def test_whoever_joins_on_air_is_asked_about_first(harbour, lin, tea_room, bao, refused):
    guest = builders.party(harbour, "marketer", public_name="阿冰")
    session = start(lin, tea_room, bao.pk).session
    refused.add(guest.pk)

    with acting(lin), transaction.atomic():
        change = services.cast_change
        denied = change(actor=lin, session_id=session.pk, joining=[str(guest.pk)])
        refused.clear()
        allowed = change(
            actor=lin, session_id=session.pk, joining=[str(guest.pk)], leaving=["u-77"]
        )

    assert not denied.is_allowed
    assert denied.cast["marketers"] == [str(bao.pk), str(guest.pk)]
    assert allowed.is_allowed
    assert seen(session) == {"阿冰"}


def test_what_changes_on_air_is_asked_again_and_told_once(lin, tea_room, bao, refused, monkeypatch):
    session = start(lin, tea_room, bao.pk).session
    told = []
    monkeypatch.setitem(events._listeners, AdmissionLost, [told.append])
    refused.add(bao.pk)

    with acting(lin), transaction.atomic():
        for _ in range(2):
            services.admission_renew(actor=lin, session_id=session.pk)
        session.refresh_from_db()

    assert not session.is_admitted
    assert len(told) == 1


def test_a_trial_begins_nothing(lin, tea_room, bao, refused):
    refused.add(bao.pk)

    with acting(lin), transaction.atomic():
        wish = Wish(marketers=(str(bao.pk),))
        said = services.admission_try(actor=lin, room_id=tea_room.pk, wish=wish)

    assert said.kind == Admission.Kind.TRIAL
    with acting(lin):
        assert not Session.objects.of(lin).exists()
        assert (
            not Entry.objects.filter(tenant_id=lin.tenant_id)
            .filter(action__startswith="rooms.admission")
            .exists()
        )


def test_the_gate_of_another_platform_is_nowhere(outsider, tea_room, refused):
    with pytest.raises(NotFound):
        start(outsider, tea_room)


def test_the_answer_says_why_by_which_clause_and_what_would_cure_it(
    harbour, client, lin, tea_room, bao, refused
):
    refused.add(bao.pk)
    key = key_of(harbour, "rooms.write")
    path = f"/api/v1/rooms/{tea_room.pk}/sessions"

    answer = client.post(
        path, {"marketers": ["u-77"]}, "application/json", headers={"Authorization": key}
    )

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert (body["code"], body["decision"], body["clause"]) == ("gate_denied", "deny", "M-age")
    reason = body["reasons"][0]
    assert reason["message"] == "此人 不得出镜"
    assert reason["cure"] == "解除后再申请"
    assert reason["party"] == str(bao.pk)
    with acting(lin):
        assert Admission.objects.of(lin).get(pk=body["admission"]).kind == "start"
