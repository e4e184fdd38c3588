"""Decisions: on any rung, once by key, one after the other, with all that they must say."""

import pytest
from django.db import transaction

from ledger.models import Outbox
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from moderation.selectors.family import families
from office.models import Letter
from parties.models import Party
from sanctions import services
from sanctions.models import Report, Sanction
from sanctions.rules.ladder import shipped
from tests import builders
from tests.proof import browser
from tests.sanctions.conftest import (
    IMPACT,
    PLAN,
    again,
    against,
    decide,
    effects,
    order,
    reports,
    review,
)

pytestmark = pytest.mark.django_db
COUNTY = {("samr", "county"), ("cac", "county")}
BOTH = COUNTY | {("samr", "province"), ("cac", "province")}


def text_of(answer) -> str:
    return answer.content.decode()


def function_of(party) -> str:
    return again(party).function


@pytest.mark.long
@pytest.mark.law("M-account-sanctions")
def test_the_nth_offence_leads_to_the_ladders_nth_step_and_a_further_one_to_its_last(lin, tea):
    made = [decide(lin, tea, code="abuse") for _ in range(4)]
    assert [(one.offence, one.rung) for one in made] == [
        (1, "warning"), (2, "suspension"), (3, "dated_stop"), (4, "dated_stop"),
    ]  # fmt: skip


def test_a_strike_expires_by_its_violations_own_term(lin, tea, later):
    decide(lin, tea, code="abuse")
    later(days=181)
    assert decide(lin, tea, code="abuse").offence == 1


@pytest.mark.long
def test_other_violations_and_the_person_apart_from_the_account_count_for_themselves(lin, tea):
    decide(lin, tea, code="abuse")
    assert decide(lin, tea, code="fake_data").offence == 1
    assert decide(lin, tea, code="abuse", subject="person").offence == 1


def test_the_same_key_is_the_same_decision_and_another_partys_key_is_refused(lin, harbour, tea):
    first = decide(lin, tea, key="k-20261130-1", code="abuse")
    assert decide(lin, tea, key="k-20261130-1", code="abuse").pk == first.pk
    other = builders.party(harbour, "operator", public_name="别家")
    with pytest.raises(services.KeyTaken):
        decide(lin, other, key="k-20261130-1", code="abuse")


def test_severity_may_enter_at_any_rung(lin, tea):
    row = decide(lin, tea, rung="dated_stop", days=30)
    assert (row.offence, row.suggested, row.rung, row.state) == (
        1, "prompt", "dated_stop", "in_force",
    )  # fmt: skip


@pytest.mark.law("O117-measures")
@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("proportionality", {"proportionality": " "}),
        ("facts", {"facts": "坏"}),
        ("facts", {"facts": "此人证件号 11010519491231002X 登记在册"}),
        ("code", {"code": "nothing"}),
        ("rung", {"rung": "shout"}),
        ("days", {"rung": "dated_stop"}),
        ("days", {"rung": "closure", "days": 3}),
        ("days", {"rung": "suspension", "days": 0}),
        ("functions", {"rung": "function_limit", "days": 3}),
        ("functions", {"rung": "function_limit", "days": 3, "functions": ("fly",)}),
        ("agreement", {"basis": "agreement"}),
        ("notice_ref", {"basis": "notice"}),
        ("ground", {"rung": "blacklist", "days": 365}),
        ("impact", {"rung": "blacklist", "days": 365, "ground": "immoral"}),
        ("basis", {"rung": "blacklist", "days": 9, "basis": "agreement", "agreement": "第六条"}),
    ],
)  # fmt: skip
def test_a_decision_that_lacks_something_is_refused_and_nothing_is_kept(lin, tea, field, fields):
    with pytest.raises(Invalid) as refused:
        decide(lin, tea, **fields)
    assert refused.value.extra["field"] == field
    with acting(lin), transaction.atomic():
        assert not Sanction.objects.exists()


