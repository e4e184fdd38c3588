"""What a draft would catch of what is sold today: a job, however much is sold."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies, selectors
from catalog.models import Draft
from catalog.rules.judge import Judged
from catalog.selectors import catch, words
from catalog.selectors.catch import Caught
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import Job
from office.services import tables
from office.services.file import place_of
from office.services.progress import Progress

KIND, KEEP = "catalog_catch", timedelta(days=30)
COLUMNS = ("number", "title", "now", "then", "entries", "words")


@transaction.atomic
def catch_start(*, actor: Actor, draft_id: UUID) -> Job:
    """Order that everything that is sold is judged by a draft, beside what holds now.

    The job ends with a table of every product whose verdict would be another.

    Raises:
        Forbidden: only officers try drafts. NotFound: no such draft.

    Law: M-rules-and-catalogue
    """
    policies.require_write_editions(actor)
    row = selectors.draft_get(actor, draft_id)
    given = {"draft": str(row.pk), "revision": row.revision}
    return office.job_start(actor=actor, kind=KIND, arguments=given)


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Judge page by page; killed, it begins anew. A draft that is gone catches nothing."""
    progress.restart()
    actor = progress.actor
    with transaction.atomic():
        row = selectors.draft_get(actor, UUID(arguments["draft"]))
        progress_total = catch.product_count(actor)
    progress.total(progress_total)
    moves: Counter[tuple[str, str]] = Counter()
    name = f"{_('草稿会拦下什么')}-{clock.today():%Y%m%d}.csv"
    file = office.file_begin(actor=actor, name=name, kind="text/csv", purpose=KIND)
    pieces = tables.write_rows(_rows(progress, row, moves), "csv", COLUMNS)
    parts = place_of(file).write_all(pieces)
    office.file_finish(actor=actor, file=file, parts=parts, expires_at=clock.now() + KEEP)
    counted = [{"before": old, "after": new, "number": n} for (old, new), n in moves.items()]
    return {
        "file": str(file.pk),
        "draft": str(row.pk),
        "revision": row.revision,
        "looked": progress_total,
        "caught": sum(moves.values()),
        "moves": counted,
    }


def _rows(
    progress: Progress, row: Draft, moves: Counter[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    actor, after = progress.actor, None
    while True:
        with transaction.atomic():
            page = next(catch.product_pages(actor, after), [])
            now, then = selectors.catalogue_at(actor), selectors.catalogue_drafted(actor, row)
        if not page:
            return
        after = page[-1].pk
        asked = [catch.asked_of(one) for one in page]
        seen = catch.caught(now, then, [one.external_id for one in page], asked)
        moves.update(seen.moves)
        yield from (told(one) for one in seen.caught)
        progress.step(len(page))


def told(one: Caught) -> dict[str, Any]:
    """Return a product whose verdict would be another, as a row of the table."""
    return {
        "number": one.number,
        "title": one.title,
        "now": str(words.VERDICTS[one.before.verdict]),
        "then": str(words.VERDICTS[one.after.verdict]),
        "entries": "、".join(_named(one.after)),
        "words": "、".join(word for ground in one.after.grounds for word in ground.words),
    }


def _named(judged: Judged) -> list[str]:
    return [ground.entry.name("en" if words.is_english() else "zh") for ground in judged.grounds]


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever sees the catalogue try a draft of it."""
    policies.require_see_editions(actor)
    selectors.draft_get(actor, UUID(arguments["draft"]))


office.job_kind(KIND, run, label=gettext_lazy("负面目录草稿试算"), allow=allow)
office.file_purpose(KIND, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
