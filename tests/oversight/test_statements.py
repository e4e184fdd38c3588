"""Every decision that restricts something becomes one statement of reasons, or says why not."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from office import services as office
from office.models import File, Job
from oversight.models import StatementExport, StatementFault, StatementTaking
from oversight.rules import dsa
from oversight.rules.periods import month_code
from oversight.selectors import statement as selectors
from oversight.services import statements as services
from sanctions.models import Sanction
from tests import builders
from tests.attack.conftest import signed_in
from tests.sanctions.conftest import again, decide, lift, tea  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def order(actor, form="ndjson", period=""):
    with acting(actor):
        return services.statements_order(
            actor=actor, period=period or month_code(clock.today()), form=form
        )


def run(row):
    system = system_actor(row.tenant_id)
    with acting(system), transaction.atomic():
        job = StatementExport.objects.get(pk=row.pk).job_id
    with acting(system):
        return office.job_run(actor=system, job_id=job)


def now(row):
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return StatementExport.objects.select_related("file", "job").get(pk=row.pk)


def body(actor, row):
    with acting(actor):
        services.statements_take(actor=actor, export_id=row.pk)
        with transaction.atomic():
            opened = office.file_open(actor=actor, file_id=now(row).file_id)
        return b"".join(opened.pieces())


def lines(actor, row):
    return [json.loads(one) for one in body(actor, row).splitlines()]


def made(actor, form="ndjson", period=""):
    row = order(actor, form, period)
    assert run(row) == "done"
    return now(row)


def problems(actor, row):
    with acting(actor), transaction.atomic():
        return [one for _pk, one in selectors.export_problems(actor, row, None, 100)]


def measure(session, kind="suspend", **fields):
    """Take a measure on air that went out, as a rule does."""
    given = {
        "kind": kind,
        "origin": "rule",
        "clause": "M-18-2",
        "reason_zh": "宣称普通食品有医疗作用。",
        "minutes": 60,
        "seq": 1,
        "released_at": clock.now(),
        "delivered_at": clock.now(),
    }
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        return Measure.objects.create(
            tenant_id=session.tenant_id, session=session, room_id=session.room_id, **given | fields
        )


def set_(row, **fields):
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.law("M-account-sanctions", "O117-measures")
def test_a_decision_and_a_measure_on_air_are_a_statement_each(lin, tea, tea_session):  # noqa: F811
    stop = decide(lin, tea, rung="dated_stop", days=30)
    finding = builders.finding(tea_session)
    on_air = measure(tea_session, findings=[finding.pk])

    row = made(lin)

    said = {one["puid"]: one for one in lines(lin, row)}
    assert set(said) == {f"sanction-{stop.pk}", f"measure-{on_air.pk}"}
    assert all(dsa.faults_of(one) == [] for one in said.values())
    first, second = said[f"sanction-{stop.pk}"], said[f"measure-{on_air.pk}"]
    assert first["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert first["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert second["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert second["automated_detection"] == "Yes"
    assert second["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert second["content_type"] == ["CONTENT_TYPE_AUDIO"]
    assert (row.decisions, row.statements, row.faulty, row.outside) == (2, 2, 0, 0)


def test_a_warning_restricts_nothing_and_is_counted_beside(lin, tea, tea_session):  # noqa: F811
    decide(lin, tea, rung="warning")
    measure(tea_session, "prompt")

    row = made(lin)

    assert lines(lin, row) == []
    assert (row.decisions, row.outside, row.statements) == (2, 2, 0)


def test_what_carries_a_decision_out_is_in_that_decision(lin, tea, on_air_of_tea):  # noqa: F811
    stop = decide(lin, tea, rung="suspension", days=7)

    row = made(lin)

    [said] = lines(lin, row)
    assert said["puid"] == f"sanction-{stop.pk}"
    assert said["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert (row.decisions, row.within) == (2, 1)


@pytest.fixture
def on_air_of_tea(chun, tea):  # noqa: F811
    room = builders.room(chun, "阿春家的茶室", operator_id=tea.pk, operator_user_id=chun.user_id)
    return builders.session(chun, room)


def test_a_decision_that_nobody_was_told_of_is_not_in_the_file_but_in_the_list(lin, tea):  # noqa: F811
    told = decide(lin, tea, rung="traffic_limit", days=3)
    silent = decide(lin, tea, code="abuse", rung="traffic_limit", days=3)
    set_(silent, noticed_at=None)

    row = made(lin)

    assert [one["puid"] for one in lines(lin, row)] == [f"sanction-{told.pk}"]
    [problem] = problems(lin, row)
    assert (problem.ref, problem.name) == (silent.pk, silent.number)
    assert problem.said == ["没有送达记录：当事人尚未收到通知"]


def test_nothing_in_the_file_names_anybody(lin, tea, on_air_of_tea):  # noqa: F811
    finding = builders.finding(on_air_of_tea)
    row = decide(
        lin,
        tea,
        rung="traffic_limit",
        days=3,
        facts="阿春家在“阿春家的茶室”里两次宣称可以降血压。",
        findings=(finding.pk,),
    )
    set_(row, facts="阿春家在“阿春家的茶室”里留下电话 13800001234 和 chun@example.com。")

    export = made(lin)

    text = body(lin, export).decode()
    for word in ("阿春", "13800001234", "chun@example.com", "茶室"):
        assert word not in text
    assert "〔隐名〕" in text


def test_no_cell_of_the_table_is_a_formula(lin, tea):  # noqa: F811
    row = decide(lin, tea, rung="traffic_limit", days=3)
    set_(row, facts="=HYPERLINK(“http://evil.example”) 两次宣称")

    table = list(csv.DictReader(io.StringIO(body(lin, made(lin, "csv")).decode("utf-8-sig"))))

    assert len(table) == 1
    assert list(table[0]) == list(dsa.rules().columns)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in table[0].values())


def test_a_decision_that_fell_says_when_it_ended_and_one_only_proposed_is_none(lin, tea):  # noqa: F811
    fell = decide(lin, tea, rung="traffic_limit", days=30)
    lift(lin, fell)
    decide(lin, tea, code="crime", rung="closure")

    [said] = lines(lin, made(lin))

    assert said["puid"] == f"sanction-{fell.pk}"
    assert said["end_date_visibility_restriction"] == f"{clock.today()}"


def test_only_the_period_that_was_asked_for_is_in_it(lin, tea):  # noqa: F811
    old = decide(lin, tea, rung="traffic_limit", days=3)
    before = clock.now() - timedelta(days=70)
    set_(old, starts_at=before, ends_at=before + timedelta(days=3))

    assert lines(lin, made(lin)) == []
    [said] = lines(lin, made(lin, period=month_code(clock.to_date(before))))
    assert said["application_date"] == f"{clock.to_date(before)}"


@pytest.mark.parametrize("period", ["2099-01", "2026-13", "", "2026-Q5", "../../etc"])
def test_a_period_that_is_none_or_has_not_begun_is_refused(lin, period):
    with acting(lin), pytest.raises(Invalid):
        services.statements_order(actor=lin, period=period, form="csv")


def test_a_job_that_is_stopped_between_pages_goes_on_and_doubles_nothing(
    lin, tea, monkeypatch  # noqa: F811
):  # fmt: skip
    rows = [decide(lin, tea, rung="traffic_limit", days=3) for _one in range(5)]
    set_(rows[3], noticed_at=None)
    monkeypatch.setattr(services, "PAGE", 1)
    export, wrote = order(lin), services._keep_faults
    seen = []

    def dies(actor, row, found):
        seen.append(found)
        if len(seen) == 5:
            raise RuntimeError("the power is gone")
        wrote(actor, row, found)

    monkeypatch.setattr(services, "_keep_faults", dies)
    assert run(export) == "failed"
    with acting(lin):
        services.statements_resume(actor=lin, export_id=export.pk)
    assert run(export) == "done"

    said = [one["puid"] for one in lines(lin, export)]
    assert said == sorted({f"sanction-{one.pk}" for one in rows} - {f"sanction-{rows[3].pk}"})
    row = now(export)
    assert (row.statements, row.faulty) == (4, 1)
    with acting(lin), transaction.atomic():
        assert StatementFault.objects.count() == 1


def test_what_began_at_one_instant_and_in_another_order_than_it_was_written_is_met_once(
    lin, tea, tea_session, monkeypatch  # noqa: F811
):  # fmt: skip
    at = clock.now() - timedelta(minutes=5)
    begun = [at, at, at - timedelta(minutes=1), at + timedelta(minutes=1), at]
    rows = [measure(tea_session, seq=n, released_at=one) for n, one in enumerate(begun, 1)]
    monkeypatch.setattr(services, "PAGE", 2)

    said = [one["puid"] for one in lines(lin, made(lin))]

    by_turn = sorted(rows, key=lambda one: (one.released_at, one.pk))
    assert said == [f"measure-{one.pk}" for one in by_turn]


def test_a_cancelled_export_leaves_no_file(lin, tea, monkeypatch):  # noqa: F811
    decide(lin, tea, rung="traffic_limit", days=3)
    export, write = order(lin), services.Progress.checkpoint

    def checkpoint(self, kept):
        if kept["parts"] == 1:
            services.statements_cancel(actor=lin, export_id=export.pk)
        write(self, kept)

    monkeypatch.setattr(services.Progress, "checkpoint", checkpoint)

    assert run(export) == "cancelled"

    with acting(lin), transaction.atomic():
        assert File.objects.get(purpose=services.KIND).state == "gone"
    with acting(lin), pytest.raises(services.StatementsNotMade):
        services.statements_take(actor=lin, export_id=export.pk)


def test_every_taking_is_recorded_and_nobody_opens_the_file_without(lin, tea):  # noqa: F811
    row = made(lin)
    with acting(lin), transaction.atomic(), pytest.raises(NotFound):
        office.file_open(actor=lin, file_id=row.file_id)

    body(lin, row)

    with acting(lin), transaction.atomic():
        assert StatementTaking.objects.filter(export=row, by_id=lin.user_id).count() == 1
        assert Entry.objects.filter(action="oversight.statements_taken").count() == 1


def test_another_platform_a_viewer_and_who_only_audits_get_nothing(lin, wu, harbour, tea, outsider):  # noqa: F811
    row = made(lin)
    auditor = builders.person(harbour, "audit", "audit_admin")

    with acting(outsider), transaction.atomic(), pytest.raises(NotFound):
        selectors.export_get(outsider, row.pk)
    with acting(wu), transaction.atomic(), pytest.raises(Forbidden):
        selectors.export_get(wu, row.pk)
    with acting(auditor), transaction.atomic():
        assert selectors.export_get(auditor, row.pk).pk == row.pk
    for who in (wu, auditor):
        with acting(who), pytest.raises(Forbidden):
            services.statements_take(actor=who, export_id=row.pk)
    with acting(outsider), transaction.atomic():
        assert not StatementExport.objects.exists()


def test_a_tenant_s_export_holds_no_decision_of_another(lin, tea, outsider, elsewhere):  # noqa: F811
    decide(lin, tea, rung="traffic_limit", days=3)
    theirs = builders.party(elsewhere, "operator")
    decide(outsider, theirs, rung="traffic_limit", days=3)

    row = made(outsider)

    assert (row.decisions, row.statements + row.faulty) == (1, 1)


def test_a_program_orders_and_takes_its_own_and_not_what_people_ordered(lin, harbour, tea):  # noqa: F811
    decide(lin, tea, rung="traffic_limit", days=3)
    program = builders.program(harbour, "sanctions.read", "files.read")
    theirs, own = made(lin), made(program)

    assert own.statements == 1
    with acting(program):
        assert services.statements_take(actor=program, export_id=own.pk)
        with pytest.raises(NotFound):
            services.statements_take(actor=program, export_id=theirs.pk)


def test_the_pages_show_an_empty_state_a_running_job_and_what_did_not_hold(lin, tea):  # noqa: F811
    client = signed_in(lin)
    assert "还没有导出过" in client.get("/statements").content.decode()

    silent = decide(lin, tea, rung="traffic_limit", days=3)
    set_(silent, noticed_at=None)
    given = {"period": month_code(clock.today()), "form": "csv"}
    answer = client.post("/statements/order", given)
    with acting(lin), transaction.atomic():
        row = StatementExport.objects.get()
    assert answer.url == f"/statements/{row.pk}"
    assert "停止导出" in client.get(answer.url).content.decode()
    run(row)

    page = client.get(answer.url).content.decode()
    assert f"/sanctions/{silent.pk}" in page
    assert "没有送达记录" in page
    taken = client.post(f"/statements/{row.pk}/take")
    assert taken.status_code == 302
    assert client.get(taken.url).status_code == 200
    assert "Lin" in client.get(answer.url).content.decode()


def test_the_same_order_twice_is_two_exports_of_the_same_content(lin, tea):  # noqa: F811
    decide(lin, tea, rung="traffic_limit", days=3)

    first, second = made(lin), made(lin)

    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    with acting(lin), transaction.atomic():
        assert Job.objects.filter(kind=services.KIND, state="done").count() == 2
        assert Sanction.objects.count() == 1
    assert again(first).statements == 1
