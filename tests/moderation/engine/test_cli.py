"""JSON lines in, JSON lines out, whatever comes in."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from moderation.engine import Engine, cli

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def engine():
    return Engine.base()


def answers(engine, data, **options):
    sink = io.BytesIO()
    cli.run(engine, io.BytesIO(data), sink, **options)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def line(**event):
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def test_offsets_count_code_points_of_the_original(engine):
    text = "😀家人们，全 网 第 一！"
    answer = answers(engine, line(id="a", type="speech", text=text))[0]
    label = answer["labels"][0]

    assert text[label["start"] : label["end"]] == label["text"] == "全 网 第 一"
    assert {"code", "clause", "rule", "start", "end", "text"} <= label.keys()
    assert answer["id"] == "a"


def test_bad_lines_are_answered_in_place(engine):
    data = b"".join(
        [
            b"\xef\xbb\xbf",
            line(id=1, type="comment", text="好看"),
            b"\r\n   \n",
            b"not json\n",
            line(id=3, type="unheard", text="x"),
            b'{"id":4,"type":"comment","text":"\xff"}\n',
            line(id=5, type="comment", text="x" * 5001),
            b"[" * 100_000 + b"\n",
            line(type="comment"),
            line(id=8, type="title", text="国家级", more={"a": [1]}),
        ]
    )
    got = answers(engine, data)

    assert [answer.get("id") for answer in got] == [1, None, 3, 4, 5, None, None, 8]
    assert ["error" in answer for answer in got] == [
        False,
        True,
        True,
        True,
        True,
        True,
        True,
        False,
    ]


def test_a_line_that_is_no_event_is_named_by_its_number_and_its_field(engine):
    data = b"".join(
        [
            line(id=1, type="comment", text="好看"),
            b"\n",
            line(id=2, type="comment", text="x" * 5001),
            line(id=3, type="unheard"),
            line(type="comment"),
            line(id=4, type="frame", labels=[{"name": "a", "score": 7}]),
            line(id=5, type="comment", speaker={"role": "boss"}),
            line(id=6, type="link"),
            b"[1]\n",
            b'{"id":7,"type":"comment","text":"\xff"}\n',
            b"x" * (cli.MAX_LINE + 9) + b"\n",
            line(id=8, type="comment", text="好"),
        ]
    )
    wrong = [answer for answer in answers(engine, data) if "error" in answer]

    assert [(answer["line"], answer.get("field")) for answer in wrong] == [
        (3, "text"),
        (4, "type"),
        (5, "id"),
        (6, "labels[0].score"),
        (7, "speaker.role"),
        (8, "url"),
        (9, None),
        (10, None),
        (11, None),
    ]


def test_lines_are_numbered_on_through_any_number_of_batches(engine):
    good, bad = line(id=1, type="comment", text="好"), line(id=2, type="comment", text=7)

    got = answers(engine, (good * 999 + bad) * 3)

    assert [one["line"] for one in got if "error" in one] == [1000, 2000, 3000]


@pytest.mark.parametrize(
    "text", ["\\ud800加微信abc12345", "\\u0000", "\\udfff" * 50, "\\uffff\\ue000"]
)
def test_odd_code_points_survive(engine, text):
    data = f'{{"id":1,"type":"speech","text":"{text}"}}\n'.encode()

    assert answers(engine, data)[0]["suggestion"] in {"pass", "review", "block"}


def test_a_huge_line_is_refused_and_the_next_one_read(engine):
    data = b'{"id":1,"type":"comment","text":"' + b"x" * (cli.MAX_LINE + 9) + b'"}\n'
    got = answers(engine, data + line(id=2, type="comment", text="好"))

    assert "longer" in got[0]["error"]
    assert got[1]["id"] == 2
    assert len(got) == 2


def test_each_line_stands_alone_unless_told_that_it_is_a_session(engine):
    data = b"".join(line(id=i, type="speech", text="加我微信13800138000", at=i) for i in range(3))

    alone = answers(engine, data)
    together = answers(engine, data, session=True)

    assert alone[0]["labels"] == alone[2]["labels"]
    assert together[2]["risk"] > together[0]["risk"] > 0
    assert together[0]["proposals"][0]["kind"] == "warning"


def test_many_lines_give_what_each_line_gives_alone(engine):
    texts = ["全网第一", "好看", "加薇芯abc12345", "666666", "jiaweixin", "根治脚气"] * 20
    lines = [line(id=i, type="speech", text=text) for i, text in enumerate(texts)]

    assert answers(engine, b"".join(lines)) == [answers(engine, one)[0] for one in lines]


def test_a_slow_writer_is_answered_line_by_line(engine):
    reading, writing = os.pipe()
    sink = io.BytesIO()
    with os.fdopen(reading, "rb") as source:
        runner = threading.Thread(target=cli.run, args=(engine, source, sink))
        runner.start()
        os.write(writing, line(id=1, type="comment", text="好"))
        deadline = time.monotonic() + 10
        while not sink.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        first = sink.getvalue()
        os.close(writing)
        runner.join(10)

    assert json.loads(first)["id"] == 1


@pytest.mark.long
def test_the_command_needs_no_service(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("某店暗号\n", encoding="utf-8")
    bare = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C",
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "inspect", "--only-pack", "--pack", str(words)],
        input=line(id=1, type="comment", text="某店·暗号")
        + line(id=2, type="speech", text="国家级"),
        capture_output=True,
        cwd=ROOT,
        env=bare,
        check=True,
        timeout=60,
    )
    got = [json.loads(answer) for answer in done.stdout.splitlines()]

    assert [label["rule"] for label in got[0]["labels"]] == ["custom/某店暗号"]
    assert got[1]["labels"] == []


@pytest.mark.long
def test_a_broken_pack_is_reported_and_fails(tmp_path):
    pack = tmp_path / "p.yaml"
    pack.write_text("pack: p\nfamilies: [{code: F, terms: ['，']}]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "inspect", "--pack", str(pack)],
        input=b"",
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )

    assert done.returncode != 0
    assert "p.yaml" in done.stderr.decode()
