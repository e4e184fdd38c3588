"""A package leaves: by a ticket, for one officer, each time written down."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as files
from office import services as office
from office.models import File, Job
from office.services import Opened
from office.services.file import place_of
from oversight import policies, selectors
from oversight.models import Package, Taking

A_MOMENT = timedelta(minutes=1)


class NotMade(Conflict):
    """The package is not finished."""

    code = "package_not_made"


@transaction.atomic
def package_take(*, actor: Actor, package_id: UUID) -> str:
    """Return a ticket for a package; that this officer took it is recorded.

    Raises:
        Forbidden: the actor is no officer. NotFound: no such package, or its time is over.
        NotMade: it is not finished.

    Law: O117-evidence-3y
    """
    policies.require_make_packages(actor)
    row = selectors.package_get(actor, package_id, lock=True)
    file = _file_of(row)
    taken(actor, row)
    return office.file_ticket_issue(actor=actor, file_id=file.pk)


@transaction.atomic
def package_take_by_key(*, actor: Actor, package_id: UUID) -> str:
    """Return a ticket for a package that a program ordered; that this key took it is recorded.

    Raises:
        Forbidden: no program. NotFound: no such package, or its time is over.
        NotMade: it is not finished.

    Law: O117-evidence-3y
    """
    row = selectors.package_by_key(actor, package_id, lock=True)
    file = _file_of(row)
    taken(actor, row)
    return office.file_ticket_issue(actor=actor, file_id=file.pk)


def _file_of(row: Package) -> File:
    if row.file is None:
        raise NotMade(_("证据包还没有制成。"))
    if row.file.state == File.State.GONE:
        raise NotFound(_("证据包已过保留期，请重新制作。"))
    return row.file


def package_hand(*, actor: Actor, package_id: UUID, authority_id: UUID) -> Opened:
    """Open a package for the authority that it lies ready for; its look, written before, says so.

    Args:
        actor: the witness of who takes it.

    Raises:
        Forbidden: the actor is no witness. NotFound: no such package for this authority, not
            finished, or its time is over.

    Law: M-cooperate
    """
    policies.require_hand(actor)
    with acting(actor), transaction.atomic():
        rows = Package.objects.of(actor).filter(recipient="authority", authority=authority_id)
        row = rows.select_related("file").filter(pk=package_id).first()
        if row is None or row.file is None or row.file.state == File.State.GONE:
            raise NotFound(_("没有这个证据包，或它已过保留期。"))
        return Opened(row.file, files.file_name(row.file), place_of(row.file))


def taken(actor: Actor, row: Package) -> None:
    """Write down that somebody takes a package, in the running transaction."""
    Taking.objects.create(
        tenant_id=row.tenant_id, package=row, by_id=actor.user_id, key=actor.key_id, at=clock.now()
    )
    record.entry_append(actor=actor, action="oversight.package_taken", subject=("evidence", row.pk))


def may_open(actor: Actor, file: File) -> bool:
    """Whoever has just said that he takes it, and nobody by the list of jobs."""
    if not policies.can_make_packages(actor) and not policies.is_program(actor):
        return False
    since = clock.now() - A_MOMENT
    rows = Taking.objects.of(actor).filter(
        package__file_id=file.pk, by_id=actor.user_id, key=actor.key_id
    )
    return rows.filter(at__gte=since).exists()


@transaction.atomic
def package_cancel(*, actor: Actor, package_id: UUID) -> None:
    """Stop the making of one's own package.

    Raises:
        Forbidden: no officer. NotFound: no such package, or another's. JobOver: it is over.
    """
    policies.require_make_packages(actor)
    row = selectors.package_get(actor, package_id)
    office.job_cancel(actor=actor, job_id=_job_of(row).pk)


@transaction.atomic
def package_resume(*, actor: Actor, package_id: UUID) -> None:
    """Take up the making of one's own package after it failed or was stopped.

    Raises:
        Forbidden: no officer. NotFound: no such package, or another's. JobOver: it is done.
    """
    policies.require_make_packages(actor)
    row = selectors.package_get(actor, package_id)
    office.job_retry(actor=actor, job_id=_job_of(row).pk)


def _job_of(row: Package) -> Job:
    if row.job is None:
        raise NotFound(_("没有这个证据包。"))
    return row.job
