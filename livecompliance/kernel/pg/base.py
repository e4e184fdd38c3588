"""PostgreSQL with the tenant set at the start of every outermost transaction."""

import re
import select
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from livecompliance.kernel import tenancy

BEGIN, BEGIN_LOOKING = "BEGIN", "BEGIN READ ONLY"


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

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begin a transaction and name who acts in it, in one message to the server.

        The driver would send a BEGIN of its own first. It stays in its autocommit mode, in which
        it sends what it is given, and ends transactions only when it is told to.
        """
        if autocommit or not self.settings_dict.get("TENANCY"):
            super()._set_autocommit(autocommit)  # type: ignore[misc]
            return
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                begin = BEGIN_LOOKING if self.alias == tenancy.LOOKING else BEGIN
                words, held = tenancy.words_of(self.alias, tenancy.bound())
                cursor.execute(f"{begin}; {words}", held)
        except BaseException:
            self.connection.close()  # nobody may find it inside a transaction of somebody else's
            raise

    def _commit(self) -> None:
        self._end("COMMIT", super()._commit)  # type: ignore[misc]

    def _rollback(self) -> None:
        self._end("ROLLBACK", super()._rollback)  # type: ignore[misc]

    def _end(self, words: str, otherwise: Callable[[], None]) -> None:
        if self.connection is None or not self.settings_dict.get("TENANCY"):
            otherwise()
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            if self.connection.get_transaction_status() != TRANSACTION_STATUS_IDLE:
                cursor.execute(words)

    def close_if_unusable_or_obsolete(self) -> None:
        """Drop a connection that has died too, before each request and each task.

        Asking it (CONN_HEALTH_CHECKS) would cost every request a round trip; without, the first
        request of every process after a restart of the server fails.
        """
        if self.has_hung_up():
            self.close()
        super().close_if_unusable_or_obsolete()

    def has_hung_up(self) -> bool:
        """Tell whether the server has closed an idle connection: without asking, by its socket."""
        if self.connection is None or self.in_atomic_block:
            return False
        if self.connection.closed:
            return True
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))

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
