"""Licences and filings of the platform: what holds until when, and who is reminded in time."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from filings import selectors, services
from filings.models import Filing
from filings.rules import catalogue
from filings.services import Facts
from livecompliance.kernel import clock, law
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office import tasks
from office.models import Clock, Letter
from office.rules.days import first_instant
from tests.filings.conftest import later, soon

pytestmark = pytest.mark.django_db
NUMBER = "京B2-20260118"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def register(actor, kind="edi", **facts):
    facts = {"state": "held", "number": NUMBER, "valid_until": soon(400)} | facts
    with acting(actor):
        return services.filing_register(actor=actor, kind=kind, facts=Facts(**facts))


def change(actor, filing, **facts):
    facts = {"state": "held", "number": NUMBER, "valid_until": soon(400)} | facts
    with acting(actor):
        return services.filing_change(actor=actor, filing_id=filing.pk, facts=Facts(**facts))


def running(actor, filing, kind="filing_renewal"):
    with acting(actor):
        return Clock.objects.filter(subject_ref=str(filing.pk), kind=kind).first()


def line(actor, kind):
    with acting(actor):
        return next(one for one in selectors.board(actor).lines if one.kind.key == kind)


@pytest.mark.law("M-filing", "M-licences")
def test_the_board_says_what_is_missing_what_holds_and_for_how_long(lin):
    assert (line(lin, "edi").tone, line(lin, "edi").left) == ("act", "未登记")
    assert line(lin, "culture").tone == ""  # not every platform needs it

    register(lin, valid_until=soon(400))
    assert (line(lin, "edi").tone, line(lin, "edi").left) == ("ok", "还剩 400 天")
    register(lin, "culture", valid_until=soon(10))
    assert line(lin, "culture").tone == "watch"
    register(lin, "audiovisual", valid_until=soon(-1))
    assert (line(lin, "audiovisual").tone, line(lin, "audiovisual").left) == ("act", "已过期 1 天")
    register(lin, "icp", valid_until=None)
    assert line(lin, "icp").left == "长期有效"


@pytest.mark.law("M-licences")
def test_before_a_licence_ends_its_owner_is_written_to(lin, monkeypatch):
    filing = register(lin, valid_until=soon(60), owner_id=lin.user_id)
    assert running(lin, filing).due_at.date() == soon(60)
    later(monkeypatch, days=30)

    tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))

    with acting(lin):
        letter = Letter.objects.get()
    assert (letter.recipient_id, letter.topic) == (lin.user_id, "clock_warned")


def test_a_renewal_ends_the_term_in_time_and_begins_the_next(lin):
    filing = register(lin, valid_until=soon(20))

    change(lin, filing, valid_until=soon(1000))

    clock_now = running(lin, filing)
    assert (clock_now.state, clock_now.round) == ("running", 2)
    assert clock_now.due_at.date() == soon(1000)
    assert clock_now.breached_at is None


def test_handing_on_a_filing_hands_on_its_clock(lin, mei):
    filing = register(lin, owner_id=lin.user_id)
    change(lin, filing, owner_id=mei.user_id)
    assert running(lin, filing).owner_id == mei.user_id


@pytest.mark.law("ARP-filing")
def test_an_algorithm_is_filed_within_ten_working_days_of_its_first_day(lin):
    filing = register(lin, "algorithm", state="preparing", valid_until=None, began_on=soon(-1))
    due = running(lin, filing, "filing_due")
    assert (due.clause, due.policy["amount"], due.policy["unit"]) == (
        "ARP-filing", 10, "working_day",
    )  # fmt: skip
    assert due.started_at == first_instant(soon(-1))

    change(lin, filing, state="submitted", valid_until=None, began_on=soon(-1))
    assert running(lin, filing, "filing_due").state == "met"

    change(lin, filing, state="preparing", valid_until=None, began_on=soon(-1))  # sent back
    assert running(lin, filing, "filing_due").state == "met"


@pytest.mark.law("CPM-filing", "CPM-yearly")
def test_a_graded_system_is_filed_in_thirty_days_and_evaluated_every_year(lin, monkeypatch):
    filing = register(lin, "level", state="preparing", valid_until=None, began_on=soon(0))
    assert running(lin, filing, "filing_due").policy["amount"] == 30
    change(lin, filing, valid_until=None, began_on=soon(0), valid_from=soon(0))
    first = running(lin, filing, "filing_evaluation")
    assert (first.clause, first.policy["amount"]) == ("CPM-yearly", 12)
    later(monkeypatch, days=100)

    with acting(lin):
        services.filing_evaluate(actor=lin, filing_id=filing.pk, on=clock.today())

    again = running(lin, filing, "filing_evaluation")
    assert (again.state, again.round) == ("running", 2)
    assert again.started_at == first_instant(clock.today())
    assert again.due_at > first.due_at


def test_only_what_is_evaluated_by_law_is_and_never_ahead_of_time(lin):
    edi = register(lin)
    level = register(lin, "level", valid_until=None)
    with acting(lin):
        for filing, on in ((edi, soon(0)), (level, soon(2))):
            with pytest.raises(Invalid):
                services.filing_evaluate(actor=lin, filing_id=filing.pk, on=on)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("driving", {}),
        ("edi", {"number": ""}),
        ("edi", {"valid_until": None}),
        ("edi", {"valid_from": soon(401)}),
        ("edi", {"state": "lost"}),
        ("edi", {"state": "not_needed", "reason": ""}),
        ("edi", {"state": "refused", "reason": " "}),
        ("edi", {"issuer": "找 13800001234"}),
        ("algorithm", {"began_on": soon(2)}),
    ],
)
def test_facts_that_cannot_be_true_are_refused_and_nothing_is_kept(lin, kind, wrong):
    with pytest.raises(Invalid):
        register(lin, kind, **wrong)
    with acting(lin):
        assert not Filing.objects.exists()
        assert not Clock.objects.exists()


def test_of_a_licence_there_is_one_until_it_has_ended_and_of_algorithms_many(lin):
    filing = register(lin)
    with pytest.raises(Conflict) as refusal:
        register(lin)
    assert refusal.value.code == "filing_there"

    change(lin, filing, state="ended", reason="业务终止，已交回")
    assert running(lin, filing).state == "closed"
    assert register(lin).pk != filing.pk
    for _number in range(2):
        register(lin, "algorithm", valid_until=None)


def test_what_is_not_needed_says_why_and_is_asked_for_no_more(lin):
    register(lin, state="not_needed", number="", valid_until=None, reason="仅自营，不属于该类业务")
    assert line(lin, "edi").tone == ""


def test_the_evidence_is_a_file_of_the_platform_that_its_watchers_open(lin, wu, outsider):
    with acting(lin):
        file = services.evidence_store(actor=lin, stream=io.BytesIO(PDF), name="许可证.pdf")
    filing = register(lin, evidence=file.pk)
    with acting(wu):
        assert b"".join(office.file_open(actor=wu, file_id=filing.evidence).pieces()) == PDF
    with acting(outsider), pytest.raises(NotFound):
        office.file_open(actor=outsider, file_id=file.pk)
    with pytest.raises(NotFound):
        register(outsider, evidence=file.pk)


def test_strangers_and_those_who_only_look_write_nothing_down(lin, wu, chun, outsider):
    filing = register(lin)
    facts = Facts(state="ended", reason="业务终止")
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.filing_change(actor=actor, filing_id=filing.pk, facts=facts)
    with acting(chun), pytest.raises(Forbidden):
        selectors.board(chun)
    with acting(lin):
        assert selectors.filing_get(lin, filing.pk).state == "held"


def test_an_owner_must_be_a_member(lin, outsider):
    facts = Facts(state="held", number=NUMBER, valid_until=soon(4), owner_id=outsider.user_id)
    with acting(lin), pytest.raises(Invalid):
        services.filing_register(actor=lin, kind="edi", facts=facts)
    with acting(lin):
        services.filing_register(actor=lin, kind="edi", facts=replace(facts, owner_id=None))


def test_next_year_the_licence_has_expired_and_its_clock_was_breached(lin, monkeypatch):
    filing = register(lin, valid_until=soon(30))
    later(monkeypatch, days=365)
    tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))
    assert running(lin, filing).breached_at is not None
    assert line(lin, "edi").tone == "act"
    assert line(lin, "edi").left == f"已过期 {365 - 30} 天"

    change(lin, filing, valid_until=clock.today() + timedelta(days=500))
    assert running(lin, filing).round == 2


@pytest.mark.law("NPB-licence", "M-licences")
def test_each_kind_cites_a_clause_that_holds_and_only_the_agencies_has_a_ratio():
    for kind in catalogue.kinds().values():
        assert law.clause(kind.clause, on=clock.today())
        for bound in (kind.due, kind.review, kind.ratio):
            assert bound is None or law.clause(bound.clause).number(bound.param)
    asked = {key: kind.clause for key, kind in catalogue.kinds().items() if kind.ratio}
    assert asked == {"performance": "NPB-licence"}
