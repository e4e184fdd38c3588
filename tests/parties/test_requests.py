"""A person asks for his data, to have it erased, or to leave; what the law keeps is listed."""

from datetime import timedelta

import pytest

from accounts import services as accounts
from accounts.models import Hold
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from parties import services, tasks
from parties.models import DataRequest, Document, Party
from tests import builders
from tests.parties import people
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db
REASON = "本人来函申请"


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def mine(harbour, chun):
    people.sandbox(harbour)
    return people.party(harbour, "marketer", user_id=chun.user_id)


def request(actor, party, kind, **more):
    with acting(actor):
        return services.data_request_open(actor=actor, party_id=party.pk, kind=kind, **more)


def carry_out(actor, row):
    with acting(actor):
        return services.data_request_carry_out(actor=actor, request_id=row.pk, reason=REASON)


@pytest.mark.law("PIS-cancellation", "PIS-requests")
def test_leaving_takes_fifteen_working_days_at_most_and_all_else_thirty_days(lin, chun, mine):
    leave, copy = request(chun, mine, "cancel"), request(chun, mine, "export")
    assert request(chun, mine, "cancel").pk == leave.pk
    with acting(lin):
        found = {one.clause: one.policy for one in Clock.objects.filter(kind="data_request")}
    assert (found["PIS-cancellation"]["amount"], found["PIS-cancellation"]["unit"]) == (
        15, "working_day",
    )  # fmt: skip
    assert (found["PIS-requests"]["amount"], found["PIS-requests"]["unit"]) == (30, "day")
    assert copy.due_at - clock.now() < timedelta(days=31)

    done = carry_out(lin, leave)

    assert done.state == "done"
    with acting(lin):
        assert Party.objects.get(pk=mine.pk).state == "closed"
        assert Clock.objects.get(subject_ref=str(leave.pk)).state == "met"
    with pytest.raises(services.RequestEnded):
        carry_out(lin, leave)


@pytest.mark.law("PIPL-erasure")
def test_erased_is_what_nothing_obliges_to_keep(admin, lin, chun, mine):
    row = request(chun, mine, "erase")
    with pytest.raises(Forbidden):
        carry_out(lin, row)  # who may hold data does not destroy it

    done = carry_out(admin, row)

    assert done.state == "done"
    assert [one["what"] for one in done.kept] == ["record"]
    with acting(admin):
        left, document = Party.objects.get(pk=mine.pk), Document.objects.get(party=mine)
        assert (left.name, left.name_index, left.mobile_index) == (None, None, None)
        assert (document.number, document.number_index) == (None, None)
        with pytest.raises(accounts.PersonShredded):
            accounts.person_key(admin, mine.pk, "party")


@pytest.mark.law("NTM-merchant-identity-3y", "M-blacklist")
def test_an_operator_who_sold_and_a_bar_are_kept_after_leaving(harbour, admin, chun):
    seller = people.party(
        harbour, "operator", user_id=chun.user_id, function_at=clock.now() - timedelta(days=9)
    )
    people.bar(seller)
    done = carry_out(admin, request(chun, seller, "erase"))
    assert done.state == "waiting"
    kept = {one["clause"]: one["until"] for one in done.kept}
    assert kept["NTM-merchant-identity-3y"] > f"{clock.today() + timedelta(days=3 * 365 - 2)}"
    assert kept["M-blacklist"] == ""


@pytest.mark.law("PIPL-erasure", "O117-marketer-records-3y")
def test_what_the_law_keeps_is_listed_and_goes_when_its_term_is_over(
    harbour, admin, lin, chun, mine, later
):
    people.verify(mine)
    with acting(lin):
        services.verifications_use(actor=lin, session_id=uuid7(), party_ids=[mine.pk])
    done = carry_out(admin, request(chun, mine, "erase"))
    assert done.state == "waiting"
    assert done.kept[0]["clause"] == "O117-marketer-records-3y"
    assert done.kept[0]["until"] > f"{clock.today() + timedelta(days=3 * 365 - 2)}"
    assert tasks.verification.erasures_sweep() == 0
    with acting(admin):
        assert Party.objects.get(pk=mine.pk).name is not None
    later(days=3 * 366)

    assert tasks.verification.erasures_sweep() == 1

    with acting(admin):
        assert Party.objects.get(pk=mine.pk).name is None
        assert DataRequest.objects.get().state == "done"
    assert tasks.verification.erasures_sweep() == 0


