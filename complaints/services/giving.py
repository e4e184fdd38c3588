"""An officer gives a consumer what is on file of his purchase, or says why not; he reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import services as accounts
from complaints import policies, selectors
from complaints.models import Complaint, Message, ParticularsRequest, ParticularsVersion
from complaints.rules import particulars as rules
from complaints.rules import states
from complaints.rules.receipts import Receipt
from complaints.services import texts, timing
from complaints.services.drafting import Drawn, draft_draw
from complaints.services.enquiring import CLAUSE, DECLINED, GIVEN
from complaints.services.saying import LONGEST, say
from complaints.services.stepping import note, step_take
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office
from parties import selectors as parties

MARKS = "complaints|particulars"
TOPIC = "complaint_particulars"
LEAST_DECLINED = 5
HOWS = ("page", "html", "json", "api")
State, Ground = ParticularsRequest.State, ParticularsRequest.Ground


class NothingAsked(Conflict):
    """The consumer asks for nothing, or it was decided already."""

    code = "nothing_asked"


class DraftChanged(Conflict):
    """What is on file changed since the officer looked at it: he looks again before he gives."""

    code = "draft_changed"


@dataclass(frozen=True, slots=True)
class Give:
    """What an officer decided over a draft.

    Args:
        seen: the mark of the draft that he looked at.
        omits: lines left out, each with its reason. unveils: names shown whole, with theirs.
        note: what the consumer is told beside it.
    """

    seen: str
    omits: Mapping[str, str] = field(default_factory=dict)
    unveils: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft as an officer sees it, and the mark by which it is known again."""

    draft: rules.Draft
    seen: str


def particulars_draft(*, actor: Actor, row: Complaint) -> Looked:
    """Return what is on file, for the officer who decides on it.

    Raises:
        Forbidden: no officer.

    Law: O117-consumer-disputes
    """
    policies.require_handle(actor)
    drawn = draft_draw(actor=actor, row=row)
    return Looked(drawn.draft, _mark(drawn))


def _mark(drawn: Drawn) -> str:
    return rules.seen(drawn.draft, crypto.keyring().derive(MARKS))


@transaction.atomic
def particulars_give(*, actor: Actor, complaint_id: UUID, give: Give) -> ParticularsVersion:
    """Give the consumer what is on file; those whose particulars it holds are told, without whom.

    It may be given again when what is on file has changed: what was given before stays beside it.

    Raises:
        NotFound; Forbidden: no officer. NotNow: the complaint was taken back.
        NothingAsked: nobody asks for it. DraftChanged: it is not what the officer looked at.
        Invalid: something is left out, or a name shown, without a reason, or is not there.

    Law: O117-consumer-disputes
    """
    officer = policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    asked = selectors.particulars_find(actor, row.pk, lock=True)
    if asked is None or asked.state == State.DECLINED:
        raise NothingAsked(_("投诉人没有要求提供，或者已经决定不提供。"))
    drawn = draft_draw(actor=actor, row=row)
    if _mark(drawn) != give.seen:
        raise DraftChanged(_("平台留存的信息有变化，请核对新的内容后再提供。"))
    body = _body(drawn, give)
    step_take(actor, row, states.GIVE)
    made = _kept(actor, row, body, officer)
    _decided(asked, State.GIVEN, officer)
    timing.clocks_heard(actor, row, GIVEN, "web")
    _say(actor, row)
    told = _tell(actor, drawn, made)
    note(
        actor,
        row,
        "complaints.particulars_given",
        {
            "version": made.number,
            "lines": len(body.items),
            "left_out": len(body.left_out),
            "unveiled": sorted(body.unveiled),
            "parties": sorted(str(one) for one in drawn.parties),
            "told": told,
        },
        clause=CLAUSE,
    )
    return made


def _body(drawn: Drawn, give: Give) -> rules.Body:
    omits, unveils = (
        {key: texts.line(said, "reason", rules.MOST_REASON) for key, said in held.items()}
        for held in (give.omits, give.unveils)
    )
    said = texts.written(give.note, "note", 0, LONGEST)
    try:
        return rules.given(drawn.draft, omits, unveils, drawn.names, said)
    except rules.Unreasoned:
        raise Invalid(
            _("不提供某一项，或者提供真实姓名，都要用 2–300 个字写明理由。"), field="reason"
        ) from None
    except rules.NoSuchLine:
        raise Invalid(_("没有这一项，或者它不能这样处理。请刷新后再选。"), field="omits") from None


