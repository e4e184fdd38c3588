"""Ask which packages there are, how far they are, who took them; and whose a thing is."""

import json
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office.models import File, Job
from oversight import policies
from oversight.models import Package, Taking
from oversight.selectors import keys
from oversight.selectors.scope import scope_of


class Told(NamedTuple):
    """For whom a package is, by name, why, on what legal paper names stand in it unmasked, and
    why a consumer is to have recordings.
    """

    name: str
    reason: str
    paper: str = ""
    clips_why: str = ""


def package_list(actor: Actor, about: str = "", ref: UUID | None = None) -> TenantQuerySet[Package]:
    """Return packages, the newest first.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see_packages(actor)
    found = Package.objects.of(actor).select_related("made_by", "job", "file")
    if about and ref is not None:
        found = found.filter(about=about, ref=ref)
    return found.order_by("-id")


def package_get(actor: Actor, package_id: UUID, *, lock: bool = False) -> Package:
    """Return one package.

    Raises:
        NotFound: no such package for this actor.
    """
    found = package_list(actor)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=package_id).first()
    if row is None:
        raise NotFound(_("没有这个证据包。"))
    return row


def package_by_key(actor: Actor, package_id: UUID, *, lock: bool = False) -> Package:
    """Return a package that a program of the platform ordered.

    Raises:
        Forbidden: no program. NotFound: none such; what people ordered is not a program's.
    """
    policies.require_key_packages(actor)
    found = Package.objects.of(actor).filter(key__isnull=False).select_related("job", "file")
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=package_id).first()
    if row is None:
        raise NotFound(_("没有这个证据包。"))
    return row


def package_ordered(actor: Actor, package_id: UUID) -> Package | None:
    """Return a package for whoever carries it out."""
    rows = Package.objects.of(actor).select_related("job", "file")
    return rows.filter(pk=package_id).first()


def state_of(row: Package) -> str:
    """Return how a package stands: ready, gone, or as its job does."""
    if row.made_at is not None and row.file is not None:
        return "gone" if row.file.state == File.State.GONE else "ready"
    state = row.job.state if row.job else Job.State.FAILED
    return "failed" if state == Job.State.DONE else str(state)


def told_of(package: Package) -> Told:
    """Return for whom a package is and why."""
    plain = crypto.keyring().unwrap(
        bytes(package.told_sealed), crypto.place(package, "told_sealed")
    )
    return Told(**json.loads(plain))


def packages_by_receipt(actor: Actor, complaint_id: UUID) -> list[Package]:
    """Return the packages of a dispute that its consumer ordered, the newest first."""
    rows = Package.objects.of(actor).filter(
        about="dispute", ref=complaint_id, made_by=None, key=None
    )
    return list(rows.select_related("job", "file").order_by("-id")[:20])


def takings_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[Taking]]:
    """Return who took packages away, the newest first."""
    rows = Taking.objects.of(actor).filter(package_id__in=list(ids)).select_related("by")
    found: dict[UUID, list[Taking]] = {}
    for one in rows.order_by("-id"):
        found.setdefault(one.package_id, []).append(one)
    return found


def package_of_file(actor: Actor, file_id: UUID) -> Package | None:
    """Return the package that lies in a file."""
    return Package.objects.of(actor).filter(file_id=file_id).first()


def tenant_of(about: str, ref: UUID) -> UUID | None:
    """Return whose a thing is, whoever asks: for the command line alone."""
    for tenant_id in keys.tenant_ids():
        actor = system_actor(tenant_id)
        try:
            with acting(actor), transaction.atomic():
                scope_of(actor, about, ref)
        except NotFound:
            continue
        return tenant_id
    return None
