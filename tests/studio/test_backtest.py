"""A version is tried on what was recorded: what it catches, misses, and changes."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding
from office.services.progress import CancelAsked
from studio import selectors, services
from studio.rules.tally import precision
from tests import builders
from tests.moderation.services.streams import OFFER, inspect, post, said
from tests.proof import browser
from tests.studio.conftest import in_force, reword, tried, work, write

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SAID = "今天的琥珀海马刚刚到店"


@pytest.fixture
def recording(chun, tea_room, tea_session):
    """Two sessions in which the word is said three times, and an offer once."""
    post(tea_session, said(1), said(2, SAID), said(3, OFFER))
    post(tea_session, said(4, SAID))
    other = builders.session(chun, builders.room(chun, "海边"))
    post(other, said(1, SAID), said(2))
    inspect(tea_session)
    inspect(other)
    return tea_session, other


def test_a_backtest_counts_what_a_rule_would_have_caught_and_shows_it_in_its_place(lin, recording):
    done = tried(lin, write(lin))
    assert (done.state, done.figures["sessions"], done.figures["events"]) == ("done", 2, 6)
    assert (done.figures["caught"], done.figures["new"]) == (3, 3)
    assert done.figures["measures"] == {"prompt": 2}  # the cool-down holds within a session
    with acting(lin), transaction.atomic():
        samples = selectors.samples_of(lin, done.figures["samples"]["caught"])
    lines = [line.text for one in samples for line in one.lines if line.is_it]
    assert lines == [SAID] * 3
    assert all(len(one.lines) > 1 for one in samples)


def test_a_backtest_says_what_changes_against_the_live_version(lin, mei, recording):
    old = in_force(lin, mei, write(lin))
    wider = reword(lin, old, 'text.contains("海马") || text.contains("tea88766")')
    figures = tried(lin, wider).figures
    assert (figures["same"], figures["gained"], figures["lost"]) == (3, 1, 0)
    with acting(lin), transaction.atomic():
        draft = selectors.version_list(lin, old.rule_id).get(number=2)
        services.version_discard(actor=lin, version_id=draft.pk, revision=draft.revision)
    figures = tried(lin, reword(lin, old, 'text.contains("没有人说过")')).figures
    assert (figures["same"], figures["gained"], figures["lost"]) == (0, 0, 3)


@pytest.mark.law("M-risk-measures")
def test_precision_counts_what_officers_confirmed_and_dismissed(lin, recording):
    tea, _other = recording
    with acting(lin), transaction.atomic():
        (offer,) = Finding.objects.filter(session=tea)
    dismissed = tried(lin, _dismissing(lin, offer, "琥珀一"))
    assert precision(dismissed.figures) == 0.0
    assert (dismissed.figures["missed"], dismissed.figures["dismissed"]) == (0, 1)
    assert dismissed.figures["samples"]["dismissed"] == [[str(tea.pk), 1, 2]]


def test_the_page_shows_a_sample_of_false_alarms_in_its_place(lin, recording):
    tea, _other = recording
    with acting(lin), transaction.atomic():
        (offer,) = Finding.objects.filter(session=tea)
    done = tried(lin, _dismissing(lin, offer, "琥珀二"))
    shown = browser(lin).get(f"/studio/backtests/{done.pk}").content.decode()
    part = shown.partition('id="kind-dismissed"')[2].partition("</section>")[0]
    assert part.count('class="is-it"') == 1
    assert "tea88766" in part.partition('class="is-it"')[2].partition("</li>")[0]


def _dismissing(lin, finding, name):
    with acting(lin):
        moderation.finding_dismiss(actor=lin, finding_id=finding.pk, reason="misread", note="")
    return write(lin, name, 'text.contains("tea88766")')


def test_what_an_officer_acted_on_and_a_rule_lets_pass_is_missed(lin, recording):
    tea, _other = recording
    with acting(lin), transaction.atomic():
        (offer,) = Finding.objects.filter(session=tea)
        from moderation.models import Measure

        Measure.objects.create(
            tenant_id=lin.tenant_id, session=tea, room_id=tea.room_id, kind="warning",
            origin="officer", clause="M-off-platform", reason_zh="x", findings=[offer.pk],
        )  # fmt: skip
    figures = tried(lin, write(lin, label=offer.code)).figures
    assert (figures["missed"], figures["confirmed"]) == (1, 0)
    assert figures["samples"]["missed"][0][1:] == [1, 2]
    figures = tried(lin, write(lin, "另一条", 'text.contains("tea88766")')).figures
    assert (figures["confirmed"], precision(figures)) == (1, 1.0)


def test_a_rule_that_fails_at_run_time_is_counted_as_failing(lin, tea_session):
    post(tea_session, said(1, SAID))
    row = write(lin, "除零", 'type == "speech" && viewers / viewers_before > 1 && score >= 0.0')
    post(tea_session, {"id": 2, "type": "metric", "viewers": 3})
    figures = tried(lin, row).figures
    assert figures["caught"] == 0


def test_a_share_that_is_worked_twice_counts_once(lin, recording):
    row, now = write(lin), clock.now()
    with acting(lin):
        made = services.backtest_start(
            actor=lin, version_id=row.pk, since=now - timedelta(days=30), until=now
        )
        for shard in (0, 0, 1, 1, 0):
            work(lin, made, shard)
        with transaction.atomic():
            done = selectors.backtest_get(lin, made.pk)
    assert done.figures["caught"] == 3


def test_a_run_that_was_killed_goes_on_at_the_session_it_had_reached(lin, recording, monkeypatch):
    from studio.services import backtest

    row, now = write(lin), clock.now()
    with acting(lin):
        made = services.backtest_start(
            actor=lin, version_id=row.pk, since=now - timedelta(days=30), until=now
        )
        seen = []
        really = backtest._session

        def dies(progress, engine, session, *rest):
            if len(seen) == 1:
                seen.append(None)
                raise KeyboardInterrupt
            seen.append(session.pk)
            really(progress, engine, session, *rest)

        monkeypatch.setattr(backtest, "SHARDS", 1)
        monkeypatch.setattr(backtest, "_session", dies)
        monkeypatch.setattr("studio.services.backtest.zlib.crc32", lambda _bytes: 0)
        with pytest.raises(KeyboardInterrupt):
            work(lin, made, 0)
        work(lin, made, 0)
        work(lin, made, 1)
        with transaction.atomic():
            done = selectors.backtest_get(lin, made.pk)
    assert done.figures["caught"] == 3
    assert len([one for one in seen if one]) == 2


def test_a_cancelled_backtest_stops_its_workers_and_never_ends_as_done(lin, recording):
    row, now = write(lin), clock.now()
    with acting(lin):
        made = services.backtest_start(
            actor=lin, version_id=row.pk, since=now - timedelta(days=30), until=now
        )
        services.backtest_cancel(actor=lin, backtest_id=made.pk)
        services.backtest_cancel(actor=lin, backtest_id=made.pk)
        with pytest.raises(CancelAsked):
            work(lin, made, 0)
        with transaction.atomic():
            assert selectors.backtest_get(lin, made.pk).state == "cancelled"
    with pytest.raises(services.BacktestMissing), acting(lin):
        services.version_shadow(actor=lin, version_id=row.pk, revision=1)


def test_words_whose_key_was_destroyed_are_passed_over(lin, recording):
    tea, _other = recording
    with acting(lin), transaction.atomic():
        tea.wrapped_key, tea.key_destroyed_at = None, clock.now()
        tea.save()
    figures = tried(lin, write(lin)).figures
    assert (figures["sessions"], figures["caught"]) == (1, 1)


def test_periods_and_strangers_are_refused(lin, wu, outsider):
    row, now = write(lin), clock.now()
    given = {"version_id": row.pk, "since": now, "until": now}
    with acting(lin), pytest.raises(Invalid):
        services.backtest_start(actor=lin, **given)
    given["since"] = now - timedelta(days=400)
    with acting(lin), pytest.raises(Invalid):
        services.backtest_start(actor=lin, **given)
    given["since"] = now - timedelta(days=1)
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.backtest_start(actor=actor, **given)