def _kept(actor: Actor, row: Complaint, body: rules.Body, officer: UUID) -> ParticularsVersion:
    last = selectors.particulars_versions(actor, row.pk)
    made = ParticularsVersion(
        id=uuid7(),
        tenant_id=row.tenant_id,
        complaint=row,
        number=1 + max((one.number for one in last), default=0),
        given_by_id=officer,
        given_at=clock.now(),
    )
    key = accounts.person_key(actor, row.pk, selectors.KEY)
    plain = msgspec.json.encode(body).decode()
    ParticularsVersion._meta.get_field("body").put(made, plain, key, b"")
    made.save(force_insert=True)
    return made


def _decided(asked: ParticularsRequest, state: str, officer: UUID, ground: str = "") -> None:
    asked.state, asked.ground = state, ground
    asked.decided_at, asked.decided_by_id = clock.now(), officer
    asked.save(update_fields=["state", "ground", "decided_at", "decided_by"])


def _say(actor: Actor, row: Complaint) -> None:
    with override("en" if row.language == "en" else "zh-hans"):
        said = _("平台已提供直播间运营者、直播营销人员和交易的信息，请在本页查看或下载。")
    say(actor, row, said, side=Message.Side.PLATFORM)


def _tell(actor: Actor, drawn: Drawn, made: ParticularsVersion) -> int:
    """Write to those whose particulars were given: that it happened, not to whom."""
    product = system_actor(made.tenant_id)
    with acting(product):
        to = sorted(set(parties.party_users(product, drawn.parties).values()))
        if to:
            office.message_send(
                actor=product,
                to=to,
                topic=TOPIC,
                context={"at": made.given_at.isoformat()},
                about=office.About(TOPIC, str(made.pk)),
            )
    return len(to)


@transaction.atomic
def particulars_decline(
    *, actor: Actor, complaint_id: UUID, ground: str, text: str
) -> ParticularsRequest:
    """Give nothing, and say why: there is no dispute, or he is not known to be the buyer.

    The consumer reads the reason and may contest it.

    Raises:
        NotFound; Forbidden: no officer. NotNow: the complaint was taken back.
        NothingAsked: nobody asks for it, or it was decided already. Invalid: no ground, no reason.

    Law: O117-consumer-disputes
    """
    officer = policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    asked = selectors.particulars_find(actor, row.pk, lock=True)
    if asked is None or asked.state != State.WAITING:
        raise NothingAsked(_("投诉人没有要求提供，或者已经处理过。"))
    if ground not in Ground.values:
        raise Invalid(_("请选择不提供的理由。"), field="ground")
    said = texts.written(text, "text", LEAST_DECLINED, LONGEST)
    step_take(actor, row, states.DECLINE)
    _decided(asked, State.DECLINED, officer, ground)
    timing.clocks_heard(actor, row, DECLINED, "web")
    with override("en" if row.language == "en" else "zh-hans"):
        told = _("平台没有提供你要求的信息，理由：%(said)s") % {"said": said}
    say(actor, row, told, side=Message.Side.PLATFORM)
    note(
        actor,
        row,
        "complaints.particulars_declined",
        {"ground": ground, "round": asked.round},
        clause=CLAUSE,
    )
    return asked


@transaction.atomic
def receipt_particulars(
    *, actor: Actor, receipt: Receipt, number: int, how: str
) -> tuple[ParticularsVersion, rules.Body]:
    """Let whoever holds the receipt read what he was given. Each look and download is on record.

    Raises:
        NotFound: the receipt does not fit, nothing such was given, or the complaint was taken
            back. Invalid: no such way of reading.

    Law: O117-consumer-disputes
    """
    if how not in HOWS:
        raise Invalid(_("没有这种查看方式。"), field="how")
    row = selectors.complaint_opened(actor, receipt)
    versions = selectors.particulars_versions(actor, row.pk)
    made = next((one for one in versions if one.number == number), None)
    body = selectors.particulars_body(actor, row, made) if made is not None else None
    if made is None or body is None or row.state == states.WITHDRAWN:
        raise NotFound(_("平台没有提供过这份信息，或者投诉已撤回。"))
    note(
        actor,
        row,
        "complaints.particulars_read",
        {"version": made.number, "how": how},
        clause=CLAUSE,
    )
    return made, body
