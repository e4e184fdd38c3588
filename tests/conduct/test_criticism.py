"""What operators remove is compared with what it said; hiding, folding and muting count."""

import pytest
from django.db import transaction

from conduct import selectors
from conduct.models import Minute, Remark
from conduct.rules.criticism import Counts, judged, tail
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from tests.conduct.conftest import happened
from tests.moderation.services.streams import now_ms
from tests.proof import browser

pytestmark = pytest.mark.django_db
BAD = [
    "质量太差了，穿一次就开线", "客服不理人，一直不发货", "跟直播不一样，我要投诉",
    "用了过敏，烂脸", "货不对板，上当了", "退款不给，被坑了",
]  # fmt: skip
FINE = "主播晚上好"
HOUR_MS = 3_600_000


def wrote(number, text=FINE, at=None):
    return {"id": f"c{number}", "type": "comment", "text": text, "at": at or now_ms()}


def took(number, target, action="deleted", text="", at=None):
    row = {"id": f"r{number}", "type": "removal", "target_id": f"c{target}", "action": action}
    return row | {"text": text, "at": at or now_ms()}


def crowd(start, many):
    return [wrote(number) for number in range(start, start + many)]


def found(actor) -> list[str]:
    with acting(actor), transaction.atomic():
        return list(
            Finding.objects.filter(code="CRITICISM-HIDDEN").values_list("event_key", flat=True)
        )


@pytest.mark.law("M-comment-management")
@pytest.mark.parametrize("action", ["hidden", "folded", "muted", "deleted"])
def test_taking_criticism_away_in_whatever_way_is_suppression(lin, tea_session, action):
    happened(tea_session, *crowd(100, 60), *[wrote(n, text) for n, text in enumerate(BAD)])
    happened(tea_session, *[took(n, n, action) for n in range(5)])

    assert found(lin) == ["r4"]
    with acting(lin), transaction.atomic():
        measure = Measure.objects.get(rule="CRITICISM-HIDDEN")
        assert (measure.kind, measure.clause) == ("warning", "M-comment-management")
        assert Remark.objects.filter(is_critical=True, action=action).count() == 5


def test_cleaning_up_what_says_nothing_is_none(lin, tea_session):
    happened(tea_session, *crowd(100, 60), *[wrote(n, text) for n, text in enumerate(BAD)])
    happened(
        tea_session, *[took(n, 100 + n) for n in range(30)], *[took(90 + n, n) for n in range(3)]
    )

    assert found(lin) == []


def test_criticism_that_is_a_breach_itself_may_go(lin, tea_session):
    ads = [f"{text}，加我微信 tea8876{n} 私下转账" for n, text in enumerate(BAD)]
    happened(tea_session, *crowd(100, 60), *[wrote(n, text) for n, text in enumerate(ads)])
    happened(tea_session, *[took(n, n) for n in range(6)])

    assert found(lin) == []
    with acting(lin), transaction.atomic():
        assert not Remark.objects.filter(is_critical=True).exists()


def test_a_removal_whose_line_nobody_reported_is_judged_by_its_words(lin, tea_session):
    happened(tea_session, *crowd(100, 60))
    gone = [took(n, f"x{n}", text=text) for n, text in enumerate(BAD)]
    happened(tea_session, *gone)
    happened(tea_session, *gone)  # the same again

    assert found(lin) != []
    with acting(lin), transaction.atomic():
        assert Remark.objects.count() == len(BAD)


@pytest.mark.long
def test_a_finding_comes_once_in_ten_minutes_of_the_broadcast(lin, tea_session):
    happened(tea_session, *crowd(100, 60), *[wrote(n, text) for n, text in enumerate(BAD)])
    for number in range(6):
        happened(tea_session, took(number, number))

    assert found(lin) == ["r3"]


