"""Terms out of tables and into them: what is not taken is named row by row, and twice is once."""

import csv
import io
import json

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.engine.fold import fold
from moderation.selectors.family import grave_words
from office import services as files
from office.services import tables
from office.services.progress import TurnOver
from studio import selectors, services
from studio.models import Term
from studio.services import pack_tables
from tests.studio.packs import bring_in, built, carry, content_of, in_force, now, pack, row

pytestmark = pytest.mark.django_db
TABLE = """词语,词族,严重程度,条款,权重,来源
琥珀海马,F-MED,高,M-18-3,0.9,监管通报
紫檀鲸鱼,F-TENANT,,,,
琥珀海马,F-MED,高,M-18-3,0.9,又一次
琥 珀 海 马,F-PRICE,,,,
青瓷海豚,F-NOPE,,,,
茶,F-TENANT,,,,
！！,F-TENANT,,,,
,F-TENANT,,,,
13912345678 海豚,F-TENANT,,,,
白玉海狮,F-TENANT,很高,,,
白玉海狮,F-TENANT,,M-99,,
白玉海狮,F-TENANT,,,1.5,
"""


def lines_of(actor, file_id):
    text = content_of(actor, file_id).decode("utf-8-sig")
    return [(int(one[0]), one[3]) for one in list(csv.reader(io.StringIO(text)))[1:]]


@pytest.mark.law("M-content-patrol")
def test_a_table_is_taken_row_by_row_and_what_is_not_is_named_with_why(lin):
    draft = pack(lin, row("已有的词"))
    done = bring_in(lin, draft, TABLE.encode())
    assert (done["rows"], done["added"], done["faults"]) == (12, 2, 10)
    said = dict(lines_of(lin, done["file"]))
    assert said[4] == "与第 2 行重复"
    assert said[5].startswith("与第 2 行矛盾")
    assert said[6] == "没有“F-NOPE”这个词族"
    assert "几乎什么都会命中" in said[7]
    assert "只有符号" in said[8]
    assert said[9] == "没有写词语"
    assert "手机号" in said[10]
    assert "严重程度须是" in said[11]
    assert said[12] == "条款库中没有“M-99”"
    assert said[13] == "权重须大于 0、不超过 1"
    with acting(lin), transaction.atomic():
        held = selectors.term_list(lin, now(lin, draft)).get(text="琥珀海马")
        assert (held.severity, held.clause, held.weight) == ("high", "M-18-3", 0.9)
        assert (held.source, held.line, held.added_by_id) == ("监管通报", 2, lin.user_id)
    assert now(lin, draft).terms == 3


def test_a_run_that_was_killed_takes_up_again_and_takes_nothing_twice(lin, monkeypatch):
    monkeypatch.setattr(pack_tables, "STEP", 2)
    draft, took = pack(lin, row("已有的词")), []
    really = pack_tables._take

    def dies(*given):
        if len(took) == 2:
            took.append(None)
            raise KeyboardInterrupt
        took.append(given)
        return really(*given)

    content = "term,family\n" + "".join(f"琥珀海马{n}号,F-TENANT\n" for n in "一二三四五六七")
    monkeypatch.setattr(pack_tables, "_take", dies)
    with acting(lin):
        stream = io.BytesIO(content.encode())
        file = files.shelf_store(actor=lin, stream=stream, name="a.csv")
        job = services.issue_import(actor=lin, issue_id=draft.pk, file_id=file.pk)
        with pytest.raises(KeyboardInterrupt):
            carry(lin, job, pack_tables.bring_in)
        assert now(lin, draft).terms == 5
        done = carry(lin, job, pack_tables.bring_in)
    assert (done["faults"], now(lin, draft).terms) == (0, 8)


@pytest.mark.long
def test_a_long_table_is_taken_in_turns_and_its_faults_are_all_named(lin, monkeypatch):
    monkeypatch.setattr(pack_tables, "STEP", 2)
    draft = pack(lin, row("已有的词"))
    words = ["琥珀海马", "已有的词", "紫檀鲸鱼", "茶", "青瓷海豚", "琥珀海马", "白玉海狮"]
    content = "term,family\n" + "".join(f"{word},F-TENANT\n" for word in words)
    with acting(lin):
        stream = io.BytesIO(content.encode())
        file = files.shelf_store(actor=lin, stream=stream, name="a.csv")
        job = services.issue_import(actor=lin, issue_id=draft.pk, file_id=file.pk)
        turns, done = 0, None
        while done is None:
            try:
                done = carry(lin, job, pack_tables.bring_in, slice_s=0.0)
            except TurnOver:
                turns += 1
    assert turns == 5
    assert (done["rows"], done["added"], done["faults"]) == (7, 4, 3)
    assert [line for line, _said in lines_of(lin, done["file"])] == [3, 5, 7]


