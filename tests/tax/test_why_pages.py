"""A page says why, how far work is and what comes next; nobody needs a manual for it."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import translation

from livecompliance.kernel.tenancy import acting
from office.models import Job
from tax import selectors, services
from tax.rules import layouts
from tax.selectors.words import COLUMNS, problem_said
from tax.services import run
from tests import builders
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world
from tests.tax.test_reminders import AUGUST, SEPTEMBER, chun_is_paid, compute, pay  # noqa: F401

pytestmark = pytest.mark.django_db
ASKED = {"HX-Request": "true"}


@pytest.mark.law("N61-told", "A16-cumulative")
def test_a_streamer_reads_step_by_step_why_so_much_was_withheld(chun_is_paid, chun):  # noqa: F811
    pay(chun_is_paid, "a-1", 70_000, 10)
    with world.on(2026, 11, 3):
        compute(chun_is_paid, SEPTEMBER, date(2026, 10, 1))
        portal = signed_in(chun)
        shown = portal.get("/me/tax").content.decode()
        english = portal.get("/me/tax", headers={"Accept-Language": "en"}).content.decode()
    # 90,000 − 18,000 − 2 × 5,000 = 62,000; × 10 % − 2,520 = 3,680; − 330 = 3,350
    why, at = shown[shown.index("为什么扣这么多") :], 0
    for words in (
        "居民个人通过平台取得劳务报酬", "适用税率从 3% 升到 10%", "今年累计收入", "90,000.00",
        "收入的 20%", "18,000.00", "每月 5,000 元，2 个月", "10,000.00", "62,000.00",
        "× 10% − 速算扣除数 2,520.00 元", "3,680.00", "之前月份已预扣", "330.00", "本月预扣",
        "3,350.00",
    ):  # fmt: skip
        at = why.index(words, at)  # in this order
    assert "多退少补" in shown
    for words in ("the rate went from 3% to 10%", "20% of income", "CNY 5,000 a month, 2 months"):
        assert words in english


@pytest.fixture
def month(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 9), acting(lin):
        services.period_close(actor=lin, kind="month", first_on=AUGUST)
        with transaction.atomic():
            return selectors.period_find(lin, "month", AUGUST)


def test_work_on_a_month_is_seen_stopped_and_taken_up_again_on_its_own_page(lin, month):
    desk, path = signed_in(lin), f"/tax/months/{month.pk}"
    with acting(lin), transaction.atomic():
        job = Job.objects.create(
            tenant_id=month.tenant_id, kind=run.KIND, owner_id=lin.user_id, state="running",
            arguments={"month": f"{AUGUST}"}, fingerprint="0" * 64, done=30, total=120,
        )  # fmt: skip
    shown = desk.get(path).content.decode()
    assert "25%" in shown
    assert f'name="next" value="{path}"' in shown
    part = desk.get(path, headers=ASKED)
    assert "25%" in part.content.decode()
    assert "HX-Refresh" not in part
    answer = desk.post(f"/jobs/{job.pk}/cancel", {"next": path})
    assert answer["Location"] == path
    with acting(lin), transaction.atomic():
        Job.objects.of(lin).filter(pk=job.pk).update(state="cancelled")
    assert desk.get(path, headers=ASKED)["HX-Refresh"] == "true"
    assert f"/jobs/{job.pk}/retry" in desk.get(path).content.decode()


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_a_button_of_a_job_leads_to_no_page_that_is_not_ours(lin, month, wanted):
    with acting(lin), transaction.atomic():
        job = Job.objects.create(
            tenant_id=month.tenant_id, kind=run.KIND, owner_id=lin.user_id, fingerprint="0" * 64
        )
    answer = signed_in(lin).post(f"/jobs/{job.pk}/cancel", {"next": wanted})
    assert answer["Location"] == "/jobs"


def test_what_a_colleague_has_begun_is_seen_and_has_no_buttons(lin, month, harbour):
    other = builders.person(harbour, "officer2", "officer")
    with acting(other), transaction.atomic():
        job = Job.objects.create(
            tenant_id=month.tenant_id, kind=run.KIND, owner_id=other.user_id, state="running",
            arguments={"month": f"{AUGUST}"}, fingerprint="0" * 64, done=30, total=120,
        )  # fmt: skip
    shown = signed_in(lin).get(f"/tax/months/{month.pk}").content.decode()
    assert "25%" in shown
    assert f"/jobs/{job.pk}/cancel" not in shown


def test_closing_leads_to_the_page_where_the_next_step_stands_and_so_to_the_last(lin):
    quarters.arranged(lin)
    desk = signed_in(lin)
    with world.on(2026, 10, 9):
        for first in (date(2026, 7, 1), AUGUST, SEPTEMBER):
            here = desk.post("/tax/close", {"kind": "month", "first_on": f"{first}"})["Location"]
            assert "计算扣缴" in desk.get(here).content.decode()
            desk.post(f"{here}/compute")
            with acting(lin):
                carry(lin, Job.objects.of(lin).latest("id"), run.run)
            assert "本次应缴" in desk.get(here).content.decode()
            given = {"receipt": "R-1", "filed_on": "2026-10-09", "paid_on": "2026-10-09"}
            desk.post(f"{here}/file", given)
            assert "已申报并缴款" in desk.get(here).content.decode()
        here = desk.post("/tax/close", {"kind": "quarter", "first_on": "2026-07-01"})["Location"]
        assert "/tax/quarters/" in here
        assert "生成报送资料" in desk.get(here).content.decode()


def test_a_quarter_that_waits_says_which_of_its_months_are_open(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 9), acting(lin):
        services.quarter_due(actor=lin)
        with transaction.atomic():
            quarter = selectors.period_find(lin, "quarter", quarters.QUARTER)
        services.period_close(actor=lin, kind="month", first_on=AUGUST)
        shown = signed_in(lin).get(f"/tax/quarters/{quarter.pk}").content.decode()
    part = shown[shown.index("下一步") :]
    assert [part.index(one) for one in ("2026-07", "2026-08", "2026-09")] == sorted(
        part.index(one) for one in ("2026-07", "2026-08", "2026-09")
    )
    assert part.index("2026-08") < part.index("已关账") < part.index("2026-09")
    assert "去关账月份" in part


@pytest.mark.law("IIT-business")
def test_a_month_says_who_gives_an_invoice_instead_of_being_withheld_from(lin):
    world.payees(lin, world.STUDIO, world.SONG)
    of = {"kind": "services", "paid_at": "2026-09-05T20:15:00+08:00"}
    world.payments(
        lin,
        world.PAID | of | {"external_id": "p-1", "payee": "m-1", "amount": "86000"},
        world.PAID | of | {"external_id": "p-2", "payee": "a-1", "amount": "9000"},
    )
    with world.on(2026, 10, 3):
        compute(lin, SEPTEMBER)
        with acting(lin), transaction.atomic():
            month = selectors.period_find(lin, "month", SEPTEMBER)
        shown = signed_in(lin).get(f"/tax/months/{month.pk}").content.decode()
    assert shown.count("须取得发票") == 1
    assert "1 个收款人自行申报，不扣缴：向他取得发票，共 86,000.00 元" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "必填项为空，这一行没有列入：地址、证件号码"), ("en", "address, document number")],
)
def test_what_a_row_lacks_is_said_in_the_readers_language(language, said):
    with translation.override(language):
        assert problem_said("missing", "地址、证件号码").endswith(said)
        assert problem_said("overdrawn", "goods")  # a kind of income is no column


def test_every_column_that_may_be_wanted_of_a_row_has_a_name_in_english():
    wanted = {
        column.name
        for form in layouts.layout_on(quarters.QUARTER).forms
        for column in form.columns
        if column.required or column.wanted
    }
    with translation.override("en"):
        lacking = {name for name in wanted if str(COLUMNS.get(name, name)) == name}
    assert lacking <= {"不可抗力事由", "处理结果", "申请延期至", "申请日期"}  # of form 8, by hand
