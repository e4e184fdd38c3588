"""What an issuer publishes of itself, asked through the one door that leads out (outbound)."""

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from livecompliance.kernel import outbound
from livecompliance.kernel.exceptions import Unavailable
from portal.models import Issuer
from portal.services.issuer import secret_of

log = logging.getLogger(__name__)
KEPT_S = 600
SIZE = 262_144
WELL_KNOWN = "/.well-known/openid-configuration"
# No shared secret signs, and nothing goes unsigned.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
LEAST_RSA_BITS = 2048
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class IssuerSilent(Unavailable):
    """An issuer gave no answer that can be used; why stands in the log."""

    code = "issuer_silent"


@dataclass(frozen=True, slots=True)
class Known:
    """What an issuer says of itself, as far as it is used."""

    authorization: str
    token: str
    keys: str
    end_session: str
    says_issuer: bool
    by_header: bool


def known_of(issuer: Issuer) -> Known:
    """Return what an issuer says of itself, at most ten minutes old.

    Raises:
        IssuerSilent: it gave no answer, or one that is not its own.
    """
    url = issuer.issuer.rstrip("/") + WELL_KNOWN
    said = _kept(f"issuer|{issuer.pk}|known", url)
    if said.get("issuer") != issuer.issuer or not all(_leads(said.get(one)) for one in ENDPOINTS):
        raise _silent("known")
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    ends = said.get("end_session_endpoint")
    return Known(
        authorization=said["authorization_endpoint"],
        token=said["token_endpoint"],
        keys=said["jwks_uri"],
        end_session=str(ends) if _leads(ends) else "",
        says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        by_header=not isinstance(ways, list) or "client_secret_basic" in ways,
    )


def _leads(url: Any) -> bool:
    schemes = ("https://", "http://") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https://",)
    return isinstance(url, str) and url.startswith(schemes) and len(url) <= 500


def claims_of(issuer: Issuer, token: str) -> dict[str, Any] | None:
    """Return what a token says if one of the issuer's keys signed it; None if none did.

    Whether it may be believed otherwise (issuer, audience, instants, nonce) is `rules.claims`.

    Raises:
        IssuerSilent: its keys cannot be had.
    """
    try:
        head = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        return None
    algorithm, kid = head.get("alg"), head.get("kid")
    if algorithm not in ALGORITHMS or "crit" in head:
        return None
    address = known_of(issuer).keys
    key = _key_named(issuer, address, kid) or _key_named(issuer, address, kid, anew=True)
    return None if key is None else _opened(token, key, algorithm)


def _opened(token: str, key: jwt.PyJWK, algorithm: str) -> dict[str, Any] | None:
    options: Any = {"verify_signature": True, "require": []}
    options |= dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub",
         "verify_jti"), False)  # fmt: skip
    try:
        return jwt.decode(token, key.key, algorithms=[algorithm], options=options)
    except (jwt.PyJWTError, TypeError, ValueError):
        return None


def _key_named(issuer: Issuer, address: str, kid: Any, *, anew: bool = False) -> jwt.PyJWK | None:
    """Return the key of a name; where a token names none, the only one that there is."""
    name = f"issuer|{issuer.pk}|keys"
    if anew and not cache.add(f"{name}|anew", 1, 30):
        return None  # somebody makes names up: the issuer is not asked for each
    if anew:
        cache.delete(name)
    held = [one for one in _kept(name, address).get("keys", []) if _is_for_signing(one)]
    if kid is None and len(held) != 1:
        return None
    chosen = [one for one in held if kid is None or one.get("kid") == kid]
    try:
        key = jwt.PyJWK(chosen[0]) if chosen else None
    except jwt.PyJWTError:
        return None
    is_short = key is not None and key.key_type == "RSA" and key.key.key_size < LEAST_RSA_BITS
    return None if is_short else key


def _is_for_signing(one: Any) -> bool:
    is_key = isinstance(one, Mapping) and one.get("kty") in ("RSA", "EC", "OKP")
    return is_key and one.get("use", "sig") == "sig"


def token_of(issuer: Issuer, code: str, verifier: str, back: str) -> str:
    """Exchange a code for the token that says who somebody is.

    Raises:
        IssuerSilent: it refused, or gave no such token.
    """
    known, headers = known_of(issuer), {"Content-Type": "application/x-www-form-urlencoded"}
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
        "client_id": issuer.client_id,
    }
    if known.by_header:
        headers["Authorization"] = _basic(issuer.client_id, secret_of(issuer))
    else:
        sent["client_secret"] = secret_of(issuer)
    body = urlencode(sent).encode()
    said = _asked(outbound.Request("POST", known.token, body, headers))
    token = said.get("id_token")
    if not isinstance(token, str):
        raise _silent("token")
    return token


def _basic(name: str, secret: str) -> str:
    """Return what proves the client, each part encoded as a form first (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return "Basic " + b64encode(pair.encode()).decode()


def _kept(name: str, url: str) -> dict[str, Any]:
    held: dict[str, Any] | None = cache.get(name)
    if held is None:
        held = _asked(outbound.Request("GET", url, b"", {"Accept": "application/json"}))
        cache.set(name, held, KEPT_S)
    return held


def _asked(request: outbound.Request) -> dict[str, Any]:
    bounds = outbound.Bounds(
        size=SIZE,
        ports=frozenset({443, *settings.WEBHOOK_PORTS}),
        kinds=("application/json", "application/jwk-set+json"),
    )
    try:
        answer = outbound.fetch(request, bounds)
        said = json.loads(answer.body) if answer.is_whole else None
    except (outbound.Refused, ValueError):
        raise _silent("answer") from None
    if answer.status != 200 or not isinstance(said, dict):
        raise _silent("answer")
    return said


def _silent(why: str) -> IssuerSilent:
    log.warning("an issuer cannot be asked: %s", why)
    return IssuerSilent(_("单位的统一身份认证现在没有给出可用的答复，请稍后再试，或用密码登录。"))
