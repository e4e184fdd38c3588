"""The register of standards: listed, recorded, imported, declared, and looked at again."""

import io
from datetime import date, timedelta

import pytest
from django.db import transaction

from filings import selectors, services
from filings.models import Conformity, Standard
from filings.rules import catalogue
from filings.rules import standards as rules
from filings.rules.standards import Entry
from livecompliance.kernel import clock, duties
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors as office_asks
from office import services as office
from office.models import Clock
from tests.filings.conftest import later
from tests.proof import browser

pytestmark = pytest.mark.django_db
OURS = Entry("T/HBZX 001-2026", "直播电商合规管理指南", "association", "海滨市直播协会")
TABLE = """标准编号,标准名称,类别,发布单位,实施日期,废止日期,备注
T/HBZX 002-2026,主播培训规范,团体标准,海滨市直播协会,2026年3月1日,,
SB/T 99001,直播间设备要求,行业标准,,2020-01-01,2025-12-31,
T/HBZX 003,选品规范,企业标准,,,,
,没有编号,团体标准,,,,
T/HBZX 004,日期写错,团体标准,,去年,,
T/HBZX 005,先废后立,团体标准,,2026-05-01,2026-01-01,
"""


def record(actor, entry=OURS):
    with acting(actor):
        return services.standard_record(actor=actor, entry=entry)


def declare(actor, standard=OURS.code, **more):
    given = {"state": "met", "reviewed_on": clock.today(), "evidence": "内部审核记录"}
    with acting(actor):
        finding = services.Finding(**given | more)
        return services.conformity_set(actor=actor, standard=standard, finding=finding)


def standing(actor):
    with acting(actor):
        return {one.code: one for one in selectors.standards_standing(actor)}


def reading(actor):
    control = duties.control_find("filings.standards")
    with acting(actor), transaction.atomic():
        return control.read(actor, clock.now())


def brought(actor, text):
    with acting(actor):
        table = services.standards_table(
            actor=actor, stream=io.BytesIO(text.encode()), name="标准.csv"
        )
        job = services.standards_import(actor=actor, file_id=table.pk)
        office.job_run(actor=actor, job_id=job.pk)
        return office_asks.job_get(actor, job.pk)


def test_the_listed_ones_say_how_sure_they_are_and_of_what_kind(lin):
    found = standing(lin)
    assert set(found) == set(catalogue.standards())
    assert (found["GB 45438-2025"].kind, found["GB 45438-2025"].confidence) == ("mandatory", "R")
    assert all(one.confidence == "R" or one.kind for one in found.values())
    unsure = {code for code, one in found.items() if "名称待核对" in one.title}
    assert all(found[code].unverified and found[code].confidence == "M" for code in unsure)


@pytest.mark.law("M-content-staff")
def test_an_associations_standard_enters_the_register_and_is_declared_by_clause(lin):
    record(lin)
    declare(lin)
    one = standing(lin)[OURS.code]
    assert (one.issuer, one.kind, one.confidence) == ("海滨市直播协会", "association", "own")
    assert [row.state for row in one.rows] == ["met"]


def test_the_same_twice_is_one_and_a_change_is_kept(lin):
    assert record(lin).pk == record(lin).pk
    changed = record(lin, OURS._replace(until=date(2026, 1, 1)))
    with acting(lin):
        assert Standard.objects.get().pk == changed.pk
    assert standing(lin)[OURS.code].status == "ended"


def test_what_is_recorded_of_a_listed_one_says_more_of_it(lin):
    record(lin, Entry("GB/T 41247-2023", "电子商务直播售货质量管理规范", "national", "国家标准委"))
    one = standing(lin)["GB/T 41247-2023"]
    assert (one.issuer, one.confidence, one.unverified) == ("国家标准委", "own", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "x"},
        {"title": ""},
        {"kind": "house"},
        {"issuer": "电话 13800001234"},
        {"since": date(2026, 5, 1), "until": date(2026, 1, 1)},
    ],
)
def test_a_standard_has_a_number_a_name_a_kind_and_a_term_that_ends_after_it_begins(lin, wrong):
    with pytest.raises(Invalid):
        record(lin, OURS._replace(**wrong))


def test_a_table_is_taken_in_row_by_row_and_what_is_not_comes_back_by_line(lin):
    job = brought(lin, TABLE)
    assert (job.result["rows"], job.result["added"], job.result["faults"]) == (6, 2, 4)
    found = standing(lin)
    assert found["T/HBZX 002-2026"].since == date(2026, 3, 1)
    assert found["SB/T 99001"].status == "ended"
    with acting(lin):
        opened = office.file_open(actor=lin, file_id=job.result["file"])
        said = b"".join(opened.pieces()).decode()
    assert [line.split(",")[0] for line in said.splitlines()[1:]] == ["4", "5", "6", "7"]
    assert brought(lin, TABLE).result["added"] == 0


def test_the_officers_are_reminded_to_look_again_and_it_turns_on_the_board(lin, monkeypatch):
    kept = declare(lin, review_on=clock.today() + timedelta(days=30))
    assert reading(lin).state == duties.State.MET
    with acting(lin):
        running = Clock.objects.get(subject_ref=str(kept.pk), kind="standard_review")
    assert running.clause == "M-content-staff"
    later(monkeypatch, days=32)
    assert (reading(lin).state, reading(lin).code) == (duties.State.AT_RISK, "behind")
    declare(lin)
    assert reading(lin).state == duties.State.MET
    with acting(lin):
        assert Clock.objects.get(pk=running.pk).state == "met"


def test_what_rests_on_a_standard_that_is_over_turns_on_the_board(lin):
    record(lin, OURS._replace(until=clock.today() - timedelta(days=1)))
    declare(lin)
    assert reading(lin).code == "behind"


def test_a_live_control_is_evidence_and_an_unknown_one_is_refused(lin):
    declare(lin, evidence="", control="filings.held")
    for wrong in ({"control": "x.y"}, {"review_on": clock.today()}, {"evidence": ""}):
        with pytest.raises(Invalid):
            declare(lin, **wrong)
    with acting(lin):
        assert Conformity.objects.get().control == "filings.held"


def test_only_officers_and_programs_record_and_others_see_no_form(lin, wu, chun, program):
    record(program)
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            record(actor)
    watcher = browser(wu).get("/filings/standards").content.decode()
    assert OURS.title in watcher
    assert "standards/add" not in watcher


def test_standards_are_recorded_declared_and_imported_on_the_page(lin):
    officer = browser(lin)
    form = OURS._asdict() | {"since": "2026-03-01", "until": ""}
    assert officer.post("/filings/standards/add", form | {"code": ""}).status_code == 422
    officer.post("/filings/standards/add", form)
    said = {"standard": OURS.code, "state": "met", "control": "filings.held"}
    said |= {"reviewed_on": f"{clock.today()}"}
    officer.post("/filings/standards/set", said)
    page = officer.get("/filings/standards").content.decode()
    assert OURS.title in page
    assert "实时" in page
    assert officer.post("/filings/standards/bring").status_code == 422
    table = io.BytesIO(TABLE.encode())
    table.name = "a.csv"
    assert officer.post("/filings/standards/bring", {"file": table}).status_code == 302


def test_the_kinds_and_days_of_a_spreadsheet_are_read():
    assert [rules.kind_of(one) for one in ("团体标准", "local")] == ["association", "local"]
    assert rules.day_of("2026/3/1") == date(2026, 3, 1)
    assert rules.day_of(" ") is None
    for wrong in ("soon", "2026-13-01"):
        with pytest.raises(ValueError, match=r"day|month"):
            rules.day_of(wrong)