def test_what_was_removed_long_ago_does_not_count_towards_now(lin, tea_session):
    then = now_ms() - HOUR_MS
    happened(tea_session, *[wrote(n, text, then) for n, text in enumerate(BAD)])
    happened(tea_session, *[took(n, n, at=then) for n in range(3)])
    happened(tea_session, *crowd(100, 60), wrote("9", BAD[0]))
    happened(tea_session, took(9, 9))

    assert found(lin) == []


@pytest.mark.law("O117-comment-control")
def test_how_soon_flagged_lines_are_dealt_with_is_measured(lin, tea_session):
    start = now_ms() - 600_000
    ad = "加我微信 tea88766 私下转账"
    happened(tea_session, *[wrote(n, ad, start) for n in range(4)])
    happened(tea_session, took(1, 0, at=start + 5_000), took(2, 1, at=start + 90_000))
    with acting(lin), transaction.atomic():
        since = tea_session.started_at.replace(year=2020)
        answered = selectors.answered_in(lin, tea_session.room_id, since)

    assert (answered.flagged, answered.removed) == (4, 2)
    assert (answered.median_s, answered.slow_s) == (90.0, 90.0)


def test_a_line_is_counted_once_however_often_it_is_removed(lin, tea_session):
    happened(tea_session, wrote(1, BAD[0]), took(1, 1, "folded"), took(2, 1, "deleted"))
    with acting(lin), transaction.atomic():
        assert Remark.objects.get().action == "folded"
        assert sum(Minute.objects.values_list("hidden", flat=True)) == 1


def test_a_flood_of_criticism_fills_no_disk_and_is_still_counted(lin, tea_session, monkeypatch):
    monkeypatch.setattr("conduct.services.criticism.MOST_REMARKS", 4)
    for number in range(3):
        happened(tea_session, *[wrote(f"{number}-{n}", BAD[n]) for n in range(3)])
    with acting(lin), transaction.atomic():
        assert Remark.objects.count() == 4
        assert sum(Minute.objects.values_list("critical", flat=True)) == 9


def test_words_are_sealed_with_the_broadcasts_key(lin, tea_session):
    happened(tea_session, wrote(1, BAD[0]))
    with acting(lin), transaction.atomic():
        row = Remark.objects.select_related("session").get()
        assert BAD[0].encode() not in bytes(row.words_sealed)
        assert selectors.remark_words([row]) == {row.pk: BAD[0]}


@pytest.mark.long
def test_the_page_of_a_room_shows_the_comparison_and_the_lines(lin, wu, chun, tea_session):
    happened(tea_session, *crowd(100, 60), *[wrote(n, text) for n, text in enumerate(BAD)])
    happened(tea_session, *[took(n, n, "muted") for n in range(5)])
    page = browser(wu).get(f"/conduct/criticism/{tea_session.room_id}").content.decode()

    for words in ("集中处置不利评价", "83.3%", BAD[0], "禁言", "data-plot="):
        assert words in page, words
    assert "集中处置不利评价" in browser(lin).get("/conduct/criticism").content.decode()
    assert browser(chun).get("/conduct/criticism").status_code == 403


@pytest.mark.parametrize(
    ("counts", "suppressed"),
    [
        (Counts(1_000, 50, 30, 20), True),
        (Counts(40, 6, 5, 5), True),
        (Counts(1_000, 50, 3, 3), False),  # too few
        (Counts(100, 50, 10, 5), False),  # as readily as the rest
        (Counts(0, 0, 0, 0), False),
        (Counts(3, 9, 2, 9), False),  # figures that do not fit together
        (Counts(10**6, 10**4, 3_000, 2_000), True),
    ],
)
def test_a_choice_blind_to_words_is_told_from_one_that_is_not(counts, suppressed):
    assert judged(counts).is_suppressed is suppressed


def test_chance_is_that_of_drawing_without_putting_back():
    assert tail(Counts(10, 5, 5, 5)) == pytest.approx(1 / 252)
    assert tail(Counts(10, 5, 5, 0)) == 1.0
