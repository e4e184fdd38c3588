"""What a package leaves out: filed already, platforms inside, operators abroad and their buyers."""

from datetime import date

import pytest

from livecompliance.kernel import law
from livecompliance.kernel.tenancy import acting
from office.services import Draft
from tax import services
from tax.rules import left_out, packages
from tax.rules.left_out import Scope, Told
from tax.rules.packages import Booked, Sort
from tax.services import run
from tests import builders
from tests.studio.packs import carry
from tests.tax import quarters, world

MINI = world.STUDIO | {
    "external_id": "w-1", "name": "小程序平台有限公司", "is_agency": "否", "is_platform": "是",
    "shop_name": "小程序商城", "shops": ["app-1"],
}  # fmt: skip
ACME = {
    "external_id": "x-1", "kind": "company", "name": "Acme Ltd", "number": "GB 0912-7",
    "country": "GBR", "is_resident": "否", "address": "London", "shops": ["x-s"],
}  # fmt: skip
COMPANY = Sort(
    is_natural=False, is_registered=True, is_abroad=False, is_platform=True, has_agency=False
)
SIX = ("销售服务收入总额", "销售服务退款金额", "收入净额", "交易（订单）数量")


def said(actor, **facts):
    with acting(actor):
        return services.basics_note(actor=actor, facts=quarters.BASICS | facts, entities=[])


def sold(number, buyer, amount, payee="f-1", day="2026-08-05", **more):
    return quarters.paid(number, payee, amount, day, buyer=buyer) | more


def made(actor):
    with world.on(2026, 10, 9):
        one = quarters.made(actor)
        return one, quarters.rows(actor, one)


def reporting(lin, harbour, day, **chosen):
    """Let one officer write, and another publish, what is reported."""
    mei = builders.person(harbour, "mei", "officer")
    body = {"withholding": {}, "reporting": chosen, "signs": {}}
    draft = Draft(body, day, "按税务机关答复")
    with world.on(day.year, day.month, day.day):
        with acting(lin):
            row = services.choice_draft(actor=lin, draft=draft)
        with acting(mei):
            services.choice_publish(actor=mei, choice_id=row.pk)


@pytest.mark.law("A15-platforms-inside")
@pytest.mark.law("A15-offshore-identity")
def test_forms_4_and_6_are_asked_of_platforms_that_host_others_or_are_abroad():
    figures = packages.figures_of([Booked("services", False, 100, 1)])
    jane = Sort(
        is_natural=True, is_registered=False, is_abroad=True, is_platform=False, has_agency=False
    )
    here = packages.groups_of(COMPANY, figures, from_abroad=False, hosts=True)
    assert here == {"registered", "onshore", "paid", "platforms"}
    assert "platforms" not in packages.groups_of(COMPANY, figures, from_abroad=False, hosts=False)
    assert "onshore" in packages.groups_of(jane, figures, from_abroad=False, hosts=False)
    abroad = packages.groups_of(jane, figures, from_abroad=True, hosts=False)
    assert abroad == {"natural", "offshore", "paid", "streamers"}
    assert Scope.of({}) == Scope()
    assert Scope.of({"is_offshore": "yes", "hosts_platforms": "yes"}) == (True, True)


def test_what_is_left_out_is_kept_beside_what_there_was():
    figures = packages.figures_of(
        [Booked("services", False, 1000, 3), Booked("goods", False, 5, 1)]
    )
    out = packages.figures_of([Booked("services", False, 400, 1)])
    told = Told(figures, out)
    assert Told.of(told.kept()) == told
    assert Told.of(figures) == Told(figures)
    assert packages.sums_of(told.said) == (605, 0)
    assert left_out.filed_of([Booked("services", False, 9999, 9)], figures)[2] == 1000
    assert not left_out.is_all_out(told)
    assert left_out.is_all_out(Told(figures, figures))
    assert not left_out.is_all_out(Told())


@pytest.mark.law("A16-not-twice")
def test_a_month_filed_after_the_report_changes_nothing_and_a_buyer_above_the_line_does():
    figures = packages.figures_of([Booked("services", False, 1000, 3)])
    whole, filed = Told(figures), Told(figures, figures)
    assert left_out.income_flag(filed, whole) == ""
    assert left_out.income_flag(whole, filed) == "new"
    assert left_out.income_flag(filed, None) == "new"
    half = Told(figures, packages.figures_of([Booked("services", False, 400, 1)]))
    assert left_out.income_flag(half, whole, is_sold_into=True) == "changed"
    assert left_out.income_flag(half, half, is_sold_into=True) == ""


@pytest.fixture
def paid(lin):
    quarters.arranged(lin)
    return lin


