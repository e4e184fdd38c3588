"""PostgreSQL with the tenant set at the start of every outermost transaction."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql import base

from livecompliance.kernel import tenancy


class OutsideTransaction(RuntimeError):
    """A tenant's table was touched where no tenant can be set; its wall would hide every row."""


@cache
def tenant_tables() -> re.Pattern[str]:
    """Return a pattern that finds the name of any table that belongs to a tenant."""
    names = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(getattr(field, "column", None) == "tenant_id" for field in model._meta.fields)
    }
    return re.compile('"(' + "|".join(sorted(map(re.escape, names)) or ["(?!)"]) + ')"')


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend; a role with TENANCY tells the database who is acting."""

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and self.settings_dict.get("TENANCY"):
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(tenancy.SET, tenancy.settings_of(tenancy.bound()))

    def init_connection_state(self) -> None:
        super().init_connection_state()
        strict = settings.STRICT_TENANCY and self.settings_dict.get("TENANCY")
        if strict and self._refuse_outside not in self.execute_wrappers:
            self.execute_wrappers.append(self._refuse_outside)

    def _refuse_outside(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        if not self.in_atomic_block and isinstance(sql, str) and apps.models_ready:
            found = tenant_tables().search(sql)
            if found:
                raise OutsideTransaction(f"{found.group(1)} was queried outside a transaction")
        return execute(sql, params, many, context)
