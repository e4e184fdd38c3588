"""Papers are handed in, reviewed and asked for; lists of recalls come row by row."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog import selectors, services
from catalog.models import Recall, SupplierPaper
from catalog.selectors import Sold
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Job
from tests import builders
from tests.catalog import suppliers as made

pytestmark = pytest.mark.django_db
LIQUOR = "liquor-trading-record"


def missing(actor, *sold, days=0):
    with acting(actor), transaction.atomic():
        found = selectors.papers_missing(actor, sold, clock.today(), made.in_days(days))
        return [(one.product, one.paper, one.why, one.weight) for one in found]


def spirits(row, **fields):
    return Sold("sku-1", row.pk, (LIQUOR,), title="山野 高粱酒 52 度")._replace(**fields)


def decide(actor, paper, ok=True, reason=""):
    with acting(actor):
        return services.paper_decide(actor=actor, paper_id=paper.pk, is_approved=ok, reason=reason)


@pytest.mark.law("O117-supplier-check")
def test_a_product_is_told_the_exact_paper_it_lacks_until_an_officer_approved_it(lin):
    row = made.verified(lin)
    assert missing(lin, spirits(row)) == [("sku-1", LIQUOR, "missing", "deny")]

    paper = made.given(lin, row, LIQUOR)
    assert missing(lin, spirits(row)) == [("sku-1", LIQUOR, "waiting", "deny")]

    decide(lin, paper)
    assert missing(lin, spirits(row)) == []


@pytest.mark.law("O117-supplier-check")
def test_a_licence_that_ends_during_the_broadcast_is_named_with_its_day(lin):
    row = made.verified(lin)
    made.approved(lin, row, LIQUOR, valid_until=made.in_days(0))

    assert missing(lin, spirits(row)) == []
    with acting(lin), transaction.atomic():
        (lack,) = selectors.papers_missing(lin, [spirits(row)], clock.today(), made.in_days(1))
        assert (lack.why, lack.weight, lack.on) == ("expires", "deny", clock.today())
        assert "食品经营许可" in selectors.lack_words(lack)
        assert f"{clock.today()}" in selectors.lack_words(lack)


def test_what_is_said_of_every_lack_has_words(lin):
    from catalog.selectors import supplier_words as words

    for paper, table in (
        ("supplier", words._SUPPLIER), ("recall", words._RECALL), (LIQUOR, words._PAPER),
        ("brand", words._PAPER),
    ):  # fmt: skip
        for why in table:
            lack = selectors.Lack("sku", paper, why, "deny", "O117-supplier-check", None, "甲")
            assert "%(" not in selectors.lack_words(lack)


def test_a_hundred_products_of_twenty_suppliers_cost_the_statements_of_one(lin):
    rows = [made.verified(lin)]
    made.approved(lin, rows[0], LIQUOR)

    def asked(count):
        sold = [spirits(rows[0], product=f"sku-{n}", brand=f"牌子 {n}") for n in range(count)]
        with acting(lin), transaction.atomic(), CaptureQueriesContext(connection) as seen:
            selectors.papers_missing(lin, sold, clock.today(), clock.today())
        return len(seen.captured_queries)

    assert asked(1) == asked(100) <= 4


def test_nothing_is_asked_of_the_database_for_no_products(lin):
    with acting(lin), transaction.atomic(), CaptureQueriesContext(connection) as seen:
        assert selectors.papers_missing(lin, [], clock.today(), clock.today()) == []
    assert not seen.captured_queries


@pytest.mark.law("M-18-3")
def test_a_chain_of_authorisations_is_read_across_suppliers(lin):
    house = made.verified(lin, title="山野集团有限公司", code=made.CODES[1])
    shop = made.verified(lin)
    tea = spirits(shop, documents=(), brand="山野")
    assert missing(lin, tea) == [("sku-1", "brand", "missing", "warn")]

    made.approved(lin, house, "trademark-registration", number="1234567", brand="山野")
    assert missing(lin, tea) == [("sku-1", "brand", "broken", "warn")]

    made.approved(
        lin, shop, "brand-authorisation", brand="山 野", giver_name="山野集团",
        giver_code=house.code, valid_until=made.in_days(3),
    )  # fmt: skip
    assert missing(lin, tea) == []
    assert missing(lin, tea, days=9) == [("sku-1", "brand", "expires", "warn")]


def test_a_platform_may_keep_broken_chains_off_air(harbour, lin):
    with acting(lin), transaction.atomic():
        harbour.policy = harbour.policy | {"brand_chain": 2}
        harbour.save(update_fields=["policy"])
    row = made.verified(lin)

    assert missing(lin, spirits(row, documents=(), brand="山野")) == [
        ("sku-1", "brand", "missing", "deny")
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("licence-to-fly", {}, "kind"),
        (LIQUOR, {"valid_until": made.in_days(-1)}, "valid_until"),
        (LIQUOR, {"valid_from": made.in_days(9), "valid_until": made.in_days(8)}, "valid_until"),
        (LIQUOR, {"issuer": "字" * 121}, "issuer"),
        (LIQUOR, {"scope": "电话 13900001234"}, "scope"),
        (LIQUOR, {"covers": [f"sku-{n}" for n in range(501)]}, "covers"),
        ("drug-ad-approval", {}, "number"),
        ("trademark-registration", {"brand": "山野"}, "number"),
        ("trademark-registration", {"number": "1"}, "brand"),
        ("brand-authorisation", {"brand": "山野"}, "giver_name"),
        (
            "brand-authorisation",
            {"brand": "山野", "giver_name": "甲", "giver_code": made.CODES[0][:-1] + "A"},
            "giver_code",
        ),
    ],
)
def test_a_paper_that_says_too_little_is_refused_by_its_field(lin, kind, fields, field):
    row = made.supplier(lin)

    with pytest.raises(Invalid) as refused:
        made.given(lin, row, kind, file_id=None, **fields)

    assert refused.value.extra["field"] == field


def test_a_paper_without_its_file_waits_until_the_file_is_there(lin):
    row = made.verified(lin)
    paper = made.given(lin, row, LIQUOR, file_id=None)

    with pytest.raises(Invalid) as refused:
        decide(lin, paper)
    assert refused.value.extra["field"] == "file"

    file = made.on_shelf(lin)
    with acting(lin):
        for _again in range(2):
            services.paper_attach(actor=lin, paper_id=paper.pk, file_id=file.pk)
    assert decide(lin, paper).state == "approved"
    with acting(lin), pytest.raises(services.PaperDecided):
        services.paper_attach(actor=lin, paper_id=paper.pk, file_id=made.on_shelf(lin).pk)


def test_the_same_paper_twice_is_one_and_the_same_decision_twice_is_one(lin):
    row = made.verified(lin)
    first = made.given(lin, row, LIQUOR, number="JY133")
    again = made.given(lin, row, LIQUOR, number="JY133")
    assert first.pk == again.pk

    assert decide(lin, first).decided_at == decide(lin, first).decided_at
    with pytest.raises(services.PaperDecided):
        decide(lin, first, ok=False, reason="看不清")


def test_a_refusal_without_a_reason_is_none(lin):
    paper = made.given(lin, made.verified(lin), LIQUOR)

    with pytest.raises(Invalid):
        decide(lin, paper, ok=False)
    assert decide(lin, paper, ok=False, reason="照片看不清").reason == "照片看不清"
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        SupplierPaper.objects.filter(pk=paper.pk).update(reason="")


def test_a_paper_that_was_withdrawn_counts_no_more(lin):
    row = made.verified(lin)
    paper = made.approved(lin, row, LIQUOR)

    with acting(lin):
        for _again in range(2):
            services.paper_withdraw(actor=lin, paper_id=paper.pk, reason="已被吊销")
    assert missing(lin, spirits(row)) == [("sku-1", LIQUOR, "missing", "deny")]


def test_keys_hand_papers_in_and_never_decide(harbour, lin, wu):
    program = builders.program(harbour, "catalog.write")
    row = made.verified(lin)
    paper = made.given(program, row, LIQUOR, file_id=None)

    for actor in (program, wu):
        with pytest.raises(Forbidden):
            decide(actor, paper, ok=False, reason="看不清")


def test_another_tenants_paper_does_not_exist(lin, outsider):
    paper = made.given(lin, made.verified(lin), LIQUOR)
    file = made.on_shelf(lin)

    with pytest.raises(NotFound):
        decide(outsider, paper)
    with pytest.raises(NotFound):
        made.given(outsider, made.supplier(outsider), LIQUOR, file_id=file.pk)


@pytest.mark.law("O117-illegal-goods")
def test_recalled_goods_are_told_by_brand_and_name_until_they_are_put_right(lin):
    row = made.verified(lin)
    tea = spirits(row, documents=(), title="山野龙井茶 250g", brand="山野")
    (entry,) = made.recalled(lin)

    assert ("sku-1", "recall", "recalled", "deny") in missing(lin, tea)
    with acting(lin):
        for _again in range(2):
            services.recall_lift(actor=lin, recall_id=entry.pk, reason="已整改")
    assert all(why != "recalled" for _p, _k, why, _w in missing(lin, tea))


def test_a_row_that_names_several_batches_is_an_entry_for_each(lin):
    rows = made.recalled(lin, batch="20260801、20260802；20260801")

    assert [one.batch for one in rows] == ["20260801", "20260802"]
    with pytest.raises(services.RecallKnown):
        made.recalled(lin, batch="20260802")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source": ""}, "source"),
        ({"brand": "", "name": "", "barcode": ""}, "name"),
        ({"barcode": "6901234567890"}, "barcode"),
        ({"kind": "rumour"}, "kind"),
        ({"published_on": made.in_days(2)}, "published_on"),
        ({"batch": "、".join(map(str, range(60)))}, "batch"),
    ],
)
def test_an_entry_that_could_be_none_is_refused_by_its_field(lin, fields, field):
    with pytest.raises(Invalid) as refused:
        made.recalled(lin, **fields)

    assert refused.value.extra["field"] == field


HEAD = "kind,brand,name,batch,barcode,maker,source,reference,published_on\n"
TABLE = (
    HEAD
    + "召回,山野,龙井茶,A1,,,某省市场监督管理局,第 8 期,2026-08-01\n"
    + "抽检,,,,6901234567892,,某市市场监督管理局,,2026/08/02\n"
    + "召回,,,,,,某局,,2026-08-03\n"
    + "谣言,山野,茶,,,,某局,,2026-08-03\n"
    + "召回,山野,茶,,6901234567890,,某局,,2026-08-03\n"
    + "召回,山野,茶,,,,某局,,2999-01-01\n"
    + "召回,山野,龙井茶,A1,,,某省市场监督管理局,第 8 期,2026-08-01\n"
)


def imported(actor, body, name="list.csv"):
    file = made.on_shelf(actor, body, name)
    with acting(actor):
        job = services.recalls_import(actor=actor, file_id=file.pk)
    with acting(actor):
        office.job_run(job_id=job.pk, actor=actor)
    with acting(actor), transaction.atomic():
        return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_taken_row_by_row_and_every_fault_is_named_by_its_line(lin, encoding):
    job = imported(lin, TABLE.encode(encoding))

    assert job.state == "done", job.error
    assert {name: job.result[name] for name in ("rows", "added", "faults")} == {
        "rows": 7, "added": 2, "faults": 4,
    }  # fmt: skip
    with acting(lin), transaction.atomic():
        assert sorted(Recall.objects.values_list("kind", "batch", "barcode")) == [
            ("recall", "A1", ""),
            ("sampling", "", "06901234567892"),
        ]
        told = b"".join(office.file_open(actor=lin, file_id=job.result["file"]).pieces()).decode(
            "utf-8-sig"
        )
    lines = [one.split(",")[:2] for one in told.splitlines()[1:]]
    assert lines == [["4", "name"], ["5", "kind"], ["6", "barcode"], ["7", "published_on"]]


def test_the_same_list_twice_is_there_once(lin):
    imported(lin, TABLE.encode())
    again = imported(lin, TABLE.encode() + b"\n")

    assert again.result["added"] == 0
    with acting(lin), transaction.atomic():
        assert Recall.objects.count() == 2


def test_a_list_is_not_taken_from_a_file_that_is_no_table(lin):
    file = made.on_shelf(lin)

    with acting(lin), pytest.raises(Invalid):
        services.recalls_import(actor=lin, file_id=file.pk)
