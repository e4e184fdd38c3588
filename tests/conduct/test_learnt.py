"""Learnt signals: measured on what was held back, explained, run by two persons, hard to fool."""

import gzip
import io
import json
import random
import resource
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from conduct import selectors, services
from conduct.models import Classifier
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.engine import Engine, PackError, training
from moderation.engine.learnt import SIZE, Model, ModelError, pack_of
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import read
from moderation.models import Finding
from tests import builders
from tests.conduct.conftest import happened
from tests.moderation.services.streams import now_ms
from tests.proof import browser

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "02_toxicity_spam"
BAIT = ["日结兼职带你飞", "稳赚项目私聊我", "低价代充找客服", "看片加群速来", "刷单返现秒到账"]
TALK = ["主播晚上好呀", "这件衣服显瘦吗", "已经下单了期待", "什么时候发货呢", "声音真好听"]


def corpus(many=600, seed=3) -> list[bytes]:
    """Return invented labelled lines: bait and talk, each with something around it."""
    chance = random.Random(seed)
    signs = "今天我们大家一起看直播真的好棒哈哈来了谢谢老板可以吗多少钱"
    rows = []
    for number in range(many):
        kind = number % 2
        words = chance.choice(BAIT if kind else TALK)
        around = "".join(chance.choices(signs, k=chance.randint(3, 9)))
        label = "ad" if kind else "ok"
        rows.append(json.dumps({"text": f"{around}{words}{number}", "label": label}))
    return [row.encode() for row in rows]


@pytest.fixture(scope="module")
def model() -> Model:
    return training.train("bait", training.read(corpus(), ["ad"]), ["ad"])


def overlaid(data: bytes, share=(0, 100)) -> Engine:
    made = pack_of("own", [(Model.from_bytes(data), data, share)])
    return Engine.base().overlaid(from_packs([made]))


def test_it_is_measured_on_texts_that_it_never_saw(model):
    found = model.about.measured

    assert found.texts > 80
    assert found.precision > 0.95
    assert found.recall > 0.9
    assert found.calibration_error < 0.1
    assert sum(row.texts for row in found.table) == found.texts
    assert model.about.trained + found.texts < 600


def test_the_same_lines_make_the_same_model_byte_for_byte(model):
    again = training.train("bait", training.read(corpus(), ["ad"]), ["ad"])
    assert again.to_bytes() == model.to_bytes()
    assert again.version == model.version


def test_it_says_which_pieces_of_the_words_told_it(model):
    parts = model.explain("今天真好日结兼职带你飞")

    assert parts[0].gram in "日结兼职带你飞"
    assert all(one.weight >= two.weight for one, two in pairwise(parts))
    first, last = model.telling("今天真好日结兼职带你飞")
    assert "今天真好日结兼职带你飞"[first:last] == parts[0].gram
    assert model.telling("") is None


def test_disguised_words_weigh_like_plain_ones(model):
    assert model.probability("日·结·兼·职·帶·你·飛") > 0.5
    assert model.probability("主播晚上好呀") < 0.2


def test_the_engine_flags_comments_by_it_and_points_at_the_words(model):
    engine = overlaid(model.to_bytes())
    events = [
        {"id": 1, "type": "comment", "text": "今天真好日结兼职带你飞"},
        {"id": 2, "type": "comment", "text": "主播晚上好呀"},
        {"id": 3, "type": "speech", "text": "今天真好日结兼职带你飞"},
    ]
    flagged, fine, spoken = engine.inspect(events)

    (label,) = [one for one in flagged.labels if one.code == "F-LEARNT"]
    assert label.rule == f"R-learnt-bait@{model.digest}"
    assert label.text
    assert label.text in "今天真好日结兼职带你飞"
    for result in (fine, spoken):
        assert not [one for one in result.labels if one.code == "F-LEARNT"]


