"""Goods out of tables: every encoding, row by row, killed and taken up again, cancelled."""

import csv
import io

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Scope
from catalog import services
from catalog.models import Product, ProductVerdict
from catalog.services import goods_import
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services import tables
from office.services.progress import CancelAsked, TurnOver
from tests.architecture.test_api_matrix import key_of
from tests.catalog.conftest import caller
from tests.studio.packs import carry, content_of

pytestmark = pytest.mark.django_db
HEAD = "编号,名称,价格,条码,属性:产地\n"
ROWS = """\
a-1,明前龙井茶 250g,198.00,4006381333931,杭州
a-2,酱香型白酒 53度,¥899,,
a-3,,1,,
a-4,茶,-1,,
a-5,茶,9.999,,
a-6,保温杯,59,4006381333932,
a-1,另一种茶,1,,
,没有编号,1,,
a-8,1比1仿真手枪全金属可抛壳,,,
a-9,茶,1,,,,多出一列
"""
TABLE = HEAD + ROWS


def ordered(actor, content, name="商品.csv"):
    with acting(actor), transaction.atomic():
        file = office.shelf_store(actor=actor, stream=io.BytesIO(content), name=name)
        return services.products_import(actor=actor, file_id=file.pk)


def brought(actor, content, name="商品.csv"):
    job = ordered(actor, content, name)
    with acting(actor):
        return carry(actor, job, goods_import.bring_in)


def faults_of(actor, done):
    text = content_of(actor, done["file"]).decode("utf-8-sig")
    return [(int(one[0]), one[1], one[3]) for one in list(csv.reader(io.StringIO(text)))[1:]]


