"""Article 16: who is told what about his taxes, once for its cause, on record."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties.selectors import contributed
from tax import selectors, services, tasks
from tax.models import Payee, Reminder
from tax.selectors import copied
from tax.selectors import reminder as words
from tax.services import reminder, run
from tests import builders
from tests.attack.conftest import signed_in
from tests.charter import world as charter
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
SHOP = {"external_id": "b-1", "kind": "individual", "name": "小满百货", "code": world.OTHER_CODE}
AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (8, 9, 10))


def pay(actor, payee, yuan, month):
    number = f"{payee}-{month}-{yuan}"
    world.payments(actor, world.PAID | {"external_id": number, "payee": payee, "amount": f"{yuan}",
                                        "paid_at": f"2026-{month:02}-05"})  # fmt: skip


def compute(actor, *months):
    for first in months:
        with acting(actor):
            services.period_close(actor=actor, kind="month", first_on=first)
            carry(actor, services.month_run(actor=actor, first_on=first), run.run)


def follow(actor):
    tasks.month_follow(tenant_id=str(actor.tenant_id))


def told(actor):
    with acting(actor), transaction.atomic():
        rows = Reminder.objects.of(actor).order_by("payee__external_id", "kind", "cause")
        return [(one.payee.external_id, one.kind, one.cause) for one in rows]


@pytest.fixture
def chun_is_paid(lin, chun, harbour):
    """Chun has an account here, and is a payee; a shop that is paid too has none."""
    party_id = charter.everything(harbour, chun.user_id)["party_id"]
    world.payees(lin, world.SONG, SHOP)
    with acting(lin), transaction.atomic():
        Payee.objects.of(lin).filter(external_id="a-1").update(party_id=party_id)
    pay(lin, "a-1", 20_000, 9)
    pay(lin, "b-1", 50_000, 9)
    return lin


@pytest.mark.law("M-tax-reminder")
def test_whoever_a_month_asks_to_be_told_is_told_once_for_each_cause(chun_is_paid):
    lin = chun_is_paid
    pay(lin, "a-1", 20_000, 10)
    with world.on(2026, 11, 3):
        compute(lin, SEPTEMBER)
        follow(lin)
        first = told(lin)
        follow(lin)
        compute(lin, OCTOBER)
        follow(lin)

    assert first == [
        ("a-1", "declare", "2026"),
        ("a-1", "preference", "vat 2026-10"),
        ("a-1", "register", "first"),
        ("b-1", "declare", "2026-Q3"),
        ("b-1", "preference", "halving 2023-12"),
    ]
    assert told(lin) == first
    assert world.entries(lin, "tax.reminders_sent") == [
        {"register": 1, "declare": 2, "preference": 2, "line": 0}
    ]


@pytest.mark.law("A16-register")
def test_the_line_is_said_to_who_passes_it_and_not_to_who_reaches_it(lin):
    other = {"external_id": "a-2", "number": world.OTHER_PERSON}
    world.payees(lin, world.SONG, world.SONG | other)
    for month in (8, 9):
        pay(lin, "a-1", 2_500_000, month)
        pay(lin, "a-2", 2_500_000, month)
    pay(lin, "a-2", "0.01", 9)
    pay(lin, "a-2", 100, 10)
    with world.on(2026, 11, 3):
        compute(lin, AUGUST, SEPTEMBER)
        follow(lin)
        compute(lin, OCTOBER)
        follow(lin)

    assert [one for one in told(lin) if one[1] == "line"] == [("a-2", "line", "2026-09")]
    with acting(lin), transaction.atomic():
        said = words.said(Reminder.objects.get(kind="line"))
    assert "5,000,000.01" in said


@pytest.mark.law("A16-vat-agency")
def test_who_agreed_in_writing_is_not_told_of_it_again(lin):
    world.payees(lin, world.SONG | {"consent_on": "2026-08-01"})
    pay(lin, "a-1", 1_000, 9)
    with world.on(2026, 10, 3):
        compute(lin, SEPTEMBER)
        follow(lin)
    assert "preference" not in {kind for _payee, kind, _cause in told(lin)}


@pytest.mark.law("M-tax-reminder")
def test_he_sees_it_in_his_portal_takes_note_of_it_and_officers_see_that(chun_is_paid, chun):
    lin = chun_is_paid
    with world.on(2026, 10, 3):
        compute(lin, SEPTEMBER)
        follow(lin)
    with acting(lin), transaction.atomic():
        letters = Letter.objects.filter(topic="tax_reminder")
        assert {one.recipient_id for one in letters} == {chun.user_id}
        assert len(letters) == 3
    desk, portal = signed_in(lin), signed_in(chun)
    before = desk.get("/tax/reminders?waits=unseen").content.decode()
    assert "未看到" in before
    assert "没有账号" in before

    shown = portal.get("/me/tax").content.decode()
    assert "依法登记" in shown
    assert "宋小满" not in shown
    with acting(lin), transaction.atomic():
        mine = Reminder.objects.get(kind="register")
    assert mine.seen_at
    for _twice in range(2):
        portal.post(f"/me/tax/{mine.pk}/note")
    assert world.entries(lin, "tax.reminder_noted") == [
        {"kind": "register", "payee": str(mine.payee_id)}
    ]
    assert "已知悉" in desk.get("/tax/reminders?kind=register").content.decode()


@pytest.mark.law("N61-told")
def test_his_portal_shows_what_was_withheld_of_him_and_of_nobody_else(chun_is_paid, chun):
    with world.on(2026, 10, 3):
        compute(chun_is_paid, SEPTEMBER)
        with acting(chun), transaction.atomic():
            assert [one.withheld_fen for one in selectors.withheld_own(chun)] == [33_000]
        shown = signed_in(chun).get("/me/tax").content.decode()
    assert "330.00" in shown
    assert "50,000.00" not in shown


def test_nobody_takes_note_for_another(chun_is_paid, chun, harbour):
    lin = chun_is_paid
    (shop,) = world.payees(lin, SHOP)
    row = world.reminder_of(lin, shop.id)
    eve = builders.person(harbour, "eve", "streamer")
    for who in (chun, eve):
        with acting(who), pytest.raises(NotFound):
            services.reminder_note(actor=who, reminder_id=row.pk)
    with acting(lin), transaction.atomic(), pytest.raises(Forbidden):
        selectors.reminders_own(lin)


def test_a_follow_that_is_killed_between_shares_goes_on_and_tells_nobody_twice(
    chun_is_paid, monkeypatch
):
    lin, system = chun_is_paid, system_actor(chun_is_paid.tenant_id)
    with world.on(2026, 10, 3):
        compute(lin, SEPTEMBER)
        really, calls = reminder._share_write, []

        def dies(*given):
            calls.append(given)
            if len(calls) > 5:
                raise KeyboardInterrupt
            return really(*given)

        monkeypatch.setattr(reminder, "_share_write", dies)
        with acting(system), pytest.raises(KeyboardInterrupt):
            services.reminders_write(actor=system)
        monkeypatch.setattr(reminder, "_share_write", really)
        follow(lin)
    assert len(told(lin)) == len(set(told(lin))) == 5


def test_a_copy_of_his_data_holds_what_he_was_paid_and_told_and_the_law_keeps_it_ten_years(
    chun_is_paid, chun
):
    lin = chun_is_paid
    with world.on(2026, 10, 3):
        compute(lin, SEPTEMBER)
        follow(lin)
        with acting(lin), transaction.atomic():
            party = Payee.objects.of(lin).get(external_id="a-1").party
            found = {one.name: list(one.rows(lin, party, None)) for one in contributed.sections()}
            (kept,) = copied._kept(lin, party)

    assert (found["payees"][0]["name"], found["payees"][0]["number"]) == ("宋小满", world.PERSON)
    assert [one["amount_fen"] for one in found["payments"]] == [2_000_000]
    assert [one["withheld_fen"] for one in found["withheld"]] == [33_000]
    assert {one["kind"] for one in found["tax_reminders"]} == {"register", "declare", "preference"}
    assert (kept["clause"], kept["until"]) == ("A16-evidence", "2036-12-31")
