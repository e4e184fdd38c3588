"""What files are kept for: each purpose says what it takes, for how long, and who may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office.models import File

MIB = 1 << 20


def owner_only(actor: Actor, file: File) -> bool:
    """Only whoever stored a file opens it; the system opens what belongs to nobody."""
    return file.owner_id == actor.user_id


@dataclass(frozen=True, slots=True)
class Purpose:
    """Rules for files of one purpose.

    Args:
        kinds: media types that are taken; see `office.services.kinds`.
        most_bytes: of what is uploaded.
        keep: how long a file stays; None: until it is destroyed.
        may_open: decides, by the row alone, who may open a file of the same tenant.
    """

    kinds: frozenset[str]
    most_bytes: int = 20 * MIB
    keep: timedelta | None = None
    may_open: Callable[[Actor, File], bool] = owner_only


_purposes: dict[str, Purpose] = {}


def file_purpose(name: str, purpose: Purpose) -> None:
    """Let files be kept for a purpose of this name."""
    _purposes[name] = purpose


def purpose_get(name: str) -> Purpose:
    """Return the rules of a purpose.

    Raises:
        Invalid: nobody registered it.
    """
    found = _purposes.get(name)
    if found is None:
        raise Invalid(_("没有这种文件用途。"), field="purpose")
    return found
