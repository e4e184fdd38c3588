"""What of the studio is in force, as the engine takes it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.engine.source import PackSource
from moderation.engine.store import Part
from studio import policies
from studio.models import Issue, Release, Version
from studio.rules.body import Body
from studio.selectors import lexicon


class Running(NamedTuple):
    """A version in force somewhere, or in shadow, and in which hundredths of the sessions."""

    version: Version
    share: tuple[int, int]

    @property
    def name(self) -> str:
        """What findings call the version."""
        return name_of(self.version)


def name_of(version: Version) -> str:
    """Return what findings call a version; its rule is at hand."""
    return f"{version.rule.code}@{version.number}"


def running(actor: Actor) -> list[Running]:
    """Return every version that runs, each with its share.

    While a newer version has some of the sessions, the live one has the others.
    """
    found = Version.objects.of(actor).filter(state__in=Version.RUNNING)
    rows = list(found.select_related("rule").order_by("rule_id", "number"))
    taken = {one.rule_id: one.share for one in rows if one.state == Version.State.PARTIAL}
    return [Running(one, _share(one, taken.get(one.rule_id, 0))) for one in rows]


def _share(version: Version, taken: int) -> tuple[int, int]:
    if version.state == Version.State.SHADOW:
        return 0, 0
    if version.state == Version.State.PARTIAL:
        return 0, version.share
    return taken, 100


def sources(found: Iterable[Running]) -> list[dict[str, Any]]:
    """Return versions as a release keeps them."""
    return [{"name": one.name, "share": list(one.share), "body": one.version.body} for one in found]


def pack_of(rules: Iterable[dict[str, Any]], number: int = 1) -> PackSource:
    """Return rules, as a release keeps them, as a pack."""
    made = [
        Body.of(one["body"]).source(one["name"], (one["share"][0], one["share"][1]))
        for one in rules
    ]
    return PackSource(pack="studio", version=number, rules=made)


def issues_running(actor: Actor, *states: str) -> TenantQuerySet[Issue]:
    """Return the versions of lists of terms that are in some states, with their lists."""
    found = Issue.objects.of(actor).filter(state__in=states).select_related("pack")
    return found.order_by("pack_id", "number")


def packs_running(actor: Actor) -> list[dict[str, Any]]:
    """Return the packs of terms in force, and those in shadow, as a release keeps them."""
    return [
        {
            "name": lexicon.name_of(one),
            "issue": str(one.pk),
            "digest": one.digest,
            "size": one.size,
        }
        | ({"shadow": True} if one.state == Issue.State.SHADOW else {})
        for one in issues_running(actor, *Issue.RUNNING)
    ]


def parts_of(actor: Actor, kept: Sequence[dict[str, Any]]) -> list[Part]:
    """Return packs of terms, as a release keeps them, as the engine asks for them."""
    return [lexicon.part_of(actor, one) for one in kept]


def release_newest(actor: Actor) -> Release | None:
    """Return what is in force; None where the studio was never used."""
    return Release.objects.of(actor).order_by("-number").first()


def families(actor: Actor) -> frozenset[str]:
    """Return the families that a rule or a term of this tenant may name."""
    policies.require_see(actor)
    return frozenset(moderation.base_families())
