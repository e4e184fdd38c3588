"""A technology's way from a name to use: two people, an assessment between them, and a review."""

from datetime import timedelta

import pytest

from filings import services
from filings.models import Assessment, Filing, Technology
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from tests import builders
from tests.filings.conftest import answers, approved, declared, signed, soon

pytestmark = pytest.mark.django_db
STATE = Technology.State


def approve(actor, technology, live=0, review=90):
    with acting(actor):
        return services.technology_approve(
            actor=actor,
            technology_id=technology.pk,
            live_on=soon(live),
            review_on=soon(live + review),
        )


@pytest.mark.law("M-virtual-image")
def test_who_declared_it_does_not_approve_it(lin, mei):
    technology = declared(lin)
    signed(lin, technology.assessment)

    with pytest.raises(Forbidden) as refusal:
        approve(lin, technology)

    assert refusal.value.law == "M-virtual-image"
    assert approve(mei, technology).state == STATE.APPROVED


def test_what_a_program_declares_any_person_may_approve_and_no_program(lin, program):
    technology = declared(program)
    signed(lin, technology.assessment)

    with pytest.raises(Forbidden):
        approve(program, technology)

    assert approve(lin, technology).approved_by_id == lin.user_id


def test_the_security_administrator_may_be_the_second_person_and_a_viewer_may_not(harbour, lin, wu):
    guard = builders.person(harbour, "guard", "security_admin")
    technology = declared(lin)
    signed(lin, technology.assessment)

    with pytest.raises(Forbidden):
        approve(wu, technology)
    assert approve(guard, technology).approved_by_id == guard.user_id


def test_nothing_is_approved_before_its_assessment_is_signed_nor_after_it_failed(lin, mei):
    technology = declared(lin)
    with pytest.raises(Conflict):
        approve(mei, technology)
    with acting(lin):
        services.assessment_answer(
            actor=lin, assessment_id=technology.assessment.pk, answers=answers("wanting")
        )
        services.assessment_sign(
            actor=lin,
            assessment_id=technology.assessment.pk,
            signature=services.Signature(result="failed", conclusion="声音可以被冒用。"),
        )
    with pytest.raises(Conflict):
        approve(mei, technology)

    with acting(lin):
        again = services.technology_assess_again(actor=lin, technology_id=technology.pk)
    assert again.assessment_id != technology.assessment_id
    signed(lin, again.assessment)
    assert approve(mei, again).state == STATE.APPROVED


@pytest.mark.parametrize(
    ("kind", "effect", "trigger"),
    [
        ("virtual_image", "none", "virtual_image"),
        ("voice", "none", "feature"),
        ("function", "function", "service"),
        ("virtual_image", "major", "technology"),
    ],
)
@pytest.mark.law("SAP-service", "SAP-technology")
def test_what_a_technology_changes_decides_which_assessment_opens_by_itself(
    lin, kind, effect, trigger
):
    technology = declared(lin, kind=kind, effect=effect)

    assert technology.assessment.trigger == trigger
    with acting(lin):
        running = Clock.objects.get(subject_ref=str(technology.assessment.pk))
    assert running.kind == "safety_assessment"
    assert not running.law_due_at  # the law names no term: it is the platform's own


@pytest.mark.law("ARP-filing")
def test_an_algorithm_that_goes_live_must_be_filed_within_ten_working_days(lin, mei):
    technology = approved(lin, mei, "feed", "algorithm")
    with acting(lin):
        services.technology_go_live(actor=lin, technology_id=technology.pk)
        services.technology_go_live(actor=lin, technology_id=technology.pk)
        filing = Filing.objects.get(kind="algorithm")
        running = Clock.objects.get(subject_ref=str(filing.pk))

    assert (running.clause, running.policy["amount"]) == ("ARP-filing", 10)
    assert running.policy["unit"] == "working_day"
    assert running.law_due_at == running.due_at


def test_what_is_in_use_is_looked_at_again_and_the_next_term_begins(lin, mei):
    technology = approved(lin, mei)
    with acting(lin):
        first = Clock.objects.get(subject_ref=str(technology.pk)).due_at
        services.technology_review(
            actor=lin, technology_id=technology.pk, note="三个月无投诉", next_on=soon(200)
        )
        running = Clock.objects.get(subject_ref=str(technology.pk))

    assert (running.state, running.round) == ("running", 2)
    assert running.due_at - first == timedelta(days=110)


def test_a_report_that_comes_back_takes_the_technology_off(lin, mei):
    technology = approved(lin, mei)
    with acting(lin):
        services.assessment_submit(
            actor=lin, assessment_id=technology.assessment_id, to="市网信办", on=clock.today()
        )
        services.assessment_decide(
            actor=lin,
            assessment_id=technology.assessment_id,
            accepted=False,
            on=clock.today(),
            words="补充日志留存说明",
        )
        technology.refresh_from_db()

    assert technology.state == STATE.DRAFT
    signed(lin, Assessment(pk=technology.assessment_id))
    assert approve(mei, technology).state == STATE.APPROVED


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "A B"},
        {"slug": "a"},
        {"slug": "x" * 41},
        {"kind": "time_machine"},
        {"effect": "unknown"},
        {"name": " "},
        {"name": "找 13800001234"},
    ],
)
def test_what_makes_no_sense_is_not_written_down(lin, wrong):
    with pytest.raises(Invalid):
        declared(lin, **{"slug": "ok", "kind": "voice", **wrong})
    with acting(lin):
        assert not Technology.objects.exists()
        assert not Assessment.objects.exists()


def test_a_short_name_is_taken_once_in_a_platform(lin, outsider):
    declared(lin)
    with pytest.raises(Conflict) as refusal:
        declared(lin)
    assert refusal.value.code == "technology_there"

    assert declared(outsider).slug == "host-a"


@pytest.mark.parametrize(("live", "review"), [(-1, 90), (0, 0), (0, 731)])
def test_days_that_cannot_be_are_refused(lin, mei, live, review):
    technology = declared(lin)
    signed(lin, technology.assessment)
    with pytest.raises(Invalid):
        approve(mei, technology, live, review)


def test_it_goes_live_only_when_its_day_has_come(lin, mei):
    technology = approved(lin, mei, days=2)
    with acting(lin), pytest.raises(Conflict):
        services.technology_go_live(actor=lin, technology_id=technology.pk)


def test_strangers_and_those_who_only_look_change_nothing(lin, mei, wu, chun, outsider):
    technology = approved(lin, mei)
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.technology_retire(actor=actor, technology_id=technology.pk, reason="不再使用")
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            declared(actor, "host-z")


def test_every_step_is_in_the_record_with_its_clause(lin, mei):
    technology = approved(lin, mei)
    with acting(lin):
        services.technology_retire(actor=lin, technology_id=technology.pk, reason="不再使用")
        services.technology_retire(actor=lin, technology_id=technology.pk, reason="不再使用")
        found = Entry.objects.filter(subject_ref=str(technology.pk)).order_by("id")
        said = [(one.action, one.clause) for one in found]

    names = ["declared", "approved", "retired"]
    assert said == [(f"filings.technology_{one}", "M-virtual-image") for one in names]
