"""The gate asks: is every technology that the broadcast declares assessed and approved?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from filings.models import Technology
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words

NAME = "filings.technologies"
VIRTUAL = "virtual_image"
CLAUSE = "M-virtual-image"
UNASSESSED, EARLY, RETIRED = "technology_unassessed", "technology_early", "technology_retired"
USED = (Technology.State.APPROVED, Technology.State.LIVE)
LOOK = """
SELECT 'technology', json_build_array(t.slug, t.kind, t.state, t.live_on)::text
  FROM filings_technology t
 WHERE t.tenant_id = %(tenant)s AND (t.slug = ANY(%(technology_slugs)s)
    OR (%(technology_image)s AND t.kind = 'virtual_image' AND t.state IN ('approved', 'live')))
"""


class Known(NamedTuple):
    """A technology, as far as the gate asks."""

    slug: str
    kind: str
    state: str
    live_on: date | None


WORDS = {
    UNASSESSED: Words(
        _("申报使用的“%(technology)s”没有通过安全评估并获批准。"),
        _("请在“许可与备案 · 新技术”中登记并完成评估，由另一人批准后再开播。"),
    ),
    EARLY: Words(
        _("“%(technology)s”自 %(live_on)s 起才可以使用。"),
        _("请在上线日期之后开播，或不使用该技术。"),
    ),
    RETIRED: Words(
        _("“%(technology)s”已停用。"),
        _("请改用已批准的技术，或重新登记并评估。"),
    ),
}


def check(actor: Actor, asked: Asked) -> Iterable[Reason]:
    """Return why declared technologies may not be used; asks nothing where none is declared.

    A virtual image needs an approved technology of that kind: one of those declared, else any
    that the platform has.

    Law: M-virtual-image
    """
    declared = list(dict.fromkeys(asked.technologies))
    if not declared and not asked.is_virtual_image:
        return []
    rows = gate.seen(actor, asked, NAME).get("technology", [])
    found = {row[0]: Known(row[0], row[1], row[2], date.fromisoformat(row[3]) if row[3] else None)
             for row in rows}  # fmt: skip
    reasons = [reason for slug in declared for reason in _of(slug, found.get(slug), asked)]
    if asked.is_virtual_image and not _has_image(declared, found, asked):
        reasons.append(Reason(UNASSESSED, CLAUSE, data={"technology": VIRTUAL}))
    return reasons


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    if not asked.technologies and not asked.is_virtual_image:
        return None
    return {
        "tenant": actor.tenant_id,
        "technology_slugs": list(asked.technologies),
        "technology_image": asked.is_virtual_image,
    }


def _of(slug: str, one: Known | None, asked: Asked) -> list[Reason]:
    if one is not None and one.state in USED:
        if _has_begun(one, asked):
            return []
        return [Reason(EARLY, CLAUSE, data={"technology": slug, "live_on": f"{one.live_on}"})]
    is_retired = one is not None and one.state == Technology.State.RETIRED
    return [Reason(RETIRED if is_retired else UNASSESSED, CLAUSE, data={"technology": slug})]


def _has_image(declared: list[str], found: dict[str, Known], asked: Asked) -> bool:
    """Tell whether a virtual image stands behind the broadcast; declared ones speak for it.

    One that is declared and may not be used was answered for already.
    """
    named = [found[slug] for slug in declared if slug in found and found[slug].kind == VIRTUAL]
    if named:
        return True
    return any(
        one.kind == VIRTUAL and one.state in USED and _has_begun(one, asked)
        for one in found.values()
    )


def _has_begun(one: Known, asked: Asked) -> bool:
    return one.live_on is not None and one.live_on <= clock.to_date(asked.at)


gate.look_register(NAME, gate.Look(LOOK, _given))
gate.register(NAME, check, WORDS)
