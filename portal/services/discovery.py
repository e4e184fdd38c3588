"""What an issuer publishes of itself, asked through the one door that leads out (outbound)."""

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from livecompliance.kernel import outbound
from livecompliance.kernel.exceptions import Unavailable
from portal.models import Issuer
from portal.services.issuer import secret_of

log = logging.getLogger(__name__)
KEPT_S = 600
SIZE = 262_144
WELL_KNOWN = "/.well-known/openid-configuration"
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
    reader: Any = import_string(settings.TOKEN_READER)()
    head = reader.head(token)
    if head is None:
        return None
    address = known_of(issuer).keys
    key = _key_named(issuer, address, head.kid)
    if key is None:
        key = _key_named(issuer, address, head.kid, anew=True)
    found: dict[str, Any] | None = None if key is None else reader.claims(token, head, key)
    return found


def _key_named(
    issuer: Issuer, address: str, kid: str | None, *, anew: bool = False
) -> dict[str, Any] | None:
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
    return dict(chosen[0]) if chosen else None


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
