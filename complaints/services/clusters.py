"""Complaints that come thick about one thing have its rooms patrolled, for a time, once."""

import hmac
import ipaddress
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Cluster, Clustered
from complaints.rules import clusters as rules
from complaints.selectors import cluster as finding
from complaints.selectors import names
from complaints.selectors.cluster import About
from ledger import services as record
from livecompliance.kernel import clock, crypto, live, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from tiers import selectors as watching
from tiers import services as tiers
from tiers.selectors.words import pair

CLAUSE, CAUSE, TOPIC = "O117-complaint-clusters", "complaint_cluster", "complaint_cluster"
NETWORK = "complaints|network"
WIDE_4, WIDE_6 = 24, 48  # bits: what one hand holds, not only one address of it
SHORTEST, LONGEST = 4, 200
KEPT_DAYS = rules.MOST_DAYS


class ClusterOver(Conflict):
    """The cluster fell away already."""

    code = "cluster_over"


def network_index(tenant_id: UUID, address: str) -> bytes | None:
    """Return a keyed digest of the network an address belongs to: it is known again, not read."""
    try:
        at = ipaddress.ip_address(address)
    except ValueError:
        return None
    wide = ipaddress.ip_network((at, WIDE_4 if at.version == 4 else WIDE_6), strict=False)
    plain = f"{tenant_id}|{wide}".encode()
    return hmac.digest(crypto.keyring().derive(NETWORK), plain, "sha256")


@transaction.atomic
def complaint_weigh(*, actor: Actor, complaint_id: UUID) -> list[Cluster]:
    """Look whether complaints about the same things are many now, or are not any more.

    Returns:
        The clusters that began.

    Law: O117-complaint-clusters, O117-complaints
    """
    product = system_actor(actor.tenant_id)
    with acting(product):
        row = selectors.complaint_get(product, complaint_id)
        found = [_follow(product, about) for about in finding.abouts_of(row)]
    return [one for one in found if one is not None]


def _follow(actor: Actor, about: About) -> Cluster | None:
    """Begin, go on with or end the cluster of one thing; return it if it begins."""
    _lock(actor, about)
    held = selectors.terms_in_force(actor)
    policy = held.body.clusters
    standing = finding.cluster_open(actor, about)
    if standing is not None and standing.until <= clock.now():
        _end(actor, standing, Cluster.End.LAPSED)
        standing = None
    if standing is not None and not _stands(actor, standing, policy.per_network):
        _end(actor, standing, Cluster.End.DISSOLVED)
        standing = None
    since = clock.now() - timedelta(days=policy.span_days)
    least = standing.least if standing else policy.least(about.scope)
    voices = finding.voices(actor, about, since)
    weight = rules.weigh(voices, least, policy.per_network)
    if standing is not None:
        _go_on(actor, standing, voices, policy)
        return None
    if not weight.reaches(least):
        return None
    begun = Cluster(
        tenant_id=actor.tenant_id, scope=about.scope, least=least, terms_version=held.version
    )
    setattr(begun, f"{about.scope}_id", about.pk)
    _keep(begun, weight, policy)
    _rest_on(actor, begun, voices)
    _begin(actor, begun)
    return begun


def _lock(actor: Actor, about: About) -> None:
    with connection.cursor() as cursor:
        name = f"cluster:{actor.tenant_id}:{about.scope}:{about.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _stands(actor: Actor, cluster: Cluster, per_network: int) -> bool:
    """Tell whether what a cluster rests on is still as much as makes one."""
    voices = finding.voices_of(actor, cluster)
    return rules.weigh(voices, cluster.least, per_network).reaches(cluster.least)


def _keep(cluster: Cluster, weight: rules.Weight, policy: rules.Clusters) -> None:
    cluster.thirds, cluster.people = weight.thirds, weight.people
    cluster.anonymous = weight.anonymous
    cluster.until = clock.now() + timedelta(days=policy.watch_days)
    cluster.save()


def _rest_on(actor: Actor, cluster: Cluster, voices: list[rules.Voice]) -> bool:
    """Write down which complaints a cluster rests on; tell whether there are new ones."""
    known = Clustered.objects.of(actor).filter(cluster=cluster)
    before = {str(one) for one in known.values_list("complaint_id", flat=True)}
    fresh = [UUID(one.ref) for one in voices if one.ref not in before]
    Clustered.objects.bulk_create(
        Clustered(tenant_id=actor.tenant_id, cluster=cluster, complaint_id=one) for one in fresh
    )
    return bool(fresh)


