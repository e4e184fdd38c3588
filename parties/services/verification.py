"""A verification in three steps, each its own transaction: begin, ask, conclude.

The provider is asked between transactions. A process that dies half-way leaves a verification
that has begun; the sweep ends it as an error, and an error is never a pass.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, jobs, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from parties import policies, providers
from parties.models import Document, Party, Verification
from parties.providers import Question, Result
from parties.selectors import facts
from parties.services import opened
from parties.services.conclusion import verification_conclude
from parties.services.consent import require_agreed
from parties.services.provider import setup_of
from parties.services.standing import require_standing

Kind, State = Verification.Kind, Verification.State
OF_PERSONS = (Kind.TWO, Kind.THREE, Kind.LIVENESS)
ASK = "parties.verification_ask"
HOUR = timedelta(hours=1)
PER_HOUR = 10  # of one party: each costs, and nobody may try numbers out
ASKED_LATE, LOST, LOST_LIVENESS = timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=8)


class DocumentMissing(Conflict):
    """There is no document, or no name or number, about which a provider could be asked."""

    code = "document_missing"


class TooManyVerifications(Busy):
    """One party was verified so often within an hour that it is no longer verification."""

    code = "too_many_verifications"


class AlreadyUsed(Conflict):
    """Somebody's verification was used up by another broadcast, or is too old for this one."""

    code = "verification_used"


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of verification; `is_new` where one that runs already does not do."""

    kind: str
    is_new: bool = False


@transaction.atomic
def verification_begin(*, actor: Actor, party_id: UUID, kind: str) -> Verification:
    """Begin to verify a party against its document; the provider is asked after the commit.

    Args:
        kind: two_element, three_element or registration.

    Returns:
        The verification that has begun; the one that runs when there is one of this kind.

    Raises:
        Forbidden: neither an officer nor a program nor the party itself.
        NotFound: no such party in the tenant.
        PartyClosed: it was closed.
        Invalid: a kind that is not asked of a provider, or not of such a party.
        DocumentMissing: no document, name or number to ask about.
        ConsentMissing: the person did not agree to it, or took it back.
        TooManyVerifications: ten within the last hour.

    Law: M-real-identity, O117-operator-verified, PIPL-separate-consent
    """
    if kind not in (Kind.TWO, Kind.THREE, Kind.REGISTRATION):
        raise Invalid(_("请选择核验方式。"), field="kind")
    row, is_new = verification_open(actor, party_id, Wish(kind))
    if is_new:
        jobs.enqueue_on_commit(
            ASK, tenant_id=str(actor.tenant_id), verification_id=str(row.pk), queue="live"
        )
    return row


def verification_open(actor: Actor, party_id: UUID, wish: Wish) -> tuple[Verification, bool]:
    """Write a verification that has begun, in the running transaction; tell whether it is new."""
    party = Party.objects.of(actor).select_for_update().filter(pk=party_id).first()
    if party is None:
        raise NotFound(_("没有这个主体。"))
    policies.require_verify(actor, party.user_id)
    document = _document(actor, party, wish.kind)
    require_agreed(actor, party)
    mine = Verification.objects.of(actor).filter(party_id=party.pk)
    running = mine.filter(kind=wish.kind, state=State.STARTED).first()
    if running is not None and not wish.is_new:
        return running, False
    if mine.filter(started_at__gt=clock.now() - HOUR).count() >= PER_HOUR:
        raise TooManyVerifications(_("一小时内核验次数过多，请稍后再试。"), retry_after=600)
    setup = setup_of(actor)
    row = Verification.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        document=document,
        kind=wish.kind,
        provider=setup.kind if setup else "none",
        started_at=clock.now(),
        asked_by_id=actor.user_id,
    )
    record.entry_append(
        actor=actor,
        action="parties.verification_started",
        subject=("party", party.pk),
        clause="M-real-identity",
        data={"verification": row.pk.hex, "kind": row.kind, "provider": row.provider},
    )
    return row, True


def _document(actor: Actor, party: Party, kind: str) -> Document:
    """Return the document that is asked about; refuse what a provider could not answer.

    Raises:
        PartyClosed, Invalid, DocumentMissing: see `verification_begin`.
    """
    require_standing(party)
    if kind == Kind.LIVENESS and not party.is_natural:
        raise Invalid(_("只有自然人可以进行活体核验。"), field="kind")
    states = (Document.State.GIVEN, Document.State.VERIFIED)
    found = Document.objects.of(actor).filter(party=party, state__in=states, number__isnull=False)
    is_person = kind in OF_PERSONS
    uscc = Document.Kind.USCC
    found = found.exclude(kind=uscc) if is_person else found.filter(kind=uscc)
    document = found.order_by("-given_at", "-id").first()
    has_all = party.name is not None and (kind != Kind.THREE or party.mobile is not None)
    if document is None or not has_all:
        raise DocumentMissing(
            _("请先登记核验所需的姓名（名称）、证件号码和手机号。"), law="M-real-identity"
        )
    return document


def verification_ask(*, actor: Actor, verification_id: UUID) -> Verification | None:
    """Ask the provider about a verification that has begun, and conclude it.

    Never called inside a transaction. Twice is once: who comes second finds it leased.

    Returns:
        The verification with its outcome; None when there was nothing to ask.
    """
    leased = _lease(actor, verification_id)
    if leased is None:
        return None
    setup, question = leased
    result = providers.ask(setup, question) if setup and question else Result("no_provider")
    return verification_conclude(actor=actor, verification_id=verification_id, result=result)


@transaction.atomic(durable=True)
def _lease(
    actor: Actor, verification_id: UUID
) -> tuple[providers.Setup | None, Question | None] | None:
    """Take a verification for asking, and open what is asked about; None: another has it."""
    rows = Verification.objects.of(actor).select_for_update(of=("self",))
    row = rows.select_related("party", "document").filter(pk=verification_id).first()
    is_due = row is not None and row.state == State.STARTED and row.code_hash is None
    if row is None or not is_due or row.attempts:
        return None
    row.attempts = 1
    question = _question(actor, row)
    row.token = None
    row.save(update_fields=["attempts", "token"])
    return setup_of(actor), question


def _question(actor: Actor, row: Verification) -> Question | None:
    person = opened.person_open(actor, row.party, row.document)
    if person is None or row.document is None:
        return None
    is_three = row.kind == Kind.THREE
    return Question(
        id=str(row.pk),
        kind=row.kind,
        document=row.document.kind,
        country=row.document.country,
        name=person.name,
        number=person.number,
        mobile=person.mobile if is_three else "",
        token=opened.token_open(actor, row),
    )


def verifications_sweep(*, actor: Actor) -> int:
    """Look after verifications of one tenant that have no outcome yet.

    One that nobody took up is nudged again; one whose asker died, or whose code was never given,
    ends as an error.

    Returns:
        How many were ended.
    """
    now, ended = clock.now(), 0
    with transaction.atomic(durable=True):
        late = Verification.objects.of(actor).filter(
            state=State.STARTED, started_at__lt=now - ASKED_LATE
        )
        rows = list(late.order_by("started_at")[:200])
    for row in rows:
        is_liveness = row.kind == Kind.LIVENESS
        if now - row.started_at >= (LOST_LIVENESS if is_liveness else LOST):
            outcome = "code_expired" if row.code_hash is not None else "abandoned"
            verification_conclude(actor=actor, verification_id=row.pk, result=Result(outcome))
            ended += 1
        elif row.code_hash is None and not row.attempts:
            nudges.nudge_once(
                ASK,
                queue="live",
                tenant_id=str(actor.tenant_id),
                verification_id=str(row.pk),
            )
    return ended


@transaction.atomic
def verifications_use(*, actor: Actor, session_id: UUID, party_ids: Collection[UUID]) -> int:
    """Use up the fresh verifications of those who go on air now: no other broadcast may.

    Args:
        party_ids: the marketers of the broadcast that begins, or who joins it.

    Returns:
        How many verifications that was.

    Raises:
        Forbidden: the actor begins no broadcasts.
        AlreadyUsed: of two that begin at the same moment, the second; or nothing fresh is left.

    Law: M-live-verification, O117-marketer-each-broadcast
    """
    policies.require_on_air(actor)
    wanted, now = set(party_ids), clock.now()
    minutes = facts.limits(accounts.tenant_get(actor).policy, clock.to_date(now)).presence_minutes
    passed = Verification.objects.of(actor).filter(party_id__in=wanted, state=State.PASSED)
    free = passed.filter(
        session_id__isnull=True, finished_at__gte=now - timedelta(minutes=minutes + 1)
    )
    count = free.update(session_id=session_id)
    used = set(passed.filter(session_id=session_id).values_list("party_id", flat=True))
    if wanted - used:
        raise AlreadyUsed(
            _("有人员的身份核验已用于另一场直播或已过时，请重新核验。"),
            law="M-live-verification",
            parties=sorted(str(one) for one in wanted - used),
        )
    record.entry_append(
        actor=actor,
        action="parties.verifications_used",
        subject=("session", session_id),
        clause="M-live-verification",
        data={"parties": sorted(one.hex for one in wanted), "count": count},
    )
    return count
