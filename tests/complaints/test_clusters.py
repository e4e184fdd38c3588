"""Complaints that come thick have a room patrolled: once, for a time, not for a flood."""

import pytest
from django.db import transaction

from complaints import services
from complaints.models import Cluster, Clustered
from complaints.selectors.cluster import upheld_by_room
from complaints.services.clusters import ClusterOver, clusters_lapse, network_index
from complaints.tasks import clusters_sweep
from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests import builders
from tests.complaints.conftest import answer, do, file, filing, published
from tests.proof import browser
from tiers import selectors as tiers
from tiers import services as grading

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def stall(harbour, chun):
    """A room of an operator."""
    owner = builders.party(harbour, "operator")
    return builders.room(chun, "茶铺", operator_id=owner.pk)


def complain(passer, stall, number: int, address: str = "", **fields):
    """File as somebody of his own, from a network of his own."""
    given = {"phone": f"1380000{number:04}", "room_id": stall.pk} | fields
    with acting(passer):
        return services.complaint_file(
            actor=passer,
            filing=filing("goods", **given),
            form=b"cluster-of-tests-%04d" % number,
            address=address or f"203.0.{number}.7",
        ).complaint


def rows(tenant, model, **wanted):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(model.objects.filter(tenant_id=tenant.pk, **wanted).order_by("pk"))


def raised(tenant):
    system = system_actor(tenant.pk)
    with acting(system), transaction.atomic():
        return tiers.raised_until(system)


@pytest.mark.law("O117-complaint-clusters")
def test_many_complaints_about_a_room_raise_its_patrol_and_say_so_once(
    harbour, passer, stall, lin, mei
):
    counted = [complain(passer, stall, number) for number in (1, 2, 3, 4)]

    cluster = rows(harbour, Cluster, scope="room")[0]
    assert [one.complaint_id for one in rows(harbour, Clustered, cluster=cluster)] == [
        one.pk for one in counted
    ]
    assert raised(harbour) == {stall.pk: cluster.until}
    letters = rows(harbour, Letter, topic="complaint_cluster")
    assert {one.recipient_id for one in letters} == {lin.user_id, mei.user_id}
    assert len(letters) == 2
    acts = [one.action for one in rows(harbour, Entry)]
    assert acts.count("complaints.cluster_began") == 1
    assert acts.count("tiers.patrol_raised") == 1


@pytest.mark.law("O117-complaint-clusters")
def test_it_falls_away_after_its_days_and_what_it_rested_on_makes_no_other(
    harbour, passer, stall, lin, later
):
    for number in (1, 2, 3):
        complain(passer, stall, number)
    later(days=8)

    assert raised(harbour) == {}
    assert clusters_sweep() >= 1
    system = system_actor(harbour.pk)
    with acting(system):
        assert clusters_lapse(actor=system) == 1
        assert clusters_lapse(actor=system) == 0
    complain(passer, stall, 4)
    assert [one.end for one in rows(harbour, Cluster)] == ["lapsed"]


def test_another_complainant_moves_the_end_on(harbour, passer, stall, lin, later):
    for number in (1, 2, 3):
        complain(passer, stall, number)
    before = rows(harbour, Cluster)[0].until
    later(days=3)
    complain(passer, stall, 1 + 3)

    after = rows(harbour, Cluster)[0]
    assert (after.until - before).days == 3
    assert raised(harbour) == {stall.pk: after.until}


def test_the_same_person_again_moves_nothing(harbour, passer, stall, lin, later):
    for number in (1, 2, 3):
        complain(passer, stall, number)
    before = rows(harbour, Cluster)[0].until
    later(days=3)
    complain(passer, stall, 9, phone="13800000001")

    assert rows(harbour, Cluster)[0].until == before


@pytest.mark.law("O117-complaints")
def test_a_flood_from_one_network_raises_nothing(harbour, passer, stall, lin):
    for number in range(6):
        complain(passer, stall, number, address=f"198.51.100.{number}")

    assert rows(harbour, Cluster) == []
    assert raised(harbour) == {}


def test_what_is_found_groundless_dissolves_it(harbour, passer, stall, lin):
    counted = [complain(passer, stall, number) for number in (1, 2, 3)]
    answer(lin, counted[0], "unfounded")

    assert [one.end for one in rows(harbour, Cluster)] == ["dissolved"]
    assert raised(harbour) == {}


def test_complaints_about_rooms_of_one_operator_raise_all_of_them(
    harbour, passer, stall, chun, lin
):
    other = builders.room(chun, "二号", operator_id=stall.operator_id)
    for number in range(6):
        complain(passer, (stall, other)[number % 2], number)

    assert {one.scope for one in rows(harbour, Cluster)} == {"room", "operator"}
    assert set(raised(harbour)) == {stall.pk, other.pk}


