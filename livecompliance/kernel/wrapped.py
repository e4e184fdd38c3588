"""Which columns the keyring itself wraps: every app says its own, a rotation wraps them anew."""

from typing import NamedTuple

from django.db import models


class Column(NamedTuple):
    """A column whose values `crypto.keyring().wrap` made, bound to `crypto.place(row, field)`."""

    model: type[models.Model]
    field: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field}"


_columns: dict[str, Column] = {}


def register(model: type[models.Model], field: str) -> None:
    """Name a column that the keyring wraps."""
    column = Column(model, field)
    _columns[column.name] = column


def columns() -> list[Column]:
    """Return every column that was named."""
    return [_columns[name] for name in sorted(_columns)]
