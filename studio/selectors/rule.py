"""Which rules there are, in which versions, who waits for a second person, what they caught."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from studio import policies
from studio.models import Rule, Shadow, Version
from studio.selectors.release import name_of


@dataclass
class Row:
    """A rule as the list shows it: what runs, what is being written, what waits."""

    rule: Rule
    versions: list[Version] = field(default_factory=list)

    def of(self, *states: str) -> Version | None:
        """Return the newest version in one of some states."""
        return next((one for one in self.versions if one.state in states), None)

    @property
    def top(self) -> Version:
        """The version that says most about the rule: what is in force, else what is newest."""
        return self.of("live") or self.of("partial") or self.of("shadow") or self.versions[0]

    @property
    def newer(self) -> Version | None:
        """A version on its way, beside the one that is shown."""
        open_ = ("draft", "shadow", "partial")
        return next((v for v in self.versions if v.state in open_ and v.pk != self.top.pk), None)


def rule_rows(actor: Actor) -> list[Row]:
    """Return the rules with their versions, the newest first; those only discarded are left out."""
    policies.require_see(actor)
    found = Version.objects.of(actor).exclude(state=Version.State.DISCARDED)
    rows: dict[UUID, Row] = {}
    listed = found.select_related("rule", "author", "approver", "asked_by")
    for one in listed.order_by("-rule_id", "-number"):
        rows.setdefault(one.rule_id, Row(one.rule)).versions.append(one)
    return list(rows.values())


def rule_get(actor: Actor, rule_id: UUID, *, lock: bool = False) -> Rule:
    """Return one rule.

    Raises:
        NotFound: no such rule for this actor.
    """
    rows = Rule.objects.of(actor)
    row = (rows.select_for_update() if lock else rows).filter(pk=rule_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这条规则。"))
    return row


def version_get(actor: Actor, version_id: UUID, *, lock: bool = False) -> Version:
    """Return one version with its rule.

    Raises:
        NotFound: no such version for this actor.
    """
    rows = Version.objects.of(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    listed = rows.select_related("rule", "author", "approver", "asked_by", "copied_from")
    row = listed.filter(pk=version_id).first()
    if row is None or not policies.can_see(actor):
        raise NotFound(_("没有这一版规则。"))
    return row


def version_list(actor: Actor, rule_id: UUID) -> TenantQuerySet[Version]:
    """Return the versions of a rule, the newest first."""
    policies.require_see(actor)
    found = Version.objects.of(actor).filter(rule_id=rule_id)
    return found.select_related("rule", "author", "approver", "asked_by").order_by("-number")


def asked_list(actor: Actor) -> TenantQuerySet[Version]:
    """Return the versions that wait for a second person, the longest first."""
    policies.require_see(actor)
    found = Version.objects.of(actor).filter(asked_share__isnull=False)
    return found.select_related("rule", "author", "asked_by").order_by("changed_at")


def counts_of(actor: Actor, versions: Iterable[Version]) -> dict[UUID, tuple[int, int]]:
    """Return of versions how many findings they made, and how many they would have made."""
    listed = list(versions)
    named = {name_of(one): one.pk for one in listed}
    hits = moderation.findings_by_rule(actor, list(named))
    shadows = Counter(
        dict(
            Shadow.objects.of(actor)
            .filter(version_id__in=named.values())
            .values_list("version_id")
            .annotate(n=Count("id"))
        )
    )
    return {pk: (hits.get(name, 0), shadows[pk]) for name, pk in named.items()}