def test_an_officer_ends_it_with_a_reason(harbour, passer, stall, lin):
    for number in (1, 2, 3):
        complain(passer, stall, number)
    cluster = rows(harbour, Cluster)[0]
    with pytest.raises(Invalid):
        do("cluster_dismiss", lin, cluster_id=cluster.pk, note="是")
    with pytest.raises(Invalid):
        do("cluster_dismiss", lin, cluster_id=cluster.pk, note="同行 13800001234 恶意投诉")

    ended = do("cluster_dismiss", lin, cluster_id=cluster.pk, note="查明为同行恶意投诉")

    assert (ended.end, ended.ended_by_id) == ("dismissed", lin.user_id)
    assert raised(harbour) == {}
    with pytest.raises(ClusterOver):
        do("cluster_dismiss", lin, cluster_id=cluster.pk, note="查明为同行恶意投诉")


def test_nobody_else_ends_it(harbour, passer, stall, lin, wu, outsider):
    for number in (1, 2, 3):
        complain(passer, stall, number)
    cluster = rows(harbour, Cluster)[0]
    with pytest.raises(Forbidden):
        do("cluster_dismiss", wu, cluster_id=cluster.pk, note="查明为同行恶意投诉")
    with pytest.raises(NotFound):
        do("cluster_dismiss", outsider, cluster_id=cluster.pk, note="查明为同行恶意投诉")


def test_a_tenants_own_number_holds(harbour, passer, stall, lin, mei):
    published(lin, mei, clusters={"room": 2, "per_network": 1})
    for number in (1, 2):
        complain(passer, stall, number)

    assert [one.least for one in rows(harbour, Cluster)] == [2]


def test_the_page_lists_what_it_rests_on(harbour, passer, stall, lin):
    counted = [complain(passer, stall, number) for number in (1, 2, 3)]

    page = browser(lin).get("/complaints/clusters").content.decode()

    assert "茶铺" in page
    assert all(f"/complaints/{one.pk}" in page for one in counted)


def test_a_network_is_told_apart_and_not_read(harbour):
    one = network_index(harbour.pk, "203.0.113.7")

    assert one == network_index(harbour.pk, "203.0.113.200")
    assert one != network_index(harbour.pk, "203.0.114.7")
    assert network_index(harbour.pk, "2001:db8:1:2::3") == network_index(
        harbour.pk, "2001:db8:1:9::4"
    )
    assert network_index(harbour.pk, "nowhere") is None


def test_a_network_is_forgotten_after_ninety_days(harbour, passer, stall, later):
    row = complain(passer, stall, 1)
    later(days=91)
    system = system_actor(harbour.pk)
    with acting(system):
        clusters_lapse(actor=system)

    assert [one.network_index for one in rows(harbour, type(row))] == [None]


@pytest.mark.law("O117-complaint-score", "M-tiering", "O117-tiering")
def test_what_was_found_right_counts_for_the_room_until_it_is_reopened(harbour, passer, stall, lin):
    row = complain(passer, stall, 1)
    system = system_actor(harbour.pk)

    def counted():
        with acting(system), transaction.atomic():
            return upheld_by_room(system, row.filed_at, [stall.pk])

    assert counted() == {}
    answer(lin, row, "partly")
    assert counted() == {stall.pk: 1.0}
    do("complaint_reopen", lin, complaint_id=row.pk, text="投诉人补充了材料")
    assert counted() == {}
    answer(lin, row, "unfounded")
    assert counted() == {}


def test_what_was_merged_counts_once(harbour, passer, stall, lin):
    first, second = (complain(passer, stall, number) for number in (1, 2))
    do("complaint_merge", lin, complaint_id=second.pk, into_id=first.pk)
    answer(lin, first)
    system = system_actor(harbour.pk)

    with acting(system), transaction.atomic():
        assert upheld_by_room(system, first.filed_at, None) == {stall.pk: 1.0}


def test_the_operator_is_judged_again_when_one_is_found_right(harbour, passer, stall, lin):
    system = system_actor(harbour.pk)
    with acting(system):
        grading.standings_compute(actor=system, operator_ids=[stall.operator_id])
    row = complain(passer, stall, 1)

    def is_due():
        with acting(system), transaction.atomic():
            return tiers.standings_now(system, [stall.operator_id]).get().is_due

    assert not is_due()
    answer(lin, row)
    assert is_due()


def test_complaints_are_counted_not_reported():
    assert "complaints" in tiers.counted()


def test_an_officer_may_file_what_came_by_letter_without_a_network(harbour, stall, lin):
    row = file(lin, "goods", room_id=stall.pk, channel="paper").complaint

    assert row.network_index is None
