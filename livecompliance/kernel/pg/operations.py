"""Migration operations: put a tenant's table behind its wall, own a definer function."""

from abc import ABC, abstractmethod
from typing import Any

from django.db.migrations.operations.base import Operation

OWNER, APP, REGULATOR, DEFINER = "lc_owner", "lc_app", "lc_regulator", "lc_definer"
TENANT = "NULLIF(current_setting('app.tenant', true), '')::uuid"
TENANTS = "string_to_array(NULLIF(current_setting('app.tenants', true), ''), ',')::uuid[]"
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def wall(table: str, column: str, app: str, definer: str, *, regulator: bool) -> list[str]:
    """Return the SQL that lets each role do no more than its letters (S, I, U, D) say."""
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)",
        f"REVOKE ALL ON {table} FROM PUBLIC, {APP}, {REGULATOR}, {DEFINER}",
    ]
    mine = f"{column} = {TENANT}"
    for letter in app:
        sql.append(policy(table, APP, letter, mine))
        sql.append(f"GRANT {VERBS[letter]} ON {table} TO {APP}")
    for letter in definer:
        sql.append(policy(table, DEFINER, letter, "true"))
        sql.append(f"GRANT {VERBS[letter]} ON {table} TO {DEFINER}")
    if regulator:
        sql.append(policy(table, REGULATOR, "S", f"{column} = ANY ({TENANTS})"))
        sql.append(f"GRANT SELECT ON {table} TO {REGULATOR}")
    return sql


def policy(table: str, role: str, letter: str, condition: str) -> str:
    """Return the statement that makes the policy of one role for one verb."""
    verb = VERBS[letter]
    parts = []
    if letter != "I":
        parts.append(f"USING ({condition})")
    if letter in "IU":
        parts.append(f"WITH CHECK ({condition})")
    name = f"{table}_{role.removeprefix('lc_')}_{verb.lower()}"[:63]
    return f"CREATE POLICY {name} ON {table} FOR {verb} TO {role} {' '.join(parts)}"


class Statements(Operation, ABC):
    """Statements that run as they are, forward and backward."""

    reduces_to_sql = True
    reversible = True

    @abstractmethod
    def forward(self) -> list[str]:
        """Return the statements that apply the operation."""

    @abstractmethod
    def backward(self) -> list[str]:
        """Return the statements that take it back."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        return None

    def database_forwards(self, app_label: str, schema: Any, old: Any, new: Any) -> None:
        for statement in self.forward():
            schema.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema: Any, old: Any, new: Any) -> None:
        for statement in self.backward():
            schema.execute(statement, params=None)


class TenantTable(Statements):
    """Row-level security on one table: enabled, forced, one policy per command and role.

    Args:
        table: the table's name.
        column: the column that holds the tenant's id.
        app: what the app role may do: letters of S, I, U, D.
        definer: what the definer functions may do, in every tenant.
        regulator: whether regulators may read the rows of tenants granted to them. What pages of
            the portal show is opened by name (`narrowing.RegulatorSees`).
    """

    def __init__(
        self,
        table: str,
        *,
        column: str = "tenant_id",
        app: str = "SIUD",
        definer: str = "",
        regulator: bool = False,
    ) -> None:
        self.table, self.column, self.app = table, column, app
        self.definer, self.regulator = definer, regulator

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {
            "column": self.column,
            "app": self.app,
            "definer": self.definer,
            "regulator": self.regulator,
        }
        return self.__class__.__name__, [self.table], options

    def forward(self) -> list[str]:
        return wall(self.table, self.column, self.app, self.definer, regulator=self.regulator)

    def backward(self) -> list[str]:
        names = [f"{self.table}_owner"]
        names += [f"{self.table}_app_{VERBS[letter].lower()}" for letter in self.app]
        names += [f"{self.table}_definer_{VERBS[letter].lower()}" for letter in self.definer]
        names += [f"{self.table}_regulator_select"] if self.regulator else []
        drops = [f"DROP POLICY IF EXISTS {name[:63]} ON {self.table}" for name in names]
        return [*drops, f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY"]

    def describe(self) -> str:
        return f"Put {self.table} behind its tenant's wall"


class DefinerReads(Statements):
    """Let definer functions read a table that is behind its wall already, in every tenant."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table], {}

    def forward(self) -> list[str]:
        return [
            policy(self.table, DEFINER, "S", "true"),
            f"GRANT SELECT ON {self.table} TO {DEFINER}",
        ]

    def backward(self) -> list[str]:
        return [
            f"DROP POLICY IF EXISTS {self.table}_definer_select ON {self.table}",
            f"REVOKE ALL ON {self.table} FROM {DEFINER}",
        ]

    def describe(self) -> str:
        return f"Let definer functions read {self.table}"


class RegulatorReads(Statements):
    """Let regulators read some columns of a table that is behind its wall already.

    Args:
        columns: which; the others stay closed to them.
        where: which rows of the tenants granted to them; empty for all.
    """

    def __init__(self, table: str, columns: list[str], where: str = "") -> None:
        self.table, self.columns, self.where = table, columns, where

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.columns, self.where], {}

    def forward(self) -> list[str]:
        rows = f"tenant_id = ANY ({TENANTS})" + (f" AND ({self.where})" if self.where else "")
        columns = ", ".join(self.columns)
        return [
            policy(self.table, REGULATOR, "S", rows),
            f"GRANT SELECT ({columns}) ON {self.table} TO {REGULATOR}",
        ]

    def backward(self) -> list[str]:
        return [
            f"DROP POLICY IF EXISTS {self.table}_regulator_select ON {self.table}",
            f"REVOKE ALL ON {self.table} FROM {REGULATOR}",
        ]

    def describe(self) -> str:
        return f"Let regulators read columns of {self.table}"