@pytest.mark.long
def test_what_was_written_out_is_read_in_again_with_nothing_lost(lin, mei):
    terms = [
        row("琥珀海马", "F-MED", severity="high", clause="M-18-3", weight="0.9", source="=1+1"),
        row("紫檀鲸鱼"),
    ]
    live = in_force(lin, mei, pack(lin, *terms))
    for form in tables.FORMS:
        with acting(mei):
            job = services.issue_export(actor=mei, issue_id=live.pk, form=form)
            content = content_of(mei, carry(mei, job, pack_tables.write_out)["file"])
        with acting(lin):
            draft = services.issue_draft(actor=lin, pack_id=live.pack_id)
            for held in list(selectors.term_list(lin, draft)):
                services.term_remove(actor=lin, issue_id=draft.pk, term_id=held.pk)
        assert bring_in(lin, draft, content, f"x.{form}")["added"] == 2, form
        with acting(lin), transaction.atomic():
            kept = selectors.term_list(lin, now(lin, draft)).order_by("key")
            again = [(t.text, t.family, t.severity, t.clause, t.weight, t.source) for t in kept]
        assert again == [
            ("琥珀海马", "F-MED", "high", "M-18-3", 0.9, "=1+1"),
            ("紫檀鲸鱼", "F-TENANT", "", "", None, ""),
        ]
        with acting(lin):
            services.issue_discard(actor=lin, issue_id=draft.pk, revision=now(lin, draft).revision)


def test_one_word_both_ways_and_what_excuses_a_grave_breach_are_contradictions(lin):
    pack(lin, row("琥珀海马"))
    with acting(lin):
        allow = services.pack_create(actor=lin, name="放行", kind="allow")
        other = services.pack_create(actor=lin, name="另一个词库", kind="lexicon")
        grave = next(word for word in grave_words() if len(word) > 1)
        taken = services.terms_add(
            actor=lin, issue_id=allow.pk, rows=[row("琥珀 海马"), row(grave), row("好茶叶")]
        )
        twice = services.terms_add(actor=lin, issue_id=other.pk, rows=[row("琥珀海马")])
    assert taken.added == 1
    assert [fault.line for fault in taken.faults] == [1, 2]
    assert "不能既命中又放行" in taken.faults[0].said
    assert "不能放行" in taken.faults[1].said
    assert "“自有词库”中已有" in twice.faults[0].said


def test_a_word_that_is_held_otherwise_is_named_with_what_it_says_there(lin):
    draft = pack(lin, row("琥珀海马"))
    with acting(lin):
        same = services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("琥珀海马")])
        other = services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("琥珀海马", "F-MED")])
    assert same.faults[0].said == "词表中已有（第 1 版加入）"
    assert other.faults[0].said.startswith("与词表中的词矛盾：它归入“平台自定义词”")
    with acting(lin), transaction.atomic():
        assert Term.objects.get().key == fold("琥珀海马")


def test_more_rows_than_fit_into_one_request_need_a_file(lin):
    draft = pack(lin)
    with acting(lin), pytest.raises(Invalid):
        services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("词语")] * 501)


def test_other_peoples_files_and_what_is_no_table_are_refused(lin, mei, wu, outsider):
    draft = built(lin, pack(lin, row("琥珀海马")))
    with acting(mei):
        theirs = files.shelf_store(actor=mei, stream=io.BytesIO(b"a,b\n1,2\n"), name="a.csv")
        words = files.shelf_store(actor=mei, stream=io.BytesIO(b"hello"), name="a.txt")
    for actor, file, refusal in (
        (lin, theirs, NotFound),
        (mei, words, Invalid),
        (wu, theirs, Forbidden),
        (outsider, theirs, NotFound),
    ):
        with acting(actor), pytest.raises(refusal):
            services.issue_import(actor=actor, issue_id=draft.pk, file_id=file.pk)
    with acting(outsider), pytest.raises(NotFound):
        services.issue_export(actor=outsider, issue_id=draft.pk, form="csv")
    with acting(lin), pytest.raises(Invalid):
        services.issue_export(actor=lin, issue_id=draft.pk, form="exe")


@pytest.mark.long
def test_what_is_no_draft_any_more_takes_no_table(lin, mei):
    live = in_force(lin, mei, pack(lin, row("琥珀海马")))
    with pytest.raises(services.NotADraft):
        bring_in(lin, live, b"term,family\n\xe7\x90\xa5,F-TENANT\n")


def test_rows_that_are_no_objects_and_bad_bytes_are_named_by_their_line(lin):
    draft = pack(lin)
    lines = [
        json.dumps({"term": "琥珀海马", "family": "F-TENANT"}),
        "[1, 2]",
        '{"term": {"a": 1}, "family": "F-TENANT"}',
        '{"term": "\\u0000\\u202e", "family": "F-TENANT"}',
    ]
    done = bring_in(lin, draft, "\n".join(lines).encode(), "a.ndjson")
    assert (done["added"], done["faults"]) == (1, 3)
    assert [line for line, _said in lines_of(lin, done["file"])] == [2, 3, 4]