def closed(actor):
    with world.on(2026, 10, 8):
        quarters.closed(actor)


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("A15-platforms-inside")
def test_platforms_inside_are_in_form_4_once_the_platform_says_that_it_hosts_them(paid):
    with world.on(2026, 9, 20):
        assert world.results(world.payees(paid, MINI)) == ["added"]
    closed(paid)
    before, rows = made(paid)
    assert before.problems["platforms_unsaid"] == 1
    assert "platforms_inside" not in rows
    with world.on(2026, 10, 9):
        said(paid, hosts_platforms="yes")
    after, rows = made(paid)
    (inside,) = rows["platforms_inside"]
    assert (inside["平台企业名称"], inside["平台名称"], inside["平台唯一标识码"]) == (
        "小程序平台有限公司", "小程序商城", "app-1",
    )  # fmt: skip
    assert "小程序平台有限公司" in quarters.flags(rows["identities_registered"])
    assert "platforms_unsaid" not in after.problems


@pytest.mark.django_db
def test_a_platform_inside_has_a_code_and_a_company_from_elsewhere_its_own_papers(lin):
    person = world.SONG | {"is_platform": "是"}
    assert world.results(world.payees(lin, person)) == ["platform_not_registered"]
    assert world.results(world.payees(lin, ACME | {"number": ""})) == ["no_identity"]
    assert world.results(world.payees(lin, ACME | {"country": "CHN"})) == ["no_identity"]
    assert world.results(world.payees(lin, ACME)) == ["added"]
    assert world.results(world.payees(lin, ACME)) == ["same"]


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("A15-offshore")
@pytest.mark.law("A15-offshore-identity")
def test_a_platform_abroad_leaves_out_who_bought_for_five_thousand_or_less(paid):
    assert law.clause("A15-offshore").number(left_out.BUYER_MOST) == 500_000
    with world.on(2026, 9, 30):
        said(paid, is_offshore="yes")
        world.payees(paid, ACME)
        found = world.payments(
            paid,
            sold("s-1", "k-1", "5000.00"),  # stays at the line
            sold("s-2", "k-2", "3000", orders=2),  # above it, with what he bought elsewhere
            sold("s-3", "k-2", "2000.01", payee="x-1"),
            sold("s-4", "k-3", "9000"),  # below it, after his refund
            sold("s-5", "", "4000.01", refund_of="s-4"),
            sold("s-6", "k-4", "70000", kind="goods"),  # goods are not asked
        )
        assert world.results(found) == ["added"] * 6
        other = sold("s-7", "k-1", "1", refund_of="s-2")
        assert world.results(world.payments(paid, other)) == ["refund_of_buyer"]
        again = sold("s-2", "k-2", "3000", orders=2)
        assert world.results(world.payments(paid, again)) == ["same"]
    closed(paid)
    one, rows = made(paid)
    offshore = {row["姓名或名称"]: tuple(row[name] for name in SIX) for row in rows["offshore"]}
    assert offshore == {
        "Jane Doe": ("23000.00", "0.00", "23000.00", "3"),  # 20,000 of no known buyer stay in
        "Acme Ltd": ("2000.01", "0.00", "2000.01", "1"),
    }
    assert (one.sums["small_payees"], one.sums["small_fen"]) == (1, 14_000_00)
    assert one.problems["buyer_unknown"] == 1
    assert "Jane Doe" not in quarters.flags(rows["identities_natural"])
    assert {row["姓名或名称"] for row in rows["income"]} == {"宋小满", "小满百货"}


@pytest.mark.django_db
@pytest.mark.long
def test_a_tenant_may_report_small_buyers_all_the_same(paid, harbour):
    reporting(paid, harbour, date(2026, 6, 30), small_buyers="report")
    with world.on(2026, 9, 30):
        said(paid, is_offshore="yes")
        world.payments(paid, sold("s-1", "k-1", "5000.00"))
    closed(paid)
    one, rows = made(paid)
    (jane,) = rows["offshore"]
    assert jane["收入净额"] == "25000.00"
    assert one.sums["reporting"]["small_buyers"] == "report"


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("A15-offshore")
def test_a_late_sale_that_lifts_a_buyer_above_the_line_is_corrected(paid):
    with world.on(2026, 9, 30):
        said(paid, is_offshore="yes")
        world.payees(paid, ACME)
        world.payments(paid, sold("s-1", "k-1", "5000.00", payee="x-1"))
    closed(paid)
    one, rows = made(paid)
    assert [row["姓名或名称"] for row in rows["offshore"]] == ["Jane Doe"]
    quarters_accepted(paid, one)
    with world.on(2026, 10, 20), acting(paid):
        services.payments_bring(
            actor=paid, items=[sold("s-2", "k-1", "0.01") | {"is_correction": "是"}]
        )
        services.flaw_note(
            actor=paid, period=one.period, source="own", found_on=date(2026, 10, 20), said="漏报"
        )
    with world.on(2026, 10, 21):
        two = quarters.made(paid)
        found = quarters.rows(paid, two)["offshore"]
    assert {(row["姓名或名称"], row["信息状态标识"], row["收入净额"]) for row in found} == {
        ("Acme Ltd", "新增", "5000.00"), ("Jane Doe", "变更", "20000.01"),
    }  # fmt: skip


