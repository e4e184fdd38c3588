"""What the studio adds to a tenant's packs: the newest release, asked for at every batch."""

from functools import cache

from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.engine.source import PackSource
from moderation.engine.store import Part
from studio.models import Release
from studio.selectors import release


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return what is in force of the tenant's: one question of the index, the rest only when new.

    Rules are compiled at once; packs of terms were compiled when they were measured.
    """
    newest = Release.objects.of(actor).order_by("-number").values_list("pk", "digest").first()
    if newest is None:
        return None
    pk, digest = newest

    @cache
    def row() -> Release:
        return Release.objects.of(actor).get(pk=pk)

    def packs() -> list[PackSource]:
        return [release.pack_of(row().rules, row().number)]

    def parts() -> list[Part]:
        return release.parts_of(actor, row().packs)

    return moderation.OwnPacks(digest, packs, parts)


moderation.own_packs_register(own_packs, is_tried=True)