class AppMay(Statements):
    """Let the app do one thing more in a table that is behind its wall already.

    Args:
        letter: S, I, U or D.
    """

    def __init__(self, table: str, letter: str, column: str = "tenant_id") -> None:
        self.table, self.letter, self.column = table, letter, column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.letter, self.column], {}

    def forward(self) -> list[str]:
        return [
            policy(self.table, APP, self.letter, f"{self.column} = {TENANT}"),
            f"GRANT {VERBS[self.letter]} ON {self.table} TO {APP}",
        ]

    def backward(self) -> list[str]:
        verb = VERBS[self.letter]
        return [
            f"DROP POLICY IF EXISTS {self.table}_app_{verb.lower()} ON {self.table}",
            f"REVOKE {verb} ON {self.table} FROM {APP}",
        ]

    def describe(self) -> str:
        return f"Let the app {VERBS[self.letter]} in {self.table}"


class AppendOnly(Statements):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, to everybody, by trigger.

    The owner lifts it for a declared maintenance (`SET lc.maintenance = 'on'`),
    which tests and the destruction of expired records use.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table], {}

    def forward(self) -> list[str]:
        return [
            """
            CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
              IF current_user = 'lc_owner'
                 AND current_setting('lc.maintenance', true) = 'on' THEN
                RETURN COALESCE(NEW, OLD);
              END IF;
              RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
            END $$
            """,
            f"CREATE TRIGGER {self.table}_append_only BEFORE UPDATE OR DELETE ON {self.table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {self.table}_no_truncate BEFORE TRUNCATE ON {self.table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]

    def backward(self) -> list[str]:
        return [
            f"DROP TRIGGER {self.table}_append_only ON {self.table}",
            f"DROP TRIGGER {self.table}_no_truncate ON {self.table}",
        ]

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class TenantReference(Statements):
    """Bind a foreign key to the tenant too: PostgreSQL checks references past every policy.

    Args:
        table, column: the referring side; `table` has a `tenant_id`.
        to, key: the table referred to and its key.
    """

    def __init__(self, table: str, column: str, to: str, key: str = "id") -> None:
        self.table, self.column, self.to, self.key = table, column, to, key

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.column, self.to, self.key], {}

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_tenant_fk"[:63]

    def forward(self) -> list[str]:
        target = f"{self.to}_tenant_key"
        return [
            f"CREATE UNIQUE INDEX IF NOT EXISTS {target} ON {self.to} (tenant_id, {self.key})",
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name}"
            f" FOREIGN KEY (tenant_id, {self.column}) REFERENCES {self.to} (tenant_id, {self.key})"
            " DEFERRABLE INITIALLY DEFERRED",
        ]

    def backward(self) -> list[str]:
        return [f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"]

    def describe(self) -> str:
        return f"Keep {self.table}.{self.column} inside its tenant"


class DefinerFunction(Statements):
    """Create one audited function that runs as `owner` and sees every tenant.

    Args:
        signature: name with argument types, as DROP FUNCTION wants it.
        body: the CREATE FUNCTION text after the signature's name, complete.
        owner: the role whose rights it has.
        to: the roles that may call it.
    """

    def __init__(self, signature: str, body: str, *, owner: str = DEFINER, to: str = APP) -> None:
        self.signature, self.body, self.owner, self.to = signature, body, owner, to

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            self.__class__.__name__,
            [self.signature, self.body],
            {
                "owner": self.owner,
                "to": self.to,
            },
        )

    def forward(self) -> list[str]:
        return [
            self.body,
            f"ALTER FUNCTION {self.signature} SECURITY DEFINER SET search_path = public, pg_temp",
            f"REVOKE ALL ON FUNCTION {self.signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {self.signature} TO {self.to}",
            f"ALTER FUNCTION {self.signature} OWNER TO {self.owner}",
        ]

    def backward(self) -> list[str]:
        return [f"DROP FUNCTION {self.signature}"]

    def describe(self) -> str:
        return f"Create {self.signature}"


class InvokerFunction(Statements):
    """Create one function that runs as whoever calls it, behind every wall.

    PostgreSQL plans what such a function asks once for a connection, where it plans a statement
    every time. Its parameters begin with an underscore, so that none is taken for a column.

    Args:
        signature: name with argument types, as DROP FUNCTION wants it.
        body: the CREATE FUNCTION text, complete.
    """

    def __init__(self, signature: str, body: str) -> None:
        self.signature, self.body = signature, body

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.signature, self.body], {}

    def forward(self) -> list[str]:
        return [
            self.body,
            f"ALTER FUNCTION {self.signature} SET search_path = public, pg_temp",
            f"REVOKE ALL ON FUNCTION {self.signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {self.signature} TO {APP}, {REGULATOR}",
        ]

    def backward(self) -> list[str]:
        return [f"DROP FUNCTION {self.signature}"]

    def describe(self) -> str:
        return f"Create {self.signature}"


class DefinerFunctionGone(DefinerFunction):
    """Drop a function that `DefinerFunction` made; backwards it comes again, as it was."""

    def forward(self) -> list[str]:
        return super().backward()

    def backward(self) -> list[str]:
        return super().forward()

    def describe(self) -> str:
        return f"Drop {self.signature}"
