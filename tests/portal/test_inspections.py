"""An authority asks in the portal, follows it, takes what was given, and decides. It alone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Letter
from oversight.models import Inspection, InspectionStep
from oversight.services import inspection_step as steps
from portal.models import Look
from tests import builders
from tests.oversight.test_inspections import PDF, entered, step
from tests.oversight.test_packing import line, on_air
from tests.portal.conftest import CITY, browser_of, grant, looking_at, text, visitor
from tests.portal.test_pages import lying

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator"], transaction=True),
    pytest.mark.long,
]
HERE = "/portal/harbour/inspections"
TITLE = "直播内容审核制度执行情况"


def asked(**fields):
    given = {
        "kind": "routine",
        "document_number": "浙网办〔2026〕31 号",
        "title": TITLE,
        "matters": ["content"],
        "asked": "请提供十一月的巡查记录和处置情况。",
        "due_on": f"{clock.today() + timedelta(days=10)}",
    }
    return given | fields


def rows(owner, model=Inspection):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(model.objects.order_by("id"))


def pages_of(owner):
    return [one.page for one in rows(owner, Look)]


def filed(browser, owner, **fields):
    answer = browser.post(f"{HERE}/file", asked(**fields))
    assert answer.status_code == 302, answer.content.decode()
    return rows(owner)[-1]


def answered(lin, row, *packages):
    return step(lin, row, "answered", note="材料见证据包。", packages=packages)


@pytest.mark.law("M-cooperate")
def test_what_is_filed_is_recorded_looked_at_and_the_officers_are_written_to(harbour, lin):
    browser = looking_at(harbour)
    row = filed(browser, harbour)

    assert (row.origin, row.authority, row.state) == ("portal", "浙江省网信办", "received")
    assert pages_of(harbour) == ["inspect_file"]
    with acting(system_actor(harbour.pk)), transaction.atomic():
        [entry] = Entry.objects.filter(action="oversight.inspection_filed")
        assert (entry.actor_kind, entry.clause) == ("user", "M-cooperate")
        assert Letter.objects.filter(topic="inspection_received", recipient_id=lin.user_id)
    assert TITLE in text(browser.get(HERE))
    shown = text(browser.get(f"{HERE}/{row.pk}"))
    assert "待签收" in shown
    assert "还有 10 天" in shown
    assert pages_of(harbour) == ["inspect_file", "inspections", "inspection"]


def test_the_answer_is_seen_its_package_taken_and_accepted_once(harbour, lin, tea_session):
    on_air(tea_session, [line(1)])
    builders.end(tea_session)
    browser = looking_at(harbour)
    row = filed(browser, harbour)
    with acting(lin):
        link = steps.inspection_package_order(
            actor=lin, inspection_id=row.pk, about="session", ref=tea_session.pk
        )
    system = system_actor(harbour.pk)
    with acting(system):
        office.job_run(actor=system, job_id=link.package.job_id)
    package = link.package_id
    assert str(package) not in text(browser.get(f"{HERE}/{row.pk}"))
    assert browser.post(f"/portal/harbour/packages/{package}").status_code == 404  # not given yet

    answered(lin, row, package)
    shown = text(browser.get(f"{HERE}/{row.pk}"))
    assert "材料见证据包。" in shown
    assert f"/portal/harbour/packages/{package}" in shown
    taken = browser.post(f"/portal/harbour/packages/{package}")
    assert b"".join(taken.streaming_content).startswith(b"PK")
    for _twice in range(2):
        answer = browser.post(f"{HERE}/{row.pk}/rule", {"kind": "accepted"})
        assert answer.status_code == 302
    assert rows(harbour)[0].state == "accepted"
    assert [one.kind for one in rows(harbour, InspectionStep)] == ["answered", "accepted"]
    assert TITLE in text(browser.get(HERE, {"state": "ended"}))


def test_a_returned_answer_needs_words_and_a_day_and_begins_anew(harbour, lin):
    browser = looking_at(harbour)
    row = filed(browser, harbour)
    answered(lin, row)
    rule = f"{HERE}/{row.pk}/rule"
    for lacking in ({}, {"note": "请补充十一月下旬的记录。"}, {"until_on": f"{clock.today()}"}):
        assert browser.post(rule, {"kind": "returned"} | lacking).status_code == 422
    assert rows(harbour)[0].state == "answered"
    day = clock.today() + timedelta(days=20)
    said = {"kind": "returned", "note": "请补充十一月下旬的记录。", "until_on": f"{day}"}
    assert browser.post(rule, said).status_code == 302
    assert (rows(harbour)[0].state, rows(harbour)[0].due_on) == ("returned", day)


def test_a_longer_time_is_granted_by_whoever_asked(harbour, lin):
    browser = looking_at(harbour)
    row = filed(browser, harbour)
    day = row.due_on + timedelta(days=5)
    step(lin, row, "longer_asked", until_on=day, note="录像需要调取。")
    assert "待贵单位处理" in text(browser.get(HERE))
    assert browser.post(f"{HERE}/{row.pk}/rule", {
        "kind": "longer_granted", "until_on": f"{day}"}).status_code == 302  # fmt: skip
    assert rows(harbour)[0].due_on == day


def test_the_platforms_own_steps_are_not_the_authoritys_to_take_nor_to_see(harbour, lin):
    browser = looking_at(harbour)
    row = filed(browser, harbour)
    for kind in ("answered", "acknowledged", "handed", "longer_asked", "x", ""):
        said = {"kind": kind, "note": "替平台答复。", "until_on": f"{clock.today()}"}
        assert browser.post(f"{HERE}/{row.pk}/rule", said).status_code == 422, kind
    assert rows(harbour, InspectionStep) == []
    step(lin, row, "handed", owner_id=lin.user_id)
    assert "转交" not in text(browser.get(f"{HERE}/{row.pk}"))


def test_an_investigation_needs_its_paper_and_holds_the_rooms_it_names(harbour, lin):
    room = lying(harbour, "杭州的茶", "330106")
    builders.session(lin, room)
    browser = looking_at(harbour)
    sent = asked(
        kind="investigation",
        names=f"http://127.0.0.1/portal/harbour/rooms/{room.pk}",
        since_on=f"{clock.today()}",
    )
    answer = browser.post(f"{HERE}/file", sent)
    assert answer.status_code == 422
    assert TITLE in answer.content.decode()
    assert rows(harbour) == []
    sent["paper"] = SimpleUploadedFile("wenshu.pdf", PDF, "application/pdf")
    assert browser.post(f"{HERE}/file", sent).status_code == 302
    [row] = rows(harbour)
    assert (row.rooms, row.paper_id is not None) == ([room.pk], True)
    assert "杭州的茶" in text(browser.get(f"{HERE}/{row.pk}"))


def test_the_same_number_twice_is_one_request(harbour):
    browser = looking_at(harbour)
    assert filed(browser, harbour).pk == filed(browser, harbour).pk
    assert len(rows(harbour)) == 1
    assert browser.post(f"{HERE}/file", asked(document_number=" ")).status_code == 422


def test_what_is_wrong_comes_back_with_what_was_typed_and_nothing_is_written(harbour):
    browser = looking_at(harbour)
    wrong = [
        {"matters": []},
        {"matters": ["x"]},
        {"kind": "x"},
        {"title": ""},
        {"due_on": "soon"},
        {"due_on": f"{clock.today() - timedelta(days=1)}"},
        {"names": "没有编号"},
        {"names": "0190a000-0000-7000-8000-000000000000"},
    ]
    for fields in wrong:
        answer = browser.post(f"{HERE}/file", asked(**fields))
        assert answer.status_code == 422, fields
        assert asked()["asked"] in answer.content.decode()
    assert rows(harbour) == []


def test_a_room_of_another_region_or_platform_is_named_by_nobody(harbour, elsewhere, outsider):
    far = lying(harbour, "上海的丝巾", "310115")
    other = builders.room(outsider, "别家的直播间")
    near = lying(harbour, "杭州的茶", "330106")
    browser = looking_at(harbour, region="33")
    for room in (far, other):
        answer = browser.post(f"{HERE}/file", asked(names=f"{near.pk}\n{room.pk}"))
        assert answer.status_code == 422
        assert room.title not in answer.content.decode()
    assert browser.post(f"{HERE}/file", asked()).status_code == 422  # of the whole platform
    assert rows(harbour) == []
    assert browser.post(f"{HERE}/file", asked(names=f"{near.pk}")).status_code == 302


def test_another_authoritys_request_and_one_from_a_letter_are_not_there(harbour, lin):
    row = filed(looking_at(harbour), harbour)
    by_letter = entered(lin)
    user = visitor("gov:market", CITY)
    grant(harbour, user)
    market = browser_of(user, raise_request_exception=False)
    assert TITLE not in text(market.get(HERE))
    for one in (row, by_letter):
        assert market.get(f"{HERE}/{one.pk}").status_code == 404
        said = {"kind": "withdrawn", "note": "撤回。"}
        assert market.post(f"{HERE}/{one.pk}/rule", said).status_code == 404
    assert {one.state for one in rows(harbour)} == {"received"}


def test_a_colleague_of_the_same_authority_follows_and_decides(harbour):
    row = filed(looking_at(harbour), harbour)
    user = visitor("gov:colleague")
    grant(harbour, user)
    colleague = browser_of(user, raise_request_exception=False)
    assert TITLE in text(colleague.get(HERE))
    said = {"kind": "withdrawn", "note": "已不需要。"}
    assert colleague.post(f"{HERE}/{row.pk}/rule", said).status_code == 302
    assert rows(harbour)[0].state == "withdrawn"


def test_of_another_matter_nothing_is_asked_seen_or_decided(harbour):
    row = filed(looking_at(harbour), harbour)
    user = visitor("gov:taxes")
    grant(harbour, user, matters=["tax"])
    taxes = browser_of(user, raise_request_exception=False)
    assert taxes.post(f"{HERE}/file", asked()).status_code == 422
    assert TITLE not in text(taxes.get(HERE))
    assert taxes.get(f"{HERE}/{row.pk}").status_code == 404
    assert taxes.post(f"{HERE}/{row.pk}/rule", {"kind": "withdrawn"}).status_code == 404
    assert len(rows(harbour)) == 1


def test_where_nothing_is_granted_nothing_is_asked(harbour, elsewhere):
    browser = looking_at(harbour)
    row = filed(browser, harbour)
    for path in ("", "/new", f"/{row.pk}"):
        assert browser.get(f"/portal/elsewhere/inspections{path}").status_code == 404, path
    assert browser.post("/portal/elsewhere/inspections/file", asked()).status_code == 404
    rule = f"/portal/elsewhere/inspections/{row.pk}/rule"
    assert browser.post(rule, {"kind": "withdrawn", "note": "撤回。"}).status_code == 404
    assert (rows(elsewhere), pages_of(elsewhere)) == ([], [])


def test_a_grant_that_is_over_lets_nobody_file_or_decide(harbour, monkeypatch):
    user, now = visitor(), clock.now()
    grant(harbour, user, until=now + timedelta(hours=1))
    browser = browser_of(user, raise_request_exception=False)
    row = filed(browser, harbour)
    later = now + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.post(f"{HERE}/file", asked(document_number="32 号")).status_code == 403
    rule = {"kind": "withdrawn", "note": "撤回。"}
    assert browser.post(f"{HERE}/{row.pk}/rule", rule).status_code == 403
    assert [one.state for one in rows(harbour)] == ["received"]


def test_nothing_is_filed_when_the_look_cannot_be_written(harbour, monkeypatch):
    browser = looking_at(harbour)

    def fails(*_args, **_fields):
        raise RuntimeError("the writer is gone")

    monkeypatch.setattr("portal.services.look.noted", fails)
    assert browser.post(f"{HERE}/file", asked()).status_code == 500
    assert rows(harbour) == []
