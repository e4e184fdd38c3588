"""A rotation wraps data keys anew, a few hundred at a time, and touches no data."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import models, transaction

from livecompliance.kernel import crypto
from livecompliance.kernel.wrapped import Column

BATCH = 500
OWNER = "owner"  # whoever runs the product: every tenant's rows
HEAD = b"v1|A256GCM|"


class Step(NamedTuple):
    """How far a rotation has come in one column; `lost` could not be opened and was left."""

    column: str
    done: int
    lost: int


def wrapped_by(name: str, column: Column) -> models.QuerySet[models.Model]:
    """Return the rows of a column that a key wraps."""
    return _rows(column, HEAD + name.encode() + b"|")


def others(current: str, column: Column) -> models.QuerySet[models.Model]:
    """Return the rows of a column that another key than `current` wraps."""
    mine = HEAD + current.encode() + b"|"
    return _rows(column, HEAD).exclude(pk__in=_rows(column, mine).values("pk"))


def _rows(column: Column, head: bytes) -> models.QuerySet[models.Model]:
    beginning = models.Func(
        models.F(column.field),
        models.Value(1),
        models.Value(len(head)),
        function="substr",
        output_field=models.BinaryField(),
    )
    every = column.model._base_manager.using(OWNER).alias(beginning=beginning)
    found: models.QuerySet[models.Model] = every.filter(beginning=head).order_by("pk")
    return found


def rewrap(current: str, column: Column) -> Iterator[Step]:
    """Wrap anew, with the current key, whatever another key wraps. Stopped, it goes on later."""
    done = lost = 0
    last = None
    while True:
        waiting = others(current, column)
        batch = list((waiting.filter(pk__gt=last) if last else waiting)[:BATCH])
        if not batch:
            return
        with transaction.atomic(using=OWNER):
            for row in batch:
                good = _rewrap_one(row, column)
                done, lost = done + good, lost + (not good)
        last = batch[-1].pk
        yield Step(column.name, done, lost)


def _rewrap_one(row: models.Model, column: Column) -> bool:
    """Replace one value, unless somebody changed it meanwhile; False when it cannot be opened."""
    old = bytes(getattr(row, column.field))
    bound = crypto.place(row, column.field)
    ring = crypto.keyring()
    try:
        new = ring.wrap(ring.unwrap(old, bound), bound)
    except crypto.KeyLost:
        return False
    same = column.model._base_manager.using(OWNER).filter(pk=row.pk, **{column.field: old})
    same.update(**{column.field: new})
    return True
