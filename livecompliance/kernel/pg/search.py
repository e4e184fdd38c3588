"""Find a tenant's rows by a part of their words, among millions: index, function, question.

Row-level security keeps an index on LIKE from being used (the operator is not leak-proof), so
that the words are looked up by a definer function. It returns ids and nothing else; the rows
themselves are read through the wall afterwards.

Every character stands twice in the index: two Chinese characters make four, and so trigrams.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connections, models, router

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pg.operations import (
    APP,
    DEFINER,
    REGULATOR,
    TENANTS,
    DefinerFunction,
    Statements,
    policy,
)

EXTENSIONS = ("pg_trgm", "btree_gin")
PLAIN = """
CREATE FUNCTION search_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.lower(pg_catalog.normalize(words, 'NFKC'))
"""
TWICE = r"""
CREATE FUNCTION search_twice(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.regexp_replace(
  pg_catalog.lower(pg_catalog.normalize(words, 'NFKC')), '(.)', '\1\1', 'g')
"""
LIKE = r"""
CREATE FUNCTION search_like(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '%' || pg_catalog.regexp_replace(words, '([\\%_])', '\\\1', 'g') || '%'
"""
# First the row of that very number; then the newest rows, where a common word is found at once;
# then the index, which is quick for a rare one. Nobody reads more rows than the two bounds say.
FUNCTION = """
CREATE FUNCTION {function}(tenants uuid[], wanted text, most integer)
RETURNS TABLE (found uuid) LANGUAGE plpgsql STABLE ROWS 20 AS $body$
DECLARE
  own uuid[] := ARRAY(SELECT unnest(tenants) INTERSECT SELECT unnest({granted}));
  plain text := search_plain(wanted);
  newest integer := greatest(50, 1000 / greatest(1, cardinality(own)));
  first uuid[];
  more uuid[] := '{{}}';
BEGIN
  IF cardinality(own) = 0 OR plain = '' OR most < 1 THEN
    RETURN;
  END IF;
  {exact}
  EXECUTE $sql$
    SELECT array_agg(id) FROM (
      SELECT near.id FROM unnest($1) tenant CROSS JOIN LATERAL (
        SELECT r.id, search_plain({words}) said FROM {table} r
        WHERE r.tenant_id = tenant ORDER BY r.id DESC LIMIT $2) near
      WHERE near.said LIKE $3 ORDER BY near.id DESC LIMIT $4) found
  $sql$ INTO first USING own, newest, search_like(plain), most;
  IF coalesce(cardinality(first), 0) < most AND length(plain) > 1 THEN
    EXECUTE $sql$
      SELECT array_agg(far.id) FROM unnest($1) tenant CROSS JOIN LATERAL (
        SELECT r.id FROM {table} r
        WHERE r.tenant_id = tenant AND search_twice({words}) LIKE $2 LIMIT $3) far
    $sql$ INTO more USING own, search_like(search_twice(wanted)), {candidates};
  END IF;
  RETURN QUERY EXECUTE $sql$
    SELECT r.id FROM {table} r WHERE r.id = ANY ($1)
    ORDER BY {rank} r.id DESC LIMIT $3
  $sql$ USING exact || coalesce(first, '{{}}') || coalesce(more, '{{}}'), plain, most;
END $body$
"""
CANDIDATES = 200
EXACT = """
  EXECUTE $sql$
    SELECT array_agg(r.id) FROM {table} r WHERE r.tenant_id = ANY ($1) AND r.{column} = $2
  $sql$ INTO exact USING own, wanted;
"""


def base() -> list[str]:
    """Return what every search needs, once in a database."""
    return [*(f"CREATE EXTENSION IF NOT EXISTS {one}" for one in EXTENSIONS), PLAIN, TWICE, LIKE]


class SearchBase(Statements):
    """The functions that every search uses."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {}

    def forward(self) -> list[str]:
        return base()

    def backward(self) -> list[str]:
        names = ("search_like", "search_twice", "search_plain")
        return [f"DROP FUNCTION {name}(text)" for name in names]

    def describe(self) -> str:
        return "Create what every search uses"


class SearchTable(Statements):
    """Let a tenant's table be searched by `search_<table>(tenants, words, most)`.

    Args:
        table: it has `id` (UUIDv7) and `tenant_id`, and stands behind its wall.
        columns: text columns, never null, that are searched; the first ranks.
        number: a column that somebody may give whole; it comes first.
        lets_definer: the definer role may not read the table yet.
    """

    def __init__(
        self, table: str, columns: Sequence[str], *, number: str = "", lets_definer: bool = False
    ) -> None:
        self.table, self.columns, self.number = table, list(columns), number
        self.lets_definer = lets_definer

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"number": self.number, "lets_definer": self.lets_definer}
        return self.__class__.__name__, [self.table, self.columns], options

    @property
    def function(self) -> DefinerFunction:
        signature = f"search_{self.table}(uuid[], text, integer)"
        return DefinerFunction(signature, self._body(), to=f"{APP}, {REGULATOR}")

    def _words(self, alias: str = "") -> str:
        return " || ' ' || ".join(f"{alias}{column}" for column in self.columns)

    def _body(self) -> str:
        number = self.number and EXACT.format(table=self.table, column=self.number)
        head = f"search_plain(r.{self.columns[0]})"
        rank = f"(r.{self.number} = $2) DESC, " if self.number else ""
        return FUNCTION.format(
            function=f"search_{self.table}",
            table=self.table,
            words=self._words("r."),
            granted=TENANTS,
            exact=number,
            candidates=CANDIDATES,
            rank=rank + f"({head} = $2) DESC, starts_with({head}, $2) DESC,",
        ).replace("  first uuid[];", "  first uuid[];\n  exact uuid[] := '{}';")

    def forward(self) -> list[str]:
        let = [
            policy(self.table, DEFINER, "S", "true"),
            f"GRANT SELECT ON {self.table} TO {DEFINER}",
        ]
        return [
            f"CREATE UNIQUE INDEX IF NOT EXISTS {self.table}_tenant_key"
            f" ON {self.table} (tenant_id, id)",
            f"CREATE INDEX {self.table}_search ON {self.table}"
            f" USING gin (tenant_id, search_twice({self._words()}) gin_trgm_ops)",
            *(let if self.lets_definer else []),
            *self.function.forward(),
        ]

    def backward(self) -> list[str]:
        unlet = [
            f"DROP POLICY {self.table}_definer_select ON {self.table}",
            f"REVOKE ALL ON {self.table} FROM {DEFINER}",
        ]
        return [
            *self.function.backward(),
            *(unlet if self.lets_definer else []),
            f"DROP INDEX {self.table}_search",
        ]

    def describe(self) -> str:
        return f"Let {self.table} be searched"


def ids(model: type[models.Model], actor: Actor, wanted: str, most: int) -> list[UUID]:
    """Return the ids of a model's rows that hold `wanted`, the best first.

    Only those of the tenants that `actor`, who must be bound, acts for.
    """
    tenancy.require(actor)
    function = f"search_{model._meta.db_table}"
    tenants = sorted(actor.tenant_ids)
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(
            f"SELECT found FROM {function}(%s::uuid[], %s, %s)",  # noqa: S608 (a model's own)
            [tenants, wanted, most],
        )
        return [row[0] for row in cursor.fetchall()]
