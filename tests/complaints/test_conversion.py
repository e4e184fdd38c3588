"""A complaint becomes a case, a decision, a report: by one press, linked both ways, once."""

from datetime import timedelta

import pytest
from django.db import transaction

from complaints import selectors, services
from complaints.models import AuthorityReport, Case
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding
from review.models import Item
from sanctions import services as sanctions
from tests import builders
from tests.complaints.conftest import again, clocks, do, file
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FACTS = "投诉属实：主播称茶叶能降血压，已下架并警示。"


@pytest.fixture
def row(harbour, passer, tea_room, tea_session):
    seller = builders.party(harbour)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = seller.pk
        tea_room.save(update_fields=["operator"])
    return file(passer, "minors", room_id=tea_room.pk).complaint


def one_of(row, model, **given):
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return model.objects.get(**given)


@pytest.mark.law("M-complaints")
def test_a_case_waits_in_the_review_queue_and_twice_is_once(lin, mei, row):
    case = do("case_open", lin, complaint_id=row.pk)

    assert do("case_open", mei, complaint_id=row.pk).pk == case.pk
    item = one_of(row, Item)
    assert (item.subject_id, item.kind, item.state) == (case.finding_id, "finding", "open")
    assert one_of(row, Finding).clause == "M-complaints"


@pytest.mark.law("O117-necessary-measures")
def test_what_a_consumer_complains_of_is_a_case_under_his_clause(lin, passer, row):
    goods = file(passer, "goods", room_id=row.room_id).complaint
    do("case_open", lin, complaint_id=goods.pk)

    assert one_of(row, Finding).clause == "O117-necessary-measures"


def test_complaint_and_case_show_each_other(lin, row):
    do("case_open", lin, complaint_id=row.pk)
    item = one_of(row, Item)

    assert f"/review/items/{item.pk}" in browser(lin).get(f"/complaints/{row.pk}").content.decode()
    shown = browser(lin).get(f"/review/items/{item.pk}").content.decode()
    assert f"/complaints/{row.pk}" in shown


def test_a_case_lies_where_the_complainant_said(lin, chun, passer, row, later):
    later(hours=3)
    said_at = clock.now() - timedelta(hours=1)
    goods = file(passer, "goods", room_id=row.room_id, happened_at=said_at).complaint
    case = do("case_open", lin, complaint_id=goods.pk)

    assert abs((one_of(row, Finding, pk=case.finding_id).at - said_at).total_seconds()) < 1


def test_without_a_broadcast_there_is_no_case(lin, passer):
    nobodys = file(passer).complaint

    with pytest.raises(services.NoBroadcast):
        do("case_open", lin, complaint_id=nobodys.pk)


def test_only_officers_turn_a_complaint_into_something(harbour, wu, chun, outsider, row):
    draft = {"authority": "market", "text": FACTS}
    for actor in (wu, chun, builders.program(harbour, "complaints.write")):
        for name, more in (("case_open", {}), ("report_draft", draft)):
            with pytest.raises(Forbidden):
                do(name, actor, complaint_id=row.pk, **more)
    foreign = builders.person(builders.tenant("third"), "eve", "officer")
    with pytest.raises(NotFound):
        do("case_open", foreign, complaint_id=row.pk)


def test_a_decision_is_begun_filled_in_and_found_again(lin, row):
    answer = browser(lin).post(f"/complaints/{row.pk}/sanction")
    case = one_of(row, Case)
    assert answer.headers["Location"] == f"/sanctions/new?finding={case.finding_id}"
    order = sanctions.Order(
        party_id=row.respondent_id,
        subject="account",
        code="undesirable",
        rung="warning",
        facts="直播中诱导未成年人打赏。",
        proportionality="第一次，影响有限。",
        findings=(case.finding_id,),
    )
    with acting(lin):
        made = sanctions.sanction_decide(actor=lin, order=order, key="complaint-1")

    again_ = browser(lin).post(f"/complaints/{row.pk}/sanction")
    assert again_.headers["Location"] == f"/sanctions/{made.pk}"
    assert made.number in browser(lin).get(f"/complaints/{row.pk}").content.decode()
    assert f"/complaints/{row.pk}" in browser(lin).get(f"/sanctions/{made.pk}").content.decode()


def test_a_case_that_was_none_says_so_on_the_complaint(lin, row):
    case = do("case_open", lin, complaint_id=row.pk)
    with acting(lin):
        moderation.finding_dismiss(actor=lin, finding_id=case.finding_id, reason="unrelated")
    with acting(lin), transaction.atomic():
        became = selectors.became_of(lin, again(row))

    assert became is not None
    assert became.dismissal is not None
    assert became.item is not None
    assert became.item.state == "closed"


@pytest.mark.law("M-content-patrol")
def test_a_report_is_drafted_once_reworded_and_sent(lin, row):
    given = {"complaint_id": row.pk, "authority": "cyberspace", "text": FACTS}
    first = do("report_draft", lin, **given)
    do("report_draft", lin, **given | {"text": FACTS + "另已报告公安机关。"})
    answered = services.Answer("upheld", "核实属实，已下架并警示主播。")
    do("complaint_answer", lin, complaint_id=row.pk, answer=answered)

    do("complaint_report_made", lin, complaint_id=row.pk)

    assert one_of(row, AuthorityReport).pk == first.pk
    assert again(first).state == "sent"
    assert clocks(row)["report"].state == "met"
    with pytest.raises(services.ReportSent):
        do("report_draft", lin, **given)


def test_a_report_names_nobody_and_says_something(lin, row):
    for text in ("请联系 13800001234 了解投诉人的情况。", "属实"):
        with pytest.raises(Invalid):
            do("report_draft", lin, complaint_id=row.pk, authority="market", text=text)


def test_the_report_is_begun_with_what_is_known_and_no_names(lin, row):
    with acting(lin), transaction.atomic():
        said = services.report_begun(lin, again(row))

    assert row.room.title in said
    assert "周小禾" not in said
    assert "13800001234" not in said
