"""Statements that run for every event: SQL that is built once, rows as instances of the models.

Building a query takes Django several times as long as PostgreSQL takes to answer it. What runs
a hundred times a second is written here by hand; everything else goes through the managers.
Signals are not sent. The row-level wall stands: what runs here runs in the transaction that
names the tenant.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection, models
from django.db.models.fields import Field

M = TypeVar("M", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]


class _Shape(NamedTuple):
    """What is known of a model's table."""

    names: list[str]
    columns: list[str]
    converters: list[tuple[int, Converter]]
    key: int


@cache
def _shape(model: type[models.Model]) -> _Shape:
    fields = model._meta.concrete_fields
    found = [(at, getattr(field, "from_db_value", None)) for at, field in enumerate(fields)]
    return _Shape(
        [field.attname for field in fields],
        [str(field.column) for field in fields],
        [(at, one) for at, one in found if one is not None],
        next(at for at, field in enumerate(fields) if field.primary_key),
    )


class Reading:
    """A SELECT whose `{alias}` are the columns of models, in the order in which they are named.

    Where an outer join found no row, there is None for it.
    """

    def __init__(self, sql: str, **aliases: type[models.Model]) -> None:
        self.sql, self.aliases = sql, aliases
        self._words: str | None = None

    def _built(self) -> str:
        if self._words is None:  # at the first use: models are ready then
            columns = {
                alias: ", ".join(f'{alias}."{column}"' for column in _shape(model).columns)
                for alias, model in self.aliases.items()
            }
            self._words = self.sql.format(**columns)
        return self._words

    def all(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return one tuple of instances for every row."""
        with connection.cursor() as cursor:
            cursor.execute(self._built(), values)
            return [self._instances(row) for row in cursor.fetchall()]

    def first(self, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """Return the instances of the first row, if there is one."""
        return next(iter(self.all(values)), None)

    def _instances(self, row: Sequence[Any]) -> tuple[Any, ...]:
        made: list[Any] = []
        at = 0
        for model in self.aliases.values():
            shape = _shape(model)
            own = list(row[at : at + len(shape.names)])
            at += len(own)
            if own[shape.key] is None:
                made.append(None)
                continue
            for place, convert in shape.converters:
                own[place] = convert(own[place], None, connection)
            made.append(model.from_db(connection.alias, shape.names, own))
        return tuple(made)


@cache
def _written(model: type[models.Model]) -> list["Field[Any, Any]"]:
    """Return the fields whose values are ours to give: PostgreSQL makes the others."""
    return [cast(Any, field) for field in model._meta.concrete_fields if not field.generated]


@cache
def _insert(model: type[models.Model], count: int) -> str:
    columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in _written(model))
    row = "(" + ", ".join(["%s"] * len(_written(model))) + ")"
    table = connection.ops.quote_name(model._meta.db_table)
    rows = ", ".join([row] * count)
    return f"INSERT INTO {table} ({columns}) VALUES {rows}"  # noqa: S608 (names of the model)


def insert(*rows: M, then: str = "") -> None:
    """Insert new rows of one model in one statement; every column must have its value.

    `then` is a statement that follows in the same breath and reads the new rows as `written`.
    """
    model = type(rows[0])
    values = [_to_save(field, row) for row in rows for field in _written(model)]
    words = _insert(model, len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH written AS ({words} RETURNING *) {then}" if then else words, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_new(*rows: M) -> list[M]:
    """Insert those rows of one model that break no rule of uniqueness; return them."""
    model = type(rows[0])
    values = [_to_save(field, row) for row in rows for field in _written(model)]
    key = connection.ops.quote_name(str(model._meta.pk.column))
    words = f"{_insert(model, len(rows))} ON CONFLICT DO NOTHING RETURNING {key}"
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        made = {found for (found,) in cursor.fetchall()}
    new = [row for row in rows if row.pk in made]
    for row in new:
        row._state.adding, row._state.db = False, connection.alias
    return new


def update_each(rows: Sequence[models.Model], *names: str) -> int:
    """Write the named fields of several rows in one statement; return how many were there."""
    model = type(rows[0])
    fields = [cast(Any, model._meta.get_field(name)) for name in names]
    columns = [
        [_to_save(field, row) for row in rows] for field in [cast(Any, model._meta.pk), *fields]
    ]
    with connection.cursor() as cursor:
        cursor.execute(_update_each(model, names), columns)
        return int(cursor.rowcount)


@cache
def _update_each(model: type[models.Model], names: tuple[str, ...]) -> str:
    quoted = connection.ops.quote_name
    fields = [cast(Any, model._meta.pk), *(cast(Any, model._meta.get_field(n)) for n in names)]
    table, columns = quoted(model._meta.db_table), [quoted(field.column) for field in fields]
    arrays = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)
    sets = ", ".join(f"{column} = given.{column}" for column in columns[1:])
    return (
        f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS given ({', '.join(columns)}) "  # noqa: S608
        f"WHERE {table}.{columns[0]} = given.{columns[0]}"
    )


def update(row: models.Model, *names: str) -> int:
    """Write the named fields of a row; return whether it was there (1 or 0)."""
    key = row._meta.pk
    fields = [cast(Any, row._meta.get_field(name)) for name in names]
    values = [_to_save(field, row) for field in [*fields, key]]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names), values)
        return int(cursor.rowcount)


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    quoted = connection.ops.quote_name
    columns = [quoted(cast(Any, model._meta.get_field(name)).column) for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    sets, key = (
        ", ".join(f"{column} = %s" for column in columns),
        quoted(str(model._meta.pk.column)),
    )
    return f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 (names of the model)


def _to_save(field: "Field[Any, Any]", row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