@pytest.mark.law("O117-order-arrangement")
@pytest.mark.parametrize("rung", ["suspension", "closure"])
@pytest.mark.parametrize("field", ["orders", "after_sales", "disputes"])
def test_who_takes_somebody_off_air_says_what_becomes_of_consumers(lin, tea, rung, field):
    with pytest.raises(Invalid) as refused:
        decide(lin, tea, rung=rung, days=None, **{field: ""})
    assert (refused.value.extra["field"], refused.value.law) == (field, "O117-order-arrangement")


@pytest.mark.long
@pytest.mark.law("O117-order-arrangement")
def test_the_platform_is_told_the_plan_for_consumers_and_so_is_the_person(lin, chun, tea):
    row = decide(lin, tea, rung="suspension", days=7, open_orders=412)
    with acting(lin), transaction.atomic():
        sent = Outbox.objects.get(topic="sanction.in_force").payload["consumers"]
    assert sent == PLAN | {"open_orders": 412}
    said = text_of(browser(chun).get(f"/appeals/{row.pk}"))
    assert all(one in said for one in PLAN.values())


@pytest.mark.law("O117-regulator-notice", "M-account-sanctions")
def test_a_breach_of_the_agreement_and_a_regulators_notice_are_bases_too(lin, tea, chun):
    decide(lin, tea, code="agreement", basis="agreement", agreement="第六条第二款")
    decide(lin, tea, basis="notice", notice_ref="市监函〔2026〕118号", rung="warning")
    with acting(lin), transaction.atomic():
        kept = set(Sanction.objects.values_list("basis", "agreement", "notice_ref"))
    assert kept == {("agreement", "第六条第二款", ""), ("notice", "", "市监函〔2026〕118号")}


@pytest.mark.law("O117-requested-measures")
def test_what_a_regulator_requires_is_carried_out_at_once_under_its_number_and_reported(lin, tea):
    row = decide(
        lin, tea, basis="notice", notice_ref="网信函〔2026〕7号", rung="suspension", days=7
    )
    assert (row.state, row.notice_ref) == ("in_force", "网信函〔2026〕7号")
    with acting(lin), transaction.atomic():
        assert Outbox.objects.filter(topic="sanction.in_force").count() == 1
        assert {one.authority for one in Report.objects.filter(sanction=row)} == {"samr", "cac"}


@pytest.mark.law("M-account-sanctions")
def test_whatever_of_weight_is_found_in_a_room_leads_to_a_violation_of_the_shipped_ladder():
    found = [one.code for one in families() if one.severity != "low" and not one.signal]
    assert found
    assert [one for one in found if shipped().violation_of(one) is None] == []


def test_a_finding_of_a_code_that_no_ladder_names_is_of_the_violation_of_its_clause():
    assert shipped().violation_of("F-TENANT", "M-18-4").code == "fake_data"
    assert shipped().violation_of("F-TENANT", "M-age") is None


def test_who_is_no_operator_has_no_account_but_may_be_sanctioned_as_a_person(lin, harbour):
    host = builders.party(harbour, "marketer", public_name="小满")
    with pytest.raises(Invalid):
        decide(lin, host)
    assert decide(lin, host, subject="person").subject == "person"


def test_only_officers_decide_and_another_tenants_party_does_not_exist(lin, wu, outsider, tea):
    with pytest.raises(Forbidden):
        decide(wu, tea)
    with pytest.raises(NotFound):
        decide(outsider, tea)


@pytest.mark.long
def test_a_suspension_takes_the_function_the_broadcast_and_the_gate(lin, tea, on_air):
    row = decide(lin, tea, rung="suspension", days=7)
    assert function_of(tea) == Party.Function.SUSPENDED
    assert against(tea) == ["sanctioned"]
    assert effects(row) == {"function", "measure", "strike", "tier"}
    with acting(lin), transaction.atomic():
        assert Measure.objects.get(session=on_air, rule="sanction:suspension").kind == "suspend"


def test_a_limited_function_is_asked_for_at_the_gate_and_no_other(lin, tea):
    decide(lin, tea, rung="function_limit", days=7, functions=("lottery",))
    assert against(tea) == []
    assert against(tea, functions=("lottery", "coupon")) == ["function_limited"]


