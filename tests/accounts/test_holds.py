"""Nothing that is held is destroyed; letters and addresses go with the key of their person."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts import services
from accounts.models import Hold
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Letter, LetterHabit
from office.selectors import letter as letters
from tests import builders
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db
REASON, ADDRESS = "来函 2026-118 号", "chun.invented@mail.example"


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


def why(days=30, reason=REASON, ground="authority"):
    return services.Why(reason, clock.today() + timedelta(days=days), ground)


def hold(actor, who, **given):
    with acting(actor):
        return services.hold_place(actor=actor, user_id=who.user_id, why=why(**given))


def shred(admin, who):
    with acting(admin):
        return services.person_shred(actor=admin, user_id=who.user_id)


@pytest.fixture
def left(admin, lin, chun):
    """Chun, who had a mail address and two letters and was shut out; Lin has one of the same."""
    builders.mailbox(chun, ADDRESS)
    with acting(lin):
        for legal in (True, False):
            office.message_send(
                actor=lin, to=[chun.user_id, lin.user_id], topic="joined",
                context={"login": "mei"}, is_legal=legal,
            )  # fmt: skip
    with acting(chun):
        first = Letter.objects.filter(recipient_id=chun.user_id).first()
        office.letter_show(actor=chun, letter_id=first.pk)
    with acting(admin):
        services.member_deactivate(actor=admin, user_id=chun.user_id)
    return chun


def words(actor, who):
    with acting(actor), transaction.atomic():
        found = list(Letter.objects.filter(recipient_id=who.user_id).order_by("id"))
        habit = LetterHabit.objects.filter(user_id=who.user_id).first()
        said = [one.written.body for one in letters.shown_all(found, "en")]
        return said, letters.address_of(habit) if habit else ""


@pytest.mark.long
@pytest.mark.law("PIPL-security-measures")
def test_with_a_persons_key_go_his_letters_and_his_address_and_nobody_elses(admin, lin, left):
    said, address = words(admin, left)
    assert all("mei" in one for one in said)
    assert address == ADDRESS
    with acting(admin):
        proof = Letter.objects.exclude(shown_digest="").get()

    shred(admin, left)

    assert words(admin, left) == (["", ""], "")
    assert all("mei" in one for one in words(admin, lin)[0])
    with acting(admin):
        kept = Letter.objects.get(pk=proof.pk)  # that it was shown, and when, can still be proved
        assert (kept.shown_digest, kept.shown_at) == (proof.shown_digest, proof.shown_at)
    page = browser(lin).get(f"/inbox/sent/{proof.pk}").content.decode()
    assert "这条消息已无法读取" in page
    with acting(lin), pytest.raises(NotFound):
        office.message_send(actor=lin, to=[left.user_id], topic="joined", context={"login": "a"})


def test_a_letter_moved_to_another_person_does_not_open(admin, lin, left):
    with acting(admin), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE office_letter SET recipient_id = %s WHERE recipient_id = %s",
            [lin.user_id, left.user_id],
        )
    assert words(admin, lin)[0].count("") == 2


@pytest.mark.long
def test_what_is_held_is_not_destroyed_until_the_hold_is_lifted(admin, lin, left):
    first, second = hold(lin, left), hold(lin, left, ground="officer")
    page = stepped_up(admin, "shred").post(f"/settings/people/{left.user_id}/shred")
    assert page.status_code == 409
    assert "依法留存" in page.content.decode()
    for one in (first, first, second):
        with pytest.raises(services.OnHold):
            shred(admin, left)
        with acting(lin):
            services.hold_lift(actor=lin, hold_id=one.pk)
    assert words(admin, left)[1] == ADDRESS

    assert shred(admin, left)


@pytest.mark.long
def test_a_hold_protects_one_person_and_outlives_its_review(admin, lin, wu, left, monkeypatch):
    hold(lin, wu)
    hold(lin, left, days=1)
    with acting(admin):
        services.member_deactivate(actor=admin, user_id=lin.user_id)
    assert shred(admin, lin)
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(services.OnHold):
        shred(admin, left)


def test_who_destroys_lets_go_of_nothing_and_strangers_hold_nothing(admin, lin, outsider, left):
    held = hold(lin, left)
    for actor, refusal in ((admin, Forbidden), (left, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.hold_lift(actor=actor, hold_id=held.pk)
        with pytest.raises(refusal):
            hold(actor, left)


def test_a_hold_says_why_and_until_when_somebody_asks_again(lin, chun):
    wrong = [{"days": 0}, {"days": -3}, {"days": 367}, {"reason": "  a "}, {"reason": "x" * 201},
             {"reason": "13800001234 的来函"}, {"ground": "gossip"}]  # fmt: skip
    for given in wrong:
        with pytest.raises(Invalid):
            hold(lin, chun, **given)
    with acting(lin):
        assert not Hold.objects.exists()


@pytest.mark.long
def test_holds_are_placed_and_lifted_on_a_page(lin, wu, chun):
    officer, day = browser(lin), f"{clock.today() + timedelta(days=30)}"
    assert "没有正在留存" in officer.get("/settings/holds").content.decode()
    form = {"user": str(chun.user_id), "ground": "authority", "reason": REASON, "review_on": day}
    page = officer.post("/settings/holds/place", form, follow=True).content.decode()
    assert "已设立留存" in page
    assert REASON in page
    for bad in ({"user": "x"}, {"review_on": "soon"}, {"review_on": "2020-01-01"}, {"reason": ""}):
        officer.post("/settings/holds/place", form | bad)
    officer.post("/settings/holds/place", form)  # once more: the same wish is the same hold
    with acting(lin):
        held = Hold.objects.get()

    officer.post(f"/settings/holds/{held.pk}/lift")

    assert "没有正在留存" in officer.get("/settings/holds").content.decode()
    assert browser(wu).get("/settings/holds").status_code == 403
