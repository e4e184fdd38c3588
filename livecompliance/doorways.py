"""Who may go through a door: the groups of roles that the doors are declared for."""

ROLES = (
    "officer", "viewer", "system_admin", "security_admin", "audit_admin", "streamer", "merchant"
)  # fmt: skip
Door = frozenset[str]
EVERYBODY: Door = frozenset({"everybody"})  # strangers too
BEARER: Door = frozenset({"token"})  # whoever holds what stands in the address
SIGNED_IN: Door = frozenset(ROLES)
STAFF_AND_STREAMER: Door = SIGNED_IN - {"merchant"}
PROGRAMS: Door = frozenset()  # keys only
OFFICER: Door = frozenset({"officer"})
WATCHERS: Door = frozenset({"officer", "viewer", "audit_admin"})
WATCHERS_AND_STREAMER: Door = WATCHERS | {"streamer"}
STREAMER: Door = frozenset({"streamer"})
MERCHANT: Door = frozenset({"merchant"})
SYSTEM: Door = frozenset({"system_admin"})
SECURITY: Door = frozenset({"security_admin"})
AUDIT: Door = frozenset({"audit_admin"})
ADMINISTRATORS: Door = SYSTEM | SECURITY | AUDIT
REGULATOR: Door = frozenset({"regulator"})  # a realm of its own: none of the roles above is in it
