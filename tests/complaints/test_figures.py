"""The figures of a period are what the clocks' logs say, whatever happened to the complaints."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from complaints.models import ComplaintFigures
from complaints.rules import figures as rules
from complaints.rules.figures import ALL, Spell
from complaints.rules.periods import month_code, period_of, quarter_code
from complaints.selectors import figures
from complaints.services.figures import OwnFigures, QuarterOpen
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office import services as timed
from office.models import Clock
from office.rules import clocks
from office.services import NoDraft
from tests.complaints.conftest import (
    again,
    answer,
    do,
    file,
    last_quarter,
    public_of,
    published,
)
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(autouse=True)
def summer(later) -> None:
    """Whatever day it is, these tests stand in the middle of a year and of a quarter."""
    today = clock.today()
    later(days=(date(today.year + 1, 5, 11) - today).days)


def asked(actor, code: str = ""):
    with acting(actor), transaction.atomic():
        return figures.figures_of(actor, period_of(code or f"{clock.today().year}"))


def plain(actor, found) -> list[Spell]:
    """Count anew, from the logs alone: fold every log up to each end of a round, with its days."""
    with acting(actor), transaction.atomic():
        rows = list(Clock.objects.filter(subject_kind="complaint"))
        logs, days = office.logs_of(actor, rows), office.calendar()
        spells = []
        for row in rows:
            held, ordered = [], sorted(logs[row.pk], key=lambda one: one.at)
            starts = [place for place, one in enumerate(ordered) if one.kind == clocks.START]
            for first, after in zip(starts, [*starts[1:], len(ordered)], strict=True):
                held.append(clocks.standing(ordered[first:after], days))
            kind = figures.Complaint.objects.get(pk=row.subject_ref).kind
            for one in held:
                if (
                    not figures.instant(found.period.first)
                    <= one.started_at
                    < figures.instant(found.period.after)
                ):
                    continue
                end = one.ended_at or found.as_of
                took = (end - one.started_at).total_seconds()
                took -= sum(
                    ((each.until or end) - each.since).total_seconds() for each in one.pauses
                )
                late = one.breached_at is not None or (
                    one.ended_at is None and one.due_at is not None and one.due_at < found.as_of
                )
                spells.append(
                    Spell(kind, row.kind.removeprefix("complaint_"), one.state, late, int(took))
                )
    return spells


@pytest.mark.law("M-complaints", "O117-complaints")
def test_figures_are_what_a_plain_recount_of_the_logs_says(lin, mei, passer, later):
    rows = [file(passer, kind).complaint for kind in ("conduct", "goods", "minors", "content")]
    conduct, goods, minors, content = rows
    do("complaint_acknowledge", lin, complaint_id=conduct.pk)
    do("complaint_ask", lin, complaint_id=goods.pk, text="请补充时间")
    later(hours=30)
    do("complaint_heard", lin, complaint_id=goods.pk, text="昨天晚上", channel="phone")
    answer(lin, conduct, "unfounded")
    answer(lin, content, "upheld", channel="phone", at=content.filed_at + timedelta(hours=2))
    published(lin, mei, goods_act=(1, "hour"), conduct_feed_back=(2, "day"))
    do("complaint_reopen", lin, complaint_id=conduct.pk, text="投诉人补充了材料")
    do("complaint_take", lin, complaint_id=goods.pk, assignee_id=mei.user_id)
    late = file(passer, "goods").complaint
    do("complaint_merge", lin, complaint_id=goods.pk, into_id=late.pk)
    later(days=3)
    system = system_actor(lin.tenant_id)
    with acting(system):
        timed.clocks_follow(actor=system)
    answer(mei, late, "partly")
    later(days=1)
    answer(mei, conduct, "upheld")

    found = asked(lin)

    assert sorted(found.spells) == sorted(plain(lin, found))
    table = found.tables()
    assert table["act"][ALL].number == 6  # five complaints, one of them begun anew
    assert table["acknowledge"]["minors"].overdue == 1
    assert table["act"]["content"].in_time == 1  # told by telephone in time, written down late
    assert table["feed_back"]["conduct"].number == 2
    assert found.filed == dict.fromkeys(found.filed, 0) | {
        "conduct": 1, "goods": 2, "minors": 1, "content": 1,
    }  # fmt: skip
    assert found.fates["open"] == 1
    assert again(minors).state == "received"


def test_a_withdrawn_complaint_is_neither_in_time_nor_late(lin, passer):
    filed = file(passer)
    do("receipt_withdraw", passer, receipt=filed.receipt)

    act = asked(lin).tables()["act"][ALL]
    assert (act.ended, act.decided, rules.share(act)) == (1, 0, "")


def test_a_pause_is_not_counted_in_how_long_it_took(lin, passer, later):
    row = file(passer).complaint
    do("complaint_ask", lin, complaint_id=row.pk, text="请补充时间")
    later(hours=10)
    do("complaint_heard", lin, complaint_id=row.pk, text="昨天晚上", channel="phone")
    later(hours=1)
    answer(lin, row)

    table = asked(lin).tables()
    assert 3_600 <= table["feed_back"][ALL].median_s < 3_660
    assert table["act"][ALL].median_s >= 11 * 3_600


def test_the_months_are_counted_as_the_period_is(lin, passer, later):
    rows = [file(passer, "minors").complaint for _one in range(3)]
    answer(lin, rows[0])
    later(days=5)
    answer(lin, rows[1])
    do("complaint_reopen", lin, complaint_id=rows[0].pk, text="投诉人补充了材料")
    with acting(lin), transaction.atomic():
        points = figures.trend_of(lin, "act", clock.today())

    whole = rules.tally(
        one
        for code in {month_code(each.month) for each in points}
        for one in asked(lin, code).spells
        if one.term == "act"
    )
    assert sum(one.kept for one in points) == whole.in_time == 1
    assert sum(one.late for one in points) == whole.breached == 2


def test_another_tenants_complaints_are_in_no_figure(lin, outsider, passer, elsewhere):
    file(public_of(elsewhere))

    assert asked(lin).spells == []
    assert asked(outsider).tables()["act"][ALL].number == 1


def test_the_page_and_the_table_say_the_same(lin, passer):
    row = file(passer).complaint
    answer(lin, row)
    client = browser(lin)
    period = month_code(clock.today())

    page = client.get(f"/complaints/figures?period={period}&term=act").content.decode()
    table = client.get(f"/complaints/figures.csv?period={period}").content.decode("utf-8-sig")

    assert "100.0%" in page
    assert "cf-bar__ok" in page
    line = next(one for one in table.splitlines() if ",act,conduct," in one)
    assert line.split(",")[4:11] == ["1", "1", "0", "0", "0", "0", "100.0"]


@pytest.mark.parametrize("period", ["2026-13", "2999", "'", "<svg>"])
def test_what_is_no_period_is_refused(lin, period):
    assert browser(lin).get("/complaints/figures", {"period": period}).status_code == 422


@pytest.fixture
def quarter(passer, lin, later):
    """Thirty complaints of a quarter that is over by now."""
    for number in range(30):
        row = file(passer, "goods" if number < 26 else "minors").complaint
        if number % 3:
            answer(lin, row, "upheld" if number % 2 else "unfounded")
    filed_in = quarter_code(clock.today())
    later(days=60)
    return filed_in


@pytest.mark.law("M-complaints", "O117-complaints")
def test_a_report_is_drawn_up_by_one_and_published_by_another_for_everybody(
    harbour, lin, mei, quarter
):
    row = do("figures_draft", lin, period=quarter, note="季度公布")
    address = f"/p/{harbour.slug}/transparency"
    assert quarter not in Client().get(address).content.decode()
    with pytest.raises(OwnFigures):
        do("figures_publish", lin, figures_id=row.pk)
    body = again(row).body
    do("figures_publish", mei, figures_id=row.pk)
    with pytest.raises(NoDraft):
        do("figures_publish", mei, figures_id=row.pk)

    page = Client().get(f"{address}?lang=en")
    told = json.loads(Client().get(f"{address}.json").content)
    table = Client().get(f"{address}.csv?period={quarter}")
    assert quarter in page.content.decode()
    assert "max-age" in page.headers["Cache-Control"]
    assert not page.cookies
    assert told | body == told
    assert f"{quarter},1,act" in table.content.decode("utf-8-sig")
    assert [one["kinds"] for one in told["terms"]["act"]] == [["goods", "minors"]]  # four minors
    with acting(lin), transaction.atomic():
        acts = list(Entry.objects.filter(action__startswith="complaints.figures"))
    assert [one.action for one in acts] == [
        "complaints.figures_drafted",
        "complaints.figures_published",
    ]


def test_what_is_published_stays_while_figures_go_on(harbour, lin, mei, quarter):
    row = do("figures_draft", lin, period=quarter, note="季度公布")
    do("figures_publish", mei, figures_id=row.pk)
    before = Client().get(f"/p/{harbour.slug}/transparency.json").content
    with acting(lin), transaction.atomic():
        waiting = list(figures.Complaint.objects.filter(state="received"))
    for one in waiting:
        answer(lin, one)

    assert Client().get(f"/p/{harbour.slug}/transparency.json").content == before
    other = do("figures_draft", lin, period=quarter, note="更正")
    do("figures_publish", mei, figures_id=other.pk)
    assert json.loads(Client().get(f"/p/{harbour.slug}/transparency.json").content)["version"] == 2


def test_only_a_quarter_that_is_over_is_published(lin):
    today = clock.today()
    with pytest.raises(QuarterOpen):
        do("figures_draft", lin, period=f"{today.year}-Q{(today.month + 2) // 3}", note="季度公布")
    for period in (month_code(today), "2025", "", "2026-Q9"):
        with pytest.raises(Invalid):
            do("figures_draft", lin, period=period, note="季度公布")
    with pytest.raises(Invalid):
        do("figures_draft", lin, period=last_quarter(), note="请致电 13800001234")


def test_who_only_looks_draws_nothing_up(lin, wu, outsider):
    with pytest.raises(Forbidden):
        do("figures_draft", wu, period=last_quarter(), note="季度公布")
    row = do("figures_draft", lin, period=last_quarter(), note="季度公布")
    with pytest.raises(NotFound):
        do("figures_publish", outsider, figures_id=row.pk)
    do("figures_discard", lin, figures_id=row.pk)
    assert again(row).state == ComplaintFigures.State.DISCARDED


def test_a_quarter_that_was_not_published_is_not_there(harbour):
    for address in ("transparency?period=2026-Q1", "transparency.json", "transparency.csv"):
        assert Client().get(f"/p/{harbour.slug}/{address}").status_code == 404
    assert Client().get(f"/p/{harbour.slug}/transparency").status_code == 200
