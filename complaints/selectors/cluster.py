"""Clusters of complaints: which stand, what they rest on, what is counted for one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import Cluster, Clustered, Complaint
from complaints.rules import clusters as rules
from complaints.rules import states
from complaints.rules.clusters import Voice
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms import selectors as rooms

FIELDS = {rules.OFFER: "offer_id", rules.ROOM: "room_id", rules.OPERATOR: "respondent_id"}
GROUNDLESS = (Complaint.Outcome.UNFOUNDED, Complaint.Outcome.OUTSIDE)
RIGHT = (Complaint.Outcome.UPHELD, Complaint.Outcome.PARTLY)


@dataclass(frozen=True, slots=True)
class About:
    """What complaints are about: a scope and the id in it."""

    scope: str
    pk: UUID


def abouts_of(row: Complaint) -> list[About]:
    """Return all that a complaint counts for, the narrowest first."""
    found = ((scope, getattr(row, field)) for scope, field in FIELDS.items())
    return [About(scope, pk) for scope, pk in found if pk is not None]


def voices(actor: Actor, about: About, since: datetime) -> list[Voice]:
    """Return the complaints about a thing that still count, as they came.

    What was taken back or found groundless does not count, nor what an ended cluster of the same
    thing rested on.
    """
    past = Clustered.objects.of(actor).filter(
        **{f"cluster__{about.scope}_id": about.pk}, cluster__ended_at__isnull=False
    )
    found = Complaint.objects.of(actor).filter(
        **{FIELDS[about.scope]: about.pk}, filed_at__gte=since
    )
    found = found.exclude(pk__in=past.values("complaint_id"))
    return _voices(found)


def voices_of(actor: Actor, cluster: Cluster) -> list[Voice]:
    """Return those complaints of a cluster that still count."""
    ids = Clustered.objects.of(actor).filter(cluster=cluster).values("complaint_id")
    return _voices(Complaint.objects.of(actor).filter(pk__in=ids))


def _voices(found: TenantQuerySet[Complaint]) -> list[Voice]:
    sound = found.exclude(state=states.WITHDRAWN).exclude(outcome__in=GROUNDLESS)
    rows = sound.order_by("filed_at", "id").values_list(
        "id", "phone_index", "email_index", "network_index"
    )
    return [
        Voice(
            str(pk),
            tuple(kind + bytes(mark) for kind, mark in ((b"p", phone), (b"m", email)) if mark),
            bytes(network or b""),
        )
        for pk, phone, email, network in rows
    ]


def cluster_open(actor: Actor, about: About) -> Cluster | None:
    """Return the cluster of a thing that nobody ended, locked."""
    found = Cluster.objects.of(actor).filter(
        **{f"{about.scope}_id": about.pk}, scope=about.scope, ended_at__isnull=True
    )
    return found.select_for_update().first()


def cluster_get(actor: Actor, cluster_id: UUID, *, lock: bool = False) -> Cluster:
    """Return one cluster.

    Raises:
        NotFound: no such cluster for this actor.
    """
    rows = Cluster.objects.of(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=cluster_id).first()
    if found is None or not policies.can_see(actor):
        raise NotFound(_("没有这组集中投诉。"))
    return found


def cluster_list(actor: Actor) -> TenantQuerySet[Cluster]:
    """Return the clusters, those that stand in front, the newest first.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    policies.require_see(actor)
    found = Cluster.objects.of(actor).select_related("offer", "room", "operator", "ended_by")
    return found.order_by("-opened_at", "-id")


def clusters_standing(actor: Actor) -> TenantQuerySet[Cluster]:
    """Return those that nobody ended and whose time is not over."""
    return cluster_list(actor).filter(ended_at__isnull=True, until__gt=clock.now())


def clusters_over(actor: Actor) -> list[Cluster]:
    """Return those whose time is over and that were not ended yet, locked."""
    found = Cluster.objects.of(actor).filter(ended_at__isnull=True, until__lte=clock.now())
    return list(found.select_for_update().order_by("id"))


def counted_in(actor: Actor, clusters: Collection[Cluster]) -> Mapping[UUID, list[Complaint]]:
    """Return the complaints that clusters rest on, by cluster, as they came: one query."""
    rows = Clustered.objects.of(actor).filter(cluster__in=clusters).select_related("complaint")
    found: dict[UUID, list[Complaint]] = {one.pk: [] for one in clusters}
    for one in rows.order_by("complaint__filed_at", "complaint_id"):
        found[one.cluster_id].append(one.complaint)
    return found


def clusters_of(actor: Actor, row: Complaint) -> list[Cluster]:
    """Return the clusters that rest on a complaint, those that stand in front."""
    ids = Clustered.objects.of(actor).filter(complaint=row).values("cluster_id")
    found = cluster_list(actor).filter(pk__in=ids)
    return sorted(found, key=lambda one: one.ended_at is not None)


def rooms_of(actor: Actor, cluster: Cluster) -> list[UUID]:
    """Return the rooms that a cluster is about."""
    if cluster.scope == Cluster.Scope.OPERATOR:
        found = rooms.room_list(actor).filter(operator_id=cluster.operator_id)
        return list(found.values_list("id", flat=True))
    room_id = cluster.room_id or (cluster.offer.room_id if cluster.offer else None)
    return [room_id] if room_id else []


def upheld_by_room(
    actor: Actor, since: datetime, room_ids: Collection[UUID] | None
) -> dict[UUID, float]:
    """Return how many complaints about each room were found right since an instant and stand so.

    What was merged into another counts with that one, once; a reopened one counts when it is
    answered again.

    Law: O117-complaint-score, M-tiering, O117-tiering
    """
    found = Complaint.objects.of(actor).filter(
        outcome__in=RIGHT, answered_at__gte=since, merged_into__isnull=True, room__isnull=False
    )
    found = found.filter(state__in=(states.ANSWERED, states.CLOSED))
    if room_ids is not None:
        found = found.filter(room_id__in=room_ids)
    rows = found.order_by().values("room_id").annotate(number=Count("id"))
    return {one["room_id"]: float(one["number"]) for one in rows}


def tenants_with_clusters_over(at: datetime) -> list[UUID]:
    """Return the tenants in which a cluster is over, or a network was kept long enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM complaints_clusters_over(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def networks_old(actor: Actor, before: datetime) -> TenantQuerySet[Complaint]:
    """Return complaints of which is still kept from which network they came, though too old."""
    return Complaint.objects.of(actor).filter(Q(network_index__isnull=False), filed_at__lt=before)
