"""Tables of payees and payments: every form, faults by line, stopped and taken up again."""

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services import tables
from office.services.progress import CancelAsked, Progress
from tax.models import Payment
from tax.services import bring
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
HEAD = "编号,收款人,收入类型,金额（元）,日期,原支付编号\n"
TABLE = (
    HEAD
    + """\
p-1,a-1,服务,100.00,2026-10-05,
p-2,a-1,服务,-1,2026-10-05,
p-3,nobody,服务,1,2026-10-05,
p-1,a-1,服务,100.00,2026-10-05,
p-4,a-1,=cmd(),1,2026-10-05,
r-1,a-1,服务,40,2026-10-06,p-1
p-5,a-1,服务,1,2026-10-05,,多出
"""
)


@pytest.fixture
def paid(lin):
    world.payees(lin, world.SONG, world.STUDIO)
    return lin


def count(actor):
    with acting(actor), transaction.atomic():
        return Payment.objects.filter(tenant_id=actor.tenant_id).count()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_rows_are_booked_and_what_is_not_is_named_by_line_in_words(paid, encoding):
    done = world.brought(paid, "payments", TABLE.encode(encoding))

    assert {name: done[name] for name in bring.COUNTED} == {
        "rows": 7, "added": 2, "changed": 0, "same": 1, "faulty": 4,
    }  # fmt: skip
    told = world.faults(paid, done).splitlines()[1:]
    assert [line.split(",")[0] for line in told] == ["3", "4", "6", "8"]
    assert "金额不能为负" in told[0]
    assert "'=cmd()" in told[2]


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
def test_payees_come_in_every_form_of_table(lin, form):
    rows = [
        {name: " ".join(value) if isinstance(value, list) else str(value)
         for name, value in row.items()}
        for row in (world.STUDIO, world.SONG | {"agency": "m-1"})
    ]  # fmt: skip
    columns = list({name: "" for row in rows for name in row})
    content = b"".join(tables.write_rows(rows, form, columns))
    done = world.brought(lin, "payees", content, f"收款人.{form}")

    assert (done["added"], done["faulty"]) == (2, 0)


def test_the_file_of_faults_does_not_repeat_what_names_somebody(lin):
    table = f"编号,类型,姓名,证件号码\na-1,自然人,宋小满,{world.PERSON[:-1]}1\n"
    done = world.brought(lin, "payees", table.encode(), "收款人.csv")

    told = world.faults(lin, done)
    assert "证件号码有误" in told
    assert world.PERSON[:10] not in told
    assert "宋小满" not in told


def test_a_table_brought_twice_changes_nothing_and_each_import_is_one_entry(paid):
    world.brought(paid, "payments", TABLE.encode())
    again = world.brought(paid, "payments", TABLE.encode(), "again.csv")

    assert (again["added"], again["same"], count(paid)) == (0, 3, 2)
    assert [one["added"] for one in world.entries(paid, "tax.table_brought")] == [2, 0]


def test_an_import_that_was_killed_goes_on_where_it_stood(paid, monkeypatch):
    monkeypatch.setitem(bring.STEPS, "payments", 2)
    job = world.ordered(paid, "payments", TABLE.encode(), "支付.csv")
    really, calls = Progress.checkpoint, []

    def dies(self, kept):
        really(self, kept)
        calls.append(kept["after"])
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "checkpoint", dies)
    with acting(paid), pytest.raises(KeyboardInterrupt):
        carry(paid, job, bring.run)
    monkeypatch.setattr(Progress, "checkpoint", really)
    with acting(paid):
        done = carry(paid, job, bring.run)

    assert (done["rows"], done["added"], done["same"], done["faulty"]) == (7, 2, 1, 4)
    assert count(paid) == 2
    assert len(world.faults(paid, done).splitlines()) == 5


def test_an_import_that_is_not_wanted_stops_and_its_file_of_faults_is_destroyed(paid, monkeypatch):
    monkeypatch.setitem(bring.STEPS, "payments", 2)
    job = world.ordered(paid, "payments", TABLE.encode(), "支付.csv")
    really = Progress.checkpoint

    def stops(self, kept):
        office.job_cancel(actor=paid, job_id=job.pk)
        really(self, kept)

    monkeypatch.setattr(Progress, "checkpoint", stops)
    with acting(paid), pytest.raises(CancelAsked):
        carry(paid, job, bring.run)
    assert count(paid) == 1


@pytest.mark.parametrize(
    ("what", "content", "said"),
    [
        ("payments", "名称,价格\n茶,1\n", "external_id"),
        ("payees", "编号,类型\na-1,自然人\n", "name"),
        ("gifts", HEAD, "支付还是扣除"),
    ],
)
def test_a_table_of_something_else_is_refused_in_words(paid, what, content, said):
    with pytest.raises(Invalid) as refused:
        world.brought(paid, what, content.encode())
    assert said in refused.value.message


def test_whoever_may_not_bring_orders_nothing(paid, chun):
    with pytest.raises(Forbidden):
        world.ordered(chun, "payments", TABLE.encode(), "支付.csv")
