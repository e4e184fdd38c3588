"""Ask about files: what they are and what they are called. Their content is the services'."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office.models import File

SHELF = "own"  # the purpose of files that people keep for themselves


def file_list(actor: Actor) -> TenantQuerySet[File]:
    """Return the actor's own files that can be opened, newest first."""
    files = File.objects.of(actor).filter(owner_id=actor.user_id, state=File.State.READY)
    return files.order_by("-id")


def file_shelf(actor: Actor) -> TenantQuerySet[File]:
    """Return what the actor put on the shelf himself; for a key, what the keys did."""
    return file_list(actor).filter(purpose=SHELF)


def shelf_used(actor: Actor) -> tuple[int, int]:
    """Return how many files the actor has on the shelf, and how many bytes they are together."""
    found = file_shelf(actor).aggregate(number=Count("pk"), size=Sum("size"))
    return found["number"], found["size"] or 0


def files_named(actor: Actor, ids: Collection[str]) -> TenantQuerySet[File]:
    """Return files of the tenant by id, whatever became of them."""
    return File.objects.of(actor).filter(pk__in=ids)


def file_get(actor: Actor, file_id: UUID) -> File:
    """Return one file of the tenant that is finished and not destroyed.

    Raises:
        NotFound: there is none such.
    """
    found = File.objects.of(actor).filter(pk=file_id, state=File.State.READY).first()
    if found is None:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    return found


def files_owned(actor: Actor, user_id: UUID, most: int) -> list[tuple[File, str]]:
    """Return the files of one person with their names, for the copy of his own data.

    Law: PIPL-access
    """
    found = File.objects.of(actor).filter(owner_id=user_id).order_by("-id")[:most]
    return [(one, file_name(one)) for one in found]


def file_key(file: File) -> bytes:
    """Return the key of a file.

    Raises:
        NotFound: it was destroyed, and the file with it.
    """
    if file.wrapped_key is None:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    bound = key_bound(file.tenant_id, file.pk)
    return crypto.keyring().unwrap(bytes(file.wrapped_key), bound)


def file_name(file: File) -> str:
    """Return what a file is called; its kind when the name was destroyed."""
    if file.name_sealed is None or file.wrapped_key is None:
        return file.kind
    bound = name_bound(file.tenant_id, file.pk)
    return crypto.unseal(file_key(file), bytes(file.name_sealed), bound).decode()


def key_bound(tenant_id: UUID, file_id: UUID) -> str:
    return f"{tenant_id}|office.file|wrapped_key|{file_id}"


def name_bound(tenant_id: UUID, file_id: UUID) -> bytes:
    return f"{tenant_id}|office.file|name_sealed|{file_id}".encode()


def files_due(at: datetime, most: int = 200) -> list[UUID]:
    """Return the tenants, whoever they are, with a file to destroy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM files_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]
