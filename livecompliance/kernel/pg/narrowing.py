"""Migration operations: what whoever looks may read, begun anew, table by table, row by row."""

from collections.abc import Sequence
from typing import Any

from livecompliance.kernel.pg.operations import REGULATOR, TENANTS, Statements, policy

# The person who looks, and (portal.0003) the authority that he is of.
PERSON = "NULLIF(current_setting('app.person', true), '')::uuid"
AUTHORITY = "(SELECT looking_authority())"
CLOSED = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT policyname, tablename FROM pg_policies
    WHERE schemaname = 'public' AND roles = ARRAY['lc_regulator']::name[]
  LOOP
    EXECUTE format('DROP POLICY %I ON %I', one.policyname, one.tablename);
    EXECUTE format('REVOKE ALL ON %I FROM lc_regulator', one.tablename);
  END LOOP;
END $$
"""


class RegulatorsClosed(Statements):
    """Close every tenant's table to regulators; what they see is opened anew, by name."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {}

    def forward(self) -> list[str]:
        return [CLOSED]

    def backward(self) -> list[str]:
        return []

    def describe(self) -> str:
        return "Close every tenant's table to regulators"


class RegulatorSees(Statements):
    """Open a table that is closed to regulators.

    Args:
        columns: which; empty for all.
        where: which rows of the tenants granted to them; empty for all.
        column: the column that holds the tenant's id.
    """

    def __init__(
        self, table: str, columns: Sequence[str] = (), where: str = "", column: str = "tenant_id"
    ) -> None:
        self.table, self.columns, self.where, self.column = table, columns, where, column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        given = [self.table, self.columns, self.where, self.column]
        return self.__class__.__name__, given, {}

    def forward(self) -> list[str]:
        rows = f"{self.column} = ANY ({TENANTS})" + (f" AND ({self.where})" if self.where else "")
        columns = f"({', '.join(self.columns)})" if self.columns else ""
        return [
            policy(self.table, REGULATOR, "S", rows),
            f"GRANT SELECT {columns} ON {self.table} TO {REGULATOR}",
        ]

    def backward(self) -> list[str]:
        name = f"{self.table}_regulator_select"[:63]
        return [
            f"DROP POLICY IF EXISTS {name} ON {self.table}",
            f"REVOKE ALL ON {self.table} FROM {REGULATOR}",
        ]

    def describe(self) -> str:
        return f"Open {self.table} to regulators"
