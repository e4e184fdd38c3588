"""What the studio adds to a tenant's packs: the newest release, asked for at every batch."""

from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.engine.source import PackSource
from studio.models import Release
from studio.selectors import release


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return the tenant's rules in force: one question of the index, the rules only when new."""
    newest = Release.objects.of(actor).order_by("-number").values_list("pk", "digest").first()
    if newest is None:
        return None
    pk, digest = newest

    def packs() -> list[PackSource]:
        row = Release.objects.of(actor).get(pk=pk)
        return [release.pack_of(row.rules, row.number)]

    return moderation.OwnPacks(digest, packs)


moderation.own_packs_register(own_packs)