def test_a_broadcast_that_begins_under_a_traffic_limit_has_it_from_the_start(lin, chun, tea):
    decide(lin, tea, rung="traffic_limit", days=3)
    room = builders.room(chun, "茶", operator_id=tea.pk)
    session = builders.session(chun, room)
    with acting(lin), transaction.atomic():
        assert Measure.objects.get(session=session).kind == "limit_traffic"


@pytest.mark.long
@pytest.mark.law("O117-measure-report", "M-account-sanctions", "M-blacklist")
def test_authorities_are_told_by_rung_and_a_prompt_is_only_kept(lin, mei, tea):
    assert reports(decide(lin, tea, rung="prompt")) == set()
    assert reports(decide(lin, tea, rung="warning")) == COUNTY
    closing = decide(lin, tea, rung="closure")
    assert reports(closing) == set()
    review(mei, closing)
    assert reports(closing) == BOTH


@pytest.mark.law("M-risk-measures")
def test_a_prompt_goes_out_as_a_measure_of_article_10(lin, tea, on_air):
    decide(lin, tea, rung="prompt")
    with acting(lin), transaction.atomic():
        assert Measure.objects.get(session=on_air).kind == "prompt"


def test_the_person_is_told_in_writing_with_every_field(lin, tea, chun):
    row = decide(lin, tea, rung="suspension", days=7)
    with acting(chun), transaction.atomic():
        letter = Letter.objects.get(recipient_id=chun.user_id, topic="sanction")
    assert letter.is_legal
    assert again(row).noticed_at is not None


@pytest.mark.parametrize("rung", ["closure", "registration_ban", "blacklist"])
def test_the_last_three_wait_for_another_officer(lin, mei, tea, rung):
    days = None if rung == "closure" else 365
    row = decide(lin, tea, rung=rung, days=days, ground="serious")
    assert row.state == "proposed"
    assert (effects(row), against(tea)) == (set(), [])
    with pytest.raises(services.OwnProposal):
        review(lin, row)
    assert review(mei, row).state == "in_force"
    assert against(tea)
    with pytest.raises(services.NotProposed):
        review(mei, row)


@pytest.mark.law("M-blacklist")
def test_bad_social_impact_needs_two_reviewers_and_neither_twice(lin, mei, qiu, tea):
    row = decide(lin, tea, rung="blacklist", days=1825, ground="immoral", impact=IMPACT)
    assert review(mei, row).state == "proposed"
    with pytest.raises(services.OwnProposal):
        review(mei, row)
    assert review(qiu, row).state == "in_force"


def test_a_proposal_that_a_reviewer_refuses_changes_nothing(lin, mei, tea, chun):
    row = decide(lin, tea, rung="closure")
    assert review(mei, row, is_approval=False).state == "refused"
    assert (effects(row), reports(row), against(tea)) == (set(), set(), [])
    with acting(chun), transaction.atomic():
        assert not Letter.objects.filter(recipient_id=chun.user_id).exists()
    assert decide(lin, tea).offence == 1


def test_a_program_only_proposes_and_the_last_rungs_still_see_two_people(lin, mei, harbour, tea):
    program = builders.program(harbour, "sanctions.write")
    row = decide(program, tea, rung="warning")
    assert (row.state, row.is_automated) == ("proposed", True)
    assert review(lin, row).state == "in_force"
    grave = decide(program, tea, rung="closure")
    assert review(lin, grave).state == "proposed"
    assert review(mei, grave).state == "in_force"


def test_a_decision_that_fails_half_way_leaves_nothing(lin, tea, on_air, monkeypatch):
    def broken(*_given):
        raise RuntimeError

    monkeypatch.setattr("sanctions.services.force.notice_send", broken)
    with acting(lin), pytest.raises(RuntimeError):
        services.sanction_decide(
            actor=lin, order=order(tea, rung="suspension", days=3), key="half-way-1"
        )
    with acting(system_actor(tea.tenant_id)), transaction.atomic():
        assert not Sanction.objects.exists()
        assert not Measure.objects.exists()
    assert function_of(tea) == Party.Function.OPEN
