"""Note which base pack this installation has, so that the past can be asked."""

from datetime import timedelta

import msgspec
from django.db import connection, transaction

from catalog import selectors
from catalog.models import Release
from catalog.rules import moments
from catalog.rules.pack import Pack, base, digest
from livecompliance.kernel import clock


@transaction.atomic
def release_note() -> Release:
    """Note the product's base pack once it is another than the last; it holds seconds later.

    A program that is older than what was noted (it still runs beside the new one) notes nothing.
    The first one holds from when it is noted: of before, the entries' own days tell.

    Law: M-rules-and-catalogue
    """
    latest = selectors.release_latest()
    if latest is not None and not _is_news(latest, base()):
        return latest
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalog_release', 0))")
    latest = selectors.release_latest()
    if latest is not None and not _is_news(latest, base()):
        return latest
    now = clock.now()
    row = Release.objects.create(
        number=latest.number + 1 if latest else 1,
        digest=digest(),
        released_on=base().version,
        body=msgspec.to_builtins(base()),
        noted_at=now,
        effective_at=now + (moments.LEAD if latest else timedelta(0)),
    )
    selectors.releases_forget()
    transaction.on_commit(selectors.releases_forget)
    return row


def _is_news(latest: Release, pack: Pack) -> bool:
    return latest.digest != digest() and latest.released_on <= pack.version
