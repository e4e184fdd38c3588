"""Tables without a tenant, by name, and what the app role may do with them. All else is closed."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from livecompliance.kernel.pg.operations import APP, REGULATOR

GLOBAL_TABLES = {
    "accounts_authority": "SI",
    "accounts_user": "SIU",
    "accounts_user_groups": "SIUD",
    "accounts_user_user_permissions": "SIUD",
    "account_emailaddress": "SIUD",
    "account_emailconfirmation": "SIUD",
    "auth_group": "S",
    "auth_group_permissions": "S",
    "auth_permission": "S",
    "django_content_type": "S",
    "django_migrations": "S",
    "django_session": "SIUD",
    "guardian_groupobjectpermission": "SIUD",
    "guardian_userobjectpermission": "SIUD",
    "mfa_authenticator": "SIUD",
    "ledger_instance": "S",
    "office_calendarday": "SIUD",
    "office_calendarnotice": "SIUD",
    "catalog_release": "SI",
    "portal_issuer": "SIU",
    "portal_outsidelogin": "SIU",
}
# What authorities may read of them; columns in brackets: of people no password, no address.
FOR_REGULATORS = {
    "accounts_authority": "",
    "accounts_user": "(id, username, display_name, authority_id)",
    "office_calendarday": "",
    "office_calendarnotice": "",
    "catalog_release": "",
}
WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


@receiver(post_migrate)
def grant_global_tables(using: str, app_config: Any, **_: Any) -> None:
    """Let the app role use the tables that belong to no tenant."""
    if using != "owner" or app_config.label != "accounts":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {row[0] for row in cursor.fetchall()} & set(GLOBAL_TABLES)
        for table in sorted(present):
            verbs = ", ".join(WORDS[letter] for letter in GLOBAL_TABLES[table])
            cursor.execute(f"GRANT {verbs} ON {table} TO {APP}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
        for table in sorted(present & set(FOR_REGULATORS)):
            cursor.execute(f"REVOKE ALL ON {table} FROM {REGULATOR}")
            cursor.execute(f"GRANT SELECT {FOR_REGULATORS[table]} ON {table} TO {REGULATOR}")
