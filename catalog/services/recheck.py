"""Goods are judged again when the catalogue is another: a job, a few hundred at a time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from catalog import policies
from catalog.models import Product, ProductVerdict
from catalog.selectors.product import good_of
from catalog.services.product import CONTENT, judged_by, verdicts_add
from catalog.services.standard import standard_now
from ledger import services as record
from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import Job
from office.services.progress import Progress

KIND, STEP = "goods_recheck", 500


@transaction.atomic
def products_recheck(*, actor: Actor) -> Job:
    """Order that every product is judged by the catalogue of now.

    What an officer decided stands where the new catalogue says the same of the product; else the
    product waits for a second look.

    Raises:
        Forbidden: the actor may not hand goods in.

    Law: M-rules-and-catalogue
    """
    policies.require_submit(actor)
    label = standard_now(actor).label
    return office.job_start(actor=actor, kind=KIND, arguments={"catalogue": label})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may hand goods in have them judged again."""
    policies.require_submit(actor)


def judge_again(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Judge what was judged by another catalogue, from the place that was kept on."""
    actor = progress.actor
    after = UUID(progress.kept.get("after", str(UUID(int=0))))
    counts: dict[str, int] = {"judged": 0, "changed": 0} | progress.kept.get("counts", {})
    while True:
        with transaction.atomic():
            rows = _step(actor, after)
            if not rows:
                return counts
            counts["judged"] += len(rows)
            counts["changed"] += sum(before != row.standing for row, before in rows)
            after = rows[-1][0].pk
        progress.step(len(rows))
        progress.checkpoint({"after": str(after), "counts": counts})


def _step(actor: Actor, after: UUID) -> list[tuple[Product, str]]:
    """Judge the next few; return them with where they stood before."""
    standard = standard_now(actor)
    found = Product.objects.of(actor).filter(pk__gt=after).exclude(catalogue=standard.label)
    rows = list(found.select_for_update().order_by("pk")[:STEP])
    opinions = standard.judge([good_of(row) for row in rows])
    before = [_copy(row) for row in rows]
    for row, old, opinion in zip(rows, before, opinions, strict=True):
        judged_by(row, opinion, standard.label, old)
    if rows:
        rows_by_number = sorted(rows, key=lambda row: row.external_id)
        Product.objects.bulk_create(
            rows_by_number,
            update_conflicts=True,
            unique_fields=["tenant", "external_id"],
            update_fields=CONTENT,
        )
        verdicts_add(actor, rows, ProductVerdict.Cause.CATALOGUE)
    judged = [(row, old.standing) for row, old in zip(rows, before, strict=True)]
    _tell(actor, standard.label, [one for one in judged if one[0].standing != one[1]])
    return judged


def _tell(actor: Actor, label: str, moved: list[tuple[Product, str]]) -> None:
    """Tell the platform of goods that stand elsewhere, whether a room offers them or none."""
    if not moved:
        return
    record.message_add(
        actor=actor,
        topic="products.standings_changed",
        subject_ref=actor.tenant_id,
        payload={
            "catalogue": label,
            "goods": [
                {
                    "external_id": row.external_id,
                    "before": before,
                    "standing": str(row.standing),
                    "entries": [str(one["entry"]) for one in row.grounds],
                }
                for row, before in moved
            ],
        },
    )


def _copy(row: Product) -> Product:
    return Product(
        digest=row.digest,
        verdict=row.verdict,
        standing=row.standing,
        grounds=row.grounds,
        nearest=row.nearest,
    )


office.job_kind(KIND, judge_again, label=gettext_lazy("按新目录重判商品"), allow=allow)
