"""A safety assessment opens by itself for each of five reasons, and ends with a signature."""

import pytest

from accounts import services as accounts
from filings import services
from filings.models import Assessment, Signal
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from tests.filings.conftest import answers, later, signed, soon

pytestmark = pytest.mark.django_db
ORDER = services.Order(
    authority="市网信办", number="网安〔2026〕7号", received_on=soon(0), level="city"
)


def report(actor, kind="users", value=0, **more):
    with acting(actor):
        return services.signal_report(actor=actor, kind=kind, value=value, **more)


def begin(actor, trigger="service", subject="直播间投票功能"):
    with acting(actor):
        return services.assessment_begin(actor=actor, trigger=trigger, subject=subject)


def clock_of(actor, assessment):
    with acting(actor):
        return Clock.objects.get(subject_ref=str(assessment.pk))


def submit(actor, assessment, **more):
    with acting(actor):
        return services.assessment_submit(
            actor=actor, assessment_id=assessment.pk, to="市网信办、市公安局", on=soon(0), **more
        )


@pytest.mark.law("SAP-scale")
def test_a_rise_of_half_since_the_last_assessment_opens_one_by_itself(lin, program):
    values = [10_000, 14_999, 15_000, 22_000, 22_500]
    due = [report(program, value=value).assessment for value in values]

    assert [one is not None for one in due] == [False, False, True, False, False]
    assert due[2].trigger == "scale"
    signed(lin, due[2])
    assert report(program, value=22_499).assessment is None
    assert report(program, value=22_500).assessment not in (None, due[2])


def test_what_counts_as_a_significant_rise_is_the_platforms_own_number(harbour, lin):
    system = system_actor(harbour.pk)
    with acting(system):
        accounts.tenant_policy_set(actor=system, changes={"scale_rise_percent": 10})
    report(lin, value=1000)
    assert report(lin, value=1099).assessment is None
    assert report(lin, value=1100).assessment is not None


def test_each_number_is_compared_to_its_own_kind_and_its_own_platform(lin, outsider):
    report(lin, "users", 10)
    report(outsider, "users", 1000)
    assert report(lin, "active", 1000).assessment is None
    assert report(outsider, "users", 1400).assessment is None
    assert report(lin, "users", 0).assessment is None


@pytest.mark.law("SAP-spread")
def test_a_spread_that_was_not_held_opens_one_and_the_next_joins_it(lin):
    first = report(lin, "spread", note="搬运的虚假视频一小时内扩散")
    second = report(lin, "spread", note="同一内容再次扩散")
    assert first.assessment is not None
    assert second.assessment == first.assessment

    signed(lin, first.assessment)
    assert report(lin, "spread", note="措施后又扩散").assessment != first.assessment


@pytest.mark.law("SAP-notice")
def test_a_written_notice_opens_one_until_the_day_it_names_and_twice_is_once(lin):
    order = services.Order(**{**_fields(ORDER), "due_on": soon(12)})
    with acting(lin):
        first = services.assessment_order(actor=lin, order=order)
        again = services.assessment_order(actor=lin, order=order)
        other = services.assessment_order(
            actor=lin, order=services.Order(**{**_fields(ORDER), "number": "网安〔2026〕8号"})
        )

    assert first == again != other
    assert clock_of(lin, first).due_at.date() == soon(12)


def _fields(order):
    return {name: getattr(order, name) for name in order.__slots__}


@pytest.mark.parametrize(
    "wrong", [{"level": "county"}, {"number": " "}, {"authority": ""}, {"received_on": soon(2)}]
)
def test_a_notice_says_who_of_a_city_or_above_under_which_number_and_when(lin, wrong):
    with acting(lin), pytest.raises(Invalid):
        services.assessment_order(actor=lin, order=services.Order(**{**_fields(ORDER), **wrong}))


@pytest.mark.law("SAP-service", "SAP-technology")
def test_officers_open_one_for_a_service_that_goes_live_and_none_for_a_notice(lin):
    assert begin(lin).state == "open"
    assert begin(lin, "technology", "更换推流架构").trigger == "technology"
    for trigger in ("notice", "virtual_image", "feature", "gossip"):
        with pytest.raises(Invalid):
            begin(lin, trigger)


@pytest.mark.law("SAP-contents", "SAP-report", "M-filing")
def test_it_is_signed_only_when_every_point_has_an_answer_a_result_and_a_conclusion(lin):
    assessment = begin(lin)
    whole = services.Signature(result="passed", conclusion="风险可控，可以上线。")

    def sign(signature=whole):
        with acting(lin):
            return services.assessment_sign(
                actor=lin, assessment_id=assessment.pk, signature=signature
            )

    def answer(given):
        with acting(lin):
            services.assessment_answer(actor=lin, assessment_id=assessment.pk, answers=given)

    for key, one in answers().items():
        with pytest.raises(Invalid):
            sign()
        answer({key: one})
    for wrong in ({"result": ""}, {"result": "great"}, {"conclusion": "好"}):
        with pytest.raises(Invalid):
            sign(services.Signature(**{"result": "passed", "conclusion": "风险可控。", **wrong}))

    done = sign()
    assert (done.state, done.signed_by_id) == ("signed", lin.user_id)
    with pytest.raises(Conflict):
        answer(answers(note="事后改写"))
    with pytest.raises(Conflict):
        sign()


