"""A package is filed: sent, receipted, accepted or returned, corrected in its term, extended."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office import services as offices
from tax import selectors, services, tasks
from tax.services import filing, package_out
from tests import builders
from tests.studio.packs import carry
from tests.tax import quarters, world
from tests.tax.quarters import QUARTER

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def ready(lin):
    """Return an officer whose quarter is closed, with a package that is ready."""
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
        quarters.made(lin)
    return lin


def last(actor):
    with acting(actor), transaction.atomic():
        return selectors.package_list(actor).first()


def sent(actor, on, **more):
    with acting(actor):
        return services.package_send(
            actor=actor, package_id=last(actor).pk, sent_on=on, channel="bureau", **more
        )


def accepted(actor, on):
    """File the newest package, from sending to acceptance, on one day."""
    with acting(actor):
        pk = sent(actor, on).pk
        services.package_receipt(actor=actor, package_id=pk, receipt=f"SW-{pk.hex[:6]}")
        return services.package_accept(actor=actor, package_id=pk, answered_on=on)


def flawed(actor, found_on, source="authority"):
    with acting(actor), transaction.atomic():
        period = selectors.period_find(actor, "quarter", QUARTER)
    with acting(actor):
        return services.flaw_note(
            actor=actor, period=period, source=source, found_on=found_on, said="漏报一笔收入"
        )


def clocks(actor):
    with acting(actor), transaction.atomic():
        period = selectors.period_find(actor, "quarter", QUARTER)
        found = office.clock_list(actor, (filing.SUBJECT, period.pk)).order_by("kind")
        return {one.kind: (one.state, due(one), one.breached_at is not None) for one in found}


def due(one):
    return f"{one.due_at.astimezone(world.CHINA):%m-%d}"


@pytest.mark.law("D810-quarterly-report")
def test_a_package_is_sent_receipted_and_accepted_and_then_everybody_is_as_reported(ready):
    with world.on(2026, 10, 12):
        assert clocks(ready) == {"tax_report": ("running", "10-31", False)}
        one = accepted(ready, date(2026, 10, 12))
        assert clocks(ready)["tax_report"][0] == "met"

    assert (one.state, one.channel, one.receipt[:3]) == ("accepted", "bureau", "SW-")
    with acting(ready), transaction.atomic():
        rows = list(selectors.payee_list(ready))
        assert set(selectors.reported_of(ready, rows).values()) == {("same", date(2026, 10, 12))}
    assert len(world.entries(ready, "tax.package_accepted")) == 1


def test_what_changed_between_filing_and_acceptance_comes_right_in_the_next(ready):
    with world.on(2026, 10, 12):
        one = sent(ready, date(2026, 10, 12))
        world.payees(ready, quarters.SHOP | {"contact": "13900009999"})
        with acting(ready):
            services.package_receipt(actor=ready, package_id=one.pk, receipt="SW-1")
            services.package_accept(actor=ready, package_id=one.pk, answered_on=date(2026, 10, 12))
    with world.on(2027, 1, 8):
        quarters.closed(ready, date(2026, 10, 1))
        two = quarters.made(ready, date(2026, 10, 1))
        rows = quarters.rows(ready, two)
    assert quarters.flags(rows["identities_registered"]) == {"小满百货": "变更"}
    assert "identities_natural" not in rows
    assert "links" not in rows
    assert "income" not in rows


@pytest.mark.law("A15-correction")
def test_a_correction_holds_only_what_changed_and_a_second_only_what_changed_since(ready):
    with world.on(2026, 10, 12):
        accepted(ready, date(2026, 10, 12))
        with pytest.raises(services.NothingFound):
            quarters.ordered(ready)
        world.payments(
            ready,
            quarters.paid("p-9", "b-1", "777", kind="goods", is_correction="是"),
        )
        flawed(ready, date(2026, 10, 12))
        assert clocks(ready)["tax_correction"] == ("running", "11-11", False)
    with world.on(2026, 11, 2):
        one = quarters.made(ready)
        rows = quarters.rows(ready, one)
        accepted(ready, date(2026, 11, 2))
        assert clocks(ready)["tax_correction"][0] == "met"
    with world.on(2026, 11, 20):
        world.payees(ready, quarters.JANE | {"shops": ["f-s", "f-t"]})
        world.payments(ready, quarters.paid("p-11", "m-1", "10", kind="goods", is_correction="是"))
        flawed(ready, date(2026, 11, 19), "own")
        again = quarters.made(ready)
        second = quarters.rows(ready, again)

    assert (one.round, again.round) == (1, 2)
    assert rows.keys() == {"basics", "income"}
    (shop,) = rows["income"]
    assert (shop["信息状态标识"], shop["收入总额合计"]) == ("变更", "129177.00")
    assert quarters.flags(second["identities_natural"]) == {"Jane Doe": "变更"}
    assert quarters.flags(second["income"]) == {"云上文化传媒有限公司": "新增"}


def test_a_correction_of_nothing_is_none(ready):
    with world.on(2026, 10, 12):
        accepted(ready, date(2026, 10, 12))
        flawed(ready, date(2026, 10, 12))
        job = quarters.ordered(ready)
        with acting(ready):
            done = carry(ready, job, quarters.package.run)
    assert done == {"package": "", "unchanged": True}
    assert last(ready).state == "dropped"


@pytest.mark.law("A15-correction")
def test_a_correction_after_its_term_is_filed_and_stays_a_breach(ready):
    with world.on(2026, 10, 12):
        accepted(ready, date(2026, 10, 12))
        world.payments(ready, quarters.paid("p-9", "b-1", "7", kind="goods", is_correction="是"))
        flawed(ready, date(2026, 10, 12))
    with world.on(2026, 11, 12):
        quarters.made(ready)
        accepted(ready, date(2026, 11, 12))
        assert clocks(ready)["tax_correction"] == ("met", "11-11", True)


def test_a_package_that_came_back_reports_nobody_and_its_last_day_stays(ready):
    with world.on(2026, 10, 12):
        one = sent(ready, date(2026, 10, 12))
    with world.on(2026, 10, 20), acting(ready):
        services.package_return(
            actor=ready, package_id=one.pk, answered_on=date(2026, 10, 20), answer="表样有误"
        )
        assert clocks(ready)["tax_report"] == ("running", "10-31", False)
        with transaction.atomic():
            rows = list(selectors.payee_list(ready))
            assert {state for state, _on in selectors.reported_of(ready, rows).values()} == {"new"}
        again = quarters.made(ready)
    assert (again.round, again.state, len(again.forms)) == (0, "ready", len(one.forms))


def test_steps_come_in_their_order_and_once(ready):
    pk, day = last(ready).pk, date(2026, 10, 12)
    with world.on(2026, 10, 12), acting(ready):
        with pytest.raises(services.PackageState):
            services.package_receipt(actor=ready, package_id=pk, receipt="SW-1")
        with pytest.raises(services.PackageState):
            services.package_accept(actor=ready, package_id=pk, answered_on=day)
        for bad in ({"channel": "pigeon"}, {"sent_on": date(2026, 10, 13)},
                    {"sent_on": date(2026, 10, 7)}):  # fmt: skip
            given = {"sent_on": day, "channel": "bureau"} | bad
            with pytest.raises(Invalid):
                services.package_send(actor=ready, package_id=pk, **given)
        sent(ready, day)
        with pytest.raises(services.PackageState):
            sent(ready, day)
        with pytest.raises(services.PackagePending):
            quarters.ordered(ready)
        with pytest.raises(services.PackageState):  # no receipt yet
            services.package_accept(actor=ready, package_id=pk, answered_on=day)
        services.package_receipt(actor=ready, package_id=pk, receipt="SW-1")
        with pytest.raises(services.PackageState):
            services.package_receipt(actor=ready, package_id=pk, receipt="SW-2")


def test_a_package_made_before_another_was_accepted_is_stale(ready):
    with world.on(2027, 1, 8):
        quarters.closed(ready, date(2026, 10, 1))
        quarters.made(ready, date(2026, 10, 1))
        newer = last(ready)
        with acting(ready), transaction.atomic():
            older = selectors.package_list(ready).get(number=1)
        with acting(ready):
            services.package_send(
                actor=ready, package_id=older.pk, sent_on=date(2027, 1, 8), channel="other"
            )
            services.package_receipt(actor=ready, package_id=older.pk, receipt="SW-1")
            services.package_accept(actor=ready, package_id=older.pk, answered_on=date(2027, 1, 8))
            with pytest.raises(services.PackageStale):
                services.package_send(
                    actor=ready, package_id=newer.pk, sent_on=date(2027, 1, 8), channel="other"
                )
        again = quarters.made(ready, date(2026, 10, 1))
    assert {form["key"] for form in again.forms} == {"basics"}


def test_what_was_left_out_is_named_by_the_platforms_number_and_needs_a_reason(ready):
    with world.on(2026, 10, 9):
        world.payees(ready, quarters.SHOP | {"contact": ""}, world.SONG | {"name": "宋小满"})
        with acting(ready):
            song = selectors.payee_page(ready, "a-1", "")[0]
            quarters.destroyed(ready, song.pk)
        one = quarters.made(ready)
        with acting(ready), transaction.atomic():
            wrong = {(p.external_id, p.code) for p in selectors.problem_page(ready, one)}
        listed = quarters.content(ready, one.sums["log"])
        with pytest.raises(services.Incomplete):
            sent(ready, date(2026, 10, 9))
        assert sent(ready, date(2026, 10, 9), lacking="当事人已注销").lacking == "当事人已注销"

    assert {("a-1", "destroyed"), ("b-1", "gap")} <= wrong
    assert one.left_out == 1
    assert "a-1" in listed
    assert "宋小满" not in listed
    assert world.PERSON not in listed


@pytest.mark.law("D810-quarterly-report")
def test_the_clock_of_a_quarter_runs_though_nobody_closed_it_and_more_time_moves_it(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 2), acting(lin):
        tasks.quarter_follow(tenant_id=str(lin.tenant_id))
        tasks.quarter_follow(tenant_id=str(lin.tenant_id))
        assert clocks(lin) == {"tax_report": ("running", "10-31", False)}
        with transaction.atomic():
            period = selectors.period_find(lin, "quarter", QUARTER)
        given = {"actor": lin, "period": period}
        with pytest.raises(Invalid):
            services.extension_ask(**given, wanted_on=date(2026, 10, 31), said="台风")
        services.extension_ask(**given, wanted_on=date(2026, 11, 20), said="台风致机房停电")
        with pytest.raises(services.ExtensionStands):
            services.extension_ask(**given, wanted_on=date(2026, 11, 20), said="台风")
        services.extension_answer(**given, until_on=date(2026, 11, 15), notice="延〔2026〕3 号")
        assert clocks(lin) == {"tax_report": ("running", "11-15", False)}


def test_files_are_taken_one_by_one_for_a_reason_and_for_a_moment(ready, harbour):
    with world.on(2026, 10, 9):
        one = last(ready)
        file = one.forms[1]["files"][0]
        with acting(ready), pytest.raises(NotFound), transaction.atomic():
            offices.file_ticket_issue(actor=ready, file_id=file["id"])
        with acting(ready):
            ticket = services.package_take(
                actor=ready, package_id=one.pk, file_id=file["id"], reason="报送"
            )
            opened = offices.file_ticket_use(actor=ready, text=ticket)
        assert opened.file.size == file["size"]
        mei = builders.person(harbour, "mei", "officer")
        with acting(mei), pytest.raises(NotFound), transaction.atomic():
            offices.file_open(actor=mei, file_id=file["id"])
        auditor = builders.person(harbour, "audit", "audit_admin")
        with acting(auditor), pytest.raises(Forbidden):
            services.package_take(
                actor=auditor, package_id=one.pk, file_id=file["id"], reason="看看"
            )
    with world.on(2026, 10, 10), acting(ready), pytest.raises(NotFound), transaction.atomic():
        offices.file_open(actor=ready, file_id=file["id"])
    (taken,) = world.entries(ready, "tax.package_taken")
    assert (taken["reason"], taken["sha256"]) == ("报送", file["sha256"])


def test_excel_is_made_from_what_was_sealed_in_files_of_so_many_rows(ready, monkeypatch):
    layout = quarters.layout(most_rows=1)
    monkeypatch.setattr("tax.rules.layouts.layout_named", lambda _version: layout)
    with world.on(2026, 10, 9), acting(ready):
        world.payees(ready, quarters.SHOP | {"name": "后来改的名字"})
        job = services.package_excel(actor=ready, package_id=last(ready).pk)
        carry(ready, job, package_out.run)
        one = last(ready)
        with pytest.raises(services.PackageState):
            services.package_excel(actor=ready, package_id=one.pk)
    files = {form["key"]: [f for f in form["files"] if f["form"] == "xlsx"] for form in one.forms}
    assert {key: len(found) for key, found in files.items()} == {
        "basics": 1, "identities_registered": 2, "identities_natural": 2, "links": 1, "income": 3,
        "live": 2,
    }  # fmt: skip
    names = {quarters.sheet(ready, file["id"])[0]["姓名或名称"] for file in files["income"]}
    assert names == {"宋小满", "小满百货", "Jane Doe"}
