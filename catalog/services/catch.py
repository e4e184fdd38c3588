"""What a draft would catch of what is sold today: a job, however much is sold."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies, selectors
from catalog.rules.judge import Judged
from catalog.selectors import catch, words
from catalog.selectors.catch import Caught, Seen
from catalog.services.edition import draft_lock
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import Job
from office.services.piecewise import Piecewise
from office.services.progress import Progress

KIND, KEEP = "catalog_catch", timedelta(days=30)
EMPTY: dict[str, Any] = {"after": "", "looked": 0, "moves": [], "file": "", "parts": 0}
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
    """Judge page by page, from the place that was kept on; anew where what holds is another by now.

    Raises:
        NotFound: the draft is gone. DraftStale: it says something else than when this was ordered.
    """
    actor = progress.actor
    state = _begun(progress, arguments)
    if not state["after"]:
        with transaction.atomic():
            progress.total(catch.product_count(actor))
    name = f"{_('草稿会拦下什么')}-{clock.today():%Y%m%d}.csv"
    table = Piecewise(actor, state, name=name, purpose=KIND, columns=COLUMNS)
    while seen := _step(actor, arguments, state):
        table.write(told(one) for one in seen.caught)
        progress.step(seen.looked)
        progress.checkpoint(state)
    return {
        "file": table.finish(KEEP),
        "draft": arguments["draft"],
        "revision": arguments["revision"],
        "looked": state["looked"],
        "caught": sum(number for _, _, number in state["moves"]),
        "moves": [{"before": old, "after": new, "number": n} for old, new, n in state["moves"]],
    }


def _begun(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the place that was kept, unless another catalogue holds than when it was."""
    with transaction.atomic():
        held = selectors.catalogue_at(progress.actor).version
    if progress.kept and progress.kept["held"] != held:
        discard(progress.actor, progress.kept)
        progress.restart()
    return {**EMPTY, "held": held, **progress.kept}


def _step(actor: Actor, arguments: Mapping[str, Any], state: dict[str, Any]) -> Seen | None:
    """Judge the next few by both catalogues, and count; None once nothing is left."""
    after = UUID(state["after"]) if state["after"] else None
    with transaction.atomic():
        row = draft_lock(actor, UUID(arguments["draft"]), arguments["revision"])
        page = next(catch.product_pages(actor, after), [])
        now, then = selectors.catalogue_at(actor), selectors.catalogue_drafted(actor, row)
    if not page:
        return None
    asked = [catch.asked_of(one) for one in page]
    seen = catch.caught(now, then, [one.external_id for one in page], asked)
    counts = Counter({(old, new): number for old, new, number in state["moves"]}) + seen.moves
    state["moves"] = [[old, new, number] for (old, new), number in counts.items()]
    state["looked"] += seen.looked
    state["after"] = str(page[-1].pk)
    return seen


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what a trial that was stopped has written."""
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


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


office.job_kind(KIND, run, label=gettext_lazy("负面目录草稿试算"), allow=allow, discard=discard)
office.file_purpose(KIND, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
