"""Database expressions that know who is acting."""

from typing import Any

from django.db.models import Func, UUIDField


class CurrentTenant(Func):
    """The tenant that the running transaction is bound to."""

    template = "NULLIF(current_setting('app.tenant', true), '')::uuid"
    arity = 0
    output_field: Any = UUIDField()
