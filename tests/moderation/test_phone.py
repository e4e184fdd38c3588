"""What the streamer's phone says first, and beneath it; nothing twice, nothing run together."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.rules import Order, Quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(chun, tea_room):
    """Return the words on the phone by their place."""

    def look(language="zh-hans") -> dict[str, str]:
        client = Client(headers={"Accept-Language": language})
        client.force_login(User.objects.get(pk=chun.user_id))
        text = client.get(f"/stream/{tea_room.pk}").content.decode()
        found = re.findall(r'class="warning__(what|why|do)"[^>]*>(.*?)</', text, re.S)
        history = re.search(r"history__item.*?<p>(.*?)</p>", text, re.S)
        return dict(found) | {"history": history[1] if history else ""}

    return look


def give(actor, session, kind="warning", quote="降血压", zh="引导私下交易", en="Private dealing"):
    order = Order(
        kind=kind,
        clause="M-off-platform",
        reason={"zh": zh, "en": en},
        quote=Quote("speech", quote) if quote else None,
    )
    with acting(actor):
        measure = services.measure_issue(actor=actor, session_id=session.pk, order=order)
        return services.measure_release(actor=actor, measure_id=measure.pk)


def test_a_quote_with_a_colon_of_its_own_stays_whole(lin, tea_session, phone):
    give(lin, tea_session, quote="薇❤：zq_biao")

    seen = phone()

    assert seen["what"] == "刚才说到“薇❤：zq_biao”"
    assert seen["why"] == "引导私下交易"


def test_without_a_quote_the_reason_is_what_is_read_first(lin, tea_session, phone):
    give(lin, tea_session, quote="")

    assert phone()["what"] == "引导私下交易"
    assert "why" not in phone()


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "what", "why"),
    [
        (
            "zh-hans",
            "直播间已被限制流量（30 分钟）",
            "刚才说到“降血压”：违规警示发出后 60 秒内未确认。引导私下交易。",
        ),
        (
            "en",
            "The room&#x27;s traffic is limited for 30 min",
            "You just said “降血压”: Violation warning not acknowledged within 60 s."
            " Private dealing",
        ),
    ],
)
def test_what_climbed_says_what_came_of_it_first_and_why_in_whole_sentences(
    lin, tea_session, phone, language, what, why
):
    give(lin, tea_session)
    actor = system_actor(tea_session.tenant_id)
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False), acting(actor):
        services.measures_escalate_due(actor=actor)

    seen = phone(language)

    assert (seen["what"], seen["why"]) == (what, why)
    end = f"{what}。" if language == "zh-hans" else f". {what}."
    assert seen["history"].endswith(end)
