"""A report to an authority is drafted: by an act, or by hand; once of the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from oversight import policies, selectors
from oversight.models import Dispatch
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.selectors.dispatch import KEY, SUBJECT
from oversight.services import noting
from parties import services as parties

WITHIN_D, WITHIN_SETTING = 3, "report_within_d"  # "promptly": the law gives no number
TWO_SETTING = "report_two"
SENT = "dispatch.sent"
CLOCK = "dispatch_due"
LONGEST_TITLE, LONGEST_TEXT = 120, 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be told, to which body.

    Args:
        key: what it is drafted from; the same key is the same report.
        facts: names nobody.
        to: the body and level; None: as the matter's route says.
        is_timed: whether the platform's own term runs; False where another clock does already.
    """

    key: str
    origin: str
    matter: str
    title: str
    ref: UUID | None = None
    to: routing.To | None = None
    kind: str = rules.REPORT
    clause: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    party_id: UUID | None = None
    package_id: UUID | None = None
    corrects: Dispatch | None = None
    is_timed: bool = True


@transaction.atomic
def dispatch_draft(*, actor: Actor, draft: Draft) -> list[Dispatch]:
    """Draft a report by hand: one for each authority that the matter goes to.

    Raises:
        Forbidden: neither an officer nor a program of the platform.
        Invalid: no such matter or body, no title, nothing said, or it holds somebody's number.
        NotFound: no such party.

    Law: M-content-patrol, O117-truthful-data
    """
    policies.require_draft(actor)
    return drafted(actor, checked(draft))


def checked(draft: Draft) -> Draft:
    """Return what somebody wrote, as it is kept.

    Raises:
        Invalid: see `dispatch_draft`.
    """
    title, text = " ".join(draft.title.split()), draft.text.strip()
    if draft.matter not in routing.routes():
        raise Invalid(_("请选择报告的事项。"), field="matter")
    if not 2 <= len(title) <= LONGEST_TITLE:
        raise Invalid(_("请用 2–120 个字写明标题。"), field="title")
    if not 10 <= len(text) <= LONGEST_TEXT:
        raise Invalid(_("请用 10–8000 个字写明报告内容。"), field="text")
    if personal.names_somebody(title) or personal.names_somebody(text):
        raise Invalid(_("报告不要写手机号、证件号、银行卡号或邮箱。"), field="text")
    if not 0 < len(draft.key) <= 120:
        raise Invalid(_("幂等键不能为空，不能超过 120 个字符。"), field="key")
    return Draft(**{name: getattr(draft, name) for name in Draft.__slots__} | {
        "title": title, "text": text})  # fmt: skip


def drafted(actor: Actor, draft: Draft) -> list[Dispatch]:
    """Draft a report in the running transaction; what was drafted already is given back."""
    route = routing.routes()[draft.matter]
    place = _place_of(actor, draft, route)
    return [_made(actor, draft, to, place) for to in ((draft.to,) if draft.to else route.to)]


def _place_of(actor: Actor, draft: Draft, route: routing.Route) -> str:
    """Return where the party does business, where that decides who is competent."""
    if draft.party_id is None or route.venue == "platform":
        return ""
    told = parties.subject_told(actor, draft.party_id, is_masked=True)
    return told.address if told else ""


def _made(actor: Actor, draft: Draft, to: routing.To, place: str) -> Dispatch:
    key = f"{draft.key}:{draft.kind}:{to.body}:{to.level}"
    found = selectors.dispatch_of_key(actor, key)
    if found is not None:
        return found
    always = bool(accounts.policy_of(actor, TWO_SETTING, 0))
    row = Dispatch(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        key=key,
        origin=draft.origin,
        ref=draft.ref,
        kind=draft.kind,
        matter=draft.matter,
        body=to.body,
        level=to.level,
        authority=_addressee(actor, draft, to, place),
        party_id=draft.party_id,
        package_id=draft.package_id,
        corrects=draft.corrects,
        clause=draft.clause or routing.routes()[draft.matter].clause,
        title=draft.title,
        facts=dict(draft.facts),
        is_two=rules.wants_two(draft.matter, draft.kind, always=always),
        drafted_at=clock.now(),
        drafted_by_id=actor.user_id,
    )
    if draft.text:
        noting.seal(actor, row, "text", draft.text, row.pk, KEY)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody drafted it at the same moment
        return Dispatch.objects.of(actor).get(key=key)
    if draft.is_timed:
        _clock(actor, row)
    data = {"matter": row.matter, "body": row.body, "level": row.level,
            "routed": row.authority is not None}  # fmt: skip
    noting.step(actor, row, "draft", "oversight.dispatch_drafted", data)
    return row


def _addressee(actor: Actor, draft: Draft, to: routing.To, place: str) -> Any:
    if draft.corrects is not None:  # who was told wrongly is told rightly
        return draft.corrects.authority
    return selectors.competent_for(actor, draft.matter, to, place)


def _clock(actor: Actor, row: Dispatch) -> None:
    """Let the platform's own number of working days run: the law says "promptly".

    Law: O117-measure-report, M-content-patrol
    """
    law.clause(row.clause)
    days = accounts.policy_of(actor, WITHIN_SETTING, WITHIN_D)
    policy = office.Policy(amount=days, unit="working_day", clause=row.clause, met_by=(SENT,))
    started = office.clock_start(
        actor=actor, subject=(SUBJECT, row.pk), kind=CLOCK, policy=policy, at=row.drafted_at
    )
    row.due_at = started.due_at
    row.save(update_fields=["due_at"])