def kept(actor, model=Product):
    with acting(actor), transaction.atomic():
        return list(model.objects.order_by("id"))


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_rows_are_judged_and_kept_and_what_is_not_is_named_by_line_and_column(lin):
    done = brought(lin, TABLE.encode())

    assert {name: done[name] for name in ("rows", "kept", "faults", "warnings")} == {
        "rows": 10, "kept": 4, "faults": 6, "warnings": 1,
    }  # fmt: skip
    assert faults_of(lin, done) == [
        (4, "名称", "必填"),
        (5, "价格", "不能小于 0"),
        (6, "价格", "最多两位小数"),
        (7, "条码", "已导入。“4006381333932”的校验位不对，应为 1。请对照包装核对；"
                    "包装上就是如此的，请供应商提供条码证书。"),
        (8, "编号", "同一批中有相同的编号"),
        (9, "编号", "必填"),
        (11, "", "列数多于表头：应为 5 列，实为 7 列"),
    ]  # fmt: skip
    rows = {one.external_id: one for one in kept(lin)}
    assert {key: one.standing for key, one in rows.items()} == {
        "a-1": "clear", "a-2": "papers", "a-6": "clear", "a-8": "blocked",
    }  # fmt: skip
    assert (rows["a-1"].price_fen, rows["a-1"].attributes) == (19800, {"产地": "杭州"})
    assert rows["a-2"].price_fen == 89900
    assert {one.cause for one in kept(lin, ProductVerdict)} == {"imported"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_whatever_a_spreadsheet_writes_is_read(lin, encoding):
    assert brought(lin, TABLE.encode(encoding))["kept"] == 4


@pytest.mark.parametrize("mark", [b"\x84\x31\x95\x33", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_before_gb18030_is_taken_off(lin, mark):
    content = mark + TABLE.encode("gb18030")
    assert brought(lin, content)["kept"] == 4


def test_a_workbook_is_read_as_a_table_is_and_a_formula_stays_words(lin):
    rows = [{"编号": "x-1", "名称": "=1+1 茶", "价格": "12.5"}, {"编号": "x-2", "名称": "保温杯"}]
    content = b"".join(tables.write_rows(rows, "xlsx"))

    assert brought(lin, content, "商品.xlsx")["kept"] == 2
    assert [one.title for one in kept(lin)] == ["=1+1 茶", "保温杯"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("名称,价格\n茶,1\n".encode(), "编号"),
        (",".join(f"c{n}" for n in range(200_000)).encode() + b"\n1\n", "第一行"),
    ],
)
def test_a_table_of_something_else_is_refused_in_words(lin, content, said):
    with pytest.raises(Invalid) as refused:
        brought(lin, content)
    assert said in refused.value.message
    assert kept(lin) == []


def test_a_run_that_was_killed_takes_up_again_and_keeps_nothing_twice(lin, monkeypatch):
    monkeypatch.setattr(goods_import, "STEP", 2)
    really, took = goods_import._take, []

    def dies(progress, chunk, state):
        found = really(progress, chunk, state)
        took.append(chunk)
        if len(took) == 2:
            raise KeyboardInterrupt  # after it was written, before the place was kept
        return found

    monkeypatch.setattr(goods_import, "_take", dies)
    job = ordered(lin, TABLE.encode())
    with acting(lin), pytest.raises(KeyboardInterrupt):
        carry(lin, job, goods_import.bring_in)
    with acting(lin):
        done = carry(lin, job, goods_import.bring_in)

    assert (done["rows"], done["kept"], done["faults"]) == (10, 4, 6)
    assert [line for line, *_ in faults_of(lin, done)] == [4, 5, 6, 7, 8, 9, 11]
    assert len(kept(lin, ProductVerdict)) == 4


def test_a_long_table_is_taken_in_turns_and_a_number_that_comes_again_later_is_named(
    lin, monkeypatch
):
    monkeypatch.setattr(goods_import, "STEP", 2)
    job, turns, done = ordered(lin, TABLE.encode()), 0, None
    with acting(lin):
        while done is None:
            try:
                done = carry(lin, job, goods_import.bring_in, slice_s=0.0)
            except TurnOver:
                turns += 1

    assert turns == 5
    assert (8, "编号", "与第 2 行的编号相同") in faults_of(lin, done)
    assert next(one.title for one in kept(lin) if one.external_id == "a-1") == "明前龙井茶 250g"


def test_the_same_table_again_changes_nothing_and_gives_no_verdict_again(lin):
    brought(lin, TABLE.encode())
    again = brought(lin, TABLE.encode(), "再来.csv")

    assert (again["kept"], len(kept(lin)), len(kept(lin, ProductVerdict))) == (4, 4, 4)


def test_an_import_that_is_not_wanted_stops_and_what_was_taken_stays(lin, monkeypatch):
    monkeypatch.setattr(goods_import, "STEP", 2)
    job = ordered(lin, TABLE.encode())
    really, took = goods_import._take, []

    def cancelled(progress, chunk, state):
        if took:
            office.job_cancel(actor=lin, job_id=job.pk)
        took.append(chunk)
        return really(progress, chunk, state)

    monkeypatch.setattr(goods_import, "_take", cancelled)
    with acting(lin), pytest.raises(CancelAsked):
        carry(lin, job, goods_import.bring_in)
    assert 0 < len(kept(lin)) < 4


def test_a_stranger_or_another_tenant_imports_nothing_of_ours(lin, wu, outsider):
    with acting(lin):
        file = office.shelf_store(actor=lin, stream=io.BytesIO(TABLE.encode()), name="商品.csv")
    with acting(wu), pytest.raises(Forbidden):
        services.products_import(actor=wu, file_id=file.pk)
    with acting(outsider), pytest.raises(NotFound):
        services.products_import(actor=outsider, file_id=file.pk)


def test_a_key_imports_as_the_platform_and_reads_what_came_of_it(harbour):
    send = caller(key_of(harbour, "importer", scopes=tuple(Scope.values)))
    stored = Client().post(
        "/api/v1/files", TABLE.encode(), content_type="application/octet-stream",
        headers=send.headers | {"Content-Disposition": "attachment; filename=a.csv"},
    )  # fmt: skip
    job = send("post", "product-imports", {"file": stored.json()["id"]}).json()
    system = system_actor(harbour.pk)
    with acting(system):
        assert office.job_run(actor=system, job_id=job["id"]) == "done"

    read = send("get", f"product-imports/{job['id']}").json()
    assert (read["state"], read["result"]["kept"], read["done"]) == ("done", 4, 10)
    assert send("post", f"product-imports/{job['id']}/cancel", {}).status_code == 409
