"""One act: what was found, done on air about it, and decided, is told apart from another act."""

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding, Measure
from moderation.rules import Order
from sanctions.models import Effect, Report
from tests import builders
from tests.moderation.services.streams import inspect, post, said
from tests.proof import browser
from tests.sanctions.conftest import answer, appeal, decide, effects, reports
from tests.tiers.conftest import judge, now

pytestmark = pytest.mark.django_db


def text(reply) -> str:
    return reply.content.decode()


def measured(actor, session, kind, finding) -> Measure:
    order = Order(
        kind=kind, clause="M-18-2", reason={"zh": "涉嫌虚假宣传。", "en": "Suspected: false."},
        findings=(finding.pk,),
    )  # fmt: skip
    with acting(actor), transaction.atomic():
        return moderation.measure_enforce(actor=actor, session_id=session.pk, order=order)


def measures(actor) -> list[tuple[str, bool]]:
    with acting(actor), transaction.atomic():
        rows = Measure.objects.order_by("id")
        return [(one.kind, one.withdrawn_at is not None) for one in rows]


@pytest.mark.law("M-risk-measures", "O117-measure-report")
def test_a_warning_given_on_air_for_the_same_finding_is_the_decision_and_not_given_twice(
    lin, tea, on_air
):
    finding = builders.finding(on_air)
    given = measured(lin, on_air, "warning", finding)
    row = decide(lin, tea, rung="warning", findings=(finding.pk,))
    assert measures(lin) == [("warning", False)]
    with acting(lin), transaction.atomic():
        effect = Effect.objects.get(sanction=row, kind="measure")
    assert (effect.ref, effect.is_shared) == (str(given.pk), True)
    assert reports(row) == {("samr", "county"), ("cac", "county")}
    with acting(lin), transaction.atomic():
        told = [one.body["measures"] for one in Report.objects.filter(sanction=row)]
    assert [[one["kind"] for one in each] for each in told] == [["warning"], ["warning"]]


@pytest.mark.law("M-risk-measures", "M-account-sanctions")
def test_a_prompt_of_prevention_is_kept_with_the_decision_and_counts_nowhere(lin, tea, on_air):
    finding = builders.finding(on_air)
    measured(lin, on_air, "prompt", finding)
    judge(tea)
    before = now(tea).score
    row = decide(lin, tea, rung="function_limit", days=3, functions=("lottery",),
                 findings=(finding.pk,))  # fmt: skip
    judge(tea)
    assert "prompt" in effects(row)
    assert now(tea).score > before


def test_what_was_done_about_another_finding_is_another_act(lin, tea, on_air):
    other = builders.finding(on_air)
    measured(lin, on_air, "warning", other)
    mine = builders.finding(on_air, event_key="2")
    decide(lin, tea, rung="warning", findings=(mine.pk,))
    assert measures(lin) == [("warning", False), ("warning", False)]


@pytest.mark.long
def test_at_its_end_what_was_done_before_stays_and_when_it_falls_it_falls_too(
    lin, mei, chun, tea, on_air
):
    finding = builders.finding(on_air)
    measured(lin, on_air, "warning", finding)
    row = decide(lin, tea, rung="suspension", days=3, findings=(finding.pk,))
    assert measures(lin) == [("warning", False), ("suspend", False)]
    answer(mei, appeal(chun, row), "overturned")
    assert measures(lin) == [("warning", True), ("suspend", True)]


def test_a_finding_of_somebody_elses_room_is_no_ground_against_an_account(
    lin, harbour, outsider, tea, wu
):
    other = builders.session(wu, builders.room(wu, "别家"))
    with pytest.raises(Invalid):
        decide(lin, tea, findings=(builders.finding(other).pk,))
    theirs = builders.session(outsider, builders.room(outsider))
    with pytest.raises(NotFound):
        decide(lin, tea, findings=(builders.finding(theirs).pk,))


@pytest.mark.long
def test_a_decision_begins_where_the_finding_is_with_what_the_ladder_says(lin, tea, on_air):
    post(on_air, said(1, "这款茶能降血压，喝了根治高血压。"))
    inspect(on_air)
    with acting(lin), transaction.atomic():
        finding = Finding.objects.filter(code="F-MED").earliest("id")
    room = text(browser(lin).get(f"/rooms/{on_air.room_id}"))
    assert f"/sanctions/new?finding={finding.pk}" in room
    decide(lin, tea)
    page = text(browser(lin).get(f"/sanctions/new?finding={finding.pk}"))
    for one in (f'value="{tea.pk}" selected', 'value="false_claim" selected',
                 'value="warning" selected', "第 2 次", "阿春家的茶室"):  # fmt: skip
        assert one in page, one


@pytest.mark.long
def test_a_decision_begins_on_the_page_of_a_person_and_knows_what_he_is(lin, harbour, tea):
    person = text(browser(lin).get(f"/people/{tea.pk}"))
    assert f"/sanctions/new?party={tea.pk}" in person
    host = builders.party(harbour, "marketer", public_name="小满")
    page = text(browser(lin).get(f"/sanctions/new?party={host.pk}"))
    assert 'value="person" selected' in page
    assert f'value="{host.pk}" selected' in page


def test_the_rung_follows_what_is_chosen(lin, tea):
    path = f"/sanctions/step?party={tea.pk}&code=crime&subject=account"
    assert 'value="dated_stop" selected' in text(browser(lin).get(path))
    for odd in ("party=x&code=crime", f"party={tea.pk}&code=no", ""):
        reply = browser(lin).get(f"/sanctions/step?{odd}")
        assert reply.status_code == 200
        assert " selected" not in text(reply)
