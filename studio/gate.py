"""What the studio adds to a tenant's packs: the newest release, asked for at every batch."""

from functools import cache
from uuid import UUID

from django.db import connection

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import require
from moderation import services as moderation
from moderation.engine.source import PackSource
from moderation.engine.store import Part
from studio.models import Release
from studio.selectors import release

NEWEST = """
SELECT id, digest FROM studio_release WHERE tenant_id = %s ORDER BY number DESC LIMIT 1
"""


def _newest(actor: Actor) -> tuple[UUID, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [require(actor).tenant_id])
        found: tuple[UUID, str] | None = cursor.fetchone()
        return found


def own_packs(actor: Actor) -> moderation.OwnPacks | None:
    """Return what is in force of the tenant's: one question of the index, the rest only when new.

    Rules are compiled at once; packs of terms were compiled when they were measured.
    """
    newest = _newest(actor)
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
