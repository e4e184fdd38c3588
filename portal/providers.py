"""Whose library reads signed tokens. Another one may stand in its place (LC_TOKEN_READER)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import jwt

# No shared secret signs, and nothing goes unsigned.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
LEAST_RSA_BITS = 2048
UNREAD = ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")  # portal.rules.claims judges them


class Head(NamedTuple):
    """By which algorithm and which key a token says that it was signed."""

    algorithm: str
    kid: str | None


class PyJwt:
    """Reads tokens by PyJWT: RSA, ECDSA and Ed25519."""

    def head(self, token: str) -> Head | None:
        """Return what a token says of its signature; None for none that could be believed."""
        try:
            said = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            return None
        kid = said.get("kid")
        is_known = said.get("alg") in ALGORITHMS and "crit" not in said
        is_named = kid is None or isinstance(kid, str)
        return Head(said["alg"], kid) if is_known and is_named else None

    def claims(self, token: str, head: Head, key: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what a token says if a key signed it; None if it did not, or is too weak."""
        options: Any = {"verify_signature": True, "require": []}
        options |= {f"verify_{name}": False for name in UNREAD}
        try:
            known = jwt.PyJWK(dict(key))
            if known.key_type == "RSA" and known.key.key_size < LEAST_RSA_BITS:
                return None
            return jwt.decode(token, known.key, algorithms=[head.algorithm], options=options)
        except (jwt.PyJWTError, TypeError, ValueError):
            return None
