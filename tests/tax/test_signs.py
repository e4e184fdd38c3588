"""Signs are looked for in what is stored, kept once, shown with their evidence, and decided."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import ShopSeen, Sign
from tax.rules import abuse
from tax.services import run, sign
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
FOUR = world.SONG | {"shops": ["s-1", "s-2", "s-3", "s-4"]}


def looked(actor):
    with acting(actor):
        job = services.signs_look(actor=actor)
        return carry(actor, job, sign.run)["found"]


def signs(actor):
    with acting(actor), transaction.atomic():
        return list(selectors.sign_list(actor))


def decide(actor, one, verdict="dismissed", reason="看过合同，四家店分属四个品牌"):
    with acting(actor):
        return services.sign_decide(actor=actor, sign_id=one.pk, verdict=verdict, reason=reason)


def computed(actor, *months):
    """Close months and compute them."""
    for first in months:
        with acting(actor):
            services.period_close(actor=actor, kind="month", first_on=first)
            job = services.month_run(actor=actor, first_on=first)
            carry(actor, job, run.run)


def paid(name, payee, month, yuan):
    return world.PAID | {
        "external_id": name, "payee": payee, "amount": yuan,
        "paid_at": f"2026-{month:02}-15T12:00:00+08:00",
    }  # fmt: skip


@pytest.mark.law("A22-conversion")
def test_one_person_behind_many_shops_is_a_sign_once_however_often_one_looks(lin):
    world.payees(lin, FOUR)

    assert [looked(lin), looked(lin)] == [1, 0]
    [found] = signs(lin)
    assert (found.kind, found.clause, found.limit) == ("many_shops", "A22-conversion", 4)
    with acting(lin), transaction.atomic():
        facts = selectors.sign_facts(lin, found)
    assert [(one["payee"], one["shop"]) for one in facts] == [
        ("a-1", f"s-{at}") for at in (1, 2, 3, 4)
    ]
    told = world.entries(lin, "tax.signs_looked")
    assert [one["found"] for one in told] == [1, 0]
    assert told[0]["limits"]["shops_at_once"] == 4


def test_an_open_sign_is_brought_up_to_date_and_a_decided_one_left_alone(lin):
    world.payees(lin, FOUR)
    looked(lin)
    world.payees(lin, FOUR | {"shops": [*FOUR["shops"], "s-5"]})

    assert looked(lin) == 0
    [found] = signs(lin)
    assert len(found.evidence) == 5

    decide(lin, found)
    assert looked(lin) == 0
    world.payees(lin, FOUR | {"shops": [*FOUR["shops"], "s-5", "s-6"]})
    assert looked(lin) == 1
    assert [one.state for one in signs(lin)] == ["open", "dismissed"]


def test_shop_ids_that_come_and_go_are_noted_at_every_look(lin):
    for day, shops in ((1, "s-1"), (5, "s-2"), (9, "s-3"), (13, "s-4")):
        with world.on(2026, 11, day):
            world.payees(lin, world.SONG | {"shops": [shops]})
            looked(lin)

    with acting(lin), transaction.atomic():
        seen = list(ShopSeen.objects.of(lin).order_by("first_on").values_list("shop", "last_on"))
    assert seen == [
        ("s-1", date(2026, 11, 5)),
        ("s-2", date(2026, 11, 9)),
        ("s-3", date(2026, 11, 13)),
        ("s-4", None),
    ]
    [found] = signs(lin)
    assert found.kind == "shop_churn"
    assert [one[0] for one in found.evidence].count("opened") == 3


@pytest.mark.law("A22-conversion")
def test_months_parked_under_the_threshold_are_found_in_what_was_withheld(lin):
    with world.on(2026, 6, 2):
        world.payees(lin, world.SONG)
        world.payments(lin, *(paid(f"p-{at}", "a-1", at, "96000") for at in (3, 4, 5)))
        computed(lin, date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1))

        assert looked(lin) == 1

    [found] = signs(lin)
    assert (found.kind, found.limit) == ("parked", 10_000_000)
    assert [fen for *_, fen in found.evidence] == [9_600_000] * 3
    bars = selectors.sign_bars(found)
    assert (bars["is_money"], bars["limit_at"]) == (True, 100)
    assert [(one["value"], one["wide"], one["gap"]) for one in bars["rows"]] == [
        (9_600_000, 96, 400_000)
    ] * 3


def test_nothing_is_found_where_nothing_stands_out(lin):
    world.payees(lin, world.SONG)

    assert looked(lin) == 0
    assert signs(lin) == []


def test_what_a_sign_is_is_said_once_with_a_reason_and_recorded(lin):
    world.payees(lin, FOUR)
    looked(lin)
    [found] = signs(lin)

    for verdict, reason in (
        ("open", "x"),
        ("", "x"),
        ("confirmed", "  "),
        ("confirmed", "字" * 501),
    ):
        with pytest.raises(Invalid):
            decide(lin, found, verdict, reason)
    decided = decide(lin, found, "confirmed")
    with pytest.raises(services.SignDecided):
        decide(lin, found)

    assert (decided.state, decided.decided_by_id) == ("confirmed", lin.user_id)
    [told] = world.entries(lin, "tax.sign_decided")
    assert (told["kind"], told["verdict"]) == ("many_shops", "confirmed")
    assert "reason" not in told


def test_nobody_else_looks_decides_or_sees(lin, outsider, chun):
    world.payees(lin, FOUR)
    looked(lin)
    [found] = signs(lin)

    with acting(chun):
        for act in (
            lambda: services.signs_look(actor=chun),
            lambda: selectors.sign_list(chun),
            lambda: decide(chun, found),
        ):
            with pytest.raises(Forbidden):
                act()
    with acting(outsider), pytest.raises(NotFound):
        services.sign_decide(actor=outsider, sign_id=found.pk, verdict="confirmed", reason="x")
    with acting(outsider), transaction.atomic():
        assert not selectors.sign_list(outsider)


def test_pages_show_signs_with_their_evidence_and_take_the_verdict(lin):
    world.payees(lin, FOUR)
    looked(lin)
    [found] = signs(lin)
    browser = signed_in(lin)
    page = f"/tax/signs/{found.pk}"

    assert f'href="{page}"' in browser.get("/tax/signs").content.decode()
    shown = browser.get(page).content.decode()
    assert all(f"s-{at}" in shown for at in (1, 2, 3, 4))
    assert "tax-point is-marked" in shown
    assert "国家税务总局" in shown
    given = {"verdict": "confirmed", "reason": "四家店卖的是同一批货"}
    assert "已记录结论" in browser.post(f"{page}/decide", given, follow=True).content.decode()
    assert "四家店卖的是同一批货" in browser.get(page).content.decode()
    assert f'href="{page}"' not in browser.get("/tax/signs").content.decode()
    assert f'href="{page}"' in browser.get("/tax/signs?state=confirmed").content.decode()


def test_registrations_in_a_batch_at_one_address_are_a_sign_and_no_address_is_read(lin):
    where = ["杭州市滨江区某路 1 号", "杭州市滨江区某路1号", "杭州市 滨江区 某路１号"]
    world.payees(lin, *(
        {"external_id": f"b-{place}", "kind": "individual", "name": f"店{place}",
         "code": world.registered(place), "address": where[place % 3],
         "registered_on": f"2026-03-{2 + place % 3:02}"}
        for place in range(1, 6)
    ), {"external_id": "b-9", "kind": "individual", "name": "别处", "address": "别的路 9 号",
        "code": world.registered(9), "registered_on": "2026-03-02"})  # fmt: skip
    looked(lin)
    with acting(lin), transaction.atomic():
        (found,) = Sign.objects.filter(kind="batch")
        numbers = selectors.numbers_of(lin, [found])
    assert sorted(numbers.values()) == [f"b-{place}" for place in range(1, 6)]
    assert found.limit == 5
    shown = signed_in(lin).get(f"/tax/signs/{found.pk}").content.decode()
    assert "同一地址批量登记" in shown
    assert "某路" not in shown
    looked(lin)
    with acting(lin), transaction.atomic():
        assert Sign.objects.filter(kind="batch").count() == 1


def test_the_plot_of_an_open_sign_follows_a_limit_chosen_anew_and_of_a_decided_one_stays(lin):
    (made,) = world.payees(lin, world.SONG)
    evidence = (abuse.Evidence("shop", date(2026, 1, 1), str(made.id), "s-1"),)

    def found(limit, value):
        point = abuse.Point(date(2026, 1, 1), value, True)
        return abuse.Finding(
            abuse.Sign.MANY_SHOPS, abuse.CLAUSE, "x", (str(made.id),), date(2026, 1, 1),
            evidence, (point,), limit,
        )  # fmt: skip

    world.kept(lin, found(4, 1))
    again = world.kept(lin, found(3, 2))
    assert (again.limit, again.points) == (3, [["2026-01-01", 2, True]])
    with acting(lin):
        services.sign_decide(actor=lin, sign_id=again.pk, verdict="dismissed", reason="已核对")
    assert world.kept(lin, found(2, 9)).limit == 3
