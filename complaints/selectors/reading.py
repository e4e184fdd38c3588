"""Open what is sealed of complaints: in clear for those who deal with them, masked otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django.db import models

from accounts import services as accounts
from complaints.models import Complaint, Message
from livecompliance.kernel import crypto, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey

KEY = "complaint"
EXCERPT = 60
WORDS = ("statement", "wish", "about")
WHO = ("name", "phone", "email", "order_ref")


def keys_of(actor: Actor, complaints: Iterable[Complaint]) -> dict[UUID, DataKey]:
    """Return the keys of complaints, of those whose key was not destroyed."""
    return accounts.person_keys(actor, [one.pk for one in complaints], KEY)


def opened(row: Any, name: str, key: DataKey | None) -> str:
    """Return a sealed value in clear; "" when there is none, or its key was destroyed."""
    if key is None:
        return ""
    try:
        return _field(type(row), name).read(row, key)
    except crypto.KeyLost:
        return ""


def words_of(actor: Actor, complaint: Complaint) -> dict[str, str]:
    """Return what the complainant wrote, in clear."""
    key = keys_of(actor, [complaint]).get(complaint.pk)
    return {name: opened(complaint, name, key) for name in WORDS}


def excerpts_of(actor: Actor, complaints: Iterable[Complaint]) -> dict[UUID, str]:
    """Return by complaint how what was written begins, for a list; all keys are asked for once."""
    rows = list(complaints)
    keys = keys_of(actor, rows)
    said = {one.pk: " ".join(opened(one, "statement", keys.get(one.pk)).split()) for one in rows}
    return {
        pk: text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…" for pk, text in said.items()
    }


def who_of(actor: Actor, complaint: Complaint, *, in_clear: bool = False) -> dict[str, str]:
    """Return who complained and how he is reached, masked.

    Args:
        in_clear: not masked; the caller has recorded for whom and on what legal paper.
    """
    key = keys_of(actor, [complaint]).get(complaint.pk)
    said = {name: opened(complaint, name, key) for name in WHO}
    if in_clear:
        return said
    return {
        name: personal.mask(_field(Complaint, name).kind, value) for name, value in said.items()
    }


def _field(model: type[models.Model], name: str) -> personal.EncryptedField:
    return cast(personal.EncryptedField, model._meta.get_field(name))


def texts_of(actor: Actor, complaint: Complaint, said: Iterable[Message]) -> Mapping[UUID, str]:
    """Return what messages of one complaint say, by id."""
    key = keys_of(actor, [complaint]).get(complaint.pk)
    return {one.pk: opened(one, "text", key) for one in said}
