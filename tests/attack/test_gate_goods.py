"""What the gate reads of goods in two statements is what the plain queries say, in any world."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import gate as goods
from catalog import selectors
from catalog.models import Offer, Product, Recall, Supplier, SupplierPaper
from catalog.rules import papers as rules
from catalog.rules.chain import AUTHORISATION, TRADEMARK, Grant
from catalog.rules.kinds import CHAIN
from catalog.rules.papers import Books, Held, Known, Recalled
from catalog.selectors import Shelved
from catalog.selectors.product import good_of
from charter.models import Agreement, Version
from livecompliance.kernel import clock, gate
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests import builders
from tests.catalog.suppliers import CODES

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LIQUOR, FOOD = "liquor-trading-record", "food-trading-record"
TITLES = ("明前龙井茶 250g", "酱香型白酒 53度", "1比1仿真手枪全金属可抛壳", "保温杯")
BRANDS = ("", "山野", "山 野", "云溪")
HOLDERS = tuple(zip(("山野集团", "山野茶业", "皖南经销", "某商贸"), CODES, strict=True))
BARCODES = ("6901234567892", "6901028075862")
WARNS = {0: None, 1: "warn", 2: "deny"}

days = st.sampled_from([None, -400, -1, 0, 1, 400])
places = st.integers(0, 3)
who = st.integers(0, 3)
papers = st.lists(
    st.tuples(
        who,
        st.sampled_from([LIQUOR, FOOD, TRADEMARK, AUTHORISATION, AUTHORISATION]),
        st.sampled_from(["approved", "approved", "waiting", "refused", "withdrawn"]),
        days,
        days,
        st.sampled_from(BRANDS[1:]),
        who,
        who,
        st.booleans(),
        st.sampled_from([(), ("n-0",), ("n-1", "n-2")]),
    ),
    max_size=8,
)
recalls = st.lists(
    st.tuples(
        st.sampled_from(BRANDS),
        st.sampled_from(["", "龙井茶", "保温杯"]),
        st.sampled_from(["", "B-7"]),
        st.sampled_from(["", *BARCODES]),
        st.booleans(),
    ),
    max_size=4,
)
offers = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(BRANDS),
        st.one_of(st.none(), who),
        st.sampled_from(["clear", "papers", "papers", "waiting", "blocked", "approved"]),
        st.sampled_from(["approved", "approved", "waiting", "refused", "withdrawn"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([(), BARCODES[:1], BARCODES]),
    ),
    max_size=6,
)
suppliers = st.lists(
    st.tuples(
        st.sampled_from(["verified", "verified", "waiting", "refused", "closed"]),
        st.sampled_from(["sound", "unknown", "abnormal", "dishonest"]),
        days,
    ),
    min_size=4,
    max_size=4,
)
worlds = st.fixed_dictionaries(
    {"suppliers": suppliers, "papers": papers, "recalls": recalls, "offers": offers}
)


def on(count):
    return None if count is None else clock.today() + timedelta(days=count)


def furnish(actor, room, world):
    """Fill a tenant with a world: who supplies, what was handed in, recalled and offered."""
    tenant = actor.tenant_id
    with acting(actor):
        rows = Supplier.objects.bulk_create(
            Supplier(
                tenant_id=tenant, title=name, code=code, state=state, credit=credit,
                recheck_on=on(recheck),
            )
            for (name, code), (state, credit, recheck) in zip(
                HOLDERS, world["suppliers"], strict=True
            )
        )  # fmt: skip
        SupplierPaper.objects.bulk_create(paper(tenant, rows, *one) for one in world["papers"])
        Recall.objects.bulk_create(
            entry(tenant, place, *one)
            for place, one in enumerate(world["recalls"])
            if one[0] or one[1] or one[3]
        )
        label = selectors.held_at(actor).version
        for place, one in enumerate(world["offers"]):
            offer(tenant, room, rows, label, place, *one)


def paper(tenant, rows, holder, kind, state, since, until, brand, giver, taker, is_live, covers):
    first, last = sorted([since, until], key=lambda one: one or 0)
    named = kind in CHAIN
    return SupplierPaper(
        tenant_id=tenant, supplier=rows[holder], kind=kind, state=state, reason="字迹不清",
        valid_from=on(None if since is None else first), is_live=is_live,
        valid_until=on(None if until is None else last), covers=[] if named else list(covers),
        brand=brand if named else "", brand_key=rules.folded(brand) if named else "",
        giver_name=HOLDERS[giver][0] if kind == AUTHORISATION else "",
        giver_code=HOLDERS[giver][1] if kind == AUTHORISATION else "",
        taker_name=HOLDERS[taker][0] if named else "", taker_code="" if is_live else CODES[taker],
    )  # fmt: skip


def entry(tenant, place, brand, name, batch, barcode, is_lifted):
    return Recall(
        tenant_id=tenant, kind="recall", brand=brand, brand_key=rules.folded(brand), name=name,
        name_key=rules.folded(name), batch=batch, barcode=rules.barcode_of(barcode),
        source="某局", published_on=on(-3), digest=f"{place}",
        lifted_at=clock.now() if is_lifted else None,
    )  # fmt: skip


def offer(
    tenant, room, rows, label, place, title, brand, seller, standing, state, same, now, codes
):
    listed = [{"entry": "liquor", "documents": [LIQUOR, FOOD]}] if standing == "papers" else []
    product = Product(
        tenant_id=tenant, external_id=f"n-{place}", title=TITLES[title], brand=brand,
        standing=standing, verdict="gate" if listed else "allow", grounds=listed,
        barcodes=list(codes), catalogue=label if now else "an older one",
    )  # fmt: skip
    product.digest = good_of(product).digest
    product.save(force_insert=True)
    Offer.objects.create(
        tenant_id=tenant, room=room, product=product, state=state,
        seller=None if seller is None else rows[seller],
        digest=product.digest if same else "another",
    )  # fmt: skip


def plain_shelf(actor, room):
    """Return what a room offers as the plain queries say."""
    rows = Offer.objects.of(actor).filter(
        room_id=room, state__in=["waiting", "approved", "refused"]
    )
    return [
        Shelved(
            str(one.pk), one.state, one.digest, one.seller_id, one.product.pk,
            one.product.external_id, one.product.title, one.product.standing, one.product.digest,
            one.product.catalogue, one.product.verdict, tuple(one.product.grounds),
            one.product.brand, tuple(one.product.barcodes),
        )
        for one in rows.select_related("product").order_by("pk")
    ]  # fmt: skip


def plain_said(actor, at, shelf):
    """Judge every product anew, as it stands."""
    catalogue = selectors.catalogue_at(actor, at)
    rows = {one.pk: one for one in Product.objects.of(actor)}
    said = {}
    for one in shelf:
        (judged,) = catalogue.judge([good_of(rows[one.product]).judged_as])
        said[one.offer] = (judged.verdict, frozenset(each.entry.id for each in judged.grounds))
    return said


def plain_books(actor, sold, chain):
    """Read who supplies, papers and recalls query by query."""
    ids = {one.supplier for one in sold if one.supplier is not None}
    brands = {key for one in sold if (key := rules.folded(one.brand))}
    titles = {key for one in sold if (key := rules.folded(one.title))}
    codes = {code for one in sold for text in one.barcodes if (code := rules.barcode_of(text))}
    held = SupplierPaper.objects.of(actor).filter(
        Q(supplier_id__in=ids) | Q(brand_key__in=brands, kind__in=CHAIN),
        state__in=["approved", "waiting", "refused"],
    )
    rows = list(held.order_by("pk"))
    near = Q(barcode__in=codes) | Q(brand_key__in=brands) | Q(brand_key="", name_key__in=titles)
    called = Recall.objects.of(actor).filter(near, lifted_at__isnull=True).order_by("pk")
    return Books(
        {
            one.pk: Known(one.pk, one.title, one.code, one.state, one.credit, one.recheck_on)
            for one in Supplier.objects.of(actor).filter(pk__in=ids)
        },
        [
            Held(
                one.pk, one.supplier_id, one.kind, one.state, one.valid_from, one.valid_until,
                frozenset(one.covers),
            )
            for one in rows if one.kind not in CHAIN
        ],
        [
            Grant(
                one.pk, one.kind, one.brand_key, (one.giver_name, one.giver_code),
                (one.taker_name, one.taker_code), one.state, one.valid_from, one.valid_until,
                one.is_live,
            )
            for one in rows if one.kind in CHAIN
        ],
        [
            Recalled(one.pk, one.kind, one.brand, one.name, one.batch, one.barcode)
            for one in called
        ],
        WARNS[chain],
    )  # fmt: skip


@pytest.mark.law("O117-supplier-check")
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    world=worlds,
    other=worlds,
    beside=offers,
    chain=st.sampled_from([0, 1, 2]),
    hours=st.integers(0, 23),
)
def test_what_is_read_together_is_what_the_plain_queries_say(
    lin, elsewhere, tea_room, world, other, beside, chain, hours
):
    stranger = builders.person(elsewhere, f"ma-{builders.uuid7().hex[-8:]}", "officer")
    theirs = builders.room(stranger, "别家")
    at = clock.now() + timedelta(hours=hours)
    asked = Asked(
        room_id=tea_room.pk, operator_id=None, marketers=(), at=at, policy={"brand_chain": chain}
    )
    since, until = clock.to_date(at), clock.to_date(at + goods.LONGEST)
    with acting(lin), transaction.atomic():
        furnish(lin, tea_room, world)
        furnish(stranger, theirs, other)
        next_door(lin, beside)

        shelf = selectors.shelf_of(gate.seen(lin, asked, goods.NAME))
        assert shelf == plain_shelf(lin, tea_room.pk)
        said = plain_said(lin, at, shelf)
        for _twice in range(2):  # what was said once is kept
            assert selectors.said_now(lin, at, shelf) == said
        sold = [goods._sold(goods.Stands(one, one.standing)) for one in shelf]
        lacks = selectors.papers_missing(lin, sold, since, until, asked.policy)
        assert lacks == rules.lacking(sold, plain_books(lin, sold, chain), since, until)
        transaction.set_rollback(True)


def next_door(actor, beside):
    """Offer in another room of the house what the same people supply."""
    room = Room.objects.create(tenant_id=actor.tenant_id, title="隔壁")
    rows = list(Supplier.objects.of(actor).order_by("pk"))
    label = selectors.held_at(actor).version
    for place, one in enumerate(beside):
        offer(actor.tenant_id, room, rows, label, place + 100, *one)


def test_a_content_that_changed_meanwhile_is_judged_as_it_is(lin, tea_room):
    at = clock.now()
    asked = Asked(room_id=tea_room.pk, operator_id=None, marketers=(), at=at)
    selectors.said_forget()
    with acting(lin), transaction.atomic():
        furnish(lin, tea_room, {
            "suppliers": [("verified", "sound", None)] * 4, "papers": [], "recalls": [],
            "offers": [(3, "", 0, "clear", "approved", True, False, ())],
        })  # fmt: skip
        before = selectors.shelf_of(gate.seen(lin, asked, goods.NAME))
        gun = Product.objects.of(lin).get()
        gun.title = TITLES[2]
        gun.digest = good_of(gun).digest
        gun.save()

        assert {one.verdict for one in selectors.said_now(lin, at, before).values()} == {"block"}
        gun.title = TITLES[3]
        gun.digest = good_of(gun).digest
        gun.save()
        assert {one.verdict for one in selectors.said_now(lin, at, before).values()} == {"allow"}


def test_what_was_said_once_of_a_content_costs_nothing_the_next_time(lin, tea_room):
    at = clock.now()
    asked = Asked(room_id=tea_room.pk, operator_id=None, marketers=(), at=at)
    selectors.said_forget()
    with acting(lin), transaction.atomic():
        furnish(lin, tea_room, {
            "suppliers": [("verified", "sound", None)] * 4, "papers": [], "recalls": [],
            "offers": [(n, "", 0, "clear", "approved", True, False, ()) for n in range(4)],
        })  # fmt: skip
        shelf = selectors.shelf_of(gate.seen(lin, asked, goods.NAME))
        first = selectors.said_now(lin, at, shelf)
        with CaptureQueriesContext(connection) as captured:
            assert selectors.said_now(lin, at, shelf) == first
        assert not captured.captured_queries


LINKS = (
    (0, TRADEMARK, "approved", -400, 400, "山野", 0, 0, True, ()),
    (1, AUTHORISATION, "approved", -400, 400, "山野", 0, 1, True, ()),
    (2, AUTHORISATION, "approved", -400, 400, "山 野", 1, 2, True, ()),
)


@pytest.mark.law("M-18-3")
@pytest.mark.parametrize("hop", [None, 0, 1, 2])
@pytest.mark.parametrize(
    ("place", "value", "why"),
    [(2, "withdrawn", ""), (2, "refused", "refused"), (2, "waiting", "waiting"),
     (4, -1, "expired"), (4, 0, "expires")],
)  # fmt: skip
def test_a_chain_that_others_handed_in_is_seen_to_break_at_every_hop(
    lin, tea_room, hop, place, value, why
):
    links = [list(one) for one in LINKS]
    if hop is not None:
        links[hop][place] = value
    noon = datetime.combine(clock.today(), time(12), clock.SHANGHAI)  # it may end the day after
    asked = Asked(
        room_id=tea_room.pk, operator_id=None, marketers=(), at=noon, policy={"brand_chain": 2}
    )
    with acting(lin), transaction.atomic():
        furnish(lin, tea_room, {
            "suppliers": [("verified", "sound", None)] * 4, "papers": links, "recalls": [],
            "offers": [(3, "山野", 2, "clear", "approved", True, True, ())],
        })  # fmt: skip
        reasons = list(goods.check(lin, asked))
    found = [one.code for one in reasons]

    if hop is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0].startswith("goods_brand_")
        assert not why or found == [f"goods_brand_{why}"]
        assert TITLES[3] in gate.said(reasons[0])["message"]
        assert gate.said(reasons[0])["cure"]


FUNCTIONS = {
    "parties_facts": (
        "SELECT count(*) FROM parties_facts(%(tenant)s, %(parties)s::uuid[], %(at)s, %(on)s,"
        " NULL, false)"
    ),
    "charter_standing": (
        "SELECT count(*) FROM charter_standing(%(tenant)s, %(parties)s::uuid[], %(roles)s::text[],"
        " %(on)s, %(at)s, %(roles)s::text[]) WHERE needed::json ->> 4 IS NOT NULL"
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_the_gate_runs_behind_the_walls_of_whoever_calls_it(
    lin, outsider, harbour, name
):
    tea = builders.party(harbour, "marketer", public_name="阿春")
    with acting(lin), transaction.atomic():
        version = Version.objects.create(
            tenant=harbour, kind="platform_operator", number=1, state="published",
            effective_on=on(-9), published_at=clock.now(),
        )  # fmt: skip
        Agreement.objects.create(
            tenant=harbour, party=tea, kind="platform_operator", version=version,
            concluded_at=clock.now(), starts_on=on(-9),
        )  # fmt: skip
    asked = {"tenant": harbour.pk, "parties": [tea.pk], "roles": ["operator"],
             "at": clock.now(), "on": clock.today()}  # fmt: skip
    counts = []
    for who in (*[lin] * 7, outsider, lin):  # by then PostgreSQL keeps one plan for all
        with acting(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FUNCTIONS[name], asked)
            counts.append(cursor.fetchone()[0])

    assert counts == [*[1] * 7, 0, 1]
