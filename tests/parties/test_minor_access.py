"""Staff read the data of a minor only after somebody else approved it, and only for a while."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import services as accounts
from charter.models import Acceptance
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties import services
from parties.models import MinorAccess, Party
from tests import builders
from tests.attack.conftest import signed_in
from tests.charter import world as charter
from tests.parties import people
from tests.proof import stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.law("MNP-access"), pytest.mark.long]
MOBILE, WHY = "13800001234", "核对监护人的来函"


@pytest.fixture
def keeper(harbour):
    return builders.person(harbour, "keeper", "security_admin")


@pytest.fixture
def girl(harbour):
    grown = clock.today() + timedelta(days=90)
    return people.party(harbour, "marketer", minor_until=grown, public_name="小满同学")


def ask(actor, party, reason=WHY):
    with acting(actor):
        return services.minor_access_ask(actor=actor, party_id=party.pk, reason=reason)


def decide(actor, row, *, ok=True, reason=""):
    with acting(actor):
        return services.minor_access_decide(
            actor=actor, access_id=row.pk, is_approved=ok, reason=reason
        )


def look(actor, party):
    eye = stepped_up(actor, "unmask", headers={"HX-Request": "true"})
    return eye.post("/unmask", {"what": "parties.party.mobile", "pk": party.pk})


def acts(actor):
    with acting(actor), transaction.atomic():
        found = Entry.objects.filter(clause="MNP-access").exclude(action="office.letter_sent")
        found = found.order_by("id")
        return list(found.values_list("action", flat=True))


def test_nobody_reads_it_before_it_is_approved(lin, girl, keeper):
    for row in (None, "asked"):
        if row:
            ask(lin, girl)
        answer = look(lin, girl)
        assert answer.status_code == 403
        assert "须经安全管理员审批" in answer.content.decode()
        assert MOBILE not in answer.content.decode()


def test_the_approved_officer_reads_it_and_each_step_is_recorded(lin, girl, keeper):
    decide(keeper, ask(lin, girl))

    answer = look(lin, girl)

    assert MOBILE in answer.content.decode()
    assert acts(lin) == [
        "parties.minor_access_asked", "parties.minor_access_approved", "accounts.value_unmasked",
    ]  # fmt: skip


def test_an_approval_is_for_one_person_and_one_minor(harbour, lin, girl, keeper):
    decide(keeper, ask(lin, girl))
    other = people.party(harbour, "marketer", minor_until=girl.minor_until)

    assert look(lin, other).status_code == 403
    assert look(builders.person(harbour, "mei", "officer"), girl).status_code == 403


def test_it_is_over_after_the_hours_that_the_platform_set(harbour, lin, girl, keeper, later):
    people.policy(harbour, minor_access_h=2)
    decide(keeper, ask(lin, girl))

    later(hours=1, minutes=59)
    assert look(lin, girl).status_code == 200
    later(minutes=2)
    assert look(lin, girl).status_code == 403


def test_who_asks_does_not_approve_and_only_the_security_administrator_does(harbour, lin, girl):
    both = builders.person(harbour, "both", "officer", "security_admin")
    row = ask(both, girl)

    for wrong in (both, lin, builders.person(harbour, "audit", "audit_admin")):
        with pytest.raises(Forbidden):
            decide(wrong, row)
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        MinorAccess.objects.filter(pk=row.pk).update(decided_by=both.user_id)


def test_only_officers_ask_and_only_about_minors_with_a_reason(harbour, lin, girl, keeper):
    grown = people.party(harbour, "marketer")
    for who, whom, reason, refused in (
        (keeper, girl, WHY, Forbidden),
        (builders.person(harbour, "vera", "viewer"), girl, WHY, Forbidden),
        (lin, grown, WHY, Invalid),
        (lin, girl, " ", Invalid),
        (lin, girl, "打 13912345678 联系她", Invalid),
    ):
        with pytest.raises(refused):
            ask(who, whom, reason)
    assert acts(lin) == []


def test_asking_or_answering_twice_is_once(lin, girl, keeper):
    row = ask(lin, girl)
    assert ask(lin, girl).pk == row.pk
    decide(keeper, row)
    assert ask(lin, girl).pk == row.pk  # it holds

    with pytest.raises(services.MinorAccessDecided):
        decide(keeper, row, ok=False, reason="不再需要")
    assert len(acts(lin)) == 2


def test_a_refusal_needs_words_reaches_who_asked_and_opens_nothing(lin, girl, keeper):
    row = ask(lin, girl)
    with pytest.raises(Invalid):
        decide(keeper, row, ok=False)
    decide(keeper, row, ok=False, reason="理由不充分")

    assert look(lin, girl).status_code == 403
    with acting(lin), transaction.atomic():
        topics = dict(Letter.objects.values_list("topic", "recipient_id"))
    assert topics == {
        "minor_access_asked": keeper.user_id,
        "minor_access_decided": lin.user_id,
    }
    page = signed_in(lin).get(f"/people/{girl.pk}").content.decode()
    assert "理由不充分" in page


def test_another_platform_neither_asks_nor_approves(lin, girl, elsewhere):
    row = ask(lin, girl)
    with pytest.raises(NotFound):
        ask(builders.person(elsewhere, "eve", "officer"), girl)
    with pytest.raises(NotFound):
        decide(builders.person(elsewhere, "eva", "security_admin"), row)


def test_the_minor_reads_his_own_and_a_grown_person_needs_no_approval(harbour, lin, chun, later):
    girl = people.party(
        harbour, "marketer", user_id=chun.user_id, minor_until=clock.today() + timedelta(days=1)
    )
    assert MOBILE in look(chun, girl).content.decode()
    later(days=2)
    assert MOBILE in look(lin, girl).content.decode()


def test_the_card_of_a_minor_opens_by_the_same_approval(harbour, lin, girl, keeper):
    people.change(girl, roles=["operator", "marketer"])
    with acting(lin):
        told = services.Told(address="杭州市滨江区某路 1 号")
        card = services.card_submit(actor=lin, party_id=girl.pk, told=told)
    eye = stepped_up(lin, "unmask", headers={"HX-Request": "true"})
    asked = {"what": "parties.card.address", "pk": card.pk}

    assert eye.post("/unmask", asked).status_code == 403
    decide(keeper, ask(lin, girl))
    assert eye.post("/unmask", asked).status_code == 200


def test_the_register_shows_request_approver_and_access(harbour, lin, girl, keeper):
    officer, guard = signed_in(lin), signed_in(keeper)
    before = officer.get(f"/people/{girl.pk}").content.decode()
    assert "parties.party.mobile" not in before  # no eye
    assert f"/people/{girl.pk}/minor-access" in before
    officer.post(f"/people/{girl.pk}/minor-access", {"reason": WHY})
    with acting(lin), transaction.atomic():
        row = MinorAccess.objects.get()
    page = guard.get("/people/minors").content.decode()
    assert WHY in page
    assert "小满同学" not in page

    for form in ({}, {"decision": "maybe"}, {"decision": "refuse"}):
        guard.post(f"/people/minors/{row.pk}/decide", form)
    guard.post(f"/people/minors/{row.pk}/decide", {"decision": "approve"})
    look(lin, girl)

    page = guard.get("/people/minors").content.decode()
    assert page.count("Keeper") >= 2  # beside the request, and beside the look
    assert "季度审计抽查" in page
    assert MOBILE not in page
    after = signed_in(lin).get(f"/people/{girl.pk}").content.decode()
    assert "已批准你查看" in after
    assert "parties.party.mobile" in after
    audit = signed_in(builders.person(harbour, "audit", "audit_admin"))
    assert WHY in audit.get("/people/minors").content.decode()
    assert audit.post(f"/people/minors/{row.pk}/decide", {"decision": "refuse"}).status_code == 403


def revoke(actor, row, reason="案件已经了结"):
    with acting(actor):
        return services.minor_access_revoke(actor=actor, access_id=row.pk, reason=reason)


def test_an_approval_that_is_withdrawn_opens_nothing_more_at_once(lin, girl, keeper):
    row = decide(keeper, ask(lin, girl))
    assert look(lin, girl).status_code == 200

    done = revoke(keeper, row)
    assert revoke(keeper, row).revoked_at == done.revoked_at  # twice is once

    assert look(lin, girl).status_code == 403
    assert acts(lin)[-1] == "parties.minor_access_revoked"
    with acting(lin), transaction.atomic():
        letter = Letter.objects.get(recipient_id=lin.user_id, topic="minor_access_revoked")
    assert letter.subject_ref == f"{row.pk}:revoked"
    again = ask(lin, girl)
    assert again.pk != row.pk


def test_only_what_holds_is_withdrawn_and_only_by_who_approves(harbour, lin, girl, keeper, later):
    row = ask(lin, girl)
    with pytest.raises(services.MinorAccessDecided):
        revoke(keeper, row)
    decide(keeper, row)
    for eve in (lin, builders.person(harbour, "sys", "system_admin")):
        with pytest.raises(Forbidden):
            revoke(eve, row)
    with pytest.raises(Invalid):
        revoke(keeper, row, reason=" ")
    later(hours=9)
    with pytest.raises(services.MinorAccessDecided):
        revoke(keeper, row)


def test_it_is_withdrawn_on_the_page_of_minors(lin, girl, keeper):
    row = decide(keeper, ask(lin, girl))
    desk = signed_in(keeper)
    assert "正在生效的批准" in desk.get("/people/minors").content.decode()

    desk.post(f"/people/minors/{row.pk}/revoke", {"reason": "案件已经了结"})

    page = desk.get("/people/minors").content.decode()
    assert "正在生效的批准" not in page
    assert "案件已经了结" in page


def test_another_tenants_approval_is_not_there(elsewhere, lin, girl, keeper):
    row = decide(keeper, ask(lin, girl))
    foreign = builders.person(elsewhere, "foreign", "security_admin")

    with pytest.raises(NotFound):
        revoke(foreign, row)


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def member(harbour, chun, admin):
    """A minor who signs in himself; his login mobile is kept by the house."""
    with acting(admin):
        contact = accounts.contact_set(actor=admin, user_id=chun.user_id, mobile=MOBILE)
    grown = clock.today() + timedelta(days=90)
    return people.party(harbour, "marketer", minor_until=grown, user_id=chun.user_id), contact


def open_contact(actor, contact):
    eye = stepped_up(actor, "unmask", headers={"HX-Request": "true"})
    return eye.post("/unmask", {"what": "accounts.contact.mobile", "pk": contact.pk})


def test_a_minors_login_mobile_is_opened_only_after_an_approval(admin, member, keeper):
    party, contact = member
    refused = open_contact(admin, contact)
    assert refused.status_code == 403
    assert MOBILE not in refused.content.decode()

    decide(keeper, ask(admin, party))

    assert MOBILE in open_contact(admin, contact).content.decode()
    with acting(admin), transaction.atomic():
        entry = Entry.objects.get(action="accounts.value_unmasked")
    assert entry.clause == "MNP-access"


def test_the_system_administrator_asks_on_the_page_of_what_waits(admin, member, keeper):
    party, _contact = member
    desk = signed_in(admin)
    assert "未成年人的登录手机号" in desk.get("/people/waiting").content.decode()

    answer = desk.post(f"/people/{party.pk}/minor-access", {"reason": WHY})

    assert answer["Location"] == "/people/waiting"
    assert "待审批" in desk.get("/people/waiting").content.decode()


def test_a_grown_members_login_mobile_needs_no_approval(harbour, admin, chun):
    with acting(admin):
        contact = accounts.contact_set(actor=admin, user_id=chun.user_id, mobile=MOBILE)
    people.party(harbour, "marketer", user_id=chun.user_id)

    assert MOBILE in open_contact(admin, contact).content.decode()


def test_every_value_that_names_a_minor_is_guarded_whichever_app_keeps_it(harbour, lin, girl):
    text = charter.published(harbour, "platform_operator")
    with acting(lin), transaction.atomic():
        Party.objects.filter(pk=girl.pk).update(roles=["operator"])
        girl.refresh_from_db()
    signed = charter.accepted(text, girl)
    with acting(lin), transaction.atomic():
        acceptance = Acceptance.objects.get(agreement=signed)
    eye = stepped_up(lin, "unmask", headers={"HX-Request": "true"})

    answer = eye.post("/unmask", {"what": "charter.acceptance.signer_name", "pk": acceptance.pk})

    assert answer.status_code == 403
