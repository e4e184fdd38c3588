"""Figures that do not move as real ones do, and accounts that are one hand."""

import random

import pytest
from django.db import transaction

from conduct import services
from conduct.models import Anomaly, Watched
from conduct.rules.traffic import Limits, Point, anomalies, folded, limits_of
from conduct.rules.twins import twins
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from tests.conduct.conftest import happened
from tests.moderation.services.streams import now_ms
from tests.proof import browser

pytestmark = pytest.mark.django_db
SLOT = 30_000
START = 1_790_000_000_000


def calm(many=30, seed=7) -> list[Point]:
    """Return a quarter of an hour of an ordinary room."""
    chance = random.Random(seed)
    rows, likes, orders, followers = [], 10_000, 50, 5_000
    for number in range(many):
        viewers = 5_000 + chance.randint(-300, 300)
        likes += chance.randint(400, 900)
        orders += chance.randint(2, 9)
        followers += chance.randint(3, 12)
        row = Point(START + number * SLOT, viewers, likes, orders, orders // 40, followers)
        rows.append(row)
    return rows


def then(points, **more) -> list[Point]:
    last = points[-1]
    changed = {name: getattr(last, name) + by for name, by in more.items()}
    return [*points, last._replace(at_ms=last.at_ms + SLOT, **changed)]


def kinds(points, limits=None):
    return {(one.kind, one.name) for one in anomalies(points, limits or Limits())}


@pytest.mark.parametrize("seed", range(12))
def test_an_ordinary_room_alarms_nobody(seed):
    points = calm(60, seed)
    assert [kinds(points[:end]) for end in range(2, 60) if kinds(points[:end])] == []


@pytest.mark.law("M-18-4")
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"followers": 50_000}, ("burst", "followers")),
        ({"likes": 200_000}, ("burst", "likes")),
        ({"orders": 900}, ("burst", "orders")),
        ({"viewers": 60_000}, ("crowd", "viewers")),
        ({"likes": 400_000}, ("taps", "likes")),
        ({"orders": 3_000}, ("rush", "orders")),
        ({"orders": 10, "refunds": 400}, ("returns", "refunds")),
    ],
)
def test_what_real_figures_hardly_do_stands_out(change, kind):
    assert kind in kinds(then(calm(), **change))


def test_a_crowd_that_likes_and_buys_is_a_crowd():
    assert kinds(then(calm(), viewers=20_000, likes=3_500, orders=30, followers=60)) == set()


def test_a_total_that_is_counted_anew_is_no_burst():
    points = [*calm(), Point(START + 40 * SLOT, 5_000, 0, 0, 0, 0)]
    assert kinds(points) == set()


def test_silence_nonsense_and_gaps_are_borne():
    assert anomalies([], Limits()) == []
    assert anomalies([Point(1)], Limits()) == []
    assert anomalies([Point(n * SLOT) for n in range(20)], Limits()) == []
    huge = 9_007_199_254_740_991
    anomalies([Point(n * SLOT, huge, huge, huge, huge, huge) for n in range(20)], Limits())
    assert kinds([Point(n * SLOT, 0, 0, 0, 0, 0) for n in range(20)]) == set()


def test_figures_in_any_order_make_the_same_series():
    told = [(START + n * SLOT, {"viewers": n, "x": 5}) for n in range(50)]
    shuffled = random.Random(1).sample(told, len(told))
    assert folded([], told) == folded([], shuffled)
    long = folded([], [(START + n * SLOT, {"viewers": n}) for n in range(500)])
    assert len(long) == 120  # an hour


def test_thresholds_are_the_platforms_within_bounds():
    policy = {"traffic_z": 50, "traffic_refund_percent": 1, "traffic_likes_per_viewer": "5"}
    assert limits_of(policy) == Limits(z=50)
    assert kinds(then(calm(), likes=200_000), limits_of({"traffic_z": 100})) != {("burst", "likes")}


def metric(number, point):
    figures = point._asdict() | {"at": now_ms() - 3_600_000 + (point.at_ms - START)}
    return {"id": f"m{number}", "type": "metric"} | {
        k: v for k, v in figures.items() if k != "at_ms"
    }


@pytest.fixture
def odd(tea_session):
    points = then(calm(), followers=50_000)
    for number, point in enumerate(points):
        happened(tea_session, metric(number, point))
    return tea_session


@pytest.mark.law("M-18-4")
def test_an_anomaly_is_a_finding_with_its_plot_and_no_measure_by_itself(lin, odd):
    with acting(lin), transaction.atomic():
        finding = Finding.objects.get(code="TRAFFIC-ODD")
        row = Anomaly.objects.get()
        assert not Measure.objects.filter(rule__startswith="TRAFFIC").exists()
    assert (finding.clause, finding.rule) == ("M-18-4", "TRAFFIC-ODD/burst/followers")
    assert finding.event_key == row.event_key == "m30"
    assert len(row.series) == 31
    assert row.figures["score"] > 10


def test_the_page_shows_plot_numbers_and_table(wu, odd, lin):
    page = browser(wu).get("/conduct/figures").content.decode()
    assert "新增关注 · 突增" in page
    place = page.partition('class="jump__host" href="')[2].partition('"')[0]
    page = browser(wu).get(place).content.decode()
    for words in ("data-plot=", "平常（中位数）", "以表格查看", "阈值是平台策略"):
        assert words in page, words
    assert browser(lin).get("/conduct/figures?kind=burst&from=40").status_code == 200


@pytest.mark.long
def test_what_is_remembered_of_a_session_stays_small(lin, tea_session):
    for number in range(3):
        many = [metric(n, Point(START + n * 1_000, n, n, n, n, n)) for n in range(900)]
        happened(tea_session, *[row | {"id": f"{number}-{row['id']}"} for row in many])
    with acting(lin), transaction.atomic():
        assert len(bytes(Watched.objects.get().series)) < 20_000


LINES = ["这款茶我喝了半年真的很好喝", "已经回购第三次了家里人都爱", "主播讲得特别专业推荐大家下单"]


def spoke(person, number):
    text = LINES[number]
    return {
        "id": f"{person}-{number}",
        "type": "comment",
        "text": text,
        "speaker": {"role": "viewer", "id": f"u{person}"},
        "at": now_ms(),
    }


@pytest.mark.law("M-18-4")
def test_accounts_that_say_the_same_lines_are_found_without_keeping_who(lin, tea_session):
    happened(tea_session, *[spoke(who, n) for who in range(6) for n in range(3)])
    system = system_actor(tea_session.tenant_id)
    with acting(system):
        made = services.accounts_look(actor=system, session_id=tea_session.pk)
        assert services.accounts_look(actor=system, session_id=tea_session.pk) == []
    assert [one.figures["value"] for one in made] == [6]
    with acting(lin), transaction.atomic():
        assert Finding.objects.get(code="TRAFFIC-ODD").rule == "TRAFFIC-ODD/twins"
        row = Anomaly.objects.get()
    assert "u1" not in str(row.figures)
    assert LINES[0] not in str(row.__dict__)
    page = browser(lin).get(f"/conduct/figures/{row.pk}").content.decode()
    assert "6 个账号" in page


def test_a_cheer_of_many_is_no_hand_of_one():
    cheer = [(account, line) for account in range(300) for line in range(3)]
    assert twins(cheer) == []
    two = [(account, line) for account in range(6) for line in range(2)]
    assert twins(two) == []
    hidden = [(account, 100 + line) for account in range(5) for line in range(3)]
    crowd = [(1_000 + account, account % 50) for account in range(2_000)]
    (group,) = twins([*crowd, *hidden])
    assert group.accounts == frozenset(range(5))
