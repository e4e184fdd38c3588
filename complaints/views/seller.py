"""What an officer does with a seller: ask, look at the answer, send it back, excuse."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from complaints import selectors, services
from complaints.models import Complaint, Referral
from complaints.selectors import words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from moderation.models import Dismissal, Finding

TONES = {"waiting": "watch", "answered": "act", "accepted": "ok"}


class Fault(NamedTuple):
    """A delay, or a refusal without reason: its finding, and what excused it."""

    what: str
    finding: Finding
    excuse: Dismissal | None


def refer(actor: Actor, pk: UUID, given: QueryDict) -> object:
    ask = services.Ask(
        given.get("text", ""), given.get("to", "operator"), given.get("shows_order") == "on"
    )
    return services.referral_make(actor=actor, complaint_id=pk, ask=ask)


def relay(actor: Actor, pk: UUID, given: QueryDict, at: datetime | None) -> object:
    said = services.Said(
        given.get("answer", ""), given.get("text", ""), given.get("channel", "web"), at
    )
    return services.referral_answer(actor=actor, referral_id=_newest(actor, pk).pk, said=said)


def accept(actor: Actor, pk: UUID, given: QueryDict) -> object:
    return services.referral_accept(
        actor=actor, referral_id=_newest(actor, pk).pk, tells=given.get("tells") == "on"
    )


def send_back(actor: Actor, pk: UUID, given: QueryDict) -> object:
    return services.referral_return(
        actor=actor,
        referral_id=_newest(actor, pk).pk,
        text=given.get("text", ""),
        is_unjustified=given.get("is_unjustified") == "on",
    )


def excuse(actor: Actor, pk: UUID, given: QueryDict) -> object:
    """Excuse what was chosen among the faults of all rounds."""
    round_id, _colon, what = given.get("fault", "").partition(":")
    rows = selectors.referrals_of(actor, selectors.complaint_get(actor, pk))
    one = next((each for each in rows if str(each.pk) == round_id), None)
    if one is None:
        raise Invalid(_("请选择要认定的迟延或者拒绝。"), field="fault")
    return services.referral_excuse(
        actor=actor, referral_id=one.pk, what=what, reason=given.get("text", "")
    )


def _newest(actor: Actor, pk: UUID) -> Referral:
    rows = selectors.referrals_of(actor, selectors.complaint_get(actor, pk))
    if not rows:
        raise Invalid(_("这件投诉没有转交过。"))
    return rows[0]


def able(row: Complaint, rows: list[Referral], told: list[dict[str, Any]]) -> set[str]:
    """Return what of all this may be done now."""
    newest = rows[0].state if rows else ""
    found = set()
    if newest in ("", "accepted", "returned", "ended"):
        found.add("refer")
    if newest == "waiting":
        found.add("relay")
    if newest == "answered":
        found |= {"accept", "send_back"}
    if any(fault.excuse is None for one in told for fault in one["faults"]):
        found.add("excuse")
    return found


def rounds_of(actor: Actor, rows: list[Referral], *, reads: bool) -> list[dict[str, Any]]:
    """Return every round as the page shows it: asked, answered, found."""
    excuses = selectors.excuses_of(actor, rows)
    return [
        {
            "row": one,
            "who": _called(one),
            "state": words.REFERRALS[one.state],
            "tone": TONES.get(one.state, ""),
            "outcome": words.ANSWERS.get(one.outcome, ""),
            "channel": words.CHANNELS.get(one.channel, ""),
            "words": selectors.referral_words(actor, one) if reads else None,
            "faults": [
                Fault(what, found, excuses.get(found.pk))
                for what, found in (("late", one.late), ("refused", one.refused))
                if found is not None
            ],
        }
        for one in rows
    ]


def _called(one: Referral) -> str:
    if one.party is not None:
        return one.party.public_name
    return one.supplier.title if one.supplier is not None else ""


def chances(row: Complaint) -> list[tuple[str, str]]:
    """Return whom the complaint may be passed on to."""
    found = []
    if row.respondent is not None:
        name = row.respondent.public_name
        found.append(("operator", _("运营者：%(name)s") % {"name": name}))
    if row.offer is not None and row.offer.seller is not None:
        found.append(("seller", _("商家：%(name)s") % {"name": row.offer.seller.title}))
    return found