def quarters_accepted(actor, one):
    day = date(2026, 10, 10)
    with world.on(2026, 10, 10), acting(actor):
        services.package_send(
            actor=actor, package_id=one.pk, sent_on=day, channel="bureau", lacking="先行报送"
        )
        services.package_receipt(actor=actor, package_id=one.pk, receipt="HZ-1")
        services.package_accept(actor=actor, package_id=one.pk, answered_on=day)


def withheld(actor, first):
    """Compute and file a month, as an officer."""
    with world.on(2026, 10, 12), acting(actor):
        job = services.month_run(actor=actor, first_on=first)
        carry(actor, job, run.run)
        day = date(2026, 10, 12)
        services.month_file(
            actor=actor, first_on=first, receipt=f"SB-{first:%m}", filed_on=day, paid_on=day
        )


LI = world.SONG | {"external_id": "a-2", "name": "李不委托", "number": world.OTHER_PERSON}


@pytest.fixture
def filed(lin):
    """Song agreed to filing and Li did not; Song sold goods besides in one month only."""
    with world.on(2026, 7, 1):
        world.payees(lin, quarters.SONG | {"agency": "", "consent_on": "2026-06-01"}, LI)
        said(lin)
    with world.on(2026, 9, 30):
        world.payments(
            lin,
            quarters.paid("p-1", "a-1", "20000", day="2026-07-05", orders=3),
            quarters.paid("p-2", "a-1", "30000", day="2026-08-05"),
            quarters.paid("p-3", "a-2", "20000", day="2026-07-05"),
        )
    closed(lin)
    return lin


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("A16-not-twice")
def test_what_was_withheld_from_and_filed_in_his_place_is_not_reported_again(filed):
    withheld(filed, quarters.JULY)
    one, rows = made(filed)
    income = {row["姓名或名称"]: row for row in rows["income"]}
    assert (income["宋小满"]["销售服务收入总额"], income["宋小满"]["交易（订单）数量"]) == (
        "30000.00", "1",
    )  # fmt: skip
    assert income["李不委托"]["销售服务收入总额"] == "20000.00"
    assert (one.sums["filed_payees"], one.sums["filed_fen"]) == (1, 20_000_00)
    assert quarters.flags(rows["identities_natural"]).keys() == {"宋小满", "李不委托"}

    withheld(filed, quarters.AUGUST)
    two, rows = made(filed)
    assert [row["姓名或名称"] for row in rows["income"]] == ["李不委托"]
    assert quarters.flags(rows["identities_natural"]).keys() == {"李不委托"}
    assert (two.sums["identities_left"], two.sums["incomes_left"]) == (1, 1)
    assert two.sums["filed_fen"] == 50_000_00


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.law("A16-not-twice")
def test_a_tie_to_an_agency_is_reported_though_the_anchor_himself_is_not(filed):
    with world.on(2026, 9, 30):
        world.payees(filed, world.STUDIO | {"address": "上海", "contact": "021", "shops": ["m"]})
        world.payees(filed, quarters.SONG | {"consent_on": "2026-06-01"})
    withheld(filed, quarters.JULY)
    withheld(filed, quarters.AUGUST)
    one, rows = made(filed)
    (link,) = rows["links"]
    assert (link["网络主播姓名或名称"], link["信息状态标识"]) == ("宋小满", "新增")
    assert "宋小满" not in quarters.flags(rows["identities_natural"])
    quarters_accepted(filed, one)
    with world.on(2026, 10, 20):
        world.payments(filed, quarters.paid("p-4", "a-1", "700", day="2026-10-02", kind="goods"))
    with world.on(2027, 1, 8):
        quarters.closed(filed, date(2026, 10, 1))
        two = quarters.made(filed, date(2026, 10, 1))
        rows = quarters.rows(filed, two)
    assert quarters.flags(rows["identities_natural"])["宋小满"] == "新增"
    assert "links" not in rows


@pytest.mark.django_db
@pytest.mark.long
def test_a_tenant_may_report_filed_income_all_the_same(filed, harbour):
    reporting(filed, harbour, date(2026, 6, 30), filed_income="report")
    withheld(filed, quarters.JULY)
    one, rows = made(filed)
    totals = {row["姓名或名称"]: row["收入总额合计"] for row in rows["income"]}
    assert totals == {"宋小满": "50000.00", "李不委托": "20000.00"}
    assert "filed_payees" not in one.sums