def test_a_rule_may_ask_a_model_that_is_not_there():
    made = pack_of("own", [])
    made.rules = []
    engine = Engine.base().overlaid(from_packs([made]))
    assert engine.learnt == {}


def test_a_model_file_may_stand_beside_the_packs(model, tmp_path):
    path = tmp_path / "bait.lcm"
    path.write_bytes(model.to_bytes())
    engine = Engine.base().overlaid(from_packs([read(path)]))

    assert list(engine.learnt) == [model.version]
    path.write_bytes(model.to_bytes()[:-1])
    with pytest.raises(PackError, match="damaged"):
        read(path)


@pytest.mark.parametrize("place", [0, 7, 20, 40, 60, 200, -1])
def test_a_model_with_one_wrong_byte_is_refused(model, place):
    data = bytearray(model.to_bytes())
    data[place] ^= 1
    with pytest.raises(ModelError):
        Model.from_bytes(bytes(data))


@pytest.mark.parametrize("data", [b"", b"x" * 100, b"LCLM\x00\x02" + b"\0" * 200])
def test_what_is_no_model_is_refused(data):
    with pytest.raises(ModelError):
        Model.from_bytes(data)


def test_weights_that_are_no_numbers_are_refused(model):
    with pytest.raises(ModelError):
        Model(model.about, np.full(SIZE, np.nan, dtype=np.float32))
    with pytest.raises(ModelError):
        Model(model.about, np.zeros(8, dtype=np.float32))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b""] * 100,
        [b"\xff\xfe\x00"] * 100,
        [b"[" * 5_000] * 10,
        [b'{"text": 5, "label": "ad"}'] * 300,
        [json.dumps({"text": f"one kind {n}", "label": "ad"}).encode() for n in range(300)],
        [json.dumps({"text": "the same", "label": "ad"}).encode()] * 300,
    ],
)
def test_from_nothing_nonsense_or_one_kind_nothing_is_learnt(lines):
    with pytest.raises(training.DataError, match="too few"):
        training.train("x", training.read(lines, ["ad"]), ["ad"])


def test_bad_lines_among_good_ones_are_counted_and_passed_over(model):
    mixed = [line for one in corpus() for line in (one, b"\xff{", b'{"text": "\\ud800"}')]
    given = training.read(mixed, ["ad"])

    assert given.faulty == 1_200
    assert training.train("bait", given, ["ad"]).version == model.version


def test_a_million_lines_are_read_in_the_memory_of_a_sample():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = b'{"text": "%07d ' + "一条不长不短的评论".encode() * 8 + b'", "label": "ok"}'
    given = training.read((line % number for number in range(1_000_000)), ["ad"], most=5_000)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert (given.lines, len(given.examples)) == (1_000_000, 5_000)
    assert grown < 60_000  # kilobytes; the lines themselves are 240 MB


def test_odd_texts_have_a_probability_too(model):
    for text in ("", " ", "\ud800", "\x00", "😀" * 500, "字" * 100_000, "\u202e\u200b"):
        assert 0 <= model.probability(text) <= 1
        model.explain(text)


def test_the_command_prints_what_it_is_worth_and_keeps_a_draft(harbour, tmp_path, lin):
    path = tmp_path / "lines.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(corpus())))
    out = io.StringIO()
    call_command(
        "classifier_train", str(path), "--name", "bait", "--positive", "ad",
        "--tenant", "harbour", "--out", str(tmp_path / "bait.lcm"), stdout=out,
    )  # fmt: skip

    said = out.getvalue()
    for words in ("600 lines", "precision", "recall", "calibration error", "kept: bait #1 (draft)"):
        assert words in said, words
    with acting(lin), transaction.atomic():
        assert Classifier.objects.get().state == "draft"
    path.write_bytes(gzip.compress(b"\n".join(corpus()))[:-40])
    with pytest.raises(CommandError, match="damaged"):
        call_command("classifier_train", str(path), "--positive", "ad")
    for wrong in (tmp_path / "none", tmp_path):
        with pytest.raises(CommandError):
            call_command("classifier_train", str(wrong), "--name", "bad name")


