"""What was written of complaints goes when its term is over: files first, then the key."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policies as accounts_policies
from accounts import selectors as held
from accounts import services as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Hold
from complaints import policies, selectors
from complaints.models import Attachment, Complaint, Notice, NoticeStep, SharedFile, Step
from complaints.rules import states
from complaints.selectors.reading import KEY
from ledger import services as record
from livecompliance.kernel import clock, events, law, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.clock import SHANGHAI
from livecompliance.kernel.exceptions import Conflict
from office import selectors as clocks
from office import services as office
from office.rules.days import months_after

CLAUSE, SUBJECT, KIND = "ECL-records-3y", "complaint", "complaints.words"
AT_ONCE = 50


class WordsGone(Conflict):
    """What somebody wants to hold was destroyed when its term was over."""

    code = "words_gone"


def complaints_expire(*, actor: Actor, day: date | None = None) -> int:
    """Destroy what was written of complaints three years after the last that happened to them.

    That is the last step of the complaint, so that one which was contested, converted or answered
    late stays as long as it should; of a notice its own last step counts, too. Nothing goes while
    somebody must act, a clock runs, a notice stands (a suit may take years), another complaint
    that is kept was merged into it, or a hold lies on it, its broadcast or its
    respondent. Kinds, states and days stay for the figures. Safe to run twice, or to be killed.

    Args:
        day: what was over then; today when not given.

    Returns: how many went.

    Raises:
        Forbidden: anybody but the product itself.

    Law: ECL-records-3y
    """
    policies.require_expire(actor)
    gone = 0
    while found := _some(actor, day or clock.today()):
        gone += found
    return gone


@transaction.atomic
def _some(actor: Actor, day: date) -> int:
    found = list(_over(actor, day).select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
    for row in found:
        _destroy(actor, row)
    if found:
        events.publish(retention.Destroyed(actor, KIND, len(found), CLAUSE, day))
    return len(found)


def _over(actor: Actor, day: date) -> TenantQuerySet[Complaint]:
    before = _midnight(_first_kept(day))
    later = Step.objects.of(actor).filter(complaint=OuterRef("pk"), at__gte=before)
    kept = Complaint.objects.of(actor).filter(merged_into=OuterRef("pk"), destroyed_at=None)
    rows = Complaint.objects.of(actor).filter(state__in=states.SETTLED, destroyed_at=None)
    ended = Q(ended_at__lt=before) | Q(ended_at=None, answered_at__lt=before)
    rows = rows.filter(ended, ~Exists(later), ~Exists(kept), filed_at__lt=before)
    stands = Notice.objects.of(actor).filter(complaint=OuterRef("pk")).exclude(state="ended")
    moved = NoticeStep.objects.of(actor).filter(notice__complaint=OuterRef("pk"), at__gte=before)
    rows = rows.exclude(Exists(stands)).exclude(Exists(moved))
    rows = rows.exclude(clocks.has_running(actor, SUBJECT))
    for kind, field in (("complaint", "pk"), ("session", "session_id"), ("party", "respondent_id")):
        refs = _held(actor, kind)
        if refs:
            rows = rows.exclude(Q(**{f"{field}__in": refs}))
    return rows


def _first_kept(day: date) -> date:
    """Return the first day of which everything is kept still."""
    return months_after(day, -int(law.clause(CLAUSE, day).number("keep")))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _held(actor: Actor, kind: str) -> list[str]:
    found = held.hold_list(actor).filter(subject_kind=kind)
    return list(found.values_list("subject_ref", flat=True))


def _destroy(actor: Actor, row: Complaint) -> None:
    handed_in = Attachment.objects.of(actor).filter(complaint=row).values_list("file", flat=True)
    shown = SharedFile.objects.of(actor).filter(complaint=row).values_list("file", flat=True)
    files = sorted({*handed_in, *shown})
    for file in files:
        office.file_destroy(actor=actor, file_id=file)
    accounts.person_key_destroy(actor, row.pk, KEY)
    row.destroyed_at = clock.now()
    row.phone_index = row.email_index = row.content_digest = row.form = None
    row.network_index = None
    row.save(
        update_fields=[
            *("destroyed_at", "phone_index", "email_index", "content_digest", "form"),
            "network_index",
        ]
    )
    record.entry_append(
        actor=actor,
        action="complaints.words_destroyed",
        subject=(SUBJECT, row.pk),
        clause=CLAUSE,
        data={"kind": row.kind, "state": row.state, "files": len(files)},
    )


@transaction.atomic
def complaint_hold(*, actor: Actor, complaint_id: UUID, why: accounts.Why) -> Hold:
    """Hold what was written of a complaint. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such complaint.
        WordsGone: it was destroyed. Invalid: no reason, or no sensible day to ask again.
    """
    accounts_policies.require_hold(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    if row.destroyed_at is not None:
        raise WordsGone(_("这件投诉的内容已过保存期限，已销毁。"))
    return accounts.thing_hold(actor, (SUBJECT, str(row.pk)), why)


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    over = _over(actor, today).count()
    return retention.Due(over, _over(actor, until).count() - over)


retention.register(
    retention.Kind(
        name=KIND,
        title=gettext_lazy("投诉、侵权通知与声明的内容和附件"),
        rules=("R-28",),
        due=_due,
        how=gettext_lazy("先销毁附件，再销毁每件投诉的密钥"),
    )
)
