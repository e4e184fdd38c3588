"""The demo's shows: well-formed, replayable, and written the way the notes say."""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import msgspec
import pytest

from livecompliance.demo import script
from livecompliance.demo.sheet import SheetFault, compile_sheet
from livecompliance.kernel import law
from rooms import wire

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHOWS = script.shows()
SALE = SHOWS[0]
EVERY_TYPE = {kind.__struct_config__.tag for kind in wire.LiveEvent.__args__}

each_show = pytest.mark.parametrize("show", SHOWS, ids=lambda show: show.slug)


def decode(event):
    return wire.decode_live(msgspec.json.encode(event))


def words(event):
    return " ".join(text for _, text in wire.texts_of(decode(event)))


def test_the_sale_lasts_twenty_minutes_and_holds_about_six_hundred_events():
    assert SALE.slug == "achun"
    assert SALE.duration_s == 1_200
    assert 570 <= len(SALE.events) <= 640


def test_the_sale_shows_every_type_of_event():
    assert {event["type"] for _, event in SALE.events} == EVERY_TYPE


def test_the_sale_falls_silent_twice_for_a_minute():
    spoken = [at for at, event in SALE.events if event["type"] in {"speech", "comment"}]

    assert sum(after - before >= 60 for before, after in pairwise(spoken)) == 2


def test_the_streamer_can_be_warned_within_half_a_minute_of_the_start():
    ids = {note.event_id for note in SALE.expected if note.via == "words"}

    early = [event["type"] for at, event in SALE.events if event["id"] in ids and at < 25]

    assert "speech" in early


def test_the_sale_breaks_rules_of_many_kinds_in_many_spellings():
    families = {note.family for note in SALE.expected}
    evasions = {note.evasion for note in SALE.expected}

    assert 12 <= len(SALE.expected) <= 20
    assert len(families) >= 10
    assert evasions >= {"none", "symbol", "separators", "numerals", "pinyin", "homophone"}


def test_the_sale_tempts_a_careless_engine_at_least_twenty_times():
    assert len(SALE.negatives) >= 20
    assert len({note.event_id for note in SALE.negatives}) == len(SALE.negatives)


def test_seven_short_shows_keep_the_wall_alive():
    shorts = SHOWS[1:]

    assert len(shorts) == 7
    assert all(180 <= show.duration_s <= 360 for show in shorts)
    assert all(60 <= len(show.events) <= 120 for show in shorts)


def test_both_tenants_have_a_clean_room_and_a_troubled_one():
    for tenant in script.tenants():
        rooms = [show for show in SHOWS if show.tenant_slug == tenant.slug]
        assert {bool(show.expected) for show in rooms} == {True, False}


@each_show
def test_every_event_is_valid_on_the_wire(show):
    for _, event in islice(script.timeline(show, START, 0), len(show.events)):
        decoded = decode(event)
        assert decoded.id == event["id"]
        assert wire.role_of(decoded)


@each_show
def test_times_ascend_and_stay_inside_the_show(show):
    times = [at for at, _ in show.events]

    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < show.duration_s


@each_show
def test_pieces_of_speech_follow_each_other(show):
    pieces = [event for _, event in show.events if event["type"] == "speech"]

    for one, other in pairwise(pieces):
        assert one["offset_ms"] + one["duration_ms"] <= other["offset_ms"]


@each_show
def test_a_removal_names_an_earlier_comment_and_its_words(show):
    said = {}
    for _, event in show.events:
        if event["type"] == "comment":
            said[event["id"]] = event["text"]
        if event["type"] == "removal":
            assert said[event["target_id"]] == event["text"]


@each_show
def test_every_note_quotes_its_event_and_cites_a_clause_of_the_register(show):
    events = {event["id"]: event for _, event in show.events}
    for note in show.expected:
        assert law.clause(note.clause).text
        assert (note.via == "words") == bool(note.quote)
        assert (note.via == "rule") == bool(note.rule)
        assert note.quote in words(events[note.event_id])


@each_show
def test_no_line_carries_a_telephone_number_that_could_be_real(show):
    for _, event in show.events:
        assert not re.search(r"1[3-9]\d{9}", words(event))


def test_ids_are_new_in_every_pass_and_every_run():
    later = START + timedelta(seconds=1)
    passes = [(START, 0), (START, 1), (later, 0)]

    ids = [event["id"] for run in passes for _, event in script.timeline(SALE, *run)]

    assert len(set(ids)) == 3 * len(SALE.events)


def test_a_removal_in_a_later_pass_names_the_comment_of_that_pass():
    events = [event for _, event in script.timeline(SALE, START, 3)]
    ids = {event["id"] for event in events}

    targets = {event["target_id"] for event in events if event["type"] == "removal"}

    assert targets
    assert targets <= ids


def test_counters_never_fall_from_one_pass_to_the_next():
    figures = [
        event
        for loop in range(3)
        for _, event in script.timeline(SALE, START, loop)
        if event["type"] == "metric"
    ]

    for name in script.CUMULATIVE:
        values = [figure[name] for figure in figures]
        assert values == sorted(values)


def test_double_speed_halves_the_wait_and_the_clock_agrees():
    plain = list(script.timeline(SALE, START, 1))
    fast = list(script.timeline(SALE, START, 1, speed=2.0))

    for (due_s, _), (fast_s, event) in zip(plain, fast, strict=True):
        assert fast_s == pytest.approx(due_s / 2)
        shown = datetime.fromisoformat(event["at"]) - START
        assert shown.total_seconds() == pytest.approx(fast_s, abs=1e-5)


def test_a_loop_that_begins_later_in_the_show_begins_at_once():
    moments = script.looped(SALE, START, speed=2.0, skip_s=600)

    due_s, event = next(moments)

    assert 0 <= due_s < 1
    assert datetime.fromisoformat(event["at"]) - START < timedelta(seconds=1)
    assert event["type"] in EVERY_TYPE


def test_a_loop_goes_on_after_the_last_event():
    moments = list(islice(script.looped(SALE, START), len(SALE.events) + 2))

    assert moments[-1][0] >= SALE.duration_s
    assert moments[-1][1]["id"] != moments[1][1]["id"]


def test_playing_a_show_leaves_the_show_as_it_was():
    before = msgspec.json.encode(SALE.events)

    list(script.timeline(SALE, START, 5, speed=3.0))

    assert msgspec.json.encode(SALE.events) == before


def sheet(*lines):
    return {
        "slug": "x",
        "duration": "01:00",
        "marketers": [{"key": "主", "id": "m-1", "name": "某人", "part": "host"}],
        "metrics": ["00:00 1 1 1 1 1 1"],
        "script": "\n".join(lines),
    }


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["0:01 主 你好"], "line 1"),
        (["00:01 主 你好", "00:02 客 谁"], "line 2"),
        (["00:01 goods {title: [}"], "line 1"),
        (["00:01 @甲 好 #a", "00:02 @乙 好 #a"], "label a stands twice"),
        (["00:01 removal {of: nobody}"], "which no line carries"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where(lines, says):
    with pytest.raises(SheetFault, match=says):
        compile_sheet(sheet(*lines))
