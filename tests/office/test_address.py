"""A mail address is used only after its owner opened the link that was sent there."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Busy, Invalid
from livecompliance.kernel.logs import mask
from livecompliance.kernel.tenancy import acting
from office import services
from office.models import Letter
from office.selectors import letter as letters
from office.tasks import letter as tasks
from tests import builders
from tests.proof import browser

pytestmark = pytest.mark.django_db
OLD, NEW = "chun.invented@mail.example", "chun.other@mail.example"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-20T12:00:00+08:00", tick=False):
        yield


def give(actor, address=NEW):
    with acting(actor):
        return services.address_set(actor=actor, address=address, link="https://lc.example/x/")


def confirm(actor, token):
    with acting(actor):
        services.address_confirm(actor=actor, token=token)


def used(actor):
    with acting(actor):
        return letters.address_of(letters.habit_of(actor, actor.user_id))


def run(actor):
    """Let all mail leave; return where it went."""
    outbox.outbox.clear()
    tasks.mails_send(tenant_id=str(actor.tenant_id))
    return [one.to[0] for one in outbox.outbox]


def write(lin, chun):
    with acting(lin):
        services.message_send(
            actor=lin, to=[chun.user_id], topic="joined", context={"login": "mei"}, is_legal=True
        )


def test_until_it_is_confirmed_an_address_gets_the_link_and_nothing_else(lin, chun):
    builders.mailbox(chun, OLD)
    token = give(chun)
    write(lin, chun)

    assert sorted(run(lin)) == [OLD, NEW]
    link = next(one for one in outbox.outbox if one.to == [NEW])
    assert f"https://lc.example/x/{token}" in link.body
    assert "北京时间" in link.body
    assert used(chun) == OLD
    with acting(chun):
        letter = Letter.objects.get(topic="address")
        assert bytes(letter.address_sealed) == b""  # kept no longer than it is needed
        assert "link" not in letters.unseal(
            letter, letters.PARAMS, letters.keys_of([letter])[chun.user_id]
        )

    confirm(chun, token)
    write(lin, chun)

    assert run(lin) == [NEW]


def test_the_link_is_written_in_the_language_of_whoever_asked(lin, chun):
    browser(chun, headers={"Accept-Language": "en"}).post("/inbox/address", {"address": NEW})
    assert run(lin) == [NEW]
    assert outbox.outbox[0].subject.startswith("Please confirm your mail address")


def test_a_link_is_opened_once_in_its_day_by_its_owner_and_for_the_last_address(
    lin, chun, outsider
):
    first, token = give(chun, OLD), give(chun)
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    for actor, wrong in ((chun, first), (chun, altered), (chun, ""), (chun, "a:b"), (lin, token),
                         (outsider, token)):  # fmt: skip
        with pytest.raises(services.LinkGone):
            confirm(actor, wrong)
    with (
        time_machine.travel(clock.now() + timedelta(hours=24, seconds=1), tick=False),
        pytest.raises(services.LinkGone),
    ):
        confirm(chun, token)
    assert used(chun) == ""

    confirm(chun, token)

    assert used(chun) == NEW
    with pytest.raises(services.LinkGone):
        confirm(chun, token)
    token = give(chun, OLD)
    give(chun, "")
    with pytest.raises(services.LinkGone):
        confirm(chun, token)
    assert used(chun) == ""
    with acting(chun):
        told = set(Entry.objects.filter(action__startswith="office.address").values_list("action"))
    assert len(told) == 3


def test_nobody_has_links_sent_to_others_all_day(chun):
    for number in range(5):
        give(chun, f"victim{number}@mail.example")
    with pytest.raises(Busy):
        give(chun)
    with pytest.raises(Invalid):
        give(chun, "chun@")
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1), tick=False):
        assert give(chun)


@pytest.mark.long
def test_opening_the_link_asks_and_the_button_confirms(chun, lin):
    phone = browser(chun)
    page = phone.post("/inbox/address", {"address": NEW}, follow=True).content.decode()
    assert "待确认" in page
    assert NEW not in page
    run(lin)
    link = next(one for one in outbox.outbox[0].body.splitlines() if "/inbox/address/" in one)
    path = link.removeprefix("http://testserver")
    for _ in range(2):  # what only looks, a scanner of mails too, uses nothing up
        assert "这是我的邮箱" in phone.get(path).content.decode()
    assert browser(lin).get(path).status_code == 404

    page = phone.post(path, follow=True).content.decode()

    assert "使用中" in page
    assert "待确认" not in page
    assert phone.get(path).status_code == phone.post(path).status_code == 404
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        give(chun, OLD)
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        assert "链接已过期" in browser(chun).get("/inbox/preferences").content.decode()


def test_a_link_stands_in_no_log(chun):
    token = give(chun)
    assert token not in mask(f"Not Found: /inbox/address/{token}")
    assert token.partition(":")[2] not in mask(f"Not Found: /inbox/address/{token}")
