"""Which packs of terms there are, in which versions, and what a version holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from moderation.engine.fold import fold
from studio import policies
from studio.models import Hits, Issue, Pack, Shadow, Term

LATELY, OWN = timedelta(days=30), "F-TENANT"
COLUMNS = (
    "term", "family", "severity", "clause", "weight", "source", "added_by", "added_at",
    "since_version", "hits_30d",
)  # fmt: skip


@dataclass
class Held:
    """A pack as the list shows it."""

    pack: Pack
    issues: list[Issue] = field(default_factory=list)

    def of(self, *states: str) -> Issue | None:
        """Return the newest version in one of some states."""
        return next((one for one in self.issues if one.state in states), None)

    @property
    def top(self) -> Issue:
        """The version in force, else the newest."""
        return self.of("live") or self.issues[0]

    @property
    def draft(self) -> Issue | None:
        return self.of("draft")


def pack_rows(actor: Actor) -> list[Held]:
    """Return the packs with their versions, the newest first; those only discarded are left out."""
    policies.require_see(actor)
    rows: dict[UUID, Held] = {}
    found = Issue.objects.of(actor).exclude(state=Issue.State.DISCARDED)
    listed = found.select_related("pack", "author", "approver", "asked_by")
    for one in listed.order_by("-pack_id", "-number"):
        rows.setdefault(one.pack_id, Held(one.pack)).issues.append(one)
    return list(rows.values())


def pack_get(actor: Actor, pack_id: UUID) -> Pack:
    """Return one pack.

    Raises:
        NotFound: no such pack for this actor.
    """
    row = Pack.objects.of(actor).filter(pk=pack_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这个词表。"))
    return row


def issue_get(actor: Actor, issue_id: UUID, *, lock: bool = False) -> Issue:
    """Return one version of a pack, with the pack.

    Raises:
        NotFound: no such version for this actor.
    """
    rows = Issue.objects.of(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    listed = rows.select_related("pack", "author", "approver", "asked_by", "copied_from")
    row = listed.filter(pk=issue_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版词表。"))
    return row


def issue_list(actor: Actor, pack_id: UUID) -> TenantQuerySet[Issue]:
    """Return the versions of a pack, the newest first."""
    policies.require_see(actor)
    found = Issue.objects.of(actor).filter(pack_id=pack_id)
    return found.select_related("pack", "author", "approver", "asked_by").order_by("-number")


def issues_asked(actor: Actor) -> TenantQuerySet[Issue]:
    """Return the versions of packs that wait for a second person, the longest first."""
    policies.require_see(actor)
    found = Issue.objects.of(actor).filter(asked_by__isnull=False)
    return found.select_related("pack", "author", "asked_by").order_by("changed_at")


def term_list(actor: Actor, issue: Issue, wanted: str = "") -> TenantQuerySet[Term]:
    """Return the terms that a version holds, the newest first; those that begin with some words."""
    policies.require_see(actor)
    number = issue.number
    held = Q(until__isnull=True) | Q(until__gt=number)
    found = Term.objects.of(actor).filter(held, pack_id=issue.pack_id, since__lte=number)
    if wanted:
        key = fold(wanted)
        found = found.filter(key__startswith=key) if key else found.none()
    return found.select_related("added_by").order_by("-id")


def term_get(actor: Actor, term_id: UUID) -> Term:
    """Return one term with its pack.

    Raises:
        NotFound: no such term for this actor.
    """
    row = Term.objects.of(actor).select_related("pack").filter(pk=term_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这个词。"))
    return row


def changes_of(actor: Actor, issue: Issue) -> tuple[int, int]:
    """Return how many terms came with a version, and how many went."""
    mine = Term.objects.of(actor).filter(pack_id=issue.pack_id)
    return mine.filter(since=issue.number).count(), mine.filter(until=issue.number).count()


def is_hand_in(actor: Actor, issue: Issue) -> bool:
    """Tell whether the actor had a hand in what a version holds: then he does not approve it."""
    if issue.author_id == actor.user_id:
        return True
    mine = Term.objects.of(actor).filter(pack_id=issue.pack_id)
    added = Q(since=issue.number, added_by=actor.user_id, added_at__gte=issue.created_at)
    return mine.filter(added | Q(until=issue.number, removed_by=actor.user_id)).exists()


def rule_of(term: Term) -> str:
    """Return what findings call a term; terms that excuse are of the tenant's own family."""
    return f"{term.family or OWN}/{term.text}"[:120]


def hits_of(
    actor: Actor, terms: Sequence[Term], issue: Issue | None = None
) -> dict[UUID, tuple[int, int]]:
    """Return of terms how often they did something in thirty days, and how often dismissed.

    Args:
        issue: of a version in shadow, how often they would have.
    """
    names = {rule_of(one): one.pk for one in terms}
    since = clock.today() - LATELY
    rows = Hits.objects.of(actor).filter(
        pack__in={one.pack_id for one in terms}, rule__in=list(names), day__gte=since, issue=issue
    )
    if issue is not None:
        would = dict(rows.values_list("rule").annotate(n=Sum("number")))
        return {pk: (would.get(name, 0), 0) for name, pk in names.items()}
    found = dict(rows.values_list("rule").annotate(n=Sum("number")))
    dismissed = moderation.dismissed_by_rule(actor, list(names), clock.now() - LATELY)
    return {pk: (found.get(name, 0), dismissed.get(name, 0)) for name, pk in names.items()}


def pack_hits(actor: Actor, packs: Collection[UUID]) -> dict[UUID, int]:
    """Return how often terms of packs were found in thirty days."""
    since = clock.today() - LATELY
    rows = Hits.objects.of(actor).filter(pack__in=list(packs), day__gte=since, issue=None)
    return dict(rows.values_list("pack").annotate(n=Sum("number")))


def shadows_of(actor: Actor, issue: Issue) -> TenantQuerySet[Shadow]:
    """Return what a version of a list would have done in shadow, the newest first."""
    policies.require_see(actor)
    found = Shadow.objects.of(actor).filter(issue=issue)
    return found.select_related("session__room").order_by("-id")


def batch_count(actor: Actor, batch: UUID) -> int:
    """Return how many terms an import brought that are still there."""
    return Term.objects.of(actor).filter(batch=batch, until__isnull=True).count()


def export_page(
    actor: Actor, issue: Issue, after: str, most: int
) -> list[tuple[str, dict[str, Any]]]:
    """Return what a version holds beyond a key, as rows of a table with where each comes from."""
    found = term_list(actor, issue).order_by("key").filter(key__gt=after)[:most]
    rows = Hits.objects.of(actor).filter(
        pack=issue.pack_id,
        rule__in=[rule_of(one) for one in found],
        day__gte=clock.today() - LATELY,
        issue=None,
    )
    hits = dict(rows.values_list("rule").annotate(n=Sum("number")))
    return [(one.key, _told(one, hits.get(rule_of(one), 0))) for one in found]


def _told(one: Term, hits: int) -> dict[str, Any]:
    return {
        "term": one.text,
        "family": one.family,
        "severity": one.severity,
        "clause": one.clause,
        "weight": "" if one.weight is None else one.weight,
        "source": one.source,
        "added_by": str(one.added_by),
        "added_at": one.added_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "since_version": one.since,
        "hits_30d": hits,
    }
