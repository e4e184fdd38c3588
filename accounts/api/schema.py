"""How the OpenAPI document describes the key."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class KeyOrSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes the key."""

    target_class = "accounts.authentication.KeyOrSession"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "lc_<prefix>_<secret>"}