@pytest.fixture
def mei(harbour):
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def draft(lin, model) -> Classifier:
    with acting(lin):
        return services.classifier_keep(actor=lin, data=model.to_bytes())


def move(act, actor, row):
    with acting(actor):
        return getattr(services, f"classifier_{act}")(actor=actor, classifier_id=row.pk)


def comment(number):
    text = "今天真好日结兼职带你飞"
    return {"id": number, "type": "comment", "text": text, "at": now_ms()}


def found(actor) -> list[str]:
    with acting(actor), transaction.atomic():
        return list(Finding.objects.filter(code="F-LEARNT").values_list("event_key", flat=True))


@pytest.mark.law("M-risk-measures")
def test_a_model_runs_in_shadow_first_and_in_force_by_a_second_person(lin, mei, draft, tea_session):
    with pytest.raises(services.NotItsTurn):
        move("approve", mei, draft)
    happened(tea_session, comment(1))
    move("try", lin, draft)
    happened(tea_session, comment(2))
    with pytest.raises(services.SamePerson):
        move("approve", lin, draft)
    assert found(lin) == []  # a shadow does nothing

    move("approve", mei, draft)
    happened(tea_session, comment(3))
    move("retire", lin, draft)
    happened(tea_session, comment(4))
    assert found(lin) == ["3"]


def test_a_newer_model_takes_the_place_of_the_one_in_force(lin, mei, draft):
    move("try", lin, draft)
    move("approve", mei, draft)
    newer = training.train("bait", training.read(corpus(seed=4), ["ad"]), ["ad"])
    with acting(lin):
        second = services.classifier_keep(actor=lin, data=newer.to_bytes())
        assert services.classifier_keep(actor=lin, data=newer.to_bytes()).pk == second.pk
    move("try", lin, second)
    move("approve", mei, second)
    with acting(lin), transaction.atomic():
        states = dict(Classifier.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "live"}


def test_the_table_itself_wants_two_persons(lin, draft):
    given = {"state": "live", "tried_by_id": lin.user_id, "approved_by_id": lin.user_id}
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        Classifier.objects.filter(pk=draft.pk).update(**given)


def test_others_and_programs_move_nothing(wu, chun, outsider, gateway, draft):
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (gateway, Forbidden),
                           (outsider, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            move("try", actor, draft)


def test_what_is_no_model_is_not_kept(lin):
    with acting(lin), pytest.raises(Invalid):
        services.classifier_keep(actor=lin, data=b"nonsense")
    with acting(lin):
        assert list(selectors.classifier_list(lin)) == []


def test_the_page_shows_the_figures_and_explains_a_sentence(lin, wu, draft):
    page = browser(wu).get("/conduct/learnt").content.decode()
    for words in ("bait #1", "准确率", "校准", "待试行"):
        assert words in page, words
    assert "试一句话" not in page
    place = f"/conduct/learnt/{draft.pk}"
    page = browser(lin).post(f"{place}/ask", {"text": "日结兼职带你飞<b>"}).content.decode()
    assert "会转人工复核" in page
    assert "<b>" not in page.partition("model__ask")[2].partition("model__said")[0]
    assert browser(lin).post(f"{place}/try").status_code == 302
    assert browser(lin).post(f"{place}/destroy").status_code == 404
    assert "等待另一名专员批准" in browser(lin).get("/conduct/learnt").content.decode()


def test_on_recorded_spam_it_is_as_good_as_it_should_be():
    path = DATA / "chat_spam_tg.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"no practice ground at {path}")
    given = training.read(training.lines_of([path]), ["spam"])
    found = training.train("spam", given, ["spam"]).about.measured

    assert found.precision >= 0.94
    assert found.recall >= 0.88
    assert found.calibration_error <= 0.03
