"""Recorded rooms become wire comments: streamed, at a rate, without the recorded people."""

import gzip
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from livecompliance.demo import real
from rooms import wire

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "01_livechat" / "sessions"


@pytest.fixture
def recording(tmp_path):
    rows = [
        {"seq": 0, "user": 7, "text": "来了"},
        {"seq": 1, "user": 8, "text": ""},
        {"seq": 2, "user": 7, "text": "666"},
        {"seq": 3, "user": 9, "text": "长" * 6_000, "t_offset_s": 3.5},
    ]
    path = tmp_path / "room-a.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_lines_become_comments_at_the_rate_and_start_over(recording):
    moments = list(islice(real.replay([recording], 2.0, START), 4))

    assert [due_s for due_s, _ in moments] == [0, 0.5, 1.0, 1.5]
    assert [event["text"][:3] for _, event in moments] == ["来了", "666", "长长长", "来了"]
    assert len({event["id"] for _, event in moments}) == 4


def test_every_comment_is_valid_on_the_wire(recording):
    for _, event in islice(real.replay([recording], 100.0, START), 7):
        assert isinstance(wire.decode_live(msgspec.json.encode(event)), wire.Comment)


def test_a_user_keeps_one_pseudonym_that_another_key_would_change(recording):
    one = [event["speaker"]["id"] for event in real.comments(recording, b"one")]
    other = [event["speaker"]["id"] for event in real.comments(recording, b"two")]

    assert one[0] == one[1]
    assert one[0] != one[2]
    assert not set(one) & set(other)
    assert all(name != "7" for name in one)


def test_a_folder_gives_its_recordings_in_order(recording, tmp_path):
    second = tmp_path / "room-b.jsonl.gz"
    second.write_bytes(recording.read_bytes())
    (tmp_path / "room-a.gifts.jsonl").write_text("{}")

    assert real.recordings(tmp_path) == [recording, second]


def test_a_folder_without_recordings_is_refused(tmp_path):
    with pytest.raises(real.RecordingFault, match="no recorded room"):
        real.recordings(tmp_path)


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "broken.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"user": 1, "text": "a"}\n{"user": 1}\n'))

    with pytest.raises(real.RecordingFault, match="line 2"):
        list(real.comments(path, b"key"))


def test_recordings_without_a_comment_end_instead_of_turning_for_ever(tmp_path):
    path = tmp_path / "empty.jsonl.gz"
    path.write_bytes(gzip.compress(b""))

    with pytest.raises(real.RecordingFault, match="no comment"):
        next(real.replay([path], 10.0, START))


@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded rooms at {RECORDED}")
def test_the_shared_recordings_stream_as_valid_comments():
    paths = real.recordings(RECORDED)

    for path in paths:
        for event in islice(real.comments(path, b"key"), 300):
            wire.decode_live(msgspec.json.encode(event))
