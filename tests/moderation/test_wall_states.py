"""What a card says of its room is what the filter finds, and what the numbers count."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import RoomState
from tests import builders
from tests.moderation.sockets import warn
from tools.bench._crowd import crowd

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
NAMES = {"act": "需立即处理", "watch": "需关注", "ok": "平稳"}


@pytest.fixture
def wall(lin):
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=lin.user_id))
    return lambda query="": client.get(f"/wall?{query}", headers=PART).content.decode()


def cards(text: str) -> dict[str, str]:
    """Return the state of every card by the title of its room."""
    rows = re.findall(r'<li class="room-card room-card--(\w+)".*?title="([^"]+)"', text, re.S)
    return {title: state for state, title in rows}


def counts(text: str) -> dict[str, int]:
    """Return the number that stands beside every state."""
    found = re.findall(r'id="state-(\w+)".*?<b[^>]*>([\d,]+)</b>', text, re.S)
    return {name: int(number.replace(",", "")) for name, number in found}


def risk(actor: Actor, session, value: int) -> None:
    with acting(system_actor(actor.tenant_id)):
        RoomState.objects.filter(session=session).update(risk=value, updated_at=clock.now())


def later(seconds: int):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def on_air(actor: Actor, title: str):
    return builders.session(actor, builders.room(actor, title))


def follow(session) -> None:
    actor = system_actor(session.tenant_id)
    with acting(actor):
        services.executions_alarm_due(actor=actor)


def test_the_risk_alone_puts_a_room_into_its_state(lin, wall):
    for title, value in (("高", 80), ("中", 40), ("低", 10)):
        risk(lin, on_air(lin, title), value)

    text = wall()

    assert cards(text) == {"高": "act", "中": "watch", "低": "ok"}
    for state, name in NAMES.items():
        assert f'<span class="room-card__name">{name}</span>' in text, state


def test_a_measure_that_waits_in_time_is_to_be_watched_and_says_so(lin, chun, wall):
    warn(lin, on_air(lin, "茶"))

    text = wall()

    assert cards(text) == {"茶": "watch"}
    assert "等待主播确认 1 项" in text
    assert "逾期" not in text
    assert "stat--act" not in text


@pytest.mark.long
def test_a_measure_that_is_overdue_asks_for_somebody_and_is_found_there(lin, wall):
    warn(lin, on_air(lin, "茶"))
    on_air(lin, "别的")

    with later(61):
        text, found = wall(), wall("state=act")

    assert cards(found) == {"茶": "act"}
    assert "逾期未确认 1 项" in text
    assert "等待主播确认" not in text
    assert "stat--act" in text
    assert "其中逾期 1 项" in text


def test_what_the_platform_did_not_carry_out_asks_for_somebody(lin, wall):
    session = on_air(lin, "茶")
    measure = warn(lin, session, "limit_traffic")
    gateway = Actor(tenant_ids=lin.tenant_ids, roles=frozenset({"integrator"}))
    with acting(gateway):
        services.measure_acknowledge(actor=gateway, measure_id=measure.pk)
    with later(31):
        follow(session)
        text = wall("state=act")

    assert cards(text) == {"茶": "act"}
    assert "平台未执行 1 项" in text


@pytest.mark.long
def test_every_number_is_that_of_the_cards_found_and_says_what_they_say(lin, wall):
    crowd(lin, 50)
    with later(61):
        everything = counts(wall())
        for state in NAMES:
            found = cards(wall(f"state={state}"))
            assert set(found.values()) == {state}
            assert len(found) == everything[state]

        waiting = wall("state=waiting")
    assert everything["all"] == 50 == sum(everything[state] for state in NAMES)
    assert len(cards(waiting)) == everything["waiting"] == 5
    assert waiting.count("未确认 1 项") + waiting.count("等待主播确认 1 项") == 5


def test_the_numbers_heed_the_other_filters_but_not_the_state(lin, wall):
    crowd(lin, 48)

    text = wall("tier=key&state=act")

    assert counts(text)["all"] == 12
    assert sum(counts(text)[state] for state in NAMES) == 12


def test_what_is_overdue_stands_before_a_higher_risk(lin, wall):
    calm, risky = on_air(lin, "逾期"), on_air(lin, "风险")
    warn(lin, calm)

    with later(61):
        risk(lin, risky, 60)
        assert list(cards(wall())) == ["逾期", "风险"]


def test_the_chosen_state_is_marked_explained_and_stays_with_the_other_filters(lin, wall):
    risk(lin, on_air(lin, "茶"), 80)

    text = wall("state=act&q=茶")

    assert re.search(r'id="state-act"[^>]*aria-current="true"', text)
    assert "风险不低于 75" in text
    assert 'name="state" form="filters" value="act"' in text
    assert re.search(r'id="state-watch"[^>]*href="\?q=[^"]*&amp;state=watch"', text)


def test_another_platforms_rooms_are_not_counted(lin, outsider, wall):
    warn(outsider, on_air(outsider, "别家"))
    on_air(lin, "自家")

    text = wall()

    assert counts(text) == {"all": 1, "act": 0, "watch": 0, "ok": 1, "waiting": 0}
    assert cards(text) == {"自家": "ok"}
