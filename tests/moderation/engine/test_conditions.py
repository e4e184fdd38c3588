"""Context conditions: the same words, guilty here and innocent there."""

import pytest

from moderation.engine import Engine

PACK = """
pack: p
families:
  - code: F-X
    clause: M-18-2
    severity: high
    suggestion: block
    weight: 0.6
    speakers: [operator, marketer, guest]
    except_categories: [drug]
    terms:
      - {t: 卫星, near: {any: [加, 我的], within: 4}, not: [卫星电视]}
      - {t: 杀菌, unless: [洗衣机]}
      - {t: 有效率, near: {any: ['%'], within: 4}}
      - {t: 返利, all: [下线], any: [团队, 层级]}
      - {t: top1, boundary: true}
      - 销量第一
      - 最佳
    allow: [最佳拍档]
    exempt:
      - {code: ABS-DATE, any: [最佳食用日期]}
      - {code: ABS-FACT, proof: true, pattern: '20\\d\\d年.{0,6}销量第一'}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("packs") / "p.yaml"
    path.write_text(PACK, encoding="utf-8")
    return Engine.from_packs(path)


def labels(engine, text, **more):
    return engine.inspect([{"id": 1, "type": "speech", "text": text, **more}])[0].labels


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("加我卫星", 1),
        ("加一下各位家人们看我好朋友的卫星", 0),
        ("看到卫星了", 0),
        ("加装卫星电视", 0),
        ("这个能杀菌", 1),
        ("洗衣机高温杀菌", 0),
        ("有效率98%", 1),
        ("有效率很高", 0),
        ("拉下线返利", 0),
        ("团队下线返利", 1),
        ("我们是TOP1", 1),
        ("在STOP1路", 0),
        ("最佳拍档", 0),
        ("最佳食用日期见瓶身", 0),
        ("最佳选择", 1),
    ],
)
def test_a_term_counts_only_in_its_context(engine, text, hits):
    assert len(labels(engine, text)) == hits


def test_an_exemption_that_owes_proof_stays_visible_and_weighs_nothing(engine):
    label = labels(engine, "2025年本店销量第一")[0]

    assert label.rule == "F-X/销量第一#ABS-FACT"
    assert label.weight == 0


def test_words_of_somebody_the_family_does_not_concern_are_left_alone(engine):
    assert labels(engine, "最佳选择", speaker="viewer") == []


def test_a_family_can_leave_out_a_category_of_goods(engine):
    event = {"id": 1, "type": "goods", "title": "杀菌药膏", "category": "drug"}

    assert engine.inspect([event])[0].labels == []
    assert engine.inspect([{**event, "category": "food"}])[0].labels != []


def test_one_claim_has_one_label_and_says_where_it_stands(engine):
    label = labels(engine, "说 销-量第一")[0]

    assert (label.text, label.start, label.end, label.lane) == ("销-量第一", 2, 7, "fold")
    assert label.pack == "p@1"
