"""What a token of another's sign-in must say: to whom, by whom, when, of whom. Data in, out."""

import re
from collections.abc import Collection, Mapping
from hmac import compare_digest
from typing import Any, NamedTuple

Claims = Mapping[str, Any]
SKEW_S = 60  # two clocks
OLDEST_S = 600  # as long as a sign-in may take: see portal.services.outside
LONGEST = 255  # characters of a subject (OpenID Connect Core, section 2)
LOGIN = re.compile(r"[\w.@+:-]{3,60}")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Expected(NamedTuple):
    """Who must have issued a token, for whom, and (of a sign-in) in answer to what."""

    issuer: str
    client_id: str
    nonce: str = ""


def fault_of(claims: Claims, expected: Expected, now: float) -> str:
    """Return what is wrong with a token of a sign-in; "" where nothing is."""
    found = _addressed(claims, expected) or _timely(claims, now)
    if found:
        return found
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not _same(nonce, expected.nonce):
        return "nonce"
    return "" if _is_subject(claims.get("sub")) else "subject"


def logout_fault_of(claims: Claims, expected: Expected, now: float) -> str:
    """Return what is wrong with a token by which an issuer ends sign-ins; "" where nothing is."""
    found = _addressed(claims, expected) or _timely(claims, now)
    if found:
        return found
    events = claims.get("events")
    is_logout = isinstance(events, Mapping) and isinstance(events.get(LOGOUT_EVENT), Mapping)
    if not is_logout or "nonce" in claims:
        return "event"
    return "" if _is_subject(claims.get("sub")) else "subject"


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())


def _is_subject(sub: Any) -> bool:
    return isinstance(sub, str) and 0 < len(sub) <= LONGEST


def _addressed(claims: Claims, expected: Expected) -> str:
    if claims.get("iss") != expected.issuer:
        return "issuer"
    said = claims.get("aud")
    audience = said if isinstance(said, list) else [said]
    is_ours = expected.client_id in audience
    party = claims.get("azp", None if len(audience) > 1 else expected.client_id)
    return "" if is_ours and party == expected.client_id else "audience"


def _timely(claims: Claims, now: float) -> str:
    ends, made = _instant(claims.get("exp")), _instant(claims.get("iat"))
    begins = _instant(claims.get("nbf", 0))
    if ends is None or made is None or begins is None:
        return "instants"
    if max(made, begins) > now + SKEW_S:
        return "early"
    return "expired" if now >= ends + SKEW_S or now - made > OLDEST_S + SKEW_S else ""


def _instant(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def login_of(claims: Claims, claim: str, prefix: str) -> str:
    """Return the login that claims name; "" for none that can be one.

    A mail address counts only where the issuer says that it is verified.
    """
    said = claims.get(claim)
    if not isinstance(said, str) or (claim == "email" and claims.get("email_verified") is not True):
        return ""
    login = f"{prefix}{said.strip()}"
    return login if LOGIN.fullmatch(login) else ""


def is_of(claims: Claims, claim: str, value: str) -> bool:
    """Tell whether claims name an authority; where no claim is asked for, they need not."""
    if not claim:
        return True
    said = claims.get(claim)
    return value in said if isinstance(said, list) else said == value


def is_strong(claims: Claims, strong: Collection[str]) -> bool:
    """Tell whether the issuer says that it asked for a second factor, in words that were agreed."""
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    return any(isinstance(one, str) and one in strong for one in said)


def may_enrol(claims: Claims, login: str, claim: str, value: str, pattern: str) -> bool:
    """Tell whether an issuer may enter somebody of whom nobody has heard."""
    if not pattern or not claim or not is_of(claims, claim, value):
        return False
    return re.fullmatch(pattern, login) is not None
