"""A clue to a crime: the evidence is held at once, the police are told after officers said so."""

import re

import pytest
from django.db import transaction

from accounts.models import Hold
from livecompliance.kernel import law
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.events import MeasureReleased
from moderation.selectors.family import family_name
from oversight import services, subscribers
from oversight.models import Clue, Dispatch, Package
from sanctions.models import Sanction
from tests import builders
from tests.oversight.reports import act, again, authority
from tests.oversight.test_packages import carried_out
from tests.proof import browser
from tests.sanctions.conftest import decide

FINE = re.compile(r"罚款|fine of|yuan|万元", re.IGNORECASE)


@pytest.mark.law("M-cooperate")
def test_the_measures_contain_no_fine_and_no_clause_of_theirs_computes_one():
    """Article 28 leaves what an offence costs to the authorities and their own laws."""
    clauses = [one for one in law.register().values() if one.instrument == "M"]
    assert len(clauses) > 30
    for one in clauses:
        assert not FINE.search(one.text), one.id
        assert not any("fine" in name or "penalty" in name for name in one.params), one.id
        assert {param.unit for param in one.params.values()} & {"fen", "yuan"} == set(), one.id
    assert not any(FINE.search(one.zh) for one in law.articles("M"))


def test_no_rung_of_the_ladder_takes_money():
    assert not {one for one in Sanction.Rung.values if "fine" in one or "penalty" in one}


@pytest.fixture
def found(lin, tea_session):
    return builders.finding(tea_session, clause="M-18-7", code="F-GAMBLE")


def opened(actor, finding, offence="gambling"):
    with acting(actor):
        return services.clue_open(actor=actor, finding_id=finding.pk, offence=offence)


def reports(actor):
    with acting(actor), transaction.atomic():
        return list(Dispatch.objects.filter(origin="clue").order_by("id"))


def holds(actor):
    with acting(actor), transaction.atomic():
        return [(one.subject_kind, one.lifted_at is None) for one in Hold.objects.all()]


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("M-cooperate", "M-content-patrol")
def test_a_clue_holds_the_broadcast_orders_a_package_and_drafts_a_report_to_the_police_once(
    lin, found
):
    police = authority(lin, name="海滨市公安局", body="police", region="")
    row = opened(lin, found)
    assert opened(lin, found).pk == row.pk
    (report,) = reports(lin)
    assert (report.matter, report.authority_id, report.is_two) == ("crime", police.pk, True)
    assert holds(lin) == [("session", True)]
    with acting(lin), transaction.atomic():
        assert Package.objects.get().recipient == "authority"
        assert report.package_id == row.package_id


@pytest.mark.django_db
@pytest.mark.long
def test_nothing_is_sent_before_an_officer_confirmed_and_the_package_is_made(harbour, lin, found):
    authority(lin, name="海滨市公安局", body="police", region="")
    row, mei = opened(lin, found), builders.person(harbour, "mei", "officer")
    (report,) = reports(lin)
    with pytest.raises(services.NotReady):
        act(lin, "approve", report)
    with acting(lin):
        services.clue_decide(
            actor=lin, clue_id=row.pk, is_confirmed=True, reason="多次组织开奖，金额较大"
        )
    with pytest.raises(services.NotReady):
        act(lin, "approve", report)
    with acting(lin), transaction.atomic():
        package = Package.objects.get()
    carried_out(lin, package)
    act(lin, "approve", report)
    act(mei, "approve", report)
    assert again(lin, report).state == "queued"


@pytest.mark.django_db
@pytest.mark.long
def test_a_clue_that_is_none_says_why_lets_the_hold_go_and_sends_nothing(lin, found):
    row = opened(lin, found)
    with pytest.raises(Invalid), acting(lin):
        services.clue_decide(actor=lin, clue_id=row.pk, is_confirmed=False, reason="否")
    with acting(lin):
        services.clue_decide(
            actor=lin, clue_id=row.pk, is_confirmed=False, reason="是抽奖活动，不收费，不构成赌博"
        )
    assert holds(lin) == [("session", False)]
    assert [one.state for one in reports(lin)] == ["dropped"]
    with pytest.raises(services.ClueDecided), acting(lin):
        services.clue_decide(actor=lin, clue_id=row.pk, is_confirmed=True, reason="再想了想")


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "clause", "number"),
    [("suspend", "M-18-7", 1), ("warning", "M-18-7", 0), ("suspend", "M-truthful", 0)],
)
def test_a_broadcast_stopped_for_such_conduct_opens_a_clue_by_itself(
    lin, found, tea_session, kind, clause, number
):
    said = MeasureReleased(
        actor=lin, measure_id=found.pk, session_id=tea_session.pk, room_id=tea_session.room_id,
        kind=kind, clause=clause, findings=(found.pk,),
    )  # fmt: skip
    for _ in range(2):
        with acting(lin), transaction.atomic():
            subscribers.on_measure(said)
    with acting(lin), transaction.atomic():
        held = list(Clue.objects.values_list("offence", "source"))
    assert held == [("gambling", "measure")] * number
    assert len(holds(lin)) == number


@pytest.mark.django_db
@pytest.mark.long
def test_a_decision_about_such_conduct_opens_a_clue_too(harbour, lin, chun):
    of = builders.party(harbour, "operator", user_id=chun.user_id)
    decide(lin, of, code="crime", rung="warning")
    with acting(lin), transaction.atomic():
        assert Clue.objects.get().source == "sanction"
    assert holds(lin) == [("party", True)]


@pytest.mark.django_db
@pytest.mark.long
def test_only_officers_open_and_decide_and_another_platforms_clue_does_not_exist(
    harbour, elsewhere, lin, found
):
    row = opened(lin, found)
    guan, bo = (
        builders.person(harbour, "guan", "viewer"),
        builders.person(elsewhere, "bo", "officer"),
    )
    with pytest.raises(Forbidden):
        opened(guan, found)
    with pytest.raises(NotFound), acting(bo):
        services.clue_decide(actor=bo, clue_id=row.pk, is_confirmed=False, reason="与我无关的线索")


@pytest.mark.django_db
@pytest.mark.long
def test_on_the_pages_an_officer_opens_confirms_and_makes_a_package_for_a_harmed_person(
    lin, found, tea_session
):
    page = browser(lin)
    asked = page.get(f"/outbox/clues/new?finding={found.pk}").content.decode()
    assert "立为线索" in asked
    assert family_name(found.code) in asked
    answer = page.post("/outbox/clues/open", {"finding": f"{found.pk}", "offence": "gambling"})
    shown = page.get(answer.headers["Location"]).content.decode()
    assert f"/evidence/new?about=session&amp;ref={tea_session.pk}" in shown
    page.post(
        answer.headers["Location"] + "/decide", {"say": "yes", "reason": "多次组织开奖，金额较大"}
    )
    assert "已确认移送" in page.get("/outbox/clues").content.decode()
