"""A member's mobile number: sealed in the table, found by number, masked on the page, unmasked."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts import services
from accounts.models import Contact, Membership, PersonKey
from accounts.services import persons
from accounts.services.persons import PersonShredded
from accounts.services.shred import StillActive
from ledger import selectors as ledger
from livecompliance.kernel import clock
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.proof import PASSWORD, REASON, browser, stepped_up

pytestmark = pytest.mark.django_db
MOBILE, MASKED = "13800001234", "138****1234"
WHAT = "accounts.contact.mobile"


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin", password=PASSWORD)


@pytest.fixture
def contact(admin, chun):
    with acting(admin):
        return services.contact_set(actor=admin, user_id=chun.user_id, mobile="138 0000-1234")


def told(actor, action):
    with acting(actor), transaction.atomic():
        found = ledger.entry_list(actor, ledger.Wanted(action=action))
        return [(one.subject_ref, ledger.data_of(one)) for one in found]


def column(contact) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM accounts_contact WHERE id = %s", [contact.pk])
        return bytes(cursor.fetchone()[0])


def read(actor, row) -> str:
    with acting(actor):
        key = persons.person_key(actor, row.user_id)
        return Contact._meta.get_field("mobile").read(row, key)


def unmask(client, pk, what=WHAT):
    return client.post("/unmask", {"what": what, "pk": str(pk)}, headers={"HX-Request": "true"})


@pytest.mark.law("PIPL-security-measures")
def test_the_table_holds_nothing_that_can_be_read(admin, contact):
    with acting(admin), transaction.atomic():
        body = column(contact)

    assert body.startswith(b"v1|A256GCM|")
    assert MOBILE.encode() not in body
    assert read(admin, contact) == MOBILE


def test_a_value_moved_to_another_row_does_not_open(admin, contact, lin):
    with acting(admin):
        other = services.contact_set(actor=admin, user_id=lin.user_id, mobile="13900005678")
        own = persons.person_key(admin, contact.user_id)
        other.mobile = contact.mobile
        for key in (own, persons.person_key(admin, lin.user_id)):
            with pytest.raises(KeyLost):
                Contact._meta.get_field("mobile").read(other, key)


def test_a_member_is_found_by_number_however_it_is_written(admin, contact, chun):
    with acting(admin):
        for written in (MOBILE, "+86 138 0000 1234", "１３８－００００－１２３４"):
            assert services.contact_find(actor=admin, mobile=written) == {chun.user_id}
        assert services.contact_find(actor=admin, mobile="13800001235") == set()


def test_the_same_number_has_another_index_on_another_platform(elsewhere, contact):
    theirs = builders.person(elsewhere, "admin", "system_admin")
    with acting(theirs):
        mine = services.contact_set(actor=theirs, user_id=theirs.user_id, mobile=MOBILE)
        assert bytes(mine.mobile_index) != bytes(contact.mobile_index)
        assert services.contact_find(actor=theirs, mobile=MOBILE) == {theirs.user_id}


@pytest.mark.parametrize(
    "bad", ["1380000123", "12800001234", "电话", "1" * 40, "+1", "138000012345"]
)
def test_what_is_no_mobile_number_is_not_kept(admin, chun, bad):
    with acting(admin), pytest.raises(Invalid):
        services.contact_set(actor=admin, user_id=chun.user_id, mobile=bad)


def test_who_may_not_manage_people_keeps_and_finds_nothing(lin, chun, outsider):
    with acting(lin), pytest.raises(Forbidden):
        services.contact_set(actor=lin, user_id=chun.user_id, mobile=MOBILE)
    with acting(lin), pytest.raises(Forbidden):
        services.contact_find(actor=lin, mobile=MOBILE)


@pytest.mark.long
def test_another_platforms_member_does_not_exist(elsewhere, contact, chun):
    theirs = builders.person(elsewhere, "admin", "system_admin", password=PASSWORD)
    with acting(theirs), pytest.raises(NotFound):
        services.contact_set(actor=theirs, user_id=chun.user_id, mobile=MOBILE)

    assert unmask(stepped_up(theirs, "unmask"), contact.pk).status_code == 404


def test_the_page_shows_the_mask_and_never_the_number(admin, contact):
    shown = browser(admin).get("/settings/people").content.decode()

    assert MASKED in shown
    assert MOBILE not in shown


def test_the_page_finds_by_a_posted_number_and_the_number_is_in_no_address(admin, contact, chun):
    client = browser(admin)

    found = client.post("/settings/people/find", {"mobile": MOBILE}).content.decode()
    assert "harbour:chun" in found
    assert "harbour:admin" not in re.search(r"<tbody>(.*?)</tbody>", found, re.DOTALL)[1]
    assert MOBILE not in found
    assert client.get(f"/settings/people?mobile={MOBILE}").content.decode().count("harbour:chun")


def test_a_number_is_taken_away_by_an_empty_one(admin, contact, chun):
    browser(admin).post(f"/settings/people/{chun.user_id}/contact", {"mobile": ""})

    with acting(admin), transaction.atomic():
        row = Contact.objects.of(admin).get()
        assert (row.mobile, row.mobile_index) == (None, None)
    assert len(told(admin, "accounts.contact_removed")) == 1


def test_the_eye_asks_for_a_proof_and_shows_nothing_before(admin, contact):
    answer = unmask(browser(admin), contact.pk)

    assert answer.status_code == 403
    assert answer["LC-Step-Up"] == "/step-up?purpose=unmask"
    assert MOBILE not in answer.content.decode()
    assert told(admin, "accounts.value_unmasked") == []


def test_the_eye_shows_the_number_and_records_whose_why_and_how_often(admin, contact, chun):
    client = stepped_up(admin, "unmask")

    for _ in range(2):
        answer = unmask(client, contact.pk)
        assert MOBILE in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    entries = told(admin, "accounts.value_unmasked")
    assert [data["count"] for _, data in entries] == [2, 1]
    assert entries[0][0] == str(chun.user_id)
    assert entries[0][1]["reason"] == REASON
    assert MOBILE not in str(entries)


@pytest.mark.long
def test_too_many_in_an_hour_are_refused_and_that_is_recorded_once_a_minute(
    harbour, admin, contact, monkeypatch
):
    guard = builders.person(harbour, "guard", "security_admin")
    with acting(guard):
        services.tenant_policy_set(
            actor=guard, changes={"unmask_per_hour": 2, "step_up_minutes": 60}
        )
    client = stepped_up(admin, "unmask")

    codes = [unmask(client, contact.pk).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert [data["count"] for _, data in told(admin, "accounts.unmask_refused")] == [2]
    monkeypatch.setattr(clock, "offset", lambda: timedelta(minutes=59))
    assert unmask(client, contact.pk).status_code == 429
    monkeypatch.setattr(clock, "offset", lambda: timedelta(minutes=61))
    assert unmask(stepped_up(admin, "unmask"), contact.pk).status_code == 200


@pytest.mark.parametrize("what", ["accounts.user.password", "", "x" * 500])
def test_only_what_was_registered_can_be_unmasked(admin, contact, what):
    assert unmask(stepped_up(admin, "unmask"), contact.pk, what).status_code == 404


def test_an_officer_with_a_proof_still_may_not_see_it(lin, contact):
    assert unmask(stepped_up(lin, "unmask"), contact.pk).status_code == 403
    assert unmask(stepped_up(lin, "unmask"), "nonsense").status_code == 404


@pytest.fixture
def left(admin, contact, chun):
    with acting(admin):
        services.member_deactivate(actor=admin, user_id=chun.user_id)
    return chun


@pytest.mark.long
def test_what_is_shredded_never_opens_again_and_what_remains_is_listed(admin, contact, left):
    with acting(admin):
        key = persons.person_key(admin, left.user_id)
        remains = {one.table: one.rows for one in services.person_shred(
            actor=admin, user_id=left.user_id)}  # fmt: skip

        with pytest.raises(PersonShredded):
            persons.person_key(admin, left.user_id)
        with transaction.atomic():
            row, kept = Contact.objects.of(admin).get(), PersonKey.objects.of(admin).get()
        assert (row.mobile_index, kept.wrapped) == (None, None)
        assert services.contact_find(actor=admin, mobile=MOBILE) == set()
    assert remains["accounts_contact.user"] == remains["accounts_membership.user"] == 1
    assert remains["ledger_entry.subject_ref"] >= 2
    assert key.key not in column_bytes(admin)
    page = browser(admin).get("/settings/people").content.decode()
    assert MASKED not in page
    assert "已销毁" in page
    assert unmask(stepped_up(admin, "unmask"), contact.pk).status_code == 404


def test_shredding_that_fails_half_way_destroys_nothing(admin, contact, left, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("killed")

    with monkeypatch.context() as failing:
        failing.setattr("accounts.services.shred.remaining", broken)
        with acting(admin), pytest.raises(RuntimeError):
            services.person_shred(actor=admin, user_id=left.user_id)

    assert read(admin, contact) == MOBILE
    with acting(admin):
        assert services.contact_find(actor=admin, mobile=MOBILE) == {left.user_id}
    assert told(admin, "accounts.person_shredded") == []


def column_bytes(actor) -> bytes:
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM accounts_personkey")
        return b"".join(bytes(row[0] or b"") for row in cursor.fetchall())


@pytest.mark.long
def test_the_others_stay_readable(admin, contact, left, lin):
    with acting(admin):
        other = services.contact_set(actor=admin, user_id=lin.user_id, mobile="13900005678")
        services.person_shred(actor=admin, user_id=left.user_id)
        again = services.person_shred(actor=admin, user_id=left.user_id)

    assert read(admin, other) == "13900005678"
    assert again
    with acting(admin), pytest.raises(PersonShredded):
        services.contact_set(actor=admin, user_id=left.user_id, mobile=MOBILE)


def test_who_works_here_is_not_shredded_and_nobody_shreds_himself(admin, chun, lin):
    with acting(admin), pytest.raises(StillActive):
        services.person_shred(actor=admin, user_id=chun.user_id)
    with acting(admin), pytest.raises(Forbidden):
        services.person_shred(actor=admin, user_id=admin.user_id)
    with acting(lin), pytest.raises(Forbidden):
        services.person_shred(actor=lin, user_id=chun.user_id)


@pytest.mark.long
def test_shredding_by_page_needs_a_proof_of_its_own(admin, contact, left):
    path = f"/settings/people/{left.user_id}/shred"

    assert stepped_up(admin, "unmask").post(path).status_code == 302
    assert "accounts_contact.user" in stepped_up(admin, "shred").post(path).content.decode()
    with acting(admin), transaction.atomic():
        assert not Membership.objects.of(admin).get(user_id=left.user_id).is_active