def test_a_finding_that_something_is_wanting_cannot_be_signed_as_passed(lin):
    assessment = begin(lin)
    found = {**answers(), "logs": {"finding": "wanting", "note": "缺少源端口"}}
    with acting(lin):
        services.assessment_answer(actor=lin, assessment_id=assessment.pk, answers=found)
        for result, is_taken in (("passed", False), ("conditions", True)):
            signature = services.Signature(result=result, conclusion="补齐日志字段后可控。")
            given = {"actor": lin, "assessment_id": assessment.pk, "signature": signature}
            if is_taken:
                assert services.assessment_sign(**given).result == "conditions"
            else:
                with pytest.raises(Invalid):
                    services.assessment_sign(**given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"gossip": {"finding": "met", "note": "已核对"}},
        {"logs": {"finding": "perfect", "note": "已核对"}},
        {"logs": {"finding": "met", "note": " "}},
        {"logs": {"finding": "met", "note": "电话 13800001234"}},
        {"logs": {"finding": "met", "note": "长" * 1001}},
    ],
)
def test_answers_are_of_the_checklist_and_name_nobody(lin, wrong):
    assessment = begin(lin)
    with acting(lin), pytest.raises(Invalid):
        services.assessment_answer(actor=lin, assessment_id=assessment.pk, answers=wrong)


@pytest.mark.law("SAP-submit")
def test_the_report_goes_out_once_signed_and_that_meets_the_clock(lin, monkeypatch):
    assessment = begin(lin)
    with pytest.raises(Conflict):
        submit(lin, assessment)
    signed(lin, assessment)
    assert clock_of(lin, assessment).state == "running"

    done = submit(lin, assessment)

    assert (done.state, done.submitted_to) == ("submitted", "市网信办、市公安局")
    assert clock_of(lin, assessment).state == "met"
    with pytest.raises(Conflict):
        submit(lin, assessment)


def test_a_report_that_comes_back_is_answered_in_a_new_round(lin):
    assessment = begin(lin)
    signed(lin, assessment)
    submit(lin, assessment)
    with acting(lin):
        given = {"actor": lin, "assessment_id": assessment.pk, "on": soon(0)}
        with pytest.raises(Invalid):
            services.assessment_decide(**given, accepted=False)
        back = services.assessment_decide(**given, accepted=False, words="请补充应急演练")
    assert (back.state, back.round) == ("returned", 2)
    assert clock_of(lin, assessment).round == 2

    signed(lin, assessment)
    submit(lin, assessment)
    with acting(lin):
        assert services.assessment_decide(**given, accepted=True).state == "accepted"
        with pytest.raises(Conflict):
            services.assessment_decide(**given, accepted=True)


def test_days_out_of_order_are_refused(lin, monkeypatch):
    assessment = begin(lin)
    later(monkeypatch, days=3)
    signed(lin, assessment)
    with acting(lin):
        for on in (clock.today().replace(year=2020), soon(2)):
            with pytest.raises(Invalid):
                services.assessment_submit(
                    actor=lin, assessment_id=assessment.pk, to="市网信办", on=on
                )


def test_programs_report_and_sign_nothing_and_strangers_see_nothing(
    lin, wu, chun, program, outsider
):
    assessment = begin(lin)
    signature = services.Signature(result="passed", conclusion="风险可控。")
    refusals = ((program, Forbidden), (wu, Forbidden), (chun, Forbidden), (outsider, NotFound))
    for actor, refusal in refusals:
        with acting(actor), pytest.raises(refusal):
            services.assessment_sign(actor=actor, assessment_id=assessment.pk, signature=signature)
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            report(actor, value=5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "likes"},
        {"value": -1},
        {"value": 10**13 + 1},
        {"on_day": soon(2)},
        {"kind": "spread", "note": ""},
        {"note": "找 13800001234"},
    ],
)
def test_a_report_that_makes_no_sense_is_not_kept(lin, wrong):
    with pytest.raises(Invalid):
        report(lin, **wrong)
    with acting(lin):
        assert not Signal.objects.exists()
        assert not Assessment.objects.exists()


def test_the_record_holds_who_opened_signed_and_submitted_and_no_word_of_the_answers(lin):
    assessment = begin(lin)
    signed(lin, assessment)
    submit(lin, assessment)
    with acting(lin):
        found = Entry.objects.filter(subject_ref=str(assessment.pk)).order_by("id")
        actions = [one.action.removeprefix("filings.assessment_") for one in found]
        bodies = "".join(str(bytes(one.body)) for one in found)
    assert actions == ["opened", "answered", "signed", "submitted"]
    assert "已核对" not in bodies
