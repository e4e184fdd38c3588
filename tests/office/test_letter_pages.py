"""The inbox and its pages: delivered, shown, read, counted, proved."""

from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from ledger.models import Entry
from livecompliance.kernel import live
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Measure
from office import services
from office.models import Letter
from rooms.models import Room
from tests.moderation.sockets import warn

pytestmark = pytest.mark.django_db


def browser_of(actor, language="zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def write(lin, wu, login="mei"):
    with acting(lin):
        return services.message_send(
            actor=lin, to=[wu.user_id], topic="joined", context={"login": login}
        )[0]


@pytest.fixture
def notice(lin, chun, tea_session) -> Letter:
    """Chun's written notice of a warning."""
    warn(lin, tea_session)
    with acting(chun):
        return Letter.objects.get(recipient_id=chun.user_id)


def fresh(letter, actor):
    with acting(actor):
        return Letter.objects.get(pk=letter.pk)


def test_an_empty_inbox_says_what_will_stand_there(chun):
    assert "还没有消息" in text(browser_of(chun).get("/inbox"))
    assert "No messages yet" in text(browser_of(chun, "en").get("/inbox"))


def test_listing_delivers_opening_shows_staying_reads(notice, chun):
    browser = browser_of(chun)
    assert notice.delivered_at is None

    assert "违规警示" in text(browser.get("/inbox"))
    listed = fresh(notice, chun)
    assert (listed.state, listed.shown_at, listed.read_at) == ("delivered", None, None)

    assert "我已知悉" in text(browser.get(f"/inbox/{notice.pk}"))
    shown = fresh(notice, chun)
    assert shown.shown_language == "zh"
    assert shown.read_at is None

    headers = {"HX-Request": "true"}
    bell = text(browser.post(f"/inbox/{notice.pk}/read", headers=headers))
    assert 'id="inbox-count" hx-swap-oob' in bell  # the page that read it counts anew
    assert "条未读" not in bell
    assert fresh(notice, chun).state == "read"


def test_a_notice_is_acknowledged_with_one_button(notice, chun):
    browser = browser_of(chun)
    browser.get(f"/inbox/{notice.pk}")

    page = text(browser.post(f"/inbox/{notice.pk}/acknowledge", follow=True))

    assert "你已于" in page
    assert fresh(notice, chun).acknowledged_at


@pytest.mark.long
def test_the_officer_sees_how_far_it_came(notice, lin, chun):
    browser_of(chun).get(f"/inbox/{notice.pk}")

    officer = browser_of(lin)
    assert "C***" in text(officer.get("/inbox/sent"))
    assert "Chun" not in text(officer.get("/inbox/sent"))
    proof = text(officer.get(f"/inbox/sent/{notice.pk}"))
    assert fresh(notice, lin).shown_digest in proof
    assert proof.count("尚未") == 2  # read, acknowledged


def test_the_navigation_counts_what_is_unread(lin, wu):
    write(lin, wu)
    browser = browser_of(wu)

    assert "1 条未读" in text(browser.get("/law"))
    bell = text(browser.get("/inbox/bell"))
    assert 'id="inbox-count" hx-swap-oob' in bell
    browser.post("/inbox/read")
    assert "条未读" not in text(browser.get("/inbox/bell"))


@pytest.mark.long
def test_the_inbox_can_be_narrowed_down_and_paged(lin, wu):
    for at in range(31):
        write(lin, wu, f"m{at:02}")
    browser = browser_of(wu)

    first = text(browser.get("/inbox"))
    assert first.count("letter-row__link") == 30
    before = first.partition("before=")[2].partition('"')[0]
    assert text(browser.get(f"/inbox?before={before}")).count("letter-row__link") == 1
    assert "没有符合条件" in text(browser.get("/inbox?show=legal"))
    assert "没有符合条件" in text(browser.get("/inbox?topic=nothing"))
    assert text(browser.get("/inbox?show=no&before=no")).count("letter-row__link") == 30


@pytest.mark.long
def test_another_tenants_letter_is_not_there(notice, outsider, wu):
    for stranger in (outsider, wu):
        browser = browser_of(stranger)
        assert browser.get(f"/inbox/{notice.pk}").status_code == 404
        assert browser.post(f"/inbox/{notice.pk}/read").status_code == 404
        assert browser.post(f"/inbox/{notice.pk}/acknowledge").status_code == 404
    assert browser_of(outsider).get(f"/inbox/sent/{notice.pk}").status_code == 404
    assert browser_of(wu).get("/inbox/sent").status_code == 403


def test_a_stranger_is_asked_to_sign_in(db):
    for path in ("/inbox", "/inbox/bell", "/inbox/sent", "/inbox/preferences"):
        assert Client().get(path).status_code == 302


@pytest.mark.long
def test_preferences_are_kept_and_the_address_is_shown_masked(wu):
    browser = browser_of(wu)
    form = {"quiet_from": "21", "quiet_to": "9", "language": "en", "inbox": "joined"}
    assert "接收方式已保存" in text(browser.post("/inbox/preferences", form, follow=True))
    address = {"address": "wu.invented@mail.example"}
    page = text(browser.post("/inbox/address", address, follow=True))

    assert "w****@mail.example" in page
    assert "待确认" in page
    assert "invented" not in page
    assert '<option value="21" selected>' in page


@pytest.mark.parametrize("hour", ["24", "-1", "x", "٣", "1e1"])
def test_hours_that_are_none_are_refused(wu, hour):
    form = {"quiet_from": hour, "quiet_to": "8", "inbox": "joined"}

    page = text(browser_of(wu).post("/inbox/preferences", form, follow=True))

    assert "整点" in page


@pytest.mark.long
def test_a_measure_acknowledged_on_the_phone_is_a_notice_acknowledged(notice, lin, chun):
    browser = browser_of(chun)
    assert "1 条未读" in text(browser.get("/stream", follow=True))
    with acting(chun):
        moderation.measure_acknowledge(actor=chun, measure_id=UUID(notice.subject_ref))

    done = fresh(notice, chun)
    assert done.acknowledged_at
    assert (done.state, done.shown_at, done.shown_digest) == ("read", None, "")
    assert "条未读" not in text(browser.get("/stream", follow=True))
    proof = text(browser_of(lin).get(f"/inbox/sent/{notice.pk}"))
    assert "通知原文尚未打开" in proof
    assert "你已于" in text(browser.get(f"/inbox/{notice.pk}"))  # and can still be opened
    assert fresh(notice, chun).shown_digest


def test_a_notice_acknowledged_is_its_measure_acknowledged_once(notice, chun):
    browser = browser_of(chun)
    browser.get(f"/inbox/{notice.pk}")
    for _ in range(2):
        browser.post(f"/inbox/{notice.pk}/acknowledge")

    with acting(chun):
        measure = Measure.objects.get(pk=notice.subject_ref)
    assert measure.acknowledged_by_id == chun.user_id
    acts = Entry.objects.filter(action__endswith="_acknowledged", tenant_id=chun.tenant_id)
    with acting(chun):
        told = sorted(acts.values_list("action", flat=True))
    assert told == ["moderation.measure_acknowledged", "office.letter_acknowledged"]


def test_whoever_has_the_room_no_more_still_acknowledges_his_notice(notice, lin, chun, tea_room):
    browser = browser_of(chun)
    browser.get(f"/inbox/{notice.pk}")
    with acting(lin):
        Room.objects.filter(pk=tea_room.pk).update(operator_user_id=None)
    browser.post(f"/inbox/{notice.pk}/acknowledge")

    assert fresh(notice, chun).acknowledged_at
    with acting(lin):
        assert Measure.objects.get(pk=notice.subject_ref).acknowledged_at is None


def test_nobody_else_acknowledges_a_notice_by_its_measure(notice, lin, chun):
    with acting(lin):
        about = ("measure", notice.subject_ref)
        assert services.letters_acknowledge_about(actor=lin, about=about) == 0
    assert fresh(notice, chun).acknowledged_at is None


@pytest.mark.long
def test_failures_can_be_looked_at_alone(notice, lin, chun):
    officer = browser_of(lin)
    assert "没有未能送达" in text(officer.get("/inbox/sent?show=failed"))
    with acting(chun):
        Letter.objects.filter(pk=notice.pk).update(failed_at=notice.created_at)

    about = f"about=measure:{notice.subject_ref}"
    for query in ("show=failed", about, f"{about}&show=failed"):
        assert f"/inbox/sent/{notice.pk}" in text(officer.get(f"/inbox/sent?{query}"))
    room = text(officer.get(f"/rooms/{notice_room(notice, lin)}"))
    assert f"/inbox/sent?{about}" in room


def notice_room(notice, lin):
    with acting(lin):
        return Measure.objects.get(pk=notice.subject_ref).room_id


@pytest.mark.long
def test_the_wall_is_rung_for_who_hears_it_and_never_for_what_streamers_read(
    notice, lin, wu, chun, monkeypatch
):
    rung = []
    monkeypatch.setattr(live, "ring_on_commit", lambda *what, **_: rung.append(what[1]))
    with acting(lin):
        for who in (chun, wu):
            services.message_send(
                actor=lin, to=[who.user_id], topic="joined", context={"login": "mei"}
            )
    browser_of(chun).get(f"/inbox/{notice.pk}")
    browser_of(chun).post(f"/inbox/{notice.pk}/read")
    browser_of(chun).post("/inbox/read")

    assert rung == ["wall"]
