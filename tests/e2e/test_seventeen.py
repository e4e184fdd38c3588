"""Seventeen years old: from registering to a broadcast, and to none once the consent is revoked."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from playwright.sync_api import Page

from charter.models import Training
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from parties import services as parties
from parties.models import Party, Verification
from rooms import services
from tests import builders
from tests.charter import world
from tests.parties import people
from tests.rooms.conftest import key_of
from tests.stage import builders as stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"https?://\S+/guardian/\S+")
PHONE = {"viewport": {"width": 390, "height": 844}}
NOW = "li[aria-current=step]"


def born_seventeen_years_ago():
    today = clock.today()
    return today.replace(year=today.year - 17, day=1)


def verified_meanwhile(actor) -> None:
    """What the worker does while the streamer looks at his page."""
    with acting(actor), transaction.atomic():
        waiting = list(Verification.objects.of(actor).filter(state="started"))
    with acting(actor):
        for one in waiting:
            parties.verification_ask(actor=actor, verification_id=one.pk)


def register(page: Page) -> None:
    page.check("input[value=operator]")
    page.fill("#me-public_name", "小满")
    page.fill("#me-name", "林小满")
    page.fill("#me-number", people.resident_id(born_seventeen_years_ago()))
    page.fill("#me-mobile", "13800001234")
    page.fill("#me-address", "杭州市滨江区某路 1 号")
    page.check("#me-consent")
    page.click(f"{NOW} .button--primary")
    page.wait_for_selector(f"{NOW} form[action='/me/verify']")


def ask_guardian(page: Page) -> str:
    page.fill("#guardian-name", "林大山")
    page.fill("#guardian-number", people.resident_id(born_seventeen_years_ago().replace(year=1980)))
    page.fill("#guardian-address", "dashan@mail.example")
    page.click(f"{NOW} .button--primary")
    return page.locator(".me-code").inner_text().strip()


def mailed(actor) -> str:
    with acting(actor):
        office.mails_gather(actor=actor)
        office.mails_send(actor=actor)
    return LINK.search(mail.outbox[-1].body)[0]


def learned_long_ago(actor) -> None:
    """Let the time pass that a course takes at least."""
    with acting(actor), transaction.atomic():
        begun = Training.objects.of(actor).filter(state="started")
        begun.update(started_at=clock.now() - timedelta(hours=1))


def go_live(page: Page, room, key: str, party) -> tuple[int, dict]:
    answer = page.request.post(
        f"/api/v1/rooms/{room.pk}/sessions",
        headers={"Authorization": key, "Content-Type": "application/json"},
        data=json.dumps({"marketers": [str(party.pk)]}),
    )
    return answer.status, answer.json()


@pytest.mark.law("M-age", "M-live-verification", "O117-dynamic-verification")
def test_a_minor_goes_on_air_with_his_guardians_consent_and_not_after_it_is_revoked(sign_in):
    harbour = builders.tenant("harbour")
    lin = builders.person(harbour, "lin", "officer")
    builders.person(harbour, "xiaoman", "streamer")
    system, key = system_actor(harbour.pk), key_of(harbour, "rooms.write")
    people.sandbox(harbour)
    text, course = world.published(harbour, "platform_operator"), world.course(harbour, quiz=[])
    page = sign_in("harbour:xiaoman", at="/me", **PHONE)

    register(page)
    page.click(f"{NOW} .button--primary")
    verified_meanwhile(system)
    page.goto("/me")
    code = ask_guardian(page)
    guardian = sign_in("harbour:lin", at="/wall", **PHONE).context.new_page()
    link = mailed(system)
    guardian.goto(link)
    guardian.fill("#id_code", code)
    guardian.click("button[value=accept]")
    guardian.wait_for_selector(".note--success")

    page.goto(f"/me/agreements/{text.pk}")
    page.fill("#sign-name-1", "林小满")
    page.click("form .button--primary")
    page.goto(f"/me/courses/{course.pk}")
    page.click("form[action$=begin] button")
    learned_long_ago(system)
    page.click("form[action*=courses] .button--primary")
    page.wait_for_selector("form[action='/me/open']")
    page.click("form[action='/me/open'] button")
    page.wait_for_selector(".way__step--done >> nth=5")

    with acting(system), transaction.atomic():
        party = Party.objects.of(system).get()
        room = services.room_create(actor=system, title="小满的茶", operator_id=party.pk)
    stage.ready(lin, room)
    status, said = go_live(page, room, key, party)
    assert status == 201, said
    assert said["admission"]["decision"] == "allow"

    guardian.click("button[value=revoke]")
    guardian.wait_for_selector("text=你已撤回同意")
    with acting(system), transaction.atomic():
        services.session_end(actor=system, session_id=said["id"])
    with acting(system):
        parties.verification_begin(actor=system, party_id=party.pk, kind="two_element")
    verified_meanwhile(system)
    status, said = go_live(page, room, key, party)
    assert status == 403
    assert {one["code"] for one in said["reasons"]} == {"guardian_consent_revoked"}
    page.goto("/me")
    assert "监护人已撤回同意" in page.locator(NOW).inner_text()