def _go_on(
    actor: Actor, cluster: Cluster, voices: list[rules.Voice], policy: rules.Clusters
) -> None:
    """Let a cluster last longer where somebody else complained, too; nobody is told again."""
    if not _rest_on(actor, cluster, voices):
        return
    all_of_it = finding.voices_of(actor, cluster)
    weight = rules.weigh(all_of_it, cluster.least, policy.per_network)
    if weight.thirds > cluster.thirds:
        _keep(cluster, weight, policy)
        _patrol(actor, cluster)


def _patrol(actor: Actor, cluster: Cluster) -> int:
    return tiers.patrol_raise(
        actor=actor,
        room_ids=finding.rooms_of(actor, cluster),
        cause=tiers.Cause(CAUSE, str(cluster.pk), CLAUSE),
        until=cluster.until,
    )


def _begin(actor: Actor, cluster: Cluster) -> None:
    """Raise patrol, tell the officers, and write down what it rests on."""
    rooms = _patrol(actor, cluster)
    _note(actor, cluster, "complaints.cluster_began", {"rooms": rooms})
    office.message_send(
        actor=actor,
        to=list(watching.patrollers(actor)),
        topic=TOPIC,
        context={
            "what": pair(lambda: names.cluster_name(cluster)),
            "people": str(cluster.people),
            "anonymous": str(cluster.anonymous),
            "until": cluster.until.isoformat(),
        },
        about=office.About(TOPIC, str(cluster.pk)),
    )
    live.ring_on_commit(actor.tenant_id, "wall", "all")


@transaction.atomic
def cluster_dismiss(*, actor: Actor, cluster_id: UUID, note: str) -> Cluster:
    """End a cluster for a reason: it was looked into, or somebody made it up. Patrol is as before.

    What it rested on makes no other.

    Raises:
        NotFound; Forbidden: no officer. ClusterOver: it fell away already.
        Invalid: no reason, or one that names somebody.

    Law: O117-complaint-clusters, O117-complaints
    """
    officer = policies.require_handle(actor)
    row = finding.cluster_get(actor, cluster_id, lock=True)
    said = " ".join(note.split())
    if not SHORTEST <= len(said) <= LONGEST or personal.names_somebody(said):
        raise Invalid(_("请用 4 至 200 个字说明理由，不要写证件号、手机号或邮箱。"), field="note")
    if row.ended_at is not None:
        raise ClusterOver(_("这组集中投诉已经结束。"))
    row.note, row.ended_by_id = said, officer
    _end(actor, row, Cluster.End.DISMISSED)
    return row


def _end(actor: Actor, cluster: Cluster, end: str) -> None:
    is_lapsed = end == Cluster.End.LAPSED
    cluster.ended_at, cluster.end = cluster.until if is_lapsed else clock.now(), end
    cluster.save(update_fields=["ended_at", "end", "note", "ended_by"])
    tiers.patrol_end(actor=actor, cause=tiers.Cause(CAUSE, str(cluster.pk), CLAUSE))
    _note(actor, cluster, "complaints.cluster_ended", {"end": end})


@transaction.atomic
def clusters_lapse(*, actor: Actor) -> int:
    """Let clusters fall away whose time is over, forget networks that are not counted any more.

    Raises:
        Forbidden: only officers and the product itself may.

    Law: O117-complaint-clusters
    """
    policies.require_sweep(actor)
    over = finding.clusters_over(actor)
    for one in over:
        _end(actor, one, Cluster.End.LAPSED)
    before = clock.now() - timedelta(days=KEPT_DAYS)
    finding.networks_old(actor, before).update(network_index=None)
    return len(over)


def _note(actor: Actor, cluster: Cluster, action: str, data: dict[str, object]) -> None:
    counted = finding.counted_in(actor, [cluster])[cluster.pk]
    record.entry_append(
        actor=actor,
        action=action,
        subject=("complaint_cluster", cluster.pk),
        clause=CLAUSE,
        after={"complaints": [str(one.pk) for one in counted]},
        data=data
        | {
            "scope": cluster.scope,
            "about": str(cluster.about_id),
            "people": cluster.people,
            "anonymous": cluster.anonymous,
            "complaints": len(counted),
            "until": cluster.until.isoformat(),
        },
    )
