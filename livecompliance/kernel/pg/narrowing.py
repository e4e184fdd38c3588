"""Migration operations: what regulators may read becomes less, by row or altogether."""

from typing import Any

from livecompliance.kernel.pg.operations import REGULATOR, TENANTS, Statements, policy

# The person who looks, and (accounts.0022) the authority that he is of.
PERSON = "NULLIF(current_setting('app.person', true), '')::uuid"
AUTHORITY = "(SELECT looking_authority())"


class RegulatorNarrowed(Statements):
    """Let regulators read fewer rows of a table than a policy that stands lets them.

    Args:
        where: which rows of the tenants granted to them, from now on.
        before: which rows it was until now; empty for all.
    """

    def __init__(self, table: str, where: str, before: str = "") -> None:
        self.table, self.where, self.before = table, where, before

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.where, self.before], {}

    def anew(self, where: str) -> list[str]:
        rows = f"tenant_id = ANY ({TENANTS})" + (f" AND ({where})" if where else "")
        name = f"{self.table}_regulator_select"[:63]
        return [
            f"DROP POLICY {name} ON {self.table}",
            policy(self.table, REGULATOR, "S", rows),
        ]

    def forward(self) -> list[str]:
        return self.anew(self.where)

    def backward(self) -> list[str]:
        return self.anew(self.before)

    def describe(self) -> str:
        return f"Let regulators read fewer rows of {self.table}"


class RegulatorClosed(Statements):
    """Close a table to regulators of which no page of theirs shows anything."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table], {}

    def forward(self) -> list[str]:
        name = f"{self.table}_regulator_select"[:63]
        return [
            f"DROP POLICY IF EXISTS {name} ON {self.table}",
            f"REVOKE ALL ON {self.table} FROM {REGULATOR}",
        ]

    def backward(self) -> list[str]:
        return [
            policy(self.table, REGULATOR, "S", f"tenant_id = ANY ({TENANTS})"),
            f"GRANT SELECT ON {self.table} TO {REGULATOR}",
        ]

    def describe(self) -> str:
        return f"Close {self.table} to regulators"