def test_what_is_held_is_not_erased(harbour, admin, chun, mine):
    with acting(admin):
        Hold.objects.create(
            tenant=harbour, subject_kind="party", subject_ref=str(mine.pk),
            reason="来函 2026-118 号", review_on=clock.today() + timedelta(days=30),
        )  # fmt: skip
    row = request(chun, mine, "erase")
    with pytest.raises(services.OnHold):
        carry_out(admin, row)
    with acting(admin):
        assert Party.objects.get(pk=mine.pk).state == "active"


@pytest.mark.long
@pytest.mark.law("PIPL-access")
def test_a_person_takes_his_own_data_and_nobody_elses(harbour, lin, chun, mine):
    people.verify(mine)
    people.party(harbour, "marketer", name="别人")
    with acting(chun):
        found = services.party_export(actor=chun, party_id=mine.pk)
        assert found["party"]["name"] == "林小满"
        assert len(found["documents"][0]["number"]) == 18
        assert len(found["verifications"]) == 1
        assert "别人" not in str(found)
    with acting(lin), pytest.raises(Forbidden):
        services.party_export(actor=lin, party_id=mine.pk)
    page = browser(chun).get(f"/api/v1/parties/{mine.pk}/export")
    assert page.status_code == 200
    assert page.json()["party"]["mobile"] == "13800001234"


def test_who_may_ask_and_who_may_answer(harbour, lin, wu, chun, outsider, mine):
    other = people.party(harbour, "marketer")
    for actor, party, refusal in ((wu, mine, Forbidden), (outsider, mine, NotFound),
                                  (chun, other, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            request(actor, party, "export")
    with pytest.raises(Invalid):
        request(chun, mine, "gossip")
    row = request(chun, mine, "export")
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.data_request_refuse(actor=actor, request_id=row.pk, reason=REASON)
    with acting(lin):
        done = services.data_request_refuse(actor=lin, request_id=row.pk, reason=REASON)
        assert (done.state, done.reason) == ("refused", REASON)


@pytest.mark.long
@pytest.mark.law("MNP-access", "PIPL-security-measures")
def test_every_look_at_the_data_of_a_minor_stands_in_a_register(harbour, lin, wu, mine):
    keeper = builders.person(harbour, "keeper", "security_admin")
    girl = people.party(harbour, "marketer", minor_until=clock.today() + timedelta(days=90),
                        public_name="小满同学")  # fmt: skip
    with acting(lin):
        access = services.minor_access_ask(actor=lin, party_id=girl.pk, reason=REASON)
    with acting(keeper):
        services.minor_access_decide(actor=keeper, access_id=access.pk, is_approved=True)
    eye = stepped_up(lin, "unmask", headers={"HX-Request": "true"})
    for party in (girl, mine):
        with acting(lin):
            document = Document.objects.get(party=party)
        assert (
            eye.post("/unmask", {"what": "parties.party.mobile", "pk": party.pk}).status_code == 200
        )
        number = {"what": "parties.document.number", "pk": document.pk}
        assert eye.post("/unmask", number).status_code == 200
    with acting(lin):
        seen = Entry.objects.filter(action="accounts.value_unmasked")
        assert sorted(seen.values_list("clause", flat=True)) == [
            "MNP-access", "MNP-access", "PIPL-security-measures", "PIPL-security-measures",
        ]  # fmt: skip

    page = browser(keeper).get("/people/minors").content.decode()

    assert page.count("季度审计抽查") == 2
    assert "Lin" in page
    assert "13800001234" not in page
    assert browser(lin).get("/people/minors").status_code == 403
    assert stepped_up(wu, "unmask").post("/unmask", number).status_code == 403


@pytest.mark.long
def test_what_waits_is_listed_and_answered_on_one_page(harbour, lin, chun, mine):
    false = people.party(harbour, "marketer", number=people.resident_id(order=95),
                         public_name="阿宁")  # fmt: skip
    people.verify(false)
    row = request(chun, mine, "cancel")
    officer = stepped_up(lin, "identity")
    page = officer.get("/people/waiting").content.decode()
    assert "阿*" in page
    assert "阿宁" not in page  # masked, as everywhere
    assert "注销账号" in page

    officer.post(f"/people/parties/{false.pk}/judge", {"passed": "yes"})
    officer.post(f"/people/requests/{row.pk}/refuse", {"reason": REASON})

    page = officer.get("/people/waiting").content.decode()
    assert "阿宁" not in page
    assert "没有等待处理的事项" in page
    with acting(lin):
        assert false.verifications.order_by("-started_at").first().state == "passed"
