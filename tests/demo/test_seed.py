"""What stands on the demo's wall: the invented shows, or recordings that are marked as such."""

import gzip
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import selectors as accounts
from charter import selectors as charter
from conduct.models import Guest, Jump, Landing, Promotion
from filings import selectors as filings
from livecompliance.demo import real, script
from livecompliance.demo.management.commands import demo_replay
from livecompliance.demo.seed import seed
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Finding
from office.models import Clock, Letter
from review.models import Item, Settlement
from rooms.models import Admission, OnAir, Room, Session
from sanctions.models import Appeal, LadderPolicy, Match, Report, Sanction
from studio.models import Backtest, Issue

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


@pytest.fixture
def recordings(tmp_path):
    for name in ("douyu-138243-20180119", "小美的直播间"):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.write(json.dumps({"user": "阿亮", "text": "主播好漂亮"}) + "\n")
    return tmp_path


def on_air(seeded):
    titles = []
    for tenant in seeded["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            live = Session.objects.filter(tenant_id=tenant["id"], ended_at=None)
            titles += [one.room.title for one in live.select_related("room")]
    return sorted(titles)


def test_every_show_is_on_air_once_however_often_the_demo_starts(house):
    assert on_air(house) == sorted(show.room_title for show in script.shows())


def test_the_agency_of_the_demo_has_something_open_of_every_duty_but_its_rules(house):
    tenant_id = accounts.tenant_find("chengguo")
    actor = system_actor(tenant_id)
    with acting(actor), transaction.atomic():
        board = charter.agency_board(actor)

    assert board.bears
    assert board.rules is not None
    assert [one.is_recruited for one in board.marketers].count(True) == 2
    assert sum(one.found_on is not None for one in board.marketers) == 1
    assert [set(one.newest) for one in board.operators] == [{"service", "selection"}]


def test_the_platform_that_enforces_shows_a_broadcast_that_the_gate_denied(house):
    second = house["tenants"][1]
    actor = system_actor(second["id"])
    with acting(actor), transaction.atomic():
        denied = Admission.objects.filter(is_allowed=False).latest("asked_at")

    codes = {one["code"] for one in denied.reasons}
    assert {"operator_not_verified", "guardian_consent_missing", "unknown_marketer"} <= codes


def test_recordings_are_on_air_as_replays_and_no_show_is(house, recordings):
    assert on_air(seed(recordings)) == ["回放 Replay 01", "回放 Replay 02"]


def test_the_shows_come_back_when_the_demo_starts_without_recordings(house, recordings):
    seed(recordings)

    assert on_air(seed()) == sorted(show.room_title for show in script.shows())


def test_nothing_that_names_a_recording_its_people_or_their_words_is_kept(house, recordings):
    seeded = seed(recordings)

    actor = system_actor(seeded["tenants"][0]["id"])
    with acting(actor), transaction.atomic():
        rooms = [str(vars(room)) for room in Room.objects.filter(external_id__startswith="replay")]
        rooms += [one.stage_name for one in OnAir.objects.all()]
    said = " ".join([*rooms, json.dumps(seeded, ensure_ascii=False)])
    assert "Recording" in said
    for word in ("douyu", "138243", "小美", "阿亮", "漂亮"):
        assert word not in said


def test_each_recording_is_played_into_the_room_that_was_opened_for_it(house, recordings):
    seeded = seed(recordings)

    rooms = demo_replay.Command().rooms(seeded, {"real": recordings, "rate": 5.0})

    places = seeded["tenants"][0]["rooms"]
    assert [one.session_id for one in rooms] == [place["session"] for place in places]
    assert [one.name for one in rooms] == ["replay-01", "replay-02"]


def test_more_recordings_than_fit_are_left_out(tmp_path):
    for number in range(real.MOST + 3):
        (tmp_path / f"{number}.jsonl.gz").write_bytes(b"")

    assert len(real.shows(tmp_path)) == real.MOST


def test_a_folder_without_recordings_stops_the_demo_with_a_word(tmp_path):
    with pytest.raises(CommandError, match="no recorded room"):
        call_command("demo_seed", "--real", str(tmp_path))


def test_the_clocks_of_the_demo_stand_in_every_state_however_often_it_starts(house):
    for tenant in house["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            reviews = Clock.objects.filter(subject_kind="decision")
            open_ones = list(reviews.filter(state__in=["running", "paused"]))
            ended = list(reviews.filter(state="met", breached_at=None))
            letters = Letter.objects.filter(topic__startswith="clock_").count()
        looks = sorted(
            (one.state, bool(one.warned_at), bool(one.breached_at), bool(one.owner_id))
            for one in open_ones
        )
        assert looks == [
            ("paused", False, False, False),
            ("running", False, False, True),
            ("running", False, True, False),
            ("running", True, False, False),
        ]
        assert ended
        assert letters


def test_what_was_judged_stands_on_many_rungs_once_however_often_the_demo_starts(house):
    for tenant in house["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            rows = list(Sanction.objects.filter(tenant_id=tenant["id"]))
            assert {one.rung for one in rows} >= {"prompt", "warning", "suspension", "blacklist"}
            assert {one.state for one in rows} == {"in_force", "proposed", "overturned"}
            assert len(rows) == 11
            assert [one.code for one in rows if one.weigh_by] == ["abuse"]
            open_ones = Appeal.objects.filter(state="open")
            assert [one.messages.count() for one in open_ones] == [2]
            assert Report.objects.filter(kind="correction").count() == 2
            assert LadderPolicy.objects.filter(state="draft").count() == 1
            found = Match.objects.select_related("party")
            assert [one.party.public_name for one in found] == ["康源优选"]


def test_the_first_platforms_lists_of_terms_stand_once_in_force_drafted_and_asked_for(house):
    actor = system_actor(house["tenants"][0]["id"])
    with acting(actor), transaction.atomic():
        stands = Issue.objects.filter(tenant_id=actor.tenant_id).order_by("pack__name", "number")
        told = [(one.pack.name, one.state, one.terms, one.is_built) for one in stands]
        assert told == [
            ("店名和品牌名", "draft", 2, True),
            ("引流暗语", "live", 3, True),
            ("引流暗语", "draft", 4, False),
            ("观察中的催单词", "shadow", 4, True),
        ]
        engine = moderation.ruleset_of(actor).engine
        said = {"id": 1, "type": "speech", "text": "下播老地方见哦"}
        assert engine.inspect([said])[0].suggestion != "pass"


def test_the_platforms_own_house_is_furnished_once_and_its_virtual_host_may_be_on_air(house):
    for tenant in house["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            held = filings.technology_list(actor)
            assert [one.slug for one in held.filter(state="live")] == ["virtual-host"]
            assert held.count() == 3
            assert filings.staffing_list(actor).count() == 8
            assert {one.trigger for one in filings.assessment_list(actor)} >= {"scale", "service"}
            assert any(line.tone == "watch" for line in filings.board(actor).lines)


def test_yesterday_evening_gives_conduct_the_queue_and_a_backtest_something_to_show(house):
    actor = system_actor(house["tenants"][0]["id"])
    with acting(actor), transaction.atomic():
        session = Session.objects.get(room__external_id="evening")
        links = Jump.objects.filter(session=session)
        assert {flag for one in links for flag in one.flags} >= {
            "blocked", "suspect", "private", "lookalike", "redirect", "short",
        }  # fmt: skip
        assert Landing.objects.filter(jump__in=links, state="kept").count() == 2
        found = set(Finding.objects.filter(session=session).values_list("code", flat=True))
        assert {"CRITICISM-HIDDEN", "TRAFFIC-ODD", "F-OTHERS", "F-PICTURE", "LIKENESS-FORGED",
                "CLAIM-REPEATED"} <= found  # fmt: skip
        assert Guest.objects.filter(session=session).count() == 2
        how = Promotion.objects.filter(session=session).values_list("how", flat=True)
        assert {"named", "linked", "joined"} <= set(how)
        tried = Backtest.objects.filter(state="done").first()
        assert tried.figures["caught"] > 0
        assert Session.objects.filter(room__external_id="evening").count() == 1


def test_two_officers_of_the_demo_differ_and_one_difference_is_settled_once(house):
    for tenant in house["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            seconds = Item.objects.filter(second_of__isnull=False, agrees=False).order_by("id")
            said = [(one.second_of.outcome, one.outcome, one.remarks.count()) for one in seconds]
            settled = Settlement.objects.count()
        assert said == [("pass", "block", 2), ("block", "pass", 0)]
        assert settled == 1
