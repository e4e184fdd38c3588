"""Packs: what is read, what is refused and with which words."""

import pytest

from moderation.engine import Engine, PackError
from moderation.engine.loader import load

HEAD = "pack: p\nfamilies:\n  - code: F-X\n    clause: M-18-2\n    speakers: [operator, marketer]\n"


def written(tmp_path, text, name="p.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path, text, name="p.yaml"):
    with pytest.raises(PackError) as refused:
        Engine.from_packs(written(tmp_path, text, name))
    return str(refused.value)


@pytest.mark.parametrize("term", ["'，'", "🔥"])
def test_a_term_of_nothing_is_refused_with_file_and_term(tmp_path, term):
    message = refusal(tmp_path, f"{HEAD}    terms: [{term}]\n")

    assert "p.yaml" in message
    assert "F-X" in message
    assert term.strip("'") in message


def test_a_single_character_needs_a_flag(tmp_path):
    assert "single: true" in refusal(tmp_path, f"{HEAD}    terms: [+v]\n")

    Engine.from_packs(written(tmp_path, f"{HEAD}    terms: [{{t: +v, single: true}}]\n"))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("pack: [", "p.yaml"),
        ("pack: p\nfamilies: 3\n", "families"),
        (f"{HEAD}    terms: [{{t: 第一, boundry: true}}]\n", "boundry"),
        (f"{HEAD}    weight: 2\n", "weight"),
        (f"{HEAD}    exempt: [{{code: E, pattern: '('}}]\n", "pattern"),
        ("pack: p\nrules:\n  - {id: R, when: 'hit(', then: {}}\n", "rule R"),
    ],
)
def test_a_malformed_pack_is_refused_and_says_where(tmp_path, text, hint):
    assert hint in refusal(tmp_path, text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PackError, match=r"nowhere\.yaml"):
        Engine.from_packs(tmp_path / "nowhere.yaml")


def test_two_packs_of_one_id_are_refused(tmp_path):
    written(tmp_path, HEAD, "a.yaml")
    written(tmp_path, HEAD, "b.yaml")

    with pytest.raises(PackError, match="already in"):
        load(tmp_path)


def test_bytes_that_are_not_utf8_are_refused(tmp_path):
    path = tmp_path / "words.txt"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PackError, match="not UTF-8"):
        Engine.from_packs(path)


def test_a_plain_list_is_a_pack(tmp_path):
    words = written(tmp_path, "\ufeff卖假药\n\n# note\n卖假药\n走私货 \n", "words.txt")
    result = Engine.from_packs(words).inspect([{"id": 1, "type": "comment", "text": "他卖-假药"}])[
        0
    ]

    assert [(label.code, label.clause, label.rule) for label in result.labels] == [
        ("custom", "", "custom/卖假药")
    ]
    assert result.suggestion == "review"


def test_a_list_leaves_out_words_that_say_nothing_and_names_them(tmp_path):
    engine = Engine.from_packs(written(tmp_path, "卖假药\n，\n操\n", "words.txt"))

    assert len(engine.lexicons[0]) == 1
    assert ["words.txt" in message for message in engine.refused] == [True, True]
    assert "'操'" in engine.refused[1]


def test_a_toml_pack_has_the_same_shape(tmp_path):
    text = 'pack="t"\n[[families]]\ncode="F-T"\nterms=["卖假药", '
    text += '{t="最佳", w=0.2, not=["最佳食用"]}]\n'
    engine = Engine.from_packs(written(tmp_path, text, "t.toml"))
    results = engine.inspect(
        [
            {"id": 1, "type": "title", "text": "最佳卖假药"},
            {"id": 2, "type": "title", "text": "最佳食用日期"},
        ]
    )

    assert [label.rule for label in results[0].labels] == ["F-T/最佳", "F-T/卖假药"]
    assert results[1].labels == []


def test_a_tenants_allow_excuses_a_base_term(tmp_path):
    base = written(tmp_path, f"{HEAD}    terms: [第一]\n", "base.yaml")
    own = written(
        tmp_path, "pack: own\nfamilies:\n  - {code: F-O, allow: [第一食品店]}\n", "own.yaml"
    )
    event = {"id": 1, "type": "speech", "text": "第一食品店 天下第一"}

    assert len(Engine.from_packs(base).inspect([event])[0].labels) == 2
    assert len(Engine.from_packs(base, overlay=own).inspect([event])[0].labels) == 1


def test_a_tenant_can_switch_off_terms_and_rules_of_the_base(tmp_path):
    rule = "rules:\n  - {id: R, when: 'hit(\"F-X\")', then: {suggestion: block}}\n"
    base = written(tmp_path, f"{HEAD}    terms: [第一, 神药]\n{rule}", "base.yaml")
    own = written(tmp_path, "pack: own\ndisable: [F-X/第一, R]\n", "own.yaml")
    event = {"id": 1, "type": "speech", "text": "第一神药"}

    rules = [x.rule for x in Engine.from_packs(base, overlay=own).inspect([event])[0].labels]
    assert rules == ["F-X/神药"]
